"""What the tables of initiatives, activities, adoptions and measures hold now: a few queries, whatever they hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from portfolio.domain.decisions import Matter
from portfolio.domain.phases import boundaries
from portfolio.models import (
    Activity,
    Adoption,
    Benefit,
    BenefitMeasure,
    ComplexityAssessment,
    Decision,
    Initiative,
    Measure,
)
from portfolio.services.context import Context
from portfolio.services.decisions import standing
from portfolio.services.levels import level_of
from portfolio.services.paging import TOGETHER
from portfolio.services.tables.names import Places

#: The initiatives that are asked for; None for all that exist for the actor.
Ids = Collection[int] | None


@dataclass(frozen=True)
class Held:
    """A row as it is stored: its values by column, the ids of what it is made of, and what its cells name, by ids.

    ``small`` are the columns that an export leaves out, since they tell of counts that are too small.
    """

    values: Mapping[str, Any]
    ids: tuple[int, ...]
    refers: Mapping[str, Any] = field(default_factory=dict)
    small: frozenset[str] = frozenset()

    def told(self, *, suppressed: bool) -> dict[str, Any]:
        """The values as they are exported; True as ``suppressed`` where something was left out."""
        if not (suppressed and self.small):
            return dict(self.values)
        return {**self.values, **dict.fromkeys(self.small), "suppressed": True}


def initiatives(ctx: Context, places: Places, ids: Ids) -> list[Held]:
    """The initiatives with the decision that led to their state, their level and their timetable."""
    query = (
        select(Initiative)
        .where(Initiative.id.in_(wanted(places, ids)))
        .order_by(Initiative.position, Initiative.id)
        .options(
            selectinload(Initiative.phases, chunksize=TOGETHER),
            selectinload(Initiative.decisions, chunksize=TOGETHER),
            selectinload(Initiative.assessments, chunksize=TOGETHER).joinedload(ComplexityAssessment.decision),
        )
        .execution_options(populate_existing=True)
    )
    return [_initiative(one, places) for one in ctx.session.scalars(query)]


#: The columns of an initiative that are fields of its own, by the same name.
OWN = (
    "title",
    "kind",
    "purpose",
    "origin",
    "orderer",
    "receiver",
    "project_lead",
    "project_lead_by",
    "project_group",
    "parties",
    "target_groups",
    "diarienummer",
)


def _initiative(one: Initiative, places: Places) -> Held:
    led = state_decision(one)
    forum_id = led.forum_id if led is not None else None
    values = {
        "id_initiativ": one.key,
        "area": places.areas.name_of(one.area_id),
        "state": one.state,
        "decided_on": led.decided_on if led is not None else None,
        "forum": places.forums.name_of(forum_id) if forum_id is not None else None,
        "motivation": led.motivation if led is not None else None,
        "past_decisions": past_decisions(one) or None,
        "level": level_of(one),
        "project_ended_on": one.project_ended_on,
        **{name: getattr(one, name) for name in OWN},
        **boundaries(one.times()),
    }
    return Held(values, (one.id,), {"area": one.area_id, "forum": forum_id})


def state_decision(one: Initiative) -> Decision | None:
    """The decision by which the initiative has its state; None for a proposal, and where it was not kept."""
    led = [decision for decision in standing(one) if decision.to_state is not None]
    return led[-1] if led and led[-1].to_state is one.state else None


#: What people write between the day of a decision and its words.
AROUND_DECISIONS = " :,–-"


def past_decisions(one: Initiative) -> tuple[str, ...]:
    """What was decided before the initiative was entered, a line each: the day and what it was."""
    told = (
        # What was written on several lines is one of this cell's.
        (decision.decided_on, " ".join((decision.motivation or "").split()))
        for decision in standing(one)
        if decision.matter is Matter.ENTRY and decision.to_state is None
    )
    return tuple(f"{day.isoformat()} {text}" for day, text in told if day is not None and text.strip(AROUND_DECISIONS))


def activities(ctx: Context, places: Places, ids: Ids) -> list[Held]:
    """The activities and enablers of the initiatives, each once, with all that share it."""
    place = {one.id: at for at, one in enumerate(places.seen)}
    asked = set(wanted(places, ids))
    query = (
        select(Activity)
        .where(Activity.plan_id == places.plan.id)
        .order_by(Activity.position, Activity.id)
        .options(selectinload(Activity.initiatives, chunksize=TOGETHER))
        .execution_options(populate_existing=True)
    )
    found = []
    for one in ctx.session.scalars(query):
        sharing = sorted({link.initiative_id for link in one.initiatives} & place.keys(), key=place.__getitem__)
        if not asked.isdisjoint(sharing):
            found.append(_activity(one, sharing, places))
    return found


def _activity(one: Activity, sharing: Sequence[int], places: Places) -> Held:
    unit = one.organisation_id
    values = {
        "id_aktivitet": one.key,
        "initiatives": tuple(places.initiatives.name_of(number) for number in sharing),
        "organisation": places.organisations.name_of(unit) if unit is not None else None,
        # A time that came with a plan file alone is told as it was read.
        "period_text": one.period_text,
        **{name: getattr(one, name) for name in ("title", "kind", "phase", "responsible", "status", "note")},
    }
    return Held(values, (one.id,), {"initiatives": frozenset(sharing), "organisation": unit})


def adoptions(ctx: Context, places: Places, ids: Ids) -> list[Held]:
    """Where each initiative is taken into use."""
    query = (
        select(Adoption)
        .join(Initiative, Initiative.id == Adoption.initiative_id)
        .where(Adoption.initiative_id.in_(wanted(places, ids)))
        .order_by(Initiative.position, Initiative.id, Adoption.position, Adoption.id)
        .execution_options(populate_existing=True)
    )
    return [
        Held(
            {
                "initiative": places.initiatives.name_of(one.initiative_id),
                "unit": places.organisations.name_of(one.unit_id),
                **{name: getattr(one, name) for name in ("manager", "planned", "adopted_on", "accepted_on")},
            },
            (one.initiative_id, one.id),
            {"initiative": one.initiative_id, "unit": one.unit_id},
        )
        for one in ctx.session.scalars(query)
    ]


#: The columns of a measure, all of them fields of its own.
OF_MEASURE = (
    "name",
    "definition",
    "numerator",
    "denominator",
    "unit",
    "multiplier",
    "decimals",
    "direction",
    "tolerance",
    "chart",
    "summable",
    "accumulation",
    "level",
    "source",
    "frequency",
    "kolada_id",
    "suppress_small",
)


def measures(ctx: Context, places: Places, ids: Ids) -> list[Held]:
    """The plan's measures; of some initiatives those that their benefits use."""
    query = (
        select(Measure)
        .where(Measure.plan_id == places.plan.id, *used_by(places, ids))
        .order_by(Measure.position, Measure.id)
        .execution_options(populate_existing=True)
    )
    return [
        Held({"id_matetal": one.key, **{name: getattr(one, name) for name in OF_MEASURE}}, (one.id,))
        for one in ctx.session.scalars(query)
    ]


def used_by(places: Places, ids: Ids) -> list[ColumnElement[bool]]:
    """The condition that a measure tells about a benefit of the initiatives; none where all are asked for."""
    if ids is None:
        return []
    of_them = (
        select(BenefitMeasure.measure_id)
        .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
        .where(Benefit.initiative_id.in_(wanted(places, ids)))
    )
    return [Measure.id.in_(of_them)]


def wanted(places: Places, ids: Ids) -> list[int]:
    """The initiatives that are asked for and exist for the actor, in the plan's order."""
    return [one.id for one in places.seen if ids is None or one.id in ids]

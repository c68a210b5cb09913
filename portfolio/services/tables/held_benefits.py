"""What the table of benefits holds now: a row for every benefit and measure, one without measures once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.measures import has_counts
from portfolio.domain.suppression import is_small
from portfolio.models import (
    Activity,
    Benefit,
    BenefitGoal,
    BenefitMeasure,
    Initiative,
    InitiativeActivity,
)
from portfolio.services.context import Context
from portfolio.services.paging import TOGETHER
from portfolio.services.tables.held import Held, Ids, wanted
from portfolio.services.tables.names import Names, Places

#: The columns that are fields of the benefit itself, by the same name.
OWN = (
    "title",
    "description",
    "kind",
    "emergent",
    "perspective",
    "beneficiary",
    "value_type",
    "preconditions",
    "risks",
    "released_resource",
    "owner_role",
    "first_effect",
    "full_effect",
    "ramp",
    "changed_state",
    "changed_state_at",
    "follow_up_method",
    "frequency",
    "steering_system",
    "steering_id",
    "steering_link",
    "follow_up_until",
    "controller_role",
    "data_provider",
    "assessment_method",
    "concluded_on",
)

#: The columns that say what the benefit wants of one measure.
AIM = (
    "baseline_value",
    "baseline_period",
    "baseline_reason",
    "baseline_by",
    "target_value",
    "target_period",
    "method",
    "share",
    "contribution",
    "contribution_reason",
)

_PER_CENT = Decimal(100)


class Work:
    """The activities of each initiative, by id and by name: a benefit needs those of its own alone. One query."""

    def __init__(self, ctx: Context, places: Places) -> None:
        query = (
            select(InitiativeActivity.initiative_id, Activity.id, Activity.key, Activity.title)
            .join(Activity, Activity.id == InitiativeActivity.activity_id)
            .where(Activity.plan_id == places.plan.id)
            .order_by(InitiativeActivity.position)
        )
        found: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        for initiative_id, number, key, title in ctx.session.execute(query):
            found[initiative_id].append((number, key, title))
        self._of = {number: _names(rows) for number, rows in found.items()}

    def of(self, initiative_id: int) -> Names:
        """The activities of one initiative."""
        return self._of.get(initiative_id) or _names(())


def _names(rows: Iterable[tuple[int, str, str]]) -> Names:
    return Names("Aktiviteten", "eller lägg den på ett eget blad med aktiviteter i samma fil", rows)


def benefits(ctx: Context, places: Places, ids: Ids, *, work: Work | None = None) -> list[Held]:
    """The benefits of the initiatives, each with what it wants of its measures. The same few queries, always."""
    work = work or Work(ctx, places)
    query = (
        select(Benefit)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(Benefit.initiative_id.in_(wanted(places, ids)))
        .order_by(Initiative.position, Initiative.id, Benefit.position, Benefit.id)
        .options(
            selectinload(Benefit.goals, chunksize=TOGETHER).joinedload(BenefitGoal.goal),
            selectinload(Benefit.activities, chunksize=TOGETHER),
            selectinload(Benefit.measures, chunksize=TOGETHER).options(
                joinedload(BenefitMeasure.measure), selectinload(BenefitMeasure.targets, chunksize=TOGETHER)
            ),
        )
        .execution_options(populate_existing=True)
    )
    found: list[Held] = []
    for one in ctx.session.scalars(query):
        values, refers = _benefit(one, places, work.of(one.initiative_id))
        for link in one.measures:
            told = {**values, "measure": places.measures.name_of(link.measure_id), **_aim(link)}
            ids = (one.initiative_id, one.id, link.id)
            found.append(Held(told, ids, {**refers, "measure": link.measure_id}, _small(link)))
        if not one.measures:
            blank = dict.fromkeys(("measure", *AIM))
            found.append(Held({**values, **blank}, (one.initiative_id, one.id), {**refers, "measure": None}))
    return found


def _benefit(one: Benefit, places: Places, work: Names) -> tuple[dict[str, Any], dict[str, Any]]:
    goals = sorted((link.goal for link in one.goals), key=lambda goal: (goal.position, goal.id))
    needed = sorted(link.activity_id for link in one.activities)
    unit, forum = one.owner_unit_id, one.forum_id
    values = {
        "id_nytta": one.key,
        "initiative": places.initiatives.name_of(one.initiative_id),
        "goals": tuple(places.goals.name_of(goal.id) for goal in goals) or None,
        "activities": tuple(work.name_of(number) for number in needed) or None,
        "owner_unit": places.organisations.name_of(unit) if unit is not None else None,
        "forum": places.forums.name_of(forum) if forum is not None else None,
        **{name: getattr(one, name) for name in OWN},
    }
    refers = {
        "initiative": one.initiative_id,
        "goals": frozenset(goal.id for goal in goals),
        "activities": frozenset(needed),
        "owner_unit": unit,
        "forum": forum,
    }
    return values, refers


def _aim(link: BenefitMeasure) -> dict[str, Any]:
    target = link.targets[-1] if link.targets else None
    values = {name: getattr(link, name) for name in AIM if not name.startswith("target")}
    values["share"] = None if link.share is None else link.share * _PER_CENT
    values["target_value"] = target.value if target is not None else None
    values["target_period"] = target.period if target is not None else None
    return values


def _small(link: BenefitMeasure) -> frozenset[str]:
    """What was measured before is a measured value like others; what is wanted is none."""
    measure = link.measure
    counted = has_counts(numerator=measure.numerator, denominator=measure.denominator)
    hides = measure.suppress_small and not counted and is_small(link.baseline_value)
    return frozenset({"baseline_value", "baseline_period"} if hides else ())

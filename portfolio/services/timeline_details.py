"""What stands beside the phases in the timeline: marks, effects and activities of many initiatives in a few queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, func, select

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.effects.due import period_at
from portfolio.domain.gates import GATES
from portfolio.domain.labels import label
from portfolio.domain.measures import MONTHS, Frequency
from portfolio.domain.periods import Period
from portfolio.domain.timeline import ActivityTime, EffectTimes, Mark, MarkKind
from portfolio.models import (
    Activity,
    Benefit,
    BenefitMeasure,
    BenefitTarget,
    Decision,
    Initiative,
    InitiativeActivity,
    Measure,
    Plan,
)
from portfolio.services.context import Context


@dataclass
class Details:
    """What is shown of one initiative besides its phases; ``example`` tells that some of it is made up."""

    marks: list[Mark] = field(default_factory=list)
    effects: EffectTimes | None = None
    activities: list[ActivityTime] = field(default_factory=list)
    activity_count: int = 0
    example: bool = False


def of_plan(ctx: Context, plan: Plan, *, unfolded: Collection[int] | None = ()) -> dict[int, Details]:
    """By the initiatives' ids, those that do not exist for the actor too: whoever asks shows those that do.

    ``unfolded`` are the initiatives whose activities are wanted; None wants all. Six queries, always.
    """
    of = select(Initiative.id).where(Initiative.plan_id == plan.id)
    found: dict[int, Details] = {}
    _add_decisions(ctx, of, found)
    _add_effects(ctx, of, found)
    _add_measurements(ctx, of, found)
    _add_activities(ctx, of, found, unfolded)
    return found


def _add_decisions(ctx: Context, of: Select[int], found: dict[int, Details]) -> None:
    query = (
        select(
            Decision.initiative_id,
            Decision.decided_on,
            Decision.matter,
            Decision.outcome,
            Decision.to_state,
            Decision.example,
        )
        .where(Decision.initiative_id.in_(of), Decision.corrected.is_(False), Decision.decided_on.is_not(None))
        .where(Decision.matter != Matter.CORRECT)
        .order_by(Decision.id)
    )
    for initiative_id, decided_on, matter, outcome, to_state, example in ctx.session.execute(query):
        details = found.setdefault(initiative_id, Details())
        # The query asks for dated ones alone; the column itself may be empty.
        if decided_on is None:
            continue
        passed = outcome is Outcome.APPROVED and matter in (Matter.PHASE, Matter.CLOSE) and to_state in GATES
        kind = MarkKind.GATE if passed else MarkKind.DECISION
        what = f"Grind till {label(to_state).lower()} passerad" if passed else f"Beslut om {_matter(matter)}"
        details.marks.append(Mark(decided_on, kind, what))
        details.example = details.example or example


def _matter(matter: Matter) -> str:
    text = label(matter)
    return text[0].lower() + text[1:]


def _add_effects(ctx: Context, of: Select[int], found: dict[int, Details]) -> None:
    query = select(
        Benefit.initiative_id, Benefit.first_effect, Benefit.full_effect, Benefit.follow_up_until, Benefit.example
    ).where(Benefit.initiative_id.in_(of), Benefit.concluded_on.is_(None))
    told: dict[int, list[tuple[Period | None, Period | None, Period | None]]] = {}
    for initiative_id, first, full, until, example in ctx.session.execute(query.order_by(Benefit.id)):
        if first is not None and first.start is not None:
            told.setdefault(initiative_id, []).append((first, full, until))
            details = found.setdefault(initiative_id, Details())
            details.example = details.example or example
    for initiative_id, times in told.items():
        firsts, fulls, untils = ([one for one in of_kind if one is not None] for of_kind in zip(*times, strict=True))
        found[initiative_id].effects = EffectTimes(
            first=min(firsts, key=lambda one: one.start or date.max),
            full=_latest(fulls),
            until=_latest(untils),
        )


def _latest(periods: list[Period]) -> Period | None:
    ended = [one for one in periods if one.end is not None]
    return max(ended, key=lambda one: one.end or date.min) if ended else None


def _add_measurements(ctx: Context, of: Select[int], found: dict[int, Details]) -> None:
    """The days to measure on that a reader plans by: baseline, the next value, and the target.

    All that are due would be a mark in every column; they stand on the page of each benefit.
    """
    query = (
        select(
            Benefit.initiative_id,
            BenefitMeasure.id,
            BenefitMeasure.baseline_period,
            Benefit.first_effect,
            Benefit.follow_up_until,
            Measure.name,
            Measure.frequency,
            Measure.example,
        )
        .join(BenefitMeasure, BenefitMeasure.benefit_id == Benefit.id)
        .join(Measure, Measure.id == BenefitMeasure.measure_id)
        .where(Benefit.initiative_id.in_(of), Benefit.concluded_on.is_(None))
        .order_by(BenefitMeasure.id)
    )
    targets = _targets(ctx, of)
    for initiative_id, link_id, baseline, first, until, name, frequency, example in ctx.session.execute(query):
        details = found.setdefault(initiative_id, Details())
        days = {
            f"Nollmätning av {name},": baseline.end if baseline is not None else None,
            f"Nästa mätning av {name},": _next_due(frequency, baseline or first, until, ctx.today),
            f"Målvärde för {name},": targets.get(link_id),
        }
        marks = [Mark(day, MarkKind.MEASUREMENT, text) for text, day in days.items() if day is not None]
        details.marks += marks
        details.example = details.example or (bool(marks) and example)


def _targets(ctx: Context, of: Select[int]) -> dict[int, date]:
    """The day by which each measure of a benefit is to reach its latest target."""
    query = (
        select(BenefitTarget.benefit_measure_id, BenefitTarget.period)
        .join(BenefitMeasure, BenefitMeasure.id == BenefitTarget.benefit_measure_id)
        .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
        .where(Benefit.initiative_id.in_(of))
        .order_by(BenefitTarget.number)
    )
    latest = dict(ctx.session.execute(query).all())
    return {link_id: period.end for link_id, period in latest.items() if period is not None and period.end is not None}


def _next_due(frequency: Frequency | None, since: Period | None, until: Period | None, today: date) -> date | None:
    """The end of the period that today lies in, while the measure is followed up."""
    if frequency not in MONTHS or frequency is None or since is None or since.start is None or since.start > today:
        return None
    end = period_at(frequency, today).end
    over = until is not None and until.end is not None and end is not None and until.end < end
    return None if over else end


def _add_activities(ctx: Context, of: Select[int], found: dict[int, Details], unfolded: Collection[int] | None) -> None:
    held = InitiativeActivity.initiative_id
    counts = select(held, func.count()).where(held.in_(of)).group_by(held)
    for initiative_id, count in ctx.session.execute(counts):
        found.setdefault(initiative_id, Details()).activity_count = count
    wanted = held.in_(of) if unfolded is None else held.in_(of) & held.in_(unfolded)
    query = (
        select(held, Activity.id, Activity.title, Activity.period, Activity.status, Activity.example)
        .join(Activity, Activity.id == InitiativeActivity.activity_id)
        .where(wanted)
        .order_by(InitiativeActivity.position, InitiativeActivity.id)
    )
    for initiative_id, activity_id, title, period, status, example in ctx.session.execute(query):
        details = found.setdefault(initiative_id, Details())
        note = label(status).lower() if status is not None else ""
        known = None if period is None or period.is_unknown else period
        details.activities.append(ActivityTime(activity_id, title, known, note))
        details.example = details.example or example

"""How states were on each day: counted at night, and shown as a short trend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectState
from portfolio.domain.initiatives import DRAFT_STATES
from portfolio.models import Initiative, Plan, StateSnapshot
from portfolio.services import portfolios, register
from portfolio.services.context import Context

#: So many days are shown: the last one of each of the latest quarters.
SHOWN = 6

#: The states that a trend sums up: reached, as planned, not as planned.
_GROUPS = (
    (EffectState.REACHED, EffectState.LASTING),
    (EffectState.ON_TRACK,),
    (EffectState.BEHIND, EffectState.WORSENED, EffectState.FALLEN_BACK),
)


def take(ctx: Context) -> int:
    """Count every plan's states today and keep them; what was kept of today before is replaced. How many plans.

    As the system. Counts before its transaction begins, since that takes its time and nobody should wait for it. Drafts
    are left out, so that the trend is the same whoever sees it.
    """
    counted = {plan.id: _counted(ctx, plan) for plan in ctx.session.scalars(select(Plan).order_by(Plan.id))}
    with ctx.transaction():
        today = select(StateSnapshot).where(StateSnapshot.day == ctx.today)
        kept = {row.plan_id: row for row in ctx.session.scalars(today)}
        for plan_id, counts in counted.items():
            snapshot = kept.get(plan_id) or StateSnapshot(plan_id=plan_id, day=ctx.today)
            for name, value in counts.items():
                setattr(snapshot, name, value)
            ctx.session.add(snapshot)
    return len(counted)


@dataclass(frozen=True)
class TrendDay:
    """How many benefits were where on a day, few enough sums to be read at a glance.

    ``reached`` also counts those that somebody judged to be reached; ``untold`` are all that nothing can be said of, or
    too early. ``improved`` counts measures with an established improvement.
    """

    day: date
    reached: int
    on_plan: int
    off_plan: int
    untold: int
    improved: int


def trend(ctx: Context, plan: Plan) -> list[TrendDay]:
    """The last day that is kept of each of the latest quarters, the earliest first. Two queries."""
    days = ctx.session.scalars(select(StateSnapshot.day).where(StateSnapshot.plan_id == plan.id))
    shown = last_of_quarters(days)[-SHOWN:]
    query = select(StateSnapshot).where(StateSnapshot.plan_id == plan.id, StateSnapshot.day.in_(shown))
    return [_summed(one) for one in ctx.session.scalars(query.order_by(StateSnapshot.day))] if shown else []


def last_of_quarters(days: Iterable[date]) -> list[date]:
    """The last of the days in each quarter that any of them lies in, in order."""
    latest: dict[tuple[int, int], date] = {}
    for day in sorted(days):
        latest[day.year, (day.month - 1) // 3] = day
    return list(latest.values())


def _summed(one: StateSnapshot) -> TrendDay:
    reached, on_plan, off_plan = (sum(one.effects.get(state.value, 0) for state in group) for group in _GROUPS)
    return TrendDay(
        day=one.day,
        reached=reached + one.judged_reached,
        on_plan=on_plan,
        off_plan=off_plan,
        untold=sum(one.effects.values()) - reached - on_plan - off_plan,
        improved=one.evidence.get(Evidence.ESTABLISHED_IMPROVEMENT.value, 0),
    )


def _counted(ctx: Context, plan: Plan) -> dict[str, object]:
    """The fields of a snapshot of the plan as it is now."""
    decided = Initiative.state.not_in(DRAFT_STATES)
    states = Counter(ctx.session.scalars(select(Initiative.state).where(Initiative.plan_id == plan.id, decided)))
    rows = [row for row in register.everything(ctx, plan) if row.held and row.initiative.state not in DRAFT_STATES]
    effects = portfolios.effects_of(rows)
    return {
        "initiatives": {state.value: number for state, number in states.items()},
        "effects": {state.value: number for state, number in effects.states.items()},
        "evidence": {one.value if one else "none": number for one, number in effects.evidence.items()},
        "judged_reached": effects.judged_reached,
    }

"""How states were on each day, and what of it is shown."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.models import Initiative, Plan, StateSnapshot
from portfolio.services import portfolios, snapshots
from portfolio.services.context import Context
from tests import cast


@pytest.fixture
def plan(ctx: Context) -> Plan:
    return ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()


def test_a_day_is_counted_as_the_plans_page_counts_it_and_once(ctx: Context, acting, plan: Plan) -> None:  # type: ignore[no-untyped-def]
    system = acting("system")
    assert snapshots.take(system) == 1
    ctx.session.rollback()
    shown = portfolios.portfolio(ctx, plan)
    (kept,) = ctx.session.scalars(select(StateSnapshot))
    assert kept.day == ctx.today
    assert kept.effects == {state.value: number for state, number in shown.whole.states.items()}
    assert sum(kept.initiatives.values()) == len(shown.initiatives) == 24
    assert kept.judged_reached == shown.whole.judged_reached
    ctx.session.rollback()
    with system.transaction():
        system.record("test:change")
        one = system.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
        one.state = InitiativeState.PROPOSED
    snapshots.take(system)
    ctx.session.rollback()
    (kept,) = ctx.session.scalars(select(StateSnapshot))
    assert sum(kept.initiatives.values()) == 23, "a draft is nobody else's to count"


def test_the_trend_is_the_last_day_of_each_of_the_latest_quarters(acting, plan: Plan) -> None:  # type: ignore[no-untyped-def]
    system = acting("system")
    ninths = [date(year, month, 9) for year in (2022, 2023) for month in range(1, 13)]
    days = [date(2021, 1, 1), *ninths, date(2024, 2, 29)]
    with system.transaction():
        for day in days:
            effects = {"on_track": 4, "behind": 3, "worsened": 2, "no_measure": 5, "not_due": 1}
            counts = {"effects": effects | {"reached": day.month}, "evidence": {"established_improvement": 7}}
            system.session.add(StateSnapshot(plan_id=plan.id, day=day, initiatives={}, judged_reached=1, **counts))
    found = snapshots.trend(system, plan)
    assert [one.day for one in found] == [
        date(2022, 12, 9),
        *(date(2023, month, 9) for month in (3, 6, 9, 12)),
        date(2024, 2, 29),
    ]
    assert [one.reached for one in found] == [13, 4, 7, 10, 13, 3], "measured and judged together"
    assert {(one.on_plan, one.off_plan, one.untold, one.improved) for one in found} == {(4, 5, 6, 7)}
    assert snapshots.last_of_quarters([]) == []

"""The whole of a plan: its figures are counted as its lists are narrowed, in the same few queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine, select

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.domain.benefits import BenefitKind
from portfolio.domain.comparisons import Evidence
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.effects import EffectState, QuarterQuestion
from portfolio.domain.periods import quarter
from portfolio.domain.stages import Stage
from portfolio.models import Benefit, BenefitGoal, Goal, Plan
from portfolio.services import benefit_assessments, overview, plans, portfolios, register
from portfolio.services.context import Context
from portfolio.services.portfolios import Portfolio
from tests import cast
from tests.measured import benefit, measured, months
from tests.services.test_overview import _many_more, queries

Acting = Callable[[str], Context]


def whole(ctx: Context) -> Portfolio:
    ctx.session.rollback()
    ctx.session.expire_all()
    return portfolios.portfolio(ctx, plan(ctx))


def plan(ctx: Context) -> Plan:
    return plans.get(ctx, cast.PLAN)


def test_every_figure_is_as_many_rows_as_the_list_that_it_leads_to_holds(acting: Acting) -> None:
    ctx = acting("reader")
    found = whole(ctx)
    for row in found.levels:
        for stage in Stage:
            narrowed = overview.Filters(level=row.level, unclassified=row.level is None, stage=stage)
            assert row.stages.get(stage, 0) == len(overview.rows(ctx, plan(ctx), narrowed)), (row.level, stage)
    assert len(found.late) == len(overview.rows(ctx, plan(ctx), overview.Filters(late=True))) == 4

    rows = register.everything(ctx, plan(ctx))

    def shown(**filters: object) -> register.Register:
        return register.narrowed(rows, register.Filters(**filters))  # type: ignore[arg-type]

    for area, counted in [*found.areas, (None, found.whole)]:
        within = {"area": area.id} if area is not None else {}
        assert counted.benefits == shown(**within).benefits
        assert sum(counted.states.values()) + counted.judged_reached == counted.benefits
        assert counted.judged_reached == shown(**within).judged_reached
        for state in EffectState:
            assert counted.states.get(state, 0) == shown(**within, state=state).benefits, (area, state)
        # What somebody judged is no measurement, and is told of beside them.
        assert counted.evidence.get(Evidence.ASSESSED, 0) == 0
        for evidence in set(Evidence) - {Evidence.ASSESSED}:
            assert counted.evidence.get(evidence, 0) == len(shown(**within, evidence=evidence).rows), (area, evidence)
        assert counted.evidence.get(None, 0) == len(shown(**within, unproven=True).rows), area
    for one in found.quarters:
        asked = {question: shown(question=question, quarter=one.quarter) for question in QuarterQuestion}
        assert one.planned == asked[QuarterQuestion.PLANNED].benefits
        assert (one.reached or 0) == asked[QuarterQuestion.REACHED].benefits
        assert one.due == len(asked[QuarterQuestion.DUE].rows)
        assert (one.missing or 0) == len(asked[QuarterQuestion.MISSING].rows)
    assert [one.benefits for one in found.goals] == [shown(goal=one.goal.id).benefits for one in found.goals]
    assert found.aimless == shown(aimless=True).benefits == 3
    assert found.present is not None
    assert found.present.quarter == quarter(2023, 2)
    assert sum(one.reached is not None for one in found.quarters) == 10


def test_what_somebody_judged_to_be_reached_is_told_of_beside_what_was_measured(acting: Acting) -> None:
    before = whole(acting("reader")).whole
    judged = benefit(acting("system"))
    with (ctx := acting("controller")).transaction():
        benefit_assessments.assess(
            ctx,
            judged,
            outcome=AssessedOutcome.REACHED,
            statement="Rutinen används.",
            assessed_on=date(2023, 5, 2),
            grounds=Grounds.SOME,
            source="Intervjuer",
            assessor="Utvärderare",
        )
    after = whole(acting("reader")).whole
    assert (after.benefits, after.judged_reached) == (before.benefits + 1, before.judged_reached + 1)
    assert (after.states, after.evidence) == (before.states, before.evidence)


def test_a_benefit_is_planned_from_the_quarter_of_its_full_effect_and_reached_while_it_holds(acting: Acting) -> None:
    system = acting("system")
    before = whole(acting("reader"))
    made = benefit(system, "Nått och tappat")
    measured(system, months(2022, *[50.0] * 6, *[90.0] * 6), benefit_id=made)
    two = benefit(system, "Två mätetal")
    measured(system, months(2022, *[50.0] * 12), name="Ett", benefit_id=two)
    measured(system, months(2022, *[60.0] * 12), name="Ett till", benefit_id=two)
    benefit(system, "Utan tid", first_effect=None, full_effect=None)
    harm = benefit(system, "Negativ", kind=BenefitKind.DISBENEFIT)
    measured(system, months(2022, *[50.0] * 12), name="Skada", benefit_id=harm)
    after = whole(acting("reader"))

    def more(what: str) -> list[int]:
        pairs = zip(after.quarters, before.quarters, strict=True)
        return [(getattr(now, what) or 0) - (getattr(then, what) or 0) for now, then in pairs]

    # From the end of 2023 on both are planned; neither the one without a time nor the negative one.
    assert more("planned") == [0] * 11 + [2] * 9
    # One is reached for two quarters; the other not, since one of its two measures is not there.
    assert more("reached") == [0] * 4 + [1, 1] + [0] * 14
    assert after.untimed - before.untimed == 1
    # Monthly values are waited for in every quarter, and lack from 2023 on: the present quarter's April has passed.
    assert more("due")[3:] == [0] + [4] * 16
    assert more("missing") == [0] * 8 + [4, 4] + [0] * 10


def test_what_was_concluded_is_no_longer_counted_and_a_goal_is_served_through_those_below(acting: Acting) -> None:
    system = acting("system")
    before = whole(acting("reader"))
    one = system.session.scalars(select(Benefit.id).join(BenefitGoal).order_by(Benefit.id)).first()
    served = next(goal for goal in before.goals if goal.benefits == 1)
    with system.transaction():
        system.record("test:conclude")
        links = select(BenefitGoal.benefit_id).where(BenefitGoal.goal_id == served.goal.id)
        lone = system.session.scalars(links).one()
        system.session.get_one(Benefit, lone).concluded_on = date(2023, 5, 1)
        system.session.add(
            Goal(plan_id=served.goal.plan_id, key="nytt", name="Nytt", kind="goal", position=99, example=False)
        )
    assert one is not None
    after = whole(acting("reader"))
    assert after.whole.benefits == before.whole.benefits - 1
    assert {row.goal.name for row in after.unserved} - {row.goal.name for row in before.unserved} == {
        served.goal.name,
        "Nytt",
    }
    above = [goal for goal in after.goals if not goal.benefits and goal.below]
    assert above
    assert not {goal.goal.id for goal in above} & {goal.goal.id for goal in after.unserved}


def test_forty_more_initiatives_take_no_more_queries(acting: Acting, engine: Engine) -> None:
    def work() -> int:
        ctx = acting("coordinator")
        with queries(engine) as seen:
            portfolios.portfolio(ctx, plan(ctx))
        return len(seen)

    few = work()
    _many_more(acting("system"))
    assert work() <= few + 1, "where there are drafts, one asks who owns the plan"
    assert few <= 45


def test_a_plan_without_anything_has_its_frame(acting: Acting) -> None:
    system = acting("system")
    shipped = plan(system)
    with system.transaction():
        system.record("test:plan")
        empty = Plan(
            **{
                column.key: getattr(shipped, column.key)
                for column in Plan.__table__.columns
                if column.key not in ("id", "slug")
            }
        )
        empty.slug = "tom"
        system.session.add(empty)
    found = portfolios.portfolio(system, plans.get(system, "tom"))
    assert (found.initiatives, found.whole.benefits, found.goals, found.areas) == ([], 0, [], [])
    assert [row.total for row in found.levels] == [0] * (len(ComplexityLevel) + 1)
    assert {(one.planned, one.reached, one.due) for one in found.quarters} == {(0, 0, 0), (0, None, 0)}

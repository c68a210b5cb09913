"""What is stored of measured values, and whose tasks it makes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import Engine, event, select

from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import from_code, quarter
from portfolio.domain.permissions import Role
from portfolio.domain.tasks import Facts, InitiativeFacts, PlanFacts, SeriesFacts, tasks_of
from portfolio.models import Benefit, Initiative, Measurement, Plan, ProgrammeArea, RoleAssignment
from portfolio.services import exclusions, measurements, recorders, reviewers, users, value_facts
from portfolio.services.context import Context
from tests import cast
from tests.measured import Made, measured
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


def plan_of(ctx: Context) -> Plan:
    return ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()


def told(ctx: Context, made: Made) -> SeriesFacts:
    return next(one for one in value_facts.of_plan(ctx, plan_of(ctx)) if one.id == made.series_id)


def asked(acting: Acting, name: str, made: Made) -> list[str]:
    """The tasks that somebody has with the series, by kind and occasion."""
    ctx = acting(name)
    plan = plan_of(ctx)
    controllers, recording = recorders.of_plan(ctx, plan)
    led = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
    running = InitiativeFacts(led.id, led.title, led.scope(), led.state)
    facts = Facts(PlanFacts(plan.id, plan.name, plan.scope()), (running,), (told(ctx, made),), controllers, recording)
    return [
        f"{one.kind}:{'+'.join(each.code for each in one.periods)}"
        for one in tasks_of(ctx.actor, facts, today=ctx.today)
    ]


def test_a_value_goes_from_missing_over_draft_and_review_back_to_whoever_recorded_it(acting: Acting) -> None:
    made = measured(acting("system"), frequency=Frequency.YEAR)
    first = from_code("2022")
    assert told(acting("system"), made).missing[0] == first
    ctx = acting("controller")
    with ctx.transaction():
        entry = Entry(first, Figures(value=Decimal(80)))
        [draft] = measurements.record(ctx, made.series_id, [entry], submit=False)
    assert "submit_values:2022" in asked(acting, "controller", made)
    assert not any(one.startswith("record_values:2022") for one in asked(acting, "controller", made))
    ctx = acting("controller")
    with ctx.transaction():
        measurements.submit(ctx, [draft.id])
    assert "review_values:2022" not in asked(acting, "controller", made)
    assert "review_values:2022" in asked(acting, "coordinator", made)
    ctx = acting("coordinator")
    with ctx.transaction():
        measurements.send_back(ctx, draft.id, reason="Se över antalet.")
    assert "correct_values:2022" in asked(acting, "controller", made)
    assert [one for one in asked(acting, "coordinator", made) if "values" in one] == []
    held = told(acting("system"), made).returned[0]
    assert (held.period, held.recorded_by) == (first, acting("controller").actor.user_id)


def test_what_is_left_out_concluded_or_measured_elsewhere_is_not_asked_for(acting: Acting) -> None:
    ctx = acting("system")
    made = measured(ctx, {"2022-Q1": 80, "2022-Q3": 70}, frequency=Frequency.QUARTER)
    missing = told(ctx, made).missing
    assert missing[0] == quarter(2022, 2)
    assert quarter(2022, 3) not in missing
    with ctx.transaction():
        exclusions.add(ctx, made.measure_id, period=quarter(2022, 2), reason="Nytt journalsystem")
    assert quarter(2022, 2) not in told(ctx, made).missing
    with ctx.transaction():
        ctx.record("test:conclude")
        ctx.session.get_one(Benefit, made.benefit_id).concluded_on = ctx.today
    assert told(ctx, made).initiative_ids == set()


def test_more_measures_take_no_more_queries(acting: Acting, engine: Engine) -> None:
    ctx = acting("system")
    made = measured(ctx, {"2022-01": 80}, name="Den första")

    def number() -> int:
        seen: list[str] = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        fresh = acting("system")
        event.listen(engine, "before_cursor_execute", listen)
        try:
            assert value_facts.of_plan(fresh, plan_of(fresh))
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    before = number()
    for name in ("Den andra", "Den tredje", "Den fjärde"):
        measured(ctx, {"2022-01": 80, "2022-03": 70}, name=name, benefit_id=made.benefit_id)
    assert number() == before


@one_database
def test_no_value_is_asked_for_of_a_time_after_the_benefit_is_followed_up(acting: Acting) -> None:
    made = measured(acting("system"), frequency=Frequency.QUARTER)
    before = told(acting("system"), made)
    assert (before.running, before.expected_until) == (quarter(2023, 2), None)
    ctx = acting("system")
    with ctx.transaction():
        ctx.record("test:until")
        ctx.session.get_one(Benefit, made.benefit_id).follow_up_until = from_code("2022-Q3")
    after = told(acting("system"), made)
    assert after.running is None
    assert [one.code for one in after.missing] == [one.code for one in before.missing if one.code <= "2022-Q3"]
    assert before.missing[-1].code == "2023-Q1"


def test_who_holds_a_role_for_a_part_of_the_plan_is_not_counted_among_those_who_are_asked(acting: Acting) -> None:
    made = measured(acting("system"), frequency=Frequency.YEAR)
    ctx = acting("controller")
    with ctx.transaction():
        told_of = [Entry(from_code(code), Figures(value=Decimal(80))) for code in ("2020", "2021")]
        [_, handed_in] = measurements.record(ctx, made.series_id, told_of, submit=False)
        measurements.submit(ctx, [handed_in.id])
    assert "submit_values:2020" not in asked(acting, "coordinator", made)
    system = acting("system")
    plan = plan_of(system)
    with system.transaction():
        system.record("test:roles")
        users.assign(system, users.find(system, cast.email("reader")), Role.CONTROLLER, organisation_id=plan.owner_id)
    clerk = acting("coordinator")
    row = clerk.session.get_one(Measurement, handed_in.id)
    assert list(reviewers.why_not(clerk, [row])) == [row.id], "a controller of the whole organisation reviews"
    assert "review_values:2021" in asked(acting, "reader", made)
    assert "review_values:2021" not in asked(acting, "coordinator", made)
    clerk.session.rollback()
    with system.transaction():
        system.record("test:roles")
        gone = users.find(system, cast.email("controller")).id, users.find(system, cast.email("reader")).id
        for held in system.session.scalars(select(RoleAssignment).where(RoleAssignment.user_id.in_(gone))):
            held.ended_at = system.now
        area = system.session.scalars(select(ProgrammeArea).where(ProgrammeArea.plan_id == plan.id)).first()
        assert area is not None
        # The values of a measure are no area's: there is nothing that they could record.
        users.assign(system, users.find(system, cast.email("controller")), Role.CONTROLLER, area_id=area.id)
    assert [one for one in asked(acting, "controller", made) if "values" in one] == []
    left = asked(acting, "coordinator", made)
    assert {"submit_values:2020", "review_values:2021", "record_values:2022"} <= set(left)

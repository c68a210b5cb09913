"""Decisions: what each changes, what they are made on, who may make them, and how the latest one is taken back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, NewTarget, Outcome
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.gates import GateRefused
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import day, from_code
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.domain.plans import Change
from portfolio.models import (
    AuditLink,
    Benefit,
    BenefitMeasure,
    BenefitTarget,
    Decision,
    Initiative,
    Measure,
    Plan,
    PlanDecider,
    RoleAssignment,
)
from portfolio.services import benefits, conclusions, decisions, effects, overview, people, readiness
from portfolio.services.context import Context
from portfolio.services.levels import level_of
from tests.api.conftest import another_plan
from tests.deciding import DAY, START, assess, decide, forum_of, plan_of, propose, read, started, user_id
from tests.measured import benefit, measured, months
from tests.services.test_overview import queries
from tests.web.conftest import one_database

Acting = Callable[[str], Context]
M, Out, S = Matter, Outcome, InitiativeState


def changes(ctx: Context) -> int:
    ctx.session.rollback()
    return ctx.session.scalar(select(func.count(AuditLink.id))) or 0


def waiting(ctx: Context, initiative_id: int) -> list[Any]:
    """What stands on the agenda of one initiative now."""
    read(ctx, initiative_id)
    return [one for one in decisions.agenda(ctx, plan_of(ctx)).matters if one.initiative.id == initiative_id]


def decider(ctx: Context, change: Change, role: Role) -> None:
    with ctx.transaction():
        ctx.record("test:decider")
        ctx.session.add(PlanDecider(plan_id=plan_of(ctx).id, change=change, role=role))


def test_a_start_sets_level_quarter_and_lead_and_keeps_what_it_was_made_on(acting: Acting) -> None:
    clerk, steering = acting("coordinator"), acting("steering")
    made = propose(acting("reader"))
    assess(clerk, made, fit="Passar väl.")
    lead = user_id(clerk, "project_lead")
    one = decide(steering, made, M.START, **{**START, "project_lead_id": lead, "project_lead_by": None})
    row = read(clerk, made)
    assert (row.state, level_of(row)) == (S.APPROVED, ComplexityLevel.COMPLICATED)
    assert row.times()[Phase.PREPARATION].planned.start == from_code("2023-Q2")  # type: ignore[union-attr]
    assert [user.id for user in people.project_leads(clerk.session, [made])[made]] == [lead]
    assert (one.from_state, one.to_state, one.recorded_by) == (S.ASSESSED, S.APPROVED, steering.actor.user_id)
    material = decisions.frozen(one)
    assert material is not None
    assert (material["title"], material["state"], material["level"]) == ("Digitala hembesök", "assessed", None)
    assert material["assessment"] == {
        "priority": 1,
        "recommendation": "start",
        "level": "simple",
        "fit": "Passar väl.",
    }
    assert {"benefit", "lead"} <= {lack["code"] for lack in material["missing"]}
    link = steering.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.reason, link.plan_id) == ("decision:record", "Det är rätt tid.", row.plan_id)


@one_database
def test_a_start_says_what_it_needs_and_fits_the_timetable(acting: Acting, ctx: Context) -> None:
    made = propose(ctx)
    assess(ctx, made)
    before = changes(ctx)
    for fields, field in (
        ({"level": None}, "level"),
        ({"start": None}, "start"),
        ({"start": from_code("2031-Q1")}, "start"),
        ({"start": from_code("2023")}, "start"),
        ({"project_lead_by": None}, "project_lead_id"),
        ({"project_lead_id": 4711}, "project_lead_id"),
        ({"forum_id": None}, "forum_id"),
        ({"forum_id": 4711}, "forum_id"),
        ({"decided_on": date(2023, 5, 16)}, "decided_on"),
        ({"motivation": " "}, "motivation"),
        ({"waives": ["steps"]}, "waives"),
    ):
        with pytest.raises(Invalid) as refused:
            decide(ctx, made, M.START, **{**START, **fields})
        assert refused.value.field == field, fields
    with pytest.raises(InvalidFields) as several:
        decide(ctx, made, M.START, **START, decided_on=None, motivation=None)
    assert set(several.value.problems) == {"decided_on", "motivation"}
    with pytest.raises(Invalid) as unnamed:
        decide(ctx, made, M.START, Out.DEFERRED)
    assert unnamed.value.field == "until"
    assert (changes(ctx), read(ctx, made).state) == (before, S.ASSESSED)


def test_what_rests_comes_back_and_what_is_returned_is_handed_in_again(acting: Acting, ctx: Context) -> None:
    author = acting("reader")
    made = propose(author)
    assess(ctx, made)
    decide(ctx, made, M.START, Out.DEFERRED, until=date(2023, 5, 14))
    assert [one.deferred_until for one in waiting(ctx, made)] == [date(2023, 5, 14)]
    decide(ctx, made, M.START, Out.DEFERRED, until=date(2023, 9, 1))
    assert waiting(ctx, made) == []
    decide(ctx, made, M.START, Out.RETURNED)
    with pytest.raises(NotFound):
        decide(acting("controller"), made, M.RESUBMIT)
    decide(author, made, M.RESUBMIT)
    assert read(ctx, made).state is S.PROPOSED
    assess(ctx, made)
    decide(ctx, made, M.START, Out.DECLINED)
    with pytest.raises(Conflict, match="rättelse"):
        decide(ctx, made, M.START, **START)
    assert [one.outcome for one in read(ctx, made).decisions] == [
        Out.DEFERRED,
        Out.DEFERRED,
        Out.RETURNED,
        Out.APPROVED,
        Out.DECLINED,
    ]


def test_entering_a_phase_ends_the_one_before_and_delivery_stays_open(acting: Acting, ctx: Context) -> None:
    made = started(acting)
    decide(ctx, made, M.PHASE)
    with pytest.raises(GateRefused) as refused:
        decide(ctx, made, M.PHASE)
    assert [lack.waiver for lack in refused.value.missing] == ["benefit"]
    passed = decide(ctx, made, M.PHASE, waives=["benefit"], decided_on=date(2023, 5, 12))
    assert (passed.to_state, passed.waived) == (S.DELIVERY, ("benefit",))
    with pytest.raises(Invalid, match="beslutades 2023-05-12"):
        decide(ctx, made, M.PHASE, waives=["adoption"], decided_on=date(2023, 5, 11))
    decide(ctx, made, M.PHASE, waives=["adoption"], decided_on=date(2023, 5, 13))
    times = read(ctx, made).times()
    spans = {phase: (one.actual.start, one.actual.end) for phase, one in times.items() if one.actual}
    assert spans == {
        Phase.PREPARATION: (day(DAY), day(date(2023, 5, 12))),
        Phase.DELIVERY: (day(date(2023, 5, 12)), None),
        Phase.REALISATION: (day(date(2023, 5, 13)), None),
    }
    decide(ctx, made, M.PROJECT_END, motivation="Slutrapporten är lämnad.", decided_on=date(2023, 5, 14))
    row = read(ctx, made)
    assert (row.state, row.project_ended_on) == (S.REALISATION, date(2023, 5, 14))
    assert row.times()[Phase.DELIVERY].actual.end == day(date(2023, 5, 14))  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="redan avslutat"):
        decide(ctx, made, M.PROJECT_END, decided_on=date(2023, 5, 14))
    decide(ctx, made, M.CLOSE, lesson="Börja mindre.", decided_on=date(2023, 5, 15))
    row = read(ctx, made)
    assert row.state is S.CLOSED
    assert row.times()[Phase.REALISATION].actual.end == day(date(2023, 5, 15))  # type: ignore[union-attr]
    assert [one.lesson for one in conclusions.lessons(ctx, plan_of(ctx))][:1] == ["Börja mindre."]


def test_a_pause_comes_back_to_the_phase_that_it_left(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.DELIVERY)
    decide(ctx, made, M.PAUSE)
    with pytest.raises(Conflict, match="Återuppta"):
        decide(ctx, made, M.CANCEL)
    assert decide(ctx, made, M.RESUME).to_state is S.DELIVERY
    decide(ctx, made, M.CANCEL)
    row = read(ctx, made)
    assert row.state is S.CANCELLED
    assert all(one.actual is None or one.actual.end for one in row.times().values())


def test_closure_asks_for_effects_or_that_benefits_are_concluded_with_a_lesson(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.REALISATION)
    key = read(ctx, made).key
    reached = measured(ctx, months(2023, 45, 45, 45, 45), benefit_id=benefit(ctx, initiative=key))
    unreviewed = measured(
        ctx, months(2023, 45, 45, 45, 45), name="Annat", benefit_id=benefit(ctx, initiative=key), reviewed=False
    )
    behind = benefit(ctx, "Lugnare kvällar", initiative=key)
    with pytest.raises(GateRefused) as refused:
        decide(ctx, made, M.CLOSE)
    assert {(one.code, one.benefit_id) for one in refused.value.missing} == {
        ("effect", behind),
        ("effect_unreviewed", unreviewed.benefit_id),
    }
    told = readiness.of_initiative(ctx, read(ctx, made), benefits.of_initiative(ctx, read(ctx, made)))
    assert {"effect", "effect_unreviewed"} <= {lack.code for lack in told}, "told long before"
    with pytest.raises(Invalid, match="Avför"):
        decide(ctx, made, M.CLOSE, waives=["effect"])
    with pytest.raises(Invalid) as untold:
        decide(ctx, made, M.CONCLUDE_BENEFIT, benefit_id=behind)
    assert untold.value.field == "lesson"
    for number in (behind, unreviewed.benefit_id):
        decide(ctx, made, M.CONCLUDE_BENEFIT, benefit_id=number, lesson="Räkna på kvällarna först.")
    with pytest.raises(Conflict, match="redan avförd"):
        decide(ctx, made, M.CONCLUDE_BENEFIT, benefit_id=behind, lesson="Igen.")
    found = conclusions.of_benefits(ctx, [behind, reached.benefit_id])
    assert {number: one.lesson for number, one in found.items()} == {behind: "Räkna på kvällarna först."}
    assert effects.of_benefit(ctx, ctx.session.get_one(Benefit, reached.benefit_id)).state == "reached"
    decide(ctx, made, M.CLOSE)
    assert read(ctx, made).state is S.CLOSED


def test_a_target_changes_by_decision_and_the_old_one_stays(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.DELIVERY)
    held = measured(ctx, benefit_id=benefit(ctx, initiative=read(ctx, made).key))
    other = measured(ctx, name="Annat", benefit_id=held.benefit_id, target=None)
    for fields, field in (
        ({"benefit_id": None}, "benefit_id"),
        ({"benefit_id": 1}, "benefit_id"),
        ({"target": None}, "target"),
        ({"target": NewTarget(Decimal(45))}, "target"),
        ({"target": NewTarget(Decimal(95), link_id=held.link_id)}, "target"),
        ({"target": NewTarget(Decimal(50), link_id=held.link_id)}, "target"),
        ({"target": NewTarget(Decimal(45), link_id=other.link_id)}, "target"),
    ):
        given: dict[str, Any] = {"benefit_id": held.benefit_id, **fields}
        with pytest.raises(Invalid) as refused:
            decide(ctx, made, M.TARGET, **given)
        assert refused.value.field == field, fields
    wanted = NewTarget(Decimal(45), from_code("2024-Q4"), held.link_id)
    decide(ctx, made, M.TARGET, benefit_id=held.benefit_id, target=wanted, motivation="Vi kan mer.")
    decide(ctx, made, M.CORRECT, motivation="Fel siffra.")
    ctx.session.expire_all()
    rows = ctx.session.scalars(
        select(BenefitTarget).where(BenefitTarget.benefit_measure_id == held.link_id).order_by(BenefitTarget.number)
    )
    assert [(one.value, one.period, one.reason) for one in rows] == [
        (Decimal(50), None, None),
        (Decimal(45), from_code("2024-Q4"), "Vi kan mer."),
        (Decimal(50), None, "Fel siffra."),
    ]


def test_the_latest_decision_is_taken_back_with_all_that_it_changed(acting: Acting, ctx: Context) -> None:
    made = propose(acting("reader"))
    assess(ctx, made)
    with pytest.raises(Conflict, match="inget beslut"):
        decide(ctx, made, M.CORRECT)
    lead = user_id(ctx, "project_lead")
    decide(ctx, made, M.START, **{**START, "project_lead_id": lead})
    decide(ctx, made, M.PHASE)
    wrong = decide(ctx, made, M.PHASE, waives=["benefit"])
    with pytest.raises(Invalid):
        decide(ctx, made, M.CORRECT, decided_on=date(2023, 5, 9))
    back = decide(ctx, made, M.CORRECT)
    row = read(ctx, made)
    assert (row.state, back.from_state, back.corrects_id) == (S.PREPARATION, S.DELIVERY, wrong.id)
    assert Phase.DELIVERY not in [phase for phase, one in row.times().items() if one.actual]
    assert row.times()[Phase.PREPARATION].actual.end is None  # type: ignore[union-attr]
    with pytest.raises(GateRefused):
        decide(ctx, made, M.PHASE)
    decide(ctx, made, M.CORRECT)
    decide(ctx, made, M.CORRECT)
    row = read(ctx, made)
    assert (row.state, level_of(row), row.project_lead_by) == (S.ASSESSED, None, None)
    assert all(one == type(one)() for one in row.times().values())
    assert people.project_leads(ctx.session, [made]) == {}
    assert len(decisions.standing(row)) == 0
    assert [one.corrected for one in row.decisions] == [True, True, True, False, False, False]
    # Decided anew, everything goes on.
    decide(ctx, made, M.START, **START)
    assert read(ctx, made).state is S.APPROVED


@one_database
def test_what_somebody_did_since_is_left_and_what_moved_on_is_not_taken_back(acting: Acting, ctx: Context) -> None:
    author = acting("reader")
    made = propose(author)
    assess(ctx, made)
    decide(ctx, made, M.START, Out.RETURNED)
    decide(author, made, M.RESUBMIT)
    assess(ctx, made)
    with pytest.raises(Conflict, match="ändrats sedan"):
        decide(ctx, made, M.CORRECT)
    other = started(acting, S.PREPARATION)
    with ctx.transaction():
        ctx.record("test:timetable")
        row = ctx.session.get_one(Initiative, other)
        row.phases[0].planned_start = from_code("2023-Q1")
    decide(ctx, other, M.CORRECT)
    decide(ctx, other, M.CORRECT)
    assert read(ctx, other).times()[Phase.PREPARATION].planned.start == from_code("2023-Q1")  # type: ignore[union-attr]


@one_database
def test_the_plan_says_who_decides(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.PREPARATION)
    before = changes(ctx)
    for name in ("project_lead", "reader", "controller", "benefit_owner", "admin"):
        with pytest.raises(Denied) as refused:
            decide(acting(name), made, M.PAUSE)
        assert refused.value.who
    with pytest.raises(NotFound):
        decide(acting("outsider"), made, M.PAUSE)
    with pytest.raises(Denied, match="styrgruppen beslutar") as refused:
        decide(acting("area_lead"), made, M.PHASE)
    assert refused.value.who == ("styrgrupp", "samordnare")
    assert changes(ctx) == before
    decider(acting("system"), Change.DELIVERY, Role.AREA_LEAD)
    with pytest.raises(Denied, match="styrgruppen"):
        # What the gate lacks is excepted by those who decide on exceptions.
        decide(acting("area_lead"), made, M.PHASE, waives=["benefit"])
    decide(ctx, made, M.WAIVE, waives=["benefit"])
    assert decide(acting("area_lead"), made, M.PHASE).forum_id is None
    read(ctx, made)
    reported = decisions.agenda(ctx, plan_of(ctx)).reported
    assert [(one.initiative_id, one.to_state) for one in reported] == [(made, S.DELIVERY)]
    decide(ctx, made, M.LEVEL, level=ComplexityLevel.SIMPLE)
    assert list(decisions.agenda(ctx, plan_of(ctx)).reported) == [], "reported at the meeting since"


@one_database
def test_pages_know_beforehand_what_can_be_decided_and_why_not(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.PREPARATION)

    def why(name: str, matter: Matter) -> Any:
        someone = acting(name)
        return decisions.why_not(someone, read(someone, made), matter)

    assert why("steering", M.PAUSE) is None
    assert why("steering", M.RESUME).text.startswith("Initiativet är inte pausat")
    assert [lack.code for lack in why("steering", M.PHASE).missing] == ["benefit"]
    assert why("area_lead", M.PHASE).who == ("styrgrupp", "samordnare")
    assert why("reader", M.RESUBMIT).text.startswith("Bara det som är åter")
    offered = {one.matter: one for one in decisions.choices(ctx, read(ctx, made))}
    assert set(offered) == {
        M.LEVEL,
        M.PHASE,
        M.TARGET,
        M.PAUSE,
        M.CANCEL,
        M.WAIVE,
        M.CONCLUDE_BENEFIT,
        M.CORRECT,
    }
    assert offered[M.PHASE].to is S.DELIVERY and offered[M.PAUSE].as_clerk
    assert offered[M.CORRECT].why_not is None and not offered[M.CORRECT].as_clerk, "the coordinator began the phase"
    assert not decisions.as_clerk(acting("steering"), read(acting("steering"), made), M.PAUSE)


def test_a_matter_is_asked_for_decided_and_off_the_agenda(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.PREPARATION)
    lead = acting("area_lead")
    with lead.transaction():
        decisions.ask(lead, made, matter=M.PHASE, note="Vi är klara.", waives=["benefit"])
    with pytest.raises(Conflict, match="redan"), lead.transaction():
        decisions.ask(lead, made, matter=M.PHASE)
    with lead.transaction():
        other = decisions.ask(lead, made, matter=M.PAUSE)
    asked = waiting(ctx, made)[0]
    assert (asked.matter, asked.to, asked.note, asked.asked_by) == (M.PHASE, S.DELIVERY, "Vi är klara.", "Area Lead")
    assert (asked.waives, [lack.code for lack in asked.missing]) == (("benefit",), ["benefit"])
    with pytest.raises(Denied), (someone := acting("benefit_owner")).transaction():
        decisions.withdraw(someone, made, other.id)
    with lead.transaction():
        decisions.withdraw(lead, made, other.id)
    decide(ctx, made, M.PHASE, waives=asked.waives)
    assert waiting(ctx, made) == []
    decide(ctx, made, M.CORRECT)
    assert [one.matter for one in waiting(ctx, made)] == [M.PHASE], "what was taken back is undecided again"
    decide(ctx, made, M.PHASE, Out.DECLINED)
    assert read(ctx, made).state is S.PREPARATION
    assert waiting(ctx, made) == []


@one_database
def test_what_cannot_be_asked_for_is_refused_at_its_field(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.PREPARATION)
    for fields, field in (
        ({"matter": M.START}, "matter"),
        ({"matter": M.CORRECT}, "matter"),
        ({"matter": M.WAIVE}, "waives"),
        ({"matter": M.PAUSE, "waives": ["benefit"]}, "waives"),
        ({"matter": M.PHASE, "waives": ["handover"]}, "waives"),
        ({"matter": M.TARGET}, "benefit_id"),
        ({"matter": M.PAUSE, "note": "x" * 10_001}, "note"),
    ):
        with pytest.raises(Invalid) as refused, ctx.transaction():
            decisions.ask(ctx, made, **fields)
        assert refused.value.field == field
    with pytest.raises(Conflict), ctx.transaction():
        decisions.ask(ctx, made, matter=M.CLOSE)
    with pytest.raises(Denied), (reader := acting("reader")).transaction():
        decisions.ask(reader, made, matter=M.PAUSE)


def test_minutes_hold_what_a_forum_decided_that_day(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.PREPARATION)
    second = forum_of(ctx, 1)
    decide(ctx, made, M.PAUSE, forum_id=second, diarienummer="RK 7")
    decide(ctx, made, M.RESUME, forum_id=second)
    plan = plan_of(ctx)
    minutes = decisions.minutes(ctx, plan, on=DAY, forum_id=second)
    assert [(row.number, row.decision.matter) for row in minutes.matters] == [(1, M.PAUSE), (2, M.RESUME)]
    assert minutes.forum is not None and minutes.matters[0].sentence.startswith(minutes.forum.name)
    held = {(one.decided_on, one.forum.id if one.forum else None): one.count for one in decisions.meetings(ctx, plan)}
    assert held[DAY, second] == 2
    days = [one.decided_on for one in decisions.meetings(ctx, plan)]
    assert days == sorted(days, reverse=True)
    assert not decisions.minutes(ctx, plan, on=date(2023, 1, 1), forum_id=second).matters


@one_database
def test_the_agenda_takes_as_few_queries_however_long_it_is(acting: Acting, ctx: Context, engine: Any) -> None:
    counts = []
    for _ in range(2):
        for number in range(3):
            made = started(acting, S.DELIVERY, title=f"Initiativ {number}")
            made_key = read(ctx, made).key
            measured(ctx, name=f"{made_key}", benefit_id=benefit(ctx, initiative=made_key))
            with ctx.transaction():
                decisions.ask(ctx, made, matter=M.PHASE)
            assess(ctx, propose(ctx))
        fresh = acting("steering")
        plan = plan_of(fresh)
        with queries(engine) as seen:
            found = decisions.agenda(fresh, plan)
        counts.append((len(seen), len(found.matters)))
    assert counts[0][0] == counts[1][0]
    assert counts[1][1] - counts[0][1] == 6


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(acting: Acting) -> None:
    made = started(acting, S.PREPARATION)
    contexts = [acting("steering"), acting("coordinator")]
    forum_id, seen = forum_of(contexts[0]), decisions.version(read(contexts[0], made))
    start = Barrier(2, timeout=20)

    def record(number: int) -> str:
        start.wait()
        try:
            matter = (M.PAUSE, M.CANCEL)[number]
            decide(contexts[number], made, matter, forum_id=forum_id, version=seen)
        except Conflict as problem:
            return type(problem).__name__
        return "won"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(record, range(2)))
    assert outcomes in (["Stale", "won"], ["Conflict", "won"])
    row = read(acting("reader"), made)
    assert row.state in (S.PAUSED, S.CANCELLED)
    assert len([one for one in row.decisions if one.matter in (M.PAUSE, M.CANCEL)]) == 1
    with pytest.raises(Stale):
        decide(acting("steering"), made, M.LEVEL, level=ComplexityLevel.SIMPLE, version=seen)


def test_a_benefit_moves_on_with_its_id_its_measures_and_their_values(acting: Acting, ctx: Context) -> None:
    system = acting("system")
    first, second = started(acting, S.REALISATION), started(acting, S.DELIVERY, title="Arvtagaren")
    key = read(ctx, first).key
    held = measured(system, months(2023, 60, 55), benefit_id=benefit(system, initiative=key))
    shared = measured(system, months(2023, 7), name="Delat", benefit_id=held.benefit_id)
    own = benefit(system, "En annan nytta", initiative=key)
    with system.transaction():
        system.record("test:shared")
        system.session.add(BenefitMeasure(benefit_id=own, measure_id=shared.measure_id, position=1))
        other = another_plan(system)
        system.session.flush()
    with system.transaction():
        system.record("test:move")
        row = system.session.get_one(Initiative, second)
        row.plan_id = other.id
    decide(system, first, M.CONCLUDE_BENEFIT, benefit_id=held.benefit_id, successor_id=second, motivation="Går vidare.")
    moved = read(system, second).benefits
    assert [one.id for one in moved] == [held.benefit_id]
    assert moved[0].concluded_on is None
    found = {link.measure.name: link for link in moved[0].measures}
    assert {link.measure.plan_id for link in found.values()} == {other.id}
    assert found["Väntetid"].measure_id == held.measure_id, "nobody else used it, so it came along itself"
    assert found["Delat"].measure_id != shared.measure_id, "others use it too, so it was copied"
    said = effects.of_benefits(system, system.session.get_one(Plan, other.id), [held.benefit_id])[held.benefit_id]
    assert sorted(value.value for one in said.measures for value in one.values) == [7, 55, 60]
    assert [one.id for one in read(system, first).benefits] == [own]
    decision = read(system, first).decisions[-1]
    assert decision.successor == f"annan/{read(system, second).key}"
    assert system.session.scalar(select(func.count(Measure.id)).where(Measure.name == "Delat")) == 2
    with pytest.raises(Conflict, match="flyttats"):
        decide(system, first, M.CORRECT)


@one_database
def test_what_takes_a_benefit_over_has_to_go_on_and_to_be_seen(acting: Acting, ctx: Context) -> None:
    made = started(acting, S.REALISATION)
    number = benefit(acting("system"), initiative=read(ctx, made).key)
    draft = propose(acting("reader"))
    for successor in (made, draft, 4711):
        with pytest.raises(Invalid) as refused:
            decide(ctx, made, M.CONCLUDE_BENEFIT, benefit_id=number, successor_id=successor)
        assert refused.value.field == "successor_id"


def test_what_is_decided_stands_in_lists_and_its_levels_count(acting: Acting, ctx: Context) -> None:
    made = started(acting)
    decide(ctx, made, M.LEVEL, level=ComplexityLevel.COMPLEX)
    decide(ctx, made, M.CORRECT)
    row = read(ctx, made)
    assert level_of(row) is ComplexityLevel.COMPLICATED
    (listed,) = [one for one in overview.rows(ctx, row.plan) if one.id == made]
    assert (listed.level, listed.state) == (ComplexityLevel.COMPLICATED, S.APPROVED)
    decided = ctx.session.scalars(select(Decision).where(Decision.initiative_id == made).order_by(Decision.id)).all()
    assert decisions.corrected_by(decided[-2]) is decided[-1]
    assert decisions.get(ctx, decided[-1].id).matter is M.CORRECT
    with pytest.raises(NotFound):
        decisions.get(acting("outsider"), decided[-1].id)
    ended = select(func.count(RoleAssignment.id)).where(RoleAssignment.initiative_id == made)
    assert ctx.session.scalar(ended) == 0

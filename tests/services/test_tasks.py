"""What is expected of whom, from what is stored: each task arises, and is gone when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Denied
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import from_code
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.tasks import Task, TaskKind, path_of
from portfolio.models import Initiative, Organisation, Plan, User
from portfolio.services import decisions, handovers, learning, measurements, phases, tasks, users
from portfolio.services.context import Context
from tests import cast
from tests.deciding import assess, decide, plan_of, propose, read, started, user_id
from tests.measured import benefit, measured
from tests.services.test_benefit_steps import all_seven, new
from tests.services.test_complexity import classify
from tests.services.test_overview import _many_more, queries
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


def asked(acting: Acting, name: str) -> list[Task]:
    """What is expected of one of the cast now."""
    ctx = acting(name)
    found = tasks.of_actor(ctx)
    ctx.session.close()
    return found


def waiting(acting: Acting, name: str) -> dict[str, list[str]]:
    """Kind → the keys of the initiatives that it waits on, or the names of what else."""
    ctx = acting("system")
    keys = dict(ctx.session.execute(select(Initiative.id, Initiative.key)).all())
    ctx.session.close()
    found: dict[str, list[str]] = {}
    for task in asked(acting, name):
        assert task.plan_slug == cast.PLAN
        assert task.minutes > 0
        assert task.what
        found.setdefault(task.kind, []).append(keys.get(task.initiative_id, task.name))
    return found


def kinds_of(acting: Acting, name: str, initiative_id: int) -> set[str]:
    """What somebody is asked for of one initiative."""
    return {task.kind for task in asked(acting, name) if task.initiative_id == initiative_id}


def people_asked(acting: Acting) -> dict[str, list[Task]]:
    """What is expected of whom in the plan, by their names in the cast."""
    ctx = acting("coordinator")
    names = {user_id(ctx, name): name for name in cast.CAST}
    return {names[number]: found for number, found in tasks.of_people(ctx, plan_of(ctx)).items()}


def set_up(ctx: Context, **changes: object) -> None:
    with ctx.transaction():
        ctx.record("test:set-up")
        for key, (name, value) in changes.items():
            row = ctx.session.scalars(select(Initiative).where(Initiative.key == key.replace("_", "-"))).one()
            setattr(row, name, value)


def give(acting: Acting, name: str, role: Role, **place: int) -> None:
    ctx = acting("system")
    with ctx.transaction():
        users.assign(ctx, ctx.session.get_one(User, user_id(ctx, name)), role, **place)


def timetable(ctx: Context, initiative_id: int, **planned: tuple[str, str]) -> None:
    row = read(ctx, initiative_id)
    times = {Phase(name): PhaseTimes(Span(from_code(a), from_code(b))) for name, (a, b) in planned.items()}
    with ctx.transaction():
        phases.plan_phases(ctx, row.id, version=phases.phases_version(row), times=times)


def test_everybody_is_told_what_they_themselves_can_do_something_about(acting: Acting) -> None:
    counts = {}
    for name in cast.CAST:
        counts[name] = {action: len(keys) for action, keys in waiting(acting, name).items()}
    assert counts == {
        "coordinator": {"update_phases": 3, "note_learning": 1, "plan_phases": 12, "classify": 13},
        "area_lead": {"update_phases": 1, "plan_phases": 1},
        "project_lead": {"update_phases": 1, "describe_benefit": 2},
        "benefit_owner": {"accept_handover": 5},
        "controller": {"record_values": 8, "correct_values": 1, "submit_values": 1, "review_values": 1},
        "steering": {"classify": 13},
        "reader": {},
        "admin": {},
        "outsider": {},
    }
    assert waiting(acting, "area_lead")["plan_phases"] == ["kronobarnsmodellen"]
    assert asked(acting, "system") == []
    # The same for everybody at once, as reminders ask it.
    everybody = people_asked(acting)
    assert everybody.keys() == {name for name, found in counts.items() if found}
    for name in cast.CAST:
        assert everybody.get(name, []) == asked(acting, name), name


def test_drafts_what_has_ended_is_paused_and_goes_on_over_time_wait_for_nothing(acting: Acting) -> None:
    set_up(
        acting("system"),
        kronobarnsmodellen=("state", InitiativeState.PROPOSED),
        obesitas=("state", InitiativeState.CANCELLED),
        kompetensutveckling=("kind", InitiativeKind.ONGOING),
        kompetensforsorjning=("state", InitiativeState.PAUSED),
    )
    found = waiting(acting, "coordinator")
    assert len(found["plan_phases"]) == 8
    assert len(found["classify"]) == 9
    assert found["assess"] == ["kronobarnsmodellen"]
    quiet = {"kronobarnsmodellen", "obesitas", "kompetensutveckling", "kompetensforsorjning"}
    assert not quiet & {*found["plan_phases"], *found["classify"]}


def test_a_proposal_goes_from_hand_to_hand_until_it_is_decided_on(acting: Acting) -> None:
    clerk = acting("coordinator")
    # Everybody may propose, and is told what becomes of it without a role in the plan.
    made = propose(acting("outsider"), area="personcentrerad-vard")
    assert kinds_of(acting, "coordinator", made) == {"assess"}
    assess(clerk, made)
    assert kinds_of(acting, "coordinator", made) == set()
    [decide_on] = [task for task in asked(acting, "steering") if task.kind is TaskKind.DECIDE]
    assert (decide_on.what, decide_on.minutes) == ("Ett ärende väntar på beslut", 5)
    assert decide_on.why[0].role is Role.STEERING
    assert "decide" not in waiting(acting, "area_lead")
    decide(clerk, made, Matter.START, Outcome.RETURNED)
    assert "decide" not in waiting(acting, "steering")
    [again] = asked(acting, "outsider")
    assert (again.kind, again.why, again.asked_from) == (TaskKind.RESUBMIT, (), date(2023, 5, 10))
    assert {one.kind for one in people_asked(acting)["outsider"]} == {"resubmit"}
    # When whoever wrote it has left, somebody else has to go on with it.
    ctx = acting("system")
    with ctx.transaction():
        users.deactivate(ctx, cast.email("outsider"))
    assert "outsider" not in people_asked(acting)
    assert [kinds_of(acting, name, made) for name in ("coordinator", "area_lead")] == [{"resubmit"}] * 2
    decide(clerk, made, Matter.RESUBMIT)
    assert kinds_of(acting, "coordinator", made) == {"assess"}
    assert asked(acting, "outsider") == []


def test_what_has_started_asks_for_times_a_level_and_benefits_until_they_are_there(acting: Acting) -> None:
    clerk = acting("coordinator")
    made = started(acting)
    give(acting, "project_lead", Role.PROJECT_LEAD, initiative_id=made)
    assert kinds_of(acting, "coordinator", made) == set()
    assert kinds_of(acting, "project_lead", made) == {"add_benefit"}
    lead = acting("project_lead")
    timetable(lead, made, preparation=("2023-Q1", "2023-Q2"), delivery=("2023-Q3", "2024-Q4"))
    # It should have begun in the first quarter, and the benefits described before the third.
    told = {task.kind: task for task in asked(acting, "project_lead") if task.initiative_id == made}
    assert {kind: task.due_on for kind, task in told.items()} == {
        "update_phases": date(2023, 3, 31),
        "add_benefit": date(2023, 6, 30),
    }
    assert told["update_phases"].is_late(lead.today)
    assert kinds_of(acting, "coordinator", made) == set()
    timetable(lead, made, preparation=("2023-Q2", "2023-Q3"), delivery=("2023-Q4", "2024-Q4"))
    assert kinds_of(acting, "project_lead", made) == {"add_benefit"}
    number = new(lead, read(lead, made).key)
    [describe] = [task for task in asked(acting, "project_lead") if task.row_id == number]
    assert (describe.kind, describe.step, describe.due_on) == (TaskKind.DESCRIBE_BENEFIT, 1, date(2023, 9, 30))
    assert path_of(describe) == f"/nyttor/{number}/redigera#steg-1"
    all_seven(lead, number)
    assert kinds_of(acting, "project_lead", made) == set()
    decide(clerk, made, Matter.PAUSE)
    assert kinds_of(acting, "project_lead", made) == set()


@one_database
def test_times_and_a_level_are_asked_for_of_all_who_may_until_they_are_there(acting: Acting) -> None:
    lead = acting("area_lead")
    made = lead.session.scalars(select(Initiative.id).where(Initiative.key == "kronobarnsmodellen")).one()
    assert [kinds_of(acting, name, made) for name in ("coordinator", "area_lead", "steering")] == [
        {"plan_phases", "classify"},
        {"plan_phases"},
        {"classify"},
    ]
    classify(acting("steering"), "kronobarnsmodellen")
    timetable(lead, made, preparation=("2023-Q3", "2023-Q4"))
    assert [kinds_of(acting, name, made) for name in ("coordinator", "area_lead", "steering")] == [set()] * 3


def test_values_are_recorded_handed_in_put_right_and_reviewed_by_those_who_may(acting: Acting) -> None:
    made = measured(acting("system"), frequency=Frequency.YEAR)

    def told(name: str) -> list[str]:
        found = [one for one in asked(acting, name) if one.measure_id == made.measure_id]
        return [f"{one.kind}:{one.periods[0].code}" for one in found]

    def change(name: str, work: Callable[[Context], Any]) -> Any:
        ctx = acting(name)
        with ctx.transaction():
            return work(ctx)

    [task] = [one for one in asked(acting, "controller") if one.measure_id == made.measure_id]
    assert (task.name, task.initiatives, task.due_on) == (
        "Väntetid",
        ("Patientkontrakt med sammanhållen planering, fast vårdkontakt och överenskommen tid",),
        date(2023, 1, 30),
    )
    assert told("coordinator") == told("project_lead") == []
    entry = Entry(from_code("2022"), Figures(value=Decimal(80)))
    [draft] = change("controller", lambda ctx: measurements.record(ctx, made.series_id, [entry], submit=False))
    assert told("controller") == ["submit_values:2022"]
    change("controller", lambda ctx: measurements.submit(ctx, [draft.id]))
    # The only controller recorded it, so the coordinator reviews.
    assert (told("controller"), told("coordinator")) == ([], ["review_values:2022"])
    change("coordinator", lambda ctx: measurements.send_back(ctx, draft.id, reason="Se över antalet."))
    assert (told("controller"), told("coordinator")) == (["correct_values:2022"], [])
    [again] = change("controller", lambda ctx: measurements.record(ctx, made.series_id, [entry], submit=True))
    change("coordinator", lambda ctx: measurements.review(ctx, [again.id]))
    assert told("controller") == told("coordinator") == []


@one_database
def test_who_has_nothing_to_do_is_told_what_comes_next(acting: Acting) -> None:
    ctx = acting("system")
    bare = ctx.session.scalars(select(Initiative.id).where(Initiative.key == "kronobarnsmodellen")).one()
    timetable(ctx, bare, preparation=("2023-Q3", "2023-Q4"))
    set_up(ctx, nara_vard_i_hemmet=("state", InitiativeState.PAUSED))
    lead = tasks.expected(acting("area_lead"))
    assert lead.tasks == []
    assert lead.coming is not None
    assert (lead.coming.what, lead.coming.due_on, lead.coming.row_id) == (
        "Förberedande fas ska börja kv 3 2023",
        date(2023, 9, 30),
        bare,
    )
    assert tasks.expected(acting("reader")) == tasks.Expected([])
    assert tasks.expected(acting("coordinator")).coming is None


def test_a_silent_log_waits_for_the_project_lead_and_for_others_only_while_there_is_none(acting: Acting) -> None:
    assert waiting(acting, "coordinator")["note_learning"] == ["kompetensvaxling"]
    ctx = acting("system")
    silent = ctx.session.scalars(select(Initiative.id).where(Initiative.key == "kompetensvaxling")).one()
    give(acting, "project_lead", Role.PROJECT_LEAD, initiative_id=silent)
    assert waiting(acting, "project_lead")["note_learning"] == ["kompetensvaxling"]
    assert "note_learning" not in waiting(acting, "coordinator")
    lead = acting("project_lead")

    def note(look_again_on: date) -> None:
        with lead.transaction():
            given = {"believed": "Så.", "happened": "Så.", "next_step": "Så."}
            learning.add(lead, silent, noted_on=lead.today, look_again_on=look_again_on, **given)

    note(lead.today + timedelta(days=15))
    assert "note_learning" not in kinds_of(acting, "project_lead", silent)
    note(lead.today + timedelta(days=14))
    [ahead] = [one for one in asked(acting, "project_lead") if one.kind is TaskKind.NOTE_LEARNING]
    assert (ahead.asked_from, ahead.due_on) == (lead.today, lead.today + timedelta(days=14))
    set_up(acting("system"), kompetensvaxling=("state", InitiativeState.PAUSED))
    assert "note_learning" not in kinds_of(acting, "project_lead", silent)


def test_what_is_handed_over_waits_for_the_manager_above_the_unit_alone(acting: Acting) -> None:
    made = started(acting, InitiativeState.DELIVERY)
    ctx = acting("system")
    region = ctx.session.scalars(select(Organisation).where(Organisation.key == "region-kronoberg")).one().id
    other = ctx.session.scalars(select(Organisation).where(Organisation.key == "vaxjo-kommun")).one().id
    for unit in (region, region, other):
        benefit(ctx, initiative=read(ctx, made).key, owner_unit_id=unit)
    told = {name: [one for one in asked(acting, name) if one.initiative_id == made] for name in cast.CAST}
    [task] = [one for one in told["benefit_owner"] if one.kind is TaskKind.ACCEPT_HANDOVER]
    assert (task.what, task.asked_from) == ("2 saker lämnas över till dig i linjen", ctx.today)
    assert not [one for name in cast.CAST if name != "benefit_owner" for one in told[name] if "handover" in one.kind]
    # Nobody answers for the other unit, and that is told to the coordinator.
    found = tasks.follow(acting("coordinator"), plan_of(ctx))
    assert [(one.role, one.first.what) for one in found.unasked if one.role is Role.BENEFIT_OWNER] == [
        (Role.BENEFIT_OWNER, "En sak lämnas över till dig i linjen")
    ]
    manager = acting("benefit_owner")
    with manager.transaction():
        handovers.accept(manager, made)
    assert "accept_handover" not in kinds_of(acting, "benefit_owner", made)


@one_database
def test_the_coordinator_sees_who_is_late_with_what_and_who_else_could_do_it(acting: Acting) -> None:
    measured(acting("system"), {"2022-Q1": 80}, frequency=Frequency.QUARTER)
    ctx = acting("coordinator")
    found = tasks.follow(ctx, plan_of(ctx))
    told = {one.user.name: [task.due_on for task in one.tasks] for one in found.late}
    assert told == {
        "Controller": [date(2022, 7, 30), date(2023, 1, 30), date(2023, 3, 30)],
        "Coordinator": [date(2022, 9, 30), date(2022, 9, 30), date(2022, 10, 20), date(2022, 12, 31)],
        "Area Lead": [date(2022, 12, 31)],
        "Project Lead": [date(2022, 12, 31)],
    }
    assert list(told) == ["Controller", "Coordinator", "Area Lead", "Project Lead"]
    assert found.number == 8
    shared = found.late[1].tasks[-1]
    assert [one.others[shared.key] for one in found.late[1:3]] == [["Area Lead"], ["Coordinator"]]
    assert {one.role for one in found.unasked} == {Role.PROJECT_LEAD}
    narrowed = tasks.follow(ctx, plan_of(ctx), kind=TaskKind.RECORD_VALUES)
    assert ([one.user.name for one in narrowed.late], narrowed.waiting) == (["Controller"], 0)
    for name in ("steering", "area_lead", "admin"):
        with pytest.raises(Denied):
            tasks.follow(acting(name), plan_of(ctx))
        with pytest.raises(Denied):
            tasks.of_people(acting(name), plan_of(ctx))


@one_database
def test_a_person_in_two_roles_is_asked_once_and_told_both(acting: Acting) -> None:
    ctx = acting("system")
    plan_id = ctx.session.scalars(select(Plan.id)).one()
    give(acting, "coordinator", Role.STEERING, plan_id=plan_id)
    classify_all = [one for one in asked(acting, "coordinator") if one.kind is TaskKind.CLASSIFY]
    assert len(classify_all) == 13
    assert {tuple(grant.role for grant in one.why) for one in classify_all} == {(Role.COORDINATOR, Role.STEERING)}


@one_database
def test_the_matters_that_are_counted_are_those_of_the_agenda(acting: Acting) -> None:
    clerk = acting("coordinator")
    plan = plan_of(clerk)
    one, other = (propose(clerk, title) for title in ("Digitala hembesök", "Träning hemma"))
    assess(clerk, one)
    assess(clerk, other)
    decide(clerk, other, Matter.START, Outcome.DEFERRED, until=clerk.today)
    lead = acting("project_lead")
    led = clerk.session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one()
    with lead.transaction():
        decisions.ask(lead, led, matter=Matter.PAUSE)
    clerk.session.rollback()
    assert len(decisions.waiting_since(clerk, plan)) == len(decisions.agenda(clerk, plan).matters) == 3
    assert decisions.waiting_since(clerk, plan).count(clerk.today) == 3


def test_more_initiatives_take_no_more_queries(acting: Acting, engine: Engine) -> None:
    def work() -> dict[str, int]:
        counts = {}
        for name in ("coordinator", "project_lead", "benefit_owner", "reader"):
            ctx = acting(name)
            with queries(engine) as seen:
                tasks.expected(ctx)
            counts[name] = len(seen)
        ctx = acting("coordinator")
        plan = plan_of(ctx)
        with queries(engine) as seen:
            tasks.follow(ctx, plan)
        return {**counts, "everybody": len(seen)}

    system = acting("system")
    measured(system, {"2022-Q1": 80}, frequency=Frequency.QUARTER)
    few = work()
    assert max(few.values()) <= 50
    _many_more(system)
    for number in range(3):
        measured(system, {"2022-Q1": 80}, name=f"Mått {number}", frequency=Frequency.QUARTER)
    many = work()
    # Where there are drafts, one asks which organisation owns the plan; once, however many the drafts are.
    assert all(many[name] <= few[name] + 2 for name in few), (few, many)

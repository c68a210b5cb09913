"""Which tasks arise for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import month, quarter
from portfolio.domain.permissions import Actor, Grant, Role, Scope
from portfolio.domain.phases import Phase
from portfolio.domain.readiness import Progress
from portfolio.domain.stages import Late
from portfolio.domain.tasks import (
    MINUTES,
    Facts,
    Handover,
    HeldValue,
    InitiativeFacts,
    MeetingFacts,
    PlanFacts,
    SeriesFacts,
    Task,
    TaskKind,
    path_of,
    tasks_of,
    together,
)

PLAN, AREA, LED, OTHER, UNIT = 1, 2, 10, 11, 30
TODAY = date(2024, 5, 15)
IN_PLAN = Scope(plan_id=PLAN, area_ids=frozenset({AREA}))

COORDINATOR, AREA_LEAD, LEAD, OWNER, FIRST, SECOND, STEERING, READER, AUTHOR = range(101, 110)


def person(user_id: int, *grants: Grant) -> Actor:
    return Actor(user_id, f"Person {user_id}", tuple(replace(one, plan_ids=frozenset({PLAN})) for one in grants))


CAST = {
    "coordinator": person(COORDINATOR, Grant(Role.COORDINATOR, plan_id=PLAN)),
    "area_lead": person(AREA_LEAD, Grant(Role.AREA_LEAD, area_id=AREA)),
    "lead": person(LEAD, Grant(Role.PROJECT_LEAD, initiative_id=LED)),
    "owner": person(OWNER, Grant(Role.BENEFIT_OWNER, organisation_id=UNIT)),
    "first": person(FIRST, Grant(Role.CONTROLLER, plan_id=PLAN)),
    "second": person(SECOND, Grant(Role.CONTROLLER, plan_id=PLAN)),
    "steering": person(STEERING, Grant(Role.STEERING, plan_id=PLAN)),
    "reader": person(READER, Grant(Role.READER, plan_id=PLAN)),
    "author": person(AUTHOR),
    "left": Actor(110, "Borta"),
}


def led(**changes: object) -> InitiativeFacts:
    """An initiative in delivery that is led, with everything to do that can be."""
    facts = InitiativeFacts(
        id=LED,
        title="Patientkontrakt",
        scope=replace(IN_PLAN, initiative_ids=frozenset({LED})),
        state=InitiativeState.DELIVERY,
        has_level=False,
        has_timetable=False,
        leads=frozenset({LEAD}),
        since=date(2024, 1, 10),
        benefits=(Progress(5, "Delaktighet", (3, 4)), Progress(6, "Klar", ())),
        late=Late(Phase.DELIVERY, False, quarter(2024, 1)),
        learning="Inget i lärandeloggen än",
        handovers=(Handover(frozenset({UNIT, 31}), date(2024, 5, 2)), Handover(frozenset({99}))),
    )
    return replace(facts, **changes)


def waiting_time(**changes: object) -> SeriesFacts:
    facts = SeriesFacts(
        id=7,
        name="Väntetid",
        scope=replace(IN_PLAN, initiative_ids=frozenset({LED})),
        initiative_ids={LED},
        missing=(quarter(2023, 4), quarter(2024, 1)),
        drafts=(HeldValue(1, quarter(2023, 3), FIRST, date(2024, 5, 1)),),
        returned=(HeldValue(2, quarter(2023, 2), SECOND, date(2024, 5, 3)),),
        submitted=(HeldValue(3, quarter(2023, 1), FIRST, date(2024, 4, 2)),),
        leads=frozenset({LEAD}),
    )
    return replace(facts, **changes)


def facts(*initiatives: InitiativeFacts, series: SeriesFacts | None = None, **changes: object) -> Facts:
    everybody = frozenset({COORDINATOR, FIRST, SECOND, LEAD})
    plan = PlanFacts(PLAN, "Planen", Scope(plan_id=PLAN), meeting=MeetingFacts(2, date(2024, 5, 6), date(2024, 5, 13)))
    found = Facts(
        plan, initiatives, (series,) if series else (), controllers=frozenset({FIRST, SECOND}), recorders=everybody
    )
    return replace(found, **changes)


def kinds(name: str, of: Facts) -> list[str]:
    return [str(one.kind) for one in tasks_of(CAST[name], of, today=TODAY)]


def test_everybody_is_asked_for_what_is_theirs_in_the_order_in_which_it_is_due() -> None:
    everything = facts(led(), series=waiting_time())
    assert {name: kinds(name, everything) for name in CAST} == {
        "coordinator": ["decide", "plan_phases", "classify"],
        "area_lead": ["plan_phases"],
        "lead": ["update_phases", "note_learning", "plan_phases", "describe_benefit"],
        "owner": ["accept_handover"],
        "first": ["submit_values", "record_values", "record_values"],
        "second": ["correct_values", "record_values", "record_values", "review_values"],
        "steering": ["decide", "classify"],
        "reader": [],
        "author": [],
        "left": [],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"state": state}
        for state in InitiativeState
        if state
        not in {
            InitiativeState.APPROVED,
            InitiativeState.PREPARATION,
            InitiativeState.DELIVERY,
            InitiativeState.REALISATION,
            InitiativeState.PROPOSED,
            InitiativeState.RETURNED,
        }
    ]
    + [{"kind": InitiativeKind.ONGOING}],
    ids=str,
)
def test_nothing_is_asked_about_what_rests_has_ended_or_goes_on_over_time(changes: dict[str, object]) -> None:
    resting = facts(led(**changes), series=waiting_time())
    asked = {kind for name in CAST for kind in kinds(name, resting)}
    assert asked == {"decide"}


def test_a_proposal_waits_for_the_coordinator_and_one_that_came_back_for_its_author() -> None:
    proposed = facts(led(state=InitiativeState.PROPOSED, author_id=AUTHOR))
    assert {name for name in CAST if "assess" in kinds(name, proposed)} == {"coordinator"}
    returned = facts(led(state=InitiativeState.RETURNED, author_id=AUTHOR))
    assert {name for name in CAST if "resubmit" in kinds(name, returned)} == {"author"}
    unsigned = facts(led(state=InitiativeState.RETURNED))
    assert {name for name in CAST if "resubmit" in kinds(name, unsigned)} == {"lead"}


def test_what_nobody_leads_is_for_those_above() -> None:
    headless = facts(led(leads=frozenset(), id=OTHER, scope=replace(IN_PLAN, initiative_ids=frozenset({OTHER}))))
    assert {name for name in CAST if "update_phases" in kinds(name, headless)} == {"coordinator", "area_lead"}
    assert not {name for name in CAST if "describe_benefit" in kinds(name, headless)}


def test_values_are_asked_of_the_named_controller_of_all_and_at_last_of_the_coordinator() -> None:
    def asked(series: SeriesFacts, controllers: frozenset[int]) -> set[str]:
        of = facts(led(), series=series, controllers=controllers)
        return {name for name in CAST if "record_values" in kinds(name, of)}

    both = frozenset({FIRST, SECOND})
    assert asked(waiting_time(), both) == {"first", "second"}
    assert asked(waiting_time(named_controllers=frozenset({SECOND})), both) == {"second"}
    # Who was named may have left: then the others are asked, not nobody.
    assert asked(waiting_time(named_controllers=frozenset({999})), both) == {"first", "second"}
    assert asked(waiting_time(), frozenset()) == {"coordinator"}
    assert asked(waiting_time(initiative_ids=set()), both) == set()


def test_what_somebody_left_behind_is_asked_of_those_who_remain() -> None:
    of = facts(
        led(), series=waiting_time(), recorders=frozenset({COORDINATOR, SECOND}), controllers=frozenset({SECOND})
    )
    assert "submit_values" in kinds("second", of)


def test_nobody_reviews_their_own_values_nor_those_of_a_project_that_they_lead() -> None:
    def reviewers(**changes: object) -> set[str]:
        of = facts(led(), series=waiting_time(missing=(), drafts=(), returned=()), **changes)
        return {name for name in CAST if "review_values" in kinds(name, of)}

    assert reviewers() == {"second"}
    # With one controller, who recorded it, the coordinator reviews; the other one is no controller any longer here.
    assert reviewers(controllers=frozenset({FIRST})) - {"second"} == {"coordinator"}


def test_a_value_is_due_after_the_days_of_grace_and_asked_for_from_the_day_after_its_period() -> None:
    found = tasks_of(CAST["first"], facts(led(), series=waiting_time()), today=TODAY)
    recorded = [one for one in found if one.kind is TaskKind.RECORD_VALUES]
    assert [(one.asked_from, one.due_on, one.key) for one in recorded] == [
        (date(2024, 1, 1), date(2024, 1, 30), "record_values:series:7:2023-Q4"),
        (date(2024, 4, 1), date(2024, 4, 30), "record_values:series:7:2024-Q1"),
    ]
    leap = facts(led(), series=waiting_time(missing=(month(2024, 2), month(2024, 5)), drafts=(), returned=()))
    february = tasks_of(CAST["first"], replace(leap, plan=replace(leap.plan, grace_days=0)), today=TODAY)
    assert [(one.asked_from, one.due_on) for one in february] == [(date(2024, 3, 1), date(2024, 2, 29))]


def test_a_person_in_two_roles_is_asked_once_and_told_both_reasons() -> None:
    both = replace(CAST["coordinator"], grants=CAST["coordinator"].grants + CAST["steering"].grants)
    decide = [one for one in tasks_of(both, facts(led()), today=TODAY) if one.kind is TaskKind.DECIDE]
    assert [{grant.role for grant in one.why} for one in decide] == [{Role.COORDINATOR, Role.STEERING}]


def test_several_values_of_a_series_are_shown_as_one_thing_to_do() -> None:
    found = together(tasks_of(CAST["first"], facts(led(), series=waiting_time()), today=TODAY))
    told = [(one.what, one.minutes, one.due_on) for one in found]
    assert told == [
        ("Mätvärdet för kv 3 2023 är inte inlämnat", 1, date(2023, 10, 30)),
        ("2 mätvärden saknas, det äldsta för kv 4 2023", 4, date(2024, 1, 30)),
    ]


def test_a_correction_is_never_late_since_what_it_corrects_counts_meanwhile() -> None:
    draft = HeldValue(1, quarter(2023, 3), FIRST, date(2024, 5, 1), corrects=True)
    of = facts(led(), series=waiting_time(missing=(), drafts=(draft,)))
    assert [one.due_on for one in tasks_of(CAST["first"], of, today=TODAY)] == [None]


def test_steps_are_due_before_delivery_and_no_longer_dated_in_it() -> None:
    by = date(2024, 6, 30)
    preparing = led(state=InitiativeState.PREPARATION, steps_by=by, benefits=())
    found = {one.kind: one for one in tasks_of(CAST["lead"], facts(preparing), today=TODAY)}
    assert found[TaskKind.ADD_BENEFIT].due_on == by
    late = tasks_of(CAST["lead"], facts(led(steps_by=by)), today=TODAY)
    assert [one.due_on for one in late if one.kind is TaskKind.DESCRIBE_BENEFIT] == [None]


@given(st.sets(st.sampled_from(sorted(CAST))), st.sampled_from(InitiativeState), st.dates(date(2023, 1, 1), TODAY))
def test_whatever_roles_a_person_holds_no_task_is_told_twice_and_each_has_a_reason(
    names: set[str], state: InitiativeState, today: date
) -> None:
    grants = tuple(grant for name in sorted(names) for grant in CAST[name].grants)
    found = tasks_of(Actor(500, "Alla", grants), facts(led(state=state), series=waiting_time()), today=today)
    assert len({one.key for one in found}) == len(found)
    assert all(one.why and one.what and one.minutes >= MINUTES[one.kind] for one in found)
    assert not [one for one in found if one.periods and _unended(one, today)]


def _unended(task: Task, today: date) -> bool:
    return task.kind is TaskKind.RECORD_VALUES and any(one.end is None or one.end >= today for one in task.periods)


def test_what_came_back_to_somebody_who_left_is_for_whoever_leads_or_else_for_those_above() -> None:
    returned = led(state=InitiativeState.RETURNED)
    assert {name for name in CAST if "resubmit" in kinds(name, facts(returned))} == {"lead"}
    headless = facts(replace(returned, leads=frozenset(), id=OTHER, scope=IN_PLAN))
    assert {name for name in CAST if "resubmit" in kinds(name, headless)} == {"coordinator", "area_lead"}


def test_a_silent_log_is_another_occasion_each_time_and_late_only_after_a_promised_day() -> None:
    def told(**changes: object) -> tuple[str, date | None, date | None]:
        [one] = [one for one in tasks_of(CAST["lead"], facts(led(**changes)), today=TODAY) if "learning" in one.kind]
        return one.occasion, one.asked_from, one.due_on

    day = date(2024, 4, 1)
    assert told(learning_since=day) == ("2024-04-01", day, None)
    assert told(learning_since=day, learning_by=date(2024, 4, 15)) == ("2024-04-15", day, date(2024, 4, 15))


def test_a_task_names_the_initiatives_that_run_and_the_place_where_it_is_done() -> None:
    other = led(id=OTHER, title="Annat", state=InitiativeState.PAUSED)
    of = facts(led(), other, series=waiting_time(measure_id=70, initiative_ids={LED, OTHER}))
    of = replace(of, plan=replace(of.plan, slug="planen"))
    told = {one.kind: one for name in CAST for one in tasks_of(CAST[name], of, today=TODAY)}
    assert told[TaskKind.RECORD_VALUES].initiatives == ("Patientkontrakt",)
    drafts = (led(state=InitiativeState.PROPOSED), led(state=InitiativeState.RETURNED, author_id=AUTHOR))
    proposed = replace(of, initiatives=drafts, series=())
    told |= {one.kind: one for name in CAST for one in tasks_of(CAST[name], proposed, today=TODAY)}
    told |= {one.kind: one for one in tasks_of(CAST["lead"], facts(led(benefits=())), today=TODAY)}
    assert {kind: path_of(one) for kind, one in sorted(told.items())} == {
        "accept_handover": "/initiativ/10/overlamning",
        "add_benefit": "/initiativ/10/nyttor/ny",
        "assess": "/initiativ/10/bedomning",
        "classify": "/initiativ/10/klassning",
        "correct_values": "/serier/7/matvarden/nytt?period=2023-Q2",
        "decide": "/planer/planen/beslut",
        "describe_benefit": "/nyttor/5/redigera#steg-3",
        "note_learning": "/initiativ/10/larande/ny",
        "plan_phases": "/initiativ/10/tidplan",
        "record_values": "/serier/7/matvarden/nytt",
        "resubmit": "/initiativ/10",
        "review_values": "/planer/planen/granska#serie-7",
        "submit_values": "/matetal/70#serie-7",
        "update_phases": "/initiativ/10/tidplan",
    }


def test_what_waits_with_others_is_told_of_again_when_one_more_has_come() -> None:
    (meeting,) = (one for one in tasks_of(CAST["steering"], facts(), today=TODAY))
    assert (meeting.key, meeting.asked_from) == ("decide:plan:1:2024-05-13", date(2024, 5, 6))
    more = Handover(frozenset({UNIT}), date(2024, 5, 9))
    of = facts(led(handovers=(*led().handovers, more)))
    (taken,) = (one for one in tasks_of(CAST["owner"], of, today=TODAY))
    assert (taken.key, taken.asked_from) == ("accept_handover:initiative:10:2024-05-09", date(2024, 5, 2))


def test_what_a_lead_recorded_is_their_own_as_long_as_they_lead_what_is_measured() -> None:
    draft = (HeldValue(1, quarter(2023, 3), LEAD, date(2024, 5, 1)),)
    of = facts(led(), series=waiting_time(drafts=draft), recorders=frozenset({FIRST, SECOND}))
    assert "submit_values" not in kinds("first", of)
    # Leading something else now, they may record, but not this.
    assert "submit_values" in kinds("first", replace(of, series=(waiting_time(drafts=draft, leads=frozenset()),)))

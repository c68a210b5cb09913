"""The story of an initiative: its order, and its sentences."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.log_values import FieldChange, RowChange
from portfolio.domain.stories import Event, decision_sentence, in_order, load_sentence, sentence

NOON = datetime(2023, 5, 15, 10, 0, tzinfo=UTC)
ONE, OTHER = frozenset({("initiatives", 1)}), frozenset({("activities", 4)})


def event(minutes: int = 0, **values: Any) -> Event:
    at = NOON + timedelta(minutes=minutes)
    return Event(**{"day": at.date(), "at": at, "action": "initiative:edit", "actor": 1, "things": ONE, **values})


def row(table: str, operation: str, name: str | None = None, **fields: tuple[str | None, str | None]) -> RowChange:
    told = tuple(FieldChange(table, column, old, new) for column, (old, new) in fields.items())
    return RowChange(table, 1, operation, name, told)


def test_the_latest_stands_first_and_a_decision_on_the_day_it_was_made() -> None:
    late = event(200, links=(3,))
    decided = event(120, decision=9, day=date(2022, 1, 20))
    same_day = event(60, decision=8)
    early = event(0, links=(1,))
    assert in_order([early, decided, late, same_day]) == [late, same_day, early, decided]


def test_what_somebody_does_to_the_same_thing_within_the_hour_is_told_once() -> None:
    told = in_order([event(0, links=(1,)), event(30, links=(2,)), event(59, links=(3,), added={"activities": 1})])
    assert [one.links for one in told] == [(1, 2, 3)]
    assert told[0].at == NOON
    assert told[0].added == {"activities": 1}


@pytest.mark.parametrize(
    "other",
    [
        {"minutes": 61},
        {"actor": 2},
        {"action": "phase:plan"},
        {"things": OTHER},
        {"reason": "Styrgruppen bad om det."},
        {"decision": 4},
    ],
)
def test_what_is_not_the_same_is_told_apart(other: dict[str, Any]) -> None:
    assert len(in_order([event(0, links=(1,)), event(**{"minutes": 30, "links": (2,), **other})])) == 2


def test_the_parts_of_a_plans_load_are_one_whatever_they_touch() -> None:
    first = event(0, action="plan:load", links=(1,), added={"initiatives": 1, "decisions": 1})
    then = event(1, action="plan:load", links=(2,), things=OTHER, added={"decisions": 1})
    (told,) = in_order([first, then])
    assert load_sentence(told.added) == "Planen lästes in: initiativet och 2 beslut"


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 2), st.booleans()), max_size=12))
def test_nothing_is_lost_and_nothing_told_twice(happened: list[tuple[int, int, bool]]) -> None:
    events = [
        event(minutes, actor=actor, links=(number,), things=ONE if same else OTHER)
        for number, (minutes, actor, same) in enumerate(happened)
    ]
    told = in_order(events)
    assert sorted(link for one in told for link in one.links) == list(range(len(events)))
    assert [one.order for one in told] == sorted((one.order for one in told), reverse=True)


def test_a_moved_phase_is_told_with_where_it_was() -> None:
    moved = row("initiative_phases", "update", "fas 2", planned_end=("kv 2 2024", "kv 4 2024"), example=("ja", "nej"))
    begun = row(
        "initiative_phases", "update", "fas 3", actual_start=(None, "kv 1 2023"), planned_end=("kv 4 2025", None)
    )
    assert sentence("phase:plan", [moved, begun]) == (
        "ändrade tidplanen: fas 2 slutar kv 4 2024 i stället för kv 2 2024; "
        "fas 3 började kv 1 2023 och har inget planerat slut längre (var kv 4 2025)"
    )


def test_a_text_that_ends_its_own_sentence_does_not_end_the_one_it_is_told_in() -> None:
    changed = row("initiatives", "update", orderer=("Direktören.", "Styrelsen."), receiver=(None, "Chefen."))
    said = sentence("initiative:edit", [changed])
    assert ".;" not in said
    assert not said.endswith(".")
    assert "Styrelsen i stället för Direktören" in said


def test_a_changed_initiative_is_told_by_its_fields() -> None:
    changed = row(
        "initiatives",
        "update",
        "Hemvård",
        title=("Vård hemma", "Hemvård"),
        orderer=(None, "Hälso- och sjukvårdsdirektören"),
        receiver=("Primärvården", None),
        purpose=("En kort text.", "En lång text. " * 20),
        position=("1", "2"),
    )
    said = sentence(
        "initiative:edit", [changed, row("former_titles", "insert", "Vård hemma", title=(None, "Vård hemma"))]
    )
    assert said == (
        "ändrade initiativet: namnet är ”Hemvård” i stället för ”Vård hemma”; "
        "beställaren är Hälso- och sjukvårdsdirektören; "
        "mottagaren anges inte längre (var Primärvården); syftet har fått ny text"
    )


def test_many_changes_are_counted_instead_of_told() -> None:
    columns = ("orderer", "receiver", "project_lead", "project_group", "diarienummer")
    said = sentence("initiative:edit", [row("initiatives", "update", "X", **dict.fromkeys(columns, (None, "y")))])
    assert said.endswith("och 2 ändringar till")
    assert ";" not in said.rpartition(" och ")[0][-1:], "the last of those that are told ends without a sign of its own"


def test_an_activity_is_named_and_its_place_is_not_told_beside_it() -> None:
    rows = [
        row("activities", "insert", "Utbilda", title=(None, "Utbilda")),
        row("initiative_activities", "insert", "Utbilda", activity_id=(None, "Utbilda")),
    ]
    assert sentence("activity:add", rows) == "lade till aktiviteten ”Utbilda”"
    shared = [row("initiative_activities", "insert", name) for name in ("Utbilda", "Informera")]
    assert sentence("activity:share", shared) == (
        "hämtade aktiviteter från andra initiativ: lade till aktiviteten ”Utbilda”; lade till aktiviteten ”Informera”"
    )


def test_a_benefit_is_named_also_when_only_what_belongs_to_it_was_changed() -> None:
    rows = [row("benefit_goals", "insert", "En trygg vård"), row("benefit_measures", "delete", "Väntetid")]
    assert sentence("benefit:step", rows, about="nyttan ”Kortare väntan”") == (
        "beskrev nyttan ”Kortare väntan”: lade till målet ”En trygg vård”; tog bort mätetalet ”Väntetid”"
    )


def test_a_role_is_told_by_who_got_it_and_who_had_it() -> None:
    rows = [
        row("role_assignments", "insert", "Pim som projektledare", role=(None, "projektledare")),
        row("role_assignments", "update", "Nova som projektledare", ended_at=(None, "2023-05-15 12:00")),
    ]
    assert sentence("lead:appoint", rows) == (
        "utsåg projektledare: Pim som projektledare; inte längre Nova som projektledare"
    )


def test_what_was_accepted_is_named_and_who_asked_for_what_is_told_once() -> None:
    accepted = {"accepted_on": (None, "2023-05-15"), "accepted_by": (None, "Nova")}
    rows = [row("adoptions", "update", "Vårdcentral Söder", **accepted), row("benefits", "update", "Nytta", **accepted)]
    assert sentence("handover:accept", rows) == (
        "tog emot överlämningen: införandet i Vårdcentral Söder; nyttan ”Nytta”"
    )
    again = row("benefits", "update", "Nytta", accepted_on=("2023-05-15", None), accepted_by=("Nova", None))
    assert "anges inte längre" in sentence("owner:succeed", [again])
    asked = row("decision_requests", "insert", "fas", matter=(None, "fas"))
    assert sentence("decision:ask", [asked]) == "lämnade begäran om beslut om fas"
    withdrawn = row("decision_requests", "update", "fas", withdrawn_at=(None, "2023-05-15 10:00"))
    assert sentence("decision:withdraw", [withdrawn]) == "tog tillbaka begäran om beslut om fas"


def test_what_was_taken_back_is_told_as_that() -> None:
    assert sentence("initiative:edit", []) == "ändrade initiativet och tog tillbaka det"


def test_an_action_of_an_older_version_is_told_as_it_was_stored() -> None:
    assert sentence("thing:did", [row("initiatives", "update", "X", orderer=("a", "b"))]).startswith("thing:did")


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (
            {"initiatives": 1, "initiative_phases": 3, "decisions": 1},
            "Planen lästes in: initiativet, 3 faser och 1 beslut",
        ),
        ({"benefits": 1}, "Planen lästes in: 1 nytta"),
        ({"role_assignments": 2}, "Planen lästes in på nytt, och uppgifter i initiativet ändrades"),
    ],
)
def test_the_load_of_a_plan_is_summed_up(added: dict[str, int], said: str) -> None:
    assert load_sentence(added) == said


def test_a_decision_is_told_with_who_decided_and_what() -> None:
    entry = decision_sentence(
        forum="Styrgruppen",
        matter=Matter.ENTRY,
        outcome=Outcome.APPROVED,
        to_state=InitiativeState.PAUSED,
        level=ComplexityLevel.SIMPLE,
    )
    assert entry == "Styrgruppen beslutade om ingångsläge: pausat, enkelt"
    refused = decision_sentence(forum=None, matter=Matter.START, outcome=Outcome.DECLINED, to_state=None, level=None)
    assert refused == "Beslut om start av initiativ: avslag"

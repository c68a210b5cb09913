"""Foreign headings find their columns, and rows say what they hold or why they cannot be used."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.tables.kinds import ACTIVITIES, BENEFITS, INITIATIVES, KINDS, MEASURED
from portfolio.domain.tables.mapping import heading_row, headings, missing, normal, read_rows
from portfolio.domain.tables.values import Fault, Row, Table, Value, letters


def _table(*rows: tuple[Value, ...], delimited: bool = False) -> Table:
    return Table("Blad1", tuple(Row(at, one) for at, one in enumerate(rows, start=1)), delimited=delimited)


def _mapped(row: tuple[Value, ...], remembered: dict[str, str | None] | None = None) -> list[Any]:
    return [one.column for one in headings(Row(1, row), INITIATIVES, remembered)]


def test_columns_are_called_as_spreadsheets_do() -> None:
    assert [letters(at) for at in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert list(Row(7, (None, "x")).cells()) == [("B7", "x")]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_no_heading_of_a_kind_can_mean_two_columns(kind) -> None:
    own = [normal(one.heading) for one in kind.columns] + [normal(one.name) for one in kind.columns]
    distinct = {(normal(word), one.name) for one in kind.columns for word in (one.heading, one.name)}
    assert len({word for word, _ in distinct}) == len(distinct)
    words = [normal(word) for one in kind.columns for word in one.synonyms]
    assert len(words) == len(set(words))
    assert not set(words) & set(own)
    assert {one.name for one in kind.columns} >= set(kind.key)


def test_a_heading_is_known_by_its_words_whatever_stands_around_them() -> None:
    assert _mapped(("PROJEKT\nNAMN *", "Område:", "Status (2024)", "Färg")) == [None, "area", "state", None]
    assert _mapped(("Projektnamn", "programområde")) == ["title", "area"]


def test_a_column_is_suggested_once_and_its_own_heading_goes_first() -> None:
    assert _mapped(("Namn", "Initiativ", "Initiativ")) == [None, "title", None]
    assert [one.title for one in headings(Row(1, ("Fas", "fas", None, "Fas")), INITIATIVES)] == [
        "Fas",
        "fas (2)",
        "Fas (3)",
    ]


def test_what_a_person_chose_before_goes_first_also_to_skip() -> None:
    assert _mapped(("Färg", "Namn", "Område"), {"färg": "title", "område": None}) == ["title", None, None]


def test_the_row_of_headings_is_found_below_titles_and_not_where_there_is_none() -> None:
    told = _table(("Våra initiativ",), ("Initiativ",), ("Initiativ", "Område"), ("A", "B"))
    assert heading_row(told, INITIATIVES) == 2
    assert heading_row(_table(("Lista 2024",), ("Initiativ", "Område"), ("A", "B")), INITIATIVES) == 1
    assert heading_row(_table(("Lista 2024",), ("Xx", "Yy")), INITIATIVES) == 1
    assert heading_row(_table((Decimal(1), Decimal(2))), INITIATIVES) is None
    assert [one.name for one in missing(headings(Row(1, ("Initiativ",)), INITIATIVES), INITIATIVES)] == ["area"]


def test_rows_tell_what_they_hold_and_why_a_cell_is_refused() -> None:
    told = _table(
        ("Aktivitet", "Initiativ", "Fas", "Färg"),
        ("Utbilda\npersonal", "A; B", "fas 2", "röd"),
        (None, "A", "Fas 9"),
        ("Aktivitet", "Initiativ", "Fas", "Färg"),
        (None, None, None, "anteckning"),
        (Fault("#REF!", "Formeln ger ett fel."), "A"),
    )
    first, second, third = read_rows(told, ACTIVITIES, headings(told.rows[0], ACTIVITIES), after=0)
    assert first.values == {"title": "Utbilda personal", "initiatives": ("A", "B"), "phase": "delivery"}
    assert [(one.address, one.heading) for one in second.problems] == [("A3", "Aktivitet"), ("C3", "Fas")]
    assert "saknas" in second.problems[0].message
    assert "Fas 9" in second.problems[1].message
    assert third.number == 6
    assert third.problems[0].message == "Formeln ger ett fel. I cellen står #REF!."


def test_a_row_that_is_wider_than_its_headings_is_refused_where_commas_part_the_cells() -> None:
    rows: tuple[tuple[Value, ...], ...] = (("Mätetal", "Period", "Värde"), ("M", "2023", "85", "3"))
    for delimited in (True, False):
        told = _table(*rows, delimited=delimited)
        (row,) = read_rows(told, MEASURED, headings(told.rows[0], MEASURED), after=0)
        assert [one.address for one in row.problems] == (["D2"] if delimited else [])


def test_states_are_known_by_what_people_call_them() -> None:
    state = INITIATIVES.column("state")
    assert state.read("  införande ") is InitiativeState.DELIVERY
    assert state.read("Godkänt") is state.read("approved") is InitiativeState.APPROVED
    said = ["Avslutad", "Pausad", "Godkänd", "Beslutad", "Vilande", "Avbruten", "Avslagen", "Bedömd", "Föreslagen"]
    meant = ["closed", "paused", "approved", "approved", "deferred", "cancelled", "declined", "assessed", "proposed"]
    assert [state.read(one) for one in said] == meant
    with pytest.raises(Invalid, match=r"finns inte att välja\. Skriv något av: Föreslaget, Godkänt, ") as refusal:
        state.read("Nästan klart")
    assert refusal.value.field == "state"
    for word in ("Pågår", "PÅGÅENDE", "Startad", "Påbörjad"):
        with pytest.raises(
            Invalid, match=r"vilken fas .*: Förberedande fas \(fas 1\), .*Effekthanteringsfas \(fas 3\)"
        ):
            state.read(word)


def test_benefits_know_the_headings_that_people_give_them() -> None:
    row = ("Projekt", "Nytta", "Ansvarig chef", "Mått", "Nuläge", "Målvärde")
    found = [one.column for one in headings(Row(1, row), BENEFITS)]
    assert found == ["initiative", "title", "owner_role", "measure", "baseline_value", "target_value"]

"""What a file's sheets and columns are: suggested, chosen, remembered, and when there is nothing to ask."""

from __future__ import annotations

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.flat_tables import FLAT
from portfolio.domain.tables import choices as choosing
from portfolio.domain.tables.choices import Choice
from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.values import Fault, Row, Table, Value


def table(name: str, *rows: tuple[Value, ...]) -> Table:
    return Table(name, tuple(Row(number, values) for number, values in enumerate(rows, start=1)))


FOREIGN = table(
    "Portfölj",
    ("Våra projekt",),
    ("Projekt", "Programområde", "Var är vi?", "Status", "Status"),
    ("Nära vård", "Digifysisk vård", "pågår", "x" * 60, Fault("#REF!", "Går inte.")),
    ("Nästa", None, "vilar", None, "y"),
)
#: What people's own lists are headed, of which some are also those of flat tables.
OWN_LIST = ("Projekt", "Programområde", "Planerad start", "Planerad slut", "Faktisk start", "Nu", "Senaste värde")
KNOWN = table("Initiativ", ("Initiativ *", "Område *"), ("Nära vård", "Digifysisk vård"))


def test_a_sheet_is_suggested_and_asked_about_until_all_of_it_is_known() -> None:
    told = choosing.suggested(FOREIGN, {})
    assert (told.kind, told.head) == ("initiatives", 1)
    assert told.columns == {0: "title", 1: "area", 2: None, 3: "state", 4: None}
    assert [one.title for one in choosing.found_in(FOREIGN, told)][-2:] == ["Status", "Status (2)"]
    assert choosing.examples(FOREIGN, told, 3) == ("x" * 40 + "…",)
    assert choosing.examples(FOREIGN, told, 4) == ("#REF!", "y")
    assert not choosing.is_clear([FOREIGN], [told], {})
    chosen = Choice("initiatives", 1, {**told.columns, 2: "state", 3: None})
    remembered = {"initiatives": choosing.habits(FOREIGN, chosen)}
    again = choosing.suggested(FOREIGN, remembered)
    assert again.columns == {**chosen.columns, 4: None}
    assert choosing.is_clear([FOREIGN], [again], remembered)
    assert choosing.from_text(choosing.to_text([chosen, Choice()])) == (chosen, Choice())
    [sheet] = choosing.sheets([FOREIGN, KNOWN], [chosen, Choice()])
    assert [row.values["title"] for row in sheet.rows] == ["Nära vård", "Nästa"]
    assert sheet.address("state", 3) == "C3"


def test_what_has_to_be_chosen_is_told_unless_an_id_says_which_row_is_meant() -> None:
    told = choosing.suggested(KNOWN, {})
    assert choosing.is_clear([KNOWN, table("Tomt")], [told, Choice()], {})
    assert not choosing.is_clear([KNOWN, FOREIGN], [told, Choice()], {})
    assert not choosing.is_clear([KNOWN], [Choice()], {})
    without = Choice("initiatives", 0, {0: "title", 1: None})
    assert [one.name for one in choosing.lacking(KNOWN, without)] == ["area"]
    assert choosing.lacking(KNOWN, Choice("initiatives", 0, {0: "id_initiativ", 1: None})) == ()
    assert choosing.repeated(Choice("initiatives", 0, {0: "title", 1: "title"})) == ("title",)


def test_another_kind_or_row_of_headings_is_suggested_anew_and_what_is_gone_is_as_if_it_was_not_chosen() -> None:
    told = choosing.suggested(FOREIGN, {}, kind=KINDS["activities"])
    assert (told.kind, told.head) == ("activities", 1)
    assert choosing.suggested(FOREIGN, {}, kind=KINDS["initiatives"], head=0).columns == {0: None}
    assert choosing.suggested(FOREIGN, {}, kind=KINDS["initiatives"], head=99).columns == {}
    assert choosing.suggested(table("Tomt"), {}) == Choice()
    assert choosing.suggested(table("Tomt"), {}, kind=KINDS["measures"]).kind == "measures"
    kept = '[{"kind": "measures", "head": 0, "columns": [[0, "gone"]]}, {"kind": "gone", "head": 0, "columns": []}]'
    assert choosing.from_text(kept) == (Choice("measures", 0, {0: None}), Choice())


@pytest.mark.parametrize("kind", FLAT.values(), ids=lambda kind: kind.name)
def test_a_flat_table_is_refused_whatever_somebody_says_that_it_is(kind: Kind) -> None:
    names = tuple(one.name for one in kind.columns)
    for row in (kind.heads(), names, tuple(one.upper() for one in kind.heads()[1:-2])):
        for name in (kind.title, "Nyttor", "Blad1"):
            for told in (None, KINDS["benefits"], KINDS["measured"]):
                with pytest.raises(Invalid, match="platt tabell") as refusal:
                    choosing.suggested(table(name, ("Hämtad i dag",), row, row), {}, kind=told)
                assert refusal.value.field == "file"


def test_neither_our_own_tables_nor_those_of_people_are_taken_for_flat_ones() -> None:
    for kind in KINDS.values():
        for row in (kind.heads(), tuple(one.name for one in kind.columns)):
            assert choosing.suggested(table(kind.title, row, row), {}).kind == kind.name
    assert choosing.suggested(table("Blad1", OWN_LIST), {}).kind == "initiatives"

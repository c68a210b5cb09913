"""What is written is read back as it was: every kind of table, through workbooks, both kinds of CSV, and JSON."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.periods import day as on_day
from portfolio.domain.periods import half, month, quarter, tertial, year, years
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds import ACTIVITIES, INITIATIVES, KINDS, MEASURED
from portfolio.domain.tables.mapping import heading_row, headings, missing, read_rows
from portfolio.domain.tables.types import Choice, Day, Flag, Lines, Number, Text, When, Whole
from portfolio.domain.tables.values import Table
from portfolio.domain.texts import SHORT, clean_text
from portfolio.files.csv_text import Dialect, table
from portfolio.files.tables import json_tables, reading, workbook_writing

MADE_AT = datetime(2026, 11, 22, tzinfo=UTC)

#: What spreadsheets and readers are known to trip over stands beside whatever else a text may hold.
_TRICKY = (
    "=1+1",
    "+46",
    "-",
    "@a",
    "'=1",
    "''",
    "007",
    "1,5",
    "2023-05-23",
    "a;b",
    'säg "hej"',
    "_x0041_",
    "Ja",
    "\\;",
)
_WORDS = st.sampled_from(_TRICKY) | st.text(
    st.characters(
        blacklist_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn", "Zs"), blacklist_characters="\ufffdÃ"
    ),
    min_size=1,
    max_size=20,
)
_LINE = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join).map(clean_text).filter(bool)
_NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
_DAYS = st.dates(date(1900, 3, 1), date(2199, 12, 31))
_PERIODS = st.one_of(
    _DAYS.map(on_day),
    st.builds(month, st.integers(1900, 2199), st.integers(1, 12)),
    st.builds(quarter, st.integers(1900, 2199), st.integers(1, 4)),
    st.builds(tertial, st.integers(1900, 2199), st.integers(1, 3)),
    st.builds(half, st.integers(1900, 2199), st.integers(1, 2)),
    st.builds(year, st.integers(1900, 2199)),
    st.builds(years, st.integers(1900, 2050), st.integers(2051, 2199)),
)


def _values(column: Column) -> st.SearchStrategy[Any]:
    kind = column.type
    if isinstance(kind, Text):
        several = st.lists(_LINE, min_size=1, max_size=3).map("\n".join)
        return (several if kind.rule.longest > SHORT else _LINE).filter(lambda text: len(text) <= kind.rule.longest)
    if isinstance(kind, Lines):
        return st.lists(_LINE, min_size=1, max_size=3, unique=True).map(tuple)
    if isinstance(kind, Choice):
        return st.sampled_from(list(kind.of))
    if isinstance(kind, Whole):
        return st.sampled_from(kind.among) if kind.among else st.integers(kind.least, kind.most)
    by_type = {Number: _NUMBERS, Day: _DAYS, When: _PERIODS, Flag: st.booleans()}
    return by_type[type(kind)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Kind, list[dict[str, Any]]]:
    kind = draw(st.sampled_from(list(KINDS.values())))
    row = {one.name: _values(one) if one.required else st.none() | _values(one) for one in kind.columns}
    return kind, draw(st.lists(st.fixed_dictionaries(row), min_size=1, max_size=3))


def read_back(found: Table, kind: Kind) -> list[dict[str, Any]]:
    at = heading_row(found, kind)
    assert at == 0
    told = headings(found.rows[at], kind)
    assert [one.column for one in told] == [one.name for one in kind.columns]
    assert missing(told, kind) == ()
    rows = list(read_rows(found, kind, told, after=at))
    assert [row.problems for row in rows] == [()] * len(rows)
    return [row.values for row in rows]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(tables())
def test_a_table_comes_back_as_it_was(told: tuple[Kind, list[dict[str, Any]]]) -> None:
    kind, rows = told
    content = workbook_writing.write([workbook_writing.Sheet(kind, rows)], made_at=MADE_AT)
    assert read_back(reading.read(content)[0], kind) == rows
    for dialect in Dialect:
        content = table(kind.heads(), kind.written(rows), dialect=dialect)
        assert read_back(reading.read(content)[0], kind) == rows
    found = reading.read(json_tables.write([(kind, rows)]))[0]
    assert found.name == kind.name
    assert read_back(found, kind) == rows


def test_another_library_opens_the_templates_and_finds_their_lists_and_explanations() -> None:
    sheets = [workbook_writing.Sheet(kind, offered={"area": ["Nära vård", "Barn och unga"]}) for kind in KINDS.values()]
    content = workbook_writing.write(sheets, made_at=MADE_AT)
    assert content == workbook_writing.write(sheets, made_at=MADE_AT)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Så fyller du i", *[one.title for one in KINDS.values()], "Val"]
    assert book["Val"].sheet_state == "hidden"
    told = {cell.value for row in book["Så fyller du i"].iter_rows() for cell in row}
    for kind in KINDS.values():
        sheet = book[kind.title]
        assert [cell.value.removesuffix(" *") for cell in sheet[1]] == list(kind.heads())
        assert told >= {one.explanation for one in kind.columns}
    rules = {str(one.sqref).split(":")[0]: one for one in book["Initiativ"].data_validations.dataValidation}
    area = rules[f"{'ABC'[[one.name for one in INITIATIVES.columns].index('area')]}2"]
    assert area.type == "list"
    column = area.formula1.split("$")[1]
    assert [cell.value for cell in book["Val"][column] if cell.value] == ["Nära vård", "Barn och unga"]


def test_no_cell_of_a_workbook_is_a_formula_whatever_its_text() -> None:
    row = {"title": '=HYPERLINK("http://x")', "initiatives": ("+1", "@b"), "note": "http://exempel.se"}
    content = workbook_writing.write([workbook_writing.Sheet(ACTIVITIES, [row])], made_at=MADE_AT)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Aktiviteter"]
    cells = [cell for cell in sheet[2] if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True, True, False]
    assert not sheet._hyperlinks


@pytest.mark.parametrize("dialect", Dialect)
def test_no_cell_of_a_text_starts_a_formula(dialect: Dialect) -> None:
    content = table(["A"], [["=1"], ["'=1"], ["\t1"], [Decimal("-1.5")]], dialect=dialect).decode("utf-8-sig")
    number = "-1,5" if dialect is Dialect.SWEDISH else "-1.5"
    assert content.split("\r\n") == ["A", "'=1", "''=1", "'\t1", number, ""]


def test_ten_thousand_rows_come_back() -> None:
    rows = [{"measure": "Återinskrivna", "period": year(2023), "value": Decimal(one) / 8} for one in range(10_000)]
    content = workbook_writing.write([workbook_writing.Sheet(MEASURED, rows)], made_at=MADE_AT)
    found = reading.read(content)[0]
    told = headings(found.rows[0], MEASURED)
    values = [row.values["value"] for row in read_rows(found, MEASURED, told, after=0)]
    assert values == [row["value"] for row in rows]

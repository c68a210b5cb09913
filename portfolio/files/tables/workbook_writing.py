"""Workbooks to fill in, to take away and to read: tables, with drop-downs where they are filled in, and a sheet that
explains every column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.types import Day, Lines, Number, Text, Whole
from portfolio.domain.tables.values import Written, letters
from portfolio.domain.texts import SHORT
from portfolio.files.csv_text import guarded

CHOICES = "Val"
EXPLANATION = "Så fyller du i"

#: Rows that have drop-downs besides those that are filled; as many as can be read back.
_ROOM = 10_001

#: The height of a line in points, and of how many a row is made high at most.
_LINE_HEIGHT = 15
_MOST_LINES = 8

#: The widths of the columns of the sheet that explains.
_EXPLAINING = (36, 14, 60, 60)


@dataclass(frozen=True)
class Purpose:
    """What a workbook is for: what its explanation sheet is called and says first, and whether it is filled in.

    One that is read has its tables first, since that is what a program takes; one that is filled in explains itself.
    """

    title: str
    advice: tuple[str, ...]
    is_filled_in: bool


FILLING_IN = Purpose(
    EXPLANATION,
    (
        "Fyll i ett blad i taget: en rad för varje sak. Rubrikraden ska stå kvar.",
        "Kolumner med * måste fyllas i. Kolumner som du inte behöver kan du ta bort.",
        "Kolumner som börjar med id lämnar du tomma för det som är nytt, och orörda för det som redan finns.",
        "Tider skriver du som du är van: 2025-05-23, maj 2025, kv 3 2025, tertial 1 2025, hösten 2025 eller 2025.",
        "Import tar aldrig bort något. Innan något sparas ser du vad som blir nytt, ändras och avvisas.",
    ),
    is_filled_in=True,
)

READING = Purpose(
    "Kolumnerna",
    (
        "Filen är till för att läsas, till exempel i Power BI och Qlik Sense. Den läses inte in i Nyttoportföljen.",
        "Kolumner försvinner aldrig och byter inte betydelse. Nya kommer sist.",
        "Där mätetalet säger det är antal under 5, och det som räknas av dem, utelämnade.",
    ),
    is_filled_in=False,
)


@dataclass(frozen=True)
class Sheet:
    """A table to write: its kind, its rows of values by the columns' names, and what the plan offers for references."""

    kind: Kind
    rows: Iterable[Mapping[str, Any]] = ()
    offered: Mapping[str, Sequence[str]] = field(default_factory=dict)


def write(sheets: Sequence[Sheet], *, made_at: datetime, purpose: Purpose = FILLING_IN) -> bytes:
    """A workbook of tables; without rows it is a template. ``made_at`` is written into it: the same gives the same."""
    target = io.BytesIO()
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": "Nyttoportföljen", "created": made_at.replace(tzinfo=None)})
        looks = _Looks(book)
        lists = _Lists()
        kinds = [one.kind for one in sheets]
        if purpose.is_filled_in:
            _explain(book.add_worksheet(purpose.title), kinds, looks, purpose)
        tables = [book.add_worksheet(one.title) for one in kinds]
        for table, sheet in zip(tables, sheets, strict=True):
            _write_table(table, sheet, looks, lists if purpose.is_filled_in else None)
        if purpose.is_filled_in:
            lists.write(book.add_worksheet(CHOICES))
        else:
            _explain(book.add_worksheet(purpose.title), kinds, looks, purpose)
        if tables:
            tables[0].activate()
    return target.getvalue()


class _Looks:
    """The formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top", "text_wrap": True}
        self.head: Format = book.add_format({"bold": True, "bg_color": "#E3ECF5", "bottom": 1, **top})
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.text: Format = book.add_format({"num_format": "@", **top})
        # An apostrophe that is no part of the text: without it, editing such a cell would make a formula of it.
        self.quoted: Format = book.add_format({"num_format": "@", "quote_prefix": True, **top})
        self.plain: Format = book.add_format(top)
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **top})


class _Lists:
    """What drop-downs offer, on a sheet of its own: written into the cells' rules it could not be longer than 255."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], int] = {}

    def source(self, members: Sequence[str]) -> str:
        column = self._columns.setdefault(tuple(members), len(self._columns))
        name = letters(column)
        return f"='{CHOICES}'!${name}$1:${name}${len(members)}"

    def write(self, sheet: Worksheet) -> None:
        for members, column in self._columns.items():
            for row, member in enumerate(members):
                sheet.write_string(row, column, member)
        sheet.hide()


def _write_table(sheet: Worksheet, told: Sheet, looks: _Looks, lists: _Lists | None) -> None:
    """The headings and the rows; with drop-downs from ``lists`` where the table is filled in."""
    columns = told.kind.columns
    for at, column in enumerate(columns):
        sheet.write_string(0, at, f"{column.heading} *" if column.required else column.heading, looks.head)
        sheet.set_column(at, at, _width(column), _look(column, looks))
        if lists is not None:
            _offer(sheet, at, column, told.offered.get(column.refers_to or "", ()), lists)
    last = 0
    widths = [_width(one) for one in columns]
    for last, cells in enumerate(told.kind.written(told.rows), start=1):
        _set_height(sheet, last, cells, widths)
        for at, cell in enumerate(cells):
            _write_cell(sheet, last, at, cell, looks)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _write_cell(sheet: Worksheet, row: int, column: int, value: Written, looks: _Looks) -> None:
    """One cell, by the method of its type: nothing is guessed from what a text looks like."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, looks.quoted if guarded(value) != value else looks.text)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), looks.day)  # noqa: DTZ001
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value, looks.plain)


def _offer(sheet: Worksheet, at: int, column: Column, offered: Sequence[str], lists: _Lists) -> None:
    members = offered or column.type.members
    tip = {"input_title": column.heading[:32], "input_message": column.explanation[:255]}
    if not members:
        sheet.data_validation(1, at, _ROOM, at, {"validate": "any", **tip})
        return
    # A list is help, not a gate: what it lacks is told when the table is read, with the reason.
    several = isinstance(column.type, Lines)
    rule = {"validate": "list", "source": lists.source(members), "error_type": "warning", "show_error": not several}
    wrong = {"error_title": "Finns inte i listan", "error_message": "Välj i listan, eller behåll det du skrev."}
    sheet.data_validation(1, at, _ROOM, at, {**rule, **wrong, **tip})


def _explain(sheet: Worksheet, kinds: Sequence[Kind], looks: _Looks, purpose: Purpose) -> None:
    for at, width in enumerate(_EXPLAINING):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, purpose.title, looks.title)
    for row, line in enumerate(purpose.advice, start=1):
        sheet.write_string(row, 0, line)
    row = len(purpose.advice) + 1
    asked = ("Måste fyllas i", "Vad du skriver") if purpose.is_filled_in else ("Slag", "Betydelse")
    heads = ("Kolumn", *asked, "Exempel eller val")
    for kind in kinds:
        row += 1
        sheet.write_string(row, 0, kind.title, looks.title)
        sheet.write_string(row + 1, 0, kind.explanation)
        row += 2
        for at, head in enumerate(heads):
            sheet.write_string(row, at, head, looks.head)
        for column in kind.columns:
            row += 1
            choices = ", ".join(column.type.members) or column.type.example
            second = ("Ja" if column.required else "") if purpose.is_filled_in else column.type.word
            told = (column.heading, second, column.explanation, choices)
            _set_height(sheet, row, told, _EXPLAINING)
            for at, text in enumerate(told):
                sheet.write_string(row, at, text, looks.text)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _look(column: Column, looks: _Looks) -> Format:
    if isinstance(column.type, Day):
        return looks.day
    return looks.plain if isinstance(column.type, Number | Whole) else looks.text


def _width(column: Column) -> int:
    """As wide as its heading and its choices, and what is mostly written there."""
    longest = max(map(len, column.type.members), default=0)
    usual = 12
    if isinstance(column.type, Text | Lines):
        usual = 44 if column.type.rule.longest > SHORT else 26
    return max(usual, min(44, max(len(column.heading) + 4, longest + 2)))


def _set_height(sheet: Worksheet, row: int, cells: Sequence[Written], widths: Sequence[int]) -> None:
    """As high as what is written there, within reason: not every program reckons it when it opens a file."""
    lines = 1
    for cell, width in zip(cells, widths, strict=True):
        if isinstance(cell, str) and (len(cell) > width or "\n" in cell):
            lines = max(lines, sum(-(-max(len(part), 1) // (width - 2)) for part in cell.split("\n")))
    if lines > 1:
        sheet.set_row(row, _LINE_HEIGHT * min(lines, _MOST_LINES))

"""A column that was pasted from a spreadsheet, read line by line; nothing that cannot be read is passed over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.errors import Invalid
from portfolio.domain.measurements import Entry, Figures, number_in, widened
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period, following, month, parse
from portfolio.domain.texts import clean_text

#: Forty years of months; more than this is another kind of file.
MOST_LINES = 500

#: "jan-23" is how spreadsheets show a month, "202301" and "2023M01" how statistics write it.
_SHORT_MONTH = re.compile(r"(?P<name>[a-zåäö]{3,9})\.?[- ’'](?P<year>\d{2})")
_TIGHT_MONTH = re.compile(r"(?P<year>\d{4})[mM]?(?P<number>0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Line:
    """A line that tells of a period: its number in what was pasted, what stood there, and what it says."""

    number: int
    text: str
    entry: Entry


@dataclass(frozen=True)
class Pasted:
    """Everything that was read, what could not be, and how many lines held no value."""

    lines: tuple[Line, ...] = ()
    flaws: tuple[str, ...] = ()
    blank: int = 0


def read(text: str | None, *, frequency: Frequency, has_counts: bool, first: Period | None = None) -> Pasted:
    """Read pasted columns: with the period of the first line, or with the periods as the column to the left.

    Raises Invalid("first_period") when neither says which periods the values belong to, Invalid("pasted") when there is
    too much.
    """
    told = [[cell.strip() for cell in re.split("[\t;]", line)] for line in _lines(text)]
    if len(told) > MOST_LINES:
        raise Invalid("pasted", f"Klistra in högst {MOST_LINES} rader åt gången; det är {len(told)} nu.")
    if not told:
        return Pasted()
    head = 1 if _is_heading(told) else 0
    numbered = [(number, cells) for number, cells in enumerate(told, start=1) if number > head]
    if first is None and all(len([cell for cell in cells if cell]) < 2 for _, cells in numbered):
        raise Invalid(
            "first_period",
            "Skriv vilken period den första raden gäller, eller klistra in perioderna som en egen kolumn till vänster.",
        )
    if first is not None:
        return _read(numbered, _counted_up(first, len(numbered)), has_counts=has_counts)
    return _with_periods(numbered, frequency=frequency, has_counts=has_counts)


def period_in(text: str, frequency: Frequency) -> Period:
    """The period that a cell names, such as 2023-01, jan-23, 202301 or 2023-01-01 for a month. Raises Invalid."""
    plain = clean_text(text) or ""
    if match := _SHORT_MONTH.fullmatch(plain.lower()):
        plain = f"{match['name']} 20{match['year']}"
    if frequency is Frequency.MONTH and (match := _TIGHT_MONTH.fullmatch(plain)):
        return month(int(match["year"]), int(match["number"]))
    return widened(parse(plain), frequency)


def _counted_up(first: Period, count: int) -> list[Period]:
    """So many periods on end. Raises Invalid("first_period") where time runs out."""
    periods = [first]
    try:
        while len(periods) < count:
            periods.append(following(periods[-1]))
    except Invalid as problem:
        raise Invalid("first_period", problem.message) from problem
    return periods


def _lines(text: str | None) -> list[str]:
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip("\t; "):
        lines.pop()
    return lines


def _is_heading(told: Sequence[Sequence[str]]) -> bool:
    """Whether the first line names the columns: words in the first cell, and no figure in any."""
    top = told[0]
    return len(told) > 1 and any(map(str.isalpha, top[0])) and not any(map(str.isdigit, "".join(top)))


def _with_periods(numbered: Sequence[tuple[int, list[str]]], *, frequency: Frequency, has_counts: bool) -> Pasted:
    flaws: list[str] = []
    kept: list[tuple[int, list[str]]] = []
    periods: list[Period | None] = []
    blank = 0
    for number, cells in numbered:
        if not any(cells):
            blank += 1
            continue
        try:
            periods.append(period_in(cells[0], frequency))
        except Invalid:
            shown = f"”{_short(cells[0])}” går inte att läsa som en period. Skriv till exempel {_EXAMPLES[frequency]}."
            flaws.append(f"Rad {number}: {shown if cells[0] else 'perioden saknas i den första kolumnen.'}")
            periods.append(None)
        kept.append((number, cells[1:]))
    found = _read(kept, periods, has_counts=has_counts)
    flawed = sorted([*flaws, *found.flaws], key=lambda one: int(one.split(":")[0].removeprefix("Rad ")))
    return Pasted(found.lines, tuple(flawed), found.blank + blank)


def _read(numbered: Sequence[tuple[int, list[str]]], periods: Sequence[Period | None], *, has_counts: bool) -> Pasted:
    # One column of a measure with counts is its values; with two columns of figures they are the counts.
    counted = has_counts and any(len(cells) > 1 and _is_number(cells[1]) for _, cells in numbered)
    lines: list[Line] = []
    flaws: list[str] = []
    blank = 0
    for (number, cells), period in zip(numbered, periods, strict=True):
        if not any(cells):
            blank += 1
            continue
        try:
            entry = _entry(cells, period, counted=counted)
        except Invalid as problem:
            flaws.append(f"Rad {number}: {problem.message}")
            continue
        if entry is not None:
            lines.append(Line(number, "  ".join(cell for cell in cells if cell), entry))
    return Pasted(tuple(lines), tuple(flaws), blank)


def _entry(cells: Sequence[str], period: Period | None, *, counted: bool) -> Entry | None:
    """What a line says of its period; None when the period cannot be read, which is told of already."""
    width = 2 if counted else 1
    figures = [_number(cell) for cell in [*cells[:width], ""][:width]]
    rest = [cell for cell in cells[width:] if cell]
    value = None
    if counted and rest and _is_number(rest[0]):
        value = _number(rest.pop(0))
    if any(_is_number(cell) for cell in rest):
        raise Invalid(None, f"”{_short(rest[0])}” är ett tal för mycket. {_columns(counted=counted)}")
    if len(rest) > 1:
        raise Invalid(None, f"det står för många kolumner. {_columns(counted=counted)}")
    note = clean_text(rest[0]) if rest else None
    numerator, denominator = figures if counted else (None, None)
    value = value if counted else figures[0]
    has_value = any(one is not None for one in (value, numerator, denominator))
    if period is None:
        return None
    reason, comment = (None, note) if has_value else (note, None)
    return Entry(period, Figures(value, numerator, denominator, reason), comment=comment)


def _columns(*, counted: bool) -> str:
    if counted:
        return "Klistra in täljare och nämnare, och om du vill en kommentar."
    return "Klistra in ett värde på varje rad, och om du vill en kommentar till höger."


def _number(cell: str) -> Decimal | None:
    return number_in(cell) if cell else None


def _is_number(cell: str) -> bool:
    try:
        number_in(cell)
    except Invalid:
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}…"


_EXAMPLES = {
    Frequency.MONTH: "2023-01 eller januari 2023",
    Frequency.QUARTER: "kv 1 2023 eller 2023-Q1",
    Frequency.TERTIAL: "tertial 1 2023 eller 2023-T1",
    Frequency.HALF: "första halvåret 2023 eller 2023-H1",
    Frequency.YEAR: "2023",
    Frequency.ONCE: "mars 2023 eller 2023-03-14",
}

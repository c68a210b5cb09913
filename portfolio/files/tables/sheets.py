"""One sheet of a workbook: its cells as values, its merged cells filled, its blank rows left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation
from typing import IO, Any

from portfolio.domain.tables.values import Fault, Row, Value, letters
from portfolio.files.tables.archives import broken
from portfolio.files.tables.limits import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    too_long,
    too_many_columns,
    too_many_lines,
    too_many_rows,
)
from portfolio.files.tables.number_formats import Look, shown
from portfolio.files.tables.parts_xml import bare, elements, text_in, unescaped

_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")

#: Characters that nobody sees; a cell that holds nothing else is blank.
_UNSEEN = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"

_NO_RESULT = "Formeln i cellen har inget sparat resultat. Öppna filen i Excel, spara den och försök igen."
_FAULTY = "Formeln i cellen ger ett fel. Rätta den i filen, eller skriv värdet i stället."


@dataclass(frozen=True)
class Surroundings:
    """What a sheet's cells refer to in the rest of the workbook."""

    texts: Sequence[str]
    looks: Sequence[Look]
    since_1904: bool = False


_Area = tuple[int, int, int, int]


def rows_of(source: IO[bytes], sheet: str, around: Surroundings) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows that hold something, and notes on what was done. Raises Invalid where there is too much."""
    rows: list[Row] = []
    areas: list[_Area] = []
    lines = 0
    for tag, element in elements(source, whole=frozenset({"row"})):
        if tag == "mergeCell":
            areas.append(_area(str(element.get("ref", ""))))
        if tag != "row":
            continue
        lines += 1
        number = int(float(element.get("r", 0))) or (rows[-1].number if rows else 0) + 1
        if lines > MOST_LINES or number > 1_048_576:
            raise too_many_lines(sheet)
        values = _values(element, sheet, number, around)
        if values:
            rows.append(Row(number, values))
        if len(rows) > MOST_ROWS + 1 + _ABOVE:
            raise too_many_rows(sheet)
    return _merged(rows, areas)


#: Rows above a table, with its title and its headings, are not counted as its own.
_ABOVE = 20


def _values(row: Any, sheet: str, number: int, around: Surroundings) -> tuple[Value, ...]:
    found: list[Value] = []
    column = -1
    for cell in row:
        if bare(cell.tag) != "c":
            continue
        address = cell.get("r")
        column = _position(address)[1] if address else column + 1
        value = _value(cell, around)
        if value is None:
            continue
        if column >= MOST_COLUMNS:
            raise too_many_columns(sheet)
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            raise too_long(f"{letters(column)}{number}")
        found.extend([None] * (column + 1 - len(found)))
        found[column] = value
    return tuple(found)


def _value(cell: Any, around: Surroundings) -> Value:
    inner = {bare(one.tag): one for one in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return seen(text_in(inner["is"])) if "is" in inner else None
    written = inner["v"].text if "v" in inner else None
    if written is None or not written.strip():
        if "f" in inner and kind != "str":
            return Fault("", _NO_RESULT)
        return None
    if kind == "s":
        return seen(around.texts[int(written)])
    if kind == "str":
        return seen(unescaped(written))
    if kind == "b":
        return written.strip() in ("1", "true")
    if kind == "e":
        return Fault(written.strip(), _FAULTY)
    if kind == "d":
        return _iso(written.strip())
    style = int(cell.get("s", 0))
    try:
        return shown(
            written, around.looks[style] if style < len(around.looks) else Look.NUMBER, since_1904=around.since_1904
        )
    except (InvalidOperation, ArithmeticError) as error:
        raise ValueError(written) from error


def seen(text: str) -> str | None:
    """The text without what nobody sees around it; None when nothing is left."""
    return text.strip(_UNSEEN) or None


def _iso(text: str) -> Value:
    found = datetime.fromisoformat(text.removesuffix("Z"))
    return found.date() if found.time() == datetime.min.time() else found


def _position(address: str) -> tuple[int, int]:
    """The row from 1 and the column from 0 of a cell. Raises ValueError."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise ValueError(address)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1


def _area(reference: str) -> _Area:
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _position(first), _position(last or first)
    return top, left, bottom, right


def _merged(rows: list[Row], areas: Sequence[_Area]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The value of cells that are merged downwards, in every row that they reach and that holds something of its own.

    Merged sideways it stays where it is: which column it belongs to is told by the first.
    """
    by_number = {row.number: at for at, row in enumerate(rows)}
    filled = 0
    for top, left, bottom, _ in areas:
        if bottom == top or top not in by_number or left >= MOST_COLUMNS:
            continue
        value = rows[by_number[top]].value(left)
        if value is None:
            continue
        for at in range(by_number[top] + 1, len(rows)):
            row = rows[at]
            if row.number > bottom:
                break
            values = [*row.values, *[None] * (left + 1 - len(row.values))]
            values[left] = value
            rows[at] = Row(row.number, tuple(values))
            filled += 1
            # Areas that lie over each other are no spreadsheet's, and would fill the same cells for ever.
            if filled > MOST_CELLS:
                raise broken()
    notes = (
        (f"Sammanfogade celler är uppdelade: värdet står nu på var och en av {filled} rader till.",) if filled else ()
    )
    return tuple(rows), notes

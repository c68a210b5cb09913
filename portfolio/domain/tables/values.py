"""What a table holds before anybody has said what its columns mean: rows of raw values, each with its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used: what it shows, and a Swedish sentence that says why and what to do."""

    shown: str
    reason: str


#: A blank cell is None, never an empty text; a ``date`` may be a ``datetime`` where the file told a time of day.
Value = str | Decimal | date | bool | Fault | None

#: What is written into a cell.
Written = str | int | Decimal | date | None


@dataclass(frozen=True)
class Row:
    """A row as a spreadsheet numbers it, from 1; the values begin in column A, blank ones at the end are left out."""

    number: int
    values: tuple[Value, ...]

    def value(self, column: int) -> Value:
        """What stands in a column, counted from 0."""
        return self.values[column] if column < len(self.values) else None

    def address(self, column: int) -> str:
        """The cell as spreadsheets call it, such as C7."""
        return f"{letters(column)}{self.number}"

    def cells(self) -> Iterator[tuple[str, Value]]:
        """Every cell that holds something, with its address."""
        for column, value in enumerate(self.values):
            if value is not None:
                yield self.address(column), value


@dataclass(frozen=True)
class Table:
    """One sheet, or a whole file of text. Blank rows are left out; the others keep their numbers.

    ``delimited`` tells that marks separated the cells, so that one cell too many may be a decimal comma gone astray.
    ``notes`` are Swedish sentences on what was done with the table when it was read.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    delimited: bool = False
    notes: tuple[str, ...] = ()


def letters(column: int) -> str:
    """What spreadsheets call a column that is counted from 0: A, B … Z, AA …"""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found

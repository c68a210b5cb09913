"""A table whose kind and columns are known: what is put in, whether somebody chose the columns or they were found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.mapping import Heading, ReadRow, heading_row, headings, known_headings, normal, read_rows
from portfolio.domain.tables.reading_only import refuse_flat
from portfolio.domain.tables.values import Table, letters


@dataclass(frozen=True)
class Sheet:
    """The rows of a table, read as a kind. ``places`` tell in which of its columns (from 0) each of ours stands."""

    name: str
    kind: Kind
    rows: tuple[ReadRow, ...]
    places: Mapping[str, int] = field(default_factory=dict)

    def address(self, column: str | None, number: int) -> str:
        """The cell of a column of ours in a row, such as C7; where the file lacks the column, only the row."""
        at = self.places.get(column) if column is not None else None
        return f"rad {number}" if at is None else f"{letters(at)}{number}"


@dataclass(frozen=True)
class Recognised:
    """What a table seems to be: its kind, which of its rows (from 0) names the columns, and what each column is."""

    kind: Kind
    head: int
    headings: tuple[Heading, ...]


def sheet_of(table: Table, kind: Kind, found: Sequence[Heading], *, after: int) -> Sheet:
    """The rows after the heading row (counted from 0), with what was chosen for each heading."""
    places = {one.column: one.at for one in found if one.column is not None}
    return Sheet(table.name or kind.title, kind, tuple(read_rows(table, kind, found, after=after)), places)


def recognise(
    table: Table, *, kind: Kind | None = None, remembered: Mapping[str, str | None] | None = None
) -> Recognised | None:
    """What the table seems to be: ``kind`` where it is told, else by its name, else by which kind knows most headings.

    None where nothing in it looks like one of ours. ``remembered`` are the choices of before, by normal heading.
    Raises Invalid("file") for a flat table, also where a kind is told: it is for reading alone.
    """
    refuse_flat(table)
    kind = kind or _by_name(table) or _by_headings(table)
    head = heading_row(table, kind) if kind is not None else None
    if kind is None or head is None:
        return None
    return Recognised(kind, head, headings(table.rows[head], kind, remembered))


def sheets_of(tables: Iterable[Table]) -> tuple[tuple[Sheet, ...], tuple[Table, ...]]:
    """The tables that are recognised, as they are put in, and those that are not."""
    found: list[Sheet] = []
    strange: list[Table] = []
    for table in tables:
        told = recognise(table)
        if told is None:
            strange.append(table)
        else:
            found.append(sheet_of(table, told.kind, told.headings, after=told.head))
    return tuple(found), tuple(strange)


def _by_name(table: Table) -> Kind | None:
    called = normal(table.name)
    return next((one for one in KINDS.values() if called in (one.name, normal(one.title))), None)


def _by_headings(table: Table) -> Kind | None:
    best: tuple[int, int, Kind | None] = (0, 0, None)
    for place, kind in enumerate(KINDS.values()):
        head = heading_row(table, kind)
        names = known_headings(kind)
        told = (
            {names.get(normal(one)) for one in table.rows[head].values if isinstance(one, str)}
            if head is not None
            else set()
        )
        # Of kinds that know as many headings, the first is what others hang on.
        best = max(best, (len(told - {None}), -place, kind), key=lambda one: one[:2])
    return best[2] if best[0] > 0 else None

"""Tables that are made to be read in other tools: one that comes back is refused, since its words mean other things.

A flat table's owner is a role with its unit, and its values may be of an earlier definition: read as benefits and
values, they would change what is stored.
"""

from __future__ import annotations

from portfolio.domain.errors import Invalid
from portfolio.domain.flat_tables import FLAT
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.mapping import DEEPEST_HEADING, known_headings, normal
from portfolio.domain.tables.values import Row, Table

READING_ONLY = (
    "Det här är en platt tabell som bara är till för att läsas. Hämta Nyttor eller Mätvärden i stället, som går att "
    "ändra och läsa in igen."
)

#: Columns that people's own lists do not have; two of them tell a flat table, however many were taken away.
_TELLING = {
    "register": ("benefit_state", "flags", "latest_period", "achievement", "expected", "deviation"),
    "phases": (
        *("initiative", "phase_number", "late"),
        *("planned_start_day", "planned_end_day", "actual_start_day", "actual_end_day"),
    ),
    "values": ("measure", "series", "measurement", "present", "organisation_key", "excluded"),
}

_FEWEST = 2


def refuse_flat(table: Table) -> None:
    """Refuse a flat table, by its headings or, in a file of JSON, by its names. Raises Invalid("file")."""
    if any(_is_flat(row) for row in table.rows[:DEEPEST_HEADING]):
        raise Invalid("file", READING_ONLY)


def _is_flat(row: Row) -> bool:
    told = {normal(value) for value in row.values if isinstance(value, str)}
    return any(sum(not told.isdisjoint(words) for words in columns) >= _FEWEST for columns in _MARKS)


def _marks() -> list[list[frozenset[str]]]:
    """For each flat table what its telling columns are called, by heading and by name."""
    ours = frozenset(word for kind in KINDS.values() for word in known_headings(kind))
    return [
        [
            frozenset({normal(column.heading), normal(column.name)}) - ours
            for column in FLAT[name].columns
            if column.name in telling
        ]
        for name, telling in _TELLING.items()
    ]


_MARKS = _marks()

"""What the log keeps of one row, as people read it: each field's word, and its old and new value in words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from portfolio.domain.errors import Invalid
from portfolio.domain.labels import LABELS
from portfolio.domain.log_words import OPERATIONS, definite_entity, definite_field, entity, field
from portfolio.domain.periods import Period, from_code

#: What a column holds: an enumeration, or one of these; anything else is shown as the text it is.
Kind = type[StrEnum] | type[bool] | type[Period] | type[datetime] | type[date] | type[Any]

#: Tables whose rows people have given a name; the name is then quoted in running text.
_TITLED = frozenset(
    {
        "activities",
        "benefit_activities",
        "benefit_goals",
        "benefit_links",
        "benefit_measures",
        "benefits",
        "former_titles",
        "goals",
        "initiative_activities",
        "measures",
    }
)

#: As long as a value may be to be told in a sentence; a longer one stands with the details.
_TOLD = 120


@dataclass(frozen=True)
class FieldChange:
    """One field: the column, and its old and new value in words, None for nothing. Secrets are not ``logged``."""

    table: str
    column: str
    old: str | None
    new: str | None
    logged: bool = True

    @property
    def word(self) -> str:
        """What the field is called beside its value."""
        return field(self.table, self.column)

    @property
    def definite(self) -> str:
        """What the field is called in running text."""
        return definite_field(self.table, self.column)

    @property
    def is_short(self) -> bool:
        """Whether both values fit in a sentence."""
        return all(len(text) <= _TOLD and "\n" not in text for text in (self.old, self.new) if text)


@dataclass(frozen=True)
class RowChange:
    """One row that was added, changed or removed. ``name`` is what it is called at present, where it has a name."""

    table: str
    id: int
    operation: str
    name: str | None
    fields: tuple[FieldChange, ...]

    @property
    def word(self) -> str:
        """What the row is, for a heading."""
        return entity(self.table)

    @property
    def size(self) -> int:
        """How many fields are told."""
        return len(self.fields)

    @property
    def operation_word(self) -> str:
        """What became of it."""
        return OPERATIONS.get(self.operation, self.operation)

    @property
    def thing(self) -> str:
        """The row in running text, with its name."""
        if self.name is None:
            return definite_entity(self.table)
        name = f"”{self.name}”" if self.table in _TITLED else self.name
        return f"{definite_entity(self.table)} {name}"


def value(text: str | None, kind: Kind, *, zone: tzinfo) -> str | None:
    """A value of the log, which is JSON text, in words; None where there was none.

    What no longer reads as its kind, since the product has changed, is shown as it was stored.
    """
    if text is None:
        return None
    stored = json.loads(text)
    try:
        return _in_words(stored, kind, zone)
    except (Invalid, KeyError, TypeError, ValueError):
        return str(stored)


def merged(changes: Iterable[RowChange]) -> list[RowChange]:
    """Several changes, in their order, as one for each row: from its first old value to its last new one.

    What was changed and changed back, or added and removed again, is left out.
    """
    rows: list[RowChange] = []
    latest: dict[tuple[str, int], int] = {}
    for change in changes:
        at = latest.get((change.table, change.id))
        # A row that was removed is done with: the database may give its number to another one.
        if at is None or rows[at].operation == "delete":
            latest[change.table, change.id] = len(rows)
            rows.append(change)
        else:
            rows[at] = _merge(rows[at], change)
    return [row for row in rows if row.operation != "update" or row.fields]


def _merge(first: RowChange, then: RowChange) -> RowChange:
    if then.operation == "delete":
        undone = first.operation == "insert"
        return replace(then, operation="update", fields=()) if undone else then
    fields = {one.column: one for one in first.fields}
    for one in then.fields:
        before = fields.get(one.column)
        fields[one.column] = replace(one, old=before.old) if before else one
    kept = tuple(one for one in fields.values() if one.old != one.new or not one.logged)
    return replace(first, name=then.name or first.name, fields=kept)


def _in_words(stored: Any, kind: Kind, zone: tzinfo) -> str | None:
    if isinstance(stored, bool):
        return "ja" if stored else "nej"
    if isinstance(stored, list):
        return ", ".join(str(part) for part in stored) or None
    if not isinstance(stored, str):
        return str(stored)
    if issubclass(kind, StrEnum):
        text = LABELS[kind][kind(stored)]
        return text[:1].lower() + text[1:]
    if kind is Period:
        return from_code(stored).label
    if kind is datetime:
        return f"{datetime.fromisoformat(stored).astimezone(zone):%Y-%m-%d %H:%M}"
    return stored

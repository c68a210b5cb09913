"""What somebody says that a file's sheets and columns are, beginning with what they seem to be."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.mapping import Heading, headings, missing, normal
from portfolio.domain.tables.notations import text_of
from portfolio.domain.tables.sheets import Sheet, recognise, sheet_of
from portfolio.domain.tables.values import Fault, Table

#: What somebody chose before: by kind and normal heading the column, or None to skip it.
Remembered = Mapping[str, Mapping[str, str | None]]

#: Values that show what a column holds; a longer one is cut.
EXAMPLES = 3
LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class Choice:
    """What one sheet is: its kind (None to leave it out), the row of its headings and what each column is.

    ``head`` counts the table's rows from 0, and so do the columns that ``columns`` names; None is to skip one.
    """

    kind: str | None = None
    head: int = 0
    columns: Mapping[int, str | None] = field(default_factory=dict)


def suggested(table: Table, remembered: Remembered, *, kind: Kind | None = None, head: int | None = None) -> Choice:
    """What a sheet seems to be, or, where ``kind`` or the row of headings is told, what its columns seem to be then.

    Raises Invalid("file") for a flat table.
    """
    told = recognise(table, kind=kind)
    if told is not None:
        told = recognise(table, kind=told.kind, remembered=remembered.get(told.kind.name))
    found = told.kind if told is not None else kind
    if found is None:
        return Choice()
    if head is None:
        head = told.head if told is not None else 0
    if head >= len(table.rows):
        return Choice(found.name, 0, {})
    row = headings(table.rows[head], found, remembered.get(found.name))
    return Choice(found.name, head, {one.at: one.column for one in row})


def found_in(table: Table, choice: Choice) -> tuple[Heading, ...]:
    """The headings of a sheet that is read, with what was chosen for each."""
    if choice.kind is None or choice.head >= len(table.rows):
        return ()
    told = headings(table.rows[choice.head], KINDS[choice.kind])
    return tuple(replace(one, column=choice.columns.get(one.at)) for one in told)


def sheets(tables: Sequence[Table], choices: Sequence[Choice]) -> tuple[Sheet, ...]:
    """The sheets that are read, with the columns that were chosen."""
    return tuple(
        sheet_of(table, KINDS[one.kind], found_in(table, one), after=one.head)
        for table, one in zip(tables, choices, strict=True)
        if one.kind is not None and one.head < len(table.rows)
    )


def lacking(table: Table, choice: Choice) -> tuple[Column, ...]:
    """The columns that have to be chosen; none where a stable id tells which rows are meant."""
    if choice.kind is None:
        return ()
    kind = KINDS[choice.kind]
    found = found_in(table, choice)
    has_id = kind.key[0].startswith("id_") and kind.key[0] in {one.column for one in found}
    return () if has_id else missing(found, kind)


def repeated(choice: Choice) -> tuple[str, ...]:
    """The names of columns that were chosen for more than one heading."""
    counted = Counter(one for one in choice.columns.values() if one is not None)
    return tuple(name for name, times in counted.items() if times > 1)


def is_clear(tables: Sequence[Table], choices: Sequence[Choice], remembered: Remembered) -> bool:
    """Whether there is nothing to ask: every sheet is known, and every heading is a column or was skipped before."""
    if not any(one.kind for one in choices):
        return False
    for table, one in zip(tables, choices, strict=True):
        if one.kind is None:
            if table.rows:
                return False
            continue
        skipped = remembered.get(one.kind, {})
        strange = [head for head in found_in(table, one) if head.column is None and normal(head.title) not in skipped]
        if strange or lacking(table, one) or repeated(one):
            return False
    return True


def habits(table: Table, choice: Choice) -> dict[str, str | None]:
    """What is worth remembering of a choice: the column of each normal heading, None for one that is skipped.

    The second of two with the same heading is another column, which its heading alone does not tell.
    """
    found: dict[str, str | None] = {}
    for one in found_in(table, choice):
        if heading := normal(one.title):
            found.setdefault(heading, one.column)
    return found


def examples(table: Table, choice: Choice, at: int) -> tuple[str, ...]:
    """The first values below a heading, as they are shown."""
    found: list[str] = []
    for row in table.rows[choice.head + 1 :]:
        value = row.value(at)
        if value is None:
            continue
        text = " ".join((value.shown if isinstance(value, Fault) else text_of(value) or "").split())
        if text:
            found.append(text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…")
        if len(found) == EXAMPLES:
            break
    return tuple(found)


def to_text(choices: Sequence[Choice]) -> str:
    """Choices as JSON, to be kept."""
    told = [{"kind": one.kind, "head": one.head, "columns": list(one.columns.items())} for one in choices]
    return json.dumps(told, ensure_ascii=False)


def from_text(text: str) -> tuple[Choice, ...]:
    """Choices that were kept; a column or a kind that there is none of any more is as if it had not been chosen."""
    return tuple(_choice(one) for one in json.loads(text))


def _choice(told: Mapping[str, Any]) -> Choice:
    kind = KINDS.get(told["kind"] or "")
    if kind is None:
        return Choice()
    known = {one.name for one in kind.columns}
    return Choice(kind.name, told["head"], {at: name if name in known else None for at, name in told["columns"]})

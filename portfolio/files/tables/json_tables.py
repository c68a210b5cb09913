"""Tables as JSON: objects whose names are those of the columns, with exact numbers, and dates as ISO writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.values import Row, Table, Value, Written
from portfolio.files.tables.limits import MOST_COLUMNS, MOST_ROWS, too_many_columns, too_many_rows
from portfolio.strict import json_text

FORMAT = "nyttoportfoljen-tabeller"
VERSION = 1

_SHAPE = (
    "Filen har inte formen av en tabell. Den ska vara en lista av objekt, eller en fil som du har exporterat härifrån."
)


def write(tables: Iterable[tuple[Kind, Iterable[Mapping[str, Any]]]]) -> bytes:
    """Tables by the names of their kinds; rows are values by the names of columns."""
    told = {
        kind.name: [
            {column.name: _plain(cell) for column, cell in zip(kind.columns, cells, strict=True)}
            for cells in kind.written(rows)
        ]
        for kind, rows in tables
    }
    text = json.dumps({"format": FORMAT, "version": VERSION, "tables": told}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def read(content: bytes) -> tuple[Table, ...]:
    """The tables of a file, each with its names as headings in row 1. Raises Invalid with one Swedish sentence."""
    found = json_text.read(content, fractions=Decimal)
    if isinstance(found, list):
        return (_table("", found),)
    if isinstance(found, dict) and set(found) == {"items", "next"} and found["items"]:
        # What calls answer: most often a flat table, which is refused once its names are known.
        return (_table("", found["items"]),)
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("tables"), dict):
        raise Invalid(None, _SHAPE)
    if found.get("version") != VERSION:
        raise Invalid(None, f"Filens version är {found.get('version')!r}, men den här versionen läser {VERSION}.")
    return tuple(_table(name, rows) for name, rows in found["tables"].items() if rows)


def _table(name: str, rows: Any) -> Table:
    if not isinstance(rows, list) or not rows or not all(isinstance(one, dict) for one in rows):
        raise Invalid(None, _SHAPE)
    if len(rows) > MOST_ROWS:
        raise too_many_rows(name)
    heads: dict[str, int] = {}
    for row in rows:
        for key in row:
            heads.setdefault(key, len(heads))
    if len(heads) > MOST_COLUMNS:
        raise too_many_columns(name)
    told = [_row(number, row, tuple(heads)) for number, row in enumerate(rows, start=2)]
    return Table(name, (Row(1, tuple(heads)), *told))


def _row(number: int, row: Mapping[str, Any], heads: Sequence[str]) -> Row:
    values = [_value(row.get(key), key) for key in heads]
    while values and values[-1] is None:
        values.pop()
    return Row(number, tuple(values))


def _value(value: Any, key: str) -> Value:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return "\n".join(value) or None
    raise Invalid(None, f"”{key}” innehåller ett objekt eller en lista av annat än text. Skriv en text eller ett tal.")


def _plain(value: Written) -> str | int | float | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # Fifteen digits come back from a float as they were; nothing of ours has more.
        return int(value) if value == value.to_integral_value() else float(value)
    return value

"""Tables as text for spreadsheets: as Swedish ones open them, or as the standard (RFC 4180) says.

No cell of text can start a formula: what begins like one gets an apostrophe before it, which is taken away again when
the table comes back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

#: A spreadsheet takes what begins so for a formula, and runs it.
#: Apostrophes before it are counted too, so that one that was there from the start is not taken for ours.
_STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r]")

Cell = str | int | float | Decimal | date | None


class Dialect(StrEnum):
    """Which spreadsheets it is for."""

    SWEDISH = "svensk"
    RFC4180 = "rfc4180"


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]], *, dialect: Dialect = Dialect.SWEDISH) -> bytes:
    """The table as a file: with semicolons, decimal commas and a byte order mark, or plain by the standard."""
    swedish = dialect is Dialect.SWEDISH
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if swedish else ",", lineterminator="\r\n")
    for row in (heads, *rows):
        writer.writerow([_cell(one, swedish=swedish) for one in row])
    return text.getvalue().encode("utf-8-sig" if swedish else "utf-8")


def unguarded(text: str) -> str:
    """A text as it was before it was kept from starting a formula."""
    return text[1:] if text.startswith("'") and _STARTS_FORMULA.match(text) else text


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _STARTS_FORMULA.match(text) else text


def _cell(value: Cell, *, swedish: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, date):
        return value.isoformat()
    # A float of 73 is written as 73; an exact number keeps the zeros that it was given with.
    number = f"{value if isinstance(value, Decimal) else Decimal(repr(value)).normalize():f}"
    return number.replace(".", ",") if swedish else number

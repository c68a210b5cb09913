"""How much a file of tables may hold, and the sentences that say so; whatever is larger is refused at once."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.values import Table

#: The file as it is sent.
MOST_BYTES = 50_000_000

#: What a packed file unpacks to, counted while it is unpacked; what it says of itself is not believed.
MOST_UNPACKED = 200_000_000

#: Texts are kept in memory while sheets are read, so the part that holds them all is held shorter.
MOST_SHARED = 60_000_000

MOST_PARTS = 2_000
MOST_SHEETS = 50

#: Rows that hold something, and lines of a sheet with or without anything in them.
MOST_ROWS = 10_000
MOST_LINES = 100_000
MOST_COLUMNS = 200

#: Together on all sheets: so many can still be shown on one page, to choose what they are.
MOST_COLUMNS_TOGETHER = 1_000
MOST_CELLS = 600_000

#: What Excel itself lets a cell hold.
LONGEST_CELL = 32_767


def check_size(size: int) -> None:
    """Refuse a file by its size alone, before any of it is looked at. Raises Invalid."""
    if size > MOST_BYTES:
        raise Invalid(None, f"Filen är större än {MOST_BYTES // 1_000_000} MB. Dela upp den i flera filer.")
    if size == 0:
        raise Invalid(None, "Filen är tom. Välj en fil som innehåller en tabell.")


def too_many_rows(sheet: str) -> Invalid:
    """The refusal of a table with too many rows."""
    return Invalid(None, f"{_where(sheet)}har fler än {counted(MOST_ROWS)} rader. Dela upp tabellen i flera filer.")


def too_many_lines(sheet: str) -> Invalid:
    """The refusal of a sheet that goes on, mostly blank, far below its table."""
    return Invalid(
        None,
        f"{_where(sheet)}fortsätter nedanför rad {counted(MOST_LINES)}, tomma rader inräknade. Markera raderna under "
        "tabellen, ta bort dem och spara.",
    )


def too_many_columns(sheet: str) -> Invalid:
    """The refusal of a table with too many columns."""
    return Invalid(
        None, f"{_where(sheet)}har fler än {MOST_COLUMNS} kolumner. Ta bort de kolumner som inte behövs och spara."
    )


def check_together(tables: Sequence[Table]) -> None:
    """Refuse more sheets or columns than a page can show, whatever they came in. Raises Invalid."""
    if len(tables) > MOST_SHEETS:
        raise too_many_sheets()
    if sum(max((len(row.values) for row in one.rows), default=0) for one in tables) > MOST_COLUMNS_TOGETHER:
        raise Invalid(
            None,
            f"Filen har fler än {counted(MOST_COLUMNS_TOGETHER)} kolumner i alla blad tillsammans. "
            "Ta bort de blad och kolumner som inte ska läsas in och spara.",
        )


def too_many_sheets() -> Invalid:
    """The refusal of a file with too many sheets."""
    return Invalid(None, f"Filen har fler än {MOST_SHEETS} blad. Spara de blad som behövs i en egen fil.")


def too_many_cells() -> Invalid:
    """The refusal of many large sheets together."""
    return Invalid(None, f"Filen har fler än {counted(MOST_CELLS)} ifyllda celler. Dela upp den i flera filer.")


def too_long(address: str) -> Invalid:
    """The refusal of a text that no spreadsheet could hold."""
    return Invalid(
        None, f"Texten i {address} är längre än {counted(LONGEST_CELL)} tecken, som är det längsta en cell rymmer."
    )


def _where(sheet: str) -> str:
    return f"Bladet ”{sheet}” " if sheet else "Filen "


def counted(number: int) -> str:
    """A whole number with its thousands apart."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")

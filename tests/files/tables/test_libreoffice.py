"""What a workbook is after a spreadsheet program has opened it and saved it again: the same rows."""

from __future__ import annotations

import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from portfolio.domain.periods import day, month, quarter
from portfolio.domain.tables.columns import Column
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.types import Choice, Day, Flag, Lines, Number, When, Whole
from portfolio.files.tables import reading, workbook_writing
from tests.files.tables.test_round_trip import MADE_AT, read_back

TEXTS = ("=1+1", "007", "1,5", "2023-05-23", "Åtgärd – ”å ä ö”", "'x", "Ja", "-12")
PERIODS = (day(date(2024, 2, 29)), month(2025, 3), quarter(2022, 4))


def filled(column: Column, row: int) -> Any:
    kind = column.type
    text = TEXTS[(row + len(column.name)) % len(TEXTS)]
    if isinstance(kind, Choice):
        return list(kind.of)[row % len(list(kind.of))]
    if isinstance(kind, Whole):
        return kind.among[0] if kind.among else kind.least
    by_type: dict[type, Any] = {
        Lines: (text, "en till"),
        Number: Decimal("-1234.5") + row,
        Day: date(2024, 2, 29),
        When: PERIODS[row % len(PERIODS)],
        Flag: row % 2 == 0,
    }
    return by_type.get(type(kind), text)


def saved_again(content: bytes, folder: Path) -> bytes:
    """What LibreOffice makes of a workbook; a profile of its own, so that nobody's settings count."""
    (folder / "saved").mkdir()
    (folder / "book.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "saved"]
    subprocess.run([*command, "book.xlsx"], cwd=folder, check=True, capture_output=True, timeout=120)
    return (folder / "saved" / "book.xlsx").read_bytes()


def test_every_kind_of_table_is_the_same_when_it_has_been_opened_and_saved(tmp_path: Path) -> None:
    rows = {
        name: [{one.name: filled(one, row) for one in kind.columns} for row in range(8)] for name, kind in KINDS.items()
    }
    sheets = [workbook_writing.Sheet(kind, rows[name]) for name, kind in KINDS.items()]
    found = {
        one.name: one for one in reading.read(saved_again(workbook_writing.write(sheets, made_at=MADE_AT), tmp_path))
    }
    for name, kind in KINDS.items():
        assert read_back(found[kind.title], kind) == rows[name]

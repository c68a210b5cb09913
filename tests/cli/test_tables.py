"""``portfolio import`` and ``export``: all of a file or nothing, a report row by row, one line when it cannot be."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import structlog
from click.testing import Result
from sqlalchemy import Engine, select

from portfolio.domain.flat_tables import FLAT
from portfolio.domain.tables.kinds import KINDS
from portfolio.files.csv_text import Dialect, table
from portfolio.models import AuditLink, ImportRun, Initiative, Measurement
from portfolio.services.context import Context
from tests.cast import LED, PLAN
from tests.measured import measured, months
from tests.test_cli import done, failed, runner
from tests.web.conftest import Stored, one_database

Run = Callable[..., Result]
Acting = Callable[[str], Context]


@pytest.fixture(autouse=True)
def _log_where_it_was() -> Iterator[None]:
    """The command sets where the log goes, and its terminal is gone after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Runs commands on the filled database."""
    return runner(database_url, tmp_path)


@pytest.fixture
def stored(engine: Engine) -> Stored:
    return Stored(engine)


def export(run: Run, out: Path, *more: str, kind: str = "xlsx") -> bytes:
    lines = done(run("export", "--plan", PLAN, "--format", kind, "--out", str(out), *more))
    assert f" finns i {out}" in lines[-1]
    assert [one.name for one in out.parent.iterdir() if one.name.endswith(".part")] == []
    return out.read_bytes()


def bring(run: Run, file: Path, *more: str) -> Result:
    return run("import", str(file), "--plan", PLAN, *more)


def test_what_was_exported_comes_back_unchanged_and_an_edited_cell_changes_that_alone(
    run: Run, stored: Stored, tmp_path: Path
) -> None:
    out = tmp_path / "portfölj.xlsx"
    export(run, out)
    before = stored.changes()
    lines = done(bring(run, out))
    assert lines[-1] == "Inget är inläst: planen har redan allt som står i filen."
    assert lines[-2].startswith("ny: 0, ändras: 0, oförändrad: ")
    assert stored.changes() == before
    book = openpyxl.load_workbook(out)
    sheet = book["Initiativ"]
    at = KINDS["initiatives"].heads().index("Beställare") + 1
    [row] = [row for row in sheet.iter_rows(min_row=2) if row[0].value == LED]
    old, row[at - 1].value = row[at - 1].value, "Ledningsgruppen"
    book.save(out)
    told = done(bring(run, out, "--dry-run"))
    assert f"    Beställare: {old or 'inget'} → Ledningsgruppen" in told
    assert f"Initiativ rad {row[0].row}: Ändras: " in "\n".join(told)
    assert told[-1] == "Inget är inläst, eftersom du angav --dry-run."
    assert stored.changes() == before
    assert done(bring(run, out))[-1].startswith("Filen är inläst.")
    assert stored.one(select(Initiative.orderer).where(Initiative.key == LED)) == "Ledningsgruppen"
    # One entry, of one import, that can be undone.
    assert stored.changes() == before + 1
    assert stored.one(select(AuditLink.action).order_by(AuditLink.id.desc()).limit(1)) == "table:import"
    assert stored.all(select(ImportRun.file_name, ImportRun.changed_rows)) == [("portfölj.xlsx", 1)]


@one_database
def test_a_row_that_cannot_be_used_stops_all_of_them_and_says_where_it_stands(
    run: Run, stored: Stored, tmp_path: Path
) -> None:
    file = tmp_path / "nya.csv"
    rows = [("Ett nytt initiativ", "Finns inte", "Godkänt", "Beslutat."), ("Ett till", None, None, None)]
    file.write_bytes(table(("Initiativ", "Område", "Läge", "Motivering"), rows))
    before = stored.changes()
    found = bring(run, file, "--table", "initiatives")
    line = failed(found)
    assert line == "Inget är inläst: 2 rader går inte, se ovan. Rätta i filen och försök igen."
    lines = found.stdout.splitlines()
    assert any(one.startswith("    B2 Område ") for one in lines)
    assert any(one.startswith("    B3 Område ") for one in lines)
    assert lines[-1].startswith("ny: 0, ")
    assert stored.changes() == before
    # Only tried, it is refused as well.
    assert failed(bring(run, file, "--dry-run")) == line


@one_database
def test_values_that_look_like_a_slip_are_asked_about(run: Run, acting: Acting, stored: Stored, tmp_path: Path) -> None:
    made = measured(acting("system"), months(2022, 10, 11, 10, 12, 11, 10, 11, 12), name="Väntetid i dagar")
    file = tmp_path / "värden.csv"
    file.write_bytes(table(("Mätetal", "Period", "Värde"), [("Väntetid i dagar", "2022-09", 1000)]))
    held = select(Measurement.id).where(Measurement.series_id == made.series_id)
    assert "lägg till --confirm" in failed(bring(run, file))
    assert len(stored.all(held)) == 8
    assert done(bring(run, file, "--confirm"))[-1].startswith("Filen är inläst.")
    assert len(stored.all(held)) == 9


@one_database
def test_the_kinds_of_files_and_what_they_hold(run: Run, tmp_path: Path) -> None:
    everything = ("export", "--plan", PLAN, "--format", "csv", "--out")
    assert done(run(*everything, str(tmp_path / "allt.zip"))) == [
        f"Hela portföljen finns i {tmp_path / 'allt.zip'}, som sex CSV-filer i ett zip-arkiv."
    ]
    refused = run(*everything, str(tmp_path / "allt.csv"))
    assert (refused.exit_code, "--out allt.zip, eller välj en av dem med --table." in refused.stderr) == (2, True)
    archive = export(run, tmp_path / "allt.zip", kind="csv")
    assert done(bring(run, tmp_path / "allt.zip"))[-1].startswith("Inget är inläst: planen har redan allt")
    with zipfile.ZipFile(io.BytesIO(archive)) as held:
        assert len(held.namelist()) == len(KINDS)
        text = held.read(next(one for one in held.namelist() if one.startswith("aktiviteter"))).decode("utf-8-sig")
    assert text.split("\r\n")[0].split(";") == list(KINDS["activities"].heads())
    plain = export(run, tmp_path / "faser.csv", "--table", "phases", "--dialect", "rfc4180", kind="csv").decode()
    assert next(csv.reader(io.StringIO(plain, newline=""))) == list(FLAT["phases"].heads())
    whole = tmp_path / "allt.json"
    told: Any = json.loads(export(run, whole, kind="json"))
    assert list(told["tables"]) == list(KINDS)
    assert done(bring(run, whole))[-1].startswith("Inget är inläst: planen har redan allt")
    register: Any = json.loads(export(run, tmp_path / "register.json", "--table", "register", kind="json"))
    assert register["items"][0]["address"].startswith("http://127.0.0.1:8000/nyttor/")
    for flat in ("register.json", "faser.csv"):
        said = failed(bring(run, tmp_path / flat, "--table", "benefits"))
        assert said.startswith("Det här är en platt tabell som bara är till för att läsas. Hämta Nyttor"), flat


@one_database
def test_what_cannot_be_done_is_told_in_one_line(run: Run, tmp_path: Path) -> None:
    strange = tmp_path / "annat.csv"
    strange.write_bytes(table(("Frukt", "Färg"), [("Äpple", "Röd")], dialect=Dialect.RFC4180))
    picture = tmp_path / "bild.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    kept = tmp_path / "finns.xlsx"
    kept.write_bytes(b"som det var")
    told = {
        failed(bring(run, strange)): "Ingen tabell i filen går att känna igen. Ange --table, eller utgå från en mall.",
        failed(bring(run, picture)): "Filen är en bild.",
        failed(run("export", "--plan", "finns-inte", "--format", "xlsx", "--out", str(kept))): "finns inte",
        failed(run("export", "--plan", PLAN, "--format", "json", "--out", str(tmp_path / "x" / "y"))): (
            f"Mappen {tmp_path / 'x'} finns inte."
        ),
    }
    told[failed(run("export", "--plan", PLAN, "--format", "json", "--out", "/proc/x.json"))] = (
        "skapa /proc/x.json. Välj"
    )
    for line, holding in told.items():
        assert holding in line, line
    assert kept.read_bytes() == b"som det var"
    wrong = ("export", "--plan", PLAN, "--format", "xlsx", "--dialect", "rfc4180", "--out", str(kept))
    for args in (wrong, (*wrong[:4], "pdf", "--out", str(kept)), ("import", str(tmp_path / "inte"), "--plan", PLAN)):
        assert run(*args).exit_code == 2, args

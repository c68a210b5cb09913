"""What tables cost: ten thousand measured values in and out, against reading and writing the bare files."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sys
import tempfile
import time
import traceback
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from benchmarks.portfolios import PLAN, add_benefits, make_site
from portfolio.db import make_engine, make_sessions
from portfolio.domain.exports import Content, FileFormat
from portfolio.domain.periods import month
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.sheets import sheets_of
from portfolio.domain.tables.values import Written
from portfolio.files.csv_text import table
from portfolio.files.tables import reading, workbook_writing
from portfolio.models.audit import install_hooks
from portfolio.services import exports, import_runs, plans
from portfolio.services.context import SYSTEM, Context
from tests.conftest import settings_for

MEASURES = 100
MONTHS = 100
ROWS = MEASURES * MONTHS

#: More than so many megabytes for ten thousand rows is not bounded any more.
MOST_MEGABYTES = 250


class Cost(NamedTuple):
    """How long something took, and how much memory Python held for it at most."""

    seconds: float
    megabytes: float


def cost(work: Callable[[], object]) -> Cost:
    """Do the work twice, each time in a process of its own: once for the time, once with every piece of memory counted.

    What counts memory makes everything some times slower, so it cannot be on while the time is taken.
    """

    def timed() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    def traced() -> float:
        tracemalloc.start()
        work()
        return tracemalloc.get_traced_memory()[1] / 1_000_000

    return Cost(apart(timed), apart(traced))


def apart(work: Callable[[], float]) -> float:
    """What the work comes to in a process of its own, which leaves nothing behind."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, str(work()).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    if not told:
        raise SystemExit("En mätning av tabellerna gick inte att göra.")
    return float(told)


def values() -> list[dict[str, Any]]:
    """A hundred months of a hundred measures, the latest of them the one before last, as a plain course of values."""
    return [
        {"measure": f"Mätetal {number}", "period": month(2014 + at // 12, at % 12 + 1), "value": 60 + at % 7}
        for number in range(MEASURES)
        for at in range(MONTHS)
    ]


def bare_workbook(heads: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    """The same cells by the same library, and nothing else."""
    with xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate((heads, *rows)):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                elif cell is not None:
                    sheet.write_number(at, column, float(cell))  # type: ignore[arg-type]


def bare_csv(heads: Sequence[str], rows: Iterable[Sequence[Written]]) -> None:
    """The same cells by the standard library's writer."""
    csv.writer(io.StringIO(), delimiter=";").writerows((heads, *rows))


def brought_in(file: Path, content: bytes) -> None:
    """Read tables into a copy of the database, as ``portfolio import`` does."""
    copy = file.with_suffix(".copy")
    shutil.copy(file, copy)
    with opened(copy) as ctx, ctx.transaction():
        sheets, _ = sheets_of(reading.read(content, "varden"))
        import_runs.carry_out(ctx, plans.get(ctx, PLAN), file_name="varden", sheets=sheets, confirmed=True)


def taken_out(file: Path, kind: FileFormat) -> None:
    """Write the values, as ``portfolio export`` does."""
    with opened(file) as ctx:
        exports.file(ctx, plans.get(ctx, PLAN), Content.MEASURED, kind, address=str)


@contextmanager
def opened(file: Path) -> Iterator[Context]:
    """A context on a database, in the process that asks for it."""
    settings = settings_for(f"sqlite:///{file}", file.parent)
    engine = make_engine(settings.database_url)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        yield Context(session, SYSTEM, settings.clock)
    engine.dispose()


def told(name: str, whole: Cost, bare: Cost) -> float:
    """One line: time a row and memory, each with how many times the bare file it is. Answers with the memory."""
    each = whole.seconds / ROWS * 1000
    print(
        f"tables: {name:<12} {each:5.2f} ms a row, {whole.seconds / bare.seconds:.1f} x the bare file; "
        f"{whole.megabytes:.0f} MB, {whole.megabytes / bare.megabytes:.1f} x"
    )
    return whole.megabytes


def main() -> int:
    """Measure both ways and both kinds of files; 1 when the memory is not bounded."""
    print(f"Mäter tabeller med {ROWS} mätvärden …", file=sys.stderr)
    kind = KINDS["measured"]
    made_at = datetime(2026, 11, 22, tzinfo=UTC)
    files = {
        FileFormat.XLSX: workbook_writing.write([workbook_writing.Sheet(kind, values())], made_at=made_at),
        FileFormat.CSV: table(kind.heads(), kind.written(values())),
    }
    most = []
    with tempfile.TemporaryDirectory() as folder:
        app, _ = make_site(24, Path(folder))
        with app.extensions["portfolio.sessions"]() as session:
            add_benefits(Context(session, SYSTEM, app.extensions["portfolio.settings"].clock), MEASURES, months=1)
        app.extensions["portfolio.engine"].dispose()
        file = Path(folder) / "bench.sqlite"
        for suffix, content in files.items():
            bare = cost(partial(reading.read, content, "varden"))
            most.append(told(f"import {suffix}", cost(partial(brought_in, file, content)), bare))
        brought_in(file, files[FileFormat.CSV])
        file.with_suffix(".copy").replace(file)
        cells = list(kind.written(values()))
        for suffix, write in ((FileFormat.XLSX, bare_workbook), (FileFormat.CSV, bare_csv)):
            bare = cost(partial(write, kind.heads(), cells))
            most.append(told(f"export {suffix}", cost(partial(taken_out, file, suffix)), bare))
    if max(most) > MOST_MEGABYTES:
        print(f"Tabeller med {ROWS} rader tar mer än {MOST_MEGABYTES} MB.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Tables in and out: ``import`` reads a file in, all of it or nothing, ``export`` writes one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from portfolio.cli.terminal import PlainError, opened, plainly, writing
from portfolio.config import Settings
from portfolio.domain.exports import Content, FileFormat
from portfolio.domain.labels import label
from portfolio.domain.periods.recurrences import NUMBER_WORDS
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.outcomes import Report, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.tables.sheets import Sheet, recognise, sheet_of
from portfolio.domain.tables.values import Table
from portfolio.files.tables import reading
from portfolio.files.tables.limits import MOST_BYTES
from portfolio.files.tables.workbook_writing import CHOICES, EXPLANATION
from portfolio.services import exports, import_runs, plans, tables
from portfolio.services.context import Context
from portfolio.services.tables import Progress


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--plan", "slug", required=True, help="Planens kortnamn.")
@click.option("--table", "kind", type=click.Choice(list(KINDS)), help="Vad filen innehåller, om det inte syns på den.")
@click.option("--dry-run", is_flag=True, help="Visa vad som skulle hända, utan att ändra något.")
@click.option("--confirm", "confirmed", is_flag=True, help="Ta emot värden som avviker mycket från de andra.")
@click.pass_obj
@plainly
def import_command(settings: Settings, file: Path, slug: str, kind: str | None, dry_run: bool, confirmed: bool) -> None:
    """Läs in initiativ, nyttor, mätetal och mätvärden från xlsx, CSV eller JSON: alla rader eller inga."""
    with file.open("rb") as held:
        # One byte more than may be read tells that there are more.
        found = reading.read(held.read(MOST_BYTES + 1), file.stem)
    sheets = _sheets(found, kind)
    with opened(settings) as ctx:
        plan = plans.get(ctx, slug)
        with _progress("Jämför") as progress:
            report = tables.preview(ctx, plan, sheets, confirmed=confirmed, progress=progress)
        for line in _told(report):
            click.echo(line)
        _refuse(report, dry_run=dry_run)
        if dry_run:
            click.echo("Inget är inläst, eftersom du angav --dry-run.")
        elif not report.acceptable:
            click.echo("Inget är inläst: planen har redan allt som står i filen.")
        else:
            _carry_out(ctx, slug, file.name, sheets, report)
            click.echo("Filen är inläst. Det går att ångra under Import på webbplatsen.")


@click.command("export")
@click.option("--plan", "slug", required=True, help="Planens kortnamn.")
@click.option("--format", "kind", required=True, type=click.Choice(["xlsx", "csv", "json"]), help="Filens slag.")
@click.option(
    "--table",
    "content",
    default=Content.ALL.value,
    type=click.Choice([one.value for one in Content]),
    help="Vad filen ska innehålla; utan det allt, som CSV i ett zip-arkiv.",
)
@click.option("--dialect", type=click.Choice(["rfc4180"]), help="CSV med komma och decimalpunkt.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Filen att skriva.")
@click.pass_obj
@plainly
def export_command(settings: Settings, slug: str, kind: str, content: str, dialect: str | None, out: Path) -> None:
    """Skriv planens innehåll till en fil, som går att ändra och läsa in igen, eller en platt tabell."""
    if dialect is not None and kind != "csv":
        raise click.UsageError("--dialect hör till --format csv.")
    if kind == "csv" and content == Content.ALL and out.suffix.lower() == ".csv":
        raise click.UsageError(
            f"Allt som CSV är flera filer i ett zip-arkiv. Skriv --out {out.with_suffix('.zip').name}, eller välj en "
            "av dem med --table."
        )
    chosen = FileFormat.RFC4180 if dialect is not None else FileFormat(kind)
    with opened(settings) as ctx:
        made = exports.file(
            ctx,
            plans.get(ctx, slug),
            Content(content),
            chosen,
            address=lambda benefit_id: f"{settings.base_url}/nyttor/{benefit_id}",
        )
    _write_whole(out, made.content)
    click.echo(_told_of(Content(content), kind, out))


def _told_of(content: Content, kind: str, out: Path) -> str:
    """What was written, and where."""
    if content is not Content.ALL:
        return f"{label(content)} finns i {out}."
    archive = f", som {NUMBER_WORDS[len(KINDS) - 1]} CSV-filer i ett zip-arkiv" if kind == "csv" else ""
    return f"Hela portföljen finns i {out}{archive}."


def _sheets(found: Sequence[Table], kind: str | None) -> list[Sheet]:
    """The tables of the file, each as what it is. Raises PlainError where that cannot be told."""
    sheets = []
    # Our own sheets that explain hold nothing to read.
    for table in (one for one in found if one.name not in (EXPLANATION, CHOICES)):
        told = recognise(table, kind=KINDS[kind] if kind is not None else None)
        if told is not None:
            sheets.append(sheet_of(table, told.kind, told.headings, after=told.head))
        elif not table.hidden and table.rows:
            click.echo(f"Bladet ”{table.name}” går inte att känna igen, och läses inte.")
    if not sheets:
        raise PlainError("Ingen tabell i filen går att känna igen. Ange --table, eller utgå från en mall.")
    return sheets


def _told(report: Report) -> Iterator[str]:
    """Every row of the file, what becomes of it and why, and how many there are of each outcome."""
    for row in report.rows:
        yield f"{row.sheet} rad {row.number}: {label(row.outcome)}: {row.title}"
        yield from (f"    {line}" for line in _details(row))
    counts = report.counts
    yield ", ".join(f"{label(one).lower()}: {counts[one]}" for one in RowOutcome)


def _details(row: RowReport) -> Iterator[str]:
    for problem in row.problems:
        yield " ".join(part for part in (problem.address, problem.heading, problem.message) if part)
    if row.outcome is RowOutcome.CHANGED:
        for change in row.changes:
            yield f"{change.heading}: {change.old or 'inget'} → {change.new or 'inget'}"
    if row.question is not None:
        yield row.question


def _refuse(report: Report, *, dry_run: bool) -> None:
    """Say in one line why nothing can be put in. Raises PlainError."""
    refused = report.counts[RowOutcome.REFUSED]
    if refused:
        rows = "1 rad" if refused == 1 else f"{refused} rader"
        raise PlainError(f"Inget är inläst: {rows} går inte, se ovan. Rätta i filen och försök igen.")
    if report.asks and not dry_run:
        raise PlainError("Inget är inläst: värden avviker mycket från andra, se ovan. Stämmer de, lägg till --confirm.")


def _carry_out(ctx: Context, slug: str, name: str, sheets: Sequence[Sheet], report: Report) -> None:
    with _progress("Läser in") as progress, ctx.transaction():
        import_runs.carry_out(
            ctx,
            plans.get(ctx, slug),
            file_name=name,
            sheets=sheets,
            confirmed=report.confirmed,
            shown=report.digest,
            progress=progress,
        )


@contextmanager
def _progress(what: str) -> Iterator[Progress | None]:
    """What tells how far the work has come, on a terminal alone: in a log it would be noise."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(done: int, whole: int) -> None:
        if done % 50 == 0 or done == whole:
            click.echo(f"\r{what}: rad {done} av {whole} ", nl=False, err=True)

    yield tell
    click.echo(err=True)


def _write_whole(out: Path, content: bytes) -> None:
    """Write the file, or leave what was there before as it was: half of one would be taken for all of it."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}.part")
    with writing(out):
        try:
            unfinished.write_bytes(content)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)

"""Plans as files and as a picture: ``plan list``, ``load`` and ``export``, and ``timeline``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from portfolio.cli.terminal import PlainError, opened, plainly
from portfolio.config import Settings
from portfolio.domain.periods import Period, parse
from portfolio.domain.timeline import Zoom
from portfolio.files.plan_file import MAX_BYTES
from portfolio.services import plan_files, plans, timeline_files
from portfolio.services.timeline_files import Wanted
from portfolio.services.timelines import View


@click.group()
def plan() -> None:
    """Planer som filer."""


@plan.command("list")
@click.pass_obj
@plainly
def plan_list(settings: Settings) -> None:
    """Visa planerna."""
    with opened(settings) as ctx:
        for one in plans.visible(ctx):
            click.echo(f"{one.slug}\t{one.name}\t{one.timeline_period.label}")


@plan.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replacing", is_flag=True, help="Uppdatera en plan som redan finns.")
@click.pass_obj
@plainly
def plan_load(settings: Settings, file: Path, replacing: bool) -> None:
    """Läs in en plan från en JSON-fil: allt eller inget."""
    if file.stat().st_size > MAX_BYTES:
        raise PlainError(f"{file} är större än {MAX_BYTES // 1_000_000} MB. Så stor är ingen plan.")
    with opened(settings) as ctx:
        with ctx.transaction():
            report = plan_files.load_text(ctx, file.read_bytes(), replace=replacing)
        click.echo(f"Planen {report.slug} är inläst.")
        for line in plan_files.summary(report):
            click.echo(f"  {line}")


@plan.command("export")
@click.argument("slug")
@click.pass_obj
@plainly
def plan_export(settings: Settings, slug: str) -> None:
    """Skriv en plan som JSON till standard ut."""
    with opened(settings) as ctx:
        sys.stdout.buffer.write(plan_files.export(ctx, slug).encode("utf-8"))


@click.command()
@click.option("--plan", "slug", required=True, help="Planens kortnamn.")
@click.option("--format", "kind", required=True, type=click.Choice(timeline_files.FORMATS), help="Filens slag.")
@click.option("--paper", default="a3", type=click.Choice(timeline_files.PAPERS), help="Pappret, liggande.")
@click.option("--page", default=1, type=click.IntRange(1), help="Vilken sida av en SVG eller PNG.")
@click.option("--zoom", default="quarter", type=click.Choice([one.value for one in Zoom]), help="Vad en kolumn är.")
@click.option("--from", "start", help="Visa från och med, till exempel 2022-Q3 eller 2022.")
@click.option("--to", "end", help="Visa till och med.")
@click.option("--phases-alone", is_flag=True, help="Utan effekter, beslut och mätningar.")
@click.option("--activities", is_flag=True, help="Med alla aktiviteter.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Filen att skriva.")
@click.pass_obj
@plainly
def timeline(settings: Settings, /, slug: str, kind: str, paper: str, page: int, out: Path, **how: Any) -> None:
    """Rita planens tidplan till en fil: alla sidor som PDF, eller en av dem som SVG eller PNG."""
    with opened(settings) as ctx:
        plan = plans.get(ctx, slug)
        view = View(
            zoom=Zoom(how["zoom"]),
            window=_window(plan.timeline_period, how["start"], how["end"]),
            phases_alone=how["phases_alone"],
            all_activities=how["activities"],
        )
        # A page of a PDF is no choice: it holds them all.
        wanted = Wanted(kind, paper, 1 if kind == "pdf" else page)
        out.write_bytes(timeline_files.draw(ctx, plan, wanted, view))
    click.echo(f"Tidplanen finns i {out}.")


def _window(timeline: Period, start: str | None, end: str | None) -> tuple[date, date] | None:
    """The days between two times as somebody types them; None for the whole timeline."""
    if start is None and end is None:
        return None
    first = parse(start).start if start is not None else timeline.start
    last = parse(end).end if end is not None else timeline.end
    if first is None or last is None or first > last:
        raise PlainError("Ange --from och --to som två tider i ordning, till exempel --from 2022-Q3 --to 2023.")
    if last.year - first.year > _MOST_YEARS:
        raise PlainError(f"En tidplan visar högst {_MOST_YEARS} år.")
    return first, last


#: More columns than this are no picture.
_MOST_YEARS = 100

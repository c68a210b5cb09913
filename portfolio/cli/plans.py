"""Plans as files and as a picture: ``plan list``, ``load`` and ``export``, and ``timeline``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from portfolio.cli.terminal import PlainError, opened, plainly
from portfolio.config import Settings
from portfolio.files.plan_file import MAX_BYTES
from portfolio.services import plan_files, plans, timelines


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
@click.option("--format", "kind", required=True, type=click.Choice(timelines.FORMATS), help="Filens slag.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Filen att skriva.")
@click.pass_obj
@plainly
def timeline(settings: Settings, slug: str, kind: str, out: Path) -> None:
    """Rita planens tidplan till en fil."""
    with opened(settings) as ctx:
        out.write_bytes(timelines.draw(ctx, plans.get(ctx, slug), kind))
    click.echo(f"Tidplanen finns i {out}.")

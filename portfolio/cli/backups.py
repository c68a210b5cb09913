"""Everything that is stored, into one file and back: ``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path

import click

from portfolio.cli.terminal import PlainError, connected, opened, plainly, writing
from portfolio.config import Settings
from portfolio.services import audit, backups


@click.command()
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Filen att skriva.")
@click.pass_obj
@plainly
def backup(settings: Settings, out: Path) -> None:
    """Säkerhetskopiera allt till en fil. Andra kan arbeta under tiden.

    Filen läses igenom innan den får sitt namn. Den kan läsas tillbaka i både SQLite och PostgreSQL, och bara du kan
    läsa den.
    """
    with writing(out), connected(settings) as engine:
        manifest = backups.write(engine, out, now=settings.clock.now())
    click.echo(f"Säkerhetskopian finns i {out}: {manifest.rows} rader i {len(manifest.tables)} tabeller, genomläst.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Ersätt allt som finns i databasen.")
@click.pass_obj
@plainly
def restore(settings: Settings, file: Path, replace: bool) -> None:
    """Läs tillbaka en säkerhetskopia, allt eller inget. Stoppa servern och schemaläggaren först.

    Databasen ska vara tom; finns det något i den behövs --replace. Alla blir utloggade.
    """
    with connected(settings) as engine:
        restored = backups.restore(engine, file, replace=replace)
    click.echo(f"Säkerhetskopian från {restored.made_at} är tillbakaläst: {restored.rows} rader.")
    with opened(settings) as ctx:
        verdict = audit.verify(ctx.session)
    if verdict.broken is not None:
        raise PlainError(f"Loggens kedja i kopian är bruten vid länk {verdict.broken}: {verdict.why}.")
    click.echo(f"Loggens kedja är hel: {verdict.links} länkar.")

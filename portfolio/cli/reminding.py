"""Reminding people by mail: ``remind``."""

from __future__ import annotations

import click

from portfolio import mail
from portfolio.cli.terminal import PlainError, connected, opened, plainly
from portfolio.config import Settings
from portfolio.domain.labels import label
from portfolio.domain.periods import day as one_day
from portfolio.services import contexts, reminders


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Säg bara vem som skulle påminnas om vad. Inget skrivs eller skickas.")
@click.pass_obj
@plainly
def remind(settings: Settings, dry_run: bool) -> None:
    """Skicka dagens påminnelser med e-post, var och en en gång, och det som väntar sedan tidigare."""
    if dry_run:
        _tell(settings)
        return
    mailer = mail.mailer_for(settings)
    if mailer is None:
        raise PlainError("PORTFOLIO_SMTP_URL saknas, så inga påminnelser kan skickas. Sätt den till er e-postserver.")
    with connected(settings) as engine:
        done = reminders.run(contexts.of_system(engine, settings.clock), mailer, mail.letters_for(settings))
    click.echo(done.words)
    if done.stopped:
        raise PlainError("Allt är inte skickat. Schemaläggaren försöker igen av sig själv.")


def _tell(settings: Settings) -> None:
    with opened(settings) as ctx:
        found = list(reminders.due(ctx))
        day = one_day(ctx.today).label
    if not found:
        click.echo(f"Ingen skulle påminnas {day}.")
        return
    click.echo(f"{len(found)} {'person' if len(found) == 1 else 'personer'} skulle påminnas {day}:")
    for user, digest in found:
        click.echo(f"{user.name} <{user.email}>")
        for notice in digest.notices:
            due = f", senast {one_day(notice.task.due_on).label}" if notice.task.due_on else ""
            click.echo(f"  {label(notice.occasion)}: {notice.task.name}. {notice.task.what}{due}.")

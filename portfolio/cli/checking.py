"""Whether everything is as it should be: ``check`` and ``audit verify``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click
from sqlalchemy.exc import DBAPIError

from portfolio import mail
from portfolio.cli.terminal import PlainError, database_said, opened, plainly
from portfolio.config import Settings
from portfolio.db import current_revision, database_label, head_revision
from portfolio.domain.labels import label
from portfolio.services import audit, job_runs, outbox, scheduler_leaders
from portfolio.services.accounts import count_users
from portfolio.services.context import Context
from portfolio.services.scheduler_leaders import Pulse


@click.command()
@click.pass_obj
@plainly
def check(settings: Settings) -> None:
    """Kontrollera inställningar, databas, tabeller, klocka, e-post och loggens kedja."""
    findings = list(_findings(settings))
    for finding in findings:
        click.echo(f"{'OK ' if finding.fine else 'FEL'} {finding.what}: {finding.text}")
    if not all(finding.fine for finding in findings):
        raise SystemExit(1)


@dataclass(frozen=True)
class Finding:
    """One thing that ``portfolio check`` looked at."""

    what: str
    fine: bool
    text: str


def _findings(settings: Settings) -> Iterator[Finding]:
    secret = settings.secret_key is not None
    yield Finding("Inställningar", secret, "lästa" if secret else "PORTFOLIO_SECRET_KEY saknas")
    fixed = ", står still" if settings.today else ""
    yield Finding("Klocka", True, f"{settings.clock.today().isoformat()} i {settings.timezone.key}{fixed}")
    try:
        with opened(settings) as ctx:
            yield from _database_findings(settings, ctx)
    except DBAPIError as error:
        yield Finding("Databas", False, database_said(error))


def _database_findings(settings: Settings, ctx: Context) -> Iterator[Finding]:
    revision, expected = current_revision(ctx.session.connection()), head_revision()
    yield Finding("Databas", True, database_label(settings.database_url))
    if revision != expected:
        yield Finding("Tabeller", False, f"version {revision or 'saknas'}, väntade {expected}; kör portfolio migrate")
        return
    yield Finding("Tabeller", True, f"version {revision}")
    verdict = audit.verify(ctx.session)
    if verdict.broken is None:
        yield Finding("Logg", True, f"{verdict.links} länkar hänger ihop")
    else:
        yield Finding("Logg", False, f"bruten vid länk {verdict.broken}: {verdict.why}")
    count = count_users(ctx.session)
    yield Finding("Användare", count > 0, str(count) if count else "inga; kör portfolio user add")
    yield _scheduler_finding(settings, ctx)
    yield _jobs_finding(ctx)
    yield _mail_finding(settings, outbox.counts(ctx))


def _scheduler_finding(settings: Settings, ctx: Context) -> Finding:
    led = scheduler_leaders.latest(ctx)
    if led is None:
        return Finding("Schemaläggare", True, "har inte gått än; startar med portfolio serve eller portfolio scheduler")
    seen = f"sågs senast {led.seen_at.astimezone(settings.timezone):%Y-%m-%d %H:%M} på {led.host}"
    if scheduler_leaders.pulse(ctx.session, ctx.now) is Pulse.STOPPED:
        return Finding("Schemaläggare", False, f"{seen}; starta portfolio serve eller portfolio scheduler")
    return Finding("Schemaläggare", True, seen)


def _jobs_finding(ctx: Context) -> Finding:
    failed = [f"{label(run.job)}: {run.message}" for run in job_runs.failed(ctx)]
    return Finding("Jobb", not failed, " ".join(failed) or "inget har misslyckats")


def _mail_finding(settings: Settings, held: outbox.Counts) -> Finding:
    """Whether mail can be sent: the server is asked, and nothing is sent to it."""
    mailer = mail.mailer_for(settings)
    if mailer is None:
        return Finding("E-post", True, "inte inställd, så inga påminnelser skickas")
    told = [f"{settings.mail_from} genom {settings.smtp.host}:{settings.smtp.port}"] if settings.smtp else []
    fine = not held.failed
    try:
        mailer.check()
    except mail.MailFailed as failure:
        told, fine = [failure.message.rstrip(".")], False
    if held.waiting and held.since is not None:
        told.append(f"{held.waiting} väntar sedan {held.since.astimezone(settings.timezone):%Y-%m-%d %H:%M}")
    if held.failed:
        told.append(f"{held.failed} gick inte att skicka; se sidan Utskick")
    return Finding("E-post", fine, "; ".join(told))


@click.group("audit")
def audit_group() -> None:
    """Loggen."""


@audit_group.command("verify")
@click.pass_obj
@plainly
def audit_verify(settings: Settings) -> None:
    """Räkna om loggens kedja; säg vilken länk som är den första som inte håller."""
    with opened(settings) as ctx:
        verdict = audit.verify(ctx.session)
    if verdict.broken is not None:
        raise PlainError(f"Loggens kedja är bruten vid länk {verdict.broken}: {verdict.why}.")
    click.echo(f"Loggens kedja är hel: {verdict.links} länkar.")

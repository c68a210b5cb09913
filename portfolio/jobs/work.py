"""What each job does, and the scheduler of an installation that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine

from portfolio import mail
from portfolio.config import Settings
from portfolio.db import make_engine
from portfolio.domain.errors import PortfolioError
from portfolio.domain.schedules import JobName, set_up
from portfolio.jobs.leader import lock_for
from portfolio.jobs.scheduler import Job, Scheduler, UselessToRepeatError
from portfolio.services import audit, backups, clean_up, contexts, outbox, reminders, snapshots
from portfolio.services.context import Context
from portfolio.services.contexts import NewContext

#: Backups that the scheduler makes are called so; their names sort by time.
_BACKUPS = "nyttoportfoljen-*.zip"

log = structlog.get_logger("portfolio.jobs")


@contextmanager
def scheduling(settings: Settings) -> Iterator[Scheduler]:
    """Run the scheduler of an installation in a thread of its own, on connections of its own, until the end."""
    engine = make_engine(settings.database_url)
    new_context = contexts.of_system(engine, settings.clock)
    jobs = _jobs(settings, engine, new_context)
    scheduler = Scheduler(
        new_context,
        lock=lock_for(settings.database_url),
        clock=settings.clock,
        jobs={name: jobs[name] for name in set_up(backs_up=settings.backup_dir is not None)},
        often=lambda: _send_waiting(settings, new_context),
        every=timedelta(seconds=settings.tick),
    )
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.stop()
        engine.dispose()


def _jobs(settings: Settings, engine: Engine, new_context: NewContext) -> dict[JobName, Job]:
    work: dict[JobName, Callable[[Context], str]] = {
        JobName.CLEAN_UP: _clean_up,
        JobName.SNAPSHOT: _take_snapshots,
        JobName.AUDIT: _verify_log,
        JobName.BACKUP: lambda ctx: _back_up(ctx, engine, settings),
    }

    def within(do: Callable[[Context], str]) -> Job:
        def job() -> str:
            with new_context() as ctx:
                return do(ctx)

        return job

    return {JobName.REMIND: lambda: _remind(settings, new_context), **{name: within(do) for name, do in work.items()}}


def _remind(settings: Settings, new_context: NewContext) -> str:
    mailer = mail.mailer_for(settings)
    if mailer is None:
        return "E-post är inte inställd (PORTFOLIO_SMTP_URL), så inga påminnelser skickas."
    done = reminders.run(new_context, mailer, mail.letters_for(settings))
    if done.stopped:
        raise PortfolioError(done.words)
    return done.words


def _send_waiting(settings: Settings, new_context: NewContext) -> None:
    """Send what could not be sent before, and what somebody wants to be tried again."""
    mailer = mail.mailer_for(settings)
    if mailer is not None:
        outbox.send_all(new_context, mailer, mail.letters_for(settings))


def _clean_up(ctx: Context) -> str:
    with ctx.transaction():
        clean_up.forget(ctx)
    return "Det som gått ut är bortstädat."


def _take_snapshots(ctx: Context) -> str:
    number = snapshots.take(ctx)
    return "Dagens läge är sparat för planen." if number == 1 else f"Dagens läge är sparat för {number} planer."


def _verify_log(ctx: Context) -> str:
    verdict = audit.verify(ctx.session)
    if verdict.broken is not None:
        raise UselessToRepeatError(
            f"Loggens kedja är bruten vid länk {verdict.broken}: {verdict.why}."
            " Ta reda på vem som kommer åt databasen, och jämför med en säkerhetskopia."
        )
    return f"Loggens kedja är hel: {verdict.links} länkar."


def _back_up(ctx: Context, engine: Engine, settings: Settings) -> str:
    folder = settings.backup_dir
    if folder is None:
        return "Ingen mapp för säkerhetskopior är inställd (PORTFOLIO_BACKUP_DIR)."
    file = folder / f"nyttoportfoljen-{ctx.now.astimezone(ctx.zone):%Y-%m-%d-%H%M%S}.zip"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # First: what a process left that died may be what the disk is full of.
        backups.sweep(folder, _BACKUPS)
        manifest = backups.write(engine, file, now=ctx.now)
        removed = backups.prune(folder, _BACKUPS, keep=settings.backups_kept)
    except OSError as error:
        log.exception("backup failed", folder=str(folder))
        raise PortfolioError(
            f"Det går inte att skriva säkerhetskopian i {folder} (PORTFOLIO_BACKUP_DIR)."
            " Kontrollera att det är en mapp, att servern får skriva i den och att disken inte är full."
        ) from error
    said = f"{manifest.rows} rader i {_size(file)} finns i {file}."
    return f"{said} {removed} äldre är borttagna." if removed else said


def _size(file: Path) -> str:
    return f"{file.stat().st_size / 1_000_000:.1f} MB".replace(".", ",", 1)

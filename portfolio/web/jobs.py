"""The jobs that run by themselves: how they went, when they run next, and running one now."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.labels import label
from portfolio.domain.schedules import set_up
from portfolio.per_request import current_context, settings
from portfolio.services import job_runs, outbox, scheduler_leaders
from portfolio.web.context import page

bp = Blueprint("jobs", __name__)


@bp.get("/jobb")
def show() -> ResponseReturnValue:
    """Each job with its latest and next run, who leads, and what could not be sent."""
    ctx = current_context()
    here = settings()
    lines = job_runs.lines(ctx, set_up(backs_up=here.backup_dir is not None))
    return page(
        "jobs/show.html",
        lines=lines,
        failed=[line for line in lines if line.has_failed],
        led=scheduler_leaders.latest(ctx),
        pulse=scheduler_leaders.pulse(ctx.session, ctx.now),
        mail=outbox.counts(ctx),
        mails=here.smtp is not None,
        fixed=here.today,
    )


@bp.post("/jobb/<name>/kor")
def ask(name: str) -> ResponseReturnValue:
    """Ask the scheduler to run a job as soon as it can."""
    ctx = current_context()
    wanted = next((job for job in set_up(backs_up=settings().backup_dir is not None) if job.value == name), None)
    with ctx.transaction():
        if wanted is None:
            job_runs.require(ctx)
            abort(404)
        asked = job_runs.ask(ctx, wanted)
    if asked:
        flash(f"{label(wanted)}: det görs inom en minut, om schemaläggaren går. Läs in sidan igen för att se svaret.")
    else:
        flash(f"{label(wanted)}: det väntar eller pågår redan.")
    return redirect(url_for("jobs.show"), 303)

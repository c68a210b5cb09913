"""Forgetting what is of no use any more: ended sessions, sent forms, repeated answers, failed attempts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, or_

from portfolio.models import LoginAttempt, LoginSession, RepeatedAnswer
from portfolio.services import accounts, carried_forms, idempotency, import_files, job_runs, outbox
from portfolio.services.context import Context

#: A file that was sent for import and never read in is kept so long.
IMPORTS_KEPT = timedelta(days=7)

#: A session that has ended is kept so long, for whoever asks when somebody was signed in last.
SESSIONS_KEPT = timedelta(days=30)


def forget(ctx: Context) -> None:
    """Forget what has expired. Nothing of it is in the log. Call within a transaction."""
    ended = ctx.now - SESSIONS_KEPT
    sessions = delete(LoginSession).where(or_(LoginSession.expires_at < ended, LoginSession.revoked_at < ended))
    ctx.session.execute(sessions)
    ctx.session.execute(delete(LoginAttempt).where(LoginAttempt.at < ctx.now - 4 * accounts.WINDOW))
    ctx.session.execute(delete(RepeatedAnswer).where(RepeatedAnswer.at <= ctx.now - idempotency.KEPT))
    carried_forms.forget_old(ctx)
    import_files.expire(ctx, ctx.now - IMPORTS_KEPT)
    outbox.forget_old(ctx)
    job_runs.forget_old(ctx)

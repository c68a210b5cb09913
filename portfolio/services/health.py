"""Whether the product is ready to serve."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portfolio.db import current_revision, head_revision
from portfolio.services import scheduler_leaders


def report(session: Session, now: datetime) -> dict[str, str]:
    """``ok``, or which part is not; nothing that would help somebody who wants in.

    Without a scheduler pages are still served, so that one that has stopped is told of and nothing more.
    """
    try:
        revision = current_revision(session.connection())
    except SQLAlchemyError:
        return {"status": "error", "database": "unreachable", "schema": "unknown"}
    current = revision == head_revision()
    if not current:
        return {"status": "error", "database": "ok", "schema": "outdated"}
    pulse = scheduler_leaders.pulse(session, now)
    return {"status": "ok", "database": "ok", "schema": "ok", "scheduler": pulse.value}

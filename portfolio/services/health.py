"""Whether the product is ready to serve."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portfolio.db import current_revision, head_revision


def report(session: Session) -> dict[str, str]:
    """``ok``, or which part is not; nothing that would help somebody who wants in."""
    try:
        revision = current_revision(session.connection())
    except SQLAlchemyError:
        return {"status": "error", "database": "unreachable", "schema": "unknown"}
    current = revision == head_revision()
    return {"status": "ok" if current else "error", "database": "ok", "schema": "ok" if current else "outdated"}

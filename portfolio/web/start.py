"""The first page after signing in: what waits for this person, and what others did since they were here last."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portfolio.domain.permissions import Permission
from portfolio.domain.tasks import how_late, path_of, sections
from portfolio.per_request import current_context
from portfolio.services import happenings, tasks
from portfolio.web.context import page
from portfolio.web.filters import visible_plans
from portfolio.web.task_reasons import reasons_of

bp = Blueprint("start", __name__)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Mina uppgifter."""
    ctx = current_context()
    expected = tasks.expected(ctx)
    return page(
        "start/show.html",
        tasks=expected.tasks,
        coming=expected.coming,
        sections=sections(expected.tasks, today=ctx.today),
        late=[task for task in expected.tasks if task.is_late(ctx.today)],
        dated=[task for task in expected.tasks if task.due_on is not None],
        following=[plan for plan in visible_plans() if ctx.can(Permission.FOLLOW_TASKS, plan)],
        happened=happenings.since_last(ctx),
        path_of=path_of,
        why=reasons_of(ctx),
        how_late=how_late,
    )

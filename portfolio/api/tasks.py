"""What is expected of whoever holds the token: the same list as the first page shows."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portfolio.api.calls import Calls
from portfolio.domain.tasks import Task, path_of
from portfolio.schemas.tasks import TasksSchema
from portfolio.services import tasks
from portfolio.services.context import Context

calls = Calls("tasks", tag="Uppgifter")


@calls.get("/tasks", answers=TasksSchema, summary="Det som nyckelns ägare har att göra, i alla planer, efter sista dag")
def listing(ctx: Context) -> dict[str, Any]:
    home = url_for("start.show", _external=True).rstrip("/")
    return {"items": [_told(ctx, one, home) for one in tasks.expected(ctx).tasks], "next": None}


def _told(ctx: Context, task: Task, home: str) -> dict[str, Any]:
    return {
        "kind": task.kind,
        "about": task.about,
        "id": task.row_id,
        "href": home + path_of(task),
        "name": task.name,
        "text": task.what,
        "minutes": task.minutes,
        "asked_from": task.asked_from,
        "due_on": task.due_on,
        "late": task.is_late(ctx.today),
        "why": list(dict.fromkeys(grant.role for grant in task.why)),
        "plan": task.plan_slug,
        "initiative": task.initiative_id,
    }

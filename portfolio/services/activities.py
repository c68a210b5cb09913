"""Activities of an initiative."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import func, select

from portfolio.domain.activities import TEXT_RULES, ActivityStatus
from portfolio.domain.errors import Conflict, NotFound
from portfolio.domain.periods import read
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.domain.texts import TextRule, clean_lines, clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import Activity, Initiative, InitiativeActivity
from portfolio.services.context import Context

EDITED = ("title", "phase", "period_text", "responsible", "status", "note")


def edited_values(activity: Activity) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(activity, field) for field in EDITED}


def of_initiative(initiative: Initiative, activity_id: int) -> Activity:
    """The activity when it belongs to the initiative. Raises NotFound."""
    for link in initiative.activities:
        if link.activity_id == activity_id:
            return link.activity
    raise NotFound


def add(ctx: Context, initiative_id: int, **fields: Any) -> Activity:
    """Add an activity to the initiative. Raises InvalidFields.

    The period is kept as written, with the reading of it; what cannot be read is kept as unknown, never guessed.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_ACTIVITY)
    ctx.record("activity:add", plan_id=initiative.plan_id)
    last = ctx.session.scalar(select(func.max(Activity.position)).where(Activity.plan_id == initiative.plan_id))
    activity = Activity(
        plan_id=initiative.plan_id,
        key=f"a-{secrets.token_hex(6)}",
        position=(last or 0) + 1,
        example=False,
        **_checked(fields),
    )
    link = InitiativeActivity(initiative_id=initiative.id, activity=activity, position=len(initiative.activities) + 1)
    initiative.activities.append(link)
    return activity


def edit(ctx: Context, initiative_id: int, activity_id: int, *, version: str, **fields: Any) -> Activity:
    """Save an activity; where it is shared, it changes for all who share it.

    Raises NotFound when it is none of the initiative's, Conflict when somebody else saved it since ``version``.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_ACTIVITY)
    ctx.record("activity:edit", plan_id=initiative.plan_id)
    activity = of_initiative(initiative, activity_id)
    ctx.session.refresh(activity, with_for_update=True)
    stored = edited_values(activity)
    if version != version_of(stored):
        raise Conflict("Någon annan har sparat aktiviteten sedan du öppnade formuläret.", current=stored)
    for field, value in _checked(fields).items():
        setattr(activity, field, value)
    activity.example = False
    return activity


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    texts = clean_texts(fields, TEXT_RULES)
    written = texts["period_text"]
    return {
        "phase": Phase(fields["phase"]) if fields.get("phase") else None,
        "responsible": clean_lines("responsible", fields.get("responsible") or (), TextRule("en roll")),
        "status": ActivityStatus(fields["status"]) if fields.get("status") else None,
        "period": read(written) if written else None,
        **texts,
    }


def shared_with(ctx: Context, activity: Activity, *, besides: int) -> list[str]:
    """The titles of the other initiatives that share the activity and exist for the actor."""
    others = ctx.session.scalars(
        select(Initiative)
        .join(InitiativeActivity, InitiativeActivity.initiative_id == Initiative.id)
        .where(InitiativeActivity.activity_id == activity.id, Initiative.id != besides)
        .order_by(Initiative.position)
    )
    return [one.title for one in others if ctx.can(Permission.READ_INITIATIVE, one)]

"""Activities and enablers of an initiative: added, edited, shared with other initiatives and taken off again."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from portfolio.domain.activities import TEXT_RULES, ActivityKind, ActivityStatus
from portfolio.domain.errors import Invalid, NotFound, Stale
from portfolio.domain.periods import read
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.domain.texts import TextRule, clean_lines, clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import Activity, Benefit, Initiative, InitiativeActivity, Organisation
from portfolio.services.activity_lists import kept_by, shareable
from portfolio.services.context import Context

EDITED = ("kind", "title", "phase", "period_text", "responsible", "status", "organisation_id", "note")


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
    """Add an activity or, when ``kind`` says so, an enabler to the initiative. Raises Invalid or InvalidFields.

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
        **_checked(ctx, fields),
    )
    _link(initiative, activity)
    return activity


def edit(ctx: Context, initiative_id: int, activity_id: int, *, version: str, **fields: Any) -> Activity:
    """Save an activity; where it is shared, it changes for all who share it.

    Raises NotFound when it is none of the initiative's, Conflict when somebody else saved it since ``version``, Invalid
    or InvalidFields. What was changed is no longer example data.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_ACTIVITY)
    ctx.record("activity:edit", plan_id=initiative.plan_id)
    activity = of_initiative(initiative, activity_id)
    ctx.session.refresh(activity, with_for_update=True)
    stored = edited_values(activity)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat aktiviteten sedan du öppnade formuläret.", current=stored)
    values = _checked(ctx, {**stored, **fields})
    if values["period_text"] == stored["period_text"]:
        # A plan file may know more of the time than its words tell.
        values.pop("period")
    for field, value in values.items():
        setattr(activity, field, value)
    if edited_values(activity) != stored:
        activity.example = False
    return activity


def share(ctx: Context, initiative_id: int, activity_ids: Collection[int]) -> list[Activity]:
    """Let the initiative share activities of others instead of copying them; what it has already is left as it is.

    Returns what was added. Raises Invalid when nothing was chosen, or something that does not exist for the actor.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_ACTIVITY)
    ctx.record("activity:share", plan_id=initiative.plan_id)
    if not activity_ids:
        raise Invalid("activity_ids", "Kryssa för minst en aktivitet eller möjliggörare.")
    offered = {one.id: one for of_it in shareable(ctx, initiative) for one in of_it.activities}
    held = {link.activity_id for link in initiative.activities}
    if set(activity_ids) - held - offered.keys():
        raise Invalid(
            "activity_ids", "Något av det du valde går inte att dela längre. Välj bland det som finns i listan."
        )
    added = [offered[one] for one in dict.fromkeys(activity_ids) if one not in held]
    for activity in added:
        _link(initiative, activity)
    return added


def share_one(ctx: Context, initiative_id: int, activity_id: int) -> Activity:
    """Let the initiative share one activity of another; it stays as it is where the initiative has it already.

    Raises NotFound when no other initiative of the plan that exists for the actor has it.
    """
    try:
        share(ctx, initiative_id, [activity_id])
    except Invalid:
        raise NotFound("Inget annat initiativ i planen har den aktiviteten.") from None
    return of_initiative(ctx.load(Initiative, initiative_id, to=Permission.EDIT_ACTIVITY), activity_id)


def unlink(ctx: Context, initiative_id: int, activity_id: int) -> Activity:
    """Take a shared activity off this initiative; it stays with the others. Nothing is deleted but the link.

    Raises NotFound, or Invalid when a benefit needs it here or no other initiative has it, see ``kept_by``.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_ACTIVITY)
    ctx.record("activity:unlink", plan_id=initiative.plan_id)
    activity = of_initiative(initiative, activity_id)
    # Whoever makes a benefit need it meanwhile holds that benefit, and asks for the activity after us.
    of_it = select(Benefit.id).where(Benefit.initiative_id == initiative.id).order_by(Benefit.id)
    ctx.session.execute(of_it.with_for_update())
    # Two who take it off two initiatives at once would otherwise leave it without any.
    ctx.session.refresh(activity, with_for_update=True)
    if reason := kept_by(ctx, initiative, activity):
        raise Invalid(None, reason)
    link = next(one for one in initiative.activities if one.activity_id == activity_id)
    initiative.activities.remove(link)
    ctx.session.delete(link)
    return activity


def _checked(ctx: Context, fields: dict[str, Any]) -> dict[str, Any]:
    texts = clean_texts(fields, TEXT_RULES)
    written = texts["period_text"]
    organisation_id = fields.get("organisation_id")
    if organisation_id is not None and ctx.session.get(Organisation, organisation_id) is None:
        raise Invalid("organisation_id", "Organisationen finns inte. Välj en i listan.")
    return {
        "kind": ActivityKind(fields.get("kind") or ActivityKind.ACTIVITY),
        "phase": Phase(fields["phase"]) if fields.get("phase") else None,
        "responsible": clean_lines("responsible", fields.get("responsible") or (), TextRule("en roll")),
        "status": ActivityStatus(fields["status"]) if fields.get("status") else None,
        "organisation_id": organisation_id,
        "period": read(written) if written else None,
        **texts,
    }


def _link(initiative: Initiative, activity: Activity) -> None:
    last = max((link.position for link in initiative.activities), default=0)
    initiative.activities.append(InitiativeActivity(initiative_id=initiative.id, activity=activity, position=last + 1))

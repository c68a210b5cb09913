"""Activities and enablers: read, added, edited, shared with other initiatives and taken off again."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.activities import Reading
from portfolio.domain.versions import version_of
from portfolio.per_request import API
from portfolio.schemas.activities import ActivityChanges, ActivityQuery, ActivitySchema, NewActivity
from portfolio.services import activities, activity_lists, initiatives, plans
from portfolio.services.activity_lists import ActivityFacts
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("activities", tag="Aktiviteter och möjliggörare")

_ONE = "/initiatives/<int:initiative_id>/activities/<int:activity_id>"

_EXAMPLE = {
    "kind": "enabler",
    "title": "Gemensam vårdplan i journalen",
    "phase": "delivery",
    "written": "hösten 2025",
    "responsible": ["Verksamhetschef"],
}


@calls.listing(
    "/activities", answers=ActivitySchema, query=ActivityQuery, summary="En plans aktiviteter och möjliggörare"
)
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    found = activity_lists.page_of(
        ctx,
        plans.get(ctx, query["plan"]),
        query["page"],
        initiative_id=query.get("initiative"),
        kind=query.get("kind"),
        updated_since=query.get("updated_since"),
    )
    return Slice([_told(one) for one in found.rows], found.after)


@calls.post(
    "/initiatives/<int:initiative_id>/activities",
    takes=NewActivity,
    answers=ActivitySchema,
    summary="Lägg till en aktivitet eller möjliggörare",
    example=_EXAMPLE,
)
def add(ctx: Context, initiative_id: int, *, body: dict[str, Any]) -> One:
    made = activities.add(ctx, initiative_id, **body)
    ctx.settle()
    return _one(ctx, initiative_id, made.id, new=True)


@calls.get(_ONE, answers=ActivitySchema, summary="En aktivitet eller möjliggörare", guarded=True)
def show(ctx: Context, initiative_id: int, activity_id: int) -> One:
    return _one(ctx, initiative_id, activity_id)


@calls.patch(
    _ONE,
    takes=ActivityChanges,
    answers=ActivitySchema,
    summary="Ändra en aktivitet eller möjliggörare, för alla initiativ som delar den",
    example={"status": "done"},
)
def edit(ctx: Context, initiative_id: int, activity_id: int, *, body: dict[str, Any], version: str) -> One:
    activities.edit(ctx, initiative_id, activity_id, version=version, **body)
    ctx.settle()
    return _one(ctx, initiative_id, activity_id)


@calls.put(_ONE, answers=ActivitySchema, summary="Dela en aktivitet eller möjliggörare som ett annat initiativ har")
def share(ctx: Context, initiative_id: int, activity_id: int) -> One:
    activities.share_one(ctx, initiative_id, activity_id)
    ctx.settle()
    return _one(ctx, initiative_id, activity_id)


@calls.delete(_ONE, summary="Ta bort en delad aktivitet från initiativet; den är kvar hos de andra")
def unlink(ctx: Context, initiative_id: int, activity_id: int) -> None:
    activities.unlink(ctx, initiative_id, activity_id)


def _one(ctx: Context, initiative_id: int, activity_id: int, *, new: bool = False) -> One:
    initiative = initiatives.get(ctx, initiative_id)
    activity = activities.of_initiative(initiative, activity_id)
    return One(
        _told(activity_lists.facts(ctx, initiative.plan, activity)),
        version=version_of(activities.edited_values(activity)),
        location=f"{API}/initiatives/{initiative.id}/activities/{activity.id}" if new else None,
    )


def _told(facts: ActivityFacts) -> dict[str, Any]:
    one = facts.activity
    reading = Reading.stored(one.period_text, one.period)
    return {
        "id": one.id,
        **activities.edited_values(one),
        "period": reading.period if reading is not None else None,
        "initiatives": facts.initiative_ids,
        "example": one.example,
    }

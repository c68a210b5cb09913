"""Initiatives: read, proposed, registered, edited."""

from __future__ import annotations

from typing import Any

from portfolio.api import missing, phases
from portfolio.api.calls import Calls, One
from portfolio.domain.errors import Invalid
from portfolio.domain.versions import version_of
from portfolio.per_request import API
from portfolio.schemas.initiatives import InitiativeChanges, InitiativeQuery, InitiativeSchema, NewInitiative
from portfolio.services import initiative_lists, initiatives, plans
from portfolio.services.context import Context
from portfolio.services.initiative_lists import InitiativeFacts
from portfolio.services.paging import Slice

calls = Calls("initiatives", tag="Initiativ")

_EXAMPLE = {
    "plan": "narmare-kronobergaren",
    "title": "Digital vårdplanering i hemmet",
    "purpose": "Färre resor och bättre förberedda möten.",
    "area": 1,
    "origin": "operations",
}


@calls.listing("/initiatives", answers=InitiativeSchema, query=InitiativeQuery, summary="En plans initiativ")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    plan = plans.get(ctx, query["plan"])
    found = initiative_lists.page_of(
        ctx,
        plan,
        query["page"],
        state=query.get("state"),
        area_id=query.get("area"),
        updated_since=query.get("updated_since"),
    )
    return Slice([_told(one) for one in found.rows], found.after)


@calls.post(
    "/initiatives",
    takes=NewInitiative,
    answers=InitiativeSchema,
    summary="Lämna ett förslag, eller registrera det som redan pågår (entry)",
    example=_EXAMPLE,
)
def add(ctx: Context, *, body: dict[str, Any]) -> One:
    slug, entry = body.pop("plan"), body.pop("entry", None)
    plan = next((one for one in plans.open_for_proposals(ctx) if one.slug == slug), None)
    if plan is None:
        raise Invalid("plan", "Planen finns inte.")
    make = initiatives.propose if entry is None else initiatives.register
    made = make(ctx, plan.id, **body, **(entry or {}))
    return _one(ctx, made.id, new=True)


@calls.get("/initiatives/<int:initiative_id>", answers=InitiativeSchema, summary="Ett initiativ", guarded=True)
def show(ctx: Context, initiative_id: int) -> One:
    return _one(ctx, initiative_id)


@calls.patch(
    "/initiatives/<int:initiative_id>",
    takes=InitiativeChanges,
    answers=InitiativeSchema,
    summary="Ändra ett initiativ",
    example={"orderer": "Programledningen", "project_lead_by": "2024-09-30"},
)
def edit(ctx: Context, initiative_id: int, *, body: dict[str, Any], version: str) -> One:
    initiatives.edit(ctx, initiative_id, version=version, **body)
    return _one(ctx, initiative_id)


def _one(ctx: Context, initiative_id: int, *, new: bool = False) -> One:
    ctx.settle()
    initiative = initiatives.get(ctx, initiative_id)
    return One(
        _told(initiative_lists.facts(ctx, [initiative])[0]),
        version=version_of(initiatives.edited_values(initiative)),
        location=f"{API}/initiatives/{initiative.id}" if new else None,
    )


def _told(facts: InitiativeFacts) -> dict[str, Any]:
    one = facts.initiative
    return {
        "id": one.id,
        "plan": one.plan.slug,
        "former_titles": [row.title for row in one.former_titles],
        **initiatives.edited_values(one),
        "state": one.state,
        "retrospective": one.retrospective,
        "level": facts.level,
        "leads": facts.leads,
        "phases": phases.told(one.times()),
        "benefits": facts.benefits,
        "missing": [missing.told(lack, one.id) for lack in facts.missing],
        "example": one.example,
        "created_at": one.created_at,
    }

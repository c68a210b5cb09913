"""Adoptions: in which units an initiative is taken into use; read, added and edited."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.versions import version_of
from portfolio.per_request import API
from portfolio.schemas.adoptions import AdoptionChanges, AdoptionQuery, AdoptionSchema, AdoptionsMade, NewAdoptions
from portfolio.schemas.phases import Hanging, HangingQuery
from portfolio.services import adoptions, initiatives, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("adoptions", tag="Införande")

_ONE = "/initiatives/<int:initiative_id>/adoptions/<int:adoption_id>"


@calls.listing("/adoptions", answers=AdoptionSchema, query=AdoptionQuery, summary="Införandet av en plans initiativ")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return adoptions.page_of(
        ctx,
        plans.get(ctx, query["plan"]),
        query["page"],
        initiative_id=query.get("initiative"),
        updated_since=query.get("updated_since"),
    )


@calls.post(
    "/initiatives/<int:initiative_id>/adoptions",
    takes=NewAdoptions,
    answers=AdoptionsMade,
    summary="Lägg till enheter där initiativet införs",
    example={"units": [1, 2], "manager": "Verksamhetschef", "planned": "2024-Q2"},
)
def add(ctx: Context, initiative_id: int, *, body: dict[str, Any]) -> One:
    made = adoptions.add(ctx, initiative_id, **body)
    ctx.settle()
    plan = initiatives.get(ctx, initiative_id).plan
    # Several are made at once, so what is pointed at is the list that they stand in.
    return One({"items": made}, location=f"{API}/adoptions?plan={plan.slug}&initiative={initiative_id}")


@calls.get(_ONE, answers=AdoptionSchema, summary="Införandet i en enhet", guarded=True)
def show(ctx: Context, initiative_id: int, adoption_id: int) -> One:
    return _one(ctx, initiative_id, adoption_id)


@calls.patch(
    _ONE,
    takes=AdoptionChanges,
    answers=AdoptionSchema,
    query=HangingQuery(),
    summary="Ändra införandet i en enhet; nyttor som hänger på det följer med om inget annat sägs",
    example={"adopted_on": "2023-04-17"},
)
def edit(
    ctx: Context, initiative_id: int, adoption_id: int, *, query: dict[str, Any], body: dict[str, Any], version: str
) -> One:
    along = query.get("benefits") is not Hanging.LEAVE
    adoptions.edit(ctx, initiative_id, adoption_id, version=version, along=along, **body)
    ctx.settle()
    return _one(ctx, initiative_id, adoption_id)


def _one(ctx: Context, initiative_id: int, adoption_id: int) -> One:
    adoption = adoptions.get(initiatives.get(ctx, initiative_id), adoption_id)
    return One(adoption, version=version_of(adoptions.edited_values(adoption)))

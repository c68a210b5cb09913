"""Dependencies: what an initiative waits for; read and added."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.per_request import API
from portfolio.schemas.dependencies import DependencySchema, NewDependency
from portfolio.services import dependencies, initiatives
from portfolio.services.context import Context

calls = Calls("dependencies", tag="Beroenden")

_OF = "/initiatives/<int:initiative_id>/dependencies"


@calls.get(_OF, answers=DependencySchema, summary="Det som ett initiativ väntar på", listed=True)
def listing(ctx: Context, initiative_id: int) -> list[dict[str, Any]]:
    return _told(ctx, initiative_id)


@calls.post(
    _OF,
    takes=NewDependency,
    answers=DependencySchema,
    summary="Lägg till något som initiativet väntar på",
    example={"waits_for": 16, "what": "Det gemensamma bokningssystemet"},
)
def add(ctx: Context, initiative_id: int, *, body: dict[str, Any]) -> One:
    made = dependencies.add(ctx, initiative_id, **body)
    ctx.settle()
    (told,) = [one for one in _told(ctx, initiative_id) if one["id"] == made.id]
    # A dependency has no address of its own; it is found among those of its initiative.
    return One(told, location=f"{API}/initiatives/{initiative_id}/dependencies")


def _told(ctx: Context, initiative_id: int) -> list[dict[str, Any]]:
    initiative = initiatives.get(ctx, initiative_id)
    return [
        {
            "id": row.id,
            "initiative": initiative.id,
            "waits_for": row.other.id,
            "what": row.what,
            "timing": row.comparison.timing,
            "sentence": row.comparison.sentence,
            "example": row.example,
        }
        for row in dependencies.of_initiative(ctx, initiative).waits_for
    ]

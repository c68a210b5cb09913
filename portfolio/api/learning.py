"""The learning log of an initiative: read and added to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.per_request import API
from portfolio.schemas.learning import LearningSchema, NewLearning
from portfolio.services import initiatives, learning
from portfolio.services.context import Context

calls = Calls("learning", tag="Lärandelogg")

_OF = "/initiatives/<int:initiative_id>/learning"


@calls.get(
    _OF, answers=LearningSchema, summary="Ett initiativs lärandelogg, den senaste anteckningen först", listed=True
)
def listing(ctx: Context, initiative_id: int) -> Sequence[Any]:
    return learning.of_initiative(ctx, initiatives.get(ctx, initiative_id))


@calls.post(
    _OF,
    takes=NewLearning,
    answers=LearningSchema,
    summary="Skriv i ett initiativs lärandelogg",
    example={
        "noted_on": "2023-03-14",
        "believed": "Att alla skulle vilja ringa före besöket.",
        "happened": "Två av tre hann inte.",
        "next_step": "Undersköterskorna ringer, i sex veckor.",
        "look_again_on": "2023-05-02",
    },
)
def add(ctx: Context, initiative_id: int, *, body: dict[str, Any]) -> One:
    made = learning.add(ctx, initiative_id, **body)
    ctx.settle()
    entry = learning.get(initiatives.get(ctx, initiative_id), made.id)
    # An entry has no address of its own; it is found in its initiative's log.
    return One(entry, location=f"{API}/initiatives/{initiative_id}/learning")

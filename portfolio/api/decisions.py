"""Proposals assessed, and decisions on initiatives: read, and recorded."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.decisions import NewTarget
from portfolio.per_request import API
from portfolio.schemas.decisions import (
    AssessmentSchema,
    DecisionQuery,
    DecisionSchema,
    NewAssessment,
    NewDecision,
)
from portfolio.services import assessments, decisions, initiatives, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("decisions", tag="Beslut")

_EXAMPLE = {
    "matter": "level",
    "outcome": "approved",
    "level": "complicated",
    "forum": 1,
    "decided_on": "2023-03-14",
    "motivation": "Flera huvudmän, men känd lösning.",
}


@calls.listing("/decisions", answers=DecisionSchema, query=DecisionQuery, summary="Besluten om en plans initiativ")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    found = decisions.page_of(
        ctx,
        plans.get(ctx, query["plan"]),
        query["page"],
        initiative_id=query.get("initiative"),
        updated_since=query.get("updated_since"),
    )
    return Slice([_told(one) for one in found.rows], found.after)


@calls.post(
    "/initiatives/<int:initiative_id>/assessment",
    takes=NewAssessment,
    answers=AssessmentSchema,
    summary="Bedöm ett förslag, så att det kommer upp på beslutsmötets dagordning",
    example={"priority": 1, "recommendation": "start", "level": "complicated"},
)
def assess(ctx: Context, initiative_id: int, *, body: dict[str, Any]) -> One:
    made: Any = assessments.assess(ctx, initiative_id, **body)
    ctx.settle()
    state = initiatives.get(ctx, initiative_id).state
    told = {
        name: getattr(made, name)
        for name in ("id", "initiative_id", "priority", "recommendation", "level", "fit", "assessed_at")
    }
    return One({**told, "state": state}, location=f"{API}/initiatives/{initiative_id}")


@calls.post(
    "/initiatives/<int:initiative_id>/decisions",
    takes=NewDecision,
    answers=DecisionSchema,
    summary="Registrera ett beslut om ett initiativ; 409 med missing när en grind säger nej",
    example=_EXAMPLE,
)
def add(ctx: Context, initiative_id: int, *, body: dict[str, Any]) -> One:
    if body.get("target") is not None:
        body["target"] = NewTarget(**body["target"])
    made = decisions.record(ctx, initiative_id, **body)
    ctx.settle()
    plan = initiatives.get(ctx, initiative_id).plan
    # A decision has no address of its own; it is found among those of its initiative.
    return One(_told(made), location=f"{API}/decisions?plan={plan.slug}&initiative={initiative_id}")


def _told(one: Any) -> dict[str, Any]:
    return {
        "id": one.id,
        "initiative_id": one.initiative_id,
        "matter": one.matter,
        "outcome": one.outcome,
        "from_state": one.from_state,
        "to_state": one.to_state,
        "level": one.assessment.level if one.assessment is not None else None,
        "until": one.until,
        "start": one.start,
        "benefit_id": one.benefit_id,
        "waived": one.waived,
        "lesson": one.lesson,
        "corrects_id": one.corrects_id,
        "corrected": one.corrected,
        "missing": (decisions.frozen(one) or {}).get("missing", []),
        "forum_id": one.forum_id,
        "decided_on": one.decided_on,
        "motivation": one.motivation,
        "diarienummer": one.diarienummer,
        "retrospective": one.retrospective,
        "example": one.example,
        "recorded_at": one.recorded_at,
    }

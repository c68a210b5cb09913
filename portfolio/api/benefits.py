"""Benefits: listed, read, added and changed across their seven steps."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.steps import STEPS
from portfolio.domain.versions import version_of
from portfolio.per_request import API
from portfolio.schemas.benefits import BenefitChanges, BenefitQuery, BenefitSchema, NewBenefit
from portfolio.services import benefit_changes, benefit_lists, benefits, effects, plans
from portfolio.services.benefit_lists import BenefitFacts
from portfolio.services.context import Context
from portfolio.services.effects import BenefitEffect
from portfolio.services.paging import Slice

calls = Calls("benefits", tag="Nyttor")

_EXAMPLE = {
    "initiative": 1,
    "title": "Kortare väntan på fast läkarkontakt",
    "kind": "benefit",
    "owner": {"role": "Verksamhetschef"},
    "first_effect": "2024-Q2",
    "full_effect": "2025",
    "frequency": "quarter",
}


@calls.listing("/benefits", answers=BenefitSchema, query=BenefitQuery, summary="En plans nyttor")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    plan = plans.get(ctx, query["plan"])
    found = benefit_lists.page_of(
        ctx, plan, query["page"], initiative_id=query.get("initiative"), updated_since=query.get("updated_since")
    )
    said = effects.of_benefits(ctx, plan, [one.benefit.id for one in found.rows])
    return Slice([_told(one, said[one.benefit.id]) for one in found.rows], found.after)


@calls.post(
    "/benefits",
    takes=NewBenefit,
    answers=BenefitSchema,
    summary="Lägg till en nytta, med så mycket av de sju stegen som är känt",
    example=_EXAMPLE,
)
def add(ctx: Context, *, body: dict[str, Any]) -> One:
    try:
        made = benefit_changes.add(ctx, **body)
    except NotFound:
        raise Invalid("initiative_id", "Initiativet finns inte.") from None
    return _one(ctx, made.id, new=True)


@calls.get("/benefits/<int:benefit_id>", answers=BenefitSchema, summary="En nytta", guarded=True)
def show(ctx: Context, benefit_id: int) -> One:
    return _one(ctx, benefit_id)


@calls.patch(
    "/benefits/<int:benefit_id>",
    takes=BenefitChanges,
    answers=BenefitSchema,
    summary="Ändra en nytta, i ett eller flera av dess steg",
    example={"owner": {"role": "Verksamhetschef"}, "anchor": {"phase": "delivery"}, "frequency": "quarter"},
)
def edit(ctx: Context, benefit_id: int, *, body: dict[str, Any], version: str) -> One:
    benefit_changes.edit(ctx, benefit_id, version=version, **body)
    return _one(ctx, benefit_id)


def _one(ctx: Context, benefit_id: int, *, new: bool = False) -> One:
    ctx.settle()
    facts = benefit_lists.facts(ctx, [benefits.get(ctx, benefit_id)])[0]
    return One(
        _told(facts, effects.of_benefit(ctx, facts.benefit)),
        version=version_of(facts.values),
        location=f"{API}/benefits/{benefit_id}" if new else None,
    )


def _told(facts: BenefitFacts, said: BenefitEffect) -> dict[str, Any]:
    one, values = facts.benefit, facts.values
    marks = {step: (values[f"preliminary_until_{step}"], values[f"preliminary_note_{step}"]) for step in STEPS}
    return {
        **values,
        "id": one.id,
        "initiative_id": one.initiative_id,
        "plan": one.initiative.plan.slug,
        "leads_to": facts.leads_to,
        "measures": facts.measures,
        "preliminary": {
            str(step): {"until": until, "note": note} if until is not None else None
            for step, (until, note) in marks.items()
        },
        "steps": {str(step): not missing for step, missing in facts.lacking.items()},
        "lacking": {str(step): missing for step, missing in facts.lacking.items() if missing},
        "state": said.state,
        "evidence": said.evidence,
        "flags": sorted(said.effect_flags),
        "summary": said.sentence,
        "position": one.position,
        "example": one.example,
        "created_at": one.created_at,
    }

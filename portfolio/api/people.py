"""People: who holds which role in a plan."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls
from portfolio.schemas.people import PersonSchema
from portfolio.schemas.plans import PlanPartQuery
from portfolio.services import people_lists, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice
from portfolio.services.people_lists import PersonFacts

calls = Calls("people", tag="Personer")


@calls.listing("/people", answers=PersonSchema, query=PlanPartQuery, summary="De som har en roll i planen")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    plan = plans.get(ctx, query["plan"])
    found = people_lists.page_of(ctx, plan, query["page"], updated_since=query.get("updated_since"))
    return Slice([_told(one, plan.slug) for one in found.rows], found.after)


def _told(facts: PersonFacts, slug: str) -> dict[str, Any]:
    return {
        "id": facts.user.id,
        "name": facts.user.name,
        "roles": [
            {
                "role": held.role,
                "plan": slug if held.plan_id is not None else None,
                "area": held.area_id,
                "organisation": held.organisation_id,
                "initiative": held.initiative_id,
            }
            for held in facts.roles
        ],
    }

"""Plans and what they are made of: areas, goals and forums."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.schemas.fields import PageQuery
from portfolio.schemas.plans import AreaSchema, ForumSchema, GoalSchema, PlanPartQuery, PlanSchema
from portfolio.services import plan_lists, plan_settings, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("plans", tag="Planer")


@calls.listing("/plans", answers=PlanSchema, query=PageQuery, summary="Planerna som nyckelns ägare har en roll i")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    found = plan_lists.page_of(ctx, query["page"], updated_since=query.get("updated_since"))
    return Slice([_told(plan) for plan in found.rows], found.after)


@calls.get("/plans/<slug>", answers=PlanSchema, summary="En plan")
def show(ctx: Context, slug: str) -> One:
    return One(_told(plans.get(ctx, slug)))


@calls.listing("/areas", answers=AreaSchema, query=PlanPartQuery, summary="En plans områden, också avslutade")
def areas(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return plan_lists.parts(ctx, "areas", query["plan"], query["page"], updated_since=query.get("updated_since"))


@calls.listing("/goals", answers=GoalSchema, query=PlanPartQuery, summary="En plans mål, också avslutade")
def goals(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return plan_lists.parts(ctx, "goals", query["plan"], query["page"], updated_since=query.get("updated_since"))


@calls.listing("/forums", answers=ForumSchema, query=PlanPartQuery, summary="En plans forum, också avslutade")
def forums(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return plan_lists.parts(ctx, "forums", query["plan"], query["page"], updated_since=query.get("updated_since"))


def _told(plan: Any) -> dict[str, Any]:
    return {
        "id": plan.id,
        "slug": plan.slug,
        "owner": plan.owner_id,
        "parties": [party.organisation_id for party in plan.parties],
        **plan_settings.facts(plan),
        "tolerances": plan_settings.tolerances(plan),
        "roles": plan.plan_roles,
        "deciders": [
            {"change": change, "role": role, "forum": forum.id if forum else None}
            for change, (role, forum) in plan_settings.deciders(plan).items()
        ],
    }

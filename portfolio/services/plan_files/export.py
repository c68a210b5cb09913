"""Writing a plan as a file: keys and role labels, never ids, names of people, signatures or the log."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Span
from portfolio.domain.plans import TOLERANCES, Change
from portfolio.files.plan_file import Item, PlanFile, dump
from portfolio.models import (
    Activity,
    Goal,
    Initiative,
    InitiativeActivity,
    InitiativePhase,
    Organisation,
    Plan,
)
from portfolio.services import people, plans
from portfolio.services.context import Context
from portfolio.services.plan_files import export_benefits, export_decisions, export_dependencies, export_measures


def export(ctx: Context, slug: str) -> str:
    """The plan in canonical form, so that loading and exporting it again gives the same bytes. Raises NotFound."""
    plan = plans.get(ctx, slug)
    areas = sorted(plan.areas, key=lambda area: area.position)
    area_keys = {area.id: area.key for area in areas}
    return dump(
        PlanFile(
            plan=_plan(plan),
            organisations=_organisations(ctx),
            areas=[
                {
                    "key": area.key,
                    "name": area.name,
                    "kind": area.kind,
                    "parent": area_keys.get(area.parent_id) if area.parent_id else None,
                    "summary": area.summary,
                    "active": area.active,
                }
                for area in areas
            ],
            forums=[
                {name: getattr(one, name) for name in ("key", "name", "kind", "task", "meets", "active")}
                for one in plan.forums
            ],
            roles=[{"key": role.key, "name": role.name, "holder": role.holder} for role in plan.plan_roles],
            goals=_goals(ctx, plan),
            measures=export_measures.measures(ctx, plan),
            activities=_activities(ctx, plan),
            initiatives=_initiatives(ctx, plan),
        )
    )


def _plan(plan: Plan) -> Item:
    return {
        "slug": plan.slug,
        "name": plan.name,
        "owner": plan.owner.key,
        "parties": [party.organisation.key for party in plan.parties],
        "purpose": plan.purpose,
        "summary": plan.summary,
        "valid_period": plan.valid_period.code,
        "timeline_period": plan.timeline_period.code,
        "revision_months": plan.revision_months,
        "follow_up_months": plan.follow_up_months,
        "diarienummer": plan.diarienummer,
        **{name: getattr(plan, name) for name in TOLERANCES},
        "deciders": _deciders(plan),
    }


def _deciders(plan: Plan) -> list[Item]:
    own = {row.change: row for row in plan.deciders}
    return [
        {"change": change, "role": own[change].role, "forum": forum.key if (forum := own[change].forum) else None}
        for change in Change
        if change in own
    ]


def _organisations(ctx: Context) -> list[Item]:
    # All of them: a plan's initiatives come to name units by and by, and the tree is the same for every plan.
    rows = list(ctx.session.scalars(select(Organisation).order_by(Organisation.id)))
    keys = {row.id: row.key for row in rows}
    return [
        {"key": row.key, "name": row.name, "kind": row.kind, "parent": keys[row.parent_id] if row.parent_id else None}
        for row in rows
    ]


def _goals(ctx: Context, plan: Plan) -> list[Item]:
    rows = list(ctx.session.scalars(select(Goal).where(Goal.plan_id == plan.id).order_by(Goal.position, Goal.id)))
    keys = {row.id: row.key for row in rows}
    return [
        {
            "key": row.key,
            "name": row.name,
            "kind": row.kind,
            "parent": keys[row.parent_id] if row.parent_id else None,
            "summary": row.summary,
            "active": row.active,
            "example": row.example,
        }
        for row in rows
    ]


def _activities(ctx: Context, plan: Plan) -> list[Item]:
    query = select(Activity).where(Activity.plan_id == plan.id).order_by(Activity.position, Activity.id)
    rows = ctx.session.scalars(query.options(joinedload(Activity.organisation)))
    return [
        {
            "key": row.key,
            "kind": row.kind,
            "title": row.title,
            "phase": row.phase,
            "period": row.period_text,
            "responsible": list(row.responsible),
            "status": row.status,
            "organisation": row.organisation.key if row.organisation else None,
            "note": row.note,
            "example": row.example,
        }
        for row in rows
    ]


def _initiatives(ctx: Context, plan: Plan) -> list[Item]:
    query = (
        select(Initiative)
        .where(Initiative.plan_id == plan.id)
        .order_by(Initiative.position)
        .options(
            joinedload(Initiative.area),
            selectinload(Initiative.former_titles),
            selectinload(Initiative.phases),
            selectinload(Initiative.activities).joinedload(InitiativeActivity.activity),
            *export_benefits.LOADED,
            *export_decisions.LOADED,
            *export_dependencies.LOADED,
        )
    )
    rows = list(ctx.session.scalars(query))
    leads = people.project_leads(ctx.session, [row.id for row in rows])
    return [_initiative(row, has_lead=row.id in leads) for row in rows]


def _initiative(row: Initiative, *, has_lead: bool) -> Item:
    return {
        "key": row.key,
        "title": row.title,
        "former_titles": [former.title for former in row.former_titles],
        "area": row.area.key,
        "kind": row.kind,
        "purpose": row.purpose,
        "origin": row.origin,
        "orderer": row.orderer,
        "receiver": row.receiver,
        "project_lead": row.project_lead or (label(Role.PROJECT_LEAD) if has_lead else None),
        "project_lead_by": row.project_lead_by,
        "project_group": row.project_group,
        "parties": list(row.parties),
        "target_groups": list(row.target_groups),
        "diarienummer": row.diarienummer,
        "state": row.state,
        "project_ended_on": row.project_ended_on,
        "retrospective": row.retrospective,
        "example": row.example,
        "activities": [link.activity.key for link in row.activities],
        "phases": [_phase(phase) for phase in row.phases],
        "adoptions": [export_benefits.adoption(one) for one in row.adoptions],
        "benefits": [export_benefits.benefit(one) for one in row.benefits],
        "assessments": [export_decisions.assessment(one) for one in row.first_assessments],
        "decisions": [export_decisions.decision(one) for one in row.decisions],
        "requests": [export_decisions.request(one) for one in row.requests if one.is_open],
        "dependencies": export_dependencies.dependencies(row),
        "learning": export_dependencies.learning(row),
    }


def _phase(row: InitiativePhase) -> Item:
    times = row.times()
    return {
        "phase": row.phase,
        "planned": _span(times.planned),
        "actual": _span(times.actual),
        "example": row.example,
    }


def _span(span: Span | None) -> Item | None:
    return {"start": span.start.code, "end": span.end.code if span.end else None} if span else None

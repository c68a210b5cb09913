"""The settings of a plan: its own facts, its tolerances, and who decides what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.errors import Invalid, Stale
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.plans import (
    DECIDERS,
    PLAN_TEXTS,
    TOLERANCES,
    Change,
    check_decider,
    check_plan,
    check_tolerances,
    fits_timeline,
)
from portfolio.domain.texts import clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import Forum, Initiative, Plan, PlanDecider
from portfolio.services.context import Context

_MONTHS = ("revision_months", "follow_up_months")

#: The fields of the plan's own facts.
EDITED = (*PLAN_TEXTS, "valid_period", "timeline_period", *_MONTHS)


def facts(plan: Plan) -> dict[str, Any]:
    """What the form for the plan's facts shows, by field."""
    return {field: getattr(plan, field) for field in EDITED}


def edit(ctx: Context, plan_id: int, *, version: str, **fields: Any) -> Plan:
    """Save the plan's facts, all of them.

    Raises Conflict when somebody else saved them since ``version``, InvalidFields, and Invalid when the timeline would
    no longer hold the phases of some initiative: ``outside`` tells which.
    """
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_PLAN)
    ctx.record("plan:edit", plan_id=plan.id)
    stored = facts(plan)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat planen sedan du öppnade formuläret.", current=stored)
    values: dict[str, Any] = {**stored, **fields}
    texts = clean_texts(values, PLAN_TEXTS)
    check_plan(
        valid_period=values["valid_period"],
        timeline_period=values["timeline_period"],
        months={field: values[field] for field in _MONTHS},
    )
    if values["timeline_period"] != plan.timeline_period:
        # Locked, so that nobody plans a phase outside the new timeline while it is decided on.
        held = ctx.session.scalars(
            select(Initiative.id).where(Initiative.plan_id == plan.id).order_by(Initiative.id).with_for_update()
        )
        count = len(_outside(ctx, list(held), values["timeline_period"]))
        if count:
            raise Invalid(
                "timeline_period",
                f"{count} initiativ har tider utanför {values['timeline_period'].label}. "
                "Ändra deras tidplaner först, eller låt planens tidplan vara längre.",
            )
    for field, value in {**values, **texts}.items():
        setattr(plan, field, value)
    return plan


def outside(ctx: Context, plan: Plan, timeline: Period) -> list[Initiative]:
    """The plan's initiatives with a phase outside the timeline, as far as they exist for the actor."""
    ids = list(ctx.session.scalars(select(Initiative.id).where(Initiative.plan_id == plan.id)))
    return [one for one in _outside(ctx, ids, timeline) if ctx.can(Permission.READ_INITIATIVE, one)]


def tolerances(plan: Plan) -> dict[str, int]:
    """What the form for the tolerances shows, by field: percentage points, percent and days."""
    return {field: getattr(plan, field) for field in TOLERANCES}


def edit_tolerances(ctx: Context, plan_id: int, *, version: str, **fields: int | None) -> Plan:
    """Save the tolerances. Raises Conflict when somebody else saved them since ``version``, InvalidFields."""
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_PLAN)
    ctx.record("plan:tolerances", plan_id=plan.id)
    stored = tolerances(plan)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat gränserna sedan du öppnade formuläret.", current=stored)
    values: dict[str, int | None] = {**stored, **fields}
    check_tolerances(values)
    for field in TOLERANCES:
        setattr(plan, field, values[field])
    return plan


def deciders(plan: Plan) -> dict[Change, tuple[Role, Forum | None]]:
    """Who decides on each change in the plan, and in which forum where one is named."""
    own = {row.change: (row.role, row.forum) for row in plan.deciders}
    return {change: own.get(change, (DECIDERS[change], None)) for change in Change}


def decided(plan: Plan) -> dict[str, Any]:
    """What the form for who decides what shows, by field: ``<change>_role`` and ``<change>_forum_id``."""
    values: dict[str, Any] = {}
    for change, (role, forum) in deciders(plan).items():
        values[f"{change}_role"] = role
        values[f"{change}_forum_id"] = forum.id if forum else None
    return values


def edit_deciders(ctx: Context, plan_id: int, *, version: str, **fields: Any) -> Plan:
    """Save who decides what. Raises Conflict when somebody else saved it since ``version``, Invalid.

    What is as the method has it needs no row; a row that is there is kept when its change goes back to that.
    """
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_PLAN)
    ctx.record("plan:deciders", plan_id=plan.id)
    stored = decided(plan)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat vem som beslutar sedan du öppnade formuläret.", current=stored)
    values = {**stored, **fields}
    rows = {row.change: row for row in plan.deciders}
    for change in Change:
        role, forum_id = values[f"{change}_role"], values[f"{change}_forum_id"]
        check_decider(f"{change}_role", role)
        if forum_id is not None and forum_id != stored[f"{change}_forum_id"]:
            forum = ctx.session.get(Forum, forum_id)
            if forum is None or forum.plan_id != plan.id or not forum.active:
                raise Invalid(f"{change}_forum_id", "Forumet finns inte i planen, eller är avslutat. Välj ett annat.")
        row = rows.get(change)
        if row is None and (role is not DECIDERS[change] or forum_id is not None):
            row = PlanDecider(plan_id=plan.id, change=change)
            plan.deciders.append(row)
        if row is not None:
            row.role, row.forum_id = role, forum_id
    ctx.session.flush()
    for row in plan.deciders:
        # The forum is remembered besides its id.
        ctx.session.expire(row, ["forum"])
    return plan


def deciding_forum(plan: Plan, change: Change) -> int | None:
    """The id of the forum that decides on the change, where the plan names one that is still there."""
    _, forum = deciders(plan)[change]
    return forum.id if forum is not None and forum.active else None


def _outside(ctx: Context, ids: list[int], timeline: Period) -> list[Initiative]:
    query = (
        select(Initiative)
        .where(Initiative.id.in_(ids))
        .options(selectinload(Initiative.phases))
        .order_by(Initiative.position)
    )
    return [one for one in ctx.session.scalars(query) if not fits_timeline(one.times().values(), timeline)]

"""Registering, proposing and editing initiatives, and entering those that already run."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portfolio.domain.errors import Invalid, Stale
from portfolio.domain.initiatives import TEXT_RULES, InitiativeKind, InitiativeState, Origin, check_entry
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import TextRule, clean_lines, clean_text, clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import FormerTitle, Forum, Initiative, Plan, ProgrammeArea
from portfolio.services import entry_states
from portfolio.services.context import Context
from portfolio.services.entry_states import Known

#: The fields that the edit form holds, and that its version is a digest of.
EDITED = (
    "title",
    "purpose",
    "area_id",
    "kind",
    "origin",
    "orderer",
    "receiver",
    "project_lead",
    "project_lead_by",
    "project_group",
    "parties",
    "target_groups",
    "diarienummer",
)


def get(ctx: Context, initiative_id: int, *, to: Permission = Permission.READ_INITIATIVE) -> Initiative:
    """The initiative. Raises NotFound or Denied."""
    return ctx.load(Initiative, initiative_id, to=to)


def edited_values(initiative: Initiative) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(initiative, field) for field in EDITED}


def propose(ctx: Context, plan_id: int, *, title: str, area_id: int, **fields: Any) -> Initiative:
    """Propose an initiative (lämna förslag); anybody who is signed in may, to any plan.

    Raises InvalidFields or Invalid. It is a draft until it has been assessed.
    """
    ctx.require(Permission.PROPOSE_INITIATIVE)
    plan = _existing_plan(ctx, plan_id)
    ctx.record("initiative:propose", plan_id=plan.id)
    return _add(
        ctx, plan, {"title": title, "area_id": area_id, **fields}, state=InitiativeState.PROPOSED, retrospective=False
    )


def register(
    ctx: Context,
    plan_id: int,
    *,
    title: str,
    area_id: int,
    entry_state: InitiativeState,
    decided_on: date | None,
    forum_id: int | None,
    motivation: str | None,
    known: Known | None = None,
    **fields: Any,
) -> Initiative:
    """Register what already runs (ingångsläge): with its state and the decision behind it, without gates.

    ``known`` is what a list tells of it besides. Raises Denied, Invalid or InvalidFields. The initiative is marked as
    entered in retrospect.
    """
    plan = _existing_plan(ctx, plan_id)
    ctx.check(plan, Permission.REGISTER_INITIATIVE)
    ctx.record("initiative:register", plan_id=plan.id, reason=clean_text(motivation))
    check_entry(entry_state, retrospective=True)
    initiative = _add(ctx, plan, {"title": title, "area_id": area_id, **fields}, state=entry_state, retrospective=True)
    _decide_entry(ctx, initiative, InitiativeState.PROPOSED, decided_on, forum_id, motivation, known)
    return initiative


def edit(ctx: Context, initiative_id: int, *, version: str, **fields: Any) -> Initiative:
    """Save the edited fields, all of them. Raises Conflict when somebody else saved others since ``version``.

    A title that is replaced is kept as a former one, so that the initiative is still found by it.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_INITIATIVE)
    ctx.record("initiative:edit", plan_id=initiative.plan_id)
    stored = edited_values(initiative)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat initiativet sedan du öppnade formuläret.", current=stored)
    values = _checked(ctx, initiative.plan, {**stored, **fields})
    if values["area_id"] != initiative.area_id:
        area = ctx.session.get_one(ProgrammeArea, values["area_id"])
        ctx.require(Permission.EDIT_INITIATIVE, area.scope())
        initiative.area = area
    if values["kind"] is InitiativeKind.ONGOING and any(
        row.planned_start or row.actual_start for row in initiative.phases
    ):
        raise Invalid("kind", "Initiativet har en tidplan. Töm den först: det som fortgår över tid har inga faser.")
    if values["title"] != initiative.title:
        _keep_title(initiative, values["title"])
    for field, value in values.items():
        setattr(initiative, field, value)
    if values != stored:
        initiative.example = False
    return initiative


def enter(
    ctx: Context,
    initiative_id: int,
    *,
    version: str,
    entry_state: InitiativeState,
    decided_on: date | None,
    forum_id: int | None,
    motivation: str | None,
    known: Known | None = None,
) -> Initiative:
    """Give an initiative that was loaded with the plan the state it really is in (ingångsläge).

    ``known`` is what a list tells of it besides. Raises Conflict when its state changed since ``version``, Invalid or
    InvalidFields.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.ENTER_INITIATIVE)
    ctx.record("initiative:enter", plan_id=initiative.plan_id, reason=clean_text(motivation))
    if version != entry_version(initiative):
        raise Stale("Någon annan har ändrat initiativets läge sedan du öppnade formuläret.")
    check_entry(entry_state, retrospective=initiative.retrospective)
    before = initiative.state
    initiative.state = entry_state
    _decide_entry(ctx, initiative, before, decided_on, forum_id, motivation, known)
    return initiative


def entry_version(initiative: Initiative) -> str:
    """The version that the form for the entry state carries."""
    return version_of({"state": initiative.state, "decisions": len(initiative.decisions)})


def checked_forum(ctx: Context, plan_id: int, forum_id: int | None) -> int | None:
    """The forum's id when it is one of the plan's. Raises Invalid."""
    if forum_id is None:
        return None
    forum = ctx.session.get(Forum, forum_id)
    if forum is None or forum.plan_id != plan_id:
        raise Invalid("forum_id", "Forumet finns inte i planen. Välj ett annat.")
    return forum_id


def _existing_plan(ctx: Context, plan_id: int) -> Plan:
    plan = ctx.session.get(Plan, plan_id)
    if plan is None or ctx.actor.within_plan not in (None, plan.id):
        raise Invalid("plan_id", "Planen finns inte. Välj en annan.")
    return plan


def _checked(ctx: Context, plan: Plan, fields: dict[str, Any]) -> dict[str, Any]:
    """Every edited field, cleaned; what was not given is empty."""
    texts = clean_texts(fields, TEXT_RULES)
    area = ctx.session.get(ProgrammeArea, fields["area_id"]) if fields["area_id"] is not None else None
    if area is None or area.plan_id != plan.id:
        raise Invalid("area_id", "Området finns inte i planen. Välj ett annat.")
    return {
        "area_id": area.id,
        "kind": InitiativeKind(fields.get("kind") or InitiativeKind.INITIATIVE),
        "origin": Origin(fields["origin"]) if fields.get("origin") else None,
        "project_lead_by": fields.get("project_lead_by"),
        "parties": clean_lines("parties", fields.get("parties") or (), TextRule("en part")),
        "target_groups": clean_lines("target_groups", fields.get("target_groups") or (), TextRule("en målgrupp")),
        **texts,
    }


def _add(
    ctx: Context, plan: Plan, fields: dict[str, Any], *, state: InitiativeState, retrospective: bool
) -> Initiative:
    values = _checked(ctx, plan, fields)
    last = ctx.session.scalar(select(func.max(Initiative.position)).where(Initiative.plan_id == plan.id))
    initiative = Initiative(
        plan_id=plan.id,
        key=f"i-{secrets.token_hex(6)}",
        position=(last or 0) + 1,
        state=state,
        retrospective=retrospective,
        example=False,
        author_id=ctx.actor.user_id,
        created_at=ctx.now,
        **values,
    )
    ctx.session.add(initiative)
    ctx.session.flush()
    return initiative


def _keep_title(initiative: Initiative, new: str) -> None:
    known = {row.title for row in initiative.former_titles}
    if initiative.title not in known and initiative.title != new:
        initiative.former_titles.append(FormerTitle(title=initiative.title, position=len(known) + 1))


def _decide_entry(
    ctx: Context,
    initiative: Initiative,
    before: InitiativeState,
    decided_on: date | None,
    forum_id: int | None,
    motivation: str | None,
    known: Known | None,
) -> None:
    forum_id = checked_forum(ctx, initiative.plan_id, forum_id)
    entry_states.decide(
        ctx, initiative, before, decided_on=decided_on, forum_id=forum_id, motivation=motivation, known=known
    )

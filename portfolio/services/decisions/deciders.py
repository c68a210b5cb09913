"""Who can make which decision now, and why somebody cannot: asked by pages before, and by the services again."""

from __future__ import annotations

from dataclasses import dataclass

from portfolio.domain import lifecycle
from portfolio.domain.deciding import (
    change_of,
    check_decider,
    check_forum,
    is_clerk,
    may_decide,
    permission_for,
    refusal,
)
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.permissions import GRANTS, Role, allows, roles_at
from portfolio.domain.plans import Change
from portfolio.domain.readiness import Lack
from portfolio.models import Initiative, Plan
from portfolio.services import plan_settings, readiness
from portfolio.services.context import Context
from portfolio.services.decisions.standing import correctable

_ROLES = {role: label(role).lower() for role in Role}


@dataclass(frozen=True)
class WhyNot:
    """Why a decision cannot be made now: what to do about it, who else can, and what a gate lacks."""

    text: str
    who: tuple[str, ...] = ()
    missing: tuple[Lack, ...] = ()


@dataclass(frozen=True)
class Choice:
    """A matter that the initiative's state has room for; ``forum_id`` is the one that the plan names for it."""

    matter: Matter
    to: InitiativeState | None
    change: Change | None
    forum_id: int | None
    as_clerk: bool
    why_not: WhyNot | None


def check(ctx: Context, initiative: Initiative, matter: Matter, to: InitiativeState | None) -> None:
    """Hold the actor against the permission table and the plan's order. Raises Denied."""
    ctx.check(initiative, permission_for(matter, to))
    change = change_of(matter, to)
    if change is not None:
        check_decider(roles_at(ctx.actor, initiative.scope()), decider(initiative.plan, change), _ROLES)


def named_forum(
    ctx: Context, initiative: Initiative, matter: Matter, to: InitiativeState | None, forum_id: int | None
) -> int | None:
    """The forum that decided: for whoever only writes it down, the one that the plan names where nothing is said.

    Raises Invalid("forum_id") when neither says which.
    """
    change = change_of(matter, to)
    if change is None or forum_id is not None:
        return forum_id
    roles, role = roles_at(ctx.actor, initiative.scope()), decider(initiative.plan, change)
    if is_clerk(roles, role):
        forum_id = plan_settings.deciding_forum(initiative.plan, change)
    check_forum(roles, role, forum_id)
    return forum_id


def decider(plan: Plan, change: Change) -> Role:
    """The role that decides on a change in the plan."""
    return plan_settings.deciders(plan)[change][0]


def as_clerk(ctx: Context, initiative: Initiative, matter: Matter, to: InitiativeState | None = None) -> bool:
    """Whether the actor would write the decision down for a forum, and so has to name it."""
    change = change_of(*_meant(initiative, matter, to))
    if change is None:
        return False
    return is_clerk(roles_at(ctx.actor, initiative.scope()), decider(initiative.plan, change))


def why_not(
    ctx: Context, initiative: Initiative, matter: Matter, *, to: InitiativeState | None = None
) -> WhyNot | None:
    """Why the actor cannot have this matter approved now; None when they can. State, role and gate are asked."""
    try:
        meant, towards = _meant(initiative, matter, to)
        lifecycle.next_state(matter, Outcome.APPROVED, initiative.state, kind=initiative.kind, to=to)
    except Conflict as problem:
        return WhyNot(problem.message)
    refused = _refused(ctx, initiative, meant, towards)
    if refused is not None:
        return refused
    missing = tuple(lack for lack in of_gate(ctx, initiative, matter, towards) if not lack.waived)
    if missing and matter in (Matter.PHASE, Matter.CLOSE):
        return WhyNot("Det saknas något inför nästa steg. Gör klart det, eller besluta om undantag.", missing=missing)
    return None


def choices(ctx: Context, initiative: Initiative) -> list[Choice]:
    """Every matter that the state has room for, with why the actor cannot decide on it now where that is so."""
    found = []
    matters = [*lifecycle.possible(initiative.state, initiative.kind), Matter.CORRECT]
    for matter in matters:
        to = lifecycle.next_phase(initiative.state) if matter is Matter.PHASE else None
        try:
            change = change_of(*_meant(initiative, matter, to))
        except Conflict:
            continue
        forum_id = plan_settings.deciding_forum(initiative.plan, change) if change else None
        reason = why_not(ctx, initiative, matter, to=to)
        found.append(Choice(matter, to, change, forum_id, as_clerk(ctx, initiative, matter, to), reason))
    return found


def of_gate(ctx: Context, initiative: Initiative, matter: Matter, to: InitiativeState | None) -> list[Lack]:
    """What the gate lacks that a matter concerns: the one it goes through, or for an exception the one ahead."""
    match matter:
        case Matter.PHASE if to is not None:
            return readiness.gate(ctx, initiative, to)
        case Matter.CLOSE:
            return readiness.gate(ctx, initiative, InitiativeState.CLOSED)
        case Matter.WAIVE:
            ahead = lifecycle.next_phase(initiative.state)
            # The gate after preparation is told from the day the initiative is approved.
            gate = InitiativeState.DELIVERY if ahead is InitiativeState.PREPARATION else ahead
            return readiness.gate(ctx, initiative, gate) if gate else []
    return []


def _meant(initiative: Initiative, matter: Matter, to: InitiativeState | None) -> tuple[Matter, InitiativeState | None]:
    """What the matter is about: for a correction, the decision that it takes back."""
    if matter is Matter.CORRECT:
        taken_back = correctable(initiative)
        return taken_back.matter, taken_back.to_state
    if matter is Matter.PHASE and to is None:
        return matter, lifecycle.next_phase(initiative.state)
    return matter, to


def _refused(ctx: Context, initiative: Initiative, matter: Matter, to: InitiativeState | None) -> WhyNot | None:
    permission = permission_for(matter, to)
    scope = initiative.scope()
    change = change_of(matter, to)
    if change is None:
        if allows(ctx.actor, permission, scope):
            return None
        who = sorted(_ROLES[role] for role in GRANTS[permission])
        return WhyNot(f"Du har inte behörighet att {label(permission)}.", tuple(who))
    role = decider(initiative.plan, change)
    if allows(ctx.actor, permission, scope) and may_decide(roles_at(ctx.actor, scope), role):
        return None
    return WhyNot(*refusal(role, _ROLES))

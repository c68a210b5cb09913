"""Who may make which decision: the plan's own order (beslutsordning), and the clerk who writes it down for a forum."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from portfolio.domain.decisions import Matter
from portfolio.domain.errors import Denied, Invalid
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.plans import Change

_CHANGES = {
    Matter.START: Change.START,
    Matter.LEVEL: Change.LEVEL,
    Matter.TARGET: Change.TARGET,
    Matter.WAIVE: Change.WAIVE,
    # Who decides that something runs decides that it rests; who decides that something ends, on all that ends.
    Matter.PAUSE: Change.START,
    Matter.RESUME: Change.START,
    Matter.CANCEL: Change.CLOSE,
    Matter.PROJECT_END: Change.CLOSE,
    Matter.CLOSE: Change.CLOSE,
    Matter.CONCLUDE_BENEFIT: Change.CLOSE,
}

#: Those who can decide, in running text.
_DEFINITE = {
    Role.STEERING: "styrgruppen",
    Role.COORDINATOR: "samordnaren",
    Role.AREA_LEAD: "huvudprojektledaren",
}

_PHASES = {InitiativeState.DELIVERY: Change.DELIVERY, InitiativeState.REALISATION: Change.REALISATION}


def change_of(matter: Matter, to: InitiativeState | None = None) -> Change | None:
    """Which row of the plan's order a decision falls under; None for what needs no decider but a permission."""
    return _PHASES.get(to) if matter is Matter.PHASE and to is not None else _CHANGES.get(matter)


def permission_for(matter: Matter, to: InitiativeState | None = None) -> Permission:
    """What the actor has to be allowed before the plan's order is asked."""
    if matter is Matter.RESUBMIT:
        return Permission.RESUBMIT_INITIATIVE
    if matter is Matter.PHASE and to is InitiativeState.PREPARATION:
        return Permission.BEGIN_PREPARATION
    return Permission.RECORD_DECISION


def may_decide(roles: Collection[Role], decider: Role) -> bool:
    """Whether somebody who holds these roles there may record the decision at all.

    The steering group may always, the coordinator as clerk for a forum, the area's lead where the plan says so.
    """
    return bool({Role.STEERING, Role.COORDINATOR} & set(roles)) or (
        decider is Role.AREA_LEAD and Role.AREA_LEAD in roles
    )


def is_clerk(roles: Collection[Role], decider: Role) -> bool:
    """Whether they record it for somebody else, and so have to say which forum decided."""
    if Role.STEERING in roles or decider in roles:
        return False
    return Role.COORDINATOR in roles


def refusal(decider: Role, labels: Mapping[Role, str]) -> tuple[str, tuple[str, ...]]:
    """What those are told who may not record a decision, and who can; ``labels`` are the roles in words."""
    who = dict.fromkeys((decider, Role.STEERING, Role.COORDINATOR))
    return f"Planen säger att {_DEFINITE[decider]} beslutar om det här.", tuple(labels[one] for one in who)


def check_decider(roles: Collection[Role], decider: Role, labels: Mapping[Role, str]) -> None:
    """Hold who records a decision against the plan's order. Raises Denied with who can."""
    if not may_decide(roles, decider):
        message, who = refusal(decider, labels)
        raise Denied(message, who=who)


def check_forum(roles: Collection[Role], decider: Role, forum_id: int | None) -> None:
    """A clerk names the forum that decided. Raises Invalid."""
    if forum_id is None and is_clerk(roles, decider):
        raise Invalid("forum_id", "Du skriver in beslutet åt ett forum. Ange vilket forum som fattade det.")

"""Why somebody is asked: the roles that a task comes with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from portfolio.domain.permissions import GRANTS, Actor, Grant, Permission, Role, Scope, allows


def reasons(
    actor: Actor, permission: Permission, scope: Scope, *, roles: Collection[Role] = frozenset(Role)
) -> tuple[Grant, ...]:
    """The actor's roles that let them do this there, of those that are asked for it: what they are asked by."""
    fitting = GRANTS[permission] & frozenset(roles)
    return tuple(
        grant
        for grant in actor.grants
        if grant.role in fitting and allows(replace(actor, grants=(grant,)), permission, scope)
    )

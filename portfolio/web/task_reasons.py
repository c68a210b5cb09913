"""Why somebody is asked, in words: their roles and what these are held for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portfolio.domain.labels import label
from portfolio.domain.permissions import Grant, Role
from portfolio.domain.task_kinds import TaskKind
from portfolio.domain.tasks import Task
from portfolio.services import accounts
from portfolio.services.accounts import HeldRole
from portfolio.services.context import Context

#: What is somebody's own, whatever role they hold.
_OWN = {TaskKind.RESUBMIT: "Du skrev förslaget."}
#: Nobody is a group.
_MEMBERS = {Role.STEERING: "med i styrgruppen"}

_RECORDED = "Du registrerade värdena."


def reasons_of(ctx: Context) -> Callable[[Task], str]:
    """Tells of a task of the actor's why it is theirs, as a sentence. One query, however many tasks there are."""
    held = {_key(one): one for one in accounts.held_roles(ctx)}

    def why(task: Task) -> str:
        if not task.why:
            return _OWN.get(task.kind, _RECORDED)
        return f"Du är {' och '.join(dict.fromkeys(_told(grant, held) for grant in task.why))}."

    return why


_Key = tuple[str, int | None, int | None, int | None, int | None]


def _key(one: HeldRole) -> _Key:
    return (
        one.role,
        one.plan.id if one.plan and not one.area else None,
        one.area.id if one.area else None,
        one.organisation.id if one.organisation else None,
        one.initiative.id if one.initiative else None,
    )


def _told(grant: Grant, held: dict[_Key, HeldRole]) -> str:
    role = _MEMBERS.get(grant.role) or label(grant.role).lower()
    if grant.initiative_id is not None:
        return f"{role} för initiativet"
    one = held.get((grant.role, grant.plan_id, grant.area_id, grant.organisation_id, None))
    if one is None or (one.plan is not None and one.area is None):
        return f"{role} för planen"
    place: Sequence[str] = [part.name for part in (one.area, one.organisation) if part is not None]
    return f"{role} för {place[0]}" if place else role

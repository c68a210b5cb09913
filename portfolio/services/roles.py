"""Giving roles to people and ending them, and who holds what in a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain.errors import AlreadyDone, Denied, Invalid, NotFound
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission, Role, Scope, check_admin_remains, givable_roles
from portfolio.domain.texts import swedish_key
from portfolio.domain.trees import below
from portfolio.models import Initiative, Organisation, Plan, ProgrammeArea, RoleAssignment, User
from portfolio.services import people, plans, users
from portfolio.services.context import LARGEST_ID, Context

#: What a role can be held for, by the column that names it.
KINDS: dict[str, type[Any]] = {
    "plan_id": Plan,
    "area_id": ProgrammeArea,
    "organisation_id": Organisation,
    "initiative_id": Initiative,
}


@dataclass(frozen=True)
class Holding:
    """A role that somebody holds, what for in words, and whether the actor may end it."""

    id: int
    user: User
    role: Role
    held_for: str
    endable: bool


@dataclass(frozen=True)
class Place:
    """Something that a role can be held for: the column that names it, its id, and what it is called."""

    column: str
    id: int
    words: str

    @property
    def value(self) -> str:
        """Column and id as one text, for a form."""
        return f"{self.column}:{self.id}"


def assign(ctx: Context, *, user_id: int | None, role: Role | None, **held_for: int | None) -> User:
    """Give somebody a role for one plan, area, organisation or initiative; the administrator's is for everything.

    ``held_for`` is one of ``plan_id``, ``area_id``, ``organisation_id`` and ``initiative_id``. Holding the role
    already is no error. Raises Invalid, NotFound, and Denied for what the actor may not give there.
    """
    ctx.require(Permission.ASSIGN_ROLE)
    if role is None:
        raise Invalid("role", "Välj vilken roll personen ska ha.")
    user = None
    if user_id is not None and 0 < user_id <= LARGEST_ID:
        # Others may write to the log meanwhile that this user did something, so the key itself is not held.
        user = ctx.session.get(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
    if user is None or not user.active:
        raise Invalid("user_id", "Välj en person som kan logga in.")
    given = {column: row_id for column, row_id in held_for.items() if row_id is not None}
    thing = None
    for column, row_id in given.items():
        thing = _thing(ctx, column, row_id)
    if role not in _givable(ctx, thing):
        raise _denied(role)
    ctx.record("role:assign", plan_id=_plan_id(thing))
    users.assign(ctx, user, role, **given)
    return user


def end(ctx: Context, assignment_id: int) -> Holding:
    """End a role, at once; that it was held stays in the log.

    Raises AlreadyDone when it had ended, Invalid for the last active administrator's, NotFound or Denied.
    """
    seen, _ = _assignment(ctx, assignment_id)
    # Held before the one row: two administrators who end each other's role would otherwise wait for one another.
    others = users.other_admins(ctx, seen.user_id) if seen.role is Role.ADMIN else 0
    row, thing = _assignment(ctx, assignment_id, lock=True)
    ctx.record("role:end", plan_id=_plan_id(thing))
    if row.ended_at is not None:
        raise AlreadyDone("Rollen är redan avslutad.")
    if row.role is Role.ADMIN and row.user.active:
        check_admin_remains(others)
    held = Holding(row.id, row.user, row.role, _words(ctx, thing), endable=False)
    row.ended_at = ctx.now
    return held


def get(ctx: Context, assignment_id: int) -> Holding:
    """A role that the actor may end; ``endable`` is false when it has ended already. Raises NotFound or Denied."""
    row, thing = _assignment(ctx, assignment_id)
    return Holding(row.id, row.user, row.role, _words(ctx, thing), endable=row.ended_at is None)


def held_by(ctx: Context, user_ids: Iterable[int]) -> dict[int, list[Holding]]:
    """The roles of several people that have not ended, in the order in which they got them. Raises Denied."""
    ctx.require(Permission.MANAGE_USERS)
    rows = _current(ctx, RoleAssignment.user_id.in_(list(user_ids)))
    found: dict[int, list[Holding]] = {}
    for holding in _holdings(ctx, rows):
        found.setdefault(holding.user.id, []).append(holding)
    return found


def held_in(ctx: Context, plan: Plan) -> ColumnElement[bool]:
    """The condition that a role is for the plan, its areas, its initiatives or what takes part in it. Two queries."""
    reached = people.plans_reached(ctx.session)
    return or_(
        RoleAssignment.plan_id == plan.id,
        RoleAssignment.area_id.in_(select(ProgrammeArea.id).where(ProgrammeArea.plan_id == plan.id)),
        RoleAssignment.initiative_id.in_(select(Initiative.id).where(Initiative.plan_id == plan.id)),
        RoleAssignment.organisation_id.in_([one for one, plan_ids in reached.items() if plan.id in plan_ids]),
    )


def holders(ctx: Context, plan: Plan) -> list[Holding]:
    """Everybody active with a role in the plan: for it, its areas, its initiatives or what takes part in it.

    By role and name. Raises Denied for those who may not change the plan.
    """
    ctx.check(plan, Permission.EDIT_PLAN)
    rows = [row for row in _current(ctx, held_in(ctx, plan)) if row.user.active]
    found = [
        replace(one, held_for="hela planen") if row.plan_id is not None else one
        for row, one in zip(rows, _holdings(ctx, rows), strict=True)
    ]
    order = {role: number for number, role in enumerate(Role)}
    return sorted(found, key=lambda one: (order[one.role], swedish_key(one.user.name)))


def places(ctx: Context, plan: Plan | None = None) -> list[Place]:
    """What the actor may give roles for: within a plan, or in all that they see when none is named.

    Of organisations, those that take part in the plan and their parts.
    """
    wanted = [plan] if plan is not None else plans.visible(ctx)
    found = [Place("plan_id", one.id, f"Planen: {one.name}") for one in wanted]
    for one in wanted:
        found += [Place("area_id", area.id, f"Området: {area.name}") for area in plans.areas(ctx, one.id)]
    organisations = list(ctx.session.scalars(select(Organisation)))
    if plan is not None:
        parties = {plan.owner_id, *(party.organisation_id for party in plan.parties)}
        inside = below(parties, {one.id: one.parent_id for one in organisations})
        organisations = [one for one in organisations if one.id in inside]
    reached = people.plans_reached(ctx.session)
    for organisation in sorted(organisations, key=lambda one: swedish_key(one.name)):
        if _givable(ctx, organisation, reached):
            found.append(Place("organisation_id", organisation.id, f"Organisationen: {organisation.name}"))
    query = select(Initiative).where(Initiative.plan_id.in_([one.id for one in wanted]))
    for initiative in ctx.session.scalars(query.order_by(Initiative.plan_id, Initiative.position)):
        if ctx.can(Permission.READ_INITIATIVE, initiative):
            found.append(Place("initiative_id", initiative.id, f"Initiativet: {initiative.title}"))
    return found


def _current(ctx: Context, condition: Any) -> list[RoleAssignment]:
    query = (
        select(RoleAssignment)
        .where(RoleAssignment.ended_at.is_(None), condition)
        .options(joinedload(RoleAssignment.user))
        .order_by(RoleAssignment.id)
    )
    return list(ctx.session.scalars(query))


def _holdings(ctx: Context, rows: list[RoleAssignment]) -> list[Holding]:
    """Several roles in words: one query for each sort of thing that they are held for, whatever their number."""
    things: dict[str, dict[int, Any]] = {}
    for column, kind in KINDS.items():
        ids = {getattr(row, column) for row in rows} - {None}
        things[column] = {one.id: one for one in ctx.session.scalars(select(kind).where(kind.id.in_(ids)))}
    reached = people.plans_reached(ctx.session)
    found = []
    for row in rows:
        named = [things[column][row_id] for column in KINDS if (row_id := getattr(row, column)) is not None]
        thing = named[0] if named else None
        endable = row.role in _givable(ctx, thing, reached)
        found.append(Holding(row.id, row.user, row.role, _words(ctx, thing), endable=endable))
    return found


def _assignment(ctx: Context, assignment_id: int, *, lock: bool = False) -> tuple[RoleAssignment, Any]:
    """The assignment and what it is held for, when the actor may end it. Raises NotFound or Denied."""
    row = None
    if 0 < assignment_id <= LARGEST_ID:
        row = ctx.session.get(RoleAssignment, assignment_id, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound
    thing = None
    for column in KINDS:
        if (row_id := getattr(row, column)) is not None:
            thing = _thing(ctx, column, row_id)
    ctx.require(Permission.ASSIGN_ROLE)
    if row.role not in _givable(ctx, thing):
        raise _denied(row.role)
    return row, thing


def _thing(ctx: Context, column: str, row_id: int) -> Any:
    # An organisation lies in no plan of its own; what may be given for it is asked by way of the plans it reaches.
    to = Permission.READ_PLAN if column == "organisation_id" else Permission.ASSIGN_ROLE
    return ctx.load(KINDS[column], row_id, to=to)


def _givable(ctx: Context, thing: Any, reached: dict[int, frozenset[int]] | None = None) -> frozenset[Role]:
    """The roles that the actor may give and end for a thing, or for the whole installation when there is none.

    A role for an organisation reaches every plan that it takes part in, so all of them have to be the actor's to give.
    """
    if not isinstance(thing, Organisation):
        return givable_roles(ctx.actor, thing.scope() if thing is not None else Scope())
    plan_ids = (people.plans_reached(ctx.session) if reached is None else reached).get(thing.id, frozenset())
    everywhere = [givable_roles(ctx.actor, Scope(plan_id=plan_id)) for plan_id in plan_ids]
    return frozenset.intersection(*everywhere) if everywhere else givable_roles(ctx.actor, Scope())


def _words(ctx: Context, thing: Any) -> str:
    match thing:
        case Plan():
            return f"planen {thing.name}"
        case ProgrammeArea():
            return f"området {thing.name}"
        case Organisation():
            return str(thing.name)
        case Initiative():
            seen = ctx.can(Permission.READ_INITIATIVE, thing)
            return f"initiativet {thing.title}" if seen else "ett förslag som inte är bedömt än"
        case _:
            return "hela installationen"


def _plan_id(thing: Any) -> int | None:
    return thing.id if isinstance(thing, Plan) else getattr(thing, "plan_id", None)


def _denied(role: Role) -> Denied:
    return Denied(f"Du får inte ge eller avsluta rollen {label(role).lower()} här.", who=[label(Role.ADMIN).lower()])

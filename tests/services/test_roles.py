"""Roles are given and ended by administrators, and the lesser ones by coordinators within their own plan."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.errors import AlreadyDone, Denied, Invalid, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Role
from portfolio.models import AuditLink, Initiative, Organisation, Plan, ProgrammeArea, RoleAssignment, User
from portfolio.services import organisations, plan_files, roles, users
from portfolio.services.context import Context
from tests import cast
from tests.services.test_initiatives import OTHER


def user(ctx: Context, name: str) -> User:
    return ctx.session.scalars(select(User).where(User.email == cast.email(name))).one()


def ids(ctx: Context) -> dict[str, int]:
    """One thing of each sort in the shipped plan."""
    session = ctx.session
    session.rollback()
    return {
        "plan_id": session.scalars(select(Plan.id).where(Plan.slug == cast.PLAN)).one(),
        "area_id": session.scalars(select(ProgrammeArea.id).where(ProgrammeArea.key == cast.AREA)).one(),
        "organisation_id": session.scalars(select(Organisation.id).where(Organisation.key == "region-kronoberg")).one(),
        "initiative_id": session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one(),
    }


def give(ctx: Context, role: Role | None, name: str = "outsider", **held_for: int | None) -> None:
    user_id = user(ctx, name).id
    with ctx.transaction():
        roles.assign(ctx, user_id=user_id, role=role, **held_for)


def end(ctx: Context, assignment_id: int) -> roles.Holding:
    ctx.session.rollback()
    with ctx.transaction():
        return roles.end(ctx, assignment_id)


def held(ctx: Context, name: str = "outsider") -> list[RoleAssignment]:
    ctx.session.rollback()
    rows = [row for row in user(ctx, name).roles if row.ended_at is None]
    ctx.session.expire_all()
    return rows


def test_a_coordinator_gives_and_ends_the_lesser_roles_for_what_is_in_their_plan(ctx: Context) -> None:
    lesser = (Role.AREA_LEAD, Role.PROJECT_LEAD, Role.BENEFIT_OWNER, Role.CONTROLLER, Role.READER)
    places = ids(ctx)
    for (column, row_id), role in zip([*places.items(), ("plan_id", places["plan_id"])], lesser, strict=True):
        give(ctx, role, **{column: row_id})
        give(ctx, role, **{column: row_id})
    rows = held(ctx)
    assert [row.role for row in rows] == list(lesser), "holding it already is no error"
    link = ctx.session.scalars(select(AuditLink).where(AuditLink.action == "role:assign")).all()[-1]
    assert link.plan_id == places["plan_id"], "the plan's log tells of it"
    for row in rows:
        assert end(ctx, row.id).role is row.role
    assert held(ctx) == []
    assert all(row.ended_at == ctx.now for row in user(ctx, "outsider").roles)
    assert ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one().action == "role:end"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STEERING, Role.ADMIN])
def test_those_who_decide_and_those_who_give_roles_are_made_by_an_administrator_alone(
    acting: Callable[[str], Context], role: Role
) -> None:
    ctx, admin = acting("coordinator"), acting("admin")
    where = {} if role is Role.ADMIN else {"plan_id": ids(ctx)["plan_id"]}
    with pytest.raises(Denied) as refused:
        give(ctx, role, **where)
    assert refused.value.who == ("administratör",)
    give(admin, role, **where)
    assert [row.role for row in held(admin)] == [role]
    with pytest.raises(Denied):
        end(ctx, held(admin)[0].id)
    end(admin, held(admin)[0].id)
    assert held(admin) == []


def test_nobody_else_gives_or_ends_roles(acting: Callable[[str], Context]) -> None:
    reading = held(acting("coordinator"), "reader")[0]
    for name in ("area_lead", "project_lead", "benefit_owner", "controller", "steering", "reader", "outsider"):
        ctx = acting(name)
        with pytest.raises(Denied):
            give(ctx, Role.READER, plan_id=ids(ctx)["plan_id"])
        with pytest.raises(NotFound if name == "outsider" else Denied):
            end(ctx, reading.id)
        with pytest.raises(NotFound if name == "outsider" else Denied):
            roles.get(ctx, reading.id)


def test_another_plan_and_what_also_takes_part_in_it_are_not_a_coordinators_to_give(
    acting: Callable[[str], Context],
) -> None:
    system, ctx, admin = acting("system"), acting("coordinator"), acting("admin")
    before = {place.value for place in roles.places(ctx, ctx.session.scalars(select(Plan)).one())}
    shared = f"organisation_id:{ids(ctx)['organisation_id']}"
    assert shared in before
    with system.transaction():
        plan_files.load_text(system, OTHER)
    with system.transaction():
        system.record("test:owner")
        other = system.session.scalars(select(Plan).where(Plan.slug == "annan-plan")).one()
        other.owner = system.session.get_one(Organisation, ids_of_region(system))
        other_id, area_id = other.id, other.areas[0].id
    for where in ({"plan_id": other_id}, {"area_id": area_id}):
        with pytest.raises(NotFound):
            give(ctx, Role.READER, **where)
    # A role for the region would now reach the other plan as well.
    with pytest.raises(Denied):
        give(ctx, Role.READER, organisation_id=ids(ctx)["organisation_id"])
    ctx = acting("coordinator")
    plan = ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()
    assert shared not in {place.value for place in roles.places(ctx, plan)}
    give(admin, Role.READER, organisation_id=ids(admin)["organisation_id"])
    with pytest.raises(Denied):
        end(ctx, held(ctx)[0].id)


def ids_of_region(ctx: Context) -> int:
    return ctx.session.scalars(select(Organisation.id).where(Organisation.key == "region-kronoberg")).one()


def test_an_organisation_outside_every_plan_is_an_administrators_to_give(acting: Callable[[str], Context]) -> None:
    ctx, admin = acting("coordinator"), acting("admin")
    with ctx.transaction():
        alone = organisations.add(ctx, name="Utanför", kind="unit", parent_id=None).id
    with pytest.raises(Denied):
        give(ctx, Role.READER, organisation_id=alone)
    give(admin, Role.READER, organisation_id=alone)


def test_what_a_role_is_given_to_and_for_has_to_be_there(acting: Callable[[str], Context]) -> None:
    admin = acting("admin")
    plan_id = ids(admin)["plan_id"]
    for role, where, field in (
        (None, {"plan_id": plan_id}, "role"),
        (Role.READER, {}, "role"),
        (Role.ADMIN, {"plan_id": plan_id}, "role"),
        (Role.READER, {"plan_id": plan_id, "area_id": ids(admin)["area_id"]}, "role"),
    ):
        with pytest.raises(Invalid) as refused:
            give(admin, role, **where)
        assert refused.value.field == field
    for user_id in (None, 0, -1, 99_999, 2**31):
        with pytest.raises(Invalid) as refused, admin.transaction():
            roles.assign(admin, user_id=user_id, role=Role.READER, plan_id=plan_id)
        assert refused.value.field == "user_id"
    for column in roles.KINDS:
        for row_id in (99_999, 0, 2**31):
            with pytest.raises(NotFound):
                give(admin, Role.READER, **{column: row_id})
    with admin.transaction():
        users.deactivate(admin, cast.email("outsider"))
    with pytest.raises(Invalid) as refused:
        give(admin, Role.READER, plan_id=plan_id)
    assert refused.value.field == "user_id"


def test_a_role_that_has_ended_is_not_ended_again(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    row = held(ctx, "reader")[0]
    assert roles.get(ctx, row.id).endable
    end(ctx, row.id)
    with pytest.raises(AlreadyDone):
        end(ctx, row.id)
    ctx.session.rollback()
    assert not roles.get(acting("coordinator"), row.id).endable
    for row_id in (0, 99_999, 2**31):
        with pytest.raises(NotFound):
            end(ctx, row_id)


def test_the_last_active_administrator_keeps_the_role(acting: Callable[[str], Context]) -> None:
    admin = acting("admin")
    own = held(admin, "admin")[0]
    with pytest.raises(Invalid, match="Ge någon annan rollen administratör först"):
        end(admin, own.id)
    give(admin, Role.ADMIN, "reader")
    with admin.transaction():
        users.deactivate(admin, cast.email("reader"))
    with pytest.raises(Invalid):
        end(admin, own.id)
    with admin.transaction():
        user(admin, "reader").active = True
        admin.record("test:open")
    end(admin, own.id)
    assert held(acting("reader"), "admin") == []


def test_two_administrators_do_not_end_each_others_role_at_once(acting: Callable[[str], Context]) -> None:
    admin = acting("admin")
    give(admin, Role.ADMIN, "reader")
    other = acting("reader")
    mine, theirs = held(admin, "admin")[0].id, held(admin, "reader")[-1].id
    told: list[Any] = []

    def end_too() -> None:
        try:
            with other.transaction():
                roles.end(other, mine)
        except Invalid as problem:
            told.append(problem)

    thread = Thread(target=end_too)
    with admin.transaction():
        roles.end(admin, theirs)
        admin.session.flush()
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert len(told) == 1
    assert [row.role for row in held(acting("system"), "admin")] == [Role.ADMIN]


def test_holders_are_told_by_role_and_what_for_in_words(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    plan = ctx.session.get_one(Plan, ids(ctx)["plan_id"])
    found = {one.user.name: one for one in roles.holders(ctx, plan)}
    words = {name: (one.role, one.held_for, one.endable) for name, one in found.items()}
    title = ctx.session.get_one(Initiative, ids(ctx)["initiative_id"]).title
    assert words == {
        "Coordinator": (Role.COORDINATOR, "hela planen", False),
        "Area Lead": (Role.AREA_LEAD, "området Personcentrerad vård", True),
        "Project Lead": (Role.PROJECT_LEAD, f"initiativet {title}", True),
        "Benefit Owner": (Role.BENEFIT_OWNER, "Region Kronoberg", True),
        "Controller": (Role.CONTROLLER, "hela planen", True),
        "Steering": (Role.STEERING, "hela planen", False),
        "Reader": (Role.READER, "hela planen", True),
    }
    assert [one.role for one in roles.holders(ctx, plan)] == [role for role in Role if role is not Role.ADMIN]
    end(ctx, found["Reader"].id)
    with ctx.transaction():
        users.deactivate(ctx, cast.email("controller"))
    names = {one.user.name for one in roles.holders(ctx, ctx.session.get_one(Plan, plan.id))}
    assert names == set(words) - {"Reader", "Controller"}
    for name in ("area_lead", "steering"):
        other = acting(name)
        with pytest.raises(Denied):
            roles.holders(other, other.session.get_one(Plan, plan.id))


def test_a_draft_is_not_named_to_those_who_do_not_see_it(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    row_id = ids(ctx)["initiative_id"]
    with ctx.transaction():
        ctx.record("test:draft")
        ctx.session.get_one(Initiative, row_id).state = InitiativeState.PROPOSED
    admin = acting("admin")
    lead = user(admin, "project_lead").id
    assert [one.held_for for one in roles.held_by(admin, [lead])[lead]] == ["ett förslag som inte är bedömt än"]
    assert f"initiative_id:{row_id}" not in {place.value for place in roles.places(admin)}
    plan = ctx.session.scalars(select(Plan)).one()
    assert f"initiative_id:{row_id}" in {place.value for place in roles.places(ctx, plan)}
    with pytest.raises(Denied):
        roles.held_by(ctx, [lead])


def test_places_are_what_the_actor_may_give_roles_for(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    with ctx.transaction():
        region = ids_of_region(ctx)
        unit = organisations.add(ctx, name="Vårdcentralen", kind="unit", parent_id=region).id
        organisations.add(ctx, name="Utanför", kind="unit", parent_id=None)
    plan = ctx.session.scalars(select(Plan)).one()
    found = roles.places(ctx, plan)
    words = [place.words for place in found]
    assert words[0] == f"Planen: {plan.name}"
    assert "Området: Personcentrerad vård" in words
    assert "Organisationen: Vårdcentralen" in words
    assert "Organisationen: Utanför" not in words
    assert "Organisationen: Utanför" in [place.words for place in roles.places(acting("admin"))]
    assert f"organisation_id:{unit}" in [place.value for place in found]
    for place in found:
        give(ctx, Role.READER, **{place.column: place.id})

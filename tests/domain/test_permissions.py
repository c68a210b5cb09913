"""Who may do what: the whole table, held against the roles as the method describes them."""

from __future__ import annotations

from itertools import product

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.labels import label
from portfolio.domain.permissions import (
    ANYWHERE_IN_PLAN,
    GIVEN_BY_ADMIN,
    GRANTS,
    OF_AUTHOR,
    READING,
    SIGNED_IN,
    Actor,
    Grant,
    Permission,
    Role,
    Scope,
    allows,
    check_admin_remains,
    exists_for,
    givable_roles,
)

PLAN, AREA, SUB_AREA, OWNER, ABOVE_OWNER, INITIATIVE = 1, 11, 12, 21, 20, 31
OTHER_PLAN, OTHER_AREA, OTHER_ORGANISATION, OTHER_INITIATIVE = 2, 19, 29, 39
AUTHOR, SOMEBODY = 7, 8

#: The initiative that everything is asked about: in a sub-area of AREA, in a plan that OWNER owns.
HERE = Scope(
    plan_id=PLAN,
    area_ids=frozenset({AREA, SUB_AREA}),
    organisation_ids=frozenset({OWNER, ABOVE_OWNER}),
    initiative_ids=frozenset({INITIATIVE}),
)
DRAFT = Scope(**{**vars(HERE), "draft": True, "author_id": AUTHOR})

#: What each role does, from the table of roles; the administrator does nothing of substance.
DOES = {
    Role.COORDINATOR: {
        "initiative:register",
        "initiative:edit",
        "initiative:enter",
        "initiative:classify",
        "initiative:assess",
        "initiative:resubmit",
        "decision:record",
        "decision:ask",
        "phase:begin",
        "lead:appoint",
        "phase:plan",
        "activity:edit",
        "benefit:edit",
        "benefit:assess",
        "adoption:plan",
        "measure:edit",
        "aim:set",
        "value:record",
        "value:review",
        "table:import",
        "table:undo",
        "plan:edit",
        "role:assign",
        "organisation:manage",
        "task:follow",
        "log:read",
    },
    Role.AREA_LEAD: {
        "initiative:edit",
        "initiative:resubmit",
        "decision:record",
        "decision:ask",
        "phase:plan",
        "activity:edit",
        "benefit:edit",
        "adoption:plan",
        "aim:set",
        "table:import",
    },
    Role.PROJECT_LEAD: {
        "initiative:edit",
        "initiative:resubmit",
        "decision:ask",
        "phase:begin",
        "phase:plan",
        "activity:edit",
        "benefit:edit",
        "adoption:plan",
        "aim:set",
        "value:record",
        "table:import",
    },
    Role.BENEFIT_OWNER: {"decision:ask", "handover:accept"},
    Role.CONTROLLER: {
        "benefit:assess",
        "measure:edit",
        "aim:set",
        "value:record",
        "value:review",
        "table:import",
        "log:read",
    },
    Role.STEERING: {"initiative:classify", "decision:record", "lead:appoint", "log:read"},
    Role.READER: set(),
    Role.ADMIN: {"plan:edit", "role:assign", "user:manage", "organisation:manage", "job:manage", "log:read"},
}

#: What the role is held for, and whether that covers the initiative HERE.
SCOPES = {
    "the plan": ({"plan_id": PLAN}, PLAN, True),
    "its area": ({"area_id": SUB_AREA}, PLAN, True),
    "the area above": ({"area_id": AREA}, PLAN, True),
    "the owner": ({"organisation_id": OWNER}, PLAN, True),
    "what the owner is part of": ({"organisation_id": ABOVE_OWNER}, PLAN, True),
    "the initiative": ({"initiative_id": INITIATIVE}, PLAN, True),
    "another area": ({"area_id": OTHER_AREA}, PLAN, False),
    "a party of the plan": ({"organisation_id": OTHER_ORGANISATION}, PLAN, False),
    "another initiative": ({"initiative_id": OTHER_INITIATIVE}, PLAN, False),
    "another plan": ({"plan_id": OTHER_PLAN}, OTHER_PLAN, False),
    # The numbers of different things are numbers all the same.
    "another plan's area with the plan's number": ({"area_id": PLAN}, OTHER_PLAN, False),
    "another plan's initiative with the area's number": ({"initiative_id": AREA}, OTHER_PLAN, False),
}
SCOPED_ROLES = [role for role in Role if role is not Role.ADMIN]


def person(role: Role, scope: str, *, user_id: int = SOMEBODY) -> Actor:
    fields, plan_id, _ = SCOPES[scope]
    return Actor(user_id, "Någon", (Grant(role, plan_ids=frozenset({plan_id}), **fields),))


ADMIN = Actor(SOMEBODY, "Admin", (Grant(Role.ADMIN, plan_ids=frozenset({PLAN, OTHER_PLAN})),))
NEWCOMER = Actor(SOMEBODY, "Ny")
NOBODY = Actor(None, "")
SYSTEM = Actor(None, "Systemet", is_system=True)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", SCOPED_ROLES)
def test_a_role_does_what_the_method_says_where_it_is_held(role: Role, scope: str) -> None:
    actor = person(role, scope)
    _, plan_id, covers = SCOPES[scope]
    for permission in Permission:
        if permission in SIGNED_IN:
            expected = True
        elif permission in READING:
            expected = plan_id == PLAN
        else:
            there = covers or (permission in ANYWHERE_IN_PLAN and plan_id == PLAN)
            expected = there and permission.value in DOES[role]
        assert allows(actor, permission, HERE) is expected, permission
    assert exists_for(actor, HERE) is (plan_id == PLAN)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", SCOPED_ROLES)
def test_a_draft_is_seen_by_those_who_deal_with_it_and_those_on_that_very_initiative(role: Role, scope: str) -> None:
    actor = person(role, scope)
    covers = SCOPES[scope][2]
    sees = covers and (role in {Role.COORDINATOR, Role.AREA_LEAD, Role.STEERING} or scope == "the initiative")
    assert exists_for(actor, DRAFT) is sees
    for permission in set(Permission) - SIGNED_IN:
        expected = sees and (permission in READING or permission.value in DOES[role])
        assert allows(actor, permission, DRAFT) is expected, permission


@pytest.mark.parametrize("actor", [NEWCOMER, person(Role.READER, "another plan"), person(Role.READER, "the plan")])
def test_an_author_sees_completes_and_hands_in_the_own_draft_and_may_do_no_more_with_it(actor: Actor) -> None:
    author = Actor(AUTHOR, "Författare", actor.grants)
    assert exists_for(author, DRAFT)
    assert {p for p in Permission if allows(author, p, DRAFT)} == SIGNED_IN | READING | OF_AUTHOR
    assert not exists_for(actor, DRAFT)
    assert {p for p in Permission if allows(actor, p, DRAFT)} == SIGNED_IN
    # What somebody decided on is the author's draft no more.
    decided = Scope(**{**vars(DRAFT), "draft": False})
    assert not {p for p in OF_AUTHOR if allows(author, p, decided)}
    only_reads = Actor(AUTHOR, "Skript", actor.grants, only_reads=True)
    assert not {p for p in OF_AUTHOR if allows(only_reads, p, DRAFT)}


def test_a_draft_without_an_author_belongs_to_nobody() -> None:
    loaded = Scope(**{**vars(DRAFT), "author_id": None})
    assert not exists_for(NOBODY, loaded)
    assert not exists_for(NEWCOMER, loaded)


def test_the_administrator_sees_every_plan_and_does_nothing_of_substance() -> None:
    administering = {Permission(value) for value in DOES[Role.ADMIN]}
    assert {p for p in Permission if allows(ADMIN, p, HERE)} == SIGNED_IN | READING | administering
    assert not exists_for(ADMIN, DRAFT)
    assert {p for p in Permission if allows(ADMIN, p, DRAFT)} == SIGNED_IN


def test_without_a_role_the_plan_does_not_exist_but_anybody_signed_in_may_propose() -> None:
    assert not exists_for(NEWCOMER, HERE)
    for scope in (HERE, None):
        assert {p for p in Permission if allows(NEWCOMER, p, scope)} == SIGNED_IN


def test_nobody_may_do_anything_without_signing_in() -> None:
    for permission, scope in product(Permission, (HERE, DRAFT, None)):
        assert not allows(NOBODY, permission, scope)


def test_the_command_line_may_do_everything() -> None:
    for permission, scope in product(Permission, (HERE, DRAFT, None)):
        assert allows(SYSTEM, permission, scope)
    assert exists_for(SYSTEM, DRAFT)


@pytest.mark.parametrize("role", SCOPED_ROLES)
def test_without_a_place_the_question_is_whether_anywhere(role: Role) -> None:
    actor = person(role, "another initiative")
    for permission in Permission:
        expected = permission in SIGNED_IN | READING or permission.value in DOES[role]
        assert allows(actor, permission) is expected, permission


def test_several_roles_add_up() -> None:
    both = Actor(
        SOMEBODY, "Båda", person(Role.PROJECT_LEAD, "the initiative").grants + person(Role.STEERING, "the plan").grants
    )
    assert allows(both, Permission.EDIT_INITIATIVE, HERE)
    assert allows(both, Permission.CLASSIFY_INITIATIVE, HERE)
    assert both.roles == {Role.PROJECT_LEAD, Role.STEERING}
    # A role for one initiative and a role in the plan do not make one for the whole plan.
    elsewhere = Scope(**{**vars(HERE), "initiative_ids": frozenset({OTHER_INITIATIVE})})
    assert not allows(both, Permission.EDIT_INITIATIVE, elsewhere)


def test_every_permission_is_granted_in_one_way_and_named_as_noun_and_verb() -> None:
    assert set(GRANTS) | SIGNED_IN | READING == set(Permission)
    assert len(GRANTS) + len(SIGNED_IN) + len(READING) == len(Permission)
    for permission in Permission:
        noun, verb = permission.value.split(":")
        assert noun.isalpha()
        assert verb.isalpha()
        assert label(permission)[0].islower(), "it ends a sentence"


#: What a coordinator may give: those who decide, and those who give roles, are not among them.
LESSER = {Role.AREA_LEAD, Role.PROJECT_LEAD, Role.BENEFIT_OWNER, Role.CONTROLLER, Role.READER}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", SCOPED_ROLES)
def test_a_coordinator_gives_lesser_roles_where_they_coordinate_and_others_give_none(role: Role, scope: str) -> None:
    covers = SCOPES[scope][2]
    given = LESSER if role is Role.COORDINATOR else set()
    assert givable_roles(person(role, scope), HERE) == (given if covers else set())
    assert givable_roles(person(role, scope)) == given


def test_nobody_gives_a_role_for_the_whole_installation_but_an_administrator() -> None:
    assert set(Role) == LESSER | GIVEN_BY_ADMIN
    for actor in (ADMIN, SYSTEM):
        for scope in (HERE, DRAFT, Scope(), None):
            assert givable_roles(actor, scope) == set(Role)
    for actor in (NOBODY, NEWCOMER, person(Role.COORDINATOR, "the plan")):
        assert givable_roles(actor, Scope()) == set()


def test_the_last_administrator_does_not_go() -> None:
    check_admin_remains(1)
    check_admin_remains(5)
    with pytest.raises(Invalid, match="Ge någon annan rollen administratör först") as refused:
        check_admin_remains(0)
    assert refused.value.field == "active"

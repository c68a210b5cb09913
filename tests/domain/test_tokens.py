"""API tokens: what one may be called and limited to, and that a limit never adds anything."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.permissions import (
    GRANTS,
    Actor,
    Grant,
    Permission,
    Role,
    Scope,
    allows,
    exists_for,
    givable_roles,
)
from portfolio.domain.tokens import LONGEST, PREFIX, SHOWN, USUAL, checked, limited

TODAY = date(2026, 2, 28)
ME = 7

LEAD = Actor(
    ME,
    "Någon",
    (
        Grant(Role.PROJECT_LEAD, initiative_id=31, plan_ids=frozenset({1})),
        Grant(Role.COORDINATOR, plan_id=2, plan_ids=frozenset({2})),
    ),
)
ADMIN = Actor(ME, "Admin", (Grant(Role.ADMIN, plan_ids=frozenset({1, 2})),))


def make(
    actor: Actor = LEAD,
    name: str | None = "Månadsrapport",
    role: Role | None = None,
    plan_id: int | None = None,
    expires_on: date | None = None,
) -> tuple[str, date]:
    return checked(actor, name=name, role=role, plan_id=plan_id, expires_on=expires_on, today=TODAY)


def flaws(**values: object) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        make(**values)  # type: ignore[arg-type]
    return refused.value.problems


def test_a_token_holds_a_year_unless_something_else_is_said() -> None:
    assert make() == ("Månadsrapport", TODAY + USUAL)
    assert make(expires_on=TODAY) == ("Månadsrapport", TODAY)
    assert make(name="  A\u030asas skript ", expires_on=TODAY + LONGEST) == ("Åsas skript", TODAY + LONGEST)


def test_a_day_that_cannot_be_is_told_with_the_nearest_that_can() -> None:
    assert "2026-02-28" in flaws(expires_on=TODAY - timedelta(days=1))["expires_on"]
    assert "2028-02-28" in flaws(expires_on=TODAY + LONGEST + timedelta(days=1))["expires_on"]
    assert flaws(expires_on=date.max).keys() == flaws(expires_on=date.min).keys() == {"expires_on"}


@pytest.mark.parametrize("name", [None, "", "  ", "x" * 101, "a\nb", "a\u202eb", "a\0b"])
def test_a_name_is_one_readable_line(name: str | None) -> None:
    assert flaws(name=name).keys() == {"name"}


def test_a_role_is_one_that_the_owner_holds_there_or_reading() -> None:
    for role, plan_id in [
        *product((None, Role.READER), (None, 1, 2)),
        (Role.PROJECT_LEAD, None),
        (Role.PROJECT_LEAD, 1),
        (Role.COORDINATOR, 2),
    ]:
        make(role=role, plan_id=plan_id)
    for role, plan_id in ((Role.STEERING, None), (Role.ADMIN, None), (Role.COORDINATOR, 1), (Role.PROJECT_LEAD, 2)):
        assert flaws(role=role, plan_id=plan_id).keys() == {"role"}, role


def test_a_plan_is_one_that_exists_for_the_owner() -> None:
    for plan_id in (3, 0, -1, 10**30):
        assert flaws(plan_id=plan_id, role=Role.STEERING).keys() == {"plan_id"}


def test_every_flaw_is_told_at_once() -> None:
    found = flaws(name="", role=Role.STEERING, expires_on=date(2020, 1, 1))
    assert found.keys() == {"name", "role", "expires_on"}


def test_without_any_role_there_is_nothing_for_a_token_to_reach() -> None:
    with pytest.raises(Invalid) as refused:
        make(Actor(ME, "Ny"))
    assert refused.value.field is None


def test_what_stays_readable_tells_little_of_the_secret() -> None:
    assert SHOWN - len(PREFIX) == 4


# --- Limits ----------------------------------------------------------------------------------------------------------

IDS = st.integers(1, 3)
SOME_ID = st.none() | IDS
PLACES = st.sampled_from(["plan_id", "area_id", "organisation_id", "initiative_id"])


@st.composite
def grants(draw: st.DrawFn) -> Grant:
    role = draw(st.sampled_from(Role))
    plan_ids = draw(st.frozensets(IDS, max_size=3))
    if role is Role.ADMIN:
        return Grant(role, plan_ids=frozenset({1, 2, 3}))
    place, number = draw(PLACES), draw(IDS)
    return Grant(role, plan_ids=frozenset({number}) if place == "plan_id" else plan_ids, **{place: number})


ACTORS = st.builds(Actor, user_id=st.just(ME), name=st.just("Någon"), grants=st.lists(grants(), max_size=4).map(tuple))
SCOPES = st.builds(
    Scope,
    plan_id=SOME_ID,
    area_ids=st.frozensets(IDS),
    organisation_ids=st.frozensets(IDS),
    initiative_ids=st.frozensets(IDS),
    draft=st.booleans(),
    author_id=st.sampled_from([None, ME, 8]),
)
LIMITS = {"role": st.none() | st.sampled_from(Role), "plan_id": SOME_ID}


@settings(max_examples=300)
@given(actor=ACTORS, scope=st.none() | SCOPES, **LIMITS)
def test_a_limit_never_adds_anything(actor: Actor, scope: Scope | None, role: Role | None, plan_id: int | None) -> None:
    narrowed = limited(actor, role=role, plan_id=plan_id)
    for permission in Permission:
        assert allows(actor, permission, scope) or not allows(narrowed, permission, scope), permission
    assert givable_roles(narrowed, scope) <= givable_roles(actor, scope)
    assert narrowed.plan_ids <= actor.plan_ids
    if scope is not None:
        assert exists_for(actor, scope) or not exists_for(narrowed, scope)


@given(actor=ACTORS, scope=SCOPES)
def test_without_a_limit_it_is_the_owner(actor: Actor, scope: Scope) -> None:
    assert limited(actor, role=None, plan_id=None) == actor


@given(actor=ACTORS, scope=st.none() | SCOPES, plan_id=SOME_ID)
def test_a_token_for_reading_changes_nothing_and_sees_no_drafts(
    actor: Actor, scope: Scope | None, plan_id: int | None
) -> None:
    reading = limited(actor, role=Role.READER, plan_id=plan_id)
    for permission in {*GRANTS, Permission.PROPOSE_INITIATIVE}:
        assert not allows(reading, permission, scope), permission
    assert givable_roles(reading, scope) == frozenset()
    if scope is not None and scope.draft:
        assert not exists_for(reading, scope)


@given(actor=ACTORS, scope=SCOPES, role=LIMITS["role"], plan_id=IDS)
def test_outside_the_plan_of_a_token_nothing_exists(
    actor: Actor, scope: Scope, role: Role | None, plan_id: int
) -> None:
    narrowed = limited(actor, role=role, plan_id=plan_id)
    assert narrowed.plan_ids <= {plan_id}
    if scope.plan_id not in (None, plan_id):
        assert not exists_for(narrowed, scope)


def test_reading_keeps_the_reach_of_every_role() -> None:
    reading = limited(LEAD, role=Role.READER, plan_id=None)
    assert reading.plan_ids == {1, 2}
    assert all(allows(reading, Permission.READ_PLAN, Scope(plan_id=plan_id)) for plan_id in (1, 2))
    assert allows(reading, Permission.READ_PLAN, Scope())


def test_one_role_of_several_is_as_if_the_others_were_not_held() -> None:
    narrowed = limited(LEAD, role=Role.PROJECT_LEAD, plan_id=None)
    led = Scope(plan_id=1, initiative_ids=frozenset({31}))
    assert allows(narrowed, Permission.EDIT_INITIATIVE, led)
    assert not exists_for(narrowed, Scope(plan_id=2))
    assert not allows(narrowed, Permission.REGISTER_INITIATIVE)


def test_a_role_that_was_lost_leaves_nothing() -> None:
    left = limited(LEAD, role=Role.STEERING, plan_id=None)
    assert left.grants == ()
    assert not exists_for(left, Scope(plan_id=1))


def test_within_one_plan_an_administrator_keeps_the_plan_and_leaves_the_installation() -> None:
    narrowed = limited(ADMIN, role=None, plan_id=1)
    assert allows(narrowed, Permission.EDIT_PLAN, Scope(plan_id=1))
    assert not allows(narrowed, Permission.EDIT_PLAN, Scope(plan_id=2))
    for scope in (None, Scope()):
        assert not allows(narrowed, Permission.MANAGE_USERS, scope)
        assert Role.ADMIN not in givable_roles(narrowed, scope)
    assert allows(narrowed, Permission.READ_PLAN, Scope()), "what belongs to no plan is read all the same"

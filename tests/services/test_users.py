"""Users and the roles they hold, as the command line keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Invalid, InvalidFields, NotFound
from portfolio.domain.permissions import Role
from portfolio.models import AuditLink, Initiative, Organisation, Plan, ProgrammeArea, RoleAssignment, User
from portfolio.services import accounts, people, users
from portfolio.services.context import Context
from tests import cast

PASSWORD = "tolv tecken minst"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes are what test_accounts.py is about."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def system(acting: Callable[[str], Context]) -> Context:
    return acting("system")


def add(ctx: Context, email: str = "ny@exempel.se", name: str = "Ny Person", password: str = PASSWORD) -> User:
    with ctx.transaction():
        return users.add(ctx, email=email, name=name, password=password)


def assign(ctx: Context, role: Role, email: str = "ny@exempel.se", **scope: int) -> None:
    with ctx.transaction():
        users.assign(ctx, users.find(ctx, email), role, **scope)


def held(ctx: Context, email: str = "ny@exempel.se") -> list[str]:
    ctx.session.rollback()
    return [users.describe(row) for row in users.find(ctx, email).roles]


def test_a_user_is_added_under_an_address_in_one_form(system: Context) -> None:
    made = add(system, " Ny@Exempel.SE\u200b ", "  A\u030asa  Ö ")
    assert (made.email, made.name, made.active) == ("ny@exempel.se", "Åsa  Ö", True)
    assert users.find(system, "NY@exempel.se ").id == made.id
    assert users.exists(system, " ny@exempel.se")
    assert not users.exists(system, "annan@exempel.se")
    assert made.password_hash is not None
    assert accounts._verify(made.password_hash, PASSWORD)
    link = system.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.actor_id) == ("user:add", None)


def test_an_address_is_taken_once(system: Context) -> None:
    with pytest.raises(Conflict) as refused:
        add(system, cast.email("reader").upper())
    assert refused.value.field == "email"


def test_what_is_no_address_no_name_or_no_password_is_refused(system: Context) -> None:
    for email in ("", "ny", "ny@", "@x.se", "ny@x", "a b@x.se", "a@b@x.se", "a@x.se.", "x" * 250 + "@x.se"):
        with pytest.raises(Invalid) as problem:
            add(system, email)
        assert problem.value.field == "email", email
    for name in ("", " ", "x" * 201, "a\nb", "a\u202eb"):
        with pytest.raises(InvalidFields):
            add(system, name=name)
    with pytest.raises(Invalid) as problem:
        add(system, password="kort")
    assert problem.value.field == "password"
    assert not users.exists(system, "ny@exempel.se")


def test_a_role_is_held_for_one_thing_that_exists(system: Context) -> None:
    session = system.session
    scopes = {
        "plan_id": session.scalars(select(Plan.id)).first(),
        "area_id": session.scalars(select(ProgrammeArea.id)).first(),
        "organisation_id": session.scalars(select(Organisation.id)).first(),
        "initiative_id": session.scalars(select(Initiative.id)).first(),
    }
    add(system)
    for name, value in scopes.items():
        assert value is not None
        assign(system, Role.READER, **{name: value})
        assign(system, Role.READER, **{name: value})
    assign(system, Role.ADMIN)
    assign(system, Role.ADMIN)
    assert held(system) == [
        f"Läsare (plan {scopes['plan_id']})",
        f"Läsare (område {scopes['area_id']})",
        f"Läsare (organisation {scopes['organisation_id']})",
        f"Läsare (initiativ {scopes['initiative_id']})",
        "Administratör",
    ]
    for role, given in (
        (Role.READER, {}),
        (Role.READER, {"plan_id": 1, "area_id": 1}),
        (Role.ADMIN, {"plan_id": 1}),
    ):
        with pytest.raises(Invalid) as problem:
            assign(system, role, **given)
        assert problem.value.field == "role"
    for name in scopes:
        for value in (99_999, 0, -1, 2**31, 10**30):
            with pytest.raises(NotFound):
                assign(system, Role.READER, **{name: value})
    assert len(held(system)) == 5


def test_a_role_that_ended_can_be_given_again(system: Context) -> None:
    add(system)
    plan_id = system.session.scalars(select(Plan.id)).one()
    assign(system, Role.READER, plan_id=plan_id)
    with system.transaction():
        system.record("test:end")
        users.find(system, "ny@exempel.se").roles[0].ended_at = system.now
    assign(system, Role.READER, plan_id=plan_id)
    rows = system.session.scalars(select(RoleAssignment).join(User).where(User.email == "ny@exempel.se"))
    assert sorted(row.ended_at is None for row in rows) == [False, True]


def test_a_user_is_deactivated_and_stays_on_the_list(system: Context) -> None:
    with system.transaction():
        users.deactivate(system, cast.email("reader").upper())
    found = {user.email: user for user in users.listing(system)}
    assert not found[cast.email("reader")].active
    assert [user.email for user in users.listing(system)] == sorted(found)
    assert len(found) == len(cast.CAST)
    assert people.actor_for(system.session, found[cast.email("reader")]).roles == {Role.READER}


def test_nobody_is_found_under_an_unknown_address(system: Context) -> None:
    for work in (
        lambda: users.deactivate(system, "ingen@exempel.se"),
        lambda: users.set_password(system, "ingen@exempel.se", PASSWORD),
        lambda: users.find(system, "a\x00\ud800"),
    ):
        with pytest.raises(NotFound, match="ingen användare"), system.transaction():
            work()


def test_a_made_password_is_long_enough_and_new_each_time() -> None:
    made = {users.make_password() for _ in range(20)}
    assert len(made) == 20
    assert all(len(password) >= accounts.MINIMUM_PASSWORD for password in made)

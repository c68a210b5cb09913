"""Users and the roles they hold, as administrators and the command line keep them."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.permissions import Role
from portfolio.domain.versions import version_of
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


@pytest.fixture
def admin(acting: Callable[[str], Context]) -> Context:
    return acting("admin")


def edit(ctx: Context, user_id: int, *, version: str | None = None, **fields: str) -> User:
    ctx.session.rollback()
    stored = users.edited_values(users.get(ctx, user_id))
    with ctx.transaction():
        return users.edit(ctx, user_id, version=version or version_of(stored), **{**stored, **fields})


def set_active(ctx: Context, name: str, active: bool) -> User:
    ctx.session.rollback()
    user = users.find(ctx, cast.email(name))
    version = users.active_version(user)
    with ctx.transaction():
        return users.set_active(ctx, user.id, version=version, active=active)


def latest(ctx: Context) -> AuditLink:
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()


def test_an_administrator_adds_a_user_with_a_made_password(admin: Context) -> None:
    with admin.transaction():
        made, password = users.register(admin, name=" Ny Person ", email="NY@exempel.se")
    assert (made.name, made.email, made.active) == ("Ny Person", "ny@exempel.se", True)
    assert made.password_hash is not None
    assert accounts._verify(made.password_hash, password)
    assert not any(item.new or item.old for item in latest(admin).items if item.field in ("name", "email"))


def test_an_address_that_is_taken_is_told_of_beside_it(admin: Context) -> None:
    reader = users.find(admin, cast.email("reader"))
    for work in (
        lambda: users.register(admin, name="Ny", email=f" {reader.email.upper()}"),
        lambda: users.edit(
            admin,
            users.find(admin, cast.email("outsider")).id,
            version=version_of(users.edited_values(users.find(admin, cast.email("outsider")))),
            name="Ny",
            email=reader.email,
        ),
    ):
        with pytest.raises(Invalid, match="används redan av Reader") as refused, admin.transaction():
            work()
        assert refused.value.field == "email"


def test_a_name_and_an_address_are_changed_without_being_kept_in_the_log(admin: Context) -> None:
    user_id = users.find(admin, cast.email("reader")).id
    changed = edit(admin, user_id, name="Ny Läsare", email=" Ny.Lasare@exempel.se")
    assert (changed.name, changed.email) == ("Ny Läsare", "ny.lasare@exempel.se")
    items = {item.field: (item.old, item.new) for item in latest(admin).items}
    assert items == {"name": (None, None), "email": (None, None)}
    assert edit(admin, user_id, name="Nyare").name == "Nyare", "an address of one's own is not taken"
    with pytest.raises(Invalid) as problem:
        edit(admin, user_id, email="ingen adress")
    assert problem.value.field == "email"
    with pytest.raises(InvalidFields) as problems:
        edit(admin, user_id, name=" ")
    assert set(problems.value.problems) == {"name"}
    with pytest.raises(Conflict) as refused:
        edit(admin, user_id, version="0" * 16, name="Sedan")
    assert refused.value.current == {"name": "Nyare", "email": "ny.lasare@exempel.se"}


def test_a_renewed_password_holds_and_the_old_one_does_not(admin: Context) -> None:
    user_id = users.find(admin, cast.email("reader")).id
    with admin.transaction():
        password = users.renew_password(admin, user_id)
    stored = users.get(admin, user_id).password_hash
    assert accounts._verify(stored, password)
    assert not accounts._verify(stored, cast.PASSWORD)
    assert latest(admin).action == "user:password"


def test_an_account_is_closed_and_opened_again_with_its_roles(admin: Context) -> None:
    assert not set_active(admin, "reader", False).active
    assert latest(admin).action == "user:deactivate"
    assert set_active(admin, "reader", True).active
    assert latest(admin).action == "user:reactivate"
    assert people.actor_for(admin.session, users.find(admin, cast.email("reader"))).roles == {Role.READER}
    before = latest(admin).id
    set_active(admin, "reader", True)
    assert latest(admin).id == before, "nothing changed, nothing is said"
    user_id = users.find(admin, cast.email("reader")).id
    with pytest.raises(Conflict) as refused, admin.transaction():
        users.set_active(admin, user_id, version="0" * 16, active=False)
    assert refused.value.current == {"active": True}


def test_the_last_active_administrator_is_not_shut_out(admin: Context) -> None:
    with pytest.raises(Invalid, match="enda aktiva administratören") as refused:
        set_active(admin, "admin", False)
    assert refused.value.field == "active"
    assign(admin, Role.ADMIN, cast.email("reader"))
    set_active(admin, "reader", False)
    with pytest.raises(Invalid):
        set_active(admin, "admin", False)
    set_active(admin, "reader", True)
    assert not set_active(admin, "admin", False).active


def test_two_administrators_do_not_shut_each_other_out_at_once(acting: Callable[[str], Context]) -> None:
    admin = acting("admin")
    assign(admin, Role.ADMIN, cast.email("reader"))
    other = acting("reader")
    mine, theirs = (users.find(admin, cast.email(name)) for name in ("admin", "reader"))
    work = {mine.id: users.active_version(mine), theirs.id: users.active_version(theirs)}
    (my_id, my_version), (their_id, their_version) = work.items()
    told: list[Invalid] = []

    def shut_out_too() -> None:
        try:
            with other.transaction():
                users.set_active(other, my_id, version=my_version, active=False)
        except Invalid as problem:
            told.append(problem)

    thread = Thread(target=shut_out_too)
    with admin.transaction():
        users.set_active(admin, their_id, version=their_version, active=False)
        admin.session.flush()
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert [problem.field for problem in told] == ["active"]


def test_users_are_found_by_words_of_their_name_and_address_those_shut_out_last(admin: Context) -> None:
    set_active(admin, "controller", False)
    names = [user.name for user in users.found(admin)]
    assert names[-1] == "Controller"
    assert names[:-1] == sorted(names[:-1])
    assert len(names) == len(cast.CAST)
    assert [user.name for user in users.found(admin, "LEAD proj")] == ["Project Lead"]
    assert [user.name for user in users.found(admin, "steering@")] == ["Steering"]
    assert users.found(admin, "finns inte") == []


def test_users_are_an_administrators_alone(acting: Callable[[str], Context]) -> None:
    for name in set(cast.CAST) - {"admin"}:
        ctx = acting(name)
        user_id = users.find(ctx, cast.email("reader")).id
        for work in (
            lambda ctx=ctx: users.found(ctx),
            lambda ctx=ctx, user_id=user_id: users.get(ctx, user_id),
            lambda ctx=ctx: users.get(ctx, 99_999),
            lambda ctx=ctx: users.require(ctx),
            lambda ctx=ctx: users.register(ctx, name="Ny", email="ny@exempel.se"),
            lambda ctx=ctx, user_id=user_id: users.renew_password(ctx, user_id),
        ):
            with pytest.raises(Denied):
                work()

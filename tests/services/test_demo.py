"""The demonstration: the plan once, its users each time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from portfolio.domain.permissions import Role
from portfolio.models import AuditLink, Initiative, LoginSession, RoleAssignment, User
from portfolio.services import accounts, demo, people, plan_files, users
from portfolio.services.context import Context
from tests import cast


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes are what test_accounts.py is about."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def system(acting: Callable[[str], Context]) -> Context:
    return acting("system")


def test_a_plan_that_is_there_is_left_as_it_is(system: Context) -> None:
    with system.transaction():
        system.record("test:edit")
        system.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one().title = "Mitt namn"
    before = plan_files.export(system, cast.PLAN)
    assert demo.load_plan(system) is False
    assert plan_files.export(system, cast.PLAN) == before


def test_there_is_a_user_for_each_role_and_two_controllers(system: Context) -> None:
    made = demo.reset_passwords(system)
    assert {role for role, _, _ in made} == set(Role)
    assert [role for role, _, _ in made].count(Role.CONTROLLER) == 2
    assert len({password for _, _, password in made}) == len(made) == 9
    assert all(email.endswith("@exempel.se") for _, email, _ in made)
    for role, email, password in made:
        user = users.find(system, email)
        assert people.actor_for(system.session, user).roles == {role}
        assert user.password_hash is not None
        assert accounts._verify(user.password_hash, password)
    lead = users.find(system, "projektledare@exempel.se")
    keys = system.session.scalars(
        select(Initiative.key)
        .join(RoleAssignment, RoleAssignment.initiative_id == Initiative.id)
        .where(RoleAssignment.user_id == lead.id)
    )
    assert set(keys) == {"en-vag-in", "patientkontrakt", "rusta-ledare"}
    assert users.find(system, "huvudprojektledare@exempel.se").roles[0].area_id is not None


def test_starting_again_gives_new_passwords_and_leaves_roles_and_everybody_else_alone(system: Context) -> None:
    first = demo.reset_passwords(system)
    hashes = dict(system.session.execute(select(User.email, User.password_hash)).all())
    roles = system.session.scalar(select(func.count(RoleAssignment.id)))
    with system.transaction():
        token = accounts.sign_in(system, email=first[0][1], password=first[0][2], address="::1")
    assert token
    second = demo.reset_passwords(system)
    assert [(role, email) for role, email, _ in first] == [(role, email) for role, email, _ in second]
    assert not {password for _, _, password in first} & {password for _, _, password in second}
    after = dict(system.session.execute(select(User.email, User.password_hash)).all())
    assert {email for email in hashes if hashes[email] != after[email]} == {email for _, email, _ in first}
    assert system.session.scalar(select(func.count(RoleAssignment.id))) == roles
    assert system.session.scalars(select(LoginSession)).one().revoked_at is not None
    assert system.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one().action == "demo:users"


def test_nothing_in_the_log_tells_a_password(system: Context) -> None:
    made = demo.reset_passwords(system)
    export = plan_files.export(system, cast.PLAN)
    stored = "".join(str(row.__dict__) for row in system.session.scalars(select(User)))
    for _, email, password in made:
        assert password not in stored
        assert email not in export
        assert password not in export

"""From roles to what somebody may: which plans each role reaches."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.permissions import Permission, Role
from portfolio.models import Initiative, Organisation, Plan, User
from portfolio.services import accounts, people, plan_files, plans, users
from portfolio.services.context import Context
from tests import cast
from tests.services.test_initiatives import OTHER

MINE, THEIRS = cast.PLAN, "annan-plan"


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes are what test_accounts.py is about."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def set_up(ctx: Context) -> dict[str, int]:
    """A second plan that Växjö owns, and units below Växjö and below Region Kronoberg; organisations by key."""
    with ctx.transaction():
        plan_files.load_text(ctx, OTHER)
    with ctx.transaction():
        ctx.record("test:units")
        found = {one.key: one for one in ctx.session.scalars(select(Organisation))}
        for key, parent in (
            ("omsorgen", "vaxjo-kommun"),
            ("hemtjansten", "omsorgen"),
            ("kliniken", "region-kronoberg"),
        ):
            found[key] = Organisation(key=key, name=key, kind=OrganisationKind.UNIT, parent_id=found[parent].id)
            ctx.session.add(found[key])
            ctx.session.flush()
        return {key: one.id for key, one in found.items()}


def reach(ctx: Context, role: Role, **scope: int) -> tuple[set[str], set[str]]:
    """The plans that a new user with this role sees, and those in which they may classify."""
    with ctx.transaction():
        name = f"{role}-{'-'.join(f'{k}{v}' for k, v in scope.items())}@exempel.se"
        user = users.add(ctx, email=name, name="Ny", password="tolv tecken minst")
        users.assign(ctx, user, role, **scope)
    theirs = Context(ctx.session, people.actor_for(ctx.session, user), _Clock(ctx))
    rows = ctx.session.scalars(select(Initiative)).all()
    changes = {row.plan.slug for row in rows if theirs.can(Permission.CLASSIFY_INITIATIVE, row)}
    return {plan.slug for plan in plans.visible(theirs)}, changes


class _Clock:
    def __init__(self, ctx: Context) -> None:
        self.now, self.today, self.zone = (lambda: ctx.now), (lambda: ctx.today), ctx.zone


def test_an_organisations_role_reads_the_plans_it_takes_part_in_and_changes_those_that_it_owns(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("system")
    ids = set_up(ctx)
    reached = {
        key: reach(ctx, Role.STEERING, organisation_id=ids[key])
        for key in ("vaxjo-kommun", "omsorgen", "hemtjansten", "region-kronoberg", "kliniken", "alvesta-kommun")
    }
    assert reached == {
        "vaxjo-kommun": ({THEIRS}, {THEIRS}),
        # A unit sees the plans of those above it; what it may change is its own.
        "omsorgen": ({THEIRS}, set()),
        "hemtjansten": ({THEIRS}, set()),
        "region-kronoberg": ({MINE}, {MINE}),
        "kliniken": ({MINE}, set()),
        "alvesta-kommun": (set(), set()),
    }


def test_a_role_for_a_plan_an_area_or_an_initiative_reaches_that_plan_alone(acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    set_up(ctx)
    other = ctx.session.scalars(select(Initiative).where(Initiative.key == "annat")).one()
    plan_id, area_id, initiative_id = other.plan_id, other.area_id, other.id
    assert reach(ctx, Role.STEERING, plan_id=plan_id) == ({THEIRS}, {THEIRS})
    assert reach(ctx, Role.STEERING, area_id=area_id) == ({THEIRS}, {THEIRS})
    assert reach(ctx, Role.STEERING, initiative_id=initiative_id) == ({THEIRS}, {THEIRS})
    assert reach(ctx, Role.READER, initiative_id=initiative_id) == ({THEIRS}, set())
    assert reach(ctx, Role.ADMIN) == ({MINE, THEIRS}, set())


def test_a_role_that_has_ended_reaches_nothing(acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    with ctx.transaction():
        ctx.record("test:end")
        user = ctx.session.scalars(select(User).where(User.email == cast.email("steering"))).one()
        for role in user.roles:
            role.ended_at = ctx.now
    actor = people.actor_for(ctx.session, user)
    assert (actor.grants, actor.plan_ids, actor.user_id) == ((), frozenset(), user.id)


def test_the_cast_is_as_it_is_described(acting: Callable[[str], Context]) -> None:
    for name, (role, scope) in cast.CAST.items():
        actor = acting(name).actor
        assert actor.roles == (frozenset({role}) if role else frozenset())
        assert len(actor.plan_ids) == (0 if role is None else 1)
        if scope:
            assert getattr(actor.grants[0], f"{scope}_id") is not None


def test_project_leads_are_told_by_initiative_in_the_order_in_which_they_came(acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    led, bare = (
        ctx.session.scalars(select(Initiative.id).where(Initiative.key == key)).one()
        for key in (cast.LED, "kronobarnsmodellen")
    )
    assert people.project_leads(ctx.session, []) == {}
    with ctx.transaction():
        new = users.add(ctx, email="a@exempel.se", name="Anna Ny", password="tolv tecken minst")
        users.assign(ctx, new, Role.PROJECT_LEAD, initiative_id=led)
        plan_id = ctx.session.scalars(select(Plan.id)).one()
        users.assign(ctx, new, Role.PROJECT_LEAD, plan_id=plan_id)
    found = people.project_leads(ctx.session, [led, bare])
    assert {key: [user.name for user in value] for key, value in found.items()} == {led: ["Project Lead", "Anna Ny"]}

"""Signing in, staying signed in, and being shut out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.clock import Clock
from portfolio.domain.errors import Denied, Invalid, NotFound
from portfolio.domain.permissions import Role
from portfolio.models import AuditLink, FormUse, LoginAttempt, LoginSession, RoleAssignment, User
from portfolio.services import accounts, users
from portfolio.services.context import ANONYMOUS, Context
from tests import cast

NOON = datetime(2023, 5, 15, 12, tzinfo=UTC)
EMAIL = cast.email("reader")


class At(Clock):
    """A clock that stands at an instant."""

    def now(self) -> datetime:
        return INSTANT[0]


INSTANT = [NOON]
CLOCK = At(ZoneInfo("Europe/Stockholm"))
Visit = Callable[..., Context]


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What nobody's password is held against costs as little as the cast's own."""
    accounts._nobody.cache_clear()
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    accounts._nobody.cache_clear()


@pytest.fixture
def visit(cheap_hashes: None, new_session: Callable[[], Session]) -> Visit:
    """A context of somebody who has not signed in, so long after noon."""

    def make(after: timedelta = timedelta()) -> Context:
        INSTANT[0] = NOON + after
        return Context(new_session(), ANONYMOUS, CLOCK)

    return make


def sign_in(ctx: Context, password: str = cast.PASSWORD, *, email: str = EMAIL, address: str = "10.0.0.1") -> str:
    with ctx.transaction():
        attempt_id = accounts.attempt(ctx, email=email, address=address)
    proof = accounts.verified(ctx, email=email, password=password)
    if proof is None:
        return ""
    with ctx.transaction():
        return accounts.sign_in(ctx, proof, attempt_id=attempt_id)


def live(ctx: Context, token: str) -> LoginSession | None:
    ctx.session.rollback()
    return accounts.signed_in(ctx.session, token, CLOCK)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_the_right_password_signs_in_and_the_token_is_kept_as_a_hash_alone(visit: Visit) -> None:
    ctx = visit()
    token = sign_in(ctx, email=f"  {EMAIL.upper()} ")
    login = live(ctx, token)
    assert login is not None
    assert login.user.email == EMAIL
    assert (login.created_at, login.expires_at) == (NOON, NOON + accounts.LONGEST)
    assert len(token) > 40
    assert token not in str(vars(login))
    assert login.token_hash != token
    assert token != sign_in(ctx)
    assert ctx.session.scalar(select(func.count(LoginSession.id))) == 2
    assert live(ctx, token[:-1]) is None
    assert live(ctx, login.token_hash) is None
    assert live(ctx, "") is None


def test_no_password_but_the_right_one_signs_in(visit: Visit) -> None:
    ctx = visit()
    with ctx.transaction():
        ctx.record("test:no-password")
        ctx.session.add(User(email="utan@exempel.se", name="Utan", active=True, created_at=ctx.now))
        users.deactivate(ctx, cast.email("controller"))
    for number, (email, password) in enumerate(
        (
            (EMAIL, "fel lösenord här"),
            (EMAIL, ""),
            (EMAIL, cast.PASSWORD + " "),
            (EMAIL, cast.PASSWORD.upper()),
            ("finns-inte@exempel.se", cast.PASSWORD),
            ("utan@exempel.se", cast.PASSWORD),
            ("utan@exempel.se", ""),
            (cast.email("controller"), cast.PASSWORD),
            ("", cast.PASSWORD),
            ("%", cast.PASSWORD),
            (f"a\x00{EMAIL}", cast.PASSWORD),
            ("\ud800", cast.PASSWORD),
            ("x" * 100_000, "y" * 100_000),
        )
    ):
        assert sign_in(ctx, password, email=email, address=f"10.1.{number}.1") == "", (email, password)
    assert ctx.session.scalar(select(func.count(LoginSession.id))) == 0
    attempts = ctx.session.scalars(select(LoginAttempt)).all()
    assert len(attempts) == 13
    assert not any(attempt.succeeded for attempt in attempts)
    assert max(len(attempt.email) for attempt in attempts) == 254


def test_signs_that_cannot_be_seen_do_not_keep_somebody_out(visit: Visit) -> None:
    assert sign_in(visit(), email=f"\u200b{EMAIL}\u00a0\x00")


def test_five_failures_lock_an_address_of_e_mail_until_the_window_has_passed(visit: Visit) -> None:
    for number in range(accounts.FAILURES_PER_EMAIL):
        ctx = visit(minutes(number))
        assert sign_in(ctx, "fel", address=f"10.0.0.{number}") == ""
    with pytest.raises(Invalid, match="Vänta 15 minuter") as refused:
        sign_in(visit(minutes(5)), address="10.0.0.99")
    assert refused.value.field is None
    # Somebody else is not locked out, and trying on does not make it last longer.
    assert sign_in(visit(minutes(5)), email=cast.email("steering"), address="10.0.0.99")
    with pytest.raises(Invalid):
        sign_in(visit(minutes(14.9)))
    assert sign_in(visit(minutes(15.1)))


def test_four_failures_lock_nobody_out(visit: Visit) -> None:
    ctx = visit()
    for _ in range(accounts.FAILURES_PER_EMAIL - 1):
        sign_in(ctx, "fel")
    assert sign_in(ctx)


def test_many_who_try_at_once_do_not_pass_the_limit_together(visit: Visit) -> None:
    # The password is tried outside the transaction, so what is under way counts as well as what has failed.
    for _ in range(accounts.FAILURES_PER_EMAIL):
        ctx = visit()
        with ctx.transaction():
            accounts.attempt(ctx, email=EMAIL, address="10.0.0.1")
    ctx = visit()
    with pytest.raises(Invalid, match="För många"), ctx.transaction():
        accounts.attempt(ctx, email=EMAIL, address="10.0.0.2")


def test_an_address_of_the_network_is_locked_too_and_that_ends(visit: Visit) -> None:
    ctx = visit()
    with ctx.transaction():
        for number in range(accounts.FAILURES_PER_ADDRESS - 1):
            ctx.session.add(LoginAttempt(email=f"p{number}@x.se", address="10.0.0.1", at=ctx.now, succeeded=False))
        ctx.session.add(LoginAttempt(email="lyckad@x.se", address="10.0.0.1", at=ctx.now, succeeded=True))
    assert sign_in(visit(minutes(1)))
    assert sign_in(visit(minutes(1)), "fel") == ""
    with pytest.raises(Invalid, match="För många"):
        sign_in(visit(minutes(2)))
    assert sign_in(visit(minutes(2)), address="10.0.0.2")
    assert sign_in(visit(minutes(15.5)))


def test_old_attempts_are_not_kept(visit: Visit) -> None:
    sign_in(visit(), "fel")
    ctx = visit(minutes(61))
    sign_in(ctx)
    assert [attempt.succeeded for attempt in ctx.session.scalars(select(LoginAttempt))] == [True]


def test_a_session_ends_by_its_age_and_by_not_being_used(visit: Visit) -> None:
    token = sign_in(visit())
    assert live(visit(accounts.IDLE - minutes(1)), token)
    assert live(visit(accounts.IDLE + minutes(1)), token) is None
    # Used every four hours it lasts a week and no longer.
    after = timedelta()
    while (after := after + timedelta(hours=4)) < accounts.LONGEST:
        ctx = visit(after)
        login = live(ctx, token)
        assert login is not None
        assert accounts.needs_touch(login, CLOCK)
        with ctx.transaction():
            accounts.touch(ctx, login.id)
    assert live(visit(accounts.LONGEST + minutes(1)), token) is None


def test_use_is_written_down_now_and_then_and_not_on_every_page(visit: Visit) -> None:
    token = sign_in(visit())
    login = live(visit(minutes(4)), token)
    assert login is not None
    assert not accounts.needs_touch(login, CLOCK)


def test_signing_out_ends_that_session_alone(visit: Visit) -> None:
    ctx = visit()
    first, second = sign_in(ctx), sign_in(ctx)
    login = live(ctx, first)
    assert login is not None
    with ctx.transaction():
        accounts.sign_out(ctx, login.id)
    assert live(ctx, first) is None
    assert live(ctx, second) is not None


@pytest.mark.parametrize("how", ["password", "deactivated"])
def test_a_new_password_and_being_deactivated_end_every_session_of_that_user_alone(visit: Visit, how: str) -> None:
    ctx = visit()
    tokens = [sign_in(ctx), sign_in(ctx)]
    others = sign_in(ctx, email=cast.email("steering"))
    with ctx.transaction():
        if how == "password":
            users.set_password(ctx, EMAIL, "ett alldeles nytt lösenord")
        else:
            users.deactivate(ctx, EMAIL)
    assert [live(ctx, token) for token in tokens] == [None, None]
    assert live(ctx, others) is not None
    assert sign_in(ctx) == ""
    assert bool(sign_in(ctx, "ett alldeles nytt lösenord")) is (how == "password")


def test_a_session_of_somebody_who_was_deactivated_in_another_way_is_worth_nothing(visit: Visit) -> None:
    ctx = visit()
    token = sign_in(ctx)
    with ctx.transaction():
        ctx.record("test:deactivate")
        ctx.session.scalars(select(User).where(User.email == EMAIL)).one().active = False
    assert live(ctx, token) is None


def test_signing_in_and_out_is_not_a_change_of_the_portfolio(visit: Visit) -> None:
    ctx = visit()
    links = ctx.session.scalar(select(func.count(AuditLink.id)))
    sign_in(ctx)
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == links


@pytest.mark.parametrize(
    ("password", "part"), [("elva tecken", "minst 12"), ("", "minst 12"), ("x" * 1001, "högst 1000")]
)
def test_a_password_is_long_and_not_endless(password: str, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        accounts.hash_password(password)
    assert refused.value.field == "password"
    assert part in refused.value.message


def test_a_password_is_kept_as_a_slow_hash_that_differs_each_time() -> None:
    first, second = (accounts.hash_password("tolv tecken.") for _ in range(2))
    assert first.startswith("$argon2id$")
    assert first != second
    assert accounts._verify(first, "tolv tecken.")
    assert not accounts._verify(first, "tolv tecken,")
    assert not accounts._verify("skrot", "tolv tecken.")


@pytest.mark.parametrize("how", ["password", "deactivated"])
def test_a_password_that_was_right_is_worth_nothing_once_the_account_has_changed(visit: Visit, how: str) -> None:
    ctx = visit()
    proof = accounts.verified(ctx, email=EMAIL, password=cast.PASSWORD)
    assert proof is not None
    with ctx.transaction():
        attempt_id = accounts.attempt(ctx, email=EMAIL, address="10.0.0.1")
        if how == "password":
            users.set_password(ctx, EMAIL, "ett alldeles nytt lösenord")
        else:
            users.deactivate(ctx, EMAIL)
    with ctx.transaction():
        assert accounts.sign_in(ctx, proof, attempt_id=attempt_id) == ""
    assert ctx.session.scalar(select(func.count(LoginSession.id))) == 0
    assert ctx.session.scalar(select(LoginAttempt.succeeded)) is False


def test_what_nobody_can_use_any_more_is_not_kept(visit: Visit) -> None:
    ctx = visit()
    first = sign_in(ctx)
    with ctx.transaction():
        ctx.session.add(FormUse(form_id="gammalt", at=ctx.now))
    ctx = visit(timedelta(days=6))
    assert sign_in(ctx)
    with ctx.transaction():
        ctx.session.add(FormUse(form_id="nyare", at=ctx.now))
    assert ctx.session.scalar(select(func.count(LoginSession.id))) == 2
    ctx = visit(timedelta(days=31))
    assert sign_in(ctx)
    assert ctx.session.scalar(select(func.count(LoginSession.id))) == 1
    assert live(ctx, first) is None
    assert list(ctx.session.scalars(select(FormUse.form_id))) == ["nyare"]


# --- One's own account -----------------------------------------------------------------------------------------------


@pytest.fixture
def reader(visit: Visit) -> Context:
    """The reader at noon, signed in twice; the steering group's session is none of theirs."""
    ctx = visit()
    for email in (EMAIL, cast.email("steering"), EMAIL):
        sign_in(ctx, email=email)
    ctx.actor = cast.actor(ctx.session, "reader")
    return ctx


def ids(ctx: Context, name: str) -> list[int]:
    query = select(LoginSession.id).join(LoginSession.user).where(User.email == cast.email(name))
    return list(ctx.session.scalars(query.order_by(LoginSession.id)))


def test_the_live_sessions_are_ones_own_the_last_used_first(reader: Context, visit: Visit) -> None:
    first, second = ids(reader, "reader")
    later = visit(minutes(10))
    with later.transaction():
        accounts.touch(later, first)
    later.actor = reader.actor
    assert [one.id for one in accounts.live_sessions(later)] == [first, second]
    with later.transaction():
        accounts.sign_out(later, first)
    assert [one.id for one in accounts.live_sessions(later)] == [second]
    idle = visit(accounts.IDLE + minutes(1))
    idle.actor = reader.actor
    assert accounts.live_sessions(idle) == []


def test_one_of_ones_own_sessions_is_ended_and_nobody_elses(reader: Context) -> None:
    first, second = ids(reader, "reader")
    (others,) = ids(reader, "steering")
    for login_id in (others, 0, -1, 10**6, 2**31, 10**30):
        with pytest.raises(NotFound), reader.transaction():
            accounts.end_session(reader, login_id)
    for _ in range(2):
        with reader.transaction():
            accounts.end_session(reader, first)
    assert [one.id for one in accounts.live_sessions(reader)] == [second]
    with reader.transaction():
        accounts.end_every_session(reader)
    assert accounts.live_sessions(reader) == []
    reader.actor = cast.actor(reader.session, "steering")
    assert [one.id for one in accounts.live_sessions(reader)] == [others]


def change(ctx: Context, password: str, *, new: str = "ett alldeles nytt lösenord", keep: int | None = None) -> None:
    with ctx.transaction():
        attempt_id = accounts.attempt(ctx, email=EMAIL, address="10.0.0.1")
    proof = accounts.verified(ctx, email=EMAIL, password=password)
    with ctx.transaction():
        hashed = accounts.hash_password(new)
        accounts.change_password(ctx, proof, password_hash=hashed, attempt_id=attempt_id, keep=keep)


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(reader: Context) -> None:
    first, second = ids(reader, "reader")
    change(reader, cast.PASSWORD, keep=second)
    assert [one.id for one in accounts.live_sessions(reader)] == [second]
    assert sign_in(reader) == ""
    assert sign_in(reader, "ett alldeles nytt lösenord")
    link = reader.session.scalars(select(AuditLink).order_by(AuditLink.id.desc())).first()
    assert link is not None
    assert (link.action, link.actor_id) == ("account:password", reader.actor.user_id)
    assert [(one.entity, one.field, one.old, one.new) for one in link.items] == [("users", "password_hash", None, None)]
    assert first not in [one.id for one in accounts.live_sessions(reader)]


def test_a_password_is_not_changed_without_the_present_one(reader: Context) -> None:
    links = reader.session.scalar(select(func.count(AuditLink.id)))
    with pytest.raises(Invalid, match="nuvarande lösenord") as refused:
        change(reader, "fel lösenord här")
    assert refused.value.field == "password"
    assert reader.session.scalar(select(func.count(AuditLink.id))) == links
    assert len(accounts.live_sessions(reader)) == 2
    # Guessing at a page that was left open is held back as guessing at the sign-in is.
    for _ in range(accounts.FAILURES_PER_EMAIL - 1):
        with pytest.raises(Invalid, match="nuvarande"):
            change(reader, "fel lösenord här")
    with pytest.raises(Invalid, match="För många"):
        change(reader, cast.PASSWORD)


def test_somebody_elses_password_changes_nothing_of_ones_own(reader: Context) -> None:
    proof = accounts.verified(reader, email=cast.email("steering"), password=cast.PASSWORD)
    assert proof is not None
    with pytest.raises(Invalid), reader.transaction():
        accounts.change_password(reader, proof, password_hash="x", attempt_id=1)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("coordinator", (Role.COORDINATOR, cast.PLAN, None, None, None)),
        ("area_lead", (Role.AREA_LEAD, cast.PLAN, cast.AREA, None, None)),
        ("benefit_owner", (Role.BENEFIT_OWNER, None, None, "region-kronoberg", None)),
        ("project_lead", (Role.PROJECT_LEAD, None, None, None, cast.LED)),
        ("admin", (Role.ADMIN, None, None, None, None)),
    ],
)
def test_each_role_says_what_it_is_held_for(
    acting: Callable[[str], Context], name: str, expected: tuple[object, ...]
) -> None:
    (held,) = accounts.held_roles(acting(name))
    assert (
        held.role,
        held.plan and held.plan.slug,
        held.area and held.area.key,
        held.organisation and held.organisation.key,
        held.initiative and held.initiative.key,
    ) == expected


def test_a_role_that_has_ended_is_not_held_and_some_hold_none(acting: Callable[[str], Context]) -> None:
    assert accounts.held_roles(acting("outsider")) == []
    ctx = acting("reader")
    with ctx.transaction():
        ctx.record("test:end")
        held = select(RoleAssignment).where(RoleAssignment.user_id == ctx.actor.user_id)
        ctx.session.scalars(held).one().ended_at = ctx.now
    assert accounts.held_roles(ctx) == []


def test_there_is_no_account_for_who_has_not_signed_in(visit: Visit) -> None:
    ctx = visit()
    for ask in (accounts.live_sessions, accounts.held_roles, accounts.end_every_session):
        with pytest.raises(Denied):
            ask(ctx)
    with pytest.raises(Denied):
        accounts.end_session(ctx, 1)
    with pytest.raises(Denied):
        accounts.change_password(ctx, None, password_hash="x", attempt_id=1)


def test_users_are_counted(visit: Visit) -> None:
    assert accounts.count_users(visit().session) == len(cast.CAST)

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
from portfolio.domain.errors import Invalid
from portfolio.models import AuditLink, LoginAttempt, LoginSession, User
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
        return accounts.sign_in(ctx, email=email, password=password, address=address)


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


def test_users_are_counted(visit: Visit) -> None:
    assert accounts.count_users(visit().session) == len(cast.CAST)

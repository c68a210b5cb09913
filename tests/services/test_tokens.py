"""API tokens: made, told apart, used and revoked, and useless as soon as they should be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.clock import Clock
from portfolio.config import Settings
from portfolio.domain.errors import Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.tokens import PREFIX
from portfolio.models import ApiToken, ApiTokenUse, AuditItem, AuditLink, Plan, User
from portfolio.services import audit, people, tokens, users
from portfolio.services.context import ANONYMOUS, Context
from portfolio.services.tokens import MOST, Standing
from tests import cast
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


@pytest.fixture
def ctx(acting: Acting) -> Context:
    """The project lead's own context."""
    return acting("project_lead")


def user_id_of(ctx: Context, name: str) -> int:
    found = ctx.session.scalar(select(User.id).where(User.email == cast.email(name)))
    assert found is not None
    return found


def make(ctx: Context, **limits: object) -> tuple[ApiToken, str]:
    assert ctx.actor.user_id is not None
    with ctx.transaction():
        return tokens.add(ctx, ctx.actor.user_id, **{"name": "Ett skript", **limits})  # type: ignore[arg-type]


def standing(ctx: Context, secret: str) -> Standing:
    ctx.session.rollback()
    ctx.session.expire_all()
    return tokens.bearer(ctx.session, secret, Clock(ctx.zone)).standing


def last_action(ctx: Context) -> str | None:
    return ctx.session.scalar(select(AuditLink.action).order_by(AuditLink.id.desc()).limit(1))


def test_a_secret_is_told_once_and_kept_nowhere(ctx: Context) -> None:
    token, secret = make(ctx, name=" Månadsrapport ")
    assert secret.startswith(PREFIX)
    assert len(secret) > 45
    assert secret != make(ctx)[1]
    assert (token.name, token.shown) == ("Månadsrapport", secret[:10])
    assert token.token_hash == hashlib.sha256(secret.encode()).hexdigest()
    logged = ctx.session.execute(select(AuditItem.old, AuditItem.new).where(AuditItem.entity == "api_tokens")).all()
    assert logged
    for row in logged:
        assert token.token_hash not in str(row)
        assert secret[10:] not in str(row)
    assert last_action(ctx) == "token:add"


def test_a_token_acts_as_its_owner_at_present(ctx: Context, acting: Acting) -> None:
    _, secret = make(ctx)
    found = tokens.bearer(ctx.session, secret, Clock(ctx.zone))
    assert found.standing is Standing.LIVE
    assert found.token is not None
    assert tokens.actor_of(ctx.session, found.token) == ctx.actor
    system = acting("system")
    with system.transaction():
        system.record("role:end")
        for row in system.session.get_one(User, ctx.actor.user_id).roles:
            row.ended_at = system.now
    ctx.session.rollback()
    assert tokens.actor_of(ctx.session, found.token).grants == ()


def test_what_is_not_the_whole_secret_is_unknown(ctx: Context) -> None:
    token, secret = make(ctx)
    for sent in (secret[:-1], secret + "x", secret.upper(), secret.removeprefix(PREFIX), token.token_hash, "", "å\0"):
        assert standing(ctx, sent) is Standing.UNKNOWN, sent
    # A hash that leaked opens nothing, even dressed up as a token.
    assert standing(ctx, PREFIX + token.token_hash) is Standing.UNKNOWN
    assert standing(ctx, secret) is Standing.LIVE


def test_a_token_holds_to_the_end_of_its_last_day_where_the_installation_is(ctx: Context) -> None:
    last = ctx.now.astimezone(ctx.zone).date() + timedelta(days=1)
    token, secret = make(ctx, expires_on=last)
    midnight = datetime.combine(last + timedelta(days=1), datetime.min.time(), ctx.zone)
    assert token.expires_at == midnight
    for at, expected in (
        (midnight - timedelta(seconds=1), Standing.LIVE),
        (midnight, Standing.EXPIRED),
        (midnight + timedelta(days=500), Standing.EXPIRED),
    ):
        assert tokens.bearer(ctx.session, secret, at_instant(ctx, at)).standing is expected


def at_instant(ctx: Context, instant: datetime) -> Clock:
    class At(Clock):
        def now(self) -> datetime:
            return instant.astimezone(UTC)

    return At(ctx.zone)


def test_the_day_is_the_real_one_also_where_a_demonstration_lives_in_another_year(ctx: Context) -> None:
    token, _ = make(ctx)
    assert ctx.today.year == 2023
    assert token.expires_on == ctx.now.astimezone(ctx.zone).date() + timedelta(days=365)
    usual, latest = tokens.days(ctx)
    assert usual == token.expires_on
    make(ctx, expires_on=latest)
    with pytest.raises(InvalidFields):
        make(ctx, expires_on=latest + timedelta(days=1))
    with pytest.raises(InvalidFields):
        make(ctx, expires_on=ctx.today)


def test_nobody_makes_a_token_for_somebody_else_but_the_system(ctx: Context, acting: Acting) -> None:
    reader_id = user_id_of(ctx, "reader")
    for name in ("project_lead", "admin", "coordinator"):
        other = acting(name)
        with pytest.raises(NotFound), other.transaction():
            tokens.add(other, reader_id, name="X")
    system = acting("system")
    with system.transaction():
        tokens.add(system, reader_id, name="X")
    assert [token.name for token in tokens.own(acting("reader"))] == ["X"]


def test_what_is_refused_leaves_nothing_behind(ctx: Context, acting: Acting) -> None:
    before = ctx.session.scalar(select(func.count(AuditLink.id)))
    for limits in ({"name": ""}, {"role": Role.STEERING}, {"plan_id": 99}, {"plan_id": 10**30}):
        with pytest.raises(InvalidFields):
            make(ctx, **limits)
    with pytest.raises(Invalid):
        make(acting("outsider"))
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count(ApiToken.id))) == 0
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == before


@one_database
def test_nobody_keeps_track_of_more_than_so_many(ctx: Context) -> None:
    made = [make(ctx)[0] for _ in range(MOST)]
    with pytest.raises(Invalid, match="Återkalla"):
        make(ctx)
    with ctx.transaction():
        tokens.revoke(ctx, made[0].id)
    make(ctx)
    # One that has run out takes no place either.
    ctx.session.rollback()
    with pytest.raises(Invalid):
        make(ctx)
    expire(ctx, made[1].id)
    make(ctx)


def expire(ctx: Context, token_id: int) -> None:
    with ctx.transaction():
        ctx.record("test:expire")
        ctx.session.get_one(ApiToken, token_id).expires_at = ctx.now


def test_a_revoked_token_is_useless_at_once_and_gone_from_the_list(ctx: Context) -> None:
    kept, _ = make(ctx, name="Kvar")
    token, secret = make(ctx)
    with ctx.transaction():
        tokens.revoke(ctx, token.id)
    assert last_action(ctx) == "token:revoke"
    assert standing(ctx, secret) is Standing.REVOKED
    assert [one.id for one in tokens.own(ctx)] == [kept.id]
    at = ctx.session.get_one(ApiToken, token.id).revoked_at
    ctx.session.rollback()
    ctx.now += timedelta(hours=1)
    with ctx.transaction():
        assert tokens.revoke(ctx, token.id).revoked_at == at, "once more changes nothing"


def test_nobody_revokes_a_token_of_somebody_else(ctx: Context, acting: Acting) -> None:
    token, secret = make(ctx)
    for name in ("admin", "reader"):
        other = acting(name)
        for token_id in (token.id, 10**6, 2**31, 10**30, 0, -1):
            with pytest.raises(NotFound), other.transaction():
                tokens.revoke(other, token_id)
    assert standing(ctx, secret) is Standing.LIVE


def test_the_list_is_ones_own_with_expired_ones_the_newest_first(ctx: Context, acting: Acting) -> None:
    make(acting("reader"))
    first, second = make(ctx)[0], make(ctx)[0]
    expire(ctx, first.id)
    assert [token.id for token in tokens.own(ctx)] == [second.id, first.id]
    nobody = acting("system")
    nobody.actor = ANONYMOUS
    with pytest.raises(Denied):
        tokens.own(nobody)


@pytest.mark.parametrize("by", ["the page", "the command"])
def test_a_closed_account_loses_its_tokens_for_good(ctx: Context, acting: Acting, by: str) -> None:
    _, secret = make(ctx)
    _, others = make(acting("reader"))
    user_id = ctx.actor.user_id
    assert user_id is not None
    admin = acting("admin")
    if by == "the command":
        with admin.transaction():
            users.deactivate(admin, cast.email("project_lead"))
    else:
        set_active(admin, user_id, False)
    assert standing(ctx, secret) is Standing.REVOKED
    assert standing(ctx, others) is Standing.LIVE
    set_active(admin, user_id, True)
    assert standing(ctx, secret) is Standing.REVOKED
    make(ctx)


def set_active(ctx: Context, user_id: int, active: bool) -> None:
    ctx.session.rollback()
    with ctx.transaction():
        user = ctx.session.get_one(User, user_id)
        users.set_active(ctx, user_id, version=users.active_version(user), active=active)


def test_a_closed_account_gets_no_token_and_one_that_is_left_does_not_hold(ctx: Context, acting: Acting) -> None:
    _, secret = make(ctx)
    system = acting("system")
    with system.transaction():
        system.record("user:deactivate")
        # As if the token had been made in the very moment when the account was closed.
        system.session.get_one(User, ctx.actor.user_id).active = False
    assert standing(ctx, secret) is Standing.CLOSED
    with pytest.raises(Invalid, match="Kontot är stängt"), system.transaction():
        tokens.add(system, user_id_of(system, "project_lead"), name="X")


def test_the_time_of_last_use_is_written_now_and_then_and_not_in_the_log(ctx: Context) -> None:
    token, secret = make(ctx)
    clock = Clock(ctx.zone)
    assert tokens.needs_touch(token, clock)
    before = ctx.session.scalar(select(func.count(AuditLink.id)))
    touch(ctx, token.id)
    (found,) = tokens.own(ctx)
    assert found.use is not None
    assert found.use.at == ctx.now
    assert not tokens.needs_touch(found, at_instant(ctx, ctx.now + timedelta(minutes=5)))
    assert tokens.needs_touch(found, at_instant(ctx, ctx.now + timedelta(minutes=5, seconds=1)))
    ctx.now += timedelta(minutes=6)
    touch(ctx, token.id)
    assert ctx.session.scalars(select(ApiTokenUse.at)).all() == [ctx.now]
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == before
    assert standing(ctx, secret) is Standing.LIVE


def touch(ctx: Context, token_id: int) -> None:
    with ctx.transaction():
        tokens.touch(ctx, token_id)
    ctx.session.expire_all()


def test_two_first_calls_at_once_both_get_through(
    ctx: Context, new_session: Callable[[], Session], settings: Settings
) -> None:
    token, _ = make(ctx)
    together = Barrier(2)

    def call(session: Session) -> None:
        mine = Context(session, ctx.actor, settings.clock)
        together.wait(10)
        with mine.transaction():
            tokens.touch(mine, token.id)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(call, new_session()) for _ in range(2)]:
            done.result(30)
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count(ApiTokenUse.id))) == 1


def test_what_one_can_choose_is_what_one_holds(acting: Acting) -> None:
    plan_id = acting("system").session.scalar(select(Plan.id))
    for name, roles in (
        ("project_lead", [Role.PROJECT_LEAD, Role.READER]),
        ("admin", [Role.READER, Role.ADMIN]),
        ("reader", [Role.READER]),
        ("outsider", [Role.READER]),
    ):
        found, plans = tokens.grantable(acting(name))
        assert found == roles
        assert [plan.id for plan in plans] == ([] if name == "outsider" else [plan_id])


def test_a_token_of_one_plan_reads_that_plans_part_of_the_log_alone(acting: Acting) -> None:
    admin = acting("admin")
    plan_id = admin.session.scalar(select(Plan.id))
    token, _ = make(admin, plan_id=plan_id)
    every = audit.log(admin).links
    assert any(link.plan_id is None for link in every)
    limited = acting("admin")
    limited.actor = tokens.actor_of(limited.session, limited.session.get_one(ApiToken, token.id))
    assert limited.can(Permission.READ_LOG)
    links = audit.log(limited).links
    assert links
    assert {link.plan_id for link in links} == {plan_id}
    assert people.actor_for(limited.session, limited.session.get_one(User, admin.actor.user_id)) == admin.actor

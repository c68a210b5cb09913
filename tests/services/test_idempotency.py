"""A call with a key is answered again as it was, and only that call, and only for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portfolio.domain.errors import Conflict, Invalid
from portfolio.models import RepeatedAnswer, User
from portfolio.services import idempotency, tokens
from portfolio.services.context import Context
from portfolio.services.idempotency import KEPT, Answer
from tests import cast

ANSWER = Answer(201, {"ETag": '"abc"', "Location": "/api/v1/initiatives/25"}, '{"title":"Å"}')

Acting = Callable[[str], Context]


@pytest.fixture
def ctx(acting: Acting) -> Context:
    return acting("system")


def token_of(ctx: Context, name: str) -> int:
    with ctx.transaction():
        user_id = ctx.session.scalar(select(User.id).where(User.email == cast.email(name)))
        assert user_id is not None
        return tokens.add(ctx, user_id, name="Ett skript")[0].id


def keep(ctx: Context, token_id: int, key: str = "nyckel", fingerprint: str = "f" * 64) -> None:
    with ctx.transaction():
        idempotency.keep(ctx, token_id, key, fingerprint=fingerprint, answer=ANSWER)


def test_the_same_call_gets_the_same_answer(ctx: Context) -> None:
    token_id = token_of(ctx, "coordinator")
    assert idempotency.earlier(ctx, token_id, "nyckel", fingerprint="f" * 64) is None
    keep(ctx, token_id)
    assert idempotency.earlier(ctx, token_id, "nyckel", fingerprint="f" * 64) == ANSWER


def test_another_call_with_the_same_key_is_refused(ctx: Context) -> None:
    token_id = token_of(ctx, "coordinator")
    keep(ctx, token_id)
    with pytest.raises(Invalid) as refused:
        idempotency.earlier(ctx, token_id, "nyckel", fingerprint="0" * 64)
    assert refused.value.field == "Idempotency-Key"


def test_keys_are_each_tokens_own(ctx: Context) -> None:
    keep(ctx, token_of(ctx, "coordinator"))
    assert idempotency.earlier(ctx, token_of(ctx, "steering"), "nyckel", fingerprint="f" * 64) is None


def test_after_a_day_the_key_is_free_again_and_the_old_answer_is_gone(ctx: Context) -> None:
    token_id = token_of(ctx, "coordinator")
    keep(ctx, token_id)
    ctx.session.rollback()
    ctx.now += KEPT - timedelta(seconds=1)
    assert idempotency.earlier(ctx, token_id, "nyckel", fingerprint="f" * 64) == ANSWER
    ctx.now += timedelta(seconds=1)
    assert idempotency.earlier(ctx, token_id, "nyckel", fingerprint="f" * 64) is None
    keep(ctx, token_id, fingerprint="0" * 64)
    assert ctx.session.scalar(select(func.count(RepeatedAnswer.id))) == 1


def test_two_at_once_keep_one_answer_between_them(ctx: Context) -> None:
    # The second one had looked before the first had committed, as can happen on PostgreSQL.
    token_id = token_of(ctx, "coordinator")
    keep(ctx, token_id)
    with pytest.raises(Conflict), ctx.transaction():
        idempotency.keep(ctx, token_id, "nyckel", fingerprint="f" * 64, answer=ANSWER)

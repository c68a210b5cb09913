"""What was typed when the session had ended: for the one who typed it, on that page, for some hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portfolio.models import AuditLink, CarriedForm
from portfolio.services import carried_forms
from portfolio.services.context import Context
from tests import cast

PATH = "/initiativ/7/redigera"
FIELDS = [("form_id", "abc"), ("version", "v1"), ("title", "Ny\r\ntitel å \0 \ufffd 🙂"), ("part", "a"), ("part", "b")]

Acting = Callable[[str], Context]


def keep(ctx: Context, fields: list[tuple[str, str]] = FIELDS, *, path: str = PATH) -> str:
    assert ctx.actor.user_id is not None
    with ctx.transaction():
        return carried_forms.keep(ctx, ctx.actor.user_id, path=path, fields=fields)


def later(ctx: Context, by: timedelta) -> Context:
    ctx.session.rollback()
    ctx.now += by
    return ctx


def test_every_field_comes_back_as_it_was_sent(ctx: Context) -> None:
    token = keep(ctx)
    found = carried_forms.find(ctx, token, path=PATH)
    assert found == carried_forms.Carried(FIELDS, ctx.now, done=False)


def test_the_database_holds_no_token_that_could_be_used(ctx: Context) -> None:
    token = keep(ctx)
    assert len(token) > 40
    row = ctx.session.scalars(select(CarriedForm)).one()
    assert token not in (row.token_hash, row.path, row.body)
    assert carried_forms.find(ctx, row.token_hash, path=PATH) is None


def test_nobody_else_and_no_other_page_gets_to_see_it(acting: Acting) -> None:
    ctx = acting("coordinator")
    token = keep(ctx)
    assert carried_forms.find(acting("admin"), token, path=PATH) is None
    assert carried_forms.find(acting("system"), token, path=PATH) is None
    assert carried_forms.find(ctx, token, path="/initiativ/8/redigera") is None
    for wrong in ("", token[:-1], "\0", "\ud800", "x" * 10_000):
        assert carried_forms.find(ctx, wrong, path=PATH) is None
    assert carried_forms.find(ctx, token, path=PATH) is not None


def test_it_is_kept_for_some_hours(ctx: Context) -> None:
    token = keep(ctx)
    later(ctx, carried_forms.KEPT - timedelta(minutes=1))
    assert carried_forms.find(ctx, token, path=PATH) is not None
    later(ctx, timedelta(minutes=2))
    assert carried_forms.find(ctx, token, path=PATH) is None
    newer = keep(ctx)
    assert ctx.session.scalar(select(func.count(CarriedForm.id))) == 1
    assert carried_forms.find(ctx, newer, path=PATH) is not None


def test_only_the_latest_of_one_person_are_kept(acting: Acting) -> None:
    other = acting("reader")
    theirs = keep(other)
    ctx = acting("coordinator")
    tokens = [keep(ctx) for _ in range(carried_forms.KEPT_EACH + 3)]
    found = [carried_forms.find(ctx, token, path=PATH) is not None for token in tokens]
    assert found == [False] * 3 + [True] * carried_forms.KEPT_EACH
    assert carried_forms.find(other, theirs, path=PATH) is not None


@pytest.mark.parametrize("name", ["password", "new_password", "Password2", "csrf_token"])
def test_a_secret_is_never_kept(ctx: Context, name: str) -> None:
    token = keep(ctx, [(name, "hemligt"), ("title", "t")])
    assert "hemligt" not in ctx.session.scalars(select(CarriedForm.body)).one()
    found = carried_forms.find(ctx, token, path=PATH)
    assert found is not None
    assert found.fields == [("title", "t")]


def test_a_form_in_which_nothing_was_typed_is_nothing_to_carry() -> None:
    assert carried_forms.carriable([("form_id", "a"), ("version", "b"), ("csrf_token", "c"), ("password", "d")]) == []
    assert carried_forms.carriable([]) == []
    # An empty field that somebody emptied is typed too.
    assert carried_forms.carriable([("title", "")]) == [("title", "")]


def test_a_form_that_was_saved_after_all_says_so(ctx: Context) -> None:
    token = keep(ctx)
    with ctx.transaction(form_id="abc"):
        pass
    found = carried_forms.find(ctx, token, path=PATH)
    assert found is not None
    assert found.done


@pytest.mark.every_case
@pytest.mark.parametrize("form_id", ["\0", "å", "x" * 500, ""])
def test_an_id_that_was_not_made_here_breaks_nothing(ctx: Context, form_id: str) -> None:
    token = keep(ctx, [("form_id", form_id), ("title", "t")])
    found = carried_forms.find(ctx, token, path=PATH)
    assert found is not None
    assert not found.done


def test_carrying_is_no_change_of_the_portfolio(ctx: Context) -> None:
    links = ctx.session.scalar(select(func.count(AuditLink.id)))
    keep(ctx)
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == links
    assert cast.actor(ctx.session, "coordinator").user_id == ctx.session.scalar(select(CarriedForm.user_id))

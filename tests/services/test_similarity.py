"""Initiatives that look like a title that is being given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portfolio.domain.similarity import MUCH
from portfolio.services import initiatives, similarity
from portfolio.services.context import Context
from portfolio.services.similarity import Lookalike
from tests.services.test_initiatives import by_key, load_other_plan, plan_id, propose, version

Acting = Callable[[str], Context]
TITLE = "Trygg utskrivning från sjukhus"


def alike(ctx: Context, title: str, **kwargs: object) -> list[Lookalike]:
    ctx.session.rollback()
    ctx.session.expunge_all()
    return similarity.lookalikes(ctx, plan_id(ctx), title, **kwargs)  # type: ignore[arg-type]


def test_what_looks_alike_is_shown_the_most_alike_first(ctx: Context) -> None:
    found = alike(ctx, "Virtuell vårdcentral")
    assert found[0].title == "Virtuella vårdcentraler"
    assert found[0].likeness >= MUCH
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)
    assert alike(ctx, "Virtuell vårdcentral", besides=found[0].id, at_least=MUCH) == []


def test_a_former_title_counts_too(ctx: Context) -> None:
    row = by_key(ctx)
    row_id, seen, old = row.id, version(row), row.title
    with ctx.transaction():
        initiatives.edit(ctx, row_id, version=seen, title=TITLE)
    (found,) = alike(ctx, old, at_least=MUCH)
    assert (found.id, found.title, found.former) == (row_id, TITLE, old)
    (found,) = alike(ctx, TITLE, at_least=MUCH)
    assert (found.id, found.former) == (row_id, None)


@pytest.mark.parametrize("title", ["", "  ", "vå", "\0\0\0\0", "\ud800abcd"])
def test_too_little_is_compared_with_nothing(ctx: Context, title: str) -> None:
    assert alike(ctx, title) == []


def test_no_draft_is_told_to_those_who_may_not_see_it(acting: Acting) -> None:
    ctx = acting("coordinator")
    draft = propose(ctx, title=TITLE)
    assert [one.id for one in alike(acting("steering"), TITLE)] == [draft.id]
    for name in ("reader", "project_lead", "controller", "admin"):
        assert alike(acting(name), TITLE) == []


def test_an_outsider_is_told_of_their_own_proposals_alone(acting: Acting) -> None:
    outsider = acting("outsider")
    assert alike(outsider, by_key(outsider).title) == []
    own = propose(outsider, title=TITLE)
    assert [one.id for one in alike(outsider, TITLE)] == [own.id]


def test_another_plans_initiatives_are_another_matter(acting: Acting) -> None:
    load_other_plan(acting("system"))
    assert alike(acting("admin"), "Annat initiativ") == []

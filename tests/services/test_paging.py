"""A long list a page at a time: every row once, whatever is added meanwhile."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portfolio.models import Forum
from portfolio.services.context import Context
from portfolio.services.paging import Page, take


@pytest.mark.parametrize("limit", [1, 7, 24, 25, 26, 1000])
def test_every_row_comes_once(ctx: Context, limit: int) -> None:
    every = list(ctx.session.scalars(select(Forum.id).order_by(Forum.id)))
    assert len(every) == 25
    found: list[int] = []
    after: int | None = None
    while True:
        part = take(ctx, select(Forum).order_by(Forum.name), Forum.id, Page(limit, after))
        found += [row.id for row in part.rows]
        assert len(part.rows) <= limit
        if part.after is None:
            break
        after = part.after
    assert found == every


def test_a_page_that_is_just_full_is_the_last_one(ctx: Context) -> None:
    assert take(ctx, select(Forum), Forum.id, Page(25)).after is None
    assert take(ctx, select(Forum), Forum.id, Page(24)).after is not None


def test_after_the_last_row_there_is_nothing(ctx: Context) -> None:
    assert list(take(ctx, select(Forum), Forum.id, Page(10, 2**31 - 1)).rows) == []

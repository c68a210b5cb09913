"""Reading a long list a page at a time, so that what is added meanwhile makes no row come twice or be skipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from portfolio.services.context import Context

T = TypeVar("T")

#: What belongs to so many rows is loaded in one query, so that the longest page takes as many as the shortest.
TOGETHER = 10_000


@dataclass(frozen=True)
class Page:
    """Which page: what comes after the row with this id (from the start without one), at most so many rows."""

    limit: int
    after: int | None = None


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page's rows, and the id after which the next page begins; None on the last."""

    rows: Sequence[T]
    after: int | None = None


def take(ctx: Context, query: Select[T], number: InstrumentedAttribute[int], page: Page) -> Slice[T]:
    """One page of what the query finds, in the order of ids. One query besides what it loads along."""
    if page.after is not None:
        query = query.where(number > page.after)
    found: list[Any] = list(ctx.session.scalars(query.order_by(None).order_by(number).limit(page.limit + 1)))
    return cut(found, page)


def cut(rows: Sequence[T], page: Page) -> Slice[T]:
    """The page of rows that were read with one more than its limit; the last id tells where the next one begins."""
    shown = rows[: page.limit]
    return Slice(shown, shown[-1].id if len(rows) > page.limit else None)  # type: ignore[attr-defined]

"""The plan's timeline as rows, and as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import Initiative, Plan
from portfolio.services import plans, timelines
from portfolio.services.context import Context
from portfolio.services.overview import Filters
from tests import cast


def plan(ctx: Context) -> Plan:
    return plans.get(ctx, cast.PLAN)


def test_the_picture_shows_every_initiative_in_its_group_and_says_what_is_missing(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("reader")
    drawn = timelines.picture(ctx, plan(ctx), href=lambda row: f"/initiativ/{row.id}")
    assert (drawn.count, drawn.missing, drawn.has_examples) == (24, 12, True)
    assert drawn.title.startswith("24 initiativ ")
    assert drawn.title.endswith(", 12 utan tidplan")
    assert [group.name for group in drawn.groups] == [
        area.name for area in plans.areas(ctx, plan(ctx).id) if area.parent_id is None
    ]


def test_a_narrowed_picture_leaves_out_what_is_empty_and_counts_what_is_left(acting: Callable[[str], Context]) -> None:
    ctx = acting("reader")
    key = select(Initiative.title).where(Initiative.key == "kronobarnsmodellen")
    words = ctx.session.scalars(key).one()
    drawn = timelines.picture(ctx, plan(ctx), Filters(words=words))
    assert (drawn.count, drawn.missing, drawn.has_examples) == (1, 1, False)
    assert drawn.title.startswith("1 initiativ ")
    assert len(drawn.groups) == 1
    nothing = timelines.picture(ctx, plan(ctx), Filters(state=InitiativeState.DECLINED))
    assert (nothing.count, nothing.groups) == (0, ())
    # Filters that narrow nothing are no filters: the empty groups stay.
    assert len(timelines.picture(ctx, plan(ctx), Filters()).groups) == 5


def test_a_draft_is_on_the_timeline_of_those_who_see_it_alone(acting: Callable[[str], Context]) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:draft")
        row = system.session.scalars(select(Initiative).where(Initiative.key == "kronobarnsmodellen")).one()
        row.state = InitiativeState.PROPOSED
    counts = {name: timelines.picture(ctx := acting(name), plan(ctx)).count for name in ("reader", "coordinator")}
    assert counts == {"reader": 23, "coordinator": 24}


def test_a_file_of_an_unknown_kind_is_refused_with_those_that_there_are(ctx: Context) -> None:
    # Those that there are, are drawn in test_cli.py.
    with pytest.raises(Invalid) as refused:
        timelines.draw(ctx, plan(ctx), "gif")
    assert refused.value.field == "format"
    assert "svg, png, pdf" in refused.value.message

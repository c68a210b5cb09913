"""Adding benefits, and how lists show them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import event, select

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.errors import Denied, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import Benefit, Initiative
from portfolio.services import benefits
from portfolio.services.context import Context
from tests import cast

Acting = Callable[[str], Context]


def led(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def add(ctx: Context, title: str = "Kortare väntan", key: str = cast.LED) -> Benefit:
    row_id = led(ctx, key).id
    with ctx.transaction():
        return benefits.add(ctx, row_id, title=title, description=None, kind=BenefitKind.BENEFIT)


@pytest.mark.parametrize("name", ["coordinator", "area_lead", "project_lead"])
def test_a_benefit_is_added_last_with_nothing_but_its_name(acting: Acting, name: str) -> None:
    ctx = acting(name)
    before = benefits.of_initiative(ctx, led(ctx))
    add(ctx, "  Kortare   väntan ")
    rows = benefits.of_initiative(ctx, led(ctx))
    assert len(rows) == len(before) + 1
    row = rows[-1]
    assert (row.title, row.example) == ("Kortare   väntan", False)
    assert row.complete == 0
    assert row.lacking[1] == ("beskrivning",)
    assert row.owner is None


@pytest.mark.parametrize("name", ["benefit_owner", "controller", "steering", "reader"])
def test_others_may_not_and_are_told_who_may(acting: Acting, name: str) -> None:
    with pytest.raises(Denied) as refused:
        add(acting(name))
    assert "projektledare" in refused.value.who


def test_for_an_outsider_there_is_no_initiative_and_no_benefit(acting: Acting, ctx: Context) -> None:
    made = add(ctx)
    with pytest.raises(NotFound):
        add(acting("outsider"))
    with pytest.raises(NotFound):
        benefits.get(acting("outsider"), made.id)


def test_a_draft_s_benefits_are_drafts_too(acting: Acting, ctx: Context) -> None:
    made = add(ctx)
    with ctx.transaction():
        ctx.record("test:draft")
        ctx.session.get_one(Initiative, made.initiative_id).state = InitiativeState.PROPOSED
    with pytest.raises(NotFound):
        benefits.get(acting("reader"), made.id)
    assert benefits.get(acting("steering"), made.id).title == "Kortare väntan"


def test_a_name_is_asked_for_and_held_to_its_rule(ctx: Context) -> None:
    for title in ("", "   ", "x" * 301, "a\u202eb"):
        with pytest.raises(InvalidFields) as refused:
            add(ctx, title)
        assert "title" in refused.value.problems


def test_a_list_takes_the_same_queries_whatever_its_length(ctx: Context) -> None:
    def queries() -> int:
        counted = []

        def count(*_: object) -> None:
            counted.append(1)

        initiative = led(ctx)
        ctx.session.expire_all()
        engine = ctx.session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        benefits.of_initiative(ctx, initiative)
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    few = queries()
    for number in range(30):
        add(ctx, f"Nytta {number}")
    assert queries() <= few + 1

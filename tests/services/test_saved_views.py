"""Views of the register that somebody keeps: their own alone, so many, each with a name of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portfolio.domain.errors import Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.saved_views import MOST
from portfolio.models import AuditLink, Plan, SavedView
from portfolio.services import saved_views
from portfolio.services.context import Context

Acting = Callable[[str], Context]


def plan_of(ctx: Context) -> Plan:
    return ctx.session.scalars(select(Plan)).one()


def save(ctx: Context, name: str, **asked: str) -> int:
    plan_id = plan_of(ctx).id
    with ctx.transaction():
        return saved_views.save(ctx, plan_id, name=name, asked=asked).id


def names(acting: Acting, who: str) -> list[str]:
    ctx = acting(who)
    return [one.name for one in saved_views.own(ctx, plan_of(ctx))]


def test_a_view_is_its_owners_alone_and_leaves_nothing_in_the_log(acting: Acting) -> None:
    reader = acting("reader")
    before = reader.session.scalar(select(func.count(AuditLink.id)))
    number = save(reader, " Ö efter ", lage="behind", aterta="hemligt", q="väntan")
    save(reader, "Ä nytt", sort="nytta")
    save(acting("steering"), "Ö efter")
    assert names(acting, "reader") == ["Ä nytt", "Ö efter"]
    held = acting("reader").session.get_one(SavedView, number)
    assert held.query == "q=v%C3%A4ntan&lage=behind"
    steering = acting("steering")
    for other in (number, 0, 10**12):
        with pytest.raises(NotFound), steering.transaction():
            saved_views.remove(steering, other)
    with reader.transaction():
        assert saved_views.remove(reader, number).name == "Ö efter"
    assert (names(acting, "reader"), names(acting, "steering")) == (["Ä nytt"], ["Ö efter"])
    assert acting("reader").session.scalar(select(func.count(AuditLink.id))) == before


def test_a_name_is_needed_and_taken_once(acting: Acting) -> None:
    ctx = acting("reader")
    save(ctx, "Årets")
    for name, told in (("", "Skriv vad vyn ska heta."), ("x" * 101, "högst 100"), ("a\u202eb", "skrivriktningen")):
        with pytest.raises(InvalidFields, match=told):
            save(ctx, name)
    with pytest.raises(Invalid, match="redan en vy som heter så") as refused:
        save(ctx, "årets")
    assert refused.value.field == "name"


def test_nobody_keeps_more_than_can_be_found_again(acting: Acting) -> None:
    ctx = acting("reader")
    for number in range(MOST):
        save(ctx, f"Vy {number}")
    with pytest.raises(Invalid, match=f"redan {MOST} vyer"):
        save(ctx, "En till")
    save(acting("steering"), "En till")


def test_those_without_the_plan_and_the_system_keep_none(acting: Acting) -> None:
    plan_id = plan_of(acting("system")).id
    for name in ("outsider", "system"):
        ctx = acting(name)
        with pytest.raises((NotFound, Denied)), ctx.transaction():
            saved_views.save(ctx, plan_id, name="Min", asked={})

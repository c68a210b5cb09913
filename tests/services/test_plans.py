"""Which plans exist for whom."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Denied, NotFound
from portfolio.domain.permissions import Permission
from portfolio.models import Plan
from portfolio.services import plan_files, plans
from portfolio.services.context import ANONYMOUS, Context
from tests import cast
from tests.services.test_initiatives import OTHER


def test_a_plan_exists_for_those_with_a_role_in_it_and_is_a_choice_for_everybody(
    acting: Callable[[str], Context], settings
) -> None:  # type: ignore[no-untyped-def]
    system = acting("system")
    with system.transaction():
        plan_files.load_text(system, OTHER)
    both, first = ["annan-plan", cast.PLAN], [cast.PLAN]
    for name in (*cast.CAST, "system"):
        ctx = acting(name)
        visible = {"outsider": [], "admin": both, "system": both}.get(name, first)
        assert [plan.slug for plan in plans.visible(ctx)] == visible, name
        assert [plan.slug for plan in plans.open_for_proposals(ctx)] == both
        for slug in both:
            if slug in visible:
                assert plans.get(ctx, slug).slug == slug
            else:
                with pytest.raises(NotFound):
                    plans.get(ctx, slug)
    with pytest.raises(Denied):
        plans.open_for_proposals(Context(system.session, ANONYMOUS, settings.clock))


def test_an_unknown_plan_is_not_told_apart_from_one_that_is_not_ones_own(acting: Callable[[str], Context]) -> None:
    with pytest.raises(NotFound):
        plans.get(acting("coordinator"), "finns-inte")


def test_a_plan_is_asked_for_with_what_one_wants_to_do(acting: Callable[[str], Context]) -> None:
    assert plans.get(acting("coordinator"), cast.PLAN, to=Permission.REGISTER_INITIATIVE)
    with pytest.raises(Denied) as refused:
        plans.get(acting("reader"), cast.PLAN, to=Permission.REGISTER_INITIATIVE)
    assert refused.value.who == ("samordnare",)


def test_areas_and_forums_stand_in_the_plans_order(ctx: Context) -> None:
    plan_id = ctx.session.scalars(select(Plan.id)).one()
    assert [area.key for area in plans.areas(ctx, plan_id)] == [
        "generella-initiativ",
        "personcentrerad-vard",
        "halsoframjande-och-sjukdomsforebyggande",
        "digifysisk-vard",
        "kompetens",
        "kompetensforsorjning",
        "kompetensvaxling",
        "kompetensutveckling",
    ]
    forums = [forum.key for forum in plans.forums(ctx, plan_id)]
    assert (len(forums), forums[0], forums[-1]) == (25, "halso-och-sjukvardens-ledningsgrupp", "wooglers")
    assert plans.areas(ctx, 999) == plans.forums(ctx, 999) == []

"""What has changed since an instant, of a thing itself and of what belongs to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.versions import version_of
from portfolio.models import Benefit, BenefitGoal, Goal, Initiative, Plan
from portfolio.services import benefit_lists, benefit_steps, benefits, changes, initiatives, phases
from portfolio.services.context import Context
from portfolio.services.initiative_lists import PARTS
from portfolio.services.paging import Page
from tests.cast import LED


@pytest.fixture
def led(ctx: Context) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == LED)).one()


@pytest.fixture
def since(ctx: Context) -> datetime:
    """An instant after everything that the database was filled with; what the tests do happens a minute later."""
    before = ctx.now
    ctx.now += timedelta(minutes=1)
    return before + timedelta(seconds=30)


def found(ctx: Context, kind: Any, since: datetime, **more: Any) -> list[int]:
    return list(ctx.session.scalars(select(kind.id).where(changes.changed_since(kind, since, **more))))


def test_nothing_has_changed_until_something_does(ctx: Context, led: Initiative, since: datetime) -> None:
    assert found(ctx, Initiative, since, parts=PARTS) == []
    with ctx.transaction():
        version = version_of(initiatives.edited_values(led))
        initiatives.edit(ctx, led.id, version=version, orderer="Programledningen")
    assert found(ctx, Initiative, since, parts=PARTS) == [led.id]
    assert found(ctx, Initiative, ctx.now, parts=PARTS) == [led.id]
    assert found(ctx, Initiative, ctx.now + timedelta(seconds=1), parts=PARTS) == []


def test_a_change_of_a_part_is_a_change_of_the_whole(ctx: Context, led: Initiative, since: datetime) -> None:
    planned = PhaseTimes(planned=Span(from_code("2021-Q3"), from_code("2021-Q4")))
    with ctx.transaction():
        times = {**led.times(), Phase.PREPARATION: planned}
        phases.plan_phases(ctx, led.id, version=phases.phases_version(led), times=times)
    assert found(ctx, Initiative, since) == []
    assert found(ctx, Initiative, since, parts=PARTS) == [led.id]


def test_what_was_taken_away_counts_too(ctx: Context, led: Initiative, since: datetime) -> None:
    benefit = ctx.session.scalars(
        select(Benefit).join(BenefitGoal, BenefitGoal.benefit_id == Benefit.id).where(Benefit.initiative_id == led.id)
    ).first()
    assert benefit is not None
    parts = [(BenefitGoal, "benefit_id")]
    with ctx.transaction():
        stored = benefit_steps.stored(benefit)[1]
        benefit_steps.save(ctx, benefit.id, 1, version=version_of(stored), **{**stored, "goals": ()})
    # The benefit's own row is as it was; only its links are gone.
    ctx.session.expire_all()
    assert benefit.goals == []
    assert found(ctx, Benefit, since, parts=parts) == [benefit.id]
    assert found(ctx, Goal, since) == []


def test_what_a_draft_held_comes_into_sight_when_it_is_one_no_longer(ctx: Context, since: datetime) -> None:
    area_id = ctx.session.scalars(select(Initiative.area_id)).first()
    plan = ctx.session.scalars(select(Plan)).one()
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Ett utkast", area_id=area_id or 0)
        benefits.add(ctx, draft.id, title="En nytta", description=None, kind=None)
    ctx.now += timedelta(minutes=1)
    later = ctx.now
    with ctx.transaction():
        ctx.record("initiative:edit")
        ctx.session.get_one(Initiative, draft.id).state = InitiativeState.APPROVED
    found = benefit_lists.page_of(ctx, plan, Page(10), updated_since=later)
    assert [row.benefit.title for row in found.rows] == ["En nytta"]
    assert benefit_lists.page_of(ctx, plan, Page(10), updated_since=later + timedelta(seconds=1)).rows == []

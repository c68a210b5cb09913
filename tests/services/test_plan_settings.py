"""The settings of a plan: its facts, its tolerances, and who decides what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter, since, year, years
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.domain.plans import DECIDERS, Change
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Forum, Initiative, InitiativePhase, Plan, PlanDecider
from portfolio.services import plan_settings
from portfolio.services.context import Context
from tests import cast


def shipped(ctx: Context) -> Plan:
    ctx.session.rollback()
    return ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()


def edit(ctx: Context, *, version: str | None = None, **fields: Any) -> Plan:
    plan = shipped(ctx)
    stored = plan_settings.facts(plan)
    with ctx.transaction():
        return plan_settings.edit(ctx, plan.id, version=version or version_of(stored), **{**stored, **fields})


def tolerances(ctx: Context, *, version: str | None = None, **fields: int | None) -> Plan:
    plan = shipped(ctx)
    stored = plan_settings.tolerances(plan)
    with ctx.transaction():
        return plan_settings.edit_tolerances(ctx, plan.id, version=version or version_of(stored), **fields)


def deciders(ctx: Context, *, version: str | None = None, **fields: Any) -> Plan:
    plan = shipped(ctx)
    stored = plan_settings.decided(plan)
    with ctx.transaction():
        return plan_settings.edit_deciders(ctx, plan.id, version=version or version_of(stored), **fields)


def latest(ctx: Context) -> str:
    return ctx.session.scalars(select(AuditLink.action).order_by(AuditLink.id.desc()).limit(1)).one()


def test_the_facts_are_saved(ctx: Context) -> None:
    plan = edit(
        ctx,
        name=" Nytt namn ",
        purpose="",
        summary="Rad 1\r\nRad 2",
        valid_period=since(year(2023)),
        timeline_period=years(2020, 2027),
        revision_months=24,
        follow_up_months=None,
        diarienummer="RK 2023-1",
    )
    assert (plan.name, plan.purpose, plan.summary) == ("Nytt namn", None, "Rad 1\nRad 2")
    assert (plan.valid_period, plan.timeline_period) == (since(year(2023)), years(2020, 2027))
    assert (plan.revision_months, plan.follow_up_months, plan.diarienummer) == (24, None, "RK 2023-1")
    assert latest(ctx) == "plan:edit"


def test_facts_that_break_a_rule_are_told_of_by_field(ctx: Context) -> None:
    for fields in (
        {"name": " "},
        {"diarienummer": "x" * 301},
        {"valid_period": None},
        {"timeline_period": None},
        {"timeline_period": since(year(2021))},
        {"revision_months": 0},
        {"follow_up_months": 121},
    ):
        with pytest.raises(InvalidFields) as problems:
            edit(ctx, **fields)
        assert set(problems.value.problems) == set(fields)


def test_a_timeline_that_would_leave_phases_outside_is_refused_and_says_which(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("coordinator")
    with ctx.transaction():
        ctx.record("test:phases")
        rows = list(ctx.session.scalars(select(InitiativePhase)))
        for row in rows:
            row.planned_start = row.planned_end = row.actual_start = row.actual_end = None
        late, draft = ctx.session.scalars(select(Initiative).order_by(Initiative.position).limit(2)).all()
        draft.state = InitiativeState.PROPOSED
        for one in (late, draft):
            phase = next((row for row in one.phases if row.phase is Phase.PREPARATION), None)
            if phase is None:
                phase = InitiativePhase(initiative_id=one.id, phase=Phase.PREPARATION, position=1, example=False)
                one.phases.append(phase)
            phase.planned_start = quarter(2025, 4)
        late_id, draft_id = late.id, draft.id
    with pytest.raises(Invalid) as refused:
        edit(ctx, timeline_period=years(2021, 2024))
    assert refused.value.field == "timeline_period"
    assert refused.value.message.startswith("2 initiativ har tider utanför 2021–2024.")
    plan = shipped(ctx)
    assert {one.id for one in plan_settings.outside(ctx, plan, years(2021, 2024))} == {late_id, draft_id}
    # An administrator does not see the draft; that there is one more, the message tells.
    admin = acting("admin")
    seen = plan_settings.outside(admin, shipped(admin), years(2021, 2024))
    assert [one.id for one in seen] == [late_id]
    assert plan_settings.outside(ctx, plan, years(2021, 2025)) == []
    assert edit(ctx, timeline_period=years(2022, 2025)).timeline_period == years(2022, 2025)


def test_tolerances_are_saved_within_their_bounds(ctx: Context) -> None:
    assert plan_settings.tolerances(shipped(ctx)) == {
        "on_track_points": 10,
        "worsened_percent": 5,
        "fallen_back_percent": 95,
        "grace_days": 30,
        "ahead_days": 10,
        "escalate_days": 14,
    }
    percent = {"on_track_points": 0, "worsened_percent": 100, "fallen_back_percent": 50}
    plan = tolerances(ctx, **percent, grace_days=365, ahead_days=0, escalate_days=365)
    assert list(plan_settings.tolerances(plan).values()) == [0, 100, 50, 365, 0, 365]
    assert latest(ctx) == "plan:tolerances"
    for fields in ({"on_track_points": 101}, {"worsened_percent": -1}, {"ahead_days": 91}, {"grace_days": None}):
        with pytest.raises(InvalidFields) as problems:
            tolerances(ctx, **fields)
        assert set(problems.value.problems) == set(fields)


def test_who_decides_is_as_the_method_has_it_until_the_plan_says_otherwise(ctx: Context) -> None:
    assert plan_settings.deciders(shipped(ctx)) == {change: (role, None) for change, role in DECIDERS.items()}
    deciders(ctx)
    assert ctx.session.scalar(select(func.count(PlanDecider.id))) == 0
    forum = shipped(ctx).forums[0]
    plan = deciders(ctx, level_forum_id=forum.id, realisation_role=Role.STEERING)
    found = plan_settings.deciders(plan)
    assert found[Change.LEVEL] == (Role.STEERING, forum)
    assert found[Change.REALISATION] == (Role.STEERING, None)
    assert ctx.session.scalar(select(func.count(PlanDecider.id))) == 2
    assert latest(ctx) == "plan:deciders"
    assert plan_settings.deciding_forum(shipped(ctx), Change.LEVEL) == forum.id
    assert plan_settings.deciding_forum(shipped(ctx), Change.START) is None
    # Back to the method's order: nothing is deleted, and nobody sees a difference.
    deciders(ctx, level_forum_id=None, realisation_role=Role.AREA_LEAD)
    assert plan_settings.deciders(shipped(ctx)) == {change: (role, None) for change, role in DECIDERS.items()}
    assert ctx.session.scalar(select(func.count(PlanDecider.id))) == 2


def test_a_decider_is_one_who_may_be_and_a_forum_one_of_the_plans_own_in_use(ctx: Context) -> None:
    for role in (Role.READER, Role.PROJECT_LEAD, Role.ADMIN, None):
        with pytest.raises(Invalid) as refused:
            deciders(ctx, close_role=role)
        assert refused.value.field == "close_role"
    with pytest.raises(Invalid) as refused:
        deciders(ctx, close_forum_id=99_999)
    assert refused.value.field == "close_forum_id"
    forum_id = shipped(ctx).forums[0].id
    deciders(ctx, close_forum_id=forum_id)
    with ctx.transaction():
        ctx.record("test:conclude")
        ctx.session.get_one(Forum, forum_id).active = False
    # Where it is chosen it stands; it is no longer proposed, nor can it be chosen anew.
    assert plan_settings.decided(deciders(ctx, target_role=Role.COORDINATOR))["close_forum_id"] == forum_id
    assert plan_settings.deciding_forum(shipped(ctx), Change.CLOSE) is None
    with pytest.raises(Invalid):
        deciders(ctx, start_forum_id=forum_id)


def test_who_comes_second_is_told_what_is_stored_now(acting: Callable[[str], Context]) -> None:
    ctx, second = acting("coordinator"), acting("admin")
    plan = shipped(ctx)
    opened = [version_of(one(plan)) for one in (plan_settings.facts, plan_settings.tolerances, plan_settings.decided)]
    edit(ctx, name="Först")
    tolerances(ctx, grace_days=1)
    deciders(ctx, start_role=Role.COORDINATOR)
    for work, version, field, value in (
        (edit, opened[0], "name", "Först"),
        (tolerances, opened[1], "grace_days", 1),
        (deciders, opened[2], "start_role", Role.COORDINATOR),
    ):
        with pytest.raises(Conflict) as refused:
            work(second, version=version)
        assert refused.value.current is not None
        assert refused.value.current[field] == value


def test_the_settings_are_for_coordinators_and_administrators(acting: Callable[[str], Context]) -> None:
    for name in cast.CAST:
        ctx = acting(name)
        for work in (edit, tolerances, deciders):
            if name in ("coordinator", "admin"):
                assert work(ctx)
                continue
            with pytest.raises(NotFound if name == "outsider" else Denied):
                work(ctx)

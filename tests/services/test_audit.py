"""Reading the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC

import pytest
from sqlalchemy import Engine, event, select

from portfolio.domain.benefits import BenefitKind, Perspective
from portfolio.domain.errors import Denied
from portfolio.domain.periods import quarter
from portfolio.domain.permissions import Grant, Role
from portfolio.models import Benefit, BenefitGoal, Goal, Initiative, InitiativeActivity, Plan
from portfolio.services import activities, audit, benefits, initiatives, plan_files, plans
from portfolio.services.context import Context
from tests import cast
from tests.services.test_initiatives import OTHER


def write(ctx: Context, number: int) -> None:
    with ctx.transaction():
        row = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
        ctx.record("test:write", plan_id=row.plan_id)
        row.purpose = f"Syfte {number}"


def put(row: object, field: str, value: object) -> None:
    """Change a field as services do: what was never read is refused by the log."""
    assert getattr(row, field) != value
    setattr(row, field, value)


def test_the_log_is_for_those_who_follow_up_each_for_their_plans(acting: Callable[[str], Context]) -> None:
    system = acting("system")
    with system.transaction():
        plan_files.load_text(system, OTHER)
    actions = {}
    for name in ("coordinator", "steering", "controller", "admin", "system"):
        links = audit.log(acting(name)).links
        actions[name] = [(link.action, link.plan_id is not None) for link in links]
    # Adding users concerns no plan; the two loads do, of which the demo's brings plan and examples at once.
    every = [("plan:load", True), ("user:add", False), ("plan:load", True)]
    assert actions["admin"] == actions["system"] == every
    assert actions["coordinator"] == actions["steering"] == actions["controller"] == every[2:]
    for name in ("area_lead", "project_lead", "benefit_owner", "reader", "outsider"):
        with pytest.raises(Denied):
            audit.log(acting(name))


def test_the_log_is_turned_page_by_page_from_the_latest_and_in_a_few_queries(
    acting: Callable[[str], Context], engine: Engine
) -> None:
    ctx = acting("coordinator")
    for number in range(audit.PAGE + 5):
        write(ctx, number)
    ctx.session.expunge_all()
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    first = audit.log(ctx)
    assert [link.items[0].new for link in first.links][:2] == ['"Syfte 54"', '"Syfte 53"']
    assert {link.actor.name for link in first.links if link.actor} == {"Coordinator"}
    assert len(seen) <= 8
    assert (len(first.links), first.older_than) == (audit.PAGE, first.links[-1].id)
    second = audit.log(ctx, before=first.older_than)
    assert second.links[0].id == first.links[-1].id - 1
    rest = [link.action for link in second.links]
    assert (rest[:5], set(rest[5:]), second.older_than) == (["test:write"] * 5, {"plan:load"}, None)
    for before in (0, -1, 10**30, -(10**30)):
        assert len(audit.log(ctx, before=before).links) == (audit.PAGE if before > 0 else 0)


def test_the_log_of_one_thing(ctx: Context) -> None:
    write(ctx, 1)
    row_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one()
    other_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == "kronobarnsmodellen")).one()
    of_led = audit.log(ctx, entity="initiatives", entity_id=row_id).links
    of_other = audit.log(ctx, entity="initiatives", entity_id=other_id).links
    assert [link.action for link in of_led] == ["test:write", "plan:load"]
    assert [link.action for link in of_other] == ["plan:load"]
    assert audit.log(ctx, entity="activities", entity_id=999_999).links == []


def test_what_a_draft_holds_is_not_told_to_those_who_may_not_see_it(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    plan = plans.get(ctx, cast.PLAN)
    plan_id = plan.id
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Ett utkast", area_id=plans.areas(ctx, plan.id)[0].id)
    with ctx.transaction():
        activity = activities.add(ctx, draft.id, title="En aktivitet i utkastet")
        ctx.session.flush()
    with ctx.transaction():
        benefit = benefits.add(ctx, draft.id, title="En nytta i utkastet", description=None, kind=None)
    goal_id = ctx.session.scalars(select(Goal.id)).first()

    def change(action: str, work: Callable[[], object]) -> None:
        with ctx.transaction():
            ctx.record(action, plan_id=plan_id)
            work()

    # What is changed later names neither the draft nor its benefit.
    change("activity:edit", lambda: put(activity, "note", "Hemlig uppföljning"))
    change("benefit:edit", lambda: put(benefit, "title", "En hemlig nytta"))
    link = BenefitGoal(benefit_id=benefit.id, goal_id=goal_id)
    change("benefit:step", lambda: ctx.session.add(link))
    change("benefit:measure", lambda: ctx.session.delete(link))
    secret = {"initiative:propose", "activity:add", "activity:edit", "benefit:add"}
    secret |= {"benefit:edit", "benefit:step", "benefit:measure"}
    seen = {
        name: {link.action for link in audit.log(acting(name)).links} for name in ("steering", "controller", "admin")
    }
    assert secret <= seen["steering"]
    assert not secret & (seen["controller"] | seen["admin"])


def test_what_an_activity_that_a_draft_shares_is_told_as_long_as_another_one_has_it(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("coordinator")
    plan = plans.get(ctx, cast.PLAN)
    led_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one()
    with ctx.transaction():
        activity = activities.add(ctx, led_id, title="En delad aktivitet")
        ctx.session.flush()
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Ett utkast", area_id=plans.areas(ctx, plan.id)[0].id)
    with ctx.transaction():
        ctx.record("activity:share", plan_id=draft.plan_id)
        ctx.session.add(InitiativeActivity(initiative_id=draft.id, activity_id=activity.id, position=1))
    with ctx.transaction():
        ctx.record("activity:edit", plan_id=draft.plan_id)
        put(activity, "note", "Gäller båda.")
    seen = [link.action for link in audit.log(acting("controller")).links]
    assert seen[:2] == ["activity:edit", "activity:add"]


def test_one_persons_role_in_one_plan_opens_no_drafts_of_another(acting: Callable[[str], Context]) -> None:
    system = acting("system")
    with system.transaction():
        plan_files.load_text(system, OTHER)
    ctx = acting("coordinator")
    plan = plans.get(ctx, cast.PLAN)
    with ctx.transaction():
        initiatives.propose(ctx, plan.id, title="Ett utkast", area_id=plans.areas(ctx, plan.id)[0].id)
    controller = acting("controller")
    other_id = controller.session.scalars(select(Plan.id).where(Plan.slug == "annan-plan")).one()
    coordinating = Grant(Role.COORDINATOR, plan_id=other_id, plan_ids=frozenset({other_id}))
    controller.actor = replace(controller.actor, grants=(*controller.actor.grants, coordinating))
    actions = {link.action for link in audit.log(controller).links}
    assert "initiative:propose" not in actions


def test_entries_are_told_in_words_with_present_names_in_a_bounded_number_of_queries(
    acting: Callable[[str], Context], engine: Engine
) -> None:
    ctx = acting("coordinator")
    led_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one()
    with ctx.transaction():
        benefit = benefits.add(ctx, led_id, title="Kortare väntan", description=None, kind=BenefitKind.BENEFIT)
    benefit_id, title = benefit.id, benefit.initiative.title
    goal = ctx.session.scalars(select(Goal)).first()
    assert goal is not None
    goal_id, goal_name = goal.id, goal.name
    user_id = ctx.actor.user_id
    with ctx.transaction():
        ctx.record("benefit:step", plan_id=benefit.initiative.plan_id)
        ctx.session.add(BenefitGoal(benefit_id=benefit_id, goal_id=goal_id))
        benefit = ctx.session.get_one(Benefit, benefit_id)
        benefit.controller_user_id = user_id
        benefit.first_effect = quarter(2024, 1)
        benefit.perspective = Perspective.HEALTH
    links = audit.log(ctx, entity="benefits", entity_id=benefit_id).links
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    told = audit.told(ctx, links, zone=UTC)
    assert len(seen) < 30
    step, added = ({(row.table, one.column): one.new for row in told[link.id] for one in row.fields} for link in links)
    assert (added["benefits", "initiative_id"], added["benefits", "kind"]) == (title, "nytta")
    assert step == {
        ("benefit_goals", "benefit_id"): "Kortare väntan",
        ("benefit_goals", "goal_id"): goal_name,
        ("benefits", "controller_user_id"): "Coordinator",
        ("benefits", "first_effect"): "kv 1 2024",
        ("benefits", "perspective"): "hälsa",
    }
    assert {row.name for row in told[links[0].id]} == {"Kortare väntan", goal_name}


def test_no_more_of_an_entry_is_put_into_words_than_is_shown(ctx: Context) -> None:
    log = audit.log(ctx)
    links = [link for link in log.links if link.action == "plan:load"]
    largest = max(links, key=lambda link: log.totals[link.id])
    assert log.totals[largest.id] > len(largest.items) == audit.SHOWN
    told = audit.told(ctx, links, zone=UTC)
    assert all(sum(row.size for row in rows) <= audit.SHOWN for rows in told.values())
    assert len(audit.entry(ctx, largest.id).items) == log.totals[largest.id]

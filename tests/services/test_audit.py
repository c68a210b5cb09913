"""Reading the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event, select

from portfolio.domain.errors import Denied
from portfolio.models import Initiative
from portfolio.services import activities, audit, initiatives, plan_files, plans
from portfolio.services.context import Context
from tests import cast
from tests.services.test_initiatives import OTHER


def write(ctx: Context, number: int) -> None:
    with ctx.transaction():
        row = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
        ctx.record("test:write", plan_id=row.plan_id)
        row.purpose = f"Syfte {number}"


def test_the_log_is_for_those_who_follow_up_each_for_their_plans(acting: Callable[[str], Context]) -> None:
    system = acting("system")
    with system.transaction():
        plan_files.load_text(system, OTHER)
    actions = {}
    for name in ("coordinator", "steering", "controller", "admin", "system"):
        links = audit.log(acting(name)).links
        actions[name] = [(link.action, link.plan_id is not None) for link in links]
    # Adding users concerns no plan; the plan's three loads do.
    every = [("plan:load", True), ("user:add", False), ("plan:load", True), ("plan:load", True)]
    assert actions["admin"] == actions["system"] == every
    assert actions["coordinator"] == actions["steering"] == actions["controller"] == every[2:]
    for name in ("area_lead", "project_lead", "benefit_owner", "reader", "outsider"):
        with pytest.raises(Denied):
            audit.log(acting(name))


def test_the_log_is_turned_page_by_page_from_the_latest_and_in_three_queries(
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
    assert len(seen) <= 3
    assert (len(first.links), first.older_than) == (audit.PAGE, first.links[-1].id)
    second = audit.log(ctx, before=first.older_than)
    assert second.links[0].id == first.links[-1].id - 1
    assert (len(second.links), second.older_than) == (7, None)
    for before in (0, -1, 10**30, -(10**30)):
        assert len(audit.log(ctx, before=before).links) == (audit.PAGE if before > 0 else 0)


def test_the_log_of_one_thing(ctx: Context) -> None:
    write(ctx, 1)
    row_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == cast.LED)).one()
    other_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == "kronobarnsmodellen")).one()
    of_led = audit.log(ctx, entity="initiatives", entity_id=row_id).links
    of_other = audit.log(ctx, entity="initiatives", entity_id=other_id).links
    assert [link.action for link in of_led] == ["test:write", "plan:load", "plan:load"]
    assert [link.action for link in of_other] == ["plan:load"]
    assert audit.log(ctx, entity="activities", entity_id=999_999).links == []


def test_what_a_draft_holds_is_not_told_to_those_who_may_not_see_it(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    plan = plans.get(ctx, cast.PLAN)
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Ett utkast", area_id=plans.areas(ctx, plan.id)[0].id)
    with ctx.transaction():
        activities.add(ctx, draft.id, title="En aktivitet i utkastet")
    seen = {
        name: {link.action for link in audit.log(acting(name)).links} for name in ("steering", "controller", "admin")
    }
    assert {"initiative:propose", "activity:add"} <= seen["steering"]
    assert not {"initiative:propose", "activity:add"} & (seen["controller"] | seen["admin"])

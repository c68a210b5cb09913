"""Areas, goals, forums and described roles: added, changed, moved and concluded, within their plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Forum, Goal, Plan, PlanRole, ProgrammeArea
from portfolio.services import plan_files, plan_parts, plans
from portfolio.services.context import Context
from portfolio.services.plan_parts import AREA, FORUM, GOAL, ROLE, Part
from tests import cast
from tests.services.test_initiatives import OTHER

FIELDS: dict[str, dict[str, Any]] = {
    "area": {"name": "Nytt område", "kind": "programme_area", "parent_id": None, "summary": "Om det."},
    "goal": {"name": "Nytt mål", "kind": "direction_goal", "parent_id": None, "summary": None},
    "forum": {"name": "Nytt forum", "kind": "steering_group", "task": "Beslutar."},
    "planrole": {"name": "Ny roll", "holder": "Chefen i linjen"},
}
PARTS = {"area": AREA, "goal": GOAL, "forum": FORUM, "planrole": ROLE}
by_part = pytest.mark.parametrize("name", PARTS)


def plan_id(ctx: Context, slug: str = cast.PLAN) -> int:
    ctx.session.rollback()
    return ctx.session.scalars(select(Plan.id).where(Plan.slug == slug)).one()


def add(ctx: Context, part: Part, **fields: Any) -> Any:
    wanted = plan_id(ctx)
    name = next(name for name, one in PARTS.items() if one is part)
    with ctx.transaction():
        return plan_parts.add(ctx, part, wanted, **{**FIELDS[name], **fields})


def edit(ctx: Context, part: Part, row_id: int, *, version: str | None = None, **fields: Any) -> Any:
    wanted = plan_id(ctx)
    stored = plan_parts.edited_values(part, ctx.session.get_one(part.model, row_id))
    with ctx.transaction():
        return plan_parts.edit(ctx, part, wanted, row_id, version=version or version_of(stored), **{**stored, **fields})


def latest(ctx: Context) -> AuditLink:
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()


@by_part
def test_a_part_is_added_at_the_end_and_changed(ctx: Context, name: str) -> None:
    part = PARTS[name]
    made = add(ctx, part)
    last = max(ctx.session.scalars(select(part.model.position).where(part.model.plan_id == made.plan_id)))
    assert (made.name, made.position) == (FIELDS[name]["name"], last)
    assert latest(ctx).action == ("plan:roles" if name == "planrole" else f"{name}:add")
    assert latest(ctx).plan_id == made.plan_id
    changed = edit(ctx, part, made.id, name=" Annat  namn\n")
    assert changed.name == "Annat  namn"
    assert latest(ctx).action == ("plan:roles" if name == "planrole" else f"{name}:edit")


@by_part
def test_a_name_is_asked_for_and_texts_keep_their_rules(ctx: Context, name: str) -> None:
    part = PARTS[name]
    row_id = add(ctx, part).id
    text = next(field for field in part.texts if field != "name")
    for fields, wrong in (
        ({"name": " "}, {"name"}),
        ({"name": "x" * 301, text: "x" * 10_001}, {"name", text}),
        ({"name": "a\u202eb"}, {"name"}),
    ):
        for work in (lambda fields=fields: add(ctx, part, **fields), lambda f=fields: edit(ctx, part, row_id, **f)):
            with pytest.raises(InvalidFields) as problems:
                work()
            assert set(problems.value.problems) == wrong
    if part.kinds:
        with pytest.raises(Invalid) as problem:
            add(ctx, part, kind=None)
        assert problem.value.field == "kind"


@by_part
def test_who_comes_second_is_told_what_is_stored_now(acting: Callable[[str], Context], name: str) -> None:
    ctx, part = acting("coordinator"), PARTS[name]
    made = add(ctx, part)
    opened = version_of(plan_parts.edited_values(part, made))
    edit(ctx, part, made.id, name="Först")
    with pytest.raises(Conflict) as refused:
        edit(acting("admin"), part, made.id, version=opened, name="Sedan")
    assert refused.value.current is not None
    assert refused.value.current["name"] == "Först"
    assert set(refused.value.current) == set(part.edited)


@by_part
def test_what_belongs_to_another_plan_is_not_there(acting: Callable[[str], Context], name: str) -> None:
    system, part = acting("system"), PARTS[name]
    with system.transaction():
        plan_files.load_text(system, OTHER)
    other_id = plan_id(system, "annan-plan")
    with system.transaction():
        theirs = plan_parts.add(system, part, other_id, **FIELDS[name])
    ctx = acting("coordinator")
    with pytest.raises(NotFound):
        plan_parts.get(ctx, part, plan_id(ctx), theirs.id)
    with pytest.raises(NotFound):
        edit(ctx, part, theirs.id, name="Någon annans")
    with pytest.raises(NotFound), ctx.transaction():
        plan_parts.move(ctx, part, plan_id(acting("reader")), theirs.id, step=1)
    if part.nested:
        for work in (
            lambda: add(ctx, part, parent_id=theirs.id),
            lambda: edit(ctx, part, add(ctx, part).id, parent_id=theirs.id),
        ):
            with pytest.raises(Invalid) as refused:
                work()
            assert refused.value.field == "parent_id"
    # The other plan does not exist for a coordinator of this one.
    with pytest.raises(NotFound), ctx.transaction():
        plan_parts.add(ctx, part, other_id, **FIELDS[name])


@by_part
def test_the_settings_are_for_coordinators_and_administrators(acting: Callable[[str], Context], name: str) -> None:
    for one in cast.CAST:
        ctx = acting(one)
        if one in ("coordinator", "admin"):
            assert add(ctx, PARTS[name]).id
            continue
        with pytest.raises(NotFound if one == "outsider" else Denied):
            add(ctx, PARTS[name])


def test_what_is_concluded_stays_and_can_be_taken_up_again(ctx: Context) -> None:
    for name in ("area", "goal", "forum"):
        made = add(ctx, PARTS[name])
        assert not edit(ctx, PARTS[name], made.id, active=False).active
        assert latest(ctx).action == f"{name}:conclude"
        assert edit(ctx, PARTS[name], made.id, active=True).active
        assert latest(ctx).action == f"{name}:edit"
    area = ctx.session.scalars(select(ProgrammeArea).where(ProgrammeArea.key == cast.AREA)).one()
    edit(ctx, AREA, area.id, active=False)
    assert area.id in {one.id for one in plans.areas(ctx, plan_id(ctx))}


def test_a_goal_that_is_changed_is_no_longer_example_data(ctx: Context) -> None:
    made = add(ctx, GOAL)
    with ctx.transaction():
        ctx.record("test:example")
        ctx.session.get_one(Goal, made.id).example = True
    assert edit(ctx, GOAL, made.id).example
    assert not edit(ctx, GOAL, made.id, name="Vårt eget mål").example


def test_a_part_moves_one_step_among_those_beside_it(ctx: Context) -> None:
    def order() -> list[str]:
        return [area.key for area in plans.areas(ctx, plan_id(ctx))]

    def move(key: str, step: int) -> None:
        wanted = plan_id(ctx)
        row_id = ctx.session.scalars(select(ProgrammeArea.id).where(ProgrammeArea.key == key)).one()
        with ctx.transaction():
            plan_parts.move(ctx, AREA, wanted, row_id, step=step)

    before = order()
    move(cast.AREA, -1)
    assert order() == [before[1], before[0], *before[2:]]
    assert latest(ctx).action == "area:move"
    move(cast.AREA, -1)
    assert order()[0] == cast.AREA, "at the edge it stays"
    # Sub-areas change places among themselves, and go with what they are part of.
    subs = [key for key in before if key.startswith("kompetens") and key != "kompetens"]
    move(subs[0], 1)
    assert [key for key in order() if key in subs] == [subs[1], subs[0], subs[2]]
    move("kompetens", -1)
    after = order()
    assert after[after.index("kompetens") + 1 :][:3] == [subs[1], subs[0], subs[2]]


@pytest.mark.parametrize("name", ["area", "goal"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(-1, 4)), min_size=3, max_size=10))
def test_no_sequence_of_moves_makes_a_ring(ctx: Context, name: str, moves: list[tuple[int, int]]) -> None:
    part = PARTS[name]
    ids = [add(ctx, part).id for _ in range(5)]
    for moved, parent in moves:
        try:
            edit(ctx, part, ids[moved], parent_id=None if parent < 0 else ids[parent])
        except Invalid as refused:
            assert refused.field == "parent_id"
    parents = dict(ctx.session.execute(select(part.model.id, part.model.parent_id)).all())
    for one in ids:
        seen = set()
        while one is not None:
            assert one not in seen
            seen.add(one)
            one = parents[one]


def test_every_part_has_a_table_of_its_own() -> None:
    assert {part.model for part in PARTS.values()} == {ProgrammeArea, Goal, Forum, PlanRole}

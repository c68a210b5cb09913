"""Undoing an import: all stands as before, row for row, or nothing is done because something was built on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select

from portfolio.domain.errors import Conflict, Denied, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.log_nets import Item, nets
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.periods import month
from portfolio.domain.permissions import Role
from portfolio.domain.tables.outcomes import Report, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.versions import version_of
from portfolio.models import (
    AuditItem,
    AuditLink,
    Base,
    Benefit,
    Goal,
    Initiative,
    Measure,
    Measurement,
    Plan,
    ProgrammeArea,
    RoleAssignment,
)
from portfolio.services import (
    activities,
    adoptions,
    aims,
    audit,
    benefit_links,
    benefit_steps,
    benefits,
    import_runs,
    initiatives,
    measurements,
    measures,
    roles,
    tables,
    undo_rights,
    undoing,
)
from portfolio.services.context import Context
from portfolio.services.undoing import BuiltOn
from tests import cast

Acting = Callable[[str], Context]

#: What grows whatever is done, and what tells that there was an import.
_BESIDE = {"audit_links", "audit_items", "audit_head", "import_runs", "form_uses"}


@dataclass
class Reader:
    """Somebody who reads files in, whose rows are put in by whatever is said here."""

    acting: Acting
    patch: pytest.MonkeyPatch

    def read(self, work: Callable[[Context, int], None], name: str = "coordinator") -> int:
        ctx = self.acting(name)

        def put(ctx: Context, plan: Plan, sheets: Any, *, run_id: int, **_: Any) -> Report:
            work(ctx, run_id)
            return Report((RowReport("Blad1", 2, RowOutcome.NEW, "En rad"),))

        self.patch.setattr(tables, "put", put)
        plan = plan_of(ctx)
        with ctx.transaction():
            return import_runs.carry_out(ctx, plan, file_name="portfölj.xlsx", sheets=()).id

    def undo(self, run_id: int, name: str = "coordinator") -> None:
        ctx = self.acting(name)
        with ctx.transaction():
            undoing.undo(ctx, run_id)


@pytest.fixture
def reader(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> Reader:
    return Reader(acting, monkeypatch)


def plan_of(ctx: Context) -> Plan:
    return ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()


def led(ctx: Context) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()


def rows(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Everything that is stored of the plan."""
    with engine.connect() as connection:
        return {
            table.name: {tuple(row) for row in connection.execute(select(table))}
            for table in Base.metadata.sorted_tables
            if table.name not in _BESIDE
        }


def much(ctx: Context, run_id: int) -> None:
    """What an import may do: new things that refer to each other, changed ones, links that are replaced."""
    plan = plan_of(ctx)
    area_id = led(ctx).area_id
    new = initiatives.register(
        ctx,
        plan.id,
        title="Från filen",
        area_id=area_id,
        parties=("Region Kronoberg", "Växjö kommun"),
        entry_state=InitiativeState.DELIVERY,
        decided_on=date(2022, 3, 1),
        forum_id=None,
        motivation="Löper sedan tidigare.",
    )
    activities.add(ctx, new.id, title="En aktivitet")
    adoptions.add(ctx, new.id, unit_ids=[plan.owner_id])
    benefit = benefits.add(ctx, new.id, title="En nytta", description="Blir bättre", kind=None)
    measure = measures.add(ctx, plan.id, name="Väntetid", direction="decrease", frequency="month")
    benefit_links.set_measures(ctx, benefit, [measure.id])
    series = measures.whole(ctx, measure)
    [link] = benefit.measures
    aims.set_aim(
        ctx,
        link.id,
        version=aims.digest(link),
        **{**aims.stored(link), "target": Decimal(10), "series_id": series.id, "target_period": month(2024, 1)},
    )
    record(ctx, series.id, run_id, "12.50", "13")
    old = led(ctx)
    stored = initiatives.edited_values(old)
    initiatives.edit(ctx, old.id, version=version_of(stored), **{**stored, "title": "Ett nytt namn"})
    held = benefit_steps.locked(ctx, ctx.session.scalars(select(Benefit.id).order_by(Benefit.id)).first() or 0)
    goal = ctx.session.scalars(select(Goal.id).where(Goal.plan_id == plan.id, Goal.active).order_by(Goal.id.desc()))
    benefit_links.set_goals(ctx, held, [next(iter(goal))])


def record(ctx: Context, series_id: int, run_id: int | None, *values: str) -> None:
    entries = [Entry(month(2022, at), Figures(Decimal(value))) for at, value in enumerate(values, start=1)]
    for one in measurements.record(ctx, series_id, entries, submit=True, confirmed=True):
        one.import_run_id = run_id


def newest(ctx: Context) -> Measure:
    return ctx.session.scalars(select(Measure).order_by(Measure.id.desc())).first()  # type: ignore[return-value]


def test_everything_stands_as_before_and_both_are_in_the_log(reader: Reader, engine: Engine, ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:goals")
        benefit = ctx.session.scalars(select(Benefit).order_by(Benefit.id)).first()
        assert benefit is not None
        goals = list(ctx.session.scalars(select(Goal.id).where(Goal.plan_id == plan_of(ctx).id).order_by(Goal.id)))
        benefit_links.set_goals(ctx, benefit, goals[:2])
    before = rows(engine)
    run_id = reader.read(much)
    after = rows(engine)
    assert {name for name in before if before[name] - after[name]} >= {"initiatives", "benefit_goals"}
    assert "Ett nytt namn" in {one.title for one in ctx.session.scalars(select(Initiative))}
    reader.undo(run_id)
    assert rows(engine) == before
    ctx.session.rollback()
    actions = ctx.session.execute(select(AuditLink.action, AuditLink.reason).order_by(AuditLink.id.desc()).limit(2))
    assert actions.all() == [("table:undo", "portfölj.xlsx"), ("table:import", "portfölj.xlsx")]
    assert audit.verify(ctx.session).broken is None
    with pytest.raises(Conflict, match="redan ångrad"):
        reader.undo(run_id)
    # What is gone can come again, and go again.
    again = reader.read(much)
    reader.undo(again)
    assert rows(engine) == before


def built(ctx: Context, what: str) -> None:
    """Somebody builds on what was read in."""
    initiative = ctx.session.scalars(select(Initiative).order_by(Initiative.id.desc())).first()
    assert initiative is not None
    series = newest(ctx).series[0]
    with ctx.transaction():
        match what:
            case "touched":
                old = led(ctx)
                stored = initiatives.edited_values(old)
                initiatives.edit(ctx, old.id, version=version_of(stored), **{**stored, "purpose": "Ett nytt syfte"})
            case "referred to":
                activities.add(ctx, initiative.id, title="Efteråt")
            case "followed":
                record(ctx, series.id, None, "99")
            case "more values":
                entry = Entry(month(2022, 5), Figures(Decimal(12)))
                measurements.record(ctx, series.id, [entry], submit=True, confirmed=True)
            case "reviewed":
                import_runs.review(ctx, 1)


@pytest.mark.parametrize(
    ("what", "who", "action"),
    [
        ("touched", "coordinator", "initiative:edit"),
        ("referred to", "coordinator", "activity:add"),
        ("followed", "coordinator", "value:record"),
        ("more values", "coordinator", "value:record"),
        ("reviewed", "controller", "value:review"),
    ],
)
def test_what_was_built_on_is_not_undone_and_it_is_told_by_what(
    reader: Reader, engine: Engine, acting: Acting, what: str, who: str, action: str
) -> None:
    run_id = reader.read(much)
    built(acting(who), what)
    before = rows(engine)
    with pytest.raises(BuiltOn) as refused:
        reader.undo(run_id)
    assert {one.action for one in refused.value.entries} == {action}
    assert rows(engine) == before
    ctx = acting("coordinator")
    standing = undoing.standing(ctx, import_runs.get(ctx, run_id))
    assert standing is not None
    assert [one.action for one in standing.entries] == [action]


def test_a_later_import_that_was_undone_is_nothing_that_was_built(reader: Reader, engine: Engine) -> None:
    before = rows(engine)
    first = reader.read(much)

    def more(ctx: Context, run_id: int) -> None:
        record(ctx, newest(ctx).series[0].id, run_id, "44")

    second = reader.read(more)
    with pytest.raises(BuiltOn):
        reader.undo(first)
    reader.undo(second)
    reader.undo(first)
    assert rows(engine) == before


def test_others_see_it_when_they_may_undo_or_review_and_only_some_may_undo(reader: Reader, acting: Acting) -> None:
    def values(ctx: Context, run_id: int) -> None:
        measure = measures.add(ctx, plan_of(ctx).id, name="Väntetid", direction="decrease", frequency="month")
        record(ctx, measures.whole(ctx, measure).id, run_id, "1", "2")

    run_id = reader.read(values, "controller")
    for name in ("reader", "project_lead", "area_lead", "steering", "outsider"):
        with pytest.raises(NotFound):
            reader.undo(run_id, name)
    ctx = acting("controller")
    mine, why = import_runs.to_review(ctx, import_runs.get(ctx, run_id))
    assert len(mine) == 2
    assert set(why) == {one.id for one in mine}
    with pytest.raises(Denied, match="registrerade värdet själv"), ctx.transaction():
        import_runs.review(ctx, run_id)
    theirs = reader.read(lambda ctx, _: None)
    with pytest.raises(Denied):
        reader.undo(theirs, "controller")
    coordinator = acting("coordinator")
    with coordinator.transaction():
        assert import_runs.review(coordinator, run_id) == 2
    states = coordinator.session.scalars(select(Measurement.state).where(Measurement.import_run_id == run_id))
    assert {one.value for one in states} == {"reviewed"}
    with pytest.raises(Conflict, match="väntar på granskning längre"), coordinator.transaction():
        import_runs.review(coordinator, run_id)


def prepared(ctx: Context) -> None:
    """What the project lead's file changes."""
    goals = list(ctx.session.scalars(select(Goal.id).where(Goal.plan_id == plan_of(ctx).id).order_by(Goal.id)))
    with ctx.transaction():
        benefit = benefits.add(ctx, led(ctx).id, title="En nytta", description="Blir bättre", kind=None)
        benefit_links.set_goals(ctx, benefit, goals[:2])
        measures.add(ctx, plan_of(ctx).id, name="Väntetid", direction="decrease", frequency="month")
        activities.add(ctx, led(ctx).id, title="En aktivitet")


def of_project_lead(ctx: Context, run_id: int) -> None:
    """What a file of the project lead may do to their own initiative."""
    stored = initiatives.edited_values(led(ctx))
    initiatives.edit(ctx, led(ctx).id, version=version_of(stored), **{**stored, "title": "Ett nytt namn"})
    place = next(one for one in led(ctx).activities if one.activity.title == "En aktivitet")
    held = activities.edited_values(place.activity)
    activities.edit(ctx, led(ctx).id, place.activity_id, version=version_of(held), **{**held, "note": "Något"})
    adoptions.add(ctx, led(ctx).id, unit_ids=[plan_of(ctx).owner_id])
    newest_benefit = ctx.session.scalars(select(Benefit.id).order_by(Benefit.id.desc())).first()
    benefit = benefit_steps.locked(ctx, newest_benefit or 0)
    benefit_links.set_goals(ctx, benefit, [benefit.goals[0].goal_id])
    series = measures.whole(ctx, newest(ctx))
    aims.add(ctx, benefit.id, series_id=series.id, target=Decimal(10), target_period=month(2024, 1))
    ctx.session.flush()
    ctx.session.expire_all()
    record(ctx, series.id, run_id, "12.50", "13")


def role_moves(ctx: Context, role: Role, **held_for: int) -> None:
    """Whoever holds the role gets it for something else instead."""
    [held] = ctx.session.scalars(select(RoleAssignment).where(RoleAssignment.role == role))
    with ctx.transaction():
        roles.assign(ctx, user_id=held.user_id, role=role, **held_for)
    with ctx.transaction():
        roles.end(ctx, held.id)


def test_ones_own_is_undone_while_all_of_it_may_be_changed_and_else_by_the_coordinator(
    reader: Reader, engine: Engine, acting: Acting
) -> None:
    prepared(acting("coordinator"))
    before = rows(engine)
    reader.undo(reader.read(of_project_lead, "project_lead"), "project_lead")
    assert rows(engine) == before
    run_id = reader.read(of_project_lead, "project_lead")
    ctx = acting("admin")
    touched = set(ctx.session.scalars(select(AuditItem.entity).where(AuditItem.link_id == latest(ctx).id)))
    assert touched - {"import_runs"} <= set(undo_rights.ASKED)
    other = ctx.session.scalars(select(Initiative.id).where(Initiative.key != cast.LED)).first()
    role_moves(ctx, Role.PROJECT_LEAD, initiative_id=other or 0)
    after = rows(engine)
    with pytest.raises(Denied, match=r"Be samordnaren ångra den\."):
        reader.undo(run_id, "project_lead")
    assert rows(engine) == after
    reader.undo(run_id)
    assert {**rows(engine), "role_assignments": set()} == {**before, "role_assignments": set()}


def test_an_aim_is_undone_by_whoever_may_set_it_though_the_benefit_changed_along(
    reader: Reader, engine: Engine, acting: Acting
) -> None:
    ctx = acting("coordinator")
    prepared(ctx)
    with ctx.transaction():
        ctx.record("test:example")
        benefit = benefit_steps.locked(ctx, max(ctx.session.scalars(select(Benefit.id))))
        benefit_links.set_measures(ctx, benefit, [newest(ctx).id])
        benefit.example = True
        link_id = benefit.measures[0].id
    before = rows(engine)

    def aim(ctx: Context, run_id: int) -> None:
        link = aims.get(ctx, link_id)
        aims.set_aim(ctx, link_id, version=aims.digest(link), target=Decimal(10), target_period=month(2024, 1))

    run_id = reader.read(aim, "controller")
    assert before["benefits"] != rows(engine)["benefits"]
    reader.undo(run_id, "controller")
    assert rows(engine) == before


def test_what_was_moved_goes_back_only_to_an_area_where_one_may_put_it(reader: Reader, acting: Acting) -> None:
    ctx = acting("admin")
    [held] = ctx.session.scalars(select(RoleAssignment).where(RoleAssignment.role == Role.AREA_LEAD))
    user_id, assignment_id, area_id = held.user_id, held.id, held.area_id
    query = select(ProgrammeArea.id).where(ProgrammeArea.plan_id == plan_of(ctx).id, ProgrammeArea.id != area_id)
    elsewhere = ctx.session.scalars(query.where(ProgrammeArea.parent_id.is_(None))).first()
    with ctx.transaction():
        roles.assign(ctx, user_id=user_id, role=Role.AREA_LEAD, area_id=elsewhere)

    def move(ctx: Context, run_id: int) -> None:
        stored = initiatives.edited_values(led(ctx))
        initiatives.edit(ctx, led(ctx).id, version=version_of(stored), **{**stored, "area_id": elsewhere})

    run_id = reader.read(move, "area_lead")
    with ctx.transaction():
        roles.end(ctx, assignment_id)
    with pytest.raises(Denied, match="Be samordnaren"):
        reader.undo(run_id, "area_lead")
    with ctx.transaction():
        roles.assign(ctx, user_id=user_id, role=Role.AREA_LEAD, area_id=area_id)
    reader.undo(run_id, "area_lead")


def latest(ctx: Context) -> AuditLink:
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc())).first()  # type: ignore[return-value]


def test_what_an_entry_did_in_the_end() -> None:
    def item(operation: str, number: int, old: str | None, new: str | None, field: str = "a") -> Item:
        return Item(operation, ("t", number), field, old, new)

    found = nets(
        [
            item("insert", 1, None, "1"),
            item("update", 1, "1", "2"),
            item("update", 2, "1", "2"),
            item("update", 2, "2", "1"),
            item("update", 3, "1", "2"),
            item("delete", 3, "2", None),
            item("insert", 4, None, "1"),
            item("delete", 4, "1", None),
            # The number is given to another row.
            item("delete", 5, "1", None),
            item("delete", 5, "x", None, "b"),
            item("insert", 5, None, "9"),
        ]
    )
    assert {key[1]: (net.is_made, net.is_removed, net.changed) for key, net in found.items()} == {
        1: (True, False, {}),
        2: (False, False, {}),
        3: (False, True, {}),
        5: (False, False, {"a": "1", "b": "x"}),
    }
    assert found["t", 3].old == {"a": "1"}

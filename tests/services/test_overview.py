"""The portfolio as rows: what is there, narrowed, sorted, grouped and counted, in as few queries however long it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import Engine, event, select

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import quarter
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.models import (
    ComplexityAssessment,
    Decision,
    FormerTitle,
    Initiative,
    InitiativePhase,
    Plan,
    ProgrammeArea,
    User,
)
from portfolio.services import initiatives, overview, plans, timelines, users
from portfolio.services.context import Context
from portfolio.services.overview import Filters, InitiativeRow
from tests import cast

SIMPLE, COMPLICATED, COMPLEX = ComplexityLevel
#: Titles of the shipped plan, by group: how many.
GROUPS = {
    "Generella initiativ": 6,
    "Personcentrerad vård": 4,
    "Hälsofrämjande och sjukdomsförebyggande åtgärder": 5,
    "Digifysisk vård": 5,
    "Kompetens": 4,
}


def plan(ctx: Context) -> Plan:
    ctx.session.rollback()
    return plans.get(ctx, cast.PLAN)


def listed(ctx: Context, filters: Filters | None = None, **kwargs: Any) -> list[InitiativeRow]:
    return overview.rows(ctx, plan(ctx), filters, **kwargs)


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def of(ctx: Context, key: str) -> InitiativeRow:
    row_id = by_key(ctx, key).id
    return next(row for row in listed(ctx) if row.id == row_id)


def propose(ctx: Context, plan_id: int, area_id: int, title: str = "Utkast") -> int:
    with ctx.transaction():
        return initiatives.propose(ctx, plan_id, title=title, area_id=area_id).id


@contextmanager
def queries(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_shipped_plan_has_24_initiatives_in_five_groups_in_the_plans_order(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("reader")
    rows = listed(ctx)
    groups = overview.grouped(rows, plans.areas(ctx, plan(ctx).id))
    assert {area.name: len(found) for area, found in groups} == GROUPS
    assert [row.id for _, found in groups for row in found] == [row.id for row in rows]
    assert len({row.id for row in rows}) == 24
    counts = overview.count(rows)
    assert counts.total == 24 == sum(counts.states.values()) == sum(counts.levels.values())
    assert counts.states == {
        InitiativeState.APPROVED: 14,
        InitiativeState.PREPARATION: 3,
        InitiativeState.DELIVERY: 3,
        InitiativeState.REALISATION: 4,
    }
    assert counts.levels == {None: 13, SIMPLE: 2, COMPLICATED: 7, COMPLEX: 2}
    assert counts.without_timetable == 12
    assert overview.count([]).total == 0


def test_a_row_tells_what_holds_and_what_of_it_is_made_up(ctx: Context) -> None:
    row = of(ctx, "en-vag-in")
    assert (row.state, row.state_is_example) == (InitiativeState.DELIVERY, True)
    assert (row.level, row.level_is_example) == (COMPLICATED, True)
    assert row.times[Phase.PREPARATION].planned
    assert row.times_are_example
    assert row.has_timetable
    assert row.example
    bare = of(ctx, "kronobarnsmodellen")
    assert (bare.state, bare.state_is_example, bare.level, bare.has_timetable) == (
        InitiativeState.APPROVED,
        False,
        None,
        False,
    )
    assert not bare.example
    assert bare.group.name == bare.area.name == "Personcentrerad vård"


def test_who_leads_is_told_while_they_are_active_and_hold_the_role(acting: Callable[[str], Context]) -> None:
    system = acting("system")
    with system.transaction():
        other = users.add(system, email="tva@exempel.se", name="Tvåa Ledare", password="tolv tecken minst")
        users.assign(system, other, Role.PROJECT_LEAD, initiative_id=by_key(system).id)
        users.assign(system, other, Role.BENEFIT_OWNER, initiative_id=by_key(system, "en-vag-in").id)
    reader = acting("reader")
    assert of(reader, cast.LED).leads == ("Project Lead", "Tvåa Ledare")
    assert of(reader, "en-vag-in").leads == ()
    with system.transaction():
        users.deactivate(system, "tva@exempel.se")
    assert of(reader, cast.LED).leads == ("Project Lead",)
    with system.transaction():
        system.record("test:end")
        lead = system.session.scalars(select(User).where(User.email == cast.email("project_lead"))).one()
        lead.roles[0].ended_at = system.now
    assert of(reader, cast.LED).leads == ()


def test_drafts_are_hidden_from_those_who_do_not_deal_with_them(acting: Callable[[str], Context]) -> None:
    outsider = acting("outsider")
    row = by_key(outsider)
    mine = propose(outsider, row.plan_id, row.area_id)
    elsewhere = propose(acting("system"), row.plan_id, by_key(outsider, "patientportalen").area_id)
    seen = {}
    for name in set(cast.CAST) - {"outsider"}:
        ctx = acting(name)
        found = {one.id for one in listed(ctx)}
        assert len(found) >= 24
        seen[name] = found & {mine, elsewhere}
    assert {name: len(found) for name, found in seen.items()} == {
        "coordinator": 2,
        "steering": 2,
        "area_lead": 1,
        "project_lead": 0,
        "benefit_owner": 0,
        "controller": 0,
        "reader": 0,
        "admin": 0,
    }
    assert seen["area_lead"] == {mine}
    # The author has no role in the plan, so the list is not theirs; asked for it all the same, the draft is in it.
    ctx = acting("outsider")
    assert mine in {one.id for one in overview.rows(ctx, ctx.session.scalars(select(Plan)).one())}


def test_the_list_is_narrowed_by_each_filter_and_by_all_together(acting: Callable[[str], Context]) -> None:
    ctx = acting("project_lead")
    area = ctx.session.scalars(select(ProgrammeArea).where(ProgrammeArea.key == cast.AREA)).one()
    all_rows = listed(ctx)
    assert listed(ctx, Filters()) == all_rows
    assert len(listed(ctx, Filters(area=area.id))) == 4
    assert len(listed(ctx, Filters(state=InitiativeState.PREPARATION))) == 3
    assert len(listed(ctx, Filters(level=COMPLEX))) == 2
    assert len(listed(ctx, Filters(unclassified=True))) == 13
    assert len(listed(ctx, Filters(timetable=True))) == 12
    assert len(listed(ctx, Filters(timetable=False))) == 12
    assert [row.id for row in listed(ctx, Filters(mine=True))] == [by_key(ctx).id]
    assert listed(acting("reader"), Filters(mine=True)) == []
    together = Filters(words="vård", area=area.id, state=InitiativeState.PREPARATION, level=COMPLEX, timetable=True)
    assert [row.id for row in listed(ctx, together)] == [by_key(ctx, "nara-vard-i-hemmet").id]
    assert listed(ctx, Filters(level=COMPLEX, unclassified=True)) == []
    assert listed(ctx, Filters(area=99_999)) == []


def test_words_are_looked_for_in_titles_and_former_titles_whatever_their_case(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:former")
        ctx.session.add(FormerTitle(initiative_id=by_key(ctx).id, title="Vårdöverenskommelsen", position=1))
    for words in ("VÅRDÖVERENS", "vårdöverenskommelsen", "va\u030ardo\u0308verens"):
        found = listed(ctx, Filters(words=words))
        assert [row.former_titles for row in found] == [("Vårdöverenskommelsen",)], words
    assert [row.id for row in listed(ctx, Filters(words="  planering  patientkontrakt "))] == [by_key(ctx).id]
    assert listed(ctx, Filters(words="planering saknas")) == []
    assert listed(ctx, Filters(words="100%")) == []
    assert len(listed(ctx, Filters(words=" "))) == 24


def test_the_list_is_sorted_by_name_as_in_swedish_by_state_and_by_level(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:rename")
        for key, title in (("en-vag-in", "Öppet"), (cast.LED, "Ålderdom"), ("taligenkanning", "äldre")):
            by_key(ctx, key).title = title
    titles = [row.title for row in listed(ctx, sort="namn")]
    assert titles[-3:] == ["Ålderdom", "äldre", "Öppet"]
    assert titles[0].startswith("Arbetssätt för hög")
    states = [list(InitiativeState).index(row.state) for row in listed(ctx, sort="lage")]
    assert states == sorted(states)
    levels = [row.level for row in listed(ctx, sort="niva")]
    assert levels == [None] * 13 + [SIMPLE] * 2 + [COMPLICATED] * 7 + [COMPLEX] * 2
    order = [row.id for row in listed(ctx)]
    assert [row.id for row in listed(ctx, sort="plan")] == order
    assert [row.id for row in listed(ctx, sort="vad som helst")] == order
    unclassified = [row.id for row in listed(ctx, sort="niva") if row.level is None]
    assert unclassified == [row_id for row_id in order if row_id in unclassified], "ties keep the plan's order"


def test_sub_areas_stand_under_the_area_they_are_part_of(ctx: Context) -> None:
    plan_id = plan(ctx).id
    with ctx.transaction():
        ctx.record("test:area")
        top = ctx.session.scalars(select(ProgrammeArea).where(ProgrammeArea.key == cast.AREA)).one()
        sub = ProgrammeArea(
            plan_id=plan_id, key="del", name="En del", kind="sub_area", parent_id=top.id, position=99, summary=None
        )
        ctx.session.add(sub)
        ctx.session.flush()
        by_key(ctx, "patientportalen").area_id = sub.id
    names = [area.key for area in plans.areas(ctx, plan_id)]
    assert names[names.index(cast.AREA) + 1] == "del"
    row = of(ctx, "patientportalen")
    assert (row.area.key, row.group.key) == ("del", cast.AREA)
    assert len(listed(ctx, Filters(area=row.area.id))) == 1
    assert len(listed(ctx, Filters(area=row.group.id))) == 5
    groups = overview.grouped(listed(ctx), plans.areas(ctx, plan_id))
    assert {area.key: len(found) for area, found in groups}[cast.AREA] == 5
    assert len(groups) == 5


def test_what_goes_on_over_time_lacks_no_timetable(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:ongoing")
        by_key(ctx, "kronobarnsmodellen").kind = InitiativeKind.ONGOING
    assert overview.count(listed(ctx)).without_timetable == 11


def _many_more(ctx: Context) -> None:
    """Forty more initiatives of every sort, drafts among them, each with all that hangs on one."""
    with ctx.transaction():
        ctx.record("test:many")
        pattern = by_key(ctx)
        people = [
            User(email=f"p{n}@exempel.se", name=f"Person {n}", active=True, created_at=ctx.now) for n in range(10)
        ]
        ctx.session.add_all(people)
        for number in range(40):
            row = Initiative(
                plan_id=pattern.plan_id,
                key=f"extra-{number}",
                title=f"Extra {number}",
                area_id=pattern.area_id + number % 3,
                position=100 + number,
                kind=InitiativeKind.INITIATIVE,
                parties=(),
                target_groups=(),
                state=InitiativeState.PROPOSED if number % 2 else InitiativeState.APPROVED,
                retrospective=False,
                example=False,
                author_id=None,
                created_at=ctx.now,
            )
            ctx.session.add(row)
            ctx.session.flush()
            row.former_titles.append(FormerTitle(title="Förr", position=1))
            row.phases.append(
                InitiativePhase(phase=Phase.DELIVERY, position=2, planned_start=quarter(2023, 1), example=False)
            )
            decision = Decision(
                initiative_id=row.id,
                key="d",
                matter=Matter.LEVEL,
                outcome=Outcome.APPROVED,
                decided_on=date(2023, 1, 1),
                retrospective=False,
                example=False,
                recorded_at=ctx.now,
            )
            decision.assessment = ComplexityAssessment(initiative_id=row.id, level=SIMPLE)
            row.decisions.append(decision)
            users.assign(ctx, people[number % 10], Role.PROJECT_LEAD, initiative_id=row.id)


def test_sixty_initiatives_take_no_more_queries_than_24(acting: Callable[[str], Context], engine: Engine) -> None:
    def work(name: str) -> dict[str, int]:
        ctx = acting(name)
        counts = {}
        for what, ask in {
            "rows": lambda: overview.rows(ctx, plans.get(ctx, cast.PLAN)),
            "narrowed": lambda: overview.rows(ctx, plans.get(ctx, cast.PLAN), Filters(words="extra"), sort="namn"),
            "picture": lambda: timelines.picture(ctx, plans.get(ctx, cast.PLAN)),
        }.items():
            ctx.session.rollback()
            ctx.session.expunge_all()
            with queries(engine) as seen:
                ask()
            counts[what] = len(seen)
        return counts

    names = ("reader", "coordinator", "area_lead")
    few = {name: work(name) for name in names}
    _many_more(acting("system"))
    many = {name: work(name) for name in names}
    for name, what in product(names, few["reader"]):
        # Where there are drafts, one asks which organisation owns the plan; once, however many the drafts are.
        assert many[name][what] <= few[name][what] + 1, (name, what)
        assert few[name][what] <= (20 if what == "picture" else 13)
    assert len(listed(acting("coordinator"))) == 64
    assert len(listed(acting("reader"))) == 44

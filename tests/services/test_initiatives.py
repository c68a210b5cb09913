"""Proposing, registering, editing and entering initiatives."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeKind, InitiativeState, Origin
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Decision, Forum, Initiative, Plan, ProgrammeArea
from portfolio.services import initiatives, phases, plan_files
from portfolio.services.context import ANONYMOUS, Context
from tests import cast
from tests.conftest import TODAY

#: Another plan with an area and a forum of its own.
OTHER = """{"format": "nyttoportfoljen-plan", "version": 1,
"plan": {"slug": "annan-plan", "name": "Annan plan", "owner": "vaxjo-kommun", "valid_period": "2023",
         "timeline_period": "2023/2024"},
"areas": [{"key": "annat-omrade", "name": "Annat område", "kind": "programme_area"}],
"forums": [{"key": "annat-forum", "name": "Annat forum", "kind": "other"}],
"initiatives": [{"key": "annat", "title": "Annat initiativ", "area": "annat-omrade", "state": "approved"}]}"""


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def area(ctx: Context, key: str = cast.AREA) -> int:
    return ctx.session.scalars(select(ProgrammeArea.id).where(ProgrammeArea.key == key)).one()


def forum(ctx: Context, key: str = "programledningen") -> int:
    return ctx.session.scalars(select(Forum.id).where(Forum.key == key)).one()


def plan_id(ctx: Context) -> int:
    return ctx.session.scalars(select(Plan.id).where(Plan.slug == cast.PLAN)).one()


def version(initiative: Initiative) -> str:
    return version_of(initiatives.edited_values(initiative))


def latest(ctx: Context) -> AuditLink:
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()


def load_other_plan(ctx: Context) -> None:
    with ctx.transaction():
        plan_files.load_text(ctx, OTHER)


def propose(ctx: Context, **fields: Any) -> Initiative:
    values = {"title": "Ett förslag", "area_id": area(ctx), **fields}
    chosen = values.pop("plan_id", plan_id(ctx))
    with ctx.transaction():
        return initiatives.propose(ctx, chosen, **values)


def register(ctx: Context, **fields: Any) -> Initiative:
    values: dict[str, Any] = {
        "title": "Det som redan finns",
        "area_id": area(ctx),
        "entry_state": InitiativeState.DELIVERY,
        "decided_on": date(2022, 3, 1),
        "forum_id": forum(ctx),
        "motivation": " Beslutat\r\nföre. ",
        **fields,
    }
    chosen = values.pop("plan_id", plan_id(ctx))
    with ctx.transaction():
        return initiatives.register(ctx, chosen, **values)


def edit(ctx: Context, key: str = cast.LED, **fields: Any) -> Initiative:
    initiative = by_key(ctx, key)
    expected = fields.pop("version", None) or version(initiative)
    with ctx.transaction():
        return initiatives.edit(ctx, initiative.id, version=expected, **fields)


def enter(ctx: Context, key: str, **fields: Any) -> Initiative:
    initiative = by_key(ctx, key)
    values: dict[str, Any] = {
        "version": initiatives.entry_version(initiative),
        "entry_state": InitiativeState.REALISATION,
        "decided_on": date(2022, 3, 1),
        "forum_id": None,
        "motivation": "Så står det till.",
        **fields,
    }
    with ctx.transaction():
        return initiatives.enter(ctx, initiative.id, **values)


def test_anybody_who_is_signed_in_may_propose_and_the_draft_is_for_those_who_deal_with_it(
    acting: Callable[[str], Context],
) -> None:
    outsider = acting("outsider")
    made = propose(
        outsider,
        title="  Fast la\u0308karkontakt ",
        purpose="Rad 1\r\nRad 2",
        origin="national",
        target_groups=["Äldre", "", "Äldre"],
        orderer=" ",
    )
    assert (made.title, made.purpose, made.origin) == ("Fast läkarkontakt", "Rad 1\nRad 2", Origin.NATIONAL)
    assert (made.target_groups, made.parties, made.orderer) == (("Äldre",), (), None)
    assert (made.state, made.kind) == (InitiativeState.PROPOSED, InitiativeKind.INITIATIVE)
    assert not made.retrospective
    assert not made.example
    assert made.author_id == outsider.actor.user_id
    assert made.position == 25
    link = latest(outsider)
    assert (link.action, link.plan_id, link.actor_id) == (
        "initiative:propose",
        made.plan_id,
        outsider.actor.user_id,
    )
    sees = set()
    for name in cast.CAST:
        try:
            sees.add(initiatives.get(acting(name), made.id) and name)
        except NotFound:
            continue
    assert sees == {"outsider", "coordinator", "steering", "area_lead"}
    assert edit(outsider, made.key, title="Nytt namn").title == "Nytt namn", "what came back has to be completed"
    with pytest.raises(NotFound):
        edit(acting("reader"), made.key, title="Annat namn")


def test_two_proposals_with_one_name_are_two(ctx: Context) -> None:
    first, second = propose(ctx), propose(ctx)
    assert first.key != second.key
    assert second.position == first.position + 1


def test_a_proposal_names_what_is_wrong_with_it_and_leaves_nothing_behind(acting: Callable[[str], Context]) -> None:
    load_other_plan(acting("system"))
    ctx = acting("reader")
    before = ctx.session.scalar(select(func.count(Initiative.id)))
    refused: dict[str, str] = {}
    for name, fields in {
        "no such plan": {"plan_id": 999},
        "no area": {"area_id": None},
        "no such area": {"area_id": 99_999},
        "area of another plan": {"area_id": area(ctx, "annat-omrade")},
    }.items():
        with pytest.raises(Invalid) as problem:
            propose(ctx, **fields)
        refused[name] = f"{problem.value.field}: {problem.value.message}"
    assert refused == {
        "no such plan": "plan_id: Planen finns inte. Välj en annan.",
        "no area": "area_id: Området finns inte i planen. Välj ett annat.",
        "no such area": "area_id: Området finns inte i planen. Välj ett annat.",
        "area of another plan": "area_id: Området finns inte i planen. Välj ett annat.",
    }
    with pytest.raises(InvalidFields) as problems:
        propose(ctx, title=" ", purpose="x" * 10_001, diarienummer="a\nb")
    assert set(problems.value.problems) == {"title", "purpose", "diarienummer"}
    with pytest.raises(InvalidFields) as problems:
        propose(ctx, parties=["a\u202eb"])
    assert set(problems.value.problems) == {"parties"}
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count(Initiative.id))) == before


def test_nobody_proposes_without_signing_in(ctx: Context, settings: Any) -> None:
    nobody = Context(ctx.session, ANONYMOUS, settings.clock)
    with pytest.raises(Denied):
        propose(nobody)


def test_what_already_runs_is_registered_with_its_state_and_the_decision_behind_it(ctx: Context) -> None:
    made = register(ctx, kind=InitiativeKind.INITIATIVE, project_lead_by=date(2023, 9, 1))
    assert (made.state, made.retrospective) == (InitiativeState.DELIVERY, True)
    (decision,) = ctx.session.scalars(select(Decision).where(Decision.initiative_id == made.id))
    assert (decision.matter, decision.outcome) == (Matter.ENTRY, Outcome.APPROVED)
    assert (decision.from_state, decision.to_state) == (InitiativeState.PROPOSED, InitiativeState.DELIVERY)
    assert (decision.decided_on, decision.recorded_at) == (date(2022, 3, 1), ctx.now)
    assert (decision.forum_id, decision.recorded_by) == (forum(ctx), ctx.actor.user_id)
    assert decision.motivation == "Beslutat\nföre."
    link = latest(ctx)
    assert (link.action, link.plan_id, link.reason) == ("initiative:register", made.plan_id, "Beslutat\nföre.")


def test_registering_names_what_is_wrong(acting: Callable[[str], Context]) -> None:
    load_other_plan(acting("system"))
    ctx = acting("coordinator")
    before = ctx.session.scalar(select(func.count(Initiative.id)))
    for fields, field in (
        ({"entry_state": InitiativeState.PROPOSED}, "entry_state"),
        ({"entry_state": InitiativeState.DECLINED}, "entry_state"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": date(2023, 5, 16)}, "decided_on"),
        ({"forum_id": forum(ctx, "annat-forum")}, "forum_id"),
        ({"forum_id": 99_999}, "forum_id"),
        ({"area_id": area(ctx, "annat-omrade")}, "area_id"),
        ({"plan_id": 999}, "plan_id"),
    ):
        with pytest.raises(Invalid) as problem:
            register(ctx, **fields)
        assert problem.value.field == field, fields
    for motivation in ("", "  ", "a\x00"):
        with pytest.raises(InvalidFields) as problems:
            register(ctx, motivation=motivation)
        assert set(problems.value.problems) == {"motivation"}
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count(Initiative.id))) == before


def test_only_the_coordinator_registers(acting: Callable[[str], Context]) -> None:
    for name in ("area_lead", "project_lead", "steering", "reader", "admin", "benefit_owner", "controller"):
        with pytest.raises(Denied) as refused:
            register(acting(name))
        assert refused.value.who == ("samordnare",)
    with pytest.raises(NotFound):
        register(acting("outsider"))


def test_editing_saves_every_field_and_keeps_the_former_title(ctx: Context) -> None:
    was = by_key(ctx).title
    edit(ctx, title="Andra", purpose="Syfte", origin=Origin.OTHER, parties=["b", "a"], project_lead_by=date(2024, 1, 1))
    row = edit(ctx, title="Tredje", receiver="Vården")
    assert (row.title, row.purpose, row.receiver, row.parties) == ("Tredje", "Syfte", "Vården", ("b", "a"))
    assert (row.origin, row.project_lead_by) == (Origin.OTHER, date(2024, 1, 1))
    assert [former.title for former in row.former_titles] == [was, "Andra"]
    edit(ctx, title="Andra")
    row = edit(ctx, title="Tredje")
    assert [former.title for former in row.former_titles] == [was, "Andra", "Tredje"]
    assert latest(ctx).action == "initiative:edit"
    assert latest(ctx).plan_id == row.plan_id


def test_saving_nothing_new_changes_nothing(ctx: Context) -> None:
    before = latest(ctx).id
    row = edit(ctx)
    assert latest(ctx).id == before
    assert row.former_titles == []


def test_who_comes_second_is_told_what_is_stored_now(acting: Callable[[str], Context]) -> None:
    first, second = acting("coordinator"), acting("project_lead")
    opened = version(by_key(second))
    edit(first, title="Den första", purpose="Först")
    with pytest.raises(Conflict) as refused:
        edit(second, title="Den andra", version=opened)
    assert refused.value.current is not None
    assert refused.value.current["title"] == "Den första"
    assert set(refused.value.current) == set(initiatives.EDITED)
    assert by_key(second).title == "Den första"
    edit(second, title="Den andra", version=version_of(refused.value.current))
    assert by_key(second).title == "Den andra"


def test_a_change_of_something_else_disturbs_nobody(acting: Callable[[str], Context]) -> None:
    first, second = acting("coordinator"), acting("project_lead")
    opened = version(by_key(second))
    row = by_key(first)
    with first.transaction():
        phases.plan_phases(first, row.id, version=phases.phases_version(row), times={})
    assert edit(second, title="Ostört", version=opened).title == "Ostört"


def test_of_two_who_save_at_once_one_wins_and_the_other_is_told(acting: Callable[[str], Context]) -> None:
    contexts = [acting("coordinator"), acting("area_lead"), acting("project_lead")]
    opened = version(by_key(contexts[0]))
    row_id = by_key(contexts[0]).id
    start = Barrier(len(contexts), timeout=20)

    def save(number: int) -> str:
        start.wait()
        try:
            with contexts[number].transaction():
                return initiatives.edit(contexts[number], row_id, version=opened, title=f"Namn {number}").title
        except Conflict as told:
            assert told.current is not None
            return ""

    with ThreadPoolExecutor(len(contexts)) as pool:
        outcomes = list(pool.map(save, range(len(contexts))))
    (winner,) = filter(None, outcomes)
    assert by_key(acting("reader")).title == winner


def test_somebody_elses_initiative_is_seen_and_not_edited(acting: Callable[[str], Context]) -> None:
    for name in ("project_lead", "area_lead", "steering", "controller", "reader", "benefit_owner", "admin"):
        with pytest.raises(Denied) as refused:
            edit(acting(name), "en-vag-in", title="Mitt")
        assert "samordnare" in refused.value.who
    with pytest.raises(NotFound):
        edit(acting("outsider"), "en-vag-in", title="Mitt")
    assert edit(acting("area_lead"), "sammanhallna-vardforlopp", title="I mitt område").title == "I mitt område"


def test_an_initiative_moves_only_to_where_one_may_edit(acting: Callable[[str], Context]) -> None:
    load_other_plan(acting("system"))
    for name in ("area_lead", "project_lead"):
        ctx = acting(name)
        with pytest.raises(Denied):
            edit(ctx, area_id=area(ctx, "digifysisk-vard"))
    ctx = acting("coordinator")
    with pytest.raises(Invalid) as problem:
        edit(ctx, area_id=area(ctx, "annat-omrade"))
    assert problem.value.field == "area_id"
    with pytest.raises(Invalid):
        edit(ctx, area_id=None)
    moved = edit(ctx, area_id=area(ctx, "digifysisk-vard"))
    assert moved.area.key == "digifysisk-vard"


def test_what_has_a_timetable_does_not_become_what_goes_on_over_time(ctx: Context) -> None:
    with pytest.raises(Invalid) as problem:
        edit(ctx, kind=InitiativeKind.ONGOING)
    assert problem.value.field == "kind"
    with pytest.raises(Invalid):
        edit(ctx, kind="ongoing")
    row = by_key(ctx)
    with ctx.transaction():
        phases.plan_phases(ctx, row.id, version=phases.phases_version(row), times={})
    assert edit(ctx, kind=InitiativeKind.ONGOING).kind is InitiativeKind.ONGOING


def test_editing_names_what_is_wrong(ctx: Context) -> None:
    with pytest.raises(InvalidFields) as problems:
        edit(ctx, title="", orderer="x" * 301)
    assert set(problems.value.problems) == {"title", "orderer"}


def test_only_the_initiative_that_was_edited_is_no_longer_example_data(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:examples")
        for key in (cast.LED, "en-vag-in"):
            by_key(ctx, key).example = True
    edit(ctx)
    assert by_key(ctx).example, "nothing was changed"
    edit(ctx, purpose="Inte påhittat")
    assert not by_key(ctx).example
    assert by_key(ctx, "en-vag-in").example
    assert all(row.example for row in by_key(ctx).phases)


def test_what_was_loaded_is_given_the_state_it_is_in(ctx: Context) -> None:
    was = by_key(ctx, "kronobarnsmodellen")
    assert was.state is InitiativeState.APPROVED
    decisions = len(was.decisions)
    row = enter(ctx, "kronobarnsmodellen", motivation="  Så är det.\r\n")
    assert row.state is InitiativeState.REALISATION
    ctx.session.expire_all()
    assert len(row.decisions) == decisions + 1
    last = row.decisions[-1]
    assert (last.from_state, last.to_state) == (InitiativeState.APPROVED, InitiativeState.REALISATION)
    assert last.retrospective
    assert not last.example
    link = latest(ctx)
    assert (link.action, link.reason) == ("initiative:enter", "Så är det.")


def test_an_entry_state_is_refused_where_it_does_not_belong(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    proposed = propose(ctx)
    with pytest.raises(Invalid, match="genom beslut"):
        enter(ctx, proposed.key)
    for fields, field in (
        ({"entry_state": InitiativeState.ASSESSED}, "entry_state"),
        ({"decided_on": date(2024, 1, 1)}, "decided_on"),
        ({"forum_id": 99_999}, "forum_id"),
    ):
        with pytest.raises(Invalid) as problem:
            enter(ctx, "kronobarnsmodellen", **fields)
        assert problem.value.field == field
    with pytest.raises(InvalidFields):
        enter(ctx, "kronobarnsmodellen", motivation="")
    for name in ("area_lead", "project_lead", "steering", "admin"):
        with pytest.raises(Denied):
            enter(acting(name), cast.LED)
    ctx.session.rollback()
    assert by_key(ctx, "kronobarnsmodellen").state is InitiativeState.APPROVED


def test_who_enters_a_state_second_is_told(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    opened = initiatives.entry_version(by_key(ctx, "kronobarnsmodellen"))
    enter(ctx, "kronobarnsmodellen", entry_state=InitiativeState.PREPARATION)
    with pytest.raises(Conflict, match="Någon annan har ändrat"):
        enter(ctx, "kronobarnsmodellen", version=opened)
    # The same state entered again is another decision, and so another version.
    opened = initiatives.entry_version(by_key(ctx, "kronobarnsmodellen"))
    enter(ctx, "kronobarnsmodellen", entry_state=InitiativeState.PREPARATION, decided_on=TODAY)
    with pytest.raises(Conflict):
        enter(ctx, "kronobarnsmodellen", version=opened)

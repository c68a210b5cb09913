"""Dependencies between initiatives: both ways, across plans, and never in a ring."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import Engine, func, select

from portfolio.domain.dependencies import Timing
from portfolio.domain.errors import Conflict, Denied, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Role
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Initiative, InitiativeDependency, User
from portfolio.services import dependencies, initiatives, users
from portfolio.services.context import Context
from portfolio.services.dependencies import Dependencies
from tests import cast
from tests.services.test_initiatives import area, load_other_plan, plan_id
from tests.services.test_overview import queries

Acting = Callable[[str], Context]

LED, PORTAL, BARE, MORE = cast.LED, "patientportalen", "kronobarnsmodellen", "obesitas"


def by_key(ctx: Context, key: str = LED) -> Initiative:
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def found(ctx: Context, key: str = LED) -> Dependencies:
    return dependencies.of_initiative(ctx, by_key(ctx, key))


def link(ctx: Context, key: str, other: str, what: str | None = "Ett system") -> int:
    ids = by_key(ctx, key).id, by_key(ctx, other).id
    with ctx.transaction():
        return dependencies.add(ctx, ids[0], waits_for_id=ids[1], what=what).id


def refused(ctx: Context, key: str, other: str | int | None, what: str | None = "Ett system") -> dict[str, str]:
    row_id = by_key(ctx, key).id
    other_id = by_key(ctx, other).id if isinstance(other, str) else other
    with pytest.raises(InvalidFields) as problem, ctx.transaction():
        dependencies.add(ctx, row_id, waits_for_id=other_id, what=what)
    return problem.value.problems


def draft(ctx: Context) -> int:
    with ctx.transaction():
        return initiatives.propose(ctx, plan_id(ctx), title="Ett hemligt förslag", area_id=area(ctx, "kompetens")).id


def test_the_example_is_seen_from_both_sides_with_what_the_times_say(acting: Acting) -> None:
    ctx = acting("reader")
    (row,) = found(ctx).waits_for
    assert (row.other.key, row.plan, row.example) == (PORTAL, None, True)
    assert row.comparison.timing is Timing.EARLY
    (seen,) = found(ctx, PORTAL).awaited_by
    assert (seen.id, seen.other.key, seen.what) == (row.id, LED, row.what)
    assert seen.comparison.timing is Timing.EARLY
    assert "började här kv 1 2022, men i ”Patientportalen” skulle" in row.comparison.sentence
    assert f"började i ”{row.other.title}”" not in seen.comparison.sentence
    assert "kv 1 2022, men här skulle effekthanteringsfasen ha börjat kv 3 2022" in seen.comparison.sentence
    assert dependencies.warnings(found(ctx), by_key(ctx)) == [row]
    assert dependencies.warnings(found(ctx, PORTAL), by_key(ctx, PORTAL)) == []


def test_what_has_ended_itself_is_warned_of_nothing(acting: Acting) -> None:
    ctx = acting("system")
    with ctx.transaction():
        ctx.record("test:state")
        ctx.session.scalars(select(Initiative).where(Initiative.key == LED)).one().state = InitiativeState.CLOSED
    assert found(ctx).waits_for
    assert dependencies.warnings(found(ctx), by_key(ctx)) == []


def test_an_initiative_is_said_to_wait_edited_and_no_longer_waits(acting: Acting) -> None:
    ctx = acting("project_lead")
    made = link(ctx, LED, BARE, " Det gemensamma systemet ")
    rows = {row.other.key: row for row in found(ctx).waits_for}
    assert set(rows) == {PORTAL, BARE}
    assert (rows[BARE].id, rows[BARE].example) == (made, False)
    last = select(AuditLink.action).order_by(AuditLink.id.desc()).limit(1)
    assert ctx.session.scalar(last) == "dependency:add"

    row = rows[PORTAL]
    version = version_of(dependencies.edited_values(dependencies.get(by_key(ctx), row.id)))
    with ctx.transaction():
        dependencies.edit(ctx, by_key_id(ctx), row.id, version=version, what="Något annat")
    (changed,) = [one for one in found(ctx).waits_for if one.id == row.id]
    assert (changed.what, changed.example) == ("Något annat", False)
    with pytest.raises(Conflict) as stale, ctx.transaction():
        dependencies.edit(ctx, by_key_id(ctx), row.id, version=version, what="Ett tredje")
    assert stale.value.current == {"what": "Något annat"}

    with ctx.transaction():
        assert dependencies.end(ctx, by_key_id(ctx), made).key == BARE
    assert [one.other.key for one in found(ctx).waits_for] == [PORTAL]
    assert ctx.session.scalar(last) == "dependency:end"
    with pytest.raises(NotFound), ctx.transaction():
        dependencies.end(ctx, by_key_id(ctx), made)


def by_key_id(ctx: Context, key: str = LED) -> int:
    return ctx.session.scalars(select(Initiative.id).where(Initiative.key == key)).one()


def test_what_cannot_be_waited_for_is_told_with_every_other_problem(acting: Acting) -> None:
    ctx = acting("coordinator")
    hidden = draft(ctx)
    before = ctx.session.scalar(select(func.count(AuditLink.id)))
    assert set(refused(ctx, LED, None, " ")) == {"waits_for_id", "what"}
    assert set(refused(ctx, LED, LED)) == {"waits_for_id"}
    assert "finns redan" in refused(ctx, LED, PORTAL)["waits_for_id"]
    assert set(refused(ctx, LED, BARE, "x" * 301)) == {"what"}
    for nothing in (4711, 2**40, -1):
        assert "inte att välja" in refused(ctx, LED, nothing)["waits_for_id"]
    # What does not exist for somebody is refused in the same words as what does not exist at all.
    lead = acting("project_lead")
    assert refused(lead, LED, hidden) == refused(lead, LED, 4711)
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == before


def test_a_ring_is_refused_by_name_also_through_what_somebody_does_not_see(acting: Acting) -> None:
    ctx = acting("coordinator")
    link(ctx, PORTAL, BARE)
    told = refused(ctx, BARE, LED)["waits_for_id"]
    titles = [by_key(ctx, key).title for key in (BARE, LED, PORTAL, BARE)]
    assert " → ".join(f"”{one}”" for one in titles) in told
    hidden = draft(ctx)
    with ctx.transaction():
        dependencies.add(ctx, hidden, waits_for_id=by_key_id(ctx), what="Planen")
    with ctx.transaction():
        dependencies.add(ctx, by_key_id(ctx, MORE), waits_for_id=hidden, what="Förslaget")
    told = refused(acting("project_lead"), LED, MORE)["waits_for_id"]
    assert "ett initiativ som du inte ser" in told
    assert "hemligt" not in told


def test_a_draft_at_the_other_end_exists_for_those_who_see_it_alone(acting: Acting) -> None:
    ctx = acting("coordinator")
    hidden = draft(ctx)
    with ctx.transaction():
        made = dependencies.add(ctx, by_key_id(ctx), waits_for_id=hidden, what="Förslaget").id
        dependencies.add(ctx, hidden, waits_for_id=by_key_id(ctx, PORTAL), what="Portalen")
    assert hidden in {row.other.id for row in found(ctx).waits_for}
    assert hidden in {row.other.id for row in found(ctx, PORTAL).awaited_by}
    lead = acting("project_lead")
    assert hidden not in {row.other.id for row in found(lead).waits_for}
    assert hidden not in {row.other.id for row in found(lead, PORTAL).awaited_by}
    assert hidden not in {one.id for one, _ in dependencies.choices(lead, by_key(lead))}
    for work in (
        lambda: dependencies.edit(lead, by_key_id(lead), made, version="", what="Nej"),
        lambda: dependencies.end(lead, by_key_id(lead), made),
    ):
        with pytest.raises(NotFound), lead.transaction():
            work()


def test_another_plans_initiative_is_waited_for_by_whoever_reads_that_plan(acting: Acting) -> None:
    system = acting("system")
    load_other_plan(system)
    other = system.session.scalars(select(Initiative).where(Initiative.key == "annat")).one()
    assert set(refused(acting("coordinator"), LED, other.id)) == {"waits_for_id"}
    with system.transaction():
        lead = system.session.scalars(select(User).where(User.email == cast.email("project_lead"))).one()
        users.assign(system, lead, Role.READER, plan_id=other.plan_id)
    ctx = acting("project_lead")
    offered = dependencies.choices(ctx, by_key(ctx))
    assert offered[-1][0].key == "annat"
    assert offered[-1][1] == "Annan plan"
    assert {LED, PORTAL} & {one.key for one, _ in offered} == set()
    with ctx.transaction():
        dependencies.add(ctx, by_key_id(ctx), waits_for_id=other.id, what="Något")
    row = found(ctx).waits_for[-1]
    assert (row.other.key, row.plan, row.comparison.timing) == ("annat", "Annan plan", Timing.UNTOLD)
    assert "annat" not in {one.other.key for one in found(acting("coordinator")).waits_for}


@pytest.mark.parametrize(("name", "error"), [("reader", Denied), ("steering", Denied), ("outsider", NotFound)])
def test_who_may_not_edit_the_initiative_changes_nothing(acting: Acting, name: str, error: type[Exception]) -> None:
    ctx = acting(name)
    row_id, other = by_key_id(ctx), by_key_id(ctx, BARE)
    held = ctx.session.scalars(
        select(InitiativeDependency.id).where(InitiativeDependency.initiative_id == row_id)
    ).one()
    for work in (
        lambda: dependencies.add(ctx, row_id, waits_for_id=other, what="Något"),
        lambda: dependencies.edit(ctx, row_id, held, version="", what="Något"),
        lambda: dependencies.end(ctx, row_id, held),
    ):
        with pytest.raises(error), ctx.transaction():
            work()


def test_two_who_link_two_initiatives_to_each_other_at_once_make_no_ring(ctx: Context, acting: Acting) -> None:
    first, second = by_key(ctx, BARE).id, by_key(ctx, MORE).id
    ctx.session.rollback()
    outcomes: list[str] = []

    def wait(own: Context, follower: int, other: int) -> None:
        try:
            with own.transaction():
                dependencies.add(own, follower, waits_for_id=other, what="Något")
            outcomes.append("saved")
        except InvalidFields:
            outcomes.append("refused")

    pairs = ((first, second), (second, first))
    threads = [Thread(target=wait, args=(acting("coordinator"), *pair)) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "saved"]


def test_more_dependencies_take_no_more_queries(ctx: Context, engine: Engine) -> None:
    def count() -> int:
        row_id = by_key(ctx).id
        ctx.session.expunge_all()
        initiative = ctx.session.get_one(Initiative, row_id)
        with queries(engine) as seen:
            dependencies.of_initiative(ctx, initiative)
        return len(seen)

    few = count()
    for key in (BARE, MORE, "undernaring"):
        link(ctx, LED, key)
    link(ctx, "virtuella-navet", LED)
    assert count() == few

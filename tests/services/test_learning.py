"""The learning log: written by those who keep the initiative, mended by whoever wrote, and asked for in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from portfolio.domain.errors import Conflict, Denied, InvalidFields, NotFound
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Initiative, LearningEntry, Plan
from portfolio.services import learning, overview
from portfolio.services.context import Context
from tests import cast
from tests.conftest import TODAY
from tests.services.test_overview import queries

Acting = Callable[[str], Context]

TEXTS = {"believed": "Att det skulle gå.", "happened": "Det gick inte.", "next_step": "Pröva något annat."}
COMPLEX, ONCE_COMPLEX, OVERDUE = "nara-vard-i-hemmet", "en-vag-in", "kompetensvaxling"


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def note(ctx: Context, key: str = cast.LED, **fields: Any) -> int:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        return learning.add(ctx, row_id, **{"noted_on": TODAY, **TEXTS, **fields}).id


def mend(ctx: Context, entry_id: int, version: str, **fields: Any) -> None:
    row_id = by_key(ctx).id
    with ctx.transaction():
        learning.edit(ctx, row_id, entry_id, version=version, **fields)


def version(ctx: Context, entry_id: int) -> str:
    return version_of(learning.edited_values(learning.get(by_key(ctx), entry_id)))


def latest(ctx: Context) -> AuditLink:
    return ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()


def test_an_entry_is_written_and_mended_by_its_author_and_the_log_keeps_both(acting: Acting) -> None:
    ctx = acting("project_lead")
    earlier = note(ctx, noted_on=date(2023, 4, 1), look_again_on=date(2023, 6, 1))
    made = note(ctx, happened=" Det gick\r\ninte. ")
    entries = learning.of_initiative(ctx, by_key(ctx))
    assert [one.id for one in entries] == [made, earlier]
    assert (entries[0].happened, entries[0].example) == ("Det gick\ninte.", False)
    assert entries[0].author is not None
    assert (entries[0].author_id, latest(ctx).action) == (ctx.actor.user_id, "learning:add")

    seen = version(ctx, made)
    mend(ctx, made, seen, happened="Det gick ändå.")
    assert latest(ctx).action == "learning:edit"
    assert {item.field for item in latest(ctx).items} == {"happened"}
    with pytest.raises(Conflict) as stale:
        mend(ctx, made, seen, happened="Ett tredje.")
    assert stale.value.current is not None
    assert stale.value.current["happened"] == "Det gick ändå."


def test_nobody_mends_what_somebody_else_wrote_or_what_came_with_a_plan(acting: Acting) -> None:
    made = note(acting("project_lead"))
    for name, error in (("coordinator", Denied), ("area_lead", Denied), ("reader", Denied), ("outsider", NotFound)):
        ctx = acting(name)
        with pytest.raises(error):
            mend(ctx, made, version(acting("reader"), made), happened="Nej.")
    ctx = acting("coordinator")
    loaded = learning.of_initiative(ctx, by_key(ctx, COMPLEX))
    assert {one.author_id for one in loaded} == {None}
    assert not any(learning.is_own(ctx, one) for one in loaded)
    with pytest.raises(NotFound):
        mend(ctx, loaded[0].id, "", happened="En annans.")
    with pytest.raises(Denied):
        note(acting("reader"))


def test_every_problem_is_told_at_once_and_nothing_is_written(acting: Acting) -> None:
    ctx = acting("project_lead")
    before = ctx.session.scalar(select(func.count(AuditLink.id)))
    for fields, told in (
        ({"noted_on": None, "believed": None, "happened": " ", "next_step": ""}, {"noted_on", *TEXTS}),
        ({"noted_on": date(2023, 5, 16), "believed": "x" * 10_001}, {"noted_on", "believed"}),
        ({"look_again_on": TODAY, "happened": "a\0b"}, {"look_again_on", "happened"}),
    ):
        with pytest.raises(InvalidFields) as refused:
            note(ctx, **fields)
        assert set(refused.value.problems) == told
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == before


def test_a_log_is_asked_for_of_what_is_complex_or_was(ctx: Context) -> None:
    asked = {key: learning.is_asked(by_key(ctx, key)) for key in (COMPLEX, ONCE_COMPLEX, cast.LED, "obesitas")}
    assert asked == {COMPLEX: True, ONCE_COMPLEX: True, cast.LED: False, "obesitas": False}


def reminded(ctx: Context, months: int | None = None) -> dict[str, str]:
    ctx.session.rollback()
    ctx.session.expire_all()
    with ctx.transaction():
        ctx.record("test:rhythm")
        plan = ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()
        plan.follow_up_months = months
    told = learning.reminders(ctx, plan, overview.rows(ctx, plan))
    keys = dict(ctx.session.execute(select(Initiative.id, Initiative.key)).all())
    return {keys[number]: wanted.text for number, wanted in told.items()}


def test_who_should_write_is_told_by_the_plans_rhythm_and_by_what_was_promised(acting: Acting) -> None:
    ctx = acting("coordinator")
    assert reminded(ctx) == {OVERDUE: "Dags att titta igen på det ni har lärt er"}
    assert reminded(ctx, 1) == {
        COMPLEX: "Inget nytt i lärandeloggen sedan 2023-03-16",
        OVERDUE: "Dags att titta igen på det ni har lärt er",
    }
    note(ctx, OVERDUE)
    note(ctx, COMPLEX)
    assert reminded(ctx, 1) == {}
    # What is no longer complex is asked for nothing, unless it promised to look again.
    note(ctx, ONCE_COMPLEX, noted_on=date(2023, 5, 1), look_again_on=TODAY)
    assert set(reminded(ctx, 1)) == {ONCE_COMPLEX}


def test_reminders_take_the_same_queries_however_much_is_written(ctx: Context, engine: Engine) -> None:
    def count() -> int:
        ctx.session.rollback()
        plan = ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()
        rows = overview.rows(ctx, plan)
        with queries(engine) as seen:
            learning.reminders(ctx, plan, rows)
        return len(seen)

    few = count()
    for key in (COMPLEX, OVERDUE, cast.LED):
        note(ctx, key)
    assert ctx.session.scalar(select(func.count(LearningEntry.id))) == 7
    assert count() == few == 2

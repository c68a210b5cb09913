"""The library of what has ended and what was learned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine, select

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import Decision, Initiative, Plan, ProgrammeArea
from portfolio.services import lessons, search
from portfolio.services.context import Context
from portfolio.services.lessons import Library
from portfolio.services.overview import Filters
from tests import cast
from tests.services.test_initiatives import propose
from tests.services.test_learning import COMPLEX, ONCE_COMPLEX, OVERDUE, note
from tests.services.test_overview import queries

Acting = Callable[[str], Context]

CLOSED, CANCELLED = "taligenkanning", "obesitas"


def plan_of(ctx: Context) -> Plan:
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Plan).where(Plan.slug == cast.PLAN)).one()


def library(ctx: Context, query: str = "", **filters: object) -> Library:
    return lessons.library(ctx, plan_of(ctx), query, Filters(**filters))  # type: ignore[arg-type]


def keys(ctx: Context, found: Library) -> tuple[list[str], list[str]]:
    """The initiatives that have ended, and those that a lesson was learned in."""
    held = {row.id: row.key for row in ctx.session.scalars(select(Initiative))}
    return [held[one.row.id] for one in found.concluded], [held[row.id] for _, row in found.lessons]


def conclude(ctx: Context) -> None:
    """One initiative is closed with a reason and one was cancelled before there were decisions on it."""
    with ctx.transaction():
        ctx.record("test:conclude")
        rows = {row.key: row for row in ctx.session.scalars(select(Initiative))}
        rows[CLOSED].state, rows[CANCELLED].state = InitiativeState.CLOSED, InitiativeState.CANCELLED
        ctx.session.add(
            Decision(
                initiative_id=rows[CLOSED].id,
                key="avslut",
                matter=Matter.ENTRY,
                outcome=Outcome.APPROVED,
                to_state=InitiativeState.CLOSED,
                decided_on=date(2023, 4, 3),
                motivation="Taltjänsten används överallt och sköter sig själv.",
                lesson="Börja med dem som dikterar mest.",
                retrospective=False,
                example=False,
                recorded_at=ctx.now,
            )
        )


def test_everything_is_there_the_latest_lesson_first(acting: Acting) -> None:
    conclude(acting("system"))
    ctx = acting("reader")
    found = library(ctx)
    assert keys(ctx, found) == ([CANCELLED, CLOSED], [CLOSED, COMPLEX, COMPLEX, ONCE_COMPLEX, OVERDUE])
    cancelled, closed = found.concluded
    assert (closed.on, str(closed.motivation)[:11]) == (date(2023, 4, 3), "Taltjänsten")
    assert (cancelled.on, cancelled.motivation) == (None, None)
    assert [one.on for one in lessons.lessons(ctx, plan_of(ctx))] == [one.on for one, _ in found.lessons]
    decided, *noted = [one for one, _ in found.lessons]
    assert (decided.source, decided.title, len(decided.texts)) == ("decision", "Börja med dem som dikterar mest.", 2)
    assert all(one.source == "learning" and one.example and len(one.texts) == 3 for one in noted)


def test_words_areas_and_levels_narrow_both_with_swedish_folding(acting: Acting) -> None:
    conclude(acting("system"))
    ctx = acting("reader")
    assert keys(ctx, library(ctx, "TALTJÄNSTEN")) == ([CLOSED], [CLOSED])
    assert keys(ctx, library(ctx, "taltjansten")) == ([], [])
    assert keys(ctx, library(ctx, "åt samma håll")) == ([], [COMPLEX])
    # A title, and the words of an area, find what was learned there too.
    assert keys(ctx, library(ctx, "en väg in")) == ([], [ONCE_COMPLEX])
    assert keys(ctx, library(ctx, "finnsinte")) == ([], [])
    assert keys(ctx, library(ctx, level=ComplexityLevel.COMPLEX)) == ([], [COMPLEX, COMPLEX, OVERDUE])
    area = ctx.session.scalars(select(ProgrammeArea.id).where(ProgrammeArea.key == "kompetens")).one()
    assert keys(ctx, library(ctx, area=area)) == ([CLOSED], [CLOSED, OVERDUE])
    assert [one.id for one in lessons.lessons(ctx, plan_of(ctx), "kvart")] == [library(ctx).lessons[1][0].id]


def test_a_draft_teaches_only_those_who_see_it_also_in_the_search(acting: Acting) -> None:
    ctx = acting("coordinator")
    hidden = propose(ctx, title="Ett förslag").key
    made = note(ctx, hidden, happened="Xylofonerna tystnade.")
    assert [one.id for one, _ in library(ctx, "xylofon").lessons] == [made]
    assert library(acting("reader"), "xylofon").lessons == []
    (group,) = search.search(ctx, "xylofon").groups
    (hit,) = group.hits
    assert (group.kind, hit.id, hit.title) == ("lardomar", made, "Xylofonerna tystnade.")
    assert [place.title for place in hit.initiatives] == ["Ett förslag"]
    assert search.search(acting("reader"), "xylofon").groups == []
    # A word from another of its texts finds it as well, and is shown.
    (other,) = search.search(acting("reader"), "bara blev känt", kind="lardomar").groups[0].hits
    assert "bara blev känt" in str(other.text)


def test_a_longer_library_takes_no_more_queries(ctx: Context, engine: Engine) -> None:
    def count() -> int:
        plan = plan_of(ctx)
        ctx.session.expunge_all()
        plan = ctx.session.get_one(Plan, plan.id)
        with queries(engine) as seen:
            lessons.library(ctx, plan, "vård", Filters())
        return len(seen)

    few = count()
    conclude(ctx)
    for key in (COMPLEX, OVERDUE, cast.LED):
        note(ctx, key)
    assert count() == few

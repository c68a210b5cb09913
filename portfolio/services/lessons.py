"""The library: what has ended, and what was learned on the way, to be found by whoever begins something like it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portfolio.domain.initiatives import FINAL_STATES
from portfolio.domain.search import excerpt, rank, words_of
from portfolio.models import Decision, LearningEntry, Plan
from portfolio.services import overview
from portfolio.services.context import Context
from portfolio.services.overview import Filters, InitiativeRow


@dataclass(frozen=True)
class Lesson:
    """Something that was learned: where, when, and in which words, each text under its heading.

    ``source`` tells what kind of thing it stands in, so that a page knows where to lead; ``id`` is that thing's.
    """

    source: str
    id: int
    initiative_id: int
    on: date
    title: str
    texts: tuple[tuple[str, str], ...]
    example: bool


@dataclass(frozen=True)
class Concluded:
    """An initiative that has ended, with the decision that ended it, where there is one."""

    row: InitiativeRow
    on: date | None
    motivation: str | None


@dataclass(frozen=True)
class Library:
    """What a search in a plan's library found; ``words`` are those that were searched for, folded."""

    words: tuple[str, ...]
    concluded: Sequence[Concluded]
    lessons: Sequence[tuple[Lesson, InitiativeRow]]


def library(ctx: Context, plan: Plan, query: str, filters: Filters) -> Library:
    """What holds every word of the query and fits the filters: initiatives as in the plan, lessons the latest first.

    Without words, everything. A bounded number of queries, whatever is there.
    """
    words = words_of(query)
    rows = overview.rows(ctx, plan, filters)
    by_id = {row.id: row for row in rows}
    found = [(one, by_id[one.initiative_id]) for one in told(ctx, by_id)]
    return Library(
        words,
        [one for one in _concluded(ctx, rows) if _holds(words, one.row, [one.motivation])],
        [(one, row) for one, row in found if _holds(words, row, [text for _, text in one.texts])],
    )


def lessons(ctx: Context, plan: Plan, query: str = "") -> list[Lesson]:
    """The plan's lessons that hold every word of the query, the latest first."""
    return [one for one, _ in library(ctx, plan, query, Filters()).lessons]


def told(ctx: Context, initiative_ids: Collection[int]) -> list[Lesson]:
    """All that was learned in these initiatives, from every source, the latest first."""
    found = [one for source in _SOURCES for one in source(ctx, initiative_ids)]
    return sorted(found, key=lambda one: (one.on, one.source, one.id), reverse=True)


def _of_learning(ctx: Context, initiative_ids: Collection[int]) -> Iterable[Lesson]:
    for one in ctx.session.scalars(select(LearningEntry)):
        if one.initiative_id in initiative_ids:
            yield Lesson(
                "learning",
                one.id,
                one.initiative_id,
                one.noted_on,
                excerpt(one.happened, ()),
                (("Vad trodde vi?", one.believed), ("Vad hände?", one.happened), ("Vad gör vi nu?", one.next_step)),
                one.example,
            )


def _of_decisions(ctx: Context, initiative_ids: Collection[int]) -> Iterable[Lesson]:
    query = select(Decision).where(Decision.lesson.is_not(None), Decision.corrected.is_(False))
    for one in ctx.session.scalars(query):
        if one.initiative_id in initiative_ids and one.lesson is not None:
            why = (("Varför?", one.motivation),) if one.motivation else ()
            yield Lesson(
                "decision",
                one.id,
                one.initiative_id,
                one.decided_on or one.recorded_at.astimezone(ctx.zone).date(),
                excerpt(one.lesson, ()),
                (*why, ("Vad lärde vi oss?", one.lesson)),
                one.example,
            )


#: Where lessons stand; another kind of thing that holds some gets a function here.
_SOURCES: tuple[Callable[[Context, Collection[int]], Iterable[Lesson]], ...] = (_of_learning, _of_decisions)


def _concluded(ctx: Context, rows: Sequence[InitiativeRow]) -> list[Concluded]:
    ended = [row for row in rows if row.state in FINAL_STATES]
    query = (
        select(Decision.initiative_id, Decision.decided_on, Decision.motivation)
        .where(
            Decision.initiative_id.in_([row.id for row in ended]),
            Decision.to_state.in_(FINAL_STATES),
            Decision.corrected.is_(False),
        )
        .order_by(Decision.id)
    )
    latest = {number: (decided_on, motivation) for number, decided_on, motivation in ctx.session.execute(query)}
    return [Concluded(row, *latest.get(row.id, (None, None))) for row in ended]


def _holds(words: Sequence[str], row: InitiativeRow, texts: Iterable[str | None]) -> bool:
    others = [*row.former_titles, row.area.name, *(text for text in texts if text)]
    return not words or rank(words, row.title, others=others) is not None

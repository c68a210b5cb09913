"""A task: one thing that is expected of a person, where it is done, since when, by when, and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portfolio.domain.periods import Period, sort_key
from portfolio.domain.permissions import Grant
from portfolio.domain.task_kinds import About, TaskKind

#: What one thing of each kind takes, in minutes: one matter, one value, one step.
MINUTES = {
    TaskKind.DECIDE: 5,
    TaskKind.ASSESS: 10,
    TaskKind.RESUBMIT: 10,
    TaskKind.ACCEPT_HANDOVER: 5,
    TaskKind.CORRECT_VALUES: 3,
    TaskKind.SUBMIT_VALUES: 1,
    TaskKind.RECORD_VALUES: 2,
    TaskKind.REVIEW_VALUES: 2,
    TaskKind.UPDATE_PHASES: 5,
    TaskKind.NOTE_LEARNING: 10,
    TaskKind.PLAN_PHASES: 5,
    TaskKind.CLASSIFY: 3,
    TaskKind.ADD_BENEFIT: 10,
    TaskKind.DESCRIBE_BENEFIT: 2,
}


@dataclass(frozen=True)
class Task:
    """One thing that a person can do, on one row.

    ``name`` is what the row is called and ``what`` what is to be done with it; ``initiatives`` are the titles of those
    that it concerns. It is asked for from ``asked_from``, and late after ``due_on``; None where nothing that is stored
    says. ``occasion`` tells it from the same task another time, such as the period that lacks a value, and ``periods``
    are those that it concerns. ``why`` are the person's roles that it is asked of them by; empty when it is theirs
    alone, such as a proposal that came back to its author. ``example`` tells that it is done with example data.
    ``places.py`` tells where it is done.
    """

    kind: TaskKind
    about: About
    row_id: int
    plan_id: int
    name: str
    what: str
    minutes: int
    occasion: str = ""
    plan_slug: str = ""
    initiatives: tuple[str, ...] = ()
    initiative_id: int | None = None
    measure_id: int | None = None
    step: int | None = None
    asked_from: date | None = None
    due_on: date | None = None
    periods: tuple[Period, ...] = ()
    example: bool = False
    why: Sequence[Grant] = ()

    @property
    def key(self) -> str:
        """What makes it the same task, whoever is asked and on whatever day: ``record_values:series:7:2024-Q1``."""
        return ":".join(filter(None, (self.kind, self.about, str(self.row_id), self.occasion)))

    @property
    def place(self) -> tuple[str, str, int]:
        """What several tasks have in common that are one thing to do: their kind, and the row."""
        return self.kind, self.about, self.row_id

    def is_late(self, today: date) -> bool:
        """Whether it should have been done by now."""
        return self.due_on is not None and self.due_on < today


def together(tasks: Iterable[Task]) -> list[Task]:
    """The tasks with one in the place of several of a kind on the same row, where the first of them stood.

    A series that lacks values of three quarters is one thing to do, due when the oldest is.
    """
    groups: dict[tuple[str, str, int], list[Task]] = {}
    for one in tasks:
        groups.setdefault(one.place, []).append(one)
    return [_joined(several) if len(several) > 1 else several[0] for several in groups.values()]


def _joined(several: Sequence[Task]) -> Task:
    days = [one.due_on for one in several if one.due_on is not None]
    since = [one.asked_from for one in several if one.asked_from is not None]
    periods = tuple(sorted({period for one in several for period in one.periods}, key=sort_key))
    count = sum(len(one.periods) or 1 for one in several)
    return replace(
        several[0],
        what=value_words(several[0].kind, count, periods[0] if periods else None),
        minutes=sum(one.minutes for one in several),
        occasion="",
        asked_from=min(since, default=None),
        due_on=min(days, default=None),
        periods=periods,
    )


#: What is to be done with one value, and with several, in words.
_VALUE_WORDS = {
    TaskKind.RECORD_VALUES: ("Mätvärdet för {} saknas", "{} mätvärden saknas, det äldsta för {}"),
    TaskKind.SUBMIT_VALUES: ("Mätvärdet för {} är inte inlämnat", "{} mätvärden är inte inlämnade, det äldsta för {}"),
    TaskKind.CORRECT_VALUES: (
        "Mätvärdet för {} kom tillbaka från granskningen",
        "{} mätvärden kom tillbaka från granskningen, det äldsta för {}",
    ),
    TaskKind.REVIEW_VALUES: (
        "Mätvärdet för {} väntar på granskning",
        "{} mätvärden väntar på granskning, det äldsta för {}",
    ),
}


def value_words(kind: TaskKind, count: int, oldest: Period | None) -> str:
    """What is to be done with so many values of a series, as a sentence. Raises KeyError for other kinds of tasks."""
    one, many = _VALUE_WORDS[kind]
    told = oldest.label if oldest is not None else "tid okänd"
    return one.format(told) if count == 1 else many.format(count, told)

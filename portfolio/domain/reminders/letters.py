"""What a reminder says: a digest in words, part by part, for whatever writes it as text or as a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.labels import label
from portfolio.domain.periods import day as one_day
from portfolio.domain.reminders.digests import Digest
from portfolio.domain.reminders.notices import Notice
from portfolio.domain.task_kinds import MailRhythm, Occasion
from portfolio.domain.tasks.listing import how_late
from portfolio.domain.tasks.places import late_path, path_of
from portfolio.domain.tasks.task import Task, together

#: More of a kind than anybody reads in a message is left to the page, which has room for them.
MOST_LINES = 15


@dataclass(frozen=True)
class Line:
    """One thing: what it is about, what is to be done, when, and where it is done; ``path`` has no host."""

    name: str
    of: str
    what: str
    when: str
    action: str
    path: str


@dataclass(frozen=True)
class Part:
    """Everything that is told for the same reason; ``more`` is how many there was no room for."""

    heading: str
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True)
class Letter:
    """The whole of it: the subject says what the first sentence would."""

    subject: str
    lead: str
    parts: tuple[Part, ...]
    besides: str
    why: str


#: Why somebody gets the message at all, by how often they want to.
_WHY = {
    MailRhythm.DAILY: "Du får det här mejlet för att du vill veta samma dag som det finns något nytt att göra.",
    MailRhythm.WEEKLY: "Du får det här mejlet för att du vill veta en gång i veckan om det finns något nytt att göra.",
}


def letter(digest: Digest, rhythm: MailRhythm) -> Letter:
    """The digest in words. Raises KeyError for somebody who is never reminded."""
    by_occasion = _by_occasion(digest)
    parts = []
    for occasion, tasks in by_occasion.items():
        lines = tuple(_line(one, occasion, digest.of_others, digest.day) for one in tasks[:MOST_LINES])
        parts.append(Part(label(occasion), lines, max(len(tasks) - MOST_LINES, 0)))
    counts = {occasion: len(tasks) for occasion, tasks in by_occasion.items()}
    minutes = sum(
        one.minutes for occasion, tasks in by_occasion.items() if occasion is not Occasion.ESCALATED for one in tasks
    )
    own = sum(counts.values()) - counts.get(Occasion.ESCALATED, 0)
    return Letter(_subject(counts), _lead(own, minutes), tuple(parts), _besides(digest.besides), _WHY[rhythm])


def _by_occasion(digest: Digest) -> dict[Occasion, list[Task]]:
    """What is told, by why; what is told for several reasons stands under the most pressing one alone.

    A series that lacks values of three quarters is one thing to do, as it is on the page, though one is not late yet.
    """
    first: dict[tuple[str, str, int], Occasion] = {}
    for one in sorted(digest.own, key=lambda one: tuple(Occasion).index(one.occasion)):
        first.setdefault(one.task.place, one.occasion)
    own = together(one.task for one in digest.own)
    found = {occasion: [task for task in own if first[task.place] is occasion] for occasion in Occasion}
    found[Occasion.ESCALATED] = together(one.task for one in digest.of_others)
    return {occasion: tasks for occasion, tasks in found.items() if tasks}


def _line(task: Task, occasion: Occasion, of_others: Iterable[Notice], today: date) -> Line:
    of = ", ".join(one for one in task.initiatives if one != task.name)
    when = _when(task, occasion, today)
    if occasion is Occasion.ESCALATED:
        same = [one for one in of_others if one.task.place == task.place]
        when = f"{when} {_persons(sorted({name for one in same for name in one.persons}))}"
    elif task.minutes:
        when = f"{when} Ungefär {task.minutes} {'minut' if task.minutes == 1 else 'minuter'}.".strip()
    if occasion is Occasion.ESCALATED:
        return Line(task.name, of, f"{task.what}.", when, "Se vad som väntar", late_path(task.plan_slug))
    return Line(task.name, of, f"{task.what}.", when, label(task.kind), path_of(task))


def _when(task: Task, occasion: Occasion, today: date) -> str:
    if task.due_on is None:
        return ""
    due = one_day(task.due_on).label
    if occasion is Occasion.AHEAD:
        return "Senast i dag." if task.due_on == today else f"Senast {due}."
    return f"Skulle ha varit klart {due}, för {how_late(task.due_on, today)} sedan."


def _persons(names: Sequence[str]) -> str:
    if not names:
        return "Ingen har rollen som gör det."
    return f"Väntar på {' och '.join([', '.join(names[:-1]), names[-1]] if len(names) > 1 else names)}."


def _subject(counts: dict[Occasion, int]) -> str:
    others = counts.get(Occasion.ESCALATED, 0)
    own, late = sum(counts.values()) - others, counts.get(Occasion.LATE, 0)
    if not own:
        return "1 sak är försenad hos någon annan" if others == 1 else f"{others} saker är försenade hos andra"
    said = "Du har 1 sak att göra" if own == 1 else f"Du har {own} saker att göra"
    if not late:
        return said
    if own == 1:
        return "Du har 1 försenad sak att göra"
    if late == own:
        return f"{said}, alla är försenade"
    return f"{said}, en av dem är försenad" if late == 1 else f"{said}, {late} av dem är försenade"


def _lead(own: int, minutes: int) -> str:
    if not minutes:
        return ""
    about = f"ungefär {minutes} {'minut' if minutes == 1 else 'minuter'}"
    if own == 1:
        return f"Det tar {about}."
    if minutes <= 60:
        return f"De tar {about} tillsammans."
    return "Ta en sak i taget, några minuter var. Det du sparar ligger kvar."


def _besides(number: int) -> str:
    if not number:
        return ""
    what = "1 sak" if number == 1 else f"{number} saker"
    return f"Dessutom väntar {what} som du redan har påmints om eller som inte brådskar."

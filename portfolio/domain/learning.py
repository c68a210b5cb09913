"""The learning log (lärandelogg): what we believed, what happened and what we do next.

Complex initiatives are asked for one: where nobody can know beforehand, people try, look and adjust.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.complexity import Assessed, ComplexityLevel
from portfolio.domain.errors import InvalidFields
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import FIRST_YEAR
from portfolio.domain.texts import LONG, TextRule

TEXT_RULES = {
    "believed": TextRule("vad ni trodde", LONG, required=True),
    "happened": TextRule("vad som hände", LONG, required=True),
    "next_step": TextRule("vad ni gör nu", LONG, required=True),
}

#: The months between two looks at a complex initiative where the plan states no rhythm of its own: a tertial.
USUAL_MONTHS = 4

#: Only what is under way teaches anything new.
UNDER_WAY = frozenset({InitiativeState.PREPARATION, InitiativeState.DELIVERY, InitiativeState.REALISATION})


@dataclass(frozen=True)
class Noted:
    """One entry as values: the day that it tells of, and by when to look again."""

    noted_on: date
    look_again_on: date | None = None


def is_asked_for(history: Iterable[Assessed]) -> bool:
    """Whether a log is asked for: the initiative is complex or ever was, so what was learned then is kept."""
    return any(one.level is ComplexityLevel.COMPLEX for one in history)


def complex_since(history: Sequence[Assessed]) -> date | None:
    """Since when the initiative is complex without a break; None when no day is stated, or it is not complex.

    Of several classifications on a day the last recorded one holds, as in :func:`portfolio.domain.complexity.current`.
    """
    since = None
    for one in sorted(history, key=lambda one: (one.decided_on or date.min, one.number)):
        if one.level is not ComplexityLevel.COMPLEX:
            since = None
        elif since is None:
            since = one.decided_on
    return since


def check_days(*, noted_on: date | None, look_again_on: date | None, today: date) -> None:
    """Refuse an entry without its day, of a day to come, or to be looked at before its day. Raises InvalidFields."""
    problems: dict[str, str] = {}
    if noted_on is None:
        problems["noted_on"] = "Ange vilken dag anteckningen gäller."
    elif noted_on > today:
        problems["noted_on"] = f"{noted_on.isoformat()} har inte varit än. Ange den dag då ni lärde er det."
    elif noted_on.year < FIRST_YEAR:
        problems["noted_on"] = f"Ange ett år från {FIRST_YEAR} och framåt."
    elif look_again_on is not None and look_again_on <= noted_on:
        problems["look_again_on"] = (
            f"{look_again_on.isoformat()} är inte efter anteckningens dag, {noted_on.isoformat()}. Välj en senare dag."
        )
    if problems:
        raise InvalidFields(problems)


def to_look_at(entries: Iterable[Noted], *, today: date) -> date | None:
    """The earliest day to look again that has come and since when nothing has been noted; None when there is none."""
    held = list(entries)
    latest = max((one.noted_on for one in held), default=date.min)
    days = [one.look_again_on for one in held if one.look_again_on is not None]
    return min((one for one in days if latest < one <= today), default=None)


def is_silent(entries: Iterable[Noted], *, since: date | None, months: int | None, today: date) -> bool:
    """Whether nothing has been noted for as long as the plan's rhythm, in ``months``.

    It is counted from the latest entry, or from ``since`` when there is none: the day from which a log is asked for.
    Where that day is not known either, there is nothing to wait for.
    """
    begins = silent_from(entries, since=since, months=months)
    return begins is None or begins <= today


def silent_from(entries: Iterable[Noted], *, since: date | None, months: int | None) -> date | None:
    """The day on which the log has been silent for too long, unless something is noted; None where it is already."""
    latest = max((one.noted_on for one in entries), default=None)
    days = [one for one in (latest, since) if one is not None]
    return months_after(max(days), months or USUAL_MONTHS) if days else None


def months_after(start: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))

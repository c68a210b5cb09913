"""Adoptions (införande): the new way of working is taken into use in one unit at a time."""

from __future__ import annotations

from datetime import date

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.periods import FIRST_YEAR, Period, day, provably_before
from portfolio.domain.texts import SHORT, TextRule

TEXT_RULES = {"manager": TextRule("den ansvariga chefens roll", SHORT)}


def time_of(planned: Period | None, adopted_on: date | None) -> Period | None:
    """When the unit takes it into use: the day it did, else the planned time, else nothing that is known."""
    return day(adopted_on) if adopted_on is not None else planned


def is_late(planned: Period | None, adopted_on: date | None, today: date) -> bool:
    """Whether it should have been taken into use by now and has not been; without a last planned day never."""
    return adopted_on is None and planned is not None and planned.end is not None and planned.end < today


def check_planned(planned: Period | None) -> None:
    """Refuse a time without dates, such as a recurrence: it does not tell when. Raises Invalid."""
    if planned is not None and planned.start is None and planned.end is None:
        raise Invalid(
            "planned",
            f"”{planned.label}” säger inte när det ska införas. Skriv till exempel kv 3 2023 eller hösten 2023.",
        )


def check_adopted_on(adopted_on: date | None, *, today: date) -> None:
    """Refuse a day that has not come yet, and one that no plan is about. Raises Invalid."""
    if adopted_on is None:
        return
    if adopted_on > today:
        raise Invalid(
            "adopted_on",
            f"{adopted_on.isoformat()} har inte varit än. Ange dagen när det har införts, och planerad tid tills dess.",
        )
    if adopted_on.year < FIRST_YEAR:
        raise Invalid("adopted_on", f"Ange ett år från {FIRST_YEAR} och framåt.")


def check_times(*, planned: Period | None, adopted_on: date | None, today: date) -> None:
    """Hold both times against their rules at once. Raises InvalidFields."""
    problems: dict[str, str] = {}
    try:
        check_planned(planned)
    except Invalid as problem:
        problems["planned"] = problem.message
    try:
        check_adopted_on(adopted_on, today=today)
    except Invalid as problem:
        problems["adopted_on"] = problem.message
    if problems:
        raise InvalidFields(problems)


def is_before_delivery(adopted_on: date | None, delivery_start: Period | None) -> bool:
    """Whether the unit took it into use before the initiative's delivery phase is said to have started.

    Worth another look, but nothing that stops anybody: pilots come first.
    """
    return adopted_on is not None and delivery_start is not None and provably_before(day(adopted_on), delivery_start)

"""The learning log: who is asked for one, and when it is time to write."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.complexity import Assessed, ComplexityLevel
from portfolio.domain.errors import InvalidFields
from portfolio.domain.learning import (
    Noted,
    check_days,
    complex_since,
    is_asked_for,
    is_silent,
    months_after,
    to_look_at,
)

TODAY = date(2023, 5, 15)
SIMPLE, COMPLICATED, COMPLEX = ComplexityLevel


def history(*levels: tuple[ComplexityLevel, date | None]) -> list[Assessed]:
    return [Assessed(level, decided_on, number) for number, (level, decided_on) in enumerate(levels)]


FIRST, SECOND, THIRD = date(2021, 3, 1), date(2022, 3, 1), date(2023, 3, 1)


@pytest.mark.parametrize(
    ("held", "asked", "since"),
    [
        ([], False, None),
        (history((COMPLICATED, FIRST)), False, None),
        (history((COMPLEX, FIRST)), True, FIRST),
        (history((COMPLEX, FIRST), (COMPLEX, SECOND)), True, FIRST),
        # Once complex, always kept; but since it is no longer so, nobody is reminded.
        (history((COMPLEX, FIRST), (SIMPLE, SECOND)), True, None),
        (history((COMPLEX, FIRST), (SIMPLE, SECOND), (COMPLEX, THIRD)), True, THIRD),
        # What was decided counts in the order of the days, not of the recording.
        (history((COMPLEX, THIRD), (SIMPLE, SECOND)), True, THIRD),
        (history((COMPLEX, None)), True, None),
    ],
)
def test_who_is_or_was_complex_is_asked_for_a_log(held: list[Assessed], asked: bool, since: date | None) -> None:
    assert is_asked_for(held) is asked
    assert complex_since(held) == since


@pytest.mark.parametrize(
    ("noted_on", "look_again_on", "fields"),
    [
        (TODAY, None, set()),
        (TODAY, date(2023, 5, 16), set()),
        (None, None, {"noted_on"}),
        (date(2023, 5, 16), None, {"noted_on"}),
        (date(1899, 12, 31), None, {"noted_on"}),
        (TODAY, TODAY, {"look_again_on"}),
        (TODAY, date(2022, 1, 1), {"look_again_on"}),
    ],
)
def test_the_days_of_an_entry_are_held_to_their_order(
    noted_on: date | None, look_again_on: date | None, fields: set[str]
) -> None:
    try:
        check_days(noted_on=noted_on, look_again_on=look_again_on, today=TODAY)
        found = set()
    except InvalidFields as refused:
        found = set(refused.problems)
    assert found == fields


def test_a_look_that_was_promised_is_due_until_something_is_noted() -> None:
    promised = Noted(date(2023, 1, 10), date(2023, 4, 1))
    assert to_look_at([], today=TODAY) is None
    assert to_look_at([promised], today=date(2023, 3, 31)) is None
    assert to_look_at([promised], today=date(2023, 4, 1)) == date(2023, 4, 1)
    assert to_look_at([promised, Noted(date(2023, 3, 31))], today=TODAY) == date(2023, 4, 1)
    assert to_look_at([promised, Noted(date(2023, 4, 1))], today=TODAY) is None
    assert to_look_at([promised, Noted(date(2023, 2, 1), date(2023, 3, 1))], today=TODAY) == date(2023, 3, 1)


@pytest.mark.parametrize(
    ("entries", "since", "months", "silent"),
    [
        ([], date(2023, 2, 16), 3, False),
        ([], date(2023, 2, 15), 3, True),
        ([], None, 3, True),
        ([Noted(date(2023, 2, 16))], date(2020, 1, 1), 3, False),
        ([Noted(date(2023, 2, 15)), Noted(date(2021, 1, 1))], date(2020, 1, 1), 3, True),
        # Notes from before it became complex do not make the time any longer.
        ([Noted(date(2021, 1, 1))], date(2023, 4, 1), 3, False),
        # A plan without a rhythm has a tertial.
        ([Noted(date(2023, 1, 16))], None, None, False),
        ([Noted(date(2023, 1, 15))], None, None, True),
    ],
)
def test_silence_is_counted_in_the_plans_rhythm(
    entries: list[Noted], since: date | None, months: int | None, silent: bool
) -> None:
    assert is_silent(entries, since=since, months=months, today=TODAY) is silent


def test_months_end_where_they_end() -> None:
    assert months_after(date(2022, 11, 30), 3) == date(2023, 2, 28)
    assert months_after(date(2023, 12, 15), 1) == date(2024, 1, 15)
    assert months_after(date(2023, 1, 31), 12) == date(2024, 1, 31)

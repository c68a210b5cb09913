"""On which day somebody is told of a task."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portfolio.domain.reminders import Lead, Notice, Occasion, escalated, notice
from portfolio.domain.tasks import About, Task, TaskKind

LEAD = Lead(ahead_days=10, escalate_days=14)


def task(asked_from: str | None, due_on: str | None, row_id: int = 7) -> Task:
    days = [date.fromisoformat(one) if one else None for one in (asked_from, due_on)]
    return Task(
        TaskKind.RECORD_VALUES,
        About.SERIES,
        row_id,
        1,
        "Väntetid",
        "Saknas",
        2,
        "2024-Q1",
        asked_from=days[0],
        due_on=days[1],
    )


def told(one: Task, lead: Lead = LEAD) -> dict[str, str]:
    """Each reason with the first day on which it holds, through the two years around."""
    found: dict[str, str] = {}
    for number in range(730):
        today = date(2023, 9, 1) + timedelta(days=number)
        for said in (notice(one, lead=lead, today=today), escalated(one, lead=lead, today=today)):
            if said is not None:
                found.setdefault(said.occasion, today.isoformat())
    return found


@pytest.mark.parametrize(
    ("asked_from", "due_on", "wanted"),
    [
        # The tenth day before 30 April is a Saturday, so it is told of on the Friday; 1 May is no working day.
        ("2024-04-01", "2024-04-30", {"ahead": "2024-04-19", "late": "2024-05-02", "escalated": "2024-05-14"}),
        # Not before it can be done: 29 March to 1 April 2024 are Easter, but the page may tell of it.
        ("2024-03-29", "2024-04-03", {"ahead": "2024-03-29", "late": "2024-04-04", "escalated": "2024-04-17"}),
        # A leap day is a day like others.
        (None, "2024-02-29", {"ahead": "2024-02-19", "late": "2024-03-01", "escalated": "2024-03-14"}),
        # Over Christmas, and on Midsummer Eve.
        (None, "2023-12-23", {"ahead": "2023-12-13", "late": "2023-12-27", "escalated": "2024-01-08"}),
        (None, "2024-06-20", {"ahead": "2024-06-10", "late": "2024-06-24", "escalated": "2024-07-04"}),
        # What could not be done before it was due is only told of as late.
        ("2024-04-01", "2024-03-31", {"late": "2024-04-02", "escalated": "2024-04-15"}),
        ("2024-05-04", None, {"new": "2024-05-06"}),
        (None, None, {}),
    ],
)
def test_each_reason_has_its_first_day(asked_from: str | None, due_on: str | None, wanted: dict[str, str]) -> None:
    assert told(task(asked_from, due_on)) == wanted


def test_nobody_hears_of_it_before_the_person_does() -> None:
    hasty = told(task(None, "2024-03-28"), Lead(ahead_days=0, escalate_days=0))
    assert hasty == {"ahead": "2024-03-28", "late": "2024-04-02", "escalated": "2024-04-02"}


def test_what_falls_before_the_next_chance_is_told_now() -> None:
    one = task("2024-04-01", "2024-04-30")
    monday = date(2024, 4, 15)
    assert notice(one, lead=LEAD, today=monday) is None
    assert notice(one, lead=LEAD, today=monday, until=date(2024, 4, 21)) == Notice(Occasion.AHEAD, one)


def test_another_last_day_is_another_thing_to_tell() -> None:
    keys = [Notice(Occasion.AHEAD, task(None, day)).key for day in ("2024-04-30", "2024-05-31", None)]
    assert keys == [
        "ahead:record_values:series:7:2024-Q1:2024-04-30",
        "ahead:record_values:series:7:2024-Q1:2024-05-31",
        "ahead:record_values:series:7:2024-Q1",
    ]

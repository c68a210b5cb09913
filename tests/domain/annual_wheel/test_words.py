"""What the heading and the picture of the annual wheel say."""

from __future__ import annotations

from datetime import date

from portfolio.domain.annual_wheel import (
    Entry,
    Occurrence,
    WheelKind,
    counted,
    describe,
    due,
    every_months,
    headline,
    measured,
    occurrences,
    told_of,
    wheel,
)
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import parse

VALUES = [one for _, one in measured(Frequency.QUARTER, 2024, start=date(2023, 1, 1), grace_days=30)]
WHOLE = wheel(
    [
        Entry(WheelKind.MEASUREMENT, "Väntetid", 1, VALUES, example=True),
        Entry(WheelKind.MEASUREMENT, "Återbesök", 2, VALUES),
        Entry(WheelKind.MEETING, "Strategigruppen möts", 3, occurrences(parse("kvartal 1 och 3"), 2024)),
        Entry(WheelKind.REVISION, "Planen revideras", 4, every_months(12, 2024, start=date(2022, 4, 1))),
    ],
    2024,
)


def test_this_year_is_told_by_what_happens_now_or_next_and_another_by_where_there_is_most() -> None:
    april = "2 mätvärden och 1 revidering"
    assert headline(WHOLE, today=date(2024, 4, 9)) == f"Det här händer i april: {april}"
    assert headline(WHOLE, today=date(2024, 2, 29)) == "Inget händer i februari, nästa är i mars: 1 möte"
    assert headline(WHOLE, today=date(2024, 12, 1)) == "Inget mer händer under 2024"
    assert headline(WHOLE, today=date(2023, 5, 1)) == f"Mest händer i april 2024: {april}"
    assert told_of(WHOLE, today=date(2024, 12, 1)) is None
    empty = wheel([], 2031)
    assert headline(empty, today=date(2024, 4, 9)) == headline(empty, today=date(2031, 4, 9)) == "Inget återkommer 2031"
    assert counted(WHOLE.months[3].counts) == april
    assert counted({WheelKind.MEASUREMENT: 1, WheelKind.ACTIVITY: 2, WheelKind.FOLLOW_UP: 3}) == (
        "1 mätvärde, 2 aktiviteter och 3 uppföljningar"
    )


def test_an_item_says_of_what_and_by_when_and_the_picture_says_every_month() -> None:
    [first, *_, last] = WHOLE.months[3].items
    assert due(first) == "för kv 1 2024, senast 30 april 2024"
    assert due(last) == "senast 30 april 2024"
    [twice] = (
        wheel([Entry(WheelKind.ACTIVITY, "Enkät", 1, occurrences(parse("2 ggr/år"), 2024))], 2024).months[11].items
    )
    assert due(twice) == "2 gånger, senast 31 december 2024"
    assert describe(WHOLE).startswith(
        "Månad för månad 2024. Januari: 2 mätvärden; februari: inget; mars: 1 möte; april: "
    )
    assert describe(WHOLE).count(";") == 11
    assert describe(wheel([], 2024)) == "Inget faller i någon månad 2024."
    assert WHOLE.has_examples
    assert WHOLE.count == 11
    assert WHOLE.kinds == (WheelKind.MEASUREMENT, WheelKind.MEETING, WheelKind.REVISION)


def test_a_value_that_is_due_on_leap_day_stands_in_february() -> None:
    """The last day of January, and 29 days more."""
    [period, at] = measured(Frequency.MONTH, 2024, start=date(2023, 6, 1), grace_days=29)[1]
    assert (period.label, at) == (
        "januari 2024",
        Occurrence(date(2024, 2, 1), date(2024, 2, 29), of="januari 2024"),
    )

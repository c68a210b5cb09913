"""When a decision may have been made, until when something rests, and when it starts."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.decisions import check_decided_on, check_start, check_until
from portfolio.domain.errors import Invalid
from portfolio.domain.periods import from_code

TODAY = date(2023, 5, 15)


@pytest.mark.parametrize("day", [TODAY, date(2023, 5, 14), date(1990, 1, 1)])
def test_today_and_the_past_are_accepted(day: date) -> None:
    check_decided_on(day, today=TODAY)


@pytest.mark.parametrize(
    ("day", "part"),
    [
        (None, "Ange vilken dag"),
        (date(2023, 5, 16), "2023-05-16 har inte inträffat än. Ange"),
        (date(1989, 12, 31), "Ange ett datum"),
        (date(202, 5, 15), "Ange ett datum"),
    ],
)
def test_a_missing_a_future_and_a_mistyped_day_are_refused_at_the_field(day: date | None, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_decided_on(day, today=TODAY)
    assert refused.value.field == "decided_on"
    assert part in refused.value.message


def test_a_change_of_state_is_not_decided_before_the_state_that_it_changes() -> None:
    check_decided_on(date(2023, 3, 1), today=TODAY, after=date(2023, 3, 1))
    with pytest.raises(Invalid, match="beslutades 2023-03-01"):
        check_decided_on(date(2023, 2, 28), today=TODAY, after=date(2023, 3, 1))


def test_what_rests_does_so_until_a_day_after_the_decision() -> None:
    check_until(date(2023, 5, 16), decided_on=TODAY)
    for day in (None, TODAY, date(2023, 5, 14)):
        with pytest.raises(Invalid) as refused:
            check_until(day, decided_on=TODAY)
        assert refused.value.field == "until"


def test_a_start_is_a_quarter_or_a_day() -> None:
    for code in ("2023-Q3", "2023-08-21"):
        check_start(from_code(code))
    for told in (None, from_code("2023"), from_code("2023-08"), from_code("2023-Q3/2023-Q4"), from_code("unknown")):
        with pytest.raises(Invalid) as refused:
            check_start(told)
        assert refused.value.field == "start"

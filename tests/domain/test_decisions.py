"""When a decision may have been made."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.decisions import check_decided_on
from portfolio.domain.errors import Invalid

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

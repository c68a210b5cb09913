"""When a decision may have been made, and on what one can be recorded."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.decisions import RECORDABLE, Matter, Outcome, check_decided_on, check_recordable
from portfolio.domain.errors import Invalid, InvalidFields

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


def test_a_decision_is_recorded_on_what_can_be_decided_by_itself() -> None:
    check_recordable(Matter.LEVEL, Outcome.APPROVED)
    for matter in set(Matter) - set(RECORDABLE):
        with pytest.raises(InvalidFields) as refused:
            check_recordable(matter, Outcome.APPROVED)
        assert refused.value.problems == {"matter": "Sådana beslut går inte att registrera än. Det går med: level."}
    for outcome in set(Outcome) - {Outcome.APPROVED}:
        with pytest.raises(InvalidFields) as refused:
            check_recordable(Matter.LEVEL, outcome)
        assert set(refused.value.problems) == {"outcome"}

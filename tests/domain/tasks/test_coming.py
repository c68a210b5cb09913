"""What will be asked of somebody next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter
from portfolio.domain.phases import Phase
from portfolio.domain.stages import Late
from portfolio.domain.tasks import coming_of, tasks_of
from tests.domain.tasks.test_arising import CAST, TODAY, facts, led, waiting_time

NEXT = Late(Phase.REALISATION, True, quarter(2024, 3))


def test_the_next_value_and_the_next_phase_are_told_of_to_those_who_will_be_asked() -> None:
    of = facts(led(ahead=NEXT), series=waiting_time(running=quarter(2024, 2)))
    told = {name: [(one.what, one.due_on) for one in coming_of(CAST[name], of, today=TODAY)] for name in CAST}
    assert {name: one for name, one in told.items() if one} == {
        "lead": [("Effekthanteringsfas ska börja kv 3 2024", date(2024, 9, 30))],
        "first": [("Mätvärdet för kv 2 2024 ska in", date(2024, 7, 30))],
        "second": [("Mätvärdet för kv 2 2024 ska in", date(2024, 7, 30))],
    }
    # It is the same task when its day has come.
    [ahead] = coming_of(CAST["first"], of, today=TODAY)
    later = replace(of, series=[waiting_time(missing=(quarter(2024, 2),), drafts=(), returned=())])
    assert [one.key for one in tasks_of(CAST["first"], later, today=date(2024, 7, 1))] == [ahead.key]


def test_nothing_comes_of_what_rests_or_has_been() -> None:
    passed = facts(led(ahead=Late(Phase.DELIVERY, False, quarter(2023, 4))), series=waiting_time())
    paused = facts(led(ahead=NEXT, state=InitiativeState.PAUSED), series=waiting_time(running=quarter(2024, 2)))
    assert [coming_of(CAST[name], of, today=TODAY) for name in CAST for of in (passed, paused)] == [[]] * 2 * len(CAST)


def test_values_of_later_periods_are_told_of_as_far_as_is_asked_and_as_long_as_they_are_expected() -> None:
    of = facts(led(), series=waiting_time(running=quarter(2024, 2), expected_until=date(2025, 3, 31)))

    def ahead(until: date | None) -> list[str]:
        return [one.periods[0].code for one in coming_of(CAST["first"], of, today=TODAY, until=until)]

    assert ahead(None) == ["2024-Q2"]
    assert ahead(date(2024, 10, 29)) == ["2024-Q2"]
    assert ahead(date(2024, 10, 30)) == ["2024-Q2", "2024-Q3"]
    assert ahead(date(2029, 1, 1)) == ["2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"]

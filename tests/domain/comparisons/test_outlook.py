"""What a method can ever show is said from the frequency, the values that there are, and the start."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from portfolio.domain.aims import answers_needed, check_contribution, check_method
from portfolio.domain.comparisons import Outlook, ceiling, slots, told_by, what_can_be_shown
from portfolio.domain.effects import Value
from portfolio.domain.effects.due import period_at
from portfolio.domain.errors import InvalidFields
from portfolio.domain.measures import Contribution, Direction, Frequency, Method
from portfolio.domain.periods import month

SERIES, SHORT, BEFORE_AFTER, SINGLE = Method.SERIES, Method.SHORT_SERIES, Method.BEFORE_AFTER, Method.SINGLE


def known(frequency: Frequency = Frequency.MONTH, direction: Direction = Direction.DECREASE, **more: object) -> Outlook:
    return Outlook(frequency, direction, **{"has_counts": False, **more})  # type: ignore[arg-type]


def test_values_are_counted_on_each_side_of_the_start_and_in_whole_years() -> None:
    values = [Value(month(2021, number), 5.0 if number != 3 else None) for number in range(1, 13)]
    values += [Value(month(2022, number), 4.0) for number in range(1, 4)]
    found = told_by(
        slots(values, Frequency.MONTH),
        date(2022, 1, 15),
        frequency=Frequency.MONTH,
        direction=Direction.DECREASE,
        has_counts=False,
    )
    # January 2022 has the start inside, so it lies on neither side; March 2021 has no value, and its year is not whole.
    assert (found.before, found.after, found.whole_before, found.whole_after) == (11, 2, 0, 0)
    quarters = [Value(period_at(Frequency.QUARTER, date(2020 + n // 4, 1 + n % 4 * 3, 1)), 1.0) for n in range(10)]
    short = told_by(
        slots(quarters, Frequency.QUARTER),
        date(2021, 7, 1),
        frequency=Frequency.QUARTER,
        direction=Direction.DECREASE,
        has_counts=False,
    )
    assert (short.before, short.after, short.whole_before, short.whole_after) == (6, 4, 4, 4)
    assert "4 värden, ett helt år på varje sida; du har 4 före och 4 efter i hela år" in what_can_be_shown(SHORT, short)


@pytest.mark.parametrize(
    ("method", "outlook", "told", "most"),
    [
        (
            SERIES,
            known(before=8, after=0),
            "12 månader före och 7 efter för tydlig förbättring; du har 8 före och 0 efter. Med mindre än 24 månader",
            "Kan som mest visa tydlig",
        ),
        (
            SERIES,
            known(),
            "7 efter för tydlig förbättring. Ange när den första effekten väntas",
            "Kan som mest visa tydlig",
        ),
        (
            SERIES,
            known(Frequency.QUARTER, before=9, after=3),
            "Kvartalsvärden kan aldrig ge mer än tecken.",
            "Kan som mest visa tecken",
        ),
        (SHORT, known(Frequency.TERTIAL), "minst 6 värden, 2 hela år på varje sida", "Kan som mest visa tecken"),
        (
            SHORT,
            known(Frequency.YEAR),
            "Årsvärden (till exempel från Kolada) är sammanhang, inte bevis",
            "Kan som mest visa tecken",
        ),
        (SHORT, known(), "välj hellre serie för månadsvärden", "Kan som mest visa tecken"),
        (BEFORE_AFTER, known(), "Kräver antal, inte procent", "Kan inte användas"),
        (
            BEFORE_AFTER,
            known(has_counts=True),
            "minst 20 har svarat varje gång, minst hälften",
            "Kan som mest visa tydlig",
        ),
        (SINGLE, known(), "aldrig om något har förändrats", "Säger inget om förändring"),
        (SERIES, known(Frequency.ONCE), "En enda mätning kan inte visa en förändring", "Kan inte användas"),
        (SERIES, known(overlaps=True), "Rullande tolv månader överlappar", "Kan inte användas"),
        (SERIES, known(direction=Direction.NEUTRAL), "ingen förändring bedöms", "Säger inget om förändring"),
    ],
)
def test_each_method_says_what_it_can_show(method: Method, outlook: Outlook, told: str, most: str) -> None:
    assert told in what_can_be_shown(method, outlook)
    assert ceiling(method, outlook).startswith(most)


def test_two_years_before_give_no_warning_of_season() -> None:
    assert "årstid" in what_can_be_shown(SERIES, known(before=23, after=7))
    assert "årstid" not in what_can_be_shown(SERIES, known(before=24, after=7))


def test_the_answers_that_a_survey_needs_by_hand() -> None:
    # 7.84 × (0.6 × 0.4 + 0.68 × 0.32) / 0.08² = 7.84 × 0.4576 / 0.0064 = 560.56.
    assert answers_needed(before=Decimal("0.6"), after=Decimal("0.68")) == 561
    assert answers_needed(before=Decimal("0.68"), after=Decimal("0.6")) == 561
    # Nothing but the fewest that tell anything.
    assert answers_needed(before=Decimal(0), after=Decimal(1)) == 20
    for before, after, field in (
        ("0.6", "0.6", "share_after"),
        ("1.2", "0.6", "share_before"),
        ("0.6", None, "share_after"),
    ):
        with pytest.raises(InvalidFields) as problem:
            answers_needed(before=Decimal(before), after=Decimal(after) if after else None)
        assert list(problem.value.problems) == [field]


def test_counts_and_reasons_are_asked_for() -> None:
    assert list(check_method(BEFORE_AFTER, has_counts=False)) == ["method"]
    assert check_method(BEFORE_AFTER, has_counts=True) == check_method(SHORT, has_counts=False) == {}
    assert list(check_contribution(Contribution.UNCLEAR, None)) == ["contribution_reason"]
    assert list(check_contribution(None, "Skäl.")) == ["contribution"]
    assert check_contribution(None, None) == check_contribution(Contribution.LIKELY, "Skäl.") == {}

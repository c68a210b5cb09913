"""Before and after as they are drawn, against the worked example of the definition: 120 of 200, then 143 of 210."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.comparisons import Comparison, Verdict, compared, slots
from portfolio.domain.effects import Value
from portfolio.domain.measures import Direction, Frequency, Method
from portfolio.domain.periods import year
from portfolio.domain.series_charts.estimates import Estimates, estimates

START = date(2022, 1, 1)


def made(*told: tuple[int, int], method: Method = Method.BEFORE_AFTER) -> Estimates | None:
    values = [Value(year(2021 + at), 100 * x / n, x, n) for at, (x, n) in enumerate(told)]
    asked, held = Comparison(Direction.INCREASE, method, START), slots(values, Frequency.YEAR)
    return estimates(asked, held, compared(asked, held))


def test_two_shares_with_their_intervals_and_the_difference_with_its() -> None:
    found = made((120, 200), (143, 210))
    assert found is not None
    assert (found.before.in_words, found.before.share.in_words) == ("120 av 200", "60,0 % (53,1 till 66,5)")
    assert (found.after.in_words, found.after.share.in_words) == ("143 av 210", "68,1 % (61,5 till 74,0)")
    assert found.difference is not None
    assert found.difference.as_difference == "+8,1 procentenheter (−1,2 till +17,2)".replace("−", "\N{MINUS SIGN}")
    assert (found.difference.lower, found.difference.upper) == pytest.approx((-0.0121, 0.1723), abs=1e-3)
    assert found.note == "0 ligger inom skillnadens osäkerhet: skillnaden kan bero på slumpen."
    assert found.description.startswith("Före, 2021: 60,0 % (53,1 till 66,5), 120 av 200. Efter, 2022:")
    assert found.description.endswith("Skillnad: +8,1 procentenheter (−1,2 till +17,2).".replace("−", "\N{MINUS SIGN}"))


def test_the_note_never_says_more_than_the_counts() -> None:
    for told, words in (
        (((100, 400), (190, 380)), "0 ligger utanför skillnadens osäkerhet"),
        (((2, 10), (9, 10)), "Svaren är för få"),
    ):
        found = made(*told)
        assert found is not None
        assert found.note.startswith(words)


def test_what_cannot_be_drawn() -> None:
    assert made((120, 200)) is None
    assert made((120, 200), (143, 210), method=Method.SHORT_SERIES) is None
    # Of the same persons twice there is no interval, and the shares stand alone.
    asked = Comparison(Direction.INCREASE, Method.BEFORE_AFTER, START)
    held = slots([Value(year(2021), 60, 120, 200), Value(year(2022), 68, 143, 210)], Frequency.YEAR)
    found = estimates(asked, held, Verdict(None, compared(asked, held).because, Method.BEFORE_AFTER))
    assert found is not None
    assert found.difference is None
    assert found.note.startswith("Skillnadens osäkerhet går inte att räkna ut")

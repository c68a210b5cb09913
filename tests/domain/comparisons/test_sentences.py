"""What is said of a change: no more than the figures that stand beside it, and nothing that another sentence denies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from portfolio.domain.analyses import Posted, judged, two_counts
from portfolio.domain.comparisons import Evidence, Tally
from portfolio.domain.control_charts import Assurance
from portfolio.domain.effects import EffectState
from portfolio.domain.measures import Direction, Method
from portfolio.domain.periods import from_code, month

CALM = [10.0, 12.0] * 6
UP, DOWN = Direction.INCREASE, Direction.DECREASE


def posted(values: Sequence[float | None], **more: Any) -> Any:
    periods = more.pop("periods", None) or [month(2023 + at // 12, at % 12 + 1) for at in range(len(values))]
    return judged(Posted(more.pop("direction", UP), periods, list(values), **more))


def said(values: Sequence[float | None], **more: Any) -> str:
    text: str = posted(values, **more).summary
    return text


def counted(before: Tally, after: Tally, direction: Direction = UP) -> str:
    return two_counts(before, after, direction=direction).summary


def test_of_a_target_that_was_reached_limits_from_before_say_nothing() -> None:
    start = {"first_effect": month(2024, 1), "full_effect": month(2024, 1), "freeze": 12, "baseline": 11}
    found = posted([*CALM, *[30.0, 32.0] * 6], **start, target=25)
    assert (found.chart.assurance, found.effect.state) == (Assurance.CONSISTENT_FAIL, EffectState.REACHED)
    assert found.verdict.evidence is Evidence.ESTABLISHED_IMPROVEMENT
    assert "nås inte" not in found.summary
    # What has left its level without being held against a start says nothing of the target either.
    few = posted([*CALM, 30.0, 32.0], **start, target=25)
    assert (few.verdict.evidence, "Målet" in few.summary) == (Evidence.TOO_LITTLE, False)
    usual = said([*CALM, 10.0, 12.0], **start, target=25)
    assert usual.endswith("Målet 25,0 nås inte med nuvarande arbetssätt.")


def test_shares_that_differ_are_never_written_alike() -> None:
    # 61.00 and 60.20 per cent of very many: a change, of which whole per cents would show half.
    assert counted(Tally(602_000, 10**6), Tally(603_500, 10**6)) == (
        "Tydlig förbättring: andelen steg från 60,2 till 60,4 procent, och osäkerheten är +0,01 till +0,29 "
        "procentenheter."
    )
    assert "steg från 60,00 till 60,01 procent" in counted(Tally(6 * 10**8, 10**9), Tally(600_100_000, 10**9))
    assert counted(Tally(121, 200), Tally(122, 200)).startswith(
        "Andelen steg från 60,5 till 61,0 procent. Ökningen kan bero på slumpen"
    )
    assert "från 0,3 till 1,2 procent" in counted(Tally(3, 1000), Tally(12, 1000))
    assert "från 0 till 75 procent" in counted(Tally(0, 20), Tally(15, 20))


def test_the_same_share_is_said_to_be_the_same() -> None:
    text = counted(Tally(120, 200), Tally(60, 100), DOWN)
    assert text.startswith("Andelen är densamma före och efter, 60 procent. Osäkerheten är −")
    assert "Ingen" not in text
    assert "densamma före och efter, 0,3 procent" in counted(Tally(3, 1000), Tally(6, 2000))


def test_an_end_of_what_is_unsure_is_never_rounded_to_nothing() -> None:
    found = two_counts(Tally(1200, 2000), Tally(1263, 2000), direction=UP)
    assert found.lower is not None
    assert 0 < found.lower < 0.005
    assert found.verdict.evidence is Evidence.ESTABLISHED_IMPROVEMENT
    assert "osäkerheten är +0,1 till +6,2 procentenheter" in found.summary


def test_too_few_are_counted_in_good_swedish() -> None:
    values = [10.0, 12.0, 11.0, 12.0]
    assert said(values, first_effect=month(2023, 2)) == (
        "För lite data: det finns 1 värde före februari 2023 och 3 från och med då, och det behövs minst sex före och "
        "tre efter."
    )
    assert "det finns 0 värden före januari 2023 och 4 från" in said(values, first_effect=month(2023, 1))
    years = [from_code(str(year)) for year in (2021, 2022, 2023)]
    assert said([1, 2, 3], periods=years, first_effect=from_code("2022")).startswith(
        "För lite data: det finns 1 värde i hela år före 2022 och 2 från och med då, och det behövs minst fyra på"
    )
    assert counted(Tally(1, 19), Tally(15, 20)) == (
        "För lite data: det finns 19 svar före och 20 efter, och det behövs minst 20 på varje sida."
    )


def test_what_would_have_been_seen_is_said_only_of_six_and_more() -> None:
    after, start = [10.0, 12.0, 11.0, 10.0, 12.0, 10.0], {"first_effect": month(2024, 1)}
    assert said([*CALM, *after[:5]], **start).startswith(
        "Ingen påvisad förändring: värdena från och med januari 2024 skiljer sig inte mer från nivån före än de brukar "
        "variera. "
    )
    assert "en varaktig förändring på 3,5 skulle oftast ha synts." in said([*CALM, *after], **start)


def test_a_level_without_variation_cannot_tell_what_is_unusual() -> None:
    start = {"first_effect": month(2024, 1)}
    unknown = "värdena före januari 2024 visar ingen variation, så det går inte att säga vad som är ovanligt."
    assert said([10.0] * 12 + [50.0, 60.0, 70.0], **start).startswith(f"Ingen påvisad förändring: {unknown}")
    # Nor can values with a gap between each.
    assert unknown in said([10.0, None, 12.0, None] * 3 + [50.0, None, 60.0, 70.0], **start)


@pytest.mark.parametrize(("after", "which"), [([5, 6, 7, 8], "högre än före, mer än"), ([1, 5, 2, 3], None)])
def test_a_short_series_counts_from_and_with_its_start(after: list[float], which: str | None) -> None:
    quarters = [from_code(f"{year}-Q{number}") for year in (2022, 2023) for number in (1, 2, 3, 4)]
    text = said([1, 2, 3, 4, *after], periods=quarters, first_effect=from_code("2023-H1"))
    if which:
        assert f"värdena från och med första halvåret 2023 är {which}" in text
    else:
        assert "skillnaden mellan värdena före första halvåret 2023 och från och med då kan bero på slumpen." in text


def test_a_single_measurement_says_whether_the_target_is_reached() -> None:
    once = {"method": Method.SINGLE, "baseline": 60, "first_effect": month(2023, 1)}
    shows = "metoden engångsmätning visar inte om något har förändrats."
    assert said([81], **once, target=80) == f"För lite data: målet 80,0 nås, men {shows}"
    assert said([80], **once, target=80).startswith("För lite data: målet 80,0 nås, men")
    assert said([79, 80], **once, target=80) == f"För lite data: målet 80,0 nås inte, och {shows}"
    assert said([49], **once, target=50, direction=DOWN).startswith("För lite data: målet 50,0 nås, men")
    assert said([81], **once) == f"För lite data: {shows}"
    assert said([None], **once, target=80) == f"För lite data: {shows}"
    # Many of them say no more, and not the same in other words.
    assert said([*CALM], **once, target=80) == f"För lite data: målet 80,0 nås inte, och {shows}"


def test_what_to_bear_in_mind_are_sentences() -> None:
    rising = [10.0, 10.2, 10.1, 10.4, 10.6, 10.5, 10.8]
    text = said([*rising, 12, 12.4, 12.2, 12.6, 12.5, 12.9, 12.8], first_effect=month(2023, 8))
    assert text.endswith(
        "Att tänka på: utvecklingen pågick redan före starten. Det finns få mätvärden, 7 före starten."
    )

"""A series that is sent and judged as a whole, and everything that is refused of one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portfolio.domain.analyses import Analysis, Posted, judged, two_counts
from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons import Because, Evidence, ForecastBasis, Tally
from portfolio.domain.control_charts import Assurance, Signal, Variation
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.measures import ChartKind, Direction, Method
from portfolio.domain.periods import Period, from_code, month

CALM = [10.0, 12.0] * 6


def months(number: int, year: int = 2023) -> list[Period]:
    return [month(year + at // 12, at % 12 + 1) for at in range(number)]


def said(values: list[float | None], **more: Any) -> Analysis:
    direction = more.pop("direction", Direction.INCREASE)
    periods = more.pop("periods", None) or months(len(values))
    return judged(Posted(direction=direction, periods=periods, values=values, **more))


def test_two_years_with_a_clear_improvement() -> None:
    """The worked example of the documentation, reckoned by hand there."""
    found = said(
        [*CALM, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15, 14, 15],
        baseline=11,
        target=15,
        first_effect=month(2024, 1),
        full_effect=month(2025, 12),
        freeze=12,
    )
    assert found.chart is not None
    assert found.chart.phases[0].level.upper == pytest.approx(16.32)
    assert found.chart.rules[Signal.SHIFT] == tuple(range(11, 24))
    assert (found.chart.variation, found.chart.assurance) == (Variation.IMPROVEMENT_HIGH, Assurance.INCONSISTENT)
    assert (found.verdict.evidence, found.verdict.run) == (Evidence.ESTABLISHED_IMPROVEMENT, 12)
    assert found.verdict.detectable_shift == pytest.approx(3.5461)
    effect = found.effect
    assert effect.now is not None
    assert (effect.now.mean, effect.now.latest, effect.achievement) == (14.5, 15, 0.875)
    assert effect.expected == pytest.approx(0.25, abs=0.001)
    assert (effect.state, effect.flags) == (EffectState.ON_TRACK, frozenset())
    # The last thirteen lie above 11: their own level, which is (12 + 6 · 14 + 6 · 15) / 13.
    assert (found.forecast.basis, found.forecast.value) == (ForecastBasis.LEVEL, pytest.approx(186 / 13))
    assert found.summary == (
        "Tydlig förbättring: de 12 senaste värdena ligger alla över 11,0, som var nivån före januari 2024. "
        "Att tänka på: det finns mindre än två år före starten att jämföra årstider med."
    )


def test_worse_than_the_baseline_takes_evidence() -> None:
    worse = [*CALM, *[9.0, 8.0] * 6]
    start = {"baseline": 11, "target": 15, "first_effect": month(2024, 1), "full_effect": month(2025, 12)}
    found = said(list(worse), **start)
    assert (found.verdict.evidence, found.effect.state) == (
        Evidence.ESTABLISHED_DETERIORATION,
        EffectState.WORSENED,
    )
    # Below the baseline by (10.4 − 11) / 4, 15 per cent of the way, but as before: behind the plan, and no more.
    same = said([*CALM, *[10.0, 10.0, 12.0, 10.0, 10.0, 10.4] * 2], **start)
    assert same.effect.achievement is not None
    assert same.effect.achievement < -0.05
    assert (same.verdict.evidence, same.effect.state) == (Evidence.NOT_SHOWN, EffectState.BEHIND)


def test_the_start_is_the_first_effect_or_the_first_phase_or_nothing() -> None:
    after = [*CALM, *[13.0, 14.0] * 6]
    assert said(list(after), phase_starts=[month(2024, 1)]).verdict.evidence is Evidence.ESTABLISHED_IMPROVEMENT
    nothing = said(list(after))
    assert (nothing.verdict.evidence, nothing.verdict.because) == (None, Because.NO_START)
    assert nothing.verdict.detectable_shift is None
    # The first effect goes before, and then the phase before it is where the limits begin.
    moved = said([50.0] * 6 + after, phase_starts=[month(2023, 7)], first_effect=month(2024, 7))
    assert (moved.verdict.evidence, moved.verdict.before) == (Evidence.ESTABLISHED_IMPROVEMENT, 12)
    assert said([50.0] * 6 + after, first_effect=month(2024, 7)).verdict.before == 18
    # A level that was moved just before the start leaves no value on it to begin from.
    for opened in ("2023-12-05", "2024-01-01", "2024-01-10"):
        none = said(list(after), phase_starts=[from_code(opened)], first_effect=from_code("2024-01-15"))
        assert (none.verdict.evidence, none.verdict.before) == (Evidence.TOO_LITTLE, 0), opened
    # A day within a period begins the next one, and the period belongs to neither side.
    inside = said(list(after), first_effect=from_code("2024-01-15"))
    assert (inside.verdict.before, inside.verdict.after) == (12, 11)
    assert said(list(after), phase_starts=[from_code("2024-01-15")]).chart.phases[1].start == 13  # type: ignore[union-attr]


def test_a_period_after_the_day_is_missing_everywhere() -> None:
    values = [*CALM, *[13.0, 14.0] * 6]
    whole = said(list(values), first_effect=month(2024, 1))
    cut = said(list(values), first_effect=month(2024, 1), as_of=date(2024, 3, 30))
    assert (whole.verdict.after, cut.verdict.after, cut.verdict.evidence) == (12, 2, Evidence.TOO_LITTLE)
    assert cut.chart is not None
    assert [one.type is None for one in cut.chart.points] == [False] * 14 + [True] * 10
    assert (cut.chart.phases[0].end, cut.chart.phases[0].n) == (23, 14)
    assert cut.effect.now is not None
    assert cut.effect.now.latest == 14


def test_the_method_follows_how_often_it_is_measured() -> None:
    quarters = [from_code(f"{year}-Q{number}") for year in (2022, 2023) for number in (1, 2, 3, 4)]
    values: list[float | None] = [1, 2, 3, 4, 5, 6, 7, 8]
    found = said(values, periods=quarters, first_effect=from_code("2023"))
    assert (found.verdict.method, found.verdict.evidence) == (Method.SHORT_SERIES, Evidence.SIGNS_IMPROVEMENT)
    assert found.verdict.detectable_shift is None
    assert "kan ha pågått redan" in found.summary
    once = said([81], periods=[from_code("2024")], method=Method.SINGLE, baseline=60, target=80)
    assert (once.verdict.evidence, once.effect.state) == (Evidence.TOO_LITTLE, EffectState.REACHED)
    days = [from_code(f"2024-01-{day:02}") for day in range(1, 31)]
    daily = said([*CALM, *[13.0, 14.0] * 9], periods=days, first_effect=days[12], baseline=11, target=14)
    assert (daily.verdict.method, daily.verdict.evidence) == (Method.SERIES, Evidence.ESTABLISHED_IMPROVEMENT)
    assert daily.effect.state is EffectState.BEHIND, "13.5 of 14, and all of it was expected from the first day"
    before = {"periods": days[:12], "first_effect": days[20], "baseline": 11, "target": 14}
    for as_of, state in (
        (date(2024, 1, 20), EffectState.NOT_DUE),
        (date(2024, 1, 21), EffectState.AWAITING_FIRST),
        (date(2024, 2, 20), EffectState.AWAITING_FIRST),
        (date(2024, 2, 21), EffectState.NOT_REPORTED),
    ):
        assert said([*CALM], **before, as_of=as_of).effect.state is state, as_of


def test_means_are_of_counts_and_shares_are_told_as_per_cent() -> None:
    counts: dict[str, Any] = {
        "numerators": [*[20, 30] * 6, 5, 90, 5],
        "denominators": [*[100, 100] * 6, 10, 300, 10],
        "chart": ChartKind.P,
        "first_effect": month(2024, 1),
        "baseline_period": from_code("2023"),
        "target": 0.4,
    }
    found = judged(Posted(Direction.INCREASE, months(15), **counts))
    assert found.question.aim.baseline == pytest.approx(300 / 1200)
    assert found.effect.now is not None
    assert found.effect.now.mean == pytest.approx(100 / 320), "not the mean of 0.5, 0.3 and 0.5"
    assert found.chart is not None
    assert found.chart.limits_per_point is not None
    single = judged(Posted(Direction.INCREASE, months(15), **{**counts, "chart": ChartKind.XMR}))
    assert single.effect.now == found.effect.now
    assert single.chart is not None
    assert single.chart.limits_per_point is None
    assert "procent" in found.summary or found.verdict.evidence is Evidence.SIGNS_IMPROVEMENT


def test_counts_that_vary_too_much_are_flagged() -> None:
    found = judged(
        Posted(
            Direction.INCREASE,
            months(12),
            numerators=[1700, 2300] * 6,
            denominators=[10_000] * 12,
            chart=ChartKind.P,
        )
    )
    assert found.effect.flags >= {EffectFlag.OVERDISPERSED}
    assert found.forecast.upper == pytest.approx(0.2 + 2.66 * 0.06)
    calm = judged(
        Posted(Direction.INCREASE, months(12), numerators=[20, 22] * 6, denominators=[100] * 12, chart=ChartKind.P)
    )
    assert EffectFlag.OVERDISPERSED not in calm.effect.flags
    # The limits of the last hundred: 0.21 + 3 · √(0.21 · 0.79 / 100).
    assert calm.forecast.upper == pytest.approx(0.21 + 3 * 0.0407308, abs=1e-6)


def test_nobody_waits_for_what_is_not_stored() -> None:
    found = said([60, None], baseline=60, target=80, first_effect=month(2023, 2), as_of=date(2024, 6, 1))
    assert found.effect.state is EffectState.NOT_REPORTED
    assert EffectFlag.OVERDUE not in found.effect.flags
    assert found.effect.overdue_days == 0


def test_a_level_that_is_kept_is_no_change() -> None:
    kept = {"direction": Direction.MAINTAIN, "target": 11, "tolerance": 2, "first_effect": month(2023, 7)}
    found = said(list(CALM), **kept)
    assert (found.verdict.evidence, found.effect.state, found.effect.achievement) == (None, EffectState.REACHED, None)
    assert found.chart is not None
    assert (found.chart.variation, found.chart.assurance) == (Variation.COMMON_CAUSE, None)
    assert found.summary == (
        "Nivån ska behållas, så ingen förändring bedöms. Det senaste värdet ligger inom den vanliga variationen."
    )


def test_a_trend_is_told_to_the_date_of_full_effect() -> None:
    values: list[float | None] = [*CALM, 10, 11, 12, 13.7, 14, 15, 16]
    found = said(values, freeze=12, full_effect=from_code("2024-10"))
    assert (found.forecast.basis, found.forecast.value) == (ForecastBasis.TREND, pytest.approx(19.1))
    assert said(values, freeze=12, full_effect=from_code("2024-Q4")).forecast.basis is ForecastBasis.NONE
    assert said(values, freeze=12, full_effect=from_code("2024-07")).forecast.reason == "Tiden har redan passerat."
    run = said(values, chart=ChartKind.RUN, full_effect=from_code("2024-10"))
    assert run.forecast.basis is ForecastBasis.NONE


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"periods": [month(2024, 2), month(2024, 1)]}, "periods"),
    ({"periods": [month(2024, 1), month(2024, 1)]}, "periods"),
    ({"periods": [month(2024, 1), month(2024, 3)]}, "periods"),
    ({"periods": [month(2024, 1), from_code("2024-Q1")]}, "periods"),
    ({"periods": [from_code("2024/2025"), from_code("2026/2027")]}, "periods"),
    ({"periods": [from_code("2024-VT"), from_code("2024-HT")]}, "periods"),
    ({"periods": [from_code("unknown"), month(2024, 1)]}, "periods"),
    ({"periods": [from_code("2024-01/2024-02"), from_code("2024-03/2024-04")]}, "periods"),
    ({"periods": []}, "periods"),
    ({"periods": [month(2024, 1)]}, "values"),
    ({"values": None}, "values"),
    ({"numerators": [1, 2]}, "denominators"),
    ({"denominators": [1]}, "denominators"),
    ({"chart": ChartKind.P}, "numerators"),
    ({"chart": ChartKind.P, "numerators": [3, 1], "denominators": [2, 2]}, "numerators"),
    ({"chart": ChartKind.P, "numerators": [3, 1], "denominators": [0, 2]}, "numerators"),
    ({"chart": ChartKind.U, "numerators": [-3, 1], "denominators": [2, 2]}, "numerators"),
    ({"numerators": [3, 1], "denominators": [2, -2], "values": None}, "denominators"),
    ({"numerators": [3, 1], "denominators": [2, 2]}, "values"),
    ({"baseline": 80, "target": 70}, "target"),
    ({"baseline": 80, "target": 80}, "target"),
    ({"baseline_period": month(2024, 1), "target": 1}, "target"),
    ({"baseline_period": month(2023, 1)}, "baseline_period"),
    ({"baseline_period": from_code("2024/..")}, "baseline_period"),
    ({"direction": Direction.DECREASE, "baseline": 80, "target": 90}, "target"),
    ({"direction": Direction.MAINTAIN, "tolerance": 2}, "target"),
    ({"direction": Direction.MAINTAIN, "target": 2}, "tolerance"),
    ({"tolerance": -1}, "tolerance"),
    ({"first_effect": from_code("2024/..")}, "first_effect"),
    ({"full_effect": from_code("unknown")}, "full_effect"),
    ({"first_effect": month(2024, 2), "full_effect": month(2024, 1)}, "full_effect"),
    ({"direction": Direction.NEUTRAL, "first_effect": month(2024, 2), "full_effect": month(2024, 1)}, "full_effect"),
    (
        {
            "direction": Direction.MAINTAIN,
            "target": 2,
            "tolerance": 1,
            "first_effect": month(2024, 2),
            "full_effect": month(2024, 1),
        },
        "full_effect",
    ),
    ({"baseline": 0.3, "target": 0.1 + 0.2}, "target"),
    ({"phase_starts": [from_code("../2024")]}, "phase_starts"),
    (
        {
            "first_effect": month(2024, 1),
            "full_effect": month(2024, 6),
            "ramp": Ramp.MILESTONES,
            "interim": [(month(2024, 6), 3)],
            "baseline": 1,
            "target": 5,
        },
        "interim",
    ),
]


@pytest.mark.parametrize(("wrong", "field"), REFUSED)
def test_what_cannot_be_judged_is_refused_by_its_field(wrong: dict[str, Any], field: str) -> None:
    sent = {"direction": Direction.INCREASE, "periods": [month(2024, 1), month(2024, 2)], "values": [3, 4], **wrong}
    with pytest.raises((Invalid, InvalidFields)) as refused:
        judged(Posted(**sent))
    found = refused.value
    fields = {found.field} if isinstance(found, Invalid) else set(found.problems)
    assert field in fields
    assert found.message.endswith(".")


def test_what_is_unusual_is_not_refused() -> None:
    # A value and counts that agree, a gap in the counts, a ratio above one where it is no share, a date before it all.
    counts = {"numerators": [3, None], "denominators": [2, 4], "values": [1.5, None]}
    found = judged(Posted(Direction.INCREASE, months(2), **counts))  # type: ignore[arg-type]
    assert found.question.told is not None
    assert found.question.told.numbers == [1.5, None]
    assert judged(Posted(Direction.NEUTRAL, months(2), values=[None, None])).effect.now is None
    # The largest counts of the smallest: ratios with more digits than decimal keeps by itself.
    counts = {"numerators": [10**17, 2 * 10**16] * 12, "denominators": [1e-18] * 24, "chart": ChartKind.U}
    huge = judged(Posted(Direction.INCREASE, months(24), first_effect=month(2024, 1), target=1e-18, **counts))  # type: ignore[arg-type]
    assert "000,0000 skulle oftast ha synts." in huge.summary
    assert said([1.0, 2.0], as_of=date(2000, 1, 1)).chart.variation is None  # type: ignore[union-attr]


def test_two_counts_are_answered_with_their_interval() -> None:
    found = two_counts(Tally(120, 200, 400), Tally(143, 210, 400), direction=Direction.INCREASE)
    assert (found.difference, found.lower, found.upper) == pytest.approx((0.080952, -0.011822, 0.172061), abs=1e-6)
    assert found.summary == (
        "Andelen steg från 60 till 68 procent. Ökningen kan bero på slumpen: osäkerheten är −1 till +17 procentenheter."
    )
    sure = two_counts(Tally(100, 200), Tally(143, 210), direction=Direction.DECREASE)
    assert sure.summary == (
        "Tydlig försämring: andelen steg från 50 till 68 procent, och osäkerheten är +9 till +27 procentenheter."
    )
    capped = two_counts(Tally(100, 200, 900), Tally(143, 210, 900), direction=Direction.INCREASE)
    assert capped.summary.endswith("Att tänka på: få svarade, eller olika stor del före och efter.")
    same = two_counts(Tally(100, 200), Tally(100, 200), direction=Direction.INCREASE)
    assert same.summary == (
        "Andelen är densamma före och efter, 50 procent. Osäkerheten är −10 till +10 procentenheter."
    )
    paired = two_counts(Tally(100, 200), Tally(150, 200), direction=Direction.INCREASE, paired=True)
    assert (paired.verdict.evidence, paired.difference, paired.lower) == (None, 0.25, None)
    for before in (Tally(21, 20), Tally(-1, 20), Tally(5, 20, 19)):
        with pytest.raises(InvalidFields) as refused:
            two_counts(before, Tally(10, 20), direction=Direction.INCREASE)
        assert set(refused.value.problems) == {"before"}

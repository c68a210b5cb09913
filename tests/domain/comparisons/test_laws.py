"""Laws that no series may break, whatever its values."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.comparisons import Evidence, Sides, Verdict, series, short_series
from portfolio.domain.comparisons.sentences import Facts, clause, summary
from portfolio.domain.control_charts import Asked, ControlChart, PointType, xmr
from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import Direction

UP, DOWN = Direction.INCREASE, Direction.DECREASE

#: Tenths, as people write them, with gaps: whole numbers inside, so that adding and scaling are exact to the last bit.
VALUES = st.lists(st.one_of(st.none(), st.integers(-60, 60)), min_size=1, max_size=40)
SPLIT = st.integers(0, 40)
RUN = settings(max_examples=150, deadline=None, derandomize=True)


def chart(values: Sequence[float | None], direction: Direction = UP, **more: object) -> ControlChart:
    return xmr(Asked(values, direction, **more))  # type: ignore[arg-type]


def moved(values: Sequence[int | None], *, by: float = 0, times: float = 1) -> list[float | None]:
    return [None if one is None else one * times + by for one in values]


def verdict(values: Sequence[float | None], split: int, direction: Direction = UP) -> Verdict:
    split = min(split, len(values))
    return series(values, Sides(0, split, split), direction=direction)


def labels(found: ControlChart) -> list[object]:
    return [(one.signal, one.side, one.type) for one in found.points]


@RUN
@given(VALUES, st.sampled_from([1024, -512, 16]))
def test_adding_a_constant_moves_centre_and_limits_by_it(values: list[int | None], by: int) -> None:
    plain, shifted = chart(values), chart(moved(values, by=by))
    assert labels(plain) == labels(shifted)
    for one, other in zip(plain.phases, shifted.phases, strict=True):
        for name in ("centre", "lower", "upper", "near_lower", "near_upper"):
            before, after = getattr(one.level, name), getattr(other.level, name)
            assert (before is None) is (after is None)
            if before is not None:
                assert after == pytest.approx(before + by)
        assert (other.level.mean_range or 0) == pytest.approx(one.level.mean_range or 0)


@RUN
@given(VALUES, SPLIT, st.sampled_from([2.0, 0.25, 1024.0]))
def test_scaling_changes_no_flag(values: list[int | None], split: int, times: float) -> None:
    scaled = moved(values, times=times)
    assert labels(chart(values)) == labels(chart(scaled))
    plain, other = verdict(values, split), verdict(scaled, split)
    assert (plain.evidence, plain.run, plain.prior_drift) == (other.evidence, other.run, other.prior_drift)
    assert (other.detectable_shift or 0) == pytest.approx((plain.detectable_shift or 0) * times)
    assert chart(values).run_charts[0].signal is chart(scaled).run_charts[0].signal


_OPPOSITE = {
    PointType.IMPROVEMENT: PointType.CONCERN,
    PointType.CONCERN: PointType.IMPROVEMENT,
    PointType.NEUTRAL_HIGH: PointType.NEUTRAL_LOW,
    PointType.NEUTRAL_LOW: PointType.NEUTRAL_HIGH,
}
_TURNED = {
    Evidence.ESTABLISHED_IMPROVEMENT: Evidence.ESTABLISHED_DETERIORATION,
    Evidence.ESTABLISHED_DETERIORATION: Evidence.ESTABLISHED_IMPROVEMENT,
    Evidence.SIGNS_IMPROVEMENT: Evidence.SIGNS_DETERIORATION,
    Evidence.SIGNS_DETERIORATION: Evidence.SIGNS_IMPROVEMENT,
}


@RUN
@given(VALUES, SPLIT)
def test_mirroring_swaps_improvement_and_concern(values: list[int | None], split: int) -> None:
    mirrored = moved(values, times=-1)
    for direction in (UP, DOWN, Direction.NEUTRAL):
        turned = [_OPPOSITE.get(one.type, one.type) if one.type else None for one in chart(values, direction).points]
        assert [one.type for one in chart(mirrored, direction).points] == turned
    plain, other = verdict(values, split), verdict(mirrored, split)
    assert plain.evidence is not None
    assert other.evidence is _TURNED.get(plain.evidence, plain.evidence)
    # And so does the other direction, of the same values.
    assert verdict(values, split, DOWN).evidence is other.evidence


@RUN
@given(VALUES, st.integers(1, 5))
def test_a_missing_point_never_counts(values: list[int | None], more: int) -> None:
    plain, longer = chart(values), chart([*values, *[None] * more])
    assert labels(plain) == labels(longer)[: len(values)]
    assert (plain.variation, plain.phases[0].level) == (longer.variation, longer.phases[0].level)
    for value, point in zip(values, plain.points, strict=True):
        assert (value is None) is (point.type is None)
        assert value is not None or point.signal is None
    flagged = {one for points in plain.rules.values() for one in points}
    assert all(values[one] is not None for one in flagged)


@RUN
@given(VALUES, st.integers(1, 20))
def test_what_comes_later_does_not_move_frozen_limits(values: list[int | None], freeze: int) -> None:
    freeze = max(2, freeze)
    cut, whole = chart(values[:freeze], freeze=freeze), chart(values, freeze=freeze)
    assert cut.phases[0].level == whole.phases[0].level


_STATISTICS = re.compile(
    r"gräns|signifikan|p-värde|median|standardavvik|konfidens|hypotes|sannolik|sigma", re.IGNORECASE
)


def check(found: Verdict, facts: Facts) -> None:
    """That no sentence says more than the evidence does, or a word of statistics."""
    evidence, said = found.evidence, f"{summary(facts)} {clause(found)}"
    told = said.lower()
    assert "ingen effekt" not in told
    assert not _STATISTICS.search(said)
    assert ("tydlig" in told) is (evidence is not None and evidence.is_established)
    assert ("förbättring" in told) is (evidence is not None and evidence.is_change and not evidence.is_deterioration)
    assert ("försämring" in told) is (evidence is not None and evidence.is_deterioration)
    assert not found.prior_drift or "utvecklingen pågick redan före" in told
    first, _, cautions = summary(facts).partition(" Att tänka på: ")
    assert len(re.findall(r"[.](?= |$)", first)) <= (1 if cautions else 2)
    # How the target fares with limits from before is never said beside a change.
    assert "nuvarande arbetssätt" not in said or evidence in (Evidence.NOT_SHOWN, Evidence.TOO_LITTLE)


@RUN
@given(
    VALUES,
    SPLIT,
    st.sampled_from(Direction),
    st.sampled_from([0, 0, 15, -30]),
    st.sampled_from([None, 0.0, 200.0]),
    st.booleans(),
)
def test_a_sentence_never_claims_more_than_the_evidence(
    values: list[int | None], split: int, direction: Direction, step: int, target: float | None, short: bool
) -> None:
    told = [one if one is None or number < split else one + step for number, one in enumerate(values)]
    split = min(split, len(told))
    sides = Sides(0, split, split)
    judge = short_series(told, sides, direction=direction, in_a_year=4) if short else verdict(told, split, direction)
    facts = Facts(judge, direction, Writing("dagar", 1), "januari 2024", chart(told, direction), target)
    check(judge, facts)

"""What is to come: a level where nothing changes, a line where a trend is under way, and otherwise why not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from portfolio.domain.comparisons import Forecast, ForecastBasis, forecast
from portfolio.domain.control_charts import Asked, xmr
from portfolio.domain.measures import Direction

CALM = [10.0, 12.0] * 6


def told(values: Sequence[float | None], *, ahead: int | None = 3, **more: object) -> Forecast:
    return forecast(values, xmr(Asked(values, Direction.INCREASE, **more)), ahead=ahead)  # type: ignore[arg-type]


def test_a_level_that_holds_is_the_forecast_with_its_limits() -> None:
    found = told(CALM)
    assert (found.basis, found.value, found.reason) == (ForecastBasis.LEVEL, 11, None)
    assert (found.lower, found.upper) == (pytest.approx(5.68), pytest.approx(16.32))
    assert told([*CALM, None]).value == 11
    assert told(CALM, ahead=None).value == 11, "whatever the date"
    assert told(CALM[:11]).basis is ForecastBasis.NONE
    assert "minst 12" in str(told(CALM[:11]).reason)
    assert told([3.0] * 12).reason == "Värdena säger inte hur mycket de brukar variera."


def test_the_last_phase_alone_is_looked_at() -> None:
    assert told([99.0, 1.0, *CALM], starts=[2]).value == 11
    assert told([*CALM, 11.0, 12.0], starts=[12]).basis is ForecastBasis.NONE
    assert told([*CALM, None], starts=[12]).basis is ForecastBasis.NONE


def test_a_shift_of_twelve_is_the_new_level() -> None:
    shifted = [14.0, 15.0] * 6
    found = told([*CALM, *shifted], freeze=12)
    # The run's own mean and ranges: 14.5 ± 2.66 · 1. The value of 12 before it belongs to the run: it lies above 11.
    run = [12.0, *shifted]
    assert found.basis is ForecastBasis.LEVEL
    assert found.value == pytest.approx(sum(run) / 13)
    # Its ranges are one of 2 and eleven of 1, of which all are below 3.267 · 13 / 12.
    assert found.upper == pytest.approx(sum(run) / 13 + 2.66 * 13 / 12)
    assert told([*CALM[:-1], 10.0, *shifted[:11]], freeze=12).basis is ForecastBasis.NONE, "eleven are not enough"


def test_a_trend_is_followed_at_most_half_its_length_ahead() -> None:
    # 7 points on a line but for the middle one, 0.7 above it: mean 13.1, slope 1, residuals −0.1 six times and 0.6.
    trend = [10.0, 11, 12, 13.7, 14, 15, 16]
    found = told([*CALM, *trend], ahead=3, freeze=12)
    assert found.basis is ForecastBasis.TREND
    assert found.value == pytest.approx(13.1 + 6)
    # s² = (6 · 0.01 + 0.36) / 5 = 0.084; 1 + 1/7 + 36/28 = 2.428571; t(5) = 2.570582.
    half = 2.570582 * (0.084 * 2.428571) ** 0.5
    assert (found.lower, found.upper) == (pytest.approx(19.1 - half), pytest.approx(19.1 + half))
    assert told([*CALM, *trend], ahead=4, freeze=12).reason == (
        "Utvecklingen har pågått för kort tid för att följas så långt fram."
    )
    assert told([*CALM, *trend, None], ahead=3, freeze=12).basis is ForecastBasis.TREND
    assert told([*CALM, *trend], ahead=0, freeze=12).reason == "Tiden har redan passerat."
    assert told([*CALM, *trend], ahead=None, freeze=12).basis is ForecastBasis.NONE
    assert told([*CALM, *trend, 15.0], ahead=3, freeze=12).basis is ForecastBasis.NONE, "it has turned"


def test_something_unusual_last_is_no_forecast() -> None:
    found = told([*CALM, 30.0], freeze=12)
    assert (found.basis, found.value, found.lower) == (ForecastBasis.NONE, None, None)
    assert found.reason
    assert told([None, None]).reason == "Det finns inga värden att utgå från."

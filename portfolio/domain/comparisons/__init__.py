"""Whether a change is real: before held against after, by a method that the values allow."""

from portfolio.domain.comparisons.asking import Comparison, compared, usual_method
from portfolio.domain.comparisons.evidence import JUDGED, Because, Evidence, Verdict
from portfolio.domain.comparisons.forecasts import Forecast, ForecastBasis, by_common_cause, forecast
from portfolio.domain.comparisons.proportions import Sample, Tally, before_after, newcombe, sample_size, welch
from portfolio.domain.comparisons.series import Sides, drift, series
from portfolio.domain.comparisons.short_series import rank_sum, short_series
from portfolio.domain.comparisons.slots import Slots, slots

__all__ = [
    "JUDGED",
    "Because",
    "Comparison",
    "Evidence",
    "Forecast",
    "ForecastBasis",
    "Sample",
    "Sides",
    "Slots",
    "Tally",
    "Verdict",
    "before_after",
    "by_common_cause",
    "compared",
    "drift",
    "forecast",
    "newcombe",
    "rank_sum",
    "sample_size",
    "series",
    "short_series",
    "slots",
    "usual_method",
    "welch",
]

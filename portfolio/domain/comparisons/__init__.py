"""Whether a change is real: before held against after, by a method that the values allow."""

from portfolio.domain.comparisons.asking import Comparison, compared, latest_counts, tally_of, usual_method
from portfolio.domain.comparisons.evidence import JUDGED, Because, Evidence, Verdict
from portfolio.domain.comparisons.forecasts import Forecast, ForecastBasis, by_common_cause, forecast
from portfolio.domain.comparisons.outlook import Outlook, ceiling, told_by, what_can_be_shown
from portfolio.domain.comparisons.proportions import (
    FEWEST_ANSWERS,
    Sample,
    Tally,
    before_after,
    newcombe,
    sample_size,
    welch,
    wilson,
)
from portfolio.domain.comparisons.series import Sides, drift, series
from portfolio.domain.comparisons.short_series import rank_sum, short_series
from portfolio.domain.comparisons.slots import Slots, slots

__all__ = [
    "FEWEST_ANSWERS",
    "JUDGED",
    "Because",
    "Comparison",
    "Evidence",
    "Forecast",
    "ForecastBasis",
    "Outlook",
    "Sample",
    "Sides",
    "Slots",
    "Tally",
    "Verdict",
    "before_after",
    "by_common_cause",
    "ceiling",
    "compared",
    "drift",
    "forecast",
    "latest_counts",
    "newcombe",
    "rank_sum",
    "sample_size",
    "series",
    "short_series",
    "slots",
    "tally_of",
    "told_by",
    "usual_method",
    "welch",
    "what_can_be_shown",
    "wilson",
]

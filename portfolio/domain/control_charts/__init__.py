"""Control charts: what in a series is more than ordinary variation."""

from portfolio.domain.control_charts.chart import (
    Asked,
    Assurance,
    ChartPhase,
    ControlChart,
    LimitsPerPoint,
    Point,
    PointType,
    Variation,
    run,
    type_of,
    xmr,
)
from portfolio.domain.control_charts.counts import Count, by_count, overdispersed
from portfolio.domain.control_charts.levels import ENOUGH, FEWEST, Level, level, observed, slack
from portfolio.domain.control_charts.rules import IN_A_ROW, Flags, Side, Signal, Stretch, flagged
from portfolio.domain.control_charts.runs import RunChart, fewest_crossings, run_chart

__all__ = [
    "ENOUGH",
    "FEWEST",
    "IN_A_ROW",
    "Asked",
    "Assurance",
    "ChartPhase",
    "ControlChart",
    "Count",
    "Flags",
    "Level",
    "LimitsPerPoint",
    "Point",
    "PointType",
    "RunChart",
    "Side",
    "Signal",
    "Stretch",
    "Variation",
    "by_count",
    "fewest_crossings",
    "flagged",
    "level",
    "observed",
    "overdispersed",
    "run",
    "run_chart",
    "slack",
    "type_of",
    "xmr",
]

"""What a series' chart shows: its points, where its line breaks, what surrounds it, its axes and its words."""

from portfolio.domain.series_charts.axes import Axis, Tick, time_ticks, value_axis
from portfolio.domain.series_charts.building import chart, expected_level, periods_of
from portfolio.domain.series_charts.ordinary import Judging, Middle, Ordinary, Reach, ordinary
from portfolio.domain.series_charts.picture import Dot, Mark, Place, SeriesChart, TargetLine, TargetSet, at

__all__ = [
    "Axis",
    "Dot",
    "Judging",
    "Mark",
    "Middle",
    "Ordinary",
    "Place",
    "Reach",
    "SeriesChart",
    "TargetLine",
    "TargetSet",
    "Tick",
    "at",
    "chart",
    "expected_level",
    "ordinary",
    "periods_of",
    "time_ticks",
    "value_axis",
]

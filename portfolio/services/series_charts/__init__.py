"""The chart of a series, alone or with what a benefit wants of it: what is drawn, its table, and its files."""

from portfolio.services.series_charts.building import miniature, of_aim, of_benefit, of_measure, of_series
from portfolio.services.series_charts.drawing import FORMATS, Size, draw, draw_estimates
from portfolio.services.series_charts.picture import Row, SeriesPicture

__all__ = [
    "FORMATS",
    "Row",
    "SeriesPicture",
    "Size",
    "draw",
    "draw_estimates",
    "miniature",
    "of_aim",
    "of_benefit",
    "of_measure",
    "of_series",
]

"""The timetable as rows of cells: what the page's table and the drawn picture both are made from.

A row's lanes fill the plan's quarters exactly, so that a page needs no widths but ``colspan`` and a picture no dates.
A boundary that is known to the day is rounded outward to its quarter on screen; the words keep the day.
"""

from portfolio.domain.timeline.cells import (
    SHORT_NAMES,
    Aspect,
    Bar,
    Cell,
    Gap,
    Grid,
    Lane,
    Quarter,
    TimelineGroup,
    TimelineItem,
    TimelineRow,
    Year,
)
from portfolio.domain.timeline.rows import compact, groups, row

__all__ = [
    "SHORT_NAMES",
    "Aspect",
    "Bar",
    "Cell",
    "Gap",
    "Grid",
    "Lane",
    "Quarter",
    "TimelineGroup",
    "TimelineItem",
    "TimelineRow",
    "Year",
    "compact",
    "groups",
    "row",
]

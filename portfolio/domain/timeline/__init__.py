"""The timetable as rows of cells: what the page's table and the drawn picture both are made from.

A row's lanes fill the grid's columns exactly, so that a page needs no widths but ``colspan`` and a picture no dates.
A boundary that is known to the day is rounded outward to its column on screen; the words keep the day.
"""

from portfolio.domain.timeline.cells import (
    LETTERS,
    SHORT_NAMES,
    ActivityRow,
    ActivityTime,
    Aspect,
    Bar,
    Cell,
    EffectTimes,
    Gap,
    Lane,
    Mark,
    Marks,
    TimelineGroup,
    TimelineItem,
    TimelineRow,
)
from portfolio.domain.timeline.grid import Column, Grid, Year
from portfolio.domain.timeline.rows import compact, groups, row
from portfolio.domain.timeline_kinds import MarkKind, Zoom

__all__ = [
    "LETTERS",
    "SHORT_NAMES",
    "ActivityRow",
    "ActivityTime",
    "Aspect",
    "Bar",
    "Cell",
    "Column",
    "EffectTimes",
    "Gap",
    "Grid",
    "Lane",
    "Mark",
    "MarkKind",
    "Marks",
    "TimelineGroup",
    "TimelineItem",
    "TimelineRow",
    "Year",
    "Zoom",
    "compact",
    "groups",
    "row",
]

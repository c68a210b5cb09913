"""The part of a series' picture where times and levels lie: axes, what surrounds the values, and the values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise

from portfolio.charts import style
from portfolio.charts.series_sheet import Kind, Point, Sheet, box
from portfolio.domain.control_charts import PointType
from portfolio.domain.effects.writing import Writing
from portfolio.domain.series_charts import Axis, Dot, Ordinary, Place, Reach, SeriesChart, Tick, time_ticks

SMALL = 8.0

_KINDS: dict[PointType | None, Kind] = {
    PointType.CONCERN: "worse",
    PointType.NEUTRAL_HIGH: "other",
    PointType.NEUTRAL_LOW: "other",
}


class Plot:
    """Where times and levels lie on the sheet."""

    def __init__(self, chart: SeriesChart, axis: Axis, left: float, right: float, top: float, bottom: float) -> None:
        self.chart, self.axis = chart, axis
        self.left, self.right, self.top, self.bottom = left, right, top, bottom

    def x(self, day: float) -> float:
        share = (day - self.chart.begins) / (self.chart.ends - self.chart.begins)
        return self.left + share * (self.right - self.left)

    def y(self, level: float) -> float:
        return self.bottom - self.axis.share(level) * (self.bottom - self.top)

    def point(self, place: Place) -> Point:
        return self.x(place[0]), self.y(place[1])

    def holds(self, level: float) -> bool:
        """Whether a level has its place here; limits may lie where no value can."""
        return self.axis.low <= level <= self.axis.high

    def within(self, level: float) -> float:
        """The height of a level, or of the edge that it lies beyond."""
        return self.y(min(max(level, self.axis.low), self.axis.high))


def draw_axes(sheet: Sheet, plot: Plot, *, margin: float, width: float) -> None:
    """The levels by round numbers, and the periods by name, as many as have room."""
    for one in plot.axis.ticks:
        y = plot.y(one.at)
        sheet.line("grid", [(plot.left, y), (plot.right, y)])
        sheet.write(plot.left - 4, y + 3, one.text, size=SMALL, align="right", colour=style.MUTED)
    sheet.line("axis", [(plot.left, plot.bottom), (plot.right, plot.bottom)])
    first, last = (date.fromordinal(int(one)).year for one in (plot.chart.begins, plot.chart.ends))
    if (plot.right - plot.left) / (last - first + 1) > 12:
        for year in range(first + 1, last + 1):
            x = plot.x(date(year, 1, 1).toordinal())
            sheet.line("year", [(x, plot.top), (x, plot.bottom)])
    for tick in _fitting(plot, time_ticks(plot.chart.begins, plot.chart.ends, plot.chart.frequency)):
        x = plot.x(tick.at)
        sheet.line("axis", [(x, plot.bottom), (x, plot.bottom + 3)])
        half = style.width(tick.text, size=SMALL) / 2
        middle = min(max(x, margin + half), width - margin - half)
        sheet.write(middle, plot.bottom + 12, tick.text, size=SMALL, align="middle", colour=style.MUTED)


def _fitting(plot: Plot, choices: Iterable[tuple[Tick, ...]]) -> tuple[Tick, ...]:
    """The densest ticks whose names do not run into each other."""
    ticks: tuple[Tick, ...] = ()
    for ticks in choices:
        widest = max(style.width(one.text, size=SMALL) for one in ticks) if ticks else 0
        places = [plot.x(one.at) for one in ticks]
        if all(right - left >= widest + 8 for left, right in pairwise(places)):
            return ticks
    return ticks


def draw_around(sheet: Sheet, plot: Plot) -> None:
    """What surrounds the values: spans that do not count, a level to keep, baseline, targets and what is expected."""
    chart = plot.chart
    for first, last in chart.shaded:
        sheet.area("excluded", plot.x(first), plot.top, plot.x(last), plot.bottom)
    if chart.band:
        sheet.area("band", plot.left, plot.y(chart.band[1]), plot.right, plot.y(chart.band[0]))
    if chart.baseline:
        begins, level = plot.point(chart.baseline)
        sheet.line("baseline", [(begins, level), (plot.right, level)])
    before: float | None = None
    for one in chart.targets:
        left, right, y = plot.x(one.first), plot.x(one.last), plot.y(one.value)
        if before is not None:
            sheet.line("former", [(left, before), (left, y)])
        sheet.line("target" if one.current else "former", [(left, y), (right, y)])
        before = y
    if chart.ramp:
        sheet.line("ramp", [plot.point(place) for place in chart.ramp])
    for place in chart.interim:
        sheet.dot("interim", plot.point(place))
    if chart.goal:
        sheet.dot("goal", plot.point(chart.goal))


def draw_ordinary(sheet: Sheet, plot: Plot, told: Ordinary) -> None:
    """The level and its limits: filled where they were reckoned, broken lines where they are carried on to compare."""
    for carried, reaches in groupby(told.reaches, key=lambda one: one.carried):
        told_of = list(reaches)
        sheet.line("centre-carried" if carried else "centre", _steps(plot, told_of, lambda one: one.centre))
        for limited, parts in groupby(told_of, key=lambda one: one.lower is not None and one.upper is not None):
            if limited:
                _draw_limits(sheet, plot, list(parts), carried=carried)


def _draw_limits(sheet: Sheet, plot: Plot, parts: Sequence[Reach], *, carried: bool) -> None:
    lower = _steps(plot, parts, lambda one: one.lower or 0.0)
    upper = _steps(plot, parts, lambda one: one.upper or 0.0)
    if not carried:
        sheet.shape("ordinary", [*upper, *reversed(lower)])
    for steps, levels in ((lower, [one.lower for one in parts]), (upper, [one.upper for one in parts])):
        if all(level is not None and plot.holds(level) for level in levels):
            sheet.line("limit-carried" if carried else "limit", steps)


def _steps(plot: Plot, parts: Sequence[Reach], level: Callable[[Reach], float]) -> list[Point]:
    """A line that keeps its level over each part and steps between them."""
    ends = ((one.first, one.last, plot.within(level(one))) for one in parts)
    return [(plot.x(day), y) for first, last, y in ends for day in (first, last)]


def draw_values(sheet: Sheet, plot: Plot) -> None:
    """The values: a line that breaks at gaps, and a mark for each by what it says."""
    for run in plot.chart.segments:
        if len(run) > 1:
            sheet.line("values", [plot.point(one.place) for one in run])
    for one in plot.chart.dots:
        sheet.dot(_kind(one), plot.point(one.place))


def _kind(one: Dot) -> Kind:
    if one.excluded:
        return "left-out"
    if not one.is_signal:
        return "reviewed" if one.reviewed else "submitted"
    better: Kind = "better-high" if one.point.side is not None and one.point.side.is_high else "better-low"
    kind = _KINDS.get(one.point.type, better)
    return kind if one.reviewed else f"{kind}-submitted"  # type: ignore[return-value]


def name_latest(sheet: Sheet, plot: Plot, writing: Writing, *, size: float = 8.5, right: float | None = None) -> None:
    """The latest value's figure beside, over or under it: where it lies in the way of the fewest other marks.

    ``right`` is how far it may reach, where that is not the edge of the plot.
    """
    last = plot.chart.latest
    if last is None:
        return
    x, y = plot.point(last.place)
    text = writing.bare(last.value)
    wide = style.width(text, size=size, bold=True)
    middle = min(max(x - wide / 2, plot.left + 1), plot.right - wide - 1)
    places = [(middle, y - 7), (middle, y + size + 6), (middle, y - 19), (middle, y + size + 18)]
    if x + 7 + wide <= (plot.right if right is None else right):
        places.insert(0, (x + 7, y + size / 2 - 1))
    others = [place for (_, sample), told in sheet.dots.items() if not sample for place in told]

    def in_the_way(place: Point) -> int:
        left, bottom = place
        beyond = bottom - size < plot.top or bottom > plot.bottom
        met = sum(left - 3 < dot[0] < left + wide + 3 and bottom - size - 2 < dot[1] < bottom + 3 for dot in others)
        return met + 100 * beyond

    left, baseline = min(places, key=in_the_way)
    sheet.halos.append(box(left - 1, baseline - size + 1, left + wide + 1, baseline + 2))
    sheet.write(left, baseline, text, size=size, bold=True)

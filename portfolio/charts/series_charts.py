"""A series as a picture: its values, and around them baseline, target, what is expected, and when phases begin.

Wide for screens, slides and print; narrow for phones, where a wide one would be too small to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portfolio.charts import style
from portfolio.charts.series_sheet import Kind, Point, Sheet, save
from portfolio.charts.style import Format
from portfolio.domain.effects.writing import Writing
from portfolio.domain.series_charts import Axis, Place, SeriesChart, Tick, time_ticks, value_axis

EXAMPLE = "Exempeldata"
NOTHING = "Det finns inget att rita än."

_SIZE, _SMALL, _LINE = 8.5, 8.0, 11.5

#: What each kind is called where it is explained, in the order of the explanation.
_LEGEND: dict[Kind, str] = {
    "reviewed": "Granskat värde",
    "submitted": "Inlämnat värde, inte granskat",
    "left-out": "Värde som inte räknas",
    "excluded": "Tid som inte räknas",
    "baseline": "Nollmätning",
    "target": "Mål",
    "goal": "Mål, när det ska vara nått",
    "former": "Tidigare mål",
    "band": "Så mycket får nivån avvika",
    "ramp": "Förväntad utveckling",
    "interim": "Delmål",
}


@dataclass(frozen=True)
class Caption:
    """The words around a picture: what it is of, what has to be said of it, and where it comes from."""

    title: str
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    example: bool = False
    description: str = ""


@dataclass(frozen=True)
class _Layout:
    """The measures of a picture in points."""

    width: float
    margin: float
    plot: float
    beside: float
    title: float
    title_lines: int


_WIDE = _Layout(width=600, margin=10, plot=200, beside=100, title=12, title_lines=2)
_NARROW = _Layout(width=240, margin=3, plot=150, beside=54, title=10.5, title_lines=4)


class _Plot:
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


def draw(
    chart: SeriesChart,
    writing: Writing,
    caption: Caption,
    *,
    narrow: bool = False,
    format: Format = "svg",  # noqa: A002 - matplotlib's own word
) -> bytes:
    """Draw a series; the same bytes for the same values."""
    with style.LOCK:
        layout = _NARROW if narrow else _WIDE
        sheet = Sheet(layout.width)
        axis = value_axis(chart.levels)
        y = _heading(sheet, layout, caption)
        left = layout.margin + max((style.width(one.text, size=_SMALL) for one in axis.ticks), default=0) + 6
        beside = layout.beside if chart.baseline or chart.targets else 12
        plot = _Plot(chart, axis, left, layout.width - layout.margin - beside, 0, 0)
        y = _over(sheet, layout, plot, writing, y)
        plot.top, plot.bottom = y, y + layout.plot
        _axes(sheet, layout, plot)
        if chart.is_empty:
            sheet.write((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2, NOTHING, align="middle")
        _around(sheet, plot)
        _values(sheet, plot)
        _beside(sheet, layout, plot, writing)
        y = _legend(sheet, layout, plot.bottom + 30)
        height = _foot(sheet, layout, caption, y)
        return save(sheet, height, format, title=caption.title, description=caption.description)


def _heading(sheet: Sheet, layout: _Layout, caption: Caption) -> float:
    y, room = layout.margin, layout.width - 2 * layout.margin
    for line in style.wrap(caption.title, width_limit=room, size=layout.title, lines=layout.title_lines, bold=True):
        y += layout.title * 1.3
        sheet.write(layout.margin, y - 2, line, size=layout.title, bold=True)
    for line in style.wrap(caption.subtitle, width_limit=room, size=_SIZE, lines=layout.title_lines):
        y += _LINE
        sheet.write(layout.margin, y, line, colour=style.MUTED)
    if caption.example:
        y += _LINE
        sheet.write(layout.margin, y, EXAMPLE, colour=style.MUTED, italic=True)
    return y + 6


def _over(sheet: Sheet, layout: _Layout, plot: _Plot, writing: Writing, y: float) -> float:
    """The unit and, above the plot, the names of what is pointed out in time; answers with where the plot begins."""
    if writing.unit:
        y += _LINE
        room = layout.width - 2 * layout.margin
        for line in style.wrap(writing.unit, width_limit=room, size=_SMALL, lines=1):
            sheet.write(layout.margin, y, line, size=_SMALL, colour=style.MUTED)
    # From the right: a name reaches rightwards, so one that has no room beside its neighbour goes over it.
    lanes: list[float] = []
    placed: list[tuple[float, float, int, str, Kind]] = []
    for mark in reversed(plot.chart.marks):
        x = plot.x(mark.day)
        wide = style.width(mark.text, size=_SMALL)
        begins = min(x + 2, layout.width - layout.margin - wide)
        lane = next((number for number, taken in enumerate(lanes) if begins + wide + 5 < taken), len(lanes))
        lanes[lane : lane + 1] = [min(begins, x)]
        placed.append((x, begins, lane, mark.text, "effect" if mark.is_effect else "phase"))
    top = y + 4 + _LINE * len(lanes)
    for x, begins, lane, text, kind in placed:
        baseline = top - 4 - _LINE * lane
        sheet.line(kind, [(x, baseline - 7), (x, top + layout.plot)])
        sheet.write(begins, baseline, text, size=_SMALL, covering=True)
    return top


def _axes(sheet: Sheet, layout: _Layout, plot: _Plot) -> None:
    for one in plot.axis.ticks:
        y = plot.y(one.at)
        sheet.line("grid", [(plot.left, y), (plot.right, y)])
        sheet.write(plot.left - 4, y + 3, one.text, size=_SMALL, align="right", colour=style.MUTED)
    sheet.line("axis", [(plot.left, plot.bottom), (plot.right, plot.bottom)])
    first, last = (date.fromordinal(int(one)).year for one in (plot.chart.begins, plot.chart.ends))
    if (plot.right - plot.left) / (last - first + 1) > 12:
        for year in range(first + 1, last + 1):
            x = plot.x(date(year, 1, 1).toordinal())
            sheet.line("year", [(x, plot.top), (x, plot.bottom)])
    for tick in _fitting(plot, time_ticks(plot.chart.begins, plot.chart.ends, plot.chart.frequency)):
        x = plot.x(tick.at)
        sheet.line("axis", [(x, plot.bottom), (x, plot.bottom + 3)])
        half = style.width(tick.text, size=_SMALL) / 2
        middle = min(max(x, layout.margin + half), layout.width - layout.margin - half)
        sheet.write(middle, plot.bottom + 12, tick.text, size=_SMALL, align="middle", colour=style.MUTED)


def _fitting(plot: _Plot, choices: Iterable[tuple[Tick, ...]]) -> tuple[Tick, ...]:
    """The densest ticks whose names do not run into each other."""
    ticks: tuple[Tick, ...] = ()
    for ticks in choices:
        widest = max(style.width(one.text, size=_SMALL) for one in ticks) if ticks else 0
        places = [plot.x(one.at) for one in ticks]
        if all(right - left >= widest + 8 for left, right in pairwise(places)):
            return ticks
    return ticks


def _around(sheet: Sheet, plot: _Plot) -> None:
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


def _values(sheet: Sheet, plot: _Plot) -> None:
    for run in plot.chart.segments:
        if len(run) > 1:
            sheet.line("values", [plot.point(one.place) for one in run])
    for one in plot.chart.dots:
        kind: Kind = "left-out" if one.excluded else "reviewed" if one.reviewed else "submitted"
        sheet.dot(kind, plot.point(one.place))


def _beside(sheet: Sheet, layout: _Layout, plot: _Plot, writing: Writing) -> None:
    """The names and figures of baseline and target to the right of their lines, apart from each other."""
    named = []
    if plot.chart.baseline:
        level = plot.chart.baseline[1]
        named.append((plot.y(level), "Nollmätning", writing.bare(level)))
    if (target := plot.chart.target) is not None:
        named.append((plot.y(target), "Mål", writing.bare(target)))
    one_line = layout is _WIDE
    height = _LINE if one_line else 2 * _LINE - 2
    named.sort()
    for y, (_, name, figure) in zip(_apart([y for y, _, _ in named], height), named, strict=True):
        x = plot.right + 6
        if one_line:
            sheet.write(x, y + 3, f"{name} {figure}", size=_SMALL, bold=name == "Mål")
        else:
            sheet.write(x, y - 1, name, size=_SMALL, bold=name == "Mål")
            sheet.write(x, y + _LINE - 3, figure, size=_SMALL, bold=name == "Mål")


def _apart(places: Sequence[float], gap: float) -> list[float]:
    """Two places in order, moved away from each other so far that both can be read."""
    if len(places) < 2 or places[1] - places[0] >= gap:
        return list(places)
    middle = (places[0] + places[1]) / 2
    return [middle - gap / 2, middle + gap / 2]


def _legend(sheet: Sheet, layout: _Layout, y: float) -> float:
    used = {kind for kind, _ in (*sheet.areas, *sheet.lines, *sheet.dots)}
    x = layout.margin
    for kind, text in _LEGEND.items():
        if kind not in used:
            continue
        wide = 24 + style.width(text, size=_SIZE) + 14
        if x > layout.margin and x + wide - 14 > layout.width - layout.margin:
            x, y = layout.margin, y + 13
        _sample(sheet, kind, x, y - 3)
        sheet.write(x + 24, y, text)
        x += wide
    return y


def _sample(sheet: Sheet, kind: Kind, x: float, middle: float) -> None:
    if kind in ("band", "excluded"):
        sheet.area(kind, x, middle - 4, x + 18, middle + 4, sample=True)
    elif kind in ("reviewed", "submitted"):
        sheet.line("values", [(x, middle), (x + 18, middle)], sample=True)
        sheet.dot(kind, (x + 9, middle), sample=True)
    elif kind in ("left-out", "goal", "interim"):
        sheet.dot(kind, (x + 9, middle), sample=True)
    else:
        sheet.line(kind, [(x, middle), (x + 18, middle)], sample=True)


def _foot(sheet: Sheet, layout: _Layout, caption: Caption, y: float) -> float:
    room = layout.width - 2 * layout.margin
    y += 4
    for note in caption.notes:
        for line in style.wrap(note, width_limit=room, size=_SIZE, lines=6):
            y += _LINE
            sheet.write(layout.margin, y, line, colour=style.MUTED)
    y += 3
    for line in style.wrap(caption.source, width_limit=room, size=7.5, lines=3):
        y += _LINE - 1
        sheet.write(layout.margin, y, line, size=7.5, colour=style.MUTED)
    return y + layout.margin

"""A series as a picture: its values with what is ordinary for them, and around them what is wanted of them.

Wide for screens, slides and print; narrow for phones, where a wide one would be too small to read; and as a miniature.
"""

from __future__ import annotations

from portfolio.charts import style
from portfolio.charts.series_plot import (
    SMALL,
    Plot,
    draw_around,
    draw_axes,
    draw_ordinary,
    draw_values,
    name_latest,
)
from portfolio.charts.series_sheet import Kind, Sheet, save
from portfolio.charts.series_text import (
    LINE,
    NARROW,
    WIDE,
    Caption,
    Layout,
    names,
    width_of,
    write_beside,
    write_foot,
    write_heading,
    write_legend,
)
from portfolio.charts.style import Format
from portfolio.domain.effects.writing import Writing
from portfolio.domain.series_charts import SeriesChart, value_axis
from portfolio.domain.series_charts.ordinary_words import name_of

NOTHING = "Det finns inget att rita än."

#: Six by three centimetres.
_MINIATURE = (170.08, 85.04)
_FIGURE = 9.5


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
        layout = NARROW if narrow else WIDE
        sheet = Sheet(layout.width)
        axis = value_axis(chart.levels)
        y = write_heading(sheet, layout, caption)
        left = layout.margin + max((style.width(one.text, size=SMALL) for one in axis.ticks), default=0) + 6
        plot = Plot(chart, axis, left, 0, 0, 0)
        named = names(plot, writing)
        plot.right = layout.width - layout.margin - width_of(named, layout)
        y = _over(sheet, layout, plot, writing, y)
        plot.top, plot.bottom = y, y + layout.plot
        draw_axes(sheet, plot, margin=layout.margin, width=layout.width)
        if chart.is_empty:
            sheet.write((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2, NOTHING, align="middle")
        called: dict[Kind, str] = {}
        if chart.ordinary is not None:
            draw_ordinary(sheet, plot, chart.ordinary)
            called["centre"] = name_of(chart.ordinary)
        draw_around(sheet, plot)
        draw_values(sheet, plot)
        name_latest(sheet, plot, writing)
        write_beside(sheet, layout, plot, named)
        y = write_legend(sheet, layout, plot.bottom + 30, called=called)
        height = write_foot(sheet, layout, caption, y)
        return save(sheet, height, format, title=caption.title, description=caption.description)


def draw_miniature(
    chart: SeriesChart,
    writing: Writing,
    caption: Caption,
    *,
    format: Format = "svg",  # noqa: A002 - matplotlib's own word
) -> bytes:
    """The same series at six by three centimetres: values, level, limits, target, and the latest value's figure."""
    with style.LOCK:
        width, height = _MINIATURE
        sheet = Sheet(width)
        plot = Plot(chart, value_axis(chart.levels), 5, width - 5, 6, height - 6)
        if chart.latest is None:
            sheet.write(width / 2, height / 2, "Inga värden än", align="middle")
        else:
            # The figure gets its place beside the latest value, so that it covers none of the others.
            reaches = (
                plot.x(chart.latest.place[0])
                + 9
                + style.width(writing.bare(chart.latest.value), size=_FIGURE, bold=True)
            )
            plot.right -= max(0.0, reaches - plot.right)
        if chart.ordinary is not None:
            draw_ordinary(sheet, plot, chart.ordinary)
        if (target := chart.target) is not None:
            y = plot.y(target)
            sheet.line("target", [(plot.left, y), (plot.right, y)])
        draw_values(sheet, plot)
        name_latest(sheet, plot, writing, size=_FIGURE, right=width)
        return save(sheet, height, format, title=caption.title, description=caption.description, small=True)


def _over(sheet: Sheet, layout: Layout, plot: Plot, writing: Writing, y: float) -> float:
    """The unit and, above the plot, the names of what is pointed out in time; answers with where the plot begins."""
    if writing.unit:
        y += LINE
        for line in style.wrap(writing.unit, width_limit=layout.room, size=SMALL, lines=1):
            sheet.write(layout.margin, y, line, size=SMALL, colour=style.MUTED)
    # From the right: a name reaches rightwards, so one that has no room beside its neighbour goes over it.
    lanes: list[float] = []
    placed: list[tuple[float, float, int, str, Kind]] = []
    for mark in reversed(plot.chart.marks):
        x = plot.x(mark.day)
        wide = style.width(mark.text, size=SMALL)
        begins = min(x + 2, layout.width - layout.margin - wide)
        lane = next((number for number, taken in enumerate(lanes) if begins + wide + 5 < taken), len(lanes))
        lanes[lane : lane + 1] = [min(begins, x)]
        placed.append((x, begins, lane, mark.text, "effect" if mark.is_effect else "phase"))
    top = y + 4 + LINE * len(lanes)
    for x, begins, lane, text, kind in placed:
        baseline = top - 4 - LINE * lane
        sheet.line(kind, [(x, baseline - 7), (x, top + layout.plot)])
        sheet.write(begins, baseline, text, size=SMALL, covering=True)
    return top

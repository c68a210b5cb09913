"""Before and after as a picture: two shares with their uncertainty on one axis, and their difference on another."""

from __future__ import annotations

from collections.abc import Sequence

from portfolio.charts import style
from portfolio.charts.series_plot import SMALL
from portfolio.charts.series_sheet import Kind, Sheet, save
from portfolio.charts.series_text import LINE, NARROW, WIDE, Caption, Layout, write_foot, write_heading, write_legend
from portfolio.charts.style import Format
from portfolio.domain.series_charts import Axis, value_axis
from portfolio.domain.series_charts.estimates import Estimate, Estimates

_ROW, _SIDE = 22.0, 14.0


def draw_estimates(
    told: Estimates,
    caption: Caption,
    *,
    narrow: bool = False,
    format: Format = "svg",  # noqa: A002 - matplotlib's own word
) -> bytes:
    """Draw a comparison of two counts; the same bytes for the same values."""
    with style.LOCK:
        layout = NARROW if narrow else WIDE
        sheet = Sheet(layout.width)
        y = write_heading(sheet, layout, caption)
        sides = [
            (f"{one.name}, {one.period.label}: {one.share.in_words}", one.share) for one in (told.before, told.after)
        ]
        y = _panel(sheet, layout, sides, "estimate", y, unit="procent")
        if told.difference is not None:
            difference = (f"Skillnad: {told.difference.as_difference}", told.difference)
            y = _panel(sheet, layout, [difference], "difference", y + 8, unit="procentenheter")
        y = write_legend(sheet, layout, y + 16)
        height = write_foot(sheet, layout, caption, y)
        return save(sheet, height, format, title=caption.title, description=caption.description)


def _panel(
    sheet: Sheet, layout: Layout, rows: Sequence[tuple[str, Estimate]], kind: Kind, y: float, *, unit: str
) -> float:
    """Some estimates on one axis, each under its words; answers with where the axis' names end."""
    levels = [one * 100 for _, held in rows for one in (held.lower, held.middle, held.upper)]
    # A difference is seen against none at all, and so that has to be there.
    axis = value_axis([*levels, 0.0] if kind == "difference" else levels)
    left, right = layout.margin + _SIDE, layout.width - layout.margin - _SIDE

    def x(level: float) -> float:
        return left + axis.share(level) * (right - left)

    top = y + 2
    for text, held in rows:
        for line in style.wrap(text, width_limit=layout.room, size=8.5, lines=3, bold=True):
            y += LINE
            sheet.write(layout.margin, y, line, bold=True)
        middle = y + _ROW / 2
        sheet.line("interval", [(x(held.lower * 100), middle), (x(held.upper * 100), middle)])
        for end in (held.lower, held.upper):
            sheet.line("interval", [(x(end * 100), middle - 4), (x(end * 100), middle + 4)])
        sheet.dot(kind, (x(held.middle * 100), middle))
        y += _ROW
    if kind == "difference":
        sheet.line("zero", [(x(0), top + LINE), (x(0), y)])
    return _axis(sheet, layout, axis, (left, right), y, unit=unit)


def _axis(sheet: Sheet, layout: Layout, axis: Axis, across: tuple[float, float], y: float, *, unit: str) -> float:
    left, right = across
    sheet.line("axis", [(left, y), (right, y)])
    for one in axis.ticks:
        x = left + axis.share(one.at) * (right - left)
        sheet.line("axis", [(x, y), (x, y + 3)])
        sheet.write(x, y + 12, one.text, size=SMALL, align="middle", colour=style.MUTED)
    sheet.write(layout.width - layout.margin, y + 12 + LINE, unit, size=SMALL, align="right", colour=style.MUTED)
    return y + 12 + LINE

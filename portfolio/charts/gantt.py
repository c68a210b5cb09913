"""The timetable as a picture (Gantt): the same rows and cells as the page's table, drawn for paper and slides.

All lengths are points from the upper left corner. Bars of one phase and kind are one collection and all text is one
artist, so that a thousand initiatives take seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from portfolio.charts import style
from portfolio.charts.gantt_frame import (
    ACTUAL,
    EMPTY,
    EXAMPLE,
    FOOT,
    HEADING,
    LABEL_WIDTH,
    LANE_GAP,
    LEFT,
    LINE_HEIGHT,
    MARGIN,
    MAX_LINES,
    PAD,
    PAGE_HEIGHT,
    PLANNED,
    RIGHT,
    SIZE,
    WIDTH,
    Point,
    Sheet,
    box,
    columns,
    foot,
    head,
    head_heights,
    write_number,
)
from portfolio.charts.style import Format, Words
from portfolio.domain.labels import label
from portfolio.domain.phases import Phase
from portfolio.domain.timeline import Bar, Grid, Lane, TimelineGroup, TimelineRow


@dataclass(frozen=True)
class _Block:
    """What is kept together on one page: a heading, the note that a group is empty, or a row."""

    height: float
    text: str = ""
    heading: bool = False
    row: TimelineRow | None = None
    lines: tuple[str, ...] = ()


def draw(
    groups: Sequence[TimelineGroup],
    grid: Grid,
    *,
    title: str,
    source_note: str,
    notes: Sequence[str] = (),
    format: Format = "svg",  # noqa: A002 - matplotlib's own word
) -> bytes:
    """Draw the groups. SVG and PNG are one picture as high as it needs to be; PDF is pages of A3 across.

    ``notes`` stand under the legend, ``source_note`` in the footer, beside the grid's today.
    """
    with style.LOCK:
        blocks = list(_blocks(groups))
        heading, top = head_heights(title, notes)
        room = PAGE_HEIGHT - top - FOOT if format == "pdf" else float("inf")
        pages = _paginate(blocks, room)
        figures = []
        for number, page in enumerate(pages, start=1):
            height = PAGE_HEIGHT if format == "pdf" else top + sum(block.height for block in page) + FOOT
            sheet = Sheet(grid)
            head(sheet, title, notes, heading, top)
            bottom = _body(sheet, page, top)
            columns(sheet, top, bottom)
            foot(sheet, source_note, height, f"Sida {number} av {len(pages)}" if len(pages) > 1 else "")
            figures.append(_figure(sheet, height, format))
        about = describe(groups, grid)
        if format == "pdf":
            return style.save_pages(figures, title=title, description=about)
        return style.save(figures[0], format, title=title, description=about)


def describe(groups: Sequence[TimelineGroup], grid: Grid) -> str:
    """What the picture shows, in words, for those who do not see it; the page's table holds every row in words."""
    rows = [row for group in groups for row in group.rows]
    parts = [f"Tidplan {grid.label} för {len(rows)} initiativ i {len(groups)} grupper."]
    reasons = sorted(row.missing for row in rows if row.missing)
    parts += [f"{reason[0].upper()}{reason[1:]}: {len(list(found))}." for reason, found in groupby(reasons)]
    for phase in Phase:
        count = sum(any(bar.phase is phase for bar in row.bars) for row in rows)
        parts.append(f"{label(phase)} visas för {count}.")
    return " ".join(parts)


def _blocks(groups: Iterable[TimelineGroup]) -> Iterable[_Block]:
    for group in groups:
        yield _Block(HEADING, text=group.name, heading=True)
        if not group.rows:
            yield _Block(EMPTY, text="Inga initiativ")
        for row in group.rows:
            lines = style.wrap(row.item.title, width_limit=LABEL_WIDTH, size=SIZE, lines=MAX_LINES)
            words = (len(lines) + row.item.example) * LINE_HEIGHT
            lanes = sum(_lane_height(lane) + LANE_GAP for lane in row.lanes)
            yield _Block(max(words, lanes) + 2 * PAD, row=row, lines=lines)


def _paginate(blocks: Sequence[_Block], room: float) -> list[list[_Block]]:
    """Break pages between rows; a heading stays with its first row, and is said again where a group goes on."""
    pages: list[list[_Block]] = [[]]
    used = 0.0
    heading: _Block | None = None
    for index, block in enumerate(blocks):
        follower = blocks[index + 1].height if block.heading and index + 1 < len(blocks) else 0.0
        if pages[-1] and used + block.height + follower > room:
            goes_on = heading is not None and not block.heading
            pages.append([_Block(HEADING, f"{heading.text} (forts.)", True)] if heading and goes_on else [])
            used = HEADING if goes_on else 0.0
        heading = block if block.heading else heading
        pages[-1].append(block)
        used += block.height
    return pages


def _lane_height(lane: Lane) -> float:
    return ACTUAL if any(cell.is_bar and cell.aspect == "actual" for cell in lane) else PLANNED


def _body(sheet: Sheet, page: Sequence[_Block], top: float) -> float:
    y = top
    for block in page:
        if block.row is not None:
            _row(sheet, block, block.row, y)
        elif block.heading:
            sheet.bands.append(box(MARGIN, y, RIGHT, y + block.height))
            text = style.wrap(block.text, width_limit=WIDTH - 2 * MARGIN - 10, size=9.5, lines=1, bold=True)
            sheet.words += [Words(MARGIN + 5, y + 13, line, size=9.5, bold=True) for line in text]
        else:
            sheet.words.append(Words(MARGIN + 14, y + 12, block.text, colour=style.MUTED, italic=True))
        y += block.height
        sheet.thin.append([(MARGIN, y), (RIGHT, y)])
    if not page:
        sheet.words.append(Words(MARGIN + 5, y + 15, "Inga initiativ", colour=style.MUTED, italic=True))
        y += 24
    return y


def _row(sheet: Sheet, block: _Block, row: TimelineRow, y: float) -> None:
    baseline = y + PAD + 8
    for line in block.lines:
        sheet.words.append(Words(MARGIN + 14, baseline, line))
        baseline += LINE_HEIGHT
    if row.item.example:
        sheet.words.append(Words(MARGIN + 14, baseline, EXAMPLE, size=7, colour=style.MUTED, italic=True))
    if row.missing:
        sheet.words.append(Words(sheet.x(0) + 6, y + PAD + 9, row.missing, colour=style.MUTED, italic=True))
    top = y + PAD
    for lane in row.lanes:
        height = _lane_height(lane)
        for cell in lane:
            if cell.is_bar:
                _bar(sheet, cell, top, height)
        top += height + LANE_GAP


def _bar(sheet: Sheet, bar: Bar, top: float, height: float) -> None:
    left, right, middle = sheet.x(bar.start) + 0.8, sheet.x(bar.end + 1) - 0.8, top + height / 2
    if bar.open_end and bar.aspect == "actual" and bar.today and sheet.today_x is not None:
        right = max(sheet.today_x, left + 4)
    tip = min(height / 2, (right - left) / 2) if bar.open_end else 0.0
    outline = [(left, top), (right - tip, top), (right, middle), (right - tip, top + height), (left, top + height)]
    sheet.bars.setdefault((bar.phase, bar.aspect), []).append(outline)
    write_number(sheet, left + 2.5, middle, height, bar.aspect, bar.phase, str(bar.number), room=right - left - tip)
    if bar.clipped_end:
        sheet.arrows.append([(RIGHT + 2, middle - 4), (RIGHT + 9, middle), (RIGHT + 2, middle + 4)])
    if bar.clipped_start:
        sheet.arrows.append([(LEFT - 2, middle - 4), (LEFT - 9, middle), (LEFT - 2, middle + 4)])


def _figure(sheet: Sheet, height: float, format: Format) -> Figure:  # noqa: A002
    """Turn what was gathered into one figure whose data units are points from the upper left corner."""
    figure = style.figure(width_points=WIDTH, height_points=height)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()

    def polygons(outlines: Sequence[Sequence[Point]], order: int, **look: Any) -> None:
        if outlines:
            axes.add_collection(PolyCollection(outlines, zorder=order, **look), autolim=False)

    def lines(segments: Sequence[Sequence[Point]], order: int, colour: str, width: float) -> None:
        if segments:
            drawn = LineCollection(segments, zorder=order, colors=colour, linewidths=width, capstyle="butt")
            axes.add_collection(drawn, autolim=False)

    polygons(sheet.bands, 0, facecolor=style.BAND, linewidth=0)
    lines(sheet.thin, 1, style.LINE, 0.6)
    lines(sheet.strong, 2, style.LINE_STRONG, 0.9)
    for (phase, aspect), outlines in sorted(sheet.bars.items()):
        polygons(outlines, 3, linewidth=0.9, **style.PHASES[phase].look(aspect))
    for (phase, aspect), outlines in sorted(sheet.chips.items()):
        polygons(outlines, 4, linewidth=0, facecolor=style.PHASES[phase].fill(aspect))
    polygons(sheet.arrows, 4, linewidth=0, facecolor=style.INK)
    lines(sheet.today, 5, style.TODAY, 1.4)
    figure.add_artist(style.Texts(sheet.words, format=format))
    return figure

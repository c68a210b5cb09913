"""The timetable as a picture (Gantt): the same rows and cells as the page's table, drawn for paper and slides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from portfolio.charts import style
from portfolio.charts.gantt_frame import (
    BANDS,
    CHIPS,
    LINE_HEIGHT,
    SIZE,
    SLIM,
    SPOTS,
    THIN,
    Frame,
    bar,
    columns,
    foot,
    frame,
    head,
    height,
    write_text,
)
from portfolio.charts.sheet import MARGIN, PAPERS, Paper, Sheet, box
from portfolio.charts.sheet_files import written
from portfolio.charts.style import Format
from portfolio.domain.labels import label
from portfolio.domain.phases import Phase
from portfolio.domain.timeline import ActivityRow, Bar, Grid, Lane, Marks, TimelineGroup, TimelineRow

EXAMPLE = "Exempeldata"
LANE_GAP, PAD = 1.5, 4.0
HEADING, EMPTY = 19.0, 17.0


@dataclass(frozen=True)
class _Block:
    """What is kept together on one page: a heading, the note that a group is empty, a row or an activity."""

    height: float
    text: str = ""
    heading: bool = False
    row: TimelineRow | ActivityRow | None = None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    """A picture that has been laid out: its pages, what it is called, and what it shows in words."""

    frame: Frame
    pages: tuple[tuple[_Block, ...], ...]
    title: str
    description: str

    @property
    def count(self) -> int:
        """How many pages there are; at least one."""
        return len(self.pages)

    def sheet(self, number: int) -> Sheet:
        """One page, counted from 1, as shapes and words."""
        of, sheet = self.frame, Sheet(self.frame.paper.width, self.frame.paper.height)
        head(sheet, of)
        bottom = _body(sheet, of, self.pages[number - 1])
        columns(sheet, of, bottom)
        foot(sheet, of, f"Sida {number} av {self.count}")
        return sheet

    def file(self, kind: Format, number: int = 1) -> bytes:
        """All pages as PDF, or one of them as SVG or PNG."""
        with style.LOCK:
            numbers = range(1, self.count + 1) if kind == "pdf" else (number,)
            sheets = [self.sheet(one) for one in numbers]
            return written(sheets, kind, title=self.title, description=self.description)


def lay_out(
    groups: Sequence[TimelineGroup],
    grid: Grid,
    *,
    title: str,
    source_note: str,
    notes: Sequence[str] = (),
    paper: Paper = PAPERS["a3"],
) -> Drawing:
    """Break the groups into pages. ``notes`` stand under the legend, ``source_note`` in the footer beside today."""
    with style.LOCK:
        of = frame(groups, grid, paper, title=title, notes=notes, source_note=source_note)
        pages = _paginate(list(_blocks(groups, paper)), of.room)
    return Drawing(of, tuple(tuple(page) for page in pages), title, describe(groups, grid))


def describe(groups: Sequence[TimelineGroup], grid: Grid) -> str:
    """What the picture shows, in words, for those who do not see it; the page's table holds every row in words."""
    rows = [row for group in groups for row in group.rows]
    parts = [f"Tidplan {grid.label} för {len(rows)} initiativ i {len(groups)} grupper."]
    reasons = sorted(row.missing for row in rows if row.missing)
    parts += [f"{reason[0].upper()}{reason[1:]}: {len(list(found))}." for reason, found in groupby(reasons)]
    shown = [{bar.phase for bar in row.bars} for row in rows]
    parts += [f"{label(phase)} visas för {sum(phase in phases for phases in shown)}." for phase in Phase]
    return " ".join(parts)


@lru_cache(maxsize=4096)
def _lines(title: str, wide: float, most: int) -> tuple[str, ...]:
    """Names seldom change from one drawing to the next, and measuring their letters is most of laying out."""
    return style.wrap(title, width_limit=wide, size=SIZE, lines=most)


def _blocks(groups: Iterable[TimelineGroup], paper: Paper) -> Iterable[_Block]:
    wide = paper.left - MARGIN - 22
    for group in groups:
        yield _Block(HEADING, text=group.name, heading=True)
        if not group.rows:
            yield _Block(EMPTY, text="Inga initiativ")
        for row in group.rows:
            lines = _lines(row.item.title, wide, paper.lines)
            words = (len(lines) + row.item.example) * LINE_HEIGHT
            lanes = sum(_lane_height(lane) + LANE_GAP for lane in row.lanes)
            yield _Block(max(words, lanes) + 2 * PAD, row=row, lines=lines)
            for activity in row.activities:
                lines = _lines(activity.item.title, wide - 14, 2)
                yield _Block(len(lines) * LINE_HEIGHT + 4, row=activity, lines=lines)


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
    slim = any(cell.is_marks or (cell.is_bar and cell.aspect != "planned") for cell in lane)
    return SLIM if slim else height("planned")


def _body(sheet: Sheet, of: Frame, page: Sequence[_Block]) -> float:
    """Put the blocks below each other; answers where the last one ends."""
    y, right = of.top, of.paper.right
    for block in page:
        if isinstance(block.row, TimelineRow):
            _row(sheet, of, block, block.row, y)
        elif block.row is not None:
            _activity(sheet, of, block, block.row, y)
        elif block.heading:
            sheet.surface(BANDS, style.BAND, box(MARGIN, y, right, y + block.height))
            for line in style.wrap(block.text, width_limit=right - MARGIN - 10, size=9.5, lines=1, bold=True):
                sheet.write(MARGIN + 5, y + 13, line, size=9.5, bold=True)
        else:
            sheet.write(MARGIN + 14, y + 12, block.text, colour=style.MUTED, italic=True)
        y += block.height
        sheet.line(THIN, style.LINE, 0.6, [(MARGIN, y), (right, y)])
    if not page:
        sheet.write(MARGIN + 5, y + 15, "Inga initiativ", colour=style.MUTED, italic=True)
        y += 24
    return y


def _row(sheet: Sheet, of: Frame, block: _Block, row: TimelineRow, y: float) -> None:
    baseline = y + PAD + 8
    for line in block.lines:
        sheet.write(MARGIN + 14, baseline, line)
        baseline += LINE_HEIGHT
    if row.item.example:
        sheet.write(MARGIN + 14, baseline, EXAMPLE, size=7, colour=style.MUTED, italic=True)
    if row.missing:
        _missing(sheet, of, row.missing, y + PAD + 9)
    top = y + PAD
    for lane in row.lanes:
        _lane(sheet, of, lane, top)
        top += _lane_height(lane) + LANE_GAP


def _activity(sheet: Sheet, of: Frame, block: _Block, row: ActivityRow, y: float) -> None:
    baseline = y + 10
    for line in block.lines:
        sheet.write(MARGIN + 28, baseline, line, colour=style.MUTED)
        baseline += LINE_HEIGHT
    if row.missing:
        _missing(sheet, of, row.missing, y + 10)
    _lane(sheet, of, row.lane, y + 3)


def _missing(sheet: Sheet, of: Frame, text: str, baseline: float) -> None:
    for line in style.wrap(text, width_limit=of.paper.right - of.paper.left - 12, size=SIZE, lines=1):
        sheet.write(of.paper.left + 6, baseline, line, colour=style.MUTED, italic=True)


def _lane(sheet: Sheet, of: Frame, lane: Lane, top: float) -> None:
    for cell in lane:
        if cell.is_bar:
            _bar(sheet, of, cell, top)
        elif cell.is_marks:
            _marks(sheet, of, cell, top)


def _bar(sheet: Sheet, of: Frame, cell: Bar, top: float) -> None:
    high = height(cell.aspect)
    left, right, middle = of.x(cell.start) + 0.6, of.x(cell.end + 1) - 0.6, top + high / 2
    if cell.open_end and cell.aspect == "actual" and cell.today and of.today_x is not None:
        right = max(of.today_x, left + 4)
    tip = min(high / 2, (right - left) / 2) if cell.open_end else 0.0
    bar(sheet, (left, top, right, top + high), cell.phase, cell.aspect, tip=tip)
    room = right - left - tip
    write_text(sheet, left + 2.5, middle, cell.phase, cell.aspect, cell.text, room=room)
    if cell.clipped_end:
        x = of.paper.right + 2
        sheet.surface(CHIPS, style.INK, [(x, middle - 4), (x + 7, middle), (x, middle + 4)])
    if cell.clipped_start:
        x = of.paper.left - 2
        sheet.surface(CHIPS, style.INK, [(x, middle - 4), (x - 7, middle), (x, middle + 4)])


def _marks(sheet: Sheet, of: Frame, cell: Marks, top: float) -> None:
    """The letters in the middle of their column; where they have no room, one sign that something happens."""
    middle, wide = of.x(cell.start + 0.5), style.width(cell.letters, size=7.5, bold=True)
    if wide + 1 <= of.column_width:
        if cell.today:
            # Today's line pauses behind the letters.
            sheet.surface(SPOTS, "#ffffff", box(middle - wide / 2 - 1, top, middle + wide / 2 + 1, top + SLIM))
        sheet.centred(middle, top + 7.5, cell.letters, size=7.5, bold=True)
        return
    half = min(3.0, of.column_width / 2)
    y = top + SLIM / 2
    diamond = [(middle, y - half), (middle + half, y), (middle, y + half), (middle - half, y)]
    sheet.surface(CHIPS, style.INK, diamond)

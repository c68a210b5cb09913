"""What surrounds the bars of a drawn timetable: title, legend, notes, years and columns, and footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.charts import patterns, style
from portfolio.charts.sheet import MARGIN, Paper, Point, Sheet, box
from portfolio.domain.labels import label
from portfolio.domain.periods import day
from portfolio.domain.phases import Phase
from portfolio.domain.timeline import LETTERS, Aspect, Grid, TimelineGroup, Zoom

SIZE, LINE_HEIGHT = 8.5, 11.0
PLANNED, SLIM = 13.0, 9.0
FOOT = 30.0

# From the farthest to the nearest.
BANDS, THIN, STRONG, EDGES, FILLS, PATTERNS, CHIPS, TODAY, SPOTS = range(9)


@dataclass(frozen=True)
class Frame:
    """What every page of one picture has in common."""

    grid: Grid
    paper: Paper
    title: tuple[str, ...]
    legend: tuple[tuple[tuple[str, str], ...], ...]
    notes: tuple[str, ...]
    source_note: str

    @property
    def top(self) -> float:
        """Where the body begins, below title, legend, notes and the two lines of years and columns."""
        return MARGIN + 20 * len(self.title) + 16 * len(self.legend) + 12 * len(self.notes) + 62

    @property
    def room(self) -> float:
        """How high the body can be."""
        return self.paper.height - self.top - FOOT

    def x(self, column: float) -> float:
        """Where a column begins."""
        return self.paper.left + column * self.column_width

    @property
    def column_width(self) -> float:
        return (self.paper.right - self.paper.left) / len(self.grid.columns)

    @property
    def today_x(self) -> float | None:
        """Where today's line stands: in the middle of its third of the column."""
        if self.grid.today_index is None:
            return None
        return self.x(self.grid.today_index + (self.grid.today_third - 0.5) / 3)


def frame(
    groups: Sequence[TimelineGroup], grid: Grid, paper: Paper, *, title: str, notes: Sequence[str], source_note: str
) -> Frame:
    """Break title, legend and notes into lines that have room on the paper."""
    wide = paper.width - 2 * MARGIN
    return Frame(
        grid=grid,
        paper=paper,
        title=style.wrap(title, width_limit=wide, size=16, lines=2, bold=True),
        legend=tuple(_flowing(_legend(groups), wide)),
        notes=tuple(line for note in notes for line in style.wrap(note, width_limit=wide, size=SIZE, lines=2)),
        source_note=source_note,
    )


def _legend(groups: Sequence[TimelineGroup]) -> list[tuple[str, str]]:
    """A sample's name, or none, and what it means; what the picture lacks is not explained."""
    rows = [row for group in groups for row in group.rows]
    entries = [(phase.value, f"Fas {number}: {label(phase)}") for number, phase in enumerate(Phase, start=1)]
    entries += [("planned", "Planerat"), ("actual", "Så blev det")]
    if any(bar.aspect == "effect" for row in rows for bar in row.bars):
        entries.append(("effect", "Effekten väntas och följs upp"))
    if any(row.activities for row in rows):
        entries.append(("activity", "Aktivitet"))
    if any(cell.is_marks for row in rows for lane in row.lanes[-1:] for cell in lane):
        letters = [f"{letter} {label(kind).lower()}" for kind, letter in LETTERS.items()]
        entries.append(("", ", ".join([*letters, "◆ flera av dem"])))
    return [*entries, ("", "Spetsig ände: slut inte angivet. Triangel: fortsätter utanför bilden.")]


def _flowing(entries: Sequence[tuple[str, str]], wide: float) -> list[tuple[tuple[str, str], ...]]:
    """The entries in as few lines as they need."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for entry in entries:
        needed = _entry_width(entry)
        if lines[-1] and used + needed > wide:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += needed
    return [tuple(line) for line in lines]


def _entry_width(entry: tuple[str, str]) -> float:
    return (34 if entry[0] else 0) + style.width(entry[1], size=SIZE) + 18


def head(sheet: Sheet, of: Frame) -> None:
    """Title, legend, notes, years and columns, which every page repeats."""
    y = MARGIN
    for line in of.title:
        y += 20
        sheet.write(MARGIN, y - 5, line, size=16, bold=True)
    for entries in of.legend:
        y += 16
        x = MARGIN
        for entry in entries:
            _entry(sheet, x, y, *entry)
            x += _entry_width(entry)
    y += 4
    for line in of.notes:
        y += 12
        sheet.write(MARGIN, y, line, colour=style.MUTED)
    sheet.surface(BANDS, style.BAND, box(MARGIN, of.top - 36, of.paper.right, of.top))
    if of.grid.zoom is not Zoom.YEAR:
        _years(sheet, of)
    _columns(sheet, of)


def _entry(sheet: Sheet, x: float, baseline: float, name: str, text: str) -> None:
    """One sample with what it means."""
    middle = baseline - 3
    if name in ("planned", "actual"):
        # A plain sample of the height and depth: the pattern tells the phase.
        bar(sheet, box_at(x, middle, "planned" if name == "planned" else "actual"), Phase.DELIVERY, name)  # type: ignore[arg-type]
    elif name in ("effect", "activity"):
        bar(sheet, box_at(x, middle, name), None, name)  # type: ignore[arg-type]
        write_text(sheet, x + 2, middle, None, name, "E" if name == "effect" else "A")  # type: ignore[arg-type]
    elif name:
        bar(sheet, box_at(x, middle, "planned"), Phase(name), "planned")
        write_text(sheet, x + 2, middle, Phase(name), "planned", str(list(Phase).index(Phase(name)) + 1))
    sheet.write(x + (34 if name else 0), baseline, text)


def box_at(x: float, middle: float, aspect: Aspect) -> tuple[float, float, float, float]:
    """The rectangle of a sample."""
    half = height(aspect) / 2
    return x, middle - half, x + 28, middle + half


def height(aspect: Aspect) -> float:
    """How high a bar is: what is planned is broad, all else is slim."""
    return PLANNED if aspect == "planned" else SLIM


def bar(
    sheet: Sheet, at: tuple[float, float, float, float], phase: Phase | None, aspect: Aspect, *, tip: float = 0.0
) -> None:
    """An edge, the fill within it, and the pattern; ``tip`` is how far the pointed end of an open one reaches."""
    left, top, right, bottom = at
    look = style.look(phase, aspect)
    for order, colour, inset in ((EDGES, look.edge, 0.0), (FILLS, look.fill(aspect), 0.9)):
        sheet.surface(order, colour, _outline(left + inset, top + inset, right - inset, bottom - inset, tip))
    pattern, wide = look.pattern, patterns.width(look.pattern)
    for segment in patterns.lines(pattern, left + 1, top + 1, right - tip - 1, bottom - 1):
        sheet.line(PATTERNS, look.mark(aspect), wide, segment)


def _outline(left: float, top: float, right: float, bottom: float, tip: float) -> list[Point]:
    if not tip:
        return box(left, top, right, bottom)
    return [(left, top), (right - tip, top), (right, (top + bottom) / 2), (right - tip, bottom), (left, bottom)]


def write_text(
    sheet: Sheet, x: float, middle: float, phase: Phase | None, aspect: Aspect, text: str, *, room: float = 28
) -> None:
    """The bar's number or letter, on a plain spot so that the pattern does not disturb it."""
    size = 8.0 if aspect == "planned" else 7.0
    wide = style.width(text, size=size, bold=True)
    if room < wide + 4:
        return
    half = height(aspect) / 2 - 1.5
    fill = style.look(phase, aspect).fill(aspect)
    sheet.surface(CHIPS, fill, box(x, middle - half, x + wide + 3, middle + half))
    colour = "#ffffff" if aspect == "actual" else style.INK
    sheet.write(x + 1.5, middle + size * 0.36, text, size=size, colour=colour, bold=True)


def _years(sheet: Sheet, of: Frame) -> None:
    column, shown_until = 0, 0.0
    for year in of.grid.years:
        middle = of.x(column + year.colspan / 2)
        # Years that stand too close to be read are left out, never drawn over each other.
        if middle - 14 > shown_until and of.column_width * year.colspan > 6:
            sheet.centred(middle, of.top - 22, year.label, size=9, bold=True)
            shown_until = middle + 14
        column += year.colspan


def _columns(sheet: Sheet, of: Frame) -> None:
    shown_until = 0.0
    whole_years = of.grid.zoom is Zoom.YEAR
    for index, column in enumerate(of.grid.columns):
        text = column.label if whole_years or of.column_width > 16 else str(column.number)
        size = 9.0 if whole_years else 7.5
        half, middle = style.width(text, size=size, bold=whole_years) / 2, of.x(index + 0.5)
        if half * 2 + 2 <= of.column_width or (whole_years and middle - half > shown_until + 4):
            colour = style.INK if whole_years else style.MUTED
            sheet.centred(middle, of.top - (14 if whole_years else 7), text, size=size, colour=colour, bold=whole_years)
            shown_until = middle + half


def columns(sheet: Sheet, of: Frame, bottom: float) -> None:
    """The lines of columns and years behind the bars, and today's line in front of them."""
    sheet.line(STRONG, style.LINE_STRONG, 0.9, [(MARGIN, of.top), (of.paper.right, of.top)])
    count = len(of.grid.columns)
    for index in range(count + 1):
        edge = index in (0, count) or of.grid.opens_year(index)
        if not edge and of.column_width < 4:
            # Lines that stand closer would be a grey surface.
            continue
        line = [(of.x(index), of.top - (36 if edge else 18)), (of.x(index), bottom)]
        if edge:
            sheet.line(STRONG, style.LINE_STRONG, 0.9, line)
        else:
            sheet.line(THIN, style.LINE, 0.6, line)
    if (today := of.today_x) is not None:
        # The line pauses where it would cross out the name of its own column.
        sheet.line(TODAY, style.TODAY, 1.4, [(today, of.top - 40), (today, of.top - 36)])
        sheet.line(TODAY, style.TODAY, 1.4, [(today, of.top), (today, bottom)])
        sheet.centred(today, of.top - 42, "i dag", size=SIZE, colour=style.TODAY, bold=True)


def foot(sheet: Sheet, of: Frame, page: str) -> None:
    """Where it comes from, which day it shows, and which page this is."""
    left = " · ".join(text for text in (of.source_note, f"Läget {day(of.grid.today).label}") if text)
    beside = style.width(page, size=7.5) + 12
    for line in style.wrap(left, width_limit=of.paper.width - 2 * MARGIN - beside, size=7.5, lines=1):
        sheet.write(MARGIN, of.paper.height - 12, line, size=7.5, colour=style.MUTED)
    sheet.write(of.paper.width - MARGIN - beside + 12, of.paper.height - 12, page, size=7.5, colour=style.MUTED)

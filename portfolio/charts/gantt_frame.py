"""What surrounds the bars of a drawn timetable: sheet and measures, title, legend, years, quarters and footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from portfolio.charts import style
from portfolio.charts.style import Words
from portfolio.domain.labels import label
from portfolio.domain.periods import day
from portfolio.domain.phases import Phase
from portfolio.domain.timeline import Aspect, Grid

Point = tuple[float, float]

# A3 across; a picture on screen or in a document has the same width and the height it needs.
WIDTH, PAGE_HEIGHT, MARGIN = 1190.55, 841.89, 30.0
LEFT, RIGHT = 360.0, WIDTH - MARGIN - 14
LABEL_WIDTH = LEFT - MARGIN - 22
SIZE, LINE_HEIGHT, MAX_LINES = 8.5, 11.0, 3
PLANNED, ACTUAL, LANE_GAP, PAD = 13.0, 9.0, 1.5, 4.0
HEADING, EMPTY, FOOT = 19.0, 17.0, 30.0
EXAMPLE = "Exempeldata"


@dataclass
class Sheet:
    """Everything that is to be drawn on one page, gathered by kind."""

    grid: Grid
    words: list[Words] = field(default_factory=list)
    bars: dict[tuple[Phase, Aspect], list[list[Point]]] = field(default_factory=dict)
    bands: list[list[Point]] = field(default_factory=list)
    chips: dict[tuple[Phase, Aspect], list[list[Point]]] = field(default_factory=dict)
    arrows: list[list[Point]] = field(default_factory=list)
    thin: list[list[Point]] = field(default_factory=list)
    strong: list[list[Point]] = field(default_factory=list)
    today: list[list[Point]] = field(default_factory=list)

    def x(self, column: float) -> float:
        return LEFT + column * (RIGHT - LEFT) / len(self.grid.quarters)

    @property
    def today_x(self) -> float | None:
        """Where today's line stands: in the middle of its month."""
        if self.grid.today_index is None:
            return None
        return self.x(self.grid.today_index + (self.grid.today_month - 0.5) / 3)

    def centred(
        self, x: float, y: float, text: str, *, size: float, colour: str = style.INK, bold: bool = False
    ) -> None:
        half = style.width(text, size=size, bold=bold) / 2
        self.words.append(Words(x - half, y, text, size=size, colour=colour, bold=bold))


def head_heights(title: str, notes: Sequence[str]) -> tuple[tuple[str, ...], float]:
    """The title's lines, and where the body begins below title, legend, notes and the two lines of years."""
    lines = style.wrap(title, width_limit=WIDTH - 2 * MARGIN, size=16, lines=2, bold=True)
    return lines, MARGIN + 20.0 * len(lines) + 24.0 + 12.0 * len(notes) + 54.0


def head(sheet: Sheet, title: str, notes: Sequence[str], lines: Sequence[str], top: float) -> None:
    y = MARGIN
    for line in lines:
        y += 20
        sheet.words.append(Words(MARGIN, y - 5, line, size=16, bold=True))
    _legend(sheet, y + 18)
    y += 24
    for note in notes:
        y += 12
        text = style.wrap(note, width_limit=WIDTH - 2 * MARGIN, size=SIZE, lines=1)
        sheet.words += [Words(MARGIN, y + 2, line, colour=style.MUTED) for line in text]
    sheet.bands.append(box(MARGIN, top - 36, RIGHT, top))
    _years(sheet, top)
    _quarters(sheet, top)


def _legend(sheet: Sheet, baseline: float) -> None:
    x = MARGIN
    for number, phase in enumerate(Phase, start=1):
        _sample(sheet, x, baseline, phase, "planned", str(number))
        sheet.words.append(Words(x + 34, baseline, f"Fas {number}: {label(phase)}"))
        x += 34 + style.width(f"Fas {number}: {label(phase)}", size=SIZE) + 20
    for aspect, text in (("planned", "Planerat"), ("actual", "Så blev det")):
        _sample(sheet, x, baseline, Phase.DELIVERY, aspect, "")  # type: ignore[arg-type]
        sheet.words.append(Words(x + 34, baseline, text))
        x += 34 + style.width(text, size=SIZE) + 20
    sheet.words.append(Words(x, baseline, "Spetsig ände: slut inte angivet. Triangel: fortsätter utanför bilden."))


def _sample(sheet: Sheet, x: float, baseline: float, phase: Phase, aspect: Aspect, number: str) -> None:
    height = PLANNED if aspect == "planned" else ACTUAL
    middle = baseline - 3
    outline = box(x, middle - height / 2, x + 28, middle + height / 2)
    sheet.bars.setdefault((phase, aspect), []).append(outline)
    if number:
        write_number(sheet, x + 2, middle, height, aspect, phase, number)


def _years(sheet: Sheet, top: float) -> None:
    column, shown_until = 0, 0.0
    for year in sheet.grid.years:
        middle = sheet.x(column + year.colspan / 2)
        # Years that stand too close to be read are left out, never drawn over each other.
        if middle - 14 > shown_until and (sheet.x(1) - sheet.x(0)) * year.colspan > 6:
            sheet.centred(middle, top - 22, year.label, size=9, bold=True)
            shown_until = middle + 14
        column += year.colspan


def _quarters(sheet: Sheet, top: float) -> None:
    room = sheet.x(1) - sheet.x(0)
    for index, quarter in enumerate(sheet.grid.quarters):
        text = quarter.label if room > 16 else str(quarter.number)
        if room > 7:
            sheet.centred(sheet.x(index + 0.5), top - 7, text, size=7.5, colour=style.MUTED)


def columns(sheet: Sheet, top: float, bottom: float) -> None:
    """The lines of quarters and years behind the bars, and today's line in front of them."""
    sheet.strong.append([(MARGIN, top), (RIGHT, top)])
    for index in range(len(sheet.grid.quarters) + 1):
        edge = index == len(sheet.grid.quarters) or sheet.grid.opens_year(index) or index == 0
        line = [(sheet.x(index), top - (36 if edge else 18)), (sheet.x(index), bottom)]
        (sheet.strong if edge else sheet.thin).append(line)
    if (today := sheet.today_x) is not None:
        # The line pauses where it would cross out the name of its own quarter.
        sheet.today += [[(today, top - 40), (today, top - 36)], [(today, top), (today, bottom)]]
        sheet.centred(today, top - 42, "i dag", size=SIZE, colour=style.TODAY, bold=True)


def write_number(
    sheet: Sheet, x: float, middle: float, height: float, aspect: Aspect, phase: Phase, text: str, *, room: float = 28
) -> None:
    """The phase's number, on a plain spot so that the pattern does not disturb it."""
    size = 8.0 if aspect == "planned" else 7.0
    wide = style.width(text, size=size, bold=True)
    if room < wide + 4:
        return
    colour = style.INK if aspect == "planned" else "#ffffff"
    chip = box(x, middle - height / 2 + 1.5, x + wide + 3, middle + height / 2 - 1.5)
    sheet.chips.setdefault((phase, aspect), []).append(chip)
    sheet.words.append(Words(x + 1.5, middle + size * 0.36, text, size=size, colour=colour, bold=True))


def foot(sheet: Sheet, source_note: str, height: float, page: str) -> None:
    texts = [source_note, f"Läget {day(sheet.grid.today).label}", page]
    text = " · ".join(text for text in texts if text)
    for line in style.wrap(text, width_limit=WIDTH - 2 * MARGIN, size=7.5, lines=1):
        sheet.words.append(Words(MARGIN, height - 12, line, size=7.5, colour=style.MUTED))


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]

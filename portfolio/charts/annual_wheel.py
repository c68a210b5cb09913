"""The annual wheel as a picture: a ring of twelve months with what falls due in each, and one month told in words.

Each kind has a shape of its own, so that the picture is read without colour too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from portfolio.charts import style
from portfolio.charts.sheet import MARGIN, PAPERS, Point, Sheet
from portfolio.charts.sheet_files import written
from portfolio.charts.style import Format
from portfolio.domain.annual_wheel import Month, Wheel, WheelKind, describe, due, headline, told_of
from portfolio.domain.labels import label
from portfolio.domain.periods import day

PAPER = PAPERS["a4"]
EXAMPLE_NOTE = "Märkt * är exempeldata."

#: The ring: its middle, and how far out its months begin and end, in points.
MIDDLE = (310.0, 324.0)
INNER, OUTER = 68.0, 206.0

#: Where the words beside the ring begin and end.
LEFT, RIGHT = 578.0, PAPER.width - MARGIN
FOOT = PAPER.height - 30

# From the farthest to the nearest.
MONTHS, LINES, EDGES, FILLS = range(4)
NOW_FILL = "#fdf0d5"
SIZE, LINE_HEIGHT = 8.5, 11.5


@dataclass(frozen=True)
class Mark:
    """How a kind looks: corners of its shape on a circle with radius 1, and whether it is filled or only drawn."""

    corners: Sequence[Point]
    colour: str
    filled: bool = True


def _around(number: int, *, turn: float = 0.0, inner: float | None = None) -> list[Point]:
    """The corners of an even shape from the top on; with an inner radius every other one lies there: a star."""
    found = []
    for index in range(number * (2 if inner is not None else 1)):
        far = inner if inner is not None and index % 2 else 1.0
        angle = 2 * pi * (index / (number * (2 if inner is not None else 1)) + turn) - pi / 2
        found.append((far * cos(angle), far * sin(angle)))
    return found


MARKS = {
    WheelKind.MEASUREMENT: Mark(_around(24), "#2b5c9e"),
    WheelKind.ACTIVITY: Mark(_around(4, turn=1 / 8), "#8a5200"),
    WheelKind.MEETING: Mark(_around(3), "#124a31"),
    WheelKind.FOLLOW_UP: Mark(_around(4), "#5b2a86", filled=False),
    WheelKind.REVISION: Mark(_around(5, inner=0.45), "#1e2b3c"),
}


def draw(wheel: Wheel, *, title: str, today: date, source: str, format: Format = "svg") -> bytes:  # noqa: A002
    """The wheel of a year on A4, as one of the kinds of files. ``title`` is the plan's name."""
    with style.LOCK:
        sheet = _sheet(wheel, title=title, today=today, source=source)
        return written([sheet], format, title=f"Årshjul {wheel.year}: {title}", description=describe(wheel))


def _sheet(wheel: Wheel, *, title: str, today: date, source: str) -> Sheet:
    sheet = Sheet(PAPER.width, PAPER.height)
    said = headline(wheel, today=today)
    y = MARGIN + 16
    for line in style.wrap(said, width_limit=PAPER.width - 2 * MARGIN, size=16, lines=2, bold=True):
        sheet.write(MARGIN, y, line, size=16, bold=True)
        y += 20
    for line in style.wrap(f"Årshjul {wheel.year} · {title}", width_limit=RIGHT - MARGIN, size=9, lines=1):
        sheet.write(MARGIN, y - 4, line, size=9, colour=style.MUTED)
    now = today.month if wheel.year == today.year else None
    for month in wheel.months:
        _month(sheet, month, now=month.number == now)
    if now is not None:
        _edge(sheet, now)
    _hub(sheet, wheel)
    _words(sheet, wheel, told_of(wheel, today=today), top=y + 22)
    for line in style.wrap(f"{source} · Läget {day(today).label}", width_limit=RIGHT - MARGIN, size=7.5, lines=1):
        sheet.write(MARGIN, PAPER.height - 12, line, size=7.5, colour=style.MUTED)
    return sheet


def _at(radius: float, twelfths: float) -> Point:
    """A point so far out, so many twelfths of a turn clockwise from the top."""
    angle = 2 * pi * twelfths / 12 - pi / 2
    return MIDDLE[0] + radius * cos(angle), MIDDLE[1] + radius * sin(angle)


def _arc(radius: float, start: float, end: float) -> list[Point]:
    steps = 12
    return [_at(radius, start + (end - start) * step / steps) for step in range(steps + 1)]


def _outline(number: int) -> list[Point]:
    return [*_arc(INNER, number - 1, number), *reversed(_arc(OUTER, number - 1, number))]


def _month(sheet: Sheet, month: Month, *, now: bool) -> None:
    """One twelfth of the ring: its name outside, and within it a mark and a number for each kind."""
    outline = _outline(month.number)
    sheet.surface(MONTHS, NOW_FILL if now else style.BAND if month.number % 2 else "#ffffff", outline)
    sheet.line(LINES, style.LINE_STRONG, 0.8, [*outline, outline[0]])
    middle = month.number - 0.5
    _name(sheet, month, _at(OUTER + 14, middle), now=now)
    counts = list(month.counts.items())
    # The more there is, the farther out, where the month is wider.
    rows = [counts[index : index + 2] for index in range(0, len(counts), 2)]
    x, y = _at((INNER + OUTER) / 2 + (26 if len(rows) > 2 else 12), middle)
    if not counts:
        sheet.centred(x, y + 3, "–", size=10, colour=style.MUTED)
        return
    for index, row in enumerate(rows):
        baseline = y + (index - (len(rows) - 1) / 2) * 20
        for place, (kind, number) in enumerate(row):
            left = x + (place - len(row) / 2) * 37
            mark(sheet, kind, left + 8, baseline, 6.5)
            sheet.write(left + 17.5, baseline + 4, str(number), size=11, bold=True)


def _name(sheet: Sheet, month: Month, at: Point, *, now: bool) -> None:
    """Beside the ring, so that it runs away from it on either side."""
    x, y = at
    colour = style.TODAY if now else style.INK
    wide = style.width(month.name, size=10, bold=now)
    beside = (x - MIDDLE[0]) / (OUTER + 14)
    left = x - wide / 2 + beside * wide / 2
    sheet.write(left, y + 3.5, month.name, size=10, colour=colour, bold=now)
    if now:
        small = "nu"
        room = style.width(small, size=8.5, bold=True)
        sheet.write(x - room / 2 + beside * room / 2, y + 14, small, size=8.5, colour=colour, bold=True)


def _edge(sheet: Sheet, number: int) -> None:
    """A thick edge in front of its neighbours' thin ones."""
    outline = _outline(number)
    sheet.line(EDGES, style.TODAY, 2.6, [*outline, *outline[:2]])


def _hub(sheet: Sheet, wheel: Wheel) -> None:
    x, y = MIDDLE
    sheet.centred(x, y, str(wheel.year), size=24, bold=True)
    sheet.centred(
        x, y + 18, f"{wheel.count} tillfällen" if wheel.count != 1 else "1 tillfälle", size=9, colour=style.MUTED
    )


def mark(sheet: Sheet, kind: WheelKind, x: float, y: float, size: float) -> None:
    """The kind's shape with its middle there; one that is not filled has a white middle."""
    look = MARKS[kind]
    sheet.surface(EDGES, look.colour, [(x + dx * size, y + dy * size) for dx, dy in look.corners])
    if not look.filled:
        within = size * 0.55
        sheet.surface(FILLS, "#ffffff", [(x + dx * within, y + dy * within) for dx, dy in look.corners])


def _words(sheet: Sheet, wheel: Wheel, month: Month | None, *, top: float) -> None:
    """What the shapes mean, and then one month, item by item, as far as there is room."""
    y = top
    for kind in wheel.kinds:
        mark(sheet, kind, LEFT + 7, y - 3, 6)
        sheet.write(LEFT + 20, y, label(kind), size=9)
        y += 16
    if month is None:
        return
    y += 12
    sheet.write(LEFT, y, f"{month.name[0].upper()}{month.name[1:]}", size=11, bold=True)
    y += 16
    for index, item in enumerate(month.items):
        star = "*" if item.entry.example else ""
        lines = style.wrap(f"{item.entry.title}{star}", width_limit=RIGHT - LEFT - 20, size=SIZE, lines=2)
        left = len(month.items) - index
        needed = (len(lines) + 1) * LINE_HEIGHT
        if y + needed + (LINE_HEIGHT if left > 1 else 0) > FOOT:
            sheet.write(LEFT + 20, y, f"och {left} till", size=SIZE, italic=True)
            break
        mark(sheet, item.entry.kind, LEFT + 7, y - 3, 4.5)
        for line in lines:
            sheet.write(LEFT + 20, y, line, size=SIZE)
            y += LINE_HEIGHT
        for line in style.wrap(due(item), width_limit=RIGHT - LEFT - 20, size=7.5, lines=1):
            sheet.write(LEFT + 20, y - 1, line, size=7.5, colour=style.MUTED)
        y += LINE_HEIGHT + 2
    if any(item.entry.example for item in month.items):
        sheet.write(LEFT, PAPER.height - 12, EXAMPLE_NOTE, size=7.5, colour=style.MUTED)

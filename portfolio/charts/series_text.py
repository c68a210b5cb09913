"""The words around a series' picture: heading, the names beside its lines, the explanation of its marks, and foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portfolio.charts import style
from portfolio.charts.series_plot import SMALL, Plot
from portfolio.charts.series_sheet import Kind, Sheet
from portfolio.domain.control_charts import PointType
from portfolio.domain.effects.writing import Writing
from portfolio.domain.series_charts.ordinary_words import POINT_WORDS, finer, name_of

EXAMPLE = "Exempeldata"

_SIZE, LINE = 8.5, 11.5

#: What each kind is called where it is explained, in the order of the explanation.
_LEGEND: dict[Kind, str] = {
    "reviewed": "Granskat värde",
    "submitted": "Inlämnat värde, inte granskat",
    "better-high": POINT_WORDS[PointType.IMPROVEMENT],
    "better-low": POINT_WORDS[PointType.IMPROVEMENT],
    "worse": POINT_WORDS[PointType.CONCERN],
    "other": "Högre eller lägre än vanligt",
    "left-out": "Värde som inte räknas",
    "excluded": "Tid som inte räknas",
    "centre": "Genomsnitt",
    "ordinary": "Vanlig variation",
    "centre-carried": "Samma nivå, förlängd för att jämföra",
    "baseline": "Nollmätning",
    "target": "Mål",
    "goal": "Mål, när det ska vara nått",
    "former": "Tidigare mål",
    "band": "Så mycket får nivån avvika",
    "ramp": "Förväntad utveckling",
    "interim": "Delmål",
    "estimate": "Andel, med osäkerhet (95 %)",
    "difference": "Skillnad, med osäkerhet (95 %)",
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
class Layout:
    """The measures of a picture in points; ``beside`` is the most that the names beside the lines may take."""

    width: float
    margin: float
    plot: float
    beside: float
    title: float
    title_lines: int
    one_line: bool

    @property
    def room(self) -> float:
        """How wide a line of text may be."""
        return self.width - 2 * self.margin


#: For screens, slides and print; and for phones, where a wide one would be too small to read.
WIDE = Layout(width=600, margin=10, plot=200, beside=150, title=12, title_lines=2, one_line=True)
NARROW = Layout(width=240, margin=3, plot=160, beside=78, title=10.5, title_lines=4, one_line=False)


def write_heading(sheet: Sheet, layout: Layout, caption: Caption) -> float:
    """Title and subtitle; answers with where they end."""
    y = layout.margin
    for line in style.wrap(
        caption.title, width_limit=layout.room, size=layout.title, lines=layout.title_lines, bold=True
    ):
        y += layout.title * 1.3
        sheet.write(layout.margin, y - 2, line, size=layout.title, bold=True)
    for line in style.wrap(caption.subtitle, width_limit=layout.room, size=_SIZE, lines=layout.title_lines):
        y += LINE
        sheet.write(layout.margin, y, line, colour=style.MUTED)
    if caption.example:
        y += LINE
        sheet.write(layout.margin, y, EXAMPLE, colour=style.MUTED, italic=True)
    return y + 6


@dataclass(frozen=True)
class Name:
    """What stands beside a line, at its level: on one line, or on two where there is little room."""

    level: float
    first: str
    second: str
    bold: bool = False

    def lines(self, layout: Layout) -> tuple[str, ...]:
        return (f"{self.first} {self.second}",) if layout.one_line else (self.first, self.second)


def names(plot: Plot, writing: Writing) -> list[Name]:
    """The lines that have a name beside them: baseline, target, and the level of ordinary variation."""
    chart = plot.chart
    found = []
    if chart.baseline:
        found.append(Name(chart.baseline[1], "Nollmätning", writing.bare(chart.baseline[1])))
    if chart.target is not None:
        found.append(Name(chart.target, "Mål", writing.bare(chart.target), bold=True))
    if chart.ordinary is not None:
        first, _, rest = name_of(chart.ordinary).partition(" ")
        figure = finer(chart.ordinary, writing).bare(chart.ordinary.centre)
        found.append(Name(chart.ordinary.centre, first, f"{rest} {figure}".strip()))
    return found


def width_of(told: Sequence[Name], layout: Layout) -> float:
    """How much room the names take beside the plot."""
    widest = (style.width(line, size=SMALL, bold=one.bold) for one in told for line in one.lines(layout))
    return min(max(widest, default=0) + 8, layout.beside) if told else 12


def write_beside(sheet: Sheet, layout: Layout, plot: Plot, told: Sequence[Name]) -> None:
    """The names to the right of their lines, apart from each other."""
    height = LINE if layout.one_line else 2 * LINE - 2
    ordered = sorted(told, key=lambda one: plot.y(one.level))
    places = apart([plot.y(one.level) for one in ordered], height, top=plot.top, bottom=plot.bottom)
    for y, one in zip(places, ordered, strict=True):
        for number, line in enumerate(one.lines(layout)):
            [text] = style.wrap(line, width_limit=layout.beside - 6, size=SMALL, lines=1, bold=one.bold)
            baseline = y + 3 if layout.one_line else y - 1 + number * (LINE - 2)
            sheet.write(plot.right + 6, baseline, text, size=SMALL, bold=one.bold)


def apart(places: Sequence[float], gap: float, *, top: float, bottom: float) -> list[float]:
    """Places in order, moved as little as it takes for each to be so far from the next, between top and bottom."""
    # Those that are too near each other make a block that lies around the middle of where they wanted to be.
    blocks: list[list[float]] = []
    for number, place in enumerate(places):
        blocks.append([place - number * gap])
        while len(blocks) > 1 and _mean(blocks[-2]) > _mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    moved = [_mean(block) for block in blocks for _ in block]
    last = len(moved) - 1
    return [
        min(max(place + number * gap, top + number * gap), bottom - (last - number) * gap)
        for number, place in enumerate(moved)
    ]


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def write_legend(sheet: Sheet, layout: Layout, y: float, *, called: Mapping[Kind, str] | None = None) -> float:
    """Explain each kind of mark that is there; ``called`` are names that this picture has for some of them."""
    used = set(_used(sheet))
    x = layout.margin
    for kind, usual in _LEGEND.items():
        if kind not in used:
            continue
        text = (called or {}).get(kind, usual)
        wide = 24 + style.width(text, size=_SIZE) + 14
        if x > layout.margin and x + wide - 14 > layout.width - layout.margin:
            x, y = layout.margin, y + 13
        _sample(sheet, kind, x, y - 3)
        sheet.write(x + 24, y, text)
        x += wide
    return y


def _used(sheet: Sheet) -> Iterator[str]:
    for kind, _ in (*sheet.areas, *sheet.lines, *sheet.dots):
        base = kind.removesuffix("-submitted")
        yield base
        if base != kind:
            # What is hollow is explained once, whatever its shape.
            yield "submitted"


def _sample(sheet: Sheet, kind: Kind, x: float, middle: float) -> None:
    if kind in ("band", "excluded", "ordinary"):
        sheet.area(kind, x, middle - 4, x + 18, middle + 4, sample=True)
        if kind == "ordinary":
            for y in (middle - 4, middle + 4):
                sheet.line("limit", [(x, y), (x + 18, y)], sample=True)
    elif kind in ("estimate", "difference"):
        sheet.line("interval", [(x, middle), (x + 18, middle)], sample=True)
        sheet.dot(kind, (x + 9, middle), sample=True)
    elif kind in ("left-out", "goal", "interim"):
        sheet.dot(kind, (x + 9, middle), sample=True)
    elif kind in ("reviewed", "submitted") or kind.startswith(("better", "worse", "other")):
        sheet.line("values", [(x, middle), (x + 18, middle)], sample=True)
        sheet.dot(kind, (x + 9, middle), sample=True)
    else:
        sheet.line(kind, [(x, middle), (x + 18, middle)], sample=True)


def write_foot(sheet: Sheet, layout: Layout, caption: Caption, y: float) -> float:
    """What has to be said, and where it comes from; answers with how high the picture is."""
    y += 4
    for note in caption.notes:
        for line in style.wrap(note, width_limit=layout.room, size=_SIZE, lines=8):
            y += LINE
            sheet.write(layout.margin, y, line, colour=style.MUTED)
    y += 3
    for line in style.wrap(caption.source, width_limit=layout.room, size=7.5, lines=3):
        y += LINE - 1
        sheet.write(layout.margin, y, line, size=7.5, colour=style.MUTED)
    return y + layout.margin

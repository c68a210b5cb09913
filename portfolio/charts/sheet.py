"""One page of a picture as shapes and words, before anybody has decided what kind of file it becomes.

All lengths are points from the upper left corner. Shapes of one look are one layer, and so one artist or element,
however many they are: that is what makes a thousand initiatives quick to draw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portfolio.charts import style
from portfolio.charts.style import Words

Point = tuple[float, float]


@dataclass(frozen=True)
class Paper:
    """A page across: its size, how wide the names are, and how many lines a name may take."""

    name: str
    width: float
    height: float
    left: float
    lines: int

    @property
    def right(self) -> float:
        """Where the columns end; beyond is room for the mark that a bar goes on."""
        return self.width - MARGIN - 14


MARGIN = 30.0

PAPERS = {
    "a3": Paper("a3", 1190.55, 841.89, left=360.0, lines=4),
    "a4": Paper("a4", 841.89, 595.28, left=250.0, lines=5),
}


@dataclass(frozen=True, order=True)
class Layer:
    """What shapes look like, and how far in front they lie. A line has a width, a surface has none."""

    order: int
    colour: str
    width: float = 0.0


@dataclass
class Sheet:
    """Everything that is to be drawn on one page, gathered by look."""

    width: float
    height: float
    shapes: dict[Layer, list[Sequence[Point]]] = field(default_factory=dict)
    words: list[Words] = field(default_factory=list)

    def surface(self, order: int, colour: str, outline: Sequence[Point]) -> None:
        """Fill an outline."""
        self.shapes.setdefault(Layer(order, colour), []).append(outline)

    def line(self, order: int, colour: str, width: float, points: Sequence[Point]) -> None:
        """Draw a line through the points."""
        self.shapes.setdefault(Layer(order, colour, width), []).append(points)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 8.5,
        colour: str = style.INK,
        bold: bool = False,
        italic: bool = False,
    ) -> None:
        """Put one line of text with its baseline there."""
        self.words.append(Words(x, y, text, size=size, colour=colour, bold=bold, italic=italic))

    def centred(
        self, x: float, y: float, text: str, *, size: float, colour: str = style.INK, bold: bool = False
    ) -> None:
        """Put one line of text with its middle there."""
        self.write(x - style.width(text, size=size, bold=bold) / 2, y, text, size=size, colour=colour, bold=bold)

    def layers(self) -> Iterator[tuple[Layer, list[Sequence[Point]]]]:
        """The shapes from the farthest to the nearest."""
        return iter(sorted(self.shapes.items()))


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """The outline of a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]

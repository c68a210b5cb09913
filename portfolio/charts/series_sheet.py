"""What a series' picture is made of: lines, areas and marks by kind, told apart by pattern and shape as well as by hue.

All lengths are points from the upper left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from portfolio.charts import style
from portfolio.charts.style import Format, Words

Point = tuple[float, float]

Kind = Literal[
    "excluded", "ordinary", "band", "grid", "year", "axis", "phase", "effect", "limit", "limit-carried", "centre",
    "centre-carried", "baseline", "former", "target", "ramp", "zero", "interval", "values",
    "reviewed", "submitted", "left-out", "goal", "interim", "estimate", "difference",
    "better-high", "better-high-submitted", "better-low", "better-low-submitted", "worse", "worse-submitted",
    "other", "other-submitted",
]  # fmt: skip

VALUE, TARGET, BASELINE = "#2b5c9e", "#124a31", "#8a5200"
BETTER, WORSE, OTHER = "#0b6b4f", "#a3123a", "#5a3d8a"


def _signal(kind: str, marker: str, colour: str) -> dict[str, dict[str, Any]]:
    """How a value that is more than ordinary variation is drawn; hollow until somebody has reviewed it."""
    look = {"marker": marker, "edgecolors": colour, "linewidths": 1.2}
    return {f"{kind}-submitted": {**look, "facecolors": "white"}, kind: {**look, "facecolors": colour}}


#: How each kind is drawn, from the back to the front.
AREAS: dict[str, dict[str, Any]] = {
    "band": {"facecolor": "#e6f1ec", "edgecolor": "#8cc7ae", "linewidth": 0.6},
    "ordinary": {"facecolor": "#e8ebf0", "linewidth": 0},
    "excluded": {
        "facecolor": "#f4f4f4",
        "edgecolor": "#8f99a5",
        "hatchcolor": "#b9bfc7",
        "hatch": "//",
        "linewidth": 0,
    },
}
LINES: dict[str, dict[str, Any]] = {
    "grid": {"colors": style.LINE, "linewidths": 0.6},
    "year": {"colors": style.LINE, "linewidths": 0.6},
    "axis": {"colors": style.LINE_STRONG, "linewidths": 0.9},
    "phase": {"colors": style.MUTED, "linewidths": 0.8},
    "effect": {"colors": style.INK, "linewidths": 1.2, "linestyles": [(0, (6, 2, 1, 2))]},
    "baseline": {"colors": BASELINE, "linewidths": 1.1, "linestyles": [(0, (8, 2, 2, 2))]},
    "limit": {"colors": style.LINE_STRONG, "linewidths": 0.8},
    "limit-carried": {"colors": style.LINE_STRONG, "linewidths": 0.8, "linestyles": [(0, (4, 3))]},
    "centre": {"colors": style.MUTED, "linewidths": 1.4},
    "centre-carried": {"colors": style.MUTED, "linewidths": 1.4, "linestyles": [(0, (4, 3))]},
    "former": {"colors": TARGET, "linewidths": 0.8},
    "target": {"colors": TARGET, "linewidths": 2.0},
    "ramp": {"colors": TARGET, "linewidths": 1.5, "linestyles": [(0, (1, 2))]},
    "zero": {"colors": style.INK, "linewidths": 1.0},
    "interval": {"colors": VALUE, "linewidths": 2.2},
    "values": {"colors": VALUE, "linewidths": 1.5},
}
DOTS: dict[str, dict[str, Any]] = {
    "interim": {"marker": "D", "facecolors": "white", "edgecolors": TARGET, "linewidths": 1.0},
    "goal": {"marker": "D", "facecolors": TARGET, "edgecolors": TARGET, "linewidths": 1.0},
    "left-out": {"marker": "x", "color": style.MUTED, "linewidths": 1.2},
    "submitted": {"marker": "o", "facecolors": "white", "edgecolors": VALUE, "linewidths": 1.2},
    "reviewed": {"marker": "o", "facecolors": VALUE, "edgecolors": VALUE, "linewidths": 1.2},
    "estimate": {"marker": "o", "facecolors": VALUE, "edgecolors": VALUE, "linewidths": 1.2},
    "difference": {"marker": "D", "facecolors": VALUE, "edgecolors": VALUE, "linewidths": 1.2},
    # A triangle points the way that is good, so what is better looks unlike what is worse without any colour.
    **_signal("better-high", "^", BETTER),
    **_signal("better-low", "v", BETTER),
    **_signal("worse", "s", WORSE),
    **_signal("other", "P", OTHER),
}

#: The area of a mark in square points: the more values, the smaller.
_SIZES = ((40, 20.0), (120, 9.0))
_SMALLEST = 3.0
#: In a miniature, where everything is small.
_SMALL_SIZE = 9.0
_LARGE = ("goal", "interim", "estimate", "difference")

#: What has to be told from a circle is drawn so many times as large, and never smaller than this.
_LARGER, _SMALLEST_SHAPE = 1.5, 14.0
_SHAPES = ("better", "worse", "other")

#: Twice what a screen shows, for slides and print.
_DPI = 220


@dataclass
class Sheet:
    """Everything that is to be drawn, gathered by kind; what explains it stands apart from what it explains."""

    width: float
    words: list[Words] = field(default_factory=list)
    areas: dict[tuple[str, bool], list[list[Point]]] = field(default_factory=dict)
    lines: dict[tuple[str, bool], list[list[Point]]] = field(default_factory=dict)
    dots: dict[tuple[str, bool], list[Point]] = field(default_factory=dict)
    covers: list[list[Point]] = field(default_factory=list)
    #: What lets the words over values be read.
    halos: list[list[Point]] = field(default_factory=list)

    def shape(self, kind: Kind, outline: Sequence[Point]) -> None:
        """An area of any outline."""
        self.areas.setdefault((kind, False), []).append(list(outline))

    def area(self, kind: Kind, left: float, top: float, right: float, bottom: float, *, sample: bool = False) -> None:
        self.areas.setdefault((kind, sample), []).append(box(left, top, right, bottom))

    def line(self, kind: Kind, points: Sequence[Point], *, sample: bool = False) -> None:
        self.lines.setdefault((kind, sample), []).append(list(points))

    def dot(self, kind: Kind, point: Point, *, sample: bool = False) -> None:
        self.dots.setdefault((kind, sample), []).append(point)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 8.5,
        align: Literal["left", "middle", "right"] = "left",
        covering: bool = False,
        **look: Any,
    ) -> None:
        """A line of text; one that is ``covering`` lets nothing behind it be seen."""
        wide = style.width(text, size=size, bold=look.get("bold", False))
        x -= {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        self.words.append(Words(x, y, text, size=size, **look))
        if covering:
            self.covers.append(box(x - 1, y - size, x + wide + 1, y + 2.5))


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def save(
    sheet: Sheet,
    height: float,
    format: Format,  # noqa: A002 - matplotlib's own word
    *,
    title: str,
    description: str,
    small: bool = False,
) -> bytes:
    """Draw what was gathered. The group of each kind has its name as id, so that it can be found in the SVG."""
    figure = style.figure(width_points=sheet.width, height_points=height)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, sheet.width), ylim=(height, 0))
    axes.set_axis_off()
    for order, (kind, look) in enumerate(AREAS.items()):
        for sample in (False, True):
            if outlines := sheet.areas.get((kind, sample)):
                drawn = PolyCollection(outlines, zorder=order, gid=_name(kind, sample), **look)
                axes.add_collection(drawn, autolim=False)
    for order, (kind, look) in enumerate(LINES.items(), start=len(AREAS)):
        for sample in (False, True):
            if segments := sheet.lines.get((kind, sample)):
                line = LineCollection(segments, zorder=order, capstyle="butt", gid=_name(kind, sample), **look)
                axes.add_collection(line, autolim=False)
    above = len(AREAS) + len(LINES)
    if sheet.halos:
        halos = PolyCollection(sheet.halos, zorder=above, facecolor="white", alpha=0.85, linewidth=0, gid="halos")
        axes.add_collection(halos, autolim=False)
    _draw_dots(sheet, axes, order=above + 1, most=_SMALL_SIZE if small else _SIZES[0][1])
    if sheet.covers:
        covers = PolyCollection(sheet.covers, zorder=len(AREAS) + 4, facecolor="white", linewidth=0, gid="covers")
        axes.add_collection(covers, autolim=False)
    figure.add_artist(words := style.Texts(sheet.words, format=format))
    words.set_zorder(100)
    return _saved(figure, format, title, description)


def _draw_dots(sheet: Sheet, axes: Any, *, order: int, most: float) -> None:
    count = sum(len(points) for (_, sample), points in sheet.dots.items() if not sample)
    size = next((size for most, size in _SIZES if count <= most), _SMALLEST)
    for above, (kind, look) in enumerate(DOTS.items()):
        for sample in (False, True):
            if points := sheet.dots.get((kind, sample)):
                wide = _size(kind, most if sample or kind in _LARGE else min(size, most))
                across, down = zip(*points, strict=True)
                drawn = axes.scatter(across, down, s=wide, zorder=order + above, clip_on=False, **look)
                drawn.set_gid(_name(kind, sample))


def _size(kind: str, size: float) -> float:
    return max(_LARGER * size, _SMALLEST_SHAPE) if kind.startswith(_SHAPES) else size


def _name(kind: str, sample: bool) -> str:
    return f"sample-{kind}" if sample else f"chart-{kind}"


def _saved(figure: Figure, format: Format, title: str, description: str) -> bytes:  # noqa: A002
    return style.save(figure, format, title=title, description=description, dpi=_DPI)

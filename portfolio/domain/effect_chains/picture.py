"""The picture of a chain: boxes with lines of text, and curves between them, in the units of an SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portfolio.domain.effect_chains.chain import Chain, Kind, Node
from portfolio.domain.effect_chains.layers import Layers, Place, layers

#: Widths and heights in pixels: a box, what lies between columns, a line of text, and what lies between boxes.
WIDTH, BETWEEN, LINE, GAP = 206, 40, 17, 12

#: Above and below the text of a box, and above all boxes, where the columns' headings stand.
_INSIDE, HEADING = 9, 34

#: So many letters fill a line of a box, fewer of the bold ones of notes, and a box holds so many lines of a title.
_LETTERS, _NOTE_LETTERS, _MOST_LINES = 24, 21, 4

#: A line that passes a column takes this much of it.
_PASSING = 6

#: So often places are evened out, and so much around all of it.
_EVENED, _MARGIN = 4, 2


@dataclass(frozen=True)
class Box:
    """A thing as it is drawn: its upper left corner, its height, and its lines, of which the last tell of ``notes``."""

    node: Node
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def baseline(self, number: int) -> float:
        """Where a line of text stands, counted from 0 over lines and notes."""
        return self.y + _INSIDE + LINE * (number + 0.75)


@dataclass(frozen=True)
class Heading:
    """What a column holds; the columns of benefits share one."""

    kind: Kind
    x: float


@dataclass(frozen=True)
class Picture:
    """Boxes in the order in which they are read, curves as SVG paths, and how large it is."""

    boxes: tuple[Box, ...]
    curves: tuple[str, ...]
    headings: tuple[Heading, ...]
    width: float
    height: float
    box_width: int = WIDTH


def picture(chain: Chain) -> Picture:
    """Draw a chain."""
    made = layers(chain)
    nodes = {one.key: one for one in chain.nodes}
    lines = {key: wrapped(one.title) for key, one in nodes.items()}
    notes = {key: _notes(one) for key, one in nodes.items()}
    heights: dict[Place, float] = {key: 2 * _INSIDE + LINE * (len(lines[key]) + len(notes[key])) for key in nodes}
    tops = _tops(made, heights)
    columns = {place: number for number, column in enumerate(made.columns) for place in column}

    def left(place: Place) -> float:
        return _MARGIN + columns[place] * (WIDTH + BETWEEN)

    boxes = tuple(
        Box(nodes[place], left(place), tops[place], heights[place], lines[place], notes[place])
        for column in made.columns
        for place in column
        if isinstance(place, str)
    )

    def middle(place: Place) -> float:
        return tops[place] + heights.get(place, _PASSING) / 2

    curves = tuple(_curve([(left(place), middle(place)) for place in line]) for line in made.lines.values())
    headings = tuple(
        Heading(kind, _MARGIN + number * (WIDTH + BETWEEN))
        for number, kind in enumerate(made.kinds)
        if number == 0 or made.kinds[number - 1] is not kind
    )
    width = len(made.columns) * (WIDTH + BETWEEN) - BETWEEN + 2 * _MARGIN
    return Picture(boxes, curves, headings, width, max((one.y + one.height for one in boxes), default=0.0) + _MARGIN)


def wrapped(text: str, letters: int = _LETTERS) -> tuple[str, ...]:
    """A title in lines that fit a box; a word that is longer than a line is broken, and what has no room is cut off."""
    found = [""]
    for word in text.split():
        while len(word) > letters:
            found.append(f"{word[: letters - 1]}-")
            word = word[letters - 1 :]
        if len(found[-1]) + len(word) + 1 > letters or found[-1].endswith("-"):
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}".strip()
    lines = [one for one in found if one]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1][: letters - 2]} …"]
    return tuple(lines)


def _notes(node: Node) -> tuple[str, ...]:
    told = (
        f"! {node.mark}" if node.mark else "",
        "negativ effekt" if node.is_disbenefit else "",
        f"i {node.outside}" if node.outside else "",
    )
    return tuple(line for one in told for line in wrapped(one, _NOTE_LETTERS)[:2])


def _tops(made: Layers, heights: Mapping[Place, float]) -> dict[Place, float]:
    """Where each place begins: near the middle of what it is joined to, with nothing on top of anything else."""
    joined: dict[Place, list[Place]] = {}
    for line in made.lines.values():
        for one, other in pairwise(line):
            joined.setdefault(one, []).append(other)
            joined.setdefault(other, []).append(one)
    tops: dict[Place, float] = {}
    for column in made.columns:
        top = 0.0
        for place in column:
            tops[place] = top
            top += heights.get(place, _PASSING) + GAP
    for _ in range(_EVENED):
        for column in (*made.columns, *reversed(made.columns)):
            tops |= _evened(column, heights, tops, joined)
    highest = min(tops.values(), default=0.0)
    return {place: top - highest + HEADING for place, top in tops.items()}


def _evened(
    column: Sequence[Place],
    heights: Mapping[Place, float],
    tops: Mapping[Place, float],
    joined: Mapping[Place, Sequence[Place]],
) -> dict[Place, float]:
    """The places of a column as near as they come to where they want to be (pooled neighbours), in their order."""

    def middle(place: Place) -> float:
        return tops[place] + heights.get(place, _PASSING) / 2

    pools: list[tuple[float, int]] = []
    offsets: list[float] = []
    offset = 0.0
    for place in column:
        beside = joined.get(place) or (place,)
        wanted = sum(map(middle, beside)) / len(beside) - heights.get(place, _PASSING) / 2
        offsets.append(offset)
        pools.append((wanted - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, many), (other, more) = pools.pop(-2), pools.pop()
            pools.append(((one * many + other * more) / (many + more), many + more))
        offset += heights.get(place, _PASSING) + GAP
    settled = [mean for mean, many in pools for _ in range(many)]
    return {place: mean + each for place, mean, each in zip(column, settled, offsets, strict=True)}


def _curve(places: Sequence[tuple[float, float]]) -> str:
    """From the right side of the first box to the left side of the last, straight through what lies between."""
    (x, y), *rest = places
    x += WIDTH
    found = [f"M{x:.1f} {y:.1f}"]
    for number, (left, middle) in enumerate(rest):
        half = (x + left) / 2
        found.append(f"C{half:.1f} {y:.1f} {half:.1f} {middle:.1f} {left:.1f} {middle:.1f}")
        x, y = left, middle
        if number < len(rest) - 1:
            x += WIDTH
            found.append(f"H{x:.1f}")
    return "".join(found)

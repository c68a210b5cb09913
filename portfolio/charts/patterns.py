"""The patterns that tell bars apart without colour, as lines that are cut at the bar's edges by arithmetic.

matplotlib's own hatches draw each bar by itself through a clip path, which is most of the time of a large picture.
Every pattern is anchored in the page, not in the bar, so that neighbours go on into each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor
from typing import Literal

from portfolio.charts.sheet import Point

Pattern = Literal["dots", "falling", "crossed", "upright", "level"]
Segment = tuple[Point, Point]

#: How wide the lines of a pattern are, and how far a dot reaches.
LINE, DOT = 0.7, 1.3


def lines(pattern: Pattern, left: float, top: float, right: float, bottom: float) -> Iterator[Segment]:
    """The lines of a pattern within a rectangle."""
    return _DRAWN[pattern](left, top, right, bottom)


def width(pattern: Pattern) -> float:
    """How wide the pattern's lines are."""
    return DOT if pattern == "dots" else LINE


def _multiples(first: float, last: float, step: float) -> Iterator[float]:
    return (number * step for number in range(ceil(first / step), floor(last / step) + 1))


def _dots(left: float, top: float, right: float, bottom: float, step: float = 4.5) -> Iterator[Segment]:
    # A dot is a line that is as long as it is wide.
    half = DOT / 2
    for y in _multiples(top + half, bottom - half, step):
        shift = step / 2 if round(y / step) % 2 else 0.0
        for x in _multiples(left + half - shift, right - half - shift, step):
            yield (x + shift - half, y), (x + shift + half, y)


def _falling(left: float, top: float, right: float, bottom: float, step: float = 6.0) -> Iterator[Segment]:
    for total in _multiples(left + top, right + bottom, step):
        first, last = max(left, total - bottom), min(right, total - top)
        if first < last:
            yield (first, total - first), (last, total - last)


def _rising(left: float, top: float, right: float, bottom: float, step: float = 6.0) -> Iterator[Segment]:
    for difference in _multiples(left - bottom, right - top, step):
        first, last = max(left, difference + top), min(right, difference + bottom)
        if first < last:
            yield (first, first - difference), (last, last - difference)


def _crossed(left: float, top: float, right: float, bottom: float) -> Iterator[Segment]:
    yield from _falling(left, top, right, bottom, 7.0)
    yield from _rising(left, top, right, bottom, 7.0)


def _upright(left: float, top: float, right: float, bottom: float, step: float = 3.5) -> Iterator[Segment]:
    for x in _multiples(left, right, step):
        yield (x, top), (x, bottom)


def _level(left: float, top: float, right: float, bottom: float, step: float = 3.0) -> Iterator[Segment]:
    for y in _multiples(top, bottom, step):
        yield (left, y), (right, y)


_DRAWN: dict[Pattern, Callable[[float, float, float, float], Iterator[Segment]]] = {
    "dots": _dots,
    "falling": _falling,
    "crossed": _crossed,
    "upright": _upright,
    "level": _level,
}

"""A small picture of a series around its start, in the units of an SVG: points, the usual before, and the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.domain.control_charts import Level, observed
from portfolio.domain.numbers import in_swedish

WIDTH, HEIGHT = 520, 170

#: Around the points; to the right stands the label of the latest one.
_LEFT, _RIGHT, _ABOVE, _BELOW = 10, 46, 24, 14


@dataclass(frozen=True)
class Dot:
    """A value: where it stands, and whether it lies after the start."""

    x: float
    y: float
    after: bool


@dataclass(frozen=True)
class Sketch:
    """What is drawn. ``lines`` are the points of each unbroken stretch; limits are None where there are none."""

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    start: float
    centre: float | None
    upper: float | None
    lower: float | None
    latest: float
    width: int = WIDTH
    height: int = HEIGHT
    right: float = WIDTH - _RIGHT


def sketch(values: Sequence[float | None], *, before: int, level: Level) -> Sketch:
    """Draw a series of two values or more, of which so many lie before the start."""
    told = observed(values)
    marks = [*told, *(one for one in (level.centre, level.lower, level.upper) if one is not None)]
    low, high = min(marks), max(marks)
    tall = HEIGHT - _ABOVE - _BELOW

    def down(value: float) -> float:
        return round(_ABOVE + tall * (high - value) / ((high - low) or 1.0), 1)

    def across(number: float) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * number / (len(values) - 1), 1)

    stretches: list[list[str]] = [[]]
    dots: list[Dot] = []
    for number, value in enumerate(values):
        if value is None:
            stretches.append([])
            continue
        dots.append(Dot(across(number), down(value), number >= before))
        stretches[-1].append(f"{dots[-1].x},{dots[-1].y}")
    return Sketch(
        dots=tuple(dots),
        lines=tuple(" ".join(one) for one in stretches if len(one) > 1),
        start=across(before - 0.5),
        centre=None if level.centre is None else down(level.centre),
        upper=None if level.upper is None else down(level.upper),
        lower=None if level.lower is None else down(level.lower),
        latest=told[-1],
    )


@dataclass(frozen=True)
class Span:
    """A difference with how uncertain it is, on a line across; ``zero`` is where there would be none."""

    difference: float
    lower: float
    upper: float
    zero: float
    words: tuple[str, str]
    width: int = WIDTH
    height: int = 84


def span(difference: float, lower: float, upper: float) -> Span:
    """Draw the difference of two shares, in percentage points, with the ends of its interval."""
    low, high = min(lower, 0.0), max(upper, 0.0)

    def across(value: float) -> float:
        return round(_RIGHT + (WIDTH - 2 * _RIGHT) * (value - low) / ((high - low) or 1.0), 1)

    written = tuple(in_swedish(one * 100, 1) for one in (lower, upper))
    return Span(across(difference), across(lower), across(upper), across(0.0), (written[0], written[1]))

"""A series as a miniature: a line that breaks at gaps, the target as another, and the latest value as a dot.

Lengths are units of a picture that is ``WIDTH`` by ``HEIGHT``, from its upper left corner. A register draws many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from portfolio.domain.effects import Value, counted
from portfolio.domain.effects.writing import Writing

WIDTH, HEIGHT = 96, 28

#: What is left empty around, so that the latest value's dot stands whole.
_MARGIN = 4


@dataclass(frozen=True)
class Sparkline:
    """What is drawn, in SVG's own notations, and the same in words; ``singles`` are values between two gaps."""

    lines: tuple[str, ...]
    singles: tuple[tuple[float, float], ...]
    latest: tuple[float, float]
    target: float | None
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def sparkline(values: Sequence[Value], *, as_of: date, writing: Writing, target: float | None) -> Sparkline | None:
    """The miniature of the values that count on a day; None when there are none."""
    told = [(one, one.value) for one in counted(values, as_of=as_of) if one.value is not None]
    if not told:
        return None
    levels = [value for _, value in told] + ([] if target is None else [target])
    low, high = min(levels), max(levels)
    begins, ends = (_middle(one) for one in (told[0][0], told[-1][0]))

    def x(one: Value) -> float:
        whole = ends - begins
        # One value alone has no time to lie in; it is the latest, and stands where that stands.
        share = (_middle(one) - begins) / whole if whole else 1.0
        return round(_MARGIN + share * (WIDTH - 2 * _MARGIN), 1)

    def y(level: float) -> float:
        share = (high - level) / (high - low) if high > low else 0.5
        return round(_MARGIN + share * (HEIGHT - 2 * _MARGIN), 1)

    runs: list[list[tuple[float, float]]] = []
    last: date | None = None
    for one, value in told:
        if last is None or last + timedelta(days=1) != one.first:
            runs.append([])
        runs[-1].append((x(one), y(value)))
        last = one.last
    return Sparkline(
        lines=tuple(" ".join(f"{across:g},{down:g}" for across, down in run) for run in runs if len(run) > 1),
        singles=tuple(run[0] for run in runs[:-1] if len(run) == 1),
        latest=runs[-1][-1],
        target=None if target is None else y(target),
        words=_words([value for _, value in told], target, writing),
    )


def _words(levels: Sequence[float], target: float | None, writing: Writing) -> str:
    wanted = "" if target is None else f", målet {writing.bare(target)}"
    if len(levels) == 1:
        return f"1 värde, {writing.level(levels[0])}{wanted}"
    return f"{len(levels)} värden, från {writing.bare(levels[0])} till {writing.level(levels[-1])}{wanted}"


def _middle(one: Value) -> float:
    return (one.first.toordinal() + one.last.toordinal() + 1) / 2

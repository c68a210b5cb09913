"""Run charts: whether a series wanders around its middle as chance would have it, by its longest run and crossings.

Source: Anhøj's rules as in qicharts2 0.8.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import comb, log2

from portfolio.domain.control_charts.rules import compared

#: With fewer useful points than this, no verdict.
_FEWEST = 10


@dataclass(frozen=True)
class RunChart:
    """One phase, from its first to its last period, both in it; what nothing can be said of is None."""

    start: int
    end: int
    centre: float | None
    n_useful: int
    longest_run: int | None
    longest_run_max: int | None
    crossings: int | None
    crossings_min: int | None
    signal: bool
    judgeable: bool


def run_chart(values: Sequence[float | None], centre: float | None, *, tol: float, start: int = 0) -> RunChart:
    """The runs of a phase around a middle. Points on it and missing ones are left out, and break no run."""
    end = start + len(values) - 1
    useful = [side for side in compared(values, centre, tol=tol) if side]
    if not useful:
        return RunChart(start, end, centre, 0, None, None, None, None, signal=False, judgeable=False)
    lengths = [len(list(run)) for _, run in groupby(useful)]
    number, longest, crossings = len(useful), max(lengths), len(lengths) - 1
    most, fewest = round(log2(number)) + 3, fewest_crossings(number)
    judgeable = number >= _FEWEST
    signal = judgeable and (longest > most or crossings < fewest)
    return RunChart(start, end, centre, number, longest, most, crossings, fewest, signal=signal, judgeable=judgeable)


@lru_cache(maxsize=512)
def fewest_crossings(useful: int) -> int:
    """The smallest number that chance gives, or fewer, in at least five per cent of series with so many points."""
    chances = 2 ** (useful - 1)
    told = 0
    for crossings in range(useful):
        told += comb(useful - 1, crossings)
        # Twenty times as many, to keep to whole numbers.
        if 20 * told >= chances:
            return crossings
    raise ValueError("A series has at least one useful point.")

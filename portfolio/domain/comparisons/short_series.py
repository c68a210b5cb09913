"""Whether a short series (quarters, tertials, half-years, years) has changed: by the order of its values alone."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

from portfolio.domain.comparisons.evidence import JUDGED, Because, Evidence, Verdict, evidence_of
from portfolio.domain.comparisons.series import Sides
from portfolio.domain.control_charts import Level, observed, slack
from portfolio.domain.measures import Direction, Method

#: Fewer values than this on a side say nothing.
FEWEST_A_SIDE = 4

#: No more than this on a side are looked at, fifteen years of quarters: every order of them is counted.
_MOST = 60

#: One in forty, 2.5 per cent: so seldom chance may give an order that tells as much.
_SELDOM = 40


def short_series(values: Sequence[float | None], sides: Sides, *, direction: Direction, in_a_year: int) -> Verdict:
    """The verdict on a short series, from its whole years on each side; None is a missing value."""
    before, after = in_whole_years(values, sides, in_a_year=in_a_year)
    earlier, later = values[sides.since : sides.before], values[sides.after :]
    left_over = len(observed(earlier)) + len(observed(later)) - len(before) - len(after)
    centre = sum(before) / len(before) if before else None

    def told(evidence: Evidence | None, because: Because, **more: object) -> Verdict:
        found = {"before": len(before), "after": len(after), "level": Level(centre), "left_over": left_over, **more}
        return Verdict(evidence, because, Method.SHORT_SERIES, **found)  # type: ignore[arg-type]

    if direction not in JUDGED:
        return told(None, Because.NO_DIRECTION)
    if min(len(before), len(after)) < FEWEST_A_SIDE:
        return told(Evidence.TOO_LITTLE, Because.FEW)
    rises, as_much, orders = rank_sum(before, after, tol=slack([*before, *after]))
    chance = as_much / orders
    reckoned = {"chance": chance, "orders": (as_much, orders)}
    if _SELDOM * as_much > orders:
        return told(Evidence.NOT_SHOWN, Because.RANKS, **reckoned)
    found = evidence_of(established=False, rises=rises, direction=direction)
    return told(found, Because.RANKS, rises=rises, **reckoned)


def in_whole_years(values: Sequence[float | None], sides: Sides, *, in_a_year: int) -> tuple[list[float], list[float]]:
    """The values before and after that are compared: those of whole years, counted outwards from the start.

    A year is so many periods in a row. One with a value missing is left over, so that each season counts as often
    before as after.
    """
    earlier, later = values[sides.since : sides.before], values[sides.after :]
    before = _whole(earlier[::-1], in_a_year)
    return before[::-1], _whole(later, in_a_year)


def _whole(outwards: Sequence[float | None], in_a_year: int) -> list[float]:
    found: list[float] = []
    for first in range(0, min(len(outwards), _MOST) - in_a_year + 1, in_a_year):
        year = observed(outwards[first : first + in_a_year])
        if len(year) == in_a_year:
            found.extend(year)
    return found


def rank_sum(before: Sequence[float], after: Sequence[float], *, tol: float = 0.0) -> tuple[bool, int, int]:
    """Mann and Whitney's test, exactly: whether those after are the higher ones, and in how many of all orders as much.

    One-sided, towards the side that the values lean to. The number of orders that give at least as high (or as low) a
    sum of ranks, and the number of all orders, are whole numbers, so that nothing is rounded.
    """
    doubled = doubled_ranks([*before, *after], tol=tol)
    number, part = len(doubled), len(after)
    told, mean = sum(doubled[len(before) :]), part * (number + 1)
    rises = told >= mean
    # By symmetry the upper tail is the lower one of the ranks counted from the other end.
    ranks = [2 * (number + 1) - one for one in doubled] if rises else doubled
    return rises, _at_most(ranks, part, min(told, 2 * mean - told)), comb(number, part)


def doubled_ranks(values: Sequence[float], *, tol: float = 0.0) -> list[int]:
    """Twice the rank of each value in order, the lowest first; those that are tied share the middle of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0] * len(values)
    first = 0
    for number in range(1, len(order) + 1):
        if number < len(order) and values[order[number]] - values[order[number - 1]] <= tol:
            continue
        for one in order[first:number]:
            found[one] = first + 1 + number
        first = number
    return found


def _at_most(ranks: Sequence[int], part: int, most: int) -> int:
    """In how many ways so many of the doubled ranks can be chosen with a sum of at most ``most``."""
    # By how many were chosen, the number of ways for each sum, one after another within one long whole number: adding a
    # rank moves all sums at once, and the machine's own arithmetic does what a loop over sums would take long for. A
    # sum is counted from the smallest that so many ranks can have, which keeps the numbers short.
    ordered = sorted(ranks)
    width, places = len(ordered) + 1, most - sum(ordered[:part]) + 1
    kept = (1 << width * places) - 1
    ways = [1, *[0] * part]
    for seen, rank in enumerate(ordered, start=1):
        for chosen in range(min(part, seen), 0, -1):
            moved = width * (rank - ordered[chosen - 1])
            ways[chosen] = (ways[chosen] + (ways[chosen - 1] << moved)) & kept
    return sum((ways[part] >> width * place) & ((1 << width) - 1) for place in range(places))

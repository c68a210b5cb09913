"""Short series: whole years on each side, and the exact distribution of ranks, against every order counted out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from math import comb

import pytest

from portfolio.domain.comparisons import Evidence, Sides, Verdict, rank_sum, short_series
from portfolio.domain.comparisons.short_series import doubled_ranks
from portfolio.domain.measures import Direction

UP, DOWN = Direction.INCREASE, Direction.DECREASE


def said(
    before: Sequence[float | None], after: Sequence[float | None], *, direction: Direction = UP, in_a_year: int = 4
) -> Verdict:
    sides = Sides(0, len(before), len(before))
    return short_series([*before, *after], sides, direction=direction, in_a_year=in_a_year)


def test_four_and_four_ask_that_all_after_are_better() -> None:
    found = said([1, 2, 3, 4], [5, 6, 7, 8])
    # One of the 70 ways to choose four of eight: 1.4 per cent.
    assert (found.evidence, found.chance) == (Evidence.SIGNS_IMPROVEMENT, 1 / 70)
    assert said([1, 2, 3, 4], [5, 6, 7, 8], direction=DOWN).evidence is Evidence.SIGNS_DETERIORATION
    assert said([5, 6, 7, 8], [1, 2, 3, 4], direction=DOWN).evidence is Evidence.SIGNS_IMPROVEMENT
    # One step from it: two of 70, 2.9 per cent.
    assert said([1, 2, 3, 5], [4, 6, 7, 8]).evidence is Evidence.NOT_SHOWN
    # A tie across the sides: the orders that give as much are two of 70.
    assert said([1, 2, 3, 4], [4, 6, 7, 8]).chance == 2 / 70


def test_whole_years_nearest_the_start_count_and_the_rest_is_shown_alone() -> None:
    # Six quarters before, of which the first two belong to no whole year; the fifth after neither.
    found = said([99, 99, 1, 2, 3, 4], [5, 6, 7, 8, 0])
    assert (found.before, found.after, found.left_over, found.chance) == (4, 4, 3, 1 / 70)
    tertials = said([1, 2, 3], [5, 6, 7, 8, 9], in_a_year=3)
    assert (tertials.evidence, tertials.before, tertials.after) == (Evidence.TOO_LITTLE, 3, 3)
    years = said([1, 2, 3, 4], [5, 6, 7, 8], in_a_year=1)
    assert (years.evidence, years.left_over) == (Evidence.SIGNS_IMPROVEMENT, 0)
    assert said([1, 2, 3], [5, 6, 7, 8], in_a_year=1).evidence is Evidence.TOO_LITTLE
    # A quarter without a value leaves its whole year out, and the year beyond it counts.
    assert said([1, None, 3, 4], [5, 6, 7, 8]).evidence is Evidence.TOO_LITTLE
    gap = said([1, 2, 3, 4, None, 99, 99, 99, 9], [5, 6, 7, 8, 1, None, 1, 1])
    assert (gap.evidence, gap.before, gap.left_over) == (Evidence.SIGNS_DETERIORATION, 4, 7), "counted from the start"
    gap = said([1, 2, 3, 4, None, 99, 99, 99], [5, 6, 7, 8, 1, None, 1, 1])
    assert (gap.evidence, gap.before, gap.after, gap.left_over) == (Evidence.SIGNS_IMPROVEMENT, 4, 4, 6)
    assert said([1, 2, 3, 4], [5, 6, 7, 8], direction=Direction.MAINTAIN).evidence is None
    assert found.detectable_shift is None


def test_a_season_that_is_missing_makes_no_change() -> None:
    # The first half of each year is high. Before it was never measured, after it always was: nothing but season.
    before, after = [None, 1.1, None, 1.2, None, 1.3, None, 1.4], [9.1, 1.0, 9.2, 1.2, 9.3, 1.1, 9.4, 1.3]
    assert said(before, after, in_a_year=2).evidence is Evidence.TOO_LITTLE
    assert said(before, [9.1, None, 9.2, None, 9.3, None, 9.4, None], in_a_year=2).evidence is Evidence.TOO_LITTLE


def test_no_sureness_however_long() -> None:
    assert said(list(range(20)), list(range(20, 40))).evidence is Evidence.SIGNS_IMPROVEMENT


def test_ties_share_the_middle_of_their_ranks() -> None:
    # Ranks 1, 2.5, 2.5, 4, doubled.
    assert doubled_ranks([3, 5, 5, 9]) == [2, 5, 5, 8]
    assert doubled_ranks([9, 5, 3, 5]) == [8, 5, 2, 5]
    assert doubled_ranks([1, 1, 1]) == [4, 4, 4]
    assert doubled_ranks([0.3, 0.1 + 0.2], tol=1e-9) == [3, 3]


def test_the_distribution_is_that_of_all_orders() -> None:
    chance = random.Random(7)
    for _ in range(200):
        number, part = chance.randint(1, 6), chance.randint(1, 6)
        values = [chance.randint(0, 4) for _ in range(number + part)]
        ranks = doubled_ranks(values)
        sums = [sum(one) for one in combinations(ranks, part)]
        told = sum(ranks[number:])
        rises, as_much, orders = rank_sum(values[:number], values[number:])
        assert as_much == sum(one >= told if rises else one <= told for one in sums), values
        assert orders == len(sums) == comb(number + part, part)


def test_known_tails() -> None:
    # From tables of Mann and Whitney's U with five and five: at most 2 in 4 of 252 orders, at most 3 in 7.
    assert rank_sum([1, 2, 3, 4, 7], [5, 6, 8, 9, 10])[1:] == (4, 252)
    assert rank_sum([1, 2, 3, 4, 8], [5, 6, 7, 9, 10])[1:] == (7, 252)
    # Sixty on each side, all after above: one order of all.
    rises, as_much, orders = rank_sum(list(range(60)), list(range(60, 120)))
    assert (rises, as_much, orders) == (True, 1, comb(120, 60))


@pytest.mark.parametrize("shift", [-3.0, 0.5, 3.0])
def test_mirrored_values_lean_to_the_other_side_just_as_much(shift: float) -> None:
    before, after = [1.0, 4, 2, 6], [3 + shift, 5 + shift, 2 + shift, 8 + shift]
    rises, as_much, _ = rank_sum(before, after)
    turned, mirrored, _ = rank_sum([-one for one in before], [-one for one in after])
    assert (mirrored, turned) == (as_much, not rises)

"""Trees: no sequence of moves makes a ring, nothing is lost from sight, and what is moved moves one step."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import Invalid
from portfolio.domain.trees import above, below, check_parent, in_order, stepped

#: 1 holds 2 and 3, 2 holds 4; 5 stands alone.
TREE = {1: None, 2: 1, 3: 1, 4: 2, 5: None}


def test_what_is_part_of_something_follows_it_one_step_deeper() -> None:
    assert in_order([5, 1, 3, 2, 4], TREE) == [(5, 0), (1, 0), (3, 1), (2, 1), (4, 2)]
    assert in_order([], {}) == []


def test_what_names_a_parent_that_is_not_there_stands_at_the_top() -> None:
    assert in_order([7, 8], {7: 99, 8: 7}) == [(7, 0), (8, 1)]


def test_above_and_below_hold_the_thing_itself() -> None:
    assert above(4, TREE) == {1, 2, 4}
    assert above(5, TREE) == {5}
    assert below([1], TREE) == {1, 2, 3, 4}
    assert below([4, 5], TREE) == {4, 5}
    assert below([99], TREE) == below([], TREE) == set()


def test_a_parent_is_refused_that_is_gone_or_would_close_a_ring() -> None:
    for moved, parent in ((1, 1), (1, 2), (1, 4), (2, 4), (1, 99), (None, 99)):
        with pytest.raises(Invalid) as refused:
            check_parent(moved, parent, TREE)
        assert refused.value.field == "parent_id", (moved, parent)
    for moved, parent in ((4, 1), (4, 5), (2, 3), (1, 5), (1, None), (None, 4), (None, None), (2, 1)):
        check_parent(moved, parent, TREE)
    with pytest.raises(Invalid) as refused:
        check_parent(1, 4, TREE, field="under")
    assert refused.value.field == "under"


@given(
    size=st.integers(1, 9),
    moves=st.lists(st.tuples(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 8))), max_size=40),
)
def test_no_sequence_of_moves_makes_a_ring_or_loses_anything(size: int, moves: list[tuple[int, int | None]]) -> None:
    parents: dict[int, int | None] = dict.fromkeys(range(size))
    for moved, parent in moves:
        if moved not in parents:
            continue
        try:
            check_parent(moved, parent, parents)
        except Invalid:
            # Only what is gone, or lies at or below what is moved, is refused.
            assert parent not in parents or parent in below([moved], parents)
            continue
        parents[moved] = parent
        for one in parents:
            steps, current = 0, parents[one]
            while current is not None:
                steps, current = steps + 1, parents[current]
                assert steps < size, "a ring"
    assert sorted(one for one, _ in in_order(parents, parents)) == list(range(size))


def test_one_step_changes_places_with_the_neighbour_and_touches_nobody_else() -> None:
    siblings = [(10, 1), (20, 4), (30, 9)]
    assert stepped(siblings, 20, -1) == {20: 1, 10: 4}
    assert stepped(siblings, 20, 1) == {20: 9, 30: 4}
    assert stepped(siblings, 10, -1) == stepped(siblings, 30, 1) == {}


def test_equal_positions_are_drawn_apart() -> None:
    assert stepped([(10, 3), (20, 3), (30, 3)], 30, -1) == {30: 4, 20: 5}


@given(
    positions=st.lists(st.integers(0, 5), min_size=1, max_size=7),
    index=st.integers(0, 6),
    step=st.sampled_from([-1, 1]),
)
def test_a_step_and_the_step_back_leave_the_order_as_it_was(positions: list[int], index: int, step: int) -> None:
    held = dict(enumerate(positions))
    moved = index % len(positions)

    def order(places: dict[int, int]) -> list[int]:
        return sorted(places, key=lambda one: (places[one], one))

    before = order(held)
    after = held | stepped(list(held.items()), moved, step)
    shown = order(after)
    place = before.index(moved)
    if 0 <= place + step < len(before):
        assert shown.index(moved) == place + step
        after |= stepped(list(after.items()), moved, -step)
    assert order(after) == before

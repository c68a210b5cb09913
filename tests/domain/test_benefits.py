"""Benefits: times in order, no effect its own cause, and owners in the line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.benefits import check_times, is_project_role, leads_in_circle
from portfolio.domain.errors import InvalidFields
from portfolio.domain.periods import Period, parse, quarter, year


@pytest.mark.parametrize(
    ("first", "full"),
    [
        (None, None),
        ("kv 2 2024", None),
        ("kv 2 2024", "kv 2 2024"),
        ("kv 2 2024", "kv 3 2024"),
        ("kv 3 2024", "2024"),
        ("2024", "kv 1 2024"),
        ("2024-05-01", "maj 2024"),
    ],
)
def test_a_full_effect_that_may_come_after_the_first_is_accepted(first: str | None, full: str | None) -> None:
    check_times(first_effect=parse(first) if first else None, full_effect=parse(full) if full else None)


@pytest.mark.parametrize(
    ("first", "full", "field", "said"),
    [
        ("kv 3 2024", "kv 2 2024", "full_effect", "Full effekt kv 2 2024 ligger före första effekt kv 3 2024"),
        (None, "kv 2 2024", "first_effect", "Ange när den första effekten väntas"),
        ("löpande", "kv 2 2024", "first_effect", "ingen början eller inget slut"),
        ("kv 2 2024", "från 2025", "full_effect", "ingen början eller inget slut"),
    ],
)
def test_times_that_cannot_be_are_told_of_beside_the_field(
    first: str | None, full: str | None, field: str, said: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        check_times(first_effect=parse(first) if first else None, full_effect=parse(full) if full else None)
    assert said in refused.value.problems[field]


QUARTERS = st.builds(quarter, st.integers(2015, 2035), st.integers(1, 4))


@given(QUARTERS, QUARTERS)
def test_of_two_quarters_exactly_one_order_is_refused_unless_they_are_the_same(a: Period, b: Period) -> None:
    def refused(first: Period, full: Period) -> bool:
        try:
            check_times(first_effect=first, full_effect=full)
        except InvalidFields:
            return True
        return False

    assert refused(a, b) + refused(b, a) == (a != b)


@given(QUARTERS)
def test_within_the_same_year_nothing_is_proven_and_nothing_refused(q: Period) -> None:
    assert q.start is not None
    check_times(first_effect=q, full_effect=year(q.start.year))
    check_times(first_effect=year(q.start.year), full_effect=q)


@pytest.mark.parametrize(
    "role",
    ["Projektledare", "projektledaren", "Huvudprojektledare", "Processledare", "Delprojektledare", "projektgruppen"],
)
def test_a_role_of_the_project_is_known_by_its_words(role: str) -> None:
    assert is_project_role(role)


@pytest.mark.parametrize("role", [None, "", "Verksamhetschef", "Avdelningschef", "Chef för processer", "Prorektor"])
def test_a_role_in_the_line_is_none(role: str | None) -> None:
    assert not is_project_role(role)


@pytest.mark.parametrize(
    ("graph", "start", "circle"),
    [
        ({}, 1, ()),
        ({1: [2], 2: [3]}, 1, ()),
        ({1: [1]}, 1, (1, 1)),
        ({1: [2], 2: [1]}, 1, (1, 2, 1)),
        ({1: [2], 2: [3], 3: [1]}, 1, (1, 2, 3, 1)),
        ({1: [2], 2: [3], 3: [2]}, 1, ()),
    ],
)
def test_a_circle_is_named_from_where_it_starts(
    graph: dict[int, list[int]], start: int, circle: tuple[int, ...]
) -> None:
    assert leads_in_circle(graph, start=start) == circle


EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


@given(EDGES, st.integers(0, 7))
def test_a_circle_that_is_found_is_one_and_none_is_missed(edges: list[tuple[int, int]], start: int) -> None:
    graph: dict[int, set[int]] = {}
    for a, b in edges:
        graph.setdefault(a, set()).add(b)
    found = leads_in_circle(graph, start=start)
    reach, todo = set(), list(graph.get(start, ()))
    while todo:
        one = todo.pop()
        if one not in reach:
            reach.add(one)
            todo.extend(graph.get(one, ()))
    assert bool(found) is (start in reach)
    if found:
        assert found[0] == found[-1] == start
        assert all(b in graph[a] for a, b in pairwise(found))


@given(EDGES, st.integers(0, 7), st.sets(st.integers(0, 7)))
def test_links_that_were_each_accepted_never_form_a_circle(
    edges: list[tuple[int, int]], start: int, more: set[int]
) -> None:
    graph: dict[int, set[int]] = {}
    for a, b in edges:
        graph.setdefault(a, set()).add(b)
        if leads_in_circle(graph, start=a):
            graph[a].discard(b)
    assert all(leads_in_circle(graph, start=one) == () for one in range(8))

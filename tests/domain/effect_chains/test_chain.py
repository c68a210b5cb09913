"""What leads to what, and what leads nowhere; the columns of its picture, and that few lines cross in it."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from portfolio.domain.effect_chains import (
    Benefit,
    Chain,
    Enabler,
    Goal,
    Initiative,
    Kind,
    Node,
    Told,
    narrowed,
    picture,
)
from portfolio.domain.effect_chains.layers import crossings, layers
from portfolio.domain.effect_chains.picture import GAP, HEADING, wrapped

TOLD = Told(
    initiatives=(Initiative(1, "Ett"), Initiative(2, "Två")),
    enablers=(
        Enabler(1, "Ny modul", (1,)),
        Enabler(2, "Möte", (1, 2), is_enabler=False),
        Enabler(3, "Glömd", (2,)),
        Enabler(4, "Glömt möte", (1,), is_enabler=False),
    ),
    benefits=(
        Benefit(1, "Tidigare", 1, "Alla bokar", enabler_ids=(1, 2), leads_to=(2, 4)),
        Benefit(2, "Kortare", 1, goal_ids=(2,)),
        Benefit(3, "Ensam", 1),
        Benefit(4, "I ett annat", 2, "Alla bokar", enabler_ids=(2,)),
        Benefit(5, "Mer arbete", 2, is_disbenefit=True),
    ),
    goals=(Goal(1, "Överst"), Goal(2, "Del", 1, 1), Goal(3, "Orört")),
)


def titles(nodes: tuple[Node, ...], kind: Kind) -> list[str]:
    return [one.title for one in nodes if one.kind is kind]


def test_the_whole_chain_tells_what_leads_nowhere() -> None:
    chain = narrowed(TOLD, {1, 2})
    assert titles(chain.nodes, Kind.ENABLER) == ["Ny modul", "Möte", "Glömd"], "an activity may do without a benefit"
    assert titles(chain.nodes, Kind.STATE) == ["Alla bokar"], "one state, which two benefits share"
    assert titles(chain.nodes, Kind.GOAL) == ["Del", "Orört"], "a goal that is served through its part needs no box"
    assert {one.title: one.mark for one in chain.dead_ends} == {
        "Glömd": "leder inte till någon nytta än",
        "Ensam": "leder inte till något mål än",
        "I ett annat": "leder inte till något mål än",
        "Orört": "ingen nytta leder hit än",
    }, "neither a disbenefit, nor what comes to a goal through another benefit"
    assert set(chain.edges) == {
        ("e1", "sAlla bokar"),
        ("e2", "sAlla bokar"),
        ("sAlla bokar", "b1"),
        ("sAlla bokar", "b4"),
        ("b1", "b2"),
        ("b1", "b4"),
        ("b2", "g2"),
    }
    assert [(group.initiative.id, group.dead_ends) for group in chain.groups] == [(1, 1), (2, 2)]


def test_a_part_shows_what_it_leads_to_outside_but_no_goal_of_others() -> None:
    chain = narrowed(TOLD, {1}, whole=False)
    assert titles(chain.nodes, Kind.BENEFIT) == ["Tidigare", "Kortare", "Ensam", "I ett annat"]
    (outside,) = [one for one in chain.nodes if one.outside]
    assert (outside.title, outside.outside, outside.mark) == ("I ett annat", "Två", ""), "told of where it belongs"
    assert titles(chain.nodes, Kind.GOAL) == ["Del"]
    assert chain.unserved == ()
    assert narrowed(TOLD, set(), whole=False).nodes == ()
    assert picture(narrowed(Told(), set())).boxes == ()


def test_a_benefit_stands_after_those_that_lead_to_it_and_no_box_on_another() -> None:
    drawn = picture(narrowed(TOLD, {1, 2}))
    left = {one.node.key: one.x for one in drawn.boxes}
    for source, target in narrowed(TOLD, {1, 2}).edges:
        assert left[source] < left[target]
    assert [one.kind for one in drawn.headings] == list(Kind), "the two columns of benefits share a heading"
    for x in set(left.values()):
        column = sorted((one.y, one.y + one.height) for one in drawn.boxes if one.x == x)
        assert column[0][0] >= HEADING
        assert all(below[0] - above[1] >= GAP - 1e-6 for above, below in pairwise(column))
        assert column[-1][1] <= drawn.height
    assert len(drawn.curves) == 7
    assert picture(narrowed(TOLD, {1, 2})) == drawn


@pytest.mark.parametrize("seed", range(5))
def test_the_lines_cross_no_more_than_as_they_were_told_and_always_alike(seed: int) -> None:
    chance = random.Random(seed)
    enablers = [Node(f"e{one}", Kind.ENABLER, "x") for one in range(10)]
    benefits = [Node(f"b{one}", Kind.BENEFIT, "x") for one in range(8)]
    goals = [Node(f"g{one}", Kind.GOAL, "x") for one in range(5)]
    edges = {(chance.choice(enablers).key, one.key) for one in benefits for _ in range(2)}
    edges |= {(one.key, chance.choice(goals).key) for one in benefits}
    edges |= {(enablers[0].key, goals[0].key)}
    chain = Chain((*enablers, *benefits, *goals), tuple(sorted(edges)), (), ())
    made = layers(chain)
    assert layers(chain) == made
    links = [pair for line in made.lines.values() for pair in pairwise(line)]
    passing = ("e0", "g0", 1)
    as_told = [[one.key for one in enablers], [*(one.key for one in benefits), passing], [one.key for one in goals]]
    assert [sorted(map(str, column)) for column in made.columns] == [sorted(map(str, column)) for column in as_told]
    assert crossings(made.columns, links) < crossings(as_told, links)


def test_lines_that_need_not_cross_do_not() -> None:
    nodes = tuple(Node(f"{kind.name[0]}{one}", kind, "x") for kind in (Kind.ENABLER, Kind.BENEFIT) for one in range(6))
    edges = tuple((f"E{one}", f"B{5 - one}") for one in range(6))
    made = layers(Chain(nodes, edges, (), ()))
    assert crossings(made.columns, list(edges)) == 0


def test_a_ring_that_nobody_can_save_is_still_drawn() -> None:
    ring = Told(TOLD.initiatives, (), (Benefit(1, "a", 1, leads_to=(2,)), Benefit(2, "b", 1, leads_to=(1,))))
    drawn = picture(narrowed(ring, {1}))
    assert (len(drawn.boxes), len(drawn.curves)) == (2, 1)


def test_a_title_is_broken_where_it_has_to_be() -> None:
    assert wrapped("Kortare väg till fast vårdkontakt för alla") == ("Kortare väg till fast", "vårdkontakt för alla")
    assert wrapped("informationsöverföringsprocessens") == ("informationsöverförings-", "processens")
    lines = wrapped("mycket långa ord " * 20)
    assert len(lines) == 4
    assert lines[-1].endswith(" …")
    assert all(len(one) <= 24 for one in lines)

"""Things in columns, ordered so that few lines between them cross (barycentre sweeps), always in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from portfolio.domain.effect_chains.chain import Chain, Kind

#: So often the columns are gone through, forth and back; after that nothing gets better.
_SWEEPS = 6

#: A place where a line runs through a column: the line, and the number of the column.
Passing = tuple[str, str, int]
Place = str | Passing


@dataclass(frozen=True)
class Layers:
    """Columns from the left, each from the top: keys of things, and places where lines pass. ``lines`` join those."""

    columns: tuple[tuple[Place, ...], ...]
    lines: Mapping[tuple[str, str], tuple[Place, ...]]
    kinds: tuple[Kind, ...]


def layers(chain: Chain) -> Layers:
    """Put the things of a chain into columns by what they are; a benefit stands after those that lead to it."""
    at, kinds = _columns(chain)
    columns: list[list[Place]] = [[] for _ in kinds]
    for node in chain.nodes:
        columns[at[node.key]].append(node.key)
    lines: dict[tuple[str, str], tuple[Place, ...]] = {}
    # Within a ring, which nobody can save, something would lead backwards; that is left out.
    for source, target in (one for one in chain.edges if at[one[0]] < at[one[1]]):
        passed: list[Passing] = [(source, target, column) for column in range(at[source] + 1, at[target])]
        for place in passed:
            columns[place[2]].append(place)
        lines[source, target] = (source, *passed, target)
    links = [pair for line in lines.values() for pair in pairwise(line)]
    return Layers(tuple(map(tuple, _swept(columns, links))), lines, kinds)


def _columns(chain: Chain) -> tuple[dict[str, int], tuple[Kind, ...]]:
    """By key the number of its column, and what each column holds; kinds that there are none of get no column."""
    ranks = _ranks(chain)
    asked = {one.key: (one.kind.value, ranks.get(one.key, 0)) for one in chain.nodes}
    found = {each: number for number, each in enumerate(sorted(set(asked.values())))}
    return {key: found[each] for key, each in asked.items()}, tuple(Kind(kind) for kind, _ in found)


def _ranks(chain: Chain) -> dict[str, int]:
    """By benefit how many others the longest way to it leads over."""
    ranks = {one.key: 0 for one in chain.nodes if one.kind is Kind.BENEFIT}
    between = [(source, target) for source, target in chain.edges if source in ranks and target in ranks]
    # No way is longer than there are benefits, so that a ring, which nobody can save, would not go on for ever.
    for _ in ranks:
        moved = False
        for source, target in between:
            if ranks[target] <= ranks[source] < len(ranks):
                ranks[target], moved = ranks[source] + 1, True
        if not moved:
            break
    return ranks


def crossings(columns: Sequence[Sequence[Place]], links: Sequence[tuple[Place, Place]]) -> int:
    """How many pairs of lines between neighbouring columns cross."""
    place = {one: (number, at) for number, column in enumerate(columns) for at, one in enumerate(column)}
    gaps: dict[int, list[tuple[int, int]]] = {}
    for source, target in links:
        gaps.setdefault(place[source][0], []).append((place[source][1], place[target][1]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for gap in gaps.values()
        for number, one in enumerate(gap)
        for other in gap[:number]
    )


def _swept(columns: list[list[Place]], links: Sequence[tuple[Place, Place]]) -> list[list[Place]]:
    before: dict[Place, list[Place]] = {}
    after: dict[Place, list[Place]] = {}
    for source, target in links:
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    best, fewest = [list(column) for column in columns], crossings(columns, links)
    for _ in range(_SWEEPS):
        for number in range(1, len(columns)):
            columns[number] = _ordered(columns[number], columns[number - 1], before)
        for number in reversed(range(len(columns) - 1)):
            columns[number] = _ordered(columns[number], columns[number + 1], after)
        if (crossed := crossings(columns, links)) < fewest:
            best, fewest = [list(column) for column in columns], crossed
    return best


def _ordered(column: Sequence[Place], beside: Sequence[Place], joined: Mapping[Place, Sequence[Place]]) -> list[Place]:
    """The column by the middle of what each is joined to beside it; what is joined to nothing stays where it stands."""
    place = {one: at for at, one in enumerate(beside)}
    middles = {one: sum(place[each] for each in joined[one]) / len(joined[one]) for one in column if joined.get(one)}
    moving = iter(sorted(middles, key=middles.__getitem__))
    return [next(moving) if one in middles else one for one in column]

"""Trees of things that name what they are part of: areas, goals and organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from portfolio.domain.errors import Invalid


def in_order(ids: Iterable[int], parents: Mapping[int, int | None]) -> list[tuple[int, int]]:
    """Every id with its depth (0 at the top), what is part of something after it, in the order given within a level.

    What names a parent that is not there stands at the top, so that nothing is lost from sight.
    """
    below: dict[int | None, list[int]] = {}
    for one in ids:
        parent = parents.get(one)
        below.setdefault(parent if parent in parents else None, []).append(one)

    ordered: list[tuple[int, int]] = []
    waiting = [(one, 0) for one in reversed(below.get(None, []))]
    while waiting:
        one, depth = waiting.pop()
        ordered.append((one, depth))
        waiting.extend((child, depth + 1) for child in reversed(below.get(one, [])))
    return ordered


def check_parent(
    moved: int | None, parent: int | None, parents: Mapping[int, int | None], *, field: str = "parent_id"
) -> None:
    """Hold a new parent against the tree as it is. Raises Invalid when it is not there, or would close a ring.

    ``moved`` is None for what is new: nothing can be part of it yet.
    """
    if parent is None:
        return
    if parent not in parents:
        raise Invalid(field, "Det valda finns inte längre. Välj något annat.")
    if moved is not None and moved in above(parent, parents):
        raise Invalid(
            field,
            "Det du valde är samma sak eller ligger under den, och då hamnar båda utanför trädet. "
            "Välj något som ligger högre upp eller i en annan gren.",
        )


def above(one: int, parents: Mapping[int, int | None]) -> frozenset[int]:
    """The ids of what something is part of, and its own."""
    found: set[int] = set()
    current: int | None = one
    while current is not None and current not in found:
        found.add(current)
        current = parents.get(current)
    return frozenset(found)


def below(roots: Iterable[int], parents: Mapping[int, int | None]) -> frozenset[int]:
    """The ids of everything that is part of one of these, and their own."""
    parts: dict[int | None, list[int]] = {}
    for one, parent in parents.items():
        parts.setdefault(parent, []).append(one)
    found: set[int] = set()
    waiting = [one for one in roots if one in parents]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(parts.get(one, ()))
    return frozenset(found)


def stepped(siblings: Sequence[tuple[int, int]], moved: int, step: int) -> dict[int, int]:
    """The new positions when one of several changes places with its neighbour: ``step`` is −1 for up, 1 for down.

    ``siblings`` are ids with positions; only those whose position changes are told, and none at the edge.
    """
    ordered = [one for one, _ in sorted(siblings, key=lambda pair: pair[1])]
    index = ordered.index(moved)
    if not 0 <= index + step < len(ordered):
        return {}
    ordered[index], ordered[index + step] = ordered[index + step], ordered[index]
    held = dict(siblings)
    slots: list[int] = []
    for position in sorted(held.values()):
        # Equal positions would leave the order to chance, so they are drawn apart.
        slots.append(max(position, slots[-1] + 1) if slots else position)
    return {one: slot for one, slot in zip(ordered, slots, strict=True) if held[one] != slot}

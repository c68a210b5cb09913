"""What leads to what within a plan, and what leads nowhere yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from typing import TypeVar

from portfolio.domain.trees import above

T = TypeVar("T")

#: With more things than this above each other a picture is no picture any more.
MOST_IN_COLUMN = 26


class Kind(Enum):
    """What a thing in the chain is, in the order in which one leads to the next."""

    ENABLER = auto()
    STATE = auto()
    BENEFIT = auto()
    GOAL = auto()


@dataclass(frozen=True)
class Initiative:
    """An initiative whose chain is told."""

    id: int
    title: str
    area_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Enabler:
    """An enabler, or an activity that a benefit needs; it may belong to several initiatives."""

    id: int
    title: str
    initiative_ids: tuple[int, ...]
    is_enabler: bool = True


@dataclass(frozen=True)
class Benefit:
    """A benefit with what it needs and leads to, by ids; ``changed_state`` is what is otherwise when it comes.

    A disbenefit is nothing that anybody wants, and so need not lead to a goal.
    """

    id: int
    title: str
    initiative_id: int
    changed_state: str | None = None
    is_disbenefit: bool = False
    enabler_ids: tuple[int, ...] = ()
    leads_to: tuple[int, ...] = ()
    goal_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Goal:
    """A goal of the plan; ``depth`` is how far below the top of its tree it stands."""

    id: int
    title: str
    parent_id: int | None = None
    depth: int = 0


@dataclass(frozen=True)
class Told:
    """Everything of a plan that exists for whoever asks, in the plan's order."""

    initiatives: tuple[Initiative, ...] = ()
    enablers: tuple[Enabler, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    goals: tuple[Goal, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[int, Benefit]:
        """The benefits by their ids."""
        return {one.id: one for one in self.benefits}

    @cached_property
    def in_use(self) -> frozenset[int]:
        """The enablers and activities that some benefit needs."""
        return frozenset(enabler for one in self.benefits for enabler in one.enabler_ids)

    @cached_property
    def served(self) -> frozenset[int]:
        """The goals that a benefit serves, by itself or through a goal that is part of them."""
        parents = {one.id: one.parent_id for one in self.goals}
        return frozenset(goal for one in self.benefits for named in one.goal_ids for goal in above(named, parents))

    @cached_property
    def arriving(self) -> frozenset[int]:
        """The benefits that come to a goal, by themselves or through the benefits that they lead to."""
        leading: dict[int, list[int]] = {}
        for one in self.benefits:
            for target in one.leads_to:
                leading.setdefault(target, []).append(one.id)
        found: set[int] = set()
        waiting = [one.id for one in self.benefits if one.goal_ids]
        while waiting:
            if (one_id := waiting.pop()) not in found:
                found.add(one_id)
                waiting.extend(leading.get(one_id, ()))
        return frozenset(found)

    def ends(self, one: Benefit) -> bool:
        """Whether a benefit leads to no goal, and should."""
        return not one.is_disbenefit and one.id not in self.arriving


@dataclass(frozen=True)
class Node:
    """A thing in the chain. ``key`` tells it from all others; ``mark`` says in words that it leads nowhere.

    ``outside`` is the initiative of a benefit that others here lead to, and that is not itself among what is shown.
    """

    key: str
    kind: Kind
    title: str
    id: int | None = None
    initiative_id: int | None = None
    mark: str = ""
    outside: str = ""
    is_disbenefit: bool = False


@dataclass(frozen=True)
class Group:
    """An initiative with its benefits, and the enablers of it that lead to none."""

    initiative: Initiative
    benefits: tuple[Benefit, ...]
    loose: tuple[Enabler, ...]
    dead_ends: int


@dataclass(frozen=True)
class Chain:
    """The part of a plan's chain that is shown: things, pairs of keys that lead from one to another, and groups."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    unserved: tuple[Goal, ...]

    @property
    def count(self) -> Mapping[Kind, int]:
        """How many there are of each kind."""
        return Counter(one.kind for one in self.nodes)

    @property
    def dead_ends(self) -> tuple[Node, ...]:
        """What leads nowhere, and should."""
        return tuple(one for one in self.nodes if one.mark)

    @property
    def is_readable(self) -> bool:
        """Whether it can be drawn as one picture."""
        return max(self.count.values(), default=0) <= MOST_IN_COLUMN


NO_BENEFIT = "leder inte till någon nytta än"
NO_GOAL = "leder inte till något mål än"
NOT_SERVED = "ingen nytta leder hit än"


def narrowed(told: Told, shown: Collection[int], *, whole: bool = True) -> Chain:
    """The chain of some initiatives. The goals that nobody serves are told of the ``whole`` plan alone."""
    groups = tuple(_group(told, one) for one in told.initiatives if one.id in shown)
    benefits = [one for group in groups for one in group.benefits]
    inside = {one.id for one in benefits}
    beyond = [told.by_id[one] for one in _once(b for one in benefits for b in one.leads_to) if one in told.by_id]
    unserved = tuple(one for one in told.goals if one.id not in told.served) if whole else ()
    used = {enabler for one in benefits for enabler in one.enabler_ids}
    loose = {one.id for group in groups for one in group.loose}
    named = {goal for one in benefits for goal in one.goal_ids} | {one.id for one in unserved}
    titles = {one.id: one.title for one in told.initiatives}
    nodes = [
        *(_enabler(one, used, shown) for one in told.enablers if one.id in used | loose),
        *_states(benefits),
        *(_benefit(told, one) for one in benefits),
        *(_benefit(told, one, titles[one.initiative_id]) for one in beyond if one.id not in inside),
        *(_goal(one, unserved) for one in told.goals if one.id in named),
    ]
    keys = {one.key for one in nodes}
    edges = tuple(one for one in _once(_edges(benefits)) if keys.issuperset(one))
    return Chain(tuple(nodes), edges, groups, unserved)


def _group(told: Told, initiative: Initiative) -> Group:
    benefits = tuple(one for one in told.benefits if one.initiative_id == initiative.id)
    loose = tuple(
        one
        for one in told.enablers
        if one.is_enabler and initiative.id in one.initiative_ids and one.id not in told.in_use
    )
    return Group(initiative, benefits, loose, len(loose) + sum(told.ends(one) for one in benefits))


def _enabler(one: Enabler, used: Collection[int], shown: Collection[int]) -> Node:
    own = next((each for each in one.initiative_ids if each in shown), None)
    return Node(f"e{one.id}", Kind.ENABLER, one.title, one.id, own, "" if one.id in used else NO_BENEFIT)


def _states(benefits: Iterable[Benefit]) -> list[Node]:
    """What is otherwise when benefits come; two benefits that state it in the same words share it."""
    texts = _once(one.changed_state for one in benefits if one.changed_state)
    return [Node(_state_key(text), Kind.STATE, text) for text in texts]


def _benefit(told: Told, one: Benefit, outside: str = "") -> Node:
    mark = NO_GOAL if told.ends(one) and not outside else ""
    return Node(f"b{one.id}", Kind.BENEFIT, one.title, one.id, one.initiative_id, mark, outside, one.is_disbenefit)


def _goal(one: Goal, unserved: Collection[Goal]) -> Node:
    return Node(f"g{one.id}", Kind.GOAL, one.title, one.id, mark=NOT_SERVED if one in unserved else "")


def _edges(benefits: Iterable[Benefit]) -> Iterable[tuple[str, str]]:
    for one in benefits:
        own = f"b{one.id}"
        first = own
        if one.changed_state:
            first = _state_key(one.changed_state)
            yield first, own
        yield from ((f"e{each}", first) for each in one.enabler_ids)
        yield from ((own, f"b{each}") for each in one.leads_to)
        yield from ((own, f"g{each}") for each in one.goal_ids)


def _state_key(text: str) -> str:
    return f"s{text}"


def _once(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))

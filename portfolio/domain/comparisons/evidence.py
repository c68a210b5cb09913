"""What can be said of a change: how sure it is that there is one, and which facts say so.

What can be shown is that something changed, never why. So the initiative's own contribution is told by people, apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto

from portfolio.domain.control_charts import Level, Signal
from portfolio.domain.effects.states import EffectFlag
from portfolio.domain.measures import Direction, Method


class Evidence(StrEnum):
    """How sure a change is."""

    ESTABLISHED_IMPROVEMENT = "established_improvement"
    ESTABLISHED_DETERIORATION = "established_deterioration"
    SIGNS_IMPROVEMENT = "signs_improvement"
    SIGNS_DETERIORATION = "signs_deterioration"
    NOT_SHOWN = "not_shown"
    TOO_LITTLE = "too_little"
    ASSESSED = "assessed"

    @property
    def is_deterioration(self) -> bool:
        """Whether it says that things have become worse, surely or by signs."""
        return self in (Evidence.ESTABLISHED_DETERIORATION, Evidence.SIGNS_DETERIORATION)

    @property
    def is_change(self) -> bool:
        """Whether it says that anything has changed."""
        return self.is_deterioration or self in (Evidence.ESTABLISHED_IMPROVEMENT, Evidence.SIGNS_IMPROVEMENT)

    @property
    def is_established(self) -> bool:
        """Whether it is more than signs."""
        return self in (Evidence.ESTABLISHED_IMPROVEMENT, Evidence.ESTABLISHED_DETERIORATION)


#: The directions that a change can be good or bad in.
JUDGED = (Direction.INCREASE, Direction.DECREASE)


class Because(Enum):
    """What a verdict rests on, or why there is none."""

    NO_START = auto()
    NO_DIRECTION = auto()
    UNEVEN = auto()
    OVERLAPPING = auto()
    FEW = auto()
    RUN = auto()
    FLAG = auto()
    RANKS = auto()
    INTERVAL = auto()
    PAIRED = auto()
    NO_COUNTS = auto()
    ONCE = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class Verdict:
    """The evidence, and the facts that it is told and can be checked by; what was not reckoned is None.

    ``before`` and ``after`` are how many values there are on each side, ``level`` what those before the start make in
    the measure's unit. ``rises`` is which way the change went. ``run`` is how many points in a row tell the same,
    ``flagged`` the number of the point that a rule flagged. ``chance`` is the share of orders of the values that would
    tell as much, ``orders`` how many of how many. ``left_over`` are the values that fill no whole year. ``tallies`` are
    the counts of before and after: how many, of how many who answered, of how many who were asked. ``trend`` is Mann
    and Kendall's z of those before, with its sign.
    """

    evidence: Evidence | None
    because: Because
    method: Method
    before: int = 0
    after: int = 0
    level: Level = field(default_factory=lambda: Level(None))
    rises: bool | None = None
    run: int = 0
    flagged: tuple[int, Signal] | None = None
    chance: float | None = None
    orders: tuple[int, int] | None = None
    left_over: int = 0
    trend: float | None = None
    prior_drift: bool = False
    short_of_a_season: bool = False
    capped: bool = False
    unreviewed: bool = False
    interval: tuple[float, float, float] | None = None
    tallies: tuple[tuple[float, float, float | None], ...] = ()
    overdispersed: bool = False

    @property
    def is_deterioration(self) -> bool:
        """Whether the evidence is that things have become worse."""
        return self.evidence is not None and self.evidence.is_deterioration

    @property
    def detectable_shift(self) -> float | None:
        """A lasting shift that would usually have been seen, in the measure's unit."""
        return self.level.detectable if self.method is Method.SERIES else None

    @property
    def flags(self) -> frozenset[EffectFlag]:
        """What there is to know beside a state."""
        told = ((self.overdispersed, EffectFlag.OVERDISPERSED), (self.prior_drift, EffectFlag.PRIOR_DRIFT))
        return frozenset(flag for holds, flag in told if holds)


def evidence_of(*, established: bool, rises: bool, direction: Direction) -> Evidence:
    """The evidence of a change: its sureness, and whether its way is the good one."""
    if rises is (direction is Direction.INCREASE):
        return Evidence.ESTABLISHED_IMPROVEMENT if established else Evidence.SIGNS_IMPROVEMENT
    return Evidence.ESTABLISHED_DETERIORATION if established else Evidence.SIGNS_DETERIORATION

"""The state of a measure of a benefit, and of the benefit itself: the first of twelve that fits, and why.

Source: the product's rules of effect, sections 1 and 2. Work progress is another axis and never mixed into these.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from portfolio.domain.benefits import Ramp
from portfolio.domain.effects.achievement import USUAL, Tolerances, achievement, is_same, is_upheld
from portfolio.domain.effects.due import due, first_missing
from portfolio.domain.effects.ramps import Curve, Milestone, curve, expected
from portfolio.domain.effects.values import ENOUGH, SLACK, Now, Value, a_year_before, after, counted, is_few, now
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import Period


class EffectState(StrEnum):
    """How it is going with an effect."""

    NO_MEASURE = "no_measure"
    NO_BASELINE = "no_baseline"
    NOT_DUE = "not_due"
    AWAITING_FIRST = "awaiting_first"
    NOT_REPORTED = "not_reported"
    NOT_JUDGEABLE = "not_judgeable"
    WORSENED = "worsened"
    FALLEN_BACK = "fallen_back"
    LASTING = "lasting"
    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"


class EffectFlag(StrEnum):
    """What else there is to know about a state."""

    UNREVIEWED = "unreviewed"
    FEW_VALUES = "few_values"
    OVERDUE = "overdue"
    ASSESSED = "assessed"
    OVERDISPERSED = "overdispersed"
    PRIOR_DRIFT = "prior_drift"


#: A benefit with several measures takes the worst state of them; the worst first.
WORST_FIRST = (
    EffectState.WORSENED,
    EffectState.FALLEN_BACK,
    EffectState.BEHIND,
    EffectState.NOT_REPORTED,
    EffectState.NO_BASELINE,
    EffectState.NO_MEASURE,
    EffectState.NOT_JUDGEABLE,
    EffectState.AWAITING_FIRST,
    EffectState.ON_TRACK,
    EffectState.NOT_DUE,
    EffectState.REACHED,
    EffectState.LASTING,
)


@dataclass(frozen=True)
class Aim:
    """What a benefit wants of one measure, and how its effect is expected to grow.

    ``baseline`` is None where it is missing, with ``baseline_excused`` when a reason was given; ``baseline_period`` is
    where values begin to count when no first effect is stated.
    """

    direction: Direction
    frequency: Frequency
    baseline: float | None = None
    baseline_excused: bool = False
    baseline_period: Period | None = None
    target: float | None = None
    target_period: Period | None = None
    tolerance: float | None = None
    first_effect: Period | None = None
    full_effect: Period | None = None
    ramp: Ramp | None = None
    interim: Sequence[tuple[Period, float]] = ()
    multiplier: float = 1.0

    @property
    def start(self) -> date | None:
        """The first day on which a value can tell of the effect; None when nothing says."""
        if self.first_effect is not None:
            return self.first_effect.start
        ends = self.baseline_period.end if self.baseline_period is not None else None
        return ends + timedelta(days=1) if ends is not None else None

    def due(self, as_of: date) -> list[Period]:
        """The periods whose values should be there by a day; what is measured once is due when the target is."""
        if self.frequency is Frequency.ONCE:
            once = self.target_period or self.full_effect or self.first_effect
            return [once] if once is not None and once.end is not None and once.end <= as_of else []
        return list(due(self.frequency, self.start, as_of=as_of)) if self.start is not None else []

    @property
    def has_share(self) -> bool:
        """Whether a share of the way exists: there is one to go, from a baseline to a target."""
        if self.direction not in _WITH_SHARE or self.baseline is None or self.target is None:
            return False
        return not is_same(self.baseline, self.target)

    def share(self, value: float) -> float:
        """The share of the way that a value has gone. Raises ValueError where there is none to go."""
        if self.baseline is None or self.target is None:
            raise ValueError("No share without a baseline and a target.")
        return achievement(value, baseline=self.baseline, target=self.target)

    @property
    def curve(self) -> Curve | None:
        """How the effect is expected to grow; None where no time says, or nothing is to grow.

        Raises Invalid for times or interim targets that could not have been saved.
        """
        if self.first_effect is None or self.direction not in _WITH_SHARE:
            return None
        milestones = [Milestone(period, self.share(level)) for period, level in self.interim] if self.has_share else []
        return curve(
            first_effect=self.first_effect, full_effect=self.full_effect, ramp=self.ramp, milestones=milestones
        )


_WITH_SHARE = (Direction.INCREASE, Direction.DECREASE)


@dataclass(frozen=True)
class Effect:
    """What is said of a measure of a benefit on a day; shares are ratios, 0.75 for 75 per cent.

    ``missing`` is the first period that should have a value by then and has none, overdue or not.
    """

    state: EffectState
    now: Now | None = None
    achievement: float | None = None
    expected: float | None = None
    deviation: float | None = None
    flags: frozenset[EffectFlag] = field(default_factory=frozenset)
    overdue_days: int = 0
    missing: Period | None = None


def effect(
    aim: Aim,
    values: Iterable[Value],
    *,
    as_of: date,
    grace_days: int = 30,
    tolerances: Tolerances = USUAL,
    deterioration: bool = False,
) -> Effect:
    """Where a measure of a benefit stands on a day, and what that is called.

    ``values`` are submitted and reviewed ones of period values, excluded periods left out. ``deterioration`` tells that
    the change for the worse is more than chance.
    """
    every = list(values)
    told = after(counted(every, as_of=as_of), aim.start)
    found = now(told, multiplier=aim.multiplier)
    share = aim.share(found.mean) if found is not None and aim.has_share else None
    ramp = _expected(aim, found, as_of)
    due_now = aim.due(as_of)
    # What says nothing of when it is due is due as soon as there is a value, or nothing to wait for.
    is_due = bool(due_now) or aim.start is None or (aim.frequency is Frequency.ONCE and found is not None)
    missing = first_missing(due_now, every)
    late = (as_of - missing.end).days - grace_days if missing is not None and missing.end is not None else 0
    flags = set()
    if found is not None and is_few(found, aim.frequency):
        flags.add(EffectFlag.FEW_VALUES)
    if found is not None and not all(one.reviewed for one in found.values):
        flags.add(EffectFlag.UNREVIEWED)
    if late > 0:
        flags.add(EffectFlag.OVERDUE)
    judged = _Judged(aim, told, found, share, ramp, is_due, late, tolerances, deterioration)
    return Effect(
        state=next(state for state, fits in _RULES if fits(judged)),
        now=found,
        achievement=share,
        expected=ramp,
        deviation=share - ramp if share is not None and ramp is not None else None,
        flags=frozenset(flags),
        overdue_days=max(late, 0),
        missing=missing,
    )


def worst(states: Iterable[EffectState]) -> EffectState:
    """The state of a benefit with several measures; of one without any, that it has none."""
    return min(states, key=WORST_FIRST.index, default=EffectState.NO_MEASURE)


@dataclass(frozen=True)
class _Judged:
    """Everything that the rules ask about, put together once."""

    aim: Aim
    told: Sequence[Value]
    now: Now | None
    share: float | None
    expected: float | None
    is_due: bool
    late: int
    tolerances: Tolerances
    deterioration: bool

    @property
    def lacks_baseline(self) -> bool:
        return self.aim.direction in _WITH_SHARE and self.aim.baseline is None

    @property
    def judgeable(self) -> bool:
        if self.aim.direction is Direction.MAINTAIN:
            return self.aim.target is not None and self.aim.tolerance is not None
        return self.aim.has_share

    def is_full(self, found: Now | None, part: float = 1.0) -> bool:
        """Whether a mean had reached this part of the target; a level that is kept has reached all of it."""
        if found is None:
            return False
        if self.aim.direction is Direction.MAINTAIN:
            return is_upheld(found.mean, target=self.aim.target or 0.0, tolerance=self.aim.tolerance or 0.0)
        return self.aim.share(found.mean) >= part - SLACK

    def earlier(self, by: date) -> Now | None:
        """Where the measure stood on an earlier day."""
        told = self.told[: bisect_right(self.told, by, key=lambda one: one.last)]
        return now(told, multiplier=self.aim.multiplier)

    def was_full(self) -> bool:
        """Whether an earlier mean of twelve whole months, and of three values at least, had reached the target."""
        start = self.aim.start or self.told[0].first
        # A mean lies among its values: where none of them has reached the target, there is nothing to look for.
        if self.aim.has_share and all(self.aim.share(one.value or 0.0) < 1 - 2 * SLACK for one in self.told):
            return False
        for one in self.told[ENOUGH - 1 : -1]:
            found = self.earlier(one.last)
            whole = a_year_before(one.last) + timedelta(days=1) >= start
            if whole and found is not None and len(found.values) >= ENOUGH and self.is_full(found):
                return True
        return False

    def was_full_a_year_ago(self) -> bool:
        if self.now is None:
            return False
        found = self.earlier(begins := a_year_before(self.now.last))
        return found is not None and found.last > a_year_before(begins) and self.is_full(found)


def _expected(aim: Aim, found: Now | None, as_of: date) -> float | None:
    try:
        wanted = aim.curve
    except Invalid:
        # A benefit's times can have been moved since its interim targets were set; then nobody can say what to expect.
        return None
    return None if wanted is None else expected(wanted, found.values if found is not None else (), as_of=as_of)


def _is_worsened(one: _Judged) -> bool:
    return one.share is not None and one.share < -one.tolerances.worsened - SLACK and one.deterioration


def _has_fallen_back(one: _Judged) -> bool:
    return not one.is_full(one.now, one.tolerances.fallen_back) and one.was_full()


def _is_on_track(one: _Judged) -> bool:
    if one.share is None or one.expected is None:
        return False
    return one.share - one.expected >= -one.tolerances.on_track - SLACK


def _is_not_to_be_told(one: _Judged) -> bool:
    # Without an expected value nobody can say whether it goes as it should; a level that is not kept is behind.
    return one.expected is None and one.aim.direction is not Direction.MAINTAIN


_RULES: Sequence[tuple[EffectState, Callable[[_Judged], bool]]] = (
    (EffectState.NO_BASELINE, lambda one: one.lacks_baseline and not one.aim.baseline_excused),
    (EffectState.NOT_DUE, lambda one: not one.is_due),
    (EffectState.AWAITING_FIRST, lambda one: one.now is None and one.late <= 0),
    (EffectState.NOT_REPORTED, lambda one: one.now is None),
    (EffectState.NOT_JUDGEABLE, lambda one: not one.judgeable),
    (EffectState.WORSENED, _is_worsened),
    (EffectState.FALLEN_BACK, _has_fallen_back),
    (EffectState.LASTING, lambda one: one.is_full(one.now) and one.was_full_a_year_ago()),
    (EffectState.REACHED, lambda one: one.is_full(one.now)),
    (EffectState.ON_TRACK, _is_on_track),
    (EffectState.NOT_JUDGEABLE, _is_not_to_be_told),
    (EffectState.BEHIND, lambda one: True),
)

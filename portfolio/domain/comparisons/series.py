"""Whether a series of months (or denser) has changed: limits from before the start, the rules on what came after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import copysign, sqrt

from portfolio.domain.comparisons.evidence import JUDGED, Because, Evidence, Verdict, evidence_of
from portfolio.domain.control_charts import ENOUGH, FEWEST, IN_A_ROW, Flags, Signal, flagged, level, observed, slack
from portfolio.domain.measures import Direction, Method

#: So many values after the start are needed before anything is said.
FEWEST_AFTER = 3

#: A flag counts among so many of the latest points.
_LATEST = 12

#: Fewer months than this before the start show no season.
TWO_YEARS = 24

MONTHS_A_YEAR = 12

#: Mann and Kendall's z beyond which a drift is more than chance, at five per cent both ways.
_DRIFTS = 1.96


@dataclass(frozen=True)
class Sides:
    """A series around its start, by the numbers of its periods.

    Those from ``since`` up to ``before`` end before the start, those from ``after`` on begin at it or later; a period
    that has the start inside lies between the two.
    """

    since: int
    before: int
    after: int


def series(
    values: Sequence[float | None], sides: Sides, *, direction: Direction, screen: bool = True, in_a_year: int = 12
) -> Verdict:
    """The verdict on a series; None is a period without a value.

    Months are asked for two years before the start, to know a season; what is measured more seldom shows signs at most.
    """
    tol = slack(values)
    baseline = values[sides.since : sides.before]
    made = level(baseline, tol=tol, screen=screen)
    known, later = observed(baseline), observed(values[sides.after :])
    facts = Verdict(
        None,
        Because.NO_DIRECTION,
        Method.SERIES,
        before=len(known),
        after=len(later),
        level=made,
        short_of_a_season=in_a_year == MONTHS_A_YEAR and len(known) < TWO_YEARS,
    )
    if direction not in JUDGED:
        return facts
    if len(known) < FEWEST or len(later) < FEWEST_AFTER:
        return _with(facts, Evidence.TOO_LITTLE, Because.FEW)
    trend = drift_z(known, tol=tol)
    facts = replace(facts, trend=trend)
    flags = flagged(values, made, tol=tol)
    run, way = last_run(flags.sides, values, sides.after)
    if run >= IN_A_ROW:
        because, rises = Because.RUN, way > 0
        established = len(known) >= ENOUGH and in_a_year >= MONTHS_A_YEAR
    else:
        latest = _latest_flag(flags, values, sides.after)
        if latest is None:
            return _with(facts, Evidence.NOT_SHOWN, Because.NOTHING)
        because, rises, established = Because.FLAG, latest[2], False
        facts = replace(facts, flagged=latest[:2])
    drifts = trend is not None and (trend if rises else -trend) > _DRIFTS
    found = evidence_of(established=established and not drifts, rises=rises, direction=direction)
    return _with(facts, found, because, rises=rises, run=run, prior_drift=drifts)


def last_run(sides: Sequence[int | None], values: Sequence[float | None], after: int) -> tuple[int, int]:
    """How many points in a row from the start on tell the same as the last observed one, itself among them; its side.

    Periods without a value at the very end change nothing; one in between breaks the run.
    """
    at = max((number for number, value in enumerate(values) if value is not None), default=-1)
    side = sides[at] if at >= after else None
    if not side:
        return 0, 0
    first = at
    while first > after and sides[first - 1] == side:
        first -= 1
    return at - first + 1, side


def drift(values: Sequence[float], *, tol: float) -> int:
    """1 when values drift upwards by more than chance, -1 when downwards, else 0."""
    z = drift_z(values, tol=tol)
    return 0 if z is None or abs(z) <= _DRIFTS else 1 if z > 0 else -1


def drift_z(values: Sequence[float], *, tol: float) -> float | None:
    """Mann and Kendall's z with ties, signed by the way of the drift; None where nothing can be said."""
    number = len(values)
    steps = [later - one for at, one in enumerate(values) for later in values[at + 1 :]]
    score = sum([step > tol for step in steps]) - sum([step < -tol for step in steps])
    told = number * (number - 1) * (2 * number + 5)
    tied = sum(ties * (ties - 1) * (2 * ties + 5) for ties in _ties(values, tol))
    if told <= tied:
        return None
    return copysign(max(abs(score) - 1, 0) / sqrt((told - tied) / 18), score)


def _ties(values: Sequence[float], tol: float) -> list[int]:
    """How many values there are of each."""
    found: list[int] = []
    last = None
    for one in sorted(values):
        if last is not None and one - last <= tol:
            found[-1] += 1
        else:
            found.append(1)
        last = one
    return found


def _latest_flag(flags: Flags, values: Sequence[float | None], after: int) -> tuple[int, Signal, bool] | None:
    """The latest flagged point after the start, by which rule, and whether it tells of higher values; None of none."""
    latest = [number for number, value in enumerate(values) if value is not None][-_LATEST:]
    labels = flags.labels()
    for number in reversed(latest):
        if number >= after and number in labels:
            signal, side = labels[number]
            return number, signal, side.is_high
    return None


def _with(facts: Verdict, evidence: Evidence, because: Because, **more: object) -> Verdict:
    return replace(facts, evidence=evidence, because=because, **more)  # type: ignore[arg-type]

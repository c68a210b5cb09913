"""From values, and what a benefit wants of them, to the parts of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from portfolio.domain.control_charts import Point
from portfolio.domain.effects import Aim, Curve, Value, counted, due
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import MONTHS, Direction, Frequency
from portfolio.domain.periods import Period, overlaps, sort_key
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.series_charts.ordinary import Judging, ordinary
from portfolio.domain.series_charts.picture import Dot, Mark, Place, SeriesChart, TargetLine, TargetSet, days_of


def chart(
    values: Iterable[Value],
    *,
    as_of: date,
    frequency: Frequency | None,
    excluded: Sequence[Period] = (),
    aim: Aim | None = None,
    targets: Sequence[TargetSet] = (),
    phases: Mapping[Phase, PhaseTimes] | None = None,
    judging: Judging | None = None,
) -> SeriesChart:
    """Put a series' values and what is wanted of them into one picture.

    ``values`` are those that count, of periods as they are judged; those of ``excluded`` periods may be among them.
    ``targets`` are all that were set, the present one last. ``judging`` is None where values are only shown.
    """
    told = counted(values, as_of=as_of)
    marks = _marks(aim, phases or {})
    begins, ends = _extent([one.period for one in told], aim, marks, as_of)
    held = ordinary(judging, begins=begins, ends=ends) if judging is not None else None
    dots = tuple(_dot(one, excluded, held.points if held else {}) for one in told)
    goal = _goal(targets)
    return SeriesChart(
        begins=begins,
        ends=ends,
        frequency=frequency if frequency in MONTHS else Frequency.QUARTER,
        dots=dots,
        segments=_segments(dots),
        shaded=_shaded(excluded, begins, ends),
        baseline=_baseline(aim, begins),
        targets=_target_lines(targets, begins, ends, as_of),
        goal=goal if goal and begins <= goal[0] <= ends else None,
        band=_band(aim),
        ramp=_ramp(aim),
        interim=_interim(aim),
        marks=marks,
        ordinary=held,
    )


def expected_level(aim: Aim, period: Period) -> float | None:
    """The level expected over a period's days; None before the effect begins, and where nobody can say."""
    found = _curve(aim)
    if found is None or aim.start is None or period.start is None or period.end is None or period.end < aim.start:
        return None
    return _level(aim, found.over(period.start, period.end))


def periods_of(values: Sequence[Value], *, as_of: date, frequency: Frequency | None) -> list[Period]:
    """The periods from the first value to today, those without a value among them; the oldest first."""
    told = {one.period for one in values}
    first = min((one.first for one in values), default=None)
    if first is not None and frequency is not None and frequency in MONTHS:
        told |= set(due(frequency, first, as_of=as_of))
    return sorted(told, key=sort_key)


def _dot(one: Value, excluded: Sequence[Period], points: Mapping[Period, Point]) -> Dot:
    left_out = any(overlaps(span, one.period) for span in excluded)
    point = Point() if left_out else points.get(one.period, Point())
    return Dot(one.period, one.value or 0.0, reviewed=one.reviewed, excluded=left_out, point=point)


def _segments(dots: Sequence[Dot]) -> tuple[tuple[Dot, ...], ...]:
    found: list[list[Dot]] = []
    for before, one in pairwise((None, *dots)):
        if one is None or one.excluded:
            continue
        if before is not None and not before.excluded and days_of(before.period)[1] == days_of(one.period)[0]:
            found[-1].append(one)
        else:
            found.append([one])
    return tuple(tuple(run) for run in found)


def _extent(told: Sequence[Period], aim: Aim | None, marks: Sequence[Mark], as_of: date) -> tuple[int, int]:
    """From the first thing that is told to the last; at least to today, so that values that are late are seen to be."""
    days = [as_of.toordinal(), as_of.toordinal() + 1]
    for of_value in told:
        days += days_of(of_value)
    days += [one.day for one in marks]
    if aim is not None:
        for period in (aim.baseline_period, aim.target_period, aim.first_effect, aim.full_effect):
            if period is not None:
                days += [period.start.toordinal()] if period.start else []
                days += [period.end.toordinal() + 1] if period.end else []
    return min(days), max(days)


def _shaded(excluded: Sequence[Period], begins: int, ends: int) -> tuple[tuple[int, int], ...]:
    found = []
    for one in excluded:
        if one.start is None and one.end is None:
            continue
        first = max(one.start.toordinal(), begins) if one.start else begins
        last = min(one.end.toordinal() + 1, ends) if one.end else ends
        if first < last:
            found.append((first, last))
    return tuple(sorted(found))


def _baseline(aim: Aim | None, begins: int) -> Place | None:
    if aim is None or aim.baseline is None:
        return None
    period = aim.baseline_period
    return (period.start.toordinal() if period and period.start else begins), aim.baseline


def _target_lines(targets: Sequence[TargetSet], begins: int, ends: int, as_of: date) -> tuple[TargetLine, ...]:
    """Each target from the day on which it was set to the day on which another one took its place."""
    found = []
    first: float = begins
    for one, replaced_by in pairwise((*targets, None)):
        if one is None:
            continue
        # What is recorded afterwards can bear a day that has not come, where the installation's day is held still.
        last = ends if replaced_by is None else min(max(min(replaced_by.set_on, as_of).toordinal(), first), ends)
        if replaced_by is None or (last > first and replaced_by.value != one.value):
            found.append(TargetLine(one.value, first, last, current=replaced_by is None))
            first = last
    return tuple(found)


def _goal(targets: Sequence[TargetSet]) -> Place | None:
    if not targets or targets[-1].period is None or targets[-1].period.end is None:
        return None
    return targets[-1].period.end.toordinal() + 1, targets[-1].value


def _band(aim: Aim | None) -> tuple[float, float] | None:
    if aim is None or aim.direction is not Direction.MAINTAIN or aim.target is None or aim.tolerance is None:
        return None
    return aim.target - aim.tolerance, aim.target + aim.tolerance


def _curve(aim: Aim | None) -> Curve | None:
    if aim is None or not aim.has_share:
        return None
    try:
        return aim.curve
    except Invalid:
        # A benefit's times can have been moved since its interim targets were set; then nobody can say what to expect.
        return None


def _ramp(aim: Aim | None) -> tuple[Place, ...]:
    found = _curve(aim)
    if found is None or aim is None:
        return ()
    first, last = found.knots[0][0], found.knots[-1][0]
    if found.step:
        return ((first, _level(aim, 0)), (last, _level(aim, 0)), (last, _level(aim, 1)))
    return tuple((day, _level(aim, share)) for day, share in found.knots)


def _level(aim: Aim, share: float) -> float:
    baseline = aim.baseline or 0.0
    return baseline + share * ((aim.target or 0.0) - baseline)


def _interim(aim: Aim | None) -> tuple[Place, ...]:
    if aim is None:
        return ()
    return tuple((period.end.toordinal() + 1, level) for period, level in aim.interim if period.end is not None)


def _marks(aim: Aim | None, phases: Mapping[Phase, PhaseTimes]) -> tuple[Mark, ...]:
    told: list[tuple[Period, str, bool]] = []
    for number, phase in enumerate(Phase, start=1):
        times = phases.get(phase, PhaseTimes())
        span = times.actual or times.planned
        if span is not None:
            told.append((span.start, f"Fas {number}" if times.actual else f"Fas {number}, planerad", False))
    if aim is not None and aim.first_effect is not None:
        told.append((aim.first_effect, "Första effekt", True))
    found: dict[int, Mark] = {}
    for period, text, is_effect in told:
        if period.start is not None:
            day = period.start.toordinal()
            held = found.get(day)
            # Two that come on one day stand on one line, which says both.
            found[day] = Mark(day, f"{held.text} + {text}" if held else text, period.label, is_effect)
    return tuple(found[day] for day in sorted(found))

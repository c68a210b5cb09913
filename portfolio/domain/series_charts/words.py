"""What a series' chart shows, in words: for those who do not see it, and what has to be said beside it.

Not gathered in the package's ``__init__``: what draws on a page needs none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from portfolio.domain.effects.writing import Writing
from portfolio.domain.measures import Accumulation
from portfolio.domain.periods import day
from portfolio.domain.series_charts.axes import Axis
from portfolio.domain.series_charts.ordinary_words import described, explained
from portfolio.domain.series_charts.picture import Dot, SeriesChart, TargetSet

_ACCUMULATED = {
    Accumulation.YTD: "Värdena registreras som summan sedan årsskiftet. Bilden visar vad varje period lägger till.",
    Accumulation.ROLLING12: "Varje värde gäller de tolv månader som slutar med perioden, så de överlappar varandra.",
}


def describe(drawn: SeriesChart, writing: Writing, *, missing: int = 0) -> str:
    """The picture in some sentences; ``missing`` periods have no value. The table beside it holds every value."""
    parts = [_values(drawn, writing)]
    if missing:
        parts.append(f"{_count(missing, '1 period', 'perioder')} saknar värde.")
    if left_out := sum(one.excluded for one in drawn.dots):
        parts.append(f"{_count(left_out, '1 värde', 'värden')} räknas inte.")
    if waiting := sum(not one.reviewed and not one.excluded for one in drawn.dots):
        parts.append(f"{_count(waiting, '1 värde', 'värden')} är inte granskade." if waiting > 1 else _ONE_WAITS)
    if drawn.baseline:
        parts.append(f"Nollmätningen är {writing.level(drawn.baseline[1])}.")
    if drawn.band and drawn.target is not None:
        parts.append(f"Nivån {writing.bare(drawn.target)} ska hållas, inom {_range(drawn.band, writing)}.")
    elif drawn.target is not None:
        parts.append(f"Målet är {writing.level(drawn.target)}.")
    parts += described(drawn, writing)
    if drawn.ramp:
        first, last = (date.fromordinal(int(one)) for one in (drawn.ramp[0][0], drawn.ramp[-1][0]))
        parts.append(f"Effekten väntas växa från {day(first).label} till {day(last).label}.")
    parts += [f"{one.text}: {one.when}." for one in drawn.marks]
    return " ".join(parts)


_ONE_WAITS = "1 värde är inte granskat."


def notes(
    drawn: SeriesChart, axis: Axis, writing: Writing, *, accumulation: Accumulation, targets: Sequence[TargetSet] = ()
) -> tuple[str, ...]:
    """What has to be said so that nobody reads the picture wrongly."""
    found = [_ACCUMULATED[accumulation]] if accumulation in _ACCUMULATED else []
    if not axis.begins_at_zero and not drawn.is_empty:
        found.append("Värdeaxeln börjar inte vid 0.")
    for former, replaced_by in pairwise(targets):
        if former.value != replaced_by.value:
            found.append(f"Målet var {writing.level(former.value)} till {day(replaced_by.set_on).label}.")
    if drawn.ordinary is not None:
        found.append(" ".join(explained(drawn.ordinary)))
    return tuple(found)


def _values(drawn: SeriesChart, writing: Writing) -> str:
    told: Sequence[Dot] = [one for one in drawn.dots if not one.excluded] or drawn.dots
    if not told:
        return "Inga värden än."
    first, last = told[0], told[-1]
    if len(told) == 1:
        return f"1 värde: {writing.level(first.value)} för {first.period.label}."
    return (
        f"{len(told)} värden, från {writing.level(first.value)} för {first.period.label} "
        f"till {writing.level(last.value)} för {last.period.label}."
    )


def _range(band: tuple[float, float], writing: Writing) -> str:
    return f"{writing.bare(band[0])}–{writing.level(band[1])}"


def _count(number: int, one: str, several: str) -> str:
    return one if number == 1 else f"{number} {several}"

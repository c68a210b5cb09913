"""A series as it was sent, and what is refused of it: periods with gaps between them, counts that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons.slots import is_whole
from portfolio.domain.effects import Value
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.measures import ChartKind, Direction, Frequency, Method
from portfolio.domain.periods import Period, Precision

#: The lengths of periods that a series may have, and how many of them a year holds.
IN_A_YEAR = {
    Precision.DAY: 365,
    Precision.MONTH: 12,
    Precision.QUARTER: 4,
    Precision.TERTIAL: 3,
    Precision.HALF: 2,
    Precision.YEAR: 1,
}

#: What is as long as a period; days are looked at as months are where the frequency alone decides.
FREQUENCIES = {
    Precision.DAY: Frequency.MONTH,
    Precision.MONTH: Frequency.MONTH,
    Precision.QUARTER: Frequency.QUARTER,
    Precision.TERTIAL: Frequency.TERTIAL,
    Precision.HALF: Frequency.HALF,
    Precision.YEAR: Frequency.YEAR,
}

#: A value that was sent beside its counts may differ from them by so much, which is rounding.
_ROUNDED = 1e-6


@dataclass(frozen=True)
class Posted:
    """A series as it was sent. A value is given by itself or by its counts; None stands for a gap."""

    direction: Direction
    periods: Sequence[Period]
    values: Sequence[float | None] | None = None
    numerators: Sequence[float | None] | None = None
    denominators: Sequence[float | None] | None = None
    chart: ChartKind = ChartKind.XMR
    target: float | None = None
    tolerance: float | None = None
    baseline: float | None = None
    baseline_period: Period | None = None
    baseline_reason: str | None = None
    phase_starts: Sequence[Period] = ()
    freeze: int | None = None
    screen: bool = True
    method: Method | None = None
    first_effect: Period | None = None
    full_effect: Period | None = None
    ramp: Ramp | None = None
    interim: Sequence[tuple[Period, float]] = ()
    as_of: date | None = None


def checked_periods(periods: Sequence[Period]) -> Precision:
    """The length that all periods have, which follow on each other without a gap. Raises Invalid."""
    if not periods:
        raise Invalid("periods", "Skicka minst en period.")
    precision = periods[0].precision
    for one in periods:
        if one.precision not in IN_A_YEAR or not _is_one_unit(one):
            raise Invalid("periods", f"{one.label} är ingen dag, månad, kvartal, tertial, halvår eller år.")
        if one.precision is not precision:
            raise Invalid("periods", f"{periods[0].label} och {one.label} är olika långa. Skicka lika långa perioder.")
    for before, after in pairwise(periods):
        if (begin(after, "periods") - end(before, "periods")).days != 1:
            raise Invalid(
                "periods",
                f"{after.label} följer inte direkt på {before.label}. Skicka varje period en gång, i ordning, och null "
                "där värdet saknas.",
            )
    return precision


def _is_one_unit(period: Period) -> bool:
    if period.start is None or period.end is None:
        return False
    if period.precision is Precision.DAY:
        return period.start == period.end
    return is_whole(period.start, period.end, 12 // IN_A_YEAR[period.precision])


def values_of(sent: Posted) -> list[Value]:
    """The value of each period, from its counts where there are any. Raises Invalid or InvalidFields."""
    number = len(sent.periods)
    lists = {"values": sent.values, "numerators": sent.numerators, "denominators": sent.denominators}
    problems = {
        name: f"Skicka lika många som perioderna: de är {number}, och här är {len(each)}."
        for name, each in lists.items()
        if each is not None and len(each) != number
    }
    by_count = sent.chart in (ChartKind.P, ChartKind.U)
    counted_too = sent.numerators is not None or sent.denominators is not None
    for name in ("numerators", "denominators"):
        if lists[name] is None and (by_count or counted_too):
            problems[name] = "Skicka både numerators och denominators."
    if sent.values is None and not counted_too and not by_count:
        problems["values"] = "Skicka values, eller numerators och denominators."
    if problems:
        raise InvalidFields(problems)
    nothing: Sequence[float | None] = [None] * number
    columns = (sent.values or nothing, sent.numerators or nothing, sent.denominators or nothing)
    return [_value(period, *row, chart=sent.chart) for period, *row in zip(sent.periods, *columns, strict=True)]


def _value(period: Period, value: float | None, above: float | None, below: float | None, *, chart: ChartKind) -> Value:
    for name, one in (("numerators", above), ("denominators", below)):
        if one is not None and one < 0:
            raise Invalid(name, f"{period.label}: antal kan inte vara mindre än noll.")
    if chart is ChartKind.P and above is not None and below is not None and above > below:
        raise Invalid("numerators", f"{period.label}: täljaren är större än nämnaren, och det kan ingen andel vara.")
    if above is None or not below:
        # Without both counts there is no ratio; a value that stands by itself is one where single values are judged.
        alone = None if chart in (ChartKind.P, ChartKind.U) or below == 0 else value
        return Value(period, alone)
    ratio = above / below
    if value is not None and abs(value - ratio) > _ROUNDED * max(1.0, abs(ratio)):
        raise Invalid("values", f"{period.label}: värdet är inte täljaren delad med nämnaren. Utelämna values.")
    return Value(period, ratio, above, below)


def begin(period: Period, field: str) -> date:
    """The first day of a period that was sent as this field. Raises Invalid for one that has none."""
    if period.start is None:
        raise Invalid(field, f"{period.label} har ingen början. Ange en tid med både början och slut.")
    return period.start


def end(period: Period, field: str) -> date:
    """The last day of a period that was sent as this field. Raises Invalid for one that has none."""
    if period.end is None:
        raise Invalid(field, f"{period.label} har inget slut. Ange en tid med både början och slut.")
    return period.end

"""The values that tell of benefits: those that count, of which series, and of which times that are left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, select, type_coerce

from portfolio.domain.effects import Value, differenced
from portfolio.domain.measurements import COUNTED
from portfolio.domain.measures import Accumulation, MeasurementState
from portfolio.domain.periods import Period, from_code, overlaps, sort_key
from portfolio.models import BenefitMeasure, ExcludedPeriod, Measure, Measurement, Series
from portfolio.services import measurements, totals
from portfolio.services.context import Context


def values_of(
    measure: Measure, rows: Mapping[Period, Sequence[Measurement]], excluded: Sequence[ExcludedPeriod] = ()
) -> list[Value]:
    """A series' values as the domain takes them, oldest first: those that count, of periods that are not left out.

    What accumulates over the year is taken apart.
    """
    told = ((period, measurements.counts(of_period)) for period, of_period in rows.items())
    every = whole_periods(measure, [totals.value_of(period, row) for period, row in told if row is not None])
    return split(every, excluded)[0]


def whole_periods(measure: Measure, values: list[Value]) -> list[Value]:
    """The values of the periods themselves: what accumulates over the year is taken apart."""
    if measure.accumulation is Accumulation.YTD:
        return differenced(values, multiplier=float(measure.multiplier))
    return values


def split(values: Sequence[Value], excluded: Sequence[ExcludedPeriod]) -> tuple[list[Value], list[Value]]:
    """Those that count, and those of times that are left out."""
    counted: list[Value] = []
    left_out: list[Value] = []
    for one in values:
        outside = any(overlaps(time.period, one.period) for time in excluded)
        (left_out if outside else counted).append(one)
    return counted, left_out


@dataclass(frozen=True)
class Stored:
    """The series that tells of a link, and its values; of a whole that nobody entered, what its units make."""

    series: Series | None
    values: list[Value]
    units: tuple[str, ...] = ()


def stored(ctx: Context, links: Sequence[BenefitMeasure]) -> dict[int, Stored]:
    """By link what is stored of it. Two queries, whatever their number, and one for those that are told by unit."""
    held = {one.id: series_of(one) for one in links}
    wholes = [one for one in links if _is_whole(held[one.id], one) and totals.can_add(one.measure)]
    units = totals.all_units(ctx, [series for one in wholes for series in one.measure.series])
    parts = {one.id: totals.parts_of(one.measure.series, None, units) for one in wholes}
    told = [series for series in held.values() if series is not None]
    values = counting(
        ctx, sorted({one.id for one in (*told, *(part for of_link in parts.values() for part in of_link))})
    )
    found = {}
    for link in links:
        series, units_told = held[link.id], parts.get(link.id, [])
        own = values[series.id] if series is not None else []
        names = tuple(units.names[one.unit_id or 0] for one in units_told)
        if own or len(units_told) < totals.FEWEST:
            found[link.id] = Stored(series, own)
            continue
        made = totals.reckoned(link.measure, zip(names, (values[one.id] for one in units_told), strict=True))
        found[link.id] = Stored(series, [one.value for one in made], names if made else ())
    return found


def excluded(ctx: Context, measure_ids: Sequence[int]) -> dict[int, list[ExcludedPeriod]]:
    """By measure the times that are left out now. One query."""
    query = (
        select(ExcludedPeriod)
        .where(ExcludedPeriod.measure_id.in_(measure_ids), ExcludedPeriod.lifted_at.is_(None))
        .order_by(ExcludedPeriod.id)
    )
    found: dict[int, list[ExcludedPeriod]] = {}
    for one in ctx.session.scalars(query):
        found.setdefault(one.measure_id, []).append(one)
    return found


def series_of(link: BenefitMeasure) -> Series | None:
    """The series that was chosen, or that of the whole; one of an earlier definition tells nothing any more."""
    for one in link.measure.series:
        chosen = one.id == link.series_id if link.series_id is not None else one.unit_id is None and one.sex is None
        if chosen and one.is_present:
            return one
    return None


def _is_whole(series: Series | None, link: BenefitMeasure) -> bool:
    """Whether the whole is wanted; a series of an earlier definition that was chosen is something else."""
    if series is None:
        return link.series_id is None
    return series.unit_id is None and series.sex is None


def counting(ctx: Context, series_ids: Sequence[int]) -> dict[int, list[Value]]:
    """By series the values that count, oldest first. One query, of columns: a register reads many thousands."""
    query = (
        select(
            Measurement.series_id,
            # As the texts that are stored: to make decimals and members of them would take longer than to reckon.
            *(
                type_coerce(one, String)
                for one in (
                    Measurement.period,
                    Measurement.value,
                    Measurement.numerator,
                    Measurement.denominator,
                    Measurement.sent,
                    Measurement.state,
                )
            ),
        )
        .where(Measurement.series_id.in_(series_ids), Measurement.state.in_(COUNTED))
        .order_by(Measurement.series_id, Measurement.number, Measurement.id)
    )
    # The last one of a period is the one that counts, as for ``measurements.counts``.
    held: dict[int, dict[str, Value]] = {one: {} for one in series_ids}
    rows: Iterable[Any] = ctx.session.execute(query)
    for series_id, code, value, numerator, denominator, sent, state in rows:
        held[series_id][code] = Value(
            from_code(code),
            _float(value),
            _float(numerator),
            _float(denominator),
            reviewed=state == MeasurementState.REVIEWED,
            excused=value is None,
            sent=_float(sent),
        )
    return {one: sorted(values.values(), key=lambda value: sort_key(value.period)) for one, values in held.items()}


def _float(number: str | None) -> float | None:
    return None if number is None else float(number)

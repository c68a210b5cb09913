"""The whole of measures that are measured by unit: which series make it, and what it is in each period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portfolio.domain.effects import Value
from portfolio.domain.effects.totals import Part, Total, differs, is_addable, outermost, totals
from portfolio.domain.labels import label
from portfolio.domain.measures import MeasurementState, Sex, has_counts
from portfolio.domain.periods import Period
from portfolio.models import Measure, Measurement, Organisation, Series
from portfolio.services.context import Context
from portfolio.services.measure_lists import SeriesTable

#: Fewer units make no whole that is not already one of them.
FEWEST = 2


@dataclass(frozen=True)
class Units:
    """What the organisations are called, and what each is part of."""

    names: Mapping[int, str]
    parents: Mapping[int, int | None]


@dataclass(frozen=True)
class TotalRow:
    """The whole in one period beside what was entered for it, and whether the two tell different things."""

    period: Period
    total: Total
    entered: Measurement | None
    differs: bool
    excluded: str


@dataclass(frozen=True)
class TotalTable:
    """The units of one choice of sex together, newest first; without rows where their values make no whole.

    ``left_out`` tells in words what is measured by unit and is not in it, and why.
    """

    sex: Sex | None
    units: tuple[str, ...]
    rows: tuple[TotalRow, ...]
    left_out: tuple[str, ...]
    addable: bool

    @property
    def has_entered(self) -> bool:
        """Whether anything was entered for the whole, to compare with."""
        return any(row.entered is not None for row in self.rows)

    @property
    def differing(self) -> int:
        """In how many periods what was entered differs."""
        return sum(row.differs for row in self.rows)


def of_measure(ctx: Context, measure: Measure, tables: Sequence[SeriesTable]) -> list[TotalTable]:
    """A total for each choice of sex that several units are measured by; none where there are no such. One query."""
    series = [table.series for table in tables]
    if not any(_may_be_split(series, sex) for sex in _SEXES):
        return []
    units = all_units(ctx, series)
    told = {table.series.id: table for table in tables}
    found = []
    for sex in _SEXES:
        parts = parts_of(series, sex, units)
        if len(parts) >= FEWEST:
            whole = next((one for one in series if one.unit_id is None and one.sex is sex), None)
            found.append(_table(measure, sex, parts, told, told[whole.id] if whole else None, units, series))
    return found


def all_units(ctx: Context, series: Iterable[Series]) -> Units:
    """The organisations, where any series is of one; nothing is asked where none is. One query."""
    if all(one.unit_id is None for one in series):
        return Units({}, {})
    rows = ctx.session.execute(select(Organisation.id, Organisation.name, Organisation.parent_id)).all()
    return Units({row.id: row.name for row in rows}, {row.id: row.parent_id for row in rows})


def parts_of(series: Iterable[Series], sex: Sex | None, units: Units) -> list[Series]:
    """The series by unit that together make the whole of one choice of sex, as the measure is defined now."""
    held = {one.unit_id: one for one in series if one.is_present and one.sex is sex and one.unit_id is not None}
    return [held[one] for one in outermost(held, units.parents)]


def can_add(measure: Measure) -> bool:
    """Whether the measure's units make a whole."""
    return is_addable(counted=_counted(measure), summable=measure.summable)


def reckoned(measure: Measure, parts: Iterable[tuple[str, Iterable[Value]]]) -> list[Total]:
    """The whole of every period, oldest first, from the name of each part and its values that count."""
    held = [Part(name, {one.period: one for one in values}) for name, values in parts]
    return totals(held, counted=_counted(measure), multiplier=float(measure.multiplier))


def value_of(period: Period, row: Any) -> Value:
    """A stored value as the domain takes it; ``row`` is a measurement, or the columns of one."""
    return Value(
        period,
        _float(row.value),
        _float(row.numerator),
        _float(row.denominator),
        reviewed=row.state is MeasurementState.REVIEWED,
        excused=row.value is None,
        sent=_float(row.sent),
    )


_SEXES: tuple[Sex | None, ...] = (None, *Sex)


def _may_be_split(series: Iterable[Series], sex: Sex | None) -> bool:
    return sum(one.unit_id is not None and one.sex is sex for one in series) >= FEWEST


def _counted(measure: Measure) -> bool:
    return has_counts(numerator=measure.numerator, denominator=measure.denominator)


def _table(
    measure: Measure,
    sex: Sex | None,
    parts: Sequence[Series],
    told: Mapping[int, SeriesTable],
    whole: SeriesTable | None,
    units: Units,
    series: Sequence[Series],
) -> TotalTable:
    names = tuple(units.names[one.unit_id or 0] for one in parts)
    left_out = _left_out(sex, parts, units, series)
    if not can_add(measure):
        return TotalTable(sex, names, (), left_out, addable=False)
    excluded = {row.period: row.excluded for one in parts for row in told[one.id].rows}
    entered = {row.period: row.current for row in whole.rows if row.current} if whole else {}
    rows = [
        TotalRow(one.value.period, one, held, _differs(measure, one, held), excluded[one.value.period])
        for one in reversed(reckoned(measure, zip(names, (_values(told[one.id]) for one in parts), strict=True)))
        for held in [entered.get(one.value.period)]
    ]
    return TotalTable(sex, names, tuple(rows), left_out, addable=True)


def _values(table: SeriesTable) -> list[Value]:
    return [value_of(row.period, row.current) for row in table.rows if row.current is not None]


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _differs(measure: Measure, one: Total, entered: Measurement | None) -> bool:
    if entered is None or entered.value is None or one.value.value is None:
        return False
    return differs(float(entered.value), one.value.value, decimals=measure.decimals)


def _left_out(sex: Sex | None, parts: Sequence[Series], units: Units, series: Sequence[Series]) -> tuple[str, ...]:
    """What is measured by unit and is not in the whole: parts of other units, and those measured by sex alone."""
    inside = {one.unit_id for one in parts}
    found = []
    for one in series:
        unit = one.unit_id
        if unit is None or unit in inside:
            continue
        if one.sex is sex:
            found.append(f"{units.names[unit]} räknas inte med: enheten ligger inom en som redan är med.")
        elif sex is None and not any(other.unit_id == unit and other.sex is None for other in series):
            found.append(f"{units.names[unit]} räknas inte med: enheten mäts bara för {label(one.sex).lower()}.")
    return tuple(dict.fromkeys(found))

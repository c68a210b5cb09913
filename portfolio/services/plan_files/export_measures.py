"""Writing measures as a file: with what they were, their series and their values, and what benefits want of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.measures import Sex
from portfolio.domain.periods import sort_key
from portfolio.files.plan_file import Item
from portfolio.models import BenefitMeasure, ExcludedPeriod, Measure, Measurement, MeasureVersion, Plan, Series
from portfolio.services.context import Context
from portfolio.strict.fields import moment

#: Fields that stand in the file as they are stored; the others are told apart below.
_PLAIN = (
    "key",
    "name",
    "definition",
    "numerator",
    "denominator",
    "unit",
    "multiplier",
    "decimals",
    "direction",
    "chart",
    "summable",
    "accumulation",
    "level",
    "source",
    "frequency",
    "kolada_id",
    "suppress_small",
    "version",
    "example",
)
_OF_VERSION = (
    "number",
    "definition",
    "numerator",
    "denominator",
    "unit",
    "multiplier",
    "direction",
    "accumulation",
    "frequency",
    "reason",
)
_OF_MEASUREMENT = (
    "number",
    "no_value_reason",
    "comment",
    "influences",
    "evidence_link",
    "state",
    "return_reason",
    "example",
)


def measures(ctx: Context, plan: Plan) -> list[Item]:
    """The plan's library with all that was ever recorded in it. Five queries, whatever its size."""
    query = select(Measure).where(Measure.plan_id == plan.id).order_by(Measure.position, Measure.id)
    loaded = (selectinload(Measure.versions), selectinload(Measure.series).joinedload(Series.unit))
    rows = list(ctx.session.scalars(query.options(*loaded)))
    ids = [row.id for row in rows]
    values = _by(
        "series_id",
        ctx.session.scalars(
            select(Measurement).join(Series, Series.id == Measurement.series_id).where(Series.measure_id.in_(ids))
        ),
    )
    # What was lifted stays behind with the log: it tells nothing of the plan as it is now.
    left_out = select(ExcludedPeriod).where(ExcludedPeriod.measure_id.in_(ids), ExcludedPeriod.lifted_at.is_(None))
    excluded = _by("measure_id", ctx.session.scalars(left_out))
    return [_measure(row, values, excluded[row.id]) for row in rows]


def aim(row: BenefitMeasure) -> Item | str:
    """What a benefit wants of a measure; where it wants nothing yet, the measure's key alone."""
    targets = [
        {
            "number": one.number,
            "value": digits(one.value),
            "period": one.period.code if one.period else None,
            "reason": one.reason,
            "set_at": moment(one.set_at),
        }
        for one in row.targets
    ]
    interim = [
        {"period": one.period.code, "value": digits(one.value)}
        for one in sorted(row.interim, key=lambda one: sort_key(one.period))
    ]
    wanted = {
        "series": _name_of(row.series) if row.series else None,
        "baseline_value": digits(row.baseline_value),
        "baseline_period": row.baseline_period.code if row.baseline_period else None,
        "baseline_reason": row.baseline_reason,
        "baseline_by": row.baseline_by,
        "targets": targets,
        "interim": interim,
        "method": row.method,
        "paired": row.paired,
        "share": digits(row.share),
        "contribution": row.contribution,
        "contribution_reason": row.contribution_reason,
    }
    stated = any(value not in (None, [], False) for value in wanted.values())
    return {"measure": row.measure.key, **wanted} if stated else row.measure.key


#: What the aims of benefits are written from, loaded with them.
AIMS = (
    joinedload(BenefitMeasure.measure),
    joinedload(BenefitMeasure.series).joinedload(Series.unit),
    selectinload(BenefitMeasure.targets),
    selectinload(BenefitMeasure.interim),
)


def digits(number: Decimal | None) -> str | None:
    """A number as a file writes it: every digit, and no exponent."""
    return None if number is None else f"{number:f}"


def _measure(row: Measure, values: dict[int, list[Measurement]], excluded: list[ExcludedPeriod]) -> Item:
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "tolerance": digits(row.tolerance),
        "versions": [_version(one) for one in row.versions],
        "series": [_series(one, values[one.id]) for one in sorted(row.series, key=_place)],
        "excluded": [
            {
                "period": one.period.code,
                "reason": one.reason,
                "excluded_at": moment(one.excluded_at),
                "example": one.example,
            }
            for one in sorted(excluded, key=lambda one: (sort_key(one.period), one.reason))
        ],
    }


def _version(row: MeasureVersion) -> Item:
    return {**{name: getattr(row, name) for name in _OF_VERSION}, "ended_at": moment(row.ended_at)}


def _series(row: Series, values: list[Measurement]) -> Item:
    in_order = sorted(values, key=lambda one: (sort_key(one.period), one.number))
    return {**_name_of(row), "measurements": [_measurement(one) for one in in_order], "example": row.example}


def _name_of(row: Series) -> Item:
    return {"version": row.version, "unit": row.unit.key if row.unit else None, "sex": row.sex}


def _measurement(row: Measurement) -> Item:
    return {
        **{name: getattr(row, name) for name in _OF_MEASUREMENT},
        "period": row.period.code,
        **{name: digits(getattr(row, name)) for name in ("value", "numerator", "denominator", "sent")},
        **{name: moment(getattr(row, name)) for name in ("recorded_at", "submitted_at", "reviewed_at")},
    }


def _place(row: Series) -> tuple[int, str, int]:
    """By version, the whole first, then by unit and sex: no order of adding them can be told from a file."""
    return row.version, row.unit.key if row.unit else "", 0 if row.sex is None else 1 + list(Sex).index(row.sex)


def _by(column: str, rows: Iterable[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found

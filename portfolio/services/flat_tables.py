"""Rows of the flat tables that are not the register's: initiatives by phase, and measured values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, select
from sqlalchemy.orm import aliased

from portfolio.domain.flat_tables import PHASES
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.measurements import COUNTED
from portfolio.domain.periods import Period, overlaps
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.suppression import Hidden
from portfolio.models import Benefit, BenefitMeasure, Initiative, Measure, Measurement, Organisation, Plan, Series
from portfolio.services import effect_values, overview, small_counts
from portfolio.services.changes import changed_since
from portfolio.services.context import Context
from portfolio.services.overview import InitiativeRow
from portfolio.services.paging import Page, Slice


def phases(ctx: Context, plan: Plan, *, initiatives: Collection[int] | None = None) -> list[dict[str, Any]]:
    """The rows of ``PHASES``, in the plan's order; of some initiatives only, where their ids are given.

    The same few queries whatever their number.
    """
    keys: dict[int, str] = dict(
        ctx.session.execute(select(Initiative.id, Initiative.key).where(Initiative.plan_id == plan.id)).all()
    )
    found = []
    for row in overview.rows(ctx, plan):
        if initiatives is not None and row.id not in initiatives:
            continue
        whole = _of_initiative(row, keys[row.id])
        # What goes on over time has no phases, but is not left out.
        if row.kind is InitiativeKind.ONGOING:
            found.append(whole)
            continue
        found += [{**whole, **_of_phase(row, phase, number)} for number, phase in enumerate(Phase, start=1)]
    return found


def _of_initiative(row: InitiativeRow, key: str) -> dict[str, Any]:
    return {
        **dict.fromkeys(column.name for column in PHASES.columns),
        "initiative_key": key,
        "initiative": row.id,
        "initiative_title": row.title,
        "area_name": row.area.name,
        "group_name": row.group.name,
        "kind": row.kind,
        "state": row.state,
        "stage": row.stage,
        "level": row.level,
        "late": False,
        "project_lead": ", ".join(row.leads) or row.lead_text,
        "example": row.example,
    }


def _of_phase(row: InitiativeRow, phase: Phase, number: int) -> dict[str, Any]:
    times = row.times.get(phase, PhaseTimes())
    found: dict[str, Any] = {
        "phase": phase,
        "phase_number": number,
        "late": row.late is not None and row.late.phase is phase,
    }
    for name, span in (("planned", times.planned), ("actual", times.actual)):
        start, end = (span.start, span.end) if span is not None else (None, None)
        found |= {
            f"{name}_start": start,
            f"{name}_start_day": start.start if start is not None else None,
            f"{name}_end": end,
            f"{name}_end_day": end.end if end is not None else None,
        }
    return found


def values(
    ctx: Context,
    plan: Plan,
    *,
    initiatives: Collection[int] | None = None,
    page: Page | None = None,
    updated_since: datetime | None = None,
) -> Slice[dict[str, Any]]:
    """The rows of ``VALUES`` in the order of their ids: a page of them, or all without one.

    Of some initiatives only, where their ids are given: what their benefits use. Small counts are left out where the
    measure says so. The same few queries whatever their number.
    """
    query = _counted(plan, initiatives)
    if updated_since is not None:
        query = query.where(changed_since(Measurement, updated_since))
    if page is not None:
        query = query.where(Measurement.id > (page.after or 0)).limit(page.limit + 1)
    rows = ctx.session.execute(query.order_by(Measurement.id)).all()
    shown = rows if page is None else rows[: page.limit]
    excluded: dict[int, list[Period]] = {
        measure_id: [one.period for one in times]
        for measure_id, times in effect_values.excluded(ctx, list({row.measure for row in shown})).items()
    }
    small = small_counts.of_measures(ctx, list({row.measure for row in shown if row.suppress_small}))
    told = [_told(ctx, row._asdict(), excluded, small.of_series) for row in shown]
    return Slice(told, told[-1]["measurement"] if page is not None and len(rows) > page.limit else None)


#: What is read of a value, its series and its measure: columns, since there may be many thousands.
_READ: tuple[Any, ...] = (
    Measurement.id.label("measurement"),
    Measurement.series_id.label("series"),
    Measurement.period,
    Measurement.value,
    Measurement.numerator,
    Measurement.denominator,
    Measurement.sent,
    Measurement.no_value_reason,
    Measurement.state,
    Measurement.submitted_at,
    Measurement.reviewed_at,
    Measurement.comment,
    Measurement.example,
    Series.sex,
    Measure.id.label("measure"),
    Measure.key.label("measure_key"),
    Measure.name.label("measure_name"),
    Measure.unit.label("measured_in"),
    Measure.direction,
    Measure.suppress_small,
    (Series.version == Measure.version).label("present"),
    Organisation.key.label("organisation_key"),
    Organisation.name.label("organisation_name"),
)


def _counted(plan: Plan, initiatives: Collection[int] | None) -> Select[Any]:
    """The values of a plan that count: of each series and period the latest one that was handed in."""
    later = aliased(Measurement)
    superseded = exists().where(
        and_(
            later.series_id == Measurement.series_id,
            later.period == Measurement.period,
            later.number > Measurement.number,
            later.state.in_(COUNTED),
        )
    )
    query = (
        select(*_READ)
        .join(Series, Series.id == Measurement.series_id)
        .join(Measure, Measure.id == Series.measure_id)
        .outerjoin(Organisation, Organisation.id == Series.unit_id)
        .where(Measure.plan_id == plan.id, Measurement.state.in_(COUNTED), ~superseded)
    )
    if initiatives is None:
        return query
    used = (
        select(BenefitMeasure.measure_id)
        .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
        .where(Benefit.initiative_id.in_(initiatives))
    )
    return query.where(Measure.id.in_(used))


def _told(
    ctx: Context, row: dict[str, Any], excluded: Mapping[int, list[Period]], hidden: Mapping[int, Hidden]
) -> dict[str, Any]:
    """One row by the names of the columns."""
    period: Period = row["period"]
    small = row.pop("suppress_small") and period in hidden[row["series"]]
    if small:
        row |= dict.fromkeys(("value", "numerator", "denominator", "sent"))
    submitted_at, reviewed_at = row.pop("submitted_at"), row.pop("reviewed_at")
    return {
        **row,
        "period_start": period.start,
        "period_end": period.end,
        "submitted_on": _day(ctx, submitted_at),
        "reviewed_on": _day(ctx, reviewed_at),
        "excluded": any(overlaps(time, period) for time in excluded.get(row["measure"], ())),
        "suppressed": small,
    }


def _day(ctx: Context, at: datetime | None) -> date | None:
    """The day of an instant where the product is used."""
    return at.astimezone(ctx.zone).date() if at is not None else None

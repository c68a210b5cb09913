"""Times that a measure leaves out of the reckoning: added, changed, and lifted so that they count again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portfolio.domain.errors import Conflict, Invalid, Stale
from portfolio.domain.exclusions import LIFT_RULE, TEXT_RULES, check_period
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text, clean_texts, problem_with
from portfolio.domain.versions import version_of
from portfolio.models import ExcludedPeriod, Measure
from portfolio.services.context import Context


@dataclass(frozen=True)
class Exclusions:
    """A measure's times that are left out now, and those that were but count again; the oldest first."""

    present: tuple[ExcludedPeriod, ...]
    lifted: tuple[ExcludedPeriod, ...]


def of_measure(ctx: Context, measure: Measure) -> Exclusions:
    """What the measure leaves out and has left out, with whoever decided it. One query."""
    query = (
        select(ExcludedPeriod)
        .where(ExcludedPeriod.measure_id == measure.id)
        .options(joinedload(ExcludedPeriod.excluder))
    )
    rows = sorted(ctx.session.scalars(query), key=lambda one: (one.period.start or date.min, one.id))
    return Exclusions(
        tuple(one for one in rows if one.lifted_at is None), tuple(one for one in rows if one.lifted_at is not None)
    )


def get(ctx: Context, exclusion_id: int, *, to: Permission = Permission.EDIT_MEASURE) -> ExcludedPeriod:
    """A time that is or was left out. Raises NotFound or Denied."""
    return ctx.load(ExcludedPeriod, exclusion_id, to=to)


def stored(row: ExcludedPeriod) -> dict[str, Any]:
    """What the form shows, by field."""
    return {"period": row.period, "reason": row.reason}


def digest(row: ExcludedPeriod) -> str:
    """The version that the form carries."""
    return version_of(stored(row))


def add(ctx: Context, measure_id: int, *, period: Period | None, reason: str | None) -> ExcludedPeriod:
    """Leave a time out of the reckoning of a measure, with the reason. Raises Invalid or InvalidFields."""
    measure = ctx.load(Measure, measure_id, to=Permission.EDIT_MEASURE)
    texts = clean_texts({"reason": reason}, TEXT_RULES)
    ctx.record("exclusion:add", plan_id=measure.plan_id, reason=texts["reason"])
    check_period(period, [one.period for one in of_measure(ctx, measure).present])
    row = ExcludedPeriod(
        measure_id=measure.id,
        period=period,
        reason=texts["reason"],
        excluded_by=ctx.actor.user_id,
        excluded_at=ctx.now,
        example=False,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def edit(ctx: Context, exclusion_id: int, *, version: str, period: Period | None, reason: str | None) -> ExcludedPeriod:
    """Change which time is left out, or why. Raises Stale, Conflict when it is lifted, Invalid or InvalidFields."""
    row = _in_force(ctx, exclusion_id)
    before = stored(row)
    if version != digest(row):
        raise Stale("Någon annan har sparat undantaget sedan du öppnade formuläret.", current=before)
    texts = clean_texts({"reason": reason}, TEXT_RULES)
    ctx.record("exclusion:edit", plan_id=row.measure.plan_id, reason=texts["reason"])
    check_period(period, [one.period for one in _others(ctx, row)])
    if period is not None:
        row.period = period
    row.reason = texts["reason"] or row.reason
    if stored(row) != before:
        row.excluded_by, row.excluded_at, row.example = ctx.actor.user_id, ctx.now, False
    ctx.session.flush()
    return row


def lift(ctx: Context, exclusion_id: int, *, reason: str | None) -> ExcludedPeriod:
    """Count the time again, with the reason in the log. Raises Conflict when it already does, or Invalid."""
    row = _in_force(ctx, exclusion_id)
    text = clean_text(reason)
    ctx.record("exclusion:lift", plan_id=row.measure.plan_id, reason=text)
    if message := problem_with(text, LIFT_RULE):
        raise Invalid("reason", message)
    row.lifted_at = ctx.now
    return row


def _in_force(ctx: Context, exclusion_id: int) -> ExcludedPeriod:
    row = ctx.load(ExcludedPeriod, exclusion_id, to=Permission.EDIT_MEASURE)
    if row.lifted_at is not None:
        raise Conflict("Perioden räknas redan igen. Gör ett nytt undantag om den ändå inte ska räknas.")
    return row


def _others(ctx: Context, row: ExcludedPeriod) -> Sequence[ExcludedPeriod]:
    return [one for one in of_measure(ctx, row.measure).present if one.id != row.id]

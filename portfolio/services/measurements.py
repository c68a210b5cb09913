"""Measured values: recorded, submitted, reviewed by somebody else, returned, corrected; what was is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased, joinedload

from portfolio.domain.errors import Conflict, Invalid, InvalidFields, NotFound, PortfolioError
from portfolio.domain.measurements import (
    COUNTED,
    RETURN_RULE,
    TEXT_RULES,
    Entry,
    Figures,
    check_counted,
    check_period,
    settled,
    unlikely,
)
from portfolio.domain.measures import MeasurementState, Method, has_counts
from portfolio.domain.periods import Period, sort_key
from portfolio.domain.permissions import DRAFT_READERS, Permission, allows
from portfolio.domain.texts import clean_text, clean_texts, problem_with
from portfolio.models import Measure, Measurement, Plan, Series
from portfolio.services import reviewers
from portfolio.services.context import Context


class Unlikely(PortfolioError):
    """Values that may be slips of the pen: asked about once. ``rows`` are their places among what was sent."""

    def __init__(self, rows: Sequence[int]) -> None:
        super().__init__(
            "Något av värdena avviker mycket från de andra. Kontrollera det, och spara igen om det stämmer."
        )
        self.rows = tuple(rows)


def series(ctx: Context, series_id: int, *, to: Permission = Permission.READ_PLAN) -> Series:
    """The series. Raises NotFound or Denied."""
    return ctx.load(Series, series_id, to=to)


def get(ctx: Context, measurement_id: int, *, to: Permission = Permission.READ_PLAN) -> Measurement:
    """A value, if it exists for the actor: a draft does not for everybody. Raises NotFound or Denied."""
    one = ctx.load(Measurement, measurement_id, to=Permission.READ_PLAN)
    if not sees_drafts(ctx, one.series.measure, one):
        raise NotFound
    # What does not exist for somebody is not refused either: that would tell that it is there.
    ctx.check(one, to)
    return one


def record(
    ctx: Context,
    series_id: int,
    entries: Sequence[Entry],
    *,
    submit: bool,
    confirmed: bool = False,
    import_run_id: int | None = None,
) -> list[Measurement]:
    """Record values of a series, all of them or none; a period that has one already gets a correction.

    ``import_run_id`` is kept with those that came with a file. Raises InvalidFields with keys ``<row>.<field>``,
    Unlikely unless ``confirmed``, Invalid when there is nothing.
    """
    held = ctx.load(Series, series_id, to=Permission.RECORD_VALUE)
    # Two who record at once would number their rows alike; one of them waits here.
    ctx.session.refresh(held, with_for_update=True)
    ctx.record("value:record", plan_id=held.measure.plan_id)
    if not entries:
        raise Invalid(None, "Det finns inget värde att spara.")
    if not held.is_present:
        raise Invalid(None, "Serien hör till en tidigare definition. Registrera i den nya serien.")
    earlier = latest(ctx, [held.id])[held.id]
    problems: dict[str, str] = {}
    checked = [_checked(ctx, held.measure, entry, row, problems) for row, entry in enumerate(entries)]
    _refuse_repeats(entries, problems)
    if problems:
        raise InvalidFields(problems)
    if not confirmed and (rows := _unlikely(checked, earlier)):
        raise Unlikely(rows)
    made = [
        Measurement(
            series_id=held.id,
            period=entry.period,
            number=earlier[entry.period][-1].number + 1 if entry.period in earlier else 1,
            value=figures.value,
            numerator=figures.numerator,
            denominator=figures.denominator,
            sent=figures.sent,
            state=MeasurementState.SUBMITTED if submit else MeasurementState.DRAFT,
            recorded_by=ctx.actor.user_id,
            recorded_at=ctx.now,
            submitted_at=ctx.now if submit else None,
            import_run_id=import_run_id,
            example=False,
            **texts,
        )
        for entry, (figures, texts) in zip(entries, checked, strict=True)
    ]
    ctx.session.add_all(made)
    ctx.session.flush()
    return made


def submit(ctx: Context, measurement_ids: Iterable[int]) -> list[Measurement]:
    """Hand in drafts, all of them or none. Raises Conflict for what is no draft any more."""
    found = _all(ctx, measurement_ids, Permission.RECORD_VALUE)
    ctx.record("value:submit", plan_id=found[0].series.measure.plan_id)
    for one in found:
        if one.state is not MeasurementState.DRAFT:
            raise Conflict(f"{one.period.label} är inget utkast längre.")
        one.state, one.submitted_at = MeasurementState.SUBMITTED, ctx.now
    return found


def review(ctx: Context, measurement_ids: Iterable[int]) -> list[Measurement]:
    """Review values, one or many at once. Raises Denied for one that the actor recorded or leads the project of."""
    found = _all(ctx, measurement_ids, Permission.REVIEW_VALUE)
    ctx.record("value:review", plan_id=found[0].series.measure.plan_id)
    _check_reviewer(ctx, found)
    mark_reviewed(ctx, found)
    return found


def mark_reviewed(ctx: Context, rows: Iterable[Measurement]) -> None:
    """Mark values as reviewed that were loaded in this transaction, by somebody who may. Raises Conflict."""
    for one in rows:
        _check_submitted(one)
        one.state, one.reviewed_by, one.reviewed_at = MeasurementState.REVIEWED, ctx.actor.user_id, ctx.now


def send_back(ctx: Context, measurement_id: int, *, reason: str | None) -> Measurement:
    """Return a value to whoever recorded it, with what has to change; what it corrected counts again."""
    [one] = _all(ctx, [measurement_id], Permission.REVIEW_VALUE)
    text = clean_text(reason)
    ctx.record("value:return", plan_id=one.series.measure.plan_id, reason=text)
    _check_reviewer(ctx, [one])
    _check_submitted(one)
    if message := problem_with(text, RETURN_RULE):
        raise Invalid("reason", message)
    one.state, one.return_reason = MeasurementState.RETURNED, text
    one.reviewed_by, one.reviewed_at = ctx.actor.user_id, ctx.now
    return one


def latest(ctx: Context, series_ids: Sequence[int]) -> dict[int, dict[Period, list[Measurement]]]:
    """By series and period every row in the order of recording, the periods oldest first. One query."""
    query = (
        select(Measurement)
        .where(Measurement.series_id.in_(series_ids))
        .order_by(Measurement.series_id, Measurement.number, Measurement.id)
        .options(joinedload(Measurement.recorder), joinedload(Measurement.reviewer))
    )
    found: dict[int, dict[Period, list[Measurement]]] = {one: {} for one in series_ids}
    for row in ctx.session.scalars(query):
        found[row.series_id].setdefault(row.period, []).append(row)
    return {one: dict(sorted(rows.items(), key=lambda item: sort_key(item[0]))) for one, rows in found.items()}


def counts(rows: Sequence[Measurement]) -> Measurement | None:
    """The row of a period that counts: the latest one that was submitted and not returned."""
    return next((row for row in reversed(rows) if row.state in COUNTED), None)


def compares_counts(measure: Measure) -> bool:
    """Whether a benefit holds the measure's values before and after against each other, for which it takes counts."""
    counted = has_counts(numerator=measure.numerator, denominator=measure.denominator)
    return counted and any(one.method is Method.BEFORE_AFTER for one in measure.uses)


def sees_drafts(ctx: Context, measure: Measure, row: Measurement) -> bool:
    """Whether a value that is not submitted, or was returned, exists for the actor."""
    return row.state in COUNTED or is_own(ctx, row.recorded_by) or sees_all_drafts(ctx, measure)


def is_own(ctx: Context, recorded_by: int | None) -> bool:
    """Whether the actor recorded it, and acts by more than a token that only reads."""
    return recorded_by is not None and recorded_by == ctx.actor.user_id and not ctx.actor.only_reads


def sees_all_drafts(ctx: Context, measure: Measure) -> bool:
    """Whether also what others have not submitted exists for the actor."""
    if ctx.actor.is_system:
        return True
    scope = measure.scope()
    return any(grant.role in DRAFT_READERS and scope.plan_id in grant.plan_ids for grant in ctx.actor.grants) or allows(
        ctx.actor, Permission.REVIEW_VALUE, scope
    )


def waiting_for_review(ctx: Context, plan: Plan) -> list[Measurement]:
    """The plan's submitted values that nobody has reviewed, by measure and period. One query.

    One that a later one has corrected does not count, so nobody needs to look at it.
    """
    query = (
        select(Measurement)
        .join(Series, Series.id == Measurement.series_id)
        .join(Measure, Measure.id == Series.measure_id)
        .where(Measure.plan_id == plan.id, Measurement.state == MeasurementState.SUBMITTED, ~is_corrected())
        .order_by(Measurement.id)
        .options(joinedload(Measurement.series).joinedload(Series.measure), joinedload(Measurement.recorder))
    )
    return sorted(ctx.session.scalars(query), key=_in_order)


def is_corrected() -> ColumnElement[bool]:
    """The condition that a later value of the period counts in a measurement's place."""
    later = aliased(Measurement)
    return (
        select(later.id)
        .where(
            later.series_id == Measurement.series_id,
            later.period == Measurement.period,
            later.number > Measurement.number,
            later.state.in_(COUNTED),
        )
        .exists()
    )


def _in_order(one: Measurement) -> tuple[int, int, Any]:
    return one.series.measure.position, one.series_id, sort_key(one.period)


def _all(ctx: Context, measurement_ids: Iterable[int], permission: Permission) -> list[Measurement]:
    ids = sorted(set(measurement_ids))
    if not ids:
        raise Invalid("measurements", "Välj minst ett värde.")
    found = [get(ctx, one, to=permission) for one in ids]
    if len({one.series.measure.plan_id for one in found}) > 1:
        raise Invalid("measurements", "Välj värden i en och samma plan.")
    return found


def _checked(
    ctx: Context, measure: Measure, entry: Entry, row: int, problems: dict[str, str]
) -> tuple[Figures, dict[str, Any]]:
    """What is stored of an entry; what is wrong with it is added to the problems."""
    figures, texts = entry.figures, {}
    try:
        texts = clean_texts(
            {
                "no_value_reason": entry.figures.no_value_reason,
                "comment": entry.comment,
                "influences": entry.influences,
                "evidence_link": entry.evidence_link,
            },
            TEXT_RULES,
        )
        if measure.frequency is None:
            raise Invalid("period", "Mätetalet saknar hur ofta det mäts. Ange det på mätetalets sida först.")
        check_period(entry.period, frequency=measure.frequency, today=ctx.today)
        link = texts["evidence_link"]
        if link is not None and not link.lower().startswith(("https://", "http://")):
            raise Invalid("evidence_link", "Länken ska börja med https://. Kopiera hela adressen.")
        figures = settled(
            replace(figures, no_value_reason=texts["no_value_reason"]),
            has_counts=has_counts(numerator=measure.numerator, denominator=measure.denominator),
            multiplier=measure.multiplier,
            decimals=measure.decimals,
        )
        check_counted(figures, compared_by_counts=compares_counts(measure))
    except InvalidFields as problem:
        problems.update({f"{row}.{name}": text for name, text in problem.problems.items()})
    except Invalid as problem:
        problems[f"{row}.{problem.field or 'value'}"] = problem.message
    return figures, texts


def _refuse_repeats(entries: Sequence[Entry], problems: dict[str, str]) -> None:
    seen: set[Period] = set()
    for row, entry in enumerate(entries):
        if entry.period in seen:
            problems.setdefault(f"{row}.period", f"{entry.period.label} står två gånger.")
        seen.add(entry.period)


def _unlikely(checked: Sequence[tuple[Figures, dict[str, Any]]], earlier: dict[Period, list[Measurement]]) -> list[int]:
    held = [row.value for rows in earlier.values() if (row := counts(rows)) is not None and row.value is not None]
    return unlikely([figures.value for figures, _ in checked], held)


def _check_submitted(one: Measurement) -> None:
    if one.state is not MeasurementState.SUBMITTED:
        raise Conflict(f"Värdet för {one.period.label} väntar inte på granskning.")


def _check_reviewer(ctx: Context, rows: Sequence[Measurement]) -> None:
    for problem in reviewers.why_not(ctx, rows).values():
        raise problem

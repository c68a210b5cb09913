"""Imports: a file is read in, all of it or nothing; who sees what was read in; and the review of its values."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portfolio.domain.errors import Conflict, Denied, NotFound, PortfolioError
from portfolio.domain.measures import MeasurementState
from portfolio.domain.permissions import Permission
from portfolio.domain.tables import choices as choosing
from portfolio.domain.tables.outcomes import Report
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.tables.sheets import Sheet
from portfolio.domain.texts import file_name_of
from portfolio.models import AuditItem, AuditLink, ImportRun, Measurement, Plan, Series
from portfolio.services import import_files, measurements, reviewers, tables, undo_rights
from portfolio.services.context import Context
from portfolio.services.tables import Progress


class NotAcceptable(PortfolioError):
    """What reading the file in would do is not what can be kept, or not what was shown; ``report`` tells what it is."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


def carry_out(
    ctx: Context,
    plan: Plan,
    *,
    file_name: str,
    sheets: Sequence[Sheet],
    confirmed: bool = False,
    shown: str | None = None,
    progress: Progress | None = None,
) -> ImportRun:
    """Read tables in, as one entry of the log. ``shown`` is the digest of the report that somebody has agreed to.

    Call within a transaction. Raises Denied, and NotAcceptable when a row is refused, nothing would change, a question
    is not answered, or the outcome is another one than was shown; the transaction then has to end without a trace.
    """
    ctx.check(plan, Permission.IMPORT_TABLE)
    name = file_name_of(file_name)
    ctx.record("table:import", reason=name, plan_id=plan.id)
    plan_id = plan.id
    run = ImportRun(
        plan_id=plan_id,
        file_name=name,
        imported_by=ctx.actor.user_id,
        imported_at=ctx.now,
        new_rows=0,
        changed_rows=0,
        unchanged_rows=0,
    )
    ctx.session.add(run)
    ctx.session.flush()
    report = tables.put(ctx, plan, sheets, run_id=run.id, confirmed=confirmed, progress=progress)
    if shown is not None and report.digest != shown:
        raise NotAcceptable(
            "Något har ändrats i planen sedan du såg jämförelsen, så inget är inläst. Se efter vad som gäller nu.",
            report,
        )
    if not report.acceptable:
        raise NotAcceptable(_why_not(report), report)
    counts = report.counts
    run.new_rows, run.changed_rows = counts[RowOutcome.NEW], counts[RowOutcome.CHANGED]
    run.unchanged_rows = counts[RowOutcome.UNCHANGED]
    ctx.session.flush()
    return run


def apply(ctx: Context, file_id: int, *, shown: str | None, confirmed: bool) -> ImportRun:
    """Read the actor's file in, when it does what they were ``shown``; the file itself is thrown away then.

    Call within a transaction. Raises as ``carry_out`` does, and Conflict when nothing has been shown.
    """
    held = import_files.get(ctx, file_id)
    if held.report_digest is None or shown != held.report_digest:
        raise Conflict("Jämförelsen har gjorts om sedan du öppnade sidan. Se efter vad som gäller nu.")
    told = choosing.sheets(import_files.sheets_in(held), import_files.choices_of(held))
    run = carry_out(ctx, held.plan, file_name=held.name, sheets=told, confirmed=confirmed, shown=shown)
    ctx.session.delete(import_files.get(ctx, file_id))
    return run


def get(ctx: Context, run_id: int) -> ImportRun:
    """An import, for whoever made it, may undo it or review values. Raises NotFound."""
    run = ctx.load(ImportRun, run_id, to=Permission.READ_PLAN)
    if not _sees(ctx, run):
        raise NotFound
    return run


def of_plan(ctx: Context, plan: Plan, *, most: int = 50) -> list[ImportRun]:
    """The plan's imports that the actor may see, the latest first. One query."""
    query = select(ImportRun).where(ImportRun.plan_id == plan.id).options(joinedload(ImportRun.importer))
    if not _sees_all(ctx, plan):
        query = query.where(ImportRun.imported_by == ctx.actor.user_id)
    return list(ctx.session.scalars(query.order_by(ImportRun.id.desc()).limit(most)))


def entry_of(ctx: Context, run: ImportRun) -> AuditLink:
    """The log's entry of the import, which tells all that it did. One query."""
    query = (
        select(AuditLink)
        .join(AuditItem, AuditItem.link_id == AuditLink.id)
        .where(
            AuditItem.entity == ImportRun.__tablename__,
            AuditItem.entity_id == run.id,
            AuditItem.operation == "insert",
        )
        .order_by(AuditLink.id.desc())
        .limit(1)
    )
    return ctx.session.scalars(query).one()


def to_review(ctx: Context, run: ImportRun) -> tuple[list[Measurement], dict[int, Denied]]:
    """The import's measured values that wait for review, and why the actor may not review some of them.

    A few queries for each measure, whatever the number of values.
    """
    rows = _waiting(ctx, run)
    measures = {one.series.measure for one in rows}
    # A role of the plan covers all of its measures, so that none of them has to be asked about.
    everywhere = ctx.can(Permission.REVIEW_VALUE, run.plan)
    refused = {one.id: not (everywhere or ctx.can(Permission.REVIEW_VALUE, one)) for one in measures}
    why = reviewers.why_not(ctx, [one for one in rows if not refused[one.series.measure_id]])
    for one in rows:
        if refused[one.series.measure_id]:
            why[one.id] = Denied("Du får inte granska värden av det här mätetalet.")
    return rows, why


def review(ctx: Context, run_id: int) -> int:
    """Review all values of an import that the actor may review; how many. Call within a transaction.

    Raises NotFound, Denied, and Conflict when none of them waits any more.
    """
    run = get(ctx, run_id)
    ctx.check(run, Permission.REVIEW_VALUE)
    rows, why = to_review(ctx, run)
    mine = [one for one in rows if one.id not in why]
    if not mine:
        if why:
            raise next(iter(why.values()))
        raise Conflict("Inget av värdena väntar på granskning längre. Någon annan kan ha granskat dem.")
    ctx.record("value:review", reason=run.file_name, plan_id=run.plan_id)
    measurements.mark_reviewed(ctx, mine)
    return len(mine)


def values_in(ctx: Context, run: ImportRun) -> int:
    """How many measured values came with the file. One query."""
    query = select(func.count(Measurement.id)).where(Measurement.import_run_id == run.id)
    return ctx.session.scalar(query) or 0


def _waiting(ctx: Context, run: ImportRun) -> list[Measurement]:
    waits = ~measurements.is_corrected()
    query = (
        select(Measurement)
        .where(Measurement.import_run_id == run.id, Measurement.state == MeasurementState.SUBMITTED, waits)
        .order_by(Measurement.series_id, Measurement.id)
        .options(joinedload(Measurement.series).joinedload(Series.measure))
        .options(joinedload(Measurement.series).joinedload(Series.unit))
    )
    if "journal" in ctx.session.info:
        # Two who review at once: the second finds nothing left.
        query = query.with_for_update(of=Measurement, key_share=True).execution_options(populate_existing=True)
    return list(ctx.session.scalars(query))


def _sees(ctx: Context, run: ImportRun) -> bool:
    return undo_rights.is_own(ctx, run) or _sees_all(ctx, run.plan)


def _sees_all(ctx: Context, plan: Plan) -> bool:
    return ctx.can(Permission.UNDO_IMPORT, plan) or ctx.can(Permission.REVIEW_VALUE, plan)


def _why_not(report: Report) -> str:
    counts = report.counts
    if refused := counts[RowOutcome.REFUSED]:
        rows = "1 rad går" if refused == 1 else f"{refused} rader går"
        return f"{rows} inte att läsa in, så inget är inläst. Rätta dem i filen och skicka den igen."
    if report.asks:
        return "Något värde avviker mycket från de andra. Kontrollera det, och bekräfta att det stämmer."
    if not report.rows:
        return "Filen har rubriker men inga rader. Skriv raderna under rubrikerna, och skicka filen igen."
    return "Inget i filen skiljer sig från det som redan finns, så det finns inget att läsa in."

"""Files that wait to be read in: sent, their columns chosen, compared with what is stored, given up or forgotten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.permissions import Permission
from portfolio.domain.tables import choices as choosing
from portfolio.domain.tables.choices import Choice, Remembered
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.outcomes import Report
from portfolio.domain.tables.reading_only import refuse_flat
from portfolio.domain.tables.values import Table
from portfolio.domain.texts import file_name_of
from portfolio.files.tables import reading
from portfolio.files.tables.workbook_writing import CHOICES, EXPLANATION
from portfolio.models import ImportFile, Plan, RememberedHeading
from portfolio.services import stored_reports, tables
from portfolio.services.context import Context

#: Sheets of the templates that hold nothing to read.
_OURS = frozenset({EXPLANATION, CHOICES})

#: So many files of one person wait in a plan; of more, the oldest goes.
KEPT_EACH = 5


def upload(ctx: Context, plan: Plan, *, name: str, content: bytes) -> tuple[ImportFile, bool]:
    """Keep a file with what it seems to hold, and tell whether its columns leave nothing to ask.

    Call within a transaction. Raises Invalid("file") in the words of what is wrong with the file, and Denied.
    """
    ctx.check(plan, Permission.IMPORT_TABLE)
    if ctx.actor.user_id is None:
        raise NotFound
    try:
        found = _sheets_of(content, name)
        if not any(one.rows for one in found):
            raise Invalid(None, "Filen innehåller ingen tabell. Välj en fil med en rubrikrad och rader under den.")
        # Also a hidden sheet, which could be chosen later.
        for one in found:
            refuse_flat(one)
    except Invalid as problem:
        raise Invalid("file", problem.message) from problem
    remembered = habits(ctx)
    # What somebody has hidden is read when they say so.
    chosen = [Choice() if one.hidden else choosing.suggested(one, remembered) for one in found]
    held = ImportFile(
        plan_id=plan.id,
        user_id=ctx.actor.user_id,
        name=file_name_of(name),
        sent_at=ctx.now,
        content=content,
        choices=choosing.to_text(chosen),
    )
    for old in waiting(ctx, plan)[KEPT_EACH - 1 :]:
        ctx.session.delete(old)
    ctx.session.add(held)
    ctx.session.flush()
    return held, choosing.is_clear(found, chosen, remembered)


def get(ctx: Context, file_id: int) -> ImportFile:
    """The actor's own file; somebody else's does not exist. Raises NotFound or Denied."""
    gone = NotFound("Filen är redan inläst, avbruten eller borttagen. Skicka den igen.")
    try:
        held = ctx.load(ImportFile, file_id, to=Permission.READ_PLAN)
    except NotFound:
        raise gone from None
    if held.user_id != ctx.actor.user_id:
        raise gone
    ctx.check(held, Permission.IMPORT_TABLE)
    return held


def waiting(ctx: Context, plan: Plan) -> list[ImportFile]:
    """The actor's own files that are not read in yet, the latest first. One query."""
    query = select(ImportFile).where(ImportFile.plan_id == plan.id, ImportFile.user_id == ctx.actor.user_id)
    return list(ctx.session.scalars(query.order_by(ImportFile.id.desc())))


def sheets_in(held: ImportFile) -> tuple[Table, ...]:
    """The tables of the file, read anew; the templates' own sheets are left out."""
    return _sheets_of(held.content, held.name)


def choices_of(held: ImportFile) -> tuple[Choice, ...]:
    """What was chosen for each of the file's sheets, in their order."""
    return choosing.from_text(held.choices)


def choose(ctx: Context, file_id: int, chosen: Sequence[Choice], *, remember: bool = True) -> ImportFile:
    """Say what the sheets and columns are; it is remembered for the person's next file. Raises NotFound or Invalid.

    Call within a transaction.
    """
    held = get(ctx, file_id)
    found = sheets_in(held)
    if len(chosen) != len(found):
        raise Invalid(None, "Filen har andra blad än de som visades. Läs in sidan igen.")
    held.choices = choosing.to_text(chosen)
    held.report, held.report_digest = None, None
    if remember:
        for table, one in zip(found, chosen, strict=True):
            _remember(ctx, one.kind, choosing.habits(table, one))
    return held


def compare(ctx: Context, file_id: int) -> Report:
    """Find out what reading the file in would do, and keep that with the file. It changes nothing of the plan.

    Not within a transaction: it takes its own, one that is rolled back and one that keeps the report.
    """
    held = get(ctx, file_id)
    told = choosing.sheets(sheets_in(held), choices_of(held))
    report = tables.preview(ctx, held.plan, told)
    with ctx.transaction():
        keep(get(ctx, file_id), report)
    return report


def keep(held: ImportFile, report: Report) -> None:
    """Keep what was found out, so that the page shows it without doing the work again."""
    held.report, held.report_digest = stored_reports.pack(report), report.digest


def report_of(held: ImportFile) -> Report | None:
    """What was found out last, or None before that."""
    return stored_reports.unpack(held.report) if held.report is not None else None


def discard(ctx: Context, file_id: int) -> None:
    """Throw the file away. Call within a transaction. Raises NotFound."""
    ctx.session.delete(get(ctx, file_id))


def expire(ctx: Context, before: datetime) -> int:
    """Throw away files that were sent before an instant and never read in; how many. Call within a transaction."""
    found = ctx.session.scalars(select(ImportFile.id).where(ImportFile.sent_at < before)).all()
    ctx.session.execute(delete(ImportFile).where(ImportFile.id.in_(found)))
    return len(found)


def habits(ctx: Context) -> Remembered:
    """What the actor chose for their headings before. One query."""
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for one in ctx.session.scalars(select(RememberedHeading).where(RememberedHeading.user_id == ctx.actor.user_id)):
        kind = KINDS.get(one.kind)
        if kind is not None and (one.column is None or one.column in {column.name for column in kind.columns}):
            found[one.kind][one.heading] = one.column
    return found


def _remember(ctx: Context, kind: str | None, chosen: dict[str, str | None]) -> None:
    if kind is None or ctx.actor.user_id is None:
        return
    query = select(RememberedHeading).where(
        RememberedHeading.user_id == ctx.actor.user_id, RememberedHeading.kind == kind
    )
    held = {one.heading: one for one in ctx.session.scalars(query)}
    for told, column in chosen.items():
        heading = told[:300]
        if heading in held:
            held[heading].column = column
        else:
            held[heading] = RememberedHeading(user_id=ctx.actor.user_id, kind=kind, heading=heading, column=column)
            ctx.session.add(held[heading])


def _sheets_of(content: bytes, name: str) -> tuple[Table, ...]:
    return tuple(one for one in reading.read(content, name) if one.name not in _OURS)

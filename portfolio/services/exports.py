"""Files of what a plan holds: what can come back as tables, flat tables to read, and templates to fill in.

What is collected is what the actor may read, and small counts are left out of all of it where the measure says so.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portfolio.domain.exports import Content, FileFormat, file_name, template_name
from portfolio.domain.flat_tables import FLAT, PHASES, REGISTER
from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.files.csv_text import Dialect, table
from portfolio.files.tables import json_tables, workbook_writing
from portfolio.files.tables.workbook_writing import FILLING_IN, READING, Sheet
from portfolio.models import Activity, Initiative, InitiativeActivity, Measure, Plan
from portfolio.schemas.fields import Base
from portfolio.schemas.register import RegisterRow as RegisterRowSchema
from portfolio.schemas.tables import PhaseRow, ValueRow
from portfolio.services import existing, flat_tables, goals, organisations, plans, register, register_columns, tables
from portfolio.services.context import Context
from portfolio.services.register import Row as RegisterRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
JSON = "application/json"
ZIP = "application/zip"

#: Where a benefit's page lies, by its id.
Address = Callable[[int], str]

Rows = Iterable[Mapping[str, Any]]

#: What calls answer, by what the file holds: a flat table as JSON is the same file as theirs.
_SCHEMAS: dict[Content, type[Base]] = {
    Content.REGISTER: RegisterRowSchema,
    Content.PHASES: PhaseRow,
    Content.VALUES: ValueRow,
}


@dataclass(frozen=True)
class _Asked:
    """What rows are narrowed to, and where pages lie."""

    address: Address
    initiatives: Collection[int] | None
    shown: Sequence[RegisterRow] | None


@dataclass(frozen=True)
class Made:
    """A file: its content, its media type, and what it is called."""

    content: bytes
    media_type: str
    name: str


def file(
    ctx: Context,
    plan: Plan,
    content: Content,
    kind: FileFormat,
    *,
    address: Address,
    initiatives: Collection[int] | None = None,
    shown: Sequence[RegisterRow] | None = None,
) -> Made:
    """The file that is asked for, of some initiatives only where their ids are given.

    ``shown`` are the rows of the register that a page shows, narrowed and in its order. Several tables as CSV come in
    an archive.
    """
    asked = _Asked(address, initiatives, shown)
    if kind is FileFormat.JSON and content.is_flat:
        return Made(_as_called(ctx, plan, content, asked), JSON, file_name(content, plan.slug, ctx.today, "json"))
    found = [(one, _rows(ctx, plan, one, asked)) for one in kinds_of(content)]
    if kind is FileFormat.XLSX:
        choices = {} if content.is_flat else offered(ctx, plan)
        sheets = [Sheet(one, rows, choices) for one, rows in found]
        purpose = READING if content.is_flat else FILLING_IN
        made = workbook_writing.write(sheets, made_at=ctx.now, purpose=purpose)
        return Made(made, XLSX, file_name(content, plan.slug, ctx.today, "xlsx"))
    if kind is FileFormat.JSON:
        return Made(json_tables.write(found), JSON, file_name(content, plan.slug, ctx.today, "json"))
    dialect = Dialect.SWEDISH if kind is FileFormat.CSV else Dialect.RFC4180
    texts = {one.name: table(one.heads(), one.written(rows), dialect=dialect) for one, rows in found}
    if len(texts) == 1:
        return Made(next(iter(texts.values())), CSV, file_name(content, plan.slug, ctx.today, "csv"))
    return Made(_archive(ctx, plan, texts), ZIP, file_name(content, plan.slug, ctx.today, "zip"))


def template(ctx: Context, plan: Plan, content: Content) -> Made:
    """A workbook to fill in, empty but for what the plan offers to choose among. Raises ValueError for a flat table."""
    if content.is_flat:
        raise ValueError("A flat table is never read back.")
    choices = offered(ctx, plan)
    sheets = [Sheet(one, offered=choices) for one in kinds_of(content)]
    return Made(workbook_writing.write(sheets, made_at=ctx.now), XLSX, template_name(content, plan.slug))


def kinds_of(content: Content) -> tuple[Kind, ...]:
    """The tables that a file holds, in its order."""
    return tuple(KINDS.values()) if content is Content.ALL else ({**KINDS, **FLAT}[content.value],)


def offered(ctx: Context, plan: Plan) -> dict[str, list[str]]:
    """What of the plan a cell may name, by what columns refer to. The same few queries whatever their number."""
    held = existing.initiatives(ctx, Initiative.plan_id == plan.id)
    ids = [one.id for one in held]
    shared = ctx.session.execute(
        select(Activity.title, Activity.key)
        .where(Activity.id.in_(select(InitiativeActivity.activity_id).where(InitiativeActivity.initiative_id.in_(ids))))
        .order_by(Activity.position, Activity.id)
    )
    measures = ctx.session.execute(
        select(Measure.name, Measure.key).where(Measure.plan_id == plan.id).order_by(Measure.position, Measure.id)
    )
    return {
        "initiative": _names((one.title, one.key) for one in held),
        "activity": _names((title, key) for title, key in shared),
        "measure": _names((name, key) for name, key in measures),
        "area": _names((one.name, one.key) for one in plans.areas(ctx, plan.id) if one.active),
        "forum": _names((one.name, one.key) for one in plans.forums(ctx, plan.id) if one.active),
        "goal": _names((one.name, one.key) for one, _ in goals.of_plan(ctx, plan.id, active_only=True)),
        "organisation": _names((one.name, one.key) for one, _ in organisations.tree(ctx)),
    }


def _rows(ctx: Context, plan: Plan, kind: Kind, asked: _Asked) -> Rows:
    """The rows of a table, by the names of its columns."""
    if kind is REGISTER:
        return register_columns.in_words(ctx, _register(ctx, plan, asked), address=asked.address)
    if kind.name in FLAT:
        return _flat(ctx, plan, kind, asked)
    return tables.current(ctx, plan, kind, initiatives=asked.initiatives, suppressed=True)


def _flat(ctx: Context, plan: Plan, kind: Kind, asked: _Asked) -> Sequence[Mapping[str, Any]]:
    if kind is PHASES:
        return flat_tables.phases(ctx, plan, initiatives=asked.initiatives)
    return flat_tables.values(ctx, plan, initiatives=asked.initiatives).rows


def _register(ctx: Context, plan: Plan, asked: _Asked) -> Sequence[RegisterRow]:
    if asked.shown is not None:
        return asked.shown
    found = register.everything(ctx, plan)
    return [one for one in found if asked.initiatives is None or one.initiative.id in asked.initiatives]


def _as_called(ctx: Context, plan: Plan, content: Content, asked: _Asked) -> bytes:
    """A flat table as calls answer it, whole."""
    rows: Any
    if content is Content.REGISTER:
        rows = register_columns.told(ctx, _register(ctx, plan, asked), address=asked.address)
    else:
        rows = _flat(ctx, plan, FLAT[content.value], asked)
    told = {"items": _SCHEMAS[content](many=True).dump(rows), "next": None}
    return f"{json.dumps(told, ensure_ascii=False, indent=1)}\n".encode()


def _archive(ctx: Context, plan: Plan, texts: Mapping[str, bytes]) -> bytes:
    """Several tables in one file; the same ones make the same archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, text in texts.items():
            name = file_name(Content(kind), plan.slug, ctx.today, "csv")
            at = ctx.now.astimezone(ctx.zone)
            entry = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text)
    return target.getvalue()


def _names(told: Iterable[tuple[str, str]]) -> list[str]:
    """What each thing is called in a cell: by its name, or by its id where two have the same name."""
    found = list(told)
    times = Counter(name for name, _ in found)
    return [name if times[name] == 1 else key for name, key in found]

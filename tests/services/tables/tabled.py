"""Tables as files hold them, for the tests that put them in: rows by heading, and whole exports by format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portfolio.domain.periods import Period
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.outcomes import Report
from portfolio.domain.tables.sheets import Sheet, sheets_of
from portfolio.domain.tables.values import Row, Table
from portfolio.files.csv_text import Dialect, table
from portfolio.files.tables import json_tables, reading, workbook_writing
from portfolio.models import Plan
from portfolio.services import tables
from portfolio.services.context import Context
from tests import cast

MADE_AT = datetime(2026, 11, 22, tzinfo=UTC)


def plan_of(ctx: Context, slug: str = cast.PLAN) -> Plan:
    """The shipped plan, or another one."""
    return ctx.session.scalars(select(Plan).where(Plan.slug == slug)).one()


def sheet(kind: Kind, *rows: Mapping[str, Any]) -> Sheet:
    """A sheet of rows by the names of columns, as texts or as values; every column that any of them has is there."""
    names = tuple(dict.fromkeys(name for row in rows for name in row if name in {one.name for one in kind.columns}))
    heads = [kind.column(name).heading for name in names]
    cells = [tuple(_cell(kind.column(name), row.get(name)) for name in names) for row in rows]
    told = Table(kind.title, tuple(Row(at, one) for at, one in enumerate([tuple(heads), *cells], start=1)))
    [found], strange = sheets_of([told])
    assert not strange
    return found


def put(ctx: Context, *sheets: Sheet, slug: str = cast.PLAN, **options: Any) -> Report:
    """Put them in as whoever imports does: kept when it can be, rolled back otherwise."""
    ctx.session.rollback()
    plan = plan_of(ctx, slug)
    try:
        with ctx.transaction():
            ctx.record("table:import", plan_id=plan.id)
            report = tables.put(ctx, plan, sheets, **options)
            if not report.acceptable:
                raise _NotKept(report)
    except _NotKept as problem:
        return problem.report
    return report


class _NotKept(Exception):
    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def exported(ctx: Context, plan: Plan) -> dict[str, list[dict[str, Any]]]:
    """Every row of every kind."""
    return {name: tables.current(ctx, plan, kind) for name, kind in KINDS.items()}


def files(rows: Mapping[str, list[dict[str, Any]]]) -> Iterable[tuple[str, tuple[Sheet, ...]]]:
    """The rows as they come back from a workbook, both kinds of CSV, and JSON."""
    told = [(KINDS[name], of_kind) for name, of_kind in rows.items()]
    sheets = [workbook_writing.Sheet(kind, of_kind) for kind, of_kind in told]
    yield "xlsx", _read(workbook_writing.write(sheets, made_at=MADE_AT))
    for dialect in Dialect:
        contents = [table(kind.heads(), kind.written(of_kind), dialect=dialect) for kind, of_kind in told if of_kind]
        yield dialect.value, tuple(one for content in contents for one in _read(content))
    yield "json", _read(json_tables.write(told))


def _read(content: bytes) -> tuple[Sheet, ...]:
    found, strange = sheets_of(reading.read(content))
    assert not strange
    return found


def _cell(column: Column, value: Any) -> Any:
    told = column.write(value) if isinstance(value, Period | tuple) else value
    return Decimal(told) if isinstance(told, int) and not isinstance(told, bool) else told

"""Flat tables of a plan, for tools that make tables and charts of them: phases, and measured values."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portfolio.api.calls import Calls, File
from portfolio.domain.exports import Content, FileFormat
from portfolio.schemas.register import TableFormat, TableQuery
from portfolio.schemas.tables import PagedTableQuery, PhaseTable, ValueRow
from portfolio.services import exports, flat_tables, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("tables", tag="Platta tabeller")

FILES = (exports.CSV, exports.XLSX)


@calls.get(
    "/plans/<slug>/tables/phases",
    answers=PhaseTable,
    query=TableQuery,
    files=FILES,
    summary="En platt rad för varje initiativ och fas, hela tabellen i ett svar",
)
def phases(ctx: Context, slug: str, *, query: dict[str, Any]) -> Any:
    plan = plans.get(ctx, slug)
    if query["format"] is not TableFormat.JSON:
        return file_of(ctx, plan, Content.PHASES, query)
    return {"items": flat_tables.phases(ctx, plan), "next": None}


@calls.listing(
    "/plans/<slug>/tables/values",
    answers=ValueRow,
    query=PagedTableQuery,
    files=FILES,
    summary="En platt rad för varje uppmätt värde som räknas; som fil hela tabellen",
)
def values(ctx: Context, slug: str, *, query: dict[str, Any]) -> Slice[dict[str, Any]] | File:
    plan = plans.get(ctx, slug)
    if query["format"] is not TableFormat.JSON:
        return file_of(ctx, plan, Content.VALUES, query)
    return flat_tables.values(ctx, plan, page=query["page"], updated_since=query.get("updated_since"))


def file_of(ctx: Context, plan: Any, content: Content, query: dict[str, Any]) -> File:
    """A flat table as the file that was asked for."""
    kind = FileFormat.XLSX
    if query["format"] is TableFormat.CSV:
        kind = FileFormat.RFC4180 if "dialect" in query else FileFormat.CSV
    made = exports.file(ctx, plan, content, kind, address=address)
    return File(made.content, made.media_type, made.name)


def address(benefit_id: int) -> str:
    """Where a benefit's page lies."""
    return url_for("benefits.show", benefit_id=benefit_id, _external=True)

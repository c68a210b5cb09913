"""The benefit register of a plan, whole and flat, for tools that make tables and charts of it."""

from __future__ import annotations

from typing import Any

from flask import url_for

from portfolio.api.calls import Calls, File
from portfolio.files.csv_text import Dialect, table
from portfolio.schemas.register import Format, RegisterQuery, RegisterSchema
from portfolio.services import plans, register, register_columns
from portfolio.services.context import Context

calls = Calls("register", tag="Nyttoregister")


@calls.get(
    "/plans/<slug>/register",
    answers=RegisterSchema,
    query=RegisterQuery,
    files=("text/csv",),
    summary="En plans nyttoregister: en platt rad för varje nytta och mätetal, hela registret i ett svar",
)
def show(ctx: Context, slug: str, *, query: dict[str, Any]) -> Any:
    plan = plans.get(ctx, slug)
    # A token sees what its owner sees; the order is the plan's, since nothing sorts a table for those who load it.
    rows = [(one, _address(one)) for one in register.everything(ctx, plan)]
    if query["format"] is Format.CSV:
        dialect = Dialect.RFC4180 if "dialect" in query else Dialect.SWEDISH
        cells = (register_columns.cells(one, address=address) for one, address in rows)
        content = table(register_columns.HEADS, cells, dialect=dialect)
        return File(content, "text/csv", f"nyttoregister-{plan.slug}-{ctx.today}.csv")
    return {"items": [register_columns.told(ctx, one, address=address) for one, address in rows], "next": None}


def _address(row: register.Row) -> str:
    return url_for("benefits.show", benefit_id=row.benefit.id, _external=True)

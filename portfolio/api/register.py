"""The benefit register of a plan, whole and flat, for tools that make tables and charts of it."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls
from portfolio.api.tables import FILES, address, file_of
from portfolio.domain.exports import Content
from portfolio.schemas.register import RegisterSchema, TableFormat, TableQuery
from portfolio.services import plans, register, register_columns
from portfolio.services.context import Context

calls = Calls("register", tag="Nyttoregister")


@calls.get(
    "/plans/<slug>/register",
    answers=RegisterSchema,
    query=TableQuery,
    files=FILES,
    summary="En plans nyttoregister: en platt rad för varje nytta och mätetal, hela registret i ett svar",
)
def show(ctx: Context, slug: str, *, query: dict[str, Any]) -> Any:
    plan = plans.get(ctx, slug)
    # A token sees what its owner sees; the order is the plan's, since nothing sorts a table for those who load it.
    if query["format"] is not TableFormat.JSON:
        return file_of(ctx, plan, Content.REGISTER, query)
    rows = register.everything(ctx, plan)
    items = register_columns.told(ctx, rows, address=address)
    return {"items": items, "next": None}

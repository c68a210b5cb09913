"""Measures: a plan's library."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls
from portfolio.schemas.measures import MeasureSchema
from portfolio.schemas.plans import PlanPartQuery
from portfolio.services import plan_lists
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("measures", tag="Mätetal")


@calls.listing("/measures", answers=MeasureSchema, query=PlanPartQuery, summary="En plans mätetal")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return plan_lists.parts(ctx, "measures", query["plan"], query["page"], updated_since=query.get("updated_since"))

"""Measures: a plan's library, and the series that values are kept in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.errors import Invalid, NotFound
from portfolio.per_request import API
from portfolio.schemas.measures import MeasureChanges, MeasureSchema, NewMeasure, NewSeries, SeriesSchema
from portfolio.schemas.plans import PlanPartQuery
from portfolio.services import measurements, measures, plan_lists, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("measures", tag="Mätetal")

_EXAMPLE = {
    "plan": "narmare-kronobergaren",
    "name": "Väntetid till fast läkarkontakt",
    "definition": "Dagar från listning till namngiven läkare, median.",
    "unit": "dagar",
    "direction": "decrease",
    "frequency": "month",
    "decimals": 0,
}


@calls.listing("/measures", answers=MeasureSchema, query=PlanPartQuery, summary="En plans mätetal")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[Any]:
    return plan_lists.parts(ctx, "measures", query["plan"], query["page"], updated_since=query.get("updated_since"))


@calls.post(
    "/measures",
    takes=NewMeasure,
    answers=MeasureSchema,
    summary="Lägg till ett mätetal, med serien för helheten",
    example=_EXAMPLE,
)
def add(ctx: Context, *, body: dict[str, Any]) -> One:
    try:
        plan = plans.get(ctx, body.pop("plan"))
    except NotFound:
        raise Invalid("plan", "Planen finns inte.") from None
    made = measures.add(ctx, plan.id, **body)
    return _one(ctx, made.id, new=True)


@calls.get("/measures/<int:measure_id>", answers=MeasureSchema, summary="Ett mätetal", guarded=True)
def show(ctx: Context, measure_id: int) -> One:
    return _one(ctx, measure_id)


@calls.patch(
    "/measures/<int:measure_id>",
    takes=MeasureChanges,
    answers=MeasureSchema,
    summary="Ändra ett mätetal; betyder värdena sedan något annat blir det en ny version, och reason behövs",
    example={"definition": "Dagar från remiss till besök, median.", "reason": "Listningen mäts inte längre."},
)
def edit(ctx: Context, measure_id: int, *, body: dict[str, Any], version: str) -> One:
    measures.edit(ctx, measure_id, version=version, **body)
    return _one(ctx, measure_id)


@calls.get(
    "/measures/<int:measure_id>/series",
    answers=SeriesSchema,
    listed=True,
    summary="Ett mätetals serier, också de från tidigare definitioner",
)
def all_series(ctx: Context, measure_id: int) -> Sequence[Any]:
    return measures.get(ctx, measure_id).series


@calls.post(
    "/measures/<int:measure_id>/series",
    takes=NewSeries,
    answers=SeriesSchema,
    summary="Lägg till en serie för en enhet, ett kön eller båda",
    example={"unit": 1, "sex": "female"},
)
def add_series(ctx: Context, measure_id: int, *, body: dict[str, Any]) -> One:
    made = measures.add_series(ctx, measure_id, **body)
    return One(made, location=f"{API}/series/{made.id}")


@calls.get("/series/<int:series_id>", answers=SeriesSchema, summary="En serie")
def show_series(ctx: Context, series_id: int) -> Any:
    return measurements.series(ctx, series_id)


def _one(ctx: Context, measure_id: int, *, new: bool = False) -> One:
    ctx.settle()
    measure = measures.get(ctx, measure_id)
    return One(measure, version=measures.digest(measure), location=f"{API}/measures/{measure.id}" if new else None)

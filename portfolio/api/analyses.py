"""Analyses: whether a change is real, of a series that is sent and never kept, and of one that is stored."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Also, Calls
from portfolio.domain.analyses import TwoCounts
from portfolio.schemas.analyses import AnalysisQuery, AnalysisQuestion, AnalysisSchema, TwoCountsSchema
from portfolio.services import analyses, stored_analyses
from portfolio.services.context import Context

calls = Calls("analyses", tag="Analys")

_EXAMPLE = {
    "chart": "xmr",
    "periods": [f"2023-{month:02}" for month in range(1, 13)] + [f"2024-{month:02}" for month in range(1, 9)],
    "values": [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 14, 15, 14, None, 15, 14, 15, 14],
    "direction": "increase",
    "baseline": 11,
    "target": 15,
    "first_effect": "2024-01",
    "full_effect": "2025-Q4",
    "freeze": 12,
}


@calls.act(
    "/analysis",
    takes=AnalysisQuestion,
    answers=AnalysisSchema,
    also=TwoCountsSchema,
    stores=False,
    summary="Bedöm en serie eller två antal som skickas med; ingenting sparas",
    example=_EXAMPLE,
)
def analyse(_ctx: Context, *, body: dict[str, Any]) -> Any:
    found = analyses.of_sent(**body)
    if isinstance(found, TwoCounts):
        return Also(analyses.told_of_counts(found))
    return analyses.told(found)


@calls.get(
    "/measures/<int:measure_id>/analysis",
    answers=AnalysisSchema,
    query=AnalysisQuery,
    summary="Bedöm ett mätetals värden, för en nytta; det som utelämnas ska bara kunna vara en sak",
)
def of_measure(ctx: Context, measure_id: int, *, query: dict[str, Any]) -> Any:
    found = stored_analyses.of_measure(
        ctx,
        measure_id,
        benefit_id=query.get("benefit"),
        series_id=query.get("series"),
        as_of=query.get("as_of"),
    )
    return analyses.told(found)

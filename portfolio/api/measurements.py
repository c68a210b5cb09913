"""Measured values: recorded as drafts, handed in, reviewed by somebody else, returned, corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.api.problems import Unconfirmed
from portfolio.domain.errors import Invalid, InvalidFields, NotFound
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.permissions import Permission
from portfolio.per_request import API
from portfolio.schemas.fields import PageQuery
from portfolio.schemas.measurements import (
    MOST,
    Chosen,
    Confirmation,
    Measurements,
    MeasurementSchema,
    NewCorrection,
    NewMeasurement,
    Return,
)
from portfolio.services import measurement_lists, measurements
from portfolio.services.context import Context
from portfolio.services.measurements import Unlikely
from portfolio.services.paging import Slice

calls = Calls("measurements", tag="Mätvärden")

_OF_SERIES = "/series/<int:series_id>/measurements"
_ONE = "/measurements/<int:measurement_id>"
_FIGURES = ("value", "numerator", "denominator", "sent", "no_value_reason")


@calls.listing(
    _OF_SERIES, answers=MeasurementSchema, query=PageQuery, summary="En series mätvärden, med rättelser och deras läge"
)
def listing(ctx: Context, series_id: int, *, query: dict[str, Any]) -> Slice[Any]:
    series = measurements.series(ctx, series_id)
    return measurement_lists.page_of(ctx, series, query["page"], updated_since=query.get("updated_since"))


@calls.post(
    _OF_SERIES,
    takes=NewMeasurement,
    answers=MeasurementSchema,
    query=Confirmation(),
    together=MOST,
    summary="Registrera ett mätvärde, eller en lista med alla eller inga; de blir utkast",
    example={"period": "2024-05", "value": 42.5, "comment": "Exklusive jourbesök."},
)
def record(ctx: Context, series_id: int, *, query: dict[str, Any], body: Any) -> One:
    listed = isinstance(body, list)
    entries = [_entry(**one) for one in (body if listed else [body])]
    made = _recorded(ctx, series_id, entries, listed=listed, **query)
    if listed:
        return One(made, location=f"{API}/series/{series_id}/measurements")
    return _one(made[0])


@calls.get(_ONE, answers=MeasurementSchema, summary="Ett mätvärde")
def show(ctx: Context, measurement_id: int) -> Any:
    return measurements.get(ctx, measurement_id)


@calls.post(
    f"{_ONE}/corrections",
    takes=NewCorrection,
    answers=MeasurementSchema,
    query=Confirmation(),
    summary="Rätta ett mätvärde med ett nytt utkast för samma period; det gamla gäller tills rättelsen lämnas in",
    example={"value": 41.5, "comment": "Två dubbletter är borta."},
)
def correct(ctx: Context, measurement_id: int, *, query: dict[str, Any], body: dict[str, Any]) -> One:
    corrected = measurements.get(ctx, measurement_id, to=Permission.RECORD_VALUE)
    entry = _entry(period=corrected.period, **body)
    return _one(_recorded(ctx, corrected.series_id, [entry], listed=False, **query)[0])


@calls.act(f"{_ONE}/submit", answers=MeasurementSchema, summary="Lämna in ett utkast")
def submit(ctx: Context, measurement_id: int) -> Any:
    return measurements.submit(ctx, [measurement_id])[0]


@calls.act(
    f"{_ONE}/review", answers=MeasurementSchema, summary="Granska ett inlämnat mätvärde som någon annan registrerat"
)
def review(ctx: Context, measurement_id: int) -> Any:
    return measurements.review(ctx, [measurement_id])[0]


@calls.act(
    f"{_ONE}/return",
    takes=Return,
    answers=MeasurementSchema,
    summary="Återlämna ett inlämnat mätvärde; det som det rättade gäller igen",
    example={"reason": "Värdet gäller fel månad."},
)
def send_back(ctx: Context, measurement_id: int, *, body: dict[str, Any]) -> Any:
    return measurements.send_back(ctx, measurement_id, **body)


@calls.act(
    "/measurements/submit",
    takes=Chosen,
    alone="measurements",
    answers=Measurements,
    summary="Lämna in flera utkast, alla eller inga",
    example={"measurements": [1, 2, 3]},
)
def submit_several(ctx: Context, *, body: dict[str, Any]) -> Any:
    return _several(ctx, body["measurements"], measurements.submit)


@calls.act(
    "/measurements/review",
    takes=Chosen,
    alone="measurements",
    answers=Measurements,
    summary="Granska flera inlämnade mätvärden, alla eller inga",
    example={"measurements": [1, 2, 3]},
)
def review_several(ctx: Context, *, body: dict[str, Any]) -> Any:
    return _several(ctx, body["measurements"], measurements.review)


def _entry(*, period: Any, **sent: Any) -> Entry:
    figures = {name: sent.pop(name, None) for name in _FIGURES}
    return Entry(period, Figures(**figures), **sent)


def _recorded(
    ctx: Context, series_id: int, entries: Sequence[Entry], *, listed: bool, confirmed: bool
) -> Sequence[Any]:
    """Record the entries; what is wrong is told by its place where there is a list, else by its field alone."""
    first = "" if listed else "0."
    try:
        return measurements.record(ctx, series_id, entries, submit=False, confirmed=confirmed)
    except InvalidFields as problem:
        raise InvalidFields({name.removeprefix(first): text for name, text in problem.problems.items()}) from problem
    except Unlikely as problem:
        raise Unconfirmed([f"{row}.value".removeprefix(first) for row in problem.rows]) from problem


def _several(
    ctx: Context, ids: Sequence[int], work: Callable[[Context, Sequence[int]], Sequence[Any]]
) -> Mapping[str, Any]:
    """Do it with all of them; what does not exist is told by its place in the list, since it is no address."""
    try:
        return {"items": work(ctx, ids)}
    except NotFound:
        raise Invalid(f"measurements.{_missing(ctx, ids)}", "Mätvärdet finns inte.") from None


def _missing(ctx: Context, ids: Sequence[int]) -> int:
    for place, one in enumerate(ids):
        try:
            measurements.get(ctx, one)
        except NotFound:
            return place
    return 0


def _one(made: Any) -> One:
    return One(made, location=f"{API}/measurements/{made.id}")

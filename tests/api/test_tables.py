"""Flat tables by way of the API: rows as they are stored, files for people, and no small counts where that is said."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from flask import Flask

from portfolio.domain.flat_tables import FLAT
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.measures import Accumulation, Sex
from portfolio.models import Initiative, Measure, Measurement, Series
from portfolio.services import exclusions
from portfolio.services.context import Context
from portfolio.services.exports import XLSX
from tests.api.conftest import Script, one_database, reasons
from tests.cast import LED, PLAN
from tests.measured import Made, measured, months
from tests.measured import values as recorded
from tests.services.test_overview import queries

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

BASE = f"/plans/{PLAN}/tables"


def items(script: Script, path: str) -> list[dict[str, Any]]:
    answer = script.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(answer.json["items"])


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_every_value_that_counts_has_one_row_and_what_was_corrected_none(script: Scripts, acting: Acting) -> None:
    system = acting("system")
    made = measured(system, months(2022, 10, 12, None), name="Väntetid i dagar")
    with system.transaction():
        system.record("test:correct")
        first = system.session.query(Measurement).filter_by(series_id=made.series_id).order_by(Measurement.id).first()
        assert first is not None
        for number, value, state in ((2, 11, "submitted"), (3, 99, "draft")):
            told = {name: getattr(first, name) for name in ("series_id", "period", "recorded_at", "submitted_at")}
            one = Measurement(**told, number=number, value=Decimal(value), state=state, example=False)
            system.session.add(one)
        # Measured by another definition: it stands there, and says so.
        exclusions.add(system, made.measure_id, period=first.period, reason="Pandemin.")
    rows = [one for one in items(script("reader"), f"{BASE}/values?limit=1000") if one["measure"] == made.measure_id]
    assert [(one["period"], one["value"]) for one in rows] == [("2022-02", 12), ("2022-03", None), ("2022-01", 11)]
    corrected = rows[2]
    assert (corrected["state"], corrected["excluded"], corrected["present"]) == ("submitted", True, True)
    assert (corrected["period_start"], corrected["period_end"]) == ("2022-01-01", "2022-01-31")
    assert (corrected["measure_name"], corrected["measured_in"]) == ("Väntetid i dagar", "dagar")
    assert (corrected["organisation_key"], corrected["sex"], corrected["suppressed"]) == (None, None, False)
    assert rows[1]["no_value_reason"] == "Systemet låg nere"
    assert not [name for name, value in corrected.items() if isinstance(value, dict | list)]


def test_values_are_read_a_page_at_a_time_and_as_a_file_whole(script: Scripts, acting: Acting, app: Flask) -> None:
    made = measured(acting("system"), months(2022, *range(10, 22)))
    reader = script("reader")
    every = items(reader, f"{BASE}/values?limit=1000")
    assert len(every) >= 12
    found: list[dict[str, Any]] = []
    path = f"{BASE}/values?limit=5"
    with queries(app.extensions["portfolio.engine"]) as seen:
        answer: Any = reader.get(path).json
    few = len(seen)
    while True:
        found += answer["items"]
        if answer["next"] is None:
            break
        answer = reader.get(f"{path}&cursor={answer['next']}").json
    assert found == every
    with queries(app.extensions["portfolio.engine"]) as seen:
        reader.get(f"{BASE}/values?limit=1000")
    assert len(seen) == few
    assert reader.get(f"{BASE}/phases?limit=5").status_code == 422
    swedish = reader.get(f"{BASE}/values?format=csv")
    assert swedish.content_type == "text/csv; charset=utf-8"
    lines = list(csv.DictReader(io.StringIO(swedish.get_data().decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [int(one["Mätvärdets nummer"]) for one in lines] == [one["measurement"] for one in every]
    assert [one["Värde"] for one in lines if one["Mätetalets nummer"] == str(made.measure_id)][:2] == ["10", "11"]
    plain = reader.get(f"{BASE}/values?format=csv&dialect=rfc4180").get_data(as_text=True)
    assert next(csv.reader(io.StringIO(plain, newline=""))) == list(FLAT["values"].heads())


@one_database
def test_an_initiative_has_a_row_for_each_phase_and_what_has_none_a_single_one(script: Scripts, acting: Acting) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:kind")
        one = system.session.query(Initiative).filter_by(key="undernaring").one()
        one.kind = InitiativeKind.ONGOING
    rows = items(script("reader"), f"{BASE}/phases")
    led = [row for row in rows if row["initiative_key"] == LED]
    assert [(row["phase_number"], row["phase"]) for row in led] == [
        *((1, "preparation"), (2, "delivery"), (3, "realisation"))
    ]
    assert {(row["state"], row["initiative"]) for row in led} == {(led[0]["state"], led[0]["initiative"])}
    with system.transaction():
        system.record("test:kind")
        first = system.session.query(Initiative).filter_by(key=LED).one()
        times = first.times()
    for row in led:
        told = times.get(row["phase"])
        start = told.planned.start if told is not None and told.planned is not None else None
        assert row["planned_start"] == (start.code if start is not None else None)
        assert row["planned_start_day"] == (start.start.isoformat() if start is not None and start.start else None)
    [ongoing] = [row for row in rows if row["initiative_key"] == "undernaring"]
    assert (ongoing["kind"], ongoing["phase"], ongoing["phase_number"]) == ("ongoing", None, None)


@pytest.mark.parametrize("path", [f"/plans/{PLAN}/register", f"{BASE}/phases", f"{BASE}/values"])
@one_database
def test_a_workbook_has_the_table_first_with_real_numbers_and_dates_and_explains_its_columns(
    script: Scripts, acting: Acting, path: str
) -> None:
    measured(acting("system"), months(2022, 10.5), name="=1+1")
    answer = script("reader").get(f"{path}?format=xlsx")
    assert (answer.status_code, answer.content_type) == (200, XLSX)
    kind = FLAT[path.rpartition("/")[2]]
    name = {"register": "nyttoregister", "phases": "faser", "values": "matvarden-platt"}[kind.name]
    assert f'"{name}-{PLAN}-2023-05-15.xlsx"' in answer.headers["Content-Disposition"]
    found = book(answer.get_data())
    table, explained = found.worksheets
    assert [cell.value for cell in table[1]] == list(kind.heads())
    assert not table.data_validations.dataValidation
    assert {cell.data_type for row in table.iter_rows() for cell in row} <= {"s", "n", "d"}, "no formulas"
    assert {column.heading for column in kind.columns} <= {row[0].value for row in explained.iter_rows()}
    if kind.name == "values":
        at = {head: number for number, head in enumerate(kind.heads())}
        [row] = [row for row in table.iter_rows(values_only=True) if row[at["Mätetal"]] == "=1+1"]
        assert (row[at["Värde"]], row[at["Första dag"]].date()) == (10.5, date(2022, 1, 1))


def test_small_counts_are_left_out_of_every_table_of_a_measure_that_says_so(script: Scripts, acting: Acting) -> None:
    system = acting("system")
    counted = {"numerator": "Fall", "denominator": "Vårdtillfällen", "multiplier": 100}
    made = measured(system, {"2022-01": (40, 4, 10), "2022-02": (50, 5, 10)}, name="Andel fall", **counted)
    alone = measured(
        system, months(2022, 4, 5), name="Antal fall", benefit_id=made.benefit_id, baseline=3, summable=True
    )
    reader = script("reader")

    def told(measure: Made) -> list[tuple[Any, ...]]:
        rows = [one for one in items(reader, f"{BASE}/values?limit=1000") if one["measure"] == measure.measure_id]
        return [(one["value"], one["numerator"], one["denominator"], one["suppressed"]) for one in rows]

    assert told(made) == [(40, 4, 10, False), (50, 5, 10, False)]
    with system.transaction():
        system.record("test:suppress")
        for one in (made, alone):
            system.session.get_one(Measure, one.measure_id).suppress_small = True
    assert told(made) == [(None, None, None, True), (50, 5, 10, False)]
    assert told(alone) == [(None, None, None, True), (5, None, None, False)]
    # A running total is judged by what each period adds, whatever page the rest of its year is on.
    growing = measured(
        system, months(2022, 100, 102, 120, 140), name="Växer", suppress_small=True, accumulation=Accumulation.YTD
    )
    assert told(growing) == [(None, None, None, True)] * 4
    page = reader.get(f"{BASE}/values?limit=1").json
    seen = list(page["items"])
    while page["next"] is not None:
        page = reader.get(f"{BASE}/values?limit=1&cursor={page['next']}").json
        seen += page["items"]
    assert [row["value"] for row in seen if row["measure"] == growing.measure_id] == [None] * 4
    # A whole tells of its parts, in the register too.
    split = measured(system, months(2022, 93, 200), name="Delat", suppress_small=True)
    for sex, counted_there in ((Sex.FEMALE, (3, 100)), (Sex.MALE, (90, 100))):
        with system.transaction():
            system.record("test:part")
            part = Series(measure_id=split.measure_id, version=1, sex=sex, example=False)
            system.session.add(part)
            system.session.flush()
        recorded(system, replace(split, series_id=part.id), months(2022, *counted_there))
    assert [row[0] for row in told(split)] == [None, 200, None, 100, 90, 100]
    [row] = [one for one in items(reader, f"/plans/{PLAN}/register") if one["measure"] == split.measure_id]
    assert (row["suppressed"], row["now"], row["latest"]) == (True, None, None)
    rows = [one for one in items(reader, f"/plans/{PLAN}/register") if one["benefit"] == made.benefit_id]
    hidden = ("baseline", "now", "latest", "achievement", "deviation")
    for row in rows:
        assert (row["suppressed"], [row[name] for name in hidden]) == (True, [None] * len(hidden))
        assert not any(figure in row["summary"] for figure in ("40", "45", "50", "4,5"))
        # How it goes is still told.
        assert row["state"] and row["target"] == 50
    file = reader.get(f"/plans/{PLAN}/register?format=csv").get_data().decode("utf-8-sig")
    lines = [
        one for one in csv.DictReader(io.StringIO(file, newline=""), delimiter=";") if one["Mätetal"] == "Antal fall"
    ]
    assert [(one["Nu"], one["Nollmätning"], one["Antal under 5 dolda"]) for one in lines] == [("", "", "Ja")]
    # Once every value of the year is large enough, all of it is told again.
    recorded(system, made, {"2023-01": (60, 60, 100), "2023-02": (60, 60, 100)})
    with system.transaction():
        system.record("test:large")
        for value in system.session.query(Measurement).filter_by(series_id=made.series_id):
            value.denominator = value.denominator * 10 if value.denominator else None
            value.numerator = value.numerator * 10 if value.numerator else None
    [row] = [one for one in items(reader, f"/plans/{PLAN}/register") if one["measure"] == made.measure_id]
    assert (row["suppressed"], row["latest"]) == (False, 60)


@one_database
def test_what_cannot_be_answered_is_said(script: Scripts) -> None:
    reader = script("reader")
    for wrong in ("format=pdf", "dialect=excel", "cursor=abc"):
        refused = reader.get(f"{BASE}/values?{wrong}")
        assert (refused.status_code, set(reasons(refused))) == (422, {wrong.partition("=")[0]}), wrong
    # A file is the whole table, so what would be a part of it is refused and not passed over.
    refused = reader.get(f"{BASE}/values?format=csv&updated_since=2023-01-01T00:00:00Z&limit=2")
    assert (refused.status_code, set(reasons(refused))) == (422, {"limit", "updated_since"})
    assert reader.get(f"{BASE}/values?format=json&limit=2").status_code == 200
    assert reader.get(f"{BASE}/finns-inte").status_code == 404
    assert reader.get("/plans/finns-inte/tables/values?format=xlsx").status_code == 404

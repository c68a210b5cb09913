"""The register by way of the API: one flat row a benefit and measure, and the same as the page tells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portfolio.domain.benefits import BenefitKind
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED, PLAN
from tests.measured import Made, benefit, measured, months
from tests.pages import Person
from tests.services.test_overview import queries

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

PATH = f"/plans/{PLAN}/register"
TOLD = months(2022, *[80.0] * 12) | months(2023, 60, 60, 60, 60.5)


@pytest.fixture
def made(acting: Acting) -> Made:
    return measured(acting("system"), TOLD, reviewed=False)


def rows(script: Script) -> list[dict[str, Any]]:
    answer = script.get(PATH)
    assert (answer.status_code, answer.json["next"]) == (200, None)
    return list(answer.json["items"])


def row_of(script: Script, benefit_id: int) -> dict[str, Any]:
    [found] = [one for one in rows(script) if one["benefit"] == benefit_id]
    return found


def lines(text: str, **more: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), **more))


def test_a_row_is_flat_and_says_what_the_benefits_own_call_says(script: Scripts, made: Made, stored: Stored) -> None:
    reader = script("reader")
    told = row_of(reader, made.benefit_id)
    assert not [name for name, value in told.items() if isinstance(value, dict | list)]
    aim: Any = reader.get(f"/benefit-measures/{made.link_id}").json
    same = ("measure", "series", "state", "overdue_days", "now", "latest", "latest_period")
    same += ("achievement", "expected", "deviation", "summary")
    assert {name: told[name] for name in same} == {name: aim[name] for name in same}
    assert (told["baseline"], told["baseline_period"]) == (aim["baseline"]["value"], aim["baseline"]["period"])
    assert (told["target"], told["target_period"]) == (aim["target"]["value"], aim["target"]["period"])
    assert told["flags"] == ", ".join(aim["flags"]) == "unreviewed"
    assert (told["benefit_measure"], told["initiative"], told["initiative_key"]) == (
        *(made.link_id, stored.id_of(LED), LED),
    )
    assert (told["benefit_title"], told["measure_name"], told["unit"]) == ("Kortare väntan", "Väntetid", "dagar")
    assert (told["first_effect"], told["full_effect"], told["kind"]) == ("2022-01", "2023-12", None)
    assert told["address"].endswith(f"/nyttor/{made.benefit_id}")


@one_database
def test_one_without_a_measure_stands_there_and_one_with_two_stands_twice(
    script: Scripts, acting: Acting, made: Made
) -> None:
    bare = benefit(acting("system"), "Zon utan", kind=BenefitKind.DISBENEFIT, owner_role="Verksamhetschef")
    measured(acting("system"), TOLD, name="Också", benefit_id=made.benefit_id)
    reader = script("reader")
    told = row_of(reader, bare)
    assert (told["measure"], told["benefit_measure"], told["achievement"], told["flags"]) == (None, None, None, "")
    assert (told["state"], told["kind"], told["owner"]) == ("no_measure", "disbenefit", "Verksamhetschef")
    twice = [one["measure_name"] for one in rows(reader) if one["benefit"] == made.benefit_id]
    assert twice == ["Väntetid", "Också"]


@one_database
def test_the_register_the_page_and_its_file_tell_the_same(
    script: Scripts, person: Callable[[str], Person], acting: Acting, made: Made
) -> None:
    titles = ["=1+1", "+46", "-5 dagar", "@SUM(A1)", 'Vanlig; med "citat"']
    for title in titles:
        benefit(acting("system"), title, owner_role=title)
    reader, browser = script("reader"), person("reader")
    fetched = reader.get(f"{PATH}?format=csv")
    assert (fetched.status_code, fetched.content_type) == (200, "text/csv; charset=utf-8")
    assert "attachment" in fetched.headers["Content-Disposition"]
    own = fetched.get_data()
    assert own.startswith(b"\xef\xbb\xbf")
    by_plan = browser.client.get(f"/planer/{PLAN}/nyttoregister.csv?sort=initiativ").get_data()
    assert own == by_plan, "the page's file, in the plan's order"
    told = rows(reader)
    table = lines(own.decode("utf-8-sig"), delimiter=";")
    assert [line["id_nytta"] for line in table] == [one["benefit_key"] for one in told]
    line, row = next((line, row) for line, row in zip(table, told, strict=True) if row["benefit"] == made.benefit_id)
    assert (line["Nytta"], line["Mätetal"]) == (row["benefit_title"], row["measure_name"])
    assert line["Senaste värde"] == "60,5"
    assert float(line["Måluppfyllelse (procent)"].replace(",", ".")) == round(row["achievement"] * 100, 1)
    assert float(line["Skillnad mot plan (procentenheter)"].replace(",", ".")) == round(row["deviation"] * 100, 1)
    for cells in table:
        for cell in cells.values():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
    assert {f"'{title}" for title in titles[:4]} <= {cells["Nytta"] for cells in table}
    plain = reader.get(f"{PATH}?format=csv&dialect=rfc4180").get_data(as_text=True)
    assert next(one for one in lines(plain) if one["Nytta"] == "Kortare väntan")["Senaste värde"] == "60.5"


@one_database
def test_what_it_cannot_be_answered_as_is_said(script: Scripts) -> None:
    reader = script("reader")
    for wrong in ("format=pdf", "format=", "dialect=excel", "limit=1"):
        refused = reader.get(f"{PATH}?{wrong}")
        assert (refused.status_code, set(reasons(refused))) == (422, {wrong.partition("=")[0]}), wrong
    assert reader.get("/plans/finns-inte/register").status_code == 404


@one_database
def test_more_rows_take_no_more_queries(script: Scripts, app: Flask, acting: Acting, made: Made) -> None:
    reader = script("reader")

    def asked() -> int:
        reader.get("/plans")
        with queries(app.extensions["portfolio.engine"]) as seen:
            assert len(rows(reader)) > 0
        return len(seen)

    few = asked()
    for number in range(6):
        mine = made.benefit_id if number % 2 else benefit(acting("system"), f"Nytta {number}")
        measured(acting("system"), TOLD, name=f"Mätetal {number}", benefit_id=mine)
    assert asked() == few

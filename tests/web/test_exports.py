"""Files of a plan: what is chosen on the page, narrowed as lists are, and templates; and how programs are connected."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from portfolio.domain.exports import Content
from portfolio.domain.tables.kinds import KINDS
from portfolio.files.tables import reading
from portfolio.files.tables.workbook_writing import CHOICES, EXPLANATION
from portfolio.models import Measure, ProgrammeArea
from portfolio.services.context import Context
from portfolio.services.exports import XLSX
from tests.api.conftest import Script, secret_of
from tests.cast import LED, PLAN
from tests.measured import benefit, measured, months
from tests.pages import Person, words
from tests.services.test_overview import queries
from tests.web.conftest import Stored, one_database

PATH = f"/planer/{PLAN}/export"

Somebody = Callable[[str], Person]
Acting = Callable[[str], Context]


def fetch(someone: Person, query: str = "", *, of: str = "fil") -> Any:
    answer = someone.client.get(f"{PATH}/{of}?{query}")
    assert answer.status_code == 200, query
    assert "attachment" in answer.headers["Content-Disposition"]
    return answer


def book(answer: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(answer.get_data()))


def test_the_whole_portfolio_is_one_workbook_that_can_be_read_again(person: Somebody, acting: Acting) -> None:
    made = measured(acting("system"), months(2022, 4, 10), name="=Antal fall")
    system = acting("system")
    with system.transaction():
        system.record("test:suppress")
        system.session.get_one(Measure, made.measure_id).suppress_small = True
    answer = fetch(person("reader"))
    assert answer.content_type == XLSX
    assert f'filename="portfolj-{PLAN}-2023-05-15.xlsx"' in answer.headers["Content-Disposition"]
    found = book(answer)
    assert found.sheetnames == [EXPLANATION, *(kind.title for kind in KINDS.values()), CHOICES]
    assert found.active is not None
    assert found.active.title == "Initiativ"
    assert found[CHOICES].sheet_state == "hidden"
    for kind in KINDS.values():
        sheet = found[kind.title]
        assert [str(cell.value).removesuffix(" *") for cell in sheet[1]] == list(kind.heads())
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}, "no formulas"
        assert {column.heading for column in kind.columns} <= {row[0].value for row in found[EXPLANATION].iter_rows()}
    # The drop-down of the area offers the plan's own.
    area = [str(one.formula1) for one in found["Initiativ"].data_validations.dataValidation if str(one.sqref)[0] == "C"]
    column = area[0].split("$")[1]
    offered = {cell.value for cell in found[CHOICES][column]}
    assert {row[2] for row in found["Initiativ"].iter_rows(min_row=2, values_only=True)} <= offered
    values = list(found["Mätvärden"].iter_rows(min_row=2, values_only=True))
    heads = KINDS["measured"].heads()
    own = [dict(zip(heads, row, strict=True)) for row in values if row[0] == "=Antal fall"]
    assert [(row["Värde"], row["Antal under 5 dolda"]) for row in own] == [(None, "Ja"), (10, None)]
    # What reads what people send reads this too.
    assert {kind.title for kind in KINDS.values()} <= {one.name for one in reading.read(answer.get_data())}


@one_database
def test_every_kind_of_file_holds_the_same_rows(person: Somebody) -> None:
    reader = person("reader")
    rows = list(book(fetch(reader, "vad=initiatives"))["Initiativ"].iter_rows(min_row=2, values_only=True))
    ids = [row[0] for row in rows]
    assert LED in ids
    swedish = fetch(reader, "vad=initiatives&format=csv")
    assert swedish.content_type == "text/csv; charset=utf-8"
    text = swedish.get_data().decode("utf-8-sig")
    assert [one["id_initiativ"] for one in csv.DictReader(io.StringIO(text, newline=""), delimiter=";")] == ids
    plain = fetch(reader, "vad=initiatives&format=csv-rfc4180").get_data().decode()
    assert [one["id_initiativ"] for one in csv.DictReader(io.StringIO(plain, newline=""))] == ids
    told = json.loads(fetch(reader, "vad=initiatives&format=json").get_data())
    assert [one["id_initiativ"] for one in told["tables"]["initiatives"]] == ids
    archive = fetch(reader, "vad=all&format=csv")
    assert archive.content_type == "application/zip"
    assert f'filename="portfolj-{PLAN}-2023-05-15.zip"' in archive.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(archive.get_data())) as held:
        assert [name.partition("-")[0] for name in held.namelist()] == [
            *("initiativ", "aktiviteter", "inforanden", "matetal", "nyttor", "matvarden")
        ]
        assert held.read(held.namelist()[0]) == swedish.get_data()
    # A flat table as JSON is what a call answers, since its names mean the same there.
    flat = json.loads(fetch(reader, "vad=register&format=json").get_data())
    assert set(flat) == {"items", "next"}
    assert all(row["achievement"] is None or row["achievement"] < 10 for row in flat["items"])


@one_database
def test_what_the_lists_show_is_what_is_taken_out(person: Somebody, stored: Stored, acting: Acting) -> None:
    """The link beside each list keeps its filters, the page shows them, and so does the file."""
    measured(acting("system"), months(2022, 10), benefit_id=benefit(acting("system"), "Vård i tid"))
    reader = person("reader")
    for path, query, what in (
        (f"/planer/{PLAN}/initiativ", "q=vård&sort=namn", "initiatives"),
        (f"/planer/{PLAN}/tidplan", "q=vård&skala=ar", "phases"),
        (f"/planer/{PLAN}/nyttoregister", "q=vård&sort=nytta&vadhelst=x", "register"),
    ):
        link = reader.open(f"{path}?{query}").document.find("a", string="Exportera det som visas")
        assert link is not None, path
        asked = parse_qs(urlsplit(str(link["href"])).query)
        assert (asked["vad"], asked["q"], "vadhelst" in asked, "skala" in asked) == ([what], ["vård"], False, False)
        page = reader.open(str(link["href"]))
        sent = page.form("format")
        assert (sent["vad"], sent["q"], sent["format"]) == (what, "vård", "xlsx")
        assert page.document.select_one("details[open] [name=q]") is not None
    listed = [words(one) for one in reader.open(f"/planer/{PLAN}/initiativ?q=vård").document.select("table th a")]
    rows = book(fetch(reader, "vad=initiatives&q=vård"))["Initiativ"].iter_rows(min_row=2, values_only=True)
    assert [row[1] for row in rows] == [title.replace("\N{SOFT HYPHEN}", "") for title in listed] != []
    phases = book(fetch(reader, "vad=phases&q=vård"))["Faser"].iter_rows(min_row=2, values_only=True)
    assert {row[2] for row in phases} == set(listed)
    whole = len(list(book(fetch(reader, "vad=measured"))["Mätvärden"].iter_rows(min_row=2)))
    area_id = stored.one(select(ProgrammeArea.id).where(ProgrammeArea.key == "digifysisk-vard"))
    narrowed = list(book(fetch(reader, f"vad=measured&omrade={area_id}"))["Mätvärden"].iter_rows(min_row=2))
    assert len(narrowed) < whole
    # What cannot be read narrows nothing; what cannot be exported is not there.
    assert fetch(reader, "vad=activities&lage=vadå&omrade=x").content_type == XLSX
    for wrong in ("fil?vad=vadå", "fil?format=pdf", "mall?vad=register", "mall?vad=x"):
        assert reader.client.get(f"{PATH}/{wrong}").status_code == 404


@one_database
@pytest.mark.parametrize("what", ["", "benefits"])
def test_a_template_is_empty_and_offers_what_the_plan_has(person: Somebody, what: str) -> None:
    answer = fetch(person("reader"), f"vad={what}", of="mall")
    kinds = [kind for kind in KINDS.values() if what in ("", kind.name)]
    found = book(answer)
    assert found.sheetnames == [EXPLANATION, *(kind.title for kind in kinds), CHOICES]
    for kind in kinds:
        assert found[kind.title].max_row == 1
        assert len(found[kind.title].data_validations.dataValidation) == len(kind.columns)
    held = {cell.value for column in found[CHOICES].iter_cols() for cell in column}
    assert {"Patientkontrakt", "Programorganisation"} & held


def test_more_rows_take_no_more_queries(person: Somebody, acting: Acting, app: Flask) -> None:
    reader = person("reader")

    def asked() -> dict[Content, int]:
        found = {}
        for one in (Content.ALL, Content.VALUES, Content.PHASES):
            with queries(app.extensions["portfolio.engine"]) as seen:
                fetch(reader, f"vad={one.value}&format=json")
            found[one] = len(seen)
        return found

    measured(acting("system"), months(2022, 10), name="Första")
    asked()
    few = asked()
    for number in range(4):
        measured(acting("system"), months(2022, 10, 11), name=f"Mätetal {number}")
    assert asked() == few


def test_the_addresses_that_are_shown_to_programs_work(person: Somebody, acting: Acting, app: Flask) -> None:
    page = person("reader").open("/hjalp/anslut")
    assert page.document.find("a", href="/konto#nycklar") is not None
    shown = [str(one["value"]) for one in page.document.select("main input[readonly]")]
    assert len(shown) == 9
    system = acting("system")
    with system.transaction():
        secret = secret_of(system, "reader")
    script = Script(app.test_client(), secret)
    kinds = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "json": "application/json"}
    for address in shown:
        parts = urlsplit(address)
        assert (parts.scheme, parts.netloc) == ("http", "localhost")
        asked = parse_qs(parts.query)
        answer = script.get(f"{parts.path.removeprefix('/api/v1')}?{parts.query}")
        assert (answer.status_code, answer.content_type) == (200, kinds[asked.get("format", ["json"])[0]]), address
    # What Power Query is given is the same address in parts.
    code = " ".join(words(one) for one in page.document.select("pre"))
    assert code.count('RelativePath = "api/v1/plans/') == 3
    assert 'Web.Contents("http://localhost"' in code
    assert "inga adresser att visa" in person("outsider").open("/hjalp/anslut").main
    assert person("outsider").open(f"/hjalp/anslut?plan={PLAN}").status == 404
    assert person("reader").open("/hjalp").document.find("a", href="/hjalp/anslut") is not None

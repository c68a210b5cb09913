"""Reading a file in, page by page: refused at once, its columns chosen, seen before it is done, undone, reviewed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portfolio.domain.flat_tables import FLAT
from portfolio.domain.measures import MeasurementState
from portfolio.domain.tables.outcomes import Change, Report, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.files.tables.limits import MOST_BYTES
from portfolio.models import ImportFile, ImportRun, Initiative, Measurement
from portfolio.services import stored_reports
from tests import cast
from tests.files.tables.nasty import FILES
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

PersonOf = Callable[[str], Person]

HERE = f"/planer/{cast.PLAN}/import"

FOREIGN = """Projektportföljen;;;;
Projekt;Programområde;Var är vi?;Därför;Annat
Från filen;Digifysisk vård;Pausat;Löper sedan tidigare;x
Till från filen;Digifysisk vård;Godkänt;Löper sedan tidigare;<script>alert(1)</script>
"""

HOSTILE = ["macros", "encrypted-workbook", "external-entity", "old-xls", "a-million-columns", "zip-bomb", "pdf"]

VALUES = "Mätetal;Riktning;Mäts\nVäntetid;Minska;Månad\n", "Mätetal;Period;Värde\n{}"


def send(someone: Person, content: str | bytes, name: str = "portfölj.csv") -> Page:
    """Send a file on the page, and follow on."""
    return post(
        someone, someone.open(HERE).form("file"), content.encode() if isinstance(content, str) else content, name
    )


def post(someone: Person, fields: dict[str, Any], content: bytes, name: str = "portfölj.csv") -> Page:
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
    content_type = f"multipart/form-data; boundary={boundary}"
    return Page(someone.client.post(HERE, data=body, content_type=content_type, follow_redirects=True))


def press(someone: Person, page: Page, holding: str, **fields: str) -> Page:
    """Send the form that holds a field, and follow on."""
    return Page(someone.client.post(page.path, data=page.form(holding) | fields, follow_redirects=True))


def act(someone: Person, page: Page, button: str) -> Page:
    """Press a button that is a form of its own."""
    [form] = [one for one in page.document.find_all("form") if button in words(one)]
    data = {str(one["name"]): one.get("value", "") for one in form.find_all("input") if one.get("name")}
    return Page(someone.client.post(str(form.get("action") or page.path), data=data, follow_redirects=True))


def test_a_foreign_file_is_mapped_seen_read_in_undone_and_known_again(person: PersonOf, stored: Stored) -> None:
    someone = person("coordinator")
    before = stored.changes()
    page = send(someone, FOREIGN)
    assert page.h1 == "portfölj.csv Vad är kolumnerna?"
    assert "Löper sedan tidigare" in page.main
    assert "<script>alert" not in page.text
    titles = {one.get_text(): one for one in page.document.select("tbody th")}
    assert list(titles) == ["Projekt", "Programområde", "Var är vi?", "Därför", "Annat"]
    # A column of ours that is chosen twice is told beside it, and nothing else is lost.
    twice = press(someone, page, "column_0_2", column_0_2="state", column_0_3="state")
    assert twice.status == 422
    assert "redan vald" in twice.error_of("column_0_3")
    assert twice.form("column_0_2")["column_0_2"] == "state"
    page = press(someone, twice, "column_0_2", column_0_3="motivation", column_0_1="")
    assert "Område" in page.error_of("kind_0")
    page = press(someone, page, "column_0_2", column_0_1="area")
    assert page.h1 == "portfölj.csv 2 rader kan läsas in", page.main
    assert "Nära vård" not in page.main
    assert stored.changes() == before
    assert stored.initiatives() == 24
    # Until it is read in, the page can be left and found again.
    assert someone.open(HERE).document.find("a", string="portfölj.csv")
    page = press(someone, page, "shown")
    assert page.h1 == "portfölj.csv 2 rader är inlästa"
    assert stored.initiatives() == 26
    assert stored.changes() == before + 1
    assert stored.last_change()[0] == "table:import"
    assert stored.one(select(func.count(ImportFile.id))) == 0
    assert "portfölj.csv" in someone.open("/logg").main
    again = send(someone, FOREIGN)
    assert again.h1 == "portfölj.csv Inget i filen skiljer sig från det som finns"
    assert "Läs in" not in {one.get_text() for one in again.document.select("main button")}
    page = act(someone, page, "Ångra inläsningen")
    assert page.h1 == "portfölj.csv Inläsningen är ångrad"
    assert stored.initiatives() == 24
    assert stored.last_change()[0] == "table:undo"


def test_what_changed_meanwhile_is_shown_anew_and_refused_rows_keep_the_file(person: PersonOf, stored: Stored) -> None:
    someone = person("coordinator")
    title, _ = stored.all(select(Initiative.title, Initiative.id).where(Initiative.key == cast.LED))[0]
    page = send(someone, f"Initiativ;Område;Syfte\n{title};Personcentrerad vård;Ett nytt syfte\nOkänt;Finns inte;x\n")
    assert page.h1 == "portfölj.csv 1 rad går inte att läsa in"
    first = page.document.select("main tbody tr")[0].get_text(" ")
    assert "B3" in first
    assert not page.document.find("button", string=lambda text: text and "Läs in" in text)
    assert press(someone, page, "shown").status == 422
    assert stored.one(select(func.count(ImportRun.id))) == 0
    only = Page(someone.client.get(f"{page.path}?visa=changed&sida=7"))
    assert len(only.document.select("main tbody tr")) == 1
    assert "Ett nytt syfte" in only.main
    given_up = act(someone, page, "Avbryt importen")
    assert "avbruten" in given_up.main
    # Back in the browser, and once more.
    for gone in (act(someone, page, "Avbryt importen"), someone.open(page.path)):
        assert gone.status == 404
        assert "redan inläst, avbruten eller borttagen. Skicka den igen." in gone.main
        assert gone.document.select_one(f"main a[href='{HERE}']")

    page = send(someone, f"Initiativ;Område;Syfte\n{title};Personcentrerad vård;Ett nytt syfte\n")
    here = f"/initiativ/{stored.id_of(cast.LED)}/redigera"
    person("area_lead").submit(here, purpose="Någon annans syfte")
    before = stored.changes()
    shown_again = press(someone, page, "shown")
    assert shown_again.status == 422
    assert "Något har ändrats i planen sedan du såg jämförelsen" in shown_again.main
    assert "Någon annans syfte" in shown_again.main
    assert stored.changes() == before
    assert "Stämmer det gamla värdet, före pilen," in shown_again.main
    assert press(someone, page, "shown").status == 409
    page = press(someone, shown_again, "shown")
    assert page.h1 == "portfölj.csv 1 rad är inläst"
    person("area_lead").submit(here, purpose="Byggt vidare")
    late = act(someone, page, "Ångra inläsningen")
    assert (late.status, "går inte att ångra längre, eftersom" in late.main) == (409, True)
    # Nobody wrote anything: there was only a button to press.
    assert "du skrev" not in late.main
    assert "Sidan visar vad som gäller nu." in late.main


def test_values_of_a_file_are_asked_about_and_reviewed_together_by_somebody_else(
    person: PersonOf, stored: Stored
) -> None:
    someone, other = person("controller"), person("coordinator")
    measures, values = VALUES
    page = send(someone, measures)
    assert press(someone, page, "shown").h1 == "portfölj.csv 1 rad är inläst"
    lines = "".join(f"Väntetid;2022-{month:02};{31 if month % 2 else 29}\n" for month in range(1, 13))
    page = send(someone, values.format(lines + "Väntetid;2023-01;3100\n"))
    assert "Stämmer det här?" in page.main
    asked = press(someone, page, "shown")
    assert asked.status == 422
    assert "avviker" in asked.error_of("confirmed")
    page = press(someone, asked, "shown", confirmed="y")
    assert page.h1 == "portfölj.csv 13 rader är inlästa"
    assert "13 mätvärden väntar på granskning" in page.main
    assert "Granska 13" not in page.main
    # There is no other controller, so the coordinator reviews.
    done = act(other, other.open(page.path), "Granska 13 mätvärden")
    assert "Inget av mätvärdena väntar på granskning" in done.main
    assert stored.all(select(Measurement.state).where(Measurement.import_run_id.is_not(None)).distinct()) == [
        (MeasurementState.REVIEWED,)
    ]
    page = someone.open(page.path)
    assert "Går inte att ångra längre" in page.main
    assert "Coordinator granskade mätvärden" in page.main


@one_database
@pytest.mark.parametrize(
    "name", ["macros", "encrypted-workbook", "external-entity", "old-xls", "a-million-columns", "zip-bomb", "pdf"]
)
def test_a_hostile_file_is_refused_beside_the_field_and_nothing_is_kept(
    person: PersonOf, stored: Stored, name: str
) -> None:
    someone = person("coordinator")
    page = send(someone, FILES[name].make(), "fil.xlsx")
    assert page.status == 422
    assert FILES[name].refused in page.error_of("file")
    assert stored.one(select(func.count(ImportFile.id))) == 0


@one_database
def test_what_is_no_file_or_too_large_or_somebody_elses_is_told(person: PersonOf, app: Flask, stored: Stored) -> None:
    someone = person("coordinator")
    page = someone.submit(HERE, form_id="")
    assert (page.status, "Välj filen som ska läsas in." in page.error_of("file")) == (422, True)
    assert "tom" in send(someone, "\n;;\n").error_of("file")
    flat = send(someone, ";".join(FLAT["register"].heads()) + "\n" + "x;" * 10)
    assert (flat.status, "platt tabell" in flat.error_of("file")) == (422, True)
    assert stored.one(select(func.count(ImportFile.id))) == 0
    large = send(someone, b"x" * (MOST_BYTES + 200_000))
    assert (large.status, "större än 50 MB" in large.main) == (413, True)
    assert send(someone, b"x" * (MOST_BYTES + 1)).error_of("file").endswith("Dela upp den i flera filer.")
    gone = post(person("nobody"), {}, b"x" * 2_000_000)
    assert (gone.status, "loggats ut" in gone.main) == (413, True)
    blank = send(someone, "Mätetal;Riktning\n", "a\u202evsc.\u2066exe\u200b.csv")
    assert blank.h1 == "avsc.exe.csv Filen har rubriker men inga rader"
    assert "Inget i filen skiljer sig" not in blank.main
    assert "inga rader. Skriv raderna" in press(someone, blank, "shown").main
    # Two megabytes are too much for any other form, but not for a file.
    page = send(someone, "Ett;Två\n" + ("x" * 1000 + ";y\n") * 2000)
    assert "Vad är kolumnerna?" in page.h1
    assert "Välj vad minst ett" in press(someone, page, "kind_0").main
    headed = press(someone, page, "kind_0", kind_0="measures", head_0="99999")
    assert "numret på raden" in headed.error_of("head_0")
    page = press(someone, page, "kind_0", kind_0="measures")
    assert page.form("column_0_0")["column_0_0"] == ""
    for name in ("controller", "admin"):
        assert person(name).open(page.path).status == 404
    assert someone.open(page.path.replace(cast.PLAN, "en-annan")).status == 404
    # A comparison that was never made leads to the columns, where it begins.
    assert someone.open(page.path.removesuffix("/kolumner")).path == page.path


@one_database
def test_ten_thousand_rows_are_shown_a_page_at_a_time_those_that_need_somebody_first(
    person: PersonOf, app: Flask, stored: Stored
) -> None:
    someone = person("coordinator")
    page = send(someone, "Mätetal;Riktning\nEtt mätetal;Öka\n")
    outcomes = [RowOutcome.UNCHANGED, RowOutcome.NEW, RowOutcome.CHANGED]
    rows = [
        RowReport("Blad", at, outcomes[at % 3], f"Rad {at}", (Change("Namn", None, "å" * 500),) * 40)
        for at in range(2, 10_002)
    ]
    report = Report((*rows, RowReport("Blad", 10_002, RowOutcome.REFUSED, "Den sista")))
    with app.extensions["portfolio.sessions"]() as session:
        held = session.scalars(select(ImportFile)).one()
        session.info["journal"] = None
        held.report = stored_reports.pack(report)
        session.flush()
        session.connection().commit()
        assert stored_reports.unpack(held.report).rows == report.rows
    page = someone.open(page.path)
    shown = [row.get_text(" ") for row in page.document.select("main tbody tr")]
    assert len(shown) == 100
    assert "Den sista" in shown[0]
    assert len(page.text) < 1_000_000
    last = someone.open(f"{page.path}?sida=101")
    assert len(last.document.select("main tbody tr")) == 1
    assert "Sida 101 av 101" in last.main
    assert someone.open(f"{page.path}?sida=hundra&visa=annat").status == 200

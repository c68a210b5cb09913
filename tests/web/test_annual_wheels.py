"""The annual wheel's page: this month in its heading, a list by month, and the same as a picture."""

from __future__ import annotations

import re

from sqlalchemy import select

from portfolio.domain.annual_wheel import WheelKind
from portfolio.models import ProgrammeArea
from portfolio.web.annual_wheels import SIGNS
from tests.cast import AREA, PLAN
from tests.pages import Page, words
from tests.web.conftest import one_database

PATH = f"/planer/{PLAN}/arshjul"


def months(page: Page) -> dict[str, list[str]]:
    """What stands in each month, by its name."""
    section = page.document.find("section", attrs={"aria-labelledby": "manader"})
    found = {}
    for one in section.find_all(["details", "p"], recursive=False):
        found[words(one.find(class_="wheel-name"))] = [words(item) for item in one.select("li")]
    return found


def opened(page: Page) -> list[str]:
    return [words(one.find(class_="wheel-name")) for one in page.document.select("details.wheel-month[open]")]


def test_this_month_is_told_first_and_every_month_is_there(person):
    page = person("reader").open(PATH)
    assert page.status == 200
    assert re.fullmatch(r"Årshjul 2023 Det här händer i maj: \d+ mätvärden och \d uppföljningar", page.h1)
    listed = months(page)
    assert list(listed) == [
        *("Januari", "Februari", "Mars", "April", "Maj", "Juni"),
        *("Juli", "Augusti", "September", "Oktober", "November", "December"),
    ]
    assert listed["Februari"] == []
    assert opened(page) == ["Maj"]
    assert words(page.document.select_one("details[open] summary")).endswith("Den här månaden")
    called = "Andel samtal som besvaras samma dag Exempeldata Mätvärde för april 2023, senast 30 maj 2023 En väg in"
    assert f"● {called}" in listed["Maj"]
    school = "■ Nätverksträff för chefer som leder en förändring"
    assert [name for name, told in listed.items() if any(one.startswith(school) for one in told)] == [
        "Juni",
        "December",
    ]
    apart = page.document.find("section", attrs={"aria-labelledby": "utan-manad"})
    assert "Riskbedöm alla patienter vid inskrivningen" in words(apart)
    picture = page.document.select_one(".wheel-picture img")
    assert "maj: 9 mätvärden" in picture["alt"]
    assert picture["src"] == f"{PATH}.svg"


@one_database
def test_another_year_and_what_is_narrowed_go_on_into_every_address(person, stored):
    someone = person("project_lead")
    area = stored.one(select(ProgrammeArea.id).where(ProgrammeArea.key == AREA))
    page = someone.open(f"{PATH}?ar=2024&omrade={area}&slag=measurement&visa=mina&okant=1")
    assert page.h1.startswith("Årshjul 2024 Mest händer i ")
    kept = f"ar=2024&omrade={area}&slag=measurement&visa=mina"
    assert page.document.select_one(".wheel-picture img")["src"] == f"{PATH}.svg?{kept}"
    years = {words(a): a["href"] for a in page.document.select(".page-head nav a")}
    assert years["← 2023 , året innan"] == f"{PATH}?{kept.replace('2024', '2023')}"
    assert {one[0] for told in months(page).values() for one in told} == {SIGNS[WheelKind.MEASUREMENT]}
    led = {a["href"] for a in page.document.select(".wheel-of a")}
    assert len(led) == 1, "the one that the project lead leads"
    assert "Hör inte till någon månad" not in page.main
    narrowed = someone.open(f"{PATH}?slag=meeting")
    assert "Inget i urvalet faller i någon månad" in narrowed.main
    assert narrowed.document.find("a", string="visa hela årshjulet")["href"] == f"{PATH}?ar=2023"
    for wrong in ("ar=abc", "ar=1500", "omrade=999999&slag=x&visa=y"):
        assert someone.open(f"{PATH}?{wrong}").h1.startswith("Årshjul 2023 Det här händer i maj"), wrong
    last = someone.open(f"{PATH}?ar=2030")
    assert [words(a) for a in last.document.select(".page-head nav a")] == ["← 2029 , året innan"]


@one_database
def test_the_picture_is_a_file_that_a_browser_keeps_and_asks_for(person):
    client = person("reader").client
    svg = client.get(f"{PATH}.svg?ar=2024")
    assert (svg.status_code, svg.mimetype) == (200, "image/svg+xml")
    assert "Årshjul 2024" in svg.get_data(as_text=True)
    assert svg.headers["Cache-Control"] == "private, no-cache"
    again = client.get(f"{PATH}.svg?ar=2024", headers={"If-None-Match": svg.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{PATH}.svg?ar=2023").headers["ETag"] != svg.headers["ETag"]
    pdf = client.get(f"{PATH}.pdf?ladda-ner=1")
    assert pdf.headers["Content-Disposition"] == f'attachment; filename="arshjul-{PLAN}-2023.pdf"'
    assert pdf.data.startswith(b"%PDF")
    assert client.get(f"{PATH}.gif").status_code == 404


@one_database
def test_the_wheel_is_found_from_the_plan_and_the_timeline_and_a_forums_meetings_stand_in_it(person):
    someone = person("coordinator")
    for path in (f"/planer/{PLAN}", f"/planer/{PLAN}/tidplan"):
        links = {words(a): a["href"] for a in someone.open(path).document.main.find_all("a")}
        assert links["Se årshjulet"] == PATH, path
    forum = f"/planer/{PLAN}/installningar/forum/1"
    saved = someone.submit(forum, meets="kvartal 1 och 3")
    assert saved.status == 200
    assert someone.open(forum).form("meets")["meets"] == "kvartal 1 och 3"
    listed = months(someone.open(f"{PATH}?slag=meeting"))
    assert {name: told for name, told in listed.items() if told} == {
        "Mars": ["▲ Hälso- och sjukvårdens ledningsgrupp möts Möte senast 31 mars 2023"],
        "September": ["▲ Hälso- och sjukvårdens ledningsgrupp möts Möte senast 30 september 2023"],
    }

"""The register, the benefit's page and the initiative's register: the same told in three places, and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from sqlalchemy import event, select

from portfolio.domain.benefits import BenefitKind
from portfolio.models import Benefit
from tests.cast import LED, PLAN
from tests.measured import Made, benefit, measured, months
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

pytestmark = one_database

PATH = f"/planer/{PLAN}/nyttoregister"
#: Sixteen months, and in the latest twelve a mean of 73 days: 42 per cent of the way from 90 to 50.
TOLD = months(2022, *[80.0] * 12) | months(2023, 60, 60, 60, 60)


@pytest.fixture
def made(acting: Any) -> Made:
    return measured(acting("system"), TOLD, benefit_id=benefit(acting("system"), "Kortare väntan"))


def row_of(page: Page, title: str) -> dict[str, str]:
    for row in page.document.select("main table tbody tr"):
        if title in words(row.th):
            return {str(cell["data-label"]).replace("\N{SOFT HYPHEN}", ""): words(cell) for cell in row.find_all("td")}
    raise AssertionError(f"no row {title!r}: {page.main[:500]}")


def table(someone: Person, query: str = "") -> list[dict[str, str]]:
    answer = someone.client.get(f"{PATH}.csv{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    return list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))


def test_three_pages_and_the_file_tell_the_same(person, made, stored):
    reader = person("reader")
    own = row_of(reader.open(PATH), "Kortare väntan")
    assert own["Läge"] == "→ Enligt plan För lite data"
    assert own["Nu"] == "73 till och med april 2023"
    assert (own["Mål"], own["Måluppfyllelse"], own["Förväntat nu"]) == ("50", "42 %", "42 %")
    assert own["Skillnad mot plan, procentenheter"] == "0"
    page = reader.open(f"/nyttor/{made.benefit_id}")
    sentence = words(page.document.select_one(".effect-sentence"))
    assert sentence == (
        "→ Enligt plan: 73 dagar i snitt de senaste tolv månaderna, 42 procent av vägen från 90 till 50. "
        "Förväntat vid det här laget: 42 procent. För lite data för att säga om något har förändrats."
    )
    on_page = row_of(page, "Väntetid")
    for name in ("Läge", "Mål", "Måluppfyllelse", "Förväntat nu", "Skillnad mot plan, procentenheter"):
        assert on_page[name] == own[name], name
    assert (on_page["Nollmätning"], on_page["Senaste värde"]) == ("90 2021", "60 april 2023")
    listed = row_of(reader.open(f"/initiativ/{stored.id_of(LED)}/nyttor"), "Kortare väntan")
    assert listed["Så går det"] == "→ Enligt plan 42 procent av vägen till målet För lite data"
    [line] = [one for one in table(reader) if one["Nytta"] == "Kortare väntan"]
    assert (line["Läge"], line["Nu"], line["Mål"], line["Senaste period"]) == (
        "Enligt plan",
        "73",
        "50",
        "april 2023",
    )
    assert (line["Måluppfyllelse (procent)"], line["Förväntat nu (procent)"]) == ("41,7", "41,5")
    assert line["Adress"].endswith(f"/nyttor/{made.benefit_id}")


def test_the_sentence_comes_first_and_the_sign_is_not_alone(person, made):
    page = person("reader").open(f"/nyttor/{made.benefit_id}")
    heading = page.document.h1
    assert heading.find_next_sibling()["class"] == ["effect-sentence"]
    for sign in page.document.select(".effect-sign, .effect-state > span"):
        assert sign["aria-hidden"] == "true"
        assert words(sign.parent) != words(sign)


def test_the_arithmetic_is_shown_with_its_numbers(person, made):
    page = person("reader").open(f"/nyttor/{made.benefit_id}")
    fold = page.document.select_one("details.workings")
    assert words(fold.summary) == "Så har vi räknat"
    steps = {words(one.dt): words(one.dd) for one in fold.select("dl > div")}
    assert steps["Nu"] == f"maj 2022 – april 2023: ({'80 + ' * 8}60 + 60 + 60 + 60) / 12 = 73 dagar"
    assert steps["Måluppfyllelse"] == "(73 − 90) / (50 − 90) = 42 procent"
    assert steps["Skillnad mot plan"] == "42 − 42 = 0 procentenheter"
    assert steps["Läget"].startswith("Enligt plan: måluppfyllelsen ligger högst 10 procentenheter")


def test_flags_are_said_in_words_everywhere(person, acting, stored):
    late = measured(acting("system"), months(2023, 60, 60), name="Senfärdigt", reviewed=False)
    reader = person("reader")
    for page in (reader.open(PATH), reader.open(f"/nyttor/{late.benefit_id}")):
        for flag in ("Ej granskat", "Få värden", "Värde saknas sedan"):
            assert flag in page.main
    listed = row_of(reader.open(f"/initiativ/{stored.id_of(LED)}/nyttor"), "Kortare väntan")
    assert "Ej granskat" in listed["Så går det"]
    assert (
        "Ej granskat, Få värden, Värde saknas sedan"
        in next(one for one in table(reader) if one["Nytta"] == "Kortare väntan")["Att se upp med"]
    )


def test_one_without_a_measure_says_what_to_do(person, acting):
    bare = benefit(acting("system"), "Utan mätetal")
    page = person("reader").open(f"/nyttor/{bare}")
    assert words(page.document.select_one(".effect-sentence")).startswith("? Mätetal saknas: välj ett mätetal i steg 7")
    assert page.document.select("details.workings") == []
    own = row_of(person("reader").open(PATH), "Utan mätetal")
    assert (own["Läge"], own["Mätetal"]) == ("? Mätetal saknas", "Mätetal saknas")


def test_the_counts_lead_to_what_they_count_and_keep_the_other_filters(person, made, stored):
    reader = person("reader")
    page = reader.open(f"{PATH}?initiativ={stored.id_of(LED)}&sort=nytta")
    for link in page.document.select(".state-count"):
        number, state = words(link).split(" ", 1)
        narrowed = reader.open(link["href"])
        assert narrowed.h1.startswith(f"Nyttoregister {number} nytt")
        assert narrowed.document.select_one(".state-count[aria-current]") is not None
        assert all(state in row["Läge"] or "nyttan:" in row["Läge"] for row in all_rows(narrowed))
        assert f"initiativ={stored.id_of(LED)}" in link["href"]
        assert "sort=nytta" in link["href"]


def all_rows(page: Page) -> list[dict[str, str]]:
    return [
        {str(cell["data-label"]): words(cell) for cell in row.find_all("td")}
        for row in page.document.select("table.benefit-register tbody tr")
    ]


def test_filters_are_chips_that_can_be_taken_away(person, made):
    reader = person("reader")
    page = reader.open(f"{PATH}?q=väntan&flagga=unreviewed&lage=on_track")
    assert page.h1 == f"Nyttoregister 0 nyttor av {total(reader)} passar filtret"
    assert "Ingen nytta passar." in page.main
    chips = {words(chip): chip["href"] for chip in page.document.select("a.chip")}
    assert set(chips) == {
        "Ord: väntan × , ta bort filtret",
        "Att se upp med: Ej granskat × , ta bort filtret",
        "Läge: Enligt plan × , ta bort filtret",
    }
    page = reader.open(chips["Att se upp med: Ej granskat × , ta bort filtret"])
    assert page.h1.startswith("Nyttoregister 1 nytta av")


def total(reader: Person) -> str:
    return reader.open(PATH).h1.split()[1]


@pytest.mark.parametrize(
    "query",
    ["?lage=vadå&omrade=x&initiativ=99999999999&enhet=-1&flagga=bedömt&perspektiv=&sort=kul&sida=x", "?sida=-3"],
)
def test_an_address_that_cannot_be_read_shows_everything(person, made, query):
    reader = person("reader")
    page = reader.open(PATH + query)
    assert page.status == 200
    assert len(all_rows(page)) == len(all_rows(reader.open(PATH)))


def test_a_page_has_fifty_rows_and_the_file_all_of_them(person, acting, made):
    system = acting("system")
    with system.transaction():
        system.record("test:many")
        model = system.session.get_one(Benefit, made.benefit_id)
        for number in range(60):
            system.session.add(
                Benefit(
                    initiative_id=model.initiative_id,
                    key=f"n-{number}",
                    position=100 + number,
                    created_at=system.now,
                    example=False,
                    emergent=False,
                    title=f"Massnytta {number}",
                )
            )
    reader = person("reader")
    first = reader.open(f"{PATH}?q=massnytta")
    assert len(all_rows(first)) == 50
    assert "Rad 1–50 av 60, sida 1 av 2" in first.main
    onwards = first.document.find("a", rel="next")["href"]
    assert "q=massnytta" in onwards
    second = reader.open(onwards)
    assert len(all_rows(second)) == 10
    assert "Rad 51–60 av 60, sida 2 av 2" in second.main
    assert second.document.find("a", rel="prev") is not None
    assert len(all_rows(reader.open(f"{PATH}?q=massnytta&sida=99"))) == 10
    # Another state begins at its first page.
    assert all("sida=" not in link["href"] for link in second.document.select(".state-count"))
    link = second.document.find("a", string=lambda text: text and "Hämta som" in text)
    assert len(table(reader, "?" + link["href"].split("?")[1])) == 60


def test_the_file_holds_stable_ids_and_no_formula(person, acting, stored):
    system = acting("system")
    titles = ["=1+1", "+46", "-5 dagar", "@SUM(A1)", 'Vanlig; med "citat" rad']
    for title in titles:
        benefit(system, title, owner_role=title, kind=BenefitKind.DISBENEFIT)
    behind = measured(system, TOLD | months(2023, 95, 95, 95, 95), name="=Sämre", baseline=90, target=50, decimals=1)
    reader = person("reader")
    lines = {one["Nytta"]: one for one in table(reader)}
    for title in titles[:4]:
        assert lines[f"'{title}"]["Ägare i linjen"] == f"'{title}"
        assert title not in lines
    assert lines[titles[4]]["Slag"] == "Negativ effekt"
    line = lines["Kortare väntan"]
    assert line["Mätetal"] == "'=Sämre"
    # A negative number is a number still.
    assert line["Skillnad mot plan (procentenheter)"] == "-29"
    key = stored.one(select(Benefit.key).where(Benefit.id == behind.benefit_id))
    assert (line["id_initiativ"], line["id_nytta"]) == (LED, key)
    for cells in table(reader):
        for cell in cells.values():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
            assert not cell.startswith("-") or cell[1:].replace(",", "").isdigit(), cell


def test_the_file_by_the_standard(person, made):
    answer = person("reader").client.get(f"{PATH}.csv?dialect=rfc4180&q=väntan")
    text = answer.get_data().decode("utf-8")
    assert not text.startswith("\N{ZERO WIDTH NO-BREAK SPACE}")
    [line] = list(csv.DictReader(io.StringIO(text, newline="")))
    assert (line["Nytta"], line["Måluppfyllelse (procent)"]) == ("Kortare väntan", "41.7")
    assert text.count("\r\n") == 2
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_pages_ask_the_same_whatever_they_hold(person, acting, made, app, stored):
    reader = person("reader")

    def queries(address: str) -> int:
        seen: list[object] = []

        def note(*told: object) -> None:
            seen.append(told[2])

        engine = app.extensions["portfolio.engine"]
        event.listen(engine, "before_cursor_execute", note)
        assert reader.open(address).status == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    addresses = (PATH, f"/initiativ/{stored.id_of(LED)}/nyttor", f"/nyttor/{made.benefit_id}")
    few = {one: queries(one) for one in addresses}
    for number in range(8):
        mine = made.benefit_id if number % 2 else benefit(acting("system"), f"Nytta {number}")
        measured(acting("system"), TOLD, name=f"Mätetal {number}", benefit_id=mine)
    assert {one: queries(one) for one in addresses} == few


def test_the_plan_leads_to_its_register(person):
    assert person("reader").open(f"/planer/{PLAN}").document.find("a", href=PATH) is not None


def test_a_question_is_about_the_present_quarter_unless_another_is_named(person):
    reader = person("reader")

    def chips(query: str) -> list[str]:
        return [words(chip.span) for chip in reader.open(f"{PATH}?{query}").document.select("a.chip")]

    assert chips("fraga=missing") == ["Fråga om ett kvartal: Mätvärde saknas", "Kvartal: kv 2 2023"]
    assert chips("fraga=missing&kvartal=2022-Q4")[1] == "Kvartal: kv 4 2022"
    # Half a question, and what is none, narrow nothing and are not said to.
    assert chips("fraga=missing&kvartal=x")[1] == "Kvartal: kv 2 2023"
    for query in ("kvartal=2022-Q4", "fraga=x&kvartal=2022-Q4", "mal=999", "forandring=x"):
        page = reader.open(f"{PATH}?{query}")
        assert page.status == 200
        assert "passar filtret" not in page.h1, query


def test_rows_are_narrowed_by_what_is_shown_and_by_goal(person):
    reader = person("reader")
    page = reader.open(f"{PATH}?forandring=signs_improvement&mal=ingen")
    assert page.status == 200
    assert {words(chip.span) for chip in page.document.select("a.chip")} == {
        "Förändring: Tecken på förbättring",
        "Bidrar till målet: Inget mål",
    }
    # What is asked is kept with a view, and in the file.
    page = reader.submit(f"{PATH}?forandring=ingen", name="Bedöms inte")
    (kept,) = page.document.select(".saved-views a")
    assert kept["href"].endswith("?forandring=ingen")
    assert len(table(reader, "?forandring=ingen")) == len(page.document.select(".benefit-register tbody tr"))

"""The plans, the overview of one, and the list of its initiatives with filters and sorting."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from portfolio.domain.texts import swedish_key
from portfolio.models import FormerTitle
from tests.cast import LED, PLAN
from tests.pages import Page, words
from tests.web.conftest import one_database

OVERVIEW = f"/planer/{PLAN}"
LIST = f"/planer/{PLAN}/initiativ"


def titles(page: Page) -> list[str]:
    return [words(cell.a) for cell in page.document.select("th.initiative-name")]


def test_the_overview_counts_add_up_and_lead_to_as_many_initiatives(person):
    reader = person("reader")
    page = reader.open(OVERVIEW)
    assert page.status == 200
    assert "24 initiativ, 12 utan tidplan" in page.h1
    rows = [[words(cell) for cell in row.find_all("td")] for row in page.document.select("tbody tr")]
    total = [int(words(cell)) for cell in page.document.select("tfoot td")]
    assert len(rows) == 5
    assert [sum(int(row[n]) for row in rows) for n in range(len(total))] == total
    assert total[0] == 24
    for link in page.document.select("tfoot td a, tbody tr:first-child td a"):
        assert len(titles(reader.open(link["href"]))) == int(words(link)), link["href"]


@one_database
def test_the_list_holds_every_initiative_in_the_plans_order(person, stored):
    page = person("reader").open(LIST)
    assert len(titles(page)) == 24
    areas = [words(cell) for cell in page.document.select('td[data-label="Område"]')]
    assert list(dict.fromkeys(areas))[:2] == ["Generella initiativ", "Personcentrerad vård"]
    assert areas == sorted(areas, key=list(dict.fromkeys(areas)).index), "areas stand together"
    assert "Exempeldata" in page.main
    assert "Tidplan saknas" in page.main


@one_database
def test_every_filter_narrows_alone_and_together(person):
    reader = person("reader")
    page = reader.open(LIST)
    everything = titles(page)
    for field in ("omrade", "lage", "niva", "tidplan"):
        options = [
            option["value"] for option in page.document.select(f"select[name={field}] option") if option["value"]
        ]
        found = [titles(reader.open(f"{LIST}?{field}={value}")) for value in options]
        assert sorted(title for part in found for title in part) == sorted(everything), f"{field} divides the whole"
        assert sum(bool(part) for part in found) > 1, field
    both = titles(reader.open(f"{LIST}?niva=complex&tidplan=finns"))
    one, other = titles(reader.open(f"{LIST}?niva=complex")), titles(reader.open(f"{LIST}?tidplan=finns"))
    assert both == [title for title in one if title in other]
    assert both


@one_database
def test_what_is_narrowed_is_said_and_can_be_taken_back(person):
    reader = person("reader")
    page = reader.open(f"{LIST}?niva=complex&tidplan=finns")
    chips = {words(link).split(" ×")[0]: link["href"] for link in page.document.select("a.chip")}
    assert set(chips) == {"Nivå: Komplext", "Tidplan: Finns"}
    assert parse_qs(urlsplit(chips["Nivå: Komplext"]).query) == {"tidplan": ["finns"]}
    assert page.form("sort")["niva"] == "complex"
    assert "passar filtret" in page.h1


@one_database
def test_the_list_is_sorted_as_swedish_sorts(person):
    page = person("reader").open(f"{LIST}?sort=namn")
    assert titles(page) == sorted(titles(page), key=swedish_key)
    assert "efter namn" in words(page.document.find("caption"))


def test_an_initiative_is_found_by_a_name_that_it_had(person, stored):
    former = stored.all(select(FormerTitle.title))[0].title
    page = person("reader").open(LIST, query_string={"q": former.upper()})
    assert len(titles(page)) == 1
    assert former in page.main


@one_database
def test_words_are_searched_for_one_by_one_and_shown_as_they_were_written(person):
    page = person("reader").open(LIST, query_string={"q": "  VÅRDKONTAKT patient "})
    assert len(titles(page)) == 1
    assert "patientkontrakt" in titles(page)[0].casefold()
    assert page.form("sort")["q"].split() == ["VÅRDKONTAKT", "patient"]


@one_database
def test_plans_exist_for_those_with_a_role_alone(person):
    assert PLAN in {
        a["href"].split("/")[2] for a in person("reader").open("/planer").document.select("main .ds-card a")
    }
    page = person("outsider").open("/planer")
    assert page.h1 == "Du har ingen roll i någon plan än"
    assert not page.document.select("main .ds-card")
    for path in (OVERVIEW, LIST, f"{OVERVIEW}/tidplan"):
        assert person("outsider").open(path).status == 404


@one_database
def test_who_may_register_is_offered_that_and_others_to_propose(person):
    assert "Registrera initiativ" in words(person("coordinator").open(LIST).document.select_one(".actions"))
    assert "Föreslå initiativ" in words(person("reader").open(LIST).document.select_one(".actions"))


@one_database
def test_the_project_lead_stands_on_the_list(person, stored):
    page = person("reader").open(LIST)
    row = next(r for r in page.document.select("tbody tr") if f"/initiativ/{stored.id_of(LED)}" in str(r.th))
    assert words(row.select_one('td[data-label="Projektledare"]')) == "Project Lead"

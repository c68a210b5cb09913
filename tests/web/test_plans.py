"""The plans, the overview of one, and the list of its initiatives with filters and sorting."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.domain.texts import swedish_key
from portfolio.models import FormerTitle, Plan, User
from portfolio.services import users
from tests.cast import LED, PLAN, email
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
    counts = page.document.select_one("table.counts")
    rows = [[words(cell) for cell in row.find_all("td")] for row in counts.select("tbody tr")]
    total = [int(words(cell)) for cell in counts.select("tfoot td")]
    assert len(rows) == 5
    assert [sum(int(row[n]) for row in rows) for n in range(len(total))] == total
    assert total[0] == 24
    for link in counts.select("tfoot td a, tbody tr:first-child td a"):
        assert len(titles(reader.open(link["href"]))) == int(words(link)), link["href"]


@one_database
def test_the_figures_of_the_portfolio_lead_to_as_many_rows(person):
    reader = person("reader")
    page = reader.open(OVERVIEW)
    levels = page.document.select("table.matrix tbody td a")
    assert sum(int(words(link)) for link in levels) == 24
    for link in levels[::3]:
        assert len(titles(reader.open(link["href"]))) == int(words(link)), link["href"]
    states = page.document.select_one("section[aria-labelledby=lagen]")
    for link in states.select("tfoot .tally a"):
        number = words(link).split()[-1]
        assert reader.open(link["href"]).h1.startswith(f"Nyttoregister {number} nytt"), link["href"]
    evidence = page.document.select_one("section[aria-labelledby=forandring]")
    for link in evidence.select("tbody .tally a"):
        found = reader.open(link["href"]).document.select(".benefit-register tbody tr")
        assert len(found) == int(words(link).split()[-1]), link["href"]
    attention = {
        words(link.select_one(".attention-words")): (int(words(link.select_one(".attention-number"))), link["href"])
        for link in page.document.select(".attention a")
    }
    late, address = attention["initiativ ligger efter tidplanen"]
    assert late == len(titles(reader.open(address))) == len(page.document.select(".late-list > li")) == 4
    overdue, address = attention["mätetal saknar värden som är försenade"]
    assert overdue == len(reader.open(address).document.select(".benefit-register tbody tr"))
    assert "Det betyder inte att inget har hänt" in words(evidence)
    assert "18 av 18 nyttor är också påhittade." in page.main
    assert "ingen effekt" not in page.main.lower()


@one_database
def test_the_pictures_by_quarter_have_their_figures_in_tables_with_the_rows_behind(person):
    reader = person("reader")
    page = reader.open(OVERVIEW)
    for name, columns in (("effekter", 2), ("matvarden", 2)):
        section = page.document.select_one(f"section[aria-labelledby={name}]")
        assert section.select_one("svg[role=img]")["aria-label"]
        rows = section.select(".quarter-figures tbody tr")
        assert len(rows) == 20
        assert all(len(row.select("td")) == columns for row in rows)
        now = next(row for row in rows if "nu" in words(row.th).split())
        for link in now.select("a"):
            found = reader.open(link["href"])
            benefits = len(found.document.select(".benefit-register tbody tr"))
            number = int(words(link))
            assert (f" {number} nytt" in found.h1) if name == "effekter" else benefits == number, link["href"]
            assert len(found.document.select("a.chip:not(.chip-clear)")) == 2, "what is asked stands above the rows"


@one_database
def test_a_plan_without_initiatives_and_benefits_says_so_calmly(person, acting):
    ctx = acting("system")
    with ctx.transaction():
        ctx.record("test:plan")
        shipped = ctx.session.scalars(select(Plan)).one()
        columns = [column.key for column in Plan.__table__.columns if column.key not in ("id", "slug")]
        empty = Plan(slug="tom", **{key: getattr(shipped, key) for key in columns})
        ctx.session.add(empty)
        ctx.session.flush()
        reader = ctx.session.scalars(select(User).where(User.email == email("reader"))).one()
        users.assign(ctx, reader, Role.READER, plan_id=empty.id)
    page = person("reader").open("/planer/tom")
    assert page.status == 200
    assert "Inga nyttor är beskrivna än." in page.main
    assert "Planen har inga mål än." in page.main
    assert page.document.select(".attention, .matrix, .by-area, .quarter-picture") == []


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
    for field in ("omrade", "lage", "niva", "tidplan", "fas"):
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

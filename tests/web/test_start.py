"""Mina uppgifter: what waits for a person, by role and date, and what others did."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.measures import Frequency
from portfolio.domain.permissions import Role
from portfolio.models import Plan, User
from portfolio.services import users
from tests import cast
from tests.deciding import propose
from tests.measured import measured
from tests.pages import Page, words
from tests.services.test_benefit_steps import new
from tests.web.conftest import one_database


def buttons(page: Page) -> set[str]:
    return {words(link).split(":")[0].strip() for link in page.document.select(".task .ds-button")}


def test_each_role_is_asked_for_what_it_can_do_and_each_button_leads_there(person):
    expected = {
        "coordinator": {"Uppdatera tidplanen", "Skriv i lärandeloggen", "Lägg tidplan", "Klassa initiativet"},
        "area_lead": {"Uppdatera tidplanen", "Lägg tidplan"},
        "steering": {"Klassa initiativet"},
        "project_lead": {"Uppdatera tidplanen", "Fortsätt beskriva"},
        "benefit_owner": {"Ta emot överlämningen"},
        "controller": {"Registrera mätvärden", "Lämna in mätvärden", "Rätta mätvärden", "Granska mätvärden"},
    }
    for name, wanted in expected.items():
        someone = person(name)
        page = someone.open("/")
        assert "saker att göra" in page.h1, name
        assert buttons(page) == wanted, name
        assert len(page.document.select('.ds-button[data-variant="primary"]')) == 1
        for href in {link["href"] for link in page.document.select(".task a")}:
            opened = someone.open(href)
            assert opened.status == 200, href
            if "#" in href:
                assert opened.document.find(id=href.partition("#")[2]), href
    for name in ("reader", "admin"):
        page = person(name).open("/")
        assert page.h1 == "Inget väntar på dig just nu", name
        assert "Det här har andra gjort" not in page.main


@one_database
def test_it_says_why_me_by_when_for_what_and_how_long_it_takes(person, acting):
    page = person("area_lead").open("/")
    assert [words(heading) for heading in page.document.main.find_all("h2")] == ["Försenat", "Har ingen sista dag"]
    assert "En av dem är försenad, sedan 31 december 2022. De tar ungefär 10 minuter tillsammans." in page.main
    first = words(page.document.select_one(".task"))
    assert "Skulle ha tagit slut kv 4 2022. 4 månader sent, sista dag 31 december 2022." in first
    assert "Ungefär 5 minuter. Du är huvudprojektledare för Personcentrerad vård." in first
    page = person("controller").open("/")
    tasks = [words(one) for one in page.document.select(".task")]
    [returned] = [one for one in tasks if "kom tillbaka" in one]
    assert "Senast 30 maj 2023. För En väg in, Nära vård i hemmet" in returned
    assert "Ungefär 3 minuter. Du är nyttocontroller för planen." in returned
    link = next(one for one in page.document.select(".task-what a") if one.text.startswith("Akutbesök"))
    assert "Behöver ändras: " in person("controller").open(link["href"]).main
    # Whoever wrote it is asked by nothing else.
    made = measured(acting("system"), frequency=Frequency.YEAR)
    lead = person("project_lead")
    address = f"/serier/{made.series_id}/matvarden/nytt"
    form = lead.open(address).form("form_id")
    lead.submit(address, **{**form, "value_0": "80"})
    [own] = [words(one) for one in lead.open("/").document.select(".task") if "inte inlämnat" in words(one)]
    assert "Du registrerade värdena." in own


@one_database
def test_many_of_a_kind_stand_together_and_the_rest_of_them_can_be_shown(person, acting):
    page = person("coordinator").open("/")
    assert page.h1 == "Du har 29 saker att göra"
    assert "4 av dem är försenade, den äldsta sedan 30 september 2022." in page.main
    [plan] = [one for one in page.document.select(".task.many") if "12 initiativ saknar tidplan" in words(one)]
    assert len(plan.select("li li a")) == 12
    assert words(plan.summary) == "Visa 7 till"
    assert "Ungefär 60 minuter tillsammans. Du är samordnare för planen." in words(plan)
    assert page.document.find("a", href=f"/planer/{cast.PLAN}/vantar")
    assert not person("steering").open("/").document.find("a", href=f"/planer/{cast.PLAN}/vantar")
    ctx = acting("system")
    with ctx.transaction():
        user = ctx.session.scalars(select(User).where(User.email == cast.email("coordinator"))).one()
        users.assign(ctx, user, Role.STEERING, plan_id=ctx.session.scalars(select(Plan.id)).one())
    assert "Du är samordnare för planen och med i styrgruppen för planen." in person("coordinator").open("/").main
    propose(acting("reader"))
    assert "Bedöm förslaget" in buttons(person("coordinator").open("/"))


@one_database
def test_what_is_done_is_asked_for_no_more(person):
    steering = person("steering")
    page = steering.open("/")
    count = int(page.h1.split()[2])
    href = page.document.select_one(".task .ds-button")["href"]
    steering.submit(href, level="simple", decided_on="2023-05-02", motivation="Vi vet hur.")
    assert int(steering.open("/").h1.split()[2]) == count - 1


@one_database
def test_somebody_without_a_role_is_told_what_can_be_done(person):
    page = person("outsider").open("/")
    assert page.status == 200
    assert "Du har ingen roll i någon plan än." in page.main
    links = {link["href"] for link in page.document.main.find_all("a", href=True)}
    assert "/initiativ/nytt" in links


@one_database
def test_what_others_did_is_told_with_the_way_to_the_story(person, acting):
    new(acting("coordinator"))
    page = person("project_lead").open("/")
    heading = page.document.find(id="hant")
    assert words(heading).startswith("Det här har andra gjort i dina initiativ")
    [told] = page.document.select(".happened li")
    assert "Coordinator lade till en nytta: Patientkontrakt" in words(told)
    assert told.a["href"].endswith("/historia")

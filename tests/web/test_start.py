"""Mina uppgifter: what waits for a person, by role."""

from __future__ import annotations

from tests.pages import Page, words
from tests.web.conftest import one_database

pytestmark = one_database


def buttons(page: Page) -> set[str]:
    return {words(link).split(":")[0].strip() for link in page.document.select(".task .ds-button")}


def test_each_role_is_asked_for_what_it_can_do(person):
    expected = {
        "coordinator": {"Skriv i lärandeloggen", "Lägg tidplan", "Klassa initiativet"},
        "area_lead": {"Lägg tidplan"},
        "steering": {"Klassa initiativet"},
        "project_lead": {"Fortsätt beskriva"},
        "benefit_owner": {"Ta emot överlämningen"},
    }
    for name, wanted in expected.items():
        page = person(name).open("/")
        assert "saker att göra" in page.h1 or page.h1 == "Du har 1 sak att göra", name
        # The coordinator's first ten may all be of one kind.
        assert buttons(page) <= wanted, name
        assert buttons(page), name
    for name in ("reader", "controller", "admin"):
        page = person(name).open("/")
        assert page.h1 == "Inget väntar på dig just nu", name
        assert "Allt som din role" not in page.main


def test_it_says_why_me_and_how_long_it_takes(person):
    page = person("area_lead").open("/")
    first = words(page.document.select_one(".task"))
    assert "Du är huvudprojektledare för Personcentrerad vård." in first
    assert "Ungefär 5 minuter." in first


def test_each_button_leads_to_a_form_that_can_be_filled_in(person):
    for name in ("coordinator", "area_lead", "steering", "project_lead"):
        someone = person(name)
        for link in someone.open("/").document.select(".task .ds-button"):
            page = someone.open(link["href"])
            assert page.status == 200
            assert "form_id" in page.form("form_id")


def test_what_is_done_is_asked_for_no_more(person):
    steering = person("steering")
    page = steering.open("/")
    count = int(page.h1.split()[2])
    href = page.document.select_one(".task .ds-button")["href"]
    steering.submit(href, level="simple", decided_on="2023-05-02", motivation="Vi vet hur.")
    assert int(steering.open("/").h1.split()[2]) == count - 1


def test_somebody_without_a_role_is_told_what_can_be_done(person):
    page = person("outsider").open("/")
    assert page.status == 200
    assert "Du har ingen roll i någon plan än." in page.main
    links = {link["href"] for link in page.document.main.find_all("a", href=True)}
    assert "/initiativ/nytt" in links


def test_only_one_button_is_the_primary_one(person):
    page = person("coordinator").open("/")
    assert len(page.document.select('.ds-button[data-variant="primary"]')) == 1

"""Searching, and initiatives that look alike."""

from __future__ import annotations

import pytest

from portfolio.services.search import KINDS
from tests.cast import LED, PLAN
from tests.pages import words
from tests.web.conftest import one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database

NEW = "/initiativ/nytt"
LIKE = "Virtuell vårdcentral"


def propose(someone, title, **fields):
    form = someone.open(NEW)
    area = form.option("area_id", "Digifysisk vård")
    return someone.send(form, NEW, title=title, area_id=area, **fields)


def headings(page):
    return [words(one) for one in page.document.main.find_all("h2")]


def test_what_is_found_is_grouped_counted_marked_and_linked(person, stored):
    page = person("reader").open("/sok?q=VÅRDKONTAKT")
    assert "träffar på ”VÅRDKONTAKT”" in page.h1
    assert headings(page)[0].startswith("Initiativ (")
    assert {words(one).casefold() for one in page.document.main.find_all("mark")} == {"vårdkontakt"}
    links = [one["href"] for one in page.document.select(".search-title a")]
    assert f"/initiativ/{stored.id_of(LED)}" in links
    for href in links:
        assert person("reader").open(href).status == 200


def test_a_former_name_is_found_and_said_to_be_one(person, stored):
    page = person("reader").open("/sok?q=ibh")
    assert "Tidigare IBH" in page.main
    assert page.h1 == "1 träff på ”ibh”"


def test_the_field_in_the_header_leads_there_and_is_for_those_who_are_signed_in(person):
    page = person("reader").open("/planer")
    form = page.document.select_one("header form[role=search]")
    assert (form["action"], form["method"]) == ("/sok", "get")
    assert page.document.find("label", attrs={"for": form.find("input", attrs={"name": "q"})["id"]}) is not None
    assert person("nobody").open("/logga-in").document.select_one("form[role=search]") is None


def test_an_empty_search_says_what_can_be_searched_for_and_one_without_hits_what_to_try(person):
    reader = person("reader")
    for empty in ("", "?q=", "?q=%20%20", "?q=&slag=nyttor"):
        page = reader.open(f"/sok{empty}")
        assert page.status == 200
        assert "Sök bland initiativ, nyttor, aktiviteter, lärdomar, mätetal och mål" in page.h1
    nothing = reader.open("/sok?q=finnsinte&slag=nyttor")
    assert nothing.h1 == "Inget hittades på ”finnsinte”"
    assert "Skriv färre ord" in nothing.main
    assert nothing.form("q")["q"] == "finnsinte"


@pytest.mark.every_case
@pytest.mark.parametrize("query", ["%00", "%FF", "'%22<script>", "a" * 9000, "%F0%9F%98%80", "%ED%A0%80", "\\", "("])
def test_whatever_stands_in_the_address_is_answered_and_shown_as_text(person, query):
    reader = person("reader")
    for path in (f"/sok?q={query}", f"/sok?q=vård&slag={query}", f"/initiativ/liknande?plan={PLAN}&titel={query}"):
        page = reader.open(path)
        assert page.status == 200, path[:60]
        assert "<script>" not in page.text.split("<main", 1)[-1]


def test_one_kind_can_be_seen_alone(person):
    for kind in KINDS:
        page = person("reader").open(f"/sok?q=vård&slag={kind}")
        assert [one["id"] for one in page.document.select("section h2")] == [kind]
        assert "Sök i allt" in page.main


def test_a_draft_is_found_only_by_those_for_whom_it_exists(person):
    propose(person("outsider"), "Xylofoner på väntrummet")
    assert "Xylofoner" in person("outsider").open("/sok?q=xylofoner").main
    assert "Xylofoner" in person("steering").open("/sok?q=xylofoner").main
    for name in ("reader", "controller", "admin"):
        page = person(name).open("/sok?q=xylofon")
        assert page.h1.startswith("Inget hittades"), name


def test_a_page_that_is_not_there_offers_to_search(person):
    page = person("reader").open("/initiativ/999999")
    assert page.status == 404
    assert page.document.select_one("main form[role=search] input[name=q]") is not None
    assert person("nobody").open("/finns-inte").document.select_one("form[role=search]") is None


def test_a_title_that_looks_like_another_is_asked_about_once_and_nothing_is_lost(person, stored):
    coordinator = person("coordinator")
    before = stored.initiatives()
    asked = propose(
        coordinator, LIKE, purpose="Ett syfte\nmed två rader", entry_state="approved", decided_on="2023-01-12"
    )
    assert asked.status == 200
    assert stored.initiatives() == before
    assert "Det finns redan initiativ som liknar det här" in asked.main
    alert = asked.document.select_one("[role=alert]")
    assert [words(one) for one in alert.find_all("a")] == ["Virtuella vårdcentraler (öppnas i ny flik)"]
    assert words(asked.document.select_one("main form.sheet button[type=submit]")) == "Spara ändå"
    sent = asked.form("title")
    assert (sent["title"], sent["entry_state"], sent["decided_on"]) == (LIKE, "approved", "2023-01-12")
    assert sent["purpose"].split() == ["Ett", "syfte", "med", "två", "rader"]
    saved = coordinator.send(asked, NEW, motivation="Beslutat före.")
    assert words(saved.document.h1) == LIKE
    assert stored.initiatives() == before + 1


def test_another_title_is_asked_about_again_and_one_like_nothing_is_saved_at_once(person, stored):
    coordinator = person("coordinator")
    asked = propose(coordinator, LIKE)
    again = coordinator.send(asked, NEW, title="Patientportal")
    assert "Patientportalen" in words(again.document.select_one("[role=alert]"))
    saved = coordinator.send(again, NEW, title="Xylofoner på väntrummet")
    assert words(saved.document.h1) == "Xylofoner på väntrummet"


def test_a_form_with_something_to_mend_is_not_asked_about_before_it_is_mended(person):
    coordinator = person("coordinator")
    page = coordinator.submit(NEW, title=LIKE, area_id="")
    assert page.status == 422
    assert "liknar det här" not in page.main


def test_nobody_is_told_of_what_does_not_exist_for_them(person, stored):
    outsider = person("outsider")
    path = f"/initiativ/liknande?plan={PLAN}&titel=Virtuella+vårdcentraler"
    assert words(outsider.open(path).document) == ""
    before = stored.initiatives()
    assert propose(outsider, "Virtuella vårdcentraler").status == 200
    assert stored.initiatives() == before + 1
    # The steering group sees both, the reader the one that is no draft, the outsider their own.
    seen = {name: words(person(name).open(path).document) for name in ("steering", "reader", "outsider")}
    told = {name: text.count("Virtuella vårdcentraler") for name, text in seen.items()}
    assert told == {"steering": 2, "reader": 1, "outsider": 1}


def test_the_part_of_a_page_leaves_out_the_initiative_itself_and_says_a_former_name(person, stored):
    coordinator, row_id = person("coordinator"), stored.id_of("virtuella-vardcentraler")
    path = f"/initiativ/liknande?plan={PLAN}&titel=Virtuella+vårdcentraler"
    assert "Virtuella vårdcentraler" not in words(coordinator.open(f"{path}&utom={row_id}").document)
    coordinator.submit(f"/initiativ/{row_id}/redigera", title="Mottagning på nätet")
    assert "Tidigare Virtuella vårdcentraler" in words(coordinator.open(path).document)
    assert words(coordinator.open("/initiativ/liknande?plan=finns-inte&titel=Patientportalen").document) == ""
    box = coordinator.open(f"/initiativ/{row_id}/redigera").document.select_one("[data-similar]")
    assert box["data-similar"].endswith(f"?plan={PLAN}&utom={row_id}")

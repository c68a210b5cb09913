"""Saved views of the register: kept under a name, found again above it, seen by their owner alone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portfolio.models import SavedView
from tests.cast import PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database

PATH = f"/planer/{PLAN}/nyttoregister"


def save(someone: Person, query: str, name: str) -> Page:
    page = someone.open(PATH + query)
    form = page.document.select_one("form.save-view-form")
    return someone.send(page, str(form["action"]), name=name)


def links(page: Page) -> dict[str, str]:
    return {words(one): one["href"] for one in page.document.select("ul.saved-views a")}


def test_a_view_is_kept_found_again_and_removed(person, stored):
    reader = person("reader")
    page = save(reader, "?q=väntan %26 vård&lage=behind&sort=nytta&sida=3&okänt=x&omrade=x&perspektiv=", "Efter plan")
    assert "Vyn är sparad." in page.main
    # It stands where it was saved, and the view that is shown is marked.
    assert page.document.select_one("ul.saved-views a[aria-current]") is not None
    assert stored.one(select(SavedView.query)) == "q=v%C3%A4ntan+%26+v%C3%A5rd&lage=behind&sort=nytta"
    page = reader.open(links(reader.open(PATH))["Efter plan"])
    chips = [words(one).split(" ×")[0] for one in page.document.select("a.chip")]
    assert chips == ["Ord: väntan & vård", "Läge: Efter plan"]
    assert reader.open(PATH).document.select("ul.saved-views a[aria-current]") == []
    assert links(person("steering").open(PATH)) == {}
    # Removed from another view, which stays as it is.
    page = reader.open(f"{PATH}?sort=nytta")
    button = page.document.select_one(".remove-views form")
    assert words(button.button) == "Ta bort vyn Efter plan"
    removed = Page(
        reader.client.post(
            button["action"], data={"csrf_token": page.form("csrf_token")["csrf_token"]}, follow_redirects=True
        )
    )
    assert "Vyn Efter plan är borttagen." in removed.main
    assert removed.response.request.args.to_dict() == {"sort": "nytta"}
    assert links(removed) == {}


@pytest.mark.parametrize(("name", "told"), [("", "Skriv vad vyn ska heta."), ("x" * 101, "Korta den till högst 100.")])
def test_what_is_wrong_is_said_beside_the_field_and_the_view_stays(person, stored, name: str, told: str):
    page = save(person("reader"), "?lage=behind", name)
    assert page.status == 422
    assert told in page.error_of("name")
    assert page.form("name")["name"] == name
    assert page.document.select_one("details.save-view").has_attr("open")
    assert [words(one).split(" ×")[0] for one in page.document.select("a.chip")] == ["Läge: Efter plan"]
    assert stored.all(select(SavedView)) == []


def test_an_address_cannot_say_what_the_registers_links_are_made_of(person):
    odd = "?_external=1&_scheme=javascript&slug=annan&endpoint=x&q=v&lage=behind"
    page = save(person("reader"), odd, "Min")
    assert page.status == 200
    again = person("reader").open(f"{PATH}{odd}")
    for link in again.document.select("main a"):
        assert link["href"].startswith(("/", "#")), link
    listed = person("reader").open(f"/planer/{PLAN}/initiativ{odd}")
    assert listed.status == 200
    assert all(link["href"].startswith(("/", "#")) for link in listed.document.select("main a"))

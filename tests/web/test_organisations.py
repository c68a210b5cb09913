"""The tree of organisations: read, added to, renamed and moved."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portfolio.models import Organisation
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database


@pytest.fixture
def region(stored: Stored) -> int:
    return int(stored.one(select(Organisation.id).where(Organisation.key == "region-kronoberg")))


def id_of(stored: Stored, name: str) -> int:
    return int(stored.one(select(Organisation.id).where(Organisation.name == name)))


def add(someone: Person, name: str, under: int) -> Page:
    return someone.submit(f"/organisationer/ny?under={under}", name=name, kind="unit")


def test_the_tree_is_shown_as_lists_within_lists(person, stored, region):
    coordinator = person("coordinator")
    add(coordinator, "Östra kliniken", region)
    add(coordinator, "Avdelning 1", id_of(stored, "Östra kliniken"))
    page = add(coordinator, "Ängens klinik", region)
    assert "Organisationen är tillagd." in page.main
    lowest = page.document.find(id=f"o{id_of(stored, 'Avdelning 1')}")
    above = [words(item.find(class_="tree-name")) for item in lowest.find_parents("li")]
    assert above == ["Avdelning 1", "Östra kliniken", "Region Kronoberg"]
    inside = page.document.find(id=f"o{region}").find_parent("li")
    names = [words(name) for name in inside.select(":scope > ul > li > .tree-row .tree-name")]
    assert names.index("Ängens klinik") < names.index("Östra kliniken")
    assert stored.last_change()[0] == "organisation:add"


def test_an_organisation_is_renamed_and_moved(person, stored, region):
    coordinator = person("coordinator")
    for name in ("Kliniken", "Centrumet"):
        add(coordinator, name, region)
    add(coordinator, "Avdelning 1", id_of(stored, "Kliniken"))
    path = f"/organisationer/{id_of(stored, 'Kliniken')}"
    before = stored.changes()
    coordinator.submit(path, name="Kliniken")
    assert stored.changes() == before, "an untouched one stays"
    page = coordinator.submit(path, name="Nya kliniken", parent_id=str(id_of(stored, "Centrumet")))
    assert "Organisationen är sparad." in page.main
    lowest = page.document.find(id=f"o{id_of(stored, 'Avdelning 1')}")
    above = [words(item.find(class_="tree-name")) for item in lowest.find_parents("li")]
    assert above == ["Avdelning 1", "Nya kliniken", "Centrumet", "Region Kronoberg"]


def test_a_ring_is_refused_beside_the_field_and_what_was_typed_is_kept(person, stored, region):
    coordinator = person("coordinator")
    add(coordinator, "Kliniken", region)
    add(coordinator, "Avdelning 1", id_of(stored, "Kliniken"))
    path, below = f"/organisationer/{id_of(stored, 'Kliniken')}", id_of(stored, "Avdelning 1")
    before = stored.changes()
    page = coordinator.submit(path, name="Nytt namn", parent_id=str(below))
    assert page.status == 422
    assert "ligger under den" in page.error_of("parent_id")
    assert (page.form("name")["name"], page.form("name")["parent_id"]) == ("Nytt namn", str(below))
    # It is not offered as part of itself.
    page = coordinator.submit(path, parent_id=path.rpartition("/")[2])
    assert "Välj ett av alternativen" in page.error_of("parent_id")
    assert stored.changes() == before


def test_bad_values_are_told_of_beside_their_fields(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    for field, written, message in (
        ("name", "", "Skriv organisationens namn."),
        ("name", "å" * 301, "Korta den till högst 300."),
        ("name", "a\0b", "ett tecken som inte kan visas"),
        ("kind", "", "Välj om det är en huvudman"),
        ("kind", "firma", "Välj ett av alternativen."),
        ("parent_id", "999", "Välj ett av alternativen."),
        ("parent_id", "x", "Välj ett av alternativen."),
    ):
        page = coordinator.submit("/organisationer/ny", **{"name": "En enhet", "kind": "unit", field: written})
        assert page.status == 422, (field, written[:10])
        assert message in page.error_of(field), (field, written[:10])
    assert stored.changes() == before


def test_the_second_of_two_who_save_is_shown_both_versions(person, stored, region):
    first, second = person("coordinator"), person("admin")
    add(first, "Kliniken", region)
    path = f"/organisationer/{id_of(stored, 'Kliniken')}"
    theirs = second.open(path)
    first.submit(path, name="Första", parent_id="")
    page = second.send(theirs, path, name="Andra")
    assert page.status == 409
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".conflict tbody tr")]
    assert rows == [["Namn", "Första", "Andra"], ["Del av", "Inte angivet", "Region Kronoberg"]]
    assert "Organisationen är sparad." in second.send(page, path, name="Andra").main


def test_everybody_with_a_role_reads_and_only_some_are_offered_to_change(person, stored):
    for name, status, offered in (
        ("reader", 200, False),
        ("project_lead", 200, False),
        ("coordinator", 200, True),
        ("admin", 200, True),
        ("outsider", 404, False),
    ):
        page = person(name).open("/organisationer")
        assert page.status == status, name
        assert ("Lägg till organisation" in page.main) is offered, name
        assert ("Ändra" in page.main) is offered, name
    for address in ("/organisationer/0", "/organisationer/999", f"/organisationer/{2**31}"):
        assert person("coordinator").open(address).status == 404
    page = person("coordinator").open("/organisationer/ny?under=999")
    assert page.form("name")["parent_id"] == ""

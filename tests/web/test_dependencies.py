"""The pages of what an initiative waits for."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portfolio.models import InitiativeDependency
from portfolio.services import dependencies
from tests.cast import LED
from tests.pages import Page, words
from tests.web.conftest import Stored, one_database

BARE = "kronobarnsmodellen"


@pytest.fixture
def path(stored: Stored) -> str:
    return f"/initiativ/{stored.id_of(LED)}/beroenden"


def rows(page: Page) -> dict[str, str]:
    """Each dependency's row by the initiative at its other end, as it is read."""
    return {words(row.th.a): words(row) for row in page.document.select("table.dependencies tbody tr")}


def test_a_dependency_is_added_edited_and_ended_and_seen_from_both_sides(person, path, stored):
    lead = person("project_lead")
    page = lead.open(path)
    assert page.h1.endswith("Beroenden")
    (told,) = rows(page).values()
    assert "För tidigt Lösningsutformning och införande började här kv 1 2022, men i ”Patientportalen” skulle" in told
    assert "Patientportalen" in lead.open(path.removesuffix("/beroenden")).document.find(id="se-upp").parent.get_text()

    page = lead.open(f"{path}/nytt")
    other = stored.id_of(BARE)
    page = lead.send(page, f"{path}/nytt", waits_for_id=str(other), what="Att modellen är prövad")
    assert "Beroendet är tillagt." in page.main
    assert stored.last_change() == ("dependency:add", {"initiative_id", "waits_for_id", "what", "example"})
    assert "Går inte att jämföra" in next(text for text in rows(page).values() if "modellen är prövad" in text)
    seen = lead.open(f"/initiativ/{other}/beroenden")
    assert [("Patientkontrakt" in text, "Ändra" in text) for text in rows(seen).values()] == [(True, False)]

    added = stored.one(select(InitiativeDependency.id).order_by(InitiativeDependency.id.desc()).limit(1))
    page = lead.submit(f"{path}/{added}", what="Att modellen är prövad i länet")
    assert "Beroendet är sparat." in page.main
    assert stored.last_change() == ("dependency:edit", {"what"})
    page = lead.submit(f"{path}/{added}/ta-bort", form_id="")
    assert "Beroendet är borttaget. Båda initiativen är som de var." in page.main
    assert len(rows(page)) == 1
    assert lead.open(f"{path}/{added}").status == 404
    story = lead.open(path.replace("beroenden", "historia")).main
    assert "tog bort beroendet av Införande av Kronobarnsmodellen" in story
    assert "lade till beroendet av" in story


BAD = [
    ("waits_for_id", "", "Välj initiativet som det väntar på."),
    ("waits_for_id", "x", "Välj ett av alternativen."),
    ("waits_for_id", "99999", "Välj ett av alternativen."),
    ("what", " ", "Skriv vad det andra initiativet ska ha fått på plats."),
    ("what", "x" * 301, "Korta den till högst 300."),
    ("what", "a\0b", "ett tecken som inte kan visas"),
]


@one_database
def test_what_cannot_be_added_is_told_beside_its_field_and_kept(person, path, stored, acting):
    lead = person("project_lead")
    good = {"waits_for_id": str(stored.id_of(BARE)), "what": "Att modellen är prövad"}
    data = lead.open(f"{path}/nytt").form("what") | good
    before = stored.changes()
    for field, written, message in BAD:
        page = Page(lead.client.post(f"{path}/nytt", data=data | {field: written}))
        assert page.status == 422, field
        assert message in page.error_of(field)
        kept = page.form("what")
        assert all(kept[name] == value for name, value in good.items() if name != field)
    # Neither itself nor what it waits for already can be chosen, and a ring is told of beside the field.
    offered = {option["value"] for option in page.document.select("#waits_for_id option")}
    assert {str(stored.id_of(LED)), str(stored.id_of("patientportalen"))} & offered == set()
    assert stored.changes() == before
    ctx = acting("coordinator")
    with ctx.transaction():
        dependencies.add(ctx, stored.id_of(BARE), waits_for_id=stored.id_of(LED), what="Planen")
    page = Page(lead.client.post(f"{path}/nytt", data=data))
    assert "i en ring: ”Patientkontrakt" in page.error_of("waits_for_id")


@one_database
def test_a_conflict_shows_both_versions_and_who_only_reads_sees_no_way_to_change(person, path, stored):
    held = stored.one(select(InitiativeDependency.id).where(InitiativeDependency.initiative_id == stored.id_of(LED)))
    lead, other = person("project_lead"), person("coordinator")
    page = lead.open(f"{path}/{held}")
    other.submit(f"{path}/{held}", what="Det som den andra skrev")
    page = Page(lead.client.post(f"{path}/{held}", data=page.form("what") | {"what": "Det som jag skrev"}))
    assert page.status == 409
    assert "Det som den andra skrev Det som jag skrev" in words(page.document.select_one("table.conflict tbody"))
    page = person("reader").open(path)
    assert rows(page)
    assert page.document.select("main a[href*='beroenden/']") == []

"""The pages of the learning log."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portfolio.models import LearningEntry
from tests.cast import LED
from tests.pages import Page, words
from tests.web.conftest import Stored, one_database

TEXTS = {"believed": "Att det skulle gå.", "happened": "Det gick inte.", "next_step": "Pröva något annat."}


@pytest.fixture
def path(stored: Stored) -> str:
    return f"/initiativ/{stored.id_of(LED)}/larande"


def entries(page: Page) -> list[str]:
    return [words(one) for one in page.document.select(".story-entry")]


def test_what_was_learned_is_written_and_mended_by_whoever_wrote_it(person, path, stored):
    lead = person("project_lead")
    page = lead.open(path)
    assert "Här är den frivillig." in page.main
    assert "Inget är antecknat än." in page.main
    assert lead.open(f"{path}/ny").form("happened")["noted_on"] == "2023-05-15"
    page = lead.submit(f"{path}/ny", **TEXTS, noted_on="2023-05-02", look_again_on="2023-05-15")
    assert "Anteckningen är sparad." in page.main
    (told,) = entries(page)
    assert "Vad trodde vi? Att det skulle gå. Vad hände? Det gick inte. Vad gör vi nu? Pröva något annat." in told
    assert "Titta igen senast" in told
    assert "dagen har kommit, och inget är antecknat sedan dess" in told
    assert "Skrivet av Project Lead." in told
    assert stored.last_change()[0] == "learning:add"

    made = stored.one(select(func.max(LearningEntry.id)))
    page = lead.submit(f"{path}/{made}", happened="Det gick ändå.")
    assert "Det gick ändå." in entries(page)[0]
    assert stored.last_change() == ("learning:edit", {"happened"})
    # Somebody else who keeps the initiative writes an entry of their own.
    other = person("coordinator")
    page = other.open(f"{path}/{made}")
    assert (page.status, "Bara den som skrev anteckningen" in page.main) == (403, True)
    assert other.open(path).document.select(f"main a[href='{path}/{made}']") == []
    story = other.open(path.replace("larande", "historia")).main
    assert "skrev lärandeloggens anteckning 2023-05-02" in story


@one_database
def test_what_cannot_be_written_is_told_beside_its_field_and_kept(person, path, stored):
    lead = person("project_lead")
    good = {**TEXTS, "noted_on": "2023-05-02", "look_again_on": "2023-06-02"}
    data = lead.open(f"{path}/ny").form("happened") | good
    before = stored.changes()
    for field, written, message in (
        ("noted_on", "", "Ange vilken dag"),
        ("noted_on", "2023-05-16", "har inte varit än"),
        ("noted_on", "i våras", "går inte att läsa"),
        ("look_again_on", "2023-05-02", "är inte efter anteckningens dag"),
        ("believed", "", "Skriv vad ni trodde."),
        ("happened", "", "Skriv vad som hände."),
        ("next_step", "x" * 10_001, "Korta den till högst 10"),
    ):
        page = Page(lead.client.post(f"{path}/ny", data=data | {field: written}))
        assert page.status == 422, field
        assert message in page.error_of(field), field
        kept = page.form("happened")
        assert all(kept[name] == value for name, value in good.items() if name != field)
    assert stored.changes() == before


@one_database
def test_a_complex_initiative_is_asked_for_its_log_and_one_that_was_keeps_it(person, stored):
    reader = person("reader")
    page = reader.open(f"/initiativ/{stored.id_of('nara-vard-i-hemmet')}/larande")
    assert "Initiativet är komplext." in page.main
    assert len(entries(page)) == 2
    assert page.document.select("main .actions") == []
    page = reader.open(f"/initiativ/{stored.id_of('en-vag-in')}/larande")
    assert "Initiativet har varit komplext." in page.main
    page = person("coordinator").open("/")
    assert "Dags att titta igen på det ni har lärt er. 6 månader sent, sista dag 20 oktober 2022." in page.main
    path = f"/initiativ/{stored.id_of('kompetensvaxling')}/larande/ny"
    assert page.document.select(f"main a[href='{path}']")

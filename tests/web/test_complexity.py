"""The steering group classifies an initiative; what the level asks of people stands beside it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portfolio.models import ComplexityAssessment
from tests.cast import LED, PLAN
from tests.pages import Page, shown, words
from tests.web.conftest import one_database

FIELDS = {"level": "complex", "decided_on": "2023-05-10", "motivation": "Ingen har gjort det förut."}


@pytest.fixture
def path(stored) -> str:
    return f"/initiativ/{stored.id_of(LED)}/klassning"


def test_the_steering_group_classifies_and_it_is_seen_everywhere(person, path, stored):
    steering = person("steering")
    page = steering.open(path)
    forum = page.option("forum_id", "Hälso- och sjukvårdens ledningsgrupp")
    page = steering.send(page, path, **FIELDS, forum_id=forum, diarienummer="RK 2023-7")
    assert page.status == 200
    assert "Klassningen är sparad." in page.main
    assert "Komplext" in words(page.document.find(class_="headline"))
    first = words(steering.open(f"{page.path}/historia").document.select_one(".decisions tbody tr"))
    for part in ("2023-05-10", "Komplext", "Hälso- och sjukvårdens ledningsgrupp", "Ingen har gjort det", "RK 2023-7"):
        assert part in first
    assert "Vad krävs av ledare?" in page.main
    reader = person("reader")
    name = page.h1
    assert name in reader.open(f"/planer/{PLAN}/initiativ?niva=complex").main
    assert name in reader.open(f"/planer/{PLAN}/tidplan?niva=complex").main
    assert stored.last_change()[0] == "initiative:classify"
    assert "Ingen har gjort det förut." in steering.open("/logg").main


def test_earlier_classifications_stay_and_the_latest_decided_holds(person, path, stored):
    steering = person("steering")
    before = stored.one(select(func.count(ComplexityAssessment.id)))
    steering.submit(path, **FIELDS)
    page = steering.submit(path, **FIELDS | {"level": "simple", "decided_on": "2021-01-10", "motivation": "Då."})
    assert "Komplext" in words(page.document.find(class_="headline")), "an older decision changes no present level"
    page = steering.submit(path, **FIELDS | {"level": "simple", "decided_on": "2023-05-15", "motivation": "Nu."})
    assert "Enkelt" in words(page.document.find(class_="headline"))
    decisions = steering.open(f"{page.path}/historia").document.select(".decisions td")
    assert {"Då.", "Nu.", FIELDS["motivation"]} <= {words(cell) for cell in decisions}
    assert stored.one(select(func.count(ComplexityAssessment.id))) == before + 3


@one_database
def test_what_each_level_asks_stands_beside_the_form(person, path):
    page = person("steering").open(path)
    captions = [words(caption) for caption in page.document.find_all("caption")]
    assert captions == ["Vad krävs av ledare?", "Vad krävs av medarbetare?"]
    assert all(len(table.select("tbody td li")) >= 3 for table in page.document.select("table.demands"))


BAD = [
    ("level", "", "Välj enkelt, komplicerat eller komplext."),
    ("level", "svårt", "Välj ett av alternativen."),
    ("decided_on", "", "Ange vilken dag beslutet fattades."),
    ("decided_on", "2023-05-16", "har inte inträffat än"),
    ("decided_on", "0000-05-16", ""),
    ("decided_on", "9999-05-16", ""),
    ("decided_on", "9" * 10_000, ""),
    ("decided_on", "<script>alert(1)</script>", ""),
    ("decided_on", "kv 1 2023", "Ange en bestämd dag"),
    ("forum_id", "987654", "Välj ett av alternativen."),
    ("forum_id", "x\0", "Välj ett av alternativen."),
    ("motivation", "", "Skriv en motivering."),
    ("motivation", " \r\n ", "Skriv en motivering."),
    ("motivation", "å" * 10_001, "Korta den till högst 10 000."),
    ("motivation", "a\u202eb", "skrivriktningen"),
    ("motivation", "a\0b", "ett tecken som inte kan visas"),
    ("diarienummer", "å" * 10_000, "Korta den till högst 300."),
    ("diarienummer", "\ufffd", "tecken som inte gick att läsa"),
]


@one_database
def test_what_cannot_be_decided_is_told_of_beside_its_field_and_kept(person, path, stored):
    steering = person("steering")
    before = stored.changes()
    data = steering.open(path).form("motivation")
    for field, written, message in BAD:
        what = f"{field}: {written[:20]!r}"
        page = Page(steering.client.post(path, data=data | FIELDS | {field: written}))
        assert page.status == 422, what
        assert message in words(page.document.find(id=f"{field}-fel")), what
        assert words(page.document.find(id=f"{field}-fel")), what
        assert "<script>alert" not in page.text
        form = page.form("motivation")
        kept = {**FIELDS, field: shown(written)} if field in ("motivation", "decided_on") else FIELDS
        assert all(form[name] == kept[name] for name in ("motivation", "decided_on")), what
        if field != "level":
            assert form["level"] == "complex", what
    assert stored.changes() == before


@one_database
def test_the_second_of_two_who_classify_is_told_and_may_save_again(person, path, stored):
    first, second = person("steering"), person("coordinator")
    mine, theirs = first.open(path), second.open(path)
    first.send(mine, path, **FIELDS)
    before = stored.changes()
    forum = theirs.option("forum_id", "Hälso- och sjukvårdens ledningsgrupp")
    page = second.send(theirs, path, **FIELDS | {"level": "simple", "forum_id": forum})
    assert page.status == 409
    assert "Någon annan har klassat initiativet" in page.main
    assert "Nivån nu: ●●● Komplext" in page.main
    assert page.form("motivation")["level"] == "simple"
    assert stored.changes() == before
    page = second.send(page, path, **FIELDS | {"level": "simple"})
    assert page.status == 200
    assert stored.changes() == before + 1


@one_database
def test_a_classification_that_is_sent_twice_is_made_once(person, path, stored):
    steering = person("steering")
    page = steering.open(path)
    steering.send(page, path, **FIELDS)
    before = stored.changes()
    again = steering.send(page, path, **FIELDS)
    assert "Formuläret är redan skickat" in again.main
    assert stored.changes() == before

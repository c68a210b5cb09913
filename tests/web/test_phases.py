"""The timetable of one initiative, planned by its project lead in a form without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.models import Initiative, InitiativePhase
from tests.cast import LED, PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

PHASES = ("preparation", "delivery", "realisation")
GOOD = {
    "preparation_planned_start": "2023-Q1",
    "preparation_planned_end": "2023-Q2",
    "delivery_planned_start": "2023-Q3",
    "delivery_planned_end": "2024-Q4",
    "realisation_planned_start": "2024-Q1",
    "realisation_planned_end": "2025-Q4",
}
EMPTY = {
    f"{phase}_{aspect}_{side}{day}": ""
    for phase in PHASES
    for aspect in ("planned", "actual")
    for side in ("start", "end")
    for day in ("", "_day")
}


@pytest.fixture
def path(stored: Stored) -> str:
    return f"/initiativ/{stored.id_of(LED)}/tidplan"


def post(someone: Person, path: str, **fields: Any) -> Page:
    """Send the whole timetable: what is not named is empty."""
    data = {name: value for name, value in someone.open(path).form("version").items() if name not in EMPTY}
    return Page(someone.client.post(path, data={**data, **EMPTY, **fields}, follow_redirects=True))


def planned(stored: Stored, phase: str, key: str = LED) -> tuple[str | None, str | None]:
    query = select(InitiativePhase.planned_start, InitiativePhase.planned_end).join(
        Initiative, Initiative.id == InitiativePhase.initiative_id
    )
    row = stored.all(query.where(Initiative.key == key, InitiativePhase.phase == phase))[0]
    return (row[0].code if row[0] else None, row[1].code if row[1] else None)


def test_a_project_lead_plans_the_phases_and_it_is_seen_everywhere(person, path, stored):
    lead = person("project_lead")
    page = post(lead, path, **GOOD)
    assert page.status == 200
    assert "Tidplanen är sparad." in page.main
    rows = {words(row.th): words(row.td) for row in page.document.select(".narrow-table tbody tr")}
    assert rows == {
        "1 Förberedande fas": "kv 1 2023 – kv 2 2023",
        "2 Lösningsutformning och införande": "kv 3 2023 – kv 4 2024",
        "3 Effekthanteringsfas": "kv 1 2024 – kv 4 2025",
    }
    assert planned(stored, "delivery") == ("2023-Q3", "2024-Q4")
    reader, name = person("reader"), page.h1
    row = next(row for row in reader.open(f"/planer/{PLAN}/initiativ").document.find_all("tr") if name in words(row))
    assert "kv 3 2023 – kv 4 2024" in words(row)
    timeline = reader.open(f"/planer/{PLAN}/tidplan").document
    sentence = words(next(head for head in timeline.select("th.timeline-name") if name in words(head)))
    assert "Lösningsutformning och införande kv 3 2023 – kv 4 2024 planerat." in sentence
    assert stored.last_change()[0] == "phase:plan"
    assert "Ändrade en tidplan" in person("steering").open("/logg").main


@one_database
def test_every_picture_counts_one_less_without_a_timetable_when_it_has_got_one(person, stored):
    unplanned = select(Initiative.id).where(Initiative.id.not_in(select(InitiativePhase.initiative_id)))
    coordinator = person("coordinator")
    pictures = (
        f"/planer/{PLAN}",
        f"/planer/{PLAN}/initiativ",
        f"/planer/{PLAN}/tidplan",
        f"/planer/{PLAN}/tidplan.svg",
    )

    def texts() -> list[str]:
        return [coordinator.client.get(path).get_data(as_text=True) for path in pictures]

    assert all("12 utan tidplan" in text for text in texts())
    post(coordinator, f"/initiativ/{stored.one(unplanned)}/tidplan", **GOOD)
    assert all("11 utan tidplan" in text for text in texts())


def test_what_is_planned_here_is_no_longer_example_data(person, stored):
    path = f"/initiativ/{stored.id_of('samlade-behovsanalyser')}/tidplan"
    coordinator = person("coordinator")
    heading = coordinator.open(path.removesuffix("/tidplan")).document.find(id="tidplan")
    assert "Exempeldata" in words(heading)
    page = post(coordinator, path, **GOOD)
    assert page.status == 200
    assert "Exempeldata" not in words(page.document.find(id="tidplan"))


@one_database
def test_saving_an_untouched_timetable_changes_nothing(person, path, stored):
    lead = person("project_lead")
    post(lead, path, **GOOD, preparation_planned_start_day="2023-02-14", realisation_planned_end_day="2025-12-01")
    before = stored.changes()
    page = lead.submit(path, preparation_planned_start="2023-Q1")
    assert page.status == 200
    assert stored.changes() == before
    assert planned(stored, "preparation") == ("2023-02-14", "2023-Q2")


def test_what_is_unknown_stays_unknown(person, path, stored):
    page = post(person("project_lead"), path, preparation_planned_start="2023-Q1")
    assert "från kv 1 2023" in page.main
    assert planned(stored, "preparation") == ("2023-Q1", None)
    page = post(person("project_lead"), path)
    assert "Tidplan saknas" in page.main


def test_a_day_that_is_known_is_kept(person, path, stored):
    fields = {
        "preparation_planned_start": "2023-Q1",
        "preparation_planned_end": "2023-Q2",
        "preparation_planned_end_day": "2023-05-31",
        "delivery_planned_start": "2023-Q2",
        "delivery_planned_start_day": "1 juni 2023",
    }
    page = post(person("project_lead"), path, **fields)
    assert page.status == 200, "the same quarter is fine when the days are known"
    assert planned(stored, "preparation") == ("2023-Q1", "2023-05-31")
    assert planned(stored, "delivery") == ("2023-06-01", None)


BAD: list[tuple[str, dict[str, str], str, str]] = [
    (
        "a phase that ends before it starts",
        {"preparation_planned_start": "2023-Q3", "preparation_planned_end": "2023-Q2"},
        "preparation_planned_end",
        "Slutet kv 2 2023 ligger före starten kv 3 2023.",
    ),
    (
        "delivery before preparation has ended",
        {**GOOD, "delivery_planned_start": "2023-Q1"},
        "delivery_planned_start",
        "Börjar kv 1 2023, men förberedande fas slutar kv 2 2023.",
    ),
    (
        "delivery in the quarter in which preparation ends",
        {**GOOD, "delivery_planned_start": "2023-Q2"},
        "delivery_planned_start",
        "Välj ett senare kvartal, eller ange dagarna",
    ),
    (
        "delivery after a preparation without an end",
        {"preparation_planned_start": "2023-Q1", "delivery_planned_start": "2024-Q1"},
        "delivery_planned_start",
        "Ange när förberedande fas slutar",
    ),
    (
        "realisation before delivery",
        {**GOOD, "realisation_planned_start": "2023-Q2"},
        "realisation_planned_start",
        "Effekter kan komma medan införandet pågår, men inte före det.",
    ),
    (
        "a quarter before the plan",
        {"preparation_planned_start": "2020-Q4"},
        "preparation_planned_start",
        "Kvartalet ligger utanför planens tidplan, kv 1 2021 – kv 4 2025.",
    ),
    (
        "a quarter after the plan",
        {**GOOD, "realisation_planned_end": "2026-Q1"},
        "realisation_planned_end",
        "Kvartalet ligger utanför planens tidplan",
    ),
    (
        "year 0",
        {"preparation_planned_start": "0000-Q1"},
        "preparation_planned_start",
        "Kvartalet ligger utanför planens tidplan",
    ),
    (
        "what is no quarter",
        {"preparation_planned_start": "<script>alert(1)</script>"},
        "preparation_planned_start",
        "Kvartalet ligger utanför planens tidplan",
    ),
    (
        "NUL for a quarter",
        {"preparation_planned_start": "\0"},
        "preparation_planned_start",
        "Kvartalet ligger utanför planens tidplan",
    ),
    (
        "ten thousand characters for a quarter",
        {"preparation_planned_start": "9" * 10_000},
        "preparation_planned_start",
        "Kvartalet ligger utanför planens tidplan",
    ),
    (
        "a day outside its quarter",
        {"preparation_planned_start": "2023-Q1", "preparation_planned_start_day": "2023-04-01"},
        "preparation_planned_start_day",
        "2023-04-01 ligger inte i kv 1 2023. Ändra dagen eller kvartalet.",
    ),
    (
        "a day outside the plan",
        {"preparation_planned_start_day": "2020-12-31"},
        "preparation_planned_start",
        "ligger utanför planens tidplan",
    ),
    (
        "an end without a start",
        {"preparation_planned_end": "2023-Q2"},
        "preparation_planned_start",
        "Ange när fasen börjar, eller ta bort slutet.",
    ),
    (
        "an end by day without a start",
        {"realisation_planned_end_day": "2023-05-01"},
        "realisation_planned_start",
        "Ange när fasen börjar, eller ta bort slutet.",
    ),
    ("day of year 0", {"preparation_planned_start_day": "0000-01-01"}, "preparation_planned_start_day", ""),
    ("day of year 9999", {"preparation_planned_start_day": "9999-12-31"}, "preparation_planned_start_day", ""),
    ("a day that is none", {"preparation_planned_start_day": "2023-02-30"}, "preparation_planned_start_day", ""),
    ("a word for a day", {"preparation_planned_start_day": "snart\0"}, "preparation_planned_start_day", ""),
    ("a quarter for a day", {"preparation_planned_start_day": "kv 1 2023"}, "preparation_planned_start_day", ""),
    ("bytes for a day", {"preparation_planned_start_day": "\ufffd"}, "preparation_planned_start_day", ""),
    (
        "an actual time of a phase that has not begun",
        {"delivery_actual_start": "2023-Q1"},
        "delivery_actual_start",
        "Verkliga datum anges först när fasen har påbörjats.",
    ),
]


@one_database
def test_a_timetable_that_cannot_be_is_told_of_beside_the_boundary_and_kept(person, stored):
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of('samlade-behovsanalyser')}/tidplan"
    before = stored.changes()
    for what, fields, field, message in BAD:
        page = post(coordinator, path, **fields)
        assert page.status == 422, what
        assert message in words(page.document.find(class_="ds-error-summary")), what
        assert "<script>alert" not in page.text, what
        if page.document.find(attrs={"name": field}) is not None:
            assert page.error_of(field), what
            assert message in page.error_of(field), what
        kept = page.form("version")
        for name, written in fields.items():
            if name.endswith("_day") and name in kept:
                assert kept[name] in (written, "2023-04-01", "2020-12-31", "9999-12-31", "2023-05-01"), what
            elif written[:3] == "202" and name != field and name in kept:
                assert kept[name] == written, what
    assert stored.changes() == before


@one_database
def test_every_message_is_given_at_once(person, path):
    fields = {"preparation_planned_start": "2023-Q3", "preparation_planned_end": "2023-Q2"}
    fields |= {"realisation_planned_start": "2024-Q3", "realisation_planned_end": "2024-Q2"}
    page = post(person("project_lead"), path, **fields)
    assert page.error_of("preparation_planned_end")
    assert page.error_of("realisation_planned_end")
    assert len(page.document.select(".ds-error-summary li")) == 2


@one_database
def test_what_goes_on_over_time_has_no_phases(person, stored):
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of('samlade-behovsanalyser')}"
    assert "Fortgår över tid" not in coordinator.open(path).main.split("Område")[0]
    refused = coordinator.submit(f"{path}/redigera", kind="ongoing")
    assert refused.status == 422
    assert "Töm den först" in refused.error_of("kind")
    post(coordinator, f"{path}/tidplan")
    assert coordinator.submit(f"{path}/redigera", kind="ongoing").status == 200
    page = post(coordinator, f"{path}/tidplan", **GOOD)
    assert page.status == 422
    assert "Det som fortgår över tid har inga faser." in page.error_of("preparation_planned_start")


@one_database
def test_actual_times_are_asked_for_when_a_phase_has_begun(person, stored):
    coordinator = person("coordinator")
    path = f"/initiativ/{stored.id_of('samlade-behovsanalyser')}"
    coordinator.submit(
        f"{path}/ingangslage", entry_state="preparation", decided_on="2023-03-01", motivation="Det är i gång."
    )
    form = coordinator.open(f"{path}/tidplan").form("version")
    assert "preparation_actual_start" in form
    assert "delivery_actual_start" not in form
    page = post(coordinator, f"{path}/tidplan", preparation_actual_start="2023-Q1")
    assert page.status == 200
    assert "började kv 1 2023" in page.main
    page = post(coordinator, f"{path}/tidplan", preparation_actual_start="2023-Q3")
    assert "har inte inträffat än" in page.error_of("preparation_actual_start")


@one_database
def test_the_second_of_two_who_plan_is_shown_both_versions_and_may_save_again(person, path, stored):
    first, second = person("coordinator"), person("project_lead")
    post(first, path, **GOOD)
    theirs = second.open(path)
    post(first, path, **GOOD | {"realisation_planned_end": "2025-Q2"})
    before = stored.changes()
    page = second.send(theirs, path, realisation_planned_end="2025-Q3")
    assert page.status == 409
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".conflict tbody tr")]
    assert rows == [["Effekthanteringsfas, planerat till", "kv 2 2025", "kv 3 2025"]]
    assert page.form("version")["realisation_planned_end"] == "2025-Q3"
    assert stored.changes() == before
    page = second.send(page, path, realisation_planned_end="2025-Q3")
    assert page.status == 200
    assert planned(stored, "realisation") == ("2024-Q1", "2025-Q3")


@one_database
def test_two_who_plan_the_same_do_not_disturb_each_other_for_long(person, path):
    first, second = person("coordinator"), person("project_lead")
    theirs = second.open(path)
    post(first, path, **GOOD)
    page = second.send(theirs, path, **GOOD)
    assert page.status == 409
    assert page.document.find(class_="ds-error-summary")
    assert second.send(page, path, **GOOD).status == 200


@one_database
def test_a_timetable_that_is_sent_twice_is_saved_once(person, path, stored):
    lead = person("project_lead")
    page = lead.open(path)
    lead.send(page, path, **GOOD)
    before = stored.changes()
    assert "Formuläret är redan skickat" in lead.send(page, path, **GOOD).main
    assert stored.changes() == before


@one_database
def test_a_boundary_that_is_not_sent_is_left_as_it_is(person, path, stored):
    lead = person("project_lead")
    post(lead, path, **GOOD)
    data = lead.open(path).form("version")
    sent = {name: data[name] for name in ("csrf_token", "form_id", "version")}
    assert lead.client.post(path, data=sent | {"realisation_planned_end": "2025-Q1"}).status_code == 303
    assert planned(stored, "preparation") == ("2023-Q1", "2023-Q2")
    assert planned(stored, "realisation") == ("2024-Q1", "2025-Q1")

"""The timetable of one initiative: read by all, planned by its project lead in a form without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase
from portfolio.models import Benefit, Initiative, InitiativePhase
from portfolio.services import benefits
from tests.cast import LED, PLAN
from tests.measured import measured, months
from tests.pages import Page, Person, shown, words
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


def post(someone: Person, path: str, opened: Page | None = None, **fields: Any) -> Page:
    """Send the whole timetable, from a page that may stand open since before: what is not named is empty."""
    opened = opened or someone.open(path)
    data = {name: value for name, value in opened.form("version").items() if name not in EMPTY}
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
    reader = person("reader")
    name = stored.one(select(Initiative.title).where(Initiative.key == LED))
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
    heading = coordinator.open(path).document.find(id="tidplan")
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
    opened = coordinator.open(path)
    for what, fields, field, message in BAD:
        page = post(coordinator, path, opened, **fields)
        assert page.status == 422, what
        assert message in words(page.document.find(class_="ds-error-summary")), what
        assert "<script>alert" not in page.text, what
        if page.document.find(attrs={"name": field}) is not None:
            assert page.error_of(field), what
            assert message in page.error_of(field), what
        kept = page.form("version")
        for name, written in fields.items():
            if name.endswith("_day") and name in kept:
                assert kept[name] in (shown(written), "2023-04-01", "2020-12-31", "9999-12-31", "2023-05-01"), what
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
    empty = post(coordinator, f"{path}/tidplan")
    assert coordinator.submit(f"{path}/redigera", kind="ongoing").status == 200
    page = coordinator.open(f"{path}/tidplan")
    assert "Det har inga faser och inget slut" in page.main
    assert page.document.select("main form, .quarters") == []
    page = coordinator.send(empty, f"{path}/tidplan", **GOOD)
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


def test_everybody_who_sees_the_initiative_reads_its_timetable_in_words_and_as_a_picture(person, path, stored):
    page = person("reader").open(path)
    assert page.status == 200
    assert page.document.select("main form, main button, [data-quarter-grid]") == []
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".narrow-table tr")]
    assert rows[1:] == [
        ["1 Förberedande fas", "kv 1 2021 – kv 4 2021", "kv 1 2021 – kv 4 2021"],
        ["2 Lösningsutformning och införande", "kv 1 2022 – kv 4 2023", "började kv 1 2022, pågår"],
        ["3 Effekthanteringsfas", "kv 4 2022 – kv 4 2025", "inte påbörjad"],
    ]
    drawn = {row["data-row"]: row.find_all("td") for row in page.document.select(".quarters-table tbody tr")}
    assert list(drawn) == [
        "preparation_planned",
        "preparation_actual",
        "delivery_planned",
        "delivery_actual",
        "realisation_planned",
    ]
    assert {len(cells) for cells in drawn.values()} == {20}
    assert [words(cell) for cell in drawn["preparation_planned"]] == ["1"] * 4 + [""] * 16
    assert [words(cell) for cell in drawn["delivery_planned"]] == [""] * 4 + ["2"] * 8 + [""] * 8
    # What has begun and not ended lasts until today, which is in kv 2 2023.
    assert [words(cell) for cell in drawn["delivery_actual"]] == [""] * 4 + ["2"] * 5 + ["→"] + [""] * 10
    bare = person("reader").open(f"/initiativ/{stored.id_of('kronobarnsmodellen')}/tidplan")
    assert "Tidplan saknas" in bare.main
    assert bare.document.select(".narrow-table, .quarters") == []


@one_database
def test_the_form_stands_below_the_words_and_its_picture_shows_what_was_typed(person, path):
    lead = person("project_lead")
    page = post(lead, path, **GOOD | {"delivery_planned_start": "2023-Q2"})
    assert page.status == 422
    assert "kv 1 2022 – kv 4 2023" in words(page.document.find(class_="narrow-table")), "what is stored"
    row = page.document.find("tr", attrs={"data-row": "delivery_planned"})
    assert words(row.th) == "2 Lösningsutformning och införande, planerat kv 2 2023 – kv 4 2024 Rätta i listan nedan"
    assert [words(cell) for cell in row.find_all("td")] == [""] * 9 + ["2"] * 7 + [""] * 4
    assert page.document.select("[data-tools]")[0].has_attr("hidden"), "nothing to mark with until a script runs"
    other = page.document.find("tr", attrs={"data-row": "preparation_planned"})
    assert "Rätta" not in words(other)


# What hangs on the timetable.

LONGER = {"delivery_planned_end": "2024-Q2"}


@pytest.fixture
def hang(acting):
    """Adds a benefit that hangs on the end of a phase of the initiative that the project lead leads."""

    def add(title: str, first: str, full: str | None = None, *, phase: Phase | None = Phase.DELIVERY) -> int:
        ctx = acting("coordinator")
        initiative = ctx.session.scalars(select(Initiative).where(Initiative.key == LED)).one()
        with ctx.transaction():
            benefit = benefits.add(ctx, initiative.id, title=title, description=None, kind=None)
            benefit.anchor_phase, benefit.first_effect = phase, from_code(first)
            benefit.full_effect = from_code(full) if full else None
            benefit.example = True
        return benefit.id

    return add


def effects(stored: Stored, benefit_id: int) -> tuple[str, str | None, bool]:
    query = select(Benefit.first_effect, Benefit.full_effect, Benefit.example).where(Benefit.id == benefit_id)
    first, full, example = stored.all(query)[0]
    return first.code, full.code if full else None, example


def review_of(page: Page) -> list[list[str]]:
    assert page.status == 200
    section = page.document.find(class_="review")
    assert section is not None, page.main[:400]
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in section.select("tbody tr")]


def press(someone: Person, page: Page, path: str, along: str, **fields: str) -> Page:
    """Press one of the review's buttons; the form is sent as it stands there."""
    assert page.document.find("button", attrs={"name": "along", "value": along}), page.main[:400]
    data = page.form("version") | {"along": along} | fields
    return Page(someone.client.post(path, data=data, follow_redirects=True))


def test_what_hangs_on_a_phase_is_shown_before_it_is_moved_along(person, path, stored, hang):
    moves, stands = hang("Kortare väntan", "2024-Q1", "2025-05"), hang("Färre återbesök", "2024", "2025-H1")
    before = stored.changes()
    lead = person("project_lead")
    page = lead.submit(path, **LONGER)
    assert review_of(page) == [
        [
            "Kortare väntan Lösningsutformning och införande slutar 2 kvartal senare",
            "från kv 1 2024 → till kv 3 2024",
            "från maj 2025 → till november 2025",
        ],
        [
            "Färre återbesök Lösningsutformning och införande slutar 2 kvartal senare",
            "2024, står kvar : tiden är angiven i år, och 2 kvartal går inte jämnt upp i det",
            "från första halvåret 2025 → till andra halvåret 2025",
        ],
    ]
    assert stored.changes() == before, "nothing is saved by looking"
    assert page.form("version")["delivery_planned_end"] == "2024-Q2"
    primary = page.document.select("main [data-variant=primary]")
    assert [words(button) for button in primary] == ["Spara tidplanen och flytta med"]
    page = press(lead, page, path, "move")
    assert page.status == 200
    assert "Tidplanen är sparad." in page.main
    assert "Flyttades med: ”Kortare väntan”, ”Färre återbesök”." in page.main
    assert planned(stored, "delivery") == ("2022-Q1", "2024-Q2")
    assert effects(stored, moves) == ("2024-Q3", "2025-11", False)
    assert effects(stored, stands) == ("2024", "2025-H2", False)
    action, fields = stored.last_change()
    assert action == "phase:plan"
    assert {"planned_end", "first_effect", "full_effect"} <= fields
    assert stored.changes() == before + 1


@one_database
def test_the_timetable_can_be_saved_without_moving_anything_along(person, path, stored, hang):
    benefit = hang("Kortare väntan", "2024-Q1")
    lead = person("project_lead")
    page = press(lead, lead.submit(path, **LONGER), path, "leave")
    assert "Tidplanen är sparad." in page.main
    assert "Flyttades med" not in page.main
    assert planned(stored, "delivery") == ("2022-Q1", "2024-Q2")
    assert effects(stored, benefit) == ("2024-Q1", None, True)


@one_database
def test_what_can_only_stand_still_is_told_of_with_one_way_on(person, path, stored, hang):
    benefit = hang("Färre återbesök", "2024")
    lead = person("project_lead")
    page = lead.submit(path, **LONGER)
    assert "Det här flyttas inte med" in page.main
    assert len(review_of(page)) == 1
    assert page.document.find("button", attrs={"value": "move"}) is None
    page = press(lead, page, path, "leave")
    assert "Tidplanen är sparad." in page.main
    assert effects(stored, benefit) == ("2024", None, True)


@one_database
def test_only_what_was_shown_is_moved(person, path, stored, hang):
    benefit = hang("Kortare väntan", "2024-Q1")
    lead = person("project_lead")
    page = lead.submit(path, **LONGER)
    before = stored.changes()
    # Another quarter than the one that was reviewed.
    page = press(lead, page, path, "move", delivery_planned_end="2024-Q3")
    assert "slutar 3 kvartal senare" in review_of(page)[0][0]
    assert stored.changes() == before
    # A benefit that somebody hung there in the meantime.
    other = hang("Färre återbesök", "2024-Q2")
    page = press(lead, page, path, "move")
    assert [row[1] for row in review_of(page)] == ["från kv 1 2024 → till kv 4 2024", "från kv 2 2024 → till kv 1 2025"]
    # What was made up.
    page = press(lead, page, path, "move", reviewed="0123456789abcdef")
    assert len(review_of(page)) == 2
    page = press(lead, page, path, "move")
    assert "Tidplanen är sparad." in page.main
    assert effects(stored, benefit)[0] == "2024-Q4"
    assert effects(stored, other)[0] == "2025-Q1"


@one_database
def test_nothing_is_asked_when_no_end_moves_or_nothing_hangs_on_it(person, path, stored, hang):
    loose, first = hang("Kortare väntan", "2024-Q1", phase=None), hang("Tryggare", "2022-Q1", phase=Phase.PREPARATION)
    lead = person("project_lead")
    page = lead.submit(path, **LONGER, realisation_planned_end="2025-Q2")
    assert "Tidplanen är sparad." in page.main
    hanging = hang("Färre återbesök", "2024-Q1")
    page = lead.submit(path, delivery_planned_start="2022-Q2")
    assert "Tidplanen är sparad." in page.main
    assert [effects(stored, one)[0] for one in (loose, first, hanging)] == ["2024-Q1", "2022-Q1", "2024-Q1"]


@one_database
def test_what_breaks_a_rule_is_told_of_before_anything_is_reviewed(person, path, hang):
    hang("Kortare väntan", "2024-Q1")
    lead = person("project_lead")
    page = lead.submit(path, delivery_planned_end="2021-Q1")
    assert page.status == 422
    assert page.document.find(class_="review") is None
    page = lead.send(page, path, delivery_planned_end="2024-Q2")
    assert len(review_of(page)) == 1
    # The bad comes after the good as well, and what was reviewed does not let it in.
    page = press(lead, page, path, "move", delivery_planned_end="2021-Q1")
    assert page.status == 422


@one_database
def test_the_review_asks_why_the_start_of_a_benefit_with_values_moves(person, path, stored, hang, acting):
    benefit = hang("Kortare väntan", "2024-Q1")
    lead = person("project_lead")
    assert "start_reason" not in lead.submit(path, **LONGER).form("version"), "nothing to hide yet"
    measured(acting("system"), months(2023, 70), benefit_id=benefit)
    before = stored.changes()
    page = lead.submit(path, **LONGER)
    assert len(review_of(page)) == 1
    assert "mätvärden för ”Kortare väntan”" in words(page.document.find(id="start_reason-hjalp"))
    page = press(lead, page, path, "move", start_reason="x\0")
    assert page.status == 422
    assert "inte kan visas" in page.error_of("start_reason")
    page = press(lead, page, path, "move", start_reason="")
    assert page.status == 422
    assert "Skriv varför starten flyttas" in page.error_of("start_reason")
    assert page.document.find(class_="review") is not None
    assert page.form("version")["delivery_planned_end"] == "2024-Q2"
    assert stored.changes() == before
    # What was written is kept when something else is changed, and reviewed again.
    page = lead.send(page, path, delivery_planned_end="2024-Q3", start_reason="Införandet sköts upp.")
    assert page.form("version")["start_reason"] == "Införandet sköts upp."
    page = press(lead, page, path, "move")
    assert "Flyttades med: ”Kortare väntan”." in page.main
    assert effects(stored, benefit)[0] == "2024-Q4"
    assert "Införandet sköts upp." in person("steering").open("/logg").main
    # Left where it is, it asks for nothing.
    page = press(lead, lead.submit(path, **LONGER), path, "leave")
    assert "Tidplanen är sparad." in page.main


@one_database
def test_the_third_phases_start_asks_why_where_no_first_effect_is_stated(person, path, stored, hang, acting):
    ctx = acting("system")
    benefit = hang("Tryggare", "2024-Q1", phase=None)
    with ctx.transaction():
        ctx.session.get_one(Benefit, benefit).first_effect = None
        ctx.record("test:none")
    measured(ctx, months(2023, 70), benefit_id=benefit)
    lead = person("project_lead")
    page = lead.submit(path, realisation_planned_start="2023-Q1")
    assert page.status == 422
    assert page.document.find(class_="review") is None
    assert "mätvärden för ”Tryggare”" in page.error_of("start_reason")
    assert page.form("version")["realisation_planned_start"] == "2023-Q1"
    page = lead.send(page, path, start_reason="Fasen börjar senare.")
    assert "Tidplanen är sparad." in page.main
    assert planned(stored, "realisation")[0] == "2023-Q1"

"""The timetables of an area on one page, without scripts: changed in lists, reviewed, saved."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.periods import day, quarter
from portfolio.domain.phases import Phase
from portfolio.models import Benefit, Initiative, InitiativePhase, ProgrammeArea
from portfolio.services import benefits
from tests.cast import AREA, LED, PLAN
from tests.measured import measured, months
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

BARE = "kronobarnsmodellen"


@pytest.fixture
def path(stored: Stored) -> str:
    number = stored.one(select(ProgrammeArea.id).where(ProgrammeArea.key == AREA))
    return f"/planer/{PLAN}/tidplan/andra?omrade={number}"


@pytest.fixture
def field(stored: Stored) -> Any:
    def name(key: str, rest: str) -> str:
        return f"i{stored.id_of(key)}_{rest}"

    return name


@pytest.fixture
def hang(acting: Any) -> None:
    """A benefit on the end of the led initiative's second phase."""
    ctx = acting("system")
    row_id = ctx.session.scalars(select(Initiative.id).where(Initiative.key == LED)).one()
    with ctx.transaction():
        benefit = benefits.add(ctx, row_id, title="Kortare väntan", description=None, kind=None)
        benefit.anchor_phase, benefit.first_effect = Phase.DELIVERY, quarter(2024, 1)


def press(someone: Person, page: Page, path: str, **fields: Any) -> Page:
    """Send the form as it stands on the page, with one of the review's buttons or a field filled in."""
    return Page(someone.client.post(path, data=filled(page) | fields, follow_redirects=True))


def filled(page: Page) -> dict[str, Any]:
    """The form of the page, whichever area it is of."""
    return page.form(page.document.select_one(".area-form select")["name"])


def ends(stored: Stored, key: str, phase: str) -> tuple[Any, Any]:
    query = select(InitiativePhase.planned_start, InitiativePhase.planned_end).join(Initiative)
    found = stored.all(query.where(Initiative.key == key, InitiativePhase.phase == phase))
    return tuple(found[0]) if found else (None, None)


def test_a_coordinator_changes_two_timetables_sees_what_moves_along_and_saves(person, path, field, stored, hang):
    someone = person("coordinator")
    before = stored.changes()
    fields = {
        field(LED, "delivery_planned_end"): "2024-Q2",
        field(BARE, "preparation_planned_start"): "2024-Q1",
        field(BARE, "preparation_planned_end"): "2024-Q3",
    }
    page = someone.submit(path, **fields)
    assert page.status == 200
    assert page.h1.endswith("Granska ändringarna innan du sparar")
    assert stored.changes() == before
    review = page.document.select_one(".review")
    rows = [[words(cell) for cell in row.select("td")] for row in review.select("tbody tr")]
    assert rows == [
        ["2 Lösningsutformning och införande", "kv 1 2022 – kv 4 2023", "kv 1 2022 – kv 2 2024"],
        ["1 Förberedande fas", "Inte angivet", "kv 1 2024 – kv 3 2024"],
    ]
    assert "Kortare väntan" in words(review)
    assert "från kv 1 2024 → till kv 3 2024" in words(review)
    assert [words(button) for button in review.select("button")] == [
        "Spara tidplanerna och flytta med",
        "Spara utan att flytta nyttorna",
    ]
    page = press(someone, page, path, along="move")
    assert "Tidplanerna är sparade." in page.main
    assert "Flyttades med: ”Kortare väntan”." in page.main
    assert ends(stored, LED, "delivery") == (quarter(2022, 1), quarter(2024, 2))
    assert ends(stored, BARE, "preparation") == (quarter(2024, 1), quarter(2024, 3))
    assert stored.one(select(Benefit.first_effect).where(Benefit.title == "Kortare väntan")) == quarter(2024, 3)
    assert stored.changes() == before + 1


@one_database
def test_what_was_not_changed_is_not_sent_on_and_a_known_day_stays_while_its_quarter_does(
    person, path, field, stored, acting
):
    ctx = acting("system")
    known = day(quarter(2023, 4).end)
    with ctx.transaction():
        ctx.record("test:day")
        query = select(InitiativePhase).join(Initiative).where(Initiative.key == LED)
        ctx.session.scalars(query.where(InitiativePhase.phase == Phase.DELIVERY)).one().planned_end = known
    someone = person("area_lead")
    page = someone.submit(path, **{field(LED, "delivery_planned_end"): "2023-Q4"})
    assert page.status == 422
    assert "Du har inte ändrat någon tid än." in page.main
    page = someone.submit(path, **{field(LED, "realisation_planned_end"): "2025-Q3"})
    assert len(page.document.select(".review tbody tr")) == 1
    press(someone, page, path, along="leave")
    assert ends(stored, LED, "delivery") == (quarter(2022, 1), known)
    assert ends(stored, LED, "realisation")[1] == quarter(2025, 3)


@one_database
@pytest.mark.parametrize(
    ("rest", "value", "message"),
    [
        ("preparation_planned_end", "2023-Q2", "Ange när fasen börjar, eller ta bort slutet."),
        ("preparation_planned_start", "2020-Q4", "Kvartalet ligger utanför planens tidplan, kv 1 2021 – kv 4 2025."),
        ("preparation_planned_start", "\0<b>", "Kvartalet ligger utanför planens tidplan"),
    ],
)
def test_what_cannot_be_is_told_beside_the_list_and_all_that_was_chosen_is_kept(
    person, path, field, stored, rest, value, message
):
    before = stored.changes()
    good = field(LED, "realisation_planned_end")
    page = person("coordinator").submit(path, **{field(BARE, rest): value, good: "2025-Q2"})
    assert page.status == 422
    wrong = rest.replace("_end", "_start")
    assert message in page.error_of(field(BARE, wrong))
    assert filled(page)[good] == "2025-Q2"
    assert page.document.select_one(".review") is None
    assert stored.changes() == before


@one_database
def test_a_rule_that_is_broken_says_whose_timetable_it_is(person, path, field, stored):
    page = person("coordinator").submit(
        path,
        **{field(BARE, "preparation_planned_start"): "2024-Q3", field(BARE, "preparation_planned_end"): "2024-Q1"},
    )
    assert page.status == 422
    title = stored.one(select(Initiative.title).where(Initiative.key == BARE))
    assert f"{title}: Slutet kv 1 2024 ligger före starten" in page.error_of(field(BARE, "preparation_planned_end"))
    assert title in words(page.document.select_one(".ds-error-summary"))


def test_of_two_who_change_the_same_the_second_sees_both_and_goes_on_knowingly(person, path, field, stored):
    first, second = person("coordinator"), person("area_lead")
    name = field(LED, "realisation_planned_end")
    opened = second.open(path)
    page = first.submit(path, **{name: "2025-Q1"})
    press(first, page, path, along="leave")
    # What the second one did not touch is no conflict, though it was saved meanwhile.
    page = press(second, opened, path, **{field(BARE, "preparation_planned_start"): "2024-Q1"})
    assert page.status == 200
    page = press(second, opened, path, **{name: "2025-Q3"})
    assert page.status == 409
    row = [words(cell) for cell in page.document.select("table.conflict tbody td")]
    assert row == ["kv 1 2025", "kv 3 2025"]
    assert filled(page)[name] == "2025-Q3"
    page = press(second, page, path)
    assert [words(cell) for cell in page.document.select(".review tbody td")][1:] == [
        "kv 4 2022 – kv 1 2025",
        "kv 4 2022 – kv 3 2025",
    ]
    press(second, page, path, along="leave")
    assert ends(stored, LED, "realisation")[1] == quarter(2025, 3)


@one_database
def test_the_page_is_for_those_who_keep_the_area_and_offers_the_areas_that_are_theirs(person, path):
    assert len(person("coordinator").open(path).document.select('nav[aria-label="Områden"] a')) == 5
    lead = person("area_lead").open(path.split("?")[0])
    assert lead.document.select('nav[aria-label="Områden"]') == []
    assert "Personcentrerad vård" in lead.h1
    assert person("area_lead").open(path.replace("=", "=9")).status == 404
    assert person("coordinator").open(f"{path.split('?')[0]}?omrade=x").status == 200
    page = person("reader").open(path)
    assert page.status == 403
    assert "samordnare" in page.main


@one_database
def test_the_review_asks_for_one_reason_and_keeps_all_that_was_chosen(person, path, field, stored, hang, acting):
    benefit = stored.one(select(Benefit.id).where(Benefit.title == "Kortare väntan"))
    measured(acting("system"), months(2023, 70), benefit_id=benefit)
    someone, name = person("coordinator"), field(LED, "delivery_planned_end")
    page = someone.submit(path, **{name: "2024-Q2", field(BARE, "preparation_planned_start"): "2024-Q1"})
    assert page.status == 200
    before = stored.changes()
    page = press(someone, page, path, along="move")
    assert page.status == 422
    assert "mätvärden för ”Kortare väntan”" in page.error_of("start_reason")
    assert len(page.document.select(".review tbody tr")) == 2
    assert filled(page)[name] == "2024-Q2"
    assert stored.changes() == before
    page = press(someone, page, path, along="move", start_reason="Införandet sköts upp.")
    assert "Flyttades med: ”Kortare väntan”." in page.main
    assert stored.changes() == before + 1

"""The settings of a plan: its facts, tolerances, who decides, and who holds which role."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.models import Forum, Initiative, Plan, RoleAssignment, User
from tests import cast
from tests.pages import Page, words
from tests.web.conftest import Stored, one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database

PLAN = f"/planer/{cast.PLAN}"
SETTINGS = f"{PLAN}/installningar"


def section(page: Page, name: str) -> str:
    return words(page.document.find("section", attrs={"aria-labelledby": name}))


def forum(stored: Stored) -> tuple[int, str]:
    row = stored.all(select(Forum.id, Forum.name).order_by(Forum.position).limit(1))[0]
    return row.id, row.name


def test_the_plans_facts_are_changed_and_shown(person, stored):
    coordinator = person("coordinator")
    page = coordinator.submit(
        f"{SETTINGS}/planen",
        name="Ett annat namn",
        valid_period="2023–2024",
        timeline_period="2021-2026",
        revision_months="24",
        follow_up_months="",
        diarienummer="RK 2023-1",
    )
    assert "Planens uppgifter är sparade." in page.main
    shown = section(page, "planen")
    for text in ("2023–2024", "2021–2026", "var 24:e månad", "RK 2023-1"):
        assert text in shown
    assert "Följs upp Inte angivet" in shown
    assert "Ett annat namn" in coordinator.open(PLAN).main
    assert stored.last_change()[0] == "plan:edit"
    before = stored.changes()
    coordinator.submit(f"{SETTINGS}/planen", name="Ett annat namn")
    assert stored.changes() == before, "what is not touched stays, periods too"


BAD = [
    ("name", "", "Skriv planens namn."),
    ("name", "å" * 301, "Korta den till högst 300."),
    ("purpose", "å" * 10_001, "Korta den till högst 10 000."),
    ("summary", "a\u202eb", "skrivriktningen"),
    ("valid_period", "", "Ange när planen börjar gälla"),
    ("valid_period", "när det passar", ""),
    ("valid_period", "t.o.m. 2022", "Ange när planen börjar gälla"),
    ("timeline_period", "", "första och sista år"),
    ("timeline_period", "fr.o.m. 2021", "första och sista år"),
    ("timeline_period", "1950–2150", "högst 30 år"),
    ("timeline_period", "<script>alert(1)</script>", ""),
    ("revision_months", "tolv", "Skriv ett helt tal"),
    ("revision_months", "12,5", "Skriv ett helt tal"),
    ("revision_months", "0", "från 1 till 120"),
    ("follow_up_months", "-4", "från 1 till 120"),
    ("follow_up_months", "9" * 10_000, "Skriv ett helt tal"),
    ("follow_up_months", "١٢", "Skriv ett helt tal"),
    ("diarienummer", "å" * 301, "Korta den till högst 300."),
]


def test_what_cannot_be_saved_is_told_of_beside_its_field_and_kept(person, stored):
    coordinator = person("coordinator")
    before = stored.changes()
    data = coordinator.open(f"{SETTINGS}/planen").form("name") | {"purpose": "Det jag skrev."}
    for field, written, message in BAD:
        page = Page(coordinator.client.post(f"{SETTINGS}/planen", data=data | {field: written}))
        what = f"{field}: {written[:20]!r}"
        assert page.status == 422, what
        assert message in page.error_of(field), what
        assert page.error_of(field), what
        assert "<script>alert" not in page.text
        assert page.form("name")[field] == written, what
        if field != "purpose":
            assert page.form("name")["purpose"] == "Det jag skrev.", what
    assert stored.changes() == before


def test_a_timeline_that_leaves_phases_outside_lists_the_initiatives_with_links(person, stored):
    coordinator = person("coordinator")
    led = stored.id_of(cast.LED)
    coordinator.submit(
        f"/initiativ/{led}/tidplan",
        preparation_planned_start="2025-Q1",
        preparation_planned_end="2025-Q2",
        delivery_planned_start="2025-Q3",
        delivery_planned_end="2025-Q3",
        realisation_planned_start="2025-Q3",
        realisation_planned_end="2025-Q4",
    )
    title = stored.one(select(Initiative.title).where(Initiative.id == led))
    before = stored.changes()
    page = coordinator.submit(f"{SETTINGS}/planen", timeline_period="2021–2024", diarienummer="RK 9")
    assert page.status == 422
    assert "initiativ har tider utanför 2021–2024" in page.error_of("timeline_period")
    links = {a["href"]: words(a) for a in page.document.select(".ds-alert a")}
    assert links[f"/initiativ/{led}"] == title
    assert (page.form("name")["timeline_period"], page.form("name")["diarienummer"]) == ("2021–2024", "RK 9")
    assert stored.changes() == before
    assert "sparade" in coordinator.send(page, f"{SETTINGS}/planen", timeline_period="2021–2025").main


def test_tolerances_are_changed_within_their_bounds(person, stored):
    coordinator = person("coordinator")
    page = coordinator.submit(
        f"{SETTINGS}/granser", on_track_points="0", worsened_percent="100", fallen_back_percent="80", grace_days="365"
    )
    shown = section(page, "granser")
    for text in ("högst 0 procentenheter", "mer än 100 %", "under 80 %", "365 dagar"):
        assert text in shown
    before = stored.changes()
    for field, written in (("on_track_points", "101"), ("worsened_percent", "-1"), ("fallen_back_percent", "")):
        page = coordinator.submit(f"{SETTINGS}/granser", **{field: written})
        assert page.status == 422
        assert "Ange ett helt tal från 0 till 100." in page.error_of(field)
        assert page.form(field)[field] == written
    page = coordinator.submit(f"{SETTINGS}/granser", grace_days="366")
    assert "från 0 till 365" in page.error_of("grace_days")
    assert stored.changes() == before


def test_the_forum_that_decides_stands_ready_when_a_decision_is_written_down(person, stored):
    coordinator = person("coordinator")
    forum_id, name = forum(stored)
    led = stored.id_of(cast.LED)
    paths = [f"/initiativ/{led}/klassning", f"/initiativ/{led}/ingangslage"]
    assert [coordinator.open(path).form("forum_id")["forum_id"] for path in paths] == ["", ""]
    page = coordinator.submit(
        f"{SETTINGS}/beslut", level_forum_id=str(forum_id), start_forum_id=str(forum_id), realisation_role="steering"
    )
    rows = {
        words(row.th): [words(cell) for cell in row.find_all("td")]
        for row in page.document.find("section", attrs={"aria-labelledby": "beslut"}).select("tbody tr")
    }
    assert rows["Klassning"] == ["Styrgrupp", name]
    assert rows["Till effekthanteringsfas"] == ["Styrgrupp", "Inget bestämt"]
    assert [coordinator.open(path).form("forum_id")["forum_id"] for path in paths] == [str(forum_id)] * 2
    coordinator.submit(f"{SETTINGS}/forum/{forum_id}", active="False")
    assert [coordinator.open(path).form("forum_id")["forum_id"] for path in paths] == ["", ""]
    assert "avslutat" in section(coordinator.open(SETTINGS), "beslut")
    page = coordinator.open(f"{SETTINGS}/beslut")
    assert page.option("level_forum_id", name) == str(forum_id), "it stands where it is chosen"
    for field, written in (("start_role", "reader"), ("close_forum_id", "999"), ("start_role", "")):
        page = coordinator.submit(f"{SETTINGS}/beslut", **{field: written})
        assert page.status == 422
        assert "Välj ett av alternativen." in page.error_of(field)


def test_a_coordinator_gives_a_role_in_the_plan_and_ends_it(person, stored):
    coordinator = person("coordinator")
    path = f"{SETTINGS}/roller/ny"
    page = coordinator.open(path)
    offered = [words(option) for option in page.document.find("select", attrs={"name": "role"}).find_all("option")]
    assert offered == [
        "Välj roll",
        "Huvudprojektledare",
        "Projektledare",
        "Nyttorealiseringsansvarig",
        "Nyttocontroller",
        "Läsare",
    ]
    who = page.option("user_id", f"Outsider ({cast.email('outsider')})")
    what = page.option("held_for", "Organisationen: Region Kronoberg")
    page = coordinator.send(page, path, user_id=who, role="benefit_owner", held_for=what)
    assert "Rollen är given." in page.main
    rows = page.document.find("section", attrs={"aria-labelledby": "roller"}).select("tbody tr")
    mine = next(row for row in rows if words(row.th) == "Outsider")
    assert "Nyttorealiseringsansvarig Region Kronoberg" in words(mine)
    assert not any(row.find("a") for row in rows if words(row.th) in ("Coordinator", "Steering"))
    link = mine.find("a")["href"]
    page = coordinator.open(link)
    page = Page(coordinator.client.post(link, data=page.form("form_id"), follow_redirects=True))
    assert page.path == SETTINGS
    assert "Rollen är avslutad." in page.main
    assert "Outsider" not in section(page, "roller")


def test_a_coordinator_cannot_widen_anybodys_powers_by_a_made_up_form(person, stored):
    coordinator = person("coordinator")
    path = f"{SETTINGS}/roller/ny"
    own = str(stored.one(select(User.id).where(User.email == cast.email("coordinator"))))
    plan = f"plan_id:{stored.one(select(Plan.id))}"
    before = stored.changes()
    for role in ("coordinator", "steering", "admin"):
        for held_for in (plan, "all"):
            page = coordinator.submit(path, user_id=own, role=role, held_for=held_for)
            assert page.status == 422
            assert "Välj ett av alternativen." in page.error_of("role")
    reserved = stored.one(
        select(RoleAssignment.id).where(RoleAssignment.role == Role.STEERING, RoleAssignment.ended_at.is_(None))
    )
    address = f"/roller/{reserved}/avsluta"
    token = coordinator.open(path).form("role")["csrf_token"]
    assert coordinator.client.post(address, data={"csrf_token": token}).status_code == 403
    assert stored.changes() == before


def test_the_second_of_two_who_save_is_shown_both_versions(person):
    first, second = person("coordinator"), person("admin")
    for path, field, one, two in (
        ("planen", "timeline_period", "2021–2026", "2021–2027"),
        ("granser", "grace_days", "10", "20"),
        ("beslut", "close_role", "coordinator", "area_lead"),
    ):
        theirs = second.open(f"{SETTINGS}/{path}")
        first.submit(f"{SETTINGS}/{path}", **{field: one})
        page = second.send(theirs, f"{SETTINGS}/{path}", **{field: two})
        assert page.status == 409, path
        assert len(page.document.select(".conflict tbody tr")) == 1
        page = second.send(page, f"{SETTINGS}/{path}", **{field: two})
        assert page.path == SETTINGS


def test_the_way_to_the_settings_is_shown_to_those_who_may_take_it(person):
    for name, seen in (("coordinator", True), ("admin", True), ("area_lead", False), ("reader", False)):
        assert (f'href="{SETTINGS}"' in person(name).open(PLAN).text) is seen, name


@pytest.mark.parametrize("page", ["", "/planen", "/granser", "/beslut", "/roller/ny", "/omraden/ny"])
def test_the_settings_of_a_plan_that_is_not_there_are_not_there(person, page):
    assert person("coordinator").open(f"/planer/annan-plan/installningar{page}").status == 404

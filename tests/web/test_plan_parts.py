"""The parts of a plan in its settings: areas, goals, forums and described roles."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.models import Forum, Goal, Plan, PlanRole, ProgrammeArea
from portfolio.services import plan_files, plan_parts
from tests import cast
from tests.pages import Page, words
from tests.services.test_initiatives import OTHER
from tests.web.conftest import Stored, one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database

PLAN = f"/planer/{cast.PLAN}"
SETTINGS = f"{PLAN}/installningar"

FIELDS: dict[str, dict[str, str]] = {
    "omraden": {"name": "Ett nytt område", "kind": "programme_area", "summary": "Om området."},
    "mal": {"name": "Ett nytt mål", "kind": "direction_goal", "summary": "Om målet."},
    "forum": {"name": "Ett nytt forum", "kind": "steering_group", "task": "Beslutar."},
    "planroller": {"name": "En ny roll", "holder": "Chefen i linjen."},
}
MODELS: dict[str, Any] = {"omraden": ProgrammeArea, "mal": Goal, "forum": Forum, "planroller": PlanRole}
by_part = pytest.mark.parametrize("part", FIELDS)


def id_of(stored: Stored, part: str, name: str) -> int:
    return int(stored.one(select(MODELS[part].id).where(MODELS[part].name == name)))


def listed(page: Page, part: str) -> list[str]:
    inside = page.document.find("section", attrs={"aria-labelledby": part})
    return [words(name) for name in inside.select(".tree-name")]


@by_part
def test_a_part_is_added_and_changed(person, stored, part):
    coordinator = person("coordinator")
    page = coordinator.submit(f"{SETTINGS}/{part}/ny", **FIELDS[part])
    assert page.path == SETTINGS
    assert listed(page, part)[-1] == FIELDS[part]["name"]
    path = f"{SETTINGS}/{part}/{id_of(stored, part, FIELDS[part]['name'])}"
    before = stored.changes()
    coordinator.submit(path, name=FIELDS[part]["name"])
    assert stored.changes() == before
    page = coordinator.submit(path, name="Ett annat namn")
    assert listed(page, part)[-1] == "Ett annat namn"
    text = next(field for field in ("summary", "task", "holder") if field in FIELDS[part])
    assert coordinator.open(path).form("name")[text] == FIELDS[part][text]


@by_part
def test_what_cannot_be_saved_is_told_of_beside_its_field_and_kept(person, stored, part):
    coordinator = person("coordinator")
    text = next(field for field in ("summary", "task", "holder") if field in FIELDS[part])
    bad = [
        ("name", "", "Skriv "),
        ("name", "å" * 301, "Korta den till högst 300."),
        ("name", "a\0b", "ett tecken som inte kan visas"),
        (text, "å" * 10_001, "Korta den till högst 10 000."),
        (text, "\ufffd", "tecken som inte gick att läsa"),
    ]
    if "kind" in FIELDS[part]:
        bad += [("kind", "", "Välj ett slag."), ("kind", "annat slag", "Välj ett av alternativen.")]
    if part in ("omraden", "mal"):
        bad += [("parent_id", "999", "Välj ett av alternativen."), ("parent_id", "x", "Välj ett av alternativen.")]
    before = stored.changes()
    data = coordinator.open(f"{SETTINGS}/{part}/ny").form("name")
    for field, written, message in bad:
        page = Page(coordinator.client.post(f"{SETTINGS}/{part}/ny", data=data | FIELDS[part] | {field: written}))
        assert page.status == 422, (field, written[:10])
        assert message in page.error_of(field), (field, written[:10])
        kept = page.form("name")
        wanted = {name: value for name, value in FIELDS[part].items() if name != field}
        assert {name: kept[name] for name in wanted} == wanted
    assert stored.changes() == before


@by_part
def test_the_second_of_two_who_save_is_shown_both_versions(person, stored, part):
    first, second = person("coordinator"), person("admin")
    first.submit(f"{SETTINGS}/{part}/ny", **FIELDS[part])
    path = f"{SETTINGS}/{part}/{id_of(stored, part, FIELDS[part]['name'])}"
    theirs = second.open(path)
    first.submit(path, name="Första")
    page = second.send(theirs, path, name="Andra")
    assert page.status == 409
    assert "Första" in words(page.document.find(class_="conflict"))
    assert listed(second.send(page, path, name="Andra"), part)[-1] == "Andra"


@pytest.mark.parametrize("part", ["omraden", "mal"])
def test_a_ring_is_refused_beside_the_field(person, stored, part):
    coordinator = person("coordinator")
    coordinator.submit(f"{SETTINGS}/{part}/ny", **FIELDS[part])
    top = id_of(stored, part, FIELDS[part]["name"])
    coordinator.submit(f"{SETTINGS}/{part}/ny", **FIELDS[part] | {"name": "Under", "parent_id": str(top)})
    low = id_of(stored, part, "Under")
    before = stored.changes()
    page = coordinator.submit(f"{SETTINGS}/{part}/{top}", parent_id=str(low))
    assert page.status == 422
    assert "ligger under den" in page.error_of("parent_id")
    assert page.form("name")["parent_id"] == str(low)
    page = coordinator.submit(f"{SETTINGS}/{part}/{top}", parent_id=str(top))
    assert "Välj ett av alternativen." in page.error_of("parent_id"), "it is not offered as part of itself"
    assert stored.changes() == before


@by_part
def test_what_belongs_to_another_plan_is_not_there(person, stored, acting, part):
    system = acting("system")
    with system.transaction():
        plan_files.load_text(system, OTHER)
    other = system.session.scalars(select(Plan.id).where(Plan.slug == "annan-plan")).one()
    sorts = {"omraden": "AREA", "mal": "GOAL", "forum": "FORUM", "planroller": "ROLE"}
    with system.transaction():
        theirs = plan_parts.add(system, getattr(plan_parts, sorts[part]), other, **FIELDS[part]).id
    coordinator = person("coordinator")
    token = coordinator.open(f"{SETTINGS}/{part}/ny").form("name")["csrf_token"]
    for row_id in (theirs, 0, 999, 2**31, 10**30):
        path = f"{SETTINGS}/{part}/{row_id}"
        assert coordinator.open(path).status == 404
        data = {"csrf_token": token, **FIELDS[part]}
        assert coordinator.client.post(path, data=data).status_code == 404
        data = {"csrf_token": token, "direction": "ner"}
        assert coordinator.client.post(f"{path}/flytta", data=data).status_code == 404
    if part in ("omraden", "mal"):
        page = coordinator.submit(f"{SETTINGS}/{part}/ny", **FIELDS[part] | {"parent_id": str(theirs)})
        assert "Välj ett av alternativen." in page.error_of("parent_id")
    assert coordinator.open(f"{SETTINGS}/annat/ny").status == 404


def test_a_part_is_moved_by_its_buttons(person, stored):
    coordinator = person("coordinator")
    page = coordinator.open(SETTINGS)
    before = listed(page, "omraden")

    def press(page: Page, name: str, button: str) -> Page:
        for form in page.document.select("form[action$='/flytta']"):
            if words(form) == f"{button} {name}":
                data = {one["name"]: one["value"] for one in form.find_all("input")}
                return Page(coordinator.client.post(form["action"], data=data, follow_redirects=True))
        raise AssertionError(f"no button {button} for {name}")

    after = press(page, before[0], "Flytta ner")
    assert listed(after, "omraden") == [before[1], before[0], *before[2:]]
    assert "Området är flyttat." in after.main
    # The same page's button pressed again, as by an impatient hand, moves nothing more.
    again = press(page, before[0], "Flytta ner")
    assert "Formuläret är redan skickat" in again.main
    assert listed(again, "omraden") == [before[1], before[0], *before[2:]]
    with pytest.raises(AssertionError, match="no button"):
        press(after, before[1], "Flytta upp")
    assert listed(press(after, before[0], "Flytta upp"), "omraden") == before
    changes = stored.changes()
    token = page.form("direction")["csrf_token"]
    path = page.document.select_one("form[action$='/flytta']")["action"]
    answer = coordinator.client.post(path, data={"csrf_token": token, "direction": "åt sidan"}, follow_redirects=True)
    assert "Det gick inte att flytta" in Page(answer).main
    assert stored.changes() == changes


def test_a_concluded_area_is_offered_for_nothing_new_and_stays_where_it_is(person, stored):
    coordinator = person("coordinator")
    led = stored.id_of(cast.LED)
    area = stored.one(select(ProgrammeArea.id).where(ProgrammeArea.key == cast.AREA))
    page = coordinator.submit(f"{SETTINGS}/omraden/{area}", active="False")
    assert "Personcentrerad vård Programområde avslutat" in page.main
    assert stored.last_change() == ("area:conclude", {"active"})
    new = coordinator.open(f"/initiativ/nytt?plan={cast.PLAN}")
    with pytest.raises(AssertionError):
        new.option("area_id", "Personcentrerad vård")
    page = coordinator.send(new, f"/initiativ/nytt?plan={cast.PLAN}", title="Nytt", area_id=str(area))
    assert "Välj ett av alternativen." in page.error_of("area_id")
    edit = coordinator.open(f"/initiativ/{led}/redigera")
    assert edit.form("area_id")["area_id"] == str(area)
    coordinator.send(edit, f"/initiativ/{led}/redigera", title="Nytt namn")
    assert "Nytt namn" in coordinator.open(f"/initiativ/{led}").h1
    other = stored.id_of("en-vag-in")
    with pytest.raises(AssertionError):
        coordinator.open(f"/initiativ/{other}/redigera").option("area_id", "Personcentrerad vård")
    # Its initiatives are still there, so it is still in the lists; an empty one is not.
    assert "Personcentrerad vård" in coordinator.open(PLAN).main
    coordinator.submit(f"{SETTINGS}/omraden/ny", **FIELDS["omraden"])
    assert "Ett nytt område" in coordinator.open(PLAN).main
    empty = id_of(stored, "omraden", "Ett nytt område")
    coordinator.submit(f"{SETTINGS}/omraden/{empty}", active="False")
    assert "Ett nytt område" not in coordinator.open(PLAN).main
    assert "Ett nytt område" not in coordinator.open(f"{PLAN}/tidplan").document.find("table").get_text()


def test_a_concluded_forum_decides_on_nothing_new(person, stored):
    coordinator = person("coordinator")
    row = stored.all(select(Forum.id, Forum.name).order_by(Forum.position).limit(1))[0]
    path = f"/initiativ/{stored.id_of(cast.LED)}/klassning"
    assert coordinator.open(path).option("forum_id", row.name) == str(row.id)
    coordinator.submit(f"{SETTINGS}/forum/{row.id}", active="False")
    with pytest.raises(AssertionError):
        coordinator.open(path).option("forum_id", row.name)
    coordinator.submit(f"{SETTINGS}/forum/{row.id}", active="True")
    assert coordinator.open(path).option("forum_id", row.name) == str(row.id)


def test_goals_stand_in_several_trees(person, stored):
    coordinator = person("coordinator")
    before = listed(coordinator.open(SETTINGS), "mal")
    for name in ("Första trädet", "Andra trädet"):
        coordinator.submit(f"{SETTINGS}/mal/ny", name=name, kind="vision")
    top = id_of(stored, "mal", "Första trädet")
    page = coordinator.submit(f"{SETTINGS}/mal/ny", name="Under det första", kind="goal", parent_id=str(top))
    assert listed(page, "mal") == [*before, "Första trädet", "Under det första", "Andra trädet"]
    lowest = next(one for one in page.document.select(".tree-row") if "Under det första" in words(one))
    assert "del av Första trädet" in words(lowest), "the depth is told in words too"

"""Initiatives by way of the API: the same rules as on the pages, and nothing touched that was not sent."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from portfolio.models import AuditLink
from tests.api.conftest import Script, Stored, reasons
from tests.cast import LED, PLAN

Scripts = Callable[..., Script]


def test_every_initiative_of_the_plan_is_read_a_page_at_a_time(script: Scripts) -> None:
    reader = script("reader")
    found, path = [], f"/initiatives?plan={PLAN}&limit=10"
    pages = 0
    cursor = ""
    while cursor is not None:
        answer = reader.get(path + (f"&cursor={cursor}" if cursor else "")).json
        found += [one["id"] for one in answer["items"]]
        cursor, pages = answer["next"], pages + 1
    assert (len(found), len(set(found)), pages) == (24, 24, 3)


def test_an_initiative_tells_what_its_page_tells(script: Scripts, stored: Stored) -> None:
    one = script("reader").get(f"/initiatives/{stored.id_of(LED)}").json
    assert one["title"].startswith("Patientkontrakt")
    assert one["level"] == "complicated"
    assert [phase["phase"] for phase in one["phases"]] == ["preparation", "delivery", "realisation"]
    assert [benefit["complete"] for benefit in one["benefits"]] == [7, 4, 0]


def test_only_what_is_sent_is_touched_and_null_is_null(script: Scripts, stored: Stored) -> None:
    lead, path = script("project_lead"), f"/initiatives/{stored.id_of(LED)}"
    before = lead.get(path).json
    first = lead.patch(path, {"orderer": "Programledningen", "target_groups": ["Äldre"]}, version=lead.version(path))
    assert (first.status_code, first.json["orderer"], first.json["target_groups"]) == (
        200,
        "Programledningen",
        ["Äldre"],
    )
    second = lead.patch(path, {"orderer": None}, version=first.headers["ETag"])
    assert second.json == {**before, "target_groups": ["Äldre"]}
    assert stored.last_change() == ("initiative:edit", {"orderer"})


def test_a_proposal_is_a_draft_that_others_do_not_see(script: Scripts, stored: Stored) -> None:
    outsider = script("coordinator")
    made = outsider.post("/initiatives", {"plan": PLAN, "title": "Ett nytt förslag", "area": 1})
    assert (made.status_code, made.json["state"]) == (201, "proposed")
    where = made.headers["Location"].removeprefix("/api/v1")
    assert outsider.get(where).json == made.json
    assert script("reader").get(where).status_code == 404
    assert made.json["id"] not in [one["id"] for one in script("reader").get(f"/initiatives?plan={PLAN}").json["items"]]


def test_what_runs_already_is_registered_with_the_decision_behind_it(script: Scripts) -> None:
    entry = {"state": "preparation", "decided_on": "2022-03-14", "motivation": "Startat före verktyget."}
    content = {"plan": PLAN, "title": "Det som redan pågår", "area": 1, "entry": entry}
    made = script("coordinator").post("/initiatives", content)
    assert (made.status_code, made.json["state"], made.json["retrospective"]) == (201, "preparation", True)
    refused = script("project_lead").post("/initiatives", content)
    assert (refused.status_code, refused.json["who"]) == (403, ["samordnare"])


def test_a_flaw_is_told_by_the_name_that_was_sent(script: Scripts, stored: Stored) -> None:
    lead, path = script("project_lead"), f"/initiatives/{stored.id_of(LED)}"
    length = stored.changes()
    of_domain = lead.patch(path, {"area": 4711}, version=lead.version(path))
    assert reasons(of_domain) == {"area": "Området finns inte i planen. Välj ett annat."}
    of_types = lead.patch(path, {"title": 7, "parties": ["a", 2], "colour": 1}, version=lead.version(path))
    assert (of_types.status_code, set(reasons(of_types))) == (422, {"title", "parties.1", "colour"})
    assert stored.changes() == length


def test_who_was_late_is_told_so_and_overwrites_nothing(script: Scripts, stored: Stored) -> None:
    lead, path = script("project_lead"), f"/initiatives/{stored.id_of(LED)}"
    version = lead.version(path)
    assert lead.patch(path, {"orderer": "Den första"}, version=version).status_code == 200
    late = lead.patch(path, {"orderer": "Den andra"}, version=version)
    assert (late.status_code, late.json["type"]) == (412, "urn:nyttoportfoljen:problem:stale")
    assert lead.get(path).json["orderer"] == "Den första"
    assert lead.patch(path, {"orderer": "Utan version"}).status_code == 428


def test_what_changed_since_an_instant_is_found(script: Scripts, stored: Stored) -> None:
    lead, path = script("project_lead"), f"/initiatives/{stored.id_of(LED)}"
    changed = lead.patch(path, {"orderer": "Ny beställare"}, version=lead.version(path))
    assert changed.status_code == 200
    since = stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")
    found = lead.get(f"/initiatives?plan={PLAN}&updated_since={since}").json["items"]
    assert [one["id"] for one in found] == [stored.id_of(LED)]

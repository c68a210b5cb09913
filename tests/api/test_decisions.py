"""Decisions by way of the API: read with what they changed, recorded on every matter, refused by gates with a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portfolio.models import AuditLink, Decision, Forum
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED, PLAN
from tests.services.test_overview import queries

Scripts = Callable[..., Script]

LISTING = f"/decisions?plan={PLAN}"

LEVEL = {
    "matter": "level",
    "outcome": "approved",
    "level": "complex",
    "forum": 1,
    "decided_on": "2023-05-02",
    "motivation": "Flera huvudmän.",
}


def path_of(stored: Stored, key: str = LED) -> str:
    return f"/initiatives/{stored.id_of(key)}/decisions"


def listed(script: Script, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = script.get(LISTING + query).json["items"]
    return found


def test_a_classification_is_recorded_as_the_decision_that_it_is(script: Scripts, stored: Stored) -> None:
    clerk, initiative_id = script("coordinator"), stored.id_of(LED)
    forum = stored.one(select(Forum.id).order_by(Forum.id))
    made = clerk.post(path_of(stored), {**LEVEL, "forum": forum, "diarienummer": "RS 2023/1"})
    assert made.status_code == 201
    assert {name: made.json[name] for name in made.json if name not in ("id", "recorded_at")} == {
        **LEVEL,
        "initiative": initiative_id,
        "from_state": None,
        "to_state": None,
        "until": None,
        "start": None,
        "benefit": None,
        "waived": [],
        "lesson": None,
        "corrects": None,
        "corrected": False,
        "missing": made.json["missing"],
        "forum": forum,
        "diarienummer": "RS 2023/1",
        "retrospective": False,
        "example": False,
    }
    assert clerk.get(f"/initiatives/{initiative_id}").json["level"] == "complex"
    own = clerk.get(made.headers["Location"].removeprefix("/api/v1")).json["items"]
    assert own[-1] == made.json
    assert {one["initiative"] for one in own} == {initiative_id}
    since = stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")
    assert listed(clerk, f"&updated_since={since}") == [made.json]


def test_a_decision_that_is_sent_again_with_its_key_is_recorded_once(script: Scripts, stored: Stored) -> None:
    clerk = script("steering")
    first, second = (clerk.post(path_of(stored), LEVEL, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.json == second.json
    assert [one["id"] for one in listed(clerk)].count(first.json["id"]) == 1
    assert len(listed(clerk, f"&initiative={stored.id_of(LED)}&limit=1000")) == stored.one(
        select(func.count(Decision.id)).where(Decision.initiative_id == stored.id_of(LED))
    )


@one_database
def test_a_flaw_of_a_decision_is_told_by_the_name_that_was_sent(script: Scripts, stored: Stored) -> None:
    clerk = script("coordinator")
    length = stored.changes()
    for sent, fields in (
        ({"matter": "entry"}, {"matter"}),
        ({"matter": "party"}, {"matter"}),
        ({"matter": "correct", "outcome": "declined"}, {"outcome"}),
        ({"matter": "phase", "to": "closed"}, {"to"}),
        ({"waives": ["steps"]}, {"waives"}),
        ({"matter": "waive"}, {"waives"}),
        ({"matter": "target", "target": {"value": 1}}, {"benefit"}),
        ({"matter": "target", "target": {"value": True}}, {"target.value"}),
        ({"matter": "conclude_benefit", "benefit": 4711}, {"benefit"}),
        ({"project_lead": "7"}, {"project_lead"}),
        ({"level": None}, {"level"}),
        ({"decided_on": "2099-01-01"}, {"decided_on"}),
        ({"decided_on": None, "motivation": None}, {"decided_on", "motivation"}),
        ({"motivation": " "}, {"motivation"}),
        ({"forum": 4711}, {"forum"}),
        ({"forum": None}, {"forum"}),
        ({"until": "2024"}, {"until"}),
    ):
        refused = clerk.post(path_of(stored), {**LEVEL, **sent})
        assert (refused.status_code, set(reasons(refused))) == (422, fields), sent
    for matter in ("start", "resume", "close", "resubmit", "project_end"):
        assert clerk.post(path_of(stored), {**LEVEL, "matter": matter}).status_code == 409, matter
    assert stored.changes() == length


@one_database
def test_decisions_are_recorded_by_those_who_may(script: Scripts, stored: Stored) -> None:
    others = [(script("project_lead"), 403), (script("reader"), 403), (script("outsider"), 404)]
    length = stored.changes()
    for other, status in others:
        assert other.post(path_of(stored), LEVEL).status_code == status
    assert others[-1][0].get(LISTING).status_code == 404
    assert stored.changes() == length


@one_database
def test_decisions_on_a_draft_do_not_exist_for_others(script: Scripts) -> None:
    coordinator, reader = script("coordinator"), script("reader")
    hidden = coordinator.post("/initiatives", {"plan": PLAN, "title": "Utkast", "area": 1}).json["id"]
    made = coordinator.post(f"/initiatives/{hidden}/decisions", LEVEL).json
    assert listed(coordinator, f"&initiative={hidden}") == [made]
    assert listed(reader, f"&initiative={hidden}") == []
    assert made["id"] not in [one["id"] for one in listed(reader, "&limit=1000")]
    assert reader.post(f"/initiatives/{hidden}/decisions", LEVEL).status_code == 404


@one_database
def test_the_plans_decisions_are_read_a_page_at_a_time_in_as_few_queries(
    script: Scripts, stored: Stored, app: Flask
) -> None:
    reader = script("reader")
    found: list[Any] = []
    cursor = ""
    while cursor is not None:
        answer = reader.get(f"{LISTING}&limit=7" + (f"&cursor={cursor}" if cursor else "")).json
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert found == [row.id for row in stored.all(select(Decision.id).order_by(Decision.id))]
    assert len(found) > 7

    counts = []
    for limit in (1, 1000):
        with queries(app.extensions["portfolio.engine"]) as seen:
            reader.get(f"{LISTING}&limit={limit}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_initiative_goes_its_way_by_the_api(script: Scripts, stored: Stored) -> None:
    author, clerk, steering = script("reader"), script("coordinator"), script("steering")
    made = author.post("/initiatives", {"plan": PLAN, "title": "Digitala hembesök", "area": 1}).json["id"]
    path, where = f"/initiatives/{made}", f"/initiatives/{made}/decisions"
    common = {"outcome": "approved", "decided_on": "2023-05-02", "motivation": "För att det behövs."}
    start = {**common, "matter": "start", "level": "simple", "start": "2023-Q3", "project_lead": 3}
    assert steering.post(where, start).status_code == 409, "what nobody has assessed is not decided on"
    assessed = clerk.post(f"{path}/assessment", {"priority": 1, "recommendation": "start", "level": "simple"})
    assert (assessed.status_code, assessed.json["state"], assessed.json["level"]) == (201, "assessed", "simple")
    assert reasons(steering.post(where, {**start, "start": "2023"})).keys() == {"start"}
    assert reasons(steering.post(where, {**start, "outcome": "deferred"})).keys() == {"until"}

    rests = steering.post(where, {**common, "matter": "start", "outcome": "deferred", "until": "2023-06-01"}).json
    assert (rests["to_state"], rests["until"]) == ("deferred", "2023-06-01")
    begun = steering.post(where, start)
    assert (begun.status_code, begun.json["level"], begun.json["start"]) == (201, "simple", "2023-Q3")
    told = clerk.get(path).json
    assert (told["state"], told["level"], told["leads"]) == ("approved", "simple", [3])
    assert [one["planned"]["start"] for one in told["phases"] if one["planned"]] == ["2023-Q3"]
    assert steering.post(where, start).status_code == 409, "decided once"

    # The timetable is planned later than what has happened, so what follows is recorded on its own day.
    assert clerk.post(where, {**common, "matter": "phase", "to": "preparation"}).status_code == 201
    benefit = clerk.post("/benefits", {"initiative": made, "title": "Kortare väntan"}).json["id"]
    refused = steering.post(where, {**common, "matter": "phase", "to": "delivery"})
    assert (refused.status_code, refused.json["type"]) == (409, "urn:nyttoportfoljen:problem:gate")
    (missing,) = refused.json["missing"]
    assert missing == {
        "code": "steps",
        "text": "Alla sju steg för nyttan ”Kortare väntan”".replace("Alla sju steg", missing["text"].split(" för ")[0]),
        "href": f"/api/v1/benefits/{benefit}",
        "waiver": missing["waiver"],
    }
    assert missing["waiver"].startswith("steps:")
    assert clerk.get(missing["href"].removeprefix("/api/v1")).status_code == 200
    passed = steering.post(where, {**common, "matter": "phase", "to": "delivery", "waives": ["steps"]}).json
    assert (passed["to_state"], passed["waived"]) == ("delivery", [missing["waiver"]])
    assert [(one["code"], one["waived"]) for one in passed["missing"]] == [("steps", True)]
    assert [one["waived"] for one in clerk.get(path).json["missing"] if one["code"] == "steps"] == [True]

    back = steering.post(where, {**common, "matter": "correct"}).json
    assert (back["corrects"], back["to_state"]) == (passed["id"], "preparation")
    assert clerk.get(path).json["state"] == "preparation"
    corrected = [one["id"] for one in listed(clerk, f"&initiative={made}") if one["corrected"]]
    assert corrected == [passed["id"]]

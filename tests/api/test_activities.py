"""Activities and enablers by way of the API: their time as people write it, shared instead of copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from portfolio.models import Activity, AuditLink, BenefitActivity, InitiativeActivity, Organisation
from portfolio.services import benefits
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED, PLAN
from tests.services.test_overview import queries

Scripts = Callable[..., Script]

#: In the area that the area lead leads, with activities from the plan.
OTHER = "kronobarnsmodellen"

LISTING = f"/activities?plan={PLAN}"


def path_of(stored: Stored, key: str = LED) -> str:
    return f"/initiatives/{stored.id_of(key)}/activities"


def where(made: Any) -> str:
    location: str = made.headers["Location"]
    return location.removeprefix("/api/v1")


def ids(script: Script, query: str = "") -> list[int]:
    return [one["id"] for one in script.get(LISTING + query).json["items"]]


def draft(script: Script) -> int:
    """The id of a proposal that its author and the coordinator see."""
    made = script.post("/initiatives", {"plan": PLAN, "title": "Utkast", "area": 1})
    return int(made.json["id"])


def test_an_activity_is_added_with_its_time_as_written_and_as_read(script: Scripts, stored: Stored) -> None:
    lead = script("project_lead")
    unit = stored.one(select(Organisation.id).where(Organisation.key == "region-kronoberg"))
    sent = {
        "kind": "enabler",
        "title": "Gemensam vårdplan",
        "phase": "delivery",
        "written": "kv 3 2025",
        "responsible": ["Chef", "It"],
        "status": "started",
        "organisation": unit,
        "note": "Rad 1\nRad 2",
    }
    made = lead.post(path_of(stored), sent)
    assert (made.status_code, made.json) == (
        201,
        {
            **sent,
            "id": made.json["id"],
            "period": "2025-Q3",
            "initiatives": [stored.id_of(LED)],
            "example": False,
        },
    )
    read = lead.get(where(made))
    assert (read.json, read.headers["ETag"]) == (made.json, made.headers["ETag"])
    assert ids(lead, "&kind=enabler")[-1] == made.json["id"]
    assert made.json["id"] not in ids(lead, "&kind=activity")


def test_only_what_is_sent_is_touched_and_who_was_late_overwrites_nothing(script: Scripts, stored: Stored) -> None:
    lead = script("project_lead")
    made = lead.post(path_of(stored), {"title": "Utbilda", "written": "när vi hinner", "note": "Kvar"})
    assert (made.json["period"], made.json["kind"], made.json["phase"]) == (None, "activity", None)
    path, version = where(made), made.headers["ETag"]
    changed = lead.patch(path, {"written": "2024-05", "status": "ongoing"}, version=version)
    assert changed.json == {**made.json, "written": "2024-05", "period": "2024-05", "status": "ongoing"}
    assert lead.patch(path, {"note": None}, version=version).status_code == 412
    assert lead.patch(path, {"note": None}).status_code == 428
    assert lead.patch(path, {"note": None}, version=changed.headers["ETag"]).json == {**changed.json, "note": None}


@one_database
def test_a_flaw_of_an_activity_is_told_by_the_name_that_was_sent(script: Scripts, stored: Stored) -> None:
    lead = script("project_lead")
    length = stored.changes()
    for sent, fields in (
        ({"title": "Utbilda", "organisation": 4711}, {"organisation"}),
        ({"title": " ", "written": "x" * 301}, {"title", "written"}),
        ({"title": 7, "phase": "senare", "period": "2025"}, {"title", "phase", "period"}),
        ({}, {"title"}),
    ):
        refused = lead.post(path_of(stored), sent)
        assert (refused.status_code, set(reasons(refused))) == (422, fields)
    made = lead.post(path_of(stored), {"title": "Utbilda"})
    assert set(reasons(lead.patch(where(made), {"written": 2025}, version=made.headers["ETag"]))) == {"written"}
    assert stored.changes() == length + 1


def test_an_activity_is_shared_once_and_taken_off_again(script: Scripts, stored: Stored) -> None:
    lead = script("area_lead")
    made = lead.post(path_of(stored), {"title": "Delas"})
    activity_id, both = made.json["id"], {stored.id_of(LED), stored.id_of(OTHER)}
    path = f"{path_of(stored, OTHER)}/{activity_id}"
    assert lead.get(path).status_code == 404
    shared = lead.call("PUT", path)
    assert (shared.status_code, set(shared.json["initiatives"])) == (200, both)
    length = stored.changes()
    again = lead.call("PUT", path)
    assert (again.status_code, again.json, stored.changes()) == (200, shared.json, length)
    assert activity_id in ids(lead, f"&initiative={stored.id_of(OTHER)}")

    gone = lead.call("DELETE", path)
    assert (gone.status_code, gone.get_data()) == (204, b"")
    assert lead.get(where(made)).json == made.json
    assert lead.call("DELETE", path).status_code == 404
    assert activity_id not in ids(lead, f"&initiative={stored.id_of(OTHER)}")


@one_database
def test_what_has_to_stay_says_why(script: Scripts, stored: Stored, acting: Callable[[str], Context]) -> None:
    lead = script("area_lead")
    made = lead.post(path_of(stored), {"title": "Behövs"})
    alone = lead.call("DELETE", where(made))
    assert (alone.status_code, "bara i det här initiativet" in alone.json["detail"]) == (422, True)
    lead.call("PUT", f"{path_of(stored, OTHER)}/{made.json['id']}")
    ctx = acting("coordinator")
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(LED), title="Kortare väntan", description=None, kind=None)
        benefit.activities.append(BenefitActivity(activity_id=made.json["id"]))
    needed = lead.call("DELETE", where(made))
    assert (needed.status_code, "Kortare väntan" in needed.json["detail"]) == (422, True)
    assert set(lead.get(where(made)).json["initiatives"]) == {stored.id_of(LED), stored.id_of(OTHER)}


@one_database
def test_what_others_may_not_see_does_not_exist_for_them(script: Scripts, stored: Stored) -> None:
    coordinator, lead = script("coordinator"), script("area_lead")
    hidden = draft(coordinator)
    made = coordinator.post(f"/initiatives/{hidden}/activities", {"title": "I ett utkast"})
    activity_id = made.json["id"]
    path = f"{path_of(stored)}/{activity_id}"
    reader = script("reader")
    assert activity_id in ids(coordinator)
    assert activity_id not in ids(reader)
    assert ids(reader, f"&initiative={hidden}") == []
    assert reader.get(where(made)).status_code == 404
    assert script("project_lead").call("PUT", path).status_code == 404
    # Once it is shared, others see it, but not with whom.
    assert coordinator.call("PUT", path).json["initiatives"] == [stored.id_of(LED), hidden]
    assert reader.get(path).json["initiatives"] == [stored.id_of(LED)]
    found = next(one for one in reader.get(LISTING + "&limit=1000").json["items"] if one["id"] == activity_id)
    assert found["initiatives"] == [stored.id_of(LED)]
    assert lead.call("PUT", f"{path_of(stored)}/{2**31}").status_code == 404


@one_database
def test_activities_are_for_those_who_keep_the_initiative(script: Scripts, stored: Stored) -> None:
    activity_id = script("project_lead").post(path_of(stored), {"title": "Utbilda"}).json["id"]
    path = f"{path_of(stored)}/{activity_id}"
    others = [(script("reader"), 403), (script("benefit_owner"), 403), (script("outsider"), 404)]
    length = stored.changes()
    for other, status in others:
        assert other.post(path_of(stored), {"title": "Nej"}).status_code == status
        assert other.patch(path, {"title": "Nej"}, version='"0"').status_code == status
        assert other.call("PUT", path).status_code == status
        assert other.call("DELETE", path).status_code == status
    assert stored.changes() == length
    assert others[-1][0].get(LISTING).status_code == 404


@one_database
def test_the_plans_activities_are_read_a_page_at_a_time(script: Scripts, stored: Stored) -> None:
    reader = script("reader")
    whole = set(stored.all(select(InitiativeActivity.activity_id).distinct()))
    found: list[int] = []
    cursor = ""
    while cursor is not None:
        answer = reader.get(f"{LISTING}&limit=20" + (f"&cursor={cursor}" if cursor else "")).json
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert found == sorted(one.activity_id for one in whole)
    assert len(found) > 20
    assert reader.get(LISTING.replace("kronobergaren", "annan")).status_code == 404


def test_a_change_of_an_activity_or_of_who_shares_it_is_found(script: Scripts, stored: Stored) -> None:
    lead = script("area_lead")
    made = lead.post(path_of(stored), {"title": "Delas"})
    path = f"{path_of(stored, OTHER)}/{made.json['id']}"

    def since() -> str:
        return "&updated_since=" + stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")

    assert ids(lead, since()) == [made.json["id"]]
    for method in ("PUT", "DELETE"):
        lead.post(path_of(stored, OTHER), {"title": "Något annat"})
        latest = ids(lead, since())
        assert made.json["id"] not in latest
        assert lead.call(method, path).status_code < 300
        assert ids(lead, since()) == [made.json["id"]]


@one_database
def test_a_long_list_of_activities_takes_no_more_queries(script: Scripts, stored: Stored, app: Flask) -> None:
    reader, counts = script("reader"), []
    # The first call of a token also writes down that it is in use.
    for limit in (1, 2, 1000):
        with queries(app.extensions["portfolio.engine"]) as seen:
            assert reader.get(f"{LISTING}&limit={limit}").status_code == 200
        counts.append(len(seen))
    assert counts[1] == counts[2]
    assert stored.one(select(func.count(Activity.id))) > 20

"""Adoptions by way of the API: several units at once, and what hangs on each of them follows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.domain.periods import Period, quarter
from portfolio.models import Adoption, AuditLink, Benefit, Organisation
from portfolio.services import benefits
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED, PLAN
from tests.measured import measured, months
from tests.services.test_overview import queries

Scripts = Callable[..., Script]

#: In the area that the area lead leads; nothing of it is taken into use anywhere yet.
BARE = "kronobarnsmodellen"

LISTING = f"/adoptions?plan={PLAN}"


def path_of(stored: Stored, key: str = BARE) -> str:
    return f"/initiatives/{stored.id_of(key)}/adoptions"


def units(stored: Stored, count: int) -> list[int]:
    return [row.id for row in stored.all(select(Organisation.id).order_by(Organisation.id).limit(count))]


def ids(script: Script, query: str = "") -> list[int]:
    return [one["id"] for one in script.get(LISTING + query).json["items"]]


def test_several_units_are_added_at_once_and_all_or_none(script: Scripts, stored: Stored) -> None:
    lead, (first, second, third) = script("area_lead"), units(stored, 3)
    path, initiative_id = path_of(stored), stored.id_of(BARE)
    made = lead.post(path, {"units": [second, first], "manager": " Chef ", "planned": "2023-Q3"})
    assert made.status_code == 201
    shared = {
        "initiative": initiative_id,
        "manager": "Chef",
        "planned": "2023-Q3",
        "adopted_on": None,
        "accepted_on": None,
        "example": False,
    }
    assert [{name: one[name] for name in (*shared, "unit")} for one in made.json["items"]] == [
        {**shared, "unit": second},
        {**shared, "unit": first},
    ]
    assert lead.get(made.headers["Location"].removeprefix("/api/v1")).json["items"] == made.json["items"]

    length = stored.changes()
    taken = lead.post(path, {"units": [third, first]})
    assert (taken.status_code, set(reasons(taken))) == (422, {"units"})
    assert (stored.changes(), len(ids(lead, f"&initiative={initiative_id}"))) == (length, 2)


@one_database
def test_a_flaw_of_an_adoption_is_told_by_the_name_that_was_sent(script: Scripts, stored: Stored) -> None:
    lead, path = script("area_lead"), path_of(stored)
    length = stored.changes()
    for sent, fields in (
        ({"units": []}, {"units"}),
        ({"units": [4711], "planned": "R/Q1,Q3", "adopted_on": "2099-01-01"}, {"units", "planned", "adopted_on"}),
        ({"units": [True], "planned": "snart", "unit": 1}, {"units.0", "planned", "unit"}),
        ({"units": list(range(1, 100_000))}, {"units"}),
        ({}, {"units"}),
    ):
        refused = lead.post(path, sent)
        assert (refused.status_code, set(reasons(refused))) == (422, fields)
    assert stored.changes() == length


def test_only_what_is_sent_of_an_adoption_is_touched(script: Scripts, stored: Stored) -> None:
    lead, (unit, other) = script("area_lead"), units(stored, 2)
    (made,) = lead.post(path_of(stored), {"units": [unit], "manager": "Chef", "planned": "2023-Q3"}).json["items"]
    path = f"{path_of(stored)}/{made['id']}"
    version = lead.version(path)
    changed = lead.patch(path, {"adopted_on": "2023-04-17", "unit": other}, version=version)
    assert (changed.status_code, changed.json) == (200, {**made, "adopted_on": "2023-04-17", "unit": other})
    assert stored.last_change() == ("adoption:edit", {"adopted_on", "unit_id"})
    assert lead.patch(path, {"manager": None}, version=version).status_code == 412
    assert lead.patch(path, {"manager": None}).status_code == 428
    emptied = lead.patch(path, {"manager": None}, version=changed.headers["ETag"])
    assert emptied.json == {**changed.json, "manager": None}
    assert lead.get(path).json == emptied.json
    assert set(reasons(lead.patch(path, {"unit": 4711}, version=emptied.headers["ETag"]))) == {"unit"}


@one_database
@pytest.mark.parametrize(
    ("query", "first_effect"),
    [("", quarter(2024, 2)), ("?benefits=move", quarter(2024, 2)), ("?benefits=leave", quarter(2024, 1))],
)
def test_what_hangs_on_an_adoption_follows_unless_it_is_said_to_stay(
    script: Scripts, stored: Stored, acting: Callable[[str], Context], query: str, first_effect: Period
) -> None:
    lead = script("area_lead")
    (made,) = lead.post(path_of(stored), {"units": units(stored, 1), "planned": "2023-Q3"}).json["items"]
    ctx = acting("coordinator")
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(BARE), title="Kortare väntan", description=None, kind=None)
        benefit.anchor_adoption_id, benefit.first_effect = made["id"], quarter(2024, 1)
    path = f"{path_of(stored)}/{made['id']}"
    version = lead.version(path)
    assert set(reasons(lead.patch(f"{path}?benefits=drop", {}, version=version))) == {"benefits"}
    moved = lead.patch(path + query, {"planned": "2023-Q4"}, version=version)
    assert (moved.status_code, moved.json) == (200, {**made, "planned": "2023-Q4"})
    assert stored.one(select(Benefit.first_effect).where(Benefit.id == benefit.id)) == first_effect


@one_database
def test_a_start_with_values_moves_along_with_a_reason(
    script: Scripts, stored: Stored, acting: Callable[[str], Context]
) -> None:
    lead = script("area_lead")
    (made,) = lead.post(path_of(stored), {"units": units(stored, 1), "planned": "2023-Q3"}).json["items"]
    ctx = acting("coordinator")
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(BARE), title="Kortare väntan", description=None, kind=None)
        benefit.anchor_adoption_id, benefit.first_effect = made["id"], quarter(2024, 1)
    measured(acting("system"), months(2023, 70), benefit_id=benefit.id)
    path = f"{path_of(stored)}/{made['id']}"
    version = lead.version(path)
    refused = lead.patch(path, {"planned": "2023-Q4"}, version=version)
    assert (refused.status_code, set(reasons(refused))) == (422, {"start_reason"})
    done = lead.patch(path, {"planned": "2023-Q4", "start_reason": "Enheten kom i gång senare."}, version=version)
    assert (done.status_code, done.json) == (200, {**made, "planned": "2023-Q4"})
    assert stored.one(select(AuditLink.reason).order_by(AuditLink.id.desc()).limit(1)) == "Enheten kom i gång senare."


@one_database
def test_adoptions_are_for_those_who_keep_the_initiative(script: Scripts, stored: Stored) -> None:
    lead, (unit, other) = script("area_lead"), units(stored, 2)
    (made,) = lead.post(path_of(stored), {"units": [unit]}).json["items"]
    path = f"{path_of(stored)}/{made['id']}"
    others = [(script("reader"), 403), (script("project_lead"), 403), (script("outsider"), 404)]
    length = stored.changes()
    for someone, status in others:
        assert someone.post(path_of(stored), {"units": [other]}).status_code == status
        assert someone.patch(path, {"manager": "Nej"}, version=lead.version(path)).status_code == status
    assert stored.changes() == length
    assert others[0][0].get(path).json == made
    assert others[-1][0].get(path).status_code == others[-1][0].get(LISTING).status_code == 404
    assert lead.get(f"{path_of(stored, LED)}/{made['id']}").status_code == 404


@one_database
def test_the_adoptions_of_a_draft_do_not_exist_for_others(script: Scripts, stored: Stored) -> None:
    coordinator, reader = script("coordinator"), script("reader")
    hidden = coordinator.post("/initiatives", {"plan": PLAN, "title": "Utkast", "area": 1}).json["id"]
    path = f"/initiatives/{hidden}/adoptions"
    (made,) = coordinator.post(path, {"units": units(stored, 1)}).json["items"]
    assert ids(coordinator, f"&initiative={hidden}") == [made["id"]]
    assert ids(reader, f"&initiative={hidden}") == []
    assert made["id"] not in ids(reader)
    assert reader.get(f"{path}/{made['id']}").status_code == 404


def test_the_plans_adoptions_are_read_a_page_at_a_time_and_by_when_they_changed(
    script: Scripts, stored: Stored, app: Flask
) -> None:
    lead = script("area_lead")
    chosen = units(stored, 5)
    lead.post(path_of(stored), {"units": chosen})
    path = f"{path_of(stored)}/{ids(lead)[-1]}"
    lead.patch(path, {"manager": "Chef"}, version=lead.version(path))
    since = stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")
    assert ids(lead, f"&updated_since={since}") == [ids(lead)[-1]]

    found: list[Any] = []
    cursor = ""
    while cursor is not None:
        answer = lead.get(f"{LISTING}&limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert found == [row.id for row in stored.all(select(Adoption.id).order_by(Adoption.id))]
    assert len(found) >= len(chosen)

    counts = []
    for limit in (1, 1000):
        with queries(app.extensions["portfolio.engine"]) as seen:
            lead.get(f"{LISTING}&limit={limit}")
        counts.append(len(seen))
    assert counts[0] == counts[1]

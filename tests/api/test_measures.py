"""Measures by way of the API: added, changed, given a new version when what they mean changes, split into series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.models import AuditLink, Measure, Organisation, Series
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import PLAN
from tests.measured import measured, months

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

EVERYTHING: dict[str, Any] = {
    "name": "Andel med fast läkarkontakt",
    "definition": "Listade med namngiven läkare.\nMäts den sista i månaden.",
    "numerator": "Listade med namngiven läkare",
    "denominator": "Alla listade",
    "unit": "procent",
    "multiplier": 100,
    "decimals": 2,
    "direction": "maintain",
    "tolerance": 2.5,
    "chart": "p",
    "summable": True,
    "accumulation": "rolling12",
    "level": "meso",
    "source": "Journalsystemet",
    "frequency": "month",
    "kolada_id": "U70402",
    "suppress_small": True,
}


@pytest.fixture
def controller(script: Scripts) -> Script:
    return script("controller")


def add(script: Script, **fields: Any) -> str:
    """Add a measure and return where it is."""
    made = script.post("/measures", {"plan": PLAN, "name": "Väntetid", "direction": "decrease", **fields})
    assert made.status_code == 201, made.json
    return str(made.headers["Location"]).removeprefix("/api/v1")


def test_every_field_is_added_and_read_back(controller: Script, script: Scripts, stored: Stored) -> None:
    length = stored.changes()
    made = controller.post("/measures", {"plan": PLAN, **EVERYTHING})
    assert (made.status_code, stored.changes()) == (201, length + 1), made.json
    assert stored.last_change()[0] == "measure:add"
    reader = script("reader")
    found = reader.get(made.headers["Location"].removeprefix("/api/v1"))
    assert {name: found.json[name] for name in EVERYTHING} == EVERYTHING
    assert (found.json["plan"], found.json["version"], found.json["versions"]) == (PLAN, 1, [])
    [whole] = found.json["series"]
    assert (whole["measure"], whole["version"], whole["present"]) == (found.json["id"], 1, True)
    assert (whole["unit"], whole["sex"]) == (None, None)
    assert (found.json, found.headers["ETag"]) == (made.json, made.headers["ETag"])
    assert reader.get(f"/measures?plan={PLAN}&limit=1000").json["items"][-1] == found.json
    assert reader.get(f"/series/{whole['id']}").json == whole


@one_database
def test_what_is_left_out_is_as_for_a_plain_measure(controller: Script) -> None:
    found: Any = controller.get(add(controller)).json
    plain = {"multiplier": 1, "decimals": 1, "chart": "xmr", "summable": False, "accumulation": "period"}
    assert {name: found[name] for name in plain} == plain
    assert {found[name] for name in ("definition", "unit", "tolerance", "frequency", "level", "kolada_id")} == {None}


def test_a_change_touches_what_is_sent_and_a_new_meaning_is_a_new_version(
    controller: Script, acting: Acting, stored: Stored
) -> None:
    made = measured(acting("system"), months(2023, 70, 60))
    path = f"/measures/{made.measure_id}"
    before = controller.get(path)
    since = stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")
    changed = controller.patch(path, {"source": "Registret", "level": None}, version=before.headers["ETag"])
    assert changed.json == {**before.json, "source": "Registret"}
    assert controller.patch(path, {"source": "Igen"}, version=before.headers["ETag"]).status_code == 412
    assert controller.patch(path, {"source": "Igen"}).status_code == 428
    refused = controller.patch(path, {"unit": "veckor"}, version=controller.version(path))
    assert (refused.status_code, set(reasons(refused))) == (422, {"reason"})
    assert "Det finns redan värden" in reasons(refused)["reason"]
    again = controller.patch(path, {"unit": "veckor", "reason": "Dagar sa för lite."}, version=controller.version(path))
    assert (again.status_code, again.json["version"], again.json["unit"]) == (200, 2, "veckor")
    [former] = again.json["versions"]
    assert (former["number"], former["unit"], former["reason"]) == (1, "dagar", "Dagar sa för lite.")
    assert [(one["version"], one["present"]) for one in again.json["series"]] == [(1, False), (2, True)]
    assert controller.get(f"{path}/series").json == again.json["series"]
    found = controller.get(f"/measures?plan={PLAN}&updated_since={since}").json["items"]
    assert [one["id"] for one in found] == [made.measure_id]


@one_database
def test_a_measure_without_values_is_simply_corrected(controller: Script) -> None:
    path = add(controller)
    changed = controller.patch(path, {"unit": "dagar"}, version=controller.version(path))
    assert (changed.status_code, changed.json["version"]) == (200, 1)
    # What nobody asked for still goes to the log, and so has to be text.
    refused = controller.patch(path, {"unit": "veckor", "reason": "a\0b"}, version=controller.version(path))
    assert (refused.status_code, set(reasons(refused))) == (422, {"reason"})


@one_database
def test_a_series_for_a_unit_and_a_sex_is_there_once(controller: Script, stored: Stored) -> None:
    path = add(controller)
    unit = stored.one(select(func.min(Organisation.id)))
    made = controller.post(f"{path}/series", {"unit": unit, "sex": "female"})
    assert made.status_code == 201, made.json
    assert (made.json["unit"], made.json["sex"], made.json["present"]) == (unit, "female", True)
    assert controller.get(made.headers["Location"].removeprefix("/api/v1")).json == made.json
    assert controller.post(f"{path}/series", {"sex": "male"}).status_code == 201
    length = stored.changes()
    for content, field in (
        ({"unit": unit, "sex": "female"}, "unit"),
        ({}, "unit"),
        ({"unit": 987654}, "unit"),
        ({"sex": "other"}, "sex"),
    ):
        refused = controller.post(f"{path}/series", content)
        assert (refused.status_code, set(reasons(refused))) == (422, {field}), content
    assert stored.changes() == length
    assert stored.one(select(func.count(Series.id)).where(Series.measure_id == int(path.rpartition("/")[2]))) == 3


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "name"),
    ({"name": "väntetid "}, "name"),
    ({"direction": None}, "direction"),
    ({"direction": "maintain"}, "tolerance"),
    ({"direction": "maintain", "tolerance": -1}, "tolerance"),
    ({"tolerance": 1234567890.1234567}, "tolerance"),
    ({"tolerance": "2"}, "tolerance"),
    ({"tolerance": True}, "tolerance"),
    ({"chart": "p"}, "chart"),
    ({"numerator": "Besök"}, "denominator"),
    ({"multiplier": 10}, "multiplier"),
    ({"decimals": 7}, "decimals"),
    ({"accumulation": "ytd", "frequency": "year"}, "accumulation"),
    ({"kolada_id": "U" * 21}, "kolada_id"),
    ({"version": 2}, "version"),
    ({"plan": "finns-inte"}, "plan"),
]


@one_database
def test_what_cannot_be_is_refused_by_its_name(controller: Script, stored: Stored) -> None:
    add(controller)
    length = stored.changes()
    for wrong, field in REFUSED:
        content = {"plan": PLAN, "name": "Ett annat", "direction": "decrease", **wrong}
        refused = controller.post("/measures", content)
        assert (refused.status_code, set(reasons(refused))) == (422, {field}), (wrong, refused.json)
    assert stored.changes() == length
    assert stored.one(select(func.count(Measure.id)).where(Measure.name == "Ett annat")) == 0

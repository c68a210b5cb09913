"""Measured values by way of the API: a column recorded, handed in, reviewed by somebody else; returned, corrected."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.permissions import Role
from portfolio.models import AuditLink, Measurement, Plan
from portfolio.services import measures, users
from portfolio.services.context import Context
from tests import cast
from tests.api.conftest import Script, Stored, another_plan, one_database, reasons
from tests.measured import Made, measured, months

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

#: November 2020 to April 2023, the latest month that has ended.
COLUMN = [
    {"period": f"{at // 12}-{at % 12 + 1:02}", "value": 90 - at % 7} for at in range(2020 * 12 + 10, 2023 * 12 + 4)
]


@pytest.fixture
def made(acting: Acting) -> Made:
    """A monthly measure of the project lead's initiative, without values."""
    return measured(acting("system"))


@pytest.fixture
def path(made: Made) -> str:
    return f"/series/{made.series_id}/measurements"


@pytest.fixture
def controller(script: Scripts) -> Script:
    return script("controller")


@pytest.fixture
def other(script: Scripts, acting: Acting) -> Script:
    """Another controller's script."""
    ctx = acting("system")
    with ctx.transaction():
        plan_id = ctx.session.scalar(select(Plan.id).where(Plan.slug == cast.PLAN))
        user = users.add(ctx, email=cast.email("another_controller"), name="Annan Controller", password=cast.PASSWORD)
        users.assign(ctx, user, Role.CONTROLLER, plan_id=plan_id)
    return script("another_controller")


def ids(answer: Any) -> list[int]:
    told = answer.json
    return [one["id"] for one in (told if isinstance(told, list) else told["items"])]


def draft(script: Script, path: str, period: str = "2023-04", value: float = 70, **more: Any) -> int:
    """Record one value and return its id."""
    made = script.post(path, {"period": period, "value": value, **more})
    assert made.status_code == 201, made.json
    return int(made.json["id"])


def handed_in(script: Script, path: str, period: str = "2023-04", value: float = 70) -> int:
    number = draft(script, path, period, value)
    assert script.call("POST", f"/measurements/{number}/submit").status_code == 200
    return number


def test_a_column_is_posted_handed_in_and_reviewed_by_another_controller(
    controller: Script, other: Script, script: Scripts, path: str, made: Made, stored: Stored
) -> None:
    lead = script("project_lead")
    length = stored.changes()
    assert len(COLUMN) == 30
    posted = controller.post(path, COLUMN)
    assert posted.status_code == 201, posted.json
    assert [(one["period"], one["value"], one["state"]) for one in posted.json] == [
        (one["period"], one["value"], "draft") for one in COLUMN
    ]
    chosen = {"measurements": ids(posted)}
    early = other.post("/measurements/review", chosen)
    assert (early.status_code, early.json["type"].rpartition(":")[2]) == (409, "conflict")
    assert controller.post("/measurements/submit", chosen).status_code == 200
    assert controller.post("/measurements/submit", chosen).status_code == 409
    own = controller.post("/measurements/review", chosen)
    assert (own.status_code, own.json["who"]) == (403, ["en annan nyttocontroller"])
    assert lead.post("/measurements/review", chosen).status_code == 403
    reviewed = other.post("/measurements/review", chosen["measurements"])
    assert reviewed.status_code == 200, reviewed.json
    assert ids(reviewed) == sorted(chosen["measurements"])
    assert {one["state"] for one in reviewed.json["items"]} == {"reviewed"}
    assert stored.changes() == length + 3, "each of the three steps is one entry of the log"
    aim: Any = lead.get(f"/benefit-measures/{made.link_id}").json
    assert "unreviewed" not in aim["flags"]
    assert (aim["latest"], aim["latest_period"]) == (COLUMN[-1]["value"], "2023-04")


def test_numbers_are_kept_as_they_were_written(controller: Script, path: str, stored: Stored) -> None:
    told = {"2022-01": "0.1", "2022-02": "12.50", "2022-03": "123456789012345", "2022-04": "-3e2", "2022-05": "0"}
    body = "[" + ",".join(f'{{"period":"{period}","value":{digits}}}' for period, digits in told.items()) + "]"
    posted = controller.call("POST", f"{path}?confirmed=true", data=body, content_type="application/json")
    assert posted.status_code == 201, posted.json
    rows = stored.all(select(Measurement.value).where(Measurement.id.in_(ids(posted))).order_by(Measurement.id))
    assert [str(row[0]) for row in rows] == ["0.1", "12.50", "123456789012345", "-300", "0"]
    read = controller.get(path).get_data(as_text=True)
    assert [one["value"] for one in json.loads(read)["items"]] == [0.1, 12.5, 123456789012345, -300, 0]
    # A whole number is told as one, and nothing in an exponent's clothes.
    assert '"value":123456789012345,' in read
    for digits in ("1234567890.123456", "0.1234567890123456"):
        flawed = f'{{"period":"2022-06","value":{digits}}}'
        refused = controller.call("POST", path, data=flawed, content_type="application/json")
        assert (refused.status_code, set(reasons(refused))) == (422, {"value"}), digits


@one_database
def test_one_is_answered_as_one_and_its_flaws_by_their_fields(controller: Script, path: str, stored: Stored) -> None:
    one = controller.post(path, {"period": "2023-04", "no_value_reason": "Systemet låg nere", "influences": "Sommar"})
    assert (one.status_code, one.json["value"], one.json["no_value_reason"]) == (201, None, "Systemet låg nere")
    assert controller.get(one.headers["Location"].removeprefix("/api/v1")).json == one.json
    length = stored.changes()
    for wrong, field in (
        ({"period": "2023-05", "value": 1}, "period"),
        ({"period": "2023-Q1", "value": 1}, "period"),
        ({"period": "maj", "value": 1}, "period"),
        ({"value": 1}, "period"),
        ({"period": "2023-03"}, "value"),
        ({"period": "2023-03", "value": 1, "no_value_reason": "Båda"}, "value"),
        ({"period": "2023-03", "value": "1"}, "value"),
        ({"period": "2023-03", "value": 1, "evidence_link": "C:\\mapp"}, "evidence_link"),
        ({"period": "2023-03", "numerator": 1, "denominator": 2}, "numerator"),
        ({"period": "2023-03", "value": 1, "state": "reviewed"}, "state"),
    ):
        refused = controller.post(path, wrong)
        assert (refused.status_code, set(reasons(refused))) == (422, {field}), (wrong, refused.json)
        several = controller.post(path, [{"period": "2023-02", "value": 70}, wrong])
        assert (several.status_code, set(reasons(several))) == (422, {f"1.{field}"}), (wrong, several.json)
    for nothing in ([], [[]], ["2023-03"], "2023-03", [{"period": "2023-03", "value": 1}] * 501):
        assert controller.post(path, nothing).status_code == 422
    twice = controller.post(path, [{"period": "2023-03", "value": 1}] * 2)
    assert "1.period" in reasons(twice)
    assert stored.changes() == length, "all of a list, or nothing"


@one_database
def test_counts_make_the_value(controller: Script, acting: Acting) -> None:
    shares = measured(acting("system"), name="Andel", numerator="Nådda", denominator="Alla", multiplier=100, decimals=1)
    posted = controller.post(
        f"/series/{shares.series_id}/measurements", {"period": "2023-04", "numerator": 3, "denominator": 8}
    )
    assert (posted.status_code, posted.json["value"]) == (201, 37.5), posted.json
    assert (posted.json["numerator"], posted.json["denominator"]) == (3, 8)


@one_database
def test_a_value_that_may_be_a_slip_is_asked_about_once(controller: Script, path: str, stored: Stored) -> None:
    assert controller.post(path, COLUMN[:12]).status_code == 201
    drafts = [one["id"] for one in controller.get(path).json["items"]]
    assert controller.post("/measurements/submit", {"measurements": drafts}).status_code == 200
    length = stored.changes()
    slip = [{"period": "2022-01", "value": 85}, {"period": "2022-02", "value": 8500}]
    asked = controller.post(path, slip, headers={"Idempotency-Key": "kolumnen"})
    assert (asked.status_code, asked.json["type"]) == (409, "urn:nyttoportfoljen:problem:unlikely")
    assert set(reasons(asked)) == {"1.value"}
    assert "confirmed=true" in reasons(asked)["1.value"]
    assert set(reasons(controller.post(path, slip[1]))) == {"value"}
    assert controller.post(f"{path}?confirmed=false", slip).status_code == 409
    assert controller.post(f"{path}?confirmed=ja", slip).status_code == 422
    assert stored.changes() == length
    sure = controller.post(f"{path}?confirmed=true", slip, headers={"Idempotency-Key": "kolumnen"})
    assert (sure.status_code, len(sure.json)) == (201, 2)
    again = controller.post(f"{path}?confirmed=true", slip, headers={"Idempotency-Key": "kolumnen"})
    assert (again.json, again.headers["Idempotency-Replayed"]) == (sure.json, "true")
    assert stored.one(select(func.count(Measurement.id)).where(Measurement.id >= min(ids(sure)))) == 2


@one_database
def test_a_correction_is_a_row_of_its_own_and_loses_the_review(
    controller: Script, other: Script, path: str, made: Made
) -> None:
    first = handed_in(controller, path)
    assert other.call("POST", f"/measurements/{first}/review").json["state"] == "reviewed"
    corrected = controller.post(f"/measurements/{first}/corrections", {"value": 66, "comment": "Två var dubbla."})
    assert corrected.status_code == 201, corrected.json
    told = {name: corrected.json[name] for name in ("period", "number", "value", "state", "reviewed_by")}
    assert told == {"period": "2023-04", "number": 2, "value": 66, "state": "draft", "reviewed_by": None}
    second = corrected.json["id"]

    def latest() -> Any:
        return controller.get(f"/benefit-measures/{made.link_id}").json["latest"]

    assert latest() == 70, "the old value counts until the new one is handed in"
    controller.call("POST", f"/measurements/{second}/submit")
    assert latest() == 66
    assert reasons(other.post(f"/measurements/{second}/return", {"reason": " "})) == {
        "reason": "Skriv vad som behöver ändras."
    }
    returned = other.post(f"/measurements/{second}/return", {"reason": "Underlaget saknas."})
    assert (returned.json["state"], returned.json["return_reason"]) == ("returned", "Underlaget saknas.")
    assert latest() == 70, "and again when that was returned"
    for what in ("submit", "review", "return"):
        body = {"json": {"reason": "Igen."}} if what == "return" else {}
        assert other.call("POST", f"/measurements/{second}/{what}", **body).status_code == 409, what
    rows = [(one["id"], one["state"]) for one in controller.get(path).json["items"]]
    assert rows == [(first, "reviewed"), (second, "returned")]
    wrong = controller.post(f"/measurements/{first}/corrections", {"value": None})
    assert (wrong.status_code, set(reasons(wrong))) == (422, {"value"})


def test_a_draft_exists_for_those_who_see_drafts_and_for_nobody_else(
    script: Scripts, controller: Script, path: str, stored: Stored
) -> None:
    lead = script("project_lead")
    own = draft(lead, path, "2023-03")
    number = draft(controller, path)
    for name in ("controller", "coordinator", "area_lead", "steering"):
        assert ids(script(name).get(path)) == [own, number], name
        assert script(name).get(f"/measurements/{number}").status_code == 200, name
    assert ids(lead.get(path)) == [own]
    assert ids(script("project_lead", role=Role.READER).get(path)) == [], "a token that reads sees not even its own"
    for someone in (lead, script("reader"), script("admin"), script("benefit_owner")):
        assert someone.get(f"/measurements/{number}").status_code == 404
        assert someone.call("POST", f"/measurements/{number}/submit").status_code == 404
        assert someone.post(f"/measurements/{number}/corrections", {"value": 1}).status_code == 404
        among = someone.post("/measurements/submit", {"measurements": [own, number]})
        assert "Mätvärdet finns inte." in reasons(among).values()
    assert set(reasons(lead.post("/measurements/submit", {"measurements": [own, number]}))) == {"measurements.1"}
    assert [row[0] for row in stored.all(select(Measurement.state).where(Measurement.id >= own))] == ["draft"] * 2
    assert controller.call("POST", f"/measurements/{number}/submit").status_code == 200
    assert ids(script("reader").get(path)) == [number]
    assert ids(lead.get(path)) == [own, number]


def test_the_values_are_read_a_page_at_a_time_and_since_an_instant(
    script: Scripts, acting: Acting, controller: Script, stored: Stored
) -> None:
    long = measured(acting("system"), months(2022, *range(60, 72)))
    path, reader = f"/series/{long.series_id}/measurements", script("reader")
    first = reader.get(f"{path}?limit=5").json
    second = reader.get(f"{path}?limit=50&cursor={first['next']}").json
    assert [one["period"] for one in first["items"] + second["items"]] == [f"2022-{month:02}" for month in range(1, 13)]
    assert second["next"] is None
    made = handed_in(controller, path)
    since = stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")
    assert [one["id"] for one in reader.get(f"{path}?updated_since={since}").json["items"]] == [made]


@one_database
def test_what_lies_elsewhere_or_is_over_is_refused(
    controller: Script, script: Scripts, acting: Acting, path: str, made: Made, stored: Stored
) -> None:
    number = handed_in(controller, path)
    for wrong in ([], [number, 987654], ["1"], None):
        refused = controller.post("/measurements/submit", {"measurements": wrong})
        assert refused.status_code == 422, wrong
        assert all(name.startswith("measurements") for name in reasons(refused)), wrong
    system = acting("system")
    with system.transaction():
        elsewhere = another_plan(system)
        hidden = measures.add(system, elsewhere.id, name="Dold", direction="decrease", frequency="month")
    series = stored.one(select(func.max(measures.Series.id)))
    assert hidden.id
    for address in (f"/series/{series}", f"/series/{series}/measurements", "/series/987654", "/measurements/987654"):
        assert controller.get(address).status_code == 404, address
    assert controller.post(f"/series/{series}/measurements", COLUMN).status_code == 404
    with system.transaction():
        before = measures.digest(measures.get(system, made.measure_id))
        measures.edit(system, made.measure_id, version=before, unit="veckor", reason="Bättre så.")
    former = controller.post(path, {"period": "2023-03", "value": 70})
    assert (former.status_code, "tidigare definition" in former.json["detail"]) == (422, True)

"""The log by way of the API: as far as it is the caller's to read, typed, newest first."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.permissions import Role
from portfolio.models import AuditItem, AuditLink, User
from portfolio.models.audit import encode
from portfolio.services import audit, users
from portfolio.services.context import Context
from tests import cast
from tests.api.conftest import Script, Stored, another_plan, one_database, reasons
from tests.cast import LED, PLAN

Scripts = Callable[..., Script]


def edited(script: Script, stored: Stored, **fields: Any) -> int:
    """Change the led initiative, and return the id of the log's entry."""
    path = f"/initiatives/{stored.id_of(LED)}"
    assert script.patch(path, fields, version=script.version(path)).status_code == 200
    return int(stored.one(select(func.max(AuditLink.id))))


def entries(script: Script, query: str = "") -> list[dict[str, Any]]:
    """One page of the log."""
    answer: Any = script.get(f"/audit{query}").json
    return list(answer["items"])


def test_a_change_is_told_with_its_values_as_they_were_stored(script: Scripts, stored: Stored) -> None:
    lead, controller = script("project_lead"), script("controller")
    number = edited(lead, stored, orderer="Programledningen", target_groups=["Äldre", "Barn"])
    told = entries(controller, "?limit=1")[0]
    user_id = stored.one(select(User.id).where(User.email == cast.email("project_lead")))
    assert told.pop("at").endswith("Z")
    assert {(one["field"], str(one["new"])): one["new"] for one in told["changes"]} == {
        ("orderer", "Programledningen"): "Programledningen",
        ("target_groups", "['Äldre', 'Barn']"): ["Äldre", "Barn"],
    }
    assert told["changes"][0] == {
        "operation": "update",
        "entity": "initiatives",
        "entity_id": stored.id_of(LED),
        "field": "orderer",
        "old": told["changes"][0]["old"],
        "new": "Programledningen",
    }
    del told["changes"]
    assert told == {
        "id": number,
        "actor": {"id": user_id, "name": "Project Lead"},
        "plan": PLAN,
        "action": "initiative:edit",
        "deed": "ändrade ett initiativ",
        "reason": None,
        "changes_total": 2,
    }


@one_database
def test_a_list_tells_the_first_changes_and_the_entry_itself_all(script: Scripts, stored: Stored) -> None:
    controller = script("controller")
    load = entries(controller)[-1]
    assert (load["action"], load["actor"]) == ("plan:load", None)
    total = stored.one(select(func.count(AuditItem.id)).where(AuditItem.link_id == load["id"]))
    assert (len(load["changes"]), load["changes_total"]) == (audit.SHOWN, total)
    alone: Any = controller.get(f"/audit/{load['id']}").json
    assert (len(alone["changes"]), alone["changes_total"]) == (total, total)
    assert {**alone, "changes": alone["changes"][: audit.SHOWN]} == load
    kinds = {type(one["new"]) for one in alone["changes"]}
    assert {str, int, bool, list} <= kinds


def test_a_decimal_is_told_as_exactly_as_it_was_stored() -> None:
    item = AuditItem(operation="update", entity="x", entity_id=1, field="y", old=None, new=encode(Decimal("0.10")))
    assert (audit.typed(item)["old"], audit.typed(item)["new"]) == (None, "0.10")


def test_it_is_read_backwards_a_page_at_a_time(script: Scripts, stored: Stored) -> None:
    lead, controller = script("project_lead"), script("controller")
    made = [edited(lead, stored, orderer=f"Nummer {number}") for number in range(5)]
    found: list[int] = []
    cursor = ""
    while len(found) < 5:
        answer: Any = controller.get(f"/audit?limit=2{cursor}").json
        found += [one["id"] for one in answer["items"]]
        cursor = f"&cursor={answer['next']}"
        # What is added meanwhile moves nothing on the pages to come.
        edited(lead, stored, orderer=f"Efter {len(found)}")
    assert found[:5] == [*reversed(made)]


def test_it_is_narrowed_to_a_thing_a_table_a_plan_and_a_time(
    script: Scripts, stored: Stored, acting: Callable[[str], Context]
) -> None:
    number = edited(script("project_lead"), stored, orderer="Programledningen")
    ctx = acting("system")
    with ctx.transaction():
        another_plan(ctx)
        ctx.record("plan:load", plan_id=2)
    admin = script("admin")
    other = stored.one(select(AuditLink.id).where(AuditLink.plan_id == 2))
    thing = f"entity=initiatives&entity_id={stored.id_of(LED)}"
    assert [one["action"] for one in entries(admin, f"?{thing}")] == ["initiative:edit", "plan:load"]
    assert entries(admin, "?entity=initiatives&entity_id=4711") == []
    assert {one["action"] for one in entries(admin, "?entity=users")} == {"user:add"}
    assert [one["id"] for one in entries(admin, "?plan=annan")] == [other]
    assert {one["plan"] for one in entries(admin, f"?plan={PLAN}")} == {PLAN}
    since = stored.one(select(AuditLink.at).where(AuditLink.id == number)).isoformat().replace("+00:00", "Z")
    assert [one["id"] for one in entries(admin, f"?plan={PLAN}&updated_since={since}")] == [number]


@one_database
def test_a_secret_is_told_as_changed_and_nothing_more(script: Scripts, acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    with ctx.transaction():
        users.set_password(ctx, cast.email("reader"), "ett annat långt lösenord")
    told = entries(script("admin"), "?entity=users&limit=1")[0]
    assert [(one["field"], one["old"], one["new"]) for one in told["changes"]] == [("password_hash", None, None)]


@one_database
def test_the_log_is_read_by_those_who_may_and_as_far_as_they_may(
    script: Scripts, acting: Callable[[str], Context]
) -> None:
    ctx = acting("system")
    with ctx.transaction():
        other = another_plan(ctx)
        ctx.record("plan:load", plan_id=other.id)
        reader = ctx.session.scalars(select(User).where(User.email == cast.email("controller"))).one()
        users.assign(ctx, reader, Role.READER, plan_id=other.id)
    for name in ("area_lead", "project_lead", "benefit_owner", "reader", "outsider"):
        answer = script(name).get("/audit")
        assert (answer.status_code, answer.json["who"]) == (
            403,
            ["administratör", "nyttocontroller", "samordnare", "styrgrupp"],
        ), name
    controller, admin = script("controller"), script("admin")
    everything = {one["plan"] for one in entries(admin)}
    assert everything == {PLAN, "annan", None}
    assert {one["plan"] for one in entries(controller)} == {PLAN}
    # They read this plan, so it exists for them; but its log is for others.
    assert controller.get("/audit?plan=annan").status_code == 403
    assert script("coordinator").get("/audit?plan=annan").status_code == 404
    foreign = next(one["id"] for one in entries(admin) if one["plan"] == "annan")
    assert controller.get(f"/audit/{foreign}").status_code == 404
    within = script("admin", plan_id=other.id)
    assert {one["plan"] for one in entries(within)} == {"annan"}


@one_database
def test_what_a_draft_holds_is_left_out_for_those_who_do_not_see_it(script: Scripts) -> None:
    coordinator, controller = script("coordinator"), script("controller")
    made = coordinator.post("/initiatives", {"plan": PLAN, "title": "Ett förslag", "area": 1})
    assert made.status_code == 201
    latest = entries(coordinator)[0]
    assert (latest["action"], latest["changes"][0]["entity_id"]) == ("initiative:propose", made.json["id"])
    assert latest["id"] not in {one["id"] for one in entries(controller)}
    assert entries(controller, f"?entity=initiatives&entity_id={made.json['id']}") == []
    assert controller.get(f"/audit/{latest['id']}").status_code == 404
    assert coordinator.get(f"/audit/{latest['id']}").json == latest


@one_database
@pytest.mark.parametrize(
    ("query", "field"),
    [("entity_id=1", "entity_id"), ("entity=nonsense", "entity"), ("entity=%00", "entity"), ("limit=201", "limit")],
)
def test_what_cannot_be_asked_for_is_refused(script: Scripts, query: str, field: str) -> None:
    answer = script("controller").get(f"/audit?{query}")
    assert (answer.status_code, set(reasons(answer))) == (422, {field})


@one_database
def test_an_entry_that_cannot_be_is_none(script: Scripts) -> None:
    for number in (0, 4711, 10**30):
        assert script("admin").get(f"/audit/{number}").status_code == 404

"""Plans by way of the API, and what they are made of: read as they are set, and only by those whom they exist for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select

from portfolio.domain.permissions import Role
from portfolio.domain.plans import Change
from portfolio.domain.versions import version_of
from portfolio.models import AuditLink, Forum, Goal, Measure, Organisation, Plan, ProgrammeArea, User
from portfolio.services import organisations, plan_parts, plan_settings, roles
from portfolio.services.context import Context
from tests import cast
from tests.api.conftest import Script, Stored, another_plan, one_database, reasons
from tests.cast import PLAN

Scripts = Callable[..., Script]

#: What is kept of a plan, by the collection that it is read in.
TABLES: dict[str, Any] = {"areas": ProgrammeArea, "goals": Goal, "forums": Forum, "measures": Measure}

#: Every collection here, as it is asked for.
LISTS = ("/plans", "/organisations", "/people", *(f"/{name}" for name in TABLES))


def address(path: str, **query: Any) -> str:
    """A list of the shipped plan, where it is one of a plan at all."""
    plan = {} if path in ("/plans", "/organisations", "/audit") else {"plan": PLAN}
    return path + "?" + "&".join(f"{name}={value}" for name, value in {**plan, **query}.items())


def latest(stored: Stored) -> str:
    """The instant of the latest change, as a script writes it."""
    return str(stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z"))


def whole(script: Script, path: str, *, limit: int) -> list[dict[str, Any]]:
    """A whole list, read a page at a time."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        more = {"cursor": cursor} if cursor else {}
        answer: Any = script.get(address(path, limit=limit, **more)).json
        assert len(answer["items"]) <= limit
        found += answer["items"]
        cursor = answer["next"]
    return found


@one_database
def test_a_plan_tells_its_facts_its_tolerances_its_roles_and_who_decides(script: Scripts, ctx: Context) -> None:
    plan = ctx.session.scalars(select(Plan)).one()
    forum = ctx.session.scalars(select(Forum).where(Forum.plan_id == plan.id).order_by(Forum.id)).first()
    assert forum is not None
    with ctx.transaction():
        decided = plan_settings.decided(plan)
        change = {"close_role": Role.COORDINATOR, "close_forum_id": forum.id}
        plan_settings.edit_deciders(ctx, plan.id, version=version_of(decided), **change)
    told: Any = script("reader").get(f"/plans/{PLAN}").json
    assert (told["slug"], told["owner"], told["parties"]) == (PLAN, plan.owner_id, [plan.owner_id])
    assert (told["valid_period"], told["timeline_period"], told["revision_months"]) == ("2022", "2021/2025", 12)
    assert told["tolerances"] == {
        "on_track_points": 10,
        "worsened_percent": 5,
        "fallen_back_percent": 95,
        "grace_days": 30,
        "ahead_days": 10,
        "escalate_days": 14,
    }
    assert told["roles"][0]["name"] == "Beställare och mottagare"
    assert [one["change"] for one in told["deciders"]] == list(Change)
    deciders = {one["change"]: (one["role"], one["forum"]) for one in told["deciders"]}
    assert deciders["close"] == ("coordinator", forum.id)
    assert deciders["realisation"] == ("area_lead", None), "what the plan does not say is as the method has it"
    assert script("reader").get("/plans").json["items"] == [told]


@one_database
def test_a_plan_exists_for_those_with_a_role_in_it(script: Scripts, acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    with ctx.transaction():
        another_plan(ctx)
    reader, outsider, admin = script("reader"), script("outsider"), script("admin")
    assert [one["slug"] for one in reader.get("/plans").json["items"]] == [PLAN]
    assert [one["slug"] for one in admin.get("/plans").json["items"]] == [PLAN, "annan"]
    assert outsider.get("/plans").json["items"] == []
    for path in ("/plans/annan", "/plans/finnsinte", *(f"/{name}?plan=annan" for name in ("people", *TABLES))):
        assert reader.get(path).status_code == 404, path
        assert outsider.get(path.replace("annan", PLAN)).status_code == 404, path
    within = script("admin", plan_id=1)
    assert [one["slug"] for one in within.get("/plans").json["items"]] == [PLAN]
    assert within.get("/plans/annan").status_code == 404


@one_database
@pytest.mark.parametrize("path", LISTS)
def test_a_list_is_read_a_page_at_a_time_and_holds_everything_once(script: Scripts, stored: Stored, path: str) -> None:
    tables = {**{f"/{name}": table for name, table in TABLES.items()}, "/plans": Plan, "/organisations": Organisation}
    found = [one["id"] for one in whole(script("reader"), path, limit=2)]
    # Everybody of the cast but the administrator and the outsider has a role in the plan.
    expected = len(cast.CAST) - 2 if path == "/people" else stored.one(select(func.count(tables[path].id)))
    assert found == sorted(set(found))
    assert len(found) == expected > 0


@one_database
def test_parts_tell_their_place_and_whether_they_are_concluded(script: Scripts, ctx: Context) -> None:
    area = ctx.session.scalars(select(ProgrammeArea).order_by(ProgrammeArea.id)).first()
    assert area is not None
    with ctx.transaction():
        made = plan_parts.add(ctx, plan_parts.AREA, area.plan_id, name="En del", kind="sub_area", parent_id=area.id)
    with ctx.transaction():
        version = version_of(plan_parts.edited_values(plan_parts.AREA, made))
        plan_parts.edit(ctx, plan_parts.AREA, area.plan_id, made.id, version=version, active=False)
    reader = script("reader")
    assert whole(reader, "/areas", limit=100)[-1] == {
        "id": made.id,
        "name": "En del",
        "kind": "sub_area",
        "summary": None,
        "parent": area.id,
        "position": made.position,
        "active": False,
    }
    assert set(whole(reader, "/goals", limit=100)[0]) == {
        *("id", "name", "kind", "summary", "parent", "position", "active", "example")
    }
    assert set(whole(reader, "/forums", limit=100)[0]) == {"id", "name", "kind", "task", "position", "active"}
    measure = whole(reader, "/measures", limit=100)[0]
    assert {name: measure[name] for name in ("id", "plan", "name", "unit", "direction", "position", "example")} == {
        "id": 1,
        "plan": PLAN,
        "name": "Dagar till fast vårdkontakt",
        "unit": "dagar",
        "direction": "decrease",
        "position": 1,
        "example": True,
    }
    units = whole(reader, "/organisations", limit=100)
    assert units[0] == {"id": 1, "name": "Region Kronoberg", "kind": "principal", "parent": None}


def test_what_changed_since_an_instant_is_found(script: Scripts, stored: Stored, ctx: Context) -> None:
    plan_id = stored.one(select(Plan.id))
    reader_id = stored.one(select(User.id).where(User.email == cast.email("reader")))
    with ctx.transaction():
        plan = ctx.session.get_one(Plan, plan_id)
        change = {"start_role": Role.COORDINATOR}
        plan_settings.edit_deciders(ctx, plan_id, version=version_of(plan_settings.decided(plan)), **change)
        unit = organisations.add(ctx, name="En enhet", kind="unit", parent_id=None)
        parts = (
            (plan_parts.AREA, "areas", "group"),
            (plan_parts.GOAL, "goals", "goal"),
            (plan_parts.FORUM, "forums", "other"),
        )
        made = {name: plan_parts.add(ctx, part, plan_id, name="En till", kind=kind).id for part, name, kind in parts}
        roles.assign(ctx, user_id=reader_id, role=Role.CONTROLLER, plan_id=plan_id)
    since = latest(stored)
    reader = script("reader")

    def found(path: str) -> Sequence[int]:
        answer: Any = reader.get(address(path, updated_since=since)).json
        return [one["id"] for one in answer["items"]]

    assert {name: found(f"/{name}") for name in made} == {name: [number] for name, number in made.items()}
    assert (found("/plans"), found("/organisations"), found("/measures")) == ([plan_id], [unit.id], [])
    assert found("/people") == [reader_id]


@one_database
def test_what_is_asked_for_wrongly_is_refused(script: Scripts) -> None:
    reader = script("reader")
    assert reasons(reader.get("/areas")) == {"plan": "fältet saknas"}
    answer = reader.get(f"/goals?plan={PLAN}&limit=0&colour=1&updated_since=igår")
    assert (answer.status_code, set(reasons(answer))) == (422, {"limit", "colour", "updated_since"})
    cursor = reader.get(address("/goals", limit=1)).json["next"]
    assert set(reasons(reader.get(address("/forums", cursor=cursor)))) == {"cursor"}


def test_a_slug_that_no_plan_can_have_names_none(script: Scripts) -> None:
    assert script("reader").get("/areas?plan=%00").status_code == 404


@one_database
@pytest.mark.parametrize("path", [*LISTS, "/audit"])
def test_a_long_page_takes_no_more_queries_than_a_short_one(
    script: Scripts, ctx: Context, acting: Callable[[str], Context], path: str
) -> None:
    system = acting("system")
    with system.transaction():
        another_plan(system)
    for number in range(3):
        with ctx.transaction():
            organisations.add(ctx, name=f"Enhet {number}", kind="unit", parent_id=1)
    administrator = script("admin")
    administrator.get(address(path))
    queries: list[str] = []
    engine: Engine = administrator.client.application.extensions["portfolio.engine"]
    event.listen(engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    counted = []
    for limit in (1, 100):
        queries.clear()
        items: Any = administrator.get(address(path, limit=limit)).json["items"]
        counted.append((len(queries), len(items)))
    (few, _), (many, length) = counted
    assert length > 1
    assert many == few <= 16

"""The people of a plan by way of the API: names and roles, never addresses, and nothing of drafts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.models import Organisation, Plan, ProgrammeArea, User
from portfolio.services import initiatives, users
from portfolio.services.context import Context
from tests import cast
from tests.api.conftest import Script, Stored, another_plan, one_database
from tests.cast import LED, PLAN

Scripts = Callable[..., Script]
pytestmark = one_database


def people(script: Script, plan: str = PLAN) -> dict[str, list[dict[str, Any]]]:
    """The roles of each one in the plan."""
    answer: Any = script.get(f"/people?plan={plan}").json
    return {one["name"]: [_given(role) for role in one["roles"]] for one in answer["items"]}


def _given(role: dict[str, Any]) -> dict[str, Any]:
    assert set(role) == {"role", "plan", "area", "organisation", "initiative"}
    return {name: value for name, value in role.items() if value is not None}


def user(ctx: Context, name: str) -> User:
    return ctx.session.scalars(select(User).where(User.email == cast.email(name))).one()


def test_everybody_stands_with_what_their_roles_are_for(script: Scripts, stored: Stored) -> None:
    area = stored.one(select(ProgrammeArea.id).where(ProgrammeArea.key == cast.AREA))
    region = stored.one(select(Organisation.id).where(Organisation.key == "region-kronoberg"))
    assert people(script("reader")) == {
        "Coordinator": [{"role": "coordinator", "plan": PLAN}],
        "Area Lead": [{"role": "area_lead", "area": area}],
        "Project Lead": [{"role": "project_lead", "initiative": stored.id_of(LED)}],
        "Benefit Owner": [{"role": "benefit_owner", "organisation": region}],
        "Controller": [{"role": "controller", "plan": PLAN}],
        "Steering": [{"role": "steering", "plan": PLAN}],
        "Reader": [{"role": "reader", "plan": PLAN}],
    }


def test_nobody_is_told_how_to_reach_anybody(script: Scripts) -> None:
    assert "@" not in script("coordinator").get(f"/people?plan={PLAN}").get_data(as_text=True)


def test_roles_in_other_plans_ended_roles_and_closed_accounts_are_left_out(
    script: Scripts, acting: Callable[[str], Context]
) -> None:
    ctx = acting("system")
    with ctx.transaction():
        other = another_plan(ctx)
        users.assign(ctx, user(ctx, "reader"), Role.CONTROLLER, plan_id=other.id)
        users.assign(ctx, user(ctx, "outsider"), Role.READER, plan_id=other.id)
        user(ctx, "controller").roles[0].ended_at = ctx.now
        users.deactivate(ctx, cast.email("steering"))
    here = people(script("coordinator"))
    assert here["Reader"] == [{"role": "reader", "plan": PLAN}]
    assert not here.keys() & {"Outsider", "Controller", "Steering", "Admin"}
    assert people(script("reader"), "annan") == {
        "Reader": [{"role": "controller", "plan": "annan"}],
        "Outsider": [{"role": "reader", "plan": "annan"}],
    }


def test_a_role_for_a_draft_exists_for_those_for_whom_the_draft_does(script: Scripts, ctx: Context) -> None:
    plan = ctx.session.scalars(select(Plan)).one()
    with ctx.transaction():
        draft = initiatives.propose(ctx, plan.id, title="Ett förslag", area_id=1)
        for name in ("controller", "outsider"):
            users.assign(ctx, user(ctx, name), Role.PROJECT_LEAD, initiative_id=draft.id)
    role = {"role": "project_lead", "initiative": draft.id}
    assert people(script("coordinator"))["Outsider"] == [role]
    assert people(script("outsider"))["Outsider"] == [role]
    assert role in people(script("coordinator"))["Controller"]
    seen = people(script("reader"))
    assert "Outsider" not in seen
    assert seen["Controller"] == [{"role": "controller", "plan": PLAN}]

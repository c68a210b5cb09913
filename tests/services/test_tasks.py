"""What waits for a person."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.permissions import Role
from portfolio.models import Initiative, User
from portfolio.services import tasks, users
from portfolio.services.context import Context
from tests import cast


def waiting(ctx: Context) -> dict[str, list[str]]:
    """Action → the keys of the initiatives that it waits on."""
    keys = dict(ctx.session.execute(select(Initiative.id, Initiative.key)).all())
    found: dict[str, list[str]] = {}
    for task in tasks.waiting(ctx):
        assert task.plan.slug == cast.PLAN
        assert task.minutes > 0
        assert task.what
        found.setdefault(task.action, []).append(keys[task.row.id])
    return found


def set_up(ctx: Context, **changes: object) -> None:
    with ctx.transaction():
        ctx.record("test:set-up")
        for key, (name, value) in changes.items():
            row = ctx.session.scalars(select(Initiative).where(Initiative.key == key.replace("_", "-"))).one()
            setattr(row, name, value)


def test_everybody_is_told_what_they_themselves_can_do_something_about(acting: Callable[[str], Context]) -> None:
    counts = {}
    for name in cast.CAST:
        counts[name] = {action: len(keys) for action, keys in waiting(acting(name)).items()}
    assert counts == {
        "coordinator": {"plan_phases": 12, "classify": 13, "note_learning": 1},
        "area_lead": {"plan_phases": 1},
        "project_lead": {"describe_benefit": 2},
        "benefit_owner": {"accept_handover": 5},
        "controller": {},
        "steering": {"classify": 13},
        "reader": {},
        "admin": {},
        "outsider": {},
    }
    assert waiting(acting("area_lead")) == {"plan_phases": ["kronobarnsmodellen"]}


def test_drafts_what_has_ended_and_what_goes_on_over_time_wait_for_nothing(acting: Callable[[str], Context]) -> None:
    set_up(
        acting("system"),
        kronobarnsmodellen=("state", InitiativeState.PROPOSED),
        obesitas=("state", InitiativeState.CANCELLED),
        kompetensutveckling=("kind", InitiativeKind.ONGOING),
        kompetensforsorjning=("state", InitiativeState.PAUSED),
    )
    found = waiting(acting("coordinator"))
    assert len(found["plan_phases"]) == 9
    assert len(found["classify"]) == 10
    assert not {"kronobarnsmodellen", "obesitas", "kompetensutveckling"} & {*found["plan_phases"], *found["classify"]}
    assert "kompetensforsorjning" in found["classify"]


def test_a_project_lead_is_asked_for_the_steps_that_the_own_benefits_lack(acting: Callable[[str], Context]) -> None:
    found = [task for task in tasks.waiting(acting("project_lead")) if task.action == "describe_benefit"]
    told = [(task.what, task.minutes, task.step) for task in found]
    assert told == [
        ("3 av 7 steg saknas för nyttan ”Patienterna är med och bestämmer om sin vård”", 6, 3),
        ("7 av 7 steg saknas för nyttan ”Bättre samordning med kommunernas hemsjukvård”", 14, 1),
    ]


def test_a_silent_log_waits_for_the_project_lead_and_for_others_only_while_there_is_none(
    acting: Callable[[str], Context],
) -> None:
    assert waiting(acting("coordinator"))["note_learning"] == ["kompetensvaxling"]
    ctx = acting("system")
    with ctx.transaction():
        user = ctx.session.get_one(User, acting("project_lead").actor.user_id)
        silent = ctx.session.scalars(select(Initiative).where(Initiative.key == "kompetensvaxling")).one()
        users.assign(ctx, user, Role.PROJECT_LEAD, initiative_id=silent.id)
    assert waiting(acting("project_lead"))["note_learning"] == ["kompetensvaxling"]
    assert "note_learning" not in waiting(acting("coordinator"))
    set_up(acting("system"), kompetensvaxling=("state", InitiativeState.PAUSED))
    assert "note_learning" not in waiting(acting("project_lead"))


def test_who_leads_an_initiative_without_benefits_is_asked_for_the_first(acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    lead = acting("project_lead")
    with ctx.transaction():
        user = ctx.session.get_one(User, lead.actor.user_id)
        other = ctx.session.scalars(select(Initiative).where(Initiative.key == "obesitas")).one()
        users.assign(ctx, user, Role.PROJECT_LEAD, initiative_id=other.id)
    assert waiting(acting("project_lead"))["add_benefit"] == ["obesitas"]

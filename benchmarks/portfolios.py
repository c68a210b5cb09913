"""Portfolios of any size, made from the shipped plan."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portfolio.app import create_app
from portfolio.models import Decision, Initiative, InitiativePhase, User
from portfolio.services import initiatives, tokens
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.conftest import fill, settings_for
from tests.pages import Person

PLAN = cast.PLAN


def make_site(size: int, folder: Path) -> tuple[Flask, FlaskClient]:
    """An application on a plan with so many initiatives, and a client in which the coordinator has signed in."""
    url = f"sqlite:///{folder / 'bench.sqlite'}"
    fill(url, folder)
    app = create_app(settings_for(url, folder))
    with app.extensions["portfolio.sessions"]() as session:
        grow(Context(session, SYSTEM, settings_for(url, folder).clock), size)
    someone = Person(app.test_client())
    someone.sign_in(cast.email("coordinator"), cast.PASSWORD)
    return app, someone.client


def make_key(app: Flask) -> str:
    """An API token of the coordinator."""
    settings = app.extensions["portfolio.settings"]
    with app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, SYSTEM, settings.clock)
        with ctx.transaction():
            user_id = session.scalars(select(User.id).where(User.email == cast.email("coordinator"))).one()
            return tokens.add(ctx, user_id, name="Mätning")[1]


def grow(ctx: Context, size: int) -> None:
    """Copy the shipped initiatives, with phases and decisions, until there are so many."""
    with ctx.transaction():
        ctx.record("plan:load")
        models = list(ctx.session.scalars(select(Initiative).order_by(Initiative.id)))
        for number in range(size - len(models)):
            ctx.session.add(_copy(models[number % len(models)], number))
            if number % 200 == 0:
                ctx.session.flush()


def _copy(model: Initiative, number: int) -> Initiative:
    values = {field: getattr(model, field) for field in initiatives.EDITED}
    values["title"] = f"{model.title[:280]} ({number})"
    copied = ("phase", "position", "planned_start", "planned_end", "actual_start", "actual_end", "example")
    decided = ("matter", "outcome", "to_state", "decided_on", "motivation", "retrospective", "example", "recorded_at")
    return Initiative(
        plan_id=model.plan_id,
        key=f"copy-{number}",
        position=1000 + number,
        state=model.state,
        retrospective=model.retrospective,
        example=model.example,
        created_at=model.created_at,
        phases=[InitiativePhase(**{name: getattr(row, name) for name in copied}) for row in model.phases],
        decisions=[
            Decision(key=f"d-{n}", **{name: getattr(row, name) for name in decided})
            for n, row in enumerate(model.decisions)
        ],
        **values,
    )

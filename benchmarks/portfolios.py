"""Portfolios of any size, made from the shipped plan."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from portfolio.app import create_app
from portfolio.domain.measures import Direction, Frequency, MeasurementState
from portfolio.domain.periods import from_code, month
from portfolio.models import (
    Benefit,
    BenefitMeasure,
    BenefitTarget,
    Decision,
    Initiative,
    InitiativePhase,
    Measure,
    Measurement,
    Series,
    User,
)
from portfolio.models import Plan as PlanRow
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


def add_benefits(ctx: Context, size: int, *, months: int = 24) -> None:
    """So many benefits, spread over the initiatives, each with a measure of its own and two years of values."""
    with ctx.transaction():
        ctx.record("plan:load")
        plan_id = ctx.session.scalars(select(PlanRow.id)).one()
        owners = list(ctx.session.scalars(select(Initiative.id).order_by(Initiative.id)))
        for number in range(size):
            ctx.session.add(_measured(ctx, plan_id, owners[number % len(owners)], number))
            if number % 100 == 0:
                ctx.session.flush()
        ctx.session.flush()
        series = list(ctx.session.scalars(select(Series.id).join(Measure).where(Measure.key.like("bench-%"))))
        # Past the log, which would take longer than everything that is measured here.
        rows = [row for one in series for row in _values(ctx, one, months)]
        ctx.session.connection().execute(insert(Measurement), rows)


def _measured(ctx: Context, plan_id: int, initiative_id: int, number: int) -> Benefit:
    measure = Measure(
        plan_id=plan_id,
        key=f"bench-{number}",
        name=f"Mätetal {number}",
        unit="dagar",
        direction=Direction.DECREASE,
        frequency=Frequency.MONTH,
        position=1000 + number,
        example=False,
        series=[Series(version=1, example=False)],
    )
    link = BenefitMeasure(
        measure=measure,
        position=1,
        baseline_value=Decimal(90),
        baseline_period=from_code("2020"),
        targets=[BenefitTarget(number=1, value=Decimal(50), set_at=ctx.now)],
    )
    return Benefit(
        initiative_id=initiative_id,
        key=f"bench-{number}",
        position=1000 + number,
        created_at=ctx.now,
        example=False,
        emergent=False,
        title=f"Nytta {number}",
        first_effect=from_code("2021-05"),
        full_effect=from_code("2024-04"),
        measures=[link],
    )


def _values(ctx: Context, series_id: int, months: int) -> list[dict[str, Any]]:
    """The months up to the last whole one, going from 90 towards 50 with every other series ahead of its plan."""
    last = ctx.today.year * 12 + ctx.today.month - 2
    pace = 1 if series_id % 2 else 0.25
    return [
        {
            "series_id": series_id,
            "period": month((last - ago) // 12, (last - ago) % 12 + 1),
            "number": 1,
            "value": Decimal(90) - Decimal(str(round((months - ago) * pace, 2))),
            "state": MeasurementState.REVIEWED,
            "recorded_at": ctx.now,
            "example": False,
        }
        for ago in reversed(range(months))
    ]


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

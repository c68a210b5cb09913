"""The handover: a manager accepts all that concerns their units at once, and gate two asks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from portfolio.domain.decisions import Matter
from portfolio.domain.errors import Conflict, Denied, Stale
from portfolio.domain.gates import GateRefused
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.measures import MeasurementState
from portfolio.domain.periods import from_code
from portfolio.domain.versions import version_of
from portfolio.models import Benefit, Measurement, Organisation
from portfolio.services import adoptions, handovers, organisations
from portfolio.services.context import Context
from portfolio.services.decisions import why_not
from tests.deciding import decide, plan_of, read, started
from tests.measured import benefit, measured, months
from tests.web.conftest import one_database

Acting = Callable[[str], Context]


def units(ctx: Context) -> list[int]:
    """A unit of the region, whose benefit owner is of the cast, and one of somebody else's."""
    region = ctx.session.scalars(select(Organisation.id).where(Organisation.key == "region-kronoberg")).one()
    other = ctx.session.scalars(select(Organisation.id).where(Organisation.key == "vaxjo-kommun")).one()
    with ctx.transaction():
        return [
            organisations.add(ctx, name=name, kind="unit", parent_id=parent).id
            for name, parent in (("Vår enhet", region), ("Deras enhet", other))
        ]


def introduced(acting: Acting) -> tuple[int, list[int]]:
    """An initiative in delivery that both units have taken into use, with a benefit that ours owns."""
    ctx = acting("coordinator")
    made, found = started(acting, InitiativeState.DELIVERY), units(ctx)
    with ctx.transaction():
        adoptions.add(ctx, made, unit_ids=found, manager="Chef", adopted_on=date(2023, 5, 1))
    benefit(acting("system"), initiative=read(ctx, made).key, owner_unit_id=found[0])
    return made, found


def test_one_button_accepts_everything_of_the_own_units_and_gate_two_waits_for_the_others(
    acting: Acting, ctx: Context
) -> None:
    made, (ours, theirs) = introduced(acting)
    manager = acting("benefit_owner")
    assert made in [one.initiative.id for one in handovers.waiting(manager)]
    waits = handovers.of_initiative(manager, read(manager, made))
    assert ([one.unit_id for one in waits.adoptions], len(waits.benefits)) == ([ours], 1)
    with manager.transaction():
        done = handovers.accept(manager, made, version=handovers.digest(waits))
    assert [one.accepted_on for one in (*done.adoptions, *done.benefits)] == [ctx.today] * 2
    row = read(ctx, made)
    assert {one.unit_id: one.accepted_by for one in row.adoptions} == {ours: manager.actor.user_id, theirs: None}
    assert handovers.names(ctx, row) == {manager.actor.user_id: "Benefit Owner"}
    assert made not in [one.initiative.id for one in handovers.waiting(manager, plan_of(manager))]
    with pytest.raises(Conflict, match="inget kvar"), manager.transaction():
        handovers.accept(manager, made)

    with pytest.raises(GateRefused) as refused:
        decide(ctx, made, Matter.PHASE)
    (lack,) = refused.value.missing
    assert lack.adoption_id in [one.id for one in row.adoptions if one.unit_id == theirs]
    decide(acting("steering"), made, Matter.PHASE, waives=["handover"])
    assert read(ctx, made).state is InitiativeState.REALISATION


@one_database
def test_what_was_shown_is_what_is_accepted_by_those_who_answer_for_it(acting: Acting, ctx: Context) -> None:
    made, (ours, _) = introduced(acting)
    manager = acting("benefit_owner")
    seen = handovers.digest(handovers.of_initiative(manager, read(manager, made)))
    benefit(acting("system"), "Ännu en", initiative=read(ctx, made).key, owner_unit_id=ours)
    with pytest.raises(Stale), manager.transaction():
        handovers.accept(manager, made, version=seen)
    for name in ("coordinator", "project_lead", "steering"):
        with pytest.raises(Denied) as refused, (someone := acting(name)).transaction():
            handovers.accept(someone, made)
        assert refused.value.who == ("nyttorealiseringsansvarig",)
        assert handovers.waiting(acting(name)) == []
    assert handovers.of_initiative(ctx, read(ctx, made)).is_empty


@one_database
def test_another_unit_accepts_anew(acting: Acting, ctx: Context) -> None:
    made, (ours, _) = introduced(acting)
    manager = acting("benefit_owner")
    with manager.transaction():
        handovers.accept(manager, made)
    row = read(ctx, made)
    mine = next(one for one in row.adoptions if one.unit_id == ours)
    other = ctx.session.scalars(select(Organisation.id).where(Organisation.key == "alvesta-kommun")).one()
    stored = adoptions.edited_values(mine)
    with ctx.transaction():
        adoptions.edit(ctx, made, mine.id, version=version_of(stored), unit_id=other)
    assert [one.accepted_on for one in read(ctx, made).adoptions] == [None, None]


@one_database
def test_gates_ask_for_reviewed_baselines_and_take_a_plan_for_one_only_before_the_introduction(
    acting: Acting, ctx: Context
) -> None:
    made = started(acting, InitiativeState.PREPARATION)
    system = acting("system")
    number = benefit(system, initiative=read(ctx, made).key)
    known = measured(system, months(2021, *[90.0] * 12), benefit_id=number, reviewed=False)
    planned = measured(system, name="Annat", benefit_id=number, baseline=None)

    def codes() -> set[str]:
        found = why_not(ctx, read(ctx, made), Matter.PHASE)
        return {lack.code for lack in found.missing if lack.link_id} if found else set()

    assert codes() == {"baseline", "baseline_unreviewed"}
    with system.transaction():
        system.record("test:baseline")
        held = system.session.get_one(Benefit, number)
        next(one for one in held.measures if one.id == planned.link_id).baseline_by = date(2023, 9, 1)
        unit = system.session.scalars(select(Organisation.id).where(Organisation.key == "alvesta-kommun")).one()
        adoptions.add(system, made, unit_ids=[unit], planned=from_code("2023-Q4"))
    assert codes() == {"baseline_unreviewed"}
    with system.transaction():
        system.record("test:review")
        query = select(Measurement).where(Measurement.series_id == known.series_id)
        for value in system.session.scalars(query):
            value.state = MeasurementState.REVIEWED
    assert codes() == set()

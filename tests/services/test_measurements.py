"""Measured values: recorded, handed in, reviewed by somebody else, returned, corrected, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields
from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.measures import Direction, Frequency, MeasurementState
from portfolio.domain.periods import from_code
from portfolio.domain.permissions import Role
from portfolio.models import Measure, Measurement, Plan, Series, User
from portfolio.services import measurements, measures, people, users
from portfolio.services.context import Context
from portfolio.services.measurements import Unlikely
from tests import cast

Acting = Callable[[str], Context]


@dataclass
class World:
    """A monthly measure with its series, and people to work with it."""

    acting: Acting
    series_id: int
    measure_id: int

    def record(self, name: str, told: dict[str, Any], *, submit: bool = True, **more: Any) -> list[int]:
        ctx = self.acting(name)
        entries = [Entry(from_code(code), figures(value)) for code, value in told.items()]
        with ctx.transaction():
            return [one.id for one in measurements.record(ctx, self.series_id, entries, submit=submit, **more)]

    def review(self, name: str, *ids: int) -> None:
        ctx = self.acting(name)
        with ctx.transaction():
            measurements.review(ctx, ids)

    def send_back(self, name: str, number: int, reason: str = "Fel månad.") -> None:
        ctx = self.acting(name)
        with ctx.transaction():
            measurements.send_back(ctx, number, reason=reason)

    def counted(self) -> dict[str, tuple[Decimal | None, MeasurementState]]:
        ctx = self.acting("system")
        rows = measurements.latest(ctx, [self.series_id])[self.series_id]
        found = {period.code: measurements.counts(of_period) for period, of_period in rows.items()}
        return {code: (row.value, row.state) for code, row in found.items() if row is not None}


def figures(value: Any) -> Figures:
    if isinstance(value, str):
        return Figures(no_value_reason=value)
    return Figures(value=Decimal(str(value)))


@pytest.fixture
def world(acting: Acting) -> World:
    ctx = acting("controller")
    plan_id = ctx.session.scalars(select(Plan.id)).one()
    with ctx.transaction():
        measure = measures.add(
            ctx, plan_id, name="Väntetid", unit="dagar", direction=Direction.DECREASE, frequency=Frequency.MONTH
        )
        series_id = (
            measures.present(measure)[0].id
            if measure.series
            else ctx.session.scalars(select(Series.id).where(Series.measure_id == measure.id)).one()
        )
    system = acting("system")
    with system.transaction():
        other = users.add(system, email="annan@exempel.se", name="Annan Controller", password=cast.PASSWORD)
        users.assign(system, other, Role.CONTROLLER, plan_id=plan_id)
    measure_id = measure.id

    def act(name: str) -> Context:
        if name != "other":
            return acting(name)
        made = acting("system")
        user = made.session.scalars(select(User).where(User.email == "annan@exempel.se")).one()
        made.actor = people.actor_for(made.session, user)
        return made

    return World(act, series_id, measure_id)


def test_a_value_is_recorded_handed_in_and_reviewed_by_another_controller(world: World) -> None:
    [number] = world.record("controller", {"2023-01": 30}, submit=False)
    assert world.counted() == {}
    ctx = world.acting("controller")
    with ctx.transaction():
        measurements.submit(ctx, [number])
    assert world.counted() == {"2023-01": (Decimal(30), MeasurementState.SUBMITTED)}
    world.review("other", number)
    assert world.counted() == {"2023-01": (Decimal(30), MeasurementState.REVIEWED)}


def test_thirty_values_are_recorded_at_once_and_reviewed_at_once(world: World) -> None:
    told = {f"{2020 + month // 12}-{month % 12 + 1:02}": 30 - month / 10 for month in range(30)}
    numbers = world.record("controller", told)
    world.review("other", *numbers)
    assert len(world.counted()) == 30
    assert {state for _, state in world.counted().values()} == {MeasurementState.REVIEWED}


@pytest.mark.parametrize("name", ["controller", "coordinator", "steering", "reader", "admin", "project_lead"])
def test_nobody_reviews_their_own_and_only_a_controller_others(world: World, name: str) -> None:
    [number] = world.record("controller", {"2023-01": 30})
    with pytest.raises(Denied):
        world.review(name, number)
    assert world.counted()["2023-01"][1] is MeasurementState.SUBMITTED


def test_where_there_is_one_controller_the_coordinator_reviews(world: World, acting: Acting) -> None:
    [number] = world.record("controller", {"2023-01": 30})
    system = acting("system")
    with system.transaction():
        users.deactivate(system, "annan@exempel.se")
    world.review("coordinator", number)
    assert world.counted()["2023-01"][1] is MeasurementState.REVIEWED


def test_one_that_may_not_be_reviewed_stops_all(world: World) -> None:
    own = world.record("other", {"2023-01": 30})
    others = world.record("controller", {"2023-02": 31})
    with pytest.raises(Denied):
        world.review("other", *others, *own)
    assert {state for _, state in world.counted().values()} == {MeasurementState.SUBMITTED}


def test_a_correction_counts_when_it_is_handed_in_and_begins_unreviewed(world: World) -> None:
    [first] = world.record("controller", {"2023-01": 30})
    world.review("other", first)
    [draft] = world.record("controller", {"2023-01": 28}, submit=False)
    assert world.counted() == {"2023-01": (Decimal(30), MeasurementState.REVIEWED)}
    ctx = world.acting("controller")
    with ctx.transaction():
        measurements.submit(ctx, [draft])
    assert world.counted() == {"2023-01": (Decimal(28), MeasurementState.SUBMITTED)}
    world.send_back("other", draft)
    assert world.counted() == {"2023-01": (Decimal(30), MeasurementState.REVIEWED)}
    system = world.acting("system")
    query = select(Measurement).where(Measurement.series_id == world.series_id).order_by(Measurement.number)
    held = system.session.scalars(query).all()
    assert [(one.number, one.value, one.return_reason) for one in held] == [
        (1, Decimal(30), None),
        (2, Decimal(28), "Fel månad."),
    ]


def test_a_return_says_why(world: World) -> None:
    [number] = world.record("controller", {"2023-01": 30})
    for empty in ("", "   "):
        with pytest.raises(Invalid) as refused:
            world.send_back("other", number, empty)
        assert refused.value.field == "reason"
    world.send_back("other", number)
    with pytest.raises(Conflict):
        world.review("other", number)


def test_one_flaw_stops_all_and_is_told_at_its_row(world: World) -> None:
    entries = [
        Entry(from_code("2023-01"), figures(30)),
        Entry(from_code("2023-Q1"), figures(31)),
        Entry(from_code("2023-06"), figures(32)),
        Entry(from_code("2023-02"), Figures()),
        Entry(from_code("2023-01"), figures(33)),
        Entry(from_code("2023-03"), figures(34), evidence_link="ftp://x"),
    ]
    ctx = world.acting("controller")
    with pytest.raises(InvalidFields) as refused, ctx.transaction():
        measurements.record(ctx, world.series_id, entries, submit=True)
    assert set(refused.value.problems) == {"1.period", "2.period", "3.value", "4.period", "5.evidence_link"}
    assert world.counted() == {}


def test_what_is_unlikely_is_asked_about_once(world: World) -> None:
    told = {f"2022-{month:02}": 30 + month % 3 for month in range(1, 13)}
    world.record("controller", told)
    with pytest.raises(Unlikely) as asked:
        world.record("controller", {"2023-01": 31, "2023-02": 310})
    assert asked.value.rows == (1,)
    assert len(world.counted()) == 12
    world.record("controller", {"2023-01": 31, "2023-02": 310}, confirmed=True)
    assert world.counted()["2023-02"][0] == 310


def test_a_missing_value_has_its_reason_and_zero_is_a_value(world: World) -> None:
    world.record("controller", {"2023-01": "Systemet var nere.", "2023-02": 0})
    assert {code: value for code, (value, _) in world.counted().items()} == {"2023-01": None, "2023-02": Decimal(0)}


def test_a_number_is_kept_to_its_last_digit(world: World) -> None:
    world.record("controller", {"2023-01": "x"} | {"2023-02": Decimal("345.123456789012")})
    assert world.counted()["2023-02"][0] == Decimal("345.123456789012")


@pytest.mark.parametrize("name", ["steering", "reader", "admin", "benefit_owner", "area_lead", "project_lead"])
def test_others_record_nothing(world: World, name: str) -> None:
    # The project lead leads no initiative that uses this measure.
    with pytest.raises(Denied):
        world.record(name, {"2023-01": 30})


def test_values_belong_to_the_definition_that_they_were_measured_by(world: World) -> None:
    world.record("controller", {"2023-01": 30})
    ctx = world.acting("controller")
    measure = measures.get(ctx, world.measure_id)
    with pytest.raises(Invalid) as refused, ctx.transaction():
        measures.edit(ctx, measure.id, version=measures.digest(measure), unit="timmar")
    assert refused.value.field == "reason"
    with ctx.transaction():
        measure = measures.get(ctx, world.measure_id)
        measures.edit(ctx, measure.id, version=measures.digest(measure), unit="timmar", reason="Dagar var för grovt.")
    measure = world.acting("reader").session.scalars(select(Measure).where(Measure.id == world.measure_id)).one()
    assert (measure.version, [one.version for one in measure.series]) == (2, [1, 2])
    assert [(one.number, one.unit, one.reason) for one in measure.versions] == [(1, "dagar", "Dagar var för grovt.")]
    with pytest.raises(Invalid):
        world.record("controller", {"2023-02": 30})


def test_a_draft_exists_for_those_who_see_drafts(world: World) -> None:
    [number] = world.record("controller", {"2023-01": 30}, submit=False)
    seen = []
    for name in (
        "controller",
        "other",
        "coordinator",
        "steering",
        "area_lead",
        "reader",
        "benefit_owner",
        "project_lead",
    ):
        ctx = world.acting(name)
        row = ctx.session.get_one(Measurement, number)
        if measurements.sees_drafts(ctx, row.series.measure, row):
            seen.append(name)
    assert seen == ["controller", "other", "coordinator", "steering", "area_lead"]

"""The whole of a measure that is measured by unit: which series make it, and what benefits are judged by then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from portfolio.domain.effects import EffectFlag
from portfolio.domain.measures import Sex
from portfolio.models import Benefit, BenefitMeasure, Measure, Organisation
from portfolio.services import effects, measure_lists, measures, organisations, totals
from portfolio.services.context import Context
from portfolio.services.effects import Judged
from portfolio.services.totals import TotalTable
from tests.measured import Made, Told, measured, values

Acting = Callable[[str], Context]

#: A share that is counted; it goes from 20 to 60 per cent.
COUNTED = {"numerator": "Väntat länge", "denominator": "Alla", "multiplier": 100, "unit": "%"}


@pytest.fixture
def system(acting: Acting) -> Context:
    return acting("system")


@pytest.fixture
def units(system: Context) -> dict[str, int]:
    """Three units of the region, one of them within another."""
    top = system.session.scalars(select(Organisation.id).order_by(Organisation.id)).first()
    made: dict[str, int] = {}
    with system.transaction():
        for name, parent in (("Norr", None), ("Söder", None), ("Södra mottagningen", "Söder")):
            made[name] = organisations.add(system, name=name, kind="unit", parent_id=made.get(parent or "", top)).id
    return made


def series(ctx: Context, made: Made, unit_id: int | None, told: Told, *, sex: Sex | None = None, **more: Any) -> Made:
    with ctx.transaction():
        one = measures.add_series(ctx, made.measure_id, unit_id=unit_id, sex=sex)
    part = replace(made, series_id=one.id)
    values(ctx, part, told, **more)
    return part


def tables(acting: Acting, made: Made) -> list[TotalTable]:
    ctx = acting("reader")
    measure = ctx.session.get_one(Measure, made.measure_id)
    return totals.of_measure(ctx, measure, measure_lists.tables(ctx, measure, measures.present(measure)))


def judged(acting: Acting, made: Made) -> Judged:
    ctx = acting("system")
    [one] = effects.of_benefit(ctx, ctx.session.get_one(Benefit, made.benefit_id)).measures
    return one


def test_the_units_of_one_choice_of_sex_make_a_whole_beside_what_was_entered(
    acting: Acting, system: Context, units: dict[str, int]
) -> None:
    made = measured(system, {"2023-01": 14.0, "2023-02": 40.0}, decimals=0, **COUNTED)
    series(system, made, units["Norr"], {"2023-01": (50, 5, 10), "2023-02": (50, 5, 10)})
    south = {"2023-01": (10, 9, 90), "2023-02": (10, 9, 90), "2023-03": (10, 9, 90)}
    series(system, made, units["Söder"], south, reviewed=False)
    # Neither is counted once more: one lies within Söder, the other is a part of Norr.
    series(system, made, units["Södra mottagningen"], {"2023-01": (100, 1, 1)})
    series(system, made, units["Norr"], {"2023-01": (100, 1, 1)}, sex=Sex.FEMALE)
    [table] = tables(acting, made)
    assert (table.sex, table.units, table.addable, table.has_entered) == (None, ("Norr", "Söder"), True, True)
    assert table.left_out == ("Södra mottagningen räknas inte med: enheten ligger inom en som redan är med.",)
    told = [(row.period.code, row.total.value.value, row.total.missing, row.differs) for row in table.rows]
    assert told == [
        ("2023-03", None, ("Norr",), False),
        ("2023-02", pytest.approx(14), (), True),
        ("2023-01", pytest.approx(14), (), False),
    ]
    assert table.differing == 1
    assert not table.rows[2].total.value.reviewed


def test_women_and_men_have_totals_of_their_own_and_a_unit_told_by_sex_alone_is_named(
    acting: Acting, system: Context, units: dict[str, int]
) -> None:
    made = measured(system, summable=True)
    for name in ("Norr", "Söder"):
        series(system, made, units[name], {"2023-01": 2.0})
        series(system, made, units[name], {"2023-01": 1.0}, sex=Sex.FEMALE)
    with system.transaction():
        alone = organisations.add(system, name="Öster", kind="unit", parent_id=None).id
    series(system, made, alone, {"2023-01": 7.0}, sex=Sex.FEMALE)
    both, women = tables(acting, made)
    assert (both.sex, [row.total.value.value for row in both.rows]) == (None, [4.0])
    assert (women.sex, [row.total.value.value for row in women.rows]) == (Sex.FEMALE, [9.0])
    assert (both.left_out, women.left_out) == (("Öster räknas inte med: enheten mäts bara för kvinnor.",), ())


def test_medians_make_no_whole_and_one_unit_none_either(acting: Acting, system: Context, units: dict[str, int]) -> None:
    made = measured(system)
    assert tables(acting, made) == []
    series(system, made, units["Norr"], {"2023-01": 30.0})
    assert tables(acting, made) == []
    series(system, made, units["Söder"], {"2023-01": 40.0})
    [table] = tables(acting, made)
    assert (table.addable, table.rows, table.units) == (False, (), ("Norr", "Söder"))
    assert judged(acting, made).values == ()


def test_a_benefit_is_judged_by_what_the_units_make_where_nobody_entered_the_whole(
    acting: Acting, system: Context, units: dict[str, int]
) -> None:
    made = measured(system, baseline=80, target=10, **COUNTED)
    series(system, made, units["Norr"], {"2023-01": (50, 5, 10), "2023-02": (50, 5, 10)})
    south = series(system, made, units["Söder"], {"2023-01": (10, 9, 90)}, reviewed=False)
    one = judged(acting, made)
    assert one.units == ("Norr", "Söder")
    assert one.effect.now is not None
    # February lacks a unit, so it says nothing.
    assert (one.effect.now.mean, len(one.effect.now.values)) == (pytest.approx(14), 1)
    assert EffectFlag.UNREVIEWED in one.effect.flags
    # A unit that was chosen speaks for itself, and what was entered for the whole goes before what is reckoned.
    with system.transaction():
        system.record("test:series")
        system.session.get_one(BenefitMeasure, made.link_id).series_id = south.series_id
    assert (judged(acting, made).units, judged(acting, made).values[0].value) == ((), 10)
    with system.transaction():
        system.record("test:series")
        system.session.get_one(BenefitMeasure, made.link_id).series_id = made.series_id
    assert judged(acting, made).units == ("Norr", "Söder")
    values(system, made, {"2023-01": (20, 20, 100)})
    assert (judged(acting, made).units, judged(acting, made).values[0].value) == ((), 20)


def test_many_measures_by_unit_take_the_queries_of_one(
    acting: Acting, system: Context, units: dict[str, int], engine: Engine
) -> None:
    made = []
    for number in range(4):
        one = measured(system, name=f"Andel {number}", **COUNTED)
        for unit_id in units.values():
            series(system, one, unit_id, {"2023-01": (50, 5, 10)})
        made.append(one)

    def queries(ids: list[int]) -> int:
        ctx = acting("system")
        plan = ctx.session.get_one(Benefit, ids[0]).initiative.plan
        seen: list[str] = []

        def note(*told: Any) -> None:
            seen.append(told[2])

        event.listen(engine, "before_cursor_execute", note)
        said = effects.of_benefits(ctx, plan, ids)
        event.remove(engine, "before_cursor_execute", note)
        assert all(one.measures[0].units for one in said.values())
        return len(seen)

    assert queries([one.benefit_id for one in made]) == queries([made[0].benefit_id]) <= 9

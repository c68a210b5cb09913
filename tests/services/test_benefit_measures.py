"""The measures of a benefit in step seven: what is wanted of one keeps it there, and a new one can be recorded in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Direction, Frequency
from portfolio.models import Benefit, BenefitMeasure, BenefitTarget, InterimTarget, Measure
from portfolio.services import benefit_links, stories
from portfolio.services.context import Context
from tests.web.conftest import one_database

pytestmark = one_database

#: Has four measures: one with interim targets, one without a baseline but with a target, and two with both.
WANTED = "farre-onodiga-akutbesok"
#: Has a measure of which nothing is wanted yet.
PLAIN = "farre-korta-inlaggningar"


@pytest.fixture
def ctx(acting: Callable[[str], Context]) -> Context:
    return acting("system")


def the_benefit(ctx: Context, key: str) -> Benefit:
    return ctx.session.scalars(select(Benefit).where(Benefit.key == key)).one()


def choose(ctx: Context, key: str, wanted: list[int]) -> None:
    with ctx.transaction():
        ctx.record("benefit:step")
        benefit_links.set_measures(ctx, the_benefit(ctx, key), wanted)


@pytest.mark.parametrize("place", range(4))
def test_a_measure_with_a_baseline_or_a_target_stays(ctx: Context, place: int) -> None:
    links = the_benefit(ctx, WANTED).measures
    name = links[place].measure.name
    kept = [link.measure_id for link in links if link is not links[place]]
    with pytest.raises(Invalid, match="har nollmätning eller mål för den här nyttan") as refused:
        choose(ctx, WANTED, kept)
    assert refused.value.field == "measures"
    assert name in refused.value.message
    assert len(the_benefit(ctx, WANTED).measures) == 4


def test_one_with_nothing_but_interim_targets_stays_too(ctx: Context) -> None:
    link = the_benefit(ctx, WANTED).measures[0]
    with ctx.transaction():
        ctx.record("test:edit")
        assert link.baseline_value is not None
        link.baseline_value = None
        for one in ctx.session.scalars(select(BenefitTarget).where(BenefitTarget.benefit_measure_id == link.id)):
            ctx.session.delete(one)
    ctx.session.expire_all()
    assert ctx.session.scalars(select(InterimTarget).where(InterimTarget.benefit_measure_id == link.id)).all()
    with pytest.raises(Invalid, match="kan inte tas bort"):
        choose(ctx, WANTED, [])


def test_a_measure_of_which_nothing_is_wanted_can_be_taken_off(ctx: Context) -> None:
    choose(ctx, PLAIN, [])
    assert the_benefit(ctx, PLAIN).measures == []


@pytest.mark.parametrize("frequency", [Frequency.QUARTER, None])
def test_a_new_measure_has_a_series_of_the_whole_and_the_benefits_frequency(
    ctx: Context, frequency: Frequency | None
) -> None:
    fields: dict[str, Any] = {
        "measure_name": "Väntetid, prov",
        "measure_unit": "dagar",
        "measure_definition": None,
        "measure_direction": Direction.DECREASE,
    }
    with ctx.transaction():
        ctx.record("benefit:step")
        benefit = the_benefit(ctx, PLAIN)
        benefit.frequency = frequency
        made = benefit_links.add_measure(ctx, benefit, fields)
    measure = ctx.session.get_one(Measure, made)
    assert [(one.version, one.unit_id, one.sex) for one in measure.series] == [(1, None, None)]
    assert (measure.frequency, measure.multiplier, measure.decimals, measure.version) == (frequency, 1, 1, 1)


def test_what_is_wanted_of_a_measure_is_part_of_the_initiatives_story(ctx: Context) -> None:
    benefit = the_benefit(ctx, WANTED)
    with ctx.transaction():
        ctx.record("aim:set", plan_id=benefit.initiative.plan_id)
        link = ctx.session.get_one(BenefitMeasure, benefit.measures[0].id)
        link.interim[0].value += 1
    told = stories.of_initiative(ctx, benefit.initiative, zone=UTC)
    assert told.entries[0].sentence
    assert [row.table for row in told.entries[0].rows] == ["interim_targets"]

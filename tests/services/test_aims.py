"""Baseline and target: saved together, changed with a reason, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from portfolio.domain.benefits import Ramp
from portfolio.domain.errors import Denied, Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.measures import Contribution, Direction, Method
from portfolio.domain.periods import from_code
from portfolio.models import Benefit, BenefitMeasure, Series
from portfolio.services import aims, measures
from portfolio.services.context import Context
from tests.measured import Made, benefit, measured, undecided

Acting = Callable[[str], Context]

AIM = {
    "baseline_value": Decimal("90.5"),
    "baseline_period": from_code("2021"),
    "target": Decimal(50),
    "target_period": from_code("2023-Q4"),
    "interim": ((from_code("2022-12"), Decimal(70)),),
    "method": Method.SERIES,
    "share": Decimal("0.4"),
    "contribution": Contribution.LIKELY,
    "contribution_reason": "Inget annat har ändrats.",
}


@pytest.fixture
def made(acting: Acting) -> Made:
    undecided(acting("system"))
    return measured(acting("system"), baseline=None, target=None)


def set_aim(acting: Acting, made: Made, name: str = "controller", **fields: Any) -> None:
    ctx = acting(name)
    version = aims.digest(aims.get(acting("system"), made.link_id))
    with ctx.transaction():
        aims.set_aim(ctx, made.link_id, **{"version": version, **fields})


def stored(acting: Acting, made: Made) -> dict[str, Any]:
    return aims.stored(aims.get(acting("reader"), made.link_id))


def test_everything_is_saved_as_it_was_given(acting: Acting, made: Made) -> None:
    set_aim(acting, made, **AIM)
    assert stored(acting, made) == {
        **AIM,
        "series_id": None,
        "baseline_reason": None,
        "baseline_by": None,
        "paired": False,
    }


@pytest.mark.parametrize("name", ["controller", "coordinator", "area_lead", "project_lead"])
def test_those_who_work_with_it_set_it(acting: Acting, made: Made, name: str) -> None:
    set_aim(acting, made, name, **AIM)
    assert stored(acting, made)["target"] == 50


@pytest.mark.parametrize("name", ["reader", "steering", "benefit_owner", "admin"])
def test_others_do_not(acting: Acting, made: Made, name: str) -> None:
    with pytest.raises(Denied):
        set_aim(acting, made, name, **AIM)
    with pytest.raises(NotFound):
        set_aim(acting, made, "outsider", **AIM)


def test_another_target_asks_why_and_the_former_one_stays(acting: Acting, made: Made) -> None:
    set_aim(acting, made, **AIM)
    with pytest.raises(Invalid) as problem:
        set_aim(acting, made, target=Decimal(60))
    assert problem.value.field == "reason"
    assert stored(acting, made)["target"] == 50
    set_aim(acting, made, target=Decimal(60), reason="Målet var för högt ställt.")
    ctx = acting("reader")
    [(now, name), (before, _)] = aims.history(ctx, aims.get(ctx, made.link_id))
    assert (now.value, now.reason, name) == (60, "Målet var för högt ställt.", "Controller")
    assert (before.value, before.number, before.reason) == (50, 1, None)
    with pytest.raises(Invalid, match="inte tas bort"):
        set_aim(acting, made, target=None, target_period=None, interim=(), reason="Bort med det.")


def test_another_time_for_the_target_is_another_target(acting: Acting, made: Made) -> None:
    set_aim(acting, made, **AIM)
    with pytest.raises(Invalid, match="varför målet ändras"):
        set_aim(acting, made, target_period=from_code("2024-Q4"))


def test_a_target_that_was_decided_on_changes_by_decision_only(acting: Acting) -> None:
    decided = measured(acting("system"), baseline=None, target=None)
    set_aim(acting, decided, **AIM)
    set_aim(acting, decided, share=Decimal("0.5"))
    with pytest.raises(Invalid, match="genom ett beslut") as problem:
        set_aim(acting, decided, target=Decimal(60), reason="Målet var för högt ställt.")
    assert problem.value.field == "target"
    assert (stored(acting, decided)["target"], stored(acting, decided)["share"]) == (50, Decimal("0.5"))


def test_what_is_left_alone_needs_no_reason_and_makes_no_version(acting: Acting, made: Made) -> None:
    set_aim(acting, made, **AIM)
    set_aim(acting, made, **AIM)
    ctx = acting("reader")
    assert len(aims.history(ctx, aims.get(ctx, made.link_id))) == 1


BAD = [
    ({"target": Decimal(95)}, "target", "fel sida"),
    ({"target": Decimal("90.5")}, "target", "detsamma som nollmätningen"),
    ({"target": None}, "target", "Ange målets värde"),
    ({"baseline_period": None}, "baseline_period", "vilken period"),
    ({"baseline_value": None}, "baseline_value", "töm perioden"),
    ({"baseline_reason": "Ingen mätte då."}, "baseline_reason", "skälet behövs inte"),
    ({"share": Decimal("1.5")}, "share", "högst 100"),
    ({"share": Decimal(0)}, "share", "större än 0"),
    ({"method": Method.BEFORE_AFTER}, "method", "antal, inte procent"),
    ({"contribution_reason": None}, "contribution_reason", "skälen till din bedömning"),
    ({"contribution": None}, "contribution", "Välj hur troligt"),
    ({"baseline_period": from_code("2021/..")}, "baseline_period", "ingen början eller inget slut"),
]


@pytest.mark.parametrize(("fields", "field", "words"), BAD)
def test_what_does_not_hold_together_is_refused_beside_its_field(
    acting: Acting, made: Made, fields: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidFields) as problem:
        set_aim(acting, made, **{**AIM, **fields})
    assert words in problem.value.problems[field]
    assert stored(acting, made)["target"] is None


def test_two_interim_targets_of_one_time_are_refused(acting: Acting, made: Made) -> None:
    twice = ((from_code("2022-12"), Decimal(70)), (from_code("2022-12"), Decimal(60)))
    with pytest.raises(Invalid, match="samma tid"):
        set_aim(acting, made, **{**AIM, "interim": twice})


def test_interim_targets_are_replaced_kept_and_removed(acting: Acting, made: Made) -> None:
    set_aim(acting, made, **AIM)
    changed = ((from_code("2022-12"), Decimal(75)), (from_code("2023-06"), Decimal(60)))
    set_aim(acting, made, interim=tuple(reversed(changed)))
    assert stored(acting, made)["interim"] == changed
    set_aim(acting, made, interim=())
    assert stored(acting, made)["interim"] == ()


def test_where_the_effect_grows_by_them_they_have_to_lie_on_the_way(acting: Acting) -> None:
    system = acting("system")
    made = measured(system, baseline=None, target=None, benefit_id=benefit(system, ramp=Ramp.MILESTONES))
    late = ((from_code("2024-06"), Decimal(70)),)
    with pytest.raises(Invalid) as problem:
        set_aim(acting, made, **{**AIM, "interim": late})
    assert problem.value.field == "interim"
    set_aim(acting, made, **AIM)


def test_somebody_elses_change_is_not_overwritten_unseen(acting: Acting, made: Made) -> None:
    version = aims.digest(aims.get(acting("controller"), made.link_id))
    set_aim(acting, made, "coordinator", **AIM)
    with pytest.raises(Stale) as problem:
        set_aim(acting, made, **{**AIM, "target": Decimal(40), "version": version})
    assert problem.value.current is not None
    assert problem.value.current["target"] == 50


def test_a_series_of_another_measure_is_refused(acting: Acting, made: Made) -> None:
    other = measured(acting("system"), name="Något annat")
    with pytest.raises(Invalid) as problem:
        set_aim(acting, made, series_id=other.series_id)
    assert problem.value.field == "series_id"


def test_made_up_data_is_real_once_it_is_changed(acting: Acting, made: Made) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:example")
        system.session.get_one(Benefit, made.benefit_id).example = True
    set_aim(acting, made)
    assert acting("system").session.get_one(Benefit, made.benefit_id).example
    set_aim(acting, made, **AIM)
    assert not acting("system").session.get_one(Benefit, made.benefit_id).example


def test_claims_on_the_same_change_are_summed(acting: Acting, made: Made) -> None:
    system = acting("system")
    other = benefit(system, "En annan nytta")
    with system.transaction():
        system.record("test:claims")
        measure_id, unit_id = made.measure_id, system.session.query(Series).first()
        assert unit_id is not None
        apart = measures.add_series(system, measure_id, sex="female")
        system.session.add_all(
            [
                # Chosen or not, the series of the whole is the same one.
                BenefitMeasure(
                    benefit_id=other, measure_id=measure_id, position=1, series_id=made.series_id, share=Decimal("0.7")
                ),
            ]
        )
        third = benefit_measure(system, measure_id, apart.id)
    set_aim(acting, made, **AIM)
    ctx = acting("reader")
    link = aims.get(ctx, made.link_id)
    assert aims.claims(ctx, [link]) == {made.link_id: Decimal("1.1")}
    # What says nothing claims all of its own series.
    assert aims.claims(ctx, [aims.get(ctx, third)]) == {third: Decimal(1)}
    assert aims.claims(ctx, []) == {}


def benefit_measure(ctx: Context, measure_id: int, series_id: int) -> int:
    owner = ctx.session.query(Benefit).order_by(Benefit.id).first()
    assert owner is not None
    link = BenefitMeasure(benefit_id=owner.id, measure_id=measure_id, position=1, series_id=series_id)
    ctx.session.add(link)
    ctx.session.flush()
    return link.id


def test_a_level_to_keep_needs_no_baseline(acting: Acting) -> None:
    made = measured(
        acting("system"), baseline=None, target=None, direction=Direction.MAINTAIN, tolerance=Decimal(2), name="Nivå"
    )
    set_aim(acting, made, target=Decimal(85))
    assert stored(acting, made)["target"] == 85

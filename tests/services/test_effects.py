"""What is said of benefits from what is stored, reckoned by hand. The day is 15 May 2023."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import Engine, event

from portfolio.domain.benefits import Ramp
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.measures import Accumulation, Frequency, MeasurementState
from portfolio.domain.periods import from_code
from portfolio.models import Benefit, BenefitMeasure, ExcludedPeriod, InterimTarget, Measure, Measurement, Plan
from portfolio.services import effect_values, effects, measurements, measures
from portfolio.services.context import Context
from portfolio.services.effects import BenefitEffect
from tests.measured import Made, benefit, measured, months, values

Acting = Callable[[str], Context]


@pytest.fixture
def system(acting: Acting) -> Context:
    return acting("system")


def said(acting: Acting, benefit_id: int) -> BenefitEffect:
    ctx = acting("system")
    return effects.of_benefit(ctx, ctx.session.get_one(Benefit, benefit_id))


def test_sixteen_months_halfway(acting: Acting, system: Context) -> None:
    made = measured(system, months(2022, *[80.0] * 12) | months(2023, 60, 60, 60, 60))
    found = said(acting, made.benefit_id)
    [one] = found.measures
    # The latest twelve months: eight of 80 and four of 60.
    assert one.effect.now is not None
    assert one.effect.now.mean == pytest.approx((8 * 80 + 4 * 60) / 12)
    assert one.effect.achievement == pytest.approx((73.3333333 - 90) / (50 - 90))
    # May 2022 to April 2023 lie four to sixteen months into twenty-four, ten in the middle.
    assert one.effect.expected == pytest.approx(10 / 24, abs=0.005)
    assert (found.state, one.flags, one.latest) == (EffectState.ON_TRACK, (), from_code("2023-04"))
    assert found.sentence.replace("\N{NO-BREAK SPACE}", " ") == (
        "Enligt plan: 73 dagar i snitt de senaste tolv månaderna, 42 procent av vägen från 90 till 50. "
        "Förväntat vid det här laget: 42 procent. För lite data för att säga om något har förändrats."
    )


def test_what_accumulates_over_the_year_is_taken_apart(acting: Acting, system: Context) -> None:
    told = months(2023, 70, 130, 200, 260)
    made = measured(
        system, told, accumulation=Accumulation.YTD, benefit_id=benefit(system, first_effect=from_code("2023-01"))
    )
    [one] = said(acting, made.benefit_id).measures
    assert [value.value for value in one.values] == [70, 60, 70, 60]
    assert one.effect.now is not None
    assert one.effect.now.mean == 65


def test_a_ratio_that_accumulates_is_made_anew_of_what_each_period_adds(acting: Acting, system: Context) -> None:
    told = {"2023-01": (50.0, 50, 100), "2023-02": (40.0, 80, 200)}
    counts = {"numerator": "Väntat länge", "denominator": "Alla", "multiplier": 100, "unit": "%"}
    made = measured(system, told, accumulation=Accumulation.YTD, baseline=80, target=10, **counts)
    [one] = said(acting, made.benefit_id).measures
    # February has 30 of 100, not the difference of two percentages.
    assert [value.value for value in one.values] == [50, 30]
    assert one.effect.now is not None
    assert (one.effect.now.mean, one.effect.now.latest) == (40, 30)


def test_a_period_that_is_left_out_counts_nowhere(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70, 500, 70, 70))
    with system.transaction():
        system.record("test:exclude")
        system.session.add(
            ExcludedPeriod(
                measure_id=made.measure_id,
                period=from_code("2023-02"),
                reason="Journalsystemet byttes",
                excluded_at=system.now,
                example=False,
            )
        )
    [one] = said(acting, made.benefit_id).measures
    assert [value.period.code for value in one.values] == ["2023-01", "2023-03", "2023-04"]
    assert one.effect.now is not None
    assert one.effect.now.mean == 70


def test_counts_are_summed_before_they_are_divided(acting: Acting, system: Context) -> None:
    told = {"2023-01": (50.0, 5, 10), "2023-02": (10.0, 9, 90)}
    made = measured(
        system, told, numerator="Väntat länge", denominator="Alla", multiplier=100, unit="%", baseline=80, target=10
    )
    [one] = said(acting, made.benefit_id).measures
    assert one.effect.now is not None
    # 14 of 100; the mean of the two percentages would have been 30.
    assert one.effect.now.mean == pytest.approx(14)


def test_the_worst_measure_speaks_for_the_benefit(acting: Acting, system: Context) -> None:
    good = measured(system, months(2023, *[50.0] * 4), name="Går bra")
    measured(system, months(2023, *[89.0] * 4), name="Går trögt", benefit_id=good.benefit_id)
    found = said(acting, good.benefit_id)
    assert [one.effect.state for one in found.measures] == [EffectState.REACHED, EffectState.BEHIND]
    assert found.state is EffectState.BEHIND
    assert found.by is found.measures[1]
    assert found.sentence.startswith("Efter plan enligt ”Går trögt”: 89")


def test_the_plans_limits_hold(acting: Acting, system: Context) -> None:
    # April 2023 is fifteen and a half of twenty-four months in: 65 per cent; 60 has been gone 75 to 50.
    made = measured(system, months(2023, 66.0, first=4))
    assert said(acting, made.benefit_id).state is EffectState.ON_TRACK
    plan = system.session.query(Plan).one()
    with system.transaction():
        system.record("plan:tolerances")
        system.session.get_one(Plan, plan.id).on_track_points = 1
    assert said(acting, made.benefit_id).state is EffectState.BEHIND


def test_the_days_of_grace_are_the_plans(acting: Acting, system: Context) -> None:
    made = measured(system, months(2022, *[70.0] * 12) | months(2023, 70, 70))
    # March is missing since its last day, 45 days ago: fifteen more than the days of grace.
    [one] = said(acting, made.benefit_id).measures
    assert one.effect.overdue_days == 15
    assert one.flags == ("Värde saknas sedan 15 dagar",)
    with system.transaction():
        system.record("plan:tolerances")
        system.session.query(Plan).one().grace_days = 45
    assert said(acting, made.benefit_id).measures[0].flags == ()


def test_a_draft_does_not_count_and_what_nobody_has_reviewed_says_so(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70, 70, 70), reviewed=False)
    [one] = said(acting, made.benefit_id).measures
    assert EffectFlag.UNREVIEWED in one.effect.flags
    with system.transaction():
        system.record("test:draft")
        for row in system.session.query(Measurement).filter_by(series_id=made.series_id):
            row.state = MeasurementState.DRAFT if row.period.code != "2023-01" else MeasurementState.RETURNED
    assert said(acting, made.benefit_id).measures[0].values == ()


def test_a_correction_replaces_what_it_corrects(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70))
    with system.transaction():
        system.record("test:correct")
        for number, state, value in ((2, MeasurementState.SUBMITTED, 60), (3, MeasurementState.DRAFT, 10)):
            system.session.add(
                Measurement(
                    series_id=made.series_id,
                    period=from_code("2023-01"),
                    number=number,
                    value=Decimal(value),
                    state=state,
                    recorded_at=system.now,
                    example=False,
                )
            )
    [one] = said(acting, made.benefit_id).measures
    assert [value.value for value in one.values] == [60]
    # The same as the page of the measure tells of the same rows.
    ctx = acting("system")
    rows = measurements.latest(ctx, [made.series_id])[made.series_id]
    assert effect_values.values_of(ctx.session.get_one(Measure, made.measure_id), rows) == list(one.values)


def test_only_values_of_the_present_definition_tell(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70, 70, 70))
    with system.transaction():
        measure = system.session.get_one(Measure, made.measure_id)
        stored = measures.edited_values(measure) | {"unit": "veckor"}
        measures.edit(system, made.measure_id, version=measures.digest(measure), reason="Ny enhet.", **stored)
    assert said(acting, made.benefit_id).state is EffectState.NOT_REPORTED
    # The series that was chosen may be of the former definition, too.
    with system.transaction():
        system.record("test:series")
        system.session.get_one(BenefitMeasure, made.link_id).series_id = made.series_id
    assert said(acting, made.benefit_id).measures[0].series is None


def test_interim_targets_that_the_times_have_moved_away_from_stop_nothing(acting: Acting, system: Context) -> None:
    made = measured(system, months(2023, 70, 70, 70, 70))
    with system.transaction():
        system.record("test:interim")
        system.session.get_one(Benefit, made.benefit_id).ramp = Ramp.MILESTONES
        link = system.session.get_one(BenefitMeasure, made.link_id)
        for code, level in (("2020-12", 88), ("2022-12", 85), ("2022-Q4", 84), ("2024-06", 50)):
            link.interim.append(InterimTarget(period=from_code(code), value=Decimal(level)))
    [one] = said(acting, made.benefit_id).measures
    assert [period.end.isoformat() for period, _ in one.aim.interim if period.end] == ["2022-12-31"]
    # The way is flat until the end of 2022 and steep after it.
    assert one.effect.expected is not None
    assert 0.1 < one.effect.expected < 0.5


def test_a_full_effect_before_the_first_and_an_open_time_stop_nothing(acting: Acting, system: Context) -> None:
    backwards = benefit(system, first_effect=from_code("2022-01"), full_effect=from_code("2021-01"))
    made = measured(system, months(2023, 70), benefit_id=backwards)
    assert said(acting, made.benefit_id).state is not EffectState.NOT_JUDGEABLE


def test_without_a_measure_an_assessment_is_waited_for(acting: Acting, system: Context) -> None:
    bare, assessed = benefit(system, "Utan"), benefit(system, "Bedöms", assessment_method="Intervjuer")
    assert said(acting, bare).state is EffectState.NO_MEASURE
    assert said(acting, assessed).state is EffectState.NOT_JUDGEABLE
    assert "bedömning" in said(acting, assessed).sentence


def test_the_rhythm_is_the_measures_else_the_follow_ups(acting: Acting, system: Context) -> None:
    followed = benefit(system, frequency=Frequency.QUARTER)
    made = measured(system, {"2023-Q1": 70.0}, benefit_id=followed)
    with system.transaction():
        system.record("test:rhythm")
        system.session.get_one(Measure, made.measure_id).frequency = None
    assert said(acting, followed).measures[0].aim.frequency is Frequency.QUARTER


def test_many_benefits_take_the_queries_of_one(acting: Acting, system: Context, engine: Engine) -> None:
    def queries(ids: list[int]) -> int:
        ctx = acting("system")
        plan = ctx.session.query(Plan).one()
        seen: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *told: seen.append(told[2]))
        effects.of_benefits(ctx, plan, ids)
        return len(seen)

    made: list[Made] = [measured(system, months(2023, 70), name=f"Mätetal {number}") for number in range(6)]
    values(system, made[0], months(2022, *[70.0] * 12))
    few = queries([made[0].benefit_id])
    assert queries([one.benefit_id for one in made]) - few <= few
    assert few <= 8
    assert effects.of_benefits(acting("system"), system.session.query(Plan).one(), []) == {}

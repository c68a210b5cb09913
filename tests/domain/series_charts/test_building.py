"""What is drawn of a series: points, gaps, targets through time, and what is expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.benefits import Ramp
from portfolio.domain.effects import Aim, Value
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import Period, day, from_code, month, quarter, year
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.series_charts import SeriesChart, TargetSet, at, chart, expected_level, periods_of

TODAY = date(2023, 5, 15)
AIM = Aim(
    direction=Direction.DECREASE,
    frequency=Frequency.MONTH,
    baseline=90,
    baseline_period=year(2021),
    target=50,
    target_period=year(2023),
    first_effect=month(2022, 1),
    full_effect=month(2023, 12),
)


def months(*told: float | None, first: int = 1, reviewed: bool = True) -> list[Value]:
    return [
        Value(month(2022, first + number), value, reviewed=reviewed, excused=value is None)
        for number, value in enumerate(told)
    ]


def drawn(values: list[Value], aim: Aim | None = AIM, **more: object) -> SeriesChart:
    return chart(values, **{"as_of": TODAY, "frequency": Frequency.MONTH, "aim": aim, **more})  # type: ignore[arg-type]


def runs(found: SeriesChart) -> list[list[float]]:
    return [[one.value for one in run] for run in found.segments]


def test_a_value_stands_in_the_middle_of_its_period() -> None:
    assert at(month(2022, 4)) == (date(2022, 4, 1).toordinal() + date(2022, 5, 1).toordinal()) / 2
    assert at(day(date(2022, 4, 1))) == date(2022, 4, 1).toordinal() + 0.5
    with pytest.raises(ValueError, match="beginning and an end"):
        at(from_code("2022/.."))


def test_the_line_breaks_where_a_period_lacks_a_value_for_whatever_reason() -> None:
    told = months(1, 2, None, 4, 5) + months(7, 8, first=7)
    # March has a reason, June is not told at all.
    assert runs(drawn(told)) == [[1, 2], [4, 5], [7, 8]]
    assert [one.value for one in drawn(told).dots] == [1, 2, 4, 5, 7, 8]
    assert runs(drawn(list(reversed(told)))) == runs(drawn(told))
    assert runs(drawn(months(1, None, 3))) == [[1], [3]]


def test_values_of_excluded_periods_are_marked_and_no_line_goes_through_them() -> None:
    left_out = [month(2022, 3), from_code("2022-12/.."), from_code("../2020"), from_code("2019-Q1")]
    found = drawn(months(1, 2, 99, 4, 5), excluded=left_out)
    assert [(one.value, one.excluded) for one in found.dots] == [
        (1, False),
        (2, False),
        (99, True),
        (4, False),
        (5, False),
    ]
    assert runs(found) == [[1, 2], [4, 5]]
    # What is open reaches to the picture's edge; what lies outside is not there.
    assert found.shaded == (
        (date(2022, 3, 1).toordinal(), date(2022, 4, 1).toordinal()),
        (date(2022, 12, 1).toordinal(), found.ends),
    )


def test_what_is_not_reviewed_is_told_apart_and_what_has_not_ended_is_not_drawn() -> None:
    told = [*months(1), Value(month(2023, 4), 2, reviewed=False), Value(month(2023, 5), 3)]
    assert [(one.value, one.reviewed) for one in drawn(told).dots] == [(1, True), (2, False)]


def test_the_picture_reaches_from_the_first_thing_told_to_the_last_and_to_today() -> None:
    found = drawn(months(1), phases={Phase.PREPARATION: PhaseTimes(planned=Span(quarter(2020, 3)))})
    assert (found.begins, found.ends) == (date(2020, 7, 1).toordinal(), date(2024, 1, 1).toordinal())
    alone = drawn(months(1), aim=None)
    assert (alone.begins, alone.ends) == (date(2022, 1, 1).toordinal(), TODAY.toordinal() + 1)
    assert not alone.is_empty
    assert drawn([], aim=None).is_empty


def test_a_target_holds_until_another_takes_its_place() -> None:
    sets = [
        TargetSet(40, year(2023), date(2021, 6, 1)),
        # Put right on the same day, and set once more to the same level: neither is a line of its own.
        TargetSet(45, year(2023), date(2022, 2, 1)),
        TargetSet(50, year(2023), date(2022, 2, 1)),
        TargetSet(50, month(2023, 12), date(2022, 9, 1)),
    ]
    found = drawn(months(1), targets=sets)
    told = [(one.value, one.first, one.last, one.current) for one in found.targets]
    changed = date(2022, 2, 1).toordinal()
    assert told == [(40, found.begins, changed, False), (50, changed, found.ends, True)]
    assert found.target == 50
    assert found.goal == (date(2024, 1, 1).toordinal(), 50)
    assert drawn(months(1), targets=[TargetSet(50, None, TODAY)]).goal is None


def test_a_target_that_was_changed_after_today_is_seen_all_the_same() -> None:
    # Instants are real where the installation's day stands still.
    sets = [TargetSet(40, None, date(2026, 1, 1)), TargetSet(50, None, date(2026, 2, 1))]
    former, present = drawn(months(1), aim=None, targets=sets).targets
    assert former.last == present.first == TODAY.toordinal()
    assert present.last > present.first


@pytest.mark.parametrize(
    ("ramp", "interim", "knots"),
    [
        (None, (), [("2022-01-01", 90), ("2023-12-31", 50)]),
        (Ramp.STEP, (), [("2022-01-01", 90), ("2023-12-31", 90), ("2023-12-31", 50)]),
        (Ramp.MILESTONES, ((month(2022, 12), 80.0),), [("2022-01-01", 90), ("2022-12-31", 80), ("2023-12-31", 50)]),
    ],
)
def test_the_ramp_goes_from_baseline_to_target(
    ramp: Ramp | None, interim: tuple[tuple[Period, float], ...], knots: list[tuple[str, float]]
) -> None:
    found = drawn([], replace(AIM, ramp=ramp, interim=interim))
    assert [(date.fromordinal(int(on)).isoformat(), level) for on, level in found.ramp] == knots
    assert [level for _, level in found.interim] == [level for _, level in interim]


def test_there_is_no_ramp_where_nobody_can_say_what_to_expect() -> None:
    outside = replace(AIM, ramp=Ramp.MILESTONES, interim=((month(2025, 1), 60.0),))
    for aim in (outside, replace(AIM, baseline=None), replace(AIM, first_effect=None), replace(AIM, target=90.0)):
        assert drawn(months(1), aim).ramp == ()
        assert expected_level(aim, month(2022, 6)) is None


def test_what_is_expected_of_a_period_is_the_mean_over_its_days() -> None:
    # 730 days, from 0 on the first to 1 on the last: half of the way in the middle of them.
    assert expected_level(AIM, from_code("2022/2023")) == pytest.approx(70)
    assert expected_level(AIM, month(2024, 1)) == 50
    assert expected_level(AIM, month(2021, 12)) is None


def test_the_baseline_begins_with_its_period() -> None:
    assert drawn(months(1)).baseline == (date(2021, 1, 1).toordinal(), 90)
    unknown = drawn(months(1), replace(AIM, baseline_period=None))
    assert unknown.baseline == (unknown.begins, 90)


def test_a_level_that_is_kept_has_a_band_around_it() -> None:
    kept = Aim(direction=Direction.MAINTAIN, frequency=Frequency.MONTH, target=18, tolerance=4)
    found = drawn(months(17), kept, targets=[TargetSet(18, None, TODAY)])
    assert found.band == (14, 22)
    assert (min(found.levels), max(found.levels)) == (14, 22)
    assert drawn(months(17)).band is None


def test_phases_are_marked_as_they_were_else_as_they_are_planned_and_share_a_day() -> None:
    phases = {
        Phase.PREPARATION: PhaseTimes(planned=Span(quarter(2021, 1)), actual=Span(quarter(2021, 2))),
        Phase.DELIVERY: PhaseTimes(planned=Span(quarter(2022, 1))),
        Phase.REALISATION: PhaseTimes(),
    }
    first, second = drawn(months(1), phases=phases).marks
    assert (first.text, first.when, first.is_effect) == ("Fas 1", "kv 2 2021", False)
    assert (second.text, second.is_effect) == ("Fas 2, planerad + Första effekt", True)
    assert second.day == date(2022, 1, 1).toordinal()


def test_every_period_since_the_first_value_is_told_of() -> None:
    told = [Value(month(2023, 1), 1), Value(month(2023, 3), None, excused=True)]
    found = periods_of(told, as_of=TODAY, frequency=Frequency.MONTH)
    assert [one.code for one in found] == ["2023-01", "2023-02", "2023-03", "2023-04"]
    assert periods_of(told, as_of=TODAY, frequency=Frequency.ONCE) == [month(2023, 1), month(2023, 3)]
    assert periods_of([], as_of=TODAY, frequency=Frequency.MONTH) == []

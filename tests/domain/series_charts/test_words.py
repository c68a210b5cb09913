"""A picture in words, for those who do not see it."""

from __future__ import annotations

from datetime import date

from portfolio.domain.effects import Aim, Value
from portfolio.domain.effects.sentences import Writing
from portfolio.domain.measures import Accumulation, Direction, Frequency
from portfolio.domain.periods import month, quarter, year
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.series_charts import TargetSet, chart, value_axis
from portfolio.domain.series_charts.words import describe, notes

TODAY = date(2023, 5, 15)
WRITING = Writing("dagar", 1)


def test_a_whole_picture_is_told() -> None:
    aim = Aim(
        direction=Direction.DECREASE,
        frequency=Frequency.MONTH,
        baseline=90,
        baseline_period=year(2021),
        target=50,
        first_effect=month(2022, 1),
        full_effect=month(2023, 12),
    )
    told = [Value(month(2022, 1), 80.5), Value(month(2022, 2), 400.0), Value(month(2022, 4), 70.0, reviewed=False)]
    sets = [TargetSet(40, None, date(2021, 2, 3)), TargetSet(50, None, date(2022, 3, 14))]
    phases = {Phase.PREPARATION: PhaseTimes(actual=Span(quarter(2021, 2)))}
    drawn = chart(
        told,
        as_of=TODAY,
        frequency=Frequency.MONTH,
        excluded=[month(2022, 2)],
        aim=aim,
        targets=sets,
        phases=phases,
    )
    assert describe(drawn, WRITING, missing=2).replace("\N{NO-BREAK SPACE}", " ") == (
        "2 värden, från 80,5 dagar för januari 2022 till 70,0 dagar för april 2022. 2 perioder saknar värde. "
        "1 värde räknas inte. 1 värde är inte granskat. Nollmätningen är 90,0 dagar. Målet är 50,0 dagar. "
        "Effekten väntas växa från 1 januari 2022 till 31 december 2023. "
        "Fas 1: kv 2 2021. Första effekt: januari 2022."
    )
    said = notes(drawn, value_axis(drawn.levels), WRITING, accumulation=Accumulation.YTD, targets=sets)
    assert said[0].startswith("Värdena registreras som summan sedan årsskiftet.")
    assert said[1:] == ("Målet var 40,0\N{NO-BREAK SPACE}dagar till 14 mars 2022.",)


def test_an_axis_that_does_not_begin_at_zero_is_owned_up_to() -> None:
    drawn = chart([Value(month(2022, 1), 80), Value(month(2022, 2), 81)], as_of=TODAY, frequency=Frequency.MONTH)
    axis = value_axis(drawn.levels)
    said = notes(drawn, axis, WRITING, accumulation=Accumulation.ROLLING12)
    assert said == (
        "Varje värde gäller de tolv månader som slutar med perioden, så de överlappar varandra.",
        "Värdeaxeln börjar inte vid 0.",
    )
    empty = chart([], as_of=TODAY, frequency=None)
    assert notes(empty, value_axis(empty.levels), WRITING, accumulation=Accumulation.PERIOD) == ()
    assert describe(empty, WRITING) == "Inga värden än."


def test_one_value_and_a_level_to_keep() -> None:
    kept = Aim(direction=Direction.MAINTAIN, frequency=Frequency.MONTH, target=18, tolerance=4)
    told = [Value(month(2022, 1), 17.0), Value(month(2022, 2), 18.0, reviewed=False)]
    drawn = chart(
        told[:1], as_of=TODAY, frequency=Frequency.MONTH, aim=kept, targets=[TargetSet(18, None, date(2022, 1, 1))]
    )
    assert describe(drawn, Writing("%")).replace("\N{NO-BREAK SPACE}", " ") == (
        "1 värde: 17 % för januari 2022. Nivån 18 ska hållas, inom 14–22 %."
    )
    both = chart([*told, Value(month(2022, 3), 18.0, reviewed=False)], as_of=TODAY, frequency=Frequency.MONTH)
    assert "2 värden är inte granskade." in describe(both, Writing("%"))

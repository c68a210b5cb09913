"""How it is going, in words: every state, every kind of figure, and the arithmetic behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.benefits import Ramp
from portfolio.domain.comparisons import Because, Evidence, Verdict
from portfolio.domain.effects import Aim, Effect, EffectState, Tolerances, Value, effect
from portfolio.domain.effects.sentences import (
    Writing,
    flags,
    percent,
    points,
    sentence,
    with_and_without,
    without_measure,
)
from portfolio.domain.effects.workings import rule, workings
from portfolio.domain.measures import Direction, Frequency, Method
from portfolio.domain.periods import from_code, month

#: From 90 days to 50, month by month, with the effect growing over two years.
AIM = Aim(
    direction=Direction.DECREASE,
    frequency=Frequency.MONTH,
    baseline=90,
    baseline_period=from_code("2023"),
    target=50,
    first_effect=from_code("2024-01"),
    full_effect=from_code("2025-12"),
)
KEPT = Aim(
    direction=Direction.MAINTAIN, frequency=Frequency.MONTH, target=85, tolerance=2, first_effect=AIM.first_effect
)
DAYS = Writing("dagar", 0)
NBSP = "\N{NO-BREAK SPACE}"


def monthly(*told: float, first: int = 0, reviewed: bool = True) -> list[Value]:
    return [
        Value(month(2024 + (first + number) // 12, (first + number) % 12 + 1), value, reviewed=reviewed)
        for number, value in enumerate(told)
    ]


def said(aim: Aim, values: list[Value], as_of: str, *, worse: bool = False, writing: Writing = DAYS) -> str:
    day = date.fromisoformat(as_of)
    found = effect(aim, values, as_of=day, deterioration=worse)
    return sentence(aim, found, as_of=day, writing=writing).replace(NBSP, " ")


def test_half_of_the_way_is_said_so_with_what_was_expected() -> None:
    assert said(AIM, monthly(*[70.0] * 12), "2024-12-31") == (
        "Enligt plan: 70 dagar i snitt de senaste tolv månaderna, halvvägs från 90 till 50. "
        "Förväntat vid det här laget: 25 procent."
    )


def test_another_part_of_the_way_is_said_in_per_cent() -> None:
    # A mean of 85 has gone 5 of 40, an eighth, where a quarter was expected.
    assert said(AIM, monthly(*[85.0] * 12), "2024-12-31") == (
        "Efter plan: 85 dagar i snitt de senaste tolv månaderna, 13 procent av vägen från 90 till 50. "
        "Förväntat vid det här laget: 25 procent."
    )


def test_below_the_baseline_is_no_deterioration_until_chance_is_ruled_out() -> None:
    below = monthly(*[94.0] * 12)

    def judged(evidence: Evidence | None) -> str:
        found = Verdict(evidence, Because.NOTHING, Method.SERIES)
        worse = evidence is not None and evidence.is_deterioration
        said = effect(AIM, below, as_of=date(2024, 12, 31), deterioration=worse)
        return sentence(AIM, said, as_of=date(2024, 12, 31), writing=DAYS, verdict=found).replace(NBSP, " ")

    mean = "94 dagar i snitt de senaste tolv månaderna"
    way = "(från 90 till 50 är vägen till målet). Förväntat vid det här laget: 25 procent."
    # More is worse here, so the wrong side of the baseline lies above it.
    assert judged(Evidence.NOT_SHOWN) == (
        f"Efter plan: {mean}, över nollmätningen men inom vanlig variation {way} Ingen påvisad förändring."
    )
    unknown = f"Efter plan: {mean}, över nollmätningen, men om det är mer än vanlig variation går inte att säga {way}"
    assert judged(None) == unknown
    assert judged(Evidence.TOO_LITTLE) == f"{unknown} För lite data för att säga om något har förändrats."
    assert said(AIM, below, "2024-12-31") == unknown
    assert judged(Evidence.SIGNS_DETERIORATION) == (
        f"Sämre än nollmätningen: {mean}, mot 90 vid nollmätningen. Målet är 50. Tecken på försämring."
    )


def test_the_evidence_stands_beside_a_state_of_what_was_measured() -> None:
    sure = Verdict(Evidence.ESTABLISHED_IMPROVEMENT, Because.RUN, Method.SERIES)
    reached = effect(AIM, monthly(*[49.0] * 12), as_of=date(2024, 12, 31))
    assert sentence(AIM, reached, as_of=date(2024, 12, 31), writing=DAYS, verdict=sure).endswith(
        "Målet 50 är nått. Tydlig förbättring."
    )
    drifting = replace(sure, evidence=Evidence.SIGNS_IMPROVEMENT, prior_drift=True)
    assert sentence(AIM, reached, as_of=date(2024, 12, 31), writing=DAYS, verdict=drifting).endswith(
        "Tecken på förbättring, men utvecklingen pågick redan före starten."
    )
    waiting = effect(AIM, [], as_of=date(2024, 2, 10))
    assert "För lite data" not in sentence(
        AIM, waiting, as_of=date(2024, 2, 10), verdict=replace(sure, evidence=Evidence.TOO_LITTLE)
    )


def test_the_target_reached_kept_and_lost() -> None:
    assert said(AIM, monthly(*[49.0] * 12), "2024-12-31").endswith("månaderna. Målet 50 är nått.")
    assert said(AIM, monthly(*[49.0] * 13), "2025-01-31").endswith(
        "Målet 50 är nått och var det också ett år tidigare."
    )
    lost = monthly(*[49.0] * 12, *[70.0] * 12)
    assert said(AIM, lost, "2025-12-31") == (
        "Har fallit tillbaka: 70 dagar i snitt de senaste tolv månaderna. Målet 50 har varit nått men är det inte nu."
    )


@pytest.mark.parametrize(
    ("level", "months", "expected"),
    [
        (84.0, 12, "Uppnådd: 84 dagar i snitt de senaste tolv månaderna. Nivån 85 ± 2 hålls."),
        (82.0, 12, "Efter plan: 82 dagar i snitt de senaste tolv månaderna. Nivån ska vara 85 ± 2."),
        (
            85.0,
            13,
            "Varaktig: 85 dagar i snitt de senaste tolv månaderna. Nivån 85 ± 2 hålls och hölls också ett år tidigare.",
        ),
    ],
)
def test_a_level_that_is_kept_has_no_per_cent(level: float, months: int, expected: str) -> None:
    assert said(KEPT, monthly(*[level] * months), "2025-01-31") == expected


def test_before_there_is_anything_to_tell() -> None:
    assert said(AIM, [], "2024-01-30") == "Ännu inte förväntad: det första värdet blir det för januari 2024."
    assert said(AIM, [], "2024-02-10") == (
        "Väntar på första mätningen: värdet för januari 2024 är inte registrerat än."
    )
    assert said(AIM, [], "2024-04-01") == "Inte rapporterad: värdet för januari 2024 är inte registrerat."
    once = replace(AIM, frequency=Frequency.ONCE, target_period=from_code("2025"))
    assert said(once, [], "2024-06-01") == "Ännu inte förväntad: det första värdet blir det för 2025."
    told_why = [Value(month(2024, 1), None, excused=True)]
    assert said(AIM, told_why, "2024-02-10") == "Väntar på första mätningen: inget värde är registrerat än."


def test_without_a_baseline_the_present_is_told_all_the_same() -> None:
    without = replace(AIM, baseline=None)
    text = said(without, monthly(*[70.0] * 12), "2024-12-31")
    assert text.startswith("Nollmätning saknas: ange den, eller varför den inte finns")
    assert text.endswith("Nu: 70 dagar i snitt de senaste tolv månaderna.")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"direction": Direction.NEUTRAL}, "mätetalet säger inte om högre eller lägre är bättre."),
        ({"target": None}, "det finns inget mål att jämföra med."),
        ({"baseline": None, "baseline_excused": True}, "nollmätning saknas, så det finns inget att jämföra med."),
        ({"baseline": 50}, "målet är detsamma som nollmätningen."),
        ({"first_effect": None}, "det är inte angivet när den första effekten väntas"),
        ({"direction": Direction.MAINTAIN}, "mätetalet säger inte hur mycket nivån får avvika."),
    ],
)
def test_what_cannot_be_judged_says_why(changed: dict[str, object], why: str) -> None:
    aim = replace(AIM, **changed)  # type: ignore[arg-type]
    text = said(aim, monthly(*[70.0] * 12), "2024-12-31")
    assert text.startswith(f"Kan inte bedömas: {why}")
    assert "Nu: 70 dagar" in text


def test_without_a_measure_the_sentence_says_what_to_do() -> None:
    assert without_measure(assessed=False).startswith("Mätetal saknas: välj ett mätetal i steg 7")
    assert "bedömning" in without_measure(assessed=True)


def test_every_state_has_its_sentence_and_its_rule() -> None:
    value = monthly(70.0)
    found = effect(AIM, value, as_of=date(2024, 1, 31))
    for state in EffectState:
        for aim in (AIM, KEPT):
            assert sentence(aim, replace(found, state=state), as_of=date(2024, 1, 31)).endswith(".")
            assert rule(state, aim, Tolerances(), 30).endswith(".")


def test_the_mean_says_honestly_what_it_is_of() -> None:
    assert "70 dagar (januari 2024)," in said(AIM, monthly(70.0), "2024-01-31")
    assert "70 dagar i snitt över 3 värden till och med mars 2024," in said(AIM, monthly(70, 70, 70), "2024-03-31")
    old = said(AIM, monthly(*[70.0] * 12), "2025-06-01")
    assert "i snitt under tolv månader till och med december 2024" in old


def test_figures_have_a_swedish_comma_the_measures_decimals_and_a_real_minus() -> None:
    share = Writing(None, 2)
    assert "69,50 i snitt" in said(AIM, monthly(*[69.5] * 12), "2024-12-31", writing=share)
    assert (percent(-0.125), percent(0.455), points(0.05), points(-0.32), points(0.001)) == (
        "−13",
        "46",
        "+5",
        "−32",
        "0",
    )


def test_flags_are_words() -> None:
    late = effect(AIM, monthly(70.0, reviewed=False), as_of=date(2024, 4, 30))
    # February 2024 ended 61 days before, of which thirty are the days of grace.
    assert flags(late) == ("Ej granskat", "Få värden", "Värde saknas sedan 31 dagar")
    assert flags(replace(late, overdue_days=1))[-1] == "Värde saknas sedan 1 dag"
    assert flags(Effect(EffectState.REACHED)) == ()


def test_one_of_several_measures_is_named() -> None:
    found = effect(AIM, monthly(*[70.0] * 12), as_of=date(2024, 12, 31))
    assert sentence(AIM, found, as_of=date(2024, 12, 31), measure="Väntetid").startswith(
        "Enligt plan enligt ”Väntetid”: 70"
    )


def steps(aim: Aim, values: list[Value], as_of: str, writing: Writing = DAYS) -> dict[str, str]:
    day = date.fromisoformat(as_of)
    found = effect(aim, values, as_of=day)
    told = workings(aim, found, as_of=day, tolerances=Tolerances(), grace_days=30, writing=writing)
    return {one.name: one.text.replace(NBSP, " ") for one in told}


def test_the_arithmetic_is_shown_with_the_actual_numbers() -> None:
    assert steps(AIM, monthly(71, 69, 70), "2024-03-31") == {
        "Nu": "januari 2024 – mars 2024: (71 + 69 + 70) / 3 = 70 dagar",
        "Måluppfyllelse": "(70 − 90) / (50 − 90) = 50 procent",
        "Förväntat nu": "Effekten väntas växa jämnt från 2024-01-01 till 2025-12-31. "
        "Samma perioder som nu: (2 + 6 + 10) / 3 = 6 procent",
        "Skillnad mot plan": "50 − 6 = +44 procentenheter",
        "Läget": "Enligt plan: måluppfyllelsen ligger högst 10 procentenheter under det förväntade.",
    }


def test_counts_are_summed_before_they_are_divided() -> None:
    aim = replace(AIM, multiplier=100)
    values = [
        Value(month(2024, 1), 50.0, numerator=5, denominator=10),
        Value(month(2024, 2), 10.0, numerator=9, denominator=90),
    ]
    assert steps(aim, values, "2024-02-29", Writing("%", 1))["Nu"] == (
        "januari 2024 – februari 2024: (5 + 9) / (10 + 90) × 100 = 14,0 %"
    )


def test_negative_numbers_stand_in_brackets_and_a_step_is_no_slope() -> None:
    aim = replace(AIM, direction=Direction.INCREASE, baseline=-5, target=5, ramp=Ramp.STEP)
    told = steps(aim, monthly(-1), "2024-01-31")
    assert told["Måluppfyllelse"] == "(−1 − (−5)) / (5 − (−5)) = 40 procent"
    assert told["Förväntat nu"].startswith("Hela effekten väntas på en gång, 2025-12-31.")


def test_what_could_not_be_reckoned_is_left_out() -> None:
    assert list(steps(replace(AIM, target=None), monthly(70), "2024-01-31")) == ["Nu", "Förväntat nu", "Läget"]
    assert list(steps(KEPT, monthly(85), "2024-01-31")) == ["Nu", "Läget"]
    assert "Den 2024-02-10 väntas" in steps(AIM, [], "2024-02-10")["Förväntat nu"]


def both(without: list[Value], every: list[Value], *, aim: Aim = AIM) -> str:
    left_out = [one.period for one in every if one not in without]
    one, other = (effect(aim, told, as_of=date(2024, 12, 31)) for told in (without, every))
    return with_and_without(one, other, left_out, DAYS).replace(NBSP, " ")


def test_times_that_are_left_out_are_told_with_and_without() -> None:
    usual = monthly(*[70.0] * 11)
    assert both(usual, [*usual, *monthly(82.0, first=11)]) == (
        "December 2024 räknas inte. Utan den 70 dagar (50 procent av vägen till målet), "
        "med den 71 dagar (48 procent av vägen till målet)."
    )
    # Where it changes what is said as well, that is told; of many times, how many they are.
    text = both(usual[4:], monthly(*[90.0] * 4, *[70.0] * 7))
    assert text.startswith("Januari 2024, februari 2024, mars 2024 och 1 till räknas inte. Utan dem 70 dagar")
    assert both(usual, [*usual, *monthly(5000.0, first=11)]).endswith(", och läget vore efter plan.")
    assert both([], monthly(70.0)).startswith("Januari 2024 räknas inte. Utan den inget värde, med den 70 dagar")


def test_of_a_level_that_is_kept_no_share_is_told_and_what_changes_nothing_says_so() -> None:
    kept = monthly(85.0, 85.0, 85.0)
    assert both(kept, [*kept, *monthly(85.0, first=3)], aim=KEPT) == (
        "April 2024 räknas inte. Det gör ingen skillnad i dag: 85 dagar både med och utan."
    )

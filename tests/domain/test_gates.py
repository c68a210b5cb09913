"""The gates: what each asks for, in words, with what it is about; and what an exception is made from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portfolio.domain.effects.states import EffectState
from portfolio.domain.errors import Invalid
from portfolio.domain.gates import (
    AdoptionFacts,
    BenefitFacts,
    GateRefused,
    MeasureFacts,
    check,
    exceptions,
    gate,
    gate_before,
    marked,
)
from portfolio.domain.initiatives import FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.measures import Direction
from portfolio.domain.periods import from_code
from portfolio.domain.readiness import WAIVABLE, Lack, LackCode

S = InitiativeState
TODAY = date(2023, 5, 15)
MEASURE = MeasureFacts(7, "vantetid", "Väntetid", Direction.DECREASE, has_baseline=True)
BENEFIT = BenefitFacts(3, "vantan", "Kortare väntan", measures=(MEASURE,), state=EffectState.REACHED)
UNIT = AdoptionFacts(5, "alvesta", "Vårdcentralen Alvesta", adopted_on=date(2023, 3, 1), accepted=True)


def lacks(
    to: InitiativeState,
    *,
    benefits: tuple[BenefitFacts, ...] = (BENEFIT,),
    adoptions: tuple[AdoptionFacts, ...] = (UNIT,),
) -> list[str]:
    return [lack.waiver for lack in gate(to, benefits=benefits, adoptions=adoptions, today=TODAY)]


def with_measure(**changed: object) -> tuple[BenefitFacts, ...]:
    return (replace(BENEFIT, measures=(replace(MEASURE, **changed),)),)


def test_everything_that_is_there_passes_every_gate() -> None:
    for to in S:
        assert lacks(to) == []
    assert lacks(S.DELIVERY, adoptions=()) == []


def test_gate_one_asks_for_a_benefit_its_steps_and_baselines() -> None:
    assert lacks(S.DELIVERY, benefits=()) == ["benefit"]
    assert lacks(S.DELIVERY, benefits=(replace(BENEFIT, incomplete=(3, 7)),)) == ["steps:vantan"]
    assert lacks(S.DELIVERY, benefits=with_measure(has_baseline=False)) == ["baseline:vantan/vantetid"]
    (lack,) = gate(S.DELIVERY, benefits=with_measure(has_baseline=False), adoptions=(), today=TODAY)
    assert (lack.code, lack.benefit_id, lack.link_id) == (LackCode.BASELINE, 3, 7)
    assert lack.text == "Nollmätning av mätetalet ”Väntetid” för nyttan ”Kortare väntan”"


def test_instead_of_a_baseline_there_may_be_a_reason_or_a_day_before_the_first_introduction() -> None:
    assert lacks(S.DELIVERY, benefits=with_measure(has_baseline=False, reason="Nytt arbetssätt")) == []
    later = (replace(UNIT, adopted_on=None, planned=from_code("2023-Q3")), replace(UNIT, adopted_on=None))
    for day, enough in (
        (date(2023, 6, 30), True),
        (TODAY, True),
        (date(2023, 7, 1), False),
        (date(2023, 5, 14), False),
    ):
        found = lacks(S.DELIVERY, benefits=with_measure(has_baseline=False, by=day), adoptions=later)
        assert (found == []) is enough, day
    assert lacks(S.DELIVERY, benefits=with_measure(has_baseline=False, by=date(2024, 1, 1)), adoptions=()) == []
    # After gate two a day to come is enough no more; a reason still is.
    assert lacks(S.REALISATION, benefits=with_measure(has_baseline=False, by=date(2024, 1, 1))) != []
    assert lacks(S.REALISATION, benefits=with_measure(has_baseline=False, reason="Nytt")) == []


@pytest.mark.parametrize("direction", list(Direction))
def test_only_what_is_to_rise_or_fall_needs_a_baseline(direction: Direction) -> None:
    found = lacks(S.DELIVERY, benefits=with_measure(has_baseline=False, direction=direction))
    assert bool(found) is (direction in (Direction.INCREASE, Direction.DECREASE))


def test_a_baseline_of_values_that_nobody_reviewed_passes_neither_gate() -> None:
    for to in (S.DELIVERY, S.REALISATION):
        assert lacks(to, benefits=with_measure(unreviewed=True)) == ["baseline_unreviewed:vantan/vantetid"]


def test_gate_two_asks_for_a_unit_and_its_manager() -> None:
    planned = replace(UNIT, adopted_on=None, accepted=False, planned=from_code("2023-Q3"))
    assert lacks(S.REALISATION, adoptions=()) == lacks(S.REALISATION, adoptions=(planned,)) == ["adoption"]
    assert lacks(S.REALISATION, adoptions=(replace(UNIT, accepted=False), planned)) == ["handover:alvesta"]
    (lack,) = gate(S.REALISATION, benefits=(), adoptions=(replace(UNIT, accepted=False),), today=TODAY)
    assert lack.adoption_id == 5 and "Vårdcentralen Alvesta" in lack.text


@pytest.mark.parametrize("state", [*EffectState, None])
def test_closure_asks_for_effects_that_came_by_reviewed_values(state: EffectState | None) -> None:
    came = state in (EffectState.REACHED, EffectState.LASTING)
    assert lacks(S.CLOSED, benefits=(replace(BENEFIT, state=state),)) == ([] if came else ["effect:vantan"])
    unreviewed = lacks(S.CLOSED, benefits=(replace(BENEFIT, state=state, unreviewed=True),))
    assert unreviewed == (["effect_unreviewed:vantan"] if came else ["effect:vantan"])
    assert lacks(S.CLOSED, benefits=()) == []


def test_the_gate_ahead_is_known_long_before() -> None:
    ahead = {state: gate_before(state, InitiativeKind.INITIATIVE) for state in S}
    assert ahead[S.PROPOSED] is ahead[S.APPROVED] is ahead[S.PREPARATION] is S.DELIVERY
    assert (ahead[S.DELIVERY], ahead[S.REALISATION]) == (S.REALISATION, S.CLOSED)
    assert all(ahead[state] is None for state in FINAL_STATES | {S.PAUSED})
    assert all(gate_before(state, InitiativeKind.ONGOING) is None for state in S)


STEPS = Lack(LackCode.STEPS, "Steg 3", 3, 3, about="vantan")
OTHER = Lack(LackCode.STEPS, "Steg 4", 4, 4, about="trygghet")
NONE = Lack(LackCode.BENEFIT, "Minst en nytta")
EFFECT = Lack(LackCode.EFFECT, "Inte uppnådd", 3, about="vantan")


def test_an_exception_is_made_from_one_thing_or_from_all_of_its_kind_that_are_known() -> None:
    assert exceptions(["steps:vantan"], [STEPS, OTHER]) == ("steps:vantan",)
    assert exceptions(["steps", "steps:vantan", "benefit"], [STEPS, OTHER, NONE]) == (
        "steps:vantan",
        "steps:trygghet",
        "benefit",
    )
    for asked in ("steps:annat", "handover", "", "STEPS"):
        with pytest.raises(Invalid) as refused:
            exceptions([asked], [STEPS])
        assert refused.value.field == "waives"
    with pytest.raises(Invalid, match="Avför"):
        exceptions(["effect"], [EFFECT])
    with pytest.raises(Invalid, match="inget undantag behövs"):
        exceptions(["steps"], marked([STEPS], {"steps:vantan"}))


def test_what_was_excepted_stays_in_sight_and_stops_nothing() -> None:
    told = marked([STEPS, NONE, EFFECT], {"steps:vantan", "effect:vantan", "steps"})
    assert [(lack.waiver, lack.waived) for lack in told] == [
        ("benefit", False),
        ("effect:vantan", False),
        ("steps:vantan", True),
    ]
    with pytest.raises(GateRefused) as refused:
        check(told, 9)
    assert refused.value.missing == (NONE, EFFECT) and refused.value.initiative_id == 9
    assert refused.value.message.startswith("Initiativet kan inte gå vidare än, för 2 saker saknas: Minst en nytta;")
    check(marked([STEPS], {"steps:vantan"}))


def test_only_effects_know_no_exceptions() -> None:
    asked_by_gates = {LackCode(code) for code in list(LackCode)[list(LackCode).index(LackCode.BENEFIT) :]}
    assert asked_by_gates - WAIVABLE == {LackCode.EFFECT, LackCode.EFFECT_UNREVIEWED}


def test_a_long_list_is_summed_up_in_the_sentence_and_whole_in_the_error() -> None:
    many = [replace(STEPS, about=f"n-{number}") for number in range(5)]
    with pytest.raises(GateRefused, match="5 saker saknas: Steg 3; Steg 3; Steg 3 och 2 till") as refused:
        check(many)
    assert len(refused.value.missing) == 5

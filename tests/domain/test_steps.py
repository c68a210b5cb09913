"""The seven steps: which are complete, whatever the order in which they are answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import quarter
from portfolio.domain.steps import STEPS, Answers, Preliminary, check_preliminary, complete, incomplete, lacks

TODAY = date(2023, 5, 15)
SIMPLE, COMPLEX = ComplexityLevel.SIMPLE, ComplexityLevel.COMPLEX

FULL = Answers(
    title="Kortare väntan",
    description="Fast läkarkontakt inom tre veckor.",
    kind=BenefitKind.BENEFIT,
    activities=(False,),
    owner_role="Verksamhetschef",
    owner_unit=True,
    first_effect=quarter(2024, 2),
    full_effect=quarter(2025, 1),
    follow_up_method="Tas ut ur journalsystemet.",
    frequency=Frequency.QUARTER,
    controller=True,
    measures=1,
)

#: What a benefit lacks when one thing is taken away: the field, what is left of it, the step, and what is said.
GAPS: list[tuple[str, Any, int, tuple[str, ...]]] = [
    ("title", None, 1, ("namn",)),
    ("description", None, 1, ("beskrivning",)),
    ("kind", None, 1, ("slag",)),
    ("activities", (), 2, ("möjliggörare eller aktivitet",)),
    ("activities", (True, False), 2, ("fas för 1 aktivitet",)),
    ("activities", (True, True), 2, ("fas för 2 aktiviteter",)),
    ("owner_role", None, 3, ("ägarens roll",)),
    ("owner_unit", False, 3, ("ägarens enhet",)),
    ("first_effect", None, 4, ("tid för första effekt",)),
    ("full_effect", None, 4, ("tid för full effekt",)),
    ("follow_up_method", None, 5, ("hur effekten följs upp",)),
    ("frequency", None, 5, ("hur ofta den följs upp",)),
    ("controller", False, 6, ("vem som ansvarar för uppföljningen",)),
    ("measures", 0, 7, ("mätetal eller bedömning",)),
]


def test_nothing_answered_is_nothing_complete() -> None:
    found = lacks(Answers(), level=None, today=TODAY)
    assert complete(found) == 0
    assert incomplete(found) == STEPS
    assert found[1] == ("namn", "beskrivning", "slag")


@pytest.mark.parametrize("level", [None, *ComplexityLevel])
def test_with_what_each_asks_for_all_seven_are_complete(level: ComplexityLevel | None) -> None:
    assert complete(lacks(FULL, level=level, today=TODAY)) == 7


@pytest.mark.parametrize(("field", "value", "step", "said"), GAPS)
def test_each_required_field_makes_its_own_step_incomplete_and_no_other(
    field: str, value: Any, step: int, said: tuple[str, ...]
) -> None:
    found = lacks(replace(FULL, **{field: value}), level=None, today=TODAY)
    assert incomplete(found) == (step,)
    assert found[step] == said


def test_an_assessment_stands_in_for_a_measure() -> None:
    assert complete(lacks(replace(FULL, measures=0, assessed=True), level=None, today=TODAY)) == 7


@pytest.mark.parametrize(("days", "done"), [(1, True), (0, True), (-1, False)])
def test_a_preliminary_step_is_complete_up_to_its_day_and_due_for_another_look_after_it(days: int, done: bool) -> None:
    mark = Preliminary(TODAY + timedelta(days=days))
    for answers in (Answers(preliminary={7: mark}), replace(FULL, preliminary={7: mark})):
        found = lacks(answers, level=COMPLEX, today=TODAY)
        assert (found[7] == ()) is done
        assert done or "steget var preliminärt" in found[7][0]


@pytest.mark.parametrize("level", [None, SIMPLE, ComplexityLevel.COMPLICATED])
def test_on_other_levels_the_mark_means_nothing(level: ComplexityLevel | None) -> None:
    later, before = Preliminary(TODAY + timedelta(days=9)), Preliminary(TODAY - timedelta(days=9))
    assert incomplete(lacks(Answers(preliminary={1: later}), level=level, today=TODAY)) == STEPS
    assert complete(lacks(replace(FULL, preliminary={1: before}), level=level, today=TODAY)) == 7


def test_only_a_complex_initiative_has_preliminary_steps() -> None:
    check_preliminary(2, TODAY, level=COMPLEX, today=TODAY)
    check_preliminary(2, None, level=COMPLEX, today=TODAY)
    for level in (None, SIMPLE, ComplexityLevel.COMPLICATED):
        with pytest.raises(Invalid) as refused:
            check_preliminary(2, TODAY, level=level, today=TODAY)
        assert refused.value.field == "preliminary_until"


def test_a_day_for_another_look_lies_ahead_unless_it_stood_there_already() -> None:
    past = TODAY - timedelta(days=1)
    with pytest.raises(Invalid, match="har redan varit"):
        check_preliminary(2, past, level=COMPLEX, today=TODAY)
    check_preliminary(2, past, level=COMPLEX, today=TODAY, already=Preliminary(past))


def _texts() -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.just("något"))


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    """Any benefit, half filled in."""
    period = st.one_of(st.none(), st.builds(quarter, st.integers(2021, 2025), st.integers(1, 4)))
    return Answers(
        title=draw(_texts()),
        description=draw(_texts()),
        kind=draw(st.one_of(st.none(), st.sampled_from(BenefitKind))),
        activities=tuple(draw(st.lists(st.booleans(), max_size=4))),
        owner_role=draw(_texts()),
        owner_unit=draw(st.booleans()),
        first_effect=draw(period),
        full_effect=draw(period),
        follow_up_method=draw(_texts()),
        frequency=draw(st.one_of(st.none(), st.sampled_from(Frequency))),
        controller=draw(st.booleans()),
        measures=draw(st.integers(0, 5)),
        assessed=draw(st.booleans()),
        preliminary={
            step: Preliminary(TODAY + timedelta(days=draw(st.integers(-400, 400))))
            for step in draw(st.sets(st.sampled_from(STEPS)))
        },
    )


LEVELS = st.one_of(st.none(), st.sampled_from(ComplexityLevel))


@given(answers(), LEVELS)
def test_every_step_is_judged_and_counted_once(some: Answers, level: ComplexityLevel | None) -> None:
    found = lacks(some, level=level, today=TODAY)
    assert tuple(found) == STEPS
    assert complete(found) + len(incomplete(found)) == 7
    assert 0 <= complete(found) <= 7


@given(answers(), LEVELS, st.sampled_from([gap[0] for gap in GAPS]))
def test_to_answer_one_thing_more_never_makes_less_complete(
    some: Answers, level: ComplexityLevel | None, field: str
) -> None:
    before = lacks(some, level=level, today=TODAY)
    after = lacks(replace(some, **{field: getattr(FULL, field)}), level=level, today=TODAY)
    assert set(incomplete(after)) <= set(incomplete(before))


@given(answers())
def test_level_makes_a_difference_only_where_a_step_is_preliminary(some: Answers) -> None:
    plain = lacks(some, level=None, today=TODAY)
    marked = lacks(some, level=COMPLEX, today=TODAY)
    assert {step for step in STEPS if plain[step] != marked[step]} <= set(some.preliminary)
    assert lacks(some, level=SIMPLE, today=TODAY) == plain


@given(answers(), st.integers(0, 800))
def test_time_alone_only_takes_completeness_away(some: Answers, days: int) -> None:
    now = set(incomplete(lacks(some, level=COMPLEX, today=TODAY)))
    then = set(incomplete(lacks(some, level=COMPLEX, today=TODAY + timedelta(days=days))))
    assert now <= then

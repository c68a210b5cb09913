"""What was decided, in running text."""

from __future__ import annotations

from datetime import date

import pytest

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decision_sentences import Decided, verdict
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter

YES, NO = Outcome.APPROVED, Outcome.DECLINED

TOLD = [
    (
        Decided(Matter.START, YES, InitiativeState.APPROVED, ComplexityLevel.COMPLEX, start=quarter(2023, 3)),
        "om start av initiativ: godkänt, komplext, start kv 3 2023",
    ),
    (
        Decided(Matter.START, Outcome.DEFERRED, InitiativeState.DEFERRED, until=date(2023, 9, 1)),
        "om start av initiativ: vilande till 1 september 2023",
    ),
    (Decided(Matter.START, NO, InitiativeState.DECLINED), "om start av initiativ: avslag"),
    (Decided(Matter.LEVEL, YES, level=ComplexityLevel.SIMPLE), "om klassning: enkelt"),
    (Decided(Matter.PHASE, YES, InitiativeState.PREPARATION), "om fas: förberedande fas"),
    (
        Decided(
            Matter.PHASE,
            YES,
            InitiativeState.DELIVERY,
            waived=("baseline:a/b", "steps:a", "baseline:a/c", "older_code"),
        ),
        "om fas: lösningsutformning och införande, med undantag från nollmätning (2 saker), steg och older_code",
    ),
    (Decided(Matter.PHASE, NO), "om fas: avslag"),
    (Decided(Matter.PAUSE, YES, InitiativeState.PAUSED), "om paus"),
    (Decided(Matter.PAUSE, NO), "om paus: avslag"),
    (Decided(Matter.RESUME, YES, InitiativeState.PREPARATION), "om återupptagande: förberedande fas"),
    (Decided(Matter.CLOSE, YES, InitiativeState.CLOSED), "om avslut"),
    (Decided(Matter.PROJECT_END, YES), "om projektets slut"),
    (Decided(Matter.TARGET, YES, benefit="Kortare väntan"), "om ändrat målvärde för nyttan ”Kortare väntan”"),
    (Decided(Matter.WAIVE, YES, waived=("handover:x",)), "om undantag: överlämning"),
    (Decided(Matter.CONCLUDE_BENEFIT, YES, benefit="Kortare väntan"), "att nyttan ”Kortare väntan” avförs"),
    (
        Decided(Matter.CONCLUDE_BENEFIT, YES, benefit="Kortare väntan", moved=True),
        "att nyttan ”Kortare väntan” flyttas till ett annat initiativ",
    ),
    (
        Decided(Matter.CONCLUDE_BENEFIT, NO, benefit="Kortare väntan"),
        "om avförd nytta för nyttan ”Kortare väntan”: avslag",
    ),
    (Decided(Matter.CORRECT, YES, corrects=Matter.PAUSE), "om rättelse av beslutet om paus"),
    (Decided(Matter.ENTRY, YES, InitiativeState.PAUSED), "om ingångsläge: pausat"),
]


@pytest.mark.parametrize(("one", "told"), TOLD, ids=[told for _, told in TOLD])
def test_every_sort_of_decision_is_told_in_running_text(one: Decided, told: str) -> None:
    assert verdict(one) == told


def test_every_matter_has_words() -> None:
    for matter in Matter:
        for outcome in Outcome:
            assert verdict(Decided(matter, outcome)).startswith("om ")

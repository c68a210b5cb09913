"""What is lacking for the next step, in the order in which it is best put right."""

from __future__ import annotations

from typing import Any

from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.readiness import LackCode, Progress, lacking

READY: dict[str, Any] = {
    "kind": InitiativeKind.INITIATIVE,
    "has_timetable": True,
    "has_level": True,
    "has_lead": True,
    "unplaced": 0,
    "benefits": [Progress(1, "Kortare väntan", ())],
}


def codes(**changed: Any) -> list[LackCode]:
    return [lack.code for lack in lacking(**{**READY, **changed})]


def test_nothing_is_lacking_when_everything_is_there() -> None:
    assert codes() == []


def test_each_thing_is_told_alone_and_all_of_them_in_order() -> None:
    assert codes(has_level=False) == [LackCode.LEVEL]
    assert codes(has_lead=False) == [LackCode.LEAD]
    assert codes(has_timetable=False) == [LackCode.TIMETABLE]
    assert codes(unplaced=2) == [LackCode.UNPLACED]
    assert codes(benefits=[]) == [LackCode.BENEFIT]
    assert codes(benefits=[Progress(1, "A", (2,)), Progress(2, "B", ()), Progress(3, "C", (1, 7))]) == [
        LackCode.STEPS,
        LackCode.STEPS,
    ]
    everything = codes(has_level=False, has_lead=False, has_timetable=False, unplaced=1, benefits=[])
    assert everything == [
        LackCode.LEVEL,
        LackCode.LEAD,
        LackCode.TIMETABLE,
        LackCode.UNPLACED,
        LackCode.BENEFIT,
    ]


def test_what_goes_on_over_time_needs_no_timetable_no_level_and_no_phases() -> None:
    ongoing = {"kind": InitiativeKind.ONGOING, "has_timetable": False, "has_level": False, "unplaced": 3}
    assert codes(**ongoing) == []


def test_steps_are_named_in_words_and_the_first_of_them_is_where_to_go_on() -> None:
    (lack,) = lacking(**{**READY, "benefits": [Progress(9, "Kortare väntan", (3, 5, 7))]})
    assert lack.text == "Steg 3, 5 och 7 för nyttan ”Kortare väntan”"
    assert (lack.benefit_id, lack.step) == (9, 3)
    (lack,) = lacking(**{**READY, "benefits": [Progress(9, "Kortare väntan", (4,))]})
    assert lack.text == "Steg 4 för nyttan ”Kortare väntan”"
    (lack,) = lacking(**{**READY, "benefits": [Progress(9, "Kortare väntan", (1, 2, 3, 4, 5, 6, 7))]})
    assert lack.text == "Alla sju steg för nyttan ”Kortare väntan”"
    (lack,) = lacking(**{**READY, "unplaced": 1})
    assert lack.text == "Fas för 1 aktivitet"

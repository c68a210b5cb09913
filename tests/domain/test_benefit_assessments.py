"""A judgement says what, when, by whom outside the project, and on what grounds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds, Insiders, check_assessment
from portfolio.domain.errors import InvalidFields

TODAY = date(2023, 5, 15)
GOOD: dict[str, Any] = {
    "outcome": AssessedOutcome.REACHED,
    "assessed_on": TODAY,
    "grounds": Grounds.STRONG,
    "source": "Intervjuer",
    "second_source": "Granskade planer",
    "assessor": "Utvärderare",
    "assessor_id": None,
}
INSIDE = Insiders(leads={7}, lead_names=["Projektledare Pia"], owner=8, owner_names=["Ägare Örn", "Verksamhetschef"])

BAD = [
    ({"outcome": None}, "outcome", "Välj vad"),
    ({"assessed_on": None}, "assessed_on", "vilken dag"),
    ({"assessed_on": date(2023, 5, 16)}, "assessed_on", "inte varit än"),
    ({"grounds": None}, "grounds", "hur starka"),
    ({"second_source": None}, "second_source", "två källor"),
    ({"second_source": "INTERVJUER"}, "second_source", "samma källa"),
    ({"assessor": None}, "assessor", "vem som har gjort"),
    ({"assessor_id": 9}, "assessor", "inte båda"),
    ({"assessor": None, "assessor_id": 7}, "assessor_id", "Projektledaren bedömer inte"),
    ({"assessor": None, "assessor_id": 8}, "assessor_id", "Nyttans ägare bedömer inte"),
    ({"assessor": "projektledare pia"}, "assessor", "utanför projektet"),
    ({"assessor": "verksamhetschef"}, "assessor", "Nyttans ägare bedömer inte"),
]


@pytest.mark.parametrize(("fields", "field", "message"), BAD)
def test_what_is_wrong_is_said_by_its_field(fields: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(InvalidFields) as problem:
        check_assessment(**GOOD | fields, insiders=INSIDE, today=TODAY)
    assert list(problem.value.problems) == [field]
    assert message in problem.value.problems[field]


def test_what_is_right_passes_with_one_source_where_the_grounds_are_less() -> None:
    for fields in ({}, {"grounds": Grounds.SOME, "second_source": None}, {"assessor": None, "assessor_id": 9}):
        check_assessment(**GOOD | fields, insiders=INSIDE, today=TODAY)


def test_every_outcome_is_a_state() -> None:
    assert [one.state.value for one in AssessedOutcome] == [one.value for one in AssessedOutcome]

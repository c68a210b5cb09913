"""Judgements of benefits by way of the API, and what a benefit says of its state and evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.measured import benefit, measured, months

Scripts = Callable[..., Script]

GOOD: dict[str, Any] = {
    "outcome": "reached",
    "statement": "Avdelningarna använder rutinen.",
    "assessed_on": "2023-05-02",
    "grounds": "strong",
    "source": "Intervjuer",
    "second_source": "Granskade planer",
    "assessor": "Utvärderare",
}


def test_judgements_are_recorded_and_read_and_the_benefit_says_so(
    script: Scripts, stored: Stored, acting: Callable[[str], Context]
) -> None:
    benefit_id = benefit(acting("system"))
    controller, path = script("controller"), f"/benefits/{benefit_id}"
    before = controller.get(path)
    assert (before.json["state"], before.json["evidence"], before.json["flags"]) == ("no_measure", None, [])
    made = controller.post(f"{path}/assessments", GOOD)
    assert made.status_code == 201
    assert {name: made.json[name] for name in GOOD} == GOOD
    later = controller.post(
        f"{path}/assessments", {**GOOD, "outcome": "behind", "assessed_on": "2023-05-03", "grounds": "weak"}
    )
    assert controller.get(made.headers["Location"].removeprefix("/api/v1")).json == [later.json, made.json]
    told = controller.get(path)
    assert (told.json["state"], told.json["evidence"], told.json["flags"]) == ("behind", "assessed", ["assessed"])
    assert told.json["summary"].startswith("Bedömd efter plan 2023-05-03 av Utvärderare.")
    # What is reckoned is no part of the version.
    assert told.headers["ETag"] == before.headers["ETag"]
    length = stored.changes()
    for sent, fields in (
        ({**GOOD, "second_source": None}, {"second_source"}),
        ({**GOOD, "assessor": None}, {"assessor"}),
        ({**GOOD, "assessor": "Project Lead"}, {"assessor"}),
        ({**GOOD, "assessed_on": "2023-05-16", "outcome": "good"}, {"outcome"}),
    ):
        refused = controller.post(f"{path}/assessments", sent)
        assert (refused.status_code, set(reasons(refused))) == (422, fields)
    assert stored.changes() == length


@one_database
def test_state_and_evidence_are_those_of_the_measure_that_speaks(
    script: Scripts, acting: Callable[[str], Context]
) -> None:
    told = months(2021, *[90.0, 92.0] * 6) | months(2022, *[70.0, 72.0] * 6) | months(2023, 70, 72, 70, 72)
    made = measured(acting("system"), told)
    answer = script("reader").get(f"/benefits/{made.benefit_id}").json
    assert (answer["state"], answer["evidence"]) == ("on_track", "established_improvement")
    listed = script("reader").get("/benefits?plan=narmare-kronobergaren&limit=1000").json["items"]
    [same] = [one for one in listed if one["id"] == made.benefit_id]
    assert same == answer


@one_database
def test_moving_the_first_effect_asks_why_once_there_are_values(
    script: Scripts, stored: Stored, acting: Callable[[str], Context]
) -> None:
    made = measured(acting("system"), months(2023, 70, 72))
    lead, path = script("project_lead"), f"/benefits/{made.benefit_id}"
    version = lead.get(path).headers["ETag"]
    refused = lead.patch(path, {"first_effect": "2022-Q3"}, version=version)
    assert set(reasons(refused)) == {"start_reason"}
    moved = lead.patch(path, {"first_effect": "2022-Q3", "start_reason": "Införandet sköts upp."}, version=version)
    assert (moved.status_code, moved.json["first_effect"]) == (200, "2022-Q3")

"""What benefits want of measures by way of the API: chosen, set, changed with a reason, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.periods import from_code
from portfolio.models import BenefitMeasure, Measure
from portfolio.services import measures
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, another_plan, one_database, reasons
from tests.measured import Made, benefit, measured, months, undecided

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

AIM: dict[str, Any] = {
    "baseline": {"value": 90.5, "period": "2021", "reason": None},
    "target": {"value": 50, "period": "2023-Q4"},
    "interim": [{"period": "2022-12", "value": 70.25}],
    "method": "series",
    "share": 0.4,
    "contribution": "likely",
    "contribution_reason": "Inget annat har ändrats.",
}


@pytest.fixture
def made(acting: Acting) -> Made:
    """A measure with values, of a benefit that wants something of it."""
    return measured(acting("system"), months(2022, *[80.0] * 12) | months(2023, 60, 60, 60, 60))


@pytest.fixture
def lead(script: Scripts) -> Script:
    return script("project_lead")


def test_a_measure_is_chosen_with_everything_that_is_wanted_of_it(
    lead: Script, script: Scripts, acting: Acting, made: Made, stored: Stored
) -> None:
    chosen, reader = benefit(acting("system"), "Kortare kö"), script("reader")
    length = stored.changes()
    posted = lead.post("/benefit-measures", {"benefit": chosen, "series": made.series_id, **AIM})
    assert posted.status_code == 201, posted.json
    assert (stored.changes(), stored.last_change()[0]) == (length + 1, "aim:set")
    assert {name: posted.json[name] for name in AIM} == AIM
    assert (posted.json["benefit"], posted.json["measure"], posted.json["series"]) == (
        *(chosen, made.measure_id, made.series_id),
    )
    [target] = posted.json["targets"]
    assert (target["number"], target["value"], target["period"], target["reason"]) == (1, 50, "2023-Q4", None)
    # The other benefit says nothing of its part, and so claims all of it.
    assert posted.json["claimed"] == 1.4
    read = reader.get(posted.headers["Location"].removeprefix("/api/v1"))
    assert (read.json, read.headers["ETag"]) == (posted.json, posted.headers["ETag"])
    assert lead.get(f"/benefits/{chosen}").json["measures"] == [made.measure_id]
    again = lead.post("/benefit-measures", {"benefit": chosen, "series": made.series_id, **AIM})
    assert (again.status_code, stored.changes()) == (409, length + 1)
    # That of the whole is not written down, so that it goes on with the measure when its definition changes.
    assert stored.one(select(BenefitMeasure.series_id).where(BenefitMeasure.id == posted.json["id"])) is None


@one_database
def test_how_it_goes_is_told_as_the_pages_tell_it(script: Scripts, made: Made) -> None:
    told: Any = script("reader").get(f"/benefit-measures/{made.link_id}").json
    assert told["now"] == pytest.approx((8 * 80 + 4 * 60) / 12)
    assert told["achievement"] == pytest.approx((220 / 3 - 90) / (50 - 90))
    assert told["expected"] == pytest.approx(10 / 24, abs=0.005)
    assert told["deviation"] == pytest.approx(told["achievement"] - told["expected"])
    assert (told["latest"], told["latest_period"], told["state"]) == (60, "2023-04", "on_track")
    assert (told["flags"], told["overdue_days"]) == ([], 0)
    assert told["summary"].startswith("Enligt plan: 73")


@one_database
def test_a_controller_sets_what_is_wanted_of_a_measure_that_was_chosen(
    script: Scripts, acting: Acting, stored: Stored
) -> None:
    chosen = measured(acting("system"), baseline=None, target=None)
    controller = script("controller")
    content = {"series": chosen.series_id, "baseline": {"reason": "Det mättes aldrig."}, "target": {"value": 50}}
    posted = controller.post("/benefit-measures", {"benefit": chosen.benefit_id, **content})
    assert (posted.status_code, posted.json["id"]) == (201, chosen.link_id), posted.json
    assert posted.json["baseline"] == {"value": None, "period": None, "reason": "Det mättes aldrig."}
    assert posted.json["achievement"] is None
    another = benefit(acting("system"), "En till")
    length = stored.changes()
    # To choose measures is for those who work with the benefit.
    refused = controller.post("/benefit-measures", {"benefit": another, **content})
    assert (refused.status_code, "projektledare" in refused.json["who"], stored.changes()) == (403, True, length)


def test_a_change_touches_what_is_sent_and_another_target_asks_why(lead: Script, acting: Acting, made: Made) -> None:
    undecided(acting("system"))
    path = f"/benefit-measures/{made.link_id}"
    before = lead.get(path)
    version = before.headers["ETag"]
    changed = lead.patch(path, {"method": "series", "target": {"period": "2023-Q4"}}, version=version)
    assert (changed.status_code, set(reasons(changed))) == (422, {"reason"})
    why = {"reason": "Kvartalet sades inte."}
    changed = lead.patch(path, {"method": "series", "target": {"period": "2023-Q4"}, **why}, version=version)
    assert changed.status_code == 200, changed.json
    assert changed.json["target"] == {"value": 50, "period": "2023-Q4"}
    assert changed.json["baseline"] == before.json["baseline"]
    assert [(one["number"], one["period"], one["reason"]) for one in changed.json["targets"]] == [
        (1, None, None),
        (2, "2023-Q4", "Kvartalet sades inte."),
    ]
    assert lead.patch(path, {"share": 1}, version=version).status_code == 412
    assert lead.patch(path, {"share": 1}).status_code == 428
    interim = {"interim": [{"period": "2022-12", "value": 70}]}
    held = lead.patch(path, interim, version=changed.headers["ETag"])
    assert held.json["interim"] == interim["interim"]
    emptied = lead.patch(path, {"interim": None, "baseline": None}, version=held.headers["ETag"])
    assert (emptied.status_code, emptied.json["interim"]) == (200, [])
    assert set(emptied.json["baseline"].values()) == {None}
    assert emptied.json["state"] == "no_baseline"


@one_database
def test_a_target_that_was_decided_on_changes_by_decision_alone(lead: Script, made: Made) -> None:
    path = f"/benefit-measures/{made.link_id}"
    other = {"target": {"value": 45}, "reason": "Det går fortare än vi trodde."}
    refused = lead.patch(path, other, version=lead.version(path))
    assert (refused.status_code, set(reasons(refused))) == (422, {"target.value"})


@one_database
def test_a_part_of_the_measure_is_followed_instead_of_the_whole(
    lead: Script, script: Scripts, acting: Acting, made: Made
) -> None:
    controller, path = script("controller"), f"/benefit-measures/{made.link_id}"
    part = controller.post(f"/measures/{made.measure_id}/series", {"sex": "female"}).json["id"]
    changed = lead.patch(path, {"series": part}, version=lead.version(path))
    assert (changed.json["series"], changed.json["now"]) == (part, None)
    system = acting("system")
    with system.transaction():
        digest = measures.digest(measures.get(system, made.measure_id))
        measures.edit(system, made.measure_id, version=digest, unit="veckor", reason="Bättre så.")
    assert lead.get(path).json["series"] == part, "what was chosen is told, though it says nothing any more"
    refused = lead.patch(path, {"series": made.series_id}, version=lead.version(path))
    assert (refused.status_code, set(reasons(refused))) == (422, {"series"})
    present = [one["id"] for one in lead.get(f"/measures/{made.measure_id}/series").json if one["present"]]
    assert lead.patch(path, {"series": present[0]}, version=lead.version(path)).json["series"] == present[0]


REFUSED: list[tuple[dict[str, Any], set[str]]] = [
    ({"target": {"value": 95}}, {"target.value"}),
    ({"target": {"value": 90.5}}, {"target.value"}),
    ({"target": {"value": "50"}}, {"target.value"}),
    ({"target": {"value": 50, "period": "löpande"}}, {"target.period"}),
    ({"target": None}, {"interim"}),
    ({"baseline": {"value": 90}}, {"baseline.period"}),
    ({"baseline": {"period": "2021"}}, {"baseline.value"}),
    ({"baseline": {"value": 90, "period": "2021", "reason": "Båda"}}, {"baseline.reason"}),
    ({"baseline": {"value": 90.12345678901234, "period": "2021"}}, {"baseline.value"}),
    ({"share": 0}, {"share"}),
    ({"share": 1.01}, {"share"}),
    ({"share": 40}, {"share"}),
    ({"interim": [{"period": "2022-12", "value": 70}] * 2}, {"interim"}),
    ({"interim": [{"period": "2022-12"}]}, {"interim.0.value"}),
    ({"interim": [{"period": f"{2000 + number}", "value": 1} for number in range(41)]}, {"interim"}),
    ({"method": "guess"}, {"method"}),
    ({"series": 987654}, {"series"}),
    ({"benefit": 987654}, {"benefit"}),
    ({"achievement": 1}, {"achievement"}),
]


@one_database
def test_what_cannot_be_is_refused_by_its_name_and_chooses_nothing(
    lead: Script, acting: Acting, made: Made, stored: Stored
) -> None:
    chosen = benefit(acting("system"), "Kortare kö")
    length = stored.changes()
    for wrong, fields in REFUSED:
        refused = lead.post("/benefit-measures", {"benefit": chosen, "series": made.series_id, **AIM, **wrong})
        assert (refused.status_code, set(reasons(refused))) == (422, fields), (wrong, refused.json)
    assert stored.changes() == length
    assert stored.one(select(func.count(BenefitMeasure.id)).where(BenefitMeasure.benefit_id == chosen)) == 0
    path = f"/benefit-measures/{made.link_id}"
    # What nobody asked for still goes to the log, and so has to be text.
    refused = lead.patch(path, {"share": 1, "reason": "a\0b"}, version=lead.version(path))
    assert (refused.status_code, set(reasons(refused))) == (422, {"reason"})


@one_database
def test_a_series_of_another_plan_does_not_exist_and_one_that_does_is_none_of_the_benefits(
    script: Scripts, acting: Acting, made: Made, stored: Stored
) -> None:
    system = acting("system")
    with system.transaction():
        measures.add(system, another_plan(system).id, name="Dold", direction="decrease", frequency="month")
    series = stored.one(select(func.max(measures.Series.id)))
    assert stored.one(select(Measure.plan_id).order_by(Measure.id.desc()).limit(1)) != 1
    content = {"benefit": benefit(system, "Kortare kö", first_effect=from_code("2022")), "series": series}
    refused = script("coordinator").post("/benefit-measures", content)
    assert reasons(refused) == {"series": "Serien finns inte."}

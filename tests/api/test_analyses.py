"""Whether a change is real by way of the API: of what is sent, which leaves no trace, and of what is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portfolio.domain.measures import Accumulation, ChartKind, Direction
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.measured import Made, benefit, measured, months, values

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

MONTHS = [f"2023-{number:02}" for number in range(1, 13)] + [f"2024-{number:02}" for number in range(1, 13)]
CALM = [10, 12] * 6
ASKED: dict[str, Any] = {
    "chart": "xmr",
    "periods": MONTHS,
    "values": [*CALM, 14, 15, 14, None, 15, 14, 15, 14, 15, 14, 15, 14],
    "direction": "increase",
    "target": 15,
    "baseline": 11,
    "first_effect": "2024-01",
    "full_effect": "2025-12",
    "freeze": 12,
}


@pytest.fixture
def someone(script: Scripts) -> Script:
    """Whoever has a token at all, without a role in any plan."""
    return script("outsider")


@one_database
def test_the_whole_answer_and_no_trace_of_it(someone: Script, stored: Stored) -> None:
    length = stored.changes()
    answer = someone.post("/analysis", ASKED)
    told: Any = answer.json
    assert (answer.status_code, stored.changes()) == (200, length), told
    phase = told["phases"][0]
    limits = [phase[name] for name in ("centre", "lower", "upper", "near_lower", "near_upper")]
    # 11 ± 2.66 · 2, and two thirds of it.
    assert limits == pytest.approx([11, 5.68, 16.32, 11 - 5.32 * 2 / 3, 11 + 5.32 * 2 / 3])
    assert {name: phase[name] for name in ("start", "end", "n", "n_baseline", "provisional")} == {
        "start": 0,
        "end": 23,
        "n": 23,
        "n_baseline": 12,
        "provisional": False,
    }
    # The fifteens lie beyond the near limit of 14.5467; those before the gap have no two among three.
    assert told["rules"] == {
        "outside": [],
        "trend": [],
        "two_of_three": [16, 18, 20, 22],
        "shift": list(range(16, 24)),
    }
    assert told["points"][15] == {"period": "2024-04", "value": None, "signal": None, "side": None, "type": None}
    assert told["points"][23]["signal"] == "shift"
    assert told["points"][23] == {
        "period": "2024-12",
        "value": 14,
        "signal": "shift",
        "side": "above",
        "type": "improvement",
    }
    assert (told["variation"], told["assurance"], told["limits_per_point"]) == (
        "improvement_high",
        "inconsistent",
        None,
    )
    run = told["run_chart"][0]
    assert (run["start"], run["end"], run["centre"], run["n_useful"], run["signal"]) == (0, 23, 11, 23, True)
    assert (told["now"], told["latest"]) == (pytest.approx(159 / 11), 14)
    assert told["achievement"] == pytest.approx((159 / 11 - 11) / 4)
    assert told["deviation"] == pytest.approx(told["achievement"] - told["expected"])
    assert (told["state"], told["flags"]) == ("on_track", [])
    assert (told["method"], told["evidence"]) == ("series", "established_improvement")
    assert told["detectable_shift"] == pytest.approx(4 / 1.128)
    forecast = told["forecast"]
    assert (forecast["at"], forecast["basis"], forecast["value"]) == ("2025-12", "none", None)
    assert forecast["reason"]
    assert told["summary"].startswith("Tydlig förbättring: de 8 senaste värdena ligger alla över 11")


@one_database
def test_every_kind_of_chart(someone: Script) -> None:
    counts = {
        "numerators": [20, 30, 40, 10, None, 0],
        "denominators": [100, 100, 200, 100, 100, 0],
        "periods": MONTHS[:6],
        "direction": "decrease",
    }
    p: Any = someone.post("/analysis", {**counts, "chart": "p", "baseline_period": "2023-01", "target": 0.05}).json
    assert [one["value"] for one in p["points"]] == [0.2, 0.3, 0.2, 0.1, None, None]
    assert (p["phases"][0]["centre"], p["phases"][0]["upper"]) == (0.2, None)
    assert p["limits_per_point"]["lower"] == [pytest.approx(one, abs=1e-6) for one in (0.08, 0.08, 0.115147, 0.08)] + [
        None,
        None,
    ]
    assert (p["now"], p["achievement"]) == (0.2, 0)
    u: Any = someone.post("/analysis", {**counts, "chart": "u"}).json
    assert u["limits_per_point"]["upper"][0] == pytest.approx(0.2 + 3 * (0.2 / 100) ** 0.5)
    run: Any = someone.post("/analysis", {**ASKED, "chart": "run"}).json
    assert (run["phases"][0]["centre"], run["phases"][0]["lower"], run["variation"]) == (11, None, None)
    assert set(map(len, run["rules"].values())) == {0}
    assert run["evidence"] == "established_improvement", "which chart is drawn does not matter to it"


@one_database
def test_two_counts_are_answered_by_five_fields(someone: Script) -> None:
    asked: dict[str, Any] = {
        "method": "before_after",
        "before": {"x": 120, "n": 200, "sent": 400},
        "after": {"x": 143, "n": 210, "sent": 400},
        "paired": False,
        "direction": "increase",
    }
    answer = someone.post("/analysis", asked)
    assert (answer.status_code, answer.json) == (
        200,
        {
            "difference": pytest.approx(0.0809524),
            "lower": pytest.approx(-0.0118217, abs=1e-6),
            "upper": pytest.approx(0.1720611, abs=1e-6),
            "evidence": "not_shown",
            "summary": "Andelen steg från 60 till 68 procent. Ökningen kan bero på slumpen: osäkerheten är −1 till +17 "
            "procentenheter.",
        },
    )
    assert someone.post("/analysis", {**asked, "paired": True}).json["evidence"] is None  # type: ignore[index]
    for wrong, field in (
        ({"before": None}, "before"),
        ({"after": {"x": 211, "n": 210}}, "after"),
        ({"after": {"x": -1, "n": 210}}, "after.x"),
        ({"before": {"x": 1, "n": 20, "sent": 19}}, "before"),
        ({"values": [1]}, "values"),
    ):
        assert set(reasons(someone.post("/analysis", {**asked, **wrong}))) == {field}


@one_database
def test_what_cannot_be_judged_is_refused_by_the_field_that_was_sent(someone: Script, stored: Stored) -> None:
    length = stored.changes()
    shorter = {"periods": MONTHS[:2], "values": [1, 2], "baseline": None, "target": None, "full_effect": None}
    for wrong, field in (
        ({"direction": None}, "direction"),
        ({"direction": "up"}, "direction"),
        ({"periods": ["2024-02", "2024-01"]}, "periods"),
        ({"periods": ["2024-01", "2024-01"]}, "periods"),
        ({"periods": ["2024-01", "2024-03"]}, "periods"),
        ({"periods": ["2024-01", "2024-Q2"]}, "periods"),
        ({"periods": ["2024-01", "i mars"]}, "periods.1"),
        ({"periods": None}, "periods"),
        ({"values": [1]}, "values"),
        ({"values": [1, "2"]}, "values.1"),
        ({"values": None}, "values"),
        ({"baseline": 80, "target": 70}, "target"),
        ({"baseline": 80, "target": 80}, "target"),
        ({"direction": "maintain"}, "target"),
        ({"chart": "p", "numerators": [3, 1], "denominators": [2, 2]}, "numerators"),
        ({"numerators": [-3, 1], "denominators": [2, 2]}, "numerators"),
        ({"freeze": 1}, "freeze"),
        ({"as_of": "2024"}, "as_of"),
        ({"before": {"x": 1, "n": 2}}, "before"),
        ({"period": "2024"}, "period"),
    ):
        refused = someone.post("/analysis", {**ASKED, **shorter, **wrong})
        assert (refused.status_code, set(reasons(refused))) == (422, {field}), wrong
    too_many = {**ASKED, "periods": ["2024-01"] * 1501, "values": [1] * 1501}
    assert set(reasons(someone.post("/analysis", too_many))) == {"periods", "values"}
    assert stored.changes() == length


def test_the_same_key_gives_the_same_answer_again(someone: Script) -> None:
    headers = {"Idempotency-Key": "analysen"}
    first, second = (someone.post("/analysis", ASKED, headers=headers) for _ in range(2))
    assert (first.json, second.headers.get("Idempotency-Replayed")) == (second.json, "true")
    assert someone.post("/analysis", {**ASKED, "screen": False}, headers=headers).status_code == 422


@pytest.fixture
def made(acting: Acting) -> Made:
    """Twelve months of 80 and 82 in turn, and from January 2022, the first effect, sixteen that are better."""
    return measured(acting("system"), months(2021, *[80, 82] * 6) | months(2022, *[70, 72] * 6) | months(2023, 71, 70))


def test_what_is_stored_is_judged_as_what_is_sent(script: Scripts, made: Made, stored: Stored) -> None:
    reader, path = script("reader"), f"/measures/{made.measure_id}/analysis"
    length = stored.changes()
    answer = reader.get(path)
    told: Any = answer.json
    assert (answer.status_code, stored.changes()) == (200, length), told
    sent: Any = reader.post(
        "/analysis",
        {
            "periods": [one["period"] for one in told["points"]],
            "values": [one["value"] for one in told["points"]],
            "direction": "decrease",
            "baseline": 90,
            "target": 50,
            "first_effect": "2022-01",
            "full_effect": "2023-12",
            "freeze": 12,
            "as_of": "2023-05-15",
        },
    ).json
    # A value of a stored measure can be late, and its unit is known.
    assert (told.pop("flags"), sent.pop("flags")) == (["overdue"], [])
    assert told.pop("summary").replace("\N{NO-BREAK SPACE}dagar", ",0") == sent.pop("summary")
    assert (told["forecast"].pop("at"), sent["forecast"].pop("at")) == (None, "2023-12")
    assert told == sent
    assert (told["evidence"], told["phases"][0]["n_baseline"]) == ("established_improvement", 12)
    link: Any = reader.get(f"/benefit-measures/{made.link_id}").json
    names = ("state", "evidence", "now", "latest", "achievement", "expected", "deviation")
    assert {name: link[name] for name in names} == {name: told[name] for name in names}
    register: Any = reader.get("/plans/narmare-kronobergaren/register").json
    rows = {one["benefit_measure"]: one["evidence"] for one in register["items"]}
    assert (rows[made.link_id], rows[None]) == (told["evidence"], None)


@one_database
def test_a_day_cuts_what_came_later_and_a_gap_is_told(script: Scripts, acting: Acting, made: Made) -> None:
    reader, path = script("reader"), f"/measures/{made.measure_id}/analysis"
    cut: Any = reader.get(f"{path}?as_of=2022-02-28").json
    assert (len(cut["points"]), cut["evidence"], cut["latest"]) == (14, "too_little", 72)
    values(acting("system"), made, {"2023-04": 69})
    gap: Any = reader.get(path).json
    assert [one["value"] for one in gap["points"][-2:]] == [None, 69]
    assert gap["evidence"] == "signs_improvement", "the run begins anew after the gap"
    assert reader.get(f"{path}?as_of=2023").status_code == 422


@one_database
def test_what_nobody_has_reviewed_shows_signs_at_most(script: Scripts, acting: Acting) -> None:
    system = acting("system")
    better = months(2021, *[80, 82] * 6) | months(2022, 70, 71, 70, 71, 70, 71)
    made = measured(system, better)
    values(system, made, months(2022, 70, first=7), reviewed=False)
    path = f"/measures/{made.measure_id}/analysis"
    told: Any = script("reader").get(path).json
    assert told["evidence"] == "signs_improvement"
    assert "Alla värden är inte granskade." in told["summary"]
    # With seven that somebody has reviewed, one more that waits takes nothing away.
    sure = measured(system, months(2021, *[80, 82] * 6) | months(2022, *[70.0] * 7), name="Granskat")
    values(system, sure, months(2022, 71, first=8), reviewed=False)
    settled: Any = script("reader").get(f"/measures/{sure.measure_id}/analysis").json
    assert settled["evidence"] == "established_improvement"


@one_database
def test_counts_are_told_as_bare_ratios(script: Scripts, acting: Acting) -> None:
    told = {f"2022-{number:02}": (25.0, 5, 20) for number in range(1, 13)} | {"2023-01": (35.0, 7, 20)}
    made = measured(
        acting("system"),
        told,
        baseline=25,
        target=40,
        direction=Direction.INCREASE,
        benefit_id=benefit(acting("system"), first_effect=None, full_effect=None),
        chart=ChartKind.P,
        numerator="Nöjda",
        denominator="Svar",
        multiplier=100,
        unit="%",
    )
    found: Any = script("reader").get(f"/measures/{made.measure_id}/analysis").json
    assert (found["points"][12]["value"], found["latest"]) == (0.35, 0.35)
    assert found["now"] == pytest.approx((11 * 5 + 7) / 240)
    # No first effect is stated, so the limits end where the initiative's third phase begins.
    assert (found["phases"][0]["centre"], found["phases"][0]["n_baseline"]) == (0.25, 9)
    assert found["limits_per_point"]["lower"][0] == 0
    # From 25 to 40 per cent, by 62 / 240.
    assert found["achievement"] == pytest.approx((100 * 62 / 240 - 25) / 15)
    assert (found["evidence"], found["state"]) == ("not_shown", "not_judgeable")


@one_database
def test_what_overlaps_is_in_no_chart(script: Scripts, acting: Acting) -> None:
    made = measured(
        acting("system"), months(2021, *[80] * 12) | months(2022, *[70] * 12), accumulation=Accumulation.ROLLING12
    )
    found: Any = script("reader").get(f"/measures/{made.measure_id}/analysis").json
    assert (found["phases"], found["run_chart"], found["evidence"]) == ([], [], None)
    assert (len(found["points"]), found["now"]) == (24, 70)
    assert "rullande tolv månader" in found["summary"]


def test_what_is_left_out_has_to_be_unique(script: Scripts, acting: Acting, made: Made) -> None:
    system, reader, path = acting("system"), script("reader"), f"/measures/{made.measure_id}/analysis"
    assert reader.get(f"{path}?benefit={made.benefit_id}&series={made.series_id}").status_code == 200
    other, hidden = benefit(system, "En annan nytta"), 987654
    for query, field in (
        (f"benefit={other}", "benefit"),
        (f"benefit={hidden}", "benefit"),
        (f"series={hidden}", "series"),
    ):
        assert set(reasons(reader.get(f"{path}?{query}"))) == {field}
    lead = script("project_lead")
    chosen = lead.post("/benefit-measures", {"benefit": other, "series": made.series_id, "target": {"value": 40}})
    assert chosen.status_code == 201, chosen.json
    assert set(reasons(reader.get(path))) == {"benefit"}
    assert reader.get(f"{path}?benefit={other}").json["achievement"] is None  # type: ignore[index]
    part = script("controller").post(f"/measures/{made.measure_id}/series", {"sex": "female"}).json["id"]  # type: ignore[index]
    alone: Any = reader.get(f"{path}?series={part}").json
    assert (alone["points"], alone["phases"], alone["state"]) == ([], [], "no_baseline")
    assert set(reasons(reader.get(f"{path}?benefit={other}&series={part}"))) == {"series"}
    unused = script("controller").post(
        "/measures", {"plan": "narmare-kronobergaren", "name": "Ingen", "direction": "increase", "frequency": "month"}
    )
    unused_id = unused.json["id"]  # type: ignore[index]
    assert reader.get(f"/measures/{unused_id}/analysis").json["points"] == []  # type: ignore[index]
    script("controller").post(f"/measures/{unused_id}/series", {"sex": "male"})
    assert set(reasons(reader.get(f"/measures/{unused_id}/analysis"))) == {"series"}
    assert script("outsider").get(path).status_code == 404

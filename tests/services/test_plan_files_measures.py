"""Measured values in plan files: they come back to the last digit, and a part of them leaves the rest alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.files.plan_file import PlanFileError
from portfolio.models import Benefit, Measure, Measurement, Series
from portfolio.services import plan_files
from portfolio.services.context import Context
from portfolio.services.plan_files import LoadReport
from tests import cast
from tests.web.conftest import one_database

pytestmark = one_database

KEY = "kopta-vardtillfallen"
BENEFIT = "kortare-vag-till-fast-vardkontakt"


@pytest.fixture
def ctx(acting: Any) -> Context:
    context: Context = acting("system")
    return context


def load(ctx: Context, **sections: Any) -> LoadReport:
    head = {"format": "nyttoportfoljen-plan", "version": 1, "plan": {"slug": cast.PLAN}}
    with ctx.transaction():
        return plan_files.load_text(ctx, json.dumps(head | sections), replace=True)


def refused(ctx: Context, **sections: Any) -> str:
    with pytest.raises(PlanFileError) as caught:
        load(ctx, **sections)
    return str(caught.value)


def exported(ctx: Context) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(plan_files.export(ctx, cast.PLAN))
    return content


def measure(ctx: Context, key: str = KEY) -> dict[str, Any]:
    return next(one for one in exported(ctx)["measures"] if one["key"] == key)


def aims(ctx: Context, key: str = BENEFIT) -> list[Any]:
    rows = [one for initiative in exported(ctx)["initiatives"] for one in initiative["benefits"]]
    return next(row["measures"] for row in rows if row["key"] == key)


def of_measure(**fields: Any) -> dict[str, Any]:
    return {"measures": [{"key": KEY, **fields}]}


def whole(*values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"version": 1, "measurements": list(values)}]


def of_benefit(*wanted: Any) -> dict[str, Any]:
    return {"initiatives": [{"key": cast.LED, "benefits": [{"key": BENEFIT, "measures": list(wanted)}]}]}


def test_what_is_exported_and_loaded_again_is_the_same_to_the_last_byte(ctx: Context) -> None:
    before = plan_files.export(ctx, cast.PLAN)
    assert '"value": "7.5"' in before
    with ctx.transaction():
        plan_files.load_text(ctx, before, replace=True)
    assert plan_files.export(ctx, cast.PLAN) == before


def test_a_number_keeps_its_digits_and_a_number_of_json_is_refused(ctx: Context) -> None:
    value = {"period": "2020-T1", "number": 1, "value": "0.10", "state": "submitted"}
    load(ctx, **of_measure(series=whole(value)))
    assert measure(ctx)["series"][0]["measurements"][0]["value"] == "0.10"
    text = refused(ctx, **of_measure(series=whole({**value, "value": 0.1})))
    assert 'measures[0].series[0].measurements[0].value: ska vara siffror inom citattecken, som "0.1"' in text


def test_a_correction_is_added_and_what_the_file_lacks_is_kept_and_listed(ctx: Context) -> None:
    before = measure(ctx)["series"][0]["measurements"]
    correction = {
        "period": "2022-T3",
        "number": 2,
        "value": "338",
        "comment": "Två räknades dubbelt.",
        "state": "draft",
    }
    report = load(ctx, **of_measure(series=whole(correction)))
    after = measure(ctx)["series"][0]["measurements"]
    assert [one for one in after if one["number"] == 1] == before
    [made] = [one for one in after if one["number"] == 2]
    assert (made["value"], made["comment"], made["submitted_at"]) == ("338", "Två räknades dubbelt.", None)
    assert report.added == {"mätvärden": 1}
    assert f"mätvärden av {KEY}, version 1: 2021-T1 (1)" in report.absent


def test_a_measure_without_series_gets_that_of_the_whole(ctx: Context) -> None:
    load(ctx, measures=[{"key": "nytt", "name": "Nytt", "direction": "maintain"}])
    held = measure(ctx, "nytt")
    assert [(one["version"], one["unit"], one["sex"]) for one in held["series"]] == [(1, None, None)]
    assert (held["multiplier"], held["decimals"], held["chart"], held["accumulation"]) == (1, 1, "xmr", "period")
    row = ctx.session.scalars(select(Measure).where(Measure.key == "nytt")).one()
    assert ctx.session.scalars(select(Series.version).where(Series.measure_id == row.id)).all() == [1]


def test_a_value_that_its_counts_make_may_be_left_out(ctx: Context) -> None:
    key = "samtal-samma-dag"
    counts = {"period": "2022-01", "number": 1, "numerator": "30", "denominator": "40", "state": "reviewed"}
    load(ctx, measures=[{"key": key, "series": whole(counts)}])
    first = measure(ctx, key)["series"][0]["measurements"][0]
    assert (first["period"], float(first["value"])) == ("2022-01", 75.0)
    wrong = {**counts, "value": "80"}
    assert "stämmer inte med täljare" in refused(ctx, measures=[{"key": key, "series": whole(wrong)}])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"numerator": "Bara den"}, "measures[0].denominator: Ange både täljare och nämnare"),
        ({"chart": "p"}, "measures[0].chart: Det diagrammet behöver täljare och nämnare"),
        ({"multiplier": 10}, "measures[0].multiplier: är 10; det ska vara något av 1, 100, 1000, 100000"),
        ({"versions": [{"number": 1, "direction": "increase"}]}, "measures[0].version: mätetalet är redan i en senare"),
        ({"series": [{"version": 2}]}, "measures[0].series[0].version: mätetalet har bara 1 versioner"),
        ({"series": [{"version": 1}, {"version": 1, "unit": None}]}, 'measures[0].series[1]: "1" står redan i'),
        ({"series": [{"version": 1, "unit": "okand"}]}, 'organisations: "okand" nämns i filen men finns varken där'),
        (
            {"series": whole({"period": "2022-T1", "number": 2, "value": "1"})},
            "measures[0].series[0].measurements[0].state: fältet saknas",
        ),
        (
            {"series": whole({"period": "2022-Q1", "number": 1, "value": "1", "state": "draft"})},
            "measures[0].series[0].measurements[0].period: Mätetalet mäts varje tertial",
        ),
        (
            {"series": whole({"period": "2023-T2", "number": 1, "value": "1", "state": "draft"})},
            "är inte slut än",
        ),
        (
            {"series": whole({"period": "2020-T1", "number": 1, "state": "draft"})},
            "measures[0].series[0].measurements[0].value: Ange ett värde, eller varför det saknas.",
        ),
        (
            {"series": whole({"period": "2020-T1", "number": 1, "value": "1e5", "state": "draft"})},
            '"1e5" är inget tal här',
        ),
        (
            {"excluded": [{"period": "2022", "reason": "Pandemi", "excluded_at": "2022-05-01"}]},
            '"2022-05-01" är ingen tidpunkt',
        ),
    ],
)
def test_what_breaks_a_rule_of_measuring_is_refused_with_its_path(
    ctx: Context, fields: dict[str, Any], problem: str
) -> None:
    before = plan_files.export(ctx, cast.PLAN)
    assert problem in refused(ctx, **of_measure(**fields))
    assert plan_files.export(ctx, cast.PLAN) == before


def test_a_key_alone_keeps_what_was_wanted_of_the_measure(ctx: Context) -> None:
    before = aims(ctx)
    load(ctx, **of_benefit(*(one["measure"] for one in before)))
    assert aims(ctx) == before
    load(ctx, **of_benefit({"measure": before[0]["measure"], "share": "0.50"}, before[1]["measure"]))
    assert aims(ctx) == [{**before[0], "share": "0.50"}, before[1]]


def test_another_target_follows_the_former_ones(ctx: Context) -> None:
    before = aims(ctx)[0]
    key = before["measure"]
    third = {
        "number": 3,
        "value": "20.0",
        "period": "2025",
        "reason": "Vi kommer längre.",
        "set_at": "2023-05-02T08:00:00Z",
    }
    load(ctx, **of_benefit({"measure": key, "targets": [third], "interim": [{"period": "2024", "value": "25"}]}))
    after = aims(ctx)[0]
    assert after["targets"] == [*before["targets"], third]
    assert after["interim"] == [{"period": "2024", "value": "25"}]


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        ({"series": {"version": 1, "unit": "rehabenheten", "sex": None}}, "series: mätetalet har ingen sådan serie"),
        ({"series": {"version": 1}}, "series.unit: fältet saknas"),
        ({"baseline_period": None}, "baseline_period: Ange vilken period nollmätningen gäller"),
        ({"share": "1.5"}, "share: Andelen ska vara större än 0"),
        ({"targets": [{"number": 3}]}, "targets[0].value: fältet saknas"),
        ({"interim": [{"period": "2024", "value": "1"}] * 2}, 'interim[1].period: "2024" står redan i'),
    ],
)
def test_what_breaks_a_rule_of_aims_is_refused_with_its_path(
    ctx: Context, wanted: dict[str, Any], problem: str
) -> None:
    text = refused(ctx, **of_benefit({"measure": aims(ctx)[0]["measure"], **wanted}))
    assert f"initiatives[0].benefits[0].measures[0].{problem}" in text


def test_neither_a_key_nor_an_object_is_refused(ctx: Context) -> None:
    assert "measures[0]: ska vara en nyckel eller ett objekt, inte talet 5" in refused(ctx, **of_benefit(5))


def test_nobody_who_recorded_or_reviewed_leaves_with_the_values(ctx: Context) -> None:
    text = plan_files.export(ctx, cast.PLAN)
    assert "recorded_by" not in text
    assert "reviewed_by" not in text
    assert ctx.session.scalars(select(Measurement.recorded_by).distinct()).all() == [None]
    assert ctx.session.scalars(select(Benefit.id)).all()

"""Baseline and target as a page: what is typed stays, and what is wrong is said beside its field."""

from __future__ import annotations

from typing import Any

import pytest

from portfolio.domain.measures import Direction, Frequency
from portfolio.services import aims
from portfolio.services.context import Context
from tests.measured import Made, benefit, measured, undecided
from tests.pages import words
from tests.web.conftest import one_database

pytestmark = one_database

FILLED = {
    "baseline_value": "90,5",
    "baseline_period": "2021",
    "target": "50",
    "target_period": "kv 4 2023",
    "interim": "kv 2 2022 80\r\nkv 4 2022\t1 070,5",
    "method": "short_series",
    "share": "40",
    "contribution": "likely",
    "contribution_reason": "Inget annat har ändrats.",
}


@pytest.fixture
def made(acting: Any) -> Made:
    undecided(acting("system"))
    return measured(acting("system"), baseline=None, target=None)


@pytest.fixture
def path(made: Made) -> str:
    return f"/nyttor/{made.benefit_id}/matetal/{made.link_id}"


def stored(acting: Any, made: Made) -> dict[str, Any]:
    ctx: Context = acting("system")
    return aims.stored(aims.get(ctx, made.link_id))


def test_it_is_filled_in_and_stands_on_the_benefits_page(person, path, made, acting):
    controller = person("controller")
    page = controller.open(f"/nyttor/{made.benefit_id}")
    link = page.document.find("a", href=path)
    assert words(link).startswith("Ange nollmätning och mål")
    page = controller.submit(path, **FILLED)
    assert page.path == f"/nyttor/{made.benefit_id}"
    assert "Nollmätning och mål är sparade." in page.main
    assert words(page.document.find("a", href=path)).startswith("Ändra nollmätning och mål")
    held = stored(acting, made)
    assert [(period.code, str(level)) for period, level in held["interim"]] == [
        ("2022-Q2", "80"),
        ("2022-Q4", "1070.5"),
    ]
    assert (str(held["baseline_value"]), str(held["share"]), held["method"].value) == ("90.5", "0.4", "short_series")
    # What is shown is what is saved again: nothing changes, and nothing asks why.
    again = controller.open(path).form("target")
    assert (again["baseline_value"], again["share"], again["interim"]) == (
        "90,5",
        "40",
        "kv 2 2022 80\r\nkv 4 2022 1\N{NO-BREAK SPACE}070,5",
    )
    controller.submit(path, target="50")
    assert stored(acting, made) == held


BAD = [
    ({"baseline_value": "nittio"}, "baseline_value", "”nittio” går inte att läsa som ett tal."),
    ({"baseline_period": "då"}, "baseline_period", "går inte att läsa som en tid"),
    ({"target": "95"}, "target", "fel sida av nollmätningen"),
    ({"target": ""}, "target", "Ange målets värde"),
    ({"interim": "kv 2 2022 80\r\nsnart 70"}, "interim", "rad 2: ”snart 70”. Skriv först perioden"),
    ({"interim": "kv 2 2022 80\r\nkv 2 2022 70"}, "interim", "samma tid"),
    ({"share": "140"}, "share", "högst 100 procent"),
    ({"method": "gissning"}, "method", "Välj ett av alternativen."),
    ({"method": "before_after"}, "method", "Före och efter jämförs med antal, inte procent"),
    ({"contribution_reason": " "}, "contribution_reason", "Skriv skälen till din bedömning"),
    ({"contribution": "säkert"}, "contribution", "Välj ett av alternativen."),
    ({"baseline_reason": "Ingen mätte."}, "baseline_reason", "skälet behövs inte"),
]


@pytest.mark.parametrize(("fields", "field", "message"), BAD)
def test_what_is_wrong_is_said_beside_its_field_and_everything_stays(
    person, path, made, acting, fields, field, message
):
    page = person("controller").submit(path, **FILLED | fields)
    assert page.status == 422
    if field == "method":
        assert message in page.main
    else:
        assert message in page.error_of(field)
        assert page.form(field)[field] == (FILLED | fields)[field] or field == "contribution"
    assert page.form("target")["contribution_reason"] == (FILLED | fields)["contribution_reason"]
    assert stored(acting, made)["target"] is None


def test_another_target_asks_why_and_its_history_is_shown(person, path, made):
    controller = person("controller")
    assert controller.open(path).document.find(attrs={"name": "reason"}) is None
    controller.submit(path, **FILLED)
    page = controller.submit(path, target="60")
    assert page.status == 422
    assert "Skriv varför målet ändras." in page.error_of("reason")
    assert page.form("target")["target"] == "60"
    controller.submit(path, target="60", reason="Målet var för högt ställt.")
    rows = [words(row) for row in controller.open(path).document.select("main table tbody tr")]
    assert rows[0].startswith("60, gäller nu kv 4 2023")
    assert rows[0].endswith("Controller Målet var för högt ställt.")
    assert rows[1].startswith("50 kv 4 2023")
    assert rows[1].endswith("Det första målet")


def test_somebody_elses_change_is_shown_beside_ones_own_and_can_be_saved_over(person, path, made, acting):
    controller, coordinator = person("controller"), person("coordinator")
    opened = controller.open(path)
    coordinator.submit(path, **FILLED)
    page = controller.send(opened, path, **FILLED | {"baseline_value": "91", "interim": "kv 2 2022 81", "share": "50"})
    assert page.status == 409
    compared = {
        words(row.th): [words(cell) for cell in row.find_all("td")] for row in page.document.select(".conflict tr")[1:]
    }
    assert compared["Nollmätningens värde"] == ["90,5", "91"]
    assert compared["Delmål"] == ["kv 2 2022 80; kv 4 2022 1 070,5", "kv 2 2022 81"]
    assert compared["Så stor del av förändringen hör till den här nyttan (procent)"] == ["40 procent", "50 procent"]
    assert set(compared) == {
        "Nollmätningens värde",
        "Delmål",
        "Så stor del av förändringen hör till den här nyttan (procent)",
    }
    page = controller.send(page, path, baseline_value="91")
    assert "Nollmätning och mål är sparade." in page.main
    assert str(stored(acting, made)["baseline_value"]) == "91"


@pytest.mark.parametrize(
    ("frequency", "method"), [(Frequency.MONTH, "series"), (Frequency.YEAR, "short_series"), (Frequency.ONCE, "single")]
)
def test_the_usual_way_of_judging_is_proposed_with_what_each_can_show(person, acting, frequency, method):
    made = measured(acting("system"), name="Ett mätetal", frequency=frequency)
    page = person("controller").open(f"/nyttor/{made.benefit_id}/matetal/{made.link_id}")
    assert page.form("target")["method"] == method
    told = {
        Frequency.MONTH: "12 månader före och 7 efter för tydlig förbättring; du har 0 före och 0 efter",
        Frequency.YEAR: "är sammanhang, inte bevis",
        Frequency.ONCE: "En enda mätning kan inte visa en förändring",
    }
    for text in (told[frequency], "Kräver antal, inte procent", "Visar om målet nås"):
        assert text in page.main


def test_claims_of_more_than_all_are_warned_of_and_not_refused(person, path, made, acting):
    controller = person("controller")
    assert "anspråk" not in controller.open(path).main
    system = acting("system")
    other = benefit(system, "En annan nytta")
    with system.transaction():
        system.record("test:claims")
        held = aims.get(system, made.link_id)
        system.session.add(type(held)(benefit_id=other, measure_id=made.measure_id, position=1))
    page = controller.submit(path, **FILLED)
    assert "gör tillsammans anspråk på 140 procent av förändringen" in page.main
    assert "anspråk på 140 procent" in controller.open(path).main


def test_a_level_to_keep_shows_its_tolerance_and_no_interim_targets(person, acting):
    made = measured(
        acting("system"), baseline=None, target=None, direction=Direction.MAINTAIN, tolerance=2, name="Nivå"
    )
    path = f"/nyttor/{made.benefit_id}/matetal/{made.link_id}"
    page = person("controller").open(path)
    assert "Nivån får avvika 2." in page.main
    assert page.document.find("textarea", attrs={"name": "interim"}) is None
    assert "Nollmätning och mål är sparade." in person("controller").submit(path, target="85").main


def test_a_link_of_another_benefit_is_not_found(person, made, acting):
    other = benefit(acting("system"), "En annan")
    assert person("controller").open(f"/nyttor/{other}/matetal/{made.link_id}").status == 404


def test_those_who_may_only_read_get_no_link(person, path, made):
    page = person("reader").open(f"/nyttor/{made.benefit_id}")
    assert page.document.find("a", href=path) is None
    assert person("reader").open(path).status == 403

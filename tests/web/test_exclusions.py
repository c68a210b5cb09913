"""Times that are left out: listed on the measure's page with reason and person, added, changed and counted again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.measured import Made, measured, months
from tests.pages import words
from tests.web.conftest import one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database


@pytest.fixture
def made(acting: Any) -> Made:
    return measured(acting("system"), months(2023, 70, 500, 70, 70))


def section(page: Any) -> str:
    return words(page.document.find(id="undantag").find_parent("section"))


def test_a_time_is_left_out_changed_and_counted_again(person, made, stored):
    controller, reader = person("controller"), person("reader")
    home = f"/matetal/{made.measure_id}"
    page = controller.open(home)
    assert "Alla perioder räknas." in section(page)
    path = page.document.find("a", string="Undanta en period")["href"]
    page = controller.submit(path, period="februari 2023", reason="Journalsystemet byttes.")
    assert page.path == home
    assert "Journalsystemet byttes. Undantagen av Controller" in section(page)
    assert stored.last_change()[0] == "exclusion:add"
    # Everybody sees it, also where the values stand; those who only read can do nothing to it.
    page = reader.open(home)
    assert "Räknas inte: Journalsystemet byttes." in page.main
    assert page.document.select("#undantag ~ * a, #undantag ~ a") == []
    notes = words(reader.open(f"/nyttor/{made.benefit_id}").document.select_one(".figure-notes"))
    assert notes.startswith(
        "Februari 2023 räknas inte. Utan den 70 dagar (50 procent av vägen till målet), med den 178"
    )

    links = {words(one): one["href"] for one in controller.open(home).document.select(".exclusions a")}
    edit, lift = links["Ändra undantaget februari 2023"], links["Räkna igen : februari 2023"]
    page = controller.submit(edit, period="kv 1 2023")
    assert "kv 1 2023" in section(page)
    assert controller.open(lift).h1 == "Väntetid Ska kv 1 2023 räknas igen?"
    assert "Skriv varför" in controller.submit(lift, reason="").error_of("reason")
    page = controller.submit(lift, reason="Värdet är rättat i källan.")
    assert "Räknas igen (1)" in section(page)
    assert stored.last_change() == ("exclusion:lift", {"lifted_at"})
    assert reader.open(f"/nyttor/{made.benefit_id}").document.select(".figure-notes") == []
    # Whoever comes too late is told so.
    for late in (edit, lift):
        assert "Perioden räknas redan igen." in controller.open(late).main


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"period": "nångång", "reason": "Byte."}, "period", "går inte att läsa som en tid"),
        ({"period": "", "reason": "Byte."}, "period", "Ange perioden"),
        ({"period": "löpande", "reason": "Byte."}, "period", "både början och slut"),
        ({"period": "2020", "reason": " "}, "reason", "Skriv varför perioden inte ska räknas."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept(person, made, stored, typed, field, told):
    before = stored.changes()
    page = person("controller").submit(f"/matetal/{made.measure_id}/undantag/nytt", **typed)
    assert page.status == 422
    assert told in page.error_of(field)
    assert {name: page.form("period")[name] for name in typed} == typed
    assert stored.changes() == before


def test_the_second_of_two_is_shown_both_versions(person, made):
    first, second = person("controller"), person("coordinator")
    first.submit(f"/matetal/{made.measure_id}/undantag/nytt", period="2020", reason="Pandemin.")
    path = first.open(f"/matetal/{made.measure_id}").document.select_one(".exclusions a")["href"]
    theirs = second.open(path)
    first.submit(path, reason="Pandemin och bytet.")
    page = second.send(theirs, path, reason="Något annat.")
    assert page.status == 409
    assert "Pandemin och bytet." in words(page.document.select_one(".conflict"))
    assert page.form("reason")["reason"] == "Något annat."

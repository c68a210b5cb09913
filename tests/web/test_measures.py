"""The plan's library of measures: what is measured, who uses it, what its values were, and what it meant before."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, select

from portfolio.domain.measurements import Entry, Figures
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import from_code
from portfolio.models import Plan, Series
from portfolio.services import benefit_links, benefits, measurements, measures
from portfolio.services.context import Context
from tests.cast import LED, PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

#: The services behind these pages are tried on both databases.
pytestmark = one_database

LIBRARY = f"/planer/{PLAN}/matetal"


def measure(ctx: Context, **fields: Any) -> int:
    """A measure of the plan, monthly unless something else is said."""
    plan_id = ctx.session.scalars(select(Plan.id)).one()
    given = {"name": "Väntetid", "unit": "dagar", "direction": Direction.DECREASE, "frequency": Frequency.MONTH}
    with ctx.transaction():
        return measures.add(ctx, plan_id, **(given | fields)).id


def whole(ctx: Context, measure_id: int) -> int:
    query = select(Series.id).where(Series.measure_id == measure_id).order_by(Series.id.desc())
    return ctx.session.scalars(query).first() or 0


def record(ctx: Context, series_id: int, told: dict[str, str], *, submit: bool = True, **more: Any) -> list[int]:
    entries = [Entry(from_code(code), Figures(Decimal(value)), **more) for code, value in told.items()]
    with ctx.transaction():
        return [one.id for one in measurements.record(ctx, series_id, entries, submit=submit, confirmed=True)]


def review_examples(system: Context) -> None:
    """Leave nothing of the example data to review, so that a test counts its own values alone."""
    plan = system.session.scalars(select(Plan)).one()
    with system.transaction():
        waiting = measurements.waiting_for_review(system, plan)
        if waiting:
            measurements.review(system, [one.id for one in waiting])


def row_of(page: Page, name: str) -> list[str]:
    for row in page.document.select("main tbody tr"):
        if name in words(row.th):
            return [words(cell) for cell in row.find_all("td")]
    raise AssertionError(f"no row {name!r}: {page.main}")


@pytest.fixture
def controller(acting: Callable[[str], Context]) -> Context:
    review_examples(acting("system"))
    return acting("controller")


def test_a_measure_is_added_stands_in_the_library_and_tells_what_it_is(person, stored):
    someone = person("controller")
    assert f"{LIBRARY}/nytt" in [link["href"] for link in someone.open(LIBRARY).document.select("main .actions a")]
    page = someone.submit(
        f"{LIBRARY}/nytt",
        name="Väntetid till första besök",
        definition="Dagar från remiss till besök.",
        unit="dagar",
        direction="decrease",
        frequency="month",
    )
    assert page.h1 == "Mätetal Väntetid till första besök"
    assert "Lägre är bättre" in page.main
    assert "Varje månad" in page.main
    assert "Ingen nytta använder mätetalet än" in page.main
    assert "Inte uppmätt än" in page.main
    assert stored.last_change()[0] == "measure:add"
    assert row_of(someone.open(LIBRARY), "Väntetid till första besök") == [
        "dagar",
        "Lägre är bättre",
        "Varje månad",
        "Ingen nytta",
        "Inte uppmätt än",
    ]
    # Those who only read see it, and no way to change it.
    reader = person("reader")
    assert reader.open(LIBRARY).document.select("main .actions a") == []
    assert reader.open(page.path).document.select("main .actions a, main form") == []


BAD = [
    ("name", "", "Skriv vad som mäts.", "name"),
    ("direction", "", "Välj vad som är bra", "direction"),
    ("direction", "maintain", "Ange hur mycket nivån får avvika", "tolerance"),
    ("tolerance", "två", "”två” går inte att läsa som ett tal", "tolerance"),
    ("decimals", "7", "Ange 0–6 decimaler.", "decimals"),
    ("numerator", "Besök i tid", "Ange både täljare och nämnare", "denominator"),
    ("chart", "p", "behöver täljare och nämnare", "chart"),
    ("multiplier", "7", "Välj ett av alternativen.", "multiplier"),
    ("unit", "x" * 301, "Korta den till högst 300.", "unit"),
]


@pytest.mark.parametrize(("field", "written", "message", "beside"), BAD)
def test_what_cannot_be_measured_so_is_told_of_beside_its_field_and_kept(
    person, stored, field: str, written: str, message: str, beside: str
):
    someone = person("controller")
    page = someone.open(f"{LIBRARY}/nytt")
    good = {"name": "Väntetid", "unit": "dagar", "direction": "decrease", "frequency": "month", "decimals": "0"}
    before = stored.changes()
    page = Page(someone.client.post(f"{LIBRARY}/nytt", data=page.form("name") | good | {field: written}))
    assert page.status == 422
    assert message in page.error_of(beside)
    form = page.form("name")
    assert {name: form[name] for name in good if name != field} == {n: v for n, v in good.items() if n != field}
    if field != "multiplier":
        assert form[field] == written
    assert stored.changes() == before


def test_a_name_that_is_taken_is_told_of(person, controller):
    measure(controller)
    page = person("controller").submit(f"{LIBRARY}/nytt", name="väntetid", direction="decrease")
    assert page.status == 422
    assert "finns redan i planen" in page.error_of("name")


def test_another_definition_of_what_has_values_asks_why_and_keeps_what_was(person, controller, stored):
    number = measure(controller)
    record(controller, whole(controller, number), {"2023-01": "30.25"})
    someone = person("controller")
    edit = f"/matetal/{number}/redigera"
    # The name alone means nothing else, so nobody is asked.
    page = someone.open(edit)
    assert page.document.find(attrs={"name": "reason"}) is None
    assert "Väntetid, median" in someone.send(page, edit, name="Väntetid, median").main
    page = someone.submit(edit, unit="timmar")
    assert page.status == 422
    assert "Det finns redan värden. Skriv varför definitionen ändras." in page.error_of("reason")
    assert page.form("name")["unit"] == "timmar"
    page = someone.send(page, edit, reason="Dagar var för grovt.", unit="timmar")
    assert page.path == f"/matetal/{number}"
    assert "Definitionen har ändrats 1 gång." in page.main
    former = words(page.document.find(id="tidigare").parent)
    assert "Dagar var för grovt." in former
    assert "30,3" in former
    assert "dagar" in former
    now = words(page.document.find(id=f"serie-{whole(controller, number)}").find_parent("section"))
    assert "Inte uppmätt än." in now
    assert stored.last_change()[0] == "measure:edit"


def test_the_second_of_two_who_save_is_shown_both_versions(person, controller):
    number = measure(controller, direction=Direction.MAINTAIN, tolerance=Decimal("2.5"))
    first, second = person("coordinator"), person("controller")
    edit = f"/matetal/{number}/redigera"
    theirs = second.open(edit)
    assert theirs.form("name")["tolerance"] == "2,5"
    first.submit(edit, tolerance="3")
    page = second.send(theirs, edit, tolerance="4,5")
    assert page.status == 409
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".conflict tbody tr")]
    assert rows == [["Så mycket får nivån avvika", "3", "4,5"]]
    assert second.send(page, edit, tolerance="4,5").status == 200


def test_a_measure_of_two_initiatives_shows_them_to_each_other(person, controller, ctx, stored):
    number = measure(controller)
    other = stored.id_of("en-vag-in")
    for initiative_id, title in ((stored.id_of(LED), "Kortare väntan"), (other, "Färre omvägar")):
        with ctx.transaction():
            benefit = benefits.add(ctx, initiative_id, title=title, description=None, kind=None)
            benefit_links.set_measures(ctx, benefit, [number])
    page = person("reader").open(f"/matetal/{number}")
    used = words(page.document.find(id="anvands").parent)
    assert "Kortare väntan" in used
    assert "Färre omvägar" in used
    assert "Flera initiativ påverkar det här talet." in used
    assert row_of(person("reader").open(LIBRARY), "Väntetid")[3] == "2 nyttor i 2 initiativ"


def test_the_latest_value_stands_in_the_library_and_says_that_nobody_reviewed_it(person, controller):
    number = measure(controller)
    record(controller, whole(controller, number), {"2023-01": "1234.56", "2023-02": "-5"})
    row = row_of(person("reader").open(LIBRARY), "Väntetid")
    assert row[4] == "−5,0 februari 2023 ○ Ej granskat"
    links = [words(one) for one in person("controller").open(LIBRARY).document.select("main .actions a")]
    assert links == ["Granska värden (2)", "Lägg till mätetal"]


def test_a_series_of_a_unit_and_a_sex_is_added_once(person, controller):
    number = measure(controller)
    someone = person("controller")
    path = f"/matetal/{number}/serier/ny"
    page = someone.open(path)
    unit = page.option("unit_id", "Region Kronoberg")
    page = someone.send(page, path, unit_id=unit, sex="female")
    assert "Värden: Region Kronoberg, Kvinnor" in page.main
    page = someone.submit(path, unit_id=unit, sex="female")
    assert page.status == 422
    assert "Den serien finns redan." in page.error_of("unit_id")
    assert "Den serien finns redan." in someone.submit(path, unit_id="").error_of("unit_id")


def test_a_correction_shows_what_was_before_and_a_draft_only_those_who_see_drafts(person, controller):
    number = measure(controller)
    series_id = whole(controller, number)
    record(controller, series_id, {"2023-01": "30"}, comment="Preliminärt.")
    record(controller, series_id, {"2023-01": "28"})
    record(controller, series_id, {"2023-02": "27"}, submit=False)
    page = person("reader").open(f"/matetal/{number}")
    assert "februari 2023" not in page.main
    before = words(page.document.select_one("details.before"))
    assert "Tidigare värde (1)" in before
    assert "30,0" in before
    assert "Preliminärt." in before
    assert row_of(page, "januari 2023")[0] == "28,0"
    page = person("controller").open(f"/matetal/{number}")
    assert row_of(page, "februari 2023")[:2] == ["27,0", "✎ Utkast"]
    assert "1 utkast väntar på att lämnas in." in page.main


def test_the_library_takes_the_same_few_queries_whatever_it_holds(person, controller, app):
    someone: Person = person("reader")

    def queries() -> int:
        said: list[str] = []

        def hear(*args: Any) -> None:
            said.append(args[2])

        event.listen(app.extensions["portfolio.engine"], "before_cursor_execute", hear)
        assert someone.open(LIBRARY).status == 200
        event.remove(app.extensions["portfolio.engine"], "before_cursor_execute", hear)
        return len(said)

    first = measure(controller, name="Det första")
    record(controller, whole(controller, first), {"2023-01": "1"})
    before = queries()
    for number in range(8):
        one = measure(controller, name=f"Mätetal {number}")
        record(controller, whole(controller, one), {"2023-01": "1", "2023-02": "2"})
    assert queries() == before


def test_units_are_added_up_beside_what_was_entered_and_what_is_missing_is_named(person, controller):
    number = measure(
        controller, name="Andel", unit="%", numerator="I tid", denominator="Alla", multiplier=100, decimals=0
    )
    record(controller, whole(controller, number), {"2023-02": "40"})
    someone = person("controller")
    for unit, told in (
        ("Region Kronoberg", {"2023-02": (5, 10), "2023-03": (5, 10)}),
        ("Växjö kommun", {"2023-02": (9, 90)}),
    ):
        path = f"/matetal/{number}/serier/ny"
        page = someone.open(path)
        someone.send(page, path, unit_id=page.option("unit_id", unit))
        entries = [
            Entry(from_code(code), Figures(None, Decimal(above), Decimal(below)))
            for code, (above, below) in told.items()
        ]
        with controller.transaction():
            measurements.record(controller, whole(controller, number), entries, submit=True, confirmed=True)
    page = person("reader").open(f"/matetal/{number}")
    section = page.document.find(id="tillsammans").find_parent("section")
    assert "Det som är angivet för helheten skiljer sig från det uträknade i 1 period." in words(section)
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in section.select("tbody tr")]
    assert rows == [
        ["mars 2023", "Ofullständigt saknas: Växjö kommun", "Inget angivet"],
        ["februari 2023", "14 14 av 100 Ej granskat i alla delar", "40 ○ Ej granskat ≠ skiljer sig från det uträknade"],
    ]

"""Measured values as people handle them: a column pasted, a review by somebody else, a correction, a refusal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.measures import Direction, Frequency, MeasurementState
from portfolio.domain.periods import from_code
from portfolio.domain.permissions import Role
from portfolio.models import Measurement, User
from portfolio.services import benefit_links, benefits, users
from portfolio.services.context import Context
from tests.cast import LED, PASSWORD, PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database
from tests.web.test_measures import measure, record, review_examples, row_of, whole

#: The services behind these pages are tried on both databases.
pytestmark = one_database

REVIEW = f"/planer/{PLAN}/granska"


@pytest.fixture
def controller(acting: Callable[[str], Context]) -> Context:
    review_examples(acting("system"))
    return acting("controller")


@pytest.fixture
def measured(controller: Context) -> int:
    return measure(controller)


@pytest.fixture
def series(controller: Context, measured: int) -> int:
    return whole(controller, measured)


@pytest.fixture
def path(series: int) -> str:
    return f"/serier/{series}/matvarden/nytt"


@pytest.fixture
def other(app: Any, acting: Callable[[str], Context], controller: Context, measured: int) -> Person:
    """Another controller of the plan, at a browser."""
    system = acting("system")
    with system.transaction():
        user = users.add(system, email="annan@exempel.se", name="Annan Controller", password=PASSWORD)
        [grant] = controller.actor.grants
        users.assign(system, user, Role.CONTROLLER, plan_id=grant.plan_id)
    someone = Person(app.test_client())
    someone.enter("annan@exempel.se", PASSWORD)
    return someone


def values(stored: Stored, series: int) -> dict[str, tuple[Decimal | None, MeasurementState]]:
    """The latest row of each period, as it is stored."""
    query = select(Measurement).where(Measurement.series_id == series).order_by(Measurement.number)
    return {row.period.code: (row.value, row.state) for row in stored.all(query)}


MONTHS = [f"{2020 + (10 + month) // 12}-{(10 + month) % 12 + 1:02}" for month in range(30)]


def test_thirty_monthly_values_are_pasted_and_all_reviewed_by_another_controller(person, stored, path, series, other):
    someone = person("controller")
    column = "Väntetid\r\n" + "\r\n".join(f"{30 - number / 10:.2f}".replace(".", ",") for number in range(30)) + "\r\n"
    page = someone.submit(path, pasted=column, first_period="november 2020", comment="Ur Cosmic.", submit="y")
    assert page.status == 200
    assert "30 värden är inlämnade: november 2020 till april 2023." in page.main
    assert values(stored, series) == {
        code: (Decimal(3000 - 10 * number) / 100, MeasurementState.SUBMITTED) for number, code in enumerate(MONTHS)
    }
    assert row_of(page, "april 2023")[:2] == ["27,1", "○ Ej granskat"]
    # Whoever recorded them may not review them, and is told why.
    page = someone.open(REVIEW)
    assert page.h1.endswith("30 värden väntar på granskning, men inget av dem får du granska")
    assert "Du registrerade värdet själv, så någon annan ska granska det." in page.main
    assert page.document.select("main input[type=checkbox], main form button") == []
    # Another controller sees each with the value before it, and takes them all at once.
    page = other.open(REVIEW)
    assert page.h1.endswith("30 värden väntar på granskning")
    assert row_of(page, "december 2020")[:2] == ["29,9", "30,0 november 2020"]
    assert "Ur Cosmic." in row_of(page, "december 2020")[3]
    shown = [one["value"] for one in page.document.select("main input[name=shown]")]
    data = page.form("form_id") | {"shown": shown, "every": "y"}
    page = Page(other.client.post(REVIEW, data=data, follow_redirects=True))
    assert "30 värden är granskade." in page.main
    assert page.h1.endswith("Inga värden väntar på granskning")
    assert {state for _, state in values(stored, series).values()} == {MeasurementState.REVIEWED}
    assert stored.last_change()[0] == "value:review"


def test_only_what_is_ticked_is_reviewed_and_only_what_was_seen(person, stored, controller, series, other):
    first, second = record(controller, series, {"2023-01": "30", "2023-02": "31"})
    page = other.open(REVIEW)
    # What is handed in after the page was opened nobody has seen.
    record(controller, series, {"2023-03": "32"})
    form = page.form("form_id")
    empty = Page(other.client.post(REVIEW, data=form | {"measurements": []}))
    assert empty.status == 422
    assert "Välj minst ett värde." in empty.main
    other.client.post(REVIEW, data=form | {"measurements": [str(second)]})
    states = {code: state for code, (_, state) in values(stored, series).items()}
    assert states["2023-01"] is MeasurementState.SUBMITTED
    assert states["2023-02"] is MeasurementState.REVIEWED
    fresh = other.open(REVIEW).form("form_id")
    other.client.post(REVIEW, data=fresh | {"shown": [str(first)], "every": "y"})
    states = {code: state for code, (_, state) in values(stored, series).items()}
    assert states["2023-01"] is MeasurementState.REVIEWED
    assert states["2023-03"] is MeasurementState.SUBMITTED


def test_a_correction_loses_its_review(person, stored, path, series, other, controller):
    [number] = record(controller, series, {"2023-01": "30"})
    other.client.post(REVIEW, data=other.open(REVIEW).form("form_id") | {"measurements": [str(number)]})
    correct = f"{path}?period=2023-01"
    someone = person("controller")
    page = someone.open(correct)
    assert page.h1 == "Väntetid Rätta värdet för januari 2023"
    assert page.form("value_0")["value_0"] == "30"
    page = someone.send(page, correct, value_0="28", comment="Fel fil.", submit="y")
    assert row_of(page, "januari 2023")[:2] == ["28,0", "○ Ej granskat"]
    before = words(page.document.select_one("details.before"))
    assert "30,0 ✓ Granskat" in before
    page = other.open(REVIEW)
    assert row_of(page, "januari 2023")[0] == "28,0 rättar 30,0"
    # Sent back, what was before counts again, and the reason stands where it can be mended.
    link = page.document.select_one("main td.row-action a")["href"]
    empty = other.submit(link, reason="")
    assert empty.status == 422
    assert "Skriv vad som behöver ändras." in empty.error_of("reason")
    assert "Värdet är återlämnat." in other.submit(link, reason="Det är februari.").main
    page = someone.open(f"/matetal/{controller.session.get_one(Measurement, number).series.measure_id}")
    assert "Det är februari." in page.main
    assert "↩ Åter" in page.main
    assert stored.last_change()[0] == "value:return"


def test_a_project_lead_records_but_is_refused_review(person, stored, ctx, controller, measured, series, path):
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(LED), title="Kortare väntan", description=None, kind=None)
        benefit_links.set_measures(ctx, benefit, [measured])
    lead = person("project_lead")
    page = lead.submit(path, value_11="30", submit="y")
    assert "1 värde är inlämnat: april 2023." in page.main
    assert lead.open(REVIEW).status == 403
    number = stored.one(select(Measurement.id).where(Measurement.series_id == series))
    page = lead.open(f"/matvarden/{number}/aterlamna")
    assert page.status == 403
    assert "nyttocontroller" in page.main


def test_somebody_who_leads_a_project_that_uses_the_measure_is_told_why_they_may_not(
    person, acting, stored, ctx, controller, measured, series
):
    system = acting("system")
    user = controller.actor.user_id
    with system.transaction():
        users.assign(system, system.session.get_one(User, user), Role.PROJECT_LEAD, initiative_id=stored.id_of(LED))
    with ctx.transaction():
        benefit = benefits.add(ctx, stored.id_of(LED), title="Kortare väntan", description=None, kind=None)
        benefit_links.set_measures(ctx, benefit, [measured])
    [number] = record(ctx, series, {"2023-01": "30"})
    someone = person("controller")
    assert "Du leder ett projekt som använder mätetalet" in someone.open(REVIEW).main
    page = someone.open(f"/matvarden/{number}/aterlamna")
    assert page.status == 403
    assert "Du leder ett projekt som använder mätetalet" in page.main


def test_the_expected_periods_stand_ready_and_blank_rows_are_skipped(person, stored, path, series, controller):
    record(controller, series, {"2022-11": "30"})
    someone = person("controller")
    page = someone.open(path)
    rows = [words(one) for one in page.document.select(".record-rows tbody th")]
    assert rows == ["december 2022", "januari 2023", "februari 2023", "mars 2023", "april 2023", "En annan period"]
    page = someone.send(page, path, value_1="29,5", no_value_reason_3="Systemet låg nere.", submit="y")
    assert "2 värden är inlämnade" in page.main
    assert values(stored, series) == {
        "2022-11": (Decimal(30), MeasurementState.SUBMITTED),
        "2023-01": (Decimal("29.5"), MeasurementState.SUBMITTED),
        "2023-03": (None, MeasurementState.SUBMITTED),
    }
    assert "Därför att: Systemet låg nere." in page.main
    rows = [words(one) for one in someone.open(path).document.select(".record-rows tbody th")]
    assert rows == ["december 2022", "februari 2023", "april 2023", "En annan period"]


def test_another_period_is_written_by_hand(person, stored, path, series):
    someone = person("controller")
    page = someone.submit(path, other_period="jan 2021", value_12="12", submit="y")
    assert "1 värde är inlämnat: januari 2021." in page.main
    page = someone.submit(path, value_12="12", submit="y")
    assert "Skriv vilken period värdet gäller." in page.error_of("other_period")
    page = someone.submit(path, other_period="maj 2023", value_12="12", submit="y")
    assert "är inte slut än" in page.error_of("other_period")
    page = someone.submit(path, other_period="mars 2023")
    assert "Skriv värdet, eller töm perioden." in page.error_of("value_12")


BAD: list[tuple[dict[str, str], str, str]] = [
    ({}, "", "Skriv minst ett värde"),
    ({"value_0": "abc"}, "value_0", "”abc” går inte att läsa som ett tal"),
    ({"value_0": "1", "no_value_reason_0": "Nere"}, "value_0", "inte båda"),
    ({"pasted": "1\n2"}, "first_period", "Skriv vilken period den första raden gäller"),
    ({"pasted": "1\nabc\n3", "first_period": "jan 2023"}, "pasted", "Rad 2: ”abc” går inte att läsa som ett tal"),
    ({"pasted": "1\n2", "first_period": "2023"}, "first_period", "Mätetalet mäts varje månad."),
    ({"pasted": "1\n2", "first_period": "snart"}, "first_period", "går inte att läsa som en tid"),
    ({"pasted": "1\n2\n3", "first_period": "mars 2023"}, "pasted", "Rad 3 (”3”): maj 2023 är inte slut än"),
    ({"pasted": "2023-01\t1\nhm\t2"}, "pasted", "Rad 2: ”hm” går inte att läsa som en period"),
    ({"pasted": "2023-01\t1\n2023-01\t2"}, "pasted", "Rad 2 (”2”): januari 2023 står två gånger."),
    ({"pasted": "2023-01\t1\t2"}, "pasted", "Rad 1: ”2” är ett tal för mycket"),
    ({"pasted": "1\n" * 501, "first_period": "jan 1980"}, "pasted", "högst 500 rader"),
    ({"value_0": "1", "evidence_link": "rapport.pdf"}, "evidence_link", "Länken ska börja med https://"),
    ({"value_0": "1" * 16}, "value_0", "för många siffror"),
]


@pytest.mark.parametrize(("fields", "beside", "message"), BAD, ids=[one[2][:30] for one in BAD])
def test_what_cannot_be_saved_is_told_where_it_stands_and_everything_typed_is_kept(
    person, stored, path, series, fields: dict[str, str], beside: str, message: str
):
    someone = person("controller")
    page = someone.open(path)
    kept = {"value_3": "30", "influences": "Influensa."} if fields else {}
    before = stored.changes()
    sent = page.form("pasted") | {"submit": "y"} | kept | fields
    page = Page(someone.client.post(path, data=sent))
    assert page.status == 422
    assert message in (page.error_of(beside) if beside else page.main)
    form = page.form("pasted")
    for name, typed in (kept | fields).items():
        assert form[name].replace("\r\n", "\n") == typed, name
    assert stored.changes() == before
    assert values(stored, series) == {}


def test_what_is_unlikely_is_asked_about_once_and_names_the_values(person, stored, path, series, controller):
    record(controller, series, {f"2022-{month:02}": str(30 + month % 3) for month in range(1, 13)})
    someone = person("controller")
    page = someone.submit(path, value_0="31", value_1="310", submit="y")
    assert page.status == 422
    asked = words(page.document.select_one(".unlikely"))
    assert "februari 2023: 310" in asked
    assert "januari 2023" not in asked
    assert page.form("value_1")["value_1"] == "310"
    assert len(values(stored, series)) == 12
    tick = page.document.find(id="confirmed")["value"]
    # The tick is for these very values: another slip is asked about again.
    again = someone.send(page, path, value_1="3100", confirmed=tick, submit="y")
    assert again.status == 422
    assert "februari 2023: 3 100" in words(again.document.select_one(".unlikely")).replace("\xa0", " ")
    done = someone.send(page, path, confirmed=tick, submit="y")
    assert "2 värden är inlämnade" in done.main
    assert values(stored, series)["2023-02"][0] == 310


def test_drafts_count_for_nobody_until_they_are_handed_in(person, stored, path, series, measured):
    someone = person("controller")
    page = someone.submit(path, value_10="30", value_11="31")
    assert "2 värden är sparade som utkast" in page.main
    assert {state for _, state in values(stored, series).values()} == {MeasurementState.DRAFT}
    assert "mars 2023" not in person("reader").open(page.path).main
    # What only waits to be handed in is not asked for again.
    assert "april 2023" not in [words(one) for one in someone.open(path).document.select(".record-rows tbody th")]
    form = page.form("measurements")
    ids = [one["value"] for one in page.document.select("form.hand-in input[name=measurements]")]
    page = Page(
        someone.client.post(f"/serier/{series}/lamna-in", data=form | {"measurements": ids}, follow_redirects=True)
    )
    assert "2 värden är inlämnade." in page.main
    assert {state for _, state in values(stored, series).values()} == {MeasurementState.SUBMITTED}
    # Sent a second time, nothing is a draft any more.
    page = Page(
        someone.client.post(f"/serier/{series}/lamna-in", data=form | {"measurements": ids}, follow_redirects=True)
    )
    assert "Inget är inlämnat" in page.main


def test_counts_are_pasted_in_two_columns_and_make_the_value(person, stored, controller):
    number = measure(
        controller,
        name="Andel i tid",
        direction=Direction.INCREASE,
        frequency=Frequency.QUARTER,
        numerator="I tid",
        denominator="Alla",
        multiplier=100,
    )
    series = whole(controller, number)
    path = f"/serier/{series}/matvarden/nytt"
    column = (
        "Kvartal\tI tid\tAlla\r\nkv 3 2022\t1 234\t2 468\r\nkv 4 2022\t\t\tSystembyte\r\n2023-Q1\t1\t4\tLiten grupp"
    )
    page = person("controller").submit(path, pasted=column, submit="y")
    assert values(stored, series) == {
        "2022-Q3": (Decimal(50), MeasurementState.SUBMITTED),
        "2022-Q4": (None, MeasurementState.SUBMITTED),
        "2023-Q1": (Decimal(25), MeasurementState.SUBMITTED),
    }
    assert row_of(page, "kv 3 2022")[0].replace("\xa0", " ") == "50,0 1 234 av 2 468"
    assert "Liten grupp" in row_of(page, "kv 1 2023")[3]
    assert from_code("2022-Q4").label in page.main


def test_a_measure_without_a_rhythm_says_what_to_do_first(person, controller):
    number = measure(controller, name="Utan rytm", frequency=None)
    page = person("controller").open(f"/serier/{whole(controller, number)}/matvarden/nytt")
    assert "Mätetalet saknar hur ofta det mäts." in page.main
    assert page.document.find(attrs={"name": "pasted"}) is None
    page = person("controller").open(f"/matetal/{number}")
    assert "Ange hur ofta det mäts" in page.main


def test_what_is_measured_once_takes_any_period(person, stored, controller):
    number = measure(controller, name="En gång", frequency=Frequency.ONCE)
    series = whole(controller, number)
    path = f"/serier/{series}/matvarden/nytt"
    person("controller").submit(path, other_period="hösten 2022", value_12="7", submit="y")
    assert [value for value, _ in values(stored, series).values()] == [Decimal(7)]


@pytest.mark.parametrize("address", ["?period=nonsens", "?period=2023-Q1", "?period=../2023", "?period="])
def test_an_address_that_names_no_period_of_the_measure_breaks_nothing(person, path, address):
    assert person("controller").open(path + address).status == 200

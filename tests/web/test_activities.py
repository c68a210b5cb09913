"""Activities of an initiative: added and edited, shared or not."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portfolio.domain.periods import read
from portfolio.models import Activity, Initiative, InitiativeActivity
from tests.cast import LED
from tests.pages import Page, words
from tests.web.conftest import Stored, one_database

FIELDS = {
    "title": "Utbilda dem som bokar",
    "phase": "preparation",
    "period_text": "hösten 2022",
    "responsible": "Verksamhetschef\r\nSamordnare\r\n",
    "status": "started",
    "note": "Två av tre är klara.\r\nEn återstår.",
}


@pytest.fixture
def path(stored: Stored) -> str:
    return f"/initiativ/{stored.id_of(LED)}/aktiviteter/ny"


def row_of(page: Page, title: str) -> list[str]:
    for row in page.document.select("table.activities tbody tr"):
        if title in words(row.th):
            return [words(cell) for cell in row.find_all("td")]
    raise AssertionError(f"no activity {title!r}: {page.main}")


def test_a_project_lead_adds_an_activity_and_it_stands_in_its_phase(person, path, stored):
    page = person("project_lead").submit(path, **FIELDS)
    assert page.status == 200
    assert "Aktiviteten är tillagd." in page.main
    assert row_of(page, "Utbilda dem som bokar")[:3] == ["hösten 2022", "Verksamhetschef, Samordnare", "Pågår"]
    assert "En återstår." in page.main
    table = next(t for t in page.document.select("table.activities") if "Utbilda dem som bokar" in words(t))
    assert "Förberedande fas" in words(page.document.find(id=table["aria-labelledby"]))
    stored_row = stored.all(select(Activity.period_text, Activity.period).order_by(Activity.id.desc()).limit(1))[0]
    assert stored_row.period_text == "hösten 2022"
    assert stored_row.period == read("hösten 2022")


def test_a_time_that_cannot_be_read_is_kept_as_it_was_written(person, path, stored):
    page = person("project_lead").submit(path, title="Sen", period_text="när det passar")
    assert row_of(page, "Sen")[0] == "när det passar"
    assert stored.one(select(Activity.period).order_by(Activity.id.desc()).limit(1)).precision == "unknown"


def test_an_activity_is_edited_and_an_untouched_one_stays(person, path, stored):
    lead = person("project_lead")
    page = lead.submit(path, **FIELDS)
    link = next(a["href"] for a in page.document.select(".activities a") if "Utbilda" in words(a))
    before = stored.changes()
    lead.submit(link, title=FIELDS["title"])
    assert stored.changes() == before
    page = lead.submit(link, status="done", responsible="")
    assert "Aktiviteten är sparad." in page.main
    assert row_of(page, "Utbilda dem som bokar")[:3] == ["hösten 2022", "Inte angivet", "Klar"]
    assert stored.last_change() == ("activity:edit", {"status", "responsible"})


BAD = [
    ("title", "", "Skriv vad som ska göras."),
    ("title", "å" * 10_000, "Korta den till högst 300."),
    ("title", "a\0b", "ett tecken som inte kan visas"),
    ("title", "a\u202eb", "skrivriktningen"),
    ("phase", "planning", "Välj ett av alternativen."),
    ("status", "<script>alert(1)</script>", "Välj ett av alternativen."),
    ("period_text", "å" * 10_000, "Korta den till högst 300."),
    ("period_text", "\0", "ett tecken som inte kan visas"),
    ("responsible", "å" * 301, "Korta den till högst 300."),
    ("responsible", "\n".join(map(str, range(60))), "Ange högst 50 rader; det är 60 nu."),
    ("note", "å" * 10_001, "Korta den till högst 10 000."),
    ("note", "\ufffd", "tecken som inte gick att läsa"),
]


def test_what_cannot_be_saved_is_told_of_beside_its_field_and_kept(person, path, stored):
    lead = person("project_lead")
    before = stored.changes()
    data = lead.open(path).form("title")
    for field, written, message in BAD:
        what = f"{field}: {written[:20]!r}"
        page = Page(lead.client.post(path, data=data | FIELDS | {field: written}))
        assert page.status == 422, what
        assert message in page.error_of(field), what
        assert "<script>alert" not in page.text
        form = page.form("title")
        kept = {name: value for name, value in FIELDS.items() if name != field}
        assert {name: form[name].split() for name in kept} == {name: kept[name].split() for name in kept}, what
    assert stored.changes() == before


@one_database
def test_an_absurd_time_is_only_a_text(person, path):
    lead = person("project_lead")
    for written in ("0000-00-00", "9999-12-31", "<b>kv 1</b>", "9" * 300, "kv 5 2022", "2022-Q1/2021-Q1"):
        page = lead.submit(path, title="Tid", period_text=written)
        assert page.status == 200, written
        assert any(written == words(cell) for cell in page.document.select(".activities td")), written


@one_database
def test_an_activity_that_is_sent_twice_is_added_once(person, path, stored):
    lead = person("project_lead")
    page = lead.open(path)
    lead.send(page, path, **FIELDS)
    count = stored.one(select(func.count(Activity.id)))
    assert "Formuläret är redan skickat" in lead.send(page, path, **FIELDS).main
    assert stored.one(select(func.count(Activity.id))) == count


@one_database
def test_the_second_of_two_who_save_is_shown_both_versions_and_may_save_again(person, path, stored):
    first, second = person("coordinator"), person("project_lead")
    first.submit(path, **FIELDS)
    link = f"{path.removesuffix('ny')}{stored.one(select(func.max(Activity.id)))}"
    theirs = second.open(link)
    first.submit(link, status="done", responsible="Chefen\r\nSamordnaren")
    page = second.send(theirs, link, status="cancelled", note=FIELDS["note"])
    assert page.status == 409
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in page.document.select(".conflict tbody tr")]
    assert rows == [
        ["Ansvariga roller", "Chefen, Samordnaren", "Verksamhetschef, Samordnare"],
        ["Status", "Klar", "Avbruten"],
    ]
    page = second.send(page, link, status="cancelled")
    assert row_of(page, "Utbilda dem som bokar")[2] == "Avbruten"


@one_database
def test_an_activity_of_another_initiative_is_not_reached_through_this_one(person, path, stored, ctx):
    coordinator = person("coordinator")
    coordinator.submit(path, **FIELDS)
    activity = stored.one(select(func.max(Activity.id)))
    other = stored.id_of("en-vag-in")
    assert coordinator.open(f"/initiativ/{other}/aktiviteter/{activity}").status == 404
    token = coordinator.open(path).form("title")["csrf_token"]
    answer = coordinator.client.post(f"/initiativ/{other}/aktiviteter/{activity}", data={"csrf_token": token, **FIELDS})
    assert answer.status_code == 404


@one_database
def test_an_activity_that_is_shared_says_with_whom_and_changes_for_all(person, path, stored, ctx):
    coordinator = person("coordinator")
    coordinator.submit(path, **FIELDS)
    activity = stored.one(select(func.max(Activity.id)))
    other = stored.id_of("en-vag-in")
    with ctx.transaction():
        ctx.record("activity:add")
        ctx.session.add(InitiativeActivity(initiative_id=other, activity_id=activity, position=99))
    link = f"{path.removesuffix('ny')}{activity}"
    title = stored.one(select(Initiative.title).where(Initiative.id == other))
    page = coordinator.open(link)
    assert "Det du ändrar här ändras också i" in page.main
    assert title in words(page.document.find(class_="ds-alert"))
    coordinator.submit(link, status="done")
    assert row_of(coordinator.open(f"/initiativ/{other}"), "Utbilda dem som bokar")[2] == "Klar"

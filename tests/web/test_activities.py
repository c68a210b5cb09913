"""Activities and enablers of an initiative: listed by phase, added, edited, shared and taken off again."""

from __future__ import annotations

import pytest
from bs4 import Tag
from sqlalchemy import func, select

from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.periods import read
from portfolio.models import Activity, BenefitActivity, Initiative
from portfolio.services import activities, benefits
from portfolio.services.context import Context
from tests.cast import LED
from tests.pages import Page, Person, words
from tests.services.test_overview import queries
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
    return [words(cell) for cell in tag_of(page, title).find_all("td")]


def tag_of(page: Page, title: str) -> Tag:
    for row in page.document.select("table.activities tbody tr"):
        if title in words(row.th):
            return row
    raise AssertionError(f"no activity {title!r}: {page.main}")


def link_of(page: Page, title: str, text: str = "Ändra") -> str:
    return next(str(a["href"]) for a in tag_of(page, title).select("a") if words(a).startswith(text))


def test_a_project_lead_adds_an_activity_and_it_stands_in_its_phase(person, path, stored):
    page = person("project_lead").submit(path, **FIELDS)
    assert page.status == 200
    assert "Aktiviteten är tillagd." in page.main
    assert row_of(page, "Utbilda dem som bokar")[:4] == [
        "hösten 2022",
        "Verksamhetschef, Samordnare",
        "Pågår ⚠ skulle ha varit klar hösten 2022",
        "Ingen nytta än",
    ]
    assert page.path == path.removesuffix("/ny")
    assert "En återstår." in page.main
    assert "Förberedande fas" in heading_of(page, "Utbilda dem som bokar")
    stored_row = stored.all(select(Activity.period_text, Activity.period).order_by(Activity.id.desc()).limit(1))[0]
    assert stored_row.period_text == "hösten 2022"
    assert stored_row.period == read("hösten 2022")


def heading_of(page: Page, title: str) -> str:
    table = tag_of(page, title).find_parent("table")
    assert table is not None
    return words(page.document.find(id=table["aria-labelledby"]))


def test_a_time_that_cannot_be_read_is_kept_as_it_was_written_and_told(person, path, stored):
    lead = person("project_lead")
    page = lead.submit(path, title="Sen", period_text="när det passar")
    assert row_of(page, "Sen")[0] == "när det passar oläst"
    assert "”när det passar” kunde inte läsas som en tid och sparades som det står." in page.main
    assert "”när det passar” kunde inte läsas som en tid." in lead.open(link_of(page, "Sen")).main
    assert stored.one(select(Activity.period).order_by(Activity.id.desc()).limit(1)).precision == "unknown"


@one_database
def test_the_list_and_the_form_tell_how_a_time_was_read(person, path):
    lead = person("project_lead")
    page = lead.submit(path, title="Tid", period_text="Q3 2024")
    assert row_of(page, "Tid")[0] == "Q3 2024 läst som kv 3 2024"
    assert "”Q3 2024” är läst som kv 3 2024." in lead.open(link_of(page, "Tid")).main
    page = lead.submit(path, title="Lika", period_text="kv 3 2024")
    assert row_of(page, "Lika")[0] == "kv 3 2024"


@one_database
def test_an_enabler_is_added_by_its_own_button_and_marked_with_a_word(person, path, stored):
    lead = person("project_lead")
    listing = lead.open(path.removesuffix("/ny"))
    link = next(str(a["href"]) for a in listing.document.select("main a") if words(a) == "Lägg till möjliggörare")
    form = lead.open(link)
    assert "behöver vara på plats" in form.h1
    assert form.form("title")["kind"] == "enabler"
    region = form.option("organisation_id", "Region Kronoberg")
    page = lead.submit(link, title="Ett gemensamt system", organisation_id=region)
    assert "Möjliggöraren är tillagd." in page.main
    assert "väljer en fas" not in page.main
    named = words(tag_of(page, "Ett gemensamt system").th)
    assert "Möjliggörare" in named
    assert "Internt i Region Kronoberg" in named
    # Its kind can be changed, and then its phase is asked for.
    page = lead.submit(link_of(page, "Ett gemensamt system"), kind="activity", organisation_id="")
    assert "Den står sist i listan tills du väljer en fas." in page.main
    named = words(tag_of(page, "Ett gemensamt system").th)
    assert "Möjliggörare" not in named
    assert "Internt" not in named


@one_database
def test_the_list_goes_by_phase_and_what_has_none_stands_last(person, path):
    lead = person("project_lead")
    for title, phase in (("Utan", ""), ("Tredje", "realisation"), ("Första", "preparation")):
        page = lead.submit(path, title=f"Placerad {title}", phase=phase)
    headings = [words(one) for one in page.document.select("main h2") if one.get("id") != "inforande"]
    assert headings[-1] == "Inte placerade i någon fas"
    assert page.document.find(id="utan-fas") is not None
    assert heading_of(page, "Placerad Utan") == headings[-1]
    assert "Effekthanteringsfas" in heading_of(page, "Placerad Tredje")
    numbers = [one[0] for one in headings[:-1]]
    assert numbers == sorted(numbers)
    assert {"1", "3"} <= set(numbers) <= {"1", "2", "3"}
    # Who may not change anything sees the same list without a way to.
    page = person("reader").open(path.removesuffix("/ny"))
    assert "Placerad Första" in page.main
    assert page.document.select("main .activities a[href*=aktiviteter], main .actions a") == []


@one_database
def test_after_saving_the_row_is_in_view(person, path, stored):
    lead = person("project_lead")
    token = lead.open(path).form("title")
    answer = lead.client.post(path, data=token | {"title": "Syns"})
    activity = stored.one(select(func.max(Activity.id)))
    assert answer.location == f"{path.removesuffix('/ny')}#aktivitet-{activity}"
    assert lead.open(answer.location).document.find(id=f"aktivitet-{activity}") is not None


@one_database
def test_a_benefit_that_needs_it_is_named_with_a_link(person, path, stored, ctx):
    lead = person("project_lead")
    lead.submit(path, title="Behövd")
    activity = stored.one(select(func.max(Activity.id)))
    benefit = need(ctx, stored.id_of(LED), activity)
    row = tag_of(lead.open(path.removesuffix("/ny")), "Behövd")
    assert words(row.find("td", attrs={"data-label": "Behövs för"})) == "Kortare väntan"
    assert row.select(f'a[href="/nyttor/{benefit}"]')


def need(ctx: Context, initiative_id: int, activity_id: int) -> int:
    with ctx.transaction():
        benefit = benefits.add(ctx, initiative_id, title="Kortare väntan", description=None, kind=None)
        benefit.activities.append(BenefitActivity(activity_id=activity_id))
    return benefit.id


@one_database
def test_what_fortgår_över_tid_is_never_late_and_its_initiative_has_no_phases(person, path, stored, ctx):
    lead = person("project_lead")
    page = lead.submit(path, title="Löper på", period_text="2021", status="ongoing")
    assert row_of(page, "Löper på")[2] == "Fortgår över tid"
    with ctx.transaction():
        ctx.record("test:ongoing")
        ctx.session.get_one(Initiative, stored.id_of(LED)).kind = InitiativeKind.ONGOING
    page = lead.open(path.removesuffix("/ny"))
    assert heading_of(page, "Löper på") == "Utan fas"
    assert "väljer en fas" not in lead.submit(path, title="En till").main


def test_an_activity_is_edited_and_an_untouched_one_stays(person, path, stored):
    lead = person("project_lead")
    page = lead.submit(path, **FIELDS)
    link = link_of(page, FIELDS["title"])
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
    ("organisation_id", "99999", "Välj ett av alternativen."),
    ("organisation_id", "9" * 40, "Välj ett av alternativen."),
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
def test_a_kind_that_does_not_exist_is_refused(person, path, stored):
    lead = person("project_lead")
    before = stored.changes()
    page = Page(lead.client.post(path, data=lead.open(path).form("title") | FIELDS | {"kind": "wish"}))
    assert page.status == 422
    assert "Välj ett av alternativen." in words(page.document.find(id="kind-fel"))
    assert stored.changes() == before


@one_database
def test_an_absurd_time_is_only_a_text(person, path):
    lead = person("project_lead")
    for written in ("0000-00-00", "9999-12-31", "<b>kv</b>", "9" * 300, "kv 5 2022", "kv 3 1022", "2022-Q1/2021-Q1"):
        page = lead.submit(path, title=f"Tid {written[:9]}", period_text=written)
        assert page.status == 200, written
        assert row_of(page, f"Tid {written[:9]}")[0].startswith(written), written


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
        activities.share(ctx, other, [activity])
    link = f"{path.removesuffix('ny')}{activity}"
    title = stored.one(select(Initiative.title).where(Initiative.id == other))
    page = coordinator.open(link)
    assert "Det du ändrar här ändras också i" in page.main
    assert title in words(page.document.find(class_="ds-alert"))
    coordinator.submit(link, status="done")
    page = coordinator.open(f"/initiativ/{other}/aktiviteter")
    assert row_of(page, "Utbilda dem som bokar")[2] == "Klar"
    assert "delas med: " in words(tag_of(page, "Utbilda dem som bokar").th)
    assert tag_of(page, "Utbilda dem som bokar").select(f'th a[href="/initiativ/{stored.id_of(LED)}"]')


@pytest.fixture
def others(stored: Stored, ctx: Context) -> list[int]:
    """Three activities of another initiative."""
    made = []
    for title in ("Annans ett", "Annans två", "Helt skild"):
        with ctx.transaction():
            made.append(activities.add(ctx, stored.id_of("en-vag-in"), title=title))
    return [one.id for one in made]


def tick(lead: Person, page: Page, path: str, ids: list[int], **fields: str) -> Page:
    data = {**page.form("form_id"), "activity_ids": [str(one) for one in ids], **fields}
    return Page(lead.client.post(path, data=data, follow_redirects=True))


def test_activities_of_others_are_searched_ticked_and_shared(person, stored, others):
    lead, path = person("project_lead"), f"/initiativ/{stored.id_of(LED)}/aktiviteter/dela"
    page = lead.open(path)
    group = page.document.find(id=f"dela-{others[0]}").find_parent("fieldset")
    assert words(group.legend) == stored.one(select(Initiative.title).where(Initiative.key == "en-vag-in"))
    # A search narrows what is shown and keeps what was ticked.
    page = tick(lead, page, path, [others[2]], q="ANNANS", sok="1")
    assert page.status == 200
    shown = {int(one["value"]): one.has_attr("checked") for one in page.document.select("[name=activity_ids]")}
    assert shown == {others[0]: False, others[1]: False, others[2]: True}
    assert stored.last_change()[0] == "activity:add"
    page = tick(lead, page, path, [others[2], others[0]], q="ANNANS")
    assert "Initiativet delar nu 2 aktiviteter och möjliggörare." in page.main
    assert stored.last_change()[0] == "activity:share"
    for title in ("Annans ett", "Helt skild"):
        assert "delas med: " in words(tag_of(page, title).th)
    assert lead.open(path).document.find(id=f"dela-{others[0]}") is None


@one_database
def test_nothing_ticked_and_what_cannot_be_shared_is_told_of(person, stored, others):
    lead, path = person("project_lead"), f"/initiativ/{stored.id_of(LED)}/aktiviteter/dela"
    before = stored.changes()
    for ids, message in (
        ([], "Kryssa för minst en aktivitet"),
        ([99_999], "går inte att välja längre"),
        (["abc"], "Välj bland alternativen."),
    ):
        page = tick(lead, lead.open(path), path, ids)
        assert page.status == 422, ids
        assert message in page.error_of("activity_ids"), ids
    page = lead.open(f"{path}?q=finnsinte")
    assert "Ingen aktivitet passar sökningen." in page.main
    assert stored.changes() == before


@one_database
def test_of_very_many_the_first_hundred_are_shown(person, stored, ctx, others):
    with ctx.transaction():
        for number in range(150):
            activities.add(ctx, stored.id_of("en-vag-in"), title=f"Många {number:03}")
    lead, path = person("project_lead"), f"/initiativ/{stored.id_of(LED)}/aktiviteter/dela"
    last = stored.one(select(func.max(Activity.id)))
    page = lead.open(f"{path}?q=många")
    assert len(page.document.select("[name=activity_ids]")) == 100
    assert "Visar 100 av 150. Sök för att hitta fler." in page.main
    page = tick(lead, page, path, [last], q="många", sok="1")
    assert page.document.find(id=f"dela-{last}").has_attr("checked")


def test_a_shared_activity_is_taken_off_after_a_question(person, stored, others):
    lead, path = person("project_lead"), f"/initiativ/{stored.id_of(LED)}/aktiviteter"
    page = tick(lead, lead.open(f"{path}/dela"), f"{path}/dela", others[:1])
    link = link_of(page, "Annans ett", "Ta bort härifrån")
    question = lead.open(link)
    assert "från initiativet?" in question.h1
    assert stored.one(select(Initiative.title).where(Initiative.key == "en-vag-in")) in question.main
    page = lead.send(question, link, form_id=question.form("form_id")["form_id"])
    assert "Den är borttagen från initiativet och finns kvar i de andra." in page.main
    assert "Annans ett" not in page.main.replace("Den är", "")
    assert stored.last_change() == ("activity:unlink", {"initiative_id", "activity_id", "position"})
    # Sent twice, it is told so and not that the page is gone.
    again = lead.send(question, link, form_id=question.form("form_id")["form_id"])
    assert (again.status, again.path) == (200, path)
    assert "Formuläret är redan skickat" in again.main


@one_database
def test_what_is_needed_here_or_by_nobody_else_is_not_taken_off(person, path, stored, ctx, others):
    lead, listing = person("project_lead"), path.removesuffix("/ny")
    lead.submit(path, title="Bara här")
    only = stored.one(select(func.max(Activity.id)))
    page = lead.open(f"{listing}/{only}/ta-bort")
    assert page.h1.endswith("Det går inte att ta bort aktiviteten härifrån")
    assert "Ändra status till Avbruten" in page.main
    assert page.document.select("main form") == []
    assert not any(words(a).startswith("Ta bort") for a in tag_of(lead.open(listing), "Bara här").select("a"))

    tick(lead, lead.open(f"{listing}/dela"), f"{listing}/dela", others[:1])
    question = lead.open(f"{listing}/{others[0]}/ta-bort")
    benefit = need(ctx, stored.id_of(LED), others[0])
    before = stored.changes()
    page = lead.send(question, f"{listing}/{others[0]}/ta-bort", form_id=question.form("form_id")["form_id"])
    assert page.status == 422
    assert "Den behövs för ”Kortare väntan”." in page.main
    assert page.document.select(f'main a[href="/nyttor/{benefit}"]')
    assert stored.changes() == before
    assert lead.open(f"{listing}/99999/ta-bort").status == 404


@one_database
def test_two_hundred_activities_stand_on_one_page_in_as_few_queries_as_few(app, person, path, stored, ctx):
    lead, listing = person("project_lead"), path.removesuffix("/ny")

    def counted() -> tuple[Page, int]:
        with queries(app.extensions["portfolio.engine"]) as seen:
            page = lead.open(listing)
        return page, len(seen)

    counted()
    _, few = counted()
    with ctx.transaction():
        for number in range(200):
            activities.add(ctx, stored.id_of(LED), title=f"Nummer {number}", period_text="kv 1 2023")
    page, many = counted()
    assert many == few
    assert len([row for row in page.document.select(".activities tbody th") if "Nummer" in words(row)]) == 200
    ids = [one["id"] for one in page.document.select("[id]")]
    assert len(ids) == len(set(ids))

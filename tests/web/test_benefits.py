"""Benefits on their pages: added, described in seven steps that are saved one by one, read, and printed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, func, select

from portfolio.models import Activity, Benefit, BenefitImpact, Measure
from tests.cast import LED, PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import Stored, one_database

STEP_FIELDS: dict[int, dict[str, Any]] = {
    1: {"description": "Fast läkarkontakt inom tre veckor.", "kind": "benefit"},
    2: {"new_activity": "Utbilda dem som bokar", "new_activity_kind": "activity", "new_activity_phase": "delivery"},
    3: {"owner_role": "Verksamhetschef"},
    4: {"first_effect": "kv 2 2024", "full_effect": "våren 2025"},
    5: {"follow_up_method": "Tas ut ur journalsystemet.", "frequency": "quarter"},
    6: {"controller_role": "Nyttocontroller för primärvården"},
    7: {"measure_name": "Dagar till läkarkontakt, prov", "measure_unit": "dagar", "measure_direction": "decrease"},
}


@pytest.fixture
def lead(person: Any) -> Person:
    return person("project_lead")


@pytest.fixture
def path(lead: Person, stored: Stored) -> str:
    """The seven steps of a benefit that was just added."""
    page = lead.submit(f"/initiativ/{stored.id_of(LED)}/nyttor/ny", title="Kortare väntan, prov")
    assert page.status == 200, page.main
    return page.path


def save(who: Person, path: str, step: int, **fields: Any) -> Page:
    return who.submit(path, **(fields or STEP_FIELDS[step]), save=str(step))


def states(page: Page) -> list[str]:
    """How each step stands, by its words."""
    return [words(section.find(class_="step-state")) for section in page.document.select("section.step")]


def benefit(stored: Stored, path: str) -> Any:
    return stored.all(select(Benefit).where(Benefit.id == int(path.split("/")[2])))[0]


@one_database
def test_a_new_benefit_leads_straight_to_its_steps(lead, path):
    page = lead.open(path)
    assert page.h1.endswith("Kortare väntan, prov: 0 av 7 steg är klara")
    assert states(page)[0] == "○ saknar beskrivning"
    assert len(states(page)) == 7


def test_the_seven_steps_are_saved_one_by_one_and_counted_everywhere(lead, path, stored):
    unit = lead.open(path).option("owner_unit_id", "Region Kronoberg")
    for step in range(1, 8):
        fields = STEP_FIELDS[step] | ({"owner_unit_id": unit} if step == 3 else {})
        page = save(lead, path, step, **fields)
        assert page.status == 200
        assert f"Steg {step} är sparat. {step} av 7 steg är klara." in page.main
        assert states(page)[step - 1] == "✓ klart", step
    shown = lead.open(path.removesuffix("/redigera"))
    assert "7 av 7 steg klara" in shown.main
    assert "Verksamhetschef, Region Kronoberg svarar för att den realiseras." in shown.main
    assert "Den första effekten väntas kv 2 2024 och full effekt våren 2025." in shown.main
    for address in (f"/initiativ/{stored.id_of(LED)}/nyttor", f"/initiativ/{stored.id_of(LED)}"):
        page = lead.open(address)
        place = page.document.find("a", string=lambda text: text and text.strip() == "Kortare väntan, prov")
        assert "7 av 7 steg klara" in words(place.find_parent(["tr", "li"])), address
    listed = lead.open(f"/planer/{PLAN}/initiativ").document
    row = listed.find("a", href=f"/initiativ/{stored.id_of(LED)}").find_parent("tr")
    assert "4 nyttor" in words(row)
    assert "2 med alla steg klara" in words(row)
    assert stored.one(select(func.count(Measure.id)).where(Measure.name == "Dagar till läkarkontakt, prov")) == 1
    assert stored.one(select(Activity.phase).where(Activity.title == "Utbilda dem som bokar")) == "delivery"


def test_what_was_typed_in_other_steps_is_saved_along_with_the_one_that_is_pressed(lead, path, stored):
    page = save(lead, path, 1, **STEP_FIELDS[1], owner_role="Verksamhetschef", frequency="year")
    assert "Steg 1, 3 och 5 är sparade." in page.main
    row = benefit(stored, path)
    assert (row.owner_role, row.frequency) == ("Verksamhetschef", "year")


def test_a_step_that_was_not_touched_is_left_though_somebody_else_changed_it(person, lead, path, stored):
    mine = lead.open(path)
    save(person("coordinator"), path, 5, frequency="month")
    page = lead.send(mine, path, owner_role="Verksamhetschef", save="3")
    assert page.status == 200
    row = benefit(stored, path)
    assert (row.owner_role, row.frequency) == ("Verksamhetschef", "month")


def test_one_step_that_cannot_be_saved_stops_no_other_and_loses_nothing(lead, path, stored):
    page = save(
        lead,
        path,
        1,
        description="Beskrivet",
        first_effect="kv 3 2025",
        full_effect="kv 1 2024",
        owner_role="Verksamhetschef",
    )
    assert page.status == 422
    assert "Steg 4 är inte sparat än. Steg 1 och 3 är sparat" in page.main
    assert "ligger före första effekt" in page.error_of("full_effect")
    sent = page.form("title")
    assert (sent["first_effect"], sent["full_effect"]) == ("kv 3 2025", "kv 1 2024")
    row = benefit(stored, path)
    assert (row.description, row.owner_role, row.first_effect) == ("Beskrivet", "Verksamhetschef", None)
    mended = lead.send(page, path, full_effect="kv 4 2025", save="4")
    assert mended.status == 200, mended.main
    assert "Steg 4 är sparat" in mended.main


@one_database
@pytest.mark.parametrize(
    ("step", "fields", "field", "said"),
    [
        (1, {"title": ""}, "title", "Skriv vad som blir bättre"),
        (4, {"first_effect": "när det passar"}, "first_effect", "går inte att läsa som en tid"),
        (4, {"first_effect": "kv 3 2025", "full_effect": "kv 1 2024"}, "full_effect", "ligger före"),
        (5, {"steering_link": "javascript:alert(1)"}, "steering_link", "https://"),
        (2, {"new_activity": "Utbilda"}, "new_activity_kind", "Välj om det är"),
        (7, {"measure_name": "Dagar"}, "measure_direction", "vad som är bra"),
        (3, {"owner_unit_id": "987654"}, "owner_unit_id", "Välj ett av alternativen"),
        (1, {"goals": ["987654"]}, "goals", "går inte att välja längre"),
        (1, {"goals": ["x"]}, "goals", "Välj bland alternativen"),
        (5, {"frequency": "sometimes"}, "frequency", "Välj ett av alternativen"),
    ],
)
def test_bad_input_is_told_of_beside_its_field_and_kept(lead, path, stored, step, fields, field, said):
    before = stored.changes()
    page = save(lead, path, step, **fields)
    assert page.status == 422
    assert said in (page.error_of(field) if field != "goals" else page.main)
    assert said in words(page.document.find(role="alert"))
    assert stored.changes() == before
    for name, value in fields.items():
        if isinstance(value, str) and name not in ("owner_unit_id", "frequency"):
            assert page.form("title")[name] == value


def test_a_box_that_is_unticked_is_taken_away(lead, path, stored):
    save(lead, path, 3, impact_finances_none="y", impact_care_flow="Färre besök")
    page = lead.open(path)
    data = page.form("title") | {"save": "3"}
    assert data.pop("impact_finances_none") == ["y"]
    assert lead.client.post(path, data=data).status_code == 303
    of_benefit = select(BenefitImpact.none).where(BenefitImpact.benefit_id == int(path.split("/")[2]))
    assert stored.one(of_benefit.where(BenefitImpact.area == "finances")) is False
    assert "impact_finances_none" not in lead.open(path).form("title")


def test_the_second_of_two_in_the_same_step_is_shown_both_versions(person, lead, path, stored):
    mine = lead.open(path)
    save(person("coordinator"), path, 3, owner_role="Avdelningschef")
    page = lead.send(mine, path, owner_role="Verksamhetschef", data_provider="Analysenheten", save="3")
    assert page.status == 409
    alert = words(page.document.find(role="alert"))
    assert "Någon annan har sparat" in alert
    assert "Avdelningschef" in alert
    assert "Verksamhetschef" in alert
    row = benefit(stored, path)
    assert (row.owner_role, row.data_provider) == ("Avdelningschef", "Analysenheten"), "the other step was saved"
    again = lead.send(page, path, owner_role="Verksamhetschef", save="3")
    assert again.status == 200
    assert benefit(stored, path).owner_role == "Verksamhetschef"


def test_a_form_that_is_sent_twice_adds_one_activity(lead, path, stored):
    page = lead.open(path)
    for _ in range(2):
        answer = lead.send(page, path, **STEP_FIELDS[2], save="2")
        assert answer.status == 200
    assert stored.one(select(func.count(Activity.id)).where(Activity.title == "Utbilda dem som bokar")) == 1


@one_database
@pytest.mark.parametrize("pressed", ["", "0", "8", "x", "-1"])
def test_a_button_that_does_not_exist_saves_what_was_touched(lead, path, stored, pressed):
    page = lead.submit(path, owner_role="Verksamhetschef", save=pressed)
    assert page.status == 200
    assert benefit(stored, path).owner_role == "Verksamhetschef"


def test_a_form_without_versions_or_fields_overwrites_nothing(lead, path, stored):
    save(lead, path, 1)
    token = lead.open(path).form("title")["csrf_token"]
    before = benefit(stored, path)
    for data in ({}, {"save": "1"}, {"save": "1", "title": "Överskrivet"}, {"save": "5", "version_5": "x"}):
        answer = lead.client.post(path, data={"csrf_token": token, **data})
        assert answer.status_code in (303, 409, 422), data
    assert benefit(stored, path) == before


@one_database
def test_an_owner_of_the_project_is_warned_about_on_page_and_form(lead, path):
    page = save(lead, path, 3, owner_role="Projektledare")
    assert "projektroll" in words(page.document.find(class_="step-warning"))
    assert "projektroll" in lead.open(path.removesuffix("/redigera")).main


@one_database
def test_a_reader_reads_all_and_is_offered_no_change(person, path):
    reader = person("reader")
    page = reader.open(path.removesuffix("/redigera"))
    assert page.status == 200
    assert "Ändra" not in page.main
    assert "Fortsätt med steg" not in page.main
    refused = reader.open(path)
    assert refused.status == 403
    assert "projektledare" in refused.main


@one_database
def test_a_complex_initiative_s_steps_can_be_marked_preliminary(person, lead, path, stored):
    assert "preliminary_until_4" not in lead.open(path).form("title")
    person("steering").submit(
        f"/initiativ/{stored.id_of(LED)}/klassning", level="complex", decided_on="2023-05-01", motivation="Nytt."
    )
    page = save(lead, path, 4, preliminary_until_4="2023-09-01", preliminary_note_4="Vi vet inte när.")
    assert states(page)[3] == "◐ klart tills vidare"
    shown = lead.open(path.removesuffix("/redigera"))
    assert "Preliminärt till 1 september 2023." in shown.main


@one_database
def test_a_simple_initiative_s_suggestions_wait_for_a_confirmation(person, lead, path, stored):
    person("steering").submit(
        f"/initiativ/{stored.id_of(LED)}/klassning", level="simple", decided_on="2023-05-01", motivation="Känt."
    )
    page = lead.open(path)
    assert page.form("title")["follow_up_method"] == "Följs upp tillsammans med planen."
    save(lead, path, 1)
    assert benefit(stored, path).follow_up_method is None, "a suggestion that nobody confirmed is not stored"
    save(lead, path, 5, frequency="half")
    assert benefit(stored, path).follow_up_method == "Följs upp tillsammans med planen."


@one_database
def test_the_template_prints_empty_and_filled_in(lead, path, stored):
    for step in (1, 4, 6):
        save(lead, path, step)
    address = f"/initiativ/{stored.id_of(LED)}/mall"
    filled = lead.open(address)
    assert "Fast läkarkontakt inom tre veckor." in filled.main
    assert "kv 2 2024" in filled.main
    assert len(filled.document.select(".paper")) == stored.one(
        select(func.count(Benefit.id)).where(Benefit.initiative_id == stored.id_of(LED))
    )
    empty = lead.open(f"{address}?tom=1")
    assert "Fast läkarkontakt" not in empty.main
    assert [words(caption)[:2] for caption in empty.document.select("caption")] == [f"{n}." for n in range(1, 8)]


@one_database
def test_html_is_text_on_every_page_of_a_benefit(lead, path, stored):
    nasty = "<script>alert(1)</script> & ”citat”"
    save(lead, path, 1, title=nasty, description=nasty)
    save(lead, path, 3, owner_role=nasty, impact_care_flow=nasty)
    initiative = f"/initiativ/{stored.id_of(LED)}"
    for address in (
        path,
        path.removesuffix("/redigera"),
        initiative,
        *(f"{initiative}/{p}" for p in ("nyttor", "mall", "deltagare")),
    ):
        page = lead.open(address)
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert nasty in page.main, address


@one_database
def test_the_pages_take_the_same_queries_whatever_the_initiative_holds(lead, path, stored, app):
    def queries(address: str) -> int:
        counted = []

        def count(*_: object) -> None:
            counted.append(1)

        engine = app.extensions["portfolio.engine"]
        event.listen(engine, "before_cursor_execute", count)
        assert lead.open(address).status == 200
        event.remove(engine, "before_cursor_execute", count)
        return len(counted)

    initiative = f"/initiativ/{stored.id_of(LED)}"
    addresses = (path, path.removesuffix("/redigera"), initiative, f"{initiative}/nyttor", f"{initiative}/mall")
    save(lead, path, 2)
    before = {address: queries(address) for address in addresses}
    for number in range(5):
        made = {**STEP_FIELDS[2], "new_activity": f"Aktivitet {number}"}
        save(lead, path, 2, **made)
        lead.submit(f"{initiative}/nyttor/ny", title=f"Nytta {number}")
    after = {address: queries(address) for address in addresses}
    # SQLAlchemy may fetch what a list links to in one batch more; never one for each.
    assert all(after[address] <= before[address] + 2 for address in addresses), (before, after)


@one_database
def test_enter_in_a_field_saves_the_step_that_was_written_in_and_goes_on_from_there(lead, path, stored):
    # Browsers press the first button of the form, which belongs to no step.
    first = lead.open(path).document.select_one("form.steps button")
    assert (first["name"], first["value"]) == ("save", "")
    page = lead.submit(path, owner_role="Verksamhetschef", save="")
    assert "Steg 3 är sparat." in words(page.document.find(id="steg-4").find_parent("section"))


@one_database
def test_after_the_last_step_one_is_led_to_what_is_left_before_it(lead, path):
    for step in (1, 2, 4, 5, 6, 7):
        page = save(lead, path, step)
    assert "Steg 7 är sparat. 6 av 7 steg är klara." in words(page.document.find(id="steg-3").find_parent("section"))


def test_what_was_rewritten_after_going_back_is_no_double_send_and_is_not_lost(lead, path, stored):
    page = lead.open(path)
    lead.send(page, path, description="Först", save="1")
    again = lead.send(page, path, description="Först", save="1")
    assert again.status == 200, "the same content twice is done once"
    back = lead.send(page, path, description="Omskrivet efter bakåt", save="1")
    assert back.status == 409
    assert back.form("title")["description"] == "Omskrivet efter bakåt"
    assert "Först" in words(back.document.find(role="alert"))
    assert benefit(stored, path).description == "Först"


def test_a_benefit_in_a_draft_is_not_told_of_by_what_leads_to_it(person, lead, path, stored):
    coordinator = person("coordinator")
    page = coordinator.open("/initiativ/nytt")
    made = coordinator.send(
        page, "/initiativ/nytt", title="Hemligt förslag", area_id=page.option("area_id", "Digifysisk vård")
    )
    hidden = coordinator.submit(f"{made.path}/nyttor/ny", title="Hemlig nytta").path
    number = hidden.split("/")[2]
    save(coordinator, path, 2, leads_to_other=number)
    shown, own = path.removesuffix("/redigera"), f"/initiativ/{stored.id_of(LED)}"
    for who in (person("reader"), lead):
        for address in (shown, f"{own}/nyttor", f"{own}/mall", *([path] if who is lead else [])):
            assert "Hemlig" not in who.open(address).text, address
    assert "Hemlig nytta" in coordinator.open(shown).main
    # Whoever does not see it does not cut the link by saving the step either.
    assert save(lead, path, 2, risks="Vikarier").status == 200
    assert "Hemlig nytta" in coordinator.open(shown).main

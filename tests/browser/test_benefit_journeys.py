"""A benefit from an empty template to seven complete steps, found again half-filled, and edited by two at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.hands import BOTH_WAYS, Hand, Keyboard

LED = "/initiativ/7"
TITLE = "Fler får en fast läkarkontakt inom tre veckor"


def step(page: Page, number: int) -> Locator:
    """The section of one step."""
    return page.locator("section.step", has=page.locator(f"#steg-{number}"))


def saved(page: Page, at: Hand, number: int, complete: int) -> None:
    """Save a step, and see that it is said where one goes on."""
    at.press(f"Spara steg {number}")
    expect(page.get_by_role("status")).to_contain_text(f"Steg {number} är sparat. {complete} av 7 steg är klara.")
    expect(page).to_have_url(re.compile(f"#steg-{min(number + 1, 7)}$"))


@pytest.mark.parametrize(("hand", "scripts"), BOTH_WAYS.values(), ids=BOTH_WAYS.keys())
def test_a_project_lead_fills_in_an_empty_template_until_all_seven_steps_are_complete(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None], hand: type[Hand], scripts: bool
) -> None:
    lead = visitor(site, scripts=scripts).sign_in("project_lead")
    page, at = lead.page, hand(lead.page)
    page.goto(site.url + LED)
    at.press("Lägg till nytta", "link")
    at.write("title", TITLE)
    at.press("Spara och gå till steg 1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("0 av 7 steg är klara")
    standard(lead)

    at.write("description", "Den som vill ha en fast läkarkontakt får en inom tre veckor.")
    at.tick("kind", "benefit")
    at.check("Fler har en fast vårdkontakt")
    saved(page, at, 1, 1)
    at.write("new_activity", "Utbilda dem som bokar")
    at.choose("new_activity_kind", "Aktivitet")
    at.choose("new_activity_phase", "Lösningsutformning och införande")
    saved(page, at, 2, 2)
    at.write("owner_role", "Verksamhetschef")
    at.choose("owner_unit_id", "Region Kronoberg")
    at.unfold("Påverkan på vårdflöde")
    at.write("impact_care_flow", "Färre besök hos olika läkare.")
    at.check("Ekonomi: ingen påverkan")
    saved(page, at, 3, 3)

    # A slip is told of beside the field, and nothing that was written is lost.
    at.write("first_effect", "kv 3 2025")
    at.write("full_effect", "kv 1 2024")
    at.press("Spara steg 4")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("ligger före första effekt kv 3 2025")
    expect(alert).to_be_focused()
    expect(at.field("first_effect")).to_have_value("kv 3 2025")
    standard(lead)
    at.write("full_effect", "våren 2026")
    saved(page, at, 4, 4)
    at.write("follow_up_method", "Tas ut ur journalsystemet och gås igenom i resultatdialogen.")
    at.choose("frequency", "Varje kvartal")
    saved(page, at, 5, 5)
    at.write("controller_role", "Nyttocontroller för primärvården")
    saved(page, at, 6, 6)
    at.write("measure_name", "Andel som fått fast läkarkontakt inom tre veckor")
    at.write("measure_unit", "procent")
    at.choose("measure_direction", "Högre är bättre")
    saved(page, at, 7, 7)
    standard(lead)

    at.press("Se nyttan", "link", within="section.step")
    expect(page.locator("main")).to_contain_text("7 av 7 steg klara")
    expect(page.locator("main")).to_contain_text("Verksamhetschef, Region Kronoberg svarar för att den realiseras.")
    standard(lead)

    # It counts on the initiative's pages, for everybody.
    reader = visitor(site, scripts=scripts).sign_in("reader")
    for tab in ("", "/nyttor"):
        reader.open(LED + tab)
        card = reader.page.locator("main li, main tr", has=reader.page.get_by_role("link", name=TITLE)).last
        expect(card).to_contain_text("7 av 7 steg klara")
        standard(reader)


def test_a_half_filled_template_is_found_again_next_quarter_and_gone_on_with_where_it_was_left(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    before = visitor(site, scripts=False).sign_in("project_lead")
    page, at = before.page, Hand(before.page)
    page.goto(f"{site.url}{LED}/nyttor/ny")
    at.write("title", TITLE)
    at.press("Spara och gå till steg 1")
    at.write("description", "Den som vill ha en fast läkarkontakt får en inom tre veckor.")
    at.tick("kind", "benefit")
    # What was begun further down is kept as well, whichever button is pressed.
    at.write("owner_role", "Verksamhetschef")
    at.press("Spara steg 1")
    expect(page.get_by_role("status")).to_contain_text("Steg 1 och 3 är sparade.")

    # Somebody comes back in a browser of their own, and is led from the initiative to what is missing.
    later = visitor(site, scripts=False).sign_in("project_lead")
    page, at = later.page, Hand(later.page)
    page.goto(site.url + LED)
    at.press(f"Steg 2, 3, 4, 5, 6 och 7 för nyttan ”{TITLE}”", "link", within=".lacking")
    expect(page).to_have_url(re.compile("#steg-2$"))
    expect(step(page, 1)).to_contain_text("klart")
    expect(step(page, 3)).to_contain_text("saknar ägarens enhet")
    expect(at.field("owner_role")).to_have_value("Verksamhetschef")
    at.choose("owner_unit_id", "Region Kronoberg")
    saved(page, at, 3, 2)


def test_two_who_save_the_same_step_see_both_versions_and_neither_loses_anything(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    one, other = (visitor(site).sign_in(name) for name in ("project_lead", "coordinator"))
    one.open(f"{LED}/nyttor/ny")
    first = Keyboard(one.page)
    first.write("title", TITLE)
    first.press("Spara och gå till steg 1")
    expect(one.page).to_have_url(re.compile("#steg-1$"))
    address = one.page.url.partition("#")[0].removeprefix(site.url)
    other.open(address)
    first.write("owner_role", "Verksamhetschef")
    saved(one.page, first, 3, 0)
    second = Keyboard(other.page)
    second.write("owner_role", "Avdelningschef")

    second.press("Spara steg 3")
    both = other.page.get_by_role("alert")
    expect(both).to_contain_text("Verksamhetschef")
    expect(both).to_contain_text("Avdelningschef")
    expect(second.field("owner_role")).to_have_value("Avdelningschef")
    standard(other)
    second.press("Spara steg 3")
    expect(other.page.get_by_role("status")).to_contain_text("Steg 3 är sparat.")
    one.open(address)
    expect(first.field("owner_role")).to_have_value("Avdelningschef")


def test_the_template_prints_on_a4_with_a_benefit_on_each_sheet(
    shared_site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    reader = visitor(shared_site).sign_in("reader")
    for query in ("", "?tom=1"):
        page = reader.open(f"{LED}/mall{query}")
        standard(reader)
        page.emulate_media(media="print")
        assert not page.locator(".screen-only").first.is_visible()
        assert not page.locator(".frame-menu").is_visible()
        sheets = page.locator(".paper")
        breaks = sheets.evaluate_all("all => all.map(e => getComputedStyle(e).breakBefore)")
        assert breaks == ["auto", *["page"] * (sheets.count() - 1)]
        page.emulate_media(media="screen")

"""The main job, walked as its users walk it: with scripts, without them, and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor, hold_quiet
from tests.browser.hands import BOTH_WAYS, Hand

PLAN = "/planer/narmare-kronobergaren"
TITLE = "Digital hemrehabilitering efter stroke"


@pytest.mark.parametrize(("hand", "scripts"), BOTH_WAYS.values(), ids=BOTH_WAYS.keys())
def test_an_initiative_is_registered_classified_planned_and_seen(
    site: Site,
    visitor: Callable[..., Visitor],
    standard: Callable[[Visitor], None],
    hand: type[Hand],
    scripts: bool,
) -> None:
    def enter(name: str) -> tuple[Visitor, Page, Hand]:
        someone = visitor(site, scripts=scripts).sign_in_by_hand(name)
        return someone, someone.page, hand(someone.page)

    if hand is Hand:
        # The pages are the same documents whoever walks them; one who goes by keyboard holds them to the standard.
        standard = hold_quiet

    # The coordinator registers what already runs, and says who leads it.
    coordinator, page, at = enter("coordinator")
    at.press("Initiativ", "link")
    at.press("Registrera initiativ", "link")
    at.write("title", TITLE)
    at.choose("area_id", "Digifysisk vård")
    at.choose("entry_state", "Finns redan: förberedande fas")
    at.date("decided_on", "2023-01-12")
    at.choose("forum_id", "Hälso- och sjukvårdens ledningsgrupp")
    at.write("motivation", "Påbörjades innan verktyget fanns.")
    at.press("Spara initiativet")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    address = page.url.removeprefix(site.url)
    standard(coordinator)
    at.press("Utse projektledare", "link")
    at.choose("user_id", "Project Lead (project-lead@exempel.se)")
    at.press("Utse projektledaren")
    expect(page.get_by_text("Projektledaren är utsedd.")).to_be_visible()

    # The steering group classifies it.
    steering, page, at = enter("steering")
    page.goto(site.url + address)
    at.press("Klassa initiativet", "link")
    at.tick("level", "complex")
    at.date("decided_on", "2023-04-20")
    at.write("motivation", "Ingen har gjort detta förut, och flera huvudmän måste pröva sig fram.")
    at.press("Spara klassningen")
    expect(page.locator("dl").first).to_contain_text("Komplext")
    standard(steering)

    # The project lead plans the phases, mends a slip, and says how it went.
    lead, page, at = enter("project_lead")
    page.goto(site.url + address)
    at.press("Tidplan", "link", within=".lacking")
    at.choose("preparation_planned_start", "kv 1 2023")
    at.choose("preparation_planned_end", "kv 3 2023")
    at.choose("preparation_actual_start", "kv 1 2023")
    at.choose("delivery_planned_start", "kv 3 2023")
    at.choose("delivery_planned_end", "kv 4 2024")
    at.press("Spara tidplanen")
    expect(page.get_by_role("alert")).to_contain_text("förberedande fas slutar kv 3 2023")
    standard(lead)
    at.choose("delivery_planned_start", "kv 4 2023")
    at.choose("realisation_planned_start", "kv 2 2024")
    at.choose("realisation_planned_end", "kv 4 2025")
    at.press("Spara tidplanen")
    expect(page.get_by_text("Tidplanen är sparad.")).to_be_visible()

    # All of it is seen: on the list, on the timeline, in the picture and in the log.
    page.goto(f"{site.url}{PLAN}/initiativ?q=hemrehabilitering")
    expect(page.get_by_role("row", name=TITLE)).to_contain_text("Komplext")
    page.goto(f"{site.url}{PLAN}/tidplan")
    row = page.locator("tr", has=page.get_by_role("link", name=TITLE))
    expect(row.locator("td.bar").first).to_contain_text("1")
    expect(row).to_contain_text("kv 1 2023 – kv 3 2023")
    # The first drawing of a process loads matplotlib, which takes its time on a busy machine.
    drawn = page.request.get(f"{site.url}{PLAN}/tidplan.svg?q=hemrehabilitering", timeout=60_000).text()
    assert "hemrehabilitering" in drawn
    watcher = visitor(site, scripts=scripts).sign_in("steering")
    log = watcher.open("/logg").locator("main").inner_text()
    assert log.lower().count("tidplan") >= 1
    assert "klass" in log.lower()
    standard(watcher)


def test_the_bars_of_the_timeline_are_one_tab_stop_with_arrow_keys_between_them(
    shared_site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(shared_site).sign_in("reader")
    page = someone.open(f"{PLAN}/tidplan")
    stops = page.locator("td.bar[tabindex='0'], td.bar [tabindex='0']")
    expect(stops).to_have_count(1)
    stops.first.focus()
    before = page.evaluate("document.activeElement.getAttribute('title') || document.activeElement.textContent")
    page.keyboard.press("ArrowRight")
    after = page.evaluate("document.activeElement.getAttribute('title') || document.activeElement.textContent")
    assert before != after
    expect(stops).to_have_count(1)


def test_what_happens_in_a_column_is_reached_by_keyboard_and_activities_fold_out_where_one_stands(
    shared_site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(shared_site).sign_in("reader")
    page = someone.open(f"{PLAN}/tidplan?skala=halvar")
    page.locator("td.bar[tabindex='0']").focus()
    for _ in range(12):
        if "marks" in str(page.evaluate("document.activeElement.className")):
            break
        page.keyboard.press("ArrowDown")
    expect(page.locator("[data-timeline-status]")).to_contain_text(re.compile("Beslut|Grind|ätning|Målvärde"))
    fold = page.get_by_role("link", name=re.compile("^Visa .* aktivitet")).nth(3)
    row = str(fold.get_attribute("href")).partition("#")[2]
    fold.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"skala=halvar.*#{row}$"))
    # The row stands in view below the headers, not behind them, and its activities follow it.
    head = page.locator(".timeline-quarter").first.bounding_box()
    box = page.locator(f"#{row}").bounding_box()
    assert head is not None
    assert box is not None
    assert box["y"] >= head["y"] + head["height"] - 1
    expect(page.locator(".timeline-activity").first).to_be_in_viewport()


def test_two_people_who_save_the_same_initiative_do_not_overwrite_each_other(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    one, other = visitor(site).sign_in("coordinator"), visitor(site).sign_in("area_lead")
    one.open("/initiativ/7/redigera")
    other.open("/initiativ/7/redigera")
    one.page.locator("[name=title]").fill("Patientkontrakt i hela länet")
    one.page.get_by_role("button", name="Spara").click()
    expect(one.page.get_by_role("heading", level=1)).to_contain_text("Patientkontrakt i hela länet")
    other.page.locator("[name=title]").fill("Patientkontrakt för alla")
    other.page.get_by_role("button", name="Spara").click()
    both = other.page.get_by_role("alert")
    expect(both).to_contain_text("Patientkontrakt i hela länet")
    expect(both).to_contain_text("Patientkontrakt för alla")
    expect(other.page.locator("[name=title]")).to_have_value("Patientkontrakt för alla")
    standard(other)
    other.page.get_by_role("button", name="Spara").click()
    expect(other.page.get_by_role("heading", level=1)).to_contain_text("Patientkontrakt för alla")
    expect(other.page.locator("main")).to_contain_text("Patientkontrakt i hela länet")

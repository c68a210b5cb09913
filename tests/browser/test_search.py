"""Searching by keyboard, and initiatives that look like the title that is typed, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.browser.hands import Keyboard

NEW = "/initiativ/nytt"
LIKE = "Virtuell vårdcentral"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_something_is_found_by_keyboard_alone(
    shared_site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None], scripts: bool
) -> None:
    someone = visitor(shared_site, scripts=scripts).sign_in("reader")
    page, at = someone.open("/"), Keyboard(someone.page)
    at.reach(page.locator("header [name='q']"))
    page.keyboard.type("IBH")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 träff på ”IBH”")
    expect(page.locator("main mark")).to_have_text("IBH")
    standard(someone)
    # The field holds what was searched for, to be written on.
    at.reach(page.locator("main [name='q']"))
    page.keyboard.press("Control+a")
    page.keyboard.type("virtuella")
    page.keyboard.press("Enter")
    at.press("Virtuella vårdcentraler", "link")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Virtuella vårdcentraler")


def test_with_scripts_what_looks_alike_is_shown_while_the_title_is_typed_and_not_asked_about_again(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(site, width=320).sign_in("coordinator")
    page = someone.open(NEW)
    page.locator("main [name='title']").press_sequentially(LIKE)
    shown = page.locator("[data-similar]")
    expect(shown.get_by_role("link")).to_contain_text(["Virtuella vårdcentraler"])
    expect(shown.get_by_role("status")).to_contain_text("liknar namnet")
    hold_at_every_width(someone)
    with page.context.expect_page() as opened:
        shown.get_by_role("link").first.click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Virtuella vårdcentraler")
    expect(page.locator("main [name='title']")).to_have_value(LIKE)
    page.locator("main [name='area_id']").select_option(label="Digifysisk vård")
    page.get_by_role("button", name="Spara initiativet").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LIKE)


def test_the_list_goes_when_the_title_is_like_nothing_and_leaves_out_the_initiative_itself(
    shared_site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(shared_site).sign_in("coordinator")
    page = someone.open("/initiativ/7/redigera")
    title, shown = page.locator("main [name='title']"), page.locator("[data-similar-list] a")
    own = title.input_value()
    title.fill(LIKE)
    expect(shown.first).to_contain_text("Virtuella vårdcentraler")
    title.fill("Xylofoner")
    expect(shown).to_have_count(0)
    title.fill(LIKE)
    expect(shown.first).to_be_visible()
    with page.expect_response(lambda answer: "/liknande" in answer.url):
        title.fill(own)
    expect(shown.filter(has_text=own)).to_have_count(0)
    assert someone.complaints == []


def test_without_scripts_it_is_asked_about_once_and_nothing_is_lost(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    someone = visitor(site, scripts=False).sign_in("coordinator")
    page = someone.open(NEW)
    page.locator("main [name='title']").fill(LIKE)
    page.locator("main [name='purpose']").fill("Vård utan resor.")
    page.locator("main [name='area_id']").select_option(label="Digifysisk vård")
    page.get_by_role("button", name="Spara initiativet").click()
    asked = page.get_by_role("alert")
    expect(asked).to_contain_text("Det finns redan initiativ som liknar det här")
    expect(asked.get_by_role("link")).to_contain_text(["Virtuella vårdcentraler"])
    expect(page.locator("main [name='purpose']")).to_have_value("Vård utan resor.")
    page.get_by_role("button", name="Spara ändå").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(LIKE)


def test_the_question_meets_the_standard(site: Site, visitor: Callable[..., Visitor]) -> None:
    someone = visitor(site, width=320).sign_in("coordinator")
    page = someone.open(NEW)
    page.locator("main [name='area_id']").select_option(label="Digifysisk vård")
    # Sent before the pause after which the script would have asked.
    page.locator("main [name='title']").fill(LIKE)
    page.get_by_role("button", name="Spara initiativet").click()
    asked = page.get_by_role("alert")
    expect(asked).to_contain_text("Det finns redan initiativ som liknar det här")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    hold_at_every_width(someone)

"""The session ends while somebody writes: they sign in, and the form is there as it was, unsaved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from portfolio.models import LoginSession
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.browser.hands import BOTH_WAYS, Hand

PAGE = "/initiativ/7/redigera"
TITLE = "Ett nytt namn som det tog tid att komma på"
PURPOSE = "Första raden.\n\n<script>document.title = 'stulen'</script> & \"sista\" raden, åäö."
LOST = "Du hade loggats ut. Logga in, så är det du skrev kvar."
BACK = "Du loggades in igen. Det du skrev är kvar men inte sparat än."


def end_sessions(site: Site) -> None:
    """As after a night: everybody's session has gone unused for too long."""
    with site.app.extensions["portfolio.engine"].begin() as connection:
        at = connection.scalar(select(func.max(LoginSession.seen_at)))
        connection.execute(update(LoginSession).values(seen_at=at - timedelta(hours=9)))


def sign_in_again(page: Page, at: Hand, name: str = "coordinator") -> None:
    expect(page.get_by_text(LOST)).to_be_visible()
    at.write("email", cast.email(name))
    at.write("password", cast.PASSWORD)
    at.press("Logga in")
    expect(page.get_by_text(BACK)).to_be_visible()


@pytest.mark.parametrize(("hand", "scripts"), BOTH_WAYS.values(), ids=BOTH_WAYS.keys())
def test_what_was_typed_when_the_session_ended_is_there_again_and_is_saved(
    site: Site,
    visitor: Callable[..., Visitor],
    standard: Callable[[Visitor], None],
    hand: type[Hand],
    scripts: bool,
) -> None:
    someone = visitor(site, scripts=scripts).sign_in_by_hand("coordinator")
    page, at = someone.open(PAGE), hand(someone.page)
    at.write("title", TITLE)
    at.choose("area_id", "Digifysisk vård")
    at.write("purpose", PURPOSE)
    end_sessions(site)
    at.press("Spara initiativet")
    expect(page.get_by_text(LOST)).to_be_visible()
    standard(someone)
    at.write("email", cast.email("coordinator"))
    at.write("password", "fel lösenord helt")
    at.press("Logga in")
    expect(page.get_by_text("hör inte ihop")).to_be_visible()
    standard(someone)
    sign_in_again(page, at)
    if scripts:
        # Whoever cannot see the notice above the form is taken to it.
        expect(page.get_by_text(BACK)).to_be_focused()
    expect(at.field("title")).to_have_value(TITLE)
    expect(at.field("purpose")).to_have_value(PURPOSE)
    expect(at.field("area_id").locator("option:checked")).to_have_text("Digifysisk vård")
    assert "stulen" not in page.title()
    standard(someone)
    at.press("Spara initiativet")
    expect(page.get_by_text("Initiativet är sparat.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.get_by_text(BACK)).to_have_count(0)
    standard(someone)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_form_from_before_another_tab_signed_in_again_is_shown_unsaved(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None], scripts: bool
) -> None:
    someone = visitor(site, scripts=scripts).sign_in_by_hand("coordinator")
    page, at = someone.open(PAGE), Hand(someone.page)
    at.write("title", TITLE)
    tab = page.context.new_page()
    tab.goto(site.url + "/")
    tab.get_by_role("button", name="Logga ut").click()
    tab.get_by_label("E-postadress").fill(cast.email("coordinator"))
    tab.get_by_label("Lösenord").fill(cast.PASSWORD)
    tab.get_by_role("button", name="Logga in").click()
    tab.wait_for_url(site.url + "/")
    at.press("Spara initiativet")
    expect(page.get_by_text("Det du skrev är kvar men inte sparat än.")).to_be_visible()
    expect(at.field("title")).to_have_value(TITLE)
    standard(someone)
    at.press("Spara initiativet")
    expect(page.get_by_text("Initiativet är sparat.")).to_be_visible()


def test_a_browser_that_has_forgotten_its_cookies_still_holds_what_was_typed(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(site).sign_in_by_hand("coordinator")
    page, at = someone.open(PAGE), Hand(someone.page)
    at.write("title", TITLE)
    page.context.clear_cookies()
    at.press("Spara initiativet")
    sign_in_again(page, at)
    expect(at.field("title")).to_have_value(TITLE)


# Another port is another origin, but the same site: the browser sends the cookies along. Another name is another site.
@pytest.mark.parametrize(
    ("other", "path"), [("http://127.0.0.1:65000/", PAGE), ("http://localhost:65000/", "/logga-in")]
)
def test_a_page_of_another_origin_cannot_plant_a_form(
    site: Site, visitor: Callable[..., Visitor], other: str, path: str
) -> None:
    someone = visitor(site).sign_in_by_hand("coordinator")
    page = someone.page
    form = (
        f"<form method=post action='{site.url}{path}'><input name=title value=Plantat>"
        '<input name=carried value=\'[["title","Plantat"]]\'><button>Vinn</button></form>'
    )
    page.route(other, lambda route: route.fulfill(content_type="text/html", body=form))
    for _ in range(2):
        page.goto(other)
        page.get_by_role("button", name="Vinn").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Det gick inte att ta emot det du skickade")
        assert "Plantat" not in page.content()
        end_sessions(site)


def test_the_password_is_changed_and_another_browser_is_signed_out(site: Site, visitor: Callable[..., Visitor]) -> None:
    elsewhere = visitor(site).sign_in_by_hand("reader")
    someone = visitor(site, width=320).sign_in_by_hand("reader")
    page, at = someone.page, Hand(someone.page)
    page.get_by_role("link", name="Konto").click()
    hold_at_every_width(someone)
    at.write("password", "fel lösenord helt")
    at.write("new_password", "ett alldeles nytt lösenord")
    at.write("repeated_password", "ett alldeles nytt lösenord")
    at.press("Byt lösenord")
    expect(page.get_by_role("alert").get_by_role("link")).to_contain_text("inte ditt nuvarande lösenord")
    hold_at_every_width(someone)
    at.write("password", cast.PASSWORD)
    at.write("new_password", "ett alldeles nytt lösenord")
    at.write("repeated_password", "ett alldeles nytt lösenord")
    at.press("Byt lösenord")
    expect(page.get_by_text("Lösenordet är bytt.")).to_be_visible()
    elsewhere.open("/")
    expect(elsewhere.page.get_by_role("button", name="Logga in")).to_be_visible()
    at.press("Logga ut överallt")
    expect(page.get_by_text("Du är utloggad överallt.")).to_be_visible()
    hold_at_every_width(someone)

"""The timetables of an area changed at once, by mouse and by keyboard alone, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portfolio.models import Initiative
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.browser.test_quarter_grid import anchor, effects, id_of

BARE = "kronobarnsmodellen"


def path(site: Site) -> str:
    with site.app.extensions["portfolio.sessions"]() as session:
        area = session.scalars(select(Initiative.area_id).where(Initiative.key == cast.LED)).one()
    return f"/planer/{cast.PLAN}/tidplan/andra?omrade={area}"


def test_two_timetables_are_changed_with_the_mouse_and_what_hangs_on_them_moves_along(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    anchor(site, cast.LED, "Kortare väntan", "2024-Q1", "2024-Q4")
    someone = visitor(site).sign_in("coordinator")
    page = someone.open(path(site))
    led, bare = id_of(site, cast.LED), id_of(site, BARE)
    page.locator(f"[name=i{led}_delivery_planned_end]").select_option("2024-Q2")
    page.locator(f"[name=i{bare}_preparation_planned_start]").select_option("2024-Q1")
    page.get_by_role("button", name="Granska ändringarna").click()
    review = page.get_by_role("region", name="Det här ändras")
    expect(review).to_be_focused()
    expect(review.locator("tbody tr")).to_have_count(2)
    expect(review).to_contain_text("Kortare väntan")
    hold_at_every_width(someone)
    # Thought better of one of them: the lists stand below, as they were filled in.
    page.locator(f"[name=i{bare}_preparation_planned_start]").select_option("")
    page.get_by_role("button", name="Granska ändringarna igen").click()
    expect(page.locator(".review-table tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Spara tidplanerna och flytta med").click()
    expect(page.get_by_text("Tidplanerna är sparade.")).to_be_visible()
    expect(page.locator(f"[name=i{led}_delivery_planned_end]")).to_have_value("2024-Q2")
    expect(page.locator(f"[name=i{bare}_preparation_planned_start]")).to_have_value("")
    assert effects(site, "Kortare väntan") == ("2024-Q3", "2025-Q2")


def tab_to(page: Page, goal: Locator) -> None:
    for _ in range(80):
        if goal.and_(page.locator(":focus")).count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{goal} is not reached")


def choose(page: Page, goal: Locator, code: str, *, steps: int) -> None:
    """Reach a list and choose in it, by so many presses of an arrow."""
    tab_to(page, goal)
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    expect(goal).to_have_value(code)


def test_a_timetable_is_changed_with_the_keyboard_alone_where_no_script_runs(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    someone = visitor(site, scripts=False).sign_in("area_lead")
    page = someone.open(path(site))
    start, end = (page.locator(f"[name=i{id_of(site, BARE)}_preparation_planned_{side}]") for side in ("start", "end"))
    choose(page, start, "2021-Q3", steps=3)
    choose(page, end, "2021-Q2", steps=2)
    tab_to(page, page.get_by_role("button", name="Granska ändringarna"))
    page.keyboard.press("Enter")
    # The rules are told beside the list, and the summary leads there.
    expect(page.get_by_role("alert")).to_contain_text("ligger före starten kv 3 2021")
    tab_to(page, page.get_by_role("alert").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(end).to_be_focused()
    choose(page, end, "2021-Q4", steps=2)
    tab_to(page, page.get_by_role("button", name="Granska ändringarna"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Det här ändras")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Spara tidplanerna"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tidplanerna är sparade.")).to_be_visible()
    expect(end).to_have_value("2021-Q4")

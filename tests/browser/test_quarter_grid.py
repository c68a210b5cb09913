"""The timetable planned in the grid of quarters: by mouse, by keyboard, and by the lists where no script runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase
from portfolio.models import Benefit, Initiative
from portfolio.services import benefits
from portfolio.services.context import Context
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.conftest import TODAY

#: Without a timetable from the beginning.
BARE = "kronobarnsmodellen"
FIRST, SECOND, THIRD = (f"{phase}_planned" for phase in Phase)


def id_of(site: Site, key: str) -> int:
    with site.app.extensions["portfolio.sessions"]() as session:
        return session.scalars(select(Initiative.id).where(Initiative.key == key)).one()


def anchor(site: Site, key: str, title: str, first: str, full: str) -> None:
    """A benefit that hangs on the end of the initiative's second phase."""
    settings = site.app.extensions["portfolio.settings"]
    with site.app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, cast.actor(session, "coordinator"), settings.clock)
        assert ctx.today == TODAY
        row_id = session.scalars(select(Initiative.id).where(Initiative.key == key)).one()
        with ctx.transaction():
            benefit = benefits.add(ctx, row_id, title=title, description=None, kind=None)
            benefit.anchor_phase = Phase.DELIVERY
            benefit.first_effect, benefit.full_effect = from_code(first), from_code(full)


def effects(site: Site, title: str) -> tuple[str, str]:
    with site.app.extensions["portfolio.sessions"]() as session:
        benefit = session.scalars(select(Benefit).where(Benefit.title == title)).one()
        return benefit.first_effect.code, benefit.full_effect.code


class Grid:
    """The grid as somebody sees it: rows by the names of their fields, quarters by their codes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.table = page.get_by_role("grid")
        self.status = page.locator("[data-status]")

    def cell(self, row: str, quarter: str) -> Locator:
        year, number = quarter.split("-Q")
        return self.table.locator(f"tr[data-row='{row}'] td[aria-label='kv {number} {year}']")

    def marked(self, row: str) -> list[str]:
        """The quarters that are marked, as those who do not see are told; each shows the number of its phase."""
        cells = self.table.locator(f"tr[data-row='{row}'] td[aria-selected='true']")
        return [str(cell.get_attribute("aria-label")) for cell in cells.all()]

    def lists(self, row: str) -> tuple[str, str]:
        start, end = (self.page.locator(f"[name={row}_{side}]").input_value() for side in ("start", "end"))
        return start, end

    def drag(self, row: str, first: str, last: str) -> None:
        self.cell(row, first).hover()
        self.page.mouse.down()
        self.cell(row, last).hover()
        self.page.mouse.up()

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def save(self) -> None:
        self.page.get_by_role("button", name="Spara tidplanen").click()


@pytest.fixture
def enter(site: Site, visitor: Callable[..., Visitor]) -> Callable[..., tuple[Visitor, Grid]]:
    def open_it(key: str = BARE, **options: object) -> tuple[Visitor, Grid]:
        someone = visitor(site, **options).sign_in("coordinator")
        page = someone.open(f"/initiativ/{id_of(site, key)}/tidplan")
        return someone, Grid(page)

    return open_it


def test_a_timetable_is_drawn_with_the_mouse_and_saved(
    enter: Callable[..., tuple[Visitor, Grid]], standard: Callable[[Visitor], None]
) -> None:
    someone, grid = enter()
    # Dragged over, in both directions.
    grid.drag(FIRST, "2023-Q1", "2023-Q4")
    assert grid.lists(FIRST) == ("2023-Q1", "2023-Q4")
    assert grid.marked(FIRST) == ["kv 1 2023", "kv 2 2023", "kv 3 2023", "kv 4 2023"]
    expect(grid.cell(FIRST, "2023-Q2")).to_have_text("1")
    expect(grid.status).to_have_text("Fas 1, planerat: kv 1 2023 – kv 4 2023.")
    grid.drag(THIRD, "2025-Q4", "2025-Q1")
    assert grid.lists(THIRD) == ("2025-Q1", "2025-Q4")
    # The first quarter and then the last.
    grid.cell(SECOND, "2023-Q3").click()
    assert grid.lists(SECOND) == ("", ""), "half a span is nothing yet"
    grid.cell(SECOND, "2024-Q2").click()
    assert grid.lists(SECOND) == ("2023-Q3", "2024-Q2")
    # Longer, and shorter, with Shift.
    grid.cell(SECOND, "2024-Q4").click(modifiers=["Shift"])
    assert grid.lists(SECOND) == ("2023-Q3", "2024-Q4")
    standard(someone)

    # The server judges, beside the list and in the grid's row; what was drawn stays.
    grid.save()
    expect(someone.page.get_by_role("alert")).to_contain_text("förberedande fas slutar kv 4 2023")
    assert grid.lists(SECOND) == ("2023-Q3", "2024-Q4")
    expect(grid.table.locator(f"tr[data-row={SECOND}] th")).to_contain_text("Rätta i listan nedan")
    assert grid.marked(SECOND)[0] == "kv 3 2023"
    standard(someone)

    # The whole bar is moved, and one end taken back.
    grid.drag(SECOND, "2024-Q1", "2024-Q3")
    assert grid.lists(SECOND) == ("2024-Q1", "2025-Q2")
    grid.save()
    expect(someone.page.get_by_text("Tidplanen är sparad.")).to_be_visible()
    expect(someone.page.locator(".narrow-table")).to_contain_text("kv 1 2024 – kv 2 2025")


def test_a_timetable_is_drawn_with_the_keyboard_alone(
    enter: Callable[..., tuple[Visitor, Grid]], standard: Callable[[Visitor], None]
) -> None:
    someone, grid = enter()
    stops = grid.table.locator("[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    expect(grid.cell(FIRST, "2021-Q1")).to_be_focused()
    # A span from its first quarter to its last, seen on the way and told at the end.
    grid.keys("ArrowRight", "Space")
    expect(grid.status).to_contain_text("Fas 1, planerat: börjar kv 2 2021.")
    grid.keys("ArrowRight", "ArrowRight")
    assert grid.marked(FIRST) == ["kv 2 2021", "kv 3 2021", "kv 4 2021"]
    assert grid.lists(FIRST) == ("", "")
    grid.keys("Enter")
    assert grid.lists(FIRST) == ("2021-Q2", "2021-Q4")
    expect(grid.status).to_have_text("Fas 1, planerat: kv 2 2021 – kv 4 2021.")
    # Escape leaves what was there.
    grid.keys("Home", "Space", "End", "Escape")
    assert grid.lists(FIRST) == ("2021-Q2", "2021-Q4")
    assert grid.marked(FIRST) == ["kv 2 2021", "kv 3 2021", "kv 4 2021"]
    expect(grid.status).to_contain_text("Avbrutet.")
    # Shift marks at once, and shortens again.
    grid.keys("Home", "ArrowDown", "ArrowRight", *["ArrowRight"] * 3, *["Shift+ArrowRight"] * 5, "Shift+ArrowLeft")
    assert grid.lists(SECOND) == ("2022-Q1", "2023-Q1")
    # The bar as a whole, as far as there is room.
    grid.keys("Alt+ArrowRight", "Alt+ArrowRight")
    assert grid.lists(SECOND) == ("2022-Q3", "2023-Q3")
    expect(grid.cell(SECOND, "2023-Q3")).to_be_focused()
    expect(grid.status).to_have_text("Fas 2, planerat: kv 3 2022 – kv 3 2023.")
    grid.keys("ArrowUp", *["Alt+ArrowLeft"] * 3)
    assert grid.lists(FIRST) == ("2021-Q1", "2021-Q3")
    expect(grid.status).to_contain_text("kan inte flyttas längre")
    # Emptied, and thought better of.
    grid.keys("Delete")
    assert grid.lists(FIRST) == ("", "")
    assert grid.marked(FIRST) == []
    expect(grid.status).to_have_text("Fas 1, planerat: inte angivet.")
    grid.keys("Control+z")
    assert grid.lists(FIRST) == ("2021-Q1", "2021-Q3")
    expect(grid.status).to_have_text("Ångrat. Fas 1, planerat: kv 1 2021 – kv 3 2021.")
    expect(stops).to_have_count(1)
    # The way out: Tab leads from the grid to the lists, and at the end to the button.
    grid.keys("Tab")
    expect(someone.page.locator(f"[name={FIRST}_start]")).to_be_focused()
    standard(someone)
    button = someone.page.get_by_role("button", name="Spara tidplanen")
    for _ in range(40):
        if button.and_(someone.page.locator(":focus")).count():
            break
        grid.keys("Tab")
    grid.keys("Enter")
    expect(someone.page.get_by_text("Tidplanen är sparad.")).to_be_visible()


def test_several_steps_are_undone_and_done_again(enter: Callable[..., tuple[Visitor, Grid]]) -> None:
    someone, grid = enter()
    undo = someone.page.get_by_role("button", name="Ångra", exact=True)
    redo = someone.page.get_by_role("button", name="Gör om")
    expect(undo).to_have_attribute("aria-disabled", "true")
    undo.click(force=True)
    expect(grid.status).to_have_text("Det finns inget mer att ångra.")
    grid.drag(FIRST, "2021-Q1", "2021-Q2")
    # What is chosen in a list is drawn, and undone, as well as what is drawn.
    someone.page.locator(f"[name={SECOND}_start]").select_option("2022-Q1")
    expect(grid.status).to_have_text("Fas 2, planerat: från kv 1 2022.")
    assert len(grid.marked(SECOND)) == 16
    someone.page.locator(f"[name={SECOND}_end]").select_option("2022-Q2")
    assert grid.marked(SECOND) == ["kv 1 2022", "kv 2 2022"]
    grid.drag(SECOND, "2022-Q1", "2022-Q4")
    steps = [("2022-Q4", "2023-Q1"), ("2022-Q1", "2022-Q2"), ("2022-Q1", ""), ("", "")]
    assert grid.lists(SECOND) == steps[0]
    for step in steps[1:]:
        undo.click()
        assert grid.lists(SECOND) == step
    undo.click()
    assert grid.lists(FIRST) == ("", "")
    expect(undo).to_have_attribute("aria-disabled", "true")
    redo.click()
    assert grid.lists(FIRST) == ("2021-Q1", "2021-Q2")
    grid.cell(FIRST, "2021-Q1").focus()
    grid.keys("Control+y", "Control+Shift+Z", "Control+y")
    assert grid.lists(SECOND) == steps[0]
    expect(redo).to_have_attribute("aria-disabled", "true")
    # Something new is where the way forward ends.
    grid.keys("Control+z", "Delete")
    expect(redo).to_have_attribute("aria-disabled", "true")


def test_a_day_that_is_known_stays_in_its_quarter_and_goes_with_another(
    enter: Callable[..., tuple[Visitor, Grid]],
) -> None:
    someone, grid = enter()
    day = someone.page.locator(f"[name={FIRST}_end_day]")
    grid.drag(FIRST, "2023-Q1", "2023-Q2")
    someone.page.get_by_text("Ange exakt dag").first.click()
    day.fill("2023-05-31")
    day.blur()
    expect(grid.status).to_have_text("Fas 1, planerat: kv 1 2023 – 31 maj 2023.")
    grid.cell(FIRST, "2022-Q4").click(modifiers=["Shift"])
    assert (grid.lists(FIRST), day.input_value()) == (("2022-Q4", "2023-Q2"), "2023-05-31")
    grid.cell(FIRST, "2022-Q4").focus()
    grid.keys("Alt+ArrowRight")
    assert (grid.lists(FIRST), day.input_value()) == (("2023-Q1", "2023-Q3"), "")
    expect(grid.status).to_contain_text("Den exakta dagen togs bort")
    grid.keys("Control+z")
    assert (grid.lists(FIRST), day.input_value()) == (("2022-Q4", "2023-Q2"), "2023-05-31")


def test_leaving_half_a_span_keeps_a_first_quarter_and_spares_a_bar(
    enter: Callable[..., tuple[Visitor, Grid]],
) -> None:
    someone, grid = enter()
    grid.cell(FIRST, "2023-Q1").click()
    grid.keys("Tab")
    assert grid.lists(FIRST) == ("2023-Q1", "2023-Q1")
    grid.drag(SECOND, "2023-Q2", "2024-Q1")
    grid.cell(SECOND, "2025-Q1").click()
    grid.keys("Tab")
    assert grid.lists(SECOND) == ("2023-Q2", "2024-Q1")
    assert len(grid.marked(SECOND)) == 4
    grid.cell(SECOND, "2025-Q1").click()
    grid.cell(THIRD, "2025-Q1").click()
    assert len(grid.marked(SECOND)) == 4
    assert someone.complaints == []


@pytest.mark.parametrize("scripts", [True, False], ids=["in the grid", "in the lists"])
def test_what_hangs_on_the_timetable_is_reviewed_before_it_moves_along(
    site: Site,
    enter: Callable[..., tuple[Visitor, Grid]],
    standard: Callable[[Visitor], None],
    scripts: bool,
) -> None:
    anchor(site, cast.LED, "Kortare väntan", "2024-Q1", "2025-Q2")
    anchor(site, cast.LED, "Färre återbesök", "2024", "2025")
    someone, grid = enter(cast.LED, scripts=scripts)
    page = someone.page
    if scripts:
        # Planned until kv 4 2023: two quarters longer.
        grid.cell(SECOND, "2024-Q2").click(modifiers=["Shift"])
    else:
        expect(page.locator("[data-tools]")).to_be_hidden()
        page.locator(f"[name={SECOND}_end]").select_option(label="kv 2 2024")
    grid.save()
    expect(page.get_by_role("heading", name="Det här flyttas med")).to_be_visible()
    assert page.evaluate("document.activeElement.classList.contains('review')") or not scripts
    rows = page.locator(".review tbody tr")
    expect(rows.first).to_contain_text("slutar 2 kvartal senare")
    expect(rows.first).to_contain_text("kv 3 2024")
    expect(rows.nth(1)).to_contain_text("2024, står kvar: tiden är angiven i år")
    assert grid.lists(SECOND) == ("2022-Q1", "2024-Q2")
    assert effects(site, "Kortare väntan") == ("2024-Q1", "2025-Q2")
    standard(someone)
    # Thought over: a quarter less, looked at again, and then both.
    page.locator(f"[name={SECOND}_end]").select_option(label="kv 1 2024")
    page.get_by_role("button", name="Granska ändringarna igen").click()
    expect(rows.first).to_contain_text("slutar 1 kvartal senare")
    page.get_by_role("button", name="Spara tidplanen och flytta med").click()
    expect(page.get_by_text("Tidplanen är sparad.")).to_be_visible()
    expect(page.get_by_text("Flyttades med: ”Kortare väntan”.")).to_be_visible()
    assert effects(site, "Kortare väntan") == ("2024-Q2", "2025-Q3")
    assert effects(site, "Färre återbesök") == ("2024", "2025")


def test_the_review_and_a_refusal_meet_the_standard_at_every_width(
    site: Site, enter: Callable[..., tuple[Visitor, Grid]]
) -> None:
    widths = (320, 640, 1280)
    anchor(site, cast.LED, "Kortare väntan till en fast läkarkontakt på vårdcentralen", "2024-Q1", "2025")
    someone, grid = enter(cast.LED, width=widths[0])
    for width in widths:
        hold_at_every_width(someone, [width])
        expect(someone.page.locator(".quarters")).to_be_visible(visible=width >= 640)
    # What one does, one does on the narrowest screen, where there is least room to reach it.
    someone.page.set_viewport_size({"width": widths[0], "height": 900})
    someone.page.locator(f"[name={SECOND}_end]").select_option("2024-Q1")
    grid.save()
    expect(someone.page.get_by_role("heading", name="Det här flyttas med")).to_be_visible()
    hold_at_every_width(someone, widths)
    someone.page.set_viewport_size({"width": widths[0], "height": 900})
    someone.page.locator(f"[name={FIRST}_start]").select_option("2022-Q4")
    someone.page.get_by_role("button", name="Granska ändringarna igen").click()
    expect(someone.page.get_by_role("alert")).to_contain_text("ligger före starten")
    hold_at_every_width(someone, widths)


def test_those_who_only_read_see_the_picture_and_no_form(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    someone = visitor(site).sign_in("reader")
    page = someone.open(f"/initiativ/{id_of(site, cast.LED)}/tidplan")
    expect(page.get_by_role("img", name="Faserna kvartal för kvartal")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)
    expect(page.get_by_role("grid")).to_have_count(0)
    standard(someone)
    page.emulate_media(media="print")
    expect(page.locator(".quarters-table")).to_be_visible()

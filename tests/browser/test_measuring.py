"""From baseline and target to reviewed values: a column of 30 months, four eyes, and the same told everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.models import Plan
from portfolio.services import users
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.browser.hands import BOTH_WAYS, Hand, Keyboard
from tests.measured import Made, benefit, measured

PLAN = "/planer/narmare-kronobergaren"
#: Somebody who is a controller besides, since nobody reviews what they recorded.
OTHER_CONTROLLER = "steering"
MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli"]
MONTHS += ["augusti", "september", "oktober", "november", "december"]


def line(month: int) -> str:
    """A month since the beginning of 2020 as a spreadsheet gives it: a tab, a thin space, a decimal comma."""
    level = (190 if month < 28 else 100) + (5 if month % 2 else -5)
    return f"{MONTHS[month % 12]} {2020 + month // 12}\t1\N{THIN SPACE}{level:03},5"


#: November 2020 to April 2023: half of the way from 1 200 to 1 000 in the latest twelve months.
COLUMN = "\n".join(line(month) for month in range(10, 40))


@pytest.fixture
def made(site: Site) -> Made:
    """A benefit with a measure that nobody has said anything of yet, and a second controller."""
    with site.app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, SYSTEM, site.app.extensions["portfolio.settings"].clock)
        found = measured(ctx, baseline=None, target=None, benefit_id=benefit(ctx, "Kortare väntan"), decimals=1)
        with ctx.transaction():
            plan_id = session.scalars(select(Plan.id)).one()
            other = users.find(ctx, cast.email(OTHER_CONTROLLER))
            users.assign(ctx, other, Role.CONTROLLER, plan_id=plan_id)
    return found


def paste(at: Hand, name: str, text: str) -> None:
    """Put a text into a field at once, as from the clipboard: typed, its tabs would lead to the next field."""
    if isinstance(at, Keyboard):
        at.reach(at.field(name))
        at.page.keyboard.insert_text(text)
    else:
        at.write(name, text)


def told(page: Page, path: str, title: str) -> str:
    """What a list says of a benefit."""
    page.goto(path)
    return page.locator("main tbody tr", has=page.get_by_role("link", name=title)).first.inner_text()


@pytest.mark.parametrize(("hand", "scripts"), BOTH_WAYS.values(), ids=BOTH_WAYS.keys())
def test_a_column_of_thirty_months_is_pasted_reviewed_by_another_and_told_alike_everywhere(
    site: Site, visitor: Callable[..., Visitor], made: Made, hand: type[Hand], scripts: bool
) -> None:
    controller = visitor(site, scripts=scripts).sign_in("controller")
    page, at = controller.page, hand(controller.page)
    page.goto(f"{site.url}/nyttor/{made.benefit_id}")
    at.press("Ange nollmätning och mål", "link")
    at.write("baseline_value", "1 200")
    at.write("baseline_period", "2021")
    at.write("target", "1 000")
    at.write("target_period", "kv 4 2023")
    at.press("Spara", within="main")
    expect(page.get_by_role("status")).to_contain_text("Nollmätning och mål är sparade.")

    page.goto(f"{site.url}/matetal/{made.measure_id}")
    at.press("Registrera värden", "link")
    paste(at, "pasted", COLUMN)
    at.press("Spara och lämna in")
    expect(page.get_by_role("status")).to_contain_text("30 värden är inlämnade: november 2020 till april 2023.")
    expect(page.locator("table.values tbody tr", has_text="april 2023")).to_contain_text("Ej granskat")
    hold_at_every_width(controller)

    # Whoever recorded them does not review them, and neither does whoever leads the project.
    page.goto(f"{site.url}{PLAN}/granska")
    mine = page.locator("section", has=page.locator(f"#serie-{made.series_id}"))
    expect(mine).to_contain_text("Du registrerade värdet själv")
    expect(mine.get_by_role("checkbox")).to_have_count(0)
    lead = visitor(site, scripts=scripts).sign_in("project_lead")
    lead.open(f"{PLAN}/granska")
    expect(lead.page.locator("main")).to_contain_text("nyttocontroller")
    expect(lead.page.locator("main form")).to_have_count(0)

    other = visitor(site, scripts=scripts).sign_in(OTHER_CONTROLLER)
    other.open(f"{PLAN}/granska")
    hold_at_every_width(other)
    hand(other.page).press("Granska alla", within="main")
    expect(other.page.get_by_role("status")).to_contain_text(re.compile(r"\d+ värden är granskade."))

    reader = visitor(site, scripts=scripts).sign_in("reader")
    for path in (f"{PLAN}/nyttoregister", "/initiativ/7/nyttor"):
        row = told(reader.page, site.url + path, "Kortare väntan")
        assert "Ej granskat" not in row
        assert "Enligt plan" in row

    # A correction loses the review, and every page says so.
    page.goto(f"{site.url}/matetal/{made.measure_id}")
    at.press("Rätta", "link", within="tr:has-text('april 2023')")
    at.write("value_0", "1 099,5")
    at.press("Spara och lämna in")
    expect(page.get_by_role("status")).to_contain_text("1 värde är inlämnat: april 2023.")
    for path in (f"{PLAN}/nyttoregister", "/initiativ/7/nyttor"):
        assert "Ej granskat" in told(reader.page, site.url + path, "Kortare väntan")
    reader.open(f"/nyttor/{made.benefit_id}")
    expect(reader.page.locator(".effect-sentence")).to_contain_text("Ej granskat")

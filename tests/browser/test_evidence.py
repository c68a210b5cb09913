"""Months are added one by one: too little, then signs, then sure once somebody has looked at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import expect
from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.models import Plan
from portfolio.services import users
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width, hold_quiet
from tests.browser.hands import Hand
from tests.measured import Made, benefit, measured, months, values

#: Somebody who is a controller besides, since nobody reviews what they recorded.
OTHER_CONTROLLER = "steering"

BEFORE = [42, 45, 41, 44, 43, 46, 42, 44, 41, 45, 43, 44]
#: From January 2022 on: below what is usual, twice far below, and then seven in a row.
SHORTER = [41, 40, 40, 38, 38, 39, 40]
AS_BEFORE = [43, 45, 42, 44, 41, 45, 44]


@contextmanager
def system(site: Site) -> Iterator[Context]:
    with site.app.extensions["portfolio.sessions"]() as session:
        yield Context(session, SYSTEM, site.app.extensions["portfolio.settings"].clock)


def make(ctx: Context, title: str, measure: str) -> Made:
    """A benefit that is expected from January 2022, with a year of months before that."""
    told = months(2021, *BEFORE)
    return measured(ctx, told, name=measure, baseline=43, target=39, benefit_id=benefit(ctx, title), decimals=1)


def said(someone: Visitor, made: Made, words: str) -> None:
    """What the benefit's page says of the change in its first sentence."""
    someone.open(f"/nyttor/{made.benefit_id}")
    expect(someone.page.locator(".effect-sentence")).to_contain_text(words)
    hold_quiet(someone)


def record(someone: Visitor, made: Made, line: str) -> None:
    """Paste a line of a spreadsheet, and hand it in."""
    someone.open(f"/serier/{made.series_id}/matvarden/nytt")
    at = Hand(someone.page)
    at.write("pasted", line)
    at.press("Spara och lämna in")
    expect(someone.page.get_by_role("status").first).to_contain_text("1 värde är inlämnat")


def test_the_verdict_grows_with_the_months_and_never_where_nothing_changed(
    site: Site, visitor: Callable[..., Visitor]
) -> None:
    with system(site) as ctx:
        made, same = make(ctx, "Kortare väntan", "Väntetid"), make(ctx, "Färre återbesök", "Återbesök")
        with ctx.transaction():
            plan_id = ctx.session.scalars(select(Plan.id)).one()
            users.assign(ctx, users.find(ctx, cast.email(OTHER_CONTROLLER)), Role.CONTROLLER, plan_id=plan_id)
        values(ctx, made, months(2022, *SHORTER[:1]))
    controller = visitor(site).sign_in("controller")
    record(controller, made, "februari 2022\t40")
    said(controller, made, "För lite data för att säga om något har förändrats.")

    with system(site) as ctx:
        values(ctx, made, months(2022, *SHORTER[2:4], first=3))
    said(controller, made, "Ingen påvisad förändring.")
    record(controller, made, "maj 2022\t38,0")
    said(controller, made, "Tecken på förbättring.")

    with system(site) as ctx:
        values(ctx, made, months(2022, *SHORTER[5:6], first=6))
        values(ctx, same, months(2022, *AS_BEFORE))
    record(controller, made, "juli 2022\t40")
    said(controller, made, "Tecken på förbättring.")

    # Sure is what it is called when somebody else has looked at the values that it rests on.
    other = visitor(site).sign_in(OTHER_CONTROLLER)
    other.open(f"/planer/{cast.PLAN}/granska")
    Hand(other.page).press("Granska alla", within="main")
    said(controller, made, "Tydlig förbättring.")
    Hand(controller.page).unfold("Så har vi räknat")
    expect(controller.page.locator("details.workings").first).to_contain_text("7 senaste i rad ligger under")
    hold_at_every_width(controller)
    said(controller, same, "Ingen påvisad förändring.")
    Hand(controller.page).unfold("Så har vi räknat")
    Hand(controller.page).press("Läs hur vi vet om det blev bättre", "link", within="details.workings")
    expect(controller.page.get_by_role("heading", level=1)).to_have_text("Hur vi vet om det blev bättre")

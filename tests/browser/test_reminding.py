"""From a mail that came to what it asked for: its link, signing in, recording the value, and nothing left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.mail import Letters, SmtpMailer
from portfolio.models import Initiative
from portfolio.services import reminders
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.measured import benefit, measured, months
from tests.post_office import PostOffice

NAME = "Väntetid till första besöket"


@pytest.fixture
def mail(site: Site) -> str:
    """The page of the mail that the controller got on the demonstration's Monday, through a real server."""
    sessions, clock = site.app.extensions["portfolio.sessions"], site.app.extensions["portfolio.settings"].clock

    @contextmanager
    def system() -> Iterator[Context]:
        with sessions() as session:
            yield Context(session, SYSTEM, clock)

    with system() as ctx:
        # April has ended and is asked for; all that came before is there.
        measured(
            ctx, {**months(2022, *range(80, 68, -1)), **months(2023, 66, 65, 64)}, name=NAME, benefit_id=benefit(ctx)
        )
        with ctx.transaction():
            ctx.record("test:quiet")
            for one in ctx.session.scalars(select(Initiative).where(Initiative.key != cast.LED)):
                one.state = InitiativeState.PAUSED
    with PostOffice() as post:
        done = reminders.run(system, SmtpMailer(post.server), Letters(site.url, "Nyttoportföljen <nytta@region.se>"))
        assert done.sent == len(post.taken) > 1
        (message,) = [one for one in post.messages if one["To"].addresses[0].addr_spec == cast.email("controller")]
    page = message.get_body(("html",))
    assert page is not None
    return str(page.get_content())


def test_a_controller_follows_the_link_of_a_mail_records_the_value_and_is_asked_no_more(
    site: Site, visitor: Callable[..., Visitor], mail: str, tmp_path: Path
) -> None:
    reader = visitor(site, width=320)
    file = tmp_path / "mail.html"
    file.write_text(mail, encoding="utf-8")
    reader.page.goto(file.as_uri())
    line = reader.page.get_by_role("listitem").filter(has_text=NAME)
    expect(line).to_contain_text("Mätvärdet för april 2023 saknas. Senast 30 maj 2023.")
    hold_at_every_width(reader)
    link = str(line.get_by_role("link", name="Registrera mätvärden").get_attribute("href"))
    assert link in {str(one["href"]) for one in BeautifulSoup(mail, "lxml").find_all("a")}

    page = reader.page
    page.goto(link)
    assert "/logga-in" in page.url
    page.get_by_label("E-postadress").fill(cast.email("controller"))
    page.get_by_label("Lösenord").fill(cast.PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    assert page.url == link
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    hold_at_every_width(reader)
    page.locator("tr", has_text="april 2023").locator("[name^=value_]").fill("63")
    page.get_by_role("button", name="Spara och lämna in").click()
    expect(page.get_by_role("status")).to_contain_text("1 värde är inlämnat: april 2023.")

    page.goto(f"{site.url}/")
    tasks = page.locator("main")
    expect(tasks).not_to_contain_text(f"{NAME}")
    assert tasks.locator(f"[href='{link.removeprefix(site.url)}']").count() == 0
    hold_at_every_width(reader)

"""A decision meeting in a real browser: recorded with few clicks or none at all, and printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from sqlalchemy import select

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.models import Forum, Plan, ProgrammeArea
from portfolio.services import assessments, decisions, initiatives
from portfolio.services.context import Context
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width
from tests.conftest import settings_for

AGENDA = f"/planer/{cast.PLAN}/beslut?datum=2023-05-10"


def assessed(site: Site, folder: Path, titles: list[str], *, declined: tuple[str, ...] = ()) -> None:
    """Proposals that wait for a decision; those that are ``declined`` already were so at the same meeting."""
    with site.app.extensions["portfolio.sessions"]() as session:
        clock = settings_for(str(site.app.extensions["portfolio.engine"].url), folder).clock
        ctx = Context(session, cast.actor(session, "coordinator"), clock)
        plan_id = session.scalar(select(Plan.id).where(Plan.slug == cast.PLAN))
        area_id = session.scalar(select(ProgrammeArea.id).where(ProgrammeArea.key == cast.AREA))
        forum_id = session.scalar(select(Forum.id).where(Forum.key == "halso-och-sjukvardens-ledningsgrupp"))
        told: dict[str, Any] = {"recommendation": Recommendation.START, "level": ComplexityLevel.SIMPLE}
        for title in [*declined, *titles]:
            with ctx.transaction():
                made = initiatives.propose(ctx, plan_id, title=title, area_id=area_id, purpose="Tryggare vård.")
                number = made.id
            with ctx.transaction():
                assessments.assess(ctx, number, priority=2, fit="Bidrar till trygg vård nära invånaren.", **told)
            if title in declined:
                with ctx.transaction():
                    decisions.record(
                        ctx,
                        number,
                        matter=Matter.START,
                        outcome=Outcome.DECLINED,
                        decided_on=date(2023, 5, 10),
                        forum_id=forum_id,
                        motivation="Görs redan, och behöver inget eget initiativ. " * 3,
                        diarienummer="RK 2023-0100",
                    )


def test_a_month_s_meeting_is_recorded_by_a_clerk_with_a_click_or_a_key_for_each_matter(
    site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    declined = tuple(f"Förslag som inte behövs {number}" for number in range(1, 13))
    assessed(site, tmp_path, [f"Trygg utskrivning {number}" for number in range(1, 13)], declined=declined)
    clerk = visitor(site, scripts=True).sign_in("coordinator")
    page = clerk.open(AGENDA)
    hold_at_every_width(clerk)
    clicks = 0
    page.get_by_role("link", name="Börja med ärende 13").click()
    clicks += 1
    hold_at_every_width(clerk)
    for number in range(13, 19):
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_contain_text(f"Ärende {number} av 24")
        # What is read aloud, and what the next key starts from, is the matter; no field of another outcome is in view.
        assert page.evaluate("document.activeElement.id") == "arendet"
        assert page.locator("[name=level]").is_visible()
        assert not page.locator("[name=until]").is_visible()
        page.get_by_role("button", name="Spara beslutet").click()
        clicks += 1
        expect(page.get_by_role("status")).to_contain_text(f"Ärende {number} är beslutat: bifall")
    assert clicks == 1 + 6

    # What is decided otherwise shows what it needs, and what approval asks for goes out of view.
    page.get_by_label("Vänta", exact=True).check()
    assert page.locator("[name=until]").is_visible()
    assert not page.locator("[name=level]").is_visible()
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför det blev ett annat beslut.")
    hold_at_every_width(clerk)
    page.locator("[name=motivation]").fill("Budgeten är inte klar.")
    page.locator("[name=until]").fill("2023-09-01")
    page.get_by_role("button", name="Spara beslutet").click()

    # The rest by keyboard: to the outcome that is chosen already, and Enter.
    for number in range(20, 25):
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"Ärende {number} av 24")
        keys = 0
        while page.evaluate("document.activeElement.name") != "outcome":
            page.keyboard.press("Tab")
            keys += 1
            assert keys <= 5
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(f"Ärende {number} är beslutat: bifall")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Inget väntar på beslut")
    assert page.evaluate("document.activeElement.id") == "beslutat"
    hold_at_every_width(clerk)

    page.get_by_role("link", name="Se protokollet").click()
    hold_at_every_width(clerk)
    assert page.locator(".minute").count() == 24
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.locator(".minute-more").first.is_visible()
    broken = page.locator(".minute").evaluate_all("all => all.map(e => getComputedStyle(e).breakInside)")
    assert set(broken) == {"avoid"}
    paper = page.pdf(format="A4")
    # Twenty-four matters take some sheets, and not one each.
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 6

    page.emulate_media(media="screen")
    page.get_by_role("link", name="Beslutet och underlaget för § 19").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("vilande till 1 september 2023")
    hold_at_every_width(clerk)


def test_an_assessment_meets_the_standard_filled_in_and_once_more(
    site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    assessed(site, tmp_path, ["Mobila team"])
    coordinator = visitor(site, scripts=False).sign_in("coordinator")
    page = coordinator.open(AGENDA)
    page.get_by_role("link", name="Mobila team").click()
    page.get_by_role("link", name="Öppna initiativet").click()
    page.get_by_role("link", name="Bedöm igen").click()
    page.get_by_label("1, viktigast").check()
    page.get_by_role("button", name="Spara bedömningen").click()
    expect(page.get_by_role("region", name="Programledningens bedömning")).to_contain_text("Prioritet 1.")
    someone = visitor(site).sign_in("coordinator")
    someone.open(page.url.removeprefix(site.url) + "/bedomning")
    hold_at_every_width(someone)

"""A whole portfolio out of one workbook: mapped, seen, read in, reviewed by another, and taken back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.benefits import BenefitKind
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import Period, month, quarter
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.domain.tables.kinds import ACTIVITIES, BENEFITS, INITIATIVES, MEASURED, MEASURES
from portfolio.files.tables.workbook_writing import Sheet, write
from portfolio.models import Plan, ProgrammeArea
from portfolio.services import users
from portfolio.services.context import SYSTEM, Context
from tests import cast
from tests.browser.conftest import Site, Visitor, hold_at_every_width

PLAN = "/planer/narmare-kronobergaren"
MADE_AT = datetime(2023, 5, 15, tzinfo=UTC)
MANY = 24
#: What the coordinator's own list calls the state.
FOREIGN = "Var är vi nu?"


def workbook(area: str, many: int = MANY) -> bytes:
    """Running initiatives, each with an activity, a benefit, its measure and six months of values."""
    renamed = [replace(one, heading=FOREIGN) if one.name == "state" else one for one in INITIATIVES.columns]
    initiatives, activities, measures, benefits, values = [], [], [], [], []
    for at in range(1, many + 1):
        title, measure = f"Löpande {at:02}", f"Väntetid {at:02}"
        initiatives.append(
            {
                "title": title,
                "area": area,
                "state": InitiativeState.DELIVERY,
                "level": ComplexityLevel.COMPLICATED,
                "motivation": "Löper sedan tidigare.",
                "past_decisions": ("2022-03-01 Styrgruppen beslutade om start",),
                **times(Phase.PREPARATION, quarter(2022, 1), quarter(2022, 2)),
                "delivery_planned_start": quarter(2022, 3),
                "delivery_planned_end": quarter(2023, 4),
                "delivery_actual_start": quarter(2022, 3),
            }
        )
        activities.append({"initiatives": (title,), "title": f"Utbilda {at:02}", "status": ActivityStatus.STARTED})
        measures.append({"name": measure, "direction": Direction.DECREASE, "frequency": Frequency.MONTH})
        benefits.append(
            {
                "initiative": title,
                "title": f"Kortare väntan {at:02}",
                "kind": BenefitKind.BENEFIT,
                "first_effect": quarter(2023, 1),
                "full_effect": quarter(2024, 4),
                "measure": measure,
                "baseline_value": Decimal(40),
                "baseline_period": month(2022, 10),
                "target_value": Decimal(20),
                "target_period": quarter(2024, 4),
            }
        )
        values += [
            {"measure": measure, "period": month(2022, 10 + one) if one < 3 else month(2023, one - 2), "value": number}
            for one, number in enumerate(map(Decimal, (40, 39, 38, 36, 35, 33)))
        ]
    sheets = [
        Sheet(replace(INITIATIVES, columns=tuple(renamed)), initiatives),
        Sheet(ACTIVITIES, activities),
        Sheet(MEASURES, measures),
        Sheet(BENEFITS, benefits),
        Sheet(MEASURED, values),
    ]
    return write(sheets, made_at=MADE_AT)


def times(phase: Phase, start: Period, end: Period) -> dict[str, Any]:
    return {
        f"{phase.value}_{kind}_{edge}": at
        for kind in ("planned", "actual")
        for edge, at in (("start", start), ("end", end))
    }


def prepare(site: Site) -> str:
    """The name of an area; and somebody becomes a controller besides, since nobody reviews what they read in."""
    session: Session
    with site.app.extensions["portfolio.sessions"]() as session:
        ctx = Context(session, SYSTEM, site.app.extensions["portfolio.settings"].clock)
        with ctx.transaction():
            plan_id = session.scalars(select(Plan.id)).one()
            users.assign(ctx, users.find(ctx, cast.email("steering")), Role.CONTROLLER, plan_id=plan_id)
        return session.scalars(select(ProgrammeArea.name).where(ProgrammeArea.key == cast.AREA)).one()


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def test_a_portfolio_is_read_in_from_one_workbook_and_taken_back(
    site: Site, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    file = tmp_path / "Portföljen.xlsx"
    area = prepare(site)
    file.write_bytes(workbook(area))
    someone = visitor(site).sign_in("coordinator")
    page = someone.open(f"{PLAN}/initiativ")
    # 24 initiatives with all that belongs to them take their time on a busy machine.
    page.set_default_timeout(60_000)
    before = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Läs in en fil").click()
    page.get_by_label("Fil", exact=False).first.set_input_files(file)
    press(page, "Skicka filen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vad är kolumnerna?")
    hold_at_every_width(someone)
    page.get_by_label(f"Kolumn för {FOREIGN}").select_option(label="Läge")
    press(page, "Visa vad filen skulle göra")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{MANY * 4 + MANY * 6} rader kan läsas in")
    press(page, f"Läs in {MANY * 4 + MANY * 6} rader")
    expect(page.get_by_role("heading", level=1)).to_contain_text("är inlästa")
    receipt = page.url.removeprefix(site.url)
    register = someone.open(f"{PLAN}/nyttoregister?q=Kortare väntan 07").locator("main").inner_text()
    assert "Kortare väntan 07" in register
    assert "34,7" in register
    timeline = someone.open(f"{PLAN}/tidplan?q=Löpande 07").locator("main").inner_text()
    assert "Löpande 07" in timeline
    # Who did not read it in reviews all of it at once, and then it stands.
    other = visitor(site).sign_in("steering")
    theirs = other.open(receipt)
    theirs.set_default_timeout(60_000)
    assert theirs.get_by_role("button", name="Ångra inläsningen").count() == 0
    theirs.get_by_role("link", name="Skicka tillbaka").first.click()
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("Skicka tillbaka värdet")
    someone.open(receipt)
    press(page, "Ångra inläsningen")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Inläsningen är ångrad")
    hold_at_every_width(someone)
    assert someone.open(f"{PLAN}/initiativ").get_by_role("heading", level=1).inner_text() == before
    told = someone.open("/logg").locator("main tbody tr")
    assert "Ångrade en inläsning" in told.nth(0).inner_text()
    assert "Läste in en fil" in told.nth(1).inner_text()
    # The heading is known now, so the next file goes straight to what it would do; and what comes of it is reviewed.
    file.write_bytes(workbook(area, 1))
    someone.open(f"{PLAN}/import")
    page.locator("input[type=file]").set_input_files(file)
    press(page, "Skicka filen")
    hold_at_every_width(someone)
    press(page, "Läs in 10 rader")
    again = page.url.removeprefix(site.url)
    other.open(again)
    hold_at_every_width(other)
    press(theirs, "Granska 6 mätvärden")
    expect(theirs.get_by_role("heading", name="Inget av mätvärdena väntar på granskning")).to_be_visible()
    someone.open(again)
    expect(page.get_by_role("heading", name="Går inte att ångra längre")).to_be_visible()
    hold_at_every_width(someone)

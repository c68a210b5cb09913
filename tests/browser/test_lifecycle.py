"""A whole case, from a reader's proposal to closure with a lesson, by all who have a part in it; the story tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.periods import from_code
from portfolio.domain.permissions import Role
from portfolio.models import Benefit, BenefitActivity, BenefitMeasure, BenefitTarget, Initiative, Organisation, User
from portfolio.services import activities, adoptions, benefits, measures, users
from portfolio.services.context import Context
from tests import cast
from tests.browser.conftest import Site, Visitor
from tests.browser.hands import Hand

TITLE = "Tryggare hemgång från sjukhus"
BENEFIT = "Fler känner sig trygga hemma"
UNITS = {"manager_norr": "vardcentral-norr", "manager_soder": "vardcentral-soder"}

#: What the story tells in the end, the latest first: what was saved on the day when it was saved, which here is long
#: after the decisions, and each decision on the day when it was made.
STORY = (
    "Manager Soder tog emot överlämningen",
    "Manager Norr tog emot överlämningen",
    f"Project Lead satte nollmätning och mål för nyttan ”{BENEFIT}”",
    "Coordinator bedömde förslaget",
    "Reader lämnade förslaget",
    "Beslut om avslut",
    f"Beslut att nyttan ”{BENEFIT}” avförs",
    "Beslut om projektets slut",
    "Beslut om klassning: enkelt",
    "Beslut om fas: effekthanteringsfas",
    "Beslut om fas: lösningsutformning och införande",
    "Beslut om fas: förberedande fas",
    "Hälso- och sjukvårdens ledningsgrupp beslutade om start av initiativ: godkänt, komplext, start kv 2 2023",
    "Hälso- och sjukvårdens ledningsgrupp beslutade om start av initiativ: vilande till 20 mars 2023",
)


class Case:
    """One initiative, and everybody's window on it."""

    def __init__(self, site: Site, visitor: Callable[..., Visitor]) -> None:
        self.site, self.visitor = site, visitor
        self.windows: dict[str, Visitor] = {}
        self.path = ""

    def by(self, name: str) -> Hand:
        """Somebody's hand, on the initiative's page when there is one."""
        if name not in self.windows:
            self.windows[name] = self.visitor(self.site).sign_in(name)
        if self.path:
            self.windows[name].open(self.path)
        return Hand(self.windows[name].page)

    def decide(self, name: str, words: str, on: str, why: str, *, save: str = "Spara beslutet", **fields: str) -> Page:
        """Follow the way that the initiative's page shows, and record the decision."""
        at = self.by(name)
        if at.page.locator("summary", has_text="Andra beslut").count():
            at.unfold("Andra beslut om initiativet")
        at.press(words, "link")
        for field, text in {"motivation": why, **fields}.items():
            at.write(field, text)
        at.date("decided_on", on)
        at.press(save)
        # Whichever it became: recorded, or refused.
        expect(at.page.get_by_role("status").or_(at.page.get_by_role("alert")).first).to_be_visible()
        return at.page

    def context(self) -> Context:
        session = self.site.app.extensions["portfolio.sessions"]()
        return Context(
            session, cast.actor(session, "coordinator"), self.site.app.extensions["portfolio.settings"].clock
        )


def described(case: Case) -> int:
    """What takes long by hand and is shown elsewhere: a benefit with its seven steps, its measure, and two units."""
    ctx = case.context()
    with ctx.session as session:
        initiative = session.scalars(select(Initiative).where(Initiative.title == TITLE)).one()
        units = {row.key: row.id for row in session.scalars(select(Organisation))}
        with ctx.transaction():
            activity = activities.add(ctx, initiative.id, title="Planera hemgången", phase="preparation")
            made = benefits.add(ctx, initiative.id, title=BENEFIT, description="De vågar vara hemma.", kind="benefit")
            session.flush()
            found, number = made.id, activity.id
        with ctx.transaction():
            ctx.record("test:described")
            benefit = session.get_one(Benefit, found)
            benefit.kind = BenefitKind.BENEFIT
            benefit.owner_role, benefit.owner_unit_id = "Verksamhetschef", units["vardcentral-norr"]
            benefit.first_effect, benefit.full_effect = from_code("2023-Q3"), from_code("2024-Q4")
            benefit.follow_up_method, benefit.frequency = "Enkät efter en vecka.", Frequency.QUARTER
            benefit.controller_role = "Nyttocontroller"
            benefit.activities.append(BenefitActivity(activity_id=number))
            measure = measures.add(
                ctx, initiative.plan_id, name="Andel trygga", direction=Direction.INCREASE, frequency=Frequency.QUARTER
            )
            session.flush()
            link = BenefitMeasure(measure_id=measure.id, position=1)
            link.targets.append(BenefitTarget(number=1, value=Decimal(80), set_at=ctx.now))
            benefit.measures.append(link)
        return found


def introduced(case: Case) -> None:
    """It is taken into use in two units, each with a manager of its own."""
    ctx = case.context()
    with ctx.session as session, ctx.transaction():
        ctx.record("user:add")
        initiative = session.scalars(select(Initiative).where(Initiative.title == TITLE)).one()
        units = {row.key: row.id for row in session.scalars(select(Organisation))}
        adoptions.add(ctx, initiative.id, unit_ids=[units[key] for key in UNITS.values()], adopted_on=date(2023, 4, 20))
        for name, key in UNITS.items():
            user = User(email=cast.email(name), name=name.replace("_", " ").title(), active=True, created_at=ctx.now)
            user.password_hash = cast._HASH
            session.add(user)
            session.flush()
            users.assign(ctx, user, Role.BENEFIT_OWNER, organisation_id=units[key])


def test_a_case_goes_from_proposal_to_closure_and_the_story_tells_it_all(
    site: Site, visitor: Callable[..., Visitor], standard: Callable[[Visitor], None]
) -> None:
    case = Case(site, visitor)
    proposed_and_assessed(case)
    decided_in_the_meeting(case)
    standard(case.windows["coordinator"])

    case.decide(
        "project_lead", "Starta förberedande fas", "2023-03-27", "Starten är beslutad.", save="Starta förberedande fas"
    )
    benefit_id = described(case)
    page = case.decide("steering", "Starta fas 2", "2023-04-10", "Grunden är lagd.")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("en sak saknas")
    expect(alert).to_contain_text("Nollmätning av mätetalet ”Andel trygga”")
    expect(page.locator("[name=motivation]")).to_have_value("Grunden är lagd.")
    standard(case.windows["steering"])
    lead = case.by("project_lead")
    lead.press("Nollmätning av mätetalet", "link")
    lead.write("baseline_value", "62")
    lead.write("baseline_period", "kv 1 2023")
    lead.press("Spara")
    expect(lead.page.get_by_role("status")).to_contain_text("Nollmätning och mål är sparade.")
    page = case.decide("steering", "Starta fas 2", "2023-04-10", "Grunden är lagd.")
    expect(page.get_by_role("status")).to_contain_text("Fas 2, lösningsutformning och införande, har startat.")

    introduced(case)
    for name in UNITS:
        manager = case.by(name)
        manager.press("Ta emot överlämningen", "link")
        manager.press("Ta emot alla nyttor")
        expect(manager.page.get_by_role("status")).to_contain_text("Överlämningen är mottagen.")
    standard(case.windows["manager_soder"])
    case.decide("area_lead", "Starta fas 3", "2023-05-02", "Två enheter arbetar så nu.")

    level_lowered_and_ended(case, benefit_id)
    standard(case.windows["steering"])
    reader = case.by("reader")
    reader.press("Beslut och historia", "link")
    told = [" ".join(one.split()) for one in reader.page.locator(".story-what > p:first-child").all_inner_texts()]
    found = [part for one in told for part in STORY if one.startswith(part)]
    assert found == list(STORY), told
    expect(reader.page.locator("main")).to_contain_text("Börja med de enheter som vill.")
    standard(case.windows["reader"])


def proposed_and_assessed(case: Case) -> None:
    """Anybody proposes; programme management assesses what waits among its tasks."""
    reader = case.by("reader")
    reader.page.goto(case.site.url + "/initiativ/nytt")
    reader.write("title", TITLE)
    reader.choose("area_id", "Personcentrerad vård")
    reader.press("Lämna förslaget")
    expect(reader.page.get_by_role("status")).to_contain_text("Förslaget är lämnat.")
    case.path = reader.page.url.removeprefix(case.site.url)
    coordinator = case.by("coordinator")
    coordinator.page.goto(case.site.url + "/")
    coordinator.press("Bedöm förslaget", "link")
    coordinator.tick("priority", "1")
    coordinator.tick("recommendation", "start")
    coordinator.tick("level", "complex")
    coordinator.write("fit", "Bidrar till målet om trygghet.")
    coordinator.press("Spara bedömningen")
    expect(coordinator.page.get_by_role("status")).to_be_visible()


def decided_in_the_meeting(case: Case) -> None:
    """First it is put off, later approved: both by a clerk, for the group that meets."""
    coordinator = case.by("coordinator")
    page = coordinator.page
    for on in ("2023-03-06", "2023-03-20"):
        page.goto(f"{case.site.url}/planer/{cast.PLAN}/beslut")
        coordinator.date("datum", on)
        coordinator.choose("forum", "Hälso- och sjukvårdens ledningsgrupp")
        coordinator.press("Byt möte")
        coordinator.press(TITLE, "link")
        if on == "2023-03-06":
            coordinator.tick("outcome", "deferred")
            coordinator.date("until", "2023-03-20")
            coordinator.write("motivation", "Två andra initiativ går först.")
        else:
            coordinator.tick("outcome", "approved")
            coordinator.choose("start", "kv 2 2023")
            coordinator.choose("project_lead_id", "Project Lead (project-lead@exempel.se)")
            coordinator.write("motivation", "Nu finns det plats.")
        coordinator.press("Spara beslutet")
        expect(page.get_by_role("status")).to_be_visible()
        page.goto(case.site.url + case.path)
    expect(page.locator(".headline")).to_contain_text("Project Lead")


def level_lowered_and_ended(case: Case, benefit_id: int) -> None:
    """What was complex has become simple; the project ends, the benefit is concluded, and the initiative is closed."""
    steering = case.by("steering")
    steering.press("Klassa om initiativet", "link")
    steering.tick("level", "simple")
    steering.date("decided_on", "2023-05-08")
    steering.write("motivation", "Arbetssättet sitter.")
    steering.press("Spara klassningen")
    expect(steering.page.get_by_role("status")).to_contain_text("Klassningen är sparad.")
    page = case.decide("steering", "Avsluta projektet", "2023-05-10", "Båda enheterna arbetar på det nya sättet.")
    expect(page.locator(".standing")).to_contain_text("Projektet avslutades 10 maj 2023")
    page.goto(f"{case.site.url}/nyttor/{benefit_id}")
    steering.press("Avför nyttan", "link")
    steering.write("lesson", "Enkäten kom för sent.")
    steering.write("motivation", "Går inte att mäta längre.")
    steering.date("decided_on", "2023-05-12")
    steering.press("Spara beslutet")
    expect(page.get_by_role("status")).to_contain_text("Nyttan är avförd.")
    page = case.decide(
        "steering", "Avsluta initiativet", "2023-05-15", "Effekten är här.", lesson="Börja med de enheter som vill."
    )
    expect(page.get_by_role("status")).to_contain_text("Initiativet är avslutat.")

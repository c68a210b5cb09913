"""Deciding on an initiative outside a meeting, and asking for it: what lacks, who can, and nothing typed lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import InitiativeState
from portfolio.models import Benefit, BenefitTarget, Decision, DecisionRequest, Initiative, InitiativePhase
from portfolio.services import assessments, initiatives
from tests.cast import LED
from tests.measured import measured
from tests.pages import Page, words
from tests.web.conftest import one_database

#: In its first phase, with benefits that are not described in seven steps and a measure without a baseline.
YOUNG = "nara-vard-i-hemmet"
#: In its last phase, with its project going on.
OLD = "rusta-ledare"


@pytest.fixture
def at(stored: Any) -> Callable[[str], str]:
    """The address of an initiative."""
    return lambda key: f"/initiativ/{stored.id_of(key)}"


def state(stored: Any, key: str) -> InitiativeState:
    return stored.one(select(Initiative.state).where(Initiative.key == key))


def decisions(stored: Any) -> int:
    return len(stored.all(select(Decision.id)))


def lacks(page: Page) -> list[str]:
    return [words(one) for one in page.document.select("[role=alert] li")]


def test_a_gate_that_refuses_tells_all_that_lacks_and_exceptions_let_it_pass(person, stored, at):
    path = f"{at(YOUNG)}/beslut/fas"
    someone = person("coordinator")
    page = someone.open(path)
    offered = [one["value"] for one in page.document.select("input[name=waives]")]
    assert len(offered) > 2
    forum = page.option("forum_id", "Hälso- och sjukvårdens ledningsgrupp")
    before = stored.changes()
    page = someone.send(page, path, motivation="Vi behöver komma i gång.", forum_id=forum, waives=offered[:1])
    assert page.status == 409
    assert len(lacks(page)) == len(offered) - 1
    assert all(one.a["href"].startswith("/nyttor/") for one in page.document.select("[role=alert] li"))
    form = page.form("motivation")
    assert (form["motivation"], form["forum_id"], form["waives"]) == ("Vi behöver komma i gång.", forum, offered[:1])
    assert stored.changes() == before
    assert state(stored, YOUNG) is InitiativeState.PREPARATION
    page = someone.send(page, path, waives=offered)
    assert "Fas 2, lösningsutformning och införande, har startat." in page.main
    assert "sedan 15 maj 2023 enligt beslut av Hälso- och sjukvårdens ledningsgrupp" in words(
        page.document.find(class_="standing")
    )
    assert words(page.document.find(class_="lacking")).count("undantag beslutat") >= 1
    assert state(stored, YOUNG) is InitiativeState.DELIVERY
    entered = select(InitiativePhase.actual_start).where(
        InitiativePhase.initiative_id == stored.id_of(YOUNG), InitiativePhase.phase == "delivery"
    )
    assert stored.one(entered).start == date(2023, 5, 15)
    story = someone.open(f"{at(YOUNG)}/historia").main
    assert "beslutade om fas: lösningsutformning och införande, med undantag från" in story
    assert "Vi behöver komma i gång." in story


@one_database
def test_who_may_not_decide_is_told_who_can_and_may_ask_instead(person, stored, at):
    for name in ("project_lead", "reader"):
        page = person(name).open(f"{at(LED)}/beslut/fas")
        assert page.status == 403
        assert "huvudprojektledare" in page.main
    lead = person("project_lead")
    page = lead.open(at(LED))
    assert "Det kan huvudprojektledare, styrgrupp eller samordnare göra." in page.main
    ask = page.document.find("a", string="Begär beslut om start av fas 3")["href"]
    page = lead.submit(ask, note="Alla utom en enhet är klara.")
    assert page.path == at(LED)
    assert "Väntar på beslutsmötet: start av fas 3" in page.main
    assert page.document.find("a", string="Begär beslut om start av fas 3") is None
    again = lead.submit(ask, note="En gång till.")
    assert again.status == 409
    assert "Det står redan på dagordningen." in again.main
    waiting = stored.one(
        select(DecisionRequest.id).where(DecisionRequest.decision_id.is_(None)).order_by(DecisionRequest.id.desc())
    )
    withdraw = f"{at(LED)}/begar/{waiting}/ta-tillbaka"
    reader = person("reader")
    token = reader.open("/konto").document.find("input", attrs={"name": "csrf_token"})["value"]
    assert reader.client.post(withdraw, data={"csrf_token": token}).status_code == 403
    action = page.document.find("form", action=withdraw)
    page = Page(lead.client.post(withdraw, data={"csrf_token": action.input["value"]}, follow_redirects=True))
    assert "Begäran är tillbakatagen." in page.main
    assert "Väntar på beslutsmötet" not in page.main


@one_database
def test_what_rests_comes_back_to_where_it_was_and_a_mistake_is_corrected(person, stored, at):
    steering = person("steering")
    page = steering.submit(f"{at(YOUNG)}/beslut/paus", motivation="Nytt journalsystem.")
    assert "Initiativet är pausat." in page.main
    assert "När det återupptas går det tillbaka till förberedande fas." in page.main
    page = steering.submit(f"{at(YOUNG)}/beslut/ateruppta", motivation="Systemet är på plats.")
    assert state(stored, YOUNG) is InitiativeState.PREPARATION
    assert steering.open(f"{at(YOUNG)}/beslut/ateruppta").status == 409
    steering.submit(f"{at(YOUNG)}/beslut/avbrott", motivation="Fel initiativ.")
    page = steering.open(at(YOUNG))
    assert state(stored, YOUNG) is InitiativeState.CANCELLED
    assert page.document.find(class_="lacking") is None
    correct = page.document.find("a", string="Rätta beslutet")["href"]
    page = steering.submit(correct, motivation="Det gällde ett annat initiativ.")
    assert state(stored, YOUNG) is InitiativeState.PREPARATION
    story = [words(one) for one in steering.open(f"{at(YOUNG)}/historia").document.select(".story-what > p")]
    for told in ("Beslut om paus.", "Beslut om avbrott.", "Beslut om rättelse av beslutet om avbrott."):
        assert any(one.startswith(told) for one in story), told


BAD = [
    ("start", "", "Ange vilket kvartal initiativet startar"),
    ("start", "2024", "är inget kvartal"),
    ("level", "", "Välj enkelt, komplicerat eller komplext"),
    ("project_lead_by", "<script>alert(1)</script>", ""),
    ("decided_on", "2023-05-16", "har inte inträffat än"),
    ("motivation", " ", "Skriv en motivering."),
    ("motivation", "å" * 10_001, "Korta den"),
    ("forum_id", "987654", "Välj ett av alternativen."),
]


@one_database
def test_a_start_is_decided_with_what_was_recommended_at_hand(person, stored, at, acting):
    ctx = acting("coordinator")
    area = ctx.session.scalars(select(Initiative.area_id).where(Initiative.key == LED)).one()
    plan = ctx.session.scalars(select(Initiative.plan_id).where(Initiative.key == LED)).one()
    with ctx.transaction():
        made = initiatives.propose(ctx, plan, title="Samtal i hemmet", area_id=area).id
    with ctx.transaction():
        assessments.assess(
            ctx, made, priority=1, recommendation=Recommendation.START, level=ComplexityLevel.COMPLEX, fit="Väl."
        )
    path = f"/initiativ/{made}/beslut/start"
    steering = person("steering")
    page = steering.open(path)
    form = page.form("motivation")
    assert (form["outcome"], form["level"]) == ("approved", "complex")
    good = {"start": "kv 3 2023", "project_lead_by": "2023-08-01", "motivation": "Stort behov."}
    before = stored.changes()
    for field, written, message in BAD:
        bad = Page(steering.client.post(path, data=form | good | {field: written}))
        assert bad.status == 422, field
        assert message in words(bad.document.find(id=f"{field}-fel")), field
        kept = bad.form("motivation")
        assert all(kept[name] == ({**good, field: written}[name]) for name in ("start", "project_lead_by")), field
        assert "<script>alert" not in bad.text
    assert stored.changes() == before
    rests = steering.send(page, path, **good, outcome="deferred", until="2023-09-01")
    assert "Vilande sedan 15 maj 2023, till 1 september 2023." in rests.main
    page = steering.submit(path, **good, outcome="approved")
    assert "Initiativet är godkänt." in page.main
    assert "Komplext" in words(page.document.find(class_="headline"))
    assert "Utses senast 1 augusti 2023" in page.main
    page = person("coordinator").open(page.path)
    assert words(page.document.select_one(".next-step .ds-button[data-variant=primary]")) == "Starta förberedande fas"
    page = steering.open(f"/initiativ/{made}/historia")
    told = page.main
    assert "Beslut om start av initiativ: vilande till 1 september 2023" in told
    assert "Beslut om start av initiativ: godkänt, komplext, start kv 3 2023" in told


@one_database
def test_of_two_who_decide_one_is_told_and_a_form_that_is_sent_twice_is_recorded_once(person, stored, at):
    path = f"{at(YOUNG)}/beslut/paus"
    first, second = person("steering"), person("steering")
    mine, theirs = first.open(path), second.open(path)
    first.send(mine, path, motivation="Vi väntar.")
    before = decisions(stored)
    late = second.send(theirs, path, motivation="Vi väntar också.")
    assert late.status == 409
    assert late.form("motivation")["motivation"] == "Vi väntar också."
    again = first.send(mine, path, motivation="Vi väntar.")
    assert "Formuläret är redan skickat" in again.main
    assert decisions(stored) == before


def test_a_project_ends_the_line_takes_over_and_the_initiative_goes_on(person, stored, at):
    path = f"{at(OLD)}/beslut/projektslut"
    steering = person("steering")
    page = steering.open(path)
    assert "Aktiviteter som inte är klara:" in page.main
    page = steering.send(page, path, motivation="Alla chefer har gått programmet.")
    assert "Projektet avslutades 15 maj 2023 och dess uppgifter har gått till linjen." in page.main
    assert "Effekterna följs upp tills initiativet avslutas." in page.main
    assert state(stored, OLD) is InitiativeState.REALISATION
    page = steering.submit(f"{at(OLD)}/beslut/avslut", motivation="Klart.", lesson="Börja med cheferna.")
    assert page.status == 409
    assert any("varken uppnådd, varaktig eller avförd" in one for one in lacks(page))
    assert page.form("motivation")["lesson"] == "Börja med cheferna."
    for benefit_id in [
        row.id for row in stored.all(select(Benefit.id).where(Benefit.initiative_id == stored.id_of(OLD)))
    ]:
        steering.submit(f"/nyttor/{benefit_id}/avfor", lesson="Mät tidigare.", motivation="Följs inte längre.")
    page = steering.submit(f"{at(OLD)}/beslut/avslut", motivation="Klart.", lesson="Börja med cheferna.")
    assert "Initiativet är avslutat." in page.main
    assert state(stored, OLD) is InitiativeState.CLOSED


@one_database
def test_a_target_that_was_decided_on_changes_by_decision(person, stored, at, acting):
    made = measured(acting("system"), target=50)
    aim = f"/nyttor/{made.benefit_id}/matetal/{made.link_id}"
    steering = person("steering")
    lead = person("project_lead")
    page = lead.open(aim)
    assert "Målet ingår i det som är beslutat" in page.main
    page = lead.submit(aim, share="40")
    assert "Nollmätning och mål är sparade." in page.main
    ask = lead.open(aim).document.find("a", string="Begär beslut om ändrat mål")["href"]
    page = lead.submit(ask, target="60", note="Fler enheter.")
    assert "Väntar på beslutsmötet: ändrat mål" in page.main
    path = f"{at(LED)}/beslut/malvarde?matetal={made.link_id}"
    page = steering.submit(path, target="x", motivation="Fler enheter.")
    assert page.status == 422
    page = steering.send(page, path, target="60", motivation="Fler enheter.")
    assert "Målet är ändrat." in page.main
    assert "Väntar på beslutsmötet" not in page.main, "the decision answers what was asked"
    held = stored.all(select(BenefitTarget.value).where(BenefitTarget.benefit_measure_id == made.link_id))
    assert [int(row.value) for row in held] == [50, 60]
    other = stored.id_of(YOUNG)
    assert steering.open(f"/initiativ/{other}/beslut/malvarde?matetal={made.link_id}").status == 404
    for nowhere in ("beslut/malvarde", "beslut/okant", "beslut/avford-nytta", "begar/start", "begar/avford-nytta"):
        assert person("coordinator").open(f"{at(LED)}/{nowhere}").status == 404, nowhere

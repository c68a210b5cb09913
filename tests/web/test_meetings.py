"""The decision meeting: the agenda, matter after matter while the meeting talks, and the minutes."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import event, select

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, NewTarget, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import from_code
from portfolio.models import Decision, Forum, Initiative, Plan, ProgrammeArea
from portfolio.services import assessments, benefits, decisions, initiatives
from portfolio.services.context import Context
from tests.cast import LED, PLAN
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

AGENDA = f"/planer/{PLAN}/beslut"
MEETING = f"{AGENDA}?datum=2023-05-10"


def assessed(ctx: Context, count: int = 1, **fields: Any) -> list[int]:
    """Proposals that programme management has assessed."""
    plan_id = ctx.session.scalar(select(Plan.id).where(Plan.slug == PLAN))
    area_id = ctx.session.scalar(select(ProgrammeArea.id).where(ProgrammeArea.plan_id == plan_id).limit(1))
    told = {
        "priority": 2,
        "recommendation": Recommendation.START,
        "level": ComplexityLevel.SIMPLE,
        "fit": "Passar bra.",
    }
    found = []
    for number in range(1, count + 1):
        with ctx.transaction():
            made = initiatives.propose(ctx, plan_id, title=f"Förslag {number}", area_id=area_id, purpose="Bättre vård.")
            found.append(made.id)
        with ctx.transaction():
            assessments.assess(ctx, found[-1], **{**told, **fields})
    return found


def asked(ctx: Context, initiative_id: int, matter: Matter, **fields: Any) -> int:
    """A matter that has been put on the agenda."""
    with ctx.transaction():
        return decisions.ask(ctx, initiative_id, matter=matter, **fields).id


def url_of(page: Page) -> str:
    """Where somebody has come, with the address's query."""
    return page.response.request.full_path


def follow(someone: Person, page: Page, text: str) -> Page:
    """Click a link or a button that leads on, by what stands on it."""
    link = next(one for one in page.document.main.find_all("a") if words(one).startswith(text))
    return someone.open(str(link["href"]).partition("#")[0])


def send(someone: Person, page: Page, **fields: Any) -> Page:
    """Click the button of the matter's form, as it stands but for some fields."""
    data = page.form("motivation") | fields
    return Page(someone.client.post(url_of(page), data=data, follow_redirects=True))


def test_a_clerk_records_a_plain_meeting_with_a_click_for_each_matter(person, ctx, stored):
    ids = assessed(ctx, 12)
    clerk = person("coordinator")
    page = clerk.open(MEETING)
    assert page.h1.endswith("12 ärenden väntar på beslut")
    group = words(page.document.find(class_="agenda-group"))
    assert "Programledningen: starta. Prioritet 2, enkelt." in group
    page = follow(clerk, page, "Börja med ärende 1")
    clicks = 1
    for number in range(1, 13):
        assert f"Ärende {number} av 12. " in page.h1
        assert f"Förslag {number} Ska initiativet starta?" in page.h1
        assert page.form("motivation")["outcome"] == "approved"
        page = send(clerk, page)
        clicks += 1
        assert page.status == 200, page.main[:500]
        assert f"Ärende {number} är beslutat: bifall. Förslag {number}." in page.main
    assert clicks == 13
    assert page.h1.endswith("Inget väntar på beslut")
    assert "datum=2023-05-10" in url_of(page)
    rows = stored.all(select(Decision).where(Decision.initiative_id.in_(ids)).order_by(Decision.id))
    forum_id = stored.one(select(Forum.id).where(Forum.key == "halso-och-sjukvardens-ledningsgrupp"))
    assert {row.decided_on for row in rows} == {date(2023, 5, 10)}
    assert {row.forum_id for row in rows} == {forum_id}
    assert {row.start.label for row in rows} == {"kv 3 2023"}
    assert {row.motivation for row in rows} == {"Enligt programledningens bedömning. Passar bra."}
    assert set(stored.all(select(Initiative.state).where(Initiative.id.in_(ids)))) == {(InitiativeState.APPROVED,)}
    minutes = follow(clerk, page, "Se protokollet")
    paragraphs = [words(one) for one in minutes.document.select(".minute h2")]
    assert paragraphs == [f"§ {number} Förslag {number}" for number in range(1, 13)]
    assert "Vid protokollet, samordnare" in minutes.main
    assert minutes.status == person("reader").open(url_of(minutes)).status == 200
    for name in ("Coordinator", "Samordnare Samordnarsson"):
        assert name not in minutes.main, "minutes name roles, not people"


def test_what_the_meeting_says_otherwise_asks_for_what_it_needs(person, ctx, stored):
    first, second = assessed(ctx, 2)
    steering = person("steering")
    page = follow(steering, steering.open(MEETING), "Börja med")
    page = send(steering, page, outcome="deferred", diarienummer="RK 2023-12")
    assert page.status == 422
    assert "Skriv varför det blev ett annat beslut." in page.error_of("motivation")
    page = send(steering, page, motivation="Vi avvaktar budgeten.")
    assert "Ange till vilken dag" in page.error_of("until")
    kept = page.form("motivation")
    assert (kept["outcome"], kept["motivation"], kept["diarienummer"]) == (
        "deferred",
        "Vi avvaktar budgeten.",
        "RK 2023-12",
    )
    page = send(steering, page, until="2023-09-01")
    assert "Ärende 2 av 2" in page.h1, "it goes on to the matter after"
    assert stored.one(select(Initiative.state).where(Initiative.id == first)) is InitiativeState.DEFERRED
    # A skipped matter waits on, and comes after what is left.
    page = send(steering, page, outcome="declined", motivation="Görs redan nationellt.", level="", start="")
    assert stored.one(select(Initiative.state).where(Initiative.id == second)) is InitiativeState.DECLINED
    assert "Vänta" not in words(page.document.find(id="vantar"))
    minutes = follow(steering, page, "Se protokollet").main
    assert "vilande till 1 september 2023." in minutes
    assert "Diarienummer RK 2023-12" in minutes
    assert "Vid protokollet, styrgrupp" in minutes


@one_database
def test_what_is_written_wrong_is_told_beside_its_field_and_kept(person, ctx, stored):
    assessed(ctx)
    steering = person("steering")
    page = follow(steering, steering.open(MEETING), "Börja med")
    before = stored.changes()
    for field, written, message in (
        ("outcome", "", "Välj hur ärendet slutade."),
        ("outcome", "entry", "Välj ett av alternativen."),
        ("level", "", "Välj enkelt, komplicerat eller komplext"),
        ("start", "", "Ange vilket kvartal initiativet startar"),
        ("start", "2019-Q1", "Välj ett av alternativen."),
        ("project_lead_id", "987654", "Välj ett av alternativen."),
        ("decided_on", "2023-05-16", "har inte inträffat än"),
        ("decided_on", "i går", "går inte"),
        ("motivation", " ", "Skriv en motivering."),
        ("diarienummer", "å" * 301, "Korta den"),
    ):
        data = page.form("motivation") | {"motivation": "Skäl.", field: written}
        answer = Page(steering.client.post(url_of(page), data=data))
        assert answer.status == 422, field
        assert message in (words(answer.document.find(id=f"{field}-fel")) or ""), (field, written)
        assert answer.form("motivation")["motivation"] == data["motivation"]
    assert stored.changes() == before


def test_a_gate_refuses_with_the_list_and_exceptions_pass_it(person, ctx, acting, stored):
    [number] = assessed(ctx)
    steering = acting("steering")
    common: dict[str, Any] = {"outcome": Outcome.APPROVED, "decided_on": date(2023, 5, 2), "motivation": "Ja."}
    with steering.transaction():
        decisions.record(
            steering, number, matter=Matter.START, level=ComplexityLevel.SIMPLE, start=from_code("2023-Q2"),
            project_lead_by=date(2023, 6, 1), **common,
        )  # fmt: skip
    with ctx.transaction():
        decisions.record(ctx, number, matter=Matter.PHASE, **common)
    asked(ctx, number, Matter.PHASE, note="Vi vill börja i höst.")
    someone = person("steering")
    agenda = someone.open(MEETING)
    item = agenda.document.find(class_="agenda-item")
    assert "Ska fas 2 starta?" in words(item)
    assert "Vi vill börja i höst." in words(item)
    assert "Minst en nytta" in words(item.find(class_="lacks"))
    page = follow(someone, agenda, "Börja med")
    assert "outcome" not in page.form("motivation"), "nothing is suggested that a gate would refuse"
    page = send(someone, page, outcome="approved", motivation="Vi kör.")
    assert page.status == 409
    assert "Beslutet är inte sparat: en sak saknas" in page.main
    assert page.form("motivation")["motivation"] == "Vi kör."
    page = send(someone, page, waives="benefit", motivation="Nyttorna beskrivs under sommaren.")
    assert page.status == 200
    assert stored.one(select(Initiative.state).where(Initiative.id == number)) is InitiativeState.DELIVERY
    assert "med undantag från nytta." in follow(someone, page, "Se protokollet").main


def test_of_two_who_decide_at_once_the_second_is_told_and_what_was_typed_is_kept(person, ctx, stored):
    [number] = assessed(ctx)
    clerk, steering = person("coordinator"), person("steering")
    path = f"{AGENDA}/{number}/start?datum=2023-05-10"
    mine, theirs = clerk.open(path), steering.open(path)
    send(clerk, mine)
    before = stored.changes()
    page = send(steering, theirs, outcome="declined", motivation="Nej tack.")
    assert page.status == 409
    assert "har beslutat om initiativet sedan du öppnade formuläret" in page.main
    assert page.form("motivation")["motivation"] == "Nej tack."
    assert stored.changes() == before
    assert "Start beslutas när förslaget är bedömt" in steering.open(path).main
    again = send(clerk, mine)
    assert "Formuläret är redan skickat" in again.main
    assert stored.changes() == before


@one_database
def test_those_who_do_not_decide_read_the_material_and_who_can(person, ctx):
    [number] = assessed(ctx)
    path = f"{AGENDA}/{number}/start"
    reader = person("reader")
    page = follow(reader, reader.open(AGENDA), "Läs ärende 1")
    assert "styrgrupp" in words(page.document.find(class_="ds-alert"))
    assert "Passar bra." in page.main
    assert page.document.find(attrs={"name": "motivation"}) is None
    form = person("steering").open(path).form("motivation")
    token = reader.open("/konto").document.find("input", attrs={"name": "csrf_token"})["value"]
    assert reader.client.post(path, data=form | {"csrf_token": token}).status_code == 403
    assert person("outsider").open(AGENDA).status == 404
    for wrong in ("ny-inlamning", "rattelse", "finns-inte"):
        assert person("steering").open(f"{AGENDA}/{number}/{wrong}").status == 404
    assert person("steering").open(f"/planer/finns-inte/beslut/{number}/start").status == 404


def test_a_matter_is_added_and_decided_at_once(person, ctx, stored):
    number = stored.id_of(LED)
    clerk = person("coordinator")
    page = follow(clerk, clerk.open(MEETING), "Lägg till ett ärende")
    title = stored.one(select(Initiative.title).where(Initiative.id == number))
    chosen = (
        f"{AGENDA}/nytt?datum=2023-05-10&forum={page.form('sak')['forum']}&initiativ={page.option('initiativ', title)}"
    )
    refused = clerk.open(f"{chosen}&sak={page.option('sak', 'Återuppta initiativet')}")
    assert "Initiativet är inte pausat" in refused.main
    assert "Välj vad som ska beslutas." in clerk.open(f"{chosen}&sak=").main
    page = clerk.open(f"{chosen}&sak={page.option('sak', 'Klassa initiativet')}")
    assert "Vilken nivå ska initiativet ha?" in page.h1
    page = send(clerk, page, outcome="approved", level="complex", motivation="Fler huvudmän deltar.")
    assert "är beslutat: bifall" in page.main
    assert "komplext" in words(page.document.find(id="beslutat").parent)


@one_database
def test_the_meeting_is_chosen_once_and_holds_for_every_page(person, ctx, stored):
    assessed(ctx)
    forum = stored.one(select(Forum.id).where(Forum.key != "halso-och-sjukvardens-ledningsgrupp", Forum.active))
    clerk = person("coordinator")
    page = clerk.open(f"{AGENDA}?datum=2023-05-02&forum={forum}")
    links = [str(one["href"]) for one in page.document.main.find_all("a") if "/beslut" in str(one["href"])]
    own = [one for one in links if "datum=" in one]
    assert own
    assert all("datum=2023-05-02" in one and f"forum={forum}" in one for one in own)
    page = follow(clerk, page, "Börja med")
    form = page.form("motivation")
    assert (form["decided_on"], form["forum_id"]) == ("2023-05-02", str(forum))
    wrong = clerk.open(f"{AGENDA}?datum=i+går&forum=abc")
    assert wrong.status == 200
    assert "går inte" in wrong.error_of("datum")
    assert "15 maj 2023" in wrong.h1
    assert "Mötet har inte varit än" in clerk.open(f"{AGENDA}?datum=2023-06-01").main


def test_a_decision_keeps_its_material_and_can_be_taken_back_while_it_is_the_latest(person, ctx, stored):
    [number] = assessed(ctx)
    clerk = person("coordinator")
    page = send(clerk, follow(clerk, clerk.open(MEETING), "Börja med"))
    page = follow(clerk, page, "Beslut 1: Förslag 1")
    path = page.path
    assert "Start av initiativ" in page.h1 or "start av initiativ" in page.h1
    changed = {words(row) for row in page.document.select("section[aria-labelledby=andrade] tbody tr")}
    assert "Läge Bedömt Godkänt" in changed
    assert "Förberedande fas, planerat från Inte angivet kv 3 2023" in changed
    assert "Läge då Bedömt" in page.main
    clerk.submit(f"/initiativ/{number}/redigera", title="Nytt namn", purpose="Något annat.")
    page = clerk.open(path)
    assert "Bättre vård." in words(page.document.find("section", attrs={"aria-labelledby": "underlag"}))
    assert "Rätta beslutet" in page.main
    assert "Rätta beslutet" not in person("reader").open(path).main
    assert person("outsider").open(path).status == 404
    with ctx.transaction():
        decisions.record(
            ctx, number, matter=Matter.CORRECT, outcome=Outcome.APPROVED, decided_on=date(2023, 5, 12),
            motivation="Fel ärende.", forum_id=decisions.get(ctx, int(path.rsplit("/", 1)[1])).forum_id,
        )  # fmt: skip
    page = clerk.open(path)
    assert "Beslutet är rättat 12 maj 2023 och gäller inte längre." in page.main
    assert "Rätta beslutet" not in page.main
    assert "Beslutet rättar ett tidigare beslut" in follow(clerk, page, "Läs rättelsen").main
    assert "1 ärende väntar på beslut" in clerk.open(MEETING).h1
    assert "Beslutet är rättat senare." in clerk.open(f"{AGENDA}/protokoll?datum=2023-05-10").main


@one_database
def test_a_changed_target_is_asked_for_and_decided(person, ctx, stored):
    number = stored.id_of(LED)
    benefit = next(one for one in initiatives.get(ctx, number).benefits if one.measures)
    link = benefit.measures[0]
    asked(
        ctx, number, Matter.TARGET, benefit_id=benefit.id, target=NewTarget(link.targets[-1].value + 1, None, link.id)
    )
    steering = person("steering")
    page = follow(steering, steering.open(MEETING), "Börja med")
    form = page.form("motivation")
    assert form["aim_id"] == str(link.id)
    assert "Nytt mål" in page.main
    page = send(steering, page)
    assert page.status == 200, page.main[:600]
    assert "är beslutat: bifall" in page.main
    told = follow(steering, page, "Beslut 1")
    assert re.search(r"Målet för .+ nyttan", told.main)


@one_database
def test_agenda_and_minutes_take_the_same_few_queries_whatever_their_length(person, ctx, acting, app):
    steering = person("steering")
    engine = app.extensions["portfolio.engine"]

    def queries(path: str) -> int:
        steering.open(path)
        seen: list[str] = []
        event.listen(engine, "before_cursor_execute", listener := lambda *args: seen.append(args[2]))
        assert steering.open(path).status == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    def more(count: int) -> None:
        """As many starts, levels, phases and concluded benefits as are told, and decisions with and without a forum."""
        forum_id = ctx.session.scalar(select(Forum.id).where(Forum.key == "halso-och-sjukvardens-ledningsgrupp"))
        assessed(ctx, count)
        record = {"outcome": Outcome.APPROVED, "decided_on": date(2023, 5, 10), "motivation": "Ja."}
        started = assessed(ctx, count)
        for number in started:
            with ctx.transaction():
                decisions.record(
                    ctx, number, matter=Matter.START, level=ComplexityLevel.SIMPLE, start=from_code("2023-Q3"),
                    project_lead_by=date(2023, 6, 1), forum_id=forum_id, **record,
                )  # fmt: skip
        deciding = acting("steering")
        for number in started:
            with ctx.transaction():
                kept, dropped = (benefits.add(ctx, number, title=one, description=None, kind=None) for one in "AB")
            asked(ctx, number, Matter.CONCLUDE_BENEFIT, benefit_id=kept.id)
            asked(ctx, number, Matter.LEVEL, level=ComplexityLevel.COMPLEX)
            with ctx.transaction():
                decisions.record(ctx, number, matter=Matter.PHASE, **record)
            asked(ctx, number, Matter.PHASE)
            with deciding.transaction():
                decisions.record(
                    deciding, number, matter=Matter.CONCLUDE_BENEFIT, benefit_id=dropped.id, lesson="Mät.", **record
                )

    paths = (MEETING, f"{AGENDA}/protokoll?datum=2023-05-10")
    more(1)
    few = [queries(path) for path in paths]
    more(4)
    assert [queries(path) for path in paths] == few
    assert max(few) < 60, few

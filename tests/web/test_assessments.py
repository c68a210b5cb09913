"""The first assessment of a proposal: recorded by the coordinator, shown to all, repeated until it is decided."""

from __future__ import annotations

from sqlalchemy import func, select

from portfolio.domain.initiatives import InitiativeState
from portfolio.models import FirstAssessment, Initiative
from tests.cast import PLAN
from tests.pages import Page, words
from tests.web.conftest import one_database

GOOD = {"priority": "1", "recommendation": "start", "level": "complicated", "fit": "Bidrar till två av målen."}


def propose(someone, title="Digitala vårdplaner") -> int:
    page = someone.open(f"/initiativ/nytt?plan={PLAN}")
    area = page.document.find("select", attrs={"name": "area_id"}).find_all("option")[1]["value"]
    page = someone.send(page, f"/initiativ/nytt?plan={PLAN}", title=title, area_id=area, purpose="Bättre vård.")
    assert page.status == 200, page.main[:300]
    return int(page.path.rsplit("/", 1)[1])


def test_a_proposal_goes_from_tasks_to_the_agenda_and_is_assessed_again_until_it_is_decided(person, stored):
    number = propose(person("reader"))
    clerk = person("coordinator")
    buttons = {words(button): button for button in clerk.open("/").document.select(".task .ds-button")}
    link = buttons["Bedöm förslaget : Digitala vårdplaner"]
    path = str(link["href"])
    assert path == f"/initiativ/{number}/bedomning"
    page = clerk.submit(path, **GOOD)
    assert "Bedömningen är sparad." in page.main
    told = words(page.document.find("section", attrs={"aria-labelledby": "bedomning"}))
    assert "Rekommendation: starta. Prioritet 1. Föreslagen nivå: komplicerat." in told
    assert "Bidrar till två av målen." in told
    assert "2023-05-15" in told or "Bedömt 20" in told
    assert "av Coordinator" in told
    assert stored.one(select(Initiative.state).where(Initiative.id == number)) is InitiativeState.ASSESSED
    page = clerk.open(path)
    assert page.form("fit")["recommendation"] == "start"
    page = clerk.send(page, path, **GOOD | {"recommendation": "defer", "level": "complex"})
    assert "Det är bedömt 2 gånger." in person("reader").open(page.path).main
    history = clerk.open(path).document.select("section[aria-labelledby=tidigare] tbody tr")
    assert ["Låt vila" in words(history[0]), "Starta" in words(history[1])] == [True, True]
    for name in ("coordinator", "steering"):
        lines = person(name).open("/").document.select(".task")
        [waiting] = [line for line in lines if "Ett ärende väntar på beslut" in words(line)]
        assert person(name).open(waiting.find(class_="ds-button")["href"]).h1.endswith("1 ärende väntar på beslut")
    for name in ("area_lead", "steering", "reader", "project_lead"):
        assert person(name).open(path).status == 403, name


@one_database
def test_what_cannot_be_assessed_is_told_beside_its_field_and_kept(person, stored):
    clerk = person("coordinator")
    number = propose(person("reader"))
    path = f"/initiativ/{number}/bedomning"
    form = clerk.open(path).form("fit")
    before = stored.changes()
    for field, written, message in (
        ("priority", "", "Välj prioritet 1, 2 eller 3"),
        ("priority", "4", "Välj ett av alternativen."),
        ("recommendation", "", "Välj vad programledningen rekommenderar."),
        ("recommendation", "approve", "Välj ett av alternativen."),
        ("level", "svår", "Välj ett av alternativen."),
        ("fit", "å" * 10_001, "Korta"),
    ):
        page = Page(clerk.client.post(path, data=form | GOOD | {field: written}))
        assert page.status == 422, field
        assert message in words(page.document.find(id=f"{field}-fel")), field
        kept = GOOD["fit"] if field != "fit" else written
        assert page.form("fit")["fit"] == kept
    assert stored.changes() == before


@one_database
def test_the_second_of_two_is_told_and_what_has_been_decided_is_assessed_no_more(person, stored):
    clerk = person("coordinator")
    number = propose(clerk)
    path = f"/initiativ/{number}/bedomning"
    mine, theirs = clerk.open(path), clerk.open(path)
    clerk.send(mine, path, **GOOD)
    page = clerk.send(theirs, path, **GOOD | {"fit": "Min text."})
    assert page.status == 409
    assert page.form("fit")["fit"] == "Min text."
    assert clerk.send(page, path, **GOOD).status == 200
    assert stored.one(select(func.count(FirstAssessment.id)).where(FirstAssessment.initiative_id == number)) == 2
    matter = clerk.open(f"/planer/{PLAN}/beslut/{number}/start")
    clerk.send(matter, f"/planer/{PLAN}/beslut/{number}/start", motivation="Ja.")
    page = clerk.open(path)
    assert "bedöms inte längre" in page.main
    assert page.document.find(attrs={"name": "fit"}) is None


@one_database
def test_several_proposals_are_one_line_among_the_tasks(person):
    reader = person("reader")
    numbers = [propose(reader, title) for title in ("Äppelgård", "Trygg utskrivning", "Mobila team", "Sällskap")]
    page = person("coordinator").open("/")
    [line] = [one for one in page.document.select(".task") if words(one).startswith("4 förslag är inte bedömda")]
    links = {str(link["href"]) for link in line.find_all("a")}
    assert links == {f"/initiativ/{number}/bedomning" for number in numbers}
    assert len(page.document.select(".task [data-variant=primary]")) == 1

"""A benefit is concluded with a lesson, or goes on in another initiative; it stays to be read, and is counted apart."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.models import Benefit
from tests.cast import LED, PLAN
from tests.measured import measured
from tests.pages import words
from tests.web.conftest import one_database

REGISTER = f"/planer/{PLAN}/nyttoregister"


def test_a_concluded_benefit_says_why_and_what_was_learned_wherever_it_stands(person, stored, acting):
    made = measured(acting("system"))
    path = f"/nyttor/{made.benefit_id}"
    steering = person("steering")
    way = steering.open(path).document.find("a", string="Avför nyttan")["href"]
    total = sum(int(words(one)) for one in steering.open(REGISTER).document.select(".state-number"))
    page = steering.submit(way, motivation="Ersatt av den nationella tjänsten.", lesson=" ")
    assert page.status == 422
    assert "Skriv vad ni lärde er" in page.error_of("lesson")
    page = steering.send(page, way, lesson="Fråga de andra regionerna först.", diarienummer="RK 2023-9")
    assert page.path == path
    for told in ("Avförd 15 maj 2023", "Ersatt av den nationella tjänsten.", "Fråga de andra regionerna först."):
        assert told in page.main
    assert page.document.find("a", string="Avför nyttan") is None
    assert steering.open(way).status == 409
    register = person("reader").open(REGISTER)
    assert sum(int(words(one)) for one in register.document.select(".state-number")) == total - 1
    assert "Dessutom 1 avförd nytta" in register.main
    assert "avförd 2023-05-15" in register.main
    assert ";2023-05-15" in person("reader").client.get(f"{REGISTER}.csv").get_data(as_text=True)
    listing = steering.open(f"/initiativ/{stored.id_of(LED)}/nyttor")
    assert listing.h1.endswith("och 1 avförd")
    assert "att nyttan ”Kortare väntan” avförs" in steering.open(f"/initiativ/{stored.id_of(LED)}/historia").main


@one_database
def test_a_benefit_goes_on_in_the_initiative_that_takes_it_over(person, stored, acting):
    made = measured(acting("system"))
    path = f"/nyttor/{made.benefit_id}/avfor"
    steering = person("steering")
    page = steering.submit(path, way="flytta", motivation="Ett nytt initiativ tar vid.")
    assert page.status == 422
    assert "Välj vilket initiativ som tar över" in page.error_of("successor_id")
    to = stored.id_of("patientportalen")
    page = steering.send(page, path, successor_id=str(to))
    assert "Nyttan är flyttad." in page.main
    assert "Flyttad hit från" in page.main
    assert stored.one(select(Benefit.initiative_id).where(Benefit.id == made.benefit_id)) == to
    assert "flyttas till ett annat initiativ" in steering.open(f"/initiativ/{stored.id_of(LED)}/historia").main


@one_database
def test_who_may_not_conclude_asks_for_it(person, acting):
    made = measured(acting("system"))
    lead = person("project_lead")
    assert lead.open(f"/nyttor/{made.benefit_id}/avfor").status == 403
    page = lead.open(f"/nyttor/{made.benefit_id}")
    ask = page.document.find("a", string="Begär beslut om att avföra nyttan")["href"]
    page = lead.submit(ask, note="Den går inte att mäta.")
    assert "Väntar på beslutsmötet: att avföra nyttan, för nyttan ”Kortare väntan”" in page.main
    assert "Väntar på beslutsmötet: att avföra nyttan" in lead.open(f"/nyttor/{made.benefit_id}").main
    assert person("reader").open(f"/nyttor/{made.benefit_id}").document.find("a", href=ask) is None

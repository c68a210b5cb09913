"""How often one is reminded: chosen on a page that every reminder leads to."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.models import User
from tests import cast
from tests.web.conftest import one_database

PAGE = "/konto/paminnelser"


def rhythm(stored, name: str) -> str:
    return stored.one(select(User.mail_rhythm).where(User.email == cast.email(name)))


def test_the_choice_is_made_and_shown_on_ones_account(person, stored):
    someone = person("controller")
    page = someone.open("/konto")
    assert "En gång i veckan när det finns något nytt." in page.main
    page = someone.submit(PAGE, mail_rhythm="daily")
    assert page.path == "/konto"
    assert "Det är sparat hur ofta du påminns." in page.main
    assert "Varje arbetsdag när det finns något nytt." in page.main
    assert rhythm(stored, "controller") == "daily"
    assert stored.last_change() == ("account:rhythm", {"mail_rhythm"})
    page = someone.submit(PAGE, mail_rhythm="never")
    assert "Du får inga påminnelser med e-post." in page.main


@one_database
def test_a_choice_that_is_none_and_one_that_somebody_made_meanwhile_are_told_of(person, stored):
    someone = person("controller")
    first, second = someone.open(PAGE), someone.open(PAGE)
    assert "Här är ingen e-post inställd än" in first.main
    page = someone.send(first, PAGE, mail_rhythm="ofta")
    assert page.status == 422
    assert "Välj ett av alternativen." in page.main
    assert rhythm(stored, "controller") == "weekly"
    someone.send(first, PAGE, mail_rhythm="never")
    page = someone.send(second, PAGE, mail_rhythm="daily")
    assert page.status == 409
    assert "Aldrig" in page.main
    assert rhythm(stored, "controller") == "never"
    page = someone.send(page, PAGE, mail_rhythm="daily")
    assert rhythm(stored, "controller") == "daily"


@one_database
def test_the_link_of_a_mail_leads_by_way_of_signing_in_to_the_place(person):
    someone = person("nobody")
    page = someone.open(f"{PAGE}?x=1")
    assert page.path == "/logga-in"
    page = someone.send(page, "/logga-in", email=cast.email("controller"), password=cast.PASSWORD)
    assert page.path == PAGE

"""One's own calendar: its address made, shown once, changed and revoked; and what a program reads by it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from portfolio.models import AuditLink, CalendarEntry, Plan, RoleAssignment, User
from portfolio.web import calendars
from tests import cast
from tests.calendar_reading import Read, read_calendar
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

NEW = "/konto/kalender"


def address(page: Page) -> str:
    """The path of the address that a page shows, or nothing."""
    found = page.document.find("input", id="kalenderadress")
    return re.sub(r"^https?://[^/]+", "", str(found["value"])) if found else ""


def make(someone: Person) -> str:
    return address(someone.submit(NEW, form_id=someone.open(NEW).form("form_id")["form_id"]))


def read(app, path: str) -> Read:
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return read_calendar(answer.data)


def test_an_address_is_made_shown_once_and_read_by_a_program_that_signs_in_nowhere(person, app, stored):
    someone = person("controller")
    account = someone.open("/konto")
    assert "Skapa kalenderadress" in account.main
    page = someone.submit(NEW, form_id=someone.open(NEW).form("form_id")["form_id"])
    path = address(page)
    assert re.fullmatch(r"/kalender/[\w-]{43}\.ics", path)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert stored.last_change()[0] == "calendar:add"
    before = stored.changes()
    answer = app.test_client().get(path)
    calendar = read_calendar(answer.data)
    assert calendar.text("X-WR-CALNAME") == "Nyttoportföljen: Controller"
    summaries = {one.text("SUMMARY"): one for one in calendar.within}
    late = summaries["Registrera mätvärden: Andel riskbedömda för undernäring inom ett dygn, februari 2023"]
    assert late.day("DTSTART").isoformat() == "2023-03-30"
    assert "Prevention och behandling av undernäring" in late.text("DESCRIPTION")
    coming = summaries["Registrera mätvärden: Andel samtal som besvaras samma dag, mars 2024"]
    assert coming.day("DTSTART").isoformat() == "2024-04-30"
    told = answer.headers
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert (told["Cache-Control"], told["X-Robots-Tag"]) == ("private, no-cache", "noindex, nofollow")
    assert "Set-Cookie" not in told
    again = app.test_client().get(path, headers={"If-None-Match": told["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert stored.one(select(func.count(CalendarEntry.id))) == len(calendar.within)
    assert stored.changes() == before, "what programs read is no business of the log"
    link = late.text("URL").removeprefix("http://127.0.0.1:8000")
    assert someone.open(link).h1
    account = someone.open("/konto")
    assert "Den lästes senast" in account.main
    assert path.split("/")[-1].removesuffix(".ics") not in account.text + someone.open("/logg").text


@one_database
def test_what_moves_and_what_is_gone_is_told_at_the_next_reading(person, app, engine):
    path = make(person("controller"))
    first = {one.text("UID"): one for one in read(app, path).within}
    with engine.begin() as connection:
        connection.execute(update(Plan).values(grace_days=31))
    moved = {one.text("UID"): one for one in read(app, path).within}
    assert first.keys() <= moved.keys()
    steps = {
        ((moved[uid].day("DTSTART") - one.day("DTSTART")).days, moved[uid].text("SEQUENCE"))
        for uid, one in first.items()
        if one.text("SUMMARY").startswith("Registrera")
    }
    assert steps == {(1, "1")}
    assert all(moved[uid].instant("LAST-MODIFIED") >= one.instant("LAST-MODIFIED") for uid, one in first.items())
    # The person is asked for nothing any more: all that was told is taken back.
    with engine.begin() as connection:
        user_id = connection.execute(select(User.id).where(User.email == cast.email("controller"))).scalar_one()
        ended = datetime(2023, 5, 1, tzinfo=UTC)
        held = RoleAssignment.user_id == user_id
        connection.execute(update(RoleAssignment).where(held).values(ended_at=ended))
    gone = read(app, path).within
    assert {one.text("UID") for one in gone} == set(moved)
    assert {one.text("STATUS") for one in gone} == {"CANCELLED"}
    assert all(one.text("SUMMARY").startswith("Klart eller inte längre aktuellt: ") for one in gone)


@one_database
def test_another_address_or_none_makes_the_former_useless(person, app, stored):
    someone = person("reader")
    first = make(someone)
    form = someone.open(NEW).form("form_id")
    assert "Byt adress till din kalender" in someone.open(NEW).h1
    second = address(Page(someone.client.post(NEW, data=form)))
    again = Page(someone.client.post(NEW, data=form, follow_redirects=True))
    assert (address(again), again.path) == ("", "/konto")
    assert "Formuläret är redan skickat" in again.main
    nobody = app.test_client()
    assert nobody.get(first).status_code == 404
    assert read(app, second).within == [], "nothing is expected of a reader"
    assert person("coordinator").open(second).status == 200, "whoever has the address reads it, signed in or not"
    page = someone.open("/konto")
    revoke = page.document.find("form", action=f"{NEW}/aterkalla")
    token = {"csrf_token": revoke.find("input")["value"]}
    answer = Page(someone.client.post(revoke["action"], data=token, follow_redirects=True))
    assert "Kalenderadressen är återkallad" in answer.main
    assert "Skapa kalenderadress" in answer.main
    gone = nobody.get(second)
    assert gone.status_code == 404
    assert "Adressen kan vara återkallad" in words(Page(gone).document.main)
    assert someone.client.post(revoke["action"], data=token).status_code == 303
    assert stored.all(select(AuditLink.action).where(AuditLink.action.like("calendar:%")).order_by(AuditLink.id)) == [
        ("calendar:add",),
        ("calendar:renew",),
        ("calendar:revoke",),
    ]


@one_database
def test_a_program_that_asks_too_often_waits_and_one_whose_person_left_finds_nothing(person, app, engine, monkeypatch):
    path = make(person("steering"))
    monkeypatch.setattr(calendars, "MOST_READINGS", type(calendars.MOST_READINGS)(2))
    client = app.test_client()
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(path).headers["Retry-After"] == "60"
    with engine.begin() as connection:
        connection.execute(update(User).where(User.email == cast.email("steering")).values(active=False))
    assert client.get(path).status_code == 404
    for wrong in ("/kalender/.ics", "/kalender/x.ics", "/kalender/x", f"{path[:-6]}x.ics"):
        assert client.get(wrong).status_code in (302, 404), wrong

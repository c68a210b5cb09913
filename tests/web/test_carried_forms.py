"""A form that was sent when the session had ended: it is there again after signing in, unsaved, and for nobody else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete, func, select, update

from portfolio.models import CarriedForm, FormUse, Initiative, LoginSession, User
from tests.cast import PASSWORD, PLAN, email
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

OURS = {"Sec-Fetch-Site": "same-origin"}
LOST = "Du hade loggats ut. Logga in, så är det du skrev kvar."
BACK = "Du loggades in igen. Det du skrev är kvar men inte sparat än."
TYPED = 'Ett namn som tog lång tid att komma på <script>alert(1)</script> & "åäö"'


@pytest.fixture
def edit(stored: Any) -> str:
    return f"/initiativ/{stored.id_of('patientkontrakt')}/redigera"


def end(engine: Any) -> None:
    """End everybody's session, as eight hours at another desk do."""
    with engine.begin() as connection:
        at = connection.scalar(select(func.max(LoginSession.seen_at)))
        connection.execute(update(LoginSession).values(seen_at=at - timedelta(hours=9)))


def post(someone: Person, path: str, data: dict[str, str], headers: dict[str, str] = OURS) -> Page:
    return Page(someone.client.post(path, data=data, headers=headers))


def back(someone: Person, page: Page, name: str = "coordinator", password: str = PASSWORD) -> Page:
    """Sign in on the page that came in the form's place, and follow on."""
    return someone.send(page, "/logga-in", email=email(name), password=password)


def title(stored: Any) -> str:
    return str(stored.one(select(Initiative.title).where(Initiative.key == "patientkontrakt")))


@one_database
def test_what_no_page_can_show_is_not_carried(person, app, stored):
    nobody = Person(app.test_client())
    path = f"/initiativ/{stored.id_of('patientkontrakt')}/redigera"
    data = nobody.open("/logga-in").form("email")
    data |= {"email": email("coordinator"), "password": PASSWORD, "next": path, "carried": '[["title","\\ud800"]]'}
    page = Page(nobody.client.post("/logga-in", data=data, follow_redirects=True))
    assert page.status == 200
    assert page.form("title")["title"] == title(stored)


def test_what_was_typed_is_there_after_signing_in_and_can_be_saved(person, engine, stored, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": TYPED, "purpose": "Rad ett\r\nrad två"}
    end(engine)
    before = stored.changes(), title(stored)
    asked = post(someone, edit, data)
    assert asked.status == 403
    assert asked.h1 == "Logga in igen för att fortsätta där du var"
    assert LOST in asked.main
    assert "<script>alert" not in asked.text
    assert asked.form("email")["next"] == edit
    assert stored.all(select(CarriedForm.id)) == [], "nothing of somebody who has not signed in is stored"
    page = back(someone, asked)
    assert page.status == 200
    assert page.path == edit
    assert BACK in page.main
    assert "<script>alert" not in page.text
    shown = page.form("title")
    assert {**shown, "csrf_token": ""} == {**data, "csrf_token": ""}
    assert shown["csrf_token"] != data["csrf_token"]
    assert (stored.changes(), title(stored)) == before
    saved = someone.send(page, edit, title=shown["title"])
    assert "Initiativet är sparat." in saved.main
    assert BACK not in saved.main
    assert title(stored) == TYPED


@one_database
def test_the_query_of_the_address_comes_along(person, engine):
    someone = person("coordinator")
    path = f"/initiativ/nytt?plan={PLAN}"
    data = someone.open(path).form("title") | {"title": "Ett förslag"}
    end(engine)
    page = back(someone, post(someone, path, data))
    assert page.path == "/initiativ/nytt"
    assert page.form("title")["title"] == "Ett förslag"
    assert parse_qs(page.response.request.query_string.decode())["plan"] == [PLAN]


@one_database
def test_what_no_field_could_hold_is_shown_as_it_was_typed_and_not_judged_yet(person, engine, stored):
    path = f"/initiativ/{stored.id_of('patientkontrakt')}/klassning"
    someone = person("coordinator")
    data = someone.open(path).form("decided_on") | {"decided_on": "i våras", "level": "fel", "motivation": "Därför."}
    end(engine)
    page = back(someone, post(someone, path, data))
    assert page.status == 200
    assert page.document.find(class_="ds-error-summary") is None
    assert page.form("motivation")["decided_on"] == "i våras"
    assert page.form("motivation")["motivation"] == "Därför."
    again = someone.send(page, path, motivation="Därför.")
    assert again.status == 422
    assert "går inte att läsa" in again.error_of("decided_on")


def test_a_conflict_is_still_seen(person, engine, stored, edit):
    someone, other = person("coordinator"), person("area_lead")
    data = someone.open(edit).form("title") | {"title": "Mitt namn"}
    assert "sparat" in other.submit(edit, title="Deras namn").main
    end(engine)
    page = back(someone, post(someone, edit, data))
    assert page.form("title")["title"] == "Mitt namn"
    refused = someone.send(page, edit, title="Mitt namn")
    assert refused.status == 409
    assert "Deras namn" in refused.main
    assert title(stored) == "Deras namn"


def test_a_form_that_was_saved_before_says_so_and_is_not_saved_twice(person, engine, stored, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": "Mitt namn"}
    assert post(someone, edit, data).status == 303
    saved = stored.changes()
    end(engine)
    page = back(someone, post(someone, edit, data))
    assert page.status == 200
    assert "Formuläret är redan skickat, och det du skickade första gången är sparat." in page.main
    assert "inte sparat" not in page.main
    assert stored.changes() == saved


def test_the_same_form_is_not_saved_twice_from_two_shown_again(person, engine, stored, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": "Mitt namn"}
    end(engine)
    page = back(someone, post(someone, edit, data))
    someone.send(page, edit, title="Mitt namn")
    saved = stored.changes()
    again = someone.send(page, edit, title="Mitt namn")
    assert "redan skickat" in again.main
    assert stored.changes() == saved


@one_database
def test_a_wrong_password_loses_nothing(person, engine, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": TYPED}
    end(engine)
    page = back(someone, post(someone, edit, data), password="fel lösenord helt")
    assert page.status == 422
    assert LOST in page.main
    assert page.form("email")["next"] == edit
    page = back(someone, page)
    assert page.form("title")["title"] == TYPED
    assert BACK in page.main


@one_database
def test_losing_the_session_a_second_time_loses_nothing_either(person, engine, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": "Ett"}
    end(engine)
    page = back(someone, post(someone, edit, data))
    address = page.response.request.full_path
    end(engine)
    asked = post(someone, address, page.form("title") | {"title": "Två"})
    assert asked.form("email")["next"] == edit, "the token of the first time is left behind"
    assert back(someone, asked).form("title")["title"] == "Två"


@one_database
def test_two_tabs_that_lost_their_session_both_keep_what_was_typed(person, engine, edit):
    someone = person("coordinator")
    form = someone.open(edit).form("title")
    end(engine)
    first, second = (post(someone, edit, form | {"title": name}) for name in ("Ett", "Två"))
    assert back(someone, first).form("title")["title"] == "Ett"
    # Who signs in on the second page has done so already on the first; the form's token is that of the visit.
    data = second.form("email") | {"email": email("coordinator"), "password": PASSWORD}
    answer = someone.client.post("/logga-in", data=data, headers=OURS, follow_redirects=True)
    assert Page(answer).form("title")["title"] == "Två"
    assert someone.client.post("/logga-in", data=data).status_code == 400


def test_who_signed_in_again_in_another_tab_sees_the_form_again_unsaved(person, stored, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": TYPED}
    someone.client.delete_cookie("session")
    someone.sign_in(email("coordinator"), PASSWORD)
    before = stored.changes()
    answer = post(someone, edit, data)
    assert answer.status == 303
    page = someone.open(answer.response.location)
    assert page.status == 200
    assert "Du har loggat in igen sedan du öppnade formuläret. Det du skrev är kvar men inte sparat än." in page.main
    assert page.form("title")["title"] == TYPED
    assert stored.changes() == before
    assert "Initiativet är sparat." in someone.send(page, edit, title=TYPED).main


@one_database
@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Referer": "http://localhost/initiativ/1"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "http://["},
        {"Referer": "http://evil.example/http://localhost/"},
        {},
    ],
    ids=str,
)
def test_what_another_site_sends_is_not_carried(person, engine, stored, edit, headers, signed_in):
    someone = person("coordinator")
    if not signed_in:
        end(engine)
    page = post(someone, edit, {"title": "Plantat", "form_id": "x", "csrf_token": "gammalt"}, headers)
    assert page.status == 400
    assert "Plantat" not in page.text
    assert stored.all(select(CarriedForm.id)) == []


@one_database
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://localhost"},
        {"Referer": "http://localhost/initiativ/1/redigera"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
    ids=str,
)
def test_a_browser_that_says_it_in_another_way_is_believed(person, engine, edit, headers):
    someone = person("coordinator")
    end(engine)
    assert LOST in post(someone, edit, {"title": "Mitt"}, headers).main


@one_database
def test_the_token_of_somebody_else_shows_nothing(person, engine, edit):
    someone, other = person("coordinator"), person("area_lead")
    data = someone.open(edit).form("title") | {"title": "Hemligt utkast"}
    someone.client.delete_cookie("session")
    page = back(someone, post(someone, edit, data))
    address = page.response.request.full_path
    assert "aterta=" in address
    seen = other.open(address)
    assert seen.status == 200
    assert "Hemligt utkast" not in seen.text
    assert "inte sparat" not in seen.main
    for path in (edit.replace("redigera", "tidplan"), f"{edit}?x=1&{urlsplit(address).query}"):
        assert "inte sparat" not in someone.open(f"{path}?{urlsplit(address).query}").main, "it belongs to one page"
    assert "Hemligt utkast" in someone.open(address).text


@one_database
def test_it_is_shown_for_some_hours_only(person, engine, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": "Gammalt"}
    end(engine)
    address = back(someone, post(someone, edit, data)).response.request.full_path
    with engine.begin() as connection:
        at = connection.scalar(select(CarriedForm.at))
        connection.execute(update(CarriedForm).values(at=at - timedelta(hours=9)))
    assert "Gammalt" not in someone.open(address).text


@one_database
@pytest.mark.parametrize("target", ["//evil.example/a", "https://evil.example", "/\\evil.example", ""])
def test_a_form_is_not_carried_to_another_site(person, engine, edit, target):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": "Mitt"}
    end(engine)
    asked = post(someone, edit, data)
    data = asked.form("email") | {"email": email("coordinator"), "password": PASSWORD, "next": target}
    answer = someone.client.post("/logga-in", data=data)
    assert answer.status_code == 303
    assert answer.location.startswith("/?aterta=")
    page = someone.open(answer.location)
    assert "Det du skickade är inte sparat." in page.main
    assert "kvar" not in words(page.document.find(class_="notice"))


@one_database
@pytest.mark.parametrize(
    "carried",
    ["{", "null", "1", "[1]", '[["a"]]', '[["a", 1]]', '[["a", "b", "c"]]', "[" * 10_000, '"' * 1000, "\0", "\ufffd"],
)
def test_what_is_written_into_the_sign_in_page_breaks_nothing(person, stored, edit, carried):
    nobody = person("nobody")
    data = nobody.open("/logga-in").form("email")
    data |= {"email": email("coordinator"), "password": PASSWORD, "next": edit, "carried": carried}
    answer = nobody.client.post("/logga-in", data=data)
    assert answer.status_code in (303, 422)
    assert stored.all(select(CarriedForm.id)) == []


@one_database
def test_fields_that_no_form_of_ours_has_do_no_harm(person, stored, edit):
    nobody = person("nobody")
    fields = [["title", "Mitt"], ["state", "closed"], ["password", "hemligt"], ["csrf_token", "x"], ["", ""]]
    data = nobody.open("/logga-in").form("email")
    data |= {"email": email("coordinator"), "password": PASSWORD, "next": edit, "carried": json.dumps(fields)}
    page = Page(nobody.client.post("/logga-in", data=data, follow_redirects=True))
    assert page.status == 200
    assert page.form("title")["title"] == "Mitt"
    assert "hemligt" not in page.text
    assert "hemligt" not in stored.one(select(CarriedForm.body))


@one_database
def test_who_may_not_do_it_after_all_is_told_that_nothing_is_saved(person, engine, stored, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"title": "Mitt"}
    end(engine)
    page = back(someone, post(someone, edit, data), name="reader")
    assert page.status == 403
    assert "Det du skickade är inte sparat." in page.main


@one_database
def test_a_text_that_is_too_long_to_come_along_is_told_of(person, engine, edit):
    someone = person("coordinator")
    data = someone.open(edit).form("title") | {"purpose": "å" * 100_000}
    end(engine)
    page = post(someone, edit, data)
    assert page.status == 403
    assert "för långt för att följa med" in page.main
    assert "carried" not in page.form("email")
    shorter = post(someone, edit, data | {"purpose": "å" * 50_000})
    assert back(someone, shorter).form("title")["purpose"] == "å" * 50_000


@one_database
def test_a_form_of_passwords_alone_is_not_carried(person, engine, stored):
    someone = person("reader")
    data = someone.open("/konto").form("new_password")
    data |= {"password": PASSWORD, "new_password": "hemligt och långt", "repeated_password": "hemligt och långt"}
    end(engine)
    asked = post(someone, "/konto", data)
    assert asked.status == 403
    assert "hemligt" not in asked.text
    assert "så det du skickade är inte sparat" in asked.main
    page = back(someone, asked, name="reader")
    assert page.path == "/konto"
    assert stored.all(select(CarriedForm.id)) == []
    # With an old token it is the same.
    answer = post(someone, "/konto", data)
    assert answer.status == 303
    assert "Inget är sparat" in someone.open(answer.response.location).main
    assert stored.all(select(CarriedForm.id)) == []


@one_database
def test_what_has_no_page_of_its_own_leads_to_one_that_says_so(person, engine, stored):
    someone = person("reader")
    token = someone.open("/konto").form("csrf_token")
    end(engine)
    answer = post(someone, "/konto/inloggningar/1/avsluta", token)
    assert (answer.status, answer.response.location) == (303, "/logga-in")
    page = someone.open("/logga-in")
    assert "Du hade loggats ut, så inget är gjort." in page.main
    page = back(someone, page, name="reader")
    assert page.path == "/"
    answer = post(someone, "/konto/inloggningar/1/avsluta", token)
    assert (answer.status, answer.response.location) == (303, "/")
    assert "Inget är gjort" in someone.open("/").main
    assert stored.all(select(CarriedForm.id)) == []


@one_database
def test_who_signs_out_when_the_session_has_ended_is_signed_out(person, engine):
    someone = person("reader")
    token = someone.open("/konto").form("csrf_token")
    end(engine)
    page = Page(someone.client.post("/logga-ut", data=token, headers=OURS, follow_redirects=True))
    assert page.path == "/logga-in"
    assert "Du är utloggad." in page.main


@one_database
def test_the_page_to_sign_in_on_is_not_carried_itself(person):
    nobody = person("nobody")
    answer = post(nobody, "/logga-in", {"email": email("reader"), "password": PASSWORD, "csrf_token": "fel"})
    assert answer.status == 400
    assert nobody.client.get("/planer").status_code == 302


@one_database
def test_a_page_that_does_not_exist_stays_so(person):
    for name in ("nobody", "reader"):
        someone = person(name)
        assert post(someone, "/finns-inte", {"title": "Mitt"}).status in (400, 404)
        assert post(someone, "/planer", {"title": "Mitt"}).status in (400, 405)


@one_database
def test_old_uses_of_forms_are_forgotten_at_sign_in(person, engine, stored):
    with engine.begin() as connection:
        at = connection.scalar(select(func.max(User.created_at)))
        connection.execute(delete(FormUse))
        connection.execute(FormUse.__table__.insert(), [{"form_id": "gammalt", "at": at - timedelta(days=31)}])
    person("reader")
    assert stored.all(select(FormUse.id)) == []

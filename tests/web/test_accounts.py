"""Signing in and out, as a person does it, and as somebody does who should not get in."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select, update

from portfolio.models import LoginAttempt, LoginSession, User
from portfolio.per_request import current_context
from portfolio.services import accounts, users
from tests.cast import PASSWORD, PLAN, email
from tests.pages import Page, Person, words
from tests.web.conftest import one_database

LIST = f"/planer/{PLAN}/initiativ"
#: A test client's cookies lie with this host.
HOST = "localhost"


def session_token(person: Person) -> str:
    cookie = person.client.get_cookie("session", domain=HOST)
    return cookie.value if cookie else ""


def form_token(person: Person, path: str = "/planer") -> str:
    return person.open(path).form("csrf_token")["csrf_token"]


def is_in(person: Person) -> bool:
    return person.client.get("/planer").status_code == 200


def test_signing_in_leads_to_ones_tasks_with_name_and_role_in_the_frame(person):
    page = person("nobody").sign_in(email("coordinator"), PASSWORD)
    assert page.status == 200
    assert "saker att göra" in page.h1
    header = words(page.document.header)
    assert "Coordinator" in header
    assert "Samordnare" in header


@one_database
def test_who_has_signed_in_is_led_past_the_sign_in_page(person):
    answer = person("reader").client.get("/logga-in")
    assert (answer.status_code, answer.location) == (302, "/")


def test_a_wrong_password_is_told_of_and_the_address_is_kept(person):
    nobody = person("nobody")
    page = nobody.sign_in(email("reader"), "fel lösenord helt")
    assert page.status == 422
    assert "hör inte ihop" in words(page.document.find(class_="ds-error-summary"))
    assert page.form("email")["email"] == email("reader")
    assert page.form("password")["password"] == ""
    assert not is_in(nobody)


@one_database
def test_an_unknown_address_is_answered_as_a_wrong_password_is(person):
    nobody = person("nobody")
    known = nobody.sign_in(email("reader"), "fel lösenord helt")
    unknown = nobody.sign_in("okand@exempel.se", "fel lösenord helt")
    assert unknown.main == known.main


def test_the_address_may_be_written_in_capitals_and_with_spaces(person):
    nobody = person("nobody")
    nobody.sign_in(f"  {email('reader').upper()} ", PASSWORD)
    assert is_in(nobody)


@one_database
def test_empty_fields_are_told_of_beside_them(person):
    page = person("nobody").sign_in("", "")
    assert page.status == 422
    assert "Skriv din e-postadress." in page.error_of("email")
    assert "Skriv ditt lösenord." in page.error_of("password")


@pytest.mark.every_case
@pytest.mark.parametrize(
    "written",
    [
        "a" * 10_000,
        "<script>alert(1)</script>@a.se",
        "a\0b@exempel.se",
        "\u202ea@b.se",
        "\ufffd@exempel.se",
        "' or 1=1 --",
    ],
    ids=["long", "html", "nul", "right-to-left", "unreadable", "sql"],
)
def test_no_address_gets_in_or_breaks_anything(person, written):
    nobody = person("nobody")
    page = nobody.sign_in(written, PASSWORD)
    assert page.status == 422
    assert page.document.find(class_="ds-error-summary")
    assert "<script>alert" not in page.text
    assert not is_in(nobody)


@one_database
def test_no_password_breaks_anything(person):
    for written in ("a" * 10_000, "a\0b", "\u202e", "\ufffd", "<b>"):
        page = person("nobody").sign_in(email("reader"), written)
        assert page.status == 422, written[:20]


def test_after_five_wrong_passwords_the_right_one_has_to_wait(person, engine):
    nobody = person("nobody")
    for _ in range(5):
        assert "hör inte ihop" in nobody.sign_in(email("reader"), "fel lösenord helt").main
    page = nobody.sign_in(email("reader"), PASSWORD)
    assert page.status == 422
    assert "För många misslyckade försök. Vänta 15 minuter" in page.main
    assert not is_in(nobody)
    assert is_in(person("steering")), "somebody else's failures concern nobody else"
    with engine.begin() as connection:
        connection.execute(update(LoginAttempt).values(at=connection.scalar(earliest()) - timedelta(minutes=16)))
    nobody.sign_in(email("reader"), PASSWORD)
    assert is_in(nobody)


def earliest():
    return select(func.min(LoginAttempt.at))


def test_signing_in_leads_on_to_where_the_person_was_heading(person):
    nobody = person("nobody")
    asked = nobody.client.get(f"{LIST}?niva=simple&q=å")
    assert asked.status_code == 302
    assert urlsplit(asked.location).path == "/logga-in"
    page = nobody.send(nobody.open(asked.location), "/logga-in", email=email("reader"), password=PASSWORD)
    assert page.status == 200
    assert page.path == LIST
    query = parse_qs(page.response.request.query_string.decode())
    assert query == {"niva": ["simple"], "q": ["å"]}


@one_database
def test_a_wrong_password_does_not_lose_where_the_person_was_heading(person):
    nobody = person("nobody")
    page = nobody.send(nobody.open(f"/logga-in?next={LIST}"), "/logga-in", email=email("reader"), password="fel")
    page = nobody.send(page, "/logga-in", email=email("reader"), password=PASSWORD)
    assert page.path == LIST


@one_database
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/a\\..\\evil",
        "javascript:alert(1)",
        "evil.example",
        "///evil.example",
        "/\n/evil.example",
        "",
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(person, target):
    nobody = person("nobody")
    page = nobody.open("/logga-in", query_string={"next": target})
    assert page.form("email")["next"] == "/"
    data = page.form("email") | {"email": email("reader"), "password": PASSWORD, "next": target}
    answer = nobody.client.post("/logga-in", data=data)
    assert (answer.status_code, answer.location) == (303, "/")
    again = nobody.client.get("/logga-in", query_string={"next": target})
    assert (again.status_code, again.location) == (302, "/")


def test_signing_out_ends_the_session_on_the_server_too(person):
    reader = person("reader")
    token = session_token(reader)
    page = Page(reader.client.post("/logga-ut", data={"csrf_token": form_token(reader)}, follow_redirects=True))
    assert page.path == "/logga-in"
    assert "Du är utloggad." in page.main
    assert not session_token(reader)
    reader.client.set_cookie("session", token, domain=HOST)
    assert not is_in(reader), "whoever kept the cookie is out as well"


@one_database
def test_signing_out_takes_a_form_and_not_a_link(person):
    reader = person("reader")
    assert reader.client.get("/logga-ut").status_code == 405
    assert is_in(reader)


def test_deactivation_stops_a_session_at_once(person, acting):
    reader = person("reader")
    assert is_in(reader)
    ctx = acting("system")
    with ctx.transaction():
        users.deactivate(ctx, email("reader"))
    assert not is_in(reader)
    assert "hör inte ihop" in reader.sign_in(email("reader"), PASSWORD).main


def test_a_new_password_ends_the_sessions_that_the_old_one_opened(person, acting):
    reader, other = person("reader"), person("steering")
    ctx = acting("system")
    with ctx.transaction():
        users.set_password(ctx, email("reader"), "ett helt nytt lösenord")
    assert not is_in(reader)
    assert is_in(other)
    reader.sign_in(email("reader"), "ett helt nytt lösenord")
    assert is_in(reader)


@pytest.mark.parametrize(
    ("column", "age", "alive"),
    [
        ("seen_at", timedelta(hours=7, minutes=50), True),
        ("seen_at", timedelta(hours=8, minutes=10), False),
        ("expires_at", timedelta(days=6, hours=23), True),
        ("expires_at", timedelta(days=7, hours=1), False),
    ],
)
def test_a_session_ends_when_it_is_left_or_old(person, engine, column, age, alive):
    reader = person("reader")
    moved = getattr(LoginSession, column)
    with engine.begin() as connection:
        at = connection.scalar(select(moved).order_by(LoginSession.id.desc()))
        connection.execute(update(LoginSession).values({column: at - age}))
    assert is_in(reader) is alive


def test_a_session_that_is_used_lives_on(person, engine):
    reader = person("reader")
    with engine.begin() as connection:
        at = connection.scalar(select(LoginSession.seen_at))
        connection.execute(update(LoginSession).values(seen_at=at - timedelta(hours=7)))
    assert is_in(reader)
    with engine.connect() as connection:
        assert connection.scalar(select(LoginSession.seen_at)) >= at


def test_the_database_holds_no_token_that_could_be_used(person, stored):
    token = session_token(person("reader"))
    assert len(token) >= 32
    hashes = [row.token_hash for row in stored.all(select(LoginSession.token_hash))]
    assert hashes == [hashlib.sha256(token.encode()).hexdigest()]


@one_database
def test_a_session_that_somebody_planted_does_not_become_the_persons(person):
    nobody = person("nobody")
    nobody.client.set_cookie("session", "x" * 43, domain=HOST)
    nobody.sign_in(email("reader"), PASSWORD)
    assert is_in(nobody)
    assert session_token(nobody) != "x" * 43


@one_database
def test_every_sign_in_makes_a_token_of_its_own(person):
    assert session_token(person("reader")) != session_token(person("reader"))


@one_database
def test_the_form_token_changes_at_sign_in(person):
    nobody = person("nobody")
    before = form_token(nobody, "/logga-in")
    nobody.sign_in(email("reader"), PASSWORD)
    assert form_token(nobody) != before
    assert nobody.client.post("/logga-ut", data={"csrf_token": before}).status_code == 400
    assert is_in(nobody)


@one_database
def test_the_form_token_of_another_session_is_refused(person):
    reader, other = person("reader"), person("steering")
    token = form_token(other)
    assert reader.client.post("/logga-ut", data={"csrf_token": token}).status_code == 400
    assert is_in(reader)


# --- One's own account -----------------------------------------------------------------------------------------------

NEW = "ett alldeles nytt lösenord"


def change(someone: Person, password: str = PASSWORD, new: str = NEW, repeated: str | None = None) -> Page:
    repeated = new if repeated is None else repeated
    return someone.submit("/konto", password=password, new_password=new, repeated_password=repeated)


def ending_forms(page: Page) -> list[str]:
    """The addresses of the buttons that end one session each."""
    forms = page.document.main.find_all("form", action=True)
    return [form["action"] for form in forms if form["action"].count("/") == 4]


def test_the_account_says_who_one_is_and_which_roles_one_holds(person, stored):
    page = person("project_lead").open("/konto")
    assert page.status == 200
    assert "Project Lead" in page.h1
    assert "project-lead@exempel.se" in page.h1
    assert "Projektledare för initiativet Patientkontrakt" in page.main
    roles = page.document.find("section", attrs={"aria-labelledby": "roller"})
    assert roles.a["href"] == f"/initiativ/{stored.id_of('patientkontrakt')}"
    assert person("project_lead").client.get(roles.a["href"]).status_code == 200


@one_database
@pytest.mark.parametrize(
    ("name", "text", "links"),
    [
        ("coordinator", "Samordnare för planen Närmare Kronobergaren", 1),
        ("area_lead", "för området Personcentrerad vård i Närmare Kronobergaren", 1),
        ("benefit_owner", "för Region Kronoberg", 0),
        ("admin", "för hela installationen", 0),
        ("outsider", "Du har ingen roll än.", 0),
    ],
)
def test_each_role_leads_to_what_it_is_held_for(person, name, text, links):
    someone = person(name)
    page = someone.open("/konto")
    assert text in page.main
    roles = page.document.find("section", attrs={"aria-labelledby": "roller"}).find_all("a")
    assert len(roles) == links
    for link in roles:
        assert someone.client.get(link["href"]).status_code == 200


@one_database
def test_the_frame_leads_to_the_account_and_has_one_primary_button_there(person):
    page = person("reader").open("/konto")
    link = page.document.header.find("a", href="/konto")
    assert (words(link), link["aria-current"]) == ("Konto", "page")
    (button,) = page.document.find_all("button", attrs={"data-variant": "primary"})
    assert words(button) == "Byt lösenord"


def test_a_changed_password_keeps_this_browser_and_ends_the_others(person, stored):
    someone, elsewhere, other = person("reader"), person("reader"), person("steering")
    page = change(someone)
    assert page.status == 200
    assert page.path == "/konto"
    assert "Lösenordet är bytt. I andra webbläsare är du utloggad." in page.main
    assert len(ending_forms(page)) == 1
    assert is_in(someone)
    assert is_in(other)
    assert not is_in(elsewhere)
    assert stored.last_change() == ("account:password", {"password_hash"})
    assert elsewhere.sign_in(email("reader"), PASSWORD).status == 422
    elsewhere.sign_in(email("reader"), NEW)
    assert is_in(elsewhere)


@pytest.mark.parametrize(
    ("password", "new", "repeated", "field", "message"),
    [
        ("fel lösenord helt", NEW, NEW, "password", "Det är inte ditt nuvarande lösenord."),
        ("", NEW, NEW, "password", "Skriv ditt nuvarande lösenord."),
        (PASSWORD, "", "", "new_password", "Skriv ett nytt lösenord."),
        (PASSWORD, "elva tecken", "elva tecken", "new_password", "Lösenordet måste ha minst 12 tecken."),
        (PASSWORD, "x" * 1001, "x" * 1001, "new_password", "Lösenordet får ha högst 1000 tecken."),
        (PASSWORD, NEW, NEW + ".", "repeated_password", "De två nya lösenorden är olika."),
        (PASSWORD, NEW, "", "repeated_password", "Skriv det nya lösenordet en gång till."),
        (PASSWORD, NEW + "\ufffd", NEW + "\ufffd", "new_password", "tecken som inte gick att läsa"),
    ],
)
@one_database
def test_a_password_that_cannot_be_changed_is_told_of_beside_its_field(
    person, stored, password, new, repeated, field, message
):
    someone, before = person("reader"), stored.changes()
    page = change(someone, password, new, repeated)
    assert page.status == 422
    assert message in page.error_of(field)
    assert stored.changes() == before
    for typed in filter(None, (password, new)):
        assert typed not in page.text
    assert is_in(someone)
    person("nobody").sign_in(email("reader"), PASSWORD)
    assert stored.one(select(func.count(LoginSession.id))) == 2


def test_guessing_at_the_present_password_is_held_back(person):
    someone = person("reader")
    for _ in range(5):
        assert "nuvarande lösenord" in change(someone, "fel lösenord helt").error_of("password")
    page = change(someone)
    assert page.status == 422
    assert "För många misslyckade försök." in page.main
    assert is_in(someone)


def test_a_password_form_that_is_sent_twice_is_done_once(person, stored):
    someone = person("reader")
    data = someone.open("/konto").form("new_password")
    data |= {"password": PASSWORD, "new_password": NEW, "repeated_password": NEW}
    assert someone.client.post("/konto", data=data).status_code == 303
    changes = stored.changes()
    page = Page(someone.client.post("/konto", data=data, follow_redirects=True))
    assert page.status == 200
    assert "redan skickat" in page.main
    assert stored.changes() == changes


def test_a_session_in_another_browser_is_ended(person):
    someone, elsewhere, third = person("reader"), person("reader"), person("reader")
    page = someone.open("/konto")
    rows = [words(row) for row in page.document.main.tbody.find_all("tr")]
    assert len(rows) == 3
    assert [("Den här webbläsaren" in row) for row in rows].count(True) == 1
    assert not any("127.0.0.1" in row for row in rows)
    theirs = words(Page(elsewhere.client.get("/konto")).document.main.tbody)
    assert "Den här webbläsaren" in theirs
    action = next(
        row.form["action"] for row in page.document.main.tbody.find_all("tr") if "En annan webbläsare" in words(row)
    )
    page = Page(someone.client.post(action, data={"csrf_token": form_token(someone)}, follow_redirects=True))
    assert "Inloggningen är avslutad." in page.main
    assert len(ending_forms(page)) == 2
    assert is_in(someone)
    assert [is_in(elsewhere), is_in(third)].count(True) == 1


@one_database
def test_a_session_that_somebody_else_holds_cannot_be_ended(person, stored):
    someone, other = person("reader"), person("steering")
    theirs = stored.one(
        select(LoginSession.id).join(User, User.id == LoginSession.user_id).where(User.email == email("steering"))
    )
    for login_id in (theirs, 10**9, 10**20):
        data = {"csrf_token": form_token(someone)}
        assert someone.client.post(f"/konto/inloggningar/{login_id}/avsluta", data=data).status_code == 404
    assert is_in(other)


@one_database
def test_ending_the_session_of_this_browser_is_signing_out(person):
    someone = person("reader")
    (action,) = ending_forms(someone.open("/konto"))
    page = Page(someone.client.post(action, data={"csrf_token": form_token(someone)}, follow_redirects=True))
    assert page.path == "/logga-in"
    assert "Du är utloggad." in page.main
    assert not session_token(someone)
    assert not is_in(someone)


def test_signing_out_everywhere_ends_every_session_of_ones_own(person):
    someone, elsewhere, other = person("reader"), person("reader"), person("steering")
    data = {"csrf_token": form_token(someone)}
    page = Page(someone.client.post("/konto/inloggningar/avsluta", data=data, follow_redirects=True))
    assert page.path == "/logga-in"
    assert "Du är utloggad överallt." in page.main
    assert not session_token(someone)
    assert [is_in(someone), is_in(elsewhere), is_in(other)] == [False, False, True]


@one_database
def test_a_password_is_tried_while_nobody_waits_for_the_database(person, app, monkeypatch):
    """Argon2 is slow on purpose; the lock that every writer needs is not held meanwhile."""
    seen = []
    verify = accounts._verify

    def watch(stored: str | None, password: str) -> bool:
        seen.append("journal" in current_context().session.info)
        return verify(stored, password)

    monkeypatch.setattr(accounts, "_verify", watch)
    someone = person("nobody")
    someone.sign_in(email("reader"), PASSWORD)
    change(someone)
    assert seen == [False, False]

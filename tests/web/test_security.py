"""What every answer carries: headers, cookies, and forms that only our own pages can send."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portfolio.app import create_app
from tests.cast import PASSWORD, PLAN, email
from tests.conftest import settings_for
from tests.pages import Person
from tests.web.conftest import one_database

pytestmark = one_database

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.fixture
def secure_app(database_url: str, tmp_path: Any) -> Iterator[Flask]:
    """The product behind TLS."""
    app = create_app(settings_for(database_url, tmp_path, PORTFOLIO_BASE_URL="https://nytta.example"))
    yield app
    app.extensions["portfolio.engine"].dispose()


def answers(person: Any, app: Flask, stored: Any) -> Iterator[tuple[str, TestResponse]]:
    """One answer of every kind that there is."""
    nobody, reader, coordinator = person("nobody").client, person("reader").client, person("coordinator").client
    initiative = f"/initiativ/{stored.id_of('patientkontrakt')}"
    token = person_token(coordinator, f"{initiative}/redigera")
    yield "page", reader.get("/planer")
    yield "page for nobody", nobody.get("/logga-in")
    yield "to sign in", nobody.get("/planer")
    yield "seen already", reader.get("/logga-in")
    yield "without token", reader.post("/logga-ut")
    yield "too large", coordinator.post(f"{initiative}/redigera", data={"purpose": "a" * 1_100_000})
    yield "denied", reader.get(f"{initiative}/redigera")
    yield "not found", reader.get("/finns-inte")
    yield "wrong method", coordinator.post("/planer", data={"csrf_token": token})
    yield "bad input", coordinator.post(f"{initiative}/redigera", data={"csrf_token": token, "title": ""})
    yield "conflict", coordinator.post(f"{initiative}/tidplan", data={"csrf_token": token, "version": "x"})
    yield "svg", reader.get(f"/planer/{PLAN}/tidplan.svg?q=finnsinte")
    yield "health", nobody.get("/halsa")
    yield "options", nobody.options("/logga-in")
    yield "head", reader.head("/planer")
    yield "no such static file", nobody.get("/static/finns-inte.css")
    yield "static", nobody.get("/static/app.css")
    app.view_functions["help.show"] = lambda: 1 / 0
    yield "failure", reader.get("/hjalp")
    yield "signed out", reader.post("/logga-ut", data={"csrf_token": person_token(reader, "/planer")})


STATUS = {
    "page": 200,
    "page for nobody": 200,
    "to sign in": 302,
    "seen already": 302,
    "without token": 400,
    "too large": 413,
    "denied": 403,
    "not found": 404,
    "wrong method": 405,
    "bad input": 422,
    "conflict": 409,
    "svg": 200,
    "health": 200,
    "options": 200,
    "head": 200,
    "no such static file": 404,
    "static": 200,
    "failure": 500,
    "signed out": 303,
}


def person_token(client: FlaskClient, path: str) -> str:
    return Person(client).open(path).form("csrf_token")["csrf_token"]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What was logged as unexpected, instead of on the terminal."""
    logged: list[BaseException] = []

    class Log:
        def error(self, _event: str, *, exc_info: BaseException) -> None:
            logged.append(exc_info)

    monkeypatch.setattr("portfolio.web.errors.log", Log())
    return logged


def test_every_kind_of_answer_carries_the_headers(person, app, stored, quiet):
    seen = {}
    for kind, answer in answers(person, app, stored):
        seen[kind] = answer.status_code
        headers = answer.headers
        parts = (part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert dict(parts) == POLICY, kind
        assert headers["X-Content-Type-Options"] == "nosniff", kind
        assert headers["Referrer-Policy"] == "same-origin", kind
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", kind
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", kind
        assert "camera=()" in headers["Permissions-Policy"], kind
        assert "Strict-Transport-Security" not in headers, f"{kind}: there is no TLS here"
        assert "Werkzeug" not in headers.get("Server", ""), kind
        if kind == "static":
            assert "max-age=3600" in headers["Cache-Control"]
        else:
            # A browser may keep a drawing, and asks each time whether it is still the same one.
            kept = kind == "svg"
            assert headers["Cache-Control"] == ("private, no-cache" if kept else "no-store"), kind
        answer.close()
    assert seen == STATUS
    assert [type(one) for one in quiet] == [ZeroDivisionError]


def test_a_failure_is_logged_and_shows_nothing_of_the_inside(person, app, quiet):
    def fail() -> str:
        raise RuntimeError("lösenordet är hemligt")

    app.view_functions["help.show"] = fail
    page = person("reader").open("/hjalp")
    assert page.status == 500
    assert page.h1 == "Något gick fel hos oss"
    assert "hemligt" not in page.text
    assert "Traceback" not in page.text
    assert [str(one) for one in quiet] == ["lösenordet är hemligt"]


def cookies(answer: TestResponse) -> dict[str, str]:
    """Each cookie that an answer sets, with its attributes as they are written."""
    return {line.split("=", 1)[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_cookies_are_beyond_the_reach_of_scripts_and_other_sites(app):
    client = app.test_client()
    first = cookies(client.get("/logga-in"))
    signed_in = cookies(sign_in(client))
    signed_out = cookies(client.post("/logga-ut", data={"csrf_token": person_token(client, "/planer")}))
    assert set(first) == {"visit"}
    assert set(signed_in) == {"session"}
    assert {"notices", "session"} <= set(signed_out)
    for line in [*first.values(), *signed_in.values(), signed_out["notices"]]:
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Domain" not in line
        assert "Secure" not in line
    assert "Max-Age=604800" in signed_in["session"]
    assert "Max-Age=0" in signed_out["session"]


def test_behind_tls_cookies_are_secure_and_belong_to_this_host(secure_app):
    client = secure_app.test_client()
    page = client.get("/logga-in", base_url="https://nytta.example")
    answers = [page, sign_in(client, base_url="https://nytta.example")]
    token = Person(client).open("/planer", base_url="https://nytta.example").form("csrf_token")["csrf_token"]
    answers.append(client.post("/logga-ut", data={"csrf_token": token}, base_url="https://nytta.example"))
    names = set()
    for answer in answers:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        for name, line in cookies(answer).items():
            names.add(name)
            assert "Secure" in line, line
            assert "Path=/" in line, line
            assert "Domain" not in line, line
    assert names == {"__Host-visit", "__Host-session", "__Host-notices"}


def sign_in(client: FlaskClient, **kwargs: Any) -> TestResponse:
    data = Person(client).open("/logga-in", **kwargs).form("email")
    data |= {"email": email("reader"), "password": PASSWORD}
    answer = client.post("/logga-in", data=data, **kwargs)
    assert answer.status_code == 303
    return answer


def test_a_form_without_its_token_is_refused(person):
    coordinator = person("coordinator")
    for token in (None, "", "0" * 64, "\0", "å", "a" * 10_000):
        answer = coordinator.client.post("/logga-ut", data={"csrf_token": token} if token is not None else {})
        assert answer.status_code == 400, token
    assert coordinator.open("/planer").status == 200


def test_a_form_that_another_site_sends_is_refused_even_with_its_token(person):
    reader = person("reader")
    data = {"csrf_token": person_token(reader.client, "/planer")}
    refused = reader.client.post("/logga-ut", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 400
    accepted = reader.client.post("/logga-ut", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert accepted.status_code == 303


def test_the_token_in_the_address_is_no_token(person):
    reader = person("reader")
    token = person_token(reader.client, "/planer")
    assert reader.client.post(f"/logga-ut?csrf_token={token}").status_code == 400


def test_the_first_form_of_a_visit_needs_the_visits_cookie(app):
    with app.test_client(use_cookies=False) as client:
        data = Person(client).open("/logga-in").form("email") | {"email": email("reader"), "password": PASSWORD}
        assert client.post("/logga-in", data=data).status_code == 400


def test_a_host_that_is_not_ours_is_not_written_into_links(person):
    answer = person("nobody").client.get("/planer", base_url="http://evil.example")
    assert answer.location.startswith("/logga-in")

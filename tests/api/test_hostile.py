"""What nobody means well by, or wrote by mistake: refused in words, with nothing changed and nothing broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED, PLAN

Scripts = Callable[..., Script]
JSON = {"Content-Type": "application/json"}

GOOD = {"plan": PLAN, "title": "Ett gott förslag", "area": 1}


def told(answer: Any, *statuses: int) -> None:
    """Refused, by a problem document."""
    assert answer.status_code in statuses, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    content = answer.json
    assert content["status"] == answer.status_code
    assert content["type"].startswith("urn:nyttoportfoljen:problem:")
    assert content["title"]
    assert content["detail"]


BODIES = {
    "nothing": b"",
    "blanks": b"  \n ",
    "no JSON": b"plan=x&title=y",
    "half": b'{"plan": "narmare-kronobergaren", "title": ',
    "more than one": b'{"title": "a"} {"title": "b"}',
    "a thousand levels": b'{"plan":' + b"[" * 1000 + b"]" * 1000 + b"}",
    "a hundred thousand levels": b"[" * 100_000,
    "a field twice": b'{"plan": "narmare-kronobergaren", "title": "a", "title": "b", "area": 1}',
    "NaN": b'{"plan": "narmare-kronobergaren", "title": "a", "area": NaN}',
    "infinity": b'{"plan": "narmare-kronobergaren", "title": "a", "area": -Infinity}',
    "a large exponent": b'{"plan": "narmare-kronobergaren", "title": "a", "area": 1e999}',
    "a larger exponent": b'{"plan": "narmare-kronobergaren", "title": "a", "area": 1e999999999999999999999}',
    "a long number": b'{"plan": "narmare-kronobergaren", "title": "a", "area": ' + b"9" * 100_000 + b"}",
    "a long fraction": b'{"plan": "narmare-kronobergaren", "title": "a", "area": 0.' + b"3" * 100_000 + b"}",
    "a fraction": b'{"plan": "narmare-kronobergaren", "title": "a", "area": 1.0}',
    "Latin 1": '{"plan": "närmare"}'.encode("latin-1"),
    "UTF-16": json.dumps(GOOD).encode("utf-16"),
    "half a sign": b'{"plan": "\xc3"}',
    "an encoded surrogate": b'{"plan": "\xed\xa0\x80"}',
    "a list": b"[]",
    "a list of one": json.dumps([GOOD]).encode(),
    "null": b"null",
    "a text": b'"plan"',
    "a number": b"1",
}


@one_database
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_content_that_cannot_be_read_is_refused(script: Scripts, stored: Stored, body: bytes) -> None:
    someone = script("coordinator")
    length = stored.changes()
    told(someone.call("POST", "/initiatives", data=body, headers=JSON), 400, 422)
    assert stored.changes() == length


VALUES: dict[str, tuple[str, Any]] = {
    "a number for a text": ("title", 1),
    "a list for a text": ("title", ["a"]),
    "an object for a text": ("title", {"a": 1}),
    "true for a text": ("title", True),
    "null for what is needed": ("title", None),
    "nothing but blanks": ("title", "   "),
    "a text too long": ("title", "a" * 301),
    "a text much too long": ("title", "å" * 100_000),
    "a text for a number": ("area", "1"),
    "true for one": ("area", True),
    "nought": ("area", 0),
    "below nought": ("area", -1),
    "one too large": ("area", 2**31),
    "much too large": ("area", 10**17),
    "a day that is none": ("project_lead_by", "2023-02-30"),
    "a day as an instant": ("project_lead_by", "2023-02-03T00:00:00Z"),
    "a day as a number": ("project_lead_by", 20230203),
    "a member that is none": ("kind", "Initiative"),
    "a text for a list": ("parties", "a"),
    "an object for a list": ("parties", {"0": "a"}),
    "null in a list": ("parties", [None]),
    "more than fit": ("parties", [str(number) for number in range(10_000)]),
    "a NUL": ("title", "a\0b"),
    "a NUL in a list": ("parties", ["a\0b"]),
    "half a pair": ("title", "a\ud800b"),
    "the other half": ("purpose", "\udfff"),
    "half a pair in a list": ("target_groups", ["\ud83d"]),
    "a bell": ("title", "a\x07b"),
    "text that turns": ("title", "a\u202eb"),
    "an unknown field": ("state", "closed"),
    "an unknown field by a strange name": ("\ud800\0", 1),
    "an unknown field by no name": ("", 1),
    "a plan by a strange name": ("plan", "narmare\0kronobergaren\ud800"),
    "a list for an object": ("entry", []),
    "an object with nothing in it": ("entry", {}),
}


@pytest.mark.every_case
@pytest.mark.parametrize(("field", "value"), VALUES.values(), ids=VALUES.keys())
def test_a_value_that_is_none_is_refused_by_its_name(script: Scripts, stored: Stored, field: str, value: Any) -> None:
    someone = script("coordinator")
    length = stored.changes()
    # As ASCII, so that also what is no text in UTF-8 gets there.
    answer = someone.call("POST", "/initiatives", data=json.dumps({**GOOD, field: value}), headers=JSON)
    told(answer, 422)
    assert any(name.partition(".")[0] == field for name in reasons(answer)), answer.json
    assert stored.changes() == length


def test_a_mark_before_the_content_means_nothing(script: Scripts) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(GOOD).encode()
    assert script("coordinator").call("POST", "/initiatives", data=body, headers=JSON).status_code == 201


@one_database
def test_what_is_too_large_is_refused_without_being_read(script: Scripts) -> None:
    class Endless:
        """A body that counts how much of it is read."""

        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += max(size, 0)
            return b" " * max(size, 0)

        readline = read

    body = Endless()
    someone = script("coordinator")
    large = {"wsgi.input": body, "CONTENT_LENGTH": "20000000"}
    answer = someone.call("POST", "/initiatives", headers=JSON, environ_overrides=large)
    told(answer, 413)
    assert body.taken == 0


@one_database
@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data", "a/b/c"]
)
def test_another_kind_of_content_is_refused(script: Scripts, kind: str) -> None:
    headers = {"Content-Type": kind}
    told(script("coordinator").call("POST", "/initiatives", data=json.dumps(GOOD), headers=headers), 415)


@one_database
@pytest.mark.parametrize(
    "query",
    [
        "unknown=1",
        "limit=1&limit=2",
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=1e3",
        "limit=%2B1",
        "limit=1_0",
        "limit=%D9%A1",
        "limit=" + "9" * 5000,
        "limit=",
        "limit",
        "limit[]=1",
        "area=0",
        "area=2147483648",
        "area=9223372036854775808",
        "area=x",
        "state=open",
        "state=%00",
        "updated_since=2023-05-15",
        "updated_since=2023-05-15T00:00:00",
        "updated_since=0001-01-01T00:00:00%2B14:00",
        "updated_since=9999-12-31T23:59:59-14:00",
        "updated_since=2023-13-45T99:99:99Z",
        "cursor=",
        "cursor=x",
        "cursor=%00",
        "cursor=%F0%9F%98%80",
        "cursor=" + "A" * 10_000,
        "%00=1",
        "%ED%A0%80=1",
    ],
)
def test_a_parameter_that_is_none_is_refused_by_its_name(script: Scripts, query: str) -> None:
    answer = script("reader").get(f"/initiatives?plan={PLAN}&{query}")
    told(answer, 422)
    assert len(reasons(answer)) == 1


@pytest.mark.every_case
@pytest.mark.parametrize("plan", ["%00", "%ED%A0%80", "a%00b", "x" * 5000, "%27%3B--", ""])
def test_a_plan_that_is_none_is_not_found(script: Scripts, plan: str) -> None:
    someone = script("reader")
    told(someone.get(f"/initiatives?plan={plan}"), 404, 422)
    told(someone.get(f"/plans/{plan}/"), 404)


@pytest.mark.every_case
@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "2147483648", "9223372036854775808", "9" * 4000, "1%00"])
def test_a_number_that_names_nothing_is_not_found(script: Scripts, number: str) -> None:
    someone = script("coordinator")
    for path in (f"/initiatives/{number}", f"/initiatives/{number}/phases"):
        told(someone.get(path), 404)
    told(someone.patch(f"/initiatives/{number}", {"orderer": "x"}, version='"x"'), 404)
    told(someone.post(f"/initiatives/{number}/activities", {"title": "x"}), 404)


@one_database
def test_a_cursor_leads_nowhere_in_another_list(script: Scripts) -> None:
    someone = script("reader")
    cursor = someone.get(f"/initiatives?plan={PLAN}&limit=5").json["next"]
    assert someone.get(f"/initiatives?plan={PLAN}&limit=7&cursor={cursor}").status_code == 200
    for path in (f"/initiatives?plan={PLAN}&state=delivery", f"/activities?plan={PLAN}"):
        answer = someone.get(f"{path}&cursor={cursor}")
        told(answer, 422)
        assert set(reasons(answer)) == {"cursor"}
    for changed in (cursor[:-1], cursor + "A", "A" + cursor[1:], cursor[::-1]):
        told(someone.get(f"/initiatives?plan={PLAN}&cursor={changed}"), 422)


def test_a_key_is_of_one_call_alone(script: Scripts, stored: Stored) -> None:
    someone, headers = script("coordinator"), {"Idempotency-Key": "en nyckel"}
    first = someone.post("/initiatives", GOOD, headers=headers)
    length = stored.changes()
    again = someone.post("/initiatives", GOOD, headers=headers)
    assert (again.status_code, again.json, again.headers["Location"]) == (201, first.json, first.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    for answer in (
        someone.post("/initiatives", {**GOOD, "title": "Ett annat"}, headers=headers),
        someone.post(f"/initiatives/{stored.id_of(LED)}/activities", {"title": "x"}, headers=headers),
    ):
        told(answer, 422)
        assert set(reasons(answer)) == {"Idempotency-Key"}
    assert stored.changes() == length


@one_database
@pytest.mark.parametrize("key", ["", "x" * 256, "å", "a\tb"])
def test_a_key_that_is_none_is_refused(script: Scripts, stored: Stored, key: str) -> None:
    someone = script("coordinator")
    length = stored.changes()
    answer = someone.post("/initiatives", GOOD, headers={"Idempotency-Key": key})
    told(answer, 400)
    assert set(reasons(answer)) == {"Idempotency-Key"}
    assert stored.changes() == length


def test_a_refused_call_leaves_its_key_unused(script: Scripts) -> None:
    someone, headers = script("coordinator"), {"Idempotency-Key": "1"}
    assert someone.post("/initiatives", {**GOOD, "area": 4711}, headers=headers).status_code == 422
    assert someone.post("/initiatives", GOOD, headers=headers).status_code == 201


def test_the_same_call_many_times_at_once_is_done_once(script: Scripts, stored: Stored) -> None:
    someone = script("coordinator")
    # The first call of a token writes down that it is in use.
    someone.get("/plans")
    before = stored.initiatives()

    def send(_: int) -> Any:
        own = Script(someone.client.application.test_client(), someone.token)
        return own.post("/initiatives", GOOD, headers={"Idempotency-Key": "samma"})

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json["id"] for answer in answers if answer.status_code == 201}) == 1
    assert stored.initiatives() == before + 1


@one_database
@pytest.mark.parametrize(
    ("version", "status"),
    [(None, 428), ("*", 400), ("", 400), ("x", 400), ('""', 400), ('"x"', 412), ('W/"x"', 400), ('"x", "y"', 400)],
)
def test_only_the_version_that_was_read_goes(script: Scripts, stored: Stored, version: str | None, status: int) -> None:
    someone, path = script("coordinator"), f"/initiatives/{stored.id_of(LED)}"
    length = stored.changes()
    told(someone.patch(path, {"orderer": "Någon"}, version=version), status)
    assert stored.changes() == length


@one_database
@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_makes_a_call_into_another(script: Scripts, stored: Stored, header: str) -> None:
    someone, path = script("coordinator"), f"/initiatives/{stored.id_of(LED)}"
    length = stored.changes()
    told(someone.post(path, {"orderer": "Någon"}, headers={header: "PATCH"}, version=someone.version(path)), 405)
    assert someone.get(path, headers={header: "DELETE"}).status_code == 200
    assert stored.changes() == length


@one_database
def test_other_methods_are_answered_in_words(script: Scripts, stored: Stored) -> None:
    someone, path = script("coordinator"), f"/initiatives/{stored.id_of(LED)}"
    for method in ("DELETE", "TRACE", "BREW", "PROPFIND"):
        answer = someone.call(method, path)
        told(answer, 405)
        assert {"GET", "PATCH"} <= set(answer.headers["Allow"].split(", "))
    head = someone.call("HEAD", path)
    assert (head.status_code, head.get_data(), head.headers["ETag"]) == (200, b"", someone.version(path))
    assert someone.call("OPTIONS", path).status_code in (200, 204)
    for address in ("/", "", "/finns/inte", "/initiatives/", "/%00", "/%ED%A0%80", "/../konto"):
        told(someone.get(address), 404)


@one_database
@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer nyp_",
        "Basic eDp5",
        "Bearer å",
        "Bearer a b",
        "Bearer " + "x" * 9000,
    ],
)
def test_without_a_key_that_holds_nothing_is_told(script: Scripts, stored: Stored, header: str) -> None:
    nobody = script("nobody")
    length = stored.changes()
    headers = {"Authorization": header} if header else {}
    told(nobody.get(f"/initiatives?plan={PLAN}", headers=headers), 401)
    answer = nobody.post("/initiatives", GOOD, headers=headers)
    told(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert stored.changes() == length

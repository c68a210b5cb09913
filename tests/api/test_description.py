"""The description is OpenAPI, says of every call what there is to say, and is told to everybody."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema
from openapi_spec_validator import OpenAPIV31SpecValidator

from portfolio.api.calls import Call
from portfolio.api.installing import all_calls, described
from portfolio.strict.json_text import exact, read
from tests.api.conftest import one_database

OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in described()["paths"].items()
    for method, operation in operations.items()
}
WITH_BODY = [call for call in all_calls() if call.takes is not None]


def address(call: Call) -> str:
    return f"{call.method} {call.path}"


def test_the_description_is_openapi() -> None:
    assert described()["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(described()).iter_errors()] == []


def test_every_call_is_described_once() -> None:
    assert len(OPERATIONS) == len(all_calls())
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_every_call_says_what_it_is_who_may_and_how_it_is_refused(operation: dict[str, Any]) -> None:
    known = {tag["name"] for tag in described()["tags"]}
    assert operation["summary"]
    assert set(operation["tags"]) <= known
    assert operation.get("security", described()["security"]) == [{"token": []}]
    codes = operation["responses"]
    assert {"401", "403", "404", "422", "429"} <= set(codes)
    assert sum(code.startswith("2") for code in codes) == 1
    for code, response in codes.items():
        assert response["description"]
        if not code.startswith("2"):
            content = response["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
    sends = any(one["name"] == "If-Match" for one in operation["parameters"])
    assert ({"412", "428"} <= set(codes)) is sends


@pytest.mark.parametrize("call", WITH_BODY, ids=address)
def test_every_example_is_content_that_its_call_takes(call: Call) -> None:
    assert call.example is not None
    assert isinstance(call.takes, Schema)
    content = read(json.dumps(call.example), fractions=exact)
    assert call.takes.validate(content, partial=call.method == "PATCH") == {}


def test_an_answer_holds_every_field_that_it_describes() -> None:
    """What could be left out would have to be asked for twice by whoever reads it."""
    for call in all_calls():
        if call.answers is not None:
            left_out = [name for name, field in call.answers.fields.items() if not field.required]
            assert left_out == [], address(call)


@one_database
def test_the_description_is_told_to_who_has_no_key(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.json == json.loads(json.dumps(described()))
    assert answer.json["servers"] == [{"url": "/api/v1"}]


@one_database
def test_the_page_tells_every_call_to_who_has_not_signed_in(app: Flask) -> None:
    page = app.test_client().get("/api/v1/docs").get_data(as_text=True)
    for operation in OPERATIONS.values():
        assert f'id="{operation["operationId"]}"' in page
    for name in described()["components"]["schemas"]:
        assert f'id="objekt-{name}"' in page

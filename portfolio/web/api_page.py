"""The page that describes the API: all of it as plain text, and the same in Swagger UI for who would rather have that.

Swagger UI needs scripts and speaks English, and so is a view beside the page, never the only one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue

from portfolio.per_request import API_PAGE
from portfolio.web.context import page

bp = Blueprint("api_page", __name__)

Json = Mapping[str, Any]

_KINDS = {
    "integer": "heltal",
    "number": "tal",
    "boolean": "true eller false",
    "object": "objekt",
    "any": "vad som helst",
}
_FORMATS = {"date": "datum, som 2024-05-31", "date-time": "tidpunkt, som 2024-05-31T13:45:00Z"}
_PLACES = {"path": "i adressen", "query": "parameter", "header": "rubrik"}


@dataclass(frozen=True)
class Field:
    """One value that is sent or answered; ``schema`` names the object that it is or holds, if it is one."""

    name: str
    kind: str
    schema: str | None
    required: bool
    place: str
    description: str


@dataclass(frozen=True)
class Described:
    """One call, as the page tells of it."""

    id: str
    method: str
    path: str
    summary: str
    parameters: list[Field]
    takes: Field | None
    example: str | None
    status: str
    answers: Field | None
    refusals: list[tuple[str, str]]


@bp.get(API_PAGE)
def show() -> ResponseReturnValue:
    """The description; with ``?visning=swagger-ui`` in Swagger UI."""
    if request.args.get("visning") == "swagger-ui":
        return page("api/swagger_ui.html")
    described = cast("Callable[[], Json]", current_app.extensions["portfolio.api"])()
    groups: dict[str, list[Described]] = {tag["name"]: [] for tag in described["tags"]}
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            groups[operation["tags"][0]].append(_call(method.upper(), path, operation))
    schemas = {name: list(_fields(schema)) for name, schema in described["components"]["schemas"].items()}
    told = [_plain(part) for part in described["info"]["description"].split("\n\n")]
    return page("api/docs.html", told=told, groups=groups, schemas=schemas)


def _call(method: str, path: str, operation: Json) -> Described:
    responses: Json = operation["responses"]
    status = next(code for code in responses if code.startswith("2"))
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    answer = responses[status].get("content", {}).get("application/json", {})
    example = content.get("example")
    return Described(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        parameters=[
            _field(one["name"], one["schema"], one.get("required", False), one["in"], one.get("description", ""))
            for one in operation["parameters"]
        ],
        takes=_field("", content["schema"], True) if content else None,
        example=json.dumps(example, ensure_ascii=False, indent=2) if example is not None else None,
        status=status,
        answers=_field("", answer["schema"], True) if answer else None,
        refusals=[(code, _plain(one["description"])) for code, one in responses.items() if code != status],
    )


def _fields(schema: Json) -> Iterator[Field]:
    for name, inner in schema.get("properties", {}).items():
        yield _field(name, inner, name in schema.get("required", ()))


def _field(name: str, schema: Json, required: bool, place: str = "", description: str = "") -> Field:
    text = description or schema.get("description", "")
    return Field(name, _kind(schema), _named(schema), required, _PLACES.get(place, ""), _plain(text))


def _plain(text: str) -> str:
    """The description is marked up for viewers that know Markdown; here it is read as it stands."""
    return " ".join(text.replace("`", "").replace("*", "").split())


def _kind(schema: Json) -> str:
    """What a value may be, in words."""
    if "$ref" in schema:
        return "objekt"
    if "allOf" in schema or "anyOf" in schema:
        return " eller ".join(_kind(one) for one in schema.get("anyOf") or schema["allOf"])
    kinds = schema.get("type", "any")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    return " eller ".join(_one_kind(name, schema) for name in names)


def _one_kind(name: str, schema: Json) -> str:
    if name == "null":
        return name
    if "enum" in schema:
        return "ett av " + ", ".join(str(value) for value in schema["enum"] if value is not None)
    if name == "array":
        return f"lista av {_kind(schema['items'])}" if "items" in schema else "lista"
    if name == "object" and "items" in schema.get("properties", {}):
        return "en sida: items är " + _kind(schema["properties"]["items"]) + ", next leder till nästa sida"
    if name == "string":
        longest = schema.get("maxLength")
        return _FORMATS.get(schema.get("format", ""), f"text, högst {longest} tecken" if longest else "text")
    if name == "integer" and schema.get("maximum", 2**31) < 10_000:
        return f"heltal {schema.get('minimum', 0)}–{schema['maximum']}"
    return _KINDS.get(name, name)


def _named(schema: Json) -> str | None:
    """The object that is meant, wherever in the schema it stands."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [*schema.get("anyOf", ()), *schema.get("allOf", ())]
    inner += [schema[key] for key in ("items",) if key in schema]
    inner += [schema["properties"]["items"]] if "items" in schema.get("properties", {}) else []
    return next((name for one in inner if (name := _named(one))), None)

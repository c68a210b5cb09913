"""The description of the API as OpenAPI 3.1, made from the calls themselves, so that it says what they do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow import Schema, fields

from portfolio.api.calls import Call
from portfolio.per_request import API
from portfolio.schemas import problems
from portfolio.schemas.fields import Strict

#: What a number in an address is called in a path of Flask's, and in one of the description's.
_CONVERTED = re.compile(r"<(?:(\w+):)?(\w+)>")

_DESCRIPTION = """\
Läs och ändra det som finns i Nyttoportföljen, med samma regler och behörigheter som på sidorna.

Skicka en API-nyckel i rubriken `Authorization: Bearer <nyckel>`. Nycklar skapas under *Ditt konto*.
Listor läses en sida i taget med `limit` och `cursor`. En ändring (PATCH, PUT) skickar det `ETag` som läsningen gav, i
`If-Match`. Ett `POST` med `Idempotency-Key` görs en gång, hur ofta det än skickas. Alla fel är problemdokument
(RFC 9457) på svenska.
"""

_REASONS = {
    400: "Anropet går inte att läsa",
    401: "En giltig API-nyckel behövs",
    403: "Det får nyckelns ägare inte göra",
    404: "Finns inte, eller finns inte för nyckelns ägare",
    409: "Går inte ihop med det som finns",
    412: "Någon annan har sparat sedan läsningen",
    413: "För stort",
    415: "Inte JSON",
    422: "Något stämmer inte; fälten med fel står i `errors`",
    428: "`If-Match` saknas",
    429: "För många anrop",
    500: "Fel i servern",
}


class _Converter(OpenAPIConverter):
    """What marshmallow's fields are in JSON Schema, ours too."""

    def init_attribute_functions(self) -> None:
        super().init_attribute_functions()  # type: ignore[no-untyped-call]
        self.add_attribute_function(_kind_of_value)  # type: ignore[no-untyped-call]


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


def describe(calls: Iterable[Call], *, version: str) -> dict[str, Any]:
    """The whole description as it is sent."""
    plugin = _Plugin(schema_name_resolver=_name)
    spec = APISpec(
        title="Nyttoportföljen",
        version=version,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": _DESCRIPTION},
        servers=[{"url": API}],
        security=[{"token": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Problem", schema=problems.Problem)
    paths: dict[str, dict[str, Any]] = {}
    tags: dict[str, None] = {}
    for call in calls:
        tags.setdefault(call.tag)
        path = _CONVERTED.sub(r"{\2}", call.path)
        paths.setdefault(path, {})[call.method.lower()] = _operation(call)
    for path, operations in paths.items():
        spec.path(path=path, operations=operations)
    for tag in tags:
        spec.tag({"name": tag})
    return spec.to_dict()


def _operation(call: Call) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": call.view.__module__.rpartition(".")[2] + "_" + call.view.__name__,
        "summary": call.summary,
        "tags": [call.tag],
        "parameters": [*_path_parameters(call), *_headers_sent(call)],
        "responses": {str(call.status): _success(call), **{str(code): _refusal(code) for code in _refusals(call)}},
    }
    if call.query is not None:
        operation["parameters"].append({"in": "query", "schema": call.query})
    if call.takes is not None:
        content: dict[str, Any] = {"schema": _taken(call, call.takes)}
        if call.example is not None:
            content["example"] = call.example
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    return operation


def _path_parameters(call: Call) -> list[dict[str, Any]]:
    found = []
    for kind, name in _CONVERTED.findall(call.path):
        schema = {"type": "integer", "minimum": 0} if kind == "int" else {"type": "string", "minLength": 1}
        found.append({"name": name, "in": "path", "required": True, "schema": schema})
    return found


def _headers_sent(call: Call) -> list[dict[str, Any]]:
    found = []
    if call.guarded and call.changes:
        found.append(
            {
                "name": "If-Match",
                "in": "header",
                "required": True,
                "description": "Det `ETag` som läsningen gav.",
                "schema": {"type": "string", "pattern": '^"[^"]+"$'},
            }
        )
    if call.method == "POST":
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": False,
                "description": "En egen nyckel för varje nytt anrop: skickas samma igen upprepas svaret i 24 timmar.",
                "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
            }
        )
    return found


def _success(call: Call) -> dict[str, Any]:
    if call.answers is None:
        return {"description": "Gjort"}
    schema: Any = _one_or_several(call, call.answers)
    if call.also is not None:
        schema = {"anyOf": [schema, call.also]}
    if call.many:
        schema = {
            "type": "object",
            "required": ["items", "next"],
            "additionalProperties": False,
            "properties": {
                "items": {"type": "array", "items": call.answers},
                "next": {
                    "type": ["string", "null"],
                    "description": "Skicka som `cursor` för nästa sida; null på den sista.",
                },
            },
        }
    headers: dict[str, Any] = {}
    if call.guarded:
        headers["ETag"] = {"description": "Skicka i `If-Match` vid en ändring.", "schema": {"type": "string"}}
    if call.status == 201:
        headers["Location"] = {"description": "Var det nya ligger.", "schema": {"type": "string"}}
    # What is no text has no type in JSON Schema.
    files = {kind: {"schema": {"type": "string"}} if kind.startswith("text/") else {} for kind in call.files}
    answer = {"description": "Svaret", "content": {"application/json": {"schema": schema}, **files}}
    return {**answer, **({"headers": headers} if headers else {})}


def _taken(call: Call, schema: Any) -> Any:
    if call.alone:
        return {"anyOf": [schema, {"type": "array", "items": {"type": "integer"}, "minItems": 1}]}
    return _one_or_several(call, schema)


def _one_or_several(call: Call, schema: Any) -> Any:
    if not call.together:
        return schema
    return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1, "maxItems": call.together}]}


def _refusals(call: Call) -> list[int]:
    codes = {401, 403, 404, 422, 429, 500, *call.refuses}
    if call.method != "GET":
        codes |= {400, 409}
    if call.takes is not None:
        codes |= {413, 415}
    if call.guarded and call.changes:
        codes |= {412, 428}
    return sorted(codes)


def _refusal(code: int) -> dict[str, Any]:
    return {"description": _REASONS[code], "content": {"application/problem+json": {"schema": problems.Problem}}}


def _name(schema: Any) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    name = kind.__name__.removesuffix("Schema")
    partial = isinstance(schema, Schema) and schema.partial
    return f"{name}Changes" if partial and not name.endswith("Changes") else name


def _kind_of_value(_converter: Any, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """What the description says of one field of ours, besides what it says of every field."""
    if not isinstance(field, Strict):
        return {}
    # What is said of this very field goes before what is said of its kind.
    found = {name: value for name, value in field.described.items() if name not in field.metadata}
    if field.allow_none:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found

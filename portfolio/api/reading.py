"""What comes in: the content, the parameters, the version and the key of a call, each refused where it is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from marshmallow import ValidationError

from portfolio.api.problems import BadHeader, NoContent, NoVersion, WrongKind
from portfolio.domain.errors import Invalid, InvalidFields, PortfolioError
from portfolio.schemas.fields import Base, Query, merged, sent_names
from portfolio.strict.json_text import exact, read

_LONGEST_KEY = 255


def body_of(
    schema: Base, *, partial: bool, together: int = 0, alone: str = ""
) -> dict[str, Any] | list[dict[str, Any]]:
    """What was sent, as values by the names of the service, or a list of such where the schema is of many.

    So many ``together`` may be sent as a list although the schema is of one, and a list ``alone`` is that field's.

    Raises InvalidFields with every flaw at its place.
    """
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise WrongKind
    content = read(request.get_data(), what="Det du skickade", fractions=exact)
    if alone and isinstance(content, list):
        content = {alone: content}
    many = schema.many or (together > 0 and isinstance(content, list))
    if not isinstance(content, list if many else dict):
        or_several = ", eller en lista av sådana" if together else ""
        raise NoContent("Skicka en JSON-lista." if many else f"Skicka ett JSON-objekt{or_several}.")
    if together and many and len(content) > together:
        raise NoContent(f"Skicka högst {together} åt gången; det är {len(content)} nu.")
    try:
        values = schema.load(content, partial=partial, many=many)
        return [merged(schema, one) for one in values] if many else merged(schema, values)
    except ValidationError as error:
        raise InvalidFields(flattened(error.messages)) from None


def query_of(schema: Query | None) -> dict[str, Any]:
    """The parameters of the address. Raises InvalidFields, also for one that is unknown or stands twice."""
    problems = {name: "parametern står flera gånger" for name, values in request.args.lists() if len(values) > 1}
    if schema is None:
        problems |= dict.fromkeys(request.args, "parametern är okänd")
    if problems:
        raise InvalidFields(problems)
    if schema is None:
        return {}
    try:
        return dict(schema.load(request.args.to_dict()))
    except ValidationError as error:
        raise InvalidFields(flattened(error.messages)) from None


def version_of_request() -> str:
    """The version in If-Match, without its quotation marks. Raises NoVersion, or BadHeader for what is no ETag."""
    sent = request.headers.get("If-Match")
    if sent is None:
        raise NoVersion
    tag = sent.strip()
    if len(tag) < 3 or not (tag.startswith('"') and tag.endswith('"')) or '"' in tag[1:-1]:
        raise BadHeader("If-Match", "Skicka det ETag som läsningen gav, med sina citattecken, och bara ett.")
    return tag[1:-1]


def key_of() -> str | None:
    """The idempotency key, or None without one. Raises BadHeader for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadHeader("Idempotency-Key", f"En nyckel har 1–{_LONGEST_KEY} skrivbara ASCII-tecken.")
    return key


def renamed(problem: PortfolioError, schema: Base | None) -> PortfolioError:
    """The problem with its fields by the names that they were sent by."""
    names = sent_names(schema) if schema is not None else {}
    match problem:
        case InvalidFields():
            return InvalidFields({names.get(name, name): text for name, text in problem.problems.items()})
        case Invalid() if problem.field is not None:
            return Invalid(names.get(problem.field, problem.field), problem.message)
    return problem


def flattened(messages: Any, path: str = "") -> dict[str, str]:
    """marshmallow's nested messages by where they belong, such as ``owner.role`` or ``phases.0.planned``."""
    if isinstance(messages, Mapping):
        found: dict[str, str] = {}
        for name, inner in messages.items():
            here = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            found |= flattened(inner, here)
        return found
    texts = messages if isinstance(messages, list) else [messages]
    return {path: "; ".join(map(str, texts))}

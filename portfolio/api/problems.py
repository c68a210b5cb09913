"""Every error as a problem document (RFC 9457), in Swedish, with each field that is at fault and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Response
from werkzeug.exceptions import HTTPException

from portfolio.api import missing
from portfolio.domain.anchors import Unreviewed
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound, PortfolioError, Stale
from portfolio.domain.gates import GateRefused
from portfolio.per_request import current_context

log = structlog.get_logger()

#: What problem types begin with; they are names, not addresses.
_TYPE = "urn:nyttoportfoljen:problem:"


class Refused(PortfolioError):
    """A call that is refused before anything is judged: its own kind of problem, with the headers that belong to it."""

    status = 400
    kind = "request"
    title = "Det gick inte att läsa anropet"

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None, field: str | None = None) -> None:
        super().__init__(message)
        self.headers = dict(headers or {})
        self.fields: tuple[str, ...] = () if field is None else (field,)


class Unauthorized(Refused):
    """No token, or one that does not hold."""

    status, kind, title = 401, "token", "En giltig API-nyckel behövs"


class TooMany(Refused):
    """More calls than the token may make."""

    status, kind, title = 429, "rate", "För många anrop"


class WrongKind(Refused):
    """Something else than JSON."""

    status, kind, title = 415, "media-type", "Fel innehållstyp"

    def __init__(self) -> None:
        super().__init__("Skicka JSON, med rubriken Content-Type: application/json.")


class NoContent(Refused):
    """JSON, but not of the outer shape that the call takes."""

    status, kind, title = 422, "invalid", "Något stämmer inte"


class NoVersion(Refused):
    """A change that does not say what it goes on from."""

    status, kind, title = 428, "version-missing", "Versionen saknas"

    def __init__(self) -> None:
        super().__init__(
            "Läs uppgiften först, och skicka dess ETag i If-Match: annars kan någon annans ändring gå förlorad.",
            field="If-Match",
        )


class BadHeader(Refused):
    """A header that cannot be read."""

    kind = "header"

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message, field=name)


class Unconfirmed(Refused):
    """Values that may be slips of the pen, by the names that they were sent by; asked about once."""

    status, kind, title = 409, "unlikely", "Något värde är osannolikt"

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(
            "Värdet avviker mycket från de andra i serien. Kontrollera det, och skicka igen med ?confirmed=true om det "
            "stämmer."
        )
        self.fields = tuple(fields)


@dataclass
class Problem:
    """The document's members; ``more`` are those of one kind of problem alone."""

    status: int
    kind: str
    title: str
    detail: str
    errors: Sequence[Mapping[str, str | None]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The document as it is sent."""
        content = {
            "type": _TYPE + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "errors": self.errors,
            **self.more,
        }
        # What was sent may be named here although it is no text, such as half a pair: JSON's own notation holds it.
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "backslashreplace")
        made = Response(body, self.status, mimetype="application/problem+json")
        made.headers.update(self.headers)
        return made


#: What the server itself refuses, in words.
_HTTP = {
    400: ("request", "Det gick inte att läsa anropet", "Kontrollera adressen, rubrikerna och innehållet."),
    404: ("not-found", "Finns inte", "Adressen leder ingenstans. Se /api/v1/docs."),
    405: ("method", "Det går inte att göra så här", "Adressen tar inte emot den metoden. Se rubriken Allow."),
    413: ("too-large", "För stort", "Anropet är större än servern tar emot. Dela upp det."),
}


def problem_for(error: Exception) -> Response:
    """The answer to an error. What is unexpected is written to the server's own log, and nothing of it is told."""
    if not isinstance(error, PortfolioError | HTTPException):
        log.error("unexpected", exc_info=error)
    # What failed may have left the session in a transaction that can do nothing more.
    current_context().session.rollback()
    return _problem(error).response()


def _problem(error: Exception) -> Problem:
    told: list[dict[str, str | None]]
    match error:
        case Refused():
            told = [{"field": name, "reason": error.message} for name in error.fields]
            return Problem(error.status, error.kind, error.title, error.message, told, headers=error.headers)
        case NotFound():
            return Problem(404, "not-found", "Finns inte", error.message)
        case Denied():
            return Problem(403, "denied", "Det får du inte göra", error.message, more={"who": list(error.who)})
        case InvalidFields():
            told = [{"field": name, "reason": reason} for name, reason in error.problems.items()]
            detail = f"Det här stämmer inte: {', '.join(name or 'anropet' for name in error.problems)}."
            return Problem(422, "invalid", "Något stämmer inte", detail, told)
        case Invalid():
            told = [{"field": error.field, "reason": error.message}]
            return Problem(422, "invalid", "Något stämmer inte", error.message, told)
        case Unreviewed() | Conflict():
            return _conflict(error)
        case HTTPException():
            return _http(error)
    return Problem(500, "server", "Något gick fel hos oss", "Felet är antecknat. Inget av det du skickade har sparats.")


def _conflict(error: Unreviewed | Conflict) -> Problem:
    match error:
        case Unreviewed():
            return Problem(409, "benefits-follow", "Nyttor följer med tidplanen", error.message, more=_following(error))
        case GateRefused():
            return Problem(409, "gate", "Grinden är inte passerad", error.message, more=_lacking(error))
        case Stale():
            detail = "Någon annan har sparat sedan du läste. Läs igen, och gör ändringen på det som gäller nu."
            return Problem(412, "stale", "Versionen gäller inte längre", detail)
    told: list[dict[str, str | None]] = [{"field": error.field, "reason": error.message}] if error.field else []
    return Problem(409, "conflict", "Det går inte ihop med det som finns", error.message, told)


def _http(error: HTTPException) -> Problem:
    status = error.code or 500
    kind, title, detail = _HTTP.get(status, ("request", "Det gick inte", "Kontrollera anropet."))
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return Problem(status, kind, title, detail, headers=headers)


def _lacking(error: GateRefused) -> dict[str, Any]:
    told = [missing.told(lack, error.initiative_id) for lack in error.missing]
    return {"missing": [{name: one[name] for name in ("code", "text", "href", "waiver")} for one in told]}


def _following(error: Unreviewed) -> dict[str, Any]:
    return {
        "moves": [
            {
                "benefit": move.benefit_id,
                "title": move.title,
                "times": [
                    {
                        "field": time.field,
                        "before": time.before.code,
                        "after": time.after.code if time.after else None,
                    }
                    for time in move.times
                ],
            }
            for move in error.moves
        ],
        "starts": [{"benefit": one.benefit_id, "title": one.title} for one in error.starts],
    }

"""One map from errors to pages in the product's own look; nothing of the inside is shown."""

from __future__ import annotations

import structlog
from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.per_request import current_context
from portfolio.web.security import UPLOADING

_LARGE_FILE = "Filen är större än 50 MB, så den är inte mottagen. Dela upp den i flera filer."
_LATE_FILE = "Du hade loggats ut, så filen är inte mottagen. Logga in och välj den igen."

log = structlog.get_logger()

_TEXTS = {
    400: (
        "Det gick inte att ta emot det du skickade",
        "Formuläret har legat för länge. Gå tillbaka, läs in sidan igen och skicka en gång till.",
    ),
    404: ("Sidan finns inte", "Adressen leder ingenstans, eller till något som du inte har någon roll i."),
    405: ("Det går inte att göra så här", "Sidan kan inte ta emot det som skickades. Gå tillbaka och försök igen."),
    413: ("Det du skickade är för stort", "Korta texten och försök igen."),
    500: (
        "Något gick fel hos oss",
        "Felet är antecknat. Inget av det du skickade har sparats. Försök igen om en stund.",
    ),
}


def page_for(error: Exception) -> ResponseReturnValue:
    """The page that tells of an error."""
    match error:
        case NotFound():
            return _page(404, error.message)
        case Denied():
            return _denied(error)
        case Invalid() | InvalidFields():
            return _page(422, error.message)
        case Conflict():
            return _page(409, error.message)
        case HTTPException():
            return _http(error)
    log.error("unexpected", exc_info=error)
    return _page(500)


def _page(status: int, text: str | None = None, *, who: tuple[str, ...] = ()) -> ResponseReturnValue:
    title, standard = _TEXTS.get(status, ("Det gick inte", "Försök igen."))
    # What failed may have left the session in a transaction that can do nothing more.
    current_context().session.rollback()
    return render_template("errors/error.html", status=status, title=title, text=text or standard, who=who), status


def _denied(error: Denied) -> ResponseReturnValue:
    return render_template(
        "errors/error.html", status=403, title="Du får inte göra det här", text=error.message, who=error.who
    ), 403


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error
    if error.code == 413 and request.endpoint in UPLOADING:
        return _page(413, _LARGE_FILE if g.get("user") else _LATE_FILE)
    return _page(error.code or 500)

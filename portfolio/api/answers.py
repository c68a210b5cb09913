"""What goes back: JSON with its version, a page of a list with its cursor, and what tells two calls apart."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Response, request

from portfolio.domain.errors import Invalid
from portfolio.schemas.fields import LARGEST_ID
from portfolio.services.idempotency import Answer
from portfolio.services.paging import Page


@dataclass(frozen=True)
class One:
    """What a view answers: a value, the version that a change of it goes on from, and where it lies if it is new."""

    value: Any
    version: str | None = None
    location: str | None = None
    headers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        headers = {"ETag": f'"{self.version}"'} if self.version else {}
        if self.location:
            headers["Location"] = self.location
        object.__setattr__(self, "headers", headers)


@dataclass(frozen=True)
class File:
    """A file that a view answers instead of JSON: its kind, and the name to keep it by."""

    content: bytes
    kind: str
    name: str

    def response(self) -> Response:
        """The file as it is sent."""
        text = self.kind.startswith("text/")
        made = Response(self.content, content_type=f"{self.kind}; charset=utf-8" if text else self.kind)
        made.headers["Content-Disposition"] = f'attachment; filename="{self.name}"'
        return made


class Place:
    """One list as it is narrowed now. A cursor belongs to it, and leads nowhere in another one."""

    def __init__(self, path: str, numbers: Mapping[str, Any], query: Mapping[str, Any]) -> None:
        narrowed = {name: value for name, value in query.items() if name not in ("limit", "cursor")}
        text = written([path, {**numbers, **{name: _plain(value) for name, value in narrowed.items()}}], ordered=True)
        self._digest = hashlib.sha256(text.encode()).hexdigest()[:12]

    def page(self, query: Mapping[str, Any]) -> Page:
        """The page that is meant. Raises Invalid for a cursor that was not got from this very list."""
        cursor = query.get("cursor")
        if cursor is None:
            return Page(query["limit"])
        digest, _, after = _decoded(cursor).partition(":")
        if digest != self._digest or not after.isascii() or not after.isdecimal() or int(after) > LARGEST_ID:
            raise Invalid(
                "cursor", "Markören hör inte till den här listan. Använd next ur svaret på just den här frågan."
            )
        return Page(query["limit"], int(after))

    def cursor(self, after: int | None) -> str | None:
        """Where the next page begins, or None on the last one."""
        if after is None:
            return None
        return base64.urlsafe_b64encode(f"{self._digest}:{after}".encode()).decode().rstrip("=")


def written(content: Any, *, ordered: bool = False) -> str:
    """The content as JSON text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=ordered, separators=(",", ":"))


def response(answer: Answer, *, repeated: bool = False) -> Response:
    """The answer as it is sent; one that is repeated says so."""
    made = Response(answer.body, answer.status, mimetype="application/json" if answer.body else None)
    made.headers.update(dict(answer.headers))
    if repeated:
        made.headers["Idempotency-Replayed"] = "true"
    return made


def fingerprint(body: bytes) -> str:
    """What tells this call from another one with the same idempotency key: its address and its content."""
    whole = b"\0".join((request.method.encode(), request.full_path.encode(), body))
    return hashlib.sha256(whole).hexdigest()


def _decoded(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        return ""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value

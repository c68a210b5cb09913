"""Calls: what each one takes and answers, declared once for Flask and for the description.

A view is a function of the context, the numbers in its address and what was sent. Around it stand, in this order: whose
token it is and how often it calls; the version and the content; for what changes something the transaction, within
which an answer that was given before is given again; and at last the answer itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request

from portfolio.api import tokens
from portfolio.api.answers import File, One, Place, fingerprint, response, written
from portfolio.api.reading import body_of, key_of, query_of, renamed, version_of_request
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.per_request import API
from portfolio.schemas.fields import Base, PageQuery, Query
from portfolio.services import idempotency
from portfolio.services.context import Context
from portfolio.services.idempotency import Answer

View = Callable[..., Any]


@dataclass(frozen=True)
class Call:
    """One call. ``guarded`` asks for the version that the change was made from; ``many`` answers a page of a list.

    ``together`` is how many of what it takes may be sent as a list instead of one, and are answered as one then;
    ``alone`` is the field whose list may be sent by itself, without the object around it; ``files`` are the kinds of
    files that it may answer instead of JSON. ``also`` is another shape that it may answer, and ``stores`` tells whether
    a POST may change anything, or answers from what is sent alone.
    """

    method: str
    path: str
    view: View
    summary: str
    tag: str
    status: int = 200
    answers: Base | None = None
    many: bool = False
    takes: Base | None = None
    query: Query | None = None
    guarded: bool = False
    refuses: Sequence[int] = field(default=())
    together: int = 0
    alone: str = ""
    files: Sequence[str] = field(default=())
    example: Any = None
    also: Base | None = None
    stores: bool = True

    @property
    def changes(self) -> bool:
        """Whether the call may change anything."""
        return self.method != "GET" and self.stores

    def read(self, **path: int | str) -> Response:
        """Answer a call that changes nothing."""
        ctx, _ = tokens.authenticate()
        query = query_of(self.query)
        if not self.many:
            found = self.view(ctx, **path, **_named(self.query, query))
            return found.response() if isinstance(found, File) else response(self._answer(found))
        place = Place(self.path, path, query)
        found = self.view(ctx, **path, query={**query, "page": place.page(query)})
        return found.response() if isinstance(found, File) else response(self._page(place, found))

    def change(self, **path: int | str) -> Response:
        """Answer a call that changes something: in one transaction, or not at all."""
        ctx, token_id = tokens.authenticate()
        version = version_of_request() if self.guarded else None
        sent = {**_named(self.query, query_of(self.query)), **self._sent(), **({"version": version} if version else {})}
        key = key_of() if self.method == "POST" else None
        if not self.stores and key is None:
            # Nobody else has to wait for what writes nothing; with a key, the answer itself is kept for a day.
            return response(self._made(ctx, path, sent))
        with ctx.transaction():
            if key is not None:
                mark = fingerprint(request.get_data())
                earlier = idempotency.earlier(ctx, token_id, key, fingerprint=mark)
                if earlier is not None:
                    return response(earlier, repeated=True)
            answer = self._made(ctx, path, sent)
            if key is not None:
                idempotency.keep(ctx, token_id, key, fingerprint=mark, answer=answer)
        return response(answer)

    def _made(self, ctx: Context, path: Mapping[str, Any], sent: Mapping[str, Any]) -> Answer:
        try:
            return self._answer(self.view(ctx, **path, **sent))
        except (Invalid, InvalidFields) as problem:
            raise renamed(problem, self.takes) from problem

    def _sent(self) -> dict[str, Any]:
        if self.takes is None:
            return {}
        partial = self.method == "PATCH"
        return {"body": body_of(self.takes, partial=partial, together=self.together, alone=self.alone)}

    def _answer(self, result: Any) -> Answer:
        if isinstance(result, Also) and self.also is not None:
            return Answer(self.status, {}, written(self.also.dump(result.value)))
        one = result if isinstance(result, One) else One(result)
        if self.answers is None:
            return Answer(self.status, one.headers, "")
        several = self.together and isinstance(one.value, list)
        return Answer(self.status, one.headers, written(self.answers.dump(one.value, many=True if several else None)))

    def _page(self, place: Place, found: Any) -> Answer:
        items = [] if self.answers is None else self.answers.dump(found.rows, many=True)
        content = {"items": items, "next": place.cursor(found.after)}
        return Answer(200, {}, written(content))


@dataclass(frozen=True)
class Also:
    """What a view answers in the other shape that its call has."""

    value: Any


class Calls:
    """The calls about one kind of thing; ``tag`` is what the description calls it, in Swedish."""

    def __init__(self, name: str, *, tag: str) -> None:
        self.blueprint = Blueprint(f"api_{name}", __name__, url_prefix=API)
        self.tag = tag
        self.declared: list[Call] = []

    def listing(
        self, path: str, *, answers: type[Base], summary: str, query: type[PageQuery] = PageQuery, **more: Any
    ) -> Callable[[View], View]:
        """A GET that answers a page of a list; its view gets ``query`` with ``page`` in it and returns a Slice."""
        return self._declare("GET", path, answers=answers(), summary=summary, query=query(), many=True, **more)

    def get(
        self,
        path: str,
        *,
        answers: type[Base],
        summary: str,
        query: type[Query] | None = None,
        guarded: bool = False,
        listed: bool = False,
        **more: Any,
    ) -> Callable[[View], View]:
        """A GET that answers one thing, or with ``listed`` a short list whole.

        ``guarded`` when it can be changed, and so carries its version.
        """
        made = query() if query is not None else None
        return self._declare(
            "GET", path, answers=answers(many=listed), summary=summary, query=made, guarded=guarded, **more
        )

    def post(
        self, path: str, *, takes: type[Base], answers: type[Base], summary: str, example: Any = None, **more: Any
    ) -> Callable[[View], View]:
        """A POST that makes something; with an Idempotency-Key it is done once."""
        return self._declare(
            "POST", path, takes=takes(), answers=answers(), summary=summary, status=201, example=example, **more
        )

    def act(
        self,
        path: str,
        *,
        answers: type[Base],
        summary: str,
        takes: type[Base] | None = None,
        also: type[Base] | None = None,
        **more: Any,
    ) -> Callable[[View], View]:
        """A POST that makes nothing new, but does something with what there is, or with what is sent."""
        made, other = (one() if one is not None else None for one in (takes, also))
        return self._declare("POST", path, takes=made, answers=answers(), also=other, summary=summary, **more)

    def patch(
        self, path: str, *, takes: type[Base], answers: type[Base], summary: str, example: Any = None, **more: Any
    ) -> Callable[[View], View]:
        """A PATCH that touches what is sent and nothing else."""
        return self._declare(
            "PATCH",
            path,
            takes=takes(partial=True),
            answers=answers(),
            summary=summary,
            guarded=True,
            example=example,
            **more,
        )

    def put(
        self,
        path: str,
        *,
        answers: type[Base],
        summary: str,
        takes: type[Base] | None = None,
        listed: bool = False,
        **more: Any,
    ) -> Callable[[View], View]:
        """A PUT that replaces the whole of something; with ``listed`` it takes and answers a short list of it."""
        made = takes(many=listed) if takes is not None else None
        return self._declare("PUT", path, takes=made, answers=answers(many=listed), summary=summary, **more)

    def delete(self, path: str, *, summary: str, **more: Any) -> Callable[[View], View]:
        """A DELETE, answered by nothing."""
        return self._declare("DELETE", path, summary=summary, status=204, **more)

    def _declare(self, method: str, path: str, *, summary: str, **more: Any) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            call = Call(method=method, path=path, view=view, summary=summary, tag=self.tag, **more)
            self.declared.append(call)
            self.blueprint.add_url_rule(
                path, view.__name__, call.read if method == "GET" else call.change, methods=[method]
            )
            return view

        return decorate


def _named(query: Query | None, values: Mapping[str, Any]) -> dict[str, Any]:
    return {} if query is None else {"query": dict(values)}


__all__ = ["Also", "Call", "Calls", "File", "One"]

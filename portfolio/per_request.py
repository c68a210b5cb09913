"""What pages and calls of the API share: the settings, and the context that a request's services get."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, request

from portfolio.config import Settings
from portfolio.db import SessionFactory
from portfolio.services.context import ANONYMOUS, Context

#: Where the API lies. Nothing under it is a page, but for the one that describes it.
API = "/api/v1"
API_PAGE = f"{API}/docs"


def settings() -> Settings:
    """The settings that the application was made with."""
    return cast(Settings, current_app.extensions["portfolio.settings"])


def current_context() -> Context:
    """The request's context: its session, who acts, and when. One for each request."""
    if "context" not in g:
        sessions: SessionFactory = current_app.extensions["portfolio.sessions"]
        g.context = Context(sessions(), getattr(g, "actor", ANONYMOUS), settings().clock)
    return cast(Context, g.context)


def close_context(_error: BaseException | None = None) -> None:
    """Give the request's connection back."""
    context: Context | None = g.pop("context", None)
    if context is not None:
        context.session.close()


def is_call() -> bool:
    """Whether the request is a call of the API, and so is answered in JSON and knows no browser's session."""
    return request.path.startswith("/api/") and request.path != API_PAGE

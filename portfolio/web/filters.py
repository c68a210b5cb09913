"""How values are written for people, in every template."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import Flask, g
from markupsafe import Markup, escape

from portfolio.domain.effects.sentences import percent, points
from portfolio.domain.labels import label
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import day as one_day
from portfolio.domain.permissions import Permission, Role
from portfolio.per_request import current_context, settings
from portfolio.services import plans


def install(app: Flask) -> None:
    """Make filters and globals known to the templates."""
    app.jinja_env.filters.update(
        label=swedish,
        day=long_day,
        when=when,
        breakable=breakable,
        paragraphs=paragraphs,
        number=number,
        figure=in_swedish,
    )
    app.jinja_env.globals.update(
        Permission=Permission, Role=Role, can=can, visible_plans=visible_plans, percent=percent, points=points
    )
    app.context_processor(_frame)


def swedish(member: StrEnum | None, missing: str = "Inte angivet") -> str:
    """The Swedish text of an enumeration's member."""
    return label(member, missing=missing)


def long_day(day: date | None, missing: str = "Inte angivet") -> str:
    """``14 mars 2024``."""
    return missing if day is None else one_day(day).label


def when(instant: datetime) -> str:
    """``2024-03-14 09:30``, in the installation's time zone."""
    return f"{instant.astimezone(settings().timezone):%Y-%m-%d %H:%M}"


def number(value: int) -> str:
    """A whole number with a space between thousands."""
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


def paragraphs(text: str | None) -> Markup:
    """A text of several lines as paragraphs."""
    parts = [part.strip() for part in (text or "").split("\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(escape(part)) for part in parts)


def breakable(text: str) -> Markup:
    """A title that may be broken after a slash, so that long words joined by one fit a narrow column."""
    return Markup("/<wbr>").join(escape(part) for part in text.split("/"))


def can(permission: Permission, row: Any = None) -> bool:
    """Whether the signed-in person may do this: the same function that the services ask."""
    return current_context().can(permission, row)


def visible_plans() -> list[Any]:
    """The plans that exist for the signed-in person; asked once a request."""
    if "plans" not in g:
        g.plans = plans.visible(current_context()) if g.user is not None else []
    return list(g.plans)


def _frame() -> dict[str, Any]:
    return {"user": getattr(g, "user", None), "actor": getattr(g, "actor", None), "today": settings().clock.today()}

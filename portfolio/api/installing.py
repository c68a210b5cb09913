"""The API in the application: its calls, their description, and what counts them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app
from flask.typing import ResponseReturnValue

from portfolio.api import (
    activities,
    adoptions,
    aims,
    analyses,
    audit,
    benefit_assessments,
    benefits,
    decisions,
    dependencies,
    initiatives,
    learning,
    measurements,
    measures,
    organisations,
    people,
    phases,
    plans,
    register,
    tables,
    tasks,
    tokens,
)
from portfolio.api.answers import written
from portfolio.api.calls import Call
from portfolio.api.description import describe
from portfolio.per_request import API

MODULES = (
    plans,
    initiatives,
    phases,
    activities,
    adoptions,
    dependencies,
    learning,
    decisions,
    benefits,
    benefit_assessments,
    measures,
    aims,
    measurements,
    analyses,
    register,
    tables,
    tasks,
    organisations,
    people,
    audit,
)


def install(app: Flask) -> None:
    """Attach the API to the application."""
    tokens.install(app)
    for module in MODULES:
        app.register_blueprint(module.calls.blueprint)
    app.extensions["portfolio.api"] = described
    app.add_url_rule(f"{API}/openapi.json", "api_description", _description)


def all_calls() -> list[Call]:
    """Every call of the API, in the order of the description."""
    return [call for module in MODULES for call in module.calls.declared]


@cache
def described() -> dict[str, Any]:
    """The description of every call; made when somebody first asks, since the calls are the same until the end."""
    return describe(all_calls(), version=version("nyttoportfoljen"))


def _description() -> ResponseReturnValue:
    """The description itself; it holds no secret, and those who have no key yet read it too."""
    return current_app.response_class(written(described()), mimetype="application/json")

"""Scripts that call the API: each with a token of one of the cast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from portfolio.domain.periods import year
from portfolio.domain.permissions import Role
from portfolio.models import Organisation, Plan, User
from portfolio.per_request import API
from portfolio.services import tokens, users
from portfolio.services.context import Context
from tests import cast
from tests.web.conftest import Stored, one_database

__all__ = ["Script", "Stored", "another_plan", "one_database", "secret_of"]


class Script:
    """A program with a token (or without: ``token`` is empty) that calls the API."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client = client
        self.token = token

    def call(self, method: str, path: str, *, version: str | None = None, **kwargs: Any) -> TestResponse:
        """Call, with the version that a change is made from; the rest is as Flask's client takes it."""
        headers = dict(kwargs.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if version is not None:
            headers["If-Match"] = version
        answer = self.client.open(API + path, method=method, headers=headers, **kwargs)
        assert answer.status_code < 500, answer.get_data(as_text=True)
        return answer

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.call("GET", path, **kwargs)

    def post(self, path: str, json: Any, **kwargs: Any) -> TestResponse:
        return self.call("POST", path, json=json, **kwargs)

    def patch(self, path: str, json: Any, **kwargs: Any) -> TestResponse:
        return self.call("PATCH", path, json=json, **kwargs)

    def version(self, path: str) -> str:
        """The version that a reading of this gives."""
        return self.get(path).headers["ETag"]


def reasons(answer: TestResponse) -> dict[str, str]:
    """What a problem document says of each field."""
    assert answer.content_type == "application/problem+json"
    content: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert content["status"] == answer.status_code
    return {flaw["field"]: flaw["reason"] for flaw in content["errors"]}


def another_plan(ctx: Context) -> Plan:
    """A second plan, "annan", that Växjö owns: nobody of the cast has a role in it. Call within a transaction."""
    ctx.record("plan:load")
    owner_id = ctx.session.scalar(select(Organisation.id).where(Organisation.key == "vaxjo-kommun"))
    plan = Plan(
        slug="annan", name="En annan plan", owner_id=owner_id, valid_period=year(2024), timeline_period=year(2024)
    )
    ctx.session.add(plan)
    ctx.session.flush()
    return plan


def secret_of(ctx: Context, name: str, **limits: Any) -> str:
    """A token for one of the cast, limited as asked for. Call within a transaction."""
    user = ctx.session.scalars(select(User).where(User.email == cast.email(name))).one()
    roleless = not any(role.ended_at is None for role in user.roles)
    if roleless:
        # Nobody makes a token without a role; but the token is left when the last role has ended.
        plan_id = ctx.session.scalar(select(Plan.id).where(Plan.slug == cast.PLAN))
        users.assign(ctx, user, Role.READER, plan_id=plan_id)
    _, secret = tokens.add(ctx, user.id, name="Ett skript", **limits)
    if roleless:
        ctx.session.refresh(user)
        user.roles[-1].ended_at = ctx.now
    return secret


@pytest.fixture
def script(app: Flask, acting: Callable[[str], Context]) -> Callable[..., Script]:
    """Makes a script with a token of one of the cast, limited as asked for (or without a token: "nobody")."""

    def make(name: str, **limits: Any) -> Script:
        if name == "nobody":
            return Script(app.test_client(), "")
        ctx = acting("system")
        with ctx.transaction():
            secret = secret_of(ctx, name, **limits)
        return Script(app.test_client(), secret)

    return make


@pytest.fixture
def stored(engine: Engine) -> Stored:
    return Stored(engine)

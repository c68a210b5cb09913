"""What a token opens: nothing unless it holds, at most what its owner may, and not too often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.exc import OperationalError

from portfolio.app import create_app
from portfolio.domain.permissions import Role
from portfolio.domain.plans import AreaKind
from portfolio.models import ApiToken, ApiTokenUse, Initiative, Plan, ProgrammeArea, User
from portfolio.per_request import API
from portfolio.services import tokens, users
from portfolio.services.context import Context
from tests import cast
from tests.api.conftest import Script, Stored, another_plan, one_database, reasons
from tests.conftest import settings_for

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]

LIST = f"/initiatives?plan={cast.PLAN}&limit=1"


def proposal(stored: Stored) -> dict[str, object]:
    """What anybody may propose."""
    area_id = stored.one(select(ProgrammeArea.id).where(ProgrammeArea.key == cast.AREA))
    return {"plan": cast.PLAN, "title": "Ett förslag", "area": area_id}


def refused(answer) -> str:  # type: ignore[no-untyped-def]
    """What is told of a token that does not hold."""
    assert answer.status_code == 401
    assert reasons(answer) == {}
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    return str(answer.json["detail"])


def change(engine: Engine, **values: object) -> None:
    """Change every token past the product."""
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(update(ApiToken).values(**values))


@one_database
@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic bnl0dG9fOng=", "Token x", "bearer\t", "x" * 5000]
)
def test_without_a_token_it_is_told_how_one_is_sent(script: Scripts, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = script("nobody").get(LIST, headers=headers)
    assert "Authorization: Bearer" in refused(answer)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Cache-Control"] == "no-store"


@one_database
def test_a_session_of_a_browser_is_no_token(person, script: Scripts, stored: Stored) -> None:  # type: ignore[no-untyped-def]
    client = person("coordinator").client
    assert client.get(API + LIST).status_code == 401
    assert client.post(f"{API}/initiatives", json=proposal(stored)).status_code == 401
    # And a token is no session: pages ask for signing in all the same.
    reader = script("reader")
    answer = reader.client.get("/planer", headers={"Authorization": f"Bearer {reader.token}"})
    assert (answer.status_code, answer.location) == (302, "/logga-in?next=/planer")


@one_database
def test_an_unknown_token_is_told_so(script: Scripts) -> None:
    token = script("reader").token
    nobody = script("nobody")
    for sent in (token[:-1], token + "x", "nytto_" + "x" * 43, "x", "å", f"{token} {token}", "nytto_"):
        answer = nobody.get(LIST, headers={"Authorization": f"Bearer {sent}"})
        assert "okänd" in refused(answer), sent
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    # The scheme is read in any case, and spaces around the token belong to nobody.
    for sent in (f"bearer {token}", f"BEARER   {token} "):
        assert nobody.get(LIST, headers={"Authorization": sent}).status_code == 200


def test_a_token_that_has_run_out_opens_nothing(script: Scripts, engine: Engine, stored: Stored) -> None:
    one = script("coordinator")
    change(engine, expires_at=datetime.now(UTC) + timedelta(minutes=1))
    assert one.get(LIST).status_code == 200
    change(engine, expires_at=datetime.now(UTC))
    before = stored.initiatives()
    assert "gått ut" in refused(one.get(LIST))
    assert "gått ut" in refused(one.post("/initiatives", proposal(stored)))
    assert stored.initiatives() == before


def test_a_revoked_token_opens_nothing(script: Scripts, acting: Acting) -> None:
    one, other = script("reader"), script("reader")
    assert one.get(LIST).status_code == 200
    reader = acting("reader")
    with reader.transaction():
        tokens.revoke(reader, tokens.own(reader)[-1].id)
    assert "återkallad" in refused(one.get(LIST))
    assert other.get(LIST).status_code == 200


def test_a_closed_account_has_no_tokens_also_when_it_is_opened_again(
    script: Scripts, acting: Acting, engine: Engine
) -> None:
    one = script("reader")
    ctx = acting("system")
    with ctx.transaction():
        users.deactivate(ctx, cast.email("reader"))
    assert "återkallad" in refused(one.get(LIST))
    # As if the token had been made in the very moment when the account was closed.
    change(engine, revoked_at=None)
    assert "stängt" in refused(one.get(LIST))
    change(engine, revoked_at=datetime.now(UTC))
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(update(User).values(active=True))
    assert "återkallad" in refused(one.get(LIST))


@one_database
def test_a_token_for_reading_reads_and_does_nothing_else(script: Scripts, stored: Stored) -> None:
    owner, reading = script("coordinator"), script("coordinator", role=Role.READER)
    draft = owner.post("/initiatives", proposal(stored))
    assert draft.status_code == 201
    path = f"/initiatives/{stored.id_of(cast.LED)}"
    assert reading.get(path).status_code == 200
    assert reading.get(f"/initiatives/{draft.json['id']}").status_code == 404, "its owner's own draft neither"
    listed = reading.get(f"/initiatives?plan={cast.PLAN}&limit=100").json["items"]
    assert draft.json["id"] not in [one["id"] for one in listed]
    before = stored.changes()
    assert reading.post("/initiatives", proposal(stored)).status_code == 403
    changed = reading.patch(path, {"title": "Annat"}, version=reading.version(path))
    assert changed.status_code == 403
    assert "samordnare" in changed.json["who"]
    assert stored.changes() == before


@pytest.fixture
def elsewhere(acting: Acting) -> dict[str, object]:
    """What is to be proposed in another plan, which the coordinator coordinates too."""
    ctx = acting("system")
    with ctx.transaction():
        plan = another_plan(ctx)
        users.assign(ctx, users.find(ctx, cast.email("coordinator")), Role.COORDINATOR, plan_id=plan.id)
        area = ProgrammeArea(plan_id=plan.id, key="omrade", name="Ett område", kind=AreaKind.GROUP, position=1)
        ctx.session.add(area)
        ctx.session.flush()
        return {"plan": plan.slug, "title": "Ett förslag", "area": area.id}


@one_database
def test_a_token_for_one_plan_knows_no_other(script: Scripts, stored: Stored, elsewhere: dict[str, object]) -> None:
    everything = script("coordinator")
    here = stored.one(select(Plan.id).where(Plan.slug == cast.PLAN))
    within = script("coordinator", plan_id=here)
    added = everything.post("/initiatives", elsewhere)
    assert added.status_code == 201
    path = f"/initiatives/{added.json['id']}"
    for one in (f"/plans/{elsewhere['plan']}", f"/initiatives?plan={elsewhere['plan']}", path):
        assert everything.get(one).status_code == 200, one
        assert within.get(one).status_code == 404, one
    assert [plan["slug"] for plan in within.get("/plans").json["items"]] == [cast.PLAN]
    # What belongs to no plan is read as before.
    organisations = within.get("/organisations")
    assert organisations.status_code == 200
    assert organisations.json == everything.get("/organisations").json
    before = stored.changes()
    assert within.patch(path, {"title": "X"}, version=everything.version(path)).status_code == 404
    told = within.post("/initiatives", elsewhere)
    assert told.status_code == 422
    assert reasons(told).keys() == {"plan"}
    assert stored.changes() == before
    assert within.post("/initiatives", proposal(stored)).status_code == 201


@one_database
def test_a_role_that_the_owner_has_lost_is_lost_to_the_token(script: Scripts, acting: Acting, stored: Stored) -> None:
    leading = script("project_lead", role=Role.PROJECT_LEAD)
    path = f"/initiatives/{stored.id_of(cast.LED)}"
    assert leading.patch(path, {"orderer": "Någon"}, version=leading.version(path)).status_code == 200
    ctx = acting("system")
    with ctx.transaction():
        person = users.find(ctx, cast.email("project_lead"))
        users.assign(ctx, person, Role.READER, plan_id=stored.one(select(Plan.id)))
        for row in person.roles:
            if row.role is Role.PROJECT_LEAD:
                row.ended_at = ctx.now
    # Its owner still reads the plan, but the token was for another role.
    assert leading.get(path).status_code == 404
    assert script("project_lead").get(path).status_code == 200


def test_the_last_use_is_written_at_most_every_five_minutes(script: Scripts, engine: Engine, stored: Stored) -> None:
    one = script("reader")
    before = stored.changes()
    assert stored.one(select(func.count(ApiTokenUse.id))) == 0
    one.get(LIST)
    first = stored.one(select(ApiTokenUse.at))
    assert abs(datetime.now(UTC) - first) < timedelta(minutes=1)
    one.get(LIST)
    one.get("/initiatives/999999")
    assert stored.all(select(ApiTokenUse.at)) == [(first,)]
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(update(ApiTokenUse).values(at=first - timedelta(minutes=6)))
    one.get(LIST)
    assert stored.one(select(ApiTokenUse.at)) >= first
    assert stored.changes() == before, "the log is not about this"


@one_database
def test_a_token_that_is_refused_was_not_used(script: Scripts, engine: Engine, stored: Stored) -> None:
    one = script("reader")
    change(engine, expires_at=datetime.now(UTC))
    refused(one.get(LIST))
    assert stored.one(select(func.count(ApiTokenUse.id))) == 0


@one_database
def test_reading_does_not_fail_because_its_time_cannot_be_written(
    script: Scripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = script("reader")

    def locked(*_: object) -> None:
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(tokens, "touch", locked)
    answer = one.get(LIST)
    assert answer.status_code == 200
    assert len(answer.json["items"]) == 1


@pytest.fixture
def seldom(database_url: str, tmp_path: Path, acting: Acting):  # type: ignore[no-untyped-def]
    """Makes scripts that may call three times a minute."""
    app: Flask = create_app(settings_for(database_url, tmp_path, PORTFOLIO_API_CALLS="3"))

    def make(name: str) -> Script:
        ctx = acting("system")
        with ctx.transaction():
            _, secret = tokens.add(ctx, users.find(ctx, cast.email(name)).id, name="Ett skript")
        return Script(app.test_client(), secret)

    yield make
    app.extensions["portfolio.engine"].dispose()


@one_database
def test_who_calls_too_often_waits_and_nothing_is_done(seldom: Callable[[str], Script], stored: Stored) -> None:
    one = seldom("coordinator")
    path = f"/initiatives/{stored.id_of(cast.LED)}"
    version = one.version(path)
    for left in (1, 0):
        answer = one.get(LIST)
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Limit"] == "3"
        assert answer.headers["RateLimit-Remaining"] == str(left)
    before, count = stored.changes(), stored.initiatives()
    for answer in (
        one.post("/initiatives", proposal(stored), headers={"Idempotency-Key": "ett"}),
        one.patch(path, {"title": "Annat"}, version=version),
        one.get(LIST),
    ):
        assert answer.status_code == 429
        assert reasons(answer) == {}
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        assert answer.headers["RateLimit-Remaining"] == "0"
        assert "3 anrop i minuten" in answer.json["detail"]
    assert (stored.changes(), stored.initiatives()) == (before, count)
    assert stored.one(select(Initiative.title).where(Initiative.key == cast.LED)) != "Annat"
    # Each token has a count of its own, the same person's too; and who has no token spends nobody's.
    assert seldom("coordinator").get(LIST).status_code == 200
    assert Script(one.client, "nytto_" + "x" * 43).get(LIST).status_code == 401

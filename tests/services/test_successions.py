"""Somebody follows a project lead or a benefit owner: with history, and with what they answered for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.errors import Conflict, Denied, Invalid, NotFound
from portfolio.models import AuditLink, Benefit, Initiative, Organisation, User
from portfolio.services import project_leads, successions
from portfolio.services.context import Context
from tests import cast
from tests.measured import benefit

Acting = Callable[[str], Context]


def person(ctx: Context, name: str) -> int:
    return ctx.session.scalars(select(User.id).where(User.email == cast.email(name))).one()


def region(ctx: Context) -> int:
    return ctx.session.scalars(select(Organisation.id).where(Organisation.key == "region-kronoberg")).one()


def succeed(ctx: Context, to: str = "reader", **given: Any) -> successions.Succession:
    present = successions.owners(ctx, region(ctx))[0]
    args = {"role_id": present.role_id, "successor_id": person(ctx, to), **given}
    organisation_id = region(ctx)
    with ctx.transaction():
        return successions.succeed(ctx, organisation_id, **args)


def test_the_successor_has_the_role_and_the_benefits_and_is_asked_to_accept_them(acting: Acting) -> None:
    system, ctx = acting("system"), acting("coordinator")
    former = person(system, "benefit_owner")
    unit = system.session.scalars(select(Organisation.id).where(Organisation.key == "vardcentral-norr")).one()
    named = benefit(system, owner_unit_id=unit, owner_user_id=former, accepted_on=system.today, accepted_by=former)
    accepted = benefit(system, "Tryggare hem", owner_unit_id=unit, accepted_on=system.today, accepted_by=former)
    ended = benefit(system, "Förr", owner_unit_id=unit, owner_user_id=former, concluded_on=system.today)
    made = succeed(ctx)
    assert (made.former.id, made.successor.id) == (former, person(ctx, "reader"))
    ctx.session.rollback()
    rows = {row.id: row for row in ctx.session.scalars(select(Benefit).where(Benefit.id.in_([named, accepted, ended])))}
    assert rows[named].owner_user_id == person(ctx, "reader")
    assert rows[accepted].owner_user_id is None
    assert [rows[one].accepted_on for one in (named, accepted)] == [None, None]
    assert rows[ended].owner_user_id == former, "what has ended stays as it was"
    held = successions.owners(ctx, region(ctx))
    assert [(one.user.id, one.until) for one in held] == [
        (person(ctx, "reader"), None),
        (former, ctx.now.astimezone(ctx.zone).date()),
    ]
    assert ctx.session.scalars(select(AuditLink.action).order_by(AuditLink.id.desc())).first() == "owner:succeed"


def test_what_cannot_be_is_refused_and_changes_nothing(acting: Acting) -> None:
    ctx = acting("coordinator")
    present = successions.owners(ctx, region(ctx))[0]
    with pytest.raises(Invalid, match="Välj någon annan"):
        succeed(ctx, "benefit_owner")
    with pytest.raises(Invalid, match="kan logga in") as told:
        succeed(ctx, successor_id=99_999)
    assert told.value.field == "successor_id"
    with pytest.raises(NotFound):
        succeed(ctx, role_id=99_999)
    for name in ("steering", "benefit_owner"):
        with pytest.raises(Denied):
            succeed(acting(name))
    assert successions.owners(ctx, region(ctx)) == [present]
    succeed(ctx)
    with pytest.raises(Conflict, match="redan avslutad"):
        succeed(ctx, "controller", role_id=present.role_id)


def test_who_led_an_initiative_is_remembered(acting: Acting) -> None:
    ctx = acting("coordinator")
    led = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
    seen = project_leads.appointed_version(ctx, led)
    successor = person(ctx, "reader")
    with ctx.transaction():
        project_leads.appoint(ctx, led.id, version=seen, user_id=successor)
    found = successions.leads(ctx, ctx.session.get_one(Initiative, led.id))
    assert [(one.user.id, one.until) for one in found] == [
        (successor, None),
        (person(ctx, "project_lead"), ctx.now.astimezone(ctx.zone).date()),
    ]

"""The handover to the line: each manager accepts all that is theirs with one button."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portfolio.domain.permissions import Role
from portfolio.models import Adoption, Benefit, Organisation, User
from portfolio.services import users
from tests import cast
from tests.cast import LED
from tests.pages import words
from tests.web.conftest import one_database


@pytest.fixture
def other_owner(acting: Any) -> str:
    """Somebody who answers for one of the units alone, beside the one who answers for the whole region."""
    ctx = acting("system")
    with ctx.transaction():
        ctx.record("user:add")
        unit = ctx.session.scalars(select(Organisation).where(Organisation.key == "vardcentral-soder")).one()
        user = User(email=cast.email("other_owner"), name="Other Owner", active=True, created_at=ctx.now)
        user.password_hash = cast._HASH
        ctx.session.add(user)
        ctx.session.flush()
        users.assign(ctx, user, Role.BENEFIT_OWNER, organisation_id=unit.id)
    return "other_owner"


def test_two_managers_accept_what_is_theirs_and_the_gate_stands_open(person, stored, other_owner):
    initiative = stored.id_of(LED)
    path = f"/initiativ/{initiative}"
    adopted = select(Adoption.accepted_on).where(Adoption.initiative_id == initiative, Adoption.adopted_on.is_not(None))
    owned = select(Benefit.accepted_by).where(Benefit.initiative_id == initiative, Benefit.owner_unit_id.is_not(None))
    manager = person(other_owner)
    assert "över till dig i linjen" in manager.open("/").main
    page = manager.open(path)
    assert words(page.document.select_one(".next-step .ds-button")) == "Ta emot överlämningen"
    page = manager.open(f"{path}/overlamning")
    assert page.h1.endswith("Du har 1 sak att ta emot")
    assert [words(button) for button in page.document.select("main button")] == ["Ta emot alla nyttor"]
    page = manager.send(page, page.path, version=page.form("version")["version"])
    assert "Överlämningen är mottagen." in page.main
    assert "mottagen 2023-05-15 av Other Owner" in page.main
    assert "Inget väntar på att du ska ta emot det här." in page.main
    assert all(stored.all(adopted)[number].accepted_on for number in range(2))
    assert not any(row.accepted_by for row in stored.all(owned)), "another unit's benefit is not theirs to accept"
    lacking = words(person("area_lead").open(path).document.find(class_="lacking"))
    assert "har tagit emot överlämningen" not in lacking
    page = person("benefit_owner").submit(f"{path}/overlamning", form_id="")
    assert "Du svarar nu för nyttorna i linjen." in page.main
    assert all(row.accepted_by for row in stored.all(owned))
    assert "tog emot överlämningen" in person("reader").open(f"{path}/historia").main


@one_database
def test_only_what_was_shown_is_accepted_and_only_by_those_whose_it_is(person, stored, other_owner):
    path = f"/initiativ/{stored.id_of(LED)}/overlamning"
    reader = person("reader")
    page = reader.open(path)
    assert "Det kan den göra som har rollen nyttorealiseringsansvarig" in page.main
    assert page.document.select("main button") == []
    token = reader.open("/konto").form("password")["csrf_token"]
    assert reader.client.post(path, data={"csrf_token": token}).status_code == 403
    everything, one_unit = person("benefit_owner"), person(other_owner)
    seen = everything.open(path)
    one_unit.submit(path, form_id="")
    before = stored.changes()
    page = everything.send(seen, path, form_id="")
    assert page.status == 409
    assert "Det som lämnas över har ändrats sedan du öppnade sidan." in page.main
    assert stored.changes() == before
    page = everything.send(page, path, form_id="")
    assert "Överlämningen är mottagen." in page.main

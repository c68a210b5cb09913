"""One transaction: all of it or nothing, once, and resting on what is true then."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portfolio.domain.errors import AlreadyDone, Busy, Conflict, Denied, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter
from portfolio.domain.permissions import Permission, Role
from portfolio.domain.phases import Phase
from portfolio.models import (
    AuditLink,
    FormUse,
    Initiative,
    InitiativeActivity,
    InitiativePhase,
    Plan,
    RoleAssignment,
    User,
)
from portfolio.services import context
from portfolio.services.context import ANONYMOUS, Context
from tests import cast
from tests.conftest import TODAY
from tests.web.conftest import one_database

EDIT = Permission.EDIT_INITIATIVE


def led(ctx: Context) -> Initiative:
    return ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()


def rename(ctx: Context, title: str, *, form_id: str | None = None) -> None:
    with ctx.transaction(form_id=form_id):
        ctx.record("test:rename")
        ctx.load(Initiative, led(ctx).id, to=EDIT).title = title


def test_what_a_transaction_did_is_there_for_others_and_its_journal_is_put_away(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("coordinator")
    rename(ctx, "Nytt namn")
    assert led(acting("reader")).title == "Nytt namn"
    assert "journal" not in ctx.session.info
    assert not ctx.session.in_transaction()


def test_any_error_undoes_all_of_it(ctx: Context) -> None:
    title = led(ctx).title
    for error in (ValueError, KeyboardInterrupt, NotFound):
        with pytest.raises(error), ctx.transaction(form_id="f1"):
            ctx.record("test:rename")
            led(ctx).title = "Aldrig"
            ctx.session.flush()
            raise error
        assert led(ctx).title == title
        assert "journal" not in ctx.session.info
    rename(ctx, "Nu", form_id="f1")  # the form is not used up
    assert led(ctx).title == "Nu"


def test_transactions_do_not_nest(ctx: Context) -> None:
    title = led(ctx).title
    with pytest.raises(RuntimeError, match="do not nest"), ctx.transaction():
        ctx.record("test:outer")
        led(ctx).title = "Yttre"
        with ctx.transaction():
            pass
    assert led(ctx).title == title


def _integrity_errors(ctx: Context) -> dict[str, Callable[[], Any]]:
    plan = ctx.session.scalars(select(Plan)).one()
    initiative, user = led(ctx), ctx.session.scalars(select(User)).first()
    assert user is not None
    copied = {c.key: getattr(initiative, c.key) for c in Initiative.__mapper__.column_attrs if c.key != "id"}
    user_id, initiative_id, slug = user.id, initiative.id, plan.slug
    plan_values = {"name": "P", "owner_id": plan.owner_id, "valid_period": plan.valid_period}
    phase = {"initiative_id": initiative_id, "phase": Phase.DELIVERY, "position": 2, "example": False}
    role = {"user_id": user_id, "created_at": ctx.now}
    return {
        "email": lambda: User(email=cast.email("reader"), name="Två", active=True, created_at=ctx.now),
        "slug": lambda: Plan(slug=slug, timeline_period=plan_values["valid_period"], **plan_values),
        "key": lambda: Initiative(**copied),
        "phase": lambda: InitiativePhase(**phase),
        "reference": lambda: InitiativeActivity(initiative_id=initiative_id, activity_id=999_999, position=1),
        "two scopes": lambda: RoleAssignment(role=Role.READER, plan_id=1, initiative_id=initiative_id, **role),
        "no scope": lambda: RoleAssignment(role=Role.READER, **role),
        "missing": lambda: User(email="tom@exempel.se", active=True, created_at=ctx.now),
    }


STALE = "Uppgifterna stämmer inte längre med det som finns sparat. Läs in sidan igen och försök på nytt."
CONFLICTS = {
    "email": ("email", "Det finns redan en användare med den e-postadressen."),
    "slug": ("slug", "Det finns redan en plan med det kortnamnet."),
    "key": (None, "Det finns redan ett initiativ med den nyckeln i planen."),
    "phase": (None, "Någon annan sparade tidplanen samtidigt. Läs in den igen."),
    "reference": (None, STALE),
    "two scopes": (None, STALE),
    "no scope": (None, STALE),
    "missing": (None, STALE),
}


def test_a_broken_constraint_is_a_conflict_in_the_same_words_on_both_databases(ctx: Context) -> None:
    links = ctx.session.scalar(select(func.max(AuditLink.id)))
    told = {}
    for name, make in _integrity_errors(ctx).items():
        with pytest.raises(Conflict) as refused, ctx.transaction():
            ctx.record("test:break")
            ctx.session.add(make())
            ctx.session.flush()
        told[name] = (refused.value.field, refused.value.message)
    assert told == CONFLICTS
    assert ctx.session.scalar(select(func.max(AuditLink.id))) == links


def test_a_constraint_that_breaks_only_at_the_end_is_a_conflict_too(ctx: Context) -> None:
    make = _integrity_errors(ctx)["email"]
    with pytest.raises(Conflict) as refused, ctx.transaction():
        ctx.record("test:break")
        ctx.session.add(make())
    assert refused.value.field == "email"


def test_the_same_form_does_nothing_twice(acting: Callable[[str], Context]) -> None:
    rename(acting("coordinator"), "Första", form_id="f1")
    with pytest.raises(AlreadyDone, match="redan skickat"):
        rename(acting("coordinator"), "Andra", form_id="f1")
    ctx = acting("reader")
    assert led(ctx).title == "Första"
    rename(acting("coordinator"), "Tredje", form_id="f2")
    assert ctx.session.scalar(select(func.count(FormUse.id))) in (1, 2)


def test_of_two_who_send_the_same_form_at_once_one_wins(acting: Callable[[str], Context]) -> None:
    contexts = [acting("coordinator") for _ in range(4)]
    start = Barrier(len(contexts), timeout=20)

    def send(number: int) -> str:
        start.wait()
        try:
            rename(contexts[number], f"Från {number}", form_id="samma")
        except AlreadyDone:
            return ""
        return f"Från {number}"

    with ThreadPoolExecutor(len(contexts)) as pool:
        outcomes = list(pool.map(send, range(len(contexts))))
    (winner,) = filter(None, outcomes)
    ctx = acting("reader")
    assert led(ctx).title == winner
    assert ctx.session.scalar(select(func.count(FormUse.id))) == 1
    assert ctx.session.scalar(select(func.count(AuditLink.id)).where(AuditLink.action == "test:rename")) == 1


def test_what_was_read_before_the_transaction_is_read_anew_within_it(acting: Callable[[str], Context]) -> None:
    mine, other = acting("coordinator"), acting("area_lead")
    before = led(mine)
    kept = [before.title, *before.phases]
    rename(other, "Ändrat av en annan")
    with mine.transaction():
        assert mine.load(Initiative, before.id, to=EDIT).title == "Ändrat av en annan"
    assert kept[0] != "Ändrat av en annan"


def test_two_transactions_on_end_do_not_take_the_first_ones_leftovers_for_the_truth(
    acting: Callable[[str], Context],
) -> None:
    mine, other = acting("coordinator"), acting("area_lead")
    rename(mine, "Mitt")
    mine.session.rollback()
    with mine.transaction():
        row = mine.load(Initiative, led(mine).id, to=EDIT)
        rows = list(row.phases)
    # Nothing has been read since the commit, so no transaction is open that beginning anew could end.
    assert not mine.session.in_transaction()
    with other.transaction():
        other.record("test:phases")
        theirs = other.load(Initiative, row.id, to=EDIT)
        theirs.title = "Deras"
        theirs.phases[0].planned_end = quarter(2025, 3)
    with mine.transaction():
        again = mine.load(Initiative, row.id, to=EDIT)
        assert again.title == "Deras"
        assert again.phases[0].planned_end == quarter(2025, 3)
        assert again.phases[0] is rows[0]


def test_who_loads_the_same_thing_to_change_it_waits_for_the_first(acting: Callable[[str], Context]) -> None:
    first, second = acting("coordinator"), acting("area_lead")
    row_id = led(first).id
    seen: list[str] = []
    loading = Event()

    def wait_and_read() -> None:
        loading.set()
        with second.transaction():
            seen.append(second.load(Initiative, row_id, to=EDIT).title)

    thread = threading.Thread(target=wait_and_read)
    with first.transaction():
        first.record("test:rename")
        row = first.load(Initiative, row_id, to=EDIT)
        thread.start()
        loading.wait(10)
        thread.join(0.3)
        assert not seen
        row.title = "Den första"
    thread.join(20)
    assert seen == ["Den första"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_what_was_read_early_in_a_transaction_is_read_anew_with_its_lock(acting: Callable[[str], Context]) -> None:
    mine, other = acting("coordinator"), acting("area_lead")
    with mine.transaction():
        early = led(mine)
        rename(other, "Under tiden")
        assert early.title != "Under tiden"
        assert mine.load(Initiative, early.id, to=EDIT).title == "Under tiden"


def test_a_number_that_names_nothing_is_not_found_however_large(ctx: Context) -> None:
    for row_id in (0, -1, 999_999, 2**31, 2**63, 10**30):
        with pytest.raises(NotFound):
            ctx.load(Initiative, row_id, to=Permission.READ_INITIATIVE)


def test_what_does_not_exist_for_somebody_is_not_found_and_what_they_see_is_denied_with_who_can(
    acting: Callable[[str], Context],
) -> None:
    row_id = led(acting("reader")).id
    with pytest.raises(NotFound):
        acting("outsider").load(Initiative, row_id, to=Permission.READ_INITIATIVE)
    with pytest.raises(Denied) as refused:
        acting("reader").load(Initiative, row_id, to=EDIT)
    assert refused.value.message == "Du har inte behörighet att ändra initiativet."
    assert refused.value.who == ("huvudprojektledare", "projektledare", "samordnare")
    assert acting("reader").load(Initiative, row_id, to=Permission.READ_INITIATIVE).id == row_id


def test_what_can_be_done_is_what_loading_allows_for_everybody_and_everything(
    acting: Callable[[str], Context],
) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:draft")
        keys = [cast.LED, "sammanhallna-vardforlopp", "en-vag-in", "patientportalen", "kompetensvaxling"]
        found = system.session.scalars(select(Initiative).where(Initiative.key.in_(keys)))
        rows = {row.key: row.id for row in found}
        for key in ("sammanhallna-vardforlopp", "patientportalen"):
            system.session.get_one(Initiative, rows[key]).state = InitiativeState.PROPOSED
    asked = set(Permission) - {Permission.PROPOSE_INITIATIVE, Permission.READ_HELP, Permission.MANAGE_ACCOUNT}
    allowed: dict[str, int] = {}
    for name in (*cast.CAST, "system"):
        ctx = acting(name)
        for key, row_id in rows.items():
            row = ctx.session.get_one(Initiative, row_id)
            for permission in asked:
                try:
                    ctx.load(Initiative, row_id, to=permission)
                    loaded = True
                except (NotFound, Denied):
                    loaded = False
                assert ctx.can(permission, row) is loaded, (name, key, permission)
                allowed[name] = allowed.get(name, 0) + loaded
    assert allowed["outsider"] == 0
    assert allowed["system"] == len(rows) * len(asked)
    # Users and jobs are the administrator's, and what is handed over is accepted in the line.
    assert allowed["coordinator"] == len(rows) * (len(asked) - 3)
    assert 0 < allowed["reader"] < allowed["controller"] < allowed["steering"] < allowed["coordinator"]


def test_nobody_signed_in_may_nothing(ctx: Context, settings: Any) -> None:
    nobody = Context(ctx.session, ANONYMOUS, settings.clock)
    with pytest.raises(Denied):
        nobody.require(Permission.PROPOSE_INITIATIVE)
    with pytest.raises(NotFound):
        nobody.load(Initiative, led(ctx).id, to=Permission.READ_INITIATIVE)


def test_the_first_name_of_an_action_holds_and_what_comes_later_only_completes_it(ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:first")
        ctx.record("test:second", reason="Därför", plan_id=led(ctx).plan_id)
        ctx.record("test:third", reason="Inte därför")
        led(ctx).title = "Nytt"
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.reason, link.plan_id) == ("test:first", "Därför", led(ctx).plan_id)


def test_the_day_stands_still_where_it_is_set_and_instants_are_real_and_in_utc(ctx: Context) -> None:
    assert ctx.today == TODAY
    assert ctx.now.year > TODAY.year
    assert ctx.now.utcoffset() is not None
    assert not ctx.now.utcoffset()


def test_two_transactions_that_wait_for_each_other_end_in_a_conflict_that_can_be_told(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("coordinator")

    class Deadlock(Exception):
        sqlstate = "40P01"

    with pytest.raises(Conflict, match="precis samtidigt"), ctx.transaction():
        raise OperationalError("UPDATE", {}, Deadlock())
    with pytest.raises(Conflict), ctx.transaction():
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
    with pytest.raises(OperationalError), ctx.transaction():
        raise OperationalError("SELECT", {}, Exception("the server is gone"))


@one_database
def test_a_database_that_is_busy_from_the_start_is_a_conflict_and_leaves_nothing_behind(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = led(ctx).title

    def locked(_: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(context, "begin_write", locked)
        with pytest.raises(Busy, match="Försök igen"):
            rename(ctx, "Aldrig")
    assert led(ctx).title == title
    rename(ctx, "Nu")
    assert led(ctx).title == "Nu"

"""Who is told of what today, once each; a whole year of it is in test_a_year_of_reminders.py."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from email.message import EmailMessage
from threading import Barrier
from typing import ClassVar

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError

from portfolio.config import Settings
from portfolio.domain.errors import Denied, Stale
from portfolio.domain.mail import MailState
from portfolio.domain.reminders import Digest
from portfolio.domain.task_kinds import MailRhythm
from portfolio.domain.versions import version_of
from portfolio.mail import Letters, MailFailed, Written
from portfolio.models import AuditItem, AuditLink, OutboxMessage, RemindedDay, ToldNotice, User
from portfolio.services import reminders, users
from portfolio.services.context import ANONYMOUS, Context
from tests import cast
from tests.conftest import TODAY
from tests.web.conftest import one_database

Acting = Callable[[str], Context]

LETTERS = Letters("https://nytta.region.se", "nytta@region.se")


def messages(ctx: Context) -> dict[str, OutboxMessage]:
    """What waits in the outbox, by whom it is for."""
    ctx.session.rollback()
    rows = ctx.session.execute(select(OutboxMessage, User).join(User, User.id == OutboxMessage.user_id)).all()
    assert len({user.id for _, user in rows}) == len(rows)
    return {user.email.split("@")[0]: row for row, user in rows}


def wants(ctx: Context, name: str, rhythm: MailRhythm) -> None:
    with ctx.transaction():
        ctx.record("test:rhythm")
        users.find(ctx, cast.email(name)).mail_rhythm = rhythm


def test_a_monday_tells_everybody_who_has_something_to_do_once(acting: Acting) -> None:
    ctx = acting("system")
    links = len(ctx.session.scalars(select(AuditLink.id)).all())
    wants(ctx, "controller", MailRhythm.NEVER)
    would = [(user.email, len(digest.notices)) for user, digest in reminders.due(ctx)]
    assert messages(ctx) == {}
    assert reminders.prepare(ctx, LETTERS) == len(would)
    found = messages(ctx)
    assert sorted(one.removesuffix("@exempel.se") for one, _ in would) == sorted(found)
    assert "coordinator" in found
    assert not {"controller", "reader", "admin", "outsider"} & set(found)
    row = found["coordinator"]
    assert row.message_id == f"<reminder.2023-05-15.{row.user_id}@nytta.region.se>"
    assert (row.state, row.day, row.attempts, row.next_attempt_at) == (MailState.WAITING, TODAY, 0, ctx.now)
    assert row.subject in row.text
    told = ctx.session.scalars(select(ToldNotice).where(ToldNotice.user_id == row.user_id)).all()
    assert len(told) == dict(would)[cast.email("coordinator")]
    assert {one.told_on for one in told} == {TODAY}
    assert reminders.prepare(ctx, LETTERS) == 0
    assert list(reminders.due(ctx)) == []
    assert ctx.session.scalars(select(RemindedDay.day)).all() == [TODAY]
    ctx.session.rollback()
    # Nothing but the change of rhythm stands in the log: what people are told is no change of the plan.
    assert len(ctx.session.scalars(select(AuditLink.id)).all()) == links + 1


def test_several_who_remind_at_once_tell_everybody_once(acting: Acting) -> None:
    several = [acting("system") for _ in range(4)]
    start = Barrier(len(several), timeout=20)
    would = len(list(reminders.due(several[0])))

    def work(ctx: Context) -> int:
        ctx.session.rollback()
        start.wait()
        return reminders.prepare(ctx, LETTERS)

    with ThreadPoolExecutor(len(several)) as pool:
        assert sum(pool.map(work, several)) == would
    assert len(messages(several[0])) == would > 2
    keys = several[0].session.execute(select(ToldNotice.user_id, ToldNotice.key)).all()
    assert len(set(keys)) == len(keys)


@one_database
def test_the_number_of_questions_does_not_grow_with_the_people(acting: Acting, engine: Engine) -> None:
    ctx = acting("system")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def questions() -> int:
        ctx.session.rollback()
        ctx.session.expire_all()
        asked.clear()
        list(reminders.due(ctx))
        return len(asked)

    before = questions()
    plan_id = cast.actor(ctx.session, "steering").grants[0].plan_id
    with ctx.transaction():
        ctx.record("test:many")
        for number in range(10):
            someone = User(email=f"{number}@x.se", name=f"P{number}", active=True, created_at=ctx.now)
            ctx.session.add(someone)
            ctx.session.flush()
            users.assign(ctx, someone, users.Role.COORDINATOR, plan_id=plan_id)
    assert questions() <= before + 2


def test_how_often_is_ones_own_choice_and_the_second_window_is_told_of_the_first(acting: Acting) -> None:
    ctx = acting("outsider")
    opened = version_of(reminders.rhythm(ctx))
    assert reminders.rhythm(ctx) == {"mail_rhythm": MailRhythm.WEEKLY}
    with ctx.transaction():
        reminders.choose_rhythm(ctx, version=opened, mail_rhythm=MailRhythm.NEVER)
    assert reminders.rhythm(ctx) == {"mail_rhythm": MailRhythm.NEVER}
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    (item,) = ctx.session.scalars(select(AuditItem).where(AuditItem.link_id == link.id))
    assert (link.action, item.field, json.loads(item.new or "")) == ("account:rhythm", "mail_rhythm", "never")
    with pytest.raises(Stale) as refused, ctx.transaction():
        reminders.choose_rhythm(ctx, version=opened, mail_rhythm=MailRhythm.DAILY)
    assert refused.value.current == {"mail_rhythm": MailRhythm.NEVER}


@one_database
def test_nobody_who_has_not_signed_in_has_a_choice(acting: Acting, settings: Settings) -> None:
    ctx = Context(acting("system").session, ANONYMOUS, settings.clock)
    with pytest.raises(Denied):
        reminders.rhythm(ctx)
    with pytest.raises(Denied), ctx.transaction():
        reminders.choose_rhythm(ctx, version="", mail_rhythm=MailRhythm.DAILY)


class Colliding(Letters):
    """Writes for everybody but the first one, for whom the database has no time."""

    tried: ClassVar[list[str]] = []

    def reminder(self, digest: Digest, *, name: str, rhythm: MailRhythm) -> Written:
        self.tried.append(name)
        if len(self.tried) == 1:
            raise OperationalError("INSERT", None, sqlite3.OperationalError("database is locked"))
        return super().reminder(digest, name=name, rhythm=rhythm)


class Down:
    def send(self, message: EmailMessage, *, to: str) -> None:
        raise MailFailed("Servern svarar inte.", of_server=True)

    def close(self) -> None:
        pass


def test_whom_the_database_had_no_time_for_is_told_by_the_next_run_on_the_same_day(acting: Acting) -> None:
    Colliding.tried.clear()
    ctx = acting("system")
    would = len(list(reminders.due(ctx)))
    done = reminders.run(lambda: nullcontext(ctx), Down(), Colliding(LETTERS.base_url, LETTERS.sender))
    assert (done.prepared, done.waiting, done.left) == (would - 1, 1, would - 1)
    assert done.words == (
        f"{would - 1} nya påminnelser, 0 mejl skickade, {would - 1} väntar och försöks igen senare."
        " Alla är inte påminda än: databasen var upptagen. Servern svarar inte."
    )
    assert ctx.session.scalars(select(RemindedDay.day)).all() == []
    assert reminders.prepare(ctx, LETTERS) == 1
    assert ctx.session.scalars(select(RemindedDay.day)).all() == [TODAY]
    assert len(messages(ctx)) == would

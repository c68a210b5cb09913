"""Mail on its way: each message taken by one, tried again, given up in the end, and thrown away when it is old."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.clock import Clock
from portfolio.domain.errors import Conflict, Denied, NotFound
from portfolio.domain.mail import MOST_ATTEMPTS, MailKind, MailState
from portfolio.mail import Letters, MailFailed
from portfolio.models import AuditLink, OutboxMessage, RemindedDay, User
from portfolio.services import outbox, users
from portfolio.services.context import SYSTEM, Context
from portfolio.services.outbox import Round
from tests import cast
from tests.conftest import TODAY
from tests.web.conftest import one_database

NOON = datetime(2023, 5, 15, 12, tzinfo=UTC)
LETTERS = Letters("https://nytta.region.se", "nytta@region.se")


@dataclass(frozen=True)
class At(Clock):
    instant: datetime = NOON

    def now(self) -> datetime:
        return self.instant


At_time = Callable[[timedelta], Context]


@pytest.fixture
def after(new_session: Callable[[], Session]) -> At_time:
    """The system's context so long after noon."""

    def make(passed: timedelta = timedelta()) -> Context:
        return Context(new_session(), SYSTEM, At(ZoneInfo("Europe/Stockholm"), TODAY, NOON + passed))

    return make


class Letterbox:
    """A mailer that takes everything, or fails as it is told to for the next messages."""

    def __init__(self, *failures: MailFailed | None) -> None:
        self.taken: list[tuple[str, str]] = []
        self.failures = list(failures)

    def send(self, message: EmailMessage, *, to: str) -> None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        self.taken.append((to, str(message["Message-ID"])))

    def close(self) -> None:
        pass


def add(ctx: Context, *names: str) -> list[int]:
    """A message to each of them, written at noon."""
    with ctx.transaction():
        found = []
        for number, name in enumerate(names):
            user = users.find(ctx, cast.email(name))
            row = OutboxMessage(user_id=user.id, kind=MailKind.REMINDER, day=TODAY, message_id=f"<{number}@x.se>")
            row.subject, row.text, row.html, row.state = "Hej", "Text", "<p>Text</p>", MailState.WAITING
            row.attempts, row.next_attempt_at, row.created_at = 0, NOON + timedelta(seconds=number), NOON
            ctx.session.add(row)
            ctx.session.flush()
            found.append(row.id)
    return found


def stored(ctx: Context, row_id: int) -> OutboxMessage:
    ctx.session.rollback()
    row = ctx.session.get(OutboxMessage, row_id, populate_existing=True)
    assert row is not None
    return row


def test_what_waits_is_sent_once_the_oldest_first_and_nothing_of_it_is_logged(after: At_time) -> None:
    ctx = after(timedelta(minutes=1))
    links = len(ctx.session.scalars(select(AuditLink.id)).all())
    first, second = add(ctx, "steering", "controller")
    box = Letterbox()
    assert outbox.send(ctx, box, LETTERS) == (Round(sent=2), False)
    assert box.taken == [(cast.email("steering"), "<0@x.se>"), (cast.email("controller"), "<1@x.se>")]
    assert outbox.send(ctx, box, LETTERS) == (Round(), False)
    row = stored(ctx, first)
    assert (row.state, row.attempts, row.sent_at, row.held_until) == (MailState.SENT, 1, ctx.now, None)
    assert stored(ctx, second).state is MailState.SENT
    assert len(ctx.session.scalars(select(AuditLink.id)).all()) == links


def test_what_fails_is_tried_again_later_and_given_up_in_the_end(after: At_time) -> None:
    (row_id,) = add(after(timedelta()), "steering")
    passed, tries = timedelta(minutes=1), 0
    while stored(ctx := after(passed), row_id).state is MailState.WAITING:
        done, _ = outbox.send(ctx, Letterbox(MailFailed("Fullt.")), LETTERS)
        tries += done.waiting + done.failed
        assert stored(ctx, row_id).last_error in ("Fullt.", None)
        ctx.session.close()
        passed += timedelta(hours=6)
        assert tries <= MOST_ATTEMPTS
    row = stored(ctx, row_id)
    assert (row.state, row.attempts, tries) == (MailState.FAILED, MOST_ATTEMPTS, MOST_ATTEMPTS)
    assert passed > timedelta(days=4), "a server may be down from Thursday evening till Tuesday"


def test_one_that_will_never_be_taken_is_given_up_at_once_and_the_others_are_sent(after: At_time) -> None:
    ctx = after(timedelta(minutes=1))
    refused, other = add(ctx, "steering", "controller")
    box = Letterbox(MailFailed("E-postservern tog inte emot mottagarens adress: 550 Okänd.", permanent=True))
    assert outbox.send(ctx, box, LETTERS)[0] == Round(sent=1, failed=1)
    assert (stored(ctx, refused).state, stored(ctx, refused).last_error) == (
        MailState.FAILED,
        "E-postservern tog inte emot mottagarens adress: 550 Okänd.",
    )
    assert stored(ctx, other).state is MailState.SENT


def test_a_server_that_takes_nothing_is_asked_once(after: At_time) -> None:
    ctx = after(timedelta(minutes=1))
    first, second = add(ctx, "steering", "controller")
    box = Letterbox(MailFailed("Servern svarar inte.", of_server=True))
    done, more = outbox.send(ctx, box, LETTERS)
    assert (done, more) == (Round(waiting=1, stopped="Servern svarar inte."), False)
    assert done.words == "0 nya påminnelser, 0 mejl skickade, 1 väntar och försöks igen senare. Servern svarar inte."
    assert (stored(ctx, first).attempts, stored(ctx, second).attempts) == (1, 0)
    assert outbox.send(after(timedelta(minutes=5)), box, LETTERS)[0] == Round(sent=2)


def test_who_dies_with_a_message_leaves_it_to_another_after_a_while_under_the_same_id(after: At_time) -> None:
    class Killed(BaseException):
        pass

    class Dying(Letterbox):
        def send(self, message: EmailMessage, *, to: str) -> None:
            super().send(message, to=to)
            raise Killed

    (row_id,) = add(after(timedelta()), "steering")
    box = Dying()
    with pytest.raises(Killed):
        outbox.send(after(timedelta(minutes=1)), box, LETTERS)
    alive = Letterbox()
    assert outbox.send(after(timedelta(minutes=20)), alive, LETTERS) == (Round(), False), "it may be alive, and slow"
    later = after(timedelta(minutes=40))
    assert outbox.send(later, alive, LETTERS)[0] == Round(sent=1)
    assert alive.taken == box.taken == [(cast.email("steering"), "<0@x.se>")]
    assert (stored(later, row_id).state, stored(later, row_id).attempts) == (MailState.SENT, 2)


def test_who_has_left_is_sent_nothing_and_what_waited_is_thrown_away(after: At_time, ctx: Context) -> None:
    system = after(timedelta(minutes=1))
    first, second = add(system, "steering", "controller")
    with system.transaction():
        users.deactivate(system, cast.email("steering"))
        # The other one's account was closed by hand, in the database.
        system.record("test:close")
        users.find(system, cast.email("controller")).active = False
    assert system.session.get(OutboxMessage, first) is None
    box = Letterbox()
    assert outbox.send(system, box, LETTERS) == (Round(), False)
    assert box.taken == []
    system.session.rollback()
    assert system.session.get(OutboxMessage, second) is None


def test_many_who_send_at_once_send_each_message_once(after: At_time) -> None:
    names = [name for name in cast.CAST if name != "outsider"]
    add(after(timedelta()), *names)
    people = [after(timedelta(minutes=1)) for _ in range(4)]
    box, start = Letterbox(), Barrier(len(people), timeout=20)

    def work(ctx: Context) -> Round:
        start.wait()
        return outbox.send(ctx, box, LETTERS)[0]

    with ThreadPoolExecutor(len(people)) as pool:
        rounds = list(pool.map(work, people))
    assert sum(done.sent for done in rounds) == len(names)
    assert sorted(box.taken) == sorted((cast.email(name), f"<{number}@x.se>") for number, name in enumerate(names))


@one_database
def test_all_of_many_are_sent_a_context_at_a_time(after: At_time, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST_AT_ONCE", 2)
    add(after(timedelta()), *("steering", "controller", "reader", "admin", "coordinator"))
    made: list[Context] = []

    @contextmanager
    def new():
        made.append(after(timedelta(minutes=1)))
        yield made[-1]

    assert outbox.send_all(new, Letterbox(), LETTERS) == Round(sent=5)
    assert len(made) == 3


@one_database
def test_an_administrator_sees_what_failed_and_lets_it_be_tried_again(
    after: At_time, acting: Callable[[str], Context]
) -> None:
    system = after(timedelta(minutes=1))
    first, second = add(system, "steering", "controller")
    outbox.send(system, Letterbox(MailFailed("Nej.", permanent=True), MailFailed("Sedan.")), LETTERS)
    admin = acting("admin")
    held = outbox.counts(admin)
    assert (held.waiting, held.since, held.failed) == (1, NOON, 1)
    assert [row.id for row in outbox.unsent(admin)] == [first, second]
    with admin.transaction():
        assert outbox.send_again(admin, first).user.name == "Steering"
    assert (stored(admin, first).state, stored(admin, first).attempts) == (MailState.WAITING, 0)
    with pytest.raises(Conflict), admin.transaction():
        outbox.send_again(admin, first)
    for wrong in (0, 999, 2**40):
        with pytest.raises(NotFound), admin.transaction():
            outbox.send_again(admin, wrong)
    for work in (outbox.counts, outbox.unsent, lambda ctx: outbox.send_again(ctx, first)):
        with pytest.raises(Denied):
            work(acting("coordinator"))


@one_database
def test_what_is_old_is_thrown_away_and_what_waits_is_not(after: At_time) -> None:
    ctx = after(timedelta(minutes=1))
    sent, failed, waiting = add(ctx, "steering", "controller", "reader")
    outbox.send(ctx, Letterbox(None, MailFailed("Nej.", permanent=True), MailFailed("Sedan.")), LETTERS)
    with ctx.transaction():
        ctx.session.add_all(RemindedDay(day=day, at=ctx.now) for day in (date(2021, 1, 4), TODAY))

    def left(days: int) -> set[int]:
        later = after(timedelta(days=days))
        with later.transaction():
            outbox.forget_old(later)
        return set(later.session.scalars(select(OutboxMessage.id)))

    assert left(50) == {sent, failed, waiting}
    assert left(70) == {failed, waiting}
    assert left(200) == {waiting}
    assert ctx.session.scalars(select(RemindedDay.day)).all() == [TODAY]
    assert ctx.session.scalar(select(User.id).where(User.email == cast.email("steering")))

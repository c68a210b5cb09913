"""Reminders: who is told of what today, written once into the outbox whoever does it and however often."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select

from portfolio.domain.errors import Busy, Conflict, Stale
from portfolio.domain.mail import MailKind, MailState
from portfolio.domain.permissions import Permission, allows
from portfolio.domain.reminders import (
    Digest,
    Lead,
    MailRhythm,
    Overdue,
    Recipient,
    digest,
    is_sending_day,
)
from portfolio.domain.tasks import Task
from portfolio.domain.texts import swedish_key
from portfolio.domain.versions import version_of
from portfolio.mail import Letters, Mailer
from portfolio.models import OutboxMessage, RemindedDay, ToldNotice, User
from portfolio.services import outbox, people, plans, tasks
from portfolio.services.context import Context
from portfolio.services.contexts import NewContext
from portfolio.services.integrity import is_taken
from portfolio.services.outbox import Round


@dataclass(frozen=True)
class _Plans:
    """What waits in all plans: by user what is theirs and what they hear of others, and the plans' settings."""

    leads: Mapping[int, Lead]
    own: Mapping[int, Sequence[Task]]
    of_others: Mapping[int, Sequence[Overdue]]


def run(new_context: NewContext, mailer: Mailer, letters: Letters) -> Round:
    """Write today's reminders and send everything that waits; each once, whoever else does the same."""
    with new_context() as ctx:
        prepared = prepare(ctx, letters)
        # Told as a failure, so that the scheduler tries again soon.
        busy = None if _is_complete(ctx) else "Alla är inte påminda än: databasen var upptagen."
    done = Round(prepared=prepared, stopped=busy) + outbox.send_all(new_context, mailer, letters)
    with new_context() as ctx:
        return replace(done, left=outbox.counts(ctx).waiting)


def prepare(ctx: Context, letters: Letters) -> int:
    """Write today's reminders into the outbox, a transaction for each person, and return how many there were.

    For the system, whose context sees everything. Another one who does the same meanwhile writes the others.
    """
    ran_on = _ran_on(ctx)
    written, busy = 0, False
    if waiting := _waiting(ctx, ran_on):
        told = _recipients(ctx, waiting)
        found = _found(ctx, waiting)
        for user in waiting:
            # Asked of all at once first: most have nothing new on most days, and then nothing is locked.
            if _digest(ctx, told[user.id], found, ran_on) is not None:
                try:
                    written += _write(ctx, user.id, found, ran_on, letters)
                except Busy:
                    busy = True
    # The day stays open for those who were not reached: whoever runs next tries again.
    if not busy:
        _complete(ctx)
    return written


def due(ctx: Context) -> Iterator[tuple[User, Digest]]:
    """Whom today's reminders would go to, and what they would tell, by name; nothing is written."""
    ran_on = _ran_on(ctx)
    waiting = _waiting(ctx, ran_on)
    if not waiting:
        return
    told = _recipients(ctx, waiting)
    found = _found(ctx, waiting)
    for user in waiting:
        wanted = _digest(ctx, told[user.id], found, ran_on)
        if wanted is not None:
            yield user, wanted


def rhythm(ctx: Context) -> dict[str, MailRhythm]:
    """How often the actor is reminded, as the form shows it, by field. Raises Denied for who has not signed in."""
    ctx.require(Permission.MANAGE_ACCOUNT)
    return {"mail_rhythm": ctx.session.get_one(User, ctx.actor.user_id).mail_rhythm}


def choose_rhythm(ctx: Context, *, version: str, mail_rhythm: MailRhythm) -> None:
    """Be reminded as often as this from now on. Call within a transaction.

    Raises Conflict when it was changed since ``version``, in another window.
    """
    ctx.require(Permission.MANAGE_ACCOUNT)
    user = ctx.session.get_one(User, ctx.actor.user_id, with_for_update=True, populate_existing=True)
    ctx.record("account:rhythm")
    stored = {"mail_rhythm": user.mail_rhythm}
    if version != version_of(stored):
        raise Stale("Du har redan ändrat hur ofta du påminns, i ett annat fönster.", current=stored)
    user.mail_rhythm = mail_rhythm


def _ran_on(ctx: Context) -> date | None:
    """The latest day before today for which everybody was reminded."""
    return ctx.session.scalar(select(func.max(RemindedDay.day)).where(RemindedDay.day < ctx.today))


def _waiting(ctx: Context, ran_on: date | None) -> list[User]:
    """The active people for whom today is a day to be reminded on, by name; nobody when all of them have been.

    What arises later on such a day is told of on the next one, however often somebody asks.
    """
    rhythms = [one for one in MailRhythm if is_sending_day(one, ctx.today, ran_on=ran_on)]
    if not rhythms or _is_complete(ctx):
        return []
    query = select(User).where(User.active, User.mail_rhythm.in_(rhythms))
    return sorted(ctx.session.scalars(query), key=lambda user: (swedish_key(user.name), user.id))


def _recipients(ctx: Context, users: Sequence[User]) -> dict[int, Recipient]:
    """The users with what each has been told already, by id. Two queries, whatever their number."""
    ids = [user.id for user in users]
    keys: dict[int, set[str]] = {}
    for user_id, key in ctx.session.execute(
        select(ToldNotice.user_id, ToldNotice.key).where(ToldNotice.user_id.in_(ids))
    ):
        keys.setdefault(user_id, set()).add(key)
    sent = dict(
        ctx.session.execute(
            select(OutboxMessage.user_id, func.max(OutboxMessage.day))
            .where(OutboxMessage.kind == MailKind.REMINDER, OutboxMessage.user_id.in_(ids))
            .group_by(OutboxMessage.user_id)
        ).all()
    )
    return {
        user.id: Recipient(
            person_id=user.id,
            rhythm=user.mail_rhythm,
            active=user.active,
            told=frozenset(keys.get(user.id, ())),
            last_sent_on=sent.get(user.id),
        )
        for user in users
    }


def _found(ctx: Context, users: Sequence[User]) -> _Plans:
    """What waits in every plan. The same queries for each plan, whatever the number of people."""
    actors = people.actors_for(ctx.session, users)
    leads: dict[int, Lead] = {}
    own: dict[int, list[Task]] = {}
    of_others: dict[int, list[Overdue]] = {}
    for plan in plans.visible(ctx):
        leads[plan.id] = Lead(plan.ahead_days, plan.escalate_days)
        expected = tasks.of_people(ctx, plan)
        for user_id, of_user in expected.items():
            own.setdefault(user_id, []).extend(of_user)
        scope = plan.scope()
        following = [number for number, actor in actors.items() if allows(actor, Permission.FOLLOW_TASKS, scope)]
        overdue = _overdue(ctx, expected) if following else []
        for number in following:
            of_others.setdefault(number, []).extend(overdue)
    return _Plans(leads, own, of_others)


def _overdue(ctx: Context, expected: Mapping[int, Sequence[Task]]) -> list[Overdue]:
    """What is late in a plan, each with those whom it waits for."""
    waits_for: dict[str, list[int]] = {}
    by_key: dict[str, Task] = {}
    for user_id, of_user in expected.items():
        for task in of_user:
            if task.is_late(ctx.today):
                by_key.setdefault(task.key, task)
                waits_for.setdefault(task.key, []).append(user_id)
    names = people.named(ctx.session, {number for several in waits_for.values() for number in several})
    return [
        Overdue(task, tuple(sorted((names[number] for number in waits_for[key]), key=swedish_key)))
        for key, task in by_key.items()
    ]


def _digest(ctx: Context, recipient: Recipient, found: _Plans, ran_on: date | None) -> Digest | None:
    return digest(
        recipient,
        found.own.get(recipient.person_id, ()),
        day=ctx.today,
        leads=found.leads,
        overdue=found.of_others.get(recipient.person_id, ()),
        ran_on=ran_on,
    )


def _write(ctx: Context, user_id: int, found: _Plans, ran_on: date | None, letters: Letters) -> bool:
    """Write one person's message, with what it tells them of, or nothing when somebody else has done so meanwhile.

    Raises Busy when the database had no time for it.
    """
    try:
        with ctx.transaction():
            # Locked, so that two who remind the same person do so after one another, and the second sees the first.
            user = ctx.session.get_one(User, user_id, with_for_update={"key_share": True}, populate_existing=True)
            wanted = _digest(ctx, _recipients(ctx, [user])[user.id], found, ran_on)
            if wanted is None:
                return False
            written = letters.reminder(wanted, name=user.name, rhythm=user.mail_rhythm)
            ctx.session.add(
                OutboxMessage(
                    user_id=user.id,
                    kind=MailKind.REMINDER,
                    day=ctx.today,
                    message_id=letters.message_id(MailKind.REMINDER, person_id=user.id, day=ctx.today),
                    subject=written.subject,
                    text=written.text,
                    html=written.html,
                    state=MailState.WAITING,
                    attempts=0,
                    next_attempt_at=ctx.now,
                    created_at=ctx.now,
                )
            )
            ctx.session.add_all(ToldNotice(user_id=user.id, key=key, told_on=ctx.today) for key in wanted.keys)
    except Conflict as problem:
        if not is_taken(problem):
            raise
        return False
    return True


def _complete(ctx: Context) -> None:
    """Note that everybody has been reminded today, unless that stands there already."""
    try:
        with ctx.transaction():
            if not _is_complete(ctx):
                ctx.session.add(RemindedDay(day=ctx.today, at=ctx.now))
    except Busy:
        # Nobody knows then that the day is over, and whoever runs next finds nothing left to write.
        return
    except Conflict as problem:
        # Somebody else finished at the same moment.
        if not is_taken(problem):
            raise


def _is_complete(ctx: Context) -> bool:
    return ctx.session.scalar(select(RemindedDay.id).where(RemindedDay.day == ctx.today)) is not None

"""Who acts, when, and on which session: the first argument of every service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from portfolio.clock import Clock
from portfolio.db import begin_write
from portfolio.domain.errors import AlreadyDone, Busy, Denied, NotFound
from portfolio.domain.labels import label
from portfolio.domain.permissions import GRANTS, READING, SIGNED_IN, Actor, Permission, Scope, allows, exists_for
from portfolio.models import FormUse
from portfolio.models.audit import Journal
from portfolio.services.integrity import conflict_from, is_collision

#: Nobody has signed in.
ANONYMOUS = Actor(user_id=None, name="")

#: The command line, where whoever has the database's keys may do everything.
SYSTEM = Actor(user_id=None, name="Systemet", is_system=True)

#: The largest id that both databases hold; a larger number in an address names nothing, and breaks the query.
LARGEST_ID = 2**31 - 1


class Scoped(Protocol):
    """A row that can be loaded on its own."""

    def scope(self) -> Scope: ...


T = TypeVar("T", bound=Scoped)


class Context:
    """Everything that a use case needs from outside: never a clock, a request or a global below this."""

    def __init__(self, session: Session, actor: Actor, clock: Clock) -> None:
        self.session = session
        self.actor = actor
        self.now: datetime = clock.now()
        self.today: date = clock.today()
        self.zone: ZoneInfo = clock.zone

    def day_of(self, instant: datetime) -> date:
        """The day of something that has happened; never one to come, though a demonstration may live in the past."""
        return min(instant.astimezone(self.zone).date(), self.today)

    def load(self, kind: type[T], row_id: int, *, to: Permission) -> T:
        """The one way to an entity: 404 and 403 in one line.

        Raises NotFound for what does not exist or does not exist for the actor, Denied for what they may not do.
        Inside a transaction the row is read anew and locked, so that a decision rests on what is true then.
        """
        writing = "journal" in self.session.info
        row = None
        if 0 < row_id <= LARGEST_ID:
            # The weaker of PostgreSQL's two locks: what is saved meanwhile may refer to the row, but not change it.
            lock = {"key_share": True} if writing else None
            row = self.session.get(kind, row_id, with_for_update=lock, populate_existing=writing)
        if row is None:
            raise NotFound
        self.check(row, to)
        return row

    def check(self, row: Scoped, permission: Permission) -> None:
        """Raise NotFound or Denied when the actor may not do this with the row."""
        scope = row.scope()
        if not exists_for(self.actor, scope):
            raise NotFound
        self.require(permission, scope)

    def require(self, permission: Permission, scope: Scope | None = None) -> None:
        """Raise Denied when the actor may not do this there (anywhere, without a scope)."""
        if not allows(self.actor, permission, scope):
            who = [] if permission in SIGNED_IN | READING else sorted(label(r).lower() for r in GRANTS[permission])
            raise Denied(f"Du har inte behörighet att {label(permission)}.", who=who)

    def can(self, permission: Permission, row: Scoped | None = None) -> bool:
        """Whether the actor may do this with the row; the same question that ``load`` asks."""
        return allows(self.actor, permission, row.scope() if row is not None else None)

    @contextmanager
    def transaction(self, *, form_id: str | None = None) -> Iterator[None]:
        """Begin anew, for writing, and commit at the end: the only place that commits.

        What was read before is stale from here on: what a decision rests on is loaded inside. A ``form_id`` that was
        used before raises AlreadyDone; a broken constraint becomes the Conflict that tells what it means, and a
        database that is busy Busy.
        """
        if "journal" in self.session.info:
            raise RuntimeError("Transactions do not nest: the inner one would throw away what the outer one did.")
        try:
            # SQLite waits here for whoever writes, and gives up after a while.
            begin_write(self.session)
            self.session.info["journal"] = Journal(actor_id=self.actor.user_id, at=self.now)
            if form_id is not None:
                self._use_form(form_id)
            yield
            self.session.commit()
        except IntegrityError as error:
            self.session.rollback()
            raise conflict_from(error) from error
        except OperationalError as error:
            self.session.rollback()
            if not is_collision(error):
                raise
            raise Busy("Någon annan sparade precis samtidigt. Inget av ditt är sparat än. Försök igen.") from error
        except BaseException:
            self.session.rollback()
            raise
        finally:
            self.session.info.pop("journal", None)

    def record(self, action: str, *, reason: str | None = None, plan_id: int | None = None) -> None:
        """Name what this transaction does, for the log; a change without a name is refused at commit."""
        journal: Journal = self.session.info["journal"]
        journal.action = journal.action or action
        journal.reason = journal.reason or reason
        journal.plan_id = journal.plan_id or plan_id

    def settle(self) -> None:
        """Write what is pending and forget what was read, so that what is read next is as it will be stored."""
        self.session.flush()
        self.session.expire_all()

    def was_sent(self, form_id: str) -> bool:
        """Whether the form with this one-use id was sent before, so that what it asks for is done already."""
        return self.session.scalar(select(FormUse.id).where(FormUse.form_id == form_id)) is not None

    def _use_form(self, form_id: str) -> None:
        if self.was_sent(form_id):
            raise AlreadyDone("Formuläret är redan skickat, och det du skickade första gången är sparat.")
        self.session.add(FormUse(form_id=form_id, at=self.now))
        self.session.flush()

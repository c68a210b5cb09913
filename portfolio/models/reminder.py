"""What people are reminded of by mail: messages on their way, and what each person has been told."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.mail import MailKind, MailState
from portfolio.domain.permissions import Scope
from portfolio.models.base import Base, EnumText, Id, Instant, Long, OptionalInstant, OptionalTitle, Title
from portfolio.models.user import User


class OutboxMessage(Base):
    """A message to a person, kept from when it was decided on until some time after it was handed over.

    It goes to the address that the person has when it is sent. Whoever sends it holds it until ``held_until``, so that
    nobody else does meanwhile; when that has passed, whoever held it is gone, and it is sent again with the same id.
    """

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_outbox_messages_state_next_attempt_at", "state", "next_attempt_at"),
    )
    __audited__ = False

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[MailKind] = mapped_column(EnumText(MailKind))
    day: Mapped[date]
    message_id: Mapped[str] = mapped_column(String(320))
    subject: Mapped[Title]
    text: Mapped[Long]
    html: Mapped[Long]
    state: Mapped[MailState] = mapped_column(EnumText(MailState))
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Instant]
    held_until: Mapped[OptionalInstant]
    last_error: Mapped[OptionalTitle]
    created_at: Mapped[Instant]
    sent_at: Mapped[OptionalInstant]

    user: Mapped[User] = relationship()

    def scope(self) -> Scope:
        return Scope()


class ToldNotice(Base):
    """That a person has been told of something for one reason: it is not told again."""

    __tablename__ = "told_notices"
    __table_args__ = (UniqueConstraint("user_id", "key"),)
    __audited__ = False

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    key: Mapped[str] = mapped_column(String(200))
    told_on: Mapped[date]


class RemindedDay(Base):
    """A day for which everybody has been reminded: who hears once a week is caught up on after a breakdown."""

    __tablename__ = "reminded_days"
    __table_args__ = (UniqueConstraint("day"),)
    __audited__ = False

    id: Mapped[Id]
    day: Mapped[date]
    at: Mapped[Instant]

"""Personal calendars: the address that each is read by, and what calendar programs were told by it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.permissions import Scope
from portfolio.models.base import UNLOGGED, Base, Id, Instant, OptionalInstant, Title
from portfolio.models.user import User


class PersonalCalendar(Base):
    """A person's calendar of what is due. Only a hash of its address is kept; a new address makes the former useless.

    One for each person, so that programs that go on with a new address meet the same events.
    """

    __tablename__ = "personal_calendars"
    __table_args__ = (UniqueConstraint("user_id"), UniqueConstraint("token_hash"))

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64), info=UNLOGGED)
    created_at: Mapped[Instant]
    revoked_at: Mapped[OptionalInstant]

    user: Mapped[User] = relationship()
    use: Mapped[CalendarUse | None] = relationship(viewonly=True)

    def scope(self) -> Scope:
        return Scope()


class CalendarUse(Base):
    """When a calendar was last read. Apart from it, since nobody wants that in the log."""

    __tablename__ = "calendar_uses"
    __table_args__ = (UniqueConstraint("calendar_id"),)
    __audited__ = False

    id: Mapped[Id]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("personal_calendars.id"))
    at: Mapped[Instant]


class CalendarEntry(Base):
    """An event that calendar programs were told, as they were told it last; its number grows with every change."""

    __tablename__ = "calendar_entries"
    __table_args__ = (UniqueConstraint("calendar_id", "uid"),)
    __audited__ = False

    id: Mapped[Id]
    calendar_id: Mapped[int] = mapped_column(ForeignKey("personal_calendars.id"))
    uid: Mapped[str] = mapped_column(String(100))
    day: Mapped[date]
    summary: Mapped[Title]
    sequence: Mapped[int]
    changed_at: Mapped[Instant]
    cancelled_at: Mapped[OptionalInstant]

"""The learning log of an initiative."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.models.base import Base, Id, Instant, Key, Long
from portfolio.models.user import User


class LearningEntry(Base):
    """What was believed, what happened and what is done next; an entry from a plan file has no author."""

    __tablename__ = "learning_entries"
    __table_args__ = (UniqueConstraint("initiative_id", "key"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    key: Mapped[Key]
    noted_on: Mapped[date]
    believed: Mapped[Long]
    happened: Mapped[Long]
    next_step: Mapped[Long]
    look_again_on: Mapped[date | None]
    example: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[Instant]

    author: Mapped[User | None] = relationship()

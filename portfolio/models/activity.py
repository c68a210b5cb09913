"""Activities, and which initiatives they belong to."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.phases import Phase
from portfolio.models.base import Base, EnumText, Id, Key, OptionalLong, OptionalPeriod, OptionalTitle, Texts, Title


class Activity(Base):
    """A piece of work. Several initiatives may share one instead of each having a copy.

    ``period_text`` keeps what was written, ``period`` how it was read.
    """

    __tablename__ = "activities"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    title: Mapped[Title]
    phase: Mapped[Phase | None] = mapped_column(EnumText(Phase))
    period_text: Mapped[OptionalTitle]
    period: Mapped[OptionalPeriod]
    responsible: Mapped[Texts]
    status: Mapped[ActivityStatus | None] = mapped_column(EnumText(ActivityStatus))
    note: Mapped[OptionalLong]
    example: Mapped[bool]
    position: Mapped[int]

    initiatives: Mapped[list[InitiativeActivity]] = relationship(back_populates="activity")


class InitiativeActivity(Base):
    """An activity's place in one initiative."""

    __tablename__ = "initiative_activities"
    __table_args__ = (UniqueConstraint("initiative_id", "activity_id"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    position: Mapped[int]

    activity: Mapped[Activity] = relationship(back_populates="initiatives")

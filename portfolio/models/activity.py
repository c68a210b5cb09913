"""Activities and enablers, and which initiatives they belong to."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.phases import Phase
from portfolio.models.base import Base, EnumText, Id, Key, OptionalLong, OptionalPeriod, OptionalTitle, Texts, Title
from portfolio.models.organisation import Organisation


class Activity(Base):
    """A piece of work, or an enabler (möjliggörare). Several initiatives may share one instead of each having a copy.

    Internal to an organisation, or shared by the county when none is set. ``period_text`` keeps what was written,
    ``period`` how it was read.
    """

    __tablename__ = "activities"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    kind: Mapped[ActivityKind] = mapped_column(EnumText(ActivityKind))
    title: Mapped[Title]
    phase: Mapped[Phase | None] = mapped_column(EnumText(Phase))
    period_text: Mapped[OptionalTitle]
    period: Mapped[OptionalPeriod]
    responsible: Mapped[Texts]
    status: Mapped[ActivityStatus | None] = mapped_column(EnumText(ActivityStatus))
    note: Mapped[OptionalLong]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    example: Mapped[bool]
    position: Mapped[int]

    organisation: Mapped[Organisation | None] = relationship()
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

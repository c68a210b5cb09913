"""Decisions, and the complexity assessments that some of them make."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.models.base import Base, EnumText, Id, Instant, Key, OptionalLong, OptionalTitle
from portfolio.models.plan import Forum


class Decision(Base):
    """What a forum decided on an initiative. ``decided_on`` may lie in the past; null when the source gives no date."""

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("initiative_id", "key"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    key: Mapped[Key]
    matter: Mapped[Matter] = mapped_column(EnumText(Matter))
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    from_state: Mapped[InitiativeState | None] = mapped_column(EnumText(InitiativeState))
    to_state: Mapped[InitiativeState | None] = mapped_column(EnumText(InitiativeState))
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), index=True)
    decided_on: Mapped[date | None]
    motivation: Mapped[OptionalLong]
    diarienummer: Mapped[OptionalTitle]
    retrospective: Mapped[bool]
    example: Mapped[bool]
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    forum: Mapped[Forum | None] = relationship()
    assessment: Mapped[ComplexityAssessment | None] = relationship(back_populates="decision")


class ComplexityAssessment(Base):
    """One classification of an initiative; all are kept, the latest decided one holds."""

    __tablename__ = "complexity_assessments"
    __table_args__ = (UniqueConstraint("decision_id"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    level: Mapped[ComplexityLevel] = mapped_column(EnumText(ComplexityLevel))

    decision: Mapped[Decision] = relationship(back_populates="assessment")

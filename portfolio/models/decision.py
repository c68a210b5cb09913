"""Decisions, the complexity assessments that some of them make, and the matters that wait for one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Scope
from portfolio.models.base import (
    Base,
    EnumText,
    Exact,
    Id,
    Instant,
    Key,
    OptionalInstant,
    OptionalLong,
    OptionalPeriod,
    OptionalTitle,
    Texts,
)
from portfolio.models.plan import Forum

if TYPE_CHECKING:
    from portfolio.models.benefit import Benefit, BenefitMeasure
    from portfolio.models.initiative import Initiative


class Decision(Base):
    """What a forum decided on an initiative. ``decided_on`` may lie in the past; null when the source gives no date.

    ``material`` is what it was made on, as it stood, and ``changed`` what it changed, both JSON text that names things
    by keys. One that was ``corrected`` stays, and counts no longer. ``successor`` is where a benefit moved, as the
    slug of a plan and the key of an initiative.
    """

    __tablename__ = "decisions"
    __table_args__ = (UniqueConstraint("initiative_id", "key"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    key: Mapped[Key]
    matter: Mapped[Matter] = mapped_column(EnumText(Matter))
    outcome: Mapped[Outcome] = mapped_column(EnumText(Outcome))
    from_state: Mapped[InitiativeState | None] = mapped_column(EnumText(InitiativeState))
    to_state: Mapped[InitiativeState | None] = mapped_column(EnumText(InitiativeState))
    benefit_id: Mapped[int | None] = mapped_column(ForeignKey("benefits.id"), index=True)
    until: Mapped[date | None]
    start: Mapped[OptionalPeriod]
    waived: Mapped[Texts]
    lesson: Mapped[OptionalLong]
    successor: Mapped[OptionalTitle]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    corrected: Mapped[bool] = mapped_column(default=False)
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), index=True)
    decided_on: Mapped[date | None]
    motivation: Mapped[OptionalLong]
    diarienummer: Mapped[OptionalTitle]
    material: Mapped[OptionalLong]
    changed: Mapped[OptionalLong]
    retrospective: Mapped[bool]
    example: Mapped[bool]
    recorded_at: Mapped[Instant]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    forum: Mapped[Forum | None] = relationship()
    benefit: Mapped[Benefit | None] = relationship()
    corrects: Mapped[Decision | None] = relationship(remote_side="Decision.id")
    assessment: Mapped[ComplexityAssessment | None] = relationship(back_populates="decision")
    initiative: Mapped[Initiative] = relationship(back_populates="decisions")

    def scope(self) -> Scope:
        return self.initiative.scope()


class ComplexityAssessment(Base):
    """One classification of an initiative; all are kept, the latest decided one holds."""

    __tablename__ = "complexity_assessments"
    __table_args__ = (UniqueConstraint("decision_id"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    level: Mapped[ComplexityLevel] = mapped_column(EnumText(ComplexityLevel))

    decision: Mapped[Decision] = relationship(back_populates="assessment")


class FirstAssessment(Base):
    """Programme management's assessment of a proposal; all are kept, the last one holds."""

    __tablename__ = "first_assessments"
    __table_args__ = (UniqueConstraint("initiative_id", "key"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    key: Mapped[Key]
    priority: Mapped[int]
    recommendation: Mapped[Recommendation] = mapped_column(EnumText(Recommendation))
    level: Mapped[ComplexityLevel | None] = mapped_column(EnumText(ComplexityLevel))
    fit: Mapped[OptionalLong]
    assessed_at: Mapped[Instant]
    assessed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    example: Mapped[bool]


class DecisionRequest(Base):
    """A matter that somebody has put on the agenda; it waits until it is withdrawn, or a decision has answered it."""

    __tablename__ = "decision_requests"
    __table_args__ = (UniqueConstraint("initiative_id", "key"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    key: Mapped[Key]
    matter: Mapped[Matter] = mapped_column(EnumText(Matter))
    to_state: Mapped[InitiativeState | None] = mapped_column(EnumText(InitiativeState))
    level: Mapped[ComplexityLevel | None] = mapped_column(EnumText(ComplexityLevel))
    benefit_id: Mapped[int | None] = mapped_column(ForeignKey("benefits.id"), index=True)
    benefit_measure_id: Mapped[int | None] = mapped_column(ForeignKey("benefit_measures.id"), index=True)
    target_value: Mapped[Decimal | None] = mapped_column(Exact)
    target_period: Mapped[OptionalPeriod]
    waives: Mapped[Texts]
    note: Mapped[OptionalLong]
    asked_at: Mapped[Instant]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    withdrawn_at: Mapped[OptionalInstant]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), index=True)
    example: Mapped[bool]

    initiative: Mapped[Initiative] = relationship(back_populates="requests")
    benefit: Mapped[Benefit | None] = relationship()
    link: Mapped[BenefitMeasure | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.withdrawn_at is None and self.decision_id is None

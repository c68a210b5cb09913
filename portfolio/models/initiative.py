"""Initiatives with their former titles and phases."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.initiatives import DRAFT_STATES, InitiativeKind, InitiativeState, Origin
from portfolio.domain.permissions import Scope
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.models.activity import InitiativeActivity
from portfolio.models.adoption import Adoption
from portfolio.models.base import (
    Base,
    EnumText,
    Id,
    Instant,
    Key,
    OptionalLong,
    OptionalPeriod,
    OptionalTitle,
    Texts,
    Title,
)
from portfolio.models.benefit import Benefit
from portfolio.models.decision import ComplexityAssessment, Decision, DecisionRequest, FirstAssessment
from portfolio.models.dependency import InitiativeDependency
from portfolio.models.learning import LearningEntry
from portfolio.models.plan import Plan, ProgrammeArea


class Initiative(Base):
    """An initiative of a plan. Its id never changes; ``key`` is its name in plan files."""

    __tablename__ = "initiatives"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    title: Mapped[Title]
    area_id: Mapped[int] = mapped_column(ForeignKey("programme_areas.id"), index=True)
    position: Mapped[int]
    kind: Mapped[InitiativeKind] = mapped_column(EnumText(InitiativeKind))
    purpose: Mapped[OptionalLong]
    origin: Mapped[Origin | None] = mapped_column(EnumText(Origin))
    orderer: Mapped[OptionalTitle]
    receiver: Mapped[OptionalTitle]
    project_lead: Mapped[OptionalTitle]
    project_lead_by: Mapped[date | None]
    project_group: Mapped[OptionalTitle]
    parties: Mapped[Texts]
    target_groups: Mapped[Texts]
    diarienummer: Mapped[OptionalTitle]
    state: Mapped[InitiativeState] = mapped_column(EnumText(InitiativeState), index=True)
    project_ended_on: Mapped[date | None]
    retrospective: Mapped[bool]
    example: Mapped[bool]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[Instant]

    plan: Mapped[Plan] = relationship()
    area: Mapped[ProgrammeArea] = relationship()
    former_titles: Mapped[list[FormerTitle]] = relationship(order_by="FormerTitle.position")
    phases: Mapped[list[InitiativePhase]] = relationship(order_by="InitiativePhase.position")
    activities: Mapped[list[InitiativeActivity]] = relationship(order_by="InitiativeActivity.position")
    adoptions: Mapped[list[Adoption]] = relationship(order_by="Adoption.position")
    benefits: Mapped[list[Benefit]] = relationship(order_by="Benefit.position", back_populates="initiative")
    decisions: Mapped[list[Decision]] = relationship(order_by="Decision.id", back_populates="initiative")
    requests: Mapped[list[DecisionRequest]] = relationship(order_by="DecisionRequest.id", back_populates="initiative")
    first_assessments: Mapped[list[FirstAssessment]] = relationship(order_by="FirstAssessment.id")
    assessments: Mapped[list[ComplexityAssessment]] = relationship(order_by="ComplexityAssessment.id")
    dependencies: Mapped[list[InitiativeDependency]] = relationship(
        foreign_keys=[InitiativeDependency.initiative_id],
        order_by=InitiativeDependency.id,
        back_populates="initiative",
    )
    learning: Mapped[list[LearningEntry]] = relationship(order_by="LearningEntry.noted_on, LearningEntry.id")

    def scope(self) -> Scope:
        return Scope(
            plan_id=self.plan_id,
            area_ids=self.area.with_ancestors(),
            organisation_ids=self.plan.owner.with_ancestors(),
            initiative_ids=frozenset({self.id}),
            draft=self.state in DRAFT_STATES,
            author_id=self.author_id,
        )

    def times(self) -> dict[Phase, PhaseTimes]:
        """The timetable as values."""
        return {row.phase: row.times() for row in self.phases}


class FormerTitle(Base):
    """A title that the initiative had before; it is still found by it."""

    __tablename__ = "former_titles"
    __table_args__ = (UniqueConstraint("initiative_id", "title"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    title: Mapped[Title]
    position: Mapped[int]


class InitiativePhase(Base):
    """Planned and actual time of one phase; a boundary that is not stated is null."""

    __tablename__ = "initiative_phases"
    __table_args__ = (UniqueConstraint("initiative_id", "phase"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    phase: Mapped[Phase] = mapped_column(EnumText(Phase))
    position: Mapped[int]
    planned_start: Mapped[OptionalPeriod]
    planned_end: Mapped[OptionalPeriod]
    actual_start: Mapped[OptionalPeriod]
    actual_end: Mapped[OptionalPeriod]
    example: Mapped[bool]

    def times(self) -> PhaseTimes:
        """The row as values."""
        return PhaseTimes(
            planned=Span(self.planned_start, self.planned_end) if self.planned_start else None,
            actual=Span(self.actual_start, self.actual_end) if self.actual_start else None,
        )

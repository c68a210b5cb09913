"""Benefits, and what each of their seven steps links to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.benefits import BenefitKind, ImpactArea, Perspective, Ramp, ValueType
from portfolio.domain.measures import Contribution, Frequency, Method
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Scope
from portfolio.domain.phases import Phase
from portfolio.models.activity import Activity
from portfolio.models.adoption import Adoption
from portfolio.models.base import (
    Base,
    EnumText,
    Exact,
    Id,
    Instant,
    Key,
    OptionalLong,
    OptionalPeriod,
    OptionalTitle,
    PeriodText,
    Title,
)
from portfolio.models.benefit_assessment import BenefitAssessment
from portfolio.models.goal import Goal
from portfolio.models.measure import Measure, Series
from portfolio.models.organisation import Organisation
from portfolio.models.plan import Forum
from portfolio.models.user import User

if TYPE_CHECKING:
    from portfolio.models.initiative import Initiative


class Benefit(Base):
    """One row of the benefit register (nyttoregister): a measurable change and its seven steps."""

    __tablename__ = "benefits"
    __table_args__ = (UniqueConstraint("initiative_id", "key"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    key: Mapped[Key]
    position: Mapped[int]
    created_at: Mapped[Instant]
    example: Mapped[bool]

    # Step 1: what.
    title: Mapped[Title]
    description: Mapped[OptionalLong]
    kind: Mapped[BenefitKind | None] = mapped_column(EnumText(BenefitKind))
    emergent: Mapped[bool]
    perspective: Mapped[Perspective | None] = mapped_column(EnumText(Perspective))
    beneficiary: Mapped[OptionalTitle]
    value_type: Mapped[ValueType | None] = mapped_column(EnumText(ValueType))

    # Step 2: how.
    preconditions: Mapped[OptionalLong]
    risks: Mapped[OptionalLong]
    released_resource: Mapped[OptionalLong]

    # Step 3: who.
    owner_role: Mapped[OptionalTitle]
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    owner_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    accepted_on: Mapped[date | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    # Step 4: when.
    first_effect: Mapped[OptionalPeriod]
    full_effect: Mapped[OptionalPeriod]
    ramp: Mapped[Ramp | None] = mapped_column(EnumText(Ramp))
    anchor_phase: Mapped[Phase | None] = mapped_column(EnumText(Phase))
    anchor_adoption_id: Mapped[int | None] = mapped_column(ForeignKey("adoptions.id"), index=True)
    changed_state: Mapped[OptionalLong]
    changed_state_at: Mapped[OptionalPeriod]

    # Step 5: how it is followed up.
    follow_up_method: Mapped[OptionalLong]
    frequency: Mapped[Frequency | None] = mapped_column(EnumText(Frequency))
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), index=True)
    steering_system: Mapped[OptionalTitle]
    steering_id: Mapped[OptionalTitle]
    steering_link: Mapped[OptionalTitle]
    follow_up_until: Mapped[OptionalPeriod]

    # Step 6: by whom.
    controller_role: Mapped[OptionalTitle]
    controller_user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    data_provider: Mapped[OptionalTitle]

    # Step 7: what is measured, or how it is judged where nothing can be.
    assessment_method: Mapped[OptionalLong]

    # Concluded (avförd) by a decision, which tells why and what was learned.
    concluded_on: Mapped[date | None]

    initiative: Mapped[Initiative] = relationship(back_populates="benefits")
    goals: Mapped[list[BenefitGoal]] = relationship(order_by="BenefitGoal.id")
    activities: Mapped[list[BenefitActivity]] = relationship(order_by="BenefitActivity.id")
    leads_to: Mapped[list[BenefitLink]] = relationship(foreign_keys="BenefitLink.benefit_id", order_by="BenefitLink.id")
    impacts: Mapped[list[BenefitImpact]] = relationship(order_by="BenefitImpact.id")
    preliminary: Mapped[list[PreliminaryStep]] = relationship(order_by="PreliminaryStep.step")
    measures: Mapped[list[BenefitMeasure]] = relationship(order_by="BenefitMeasure.position", back_populates="benefit")
    assessments: Mapped[list[BenefitAssessment]] = relationship(order_by="BenefitAssessment.id")
    owner_unit: Mapped[Organisation | None] = relationship()
    owner_user: Mapped[User | None] = relationship(foreign_keys=[owner_user_id])
    controller_user: Mapped[User | None] = relationship(foreign_keys=[controller_user_id])
    forum: Mapped[Forum | None] = relationship()
    anchor_adoption: Mapped[Adoption | None] = relationship()

    def scope(self) -> Scope:
        return self.initiative.scope()


class BenefitGoal(Base):
    """A goal that a benefit serves."""

    __tablename__ = "benefit_goals"
    __table_args__ = (UniqueConstraint("benefit_id", "goal_id"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id"), index=True)

    goal: Mapped[Goal] = relationship()


class BenefitActivity(Base):
    """An activity or enabler that a benefit needs."""

    __tablename__ = "benefit_activities"
    __table_args__ = (UniqueConstraint("benefit_id", "activity_id"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)

    activity: Mapped[Activity] = relationship()


class BenefitLink(Base):
    """A benefit that leads to another one (effektkedja)."""

    __tablename__ = "benefit_links"
    __table_args__ = (UniqueConstraint("benefit_id", "target_id"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"), index=True)

    target: Mapped[Benefit] = relationship(foreign_keys=[target_id])


class BenefitImpact(Base):
    """What a benefit does to one of the four areas of step three: a text, or that it does nothing to it."""

    __tablename__ = "benefit_impacts"
    __table_args__ = (UniqueConstraint("benefit_id", "area"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    area: Mapped[ImpactArea] = mapped_column(EnumText(ImpactArea))
    none: Mapped[bool]
    text: Mapped[OptionalLong]


class PreliminaryStep(Base):
    """A step of a complex initiative's benefit that is good enough until a day for another look."""

    __tablename__ = "preliminary_steps"
    __table_args__ = (UniqueConstraint("benefit_id", "step"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    step: Mapped[int]
    until: Mapped[date]
    note: Mapped[OptionalLong]


class BenefitMeasure(Base):
    """A measure that tells whether a benefit came: from where, to where, by when, and judged how."""

    __tablename__ = "benefit_measures"
    __table_args__ = (UniqueConstraint("benefit_id", "measure_id"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"), index=True)
    position: Mapped[int]
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    baseline_value: Mapped[Decimal | None] = mapped_column(Exact)
    baseline_period: Mapped[OptionalPeriod]
    baseline_reason: Mapped[OptionalLong]
    baseline_by: Mapped[date | None]
    method: Mapped[Method | None] = mapped_column(EnumText(Method))
    # Whether the same persons answered before and after, which counts alone cannot be compared for.
    paired: Mapped[bool] = mapped_column(default=False)
    share: Mapped[Decimal | None] = mapped_column(Exact)
    contribution: Mapped[Contribution | None] = mapped_column(EnumText(Contribution))
    contribution_reason: Mapped[OptionalLong]

    benefit: Mapped[Benefit] = relationship(back_populates="measures")
    measure: Mapped[Measure] = relationship(back_populates="uses")
    series: Mapped[Series | None] = relationship()
    targets: Mapped[list[BenefitTarget]] = relationship(order_by="BenefitTarget.number")
    interim: Mapped[list[InterimTarget]] = relationship(order_by="InterimTarget.id")

    def scope(self) -> Scope:
        return self.benefit.scope()


class BenefitTarget(Base):
    """What a measure of a benefit is to reach, and by when; another one follows it, with the reason, and it stays."""

    __tablename__ = "benefit_targets"
    __table_args__ = (UniqueConstraint("benefit_measure_id", "number"),)

    id: Mapped[Id]
    benefit_measure_id: Mapped[int] = mapped_column(ForeignKey("benefit_measures.id"))
    number: Mapped[int]
    value: Mapped[Decimal] = mapped_column(Exact)
    period: Mapped[OptionalPeriod]
    reason: Mapped[OptionalLong]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    set_at: Mapped[Instant]


class InterimTarget(Base):
    """A level that is to be reached on the way."""

    __tablename__ = "interim_targets"
    __table_args__ = (UniqueConstraint("benefit_measure_id", "period"),)

    id: Mapped[Id]
    benefit_measure_id: Mapped[int] = mapped_column(ForeignKey("benefit_measures.id"))
    period: Mapped[Period] = mapped_column(PeriodText)
    value: Mapped[Decimal] = mapped_column(Exact)

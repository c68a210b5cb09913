"""Judgements of a benefit by somebody outside the project, where nothing or too little can be measured."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.models.base import Base, EnumText, Id, Instant, Key, Long, OptionalTitle, Title
from portfolio.models.user import User


class BenefitAssessment(Base):
    """What somebody outside the project judged of a benefit, and on what grounds; the latest one holds, all stay."""

    __tablename__ = "benefit_assessments"
    __table_args__ = (UniqueConstraint("benefit_id", "key"),)

    id: Mapped[Id]
    benefit_id: Mapped[int] = mapped_column(ForeignKey("benefits.id"))
    key: Mapped[Key]
    outcome: Mapped[AssessedOutcome] = mapped_column(EnumText(AssessedOutcome))
    statement: Mapped[Long]
    assessed_on: Mapped[date]
    grounds: Mapped[Grounds] = mapped_column(EnumText(Grounds))
    source: Mapped[Title]
    second_source: Mapped[OptionalTitle]
    assessor: Mapped[OptionalTitle]
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    recorded_at: Mapped[Instant]
    example: Mapped[bool]

    person: Mapped[User | None] = relationship(foreign_keys=[assessor_id])

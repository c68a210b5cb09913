"""Goals of a plan."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.goals import GoalKind
from portfolio.models.base import Base, EnumText, Id, Key, OptionalLong, Title


class Goal(Base):
    """A goal of a plan (mål, riktningsmål, strategisk inriktning). Those without a parent are the tops of its trees."""

    __tablename__ = "goals"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    name: Mapped[Title]
    kind: Mapped[GoalKind] = mapped_column(EnumText(GoalKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("goals.id"), index=True)
    position: Mapped[int]
    summary: Mapped[OptionalLong]
    active: Mapped[bool] = mapped_column(default=True)
    example: Mapped[bool]

    parent: Mapped[Goal | None] = relationship(remote_side="Goal.id")

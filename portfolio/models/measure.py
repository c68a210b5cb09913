"""The plan's library of measures."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.domain.measures import Direction
from portfolio.models.base import Base, EnumText, Id, Key, OptionalLong, OptionalTitle, Title


class Measure(Base):
    """A measure (mätetal) of a plan, shared by the benefits that it tells about."""

    __tablename__ = "measures"
    __table_args__ = (UniqueConstraint("plan_id", "key"), UniqueConstraint("plan_id", "name"))

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    name: Mapped[Title]
    definition: Mapped[OptionalLong]
    unit: Mapped[OptionalTitle]
    direction: Mapped[Direction] = mapped_column(EnumText(Direction))
    position: Mapped[int]
    example: Mapped[bool]

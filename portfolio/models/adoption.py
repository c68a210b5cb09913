"""Adoptions: where and when the new way of working is taken into use."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.models.base import Base, Id, OptionalPeriod, OptionalTitle
from portfolio.models.organisation import Organisation


class Adoption(Base):
    """An initiative's introduction in one unit, with the manager who answers for it there."""

    __tablename__ = "adoptions"
    __table_args__ = (UniqueConstraint("initiative_id", "unit_id"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    position: Mapped[int]
    manager: Mapped[OptionalTitle]
    planned: Mapped[OptionalPeriod]
    adopted_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    example: Mapped[bool]

    unit: Mapped[Organisation] = relationship()

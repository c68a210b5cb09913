"""Dependencies: which initiatives wait for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.models.base import Base, Id, Title

if TYPE_CHECKING:
    from portfolio.models.initiative import Initiative


class InitiativeDependency(Base):
    """An initiative that waits for ``what`` another one puts in place, in the same plan or in another."""

    __tablename__ = "initiative_dependencies"
    __table_args__ = (UniqueConstraint("initiative_id", "waits_for_id"),)

    id: Mapped[Id]
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"))
    waits_for_id: Mapped[int] = mapped_column(ForeignKey("initiatives.id"), index=True)
    what: Mapped[Title]
    example: Mapped[bool]

    initiative: Mapped[Initiative] = relationship(foreign_keys=[initiative_id], back_populates="dependencies")
    waits_for: Mapped[Initiative] = relationship(foreign_keys=[waits_for_id])

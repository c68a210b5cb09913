"""Organisations."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.permissions import Scope
from portfolio.models.base import Base, EnumText, Id, Key, Title


class Organisation(Base):
    """An authority, administration, operation or unit, in a tree."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("key"),)

    id: Mapped[Id]
    key: Mapped[Key]
    name: Mapped[Title]
    kind: Mapped[OrganisationKind] = mapped_column(EnumText(OrganisationKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)

    parent: Mapped[Organisation | None] = relationship(remote_side="Organisation.id")

    def scope(self) -> Scope:
        return Scope(organisation_ids=self.with_ancestors())

    def with_ancestors(self) -> frozenset[int]:
        """The ids of this organisation and of all those above it."""
        above = self.parent.with_ancestors() if self.parent else frozenset()
        return above | {self.id}

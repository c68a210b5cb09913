"""Views of the register that somebody keeps for themselves."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.models.base import Base, Id, Instant


class SavedView(Base):
    """A name for what somebody narrowed and sorted the register of a plan by; ``query`` is as it stands in the address.

    Like a bookmark in a browser it tells nothing of the plan, so it is not logged, and its owner may remove it.
    """

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "plan_id", "name"),)
    __audited__ = False

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    query: Mapped[str] = mapped_column(String(4000))
    created_at: Mapped[Instant]

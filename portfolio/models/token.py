"""API tokens, and the answers that are repeated when a script sends the same thing twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.permissions import Role, Scope
from portfolio.models.base import UNLOGGED, Base, EnumText, Id, Instant, OptionalInstant
from portfolio.models.plan import Plan
from portfolio.models.user import User


class ApiToken(Base):
    """A key with which a script acts as its owner, at most; only a hash of it is kept, and the row can be revoked.

    ``role`` and ``plan_id`` limit it further, null where they do not. It holds to the end of ``expires_on``.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), info=UNLOGGED)
    shown: Mapped[str] = mapped_column(String(16))
    role: Mapped[Role | None] = mapped_column(EnumText(Role))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), index=True)
    created_at: Mapped[Instant]
    expires_on: Mapped[date]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[OptionalInstant]

    user: Mapped[User] = relationship()
    plan: Mapped[Plan | None] = relationship()
    use: Mapped[ApiTokenUse | None] = relationship(viewonly=True)

    def scope(self) -> Scope:
        return Scope(plan_id=self.plan_id)


class ApiTokenUse(Base):
    """When a token was last used. Apart from the token, since nobody wants that in the log."""

    __tablename__ = "api_token_uses"
    __table_args__ = (UniqueConstraint("token_id"),)
    __audited__ = False

    id: Mapped[Id]
    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"))
    at: Mapped[Instant]


class RepeatedAnswer(Base):
    """What a call with an idempotency key was answered, kept in the transaction that did what it asked for."""

    __tablename__ = "repeated_answers"
    __table_args__ = (UniqueConstraint("token_id", "key"),)
    __audited__ = False

    id: Mapped[Id]
    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id"))
    key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    headers: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Instant] = mapped_column(index=True)

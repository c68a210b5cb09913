"""Users, their roles, and what signing in needs."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.permissions import Role, Scope
from portfolio.domain.task_kinds import MailRhythm
from portfolio.models.base import UNLOGGED, Base, EnumText, Id, Instant, OptionalInstant

_SCOPES = " + ".join(
    f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END"
    for column in ("plan_id", "area_id", "organisation_id", "initiative_id")
)


class User(Base):
    """Somebody who can sign in. Never deleted: deactivated, and anonymised where the law asks for it."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), info=UNLOGGED)
    name: Mapped[str] = mapped_column(String(200), info=UNLOGGED)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=UNLOGGED)
    active: Mapped[bool] = mapped_column(default=True)
    mail_rhythm: Mapped[MailRhythm] = mapped_column(EnumText(MailRhythm), default=MailRhythm.WEEKLY)
    created_at: Mapped[Instant]

    roles: Mapped[list[RoleAssignment]] = relationship(back_populates="user", order_by="RoleAssignment.id")

    def scope(self) -> Scope:
        return Scope()


class RoleAssignment(Base):
    """One role that a user holds, for one plan, area, organisation or initiative; ended, never removed."""

    __tablename__ = "role_assignments"
    __table_args__ = (CheckConstraint(f"{_SCOPES} = CASE WHEN role = 'admin' THEN 0 ELSE 1 END", name="one_scope"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("programme_areas.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    initiative_id: Mapped[int | None] = mapped_column(ForeignKey("initiatives.id"), index=True)
    created_at: Mapped[Instant]
    ended_at: Mapped[OptionalInstant]

    user: Mapped[User] = relationship(back_populates="roles")


class LoginSession(Base):
    """A signed-in browser: only a hash of its token is kept, and the row can be revoked."""

    __tablename__ = "login_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)
    __audited__ = False

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    revoked_at: Mapped[OptionalInstant]

    user: Mapped[User] = relationship()


class LoginAttempt(Base):
    """One attempt to sign in, kept as long as throttling needs it."""

    __tablename__ = "login_attempts"
    __audited__ = False

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[Instant] = mapped_column(index=True)
    succeeded: Mapped[bool]


class FormUse(Base):
    """A form that has been sent, so that the same one sent again does nothing twice."""

    __tablename__ = "form_uses"
    __table_args__ = (UniqueConstraint("form_id"),)
    __audited__ = False

    id: Mapped[Id]
    form_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]


class CarriedForm(Base):
    """What somebody had typed when their session had ended, kept from signing in until the form is shown again."""

    __tablename__ = "carried_forms"
    __table_args__ = (UniqueConstraint("token_hash"),)
    __audited__ = False

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    path: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Instant]

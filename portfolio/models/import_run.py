"""Files that wait to be read in, the imports that were made of them, and which column of a person's files is which."""

from __future__ import annotations

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.permissions import Scope
from portfolio.models.base import Base, Id, Instant, OptionalInstant, Title
from portfolio.models.plan import Plan
from portfolio.models.user import User


class ImportFile(Base):
    """A file that somebody sent and has not read in yet: its bytes, what its columns are, what reading it would do.

    It changes nothing of the plan, is seen by nobody else, and is thrown away when it is read in, given up or old: so
    it is not logged. ``choices`` is JSON, ``report`` is JSON that was packed.
    """

    __tablename__ = "import_files"
    __audited__ = False

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[Title]
    sent_at: Mapped[Instant]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    choices: Mapped[str] = mapped_column(Text)
    report: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    report_digest: Mapped[str | None] = mapped_column(String(64))

    plan: Mapped[Plan] = relationship()

    def scope(self) -> Scope:
        return self.plan.scope()


class ImportRun(Base):
    """A file that was read in: who did it, and how much it made and changed. Undone, it stays as what was done."""

    __tablename__ = "import_runs"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    file_name: Mapped[Title]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    imported_at: Mapped[Instant]
    new_rows: Mapped[int]
    changed_rows: Mapped[int]
    unchanged_rows: Mapped[int]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    undone_at: Mapped[OptionalInstant]

    plan: Mapped[Plan] = relationship()
    importer: Mapped[User | None] = relationship(foreign_keys=[imported_by])
    undoer: Mapped[User | None] = relationship(foreign_keys=[undone_by])

    def scope(self) -> Scope:
        return self.plan.scope()


class RememberedHeading(Base):
    """What somebody said that a heading of theirs is, so that it is not asked of them again; no column is to skip it.

    A habit of one person, which tells nothing of the plan, so it is not logged. The heading is as it is compared.
    """

    __tablename__ = "remembered_headings"
    __table_args__ = (UniqueConstraint("user_id", "kind", "heading"),)
    __audited__ = False

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(32))
    heading: Mapped[Title]
    column: Mapped[str | None] = mapped_column(String(63))

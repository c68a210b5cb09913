"""Plans with their parties, areas, roles and forums."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.domain.periods import Period
from portfolio.domain.permissions import Role, Scope
from portfolio.domain.plans import AreaKind, Change, ForumKind
from portfolio.models.base import Base, EnumText, Id, Key, OptionalLong, OptionalTitle, PeriodText, Title
from portfolio.models.organisation import Organisation


class Plan(Base):
    """A plan (handlingsplan, program): several live side by side."""

    __tablename__ = "plans"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[Id]
    slug: Mapped[Key]
    name: Mapped[Title]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    purpose: Mapped[OptionalLong]
    summary: Mapped[OptionalLong]
    valid_period: Mapped[Period] = mapped_column(PeriodText)
    timeline_period: Mapped[Period] = mapped_column(PeriodText)
    revision_months: Mapped[int | None]
    follow_up_months: Mapped[int | None]
    diarienummer: Mapped[OptionalTitle]
    on_track_points: Mapped[int] = mapped_column(default=10)
    worsened_percent: Mapped[int] = mapped_column(default=5)
    fallen_back_percent: Mapped[int] = mapped_column(default=95)
    grace_days: Mapped[int] = mapped_column(default=30)
    ahead_days: Mapped[int] = mapped_column(default=10)
    escalate_days: Mapped[int] = mapped_column(default=14)

    owner: Mapped[Organisation] = relationship()
    parties: Mapped[list[PlanParty]] = relationship(order_by="PlanParty.position")
    areas: Mapped[list[ProgrammeArea]] = relationship(order_by="ProgrammeArea.position", back_populates="plan")
    forums: Mapped[list[Forum]] = relationship(order_by="Forum.position")
    plan_roles: Mapped[list[PlanRole]] = relationship(order_by="PlanRole.position")
    deciders: Mapped[list[PlanDecider]] = relationship(order_by="PlanDecider.id")

    def scope(self) -> Scope:
        return Scope(plan_id=self.id, organisation_ids=self.owner.with_ancestors())


class PlanParty(Base):
    """An organisation that takes part in a plan."""

    __tablename__ = "plan_parties"
    __table_args__ = (UniqueConstraint("plan_id", "organisation_id"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    position: Mapped[int]

    organisation: Mapped[Organisation] = relationship()


class ProgrammeArea(Base):
    """A group of initiatives, nested and ordered; its kind tells whether it is a programme area."""

    __tablename__ = "programme_areas"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    name: Mapped[Title]
    kind: Mapped[AreaKind] = mapped_column(EnumText(AreaKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("programme_areas.id"), index=True)
    position: Mapped[int]
    summary: Mapped[OptionalLong]
    active: Mapped[bool] = mapped_column(default=True)

    plan: Mapped[Plan] = relationship(back_populates="areas")
    parent: Mapped[ProgrammeArea | None] = relationship(remote_side="ProgrammeArea.id")

    def scope(self) -> Scope:
        return Scope(
            plan_id=self.plan_id, area_ids=self.with_ancestors(), organisation_ids=self.plan.owner.with_ancestors()
        )

    def with_ancestors(self) -> frozenset[int]:
        """The ids of this area and of all those above it."""
        above = self.parent.with_ancestors() if self.parent else frozenset()
        return above | {self.id}


class Forum(Base):
    """A body that prepares, decides or follows up. ``meets`` is when it does, as somebody wrote it."""

    __tablename__ = "forums"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    name: Mapped[Title]
    kind: Mapped[ForumKind] = mapped_column(EnumText(ForumKind))
    task: Mapped[OptionalLong]
    meets: Mapped[OptionalTitle]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)


class PlanRole(Base):
    """A role that the plan itself describes, with who holds it; what the product lets people do is ``Role``."""

    __tablename__ = "plan_roles"
    __table_args__ = (UniqueConstraint("plan_id", "key"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    key: Mapped[Key]
    name: Mapped[Title]
    holder: Mapped[OptionalLong]
    position: Mapped[int]


class PlanDecider(Base):
    """Who decides on one kind of change in a plan, where it is not as the method has it: the role, and the forum."""

    __tablename__ = "plan_deciders"
    __table_args__ = (UniqueConstraint("plan_id", "change"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"))
    change: Mapped[Change] = mapped_column(EnumText(Change))
    role: Mapped[Role] = mapped_column(EnumText(Role))
    forum_id: Mapped[int | None] = mapped_column(ForeignKey("forums.id"), index=True)

    forum: Mapped[Forum | None] = relationship()

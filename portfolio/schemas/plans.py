"""Plans and what they are made of, as calls send and get them."""

from __future__ import annotations

from portfolio.domain.goals import GoalKind
from portfolio.domain.permissions import Role
from portfolio.domain.plans import LONGEST_RHYTHM, TOLERANCES, AreaKind, Change, ForumKind
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import LARGEST_ID, Base, Choice, Flag, Id, Items, PageQuery, Part, Time, Whole, Words


def _tolerance(name: str) -> Whole:
    least, most = TOLERANCES[name]
    return Whole(least=least, most=most, required=True)


class TolerancesSchema(Base):
    """When something counts as worse, fallen back or late, and who is told when: percentage points, percent, days."""

    on_track_points = _tolerance("on_track_points")
    worsened_percent = _tolerance("worsened_percent")
    fallen_back_percent = _tolerance("fallen_back_percent")
    grace_days = _tolerance("grace_days")
    ahead_days = _tolerance("ahead_days")
    escalate_days = _tolerance("escalate_days")


class DescribedRole(Base):
    """A role that the plan itself describes, and who holds it in its words."""

    name = Words(required=True)
    holder = Words(required=True, longest=LONG, allow_none=True)


class DeciderSchema(Base):
    """Who decides on one kind of change (by the method's order where the plan says nothing), and in which forum."""

    change = Choice(Change, required=True)
    role = Choice(Role, required=True)
    forum = Id(required=True, allow_none=True)


class PlanSchema(Base):
    """A plan."""

    id = Id(required=True)
    slug = Words(required=True, longest=63)
    name = Words(required=True)
    owner = Id(required=True)
    parties = Items(Id(), required=True)
    purpose = Words(required=True, longest=LONG, allow_none=True)
    summary = Words(required=True, longest=LONG, allow_none=True)
    valid_period = Time(required=True, example="2022")
    timeline_period = Time(required=True, example="2021/2025")
    revision_months = Whole(least=1, most=LONGEST_RHYTHM, required=True, allow_none=True)
    follow_up_months = Whole(least=1, most=LONGEST_RHYTHM, required=True, allow_none=True)
    diarienummer = Words(required=True, allow_none=True)
    tolerances = Part(TolerancesSchema, required=True)
    roles = Items(Part(DescribedRole), required=True)
    deciders = Items(Part(DeciderSchema), required=True)


class AreaSchema(Base):
    """A group of initiatives; ``parent`` is the area that it is part of."""

    id = Id(required=True)
    name = Words(required=True)
    kind = Choice(AreaKind, required=True)
    summary = Words(required=True, longest=LONG, allow_none=True)
    parent = Id(required=True, allow_none=True, attribute="parent_id")
    position = Whole(least=0, most=LARGEST_ID, required=True)
    active = Flag(required=True)


class GoalSchema(Base):
    """A goal; those without a ``parent`` are the tops of the plan's trees."""

    id = Id(required=True)
    name = Words(required=True)
    kind = Choice(GoalKind, required=True)
    summary = Words(required=True, longest=LONG, allow_none=True)
    parent = Id(required=True, allow_none=True, attribute="parent_id")
    position = Whole(least=0, most=LARGEST_ID, required=True)
    active = Flag(required=True)
    example = Flag(required=True)


class ForumSchema(Base):
    """A body that prepares, decides or follows up."""

    id = Id(required=True)
    name = Words(required=True)
    kind = Choice(ForumKind, required=True)
    task = Words(required=True, longest=LONG, allow_none=True)
    position = Whole(least=0, most=LARGEST_ID, required=True)
    active = Flag(required=True)


class PlanPartQuery(PageQuery):
    """Which plan's."""

    plan = Words(required=True)

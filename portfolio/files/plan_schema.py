"""The schema of a plan file: the order of the fields here is the order in which a file is written.

Only what names a thing is required here, since a file may hold a part of what is stored already. What a thing that
is new must have besides, and what it otherwise gets, stands in :data:`NEEDED` and :data:`PRESET`.
"""

from __future__ import annotations

from typing import Any

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeKind, InitiativeState, Origin
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.phases import Phase
from portfolio.domain.plans import AreaKind, ForumKind
from portfolio.domain.texts import SHORT
from portfolio.files.plan_fields import Base, Choice, Day, Flag, Items, Key, Lines, Part, PeriodCode, Text, Whole

FORMAT = "nyttoportfoljen-plan"
VERSION = 1


def _line(**kwargs: Any) -> Text:
    return Text(longest=SHORT, **kwargs)


def _boundary(**kwargs: Any) -> PeriodCode:
    """A phase begins and ends in a quarter, as in a plan's table, or on a day when that is known."""
    form = "[0-9]{4}-(Q[1-4]|[0-9]{2}-[0-9]{2})"
    return PeriodCode(form=form, example="2024-Q2 eller 2024-05-31", required=True, **kwargs)


class PlanSchema(Base):
    slug = Key(required=True)
    name = _line()
    owner = Key()
    parties = Items(Key())
    purpose = Text(allow_none=True)
    summary = Text(allow_none=True)
    valid_period = PeriodCode(example="2024 eller 2024/2026")
    timeline_period = PeriodCode(example="2024/2028", closed=True)
    revision_months = Whole(least=1, most=600, allow_none=True)
    follow_up_months = Whole(least=1, most=600, allow_none=True)
    diarienummer = _line(allow_none=True)


class OrganisationSchema(Base):
    key = Key(required=True)
    name = _line()
    kind = Choice(OrganisationKind)
    parent = Key(allow_none=True)


class AreaSchema(Base):
    key = Key(required=True)
    name = _line()
    kind = Choice(AreaKind)
    parent = Key(allow_none=True)
    summary = Text(allow_none=True)


class ForumSchema(Base):
    key = Key(required=True)
    name = _line()
    kind = Choice(ForumKind)
    task = Text(allow_none=True)


class RoleSchema(Base):
    key = Key(required=True)
    name = _line()
    holder = Text(allow_none=True)


class ActivitySchema(Base):
    key = Key(required=True)
    title = _line()
    phase = Choice(Phase, allow_none=True)
    # As people write it; what it means is read when the file is loaded.
    period = _line(allow_none=True)
    responsible = Lines()
    status = Choice(ActivityStatus, allow_none=True)
    note = Text(allow_none=True)
    example = Flag()


class SpanSchema(Base):
    start = _boundary()
    end = _boundary(allow_none=True)


class PhaseSchema(Base):
    phase = Choice(Phase, required=True)
    planned = Part(SpanSchema, allow_none=True)
    actual = Part(SpanSchema, allow_none=True)
    example = Flag()


class DecisionSchema(Base):
    key = Key(required=True)
    matter = Choice(Matter)
    outcome = Choice(Outcome)
    to = Choice(InitiativeState, allow_none=True)
    level = Choice(ComplexityLevel, allow_none=True)
    forum = Key(allow_none=True)
    decided_on = Day(allow_none=True)
    motivation = Text(allow_none=True)
    diarienummer = _line(allow_none=True)
    retrospective = Flag()
    example = Flag()


class InitiativeSchema(Base):
    key = Key(required=True)
    title = _line()
    former_titles = Lines()
    area = Key()
    kind = Choice(InitiativeKind)
    purpose = Text(allow_none=True)
    origin = Choice(Origin, allow_none=True)
    orderer = _line(allow_none=True)
    receiver = _line(allow_none=True)
    project_lead = _line(allow_none=True)
    project_lead_by = Day(allow_none=True)
    project_group = _line(allow_none=True)
    parties = Lines()
    target_groups = Lines()
    diarienummer = _line(allow_none=True)
    state = Choice(InitiativeState)
    retrospective = Flag()
    example = Flag()
    activities = Items(Key())
    phases = Items(Part(PhaseSchema))
    decisions = Items(Part(DecisionSchema))


class FileSchema(Base):
    format = _line(required=True)
    version = Whole(required=True, least=VERSION, most=VERSION)
    example = Flag()
    plan = Part(PlanSchema, required=True)
    organisations = Items(Part(OrganisationSchema))
    areas = Items(Part(AreaSchema))
    forums = Items(Part(ForumSchema))
    roles = Items(Part(RoleSchema))
    activities = Items(Part(ActivitySchema))
    initiatives = Items(Part(InitiativeSchema))


#: The sections that hold a list of things with keys, in the order of the file.
SECTIONS = ("organisations", "areas", "forums", "roles", "activities", "initiatives")

#: The schema of each kind of object, by the name under which it stands in the file.
SCHEMAS: dict[str, Base] = {
    "plan": PlanSchema(),
    "organisations": OrganisationSchema(),
    "areas": AreaSchema(),
    "forums": ForumSchema(),
    "roles": RoleSchema(),
    "activities": ActivitySchema(),
    "initiatives": InitiativeSchema(),
    "phases": PhaseSchema(),
    "decisions": DecisionSchema(),
}

#: What a new thing must have besides what names it. No state, area or outcome is guessed.
NEEDED: dict[str, tuple[str, ...]] = {
    "plan": ("name", "owner", "valid_period", "timeline_period"),
    "organisations": ("name", "kind"),
    "areas": ("name", "kind"),
    "forums": ("name", "kind"),
    "roles": ("name",),
    "activities": ("title",),
    "initiatives": ("title", "area", "state"),
    "phases": (),
    "decisions": ("matter", "outcome"),
}

#: What a new thing gets where the file is silent, if it is not null, an empty list or false.
PRESET: dict[tuple[str, str], object] = {("initiatives", "kind"): InitiativeKind.INITIATIVE}

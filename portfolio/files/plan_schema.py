"""The schema of a plan file: the order of the fields here is the order in which a file is written.

Only what names a thing is required here, since a file may hold a part of what is stored already. What a thing that
is new must have besides, and what it otherwise gets, stands in :data:`NEEDED` and :data:`PRESET`.
"""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.goals import GoalKind
from portfolio.domain.initiatives import InitiativeKind, InitiativeState, Origin
from portfolio.domain.measures import Accumulation, ChartKind
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase
from portfolio.domain.plans import LONGEST_RHYTHM, TOLERANCES, AreaKind, Change, ForumKind
from portfolio.files.benefit_schema import AdoptionSchema, BenefitSchema, ImpactSchema, PreliminarySchema
from portfolio.files.decision_schema import AssessmentSchema, DecisionSchema, RequestSchema
from portfolio.files.dependency_schema import DependencySchema
from portfolio.files.judgement_schema import JudgementSchema
from portfolio.files.learning_schema import LearningSchema
from portfolio.files.measure_schema import (
    AimSchema,
    ExcludedSchema,
    InterimSchema,
    MeasurementSchema,
    MeasureSchema,
    SeriesSchema,
    TargetValueSchema,
    VersionSchema,
)
from portfolio.strict.fields import Base, Choice, Day, Flag, Items, Key, Lines, Part, PeriodCode, Text, Whole, line

FORMAT = "nyttoportfoljen-plan"
VERSION = 1


def _boundary(**kwargs: Any) -> PeriodCode:
    """A phase begins and ends in a quarter, as in a plan's table, or on a day when that is known."""
    form = "[0-9]{4}-(Q[1-4]|[0-9]{2}-[0-9]{2})"
    return PeriodCode(form=form, example="2024-Q2 eller 2024-05-31", required=True, **kwargs)


def _tolerance(name: str) -> Whole:
    least, most = TOLERANCES[name]
    return Whole(least=least, most=most)


class DeciderSchema(Base):
    change = Choice(Change, required=True)
    role = Choice(Role)
    forum = Key(allow_none=True)


class PlanSchema(Base):
    slug = Key(required=True)
    name = line()
    owner = Key()
    parties = Items(Key())
    purpose = Text(allow_none=True)
    summary = Text(allow_none=True)
    valid_period = PeriodCode(example="2024 eller 2024/2026")
    timeline_period = PeriodCode(example="2024/2028", closed=True)
    revision_months = Whole(least=1, most=LONGEST_RHYTHM, allow_none=True)
    follow_up_months = Whole(least=1, most=LONGEST_RHYTHM, allow_none=True)
    diarienummer = line(allow_none=True)
    on_track_points = _tolerance("on_track_points")
    worsened_percent = _tolerance("worsened_percent")
    fallen_back_percent = _tolerance("fallen_back_percent")
    grace_days = _tolerance("grace_days")
    ahead_days = _tolerance("ahead_days")
    escalate_days = _tolerance("escalate_days")
    deciders = Items(Part(DeciderSchema))


class OrganisationSchema(Base):
    key = Key(required=True)
    name = line()
    kind = Choice(OrganisationKind)
    parent = Key(allow_none=True)


class AreaSchema(Base):
    key = Key(required=True)
    name = line()
    kind = Choice(AreaKind)
    parent = Key(allow_none=True)
    summary = Text(allow_none=True)
    active = Flag()


class ForumSchema(Base):
    key = Key(required=True)
    name = line()
    kind = Choice(ForumKind)
    task = Text(allow_none=True)
    meets = line(allow_none=True)
    active = Flag()


class RoleSchema(Base):
    key = Key(required=True)
    name = line()
    holder = Text(allow_none=True)


class GoalSchema(Base):
    key = Key(required=True)
    name = line()
    kind = Choice(GoalKind)
    parent = Key(allow_none=True)
    summary = Text(allow_none=True)
    active = Flag()
    example = Flag()


class ActivitySchema(Base):
    key = Key(required=True)
    kind = Choice(ActivityKind)
    title = line()
    phase = Choice(Phase, allow_none=True)
    # As people write it; what it means is read when the file is loaded.
    period = line(allow_none=True)
    responsible = Lines()
    status = Choice(ActivityStatus, allow_none=True)
    organisation = Key(allow_none=True)
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


class InitiativeSchema(Base):
    key = Key(required=True)
    title = line()
    former_titles = Lines()
    area = Key()
    kind = Choice(InitiativeKind)
    purpose = Text(allow_none=True)
    origin = Choice(Origin, allow_none=True)
    orderer = line(allow_none=True)
    receiver = line(allow_none=True)
    project_lead = line(allow_none=True)
    project_lead_by = Day(allow_none=True)
    project_group = line(allow_none=True)
    parties = Lines()
    target_groups = Lines()
    diarienummer = line(allow_none=True)
    state = Choice(InitiativeState)
    project_ended_on = Day(allow_none=True)
    retrospective = Flag()
    example = Flag()
    activities = Items(Key())
    phases = Items(Part(PhaseSchema))
    adoptions = Items(Part(AdoptionSchema))
    benefits = Items(Part(BenefitSchema))
    assessments = Items(Part(AssessmentSchema))
    decisions = Items(Part(DecisionSchema))
    requests = Items(Part(RequestSchema))
    dependencies = Items(Part(DependencySchema))
    learning = Items(Part(LearningSchema))


class FileSchema(Base):
    format = line(required=True)
    version = Whole(required=True, least=VERSION, most=VERSION)
    example = Flag()
    plan = Part(PlanSchema, required=True)
    organisations = Items(Part(OrganisationSchema))
    areas = Items(Part(AreaSchema))
    forums = Items(Part(ForumSchema))
    roles = Items(Part(RoleSchema))
    goals = Items(Part(GoalSchema))
    measures = Items(Part(MeasureSchema))
    activities = Items(Part(ActivitySchema))
    initiatives = Items(Part(InitiativeSchema))


#: The sections that hold a list of things with keys, in the order of the file.
SECTIONS = ("organisations", "areas", "forums", "roles", "goals", "measures", "activities", "initiatives")

#: The schema of each kind of object, by the name under which it stands in the file.
SCHEMAS: dict[str, Schema] = {
    "plan": PlanSchema(),
    "deciders": DeciderSchema(),
    "organisations": OrganisationSchema(),
    "areas": AreaSchema(),
    "forums": ForumSchema(),
    "roles": RoleSchema(),
    "goals": GoalSchema(),
    "measures": MeasureSchema(),
    "versions": VersionSchema(),
    "series": SeriesSchema(),
    "measurements": MeasurementSchema(),
    "excluded": ExcludedSchema(),
    "activities": ActivitySchema(),
    "initiatives": InitiativeSchema(),
    "phases": PhaseSchema(),
    "adoptions": AdoptionSchema(),
    "benefits": BenefitSchema(),
    "aims": AimSchema(),
    "targets": TargetValueSchema(),
    "interim": InterimSchema(),
    "impacts": ImpactSchema(),
    "judgements": JudgementSchema(),
    "preliminary": PreliminarySchema(),
    "assessments": AssessmentSchema(),
    "decisions": DecisionSchema(),
    "requests": RequestSchema(),
    "dependencies": DependencySchema(),
    "learning": LearningSchema(),
}

#: What a new thing must have besides what names it. No state, area or outcome is guessed.
NEEDED: dict[str, tuple[str, ...]] = {
    "plan": ("name", "owner", "valid_period", "timeline_period"),
    "deciders": ("role",),
    "organisations": ("name", "kind"),
    "areas": ("name", "kind"),
    "forums": ("name", "kind"),
    "roles": ("name",),
    "goals": ("name", "kind"),
    "measures": ("name", "direction"),
    "versions": ("direction",),
    "series": (),
    "measurements": ("state",),
    "excluded": (),
    "activities": ("title",),
    "initiatives": ("title", "area", "state"),
    "phases": (),
    "adoptions": (),
    "benefits": ("title",),
    "aims": (),
    "targets": ("value",),
    "interim": ("value",),
    "impacts": (),
    "judgements": ("outcome", "statement", "assessed_on", "grounds", "source"),
    "preliminary": ("until",),
    "assessments": ("priority", "recommendation"),
    "decisions": ("matter", "outcome"),
    "requests": ("matter",),
    "dependencies": ("what",),
    "learning": ("noted_on", "believed", "happened", "next_step"),
}

#: What a new thing gets where the file is silent, if it is not null, an empty list or false.
PRESET: dict[tuple[str, str], object] = {
    ("plan", "on_track_points"): 10,
    ("plan", "worsened_percent"): 5,
    ("plan", "fallen_back_percent"): 95,
    ("plan", "grace_days"): 30,
    ("plan", "ahead_days"): 10,
    ("plan", "escalate_days"): 14,
    ("areas", "active"): True,
    ("forums", "active"): True,
    ("goals", "active"): True,
    ("measures", "multiplier"): 1,
    ("measures", "decimals"): 1,
    ("measures", "chart"): ChartKind.XMR,
    ("measures", "accumulation"): Accumulation.PERIOD,
    ("measures", "version"): 1,
    ("versions", "multiplier"): 1,
    ("versions", "accumulation"): Accumulation.PERIOD,
    ("activities", "kind"): ActivityKind.ACTIVITY,
    ("initiatives", "kind"): InitiativeKind.INITIATIVE,
}

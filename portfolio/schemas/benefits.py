"""Benefits as calls send and get them: the fields of all seven steps, those that belong together in groups."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError

from portfolio.domain.benefits import BenefitKind, ImpactArea, Perspective, Ramp, ValueType
from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.measures import Frequency
from portfolio.domain.phases import Phase
from portfolio.domain.steps import STEPS
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    LARGEST_ID,
    Base,
    Choice,
    Day,
    Flag,
    Group,
    Id,
    Ids,
    Instant,
    Items,
    NumberOfRow,
    PageQuery,
    Part,
    Strict,
    Time,
    Whole,
    Words,
)


class _AnchorSchema(Base):
    phase = Choice(Phase)
    adoption = Id()


class Anchor(Strict[str]):
    """What the times of a benefit move with; one of the two, told to the service as one word."""

    described = {
        "type": "object",
        "description": "Slutet av en fas, eller ett av initiativets införanden; bara det ena.",
        "properties": {
            "phase": {"type": "string", "enum": [phase.value for phase in Phase]},
            "adoption": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
        },
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }

    def read(self, value: Any) -> str:
        found = _AnchorSchema().load(value)
        if len(found) != 1:
            raise ValidationError("ska ha antingen phase eller adoption")
        what, which = found.popitem()
        return f"{what}:{which}"

    def write(self, value: str) -> dict[str, str | int]:
        what, _, which = value.partition(":")
        return {what: int(which) if what == "adoption" else which}


def _groups(name: str, groups: dict[str, dict[str, Any]], **each: Any) -> type[Schema]:
    """A schema of several groups, each with a schema of its own that is named after both."""
    parts = {
        key: Group(Base.from_dict(fields, name=f"{name}{key.title().replace('_', '')}"), **each)
        for key, fields in groups.items()
    }
    return Base.from_dict(parts, name=name)  # type: ignore[arg-type]


def _impact(area: ImpactArea, **each: Any) -> dict[str, Any]:
    return {
        "text": Words(longest=LONG, allow_none=True, attribute=f"impact_{area}", **each),
        "none": Flag(attribute=f"impact_{area}_none", **each),
    }


def _mark(step: int) -> dict[str, Any]:
    return {
        "until": Day(allow_none=True, attribute=f"preliminary_until_{step}"),
        "note": Words(longest=LONG, allow_none=True, attribute=f"preliminary_note_{step}"),
    }


class NewOwner(Base):
    """Who answers for the benefit in the line, as it is sent."""

    role = Words(allow_none=True, attribute="owner_role")
    unit = Id(allow_none=True, attribute="owner_unit_id")
    person = Id(allow_none=True, attribute="owner_user_id")


class NewSteering(Base):
    """Where the benefit stands in a steering system, as it is sent."""

    system = Words(allow_none=True, attribute="steering_system")
    id = Words(allow_none=True, attribute="steering_id")
    link = Words(allow_none=True, attribute="steering_link")


class NewController(Base):
    """Who answers for the follow-up, as it is sent."""

    person = Id(allow_none=True, attribute="controller_user_id")
    role = Words(allow_none=True, attribute="controller_role")


NewImpacts = _groups("NewImpacts", {area.value: _impact(area) for area in ImpactArea})
NewMarks = _groups("NewPreliminary", {str(step): _mark(step) for step in STEPS}, allow_none=True)


class _Fields(Base):
    """The fields that are edited."""

    title = Words(required=True)
    description = Words(longest=LONG, allow_none=True)
    kind = Choice(BenefitKind, allow_none=True)
    goals = Ids()
    perspective = Choice(Perspective, allow_none=True)
    beneficiary = Words(allow_none=True)
    emergent = Flag()
    value_type = Choice(ValueType, allow_none=True)
    activities = Ids()
    preconditions = Words(longest=LONG, allow_none=True)
    risks = Words(longest=LONG, allow_none=True)
    leads_to = Ids()
    released_resource = Words(longest=LONG, allow_none=True)
    owner = Group(NewOwner)
    impacts = Group(NewImpacts)
    first_effect = Time(allow_none=True)
    full_effect = Time(allow_none=True)
    changed_state = Words(longest=LONG, allow_none=True)
    changed_state_at = Time(allow_none=True)
    ramp = Choice(Ramp, allow_none=True)
    anchor = Anchor(allow_none=True)
    follow_up_method = Words(longest=LONG, allow_none=True)
    frequency = Choice(Frequency, allow_none=True)
    forum = Id(allow_none=True, attribute="forum_id")
    steering = Group(NewSteering)
    follow_up_until = Time(allow_none=True)
    controller = Group(NewController)
    data_provider = Words(allow_none=True)
    measures = Ids()
    assessment_method = Words(longest=LONG, allow_none=True)
    preliminary = Group(NewMarks)


class BenefitChanges(_Fields):
    """What can be changed of a benefit, in any of its steps.

    ``start_reason`` tells why the first effect is moved, which is asked for once there are values to compare.
    """

    start_reason = Words(longest=LONG, allow_none=True)


class NewBenefit(_Fields):
    """A benefit with as much of its steps as is known."""

    initiative = Id(required=True, attribute="initiative_id")


class OwnerSchema(Base):
    """Who answers for the benefit in the line."""

    role = Words(required=True, allow_none=True, attribute="owner_role")
    unit = Id(required=True, allow_none=True, attribute="owner_unit_id")
    person = Id(required=True, allow_none=True, attribute="owner_user_id")


class SteeringSchema(Base):
    """Where the benefit stands in a steering system."""

    system = Words(required=True, allow_none=True, attribute="steering_system")
    id = Words(required=True, allow_none=True, attribute="steering_id")
    link = Words(required=True, allow_none=True, attribute="steering_link")


class ControllerSchema(Base):
    """Who answers for the follow-up."""

    person = Id(required=True, allow_none=True, attribute="controller_user_id")
    role = Words(required=True, allow_none=True, attribute="controller_role")


class MarkSchema(Base):
    """Until when a step is preliminary, and what is not known yet."""

    until = Day(required=True)
    note = Words(required=True, longest=LONG, allow_none=True)


ImpactsSchema = _groups("Impacts", {area.value: _impact(area, required=True) for area in ImpactArea}, required=True)
MarksSchema = Base.from_dict(
    {str(step): Part(MarkSchema, required=True, allow_none=True) for step in STEPS}, name="Preliminary"
)
StepsSchema = Base.from_dict({str(step): Flag(required=True) for step in STEPS}, name="Steps")
LackingSchema = Base.from_dict({str(step): Items(Words()) for step in STEPS}, name="Lacking")


class BenefitSchema(Base):
    """A benefit; ``lacking`` has what is missing in each step that is not complete.

    ``state``, ``evidence``, ``flags`` and ``summary`` are those of the measure that speaks for the benefit (the worst),
    or of the judgement that holds where it has no measure.
    """

    id = Id(required=True)
    initiative = Id(required=True, attribute="initiative_id")
    plan = Words(required=True)
    title = Words(required=True)
    description = Words(required=True, longest=LONG, allow_none=True)
    kind = Choice(BenefitKind, required=True, allow_none=True)
    goals = Items(Id(), required=True)
    perspective = Choice(Perspective, required=True, allow_none=True)
    beneficiary = Words(required=True, allow_none=True)
    emergent = Flag(required=True)
    value_type = Choice(ValueType, required=True, allow_none=True)
    activities = Items(Id(), required=True)
    preconditions = Words(required=True, longest=LONG, allow_none=True)
    risks = Words(required=True, longest=LONG, allow_none=True)
    leads_to = Items(Id(), required=True)
    released_resource = Words(required=True, longest=LONG, allow_none=True)
    owner = Group(OwnerSchema, required=True)
    impacts = Group(ImpactsSchema, required=True)
    first_effect = Time(required=True, allow_none=True)
    full_effect = Time(required=True, allow_none=True)
    changed_state = Words(required=True, longest=LONG, allow_none=True)
    changed_state_at = Time(required=True, allow_none=True)
    ramp = Choice(Ramp, required=True, allow_none=True)
    anchor = Anchor(required=True, allow_none=True)
    follow_up_method = Words(required=True, longest=LONG, allow_none=True)
    frequency = Choice(Frequency, required=True, allow_none=True)
    forum = Id(required=True, allow_none=True, attribute="forum_id")
    steering = Group(SteeringSchema, required=True)
    follow_up_until = Time(required=True, allow_none=True)
    controller = Group(ControllerSchema, required=True)
    data_provider = Words(required=True, allow_none=True)
    measures = Items(Id(), required=True)
    assessment_method = Words(required=True, longest=LONG, allow_none=True)
    preliminary = Part(MarksSchema, required=True)
    steps = Part(StepsSchema, required=True)
    lacking = Part(LackingSchema, required=True)
    state = Choice(EffectState, required=True)
    evidence = Choice(Evidence, required=True, allow_none=True)
    flags = Items(Choice(EffectFlag), required=True)
    summary = Words(required=True, longest=LONG)
    position = Whole(least=0, most=LARGEST_ID, required=True)
    example = Flag(required=True)
    created_at = Instant(required=True)


class BenefitQuery(PageQuery):
    """Which benefits."""

    plan = Words(required=True)
    initiative = NumberOfRow()

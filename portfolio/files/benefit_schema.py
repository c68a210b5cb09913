"""The part of a plan file's schema that tells where an initiative is introduced and which benefits it is to bring."""

from __future__ import annotations

from portfolio.domain.benefits import BenefitKind, ImpactArea, Perspective, Ramp, ValueType
from portfolio.domain.measures import Frequency
from portfolio.domain.phases import Phase
from portfolio.domain.steps import STEPS
from portfolio.domain.texts import SHORT
from portfolio.files.judgement_schema import JudgementSchema
from portfolio.files.measure_schema import AimSchema
from portfolio.strict.fields import (
    Base,
    Choice,
    Day,
    Flag,
    Items,
    Key,
    KeyOrPart,
    Part,
    PeriodCode,
    Text,
    WebAddress,
    Whole,
    line,
)


def _period() -> PeriodCode:
    return PeriodCode(example="2024-Q2, 2024-05 eller 2024", allow_none=True)


class AdoptionSchema(Base):
    unit = Key(required=True)
    manager = line(allow_none=True)
    planned = _period()
    adopted_on = Day(allow_none=True)
    accepted_on = Day(allow_none=True)
    example = Flag()


class TargetSchema(Base):
    """A benefit that another one leads to; a benefit's key stands once in its initiative, so both are needed."""

    initiative = Key(required=True)
    benefit = Key(required=True)


class OwnerSchema(Base):
    role = line(required=True, allow_none=True)
    unit = Key(required=True, allow_none=True)


class ImpactSchema(Base):
    area = Choice(ImpactArea, required=True)
    none = Flag()
    text = Text(allow_none=True)


class AnchorSchema(Base):
    phase = Choice(Phase, required=True, allow_none=True)
    unit = Key(required=True, allow_none=True)


class SteeringSchema(Base):
    system = line(required=True, allow_none=True)
    id = line(required=True, allow_none=True)
    link = WebAddress(longest=SHORT, required=True, allow_none=True)


class PreliminarySchema(Base):
    step = Whole(least=STEPS[0], most=STEPS[-1], required=True)
    until = Day()
    note = Text(allow_none=True)


class BenefitSchema(Base):
    key = Key(required=True)
    title = line()
    description = Text(allow_none=True)
    kind = Choice(BenefitKind, allow_none=True)
    emergent = Flag()
    perspective = Choice(Perspective, allow_none=True)
    goals = Items(Key())
    beneficiary = line(allow_none=True)
    value_type = Choice(ValueType, allow_none=True)
    activities = Items(Key())
    preconditions = Text(allow_none=True)
    risks = Text(allow_none=True)
    leads_to = Items(Part(TargetSchema))
    released_resource = Text(allow_none=True)
    owner = Part(OwnerSchema, allow_none=True)
    accepted_on = Day(allow_none=True)
    impacts = Items(Part(ImpactSchema))
    first_effect = _period()
    full_effect = _period()
    ramp = Choice(Ramp, allow_none=True)
    anchor = Part(AnchorSchema, allow_none=True)
    changed_state = Text(allow_none=True)
    changed_state_at = _period()
    follow_up_method = Text(allow_none=True)
    frequency = Choice(Frequency, allow_none=True)
    forum = Key(allow_none=True)
    steering = Part(SteeringSchema, allow_none=True)
    follow_up_until = _period()
    controller = line(allow_none=True)
    data_provider = line(allow_none=True)
    measures = Items(KeyOrPart(AimSchema))
    assessment_method = Text(allow_none=True)
    judgements = Items(Part(JudgementSchema))
    preliminary = Items(Part(PreliminarySchema))
    concluded_on = Day(allow_none=True)
    example = Flag()

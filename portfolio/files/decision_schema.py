"""The part of a plan file's schema that tells how an initiative was assessed, what was decided, and what waits."""

from __future__ import annotations

from portfolio.domain.assessments import PRIORITIES, Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.steps import STEPS
from portfolio.strict.fields import (
    Base,
    Choice,
    Day,
    Flag,
    Items,
    Key,
    Moment,
    Number,
    Part,
    PeriodCode,
    Text,
    Whole,
    line,
)


def _step() -> Whole:
    return Whole(least=STEPS[0], most=STEPS[-1])


class AssessmentSchema(Base):
    key = Key(required=True)
    priority = Whole(least=PRIORITIES[0], most=PRIORITIES[-1])
    recommendation = Choice(Recommendation)
    level = Choice(ComplexityLevel, allow_none=True)
    fit = Text(allow_none=True)
    assessed_at = Moment(allow_none=True)
    example = Flag()


class FrozenSpanSchema(Base):
    start = line(required=True)
    end = line(required=True, allow_none=True)


class FrozenPhaseSchema(Base):
    phase = line(required=True)
    planned = Part(FrozenSpanSchema, required=True, allow_none=True)
    actual = Part(FrozenSpanSchema, required=True, allow_none=True)


class FrozenBenefitSchema(Base):
    key = Key(required=True)
    title = line(required=True)
    complete = Whole(least=0, most=STEPS[-1], required=True)
    incomplete = Items(_step(), required=True)
    state = line(required=True)
    sentence = Text(required=True, allow_none=True)
    concluded = Flag(required=True)


class FrozenAssessmentSchema(Base):
    priority = Whole(least=PRIORITIES[0], most=PRIORITIES[-1], required=True)
    recommendation = line(required=True)
    level = line(required=True, allow_none=True)
    fit = Text(required=True, allow_none=True)


class FrozenLackSchema(Base):
    code = line(required=True)
    text = Text(required=True)
    about = line(required=True, allow_none=True)
    waived = Flag(required=True)


class MaterialSchema(Base):
    """What a decision was made on, as it stood: words of that day, which no later version of the product changes."""

    title = line(required=True)
    purpose = Text(required=True, allow_none=True)
    state = line(required=True)
    level = line(required=True, allow_none=True)
    project_lead = Flag(required=True)
    phases = Items(Part(FrozenPhaseSchema), required=True)
    benefits = Items(Part(FrozenBenefitSchema), required=True)
    assessment = Part(FrozenAssessmentSchema, required=True, allow_none=True)
    missing = Items(Part(FrozenLackSchema), required=True)


class ChangedSchema(Base):
    """One value that a decision changed, named by keys."""

    what = line(required=True)
    before = Text(required=True, allow_none=True)
    after = Text(required=True, allow_none=True)


#: Made of a dict, since ``from`` cannot be the name of a class's attribute.
DecisionSchema = Base.from_dict(
    {
        "key": Key(required=True),
        "matter": Choice(Matter),
        "outcome": Choice(Outcome),
        "from": Choice(InitiativeState, allow_none=True),
        "to": Choice(InitiativeState, allow_none=True),
        "benefit": Key(allow_none=True),
        "level": Choice(ComplexityLevel, allow_none=True),
        "until": Day(allow_none=True),
        "start": PeriodCode(example="2024-Q3", allow_none=True),
        "waived": Items(line()),
        "lesson": Text(allow_none=True),
        "successor": line(allow_none=True),
        "corrects": Key(allow_none=True),
        "forum": Key(allow_none=True),
        "decided_on": Day(allow_none=True),
        "motivation": Text(allow_none=True),
        "diarienummer": line(allow_none=True),
        "changed": Items(Part(ChangedSchema)),
        "material": Part(MaterialSchema, allow_none=True),
        "retrospective": Flag(),
        "example": Flag(),
    },
    name="DecisionSchema",
)


class AskedTargetSchema(Base):
    measure = Key(required=True)
    value = Number(required=True)
    period = PeriodCode(example="2024-Q4", required=True, allow_none=True)


class RequestSchema(Base):
    """A matter that waits for the decision meeting; what has been answered or withdrawn stays behind."""

    key = Key(required=True)
    matter = Choice(Matter)
    to = Choice(InitiativeState, allow_none=True)
    benefit = Key(allow_none=True)
    level = Choice(ComplexityLevel, allow_none=True)
    target = Part(AskedTargetSchema, allow_none=True)
    waives = Items(line())
    note = Text(allow_none=True)
    asked_at = Moment(allow_none=True)
    example = Flag()

"""Assessments and decisions as calls send and get them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from portfolio.domain.assessments import PRIORITIES, Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    Base,
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Items,
    NumberOfRow,
    PageQuery,
    Part,
    Strict,
    Strings,
    Time,
    Whole,
    Words,
)


class NewAssessment(Base):
    """Programme management's first assessment of a proposal."""

    priority = Whole(least=PRIORITIES[0], most=PRIORITIES[-1], required=True)
    recommendation = Choice(Recommendation, required=True)
    level = Choice(ComplexityLevel, allow_none=True, load_default=None)
    fit = Words(longest=LONG, allow_none=True, load_default=None)


class AssessmentSchema(Base):
    """An assessment, and the state that the initiative is in after it."""

    id = Id(required=True)
    initiative = Id(required=True, attribute="initiative_id")
    priority = Whole(least=PRIORITIES[0], most=PRIORITIES[-1], required=True)
    recommendation = Choice(Recommendation, required=True)
    level = Choice(ComplexityLevel, required=True, allow_none=True)
    fit = Words(longest=LONG, required=True, allow_none=True)
    state = Choice(InitiativeState, required=True)
    assessed_at = Instant(required=True)


class Figure(Strict[Decimal]):
    """A number, exactly as its digits say."""

    described = {"type": "number"}

    def read(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValidationError("ska vara ett tal")
        return Decimal(value)


class DecidedTarget(Base):
    """What a measure of the benefit is to reach instead; ``measure`` tells which of them, where it has several."""

    measure = Id(allow_none=True, load_default=None, attribute="link_id")
    value = Figure(required=True)
    period = Time(example="2024-Q4", allow_none=True, load_default=None)


class NewDecision(Base):
    """What was decided; which of the fields are needed depends on the matter."""

    matter = Choice(Matter, required=True)
    outcome = Choice(Outcome, required=True)
    to = Choice(InitiativeState, allow_none=True)
    level = Choice(ComplexityLevel, allow_none=True)
    until = Day(allow_none=True)
    start = Time(example="2024-Q3", allow_none=True)
    project_lead = Id(allow_none=True, attribute="project_lead_id")
    project_lead_by = Day(allow_none=True)
    benefit = Id(allow_none=True, attribute="benefit_id")
    target = Part(DecidedTarget, allow_none=True)
    waives = Strings()
    lesson = Words(longest=LONG, allow_none=True)
    successor = Id(allow_none=True, attribute="successor_id")
    forum = Id(allow_none=True, load_default=None, attribute="forum_id")
    decided_on = Day(required=True)
    motivation = Words(longest=LONG, required=True)
    diarienummer = Words(allow_none=True, load_default=None)


class FrozenLack(Base):
    """What lacked for the gate when it was decided; ``waived`` when an exception was made from it."""

    code = Words(required=True)
    text = Words(longest=LONG, required=True)
    about = Words(required=True, allow_none=True)
    waived = Flag(required=True)


class DecisionSchema(Base):
    """A decision; ``level`` is what it classified the initiative as, null when it concerned something else.

    One that was ``corrected`` counts no longer; ``corrects`` is the decision that this one takes back.
    """

    id = Id(required=True)
    initiative = Id(required=True, attribute="initiative_id")
    matter = Choice(Matter, required=True)
    outcome = Choice(Outcome, required=True)
    from_state = Choice(InitiativeState, required=True, allow_none=True)
    to_state = Choice(InitiativeState, required=True, allow_none=True)
    level = Choice(ComplexityLevel, required=True, allow_none=True)
    until = Day(required=True, allow_none=True)
    start = Time(required=True, allow_none=True)
    benefit = Id(required=True, allow_none=True, attribute="benefit_id")
    waived = Items(Words(), required=True)
    lesson = Words(longest=LONG, required=True, allow_none=True)
    corrects = Id(required=True, allow_none=True, attribute="corrects_id")
    corrected = Flag(required=True)
    missing = Items(Part(FrozenLack), required=True)
    forum = Id(required=True, allow_none=True, attribute="forum_id")
    decided_on = Day(required=True, allow_none=True)
    motivation = Words(longest=LONG, required=True, allow_none=True)
    diarienummer = Words(required=True, allow_none=True)
    retrospective = Flag(required=True)
    example = Flag(required=True)
    recorded_at = Instant(required=True)


class DecisionQuery(PageQuery):
    """Which decisions."""

    plan = Words(required=True)
    initiative = NumberOfRow()

"""Judgements of benefits as calls send and get them."""

from __future__ import annotations

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import Base, Choice, Day, Flag, Id, Instant, Words


class NewBenefitAssessment(Base):
    """What somebody outside the project judged; strong grounds take two sources.

    Whoever made it is a person of the plan (``assessor_person``), or told by function and organisation (``assessor``).
    """

    outcome = Choice(AssessedOutcome, required=True)
    statement = Words(required=True, longest=LONG)
    assessed_on = Day(required=True)
    grounds = Choice(Grounds, required=True)
    source = Words(required=True)
    second_source = Words(allow_none=True)
    assessor = Words(allow_none=True)
    assessor_person = Id(allow_none=True, attribute="assessor_id")


class BenefitAssessmentSchema(Base):
    """A judgement of a benefit; the one of the latest day holds, and none is ever removed."""

    id = Id(required=True)
    benefit = Id(required=True, attribute="benefit_id")
    outcome = Choice(AssessedOutcome, required=True)
    statement = Words(required=True, longest=LONG)
    assessed_on = Day(required=True)
    grounds = Choice(Grounds, required=True)
    source = Words(required=True)
    second_source = Words(required=True, allow_none=True)
    assessor = Words(required=True, allow_none=True)
    assessor_person = Id(required=True, allow_none=True, attribute="assessor_id")
    recorded_by = Id(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    example = Flag(required=True)

"""The part of a plan file's schema that tells how a benefit was judged; a person leaves as somebody outside."""

from __future__ import annotations

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.strict.fields import Base, Choice, Day, Flag, Key, Moment, Text, line


class JudgementSchema(Base):
    key = Key(required=True)
    outcome = Choice(AssessedOutcome)
    statement = Text()
    assessed_on = Day()
    grounds = Choice(Grounds)
    source = line()
    second_source = line(allow_none=True)
    assessor = line(allow_none=True)
    recorded_at = Moment(allow_none=True)
    example = Flag()

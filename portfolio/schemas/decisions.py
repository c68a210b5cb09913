"""Decisions as calls send and get them."""

from __future__ import annotations

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import RECORDABLE, Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import Base, Choice, Day, Flag, Id, Instant, NumberOfRow, PageQuery, Words


class NewDecision(Base):
    """What was decided; which of the fields are needed depends on the matter."""

    matter = Choice(
        Matter, required=True, metadata={"description": f"Det som går att registrera: {', '.join(RECORDABLE)}."}
    )
    outcome = Choice(Outcome, required=True)
    level = Choice(ComplexityLevel, allow_none=True, load_default=None)
    forum = Id(allow_none=True, load_default=None, attribute="forum_id")
    decided_on = Day(required=True)
    motivation = Words(longest=LONG, required=True)
    diarienummer = Words(allow_none=True, load_default=None)


class DecisionSchema(Base):
    """A decision; ``level`` is what it classified the initiative as, null when it concerned something else."""

    id = Id(required=True)
    initiative = Id(required=True, attribute="initiative_id")
    matter = Choice(Matter, required=True)
    outcome = Choice(Outcome, required=True)
    from_state = Choice(InitiativeState, required=True, allow_none=True)
    to_state = Choice(InitiativeState, required=True, allow_none=True)
    level = Choice(ComplexityLevel, required=True, allow_none=True)
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

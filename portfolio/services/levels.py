"""The complexity level of an initiative, from the decisions that stand."""

from __future__ import annotations

from portfolio.domain.complexity import Assessed, ComplexityLevel, current
from portfolio.models import Initiative


def history(initiative: Initiative) -> tuple[Assessed, ...]:
    """Every classification as values, in the order of recording; those that were corrected count no longer."""
    return tuple(
        Assessed(level=row.level, decided_on=row.decision.decided_on, number=row.id, example=row.decision.example)
        for row in initiative.assessments
        if not row.decision.corrected
    )


def level_of(initiative: Initiative) -> ComplexityLevel | None:
    """The initiative's level as it stands."""
    holding = current(history(initiative))
    return holding.level if holding else None

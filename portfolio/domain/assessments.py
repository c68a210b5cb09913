"""Programme management's first assessment of a proposal: how urgent it is, how it fits, and what is recommended."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.errors import InvalidFields
from portfolio.domain.texts import LONG, TextRule

#: The highest priority is 1.
PRIORITIES = (1, 2, 3)

TEXT_RULES = {"fit": TextRule("hur förslaget passar in i planen", LONG)}


class Recommendation(StrEnum):
    """What programme management recommends to those who decide."""

    START = "start"
    DEFER = "defer"
    RETURN = "return"
    DECLINE = "decline"


def check_assessment(*, priority: int | None, recommendation: Recommendation | None) -> None:
    """Hold an assessment against the rules. Raises InvalidFields."""
    problems = {}
    if priority not in PRIORITIES:
        problems["priority"] = "Välj prioritet 1, 2 eller 3, där 1 är viktigast."
    if recommendation is None:
        problems["recommendation"] = "Välj vad programledningen rekommenderar."
    if problems:
        raise InvalidFields(problems)

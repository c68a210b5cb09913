"""Goals of a plan: what its benefits serve, in one or several trees."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.texts import LONG, SHORT, TextRule


class GoalKind(StrEnum):
    """What a plan calls its goals on each level; plans differ, so no order is implied."""

    VISION = "vision"
    STRATEGIC_DIRECTION = "strategic_direction"
    MAIN_PROCESS = "main_process"
    DIRECTION_GOAL = "direction_goal"
    GOAL = "goal"


TEXT_RULES = {"name": TextRule("målet", SHORT, required=True), "summary": TextRule("beskrivningen", LONG)}

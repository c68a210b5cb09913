"""Activities: pieces of work in an initiative, placed in a phase and often in time."""

from __future__ import annotations

from enum import StrEnum

from portfolio.domain.texts import LONG, SHORT, TextRule


class ActivityStatus(StrEnum):
    """How far the work on an activity has come; ``ONGOING`` goes on over time and is never late."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"
    ONGOING = "ongoing"


TEXT_RULES = {
    "title": TextRule("vad som ska göras", SHORT, required=True),
    "period_text": TextRule("tiden", SHORT),
    "note": TextRule("uppföljningen", LONG),
}

"""What tasks, reminders and the annual wheel are told apart by, in a module of its own since labels name them."""

from __future__ import annotations

from enum import StrEnum


class TaskKind(StrEnum):
    """What is to be done; in the order in which tasks without a day are told."""

    DECIDE = "decide"
    ASSESS = "assess"
    RESUBMIT = "resubmit"
    ACCEPT_HANDOVER = "accept_handover"
    CORRECT_VALUES = "correct_values"
    SUBMIT_VALUES = "submit_values"
    RECORD_VALUES = "record_values"
    REVIEW_VALUES = "review_values"
    UPDATE_PHASES = "update_phases"
    NOTE_LEARNING = "note_learning"
    PLAN_PHASES = "plan_phases"
    CLASSIFY = "classify"
    ADD_BENEFIT = "add_benefit"
    DESCRIBE_BENEFIT = "describe_benefit"


class About(StrEnum):
    """What sort of thing a task is done on, and so which page it leads to."""

    PLAN = "plan"
    INITIATIVE = "initiative"
    BENEFIT = "benefit"
    SERIES = "series"


class When(StrEnum):
    """When tasks are due, as a list of them tells it apart; in its order."""

    LATE = "late"
    DATED = "dated"
    UNDATED = "undated"


class Occasion(StrEnum):
    """Why a task is told of now; the most pressing first."""

    LATE = "late"
    AHEAD = "ahead"
    NEW = "new"
    ESCALATED = "escalated"


class MailRhythm(StrEnum):
    """How often a person wants to be reminded by e-mail."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class WheelKind(StrEnum):
    """What something in the wheel is."""

    MEASUREMENT = "measurement"
    ACTIVITY = "activity"
    MEETING = "meeting"
    FOLLOW_UP = "follow_up"
    REVISION = "revision"

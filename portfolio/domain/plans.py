"""Plans, their areas and their forums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.periods import Period, is_within
from portfolio.domain.permissions import Role
from portfolio.domain.phases import PhaseTimes
from portfolio.domain.texts import LONG, SHORT, TextRule


class Change(StrEnum):
    """What the plan can say who decides on; source: Närmare Kronobergaren 2022, "Processbeskrivning"."""

    START = "start"
    LEVEL = "level"
    DELIVERY = "delivery"
    REALISATION = "realisation"
    TARGET = "target"
    WAIVE = "waive"
    CLOSE = "close"


#: Who decides where the plan says nothing else: the method's own order.
DECIDERS = {
    Change.START: Role.STEERING,
    Change.LEVEL: Role.STEERING,
    Change.DELIVERY: Role.STEERING,
    Change.REALISATION: Role.AREA_LEAD,
    Change.TARGET: Role.STEERING,
    Change.WAIVE: Role.STEERING,
    Change.CLOSE: Role.STEERING,
}

#: The roles that a plan may give a decision to; those who lead a project do not decide on it themselves.
DECIDING_ROLES = (Role.STEERING, Role.COORDINATOR, Role.AREA_LEAD)


class AreaKind(StrEnum):
    """What a group of initiatives is; only some groups of a plan are programme areas."""

    PROGRAMME_AREA = "programme_area"
    SUB_AREA = "sub_area"
    GROUP = "group"


class ForumKind(StrEnum):
    """What a forum (steering group, council, network …) is for."""

    STEERING_GROUP = "steering_group"
    PROGRAMME_MANAGEMENT = "programme_management"
    PROGRAMME_ORGANISATION = "programme_organisation"
    PROJECT_GROUP = "project_group"
    STRATEGY_GROUP = "strategy_group"
    JOINT_MANAGEMENT = "joint_management"
    JOINT_POLITICAL = "joint_political"
    EMPLOYEE_PARTICIPATION = "employee_participation"
    UNION_COOPERATION = "union_cooperation"
    EXTERNAL_COOPERATION = "external_cooperation"
    CITIZEN_PARTICIPATION = "citizen_participation"
    OTHER = "other"


PLAN_TEXTS = {
    "name": TextRule("planens namn", SHORT, required=True),
    "purpose": TextRule("syftet", LONG),
    "summary": TextRule("innehållet", LONG),
    "diarienummer": TextRule("diarienumret", SHORT),
}
AREA_TEXTS = {"name": TextRule("områdets namn", SHORT, required=True), "summary": TextRule("beskrivningen", LONG)}
FORUM_TEXTS = {
    "name": TextRule("forumets namn", SHORT, required=True),
    "task": TextRule("uppgiften", LONG),
    "meets": TextRule("när forumet möts", SHORT),
}
ROLE_TEXTS = {"name": TextRule("rollens namn", SHORT, required=True), "holder": TextRule("vem som har rollen", LONG)}

#: The longest time between two revisions or follow-ups, in months.
LONGEST_RHYTHM = 120

#: A timeline is drawn quarter by quarter; a longer one can be neither read nor printed.
LONGEST_TIMELINE = 30

#: Lowest and highest value of each tolerance: percentage points, percent, percent, and days: until something is late,
#: before that when it is told of, and after that until the coordinator hears of it.
TOLERANCES = {
    "on_track_points": (0, 100),
    "worsened_percent": (0, 100),
    "fallen_back_percent": (0, 100),
    "grace_days": (0, 365),
    "ahead_days": (0, 90),
    "escalate_days": (0, 365),
}


def check_plan(
    *, valid_period: Period | None, timeline_period: Period | None, months: Mapping[str, int | None]
) -> None:
    """Hold a plan's own times against the rules. Raises InvalidFields.

    ``months`` are the rhythms of revision and follow-up by field; None is not stated.
    """
    problems: dict[str, str] = {}
    if valid_period is None or valid_period.start is None:
        problems["valid_period"] = "Ange när planen börjar gälla, till exempel 2022 eller 2024–2026."
    if timeline_period is None or timeline_period.start is None or timeline_period.end is None:
        problems["timeline_period"] = "Ange tidplanens första och sista år, till exempel 2021–2025."
    elif timeline_period.end.year - timeline_period.start.year >= LONGEST_TIMELINE:
        problems["timeline_period"] = f"Tidplanen får omfatta högst {LONGEST_TIMELINE} år. Korta den."
    for field, number in months.items():
        if number is not None and not 1 <= number <= LONGEST_RHYTHM:
            problems[field] = f"Ange ett antal månader från 1 till {LONGEST_RHYTHM}, eller lämna tomt."
    if problems:
        raise InvalidFields(problems)


def check_tolerances(values: Mapping[str, int | None]) -> None:
    """Hold every tolerance against its bounds. Raises InvalidFields with all messages at once."""
    problems = {
        field: f"Ange ett helt tal från {lowest} till {highest}."
        for field, (lowest, highest) in TOLERANCES.items()
        if (number := values.get(field)) is None or not lowest <= number <= highest
    }
    if problems:
        raise InvalidFields(problems)


def fits_timeline(times: Iterable[PhaseTimes], timeline: Period) -> bool:
    """Whether every boundary of these phases, planned and actual, lies within the timeline."""
    spans = (span for of_phase in times for span in (of_phase.planned, of_phase.actual) if span is not None)
    boundaries = (boundary for span in spans for boundary in (span.start, span.end) if boundary is not None)
    return all(is_within(boundary, timeline) for boundary in boundaries)


def check_decider(field: str, role: Role | None) -> None:
    """Hold the role that decides on a change against the rules. Raises Invalid."""
    if role not in DECIDING_ROLES:
        raise Invalid(field, "Välj styrgruppen, samordnaren eller huvudprojektledaren.")

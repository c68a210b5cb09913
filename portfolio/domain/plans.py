"""Plans, their areas and their forums."""

from __future__ import annotations

from enum import StrEnum


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

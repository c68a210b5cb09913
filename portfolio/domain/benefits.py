"""Benefits (nytta, effekt): what they are, and the rules that hold for one whatever its seven steps say.

Which of the steps are complete is told in :mod:`portfolio.domain.steps`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

from portfolio.domain.errors import InvalidFields
from portfolio.domain.periods import Period, provably_before
from portfolio.domain.texts import LONG, SHORT, TextRule


class BenefitKind(StrEnum):
    """A benefit is wanted; a disbenefit (negativ effekt) is known to come along and is followed just as well."""

    BENEFIT = "benefit"
    DISBENEFIT = "disbenefit"


class Perspective(StrEnum):
    """From whose side the effect is seen."""

    RESIDENT = "resident"
    EMPLOYEE = "employee"
    HEALTH = "health"
    RESOURCE = "resource"


class ValueType(StrEnum):
    """What becomes of the money or time; its arithmetic is a later capability."""

    BUDGETABLE = "budgetable"
    INCOME = "income"
    REDEPLOYABLE = "redeployable"
    AVOIDED = "avoided"
    QUALITATIVE = "qualitative"


class ImpactArea(StrEnum):
    """The four that step three asks about. Source: Närmare Kronobergaren 2022, step 3."""

    CARE_FLOW = "care_flow"
    PATIENT_GROUPS = "patient_groups"
    PROFESSIONAL_MIX = "professional_mix"
    FINANCES = "finances"


class Ramp(StrEnum):
    """How the effect grows from the first to the full one."""

    LINEAR = "linear"
    STEP = "step"
    MILESTONES = "milestones"


#: Why the day that parts before from after was moved, once there were values on both sides of it.
START_REASON = TextRule("varför den första effekten flyttas", LONG, required=True)

TEXT_RULES = {
    "title": TextRule("vad som blir bättre", SHORT, required=True),
    "description": TextRule("beskrivningen", LONG),
    "beneficiary": TextRule("vem som får nyttan", SHORT),
    "preconditions": TextRule("förutsättningarna", LONG),
    "risks": TextRule("riskerna", LONG),
    "released_resource": TextRule("vad som görs med det som frigörs", LONG),
    "owner_role": TextRule("rollen", SHORT),
    "changed_state": TextRule("det förändrade tillståndet", LONG),
    "follow_up_method": TextRule("hur effekten följs upp", LONG),
    "steering_system": TextRule("systemets namn", SHORT),
    "steering_id": TextRule("beteckningen", SHORT),
    "steering_link": TextRule("länken", SHORT),
    "controller_role": TextRule("rollen", SHORT),
    "data_provider": TextRule("vem som tar fram uppgifterna", SHORT),
    "assessment_method": TextRule("hur bedömningen görs", LONG),
}

#: Words of roles that end with the project; the responsibility for a benefit stays in the line.
_PROJECT_ROLE = re.compile(r"\b(?:\w*projekt|process)(?:led|ägar|grupp|samordn|kontor)", re.IGNORECASE)


def is_project_role(role: str | None) -> bool:
    """Whether a role is one of the project and not of the line, by its words."""
    return bool(role and _PROJECT_ROLE.search(role))


def check_times(*, first_effect: Period | None, full_effect: Period | None) -> None:
    """The full effect comes no earlier than the first. Raises InvalidFields."""
    problems: dict[str, str] = {}
    for field, period in (("first_effect", first_effect), ("full_effect", full_effect)):
        if period is not None and (period.start is None or period.end is None):
            problems[field] = (
                f"”{period.label}” har ingen början eller inget slut. Ange ett kvartal, en månad eller ett år."
            )
    if not problems and first_effect and full_effect and provably_before(full_effect, first_effect):
        problems["full_effect"] = (
            f"Full effekt {full_effect.label} ligger före första effekt {first_effect.label}. "
            "Ändra det ena eller det andra."
        )
    if full_effect is not None and first_effect is None:
        problems.setdefault("first_effect", "Ange när den första effekten väntas, eller töm tiden för full effekt.")
    if problems:
        raise InvalidFields(problems)


def leads_in_circle(leads_to: Mapping[int, Iterable[int]], *, start: int) -> tuple[int, ...]:
    """The chain of benefits from ``start`` back to itself, or nothing: an effect cannot be its own cause.

    ``leads_to`` maps each benefit to those that it leads to. The chain starts and ends with ``start``.
    """
    paths: list[tuple[int, ...]] = [(start,)]
    seen: set[int] = set()
    while paths:
        path = paths.pop()
        for target in leads_to.get(path[-1], ()):
            if target == start:
                return (*path, start)
            if target not in seen:
                seen.add(target)
                paths.append((*path, target))
    return ()

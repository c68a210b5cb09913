"""Writing adoptions and benefits as a file: lists of keys in the order of what they lead to, people as role labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.benefits import ImpactArea
from portfolio.domain.labels import label
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Role
from portfolio.files.plan_file import Item
from portfolio.models import (
    Adoption,
    Benefit,
    BenefitActivity,
    BenefitGoal,
    BenefitLink,
    Initiative,
)
from portfolio.services.plan_files import export_measures, judgements

#: What adoptions and benefits are written from, loaded with the initiatives in one query each.
LOADED: Sequence[Any] = (
    selectinload(Initiative.adoptions).joinedload(Adoption.unit),
    selectinload(Initiative.benefits).options(
        selectinload(Benefit.goals).joinedload(BenefitGoal.goal),
        selectinload(Benefit.activities).joinedload(BenefitActivity.activity),
        selectinload(Benefit.leads_to).joinedload(BenefitLink.target).joinedload(Benefit.initiative),
        selectinload(Benefit.impacts),
        selectinload(Benefit.preliminary),
        selectinload(Benefit.assessments),
        selectinload(Benefit.measures).options(*export_measures.AIMS),
        selectinload(Benefit.anchor_adoption).joinedload(Adoption.unit),
        joinedload(Benefit.owner_unit),
        joinedload(Benefit.forum),
    ),
)


def adoption(row: Adoption) -> Item:
    """One adoption; its manager is a role that was written, never an account."""
    return {
        "unit": row.unit.key,
        "manager": row.manager,
        "planned": _code(row.planned),
        "adopted_on": row.adopted_on,
        "accepted_on": row.accepted_on,
        "example": row.example,
    }


def benefit(row: Benefit) -> Item:
    """One benefit. Each list stands in the order of what it leads to, which no order of saving can change."""
    return {
        "key": row.key,
        "title": row.title,
        "description": row.description,
        "kind": row.kind,
        "emergent": row.emergent,
        "perspective": row.perspective,
        "goals": [goal.key for goal in sorted((link.goal for link in row.goals), key=_place)],
        "beneficiary": row.beneficiary,
        "value_type": row.value_type,
        "activities": [one.key for one in sorted((link.activity for link in row.activities), key=_place)],
        "preconditions": row.preconditions,
        "risks": row.risks,
        "leads_to": _targets(row),
        "released_resource": row.released_resource,
        "owner": _stated(role=row.owner_role, unit=row.owner_unit.key if row.owner_unit else None),
        "accepted_on": row.accepted_on,
        "impacts": _impacts(row),
        "first_effect": _code(row.first_effect),
        "full_effect": _code(row.full_effect),
        "ramp": row.ramp,
        "anchor": _stated(phase=row.anchor_phase, unit=row.anchor_adoption.unit.key if row.anchor_adoption else None),
        "changed_state": row.changed_state,
        "changed_state_at": _code(row.changed_state_at),
        "follow_up_method": row.follow_up_method,
        "frequency": row.frequency,
        "forum": row.forum.key if row.forum else None,
        "steering": _stated(system=row.steering_system, id=row.steering_id, link=row.steering_link),
        "follow_up_until": _code(row.follow_up_until),
        "controller": controller_of(row),
        "data_provider": row.data_provider,
        "measures": [export_measures.aim(link) for link in row.measures],
        "assessment_method": row.assessment_method,
        "judgements": [judgements.judgement(one) for one in row.assessments],
        "preliminary": [{"step": one.step, "until": one.until, "note": one.note} for one in row.preliminary],
        "concluded_on": row.concluded_on,
        "example": row.example,
    }


def controller_of(row: Benefit) -> str | None:
    """Who answers for the follow-up, as a role: a person leaves as the label of theirs."""
    return row.controller_role or (label(Role.CONTROLLER) if row.controller_user_id else None)


def _targets(row: Benefit) -> list[Item]:
    targets = [link.target for link in row.leads_to]
    targets.sort(key=lambda target: (*_place(target.initiative), *_place(target)))
    return [{"initiative": target.initiative.key, "benefit": target.key} for target in targets]


def _impacts(row: Benefit) -> list[Item]:
    held = {impact.area: impact for impact in row.impacts}
    return [{"area": area, "none": held[area].none, "text": held[area].text} for area in ImpactArea if area in held]


def _stated(**parts: Any) -> Item | None:
    """Parts that belong together, or null where none of them is stated."""
    return parts if any(value is not None for value in parts.values()) else None


def _place(row: Any) -> tuple[int, int]:
    return row.position, row.id


def _code(period: Period | None) -> str | None:
    return period.code if period else None

"""Writing assessments, decisions and what waits for one: by keys, without whoever made or recorded them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import joinedload, selectinload

from portfolio.files.plan_file import Item
from portfolio.models import BenefitMeasure, Decision, DecisionRequest, FirstAssessment, Initiative
from portfolio.services.decisions import frozen, noted
from portfolio.services.plan_files.export_measures import digits
from portfolio.strict.fields import moment

#: What they are written from, loaded with the initiatives in one query each.
LOADED: Sequence[Any] = (
    selectinload(Initiative.first_assessments),
    selectinload(Initiative.decisions).options(
        joinedload(Decision.assessment),
        joinedload(Decision.forum),
        joinedload(Decision.benefit),
        joinedload(Decision.corrects),
    ),
    selectinload(Initiative.requests).options(
        joinedload(DecisionRequest.benefit), joinedload(DecisionRequest.link).joinedload(BenefitMeasure.measure)
    ),
)


def assessment(row: FirstAssessment) -> Item:
    """One assessment."""
    return {
        "key": row.key,
        "priority": row.priority,
        "recommendation": row.recommendation,
        "level": row.level,
        "fit": row.fit,
        "assessed_at": moment(row.assessed_at),
        "example": row.example,
    }


def decision(row: Decision) -> Item:
    """One decision, with what it was made on and what it changed."""
    benefit = row.benefit
    # One that went on to another initiative stands there; what was decided on it stands in the material.
    here = benefit is not None and benefit.initiative_id == row.initiative_id
    return {
        "key": row.key,
        "matter": row.matter,
        "outcome": row.outcome,
        "from": row.from_state,
        "to": row.to_state,
        "benefit": benefit.key if benefit is not None and here else None,
        "level": row.assessment.level if row.assessment else None,
        "until": row.until,
        "start": row.start.code if row.start else None,
        "waived": list(row.waived),
        "lesson": row.lesson,
        "successor": row.successor,
        "corrects": row.corrects.key if row.corrects else None,
        "forum": row.forum.key if row.forum else None,
        "decided_on": row.decided_on,
        "motivation": row.motivation,
        "diarienummer": row.diarienummer,
        "changed": noted(row),
        "material": frozen(row),
        "retrospective": row.retrospective,
        "example": row.example,
    }


def request(row: DecisionRequest) -> Item:
    """One matter that waits."""
    target = None
    if row.link is not None:
        period = row.target_period.code if row.target_period else None
        target = {"measure": row.link.measure.key, "value": digits(row.target_value), "period": period}
    return {
        "key": row.key,
        "matter": row.matter,
        "to": row.to_state,
        "benefit": row.benefit.key if row.benefit else None,
        "level": row.level,
        "target": target,
        "waives": list(row.waives),
        "note": row.note,
        "asked_at": moment(row.asked_at),
        "example": row.example,
    }

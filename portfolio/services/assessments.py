"""Programme management's first assessment of a proposal: recorded by the coordinator, kept with its history."""

from __future__ import annotations

import secrets

from portfolio.domain.assessments import TEXT_RULES, Recommendation, check_assessment
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.errors import Conflict, InvalidFields
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.lifecycle import may_assess
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_texts
from portfolio.models import FirstAssessment, Initiative
from portfolio.services.context import Context
from portfolio.services.decisions import version as version
from portfolio.services.decisions.entries import check_version


def assess(
    ctx: Context,
    initiative_id: int,
    *,
    priority: int | None,
    recommendation: Recommendation | None,
    level: ComplexityLevel | None = None,
    fit: str | None = None,
    version: str | None = None,
) -> FirstAssessment:
    """Record the first assessment, which puts the proposal on the agenda; once more until somebody has decided on it.

    Call within a transaction. Raises Stale when somebody assessed or decided since ``version``, Conflict when it is no
    proposal any more, InvalidFields.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.ASSESS_INITIATIVE)
    ctx.record("initiative:assess", plan_id=initiative.plan_id)
    check_version(initiative, version)
    if not may_assess(initiative.state):
        raise Conflict("Bara ett förslag som ingen har beslutat om kan bedömas. Läs om vilket läge det är i.")
    texts = _checked(priority, recommendation, fit)
    if priority is None or recommendation is None:
        raise RuntimeError("An assessment without these was let through.")
    made = FirstAssessment(
        key=f"f-{secrets.token_hex(6)}",
        priority=priority,
        recommendation=recommendation,
        level=level,
        fit=texts["fit"],
        assessed_at=ctx.now,
        assessed_by=ctx.actor.user_id,
        example=False,
    )
    initiative.first_assessments.append(made)
    initiative.state = InitiativeState.ASSESSED
    ctx.session.flush()
    return made


def latest(initiative: Initiative) -> FirstAssessment | None:
    """The assessment that holds."""
    return initiative.first_assessments[-1] if initiative.first_assessments else None


def _checked(priority: int | None, recommendation: Recommendation | None, fit: str | None) -> dict[str, str | None]:
    problems: dict[str, str] = {}
    texts: dict[str, str | None] = {}
    try:
        texts = clean_texts({"fit": fit}, TEXT_RULES)
    except InvalidFields as problem:
        problems |= problem.problems
    try:
        check_assessment(priority=priority, recommendation=recommendation)
    except InvalidFields as problem:
        problems |= problem.problems
    if problems:
        raise InvalidFields(problems)
    return texts

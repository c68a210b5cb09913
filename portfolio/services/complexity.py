"""Classifying an initiative: a dated, motivated decision with history."""

from __future__ import annotations

import secrets
from datetime import date

from portfolio.domain.complexity import Assessed, ComplexityLevel, current
from portfolio.domain.decisions import TEXT_RULES, Matter, Outcome, check_decided_on
from portfolio.domain.errors import Invalid, Stale
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text, clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import ComplexityAssessment, Decision, Initiative
from portfolio.services.context import Context
from portfolio.services.initiatives import checked_forum


def classify(
    ctx: Context,
    initiative_id: int,
    *,
    version: str,
    level: ComplexityLevel | None,
    decided_on: date | None,
    forum_id: int | None,
    motivation: str,
    diarienummer: str | None = None,
) -> ComplexityAssessment:
    """Record that the steering group classified the initiative as simple, complicated or complex.

    A coordinator may record it as clerk, with the forum as decider. Earlier classifications stay.
    Raises Conflict when somebody classified it since ``version``, Invalid or InvalidFields.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.CLASSIFY_INITIATIVE)
    ctx.record("initiative:classify", plan_id=initiative.plan_id, reason=clean_text(motivation))
    if version != classification_version(initiative):
        raise Stale("Någon annan har klassat initiativet sedan du öppnade formuläret.")
    if level is None:
        raise Invalid("level", "Välj enkelt, komplicerat eller komplext.")
    check_decided_on(decided_on, today=ctx.today)
    texts = clean_texts({"motivation": motivation, "diarienummer": diarienummer}, TEXT_RULES)
    decision = Decision(
        initiative_id=initiative.id,
        key=f"d-{secrets.token_hex(6)}",
        matter=Matter.LEVEL,
        outcome=Outcome.APPROVED,
        forum_id=checked_forum(ctx, initiative.plan_id, forum_id),
        decided_on=decided_on,
        motivation=texts["motivation"],
        diarienummer=texts["diarienummer"],
        retrospective=False,
        example=False,
        recorded_at=ctx.now,
        recorded_by=ctx.actor.user_id,
    )
    ctx.session.add(decision)
    ctx.session.flush()
    assessment = ComplexityAssessment(initiative_id=initiative.id, decision_id=decision.id, level=level)
    ctx.session.add(assessment)
    return assessment


def classification_version(initiative: Initiative) -> str:
    """The version that the classification's form carries."""
    return version_of({"assessments": len(initiative.assessments), "latest": _level(initiative)})


def history(initiative: Initiative) -> tuple[Assessed, ...]:
    """Every classification as values, in the order of recording."""
    return tuple(
        Assessed(level=row.level, decided_on=row.decision.decided_on, number=row.id, example=row.decision.example)
        for row in initiative.assessments
    )


def _level(initiative: Initiative) -> ComplexityLevel | None:
    holding = current(history(initiative))
    return holding.level if holding else None

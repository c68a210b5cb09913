"""Classifying an initiative: a dated, motivated decision with history."""

from __future__ import annotations

from datetime import date

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Stale
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of
from portfolio.models import ComplexityAssessment, Initiative
from portfolio.services import decisions
from portfolio.services.context import Context
from portfolio.services.levels import history as history
from portfolio.services.levels import level_of


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
    made = decisions.record(
        ctx,
        initiative.id,
        matter=Matter.LEVEL,
        outcome=Outcome.APPROVED,
        level=level,
        decided_on=decided_on,
        forum_id=forum_id,
        motivation=motivation,
        diarienummer=diarienummer,
    )
    assessment = made.assessment
    if assessment is None:
        raise RuntimeError("A classification was recorded without its level.")
    return assessment


def classification_version(initiative: Initiative) -> str:
    """The version that the classification's form carries."""
    return version_of({"assessments": len(initiative.assessments), "latest": level_of(initiative)})

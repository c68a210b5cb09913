"""What a decision is made on: shown as it stands now, and kept as it stood, whatever becomes of it later.

Things are named by keys and nobody by name, so that the material can leave with a plan file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from portfolio.domain.periods import Period
from portfolio.domain.phases import Span
from portfolio.domain.readiness import Lack
from portfolio.models import Decision, FirstAssessment, Initiative
from portfolio.services import benefits, effects, people, readiness
from portfolio.services.benefits import BenefitRow
from portfolio.services.context import Context
from portfolio.services.levels import level_of


def material(ctx: Context, initiative: Initiative, missing: Sequence[Lack] | None = None) -> dict[str, Any]:
    """The initiative as those who decide are shown it: plain values, as JSON has them.

    ``missing`` is what the gate lacks that is decided on; without one, all that lacks for the next step.
    """
    rows = benefits.of_initiative(ctx, initiative)
    if missing is None:
        missing = readiness.of_initiative(ctx, initiative, rows)
    level = level_of(initiative)
    leads = people.project_leads(ctx.session, [initiative.id])
    assessment = initiative.first_assessments[-1] if initiative.first_assessments else None
    return {
        "title": initiative.title,
        "purpose": initiative.purpose,
        "state": initiative.state.value,
        "level": level.value if level else None,
        "project_lead": bool(leads or initiative.project_lead),
        "phases": [
            {"phase": row.phase.value, "planned": _span(row.times().planned), "actual": _span(row.times().actual)}
            for row in initiative.phases
        ],
        "benefits": _benefits(ctx, initiative, rows),
        "assessment": _assessment(assessment) if assessment else None,
        "missing": [
            {"code": lack.code.value, "text": lack.text, "about": lack.about, "waived": lack.waived} for lack in missing
        ],
    }


def freeze(ctx: Context, initiative: Initiative, missing: Sequence[Lack] | None = None) -> str:
    """The material as the text that a decision keeps."""
    return written(material(ctx, initiative, missing))


def written(content: object) -> str:
    """Plain values as the JSON text that is kept."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def frozen(decision: Decision) -> dict[str, Any] | None:
    """What a decision was made on, or None where nothing was kept: it was made before, or came with the plan."""
    return json.loads(decision.material) if decision.material else None


def _benefits(ctx: Context, initiative: Initiative, rows: Sequence[BenefitRow]) -> list[dict[str, Any]]:
    said = effects.of_benefits(ctx, initiative.plan, [row.id for row in rows])
    return [
        {
            "key": row.key,
            "title": row.title,
            "complete": row.complete,
            "incomplete": list(row.incomplete),
            "state": said[row.id].state.value,
            "sentence": said[row.id].sentence or None,
            "concluded": row.concluded_on is not None,
        }
        for row in rows
    ]


def _assessment(row: FirstAssessment) -> dict[str, Any]:
    return {
        "priority": row.priority,
        "recommendation": row.recommendation.value,
        "level": row.level.value if row.level else None,
        "fit": row.fit,
    }


def _span(span: Span | None) -> dict[str, str | None] | None:
    return {"start": span.start.code, "end": _code(span.end)} if span else None


def _code(period: Period | None) -> str | None:
    return period.code if period else None

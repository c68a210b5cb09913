"""Judgements of benefits: read and recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.per_request import API
from portfolio.schemas.benefit_assessments import BenefitAssessmentSchema, NewBenefitAssessment
from portfolio.services import benefit_assessments, benefits
from portfolio.services.context import Context

calls = Calls("benefit_assessments", tag="Bedömningar av nyttor")

_OF = "/benefits/<int:benefit_id>/assessments"


@calls.get(_OF, answers=BenefitAssessmentSchema, summary="En nyttas bedömningar, den som gäller först", listed=True)
def listing(ctx: Context, benefit_id: int) -> Sequence[Any]:
    return benefit_assessments.of_benefit(ctx, benefits.get(ctx, benefit_id))


@calls.post(
    _OF,
    takes=NewBenefitAssessment,
    answers=BenefitAssessmentSchema,
    summary="Registrera en bedömning av en nytta, gjord av någon utanför projektet",
    example={
        "outcome": "on_track",
        "statement": "Avdelningarna använder rutinen, och väntan på besked har blivit kortare.",
        "assessed_on": "2023-03-14",
        "grounds": "strong",
        "source": "Intervjuer med tolv chefer",
        "second_source": "Granskning av 60 vårdplaner",
        "assessor": "Utvärderare, Linnéuniversitetet",
    },
)
def add(ctx: Context, benefit_id: int, *, body: dict[str, Any]) -> One:
    made = benefit_assessments.assess(ctx, benefit_id, **body)
    ctx.settle()
    # A judgement has no address of its own; it is found among its benefit's.
    held = benefit_assessments.of_benefit(ctx, benefits.get(ctx, benefit_id))
    row = next(one for one in held if one.id == made.id)
    return One(row, location=f"{API}/benefits/{benefit_id}/assessments")

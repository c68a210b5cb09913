"""Judgements of benefits by somebody outside the project: recorded, and kept; the latest one holds."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portfolio.domain.benefit_assessments import TEXT_RULES, AssessedOutcome, Grounds, Insiders, check_assessment
from portfolio.domain.errors import Conflict, InvalidFields
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text, clean_texts
from portfolio.models import Benefit, BenefitAssessment
from portfolio.services import benefits, people
from portfolio.services.context import Context


@dataclass(frozen=True)
class Judgement:
    """A judgement in words, as pages and sentences tell it."""

    row: BenefitAssessment

    @property
    def assessor(self) -> str:
        """Who made it."""
        return self.row.assessor or (self.row.person.name if self.row.person else "någon utanför projektet")

    @property
    def sentence(self) -> str:
        """``Bedömd uppnådd 2023-05-02 av Extern revisor. Starka grunder: …``"""
        row = self.row
        sources = row.source if row.second_source is None else f"{row.source}; {row.second_source}"
        what = label(row.outcome).lower()
        said = "Bedömd, men kan inte bedömas" if row.outcome is AssessedOutcome.NOT_JUDGEABLE else f"Bedömd {what}"
        return f"{said} {row.assessed_on.isoformat()} av {self.assessor}. {label(row.grounds)}: {sources.rstrip('.')}."


def get(ctx: Context, benefit_id: int) -> Benefit:
    """The benefit, for whoever may record a judgement of it. Raises NotFound or Denied."""
    return benefits.get(ctx, benefit_id, to=Permission.ASSESS_BENEFIT)


def of_benefit(ctx: Context, benefit: Benefit) -> list[BenefitAssessment]:
    """The benefit's judgements, the one that holds first. One query."""
    return of_benefits(ctx, [benefit.id]).get(benefit.id, [])


def of_benefits(
    ctx: Context, benefit_ids: Sequence[int], *, until: date | None = None
) -> dict[int, list[BenefitAssessment]]:
    """By benefit its judgements, the one that holds first; none, no key. ``until`` cuts days. One query."""
    query = (
        select(BenefitAssessment)
        .where(BenefitAssessment.benefit_id.in_(benefit_ids))
        .order_by(BenefitAssessment.assessed_on.desc(), BenefitAssessment.id.desc())
        .options(joinedload(BenefitAssessment.person))
    )
    if until is not None:
        query = query.where(BenefitAssessment.assessed_on <= until)
    found: dict[int, list[BenefitAssessment]] = {}
    for one in ctx.session.scalars(query):
        found.setdefault(one.benefit_id, []).append(one)
    return found


def assessors(ctx: Context, benefit: Benefit) -> list[tuple[int, str]]:
    """The people of the plan who may have judged the benefit: those whose own result it is are left out."""
    inside = insiders(ctx, benefit)
    return [
        (user.id, user.name)
        for user in people.of_plan(ctx.session, benefit.initiative.plan_id)
        if user.id not in inside.leads and user.id != inside.owner
    ]


def insiders(ctx: Context, benefit: Benefit) -> Insiders:
    """Those who do not judge the benefit, since it is their own result: who leads the project, and who owns it."""
    leads = people.project_leads(ctx.session, [benefit.initiative_id]).get(benefit.initiative_id, [])
    written = benefit.initiative.project_lead
    owner = benefit.owner_user
    owner_names = [name for name in (owner.name if owner else None, benefit.owner_role) if name]
    return Insiders(
        leads=frozenset(one.id for one in leads),
        lead_names=[one.name for one in leads] + ([written] if written else []),
        owner=benefit.owner_user_id,
        owner_names=owner_names,
    )


def assess(
    ctx: Context,
    benefit_id: int,
    *,
    outcome: AssessedOutcome | None,
    statement: str | None,
    assessed_on: date | None,
    grounds: Grounds | None,
    source: str | None,
    second_source: str | None = None,
    assessor: str | None = None,
    assessor_id: int | None = None,
) -> BenefitAssessment:
    """Record what somebody outside the project judged. Earlier judgements stay; the one of the latest day holds.

    Call within a transaction. Raises NotFound or Denied for the benefit, Conflict when it is followed no longer,
    InvalidFields with everything that is wrong.
    """
    benefit = ctx.load(Benefit, benefit_id, to=Permission.ASSESS_BENEFIT)
    ctx.record("benefit:assess", plan_id=benefit.initiative.plan_id)
    if benefit.concluded_on is not None:
        raise Conflict("Nyttan är avförd och följs inte längre, så den bedöms inte.")
    texts = _checked(
        ctx,
        benefit,
        {"statement": statement, "source": source, "second_source": second_source, "assessor": assessor},
        outcome=outcome,
        assessed_on=assessed_on,
        grounds=grounds,
        assessor_id=assessor_id,
    )
    made = BenefitAssessment(
        key=f"b-{secrets.token_hex(6)}",
        outcome=outcome,
        assessed_on=assessed_on,
        grounds=grounds,
        assessor_id=assessor_id,
        recorded_by=ctx.actor.user_id,
        recorded_at=ctx.now,
        example=False,
        **texts,
    )
    benefit.assessments.append(made)
    ctx.session.flush()
    return made


def _checked(
    ctx: Context, benefit: Benefit, given: dict[str, str | None], *, assessor_id: int | None, **rest: Any
) -> dict[str, str | None]:
    """The texts as they are stored. Raises InvalidFields with everything that is wrong at once."""
    texts, problems = given, {}
    try:
        texts = clean_texts(given, TEXT_RULES)
    except InvalidFields as problem:
        problems = problem.problems
    told: dict[str, Any] = {name: clean_text(texts[name]) for name in ("source", "second_source", "assessor")}
    try:
        check_assessment(**told, **rest, assessor_id=assessor_id, insiders=insiders(ctx, benefit), today=ctx.today)
    except InvalidFields as problem:
        problems = {**problem.problems, **problems}
    if "assessor_id" not in problems:
        problems |= _not_known(ctx, benefit, assessor_id)
    if problems:
        raise InvalidFields(problems)
    return texts


def _not_known(ctx: Context, benefit: Benefit, assessor_id: int | None) -> dict[str, str]:
    if assessor_id is None:
        return {}
    known: Any = {user.id for user in people.of_plan(ctx.session, benefit.initiative.plan_id)}
    return {} if assessor_id in known else {"assessor_id": "Personen finns inte i planen. Skriv vem det är i stället."}

"""The state that something ran in when it was taken in (ingångsläge), and what was decided on it before that."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import TEXT_RULES, Matter, Outcome, check_decided_on
from portfolio.domain.errors import Conflict, Invalid
from portfolio.domain.initiatives import InitiativeState, check_project_ended_on
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_texts
from portfolio.models import ComplexityAssessment, Decision, Initiative
from portfolio.services.context import Context


@dataclass(frozen=True)
class Past:
    """A decision that was made before: when, and what it was in a sentence."""

    decided_on: date
    text: str


@dataclass(frozen=True)
class Known:
    """What a list tells of an entry state besides the decision; a list may not know the day of that (``undated``)."""

    level: ComplexityLevel | None = None
    project_ended_on: date | None = None
    past: Sequence[Past] = ()
    undated: bool = False


def decide(
    ctx: Context,
    initiative: Initiative,
    before: InitiativeState,
    *,
    decided_on: date | None,
    forum_id: int | None,
    motivation: str | None,
    known: Known | None = None,
) -> Decision:
    """Keep the decision behind an entry state, on behalf of whoever checked that it may be entered.

    Raises Invalid or InvalidFields. Its fields are called as those of ``Known``; ``past`` is ``past_decisions``.
    """
    known = known or Known()
    if decided_on is not None or not known.undated:
        check_decided_on(decided_on, today=ctx.today)
    check_project_ended_on(known.project_ended_on, state=initiative.state, today=ctx.today)
    texts = clean_texts({"motivation": motivation}, {"motivation": TEXT_RULES["motivation"]})
    # What was decided before is kept before: the last one that stands is what the state rests on.
    _keep(ctx, initiative, known.past)
    made = _decision(ctx, initiative, decided_on, texts["motivation"])
    made.from_state, made.to_state, made.forum_id = before, initiative.state, forum_id
    if known.project_ended_on is not None:
        initiative.project_ended_on = known.project_ended_on
    initiative.decisions.append(made)
    ctx.session.flush()
    if known.level is not None:
        made.assessment = ComplexityAssessment(initiative_id=initiative.id, decision_id=made.id, level=known.level)
        initiative.assessments.append(made.assessment)
        ctx.session.flush()
    return made


def add_past(ctx: Context, initiative_id: int, past: Sequence[Past]) -> None:
    """Keep decisions that were made before an initiative was entered, and were not known then.

    Raises NotFound, Denied, Conflict for one that has been decided on here since, or Invalid("past_decisions").
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.ENTER_INITIATIVE)
    ctx.record("initiative:enter", plan_id=initiative.plan_id)
    if not initiative.retrospective or any(not one.retrospective for one in initiative.decisions):
        raise Conflict(
            "Tidigare beslut kan bara läggas till innan något har beslutats om initiativet här.",
            field="past_decisions",
        )
    _keep(ctx, initiative, past)


def _keep(ctx: Context, initiative: Initiative, past: Sequence[Past]) -> None:
    for one in past:
        try:
            check_decided_on(one.decided_on, today=ctx.today)
        except Invalid as problem:
            raise Invalid("past_decisions", problem.message) from problem
        initiative.decisions.append(_decision(ctx, initiative, one.decided_on, one.text))
        # One by one, so that they keep their order.
        ctx.session.flush()


def _decision(ctx: Context, initiative: Initiative, decided_on: date | None, motivation: str | None) -> Decision:
    return Decision(
        initiative_id=initiative.id,
        key=f"d-{secrets.token_hex(6)}",
        matter=Matter.ENTRY,
        outcome=Outcome.APPROVED,
        waived=(),
        corrected=False,
        decided_on=decided_on,
        motivation=motivation,
        retrospective=True,
        example=False,
        recorded_at=ctx.now,
        recorded_by=ctx.actor.user_id,
    )

"""Recording a decision: all that it changes in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from portfolio.domain import gates, lifecycle
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Permission
from portfolio.domain.readiness import Lack
from portfolio.domain.texts import clean_text
from portfolio.models import Decision, Initiative
from portfolio.services.context import Context
from portfolio.services.decisions import asking, correcting, deciders, matters
from portfolio.services.decisions.changed import Changes
from portfolio.services.decisions.entries import Stated, check_version, checked, new
from portfolio.services.decisions.material import freeze
from portfolio.services.decisions.matters import Case, Wanted
from portfolio.services.decisions.standing import left, since, waived

#: The matters that go through a gate, or make an exception from what it asks for.
_GATED = frozenset({Matter.PHASE, Matter.CLOSE, Matter.WAIVE})


def record(
    ctx: Context,
    initiative_id: int,
    *,
    matter: Matter,
    outcome: Outcome,
    decided_on: date | None,
    motivation: str | None,
    forum_id: int | None = None,
    diarienummer: str | None = None,
    version: str | None = None,
    waives: Sequence[str] = (),
    request_id: int | None = None,
    **wanted: Any,
) -> Decision:
    """Record what was decided on the initiative, and do it. Call within a transaction.

    ``wanted`` are the fields of ``Wanted``; which of them are needed depends on the matter. Raises NotFound, Denied
    with who can, Stale when something was decided since ``version``, Conflict when the state has no room for it,
    GateRefused with what a gate lacks, Invalid or InvalidFields.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.READ_INITIATIVE)
    ctx.record("decision:record", plan_id=initiative.plan_id, reason=clean_text(motivation))
    stated = Stated(decided_on, motivation, forum_id, diarienummer)
    told = Wanted(**wanted)
    lifecycle.check_outcome(matter, outcome)
    if matter is Matter.CORRECT:
        return correcting.correct(ctx, initiative, stated, seen=version)
    to = told.to or (lifecycle.next_phase(initiative.state) if matter is Matter.PHASE else None)
    deciders.check(ctx, initiative, matter, to)
    check_version(initiative, version)
    after = lifecycle.next_state(matter, outcome, initiative.state, kind=initiative.kind, to=to, left=left(initiative))
    stated = replace(stated, forum_id=deciders.named_forum(ctx, initiative, matter, to, forum_id))
    values = checked(ctx, initiative, stated, after=since(initiative) if after is not None else None)
    decision = new(ctx, initiative, matter, outcome, values)
    decision.lesson = matters.lesson_of(told.lesson)
    if after is not None:
        decision.from_state, decision.to_state = initiative.state, after
    missing = _gate(ctx, initiative, decision, to, waives)
    decision.material = freeze(ctx, initiative, missing)
    answered = asking.matching(initiative, matter, to, told.benefit_id, request_id)
    initiative.decisions.append(decision)
    ctx.session.flush()
    changes = Changes(initiative)
    matters.apply(Case(ctx, initiative, decision, told, changes, decision.decided_on or ctx.today))
    changes.keep(decision)
    initiative.state = after or initiative.state
    for request in answered:
        request.decision_id = decision.id
    ctx.session.flush()
    return decision


def _gate(
    ctx: Context, initiative: Initiative, decision: Decision, to: InitiativeState | None, waives: Sequence[str]
) -> list[Lack] | None:
    """What the gate lacks that is decided on, with the exceptions of this decision too; None where there is no gate.

    Raises GateRefused, Denied for those who may not make exceptions, Invalid.
    """
    matter = decision.matter
    if matter not in _GATED:
        if waives:
            raise Invalid("waives", "Undantag ges inför en fas. Ta bort undantagen.")
        return None
    lacks = deciders.of_gate(ctx, initiative, matter, to)
    if decision.outcome is not Outcome.APPROVED:
        return lacks
    if matter is Matter.WAIVE and not waives:
        raise Invalid("waives", "Välj vad undantaget gäller.")
    if waives:
        deciders.check(ctx, initiative, Matter.WAIVE, None)
        deciders.named_forum(ctx, initiative, Matter.WAIVE, None, decision.forum_id)
        decision.waived = gates.exceptions(waives, lacks)
        lacks = gates.marked(lacks, {*waived(initiative), *decision.waived})
    if matter is not Matter.WAIVE:
        gates.check(lacks, initiative.id)
    return lacks

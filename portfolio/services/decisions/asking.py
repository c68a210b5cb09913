"""Putting a matter on the agenda of the decision meeting, and taking it off again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from portfolio.domain import gates, lifecycle
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import ASKABLE, NOTE_RULE, Matter, NewTarget
from portfolio.domain.errors import Conflict, Denied, Invalid, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text, problem_with
from portfolio.models import Benefit, DecisionRequest, Initiative
from portfolio.services.context import Context
from portfolio.services.decisions import deciders, matters

#: The matters that concern one benefit.
_OF_BENEFIT = frozenset({Matter.TARGET, Matter.CONCLUDE_BENEFIT})


def ask(
    ctx: Context,
    initiative_id: int,
    *,
    matter: Matter,
    note: str | None = None,
    to: InitiativeState | None = None,
    level: ComplexityLevel | None = None,
    benefit_id: int | None = None,
    target: NewTarget | None = None,
    waives: Sequence[str] = (),
) -> DecisionRequest:
    """Ask for a decision at the next meeting. Call within a transaction.

    A start needs no asking: what has been assessed is on the agenda. A gate may still lack something then; that is
    shown beside the matter. Raises Denied, Conflict when it waits already or the state has no room for it, Invalid.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.ASK_DECISION)
    ctx.record("decision:ask", plan_id=initiative.plan_id, reason=clean_text(note))
    if matter not in ASKABLE:
        raise Invalid("matter", "Det här begärs inte. Start står på dagordningen när förslaget är bedömt.")
    lifecycle.check_room(matter, initiative.state, initiative.kind)
    if matter is Matter.PHASE:
        to = lifecycle.check_phase(initiative.state, to)
    if matching(initiative, matter, to, benefit_id, None):
        raise Conflict("Det står redan på dagordningen.")
    text = clean_text(note)
    if message := problem_with(text, NOTE_RULE):
        raise Invalid("note", message)
    benefit = _benefit(initiative, benefit_id) if matter in _OF_BENEFIT else None
    request = DecisionRequest(
        key=f"b-{secrets.token_hex(6)}",
        matter=matter,
        to_state=to if matter is Matter.PHASE else None,
        level=level if matter is Matter.LEVEL else None,
        benefit_id=benefit.id if benefit else None,
        waives=_waives(ctx, initiative, matter, to, waives),
        note=text,
        asked_at=ctx.now,
        asked_by=ctx.actor.user_id,
        example=False,
    )
    if benefit is not None and matter is Matter.TARGET:
        if target is None or target.value is None:
            raise Invalid("target", "Ange det nya målvärdet.")
        request.benefit_measure_id = matters.link_of(benefit, target.link_id).id
        request.target_value, request.target_period = target.value, target.period
    initiative.requests.append(request)
    ctx.session.flush()
    return request


def withdraw(ctx: Context, initiative_id: int, request_id: int) -> DecisionRequest:
    """Take a matter off the agenda; whoever asked may, and who keeps the plan. Raises NotFound, Denied or Conflict."""
    initiative = ctx.load(Initiative, initiative_id, to=Permission.ASK_DECISION)
    ctx.record("decision:withdraw", plan_id=initiative.plan_id)
    request = next((one for one in initiative.requests if one.id == request_id), None)
    if request is None:
        raise NotFound
    if request.asked_by != ctx.actor.user_id and not ctx.can(Permission.ASSESS_INITIATIVE, initiative):
        raise Denied("Den som begärde beslutet kan ta tillbaka det.", who=["den som begärde", "samordnare"])
    if not request.is_open:
        raise Conflict("Det står inte längre på dagordningen.")
    request.withdrawn_at = ctx.now
    return request


def matching(
    initiative: Initiative,
    matter: Matter,
    to: InitiativeState | None,
    benefit_id: int | None,
    request_id: int | None,
) -> list[DecisionRequest]:
    """The open requests that a decision answers: the one that it was made from, and any that asks for the same."""
    return [
        one
        for one in initiative.requests
        if one.is_open
        and one.matter is matter
        and (one.id == request_id or ((one.to_state is None or one.to_state is to) and one.benefit_id == benefit_id))
    ]


def _benefit(initiative: Initiative, benefit_id: int | None) -> Benefit:
    for one in initiative.benefits:
        if one.id == benefit_id and one.concluded_on is None:
            return one
    raise Invalid("benefit_id", "Välj en av initiativets nyttor som inte är avförd.")


def _waives(
    ctx: Context, initiative: Initiative, matter: Matter, to: InitiativeState | None, waives: Sequence[str]
) -> tuple[str, ...]:
    if not waives:
        if matter is Matter.WAIVE:
            raise Invalid("waives", "Välj vad undantaget gäller.")
        return ()
    if matter not in (Matter.PHASE, Matter.WAIVE):
        raise Invalid("waives", "Undantag ges inför en fas. Ta bort undantagen.")
    return gates.exceptions(waives, deciders.of_gate(ctx, initiative, matter, to))

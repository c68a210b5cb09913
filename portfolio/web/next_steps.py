"""What can come next for an initiative: what this person may decide, what they may ask for, and who can otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.decisions import ASKABLE, Matter
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.lifecycle import possible, target_is_decided
from portfolio.domain.permissions import Permission
from portfolio.domain.tasks import HANDING_OVER
from portfolio.services import activity_lists, adoptions, conclusions, decisions, handovers
from portfolio.services.context import Context
from portfolio.web.initiative_frame import Shown
from portfolio.web.matters import SLUGS, Words, words


@dataclass(frozen=True)
class Offer:
    """One matter that can be decided on now: the way to it for those who may, else who can and the way to ask."""

    matter: Matter
    words: Words
    href: str | None
    ask_href: str | None
    why: str
    who: tuple[str, ...]
    missing: int


@dataclass(frozen=True)
class Asked:
    """A matter that waits for the meeting; ``withdrawable`` by this person."""

    request: Any
    words: Words
    withdrawable: bool


#: Where each state usually goes on.
_MAIN = {
    InitiativeState.RETURNED: Matter.RESUBMIT,
    InitiativeState.ASSESSED: Matter.START,
    InitiativeState.DEFERRED: Matter.START,
    InitiativeState.APPROVED: Matter.PHASE,
    InitiativeState.PREPARATION: Matter.PHASE,
    InitiativeState.DELIVERY: Matter.PHASE,
    InitiativeState.PAUSED: Matter.RESUME,
}

#: These stand with what they are about: the measure's target, and the benefit.
_WITH_THEIR_OBJECT = frozenset({Matter.TARGET, Matter.CONCLUDE_BENEFIT})


def next_steps(ctx: Context, initiative: Any, lacking: Sequence[Shown]) -> dict[str, Any]:
    """The values of the section on what comes next."""
    offers = {one.matter: _offer(ctx, initiative, one) for one in decisions.choices(ctx, initiative)}
    if not any(lack.waivable and not lack.waived for lack in lacking):
        offers.pop(Matter.WAIVE, None)
    if initiative.project_ended_on is not None:
        offers.pop(Matter.PROJECT_END, None)
    main = next((one for one in offers.values() if one.matter is _main(initiative)), None)
    rest = [one for one in offers.values() if one is not main and not _stands_elsewhere(one)]
    return {
        "main": main,
        "others": [one for one in rest if one.href or one.ask_href],
        "asked": [_asked(ctx, initiative, one) for one in initiative.requests if one.is_open],
        "reached_by": _reached_by(initiative),
        "to_accept": initiative.state in HANDING_OVER and not handovers.of_initiative(ctx, initiative).is_empty,
        "handed_over": any(row.adopted_on for row in initiative.adoptions),
    }


def to_the_line(ctx: Context, initiative: Any) -> dict[str, list[Any]]:
    """What is left when a project ends, and passes to those who answer for it in the line."""
    done = (ActivityStatus.DONE, ActivityStatus.CANCELLED)
    return {
        "activities": [one for one in activity_lists.of_initiative(ctx, initiative) if one.status not in done],
        "adoptions": [one for one in adoptions.of_initiative(ctx, initiative) if one.adopted_on is None],
        "benefits": [one for one in initiative.benefits if one.concluded_on is None],
    }


def _stands_elsewhere(one: Offer) -> bool:
    # Those who decide on the level have a button of their own for it.
    return one.matter in _WITH_THEIR_OBJECT or (one.matter is Matter.LEVEL and one.href is not None)


def _main(initiative: Any) -> Matter | None:
    if initiative.kind is InitiativeKind.ONGOING and _MAIN.get(initiative.state) is Matter.PHASE:
        return None
    if initiative.state is InitiativeState.REALISATION:
        return Matter.PROJECT_END if initiative.project_ended_on is None else Matter.CLOSE
    return _MAIN.get(initiative.state)


def _offer(ctx: Context, initiative: Any, choice: Any) -> Offer:
    matter, why = choice.matter, choice.why_not
    slug = SLUGS[matter]
    may = why is None or bool(why.missing)
    asks = not may and matter in ASKABLE and ctx.can(Permission.ASK_DECISION, initiative)
    waits = any(one.is_open and one.matter is matter and one.benefit_id is None for one in initiative.requests)
    return Offer(
        matter,
        words(matter, choice.to),
        url_for("lifecycle.decide", initiative_id=initiative.id, slug=slug) if may else None,
        url_for("lifecycle.ask", initiative_id=initiative.id, slug=slug) if asks and not waits else None,
        why.text if why is not None else "",
        why.who if why is not None else (),
        len(why.missing) if why is not None else 0,
    )


def _asked(ctx: Context, initiative: Any, request: Any) -> Asked:
    own = request.asked_by is not None and request.asked_by == ctx.actor.user_id
    may = ctx.can(Permission.ASK_DECISION, initiative) and (own or ctx.can(Permission.ASSESS_INITIATIVE, initiative))
    return Asked(request, words(request.matter, request.to_state), may)


def _reached_by(initiative: Any) -> Any:
    """The decision that led to the present state, where it is known."""
    led = [one for one in decisions.standing(initiative) if one.to_state is initiative.state]
    return led[-1] if led else None


def of_benefit(ctx: Context, benefit: Any) -> dict[str, Any]:
    """What can become of one benefit, and the decision that concluded or moved it."""
    initiative = benefit.initiative
    return {
        "conclusion": conclusions.of_benefits(ctx, [benefit.id]).get(benefit.id),
        "concluding": _concluding(ctx, initiative, benefit) if benefit.concluded_on is None else None,
        "asked": [
            _asked(ctx, initiative, one) for one in initiative.requests if one.is_open and one.benefit_id == benefit.id
        ],
    }


def change_of_target(ctx: Context, link: Any) -> Offer | None:
    """The way to another target of a measure, where that takes a decision; None when it can be edited like the rest."""
    initiative = link.benefit.initiative
    if not link.targets or not target_is_decided(initiative.state):
        return None
    slug = SLUGS[Matter.TARGET]
    href = url_for("lifecycle.decide", initiative_id=initiative.id, slug=slug, matetal=link.id)
    return _about(ctx, initiative, Matter.TARGET, href, matetal=link.id)


def _concluding(ctx: Context, initiative: Any, benefit: Any) -> Offer | None:
    """The way to conclude it; nothing where neither that nor asking for it is this person's."""
    href = url_for("conclusions.conclude", benefit_id=benefit.id)
    offer = _about(ctx, initiative, Matter.CONCLUDE_BENEFIT, href, nytta=benefit.id)
    return offer if offer.href or offer.ask_href else None


def _about(ctx: Context, initiative: Any, matter: Matter, href: str, **named: Any) -> Offer:
    """A matter that concerns one thing of the initiative, which addresses ask for it by."""
    why = decisions.why_not(ctx, initiative, matter)
    asks = matter in possible(initiative.state, initiative.kind) and ctx.can(Permission.ASK_DECISION, initiative)
    ask_href = url_for("lifecycle.ask", initiative_id=initiative.id, slug=SLUGS[matter], **named)
    return Offer(
        matter,
        words(matter),
        href if why is None else None,
        ask_href if why is not None and asks else None,
        why.text if why is not None else "",
        why.who if why is not None else (),
        0,
    )

"""What every decision holds, whatever it concerns: when, why, by whom, and its number in the records."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from portfolio.domain.decisions import TEXT_RULES, Matter, Outcome, check_decided_on
from portfolio.domain.errors import Invalid, InvalidFields, Stale
from portfolio.domain.texts import clean_texts
from portfolio.models import Decision, Initiative
from portfolio.services.context import Context
from portfolio.services.decisions.standing import version
from portfolio.services.initiatives import checked_forum


@dataclass(frozen=True)
class Stated:
    """What is stated of any decision."""

    decided_on: date | None
    motivation: str | None
    forum_id: int | None = None
    diarienummer: str | None = None


def check_version(initiative: Initiative, seen: str | None) -> None:
    """Raise Stale when something was decided since a form was opened; a call without one is guarded by the state."""
    if seen is not None and seen != version(initiative):
        raise Stale("Någon annan har beslutat om initiativet sedan du öppnade formuläret. Läs om det först.")


def checked(ctx: Context, initiative: Initiative, stated: Stated, *, after: date | None) -> dict[str, object]:
    """The values of a decision's own columns. Raises Invalid, or InvalidFields for several things at once."""
    problems: dict[str, str] = {}
    texts: dict[str, str | None] = {}
    forum_id = None
    try:
        check_decided_on(stated.decided_on, today=ctx.today, after=after)
    except Invalid as problem:
        problems["decided_on"] = problem.message
    try:
        texts = clean_texts({"motivation": stated.motivation, "diarienummer": stated.diarienummer}, TEXT_RULES)
    except InvalidFields as problem:
        problems |= problem.problems
    try:
        forum_id = checked_forum(ctx, initiative.plan_id, stated.forum_id)
    except Invalid as problem:
        problems["forum_id"] = problem.message
    if len(problems) == 1:
        raise Invalid(*problems.popitem())
    if problems:
        raise InvalidFields(problems)
    return {"decided_on": stated.decided_on, "forum_id": forum_id, **texts}


def new(ctx: Context, initiative: Initiative, matter: Matter, outcome: Outcome, values: dict[str, object]) -> Decision:
    """A decision that is not in the session yet."""
    return Decision(
        key=f"d-{secrets.token_hex(6)}",
        matter=matter,
        outcome=outcome,
        waived=(),
        corrected=False,
        retrospective=False,
        example=False,
        recorded_at=ctx.now,
        recorded_by=ctx.actor.user_id,
        **values,
    )

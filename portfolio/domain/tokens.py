"""API tokens: what one may be called, how long it holds, and what it is limited to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.permissions import Actor, Role
from portfolio.domain.texts import TextRule, clean_text, problem_with

#: Every token begins so: a scanner that looks for secrets in source code can tell what it found.
PREFIX = "nytto_"

#: So many characters of a token are kept readable, for its owner to tell it from others by.
SHOWN = len(PREFIX) + 4

_NAME = TextRule("vad nyckeln ska användas till", longest=100, required=True)

#: A token holds a year unless something else is said, and never longer than two.
USUAL = timedelta(days=365)
LONGEST = timedelta(days=730)


def checked(
    actor: Actor, *, name: str | None, role: Role | None, plan_id: int | None, expires_on: date | None, today: date
) -> tuple[str, date]:
    """A new token's cleaned name and its last day, the usual one when none is given.

    ``today`` is the real day, also where a demonstration lives in another year: what is secret expires for real.

    Raises Invalid for an owner without any role, InvalidFields with every flaw at once.
    """
    if not actor.grants:
        raise Invalid(None, "Utan roll når en nyckel inget. Be samordnaren eller administratören om en roll först.")
    text = clean_text(name)
    plan_problem = _plan_problem(actor, plan_id)
    found = {
        "name": problem_with(text, _NAME),
        # What can be chosen depends on the plan, so with a wrong one there is nothing to say of the role yet.
        "role": None if plan_problem else _role_problem(actor, role, plan_id),
        "plan_id": plan_problem,
        "expires_on": _expiry_problem(expires_on, today),
    }
    problems = {field: message for field, message in found.items() if message}
    if text is None or problems:
        raise InvalidFields(problems)
    return text, expires_on or today + USUAL


def _expiry_problem(expires_on: date | None, today: date) -> str | None:
    if expires_on is None:
        return None
    if expires_on < today:
        return f"Dagen har varit. Välj en dag från och med {today.isoformat()}."
    if expires_on > today + LONGEST:
        return f"En nyckel gäller högst två år: välj senast {(today + LONGEST).isoformat()}."
    return None


def _plan_problem(actor: Actor, plan_id: int | None) -> str | None:
    return None if plan_id is None or plan_id in actor.plan_ids else "Välj en plan som du har en roll i."


def _role_problem(actor: Actor, role: Role | None, plan_id: int | None) -> str | None:
    # Anybody with any role may make a token that only reads, since every role reads.
    if role is None or role is Role.READER:
        return None
    held = {grant.role for grant in actor.grants if plan_id is None or plan_id in grant.plan_ids}
    return None if role in held else "Välj en roll som du själv har där, eller Läsare."


def limited(actor: Actor, *, role: Role | None, plan_id: int | None) -> Actor:
    """The actor with at most what a token is limited to; nothing is ever added to what they may do themselves.

    A token for reading keeps the reach of every role but may change nothing, propose nothing and see no drafts.
    """
    grants = actor.grants
    if role is Role.READER:
        grants = tuple(replace(grant, role=Role.READER) for grant in grants)
    elif role is not None:
        grants = tuple(grant for grant in grants if grant.role is role)
    if plan_id is not None:
        grants = tuple(replace(grant, plan_ids=frozenset({plan_id})) for grant in grants if plan_id in grant.plan_ids)
    return replace(actor, grants=grants, only_reads=role is Role.READER, within_plan=plan_id)

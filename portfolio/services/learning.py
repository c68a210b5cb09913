"""The learning log of an initiative: entries that are added, and mended by whoever wrote them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.complexity import Assessed, ComplexityLevel
from portfolio.domain.errors import Denied, InvalidFields, NotFound, Stale
from portfolio.domain.learning import (
    TEXT_RULES,
    UNDER_WAY,
    Noted,
    check_days,
    complex_since,
    is_asked_for,
    is_silent,
    silent_from,
    to_look_at,
)
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import ComplexityAssessment, Decision, Initiative, LearningEntry, Plan
from portfolio.services import complexity
from portfolio.services.context import Context
from portfolio.services.overview import InitiativeRow

EDITED = ("noted_on", "believed", "happened", "next_step", "look_again_on")


#: What was promised to be looked at again is told of so long before, so that there is time to meet about it.
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Wanted:
    """Why a log should be written in now: since which day, and by which one where a day was promised.

    Without a text nothing is asked for.
    """

    text: str | None
    since: date | None = None
    by: date | None = None


def of_initiative(ctx: Context, initiative: Initiative) -> Sequence[LearningEntry]:
    """The initiative's entries with their authors, the latest first. Two queries."""
    query = (
        select(LearningEntry)
        .where(LearningEntry.initiative_id == initiative.id)
        .order_by(LearningEntry.noted_on.desc(), LearningEntry.id.desc())
        .options(selectinload(LearningEntry.author))
    )
    return ctx.session.scalars(query).all()


def is_asked(initiative: Initiative) -> bool:
    """Whether the initiative is asked for a log: it is complex, or was."""
    return is_asked_for(complexity.history(initiative))


def get(initiative: Initiative, entry_id: int) -> LearningEntry:
    """The entry when it belongs to the initiative. Raises NotFound."""
    for entry in initiative.learning:
        if entry.id == entry_id:
            return entry
    raise NotFound


def is_own(ctx: Context, entry: LearningEntry) -> bool:
    """Whether the actor wrote the entry, and so may mend it."""
    return ctx.actor.is_system or (entry.author_id is not None and entry.author_id == ctx.actor.user_id)


def own(ctx: Context, initiative: Initiative, entry_id: int) -> LearningEntry:
    """An entry that the actor may mend. Raises NotFound, or Denied for what somebody else wrote."""
    entry = get(initiative, entry_id)
    if not is_own(ctx, entry):
        raise Denied("Bara den som skrev anteckningen kan ändra den. Skriv en ny anteckning i stället.")
    return entry


def edited_values(entry: LearningEntry) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(entry, field) for field in EDITED}


def add(ctx: Context, initiative_id: int, **fields: Any) -> LearningEntry:
    """Write down what was believed, what happened and what is done next. Raises InvalidFields."""
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_INITIATIVE)
    ctx.record("learning:add", plan_id=initiative.plan_id)
    entry = LearningEntry(
        initiative_id=initiative.id,
        key=f"l-{secrets.token_hex(6)}",
        example=False,
        author_id=ctx.actor.user_id,
        created_at=ctx.now,
        **_checked(ctx, fields),
    )
    initiative.learning.append(entry)
    ctx.session.flush()
    return entry


def edit(ctx: Context, initiative_id: int, entry_id: int, *, version: str, **fields: Any) -> LearningEntry:
    """Mend an entry of one's own; the log keeps what it said before.

    Raises NotFound, Denied for what somebody else wrote, Conflict when it was saved since ``version``, InvalidFields.
    What was changed is no longer example data.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_INITIATIVE)
    ctx.record("learning:edit", plan_id=initiative.plan_id)
    entry = own(ctx, initiative, entry_id)
    stored = edited_values(entry)
    if version != version_of(stored):
        raise Stale("Anteckningen har sparats på nytt sedan du öppnade formuläret.", current=stored)
    for field, value in _checked(ctx, {**stored, **fields}).items():
        setattr(entry, field, value)
    if edited_values(entry) != stored:
        entry.example = False
    return entry


def reminders(ctx: Context, plan: Plan, rows: Sequence[InitiativeRow]) -> dict[int, Wanted]:
    """Which of the plan's initiatives should write in their log now, each with why, by id. Two queries.

    What is complex and under way, and silent for as long as the plan's rhythm; and whatever promised to look again,
    from ``AHEAD`` before the day.
    """
    under_way = [row for row in rows if row.state in UNDER_WAY]
    noted, levels = _noted(ctx, plan), _levels(ctx, plan)
    found = {}
    for row in under_way:
        entries = noted.get(row.id, [])
        look = to_look_at(entries, today=ctx.today + AHEAD)
        since = complex_since(levels.get(row.id, []))
        if look is not None:
            found[row.id] = Wanted("Dags att titta igen på det ni har lärt er", look - AHEAD, look)
        elif row.level is ComplexityLevel.COMPLEX and is_silent(
            entries, since=since, months=plan.follow_up_months, today=ctx.today
        ):
            latest = max((one.noted_on for one in entries), default=None)
            text = f"Inget nytt i lärandeloggen sedan {latest.isoformat()}" if latest else "Inget i lärandeloggen än"
            found[row.id] = Wanted(text, silent_from(entries, since=since, months=plan.follow_up_months))
    return found


def _noted(ctx: Context, plan: Plan) -> Mapping[int, list[Noted]]:
    query = (
        select(LearningEntry.initiative_id, LearningEntry.noted_on, LearningEntry.look_again_on)
        .join(Initiative, Initiative.id == LearningEntry.initiative_id)
        .where(Initiative.plan_id == plan.id)
    )
    found: dict[int, list[Noted]] = {}
    for initiative_id, noted_on, look_again_on in ctx.session.execute(query):
        found.setdefault(initiative_id, []).append(Noted(noted_on, look_again_on))
    return found


def _levels(ctx: Context, plan: Plan) -> Mapping[int, list[Assessed]]:
    made = ComplexityAssessment
    query = (
        select(made.initiative_id, made.level, Decision.decided_on, made.id)
        .join(Decision, Decision.id == made.decision_id)
        .join(Initiative, Initiative.id == made.initiative_id)
        .where(Initiative.plan_id == plan.id)
    )
    found: dict[int, list[Assessed]] = {}
    for initiative_id, level, decided_on, number in ctx.session.execute(query):
        found.setdefault(initiative_id, []).append(Assessed(level, decided_on, number))
    return found


def _checked(ctx: Context, fields: dict[str, Any]) -> dict[str, Any]:
    days = {"noted_on": fields.get("noted_on"), "look_again_on": fields.get("look_again_on")}
    problems: dict[str, str] = {}
    texts: dict[str, str | None] = {}
    try:
        texts = clean_texts(fields, TEXT_RULES)
    except InvalidFields as problem:
        problems.update(problem.problems)
    try:
        check_days(**days, today=ctx.today)
    except InvalidFields as problem:
        problems.update(problem.problems)
    if problems:
        raise InvalidFields(problems)
    return {**texts, **days}

"""Dependencies between initiatives: who waits for what from whom, and what their times say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from portfolio.domain.area_plans import Follower
from portfolio.domain.dependencies import TEXT_RULES, Comparison, Side, check_link, compare
from portfolio.domain.errors import Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.initiatives import FINAL_STATES
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.texts import clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import Initiative, InitiativeDependency, Plan
from portfolio.services import existing
from portfolio.services.context import LARGEST_ID, Context

EDITED = ("what",)


@dataclass(frozen=True)
class DependencyRow:
    """One dependency as a page of one of its two initiatives shows it; ``other`` is the initiative at its other end.

    ``plan`` is the other one's plan, when it lies in another one than the page's.
    """

    id: int
    other: Initiative
    plan: str | None
    what: str
    comparison: Comparison
    example: bool


@dataclass(frozen=True)
class Dependencies:
    """What an initiative waits for, and what waits for it: what exists for the actor, in the plans' order."""

    waits_for: Sequence[DependencyRow]
    awaited_by: Sequence[DependencyRow]


def of_initiative(ctx: Context, initiative: Initiative) -> Dependencies:
    """The initiative's dependencies both ways. The same few queries whatever their number."""
    query = select(InitiativeDependency).where(
        or_(InitiativeDependency.initiative_id == initiative.id, InitiativeDependency.waits_for_id == initiative.id)
    )
    links = ctx.session.scalars(query.order_by(InitiativeDependency.id)).all()
    if not links:
        return Dependencies((), ())
    ends = _existing(ctx, {one for link in links for one in (link.initiative_id, link.waits_for_id)})
    here = _side(initiative, here=True)
    waits_for, awaited_by = [], []
    for link in links:
        if (other := ends.get(link.waits_for_id)) is not None and link.initiative_id == initiative.id:
            waits_for.append(_row(link, initiative, other, compare(here, _side(other), today=ctx.today)))
        elif (other := ends.get(link.initiative_id)) is not None and link.waits_for_id == initiative.id:
            awaited_by.append(_row(link, initiative, other, compare(_side(other), here, today=ctx.today)))
    place = {number: at for at, number in enumerate(ends)}
    for rows in (waits_for, awaited_by):
        rows.sort(key=lambda row: place[row.other.id])
    return Dependencies(waits_for, awaited_by)


def warnings(found: Dependencies, initiative: Initiative) -> list[DependencyRow]:
    """What somebody should look at in what the initiative waits for; nothing when it has ended itself."""
    if initiative.state in FINAL_STATES:
        return []
    return [row for row in found.waits_for if row.comparison.warns]


def touched(ctx: Context, times: Mapping[int, Mapping[Phase, PhaseTimes]]) -> tuple[Follower, ...]:
    """Where other ``times`` of some initiatives, by their ids, make their dependencies say something else.

    Both ways: those that wait for them, and those that they wait for. A bounded number of queries.
    """
    query = select(InitiativeDependency).where(
        or_(InitiativeDependency.initiative_id.in_(times), InitiativeDependency.waits_for_id.in_(times))
    )
    links = ctx.session.scalars(query.order_by(InitiativeDependency.id)).all()
    if not links:
        return ()
    ends = _existing(ctx, {one for link in links for one in (link.initiative_id, link.waits_for_id)})
    found = []
    for link in links:
        follower, other = ends.get(link.initiative_id), ends.get(link.waits_for_id)
        if follower is None or other is None:
            continue
        before = compare(_side(follower), _side(other), today=ctx.today)
        sides = (replace(_side(one), times=times.get(one.id, one.times())) for one in (follower, other))
        after = compare(*sides, today=ctx.today)
        if after.sentence != before.sentence:
            found.append(Follower(follower.title, other.title, before, after))
    return tuple(found)


def get(initiative: Initiative, dependency_id: int) -> InitiativeDependency:
    """The dependency when it is the initiative that waits. Raises NotFound."""
    for link in initiative.dependencies:
        if link.id == dependency_id:
            return link
    raise NotFound


def visible(ctx: Context, initiative: Initiative, dependency_id: int) -> InitiativeDependency:
    """The same, when what it waits for exists for the actor. Raises NotFound."""
    link = get(initiative, dependency_id)
    ctx.check(link.waits_for, Permission.READ_INITIATIVE)
    return link


def edited_values(link: InitiativeDependency) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(link, field) for field in EDITED}


def choices(ctx: Context, initiative: Initiative) -> list[tuple[Initiative, str]]:
    """What the initiative could wait for, each with its plan's name: in the own plan first, then in the others.

    What it waits for already is left out, and what has ended without giving anything stays: it may say so.
    """
    held = {link.waits_for_id for link in initiative.dependencies} | {initiative.id}
    names = dict(ctx.session.execute(select(Plan.id, Plan.name)).all())
    offered = [one for one in existing.initiatives(ctx) if one.id not in held]
    offered.sort(key=lambda one: (one.plan_id != initiative.plan_id, one.plan_id, one.position, one.id))
    return [(one, names[one.plan_id]) for one in offered]


def add(ctx: Context, initiative_id: int, *, waits_for_id: int | None, what: str | None) -> InitiativeDependency:
    """Say that the initiative waits for ``what`` another one puts in place. Raises InvalidFields.

    Any initiative that exists for the actor can be waited for; one that is waited for already, and one that would close
    a ring, is refused.
    """
    _hold_plans(ctx, (initiative_id, waits_for_id))
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_INITIATIVE)
    ctx.record("dependency:add", plan_id=initiative.plan_id)
    problems: dict[str, str] = {}
    texts: dict[str, str | None] = {}
    try:
        texts = clean_texts({"what": what}, TEXT_RULES)
    except InvalidFields as problem:
        problems.update(problem.problems)
    titles = {one.id: one.title for one in existing.initiatives(ctx)}
    pairs = select(InitiativeDependency.initiative_id, InitiativeDependency.waits_for_id)
    try:
        check_link(initiative.id, waits_for_id, titles=titles, waiting=[(a, b) for a, b in ctx.session.execute(pairs)])
    except Invalid as problem:
        problems["waits_for_id"] = problem.message
    if problems:
        raise InvalidFields(problems)
    link = InitiativeDependency(
        initiative_id=initiative.id, waits_for_id=waits_for_id, what=texts["what"], example=False
    )
    initiative.dependencies.append(link)
    ctx.session.flush()
    return link


def edit(ctx: Context, initiative_id: int, dependency_id: int, *, version: str, **fields: Any) -> InitiativeDependency:
    """Save what the initiative waits for in words.

    Raises NotFound, Conflict when somebody else saved it since ``version``, or InvalidFields. What was changed is no
    longer example data.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_INITIATIVE)
    ctx.record("dependency:edit", plan_id=initiative.plan_id)
    link = visible(ctx, initiative, dependency_id)
    stored = edited_values(link)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat beroendet sedan du öppnade formuläret.", current=stored)
    link.what = str(clean_texts({**stored, **fields}, TEXT_RULES)["what"])
    if edited_values(link) != stored:
        link.example = False
    return link


def end(ctx: Context, initiative_id: int, dependency_id: int) -> Initiative:
    """Say that the initiative no longer waits. Nothing is deleted but the link. Returns what it waited for.

    Raises NotFound.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_INITIATIVE)
    ctx.record("dependency:end", plan_id=initiative.plan_id)
    link = visible(ctx, initiative, dependency_id)
    other = link.waits_for
    initiative.dependencies.remove(link)
    ctx.session.delete(link)
    return other


def _hold_plans(ctx: Context, initiative_ids: Iterable[int | None]) -> None:
    """Two who link at once could close a ring together without either seeing it, so one of them waits here."""
    ids = [one for one in initiative_ids if one is not None and 0 < one <= LARGEST_ID]
    of_them = select(Initiative.plan_id).where(Initiative.id.in_(ids))
    ctx.session.execute(select(Plan.id).where(Plan.id.in_(of_them)).order_by(Plan.id).with_for_update(key_share=True))


def _existing(ctx: Context, ids: Iterable[int]) -> Mapping[int, Initiative]:
    """Those of the initiatives that exist for the actor, in the plans' order, with what is told of each."""
    wanted = Initiative.id.in_(set(ids))
    loaded = selectinload(Initiative.phases), selectinload(Initiative.plan)
    # Held on to, so that nothing is asked for one by one.
    held = ctx.session.scalars(select(Initiative).where(wanted).options(*loaded)).all()
    found = {one.id: one for one in existing.initiatives(ctx, wanted)}
    del held
    return found


def _side(one: Initiative, *, here: bool = False) -> Side:
    return Side("" if here else one.title, one.kind, one.state, one.times())


def _row(link: InitiativeDependency, here: Initiative, other: Initiative, comparison: Comparison) -> DependencyRow:
    plan = other.plan.name if other.plan_id != here.plan_id else None
    return DependencyRow(link.id, other, plan, link.what, comparison, link.example)

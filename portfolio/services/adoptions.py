"""Adoptions: in which units an initiative is taken into use, and when; what hangs on the time moves along with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from portfolio.domain.activities import due_label
from portfolio.domain.adoptions import (
    TEXT_RULES,
    check_times,
    is_before_delivery,
    is_late,
    time_of,
)
from portfolio.domain.anchors import FOLLOWING, TimeMove, follow, moves_start, quarters_moved, start_problem
from portfolio.domain.errors import Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.periods import Period
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.texts import clean_text, clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import Adoption, Benefit, Initiative, Organisation, Plan
from portfolio.services import changes, effect_starts
from portfolio.services.context import Context
from portfolio.services.initiative_lists import unhidden
from portfolio.services.paging import Page, Slice, take

EDITED = ("unit_id", "manager", "planned", "adopted_on")


@dataclass(frozen=True)
class AdoptionRow:
    """One unit as the list shows it; ``late`` tells by when it should have taken it into use, else nothing."""

    id: int
    unit: str
    manager: str | None
    planned: Period | None
    adopted_on: date | None
    accepted_on: date | None
    late: str
    before_delivery: bool
    benefits: tuple[tuple[int, str], ...]
    example: bool


@dataclass(frozen=True)
class Followed:
    """What became of one benefit that hangs on an adoption whose time moved."""

    title: str
    times: tuple[TimeMove, ...]


@dataclass(frozen=True)
class Saved:
    """An adoption that was saved, by how many quarters its time moved, and the benefits that hang on it.

    ``along`` tells whether their times were moved too.
    """

    adoption: Adoption
    quarters: int
    benefits: tuple[Followed, ...]
    along: bool


def of_initiative(ctx: Context, initiative: Initiative) -> list[AdoptionRow]:
    """The initiative's units in their order. The same few queries whatever their number."""
    query = (
        select(Adoption)
        .where(Adoption.initiative_id == initiative.id)
        .order_by(Adoption.position, Adoption.id)
        .options(selectinload(Adoption.unit))
    )
    hanging: dict[int | None, list[tuple[int, str]]] = {}
    for one in _anchored(ctx, initiative):
        hanging.setdefault(one.anchor_adoption_id, []).append((one.id, one.title))
    start = delivery_start(initiative)
    return [
        AdoptionRow(
            id=row.id,
            unit=row.unit.name,
            manager=row.manager,
            planned=row.planned,
            adopted_on=row.adopted_on,
            accepted_on=row.accepted_on,
            late=due_label(row.planned) if row.planned and is_late(row.planned, row.adopted_on, ctx.today) else "",
            before_delivery=is_before_delivery(row.adopted_on, start),
            benefits=tuple(hanging.get(row.id, ())),
            example=row.example,
        )
        for row in ctx.session.scalars(query)
    ]


def page_of(
    ctx: Context,
    plan: Plan,
    page: Page,
    *,
    initiative_id: int | None = None,
    updated_since: datetime | None = None,
) -> Slice[Adoption]:
    """One page of the adoptions of the plan's initiatives that exist for the actor, in the order of ids."""
    query = (
        select(Adoption)
        .join(Initiative, Initiative.id == Adoption.initiative_id)
        .where(Initiative.plan_id == plan.id, *unhidden(ctx, plan))
    )
    if initiative_id is not None:
        query = query.where(Adoption.initiative_id == initiative_id)
    if updated_since is not None:
        changed = changes.changed_since(Adoption, updated_since)
        query = query.where(or_(changed, Initiative.id.in_(changes.revealed_since(updated_since))))
    return take(ctx, query, Adoption.id, page)


def get(initiative: Initiative, adoption_id: int) -> Adoption:
    """The adoption when it belongs to the initiative. Raises NotFound."""
    for row in initiative.adoptions:
        if row.id == adoption_id:
            return row
    raise NotFound


def edited_values(adoption: Adoption) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(adoption, field) for field in EDITED}


def delivery_start(initiative: Initiative) -> Period | None:
    """When the initiative's delivery phase started, where that is known."""
    actual = initiative.times().get(Phase.DELIVERY, PhaseTimes()).actual
    return actual.start if actual is not None else None


def anchored(ctx: Context, initiative: Initiative, adoption: Adoption) -> list[Benefit]:
    """The benefits whose times follow this adoption, in their order."""
    return [one for one in _anchored(ctx, initiative) if one.anchor_adoption_id == adoption.id]


def have_values(ctx: Context, benefits: Collection[Benefit]) -> bool:
    """Whether any of these benefits has values, so that moving its first effect takes a reason. At most one query."""
    return bool(effect_starts.moved(ctx, [one.id for one in benefits if one.first_effect is not None]))


def add(ctx: Context, initiative_id: int, *, unit_ids: Collection[int], **fields: Any) -> list[Adoption]:
    """Add one adoption for each unit, with the same manager's role and times.

    Raises InvalidFields, also when a unit is none or has its row already: that one is edited instead.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.PLAN_ADOPTION)
    ctx.record("adoption:add", plan_id=initiative.plan_id)
    problems: dict[str, str] = {}
    values = _judged(ctx, fields, problems)
    wanted = list(dict.fromkeys(unit_ids))
    names = {one.id: one.name for one in ctx.session.scalars(select(Organisation).where(Organisation.id.in_(wanted)))}
    taken = [names[one] for one in wanted if one in names and one in {row.unit_id for row in initiative.adoptions}]
    if not wanted:
        problems["unit_ids"] = "Kryssa för minst en enhet."
    elif len(names) < len(wanted):
        problems["unit_ids"] = "Någon av enheterna finns inte längre. Välj bland dem som finns i listan."
    elif taken:
        problems["unit_ids"] = (
            f"{', '.join(taken)} finns redan i listan. Ta bort krysset, och ändra den raden i stället."
        )
    if problems:
        raise InvalidFields(problems)
    last = max((row.position for row in initiative.adoptions), default=0)
    made = [
        Adoption(initiative_id=initiative.id, unit_id=one, position=last + number, example=False, **values)
        for number, one in enumerate(wanted, start=1)
    ]
    initiative.adoptions.extend(made)
    ctx.session.flush()
    return made


def edit(
    ctx: Context,
    initiative_id: int,
    adoption_id: int,
    *,
    version: str,
    along: bool = True,
    start_reason: str | None = None,
    **fields: Any,
) -> Saved:
    """Save an adoption. When its time moves by whole quarters, the times of benefits that hang on it move ``along``.

    Its time is the day when the unit took it into use, else the planned one. Raises NotFound, Conflict when somebody
    else saved it since ``version``, or InvalidFields. What changes is no longer example data. ``start_reason`` goes to
    the log: Invalid is raised without it where the start of benefits that have values moves.
    """
    initiative = ctx.load(Initiative, initiative_id, to=Permission.PLAN_ADOPTION)
    ctx.record("adoption:edit", plan_id=initiative.plan_id, reason=clean_text(start_reason))
    adoption = get(initiative, adoption_id)
    stored = edited_values(adoption)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat införandet sedan du öppnade formuläret.", current=stored)
    problems: dict[str, str] = {}
    fields = {**stored, **fields}
    values = _judged(ctx, fields, problems)
    unit = ctx.session.get(Organisation, fields["unit_id"]) if fields["unit_id"] is not None else None
    if unit is None:
        problems["unit_id"] = "Välj en enhet i listan."
    elif any(row.unit_id == unit.id and row is not adoption for row in initiative.adoptions):
        problems["unit_id"] = f"{unit.name} finns redan i listan. Ändra den raden i stället, eller välj en annan enhet."
    if problems or unit is None:
        raise InvalidFields(problems)
    before = time_of(adoption.planned, adoption.adopted_on)
    if adoption.unit_id != unit.id:
        # Another manager answers for another unit, and has accepted nothing.
        adoption.accepted_on = adoption.accepted_by = None
    adoption.unit = unit
    for field, value in values.items():
        setattr(adoption, field, value)
    if {**values, "unit_id": unit.id} != stored:
        adoption.example = False
    quarters = quarters_moved(before, time_of(adoption.planned, adoption.adopted_on))
    found = _following(ctx, initiative, adoption, quarters)
    _check_reason(ctx, found, start_reason, along=along)
    if along:
        _move(found)
    return Saved(adoption, quarters, tuple(Followed(benefit.title, times) for benefit, times in found), along)


def _judged(ctx: Context, fields: dict[str, Any], problems: dict[str, str]) -> dict[str, Any]:
    """The values besides the unit; what is wrong with them is added to the problems."""
    values: dict[str, Any] = {"planned": fields.get("planned"), "adopted_on": fields.get("adopted_on")}
    try:
        values.update(clean_texts(fields, TEXT_RULES))
    except InvalidFields as problem:
        problems.update(problem.problems)
    try:
        check_times(planned=values["planned"], adopted_on=values["adopted_on"], today=ctx.today)
    except InvalidFields as problem:
        problems.update(problem.problems)
    return values


def _anchored(ctx: Context, initiative: Initiative, *, locked: bool = False) -> list[Benefit]:
    query = (
        select(Benefit)
        .where(Benefit.initiative_id == initiative.id, Benefit.anchor_adoption_id.is_not(None))
        .order_by(Benefit.position, Benefit.id)
    )
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return list(ctx.session.scalars(query))


def _following(
    ctx: Context, initiative: Initiative, adoption: Adoption, quarters: int
) -> list[tuple[Benefit, tuple[TimeMove, ...]]]:
    """The benefits that hang on the adoption, and what becomes of their times when it moves so many quarters."""
    if not quarters:
        return []
    return [
        (benefit, follow({field: getattr(benefit, field) for field in FOLLOWING}, quarters))
        for benefit in _anchored(ctx, initiative, locked=True)
        if benefit.anchor_adoption_id == adoption.id
    ]


def _check_reason(
    ctx: Context, found: Iterable[tuple[Benefit, tuple[TimeMove, ...]]], reason: str | None, *, along: bool
) -> None:
    moving = [benefit.id for benefit, times in found if moves_start(times)]
    if (message := start_problem(effect_starts.moved(ctx, moving), reason, along=along)) is not None:
        raise Invalid("start_reason", message)


def _move(found: Iterable[tuple[Benefit, tuple[TimeMove, ...]]]) -> None:
    for benefit, times in found:
        for time in times:
            if time.after is not None:
                setattr(benefit, time.field, time.after)
                benefit.example = False

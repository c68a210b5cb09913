"""Who may undo an import: the coordinator, or whoever made it while they still may do to every row what was done."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.errors import Denied
from portfolio.domain.log_nets import Key, Net
from portfolio.domain.permissions import Permission
from portfolio.models import BenefitMeasure, ImportRun, Initiative, InitiativeActivity, Measure, ProgrammeArea
from portfolio.services import existing
from portfolio.services.building_on import in_chunks
from portfolio.services.context import Context
from portfolio.services.log_values import TABLES

#: By table what its page asks for; None where the rows come with others that are asked about.
ASKED: dict[str, Permission | None] = {
    "activities": Permission.EDIT_ACTIVITY,
    "adoptions": Permission.PLAN_ADOPTION,
    "benefit_activities": Permission.EDIT_BENEFIT,
    "benefit_goals": Permission.EDIT_BENEFIT,
    "benefit_impacts": Permission.EDIT_BENEFIT,
    "benefit_links": Permission.EDIT_BENEFIT,
    "benefit_measures": Permission.SET_AIM,
    "benefit_targets": Permission.SET_AIM,
    "benefits": Permission.EDIT_BENEFIT,
    "complexity_assessments": Permission.ENTER_INITIATIVE,
    "decisions": Permission.ENTER_INITIATIVE,
    "former_titles": Permission.EDIT_INITIATIVE,
    "initiative_activities": Permission.EDIT_ACTIVITY,
    "initiative_phases": Permission.PLAN_PHASES,
    "initiatives": Permission.EDIT_INITIATIVE,
    "interim_targets": Permission.SET_AIM,
    "measure_versions": Permission.EDIT_MEASURE,
    "measurements": Permission.RECORD_VALUE,
    "measures": Permission.EDIT_MEASURE,
    "preliminary_steps": Permission.EDIT_BENEFIT,
    # A series is made by whoever sets an aim or records a value, and is nothing without it.
    "series": None,
}

#: By table the column that leads to what the row is a part of, and so to the initiative or measure that is asked about.
_PART_OF = {
    "benefit_measures": "benefit_id",
    "benefit_targets": "benefit_measure_id",
    "interim_targets": "benefit_measure_id",
    "measure_versions": "measure_id",
    "measurements": "series_id",
    "series": "measure_id",
    **dict.fromkeys(
        (
            "adoptions",
            "benefits",
            "complexity_assessments",
            "decisions",
            "former_titles",
            "initiative_activities",
            "initiative_phases",
        ),
        "initiative_id",
    ),
    **dict.fromkeys(
        ("benefit_activities", "benefit_goals", "benefit_impacts", "benefit_links", "preliminary_steps"), "benefit_id"
    ),
}

_Wanted = dict[tuple[str, Permission], set[int]]


def is_own(ctx: Context, run: ImportRun) -> bool:
    """Whether the actor made the import."""
    return run.imported_by is not None and run.imported_by == ctx.actor.user_id


def check(ctx: Context, run: ImportRun, done: Mapping[Key, Net]) -> None:
    """Raise Denied when the actor may not undo what the import did. Some queries for each table, by its rows."""
    if ctx.can(Permission.UNDO_IMPORT, run):
        return
    if not is_own(ctx, run):
        ctx.check(run, Permission.UNDO_IMPORT)
    if not ctx.can(Permission.IMPORT_TABLE, run) or not _may_all(ctx, done):
        raise Denied(
            "Du får inte längre ändra allt som filen ändrade, så du kan inte ångra inläsningen. "
            "Be samordnaren ångra den."
        )


def _may_all(ctx: Context, done: Mapping[Key, Net]) -> bool:
    if any(table not in ASKED for table, _ in done):
        return False
    wanted = _wanted(ctx, done)
    activities = wanted.pop(("activities", Permission.EDIT_ACTIVITY), set())
    return (
        _may_activities(ctx, activities)
        and _may_areas(ctx, done)
        and all(
            _may_initiatives(ctx, permission, numbers)
            if table == Initiative.__tablename__
            else _may_measures(ctx, permission, numbers)
            for (table, permission), numbers in wanted.items()
        )
    )


def _wanted(ctx: Context, done: Mapping[Key, Net]) -> _Wanted:
    """The initiatives, measures and activities that are touched, by what has to be allowed there."""
    rows: _Wanted = defaultdict(set)
    for (table, number), net in done.items():
        permission = ASKED[table]
        # That a thing is no example any longer follows on a change of something within it, which is asked about.
        if permission is None or set(net.changed) == {"example"}:
            continue
        if net.exists or table not in _PART_OF:
            rows[table, permission].add(number)
        else:
            # What was removed tells only in the log what it was a part of.
            rows[_above(table), permission].add(json.loads(net.old[_PART_OF[table]] or "0"))
    found: _Wanted = defaultdict(set)
    for (table, permission), numbers in rows.items():
        top, held = table, numbers
        while top in _PART_OF:
            held = _parents(ctx, top, held)
            top = _above(top)
        found[top, permission] |= held
    return found


def _above(table: str) -> str:
    column = TABLES[table].__table__.columns[_PART_OF[table]]
    return next(iter(column.foreign_keys)).column.table.name


def _parents(ctx: Context, table: str, numbers: Iterable[int]) -> set[int]:
    kind: Any = TABLES[table]
    column = getattr(kind, _PART_OF[table])
    return {
        number
        for some in in_chunks(numbers)
        for number in ctx.session.scalars(select(column).where(kind.id.in_(some)).distinct())
    }


def _may_initiatives(ctx: Context, permission: Permission, numbers: set[int]) -> bool:
    """Whether all are allowed that are still there; what is gone stands in the way of the undoing itself."""
    for some in in_chunks(numbers):
        seen, hidden = existing.split(ctx, Initiative.id.in_(some))
        if hidden or not all(ctx.can(permission, one) for one in seen):
            return False
    return True


def _may_activities(ctx: Context, numbers: set[int]) -> bool:
    """Whether each of them may be changed by way of one of its initiatives, as on the page."""
    of: dict[int, set[int]] = {number: set() for number in numbers}
    for some in in_chunks(numbers):
        query = select(InitiativeActivity.activity_id, InitiativeActivity.initiative_id)
        for number, initiative_id in ctx.session.execute(query.where(InitiativeActivity.activity_id.in_(some))):
            of[number].add(initiative_id)
    allowed: set[int] = set()
    for some in in_chunks(set().union(*of.values())):
        found = existing.initiatives(ctx, Initiative.id.in_(some))
        allowed |= {one.id for one in found if ctx.can(Permission.EDIT_ACTIVITY, one)}
    return all(around & allowed for around in of.values())


def _may_areas(ctx: Context, done: Mapping[Key, Net]) -> bool:
    """Whether initiatives that were moved may go back to where they came from."""
    moved = {
        json.loads(old)
        for (table, _), net in done.items()
        if table == Initiative.__tablename__ and (old := net.changed.get("area_id")) is not None
    }
    areas = ctx.session.scalars(select(ProgrammeArea).where(ProgrammeArea.id.in_(moved)))
    return all(ctx.can(Permission.EDIT_INITIATIVE, one) for one in areas)


def _may_measures(ctx: Context, permission: Permission, numbers: set[int]) -> bool:
    for some in in_chunks(numbers):
        query = (
            select(Measure)
            .where(Measure.id.in_(some))
            .options(joinedload(Measure.plan), selectinload(Measure.uses).joinedload(BenefitMeasure.benefit))
        )
        if not all(ctx.can(permission, one) for one in ctx.session.scalars(query)):
            return False
    return True

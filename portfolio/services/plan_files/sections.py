"""The sections of a plan file that are lists with keys: areas, forums, roles, goals, measures and activities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portfolio.domain.periods import read
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import Activity, Forum, Goal, Measure, Organisation, Plan, PlanRole, ProgrammeArea
from portfolio.services.plan_files.matching import renumber
from portfolio.services.plan_files.measures import PARTS, MeasureLoader, decimal
from portfolio.services.plan_files.report import Loading

#: Each section with its table and its name in reports, in the order of the file.
_SECTIONS: tuple[tuple[str, type[Any], str], ...] = (
    ("areas", ProgrammeArea, "områden"),
    ("forums", Forum, "forum"),
    ("roles", PlanRole, "roller"),
    ("goals", Goal, "mål"),
    ("measures", Measure, "mätetal"),
    ("activities", Activity, "aktiviteter"),
)

_TREES = ("areas", "goals")


def load_sections(loading: Loading, plan: Plan, organisations: dict[str, Organisation]) -> None:
    """Add and update. Raises PlanFileError for what lacks a field, for a ring, and for two measures of one name."""
    for section, kind, name in _SECTIONS:
        rows = _section(loading, plan, section, kind, name, organisations)
        if section in _TREES:
            for item in getattr(loading.document, section):
                if "parent" in item:
                    rows[item["key"]].parent_id = rows[item["parent"]].id if item["parent"] else None
            refuse_ring(section, rows.values())
        loading.ctx.session.flush()
        if section == "measures":
            loader = MeasureLoader(loading, organisations)
            for index, item in enumerate(loading.document.measures):
                loader.fill(rows[item["key"]], item, f"measures[{index}]")


def refuse_ring(section: str, rows: Iterable[Any]) -> None:
    """What is stored and what the file says can form a ring together, though neither does so alone."""
    held = list(rows)
    parents = {row.id: row.parent_id for row in held}
    keys = {row.id: row.key for row in held}
    for start in parents:
        seen: set[int] = set()
        row_id: int | None = start
        while row_id is not None:
            if row_id in seen:
                raise PlanFileError([f'{section}: "{keys[row_id]}" skulle ligga under sig själv'])
            seen.add(row_id)
            row_id = parents.get(row_id)


def _section(
    loading: Loading,
    plan: Plan,
    section: str,
    kind: type[Any],
    name: str,
    organisations: dict[str, Organisation],
) -> dict[str, Any]:
    session = loading.ctx.session
    stored = list(session.scalars(select(kind).where(kind.plan_id == plan.id).order_by(kind.position, kind.id)))
    found = {row.key: row for row in stored}
    items: list[Item] = list(getattr(loading.document, section))
    for index, item in enumerate(items):
        row = found.get(item["key"])
        loading.report.count(name, new=row is None)
        if row is None:
            item = complete(section, item, f"{section}[{index}]")
            row = found[item["key"]] = kind(plan_id=plan.id, **_columns(loading, item, organisations))
            row.position = len(found)
            session.add(row)
        else:
            for column, value in _columns(loading, item, organisations).items():
                setattr(row, column, value)
    if section == "measures":
        _refuse_same_name(found.values())
    if section in loading.document.present:
        keys = [item["key"] for item in items]
        renumber(found, keys)
        loading.report.absent += [f"{name}: {key}" for key in found if key not in set(keys)]
    session.flush()
    return found


def _columns(loading: Loading, item: Item, organisations: dict[str, Organisation]) -> dict[str, Any]:
    """An item's fields as columns: the parent is linked later, a period is kept as written with its reading."""
    apart = ("parent", "period", "responsible", "organisation", "tolerance", "example", *PARTS)
    columns = {name: value for name, value in item.items() if name not in apart}
    if "period" in item:
        columns["period_text"] = item["period"]
        columns["period"] = read(item["period"]) if item["period"] else None
    if "responsible" in item:
        columns["responsible"] = tuple(item["responsible"])
    if "tolerance" in item:
        columns["tolerance"] = decimal(item["tolerance"])
    if "organisation" in item:
        columns["organisation_id"] = organisations[item["organisation"]].id if item["organisation"] else None
    if "example" in item:
        columns["example"] = loading.example(item)
    return columns


def _refuse_same_name(measures: Iterable[Measure]) -> None:
    """Two keys with one name would be two measures that nobody can tell apart."""
    first: dict[str, str] = {}
    for measure in measures:
        if measure.name in first:
            raise PlanFileError(
                [f'measures: "{first[measure.name]}" och "{measure.key}" skulle båda heta "{measure.name}"']
            )
        first[measure.name] = measure.key

"""What the parts of a plan file say about each other: keys that stand once, and references that lead somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from portfolio.domain.phases import Phase

_NAMES = {
    "organisations": "organisationen",
    "areas": "området",
    "forums": "forumet",
    "roles": "rollen",
    "goals": "målet",
    "measures": "mätetalet",
    "activities": "aktiviteten",
    "initiatives": "initiativet",
}

_RINGS = {"organisations": "organisationerna", "areas": "områdena", "goals": "målen"}

#: Lists of keys in a benefit, or of objects with one; each leads to the section of the same name.
_LINKED = ("goals", "activities", "measures")

_Reference = tuple[str, str, str]


def key_of(linked: str | Mapping[str, Any]) -> str:
    """The key of what a benefit names, alone or with what it wants of it."""
    return linked if isinstance(linked, str) else str(linked["measure"])


def check_references(document: Mapping[str, Any]) -> tuple[list[str], dict[str, frozenset[str]]]:
    """Return the problems, and by section the keys that are referred to although the file lacks that section.

    A section that stands in the file is taken to hold all that the file refers to; a thing that is stored already may
    stand there with its key alone.
    """
    problems = [*_twice(document), *_benefits(document)]
    for section in _RINGS:
        problems += _rings(section, document.get(section, ()))
    held = {section: {item["key"] for item in document[section]} for section in _NAMES if section in document}
    outside: dict[str, set[str]] = defaultdict(set)
    for where, section, key in _references(document):
        if section not in held:
            outside[section].add(key)
        elif key not in held[section]:
            problems.append(f'{where}: {_NAMES[section]} "{key}" finns inte i filen')
    return problems, {section: frozenset(keys) for section, keys in outside.items()}


def _twice(document: Mapping[str, Any]) -> Iterator[str]:
    plan = document["plan"]
    yield from _repeated("plan.parties", "", plan.get("parties", ()))
    yield from _repeated("plan.deciders", ".change", (row["change"] for row in plan.get("deciders", ())))
    yield from _repeated("measures", ".name", (row.get("name") for row in document.get("measures", ())))
    for section in _NAMES:
        yield from _repeated(section, ".key", (item["key"] for item in document.get(section, ())))
    for index, measure in enumerate(document.get("measures", ())):
        yield from _measured_twice(f"measures[{index}]", measure)
    for index, initiative in enumerate(document.get("initiatives", ())):
        where = f"initiatives[{index}]"
        yield from _repeated(f"{where}.activities", "", initiative.get("activities", ()))
        yield from _repeated(f"{where}.phases", ".phase", (row["phase"] for row in initiative.get("phases", ())))
        yield from _repeated(f"{where}.adoptions", ".unit", (row["unit"] for row in initiative.get("adoptions", ())))
        for section in ("assessments", "decisions", "requests", "learning"):
            yield from _repeated(f"{where}.{section}", ".key", (row["key"] for row in initiative.get(section, ())))
        waits = (f"{row.get('plan') or plan['slug']}/{row['initiative']}" for row in initiative.get("dependencies", ()))
        yield from _repeated(f"{where}.dependencies", "", waits)


def _measured_twice(where: str, measure: Mapping[str, Any]) -> Iterator[str]:
    yield from _repeated(f"{where}.versions", ".number", (row["number"] for row in measure.get("versions", ())))
    yield from _repeated(f"{where}.series", "", (_series_name(row) for row in measure.get("series", ())))
    for number, series in enumerate(measure.get("series", ())):
        rows = (f"{row['period']}, {row['number']}" for row in series.get("measurements", ()))
        yield from _repeated(f"{where}.series[{number}].measurements", "", rows)
    excluded = (f"{row['period']}, {row['reason']}" for row in measure.get("excluded", ()))
    yield from _repeated(f"{where}.excluded", "", excluded)


def _series_name(row: Mapping[str, Any]) -> str:
    return ", ".join(str(one) for one in (row["version"], row.get("unit"), row.get("sex")) if one is not None)


def _benefits(document: Mapping[str, Any]) -> Iterator[str]:
    """What a file that holds a list of benefits, or of units, says of them alone."""
    keys = {
        initiative["key"]: {benefit["key"] for benefit in initiative["benefits"]}
        for initiative in document.get("initiatives", ())
        if "benefits" in initiative
    }
    for index, initiative in enumerate(document.get("initiatives", ())):
        benefits = initiative.get("benefits", ())
        yield from _repeated(f"initiatives[{index}].benefits", ".key", (benefit["key"] for benefit in benefits))
        units = {row["unit"] for row in initiative["adoptions"]} if "adoptions" in initiative else None
        for number, benefit in enumerate(benefits):
            where = f"initiatives[{index}].benefits[{number}]"
            yield from _anchored(f"{where}.anchor", benefit.get("anchor"), units)
            yield from _benefit_twice(where, benefit)
            for place, target in enumerate(benefit.get("leads_to", ())):
                if target["benefit"] not in keys.get(target["initiative"], {target["benefit"]}):
                    yield f'{where}.leads_to[{place}].benefit: nyttan "{target["benefit"]}" finns inte i filen'


def _benefit_twice(where: str, benefit: Mapping[str, Any]) -> Iterator[str]:
    for section in _LINKED:
        yield from _repeated(f"{where}.{section}", "", map(key_of, benefit.get(section, ())))
    for index, aim in enumerate(benefit.get("measures", ())):
        if not isinstance(aim, str):
            at = f"{where}.measures[{index}]"
            yield from _repeated(f"{at}.targets", ".number", (row["number"] for row in aim.get("targets", ())))
            yield from _repeated(f"{at}.interim", ".period", (row["period"] for row in aim.get("interim", ())))
    targets = (f"{target['initiative']}/{target['benefit']}" for target in benefit.get("leads_to", ()))
    yield from _repeated(f"{where}.leads_to", "", targets)
    yield from _repeated(f"{where}.impacts", ".area", (row["area"] for row in benefit.get("impacts", ())))
    yield from _repeated(f"{where}.judgements", ".key", (row["key"] for row in benefit.get("judgements", ())))
    yield from _repeated(f"{where}.preliminary", ".step", (row["step"] for row in benefit.get("preliminary", ())))


def _anchored(where: str, anchor: Mapping[str, Any] | None, units: set[str] | None) -> Iterator[str]:
    if anchor is None:
        return
    if (anchor["phase"] is None) == (anchor["unit"] is None):
        yield f"{where}: ange en fas eller en enhet, och null för den andra"
    elif anchor["phase"] is Phase.REALISATION:
        yield f"{where}.phase: en nytta kan inte hänga på effekthanteringsfasen, där den ska uppkomma"
    elif units is not None and anchor["unit"] not in units | {None}:
        yield f'{where}.unit: enheten "{anchor["unit"]}" står inte bland initiativets införanden'


def _repeated(where: str, name: str, keys: Iterable[object]) -> Iterator[str]:
    first: dict[object, int] = {}
    for index, key in enumerate(keys):
        if key is None:
            continue
        if key in first:
            yield f'{where}[{index}]{name}: "{key}" står redan i {where}[{first[key]}]'
        else:
            first[key] = index


def _rings(section: str, items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Parents that lead back to where one started; each ring is named once, by its keys in order."""
    parents: dict[str, str | None] = {item["key"]: item.get("parent") for item in items}
    done: set[str] = set()
    for start in parents:
        path: dict[str, int] = {}
        key: str | None = start
        while key is not None and key in parents and key not in done and key not in path:
            path[key] = len(path)
            key = parents[key]
        if key is not None and key in path:
            ring = [*list(path)[path[key] :], key]
            yield f"{section}: {_RINGS[section]} bildar en ring: {_shortened(ring)}"
        done.update(path)


def _shortened(ring: list[str]) -> str:
    if len(ring) > 12:
        ring = [*ring[:6], "…", *ring[-5:]]
    return " → ".join(ring)


def _references(document: Mapping[str, Any]) -> Iterator[_Reference]:
    """Every reference in the file as (path, section that it leads to, key)."""
    plan = document["plan"]
    if "owner" in plan:
        yield "plan.owner", "organisations", plan["owner"]
    for index, key in enumerate(plan.get("parties", ())):
        yield f"plan.parties[{index}]", "organisations", key
    for index, row in enumerate(plan.get("deciders", ())):
        yield from _one(f"plan.deciders[{index}]", row, "forum", "forums")
    for section in _RINGS:
        for index, item in enumerate(document.get(section, ())):
            yield from _one(f"{section}[{index}]", item, "parent", section)
    for index, activity in enumerate(document.get("activities", ())):
        yield from _one(f"activities[{index}]", activity, "organisation", "organisations")
    for index, measure in enumerate(document.get("measures", ())):
        for number, series in enumerate(measure.get("series", ())):
            yield from _one(f"measures[{index}].series[{number}]", series, "unit", "organisations")
    for index, initiative in enumerate(document.get("initiatives", ())):
        yield from _of_initiative(f"initiatives[{index}]", initiative)


def _of_initiative(where: str, initiative: Mapping[str, Any]) -> Iterator[_Reference]:
    yield from _one(where, initiative, "area", "areas")
    for index, key in enumerate(initiative.get("activities", ())):
        yield f"{where}.activities[{index}]", "activities", key
    for index, adoption in enumerate(initiative.get("adoptions", ())):
        yield f"{where}.adoptions[{index}].unit", "organisations", adoption["unit"]
    for index, benefit in enumerate(initiative.get("benefits", ())):
        yield from _of_benefit(f"{where}.benefits[{index}]", benefit)
    for index, decision in enumerate(initiative.get("decisions", ())):
        yield from _one(f"{where}.decisions[{index}]", decision, "forum", "forums")
    for index, waited in enumerate(initiative.get("dependencies", ())):
        if waited.get("plan") is None:
            yield from _one(f"{where}.dependencies[{index}]", waited, "initiative", "initiatives")


def _of_benefit(where: str, benefit: Mapping[str, Any]) -> Iterator[_Reference]:
    for section in _LINKED:
        for index, linked in enumerate(benefit.get(section, ())):
            yield f"{where}.{section}[{index}]", section, key_of(linked)
            if not isinstance(linked, str):
                yield from _one(
                    f"{where}.{section}[{index}].series", linked.get("series") or {}, "unit", "organisations"
                )
    yield from _one(f"{where}.owner", benefit.get("owner") or {}, "unit", "organisations")
    yield from _one(where, benefit, "forum", "forums")
    for index, target in enumerate(benefit.get("leads_to", ())):
        yield f"{where}.leads_to[{index}].initiative", "initiatives", target["initiative"]


def _one(where: str, item: Mapping[str, Any], field: str, section: str) -> Iterator[_Reference]:
    if item.get(field) is not None:
        yield f"{where}.{field}", section, item[field]

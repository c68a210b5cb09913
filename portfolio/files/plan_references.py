"""What the parts of a plan file say about each other: keys that stand once, and references that lead somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_NAMES = {
    "organisations": "organisationen",
    "areas": "området",
    "forums": "forumet",
    "roles": "rollen",
    "activities": "aktiviteten",
    "initiatives": "initiativet",
}

_RINGS = {"organisations": "organisationerna", "areas": "områdena"}

_Reference = tuple[str, str, str]


def check_references(document: Mapping[str, Any]) -> tuple[list[str], dict[str, frozenset[str]]]:
    """Return the problems, and by section the keys that are referred to although the file lacks that section.

    A section that stands in the file is taken to hold all that the file refers to; a thing that is stored already may
    stand there with its key alone.
    """
    problems = list(_twice(document))
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
    for section in _NAMES:
        yield from _repeated(section, ".key", (item["key"] for item in document.get(section, ())))
    for index, initiative in enumerate(document.get("initiatives", ())):
        where = f"initiatives[{index}]"
        yield from _repeated(f"{where}.activities", "", initiative.get("activities", ()))
        yield from _repeated(f"{where}.phases", ".phase", (row["phase"] for row in initiative.get("phases", ())))
        yield from _repeated(f"{where}.decisions", ".key", (row["key"] for row in initiative.get("decisions", ())))


def _repeated(where: str, name: str, keys: Iterable[str]) -> Iterator[str]:
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
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
    for section in _RINGS:
        for index, item in enumerate(document.get(section, ())):
            if item.get("parent") is not None:
                yield f"{section}[{index}].parent", section, item["parent"]
    for index, initiative in enumerate(document.get("initiatives", ())):
        yield from _of_initiative(f"initiatives[{index}]", initiative)


def _of_initiative(where: str, initiative: Mapping[str, Any]) -> Iterator[_Reference]:
    if "area" in initiative:
        yield f"{where}.area", "areas", initiative["area"]
    for index, key in enumerate(initiative.get("activities", ())):
        yield f"{where}.activities[{index}]", "activities", key
    for index, decision in enumerate(initiative.get("decisions", ())):
        if decision.get("forum") is not None:
            yield f"{where}.decisions[{index}].forum", "forums", decision["forum"]

"""Plan files: a whole plan, or a part of one, as JSON; docs/plan-file.md describes the format field by field.

Parses and writes, and judges only what the file alone can tell. What is stored, which states may follow which and how
phases may lie is judged where the file is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NoReturn

from marshmallow import Schema, ValidationError, fields

from portfolio.domain.errors import Invalid, PortfolioError
from portfolio.files.plan_references import check_references
from portfolio.files.plan_schema import FORMAT, NEEDED, PRESET, SCHEMAS, SECTIONS, VERSION, FileSchema
from portfolio.strict.json_text import MAX_BYTES, read, shown

__all__ = [
    "FORMAT",
    "MAX_BYTES",
    "SECTIONS",
    "VERSION",
    "Item",
    "PlanFile",
    "PlanFileError",
    "complete",
    "dump",
    "parse",
]

#: One object of the file: enumerations as members, dates as dates, periods as their codes, all else as in JSON.
Item = dict[str, Any]

#: Nobody mends more problems than these in one go, and a message has to fit a terminal.
_SHOWN_PROBLEMS = 20

_UNKNOWN = "fältet är okänt"

_FILE = FileSchema()


class PlanFileError(PortfolioError):
    """A plan file cannot be read; ``problems`` is all that is wrong, each as path in the file and Swedish message."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        left = len(self.problems) - _SHOWN_PROBLEMS
        shortened = self.problems[:_SHOWN_PROBLEMS] + ([f"… och {left} till"] if left > 0 else [])
        super().__init__("\n".join(shortened))


@dataclass(frozen=True)
class PlanFile:
    """A plan, or a part of one, as plain checked values.

    ``present`` are the sections that stand in the file: what is absent is left untouched, which an empty list is not.
    ``outside_references`` are, by section, the keys that the file refers to without holding that section; whoever loads
    the file looks them up among what is stored.
    """

    plan: Item
    example: bool = False
    organisations: Sequence[Item] = ()
    areas: Sequence[Item] = ()
    forums: Sequence[Item] = ()
    roles: Sequence[Item] = ()
    goals: Sequence[Item] = ()
    measures: Sequence[Item] = ()
    activities: Sequence[Item] = ()
    initiatives: Sequence[Item] = ()
    present: frozenset[str] = frozenset(SECTIONS)
    outside_references: Mapping[str, frozenset[str]] = field(default_factory=dict)


def parse(source: str | bytes) -> PlanFile:
    """Read a plan file, whole or in part; raises PlanFileError with everything that is wrong."""
    try:
        content = read(source)
    except Invalid as problem:
        raise PlanFileError([problem.message]) from None
    _check_head(content)
    try:
        document: Item = _FILE.load(content)
    except ValidationError as error:
        raise PlanFileError(_flat(error.messages)) from None
    problems, outside = check_references(document)
    if problems:
        raise PlanFileError(problems)
    sections = {name: tuple(document[name]) for name in SECTIONS if name in document}
    return PlanFile(
        plan=document["plan"],
        example=document.get("example", False),
        present=frozenset(sections),
        outside_references=outside,
        **sections,
    )


def dump(document: PlanFile) -> str:
    """Write a whole plan in canonical form, so that the same plan always gives the same bytes.

    Raises ValueError where a field is missing or unknown: an export is always complete, so that is a fault of ours.
    """
    content: Item = {"format": FORMAT, "version": VERSION, "example": document.example, "plan": document.plan}
    content |= {name: list(getattr(document, name)) for name in SECTIONS}
    return json.dumps(_in_order(_FILE, content, "filen"), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def complete(section: str, item: Item, where: str) -> Item:
    """A new thing with every field of its section: what the file is silent about is null, empty or false.

    ``section`` is one of SCHEMAS. Raises PlanFileError when something is missing that is never guessed; ``where`` is
    the path that the message begins with. What stands in the item's own lists is left as it is.
    """
    missing = [name for name in NEEDED[section] if name not in item]
    if missing:
        raise PlanFileError(f"{where}.{name}: fältet saknas och behövs för det som är nytt" for name in missing)
    return {
        name: item[name] if name in item else PRESET.get((section, name), _silent(kind))
        for name, kind in SCHEMAS[section].fields.items()
    }


def _silent(kind: fields.Field[Any]) -> object:
    if isinstance(kind, fields.List):
        return []
    return None if kind.allow_none else False


def _check_head(content: Any) -> None:
    """A file of another kind or time gives one sentence, instead of a list of all that differs."""
    if not isinstance(content, dict):
        _refuse("Filen ska innehålla ett objekt som börjar med {, och är därför ingen planfil.")
    if content.get("format") != FORMAT:
        _refuse(f'format: ska vara "{FORMAT}"; filen är ingen planfil')
    version = content.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version != VERSION:
        written = f"filen har {shown(version)}" if "version" in content else "fältet saknas"
        _refuse(f"version: ska vara {VERSION}; {written}")


def _refuse(problem: str) -> NoReturn:
    raise PlanFileError([problem])


def _flat(messages: Any) -> list[str]:
    """The nested messages of the schema as one line each, with the path written as in ``initiatives[3].area``."""
    return [f"{path}: {message}" for path, message in _lines("", messages)]


def _lines(path: str, messages: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(messages, dict):
        for message in messages:
            yield path, message
        return
    # Unknown fields come in no order of their own; by name, and after what the schema knows.
    names = sorted(messages, key=lambda name: str(name) if messages[name] == [_UNKNOWN] else "")
    for name in names:
        if name == "_schema":
            yield from _lines(path, messages[name])
        elif isinstance(name, int):
            yield from _lines(f"{path}[{name}]", messages[name])
        else:
            yield from _lines(f"{path}.{shown(name)}" if path else shown(name), messages[name])


def _in_order(schema: Schema, item: Mapping[str, Any], where: str) -> Item:
    if odd := set(schema.fields) ^ set(item):
        raise ValueError(f"{where}: missing or unknown in a plan file that is to be written: {', '.join(sorted(odd))}")
    return {name: _plain(kind, item[name], f"{where}.{name}") for name, kind in schema.fields.items()}


def _plain(kind: fields.Field[Any], value: Any, where: str) -> Any:
    if value is None:
        return None
    if isinstance(kind, fields.Nested) and isinstance(value, Mapping):
        return _in_order(kind.schema, value, where)
    if isinstance(kind, fields.List):
        return [_plain(kind.inner, each, f"{where}[{index}]") for index, each in enumerate(value)]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value

"""Columns and kinds of tables: declared once, for templates, for what is read and for what is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.types import Type
from portfolio.domain.tables.values import Value, Written


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its heading for people, its type, and what the explanation sheet says of it.

    ``refers_to`` names what of the plan the text is the name of, so that a template offers that to choose among.
    ``synonyms`` are headings that people's own files have.
    """

    name: str
    heading: str
    type: Type
    explanation: str
    required: bool = False
    refers_to: str | None = None
    synonyms: tuple[str, ...] = ()

    def read(self, value: Value) -> Any:
        """What a cell means; None for a blank one. Raises Invalid(name) with a Swedish sentence."""
        try:
            found = self.type.read(value)
        except Invalid as problem:
            raise Invalid(self.name, problem.message) from problem
        if found is None and self.required:
            raise Invalid(self.name, f"{self.heading} saknas. Fyll i cellen.")
        return found

    def write(self, value: Any) -> Written:
        """What stands in the cell."""
        return self.type.write(value)


@dataclass(frozen=True)
class Kind:
    """A kind of table; ``key`` are the columns that together say which row is meant, first the stable id."""

    name: str
    title: str
    explanation: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError, since names are ours."""
        return {one.name: one for one in self.columns}[name]

    def heads(self) -> tuple[str, ...]:
        """The headings, in order."""
        return tuple(one.heading for one in self.columns)

    def written(self, rows: Iterable[Mapping[str, Any]]) -> Iterable[Sequence[Written]]:
        """Rows of values as rows of cells; what a row does not name is blank."""
        for row in rows:
            yield [one.write(row.get(one.name)) for one in self.columns]

"""The types of columns: each reads what a person may have put into a cell, and writes what it reads back as it was."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.labels import label
from portfolio.domain.periods import Period
from portfolio.domain.tables.notations import day_of, number_of, period_of, text_of
from portfolio.domain.tables.values import Value, Written
from portfolio.domain.texts import SHORT, TextRule, clean_lines, problem_with


class Type(ABC):
    """How one column is read and written. ``example`` is shown beside it, ``members`` fill its drop-down.

    ``word`` is what the type is called where columns are described.
    """

    example: str = ""
    word: ClassVar[str] = "Text"

    @abstractmethod
    def read(self, value: Value) -> Any:
        """What the cell means; None for a blank one. Raises Invalid(None) with a Swedish sentence."""

    @abstractmethod
    def write(self, value: Any) -> Written:
        """What stands in the cell, so that ``read`` gives the same back; None is blank."""

    @property
    def members(self) -> tuple[str, ...]:
        """What can be chosen; nothing where anything may be written."""
        return ()


@dataclass(frozen=True)
class Text(Type):
    """A text under its rule. In one of a single line, line breaks of the cell become spaces."""

    rule: TextRule
    example: str = ""

    def read(self, value: Value) -> str | None:
        text = text_of(value)
        if text is not None and self.rule.longest <= SHORT:
            text = " ".join(text.split("\n")).replace("\t", " ")
        # Whether it has to be there is the column's to say, once for all types.
        if text is not None and (problem := problem_with(text, self.rule)):
            raise Invalid(None, problem)
        return text

    def write(self, value: str | None) -> Written:
        return value


@dataclass(frozen=True)
class Lines(Type):
    """Several short texts in one cell, each on a line of its own, or with semicolons between them."""

    word = "Rader"
    rule: TextRule
    example: str = "En sak på varje rad (Alt+Enter), eller semikolon emellan."

    def read(self, value: Value) -> tuple[str, ...] | None:
        text = text_of(value)
        if text is None:
            return None
        # A semicolon that is part of a text has a backslash before it, where it would otherwise part two.
        separate = [one.replace("\\;", ";") for one in re.split(r"(?<!\\);", text)]
        parts = text.split("\n") if "\n" in text else separate
        try:
            return clean_lines("lines", parts, self.rule) or None
        except InvalidFields as problem:
            raise Invalid(None, problem.message) from problem

    def write(self, value: Sequence[str] | None) -> Written:
        if not value:
            return None
        return value[0].replace(";", "\\;") if len(value) == 1 else "\n".join(value)


@dataclass(frozen=True)
class Number(Type):
    """A number with at most the digits that are kept."""

    word = "Tal"
    example: str = "1 234,5"

    def read(self, value: Value) -> Decimal | None:
        return number_of(value)

    def write(self, value: Decimal | None) -> Written:
        return value


@dataclass(frozen=True)
class Whole(Type):
    """A whole number within its bounds, both inclusive, or one of a few."""

    word = "Heltal"
    least: int = 0
    most: int = 1_000_000_000
    among: tuple[int, ...] = ()
    example: str = ""

    def read(self, value: Value) -> int | None:
        number = number_of(value)
        if number is None:
            return None
        allowed = number in self.among if self.among else self.least <= number <= self.most
        if number != number.to_integral_value() or not allowed:
            shown = ", ".join(map(str, self.among)) if self.among else f"{self.least}–{self.most}"
            raise Invalid(None, f"”{text_of(value)}” går inte. Skriv ett heltal: {shown}.")
        return int(number)

    def write(self, value: int | None) -> Written:
        return value

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(map(str, self.among))


@dataclass(frozen=True)
class Day(Type):
    """A date."""

    word = "Datum"
    example: str = "2025-05-23"

    def read(self, value: Value) -> date | None:
        return day_of(value)

    def write(self, value: date | None) -> Written:
        return value


@dataclass(frozen=True)
class When(Type):
    """A period, from a day to several years."""

    word = "Tid"
    example: str = "kv 3 2025, 2025-05, hösten 2025 eller 2025-05-23"

    def read(self, value: Value) -> Period | None:
        return period_of(value)

    def write(self, value: Period | None) -> Written:
        return value.label if value is not None else None


@dataclass(frozen=True)
class Flag(Type):
    """Yes or no."""

    word = "Ja eller nej"
    example: str = "Ja eller Nej"

    def read(self, value: Value) -> bool | None:
        if isinstance(value, bool):
            return value
        text = text_of(value)
        if text is None:
            return None
        for answer, words in _ANSWERS.items():
            if text.casefold() in words:
                return answer
        raise Invalid(None, f"”{text[:40]}” är varken ja eller nej. Skriv Ja eller Nej.")

    def write(self, value: bool | None) -> Written:
        return None if value is None else "Ja" if value else "Nej"

    @property
    def members(self) -> tuple[str, ...]:
        return ("Ja", "Nej")


_ANSWERS = {
    True: frozenset({"ja", "j", "x", "sant", "true", "yes", "1"}),
    False: frozenset({"nej", "n", "falskt", "false", "no", "0"}),
}


@dataclass(frozen=True)
class Choice(Type):
    """A member of an enumeration, by its Swedish label or by its slug; ``also`` are other words that people use.

    ``unclear`` are words that may mean several members, each with a sentence that asks which.
    """

    word = "Val"
    of: type[StrEnum]
    offered: tuple[StrEnum, ...] = ()
    also: Mapping[str, StrEnum] = field(default_factory=dict)
    unclear: Mapping[str, str] = field(default_factory=dict)
    example: str = "Välj i listan."

    def read(self, value: Value) -> StrEnum | None:
        text = text_of(value)
        if text is None:
            return None
        told = _folded(text)
        for member in self.of:
            if told in (_folded(label(member)), member.value):
                return member
        for word, member in self.also.items():
            if told == _folded(word):
                return member
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        for word, question in self.unclear.items():
            if told == _folded(word):
                raise Invalid(None, f"”{shown}” säger inte tillräckligt. {question}")
        raise Invalid(None, f"”{shown}” finns inte att välja. Skriv något av: {', '.join(self.members)}.")

    def write(self, value: StrEnum | None) -> Written:
        return None if value is None else label(value)

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(label(one) for one in self.offered or self.of)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())

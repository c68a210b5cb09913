"""The kinds of values that calls of the API send and get, besides those that plan files know too.

They are strict about types and leave the rest to the domain, so that a page and a call get the same messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marshmallow import Schema, ValidationError
from marshmallow.validate import Length

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period, from_code
from portfolio.domain.texts import MOST_LINES, SHORT
from portfolio.strict.fields import Base, Choice, Day, Flag, Items, Part, Strict, Whole, kind_of, string
from portfolio.strict.json_text import shown

__all__ = [
    "Amount",
    "Base",
    "Choice",
    "Code",
    "Day",
    "Flag",
    "Group",
    "Id",
    "Ids",
    "Instant",
    "Items",
    "Number",
    "NumberOfRow",
    "PageQuery",
    "Part",
    "Query",
    "Ratio",
    "Strict",
    "Strings",
    "Tick",
    "Time",
    "Whole",
    "Words",
    "merged",
    "sent_names",
]

#: The largest number that both databases hold as an id.
LARGEST_ID = 2**31 - 1

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})", re.ASCII)

#: The form of periods' codes, for the description alone: what a code means is for the domain to say.
_UNIT = "[0-9]{4}(-([0-9]{2}(-[0-9]{2})?|[QTH][1-4]|VT|HT|SP|SU|AU|WI))?"
_FORM_OF_TIME = rf"^({_UNIT}(/({_UNIT}|\.\.))?|\.\./{_UNIT}|R/.+|unknown)$"


class Words(Strict[str]):
    """Text; what it may hold is for the domain to say, its longest length is told in the description alone."""

    def __init__(self, *, longest: int = SHORT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.described = {"type": "string", "maxLength": longest}

    def read(self, value: Any) -> str:
        return string(value)


class Id(Whole):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=1, most=LARGEST_ID, **kwargs)


class Amount(Strict[Decimal]):
    """A number that is kept exactly: its digits as they were sent, and as many as a float tells apart when answered."""

    described = {"type": "number"}

    def read(self, value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValidationError(f"ska vara ett tal, inte {kind_of(value)}")
        return Decimal(value)

    def write(self, value: Decimal) -> int | float:
        return int(value) if value == value.to_integral_value() else float(value)


class Ratio(Strict[float]):
    """What was reckoned, as it came out; a share is 0.75 for 75 per cent. For answers alone."""

    described = {"type": "number"}


class Ids(Items):
    """Ids of several rows; never so many that a query with all of them breaks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Id(), validate=Length(max=1000, error="högst {max} får plats"), **kwargs)


class Strings(Items):
    """Several short texts; repeats and blank ones are dropped by the domain."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Words(), validate=Length(max=MOST_LINES, error="högst {max} får plats"), **kwargs)


class Time(Strict[Period]):
    """A period by its code, such as 2024, 2024-Q2 or 2024-05-31; ``example`` stands in messages and the description."""

    def __init__(self, *, example: str = "2024-Q2", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example = example
        self.described = {
            "type": "string",
            "description": "En tid som kod: år, halvår, tertial, kvartal, månad, dag, eller från–till med snedstreck.",
            "pattern": _FORM_OF_TIME,
            "examples": [example],
        }

    def read(self, value: Any) -> Period:
        text = string(value)
        try:
            return from_code(text)
        except Invalid:
            raise ValidationError(f'"{shown(text)}" är ingen periodkod; skriv till exempel {self.example}') from None

    def write(self, value: Period) -> str:
        return value.code


class Code(Strict[str]):
    """A member of an enumeration whose members are not listed here, such as the action of an entry in the log."""

    def read(self, value: Any) -> str:
        return string(value)

    def write(self, value: str) -> str:
        return value.value if isinstance(value, StrEnum) else value


class Instant(Strict[datetime]):
    """An instant with its offset from UTC; written in UTC."""

    described = {"type": "string", "format": "date-time"}

    def read(self, value: Any) -> datetime:
        text = string(value)
        if _INSTANT.fullmatch(text):
            try:
                return datetime.fromisoformat(text).astimezone(UTC)
            except (ValueError, OverflowError):
                pass
        raise ValidationError(f'"{shown(text)}" är ingen tidpunkt; skriv som 2024-05-31T13:45:00Z')

    def write(self, value: datetime) -> str:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Group(Part):
    """Fields of the thing itself that stand together in an object of their own, such as an owner's role and unit.

    What is sent of them touches nothing else, as for any other field of the thing; null, where the group may be null,
    is null for each of them.
    """

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        return self.schema.dump(obj)


def merged(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, with the fields of each group among those of the thing itself, by the services' names."""
    groups = {field.attribute or name: field for name, field in schema.fields.items() if isinstance(field, Group)}
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in groups:
            found[name] = value
            continue
        inner = groups[name].schema
        nothing = dict.fromkeys(field.attribute or own for own, field in inner.fields.items())
        found |= merged(inner, nothing if value is None else value)
    return found


def sent_names(schema: Schema, path: str = "") -> dict[str, str]:
    """What each field is called in a call, by the services' name: ``owner.unit`` for an owner_unit_id."""
    found: dict[str, str] = {}
    for name, field in schema.fields.items():
        here = f"{path}{field.data_key or name}"
        if isinstance(field, Group):
            found |= sent_names(field.schema, f"{here}.")
        else:
            found[field.attribute or name] = here
    return found


class Query(Base):
    """What stands after the question mark of an address: texts, which each field makes something of."""

    error_messages = {"unknown": "parametern är okänd", "type": "ska vara ett objekt"}


class Number(Whole):
    """A whole number in an address."""

    def read(self, value: Any) -> int:
        text = string(value)
        # Nobody means a number of a thousand figures, and reading one takes its time.
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            raise ValidationError(f'"{shown(text, 30)}" är inget heltal')
        return super().read(int(text))


class NumberOfRow(Number):
    """The id of a row in an address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=1, most=LARGEST_ID, **kwargs)


class Tick(Strict[bool]):
    """Yes or no in an address."""

    described = {"type": "boolean"}

    def read(self, value: Any) -> bool:
        text = string(value)
        if text not in ("true", "false"):
            raise ValidationError(f'"{shown(text, 30)}" är varken true eller false')
        return text == "true"


class PageQuery(Query):
    """Which page of a list, and what has changed since when."""

    limit = Number(least=1, most=1000, load_default=100)
    cursor = Words(longest=400)
    updated_since = Instant()

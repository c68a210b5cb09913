"""The kinds of values in plan files and in calls of the API: strict as JSON types, with messages in Swedish.

marshmallow's own fields are kind (1 becomes true, "3" becomes 3) and speak English; these take a value as it is or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from marshmallow import RAISE, Schema, ValidationError, fields

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import from_code
from portfolio.domain.texts import LONG, MOST_LINES, SHORT, TextRule, clean_text, problem_with
from portfolio.strict.json_text import shown

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.(?!0{6})[0-9]{6})?Z")

#: What a column that holds a number as its digits has room for.
_MOST_SIGNS = 40

_MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "fältet saknas", "null": "får inte vara null"}

_Member = TypeVar("_Member", bound=StrEnum)
_Value = TypeVar("_Value")


class Base(Schema):
    """One object of the file; what it does not know it refuses."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "fältet är okänt", "type": "ska vara ett objekt"}


class Strict(fields.Field[_Value]):
    """A field whose value is taken as it stands; :meth:`read` returns it or says what is wrong.

    :meth:`write` is the way back, to what JSON can hold, and ``described`` what JSON Schema says of both.
    """

    described: Mapping[str, Any] = {"type": "string"}

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> _Value:
        return self.read(value)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else self.write(value)

    def read(self, value: Any) -> _Value:
        raise NotImplementedError

    def write(self, value: _Value) -> Any:
        return value


class Text(Strict[str]):
    """Text, held to the same rule as what a page sends and brought to the same normal form."""

    def __init__(self, *, longest: int = LONG, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rule = TextRule("texten", longest)

    def read(self, value: Any) -> str:
        text = clean_text(string(value))
        if text is None:
            raise ValidationError("är tom" + ("; skriv null om uppgiften saknas" if self.allow_none else ""))
        if message := problem_with(text, self.rule):
            raise ValidationError(message)
        return text


def line(**kwargs: Any) -> Text:
    """A short text on one line."""
    return Text(longest=SHORT, **kwargs)


class WebAddress(Text):
    """An address that a page may link to; any other kind of link could run a script."""

    def read(self, value: Any) -> str:
        address = super().read(value)
        if not address.lower().startswith(("https://", "http://")):
            raise ValidationError(f'"{shown(address)}" är ingen webbadress; den ska börja med https://')
        return address


class Key(Strict[str]):
    """The name by which the file itself refers to a thing."""

    def read(self, value: Any) -> str:
        text = string(value)
        if not _KEY.fullmatch(text):
            raise ValidationError(
                f'"{shown(text)}" kan inte vara nyckel; använd a–z, 0–9 och bindestreck, högst 63 tecken, '
                "och börja med bokstav eller siffra"
            )
        return text


class Flag(Strict[bool]):
    described = {"type": "boolean"}

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(f"ska vara true eller false, inte {kind_of(value)}")
        return value


class Whole(Strict[int]):
    """A whole number between two bounds, both allowed, or one of some."""

    def __init__(self, *, least: int = 0, most: int = 0, among: Sequence[int] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most, self.among = least, most, tuple(among)
        self.described = {"type": "integer", "minimum": least, "maximum": most}

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(f"ska vara ett heltal, inte {kind_of(value)}")
        if self.among and value not in self.among:
            raise ValidationError(f"är {value}; det ska vara något av {', '.join(map(str, self.among))}")
        if not self.among and not self.least <= value <= self.most:
            raise ValidationError(f"är {value}; det ska vara mellan {self.least} och {self.most}")
        return value


class Number(Strict[str]):
    """A number as the text of its digits. The text is kept, checked: ``Decimal`` reads it again without failing.

    JSON's own numbers become floats on the way, which know neither 0.1 nor how many decimals were written.
    """

    def read(self, value: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            raise ValidationError(f'ska vara siffror inom citattecken, som "{shown(value, 30)}"')
        text = string(value)
        if not _NUMBER.fullmatch(text) or len(text) > _MOST_SIGNS:
            raise ValidationError(f'"{shown(text)}" är inget tal här; skriv som "1234.5" eller "-3"')
        return text


class Moment(Strict[str]):
    """An instant in UTC. The text is kept, checked: ``datetime.fromisoformat`` reads it again without failing."""

    def read(self, value: Any) -> str:
        text = string(value)
        try:
            if _MOMENT.fullmatch(text) and datetime.fromisoformat(text):
                return text
        except ValueError:
            pass
        raise ValidationError(f'"{shown(text)}" är ingen tidpunkt; skriv som 2024-05-31T14:30:00Z')


def moment(instant: datetime | None) -> str | None:
    """An instant as a file writes it."""
    return None if instant is None else instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


class Choice(Strict[_Member]):
    """A member of an enumeration, by its stored value."""

    def __init__(self, choices: type[_Member], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices
        self.described = {"type": "string", "enum": [member.value for member in choices]}

    def read(self, value: Any) -> _Member:
        text = string(value)
        try:
            return self.choices(text)
        except ValueError:
            allowed = ", ".join(self.choices)
            raise ValidationError(f'"{shown(text)}" är inget av de tillåtna värdena: {allowed}') from None

    def write(self, value: _Member) -> str:
        return value.value


class Day(Strict[date]):
    described = {"type": "string", "format": "date"}

    def read(self, value: Any) -> date:
        text = string(value)
        # date.fromisoformat also reads 20240501 and 2024-W18-3, which nobody else would expect here.
        if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        raise ValidationError(f'"{shown(text)}" är inget datum; skriv som 2024-05-31')

    def write(self, value: date) -> str:
        return value.isoformat()


class PeriodCode(Strict[str]):
    """The code of a period. The text is kept, checked: ``periods.from_code`` reads it again without failing.

    ``form`` narrows what periods are meant, and ``example`` shows one.
    """

    def __init__(self, *, example: str, form: str = ".+", closed: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example, self.form, self.closed = example, re.compile(form), closed

    def read(self, value: Any) -> str:
        text = string(value)
        try:
            period = from_code(text) if self.form.fullmatch(text) else None
        except Invalid:
            period = None
        if period is None:
            raise ValidationError(f'"{shown(text)}" är ingen periodkod här; skriv till exempel {self.example}')
        if self.closed and (period.start is None or period.end is None):
            raise ValidationError(f'"{shown(text)}" saknar början eller slut; skriv till exempel {self.example}')
        return text


class Items(fields.List[Any]):
    """A JSON list; marshmallow's own also takes an object, as the list of its keys."""

    default_error_messages = _MESSAGES

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            raise ValidationError(f"ska vara en lista, inte {kind_of(value)}")
        return super()._deserialize(value, attr, data, **kwargs)


class Lines(Items):
    """A list of short texts, as many as a page takes; none stands there twice."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(line(), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        lines = super()._deserialize(value, attr, data, **kwargs)
        if len(lines) > MOST_LINES:
            raise ValidationError(f"har {len(lines)} rader; högst {MOST_LINES} får plats")
        for index, line in enumerate(lines):
            if line in lines[:index]:
                raise ValidationError({index: [f'"{shown(line)}" står redan i listan']})
        return lines


class Part(fields.Nested):
    default_error_messages = _MESSAGES


class KeyOrPart(Part):
    """An object, or its key alone where there is nothing more to tell."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, partial: Any = None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str):
            return Key().read(value)
        if not isinstance(value, dict):
            raise ValidationError(f"ska vara en nyckel eller ett objekt, inte {kind_of(value)}")
        return super()._deserialize(value, attr, data, partial=partial, **kwargs)


def string(value: Any) -> str:
    """The value when it is text. Raises ValidationError."""
    if not isinstance(value, str):
        raise ValidationError(f"ska vara text, inte {kind_of(value)}")
    return value


def kind_of(value: Any) -> str:
    """What a JSON value is, in words, for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return f"talet {shown(value, 30)}"
    if isinstance(value, list):
        return "en lista"
    return "ett objekt" if isinstance(value, dict) else "text"

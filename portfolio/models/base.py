"""What all tables share: names of constraints, column types, and how each hands its scope to the permission table."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from sqlalchemy import DateTime, Dialect, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from portfolio.domain.periods import Period, from_code
from portfolio.domain.permissions import Scope

#: SQLite names no broken constraint, only table and columns; with these names both databases can be told apart alike.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


E = TypeVar("E", bound=StrEnum)


class EnumText(TypeDecorator[E]):
    """A StrEnum stored as its English slug, so that a new member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind
        # A register reads many thousands, and to look a member up is quicker than to call the enumeration.
        self._members = {one.value: one for one in kind}

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self._members.get(value) or self.kind(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; SQLite forgets time zones, so they are put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PeriodText(TypeDecorator[Period]):
    """A period stored as its canonical code, which can be unique, compared and read by people."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: Period | None, dialect: Dialect) -> str | None:
        return None if value is None else value.code

    def process_result_value(self, value: str | None, dialect: Dialect) -> Period | None:
        return None if value is None else from_code(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A short list of texts; a tuple, since a list that is changed in place would go unseen by the log."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return json.dumps(list(value or ()), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return tuple(json.loads(value)) if value else ()


class Exact(TypeDecorator[Decimal]):
    """A number exactly as it was given: SQLite would keep a decimal as a float, and PostgreSQL without its zeros."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


Id = Annotated[int, mapped_column(primary_key=True)]
Key = Annotated[str, mapped_column(String(63))]
Title = Annotated[str, mapped_column(String(300))]
Long = Annotated[str, mapped_column(Text)]
OptionalTitle = Annotated[str | None, mapped_column(String(300))]
OptionalLong = Annotated[str | None, mapped_column(Text)]
Instant = Annotated[datetime, mapped_column(UtcDateTime)]
OptionalInstant = Annotated[datetime | None, mapped_column(UtcDateTime)]
OptionalPeriod = Annotated[Period | None, mapped_column(PeriodText)]
Texts = Annotated[tuple[str, ...], mapped_column(TextTuple, default=())]

#: Column info of what the log names as changed without keeping the values: a person can be anonymised, a secret is one.
UNLOGGED: dict[Any, Any] = {"unlogged": True}


class Base(DeclarativeBase):
    """Every table. Audited unless ``__audited__`` says otherwise, which a test holds against a short list."""

    metadata = MetaData(naming_convention=NAMING)

    __audited__ = True

    id: Any

    def scope(self) -> Scope:
        """Where this row lies, for the permission table."""
        raise NotImplementedError(f"{type(self).__name__} cannot be loaded on its own.")

"""The benefit register as a call gets it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectState
from portfolio.domain.measures import Direction
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    LARGEST_ID,
    Amount,
    Base,
    Choice,
    Day,
    Flag,
    Id,
    Items,
    Part,
    Query,
    Ratio,
    Strict,
    Time,
    Whole,
    Words,
)


class TableFormat(StrEnum):
    """What a flat table is answered as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class Dialect(StrEnum):
    """Which spreadsheets a CSV is for; Swedish ones unless the standard is asked for."""

    RFC4180 = "rfc4180"


def format_field() -> Choice[TableFormat]:
    """As what a flat table is answered."""
    told = "En fil (csv, xlsx) har alltid hela tabellen, med rubriker och ord på svenska."
    return Choice(TableFormat, load_default=TableFormat.JSON, metadata={"description": told})


def dialect_field() -> Choice[Dialect]:
    """For which spreadsheets."""
    told = "För csv: rfc4180 ger komman och decimalpunkt; annars som Excel på svenska läser."
    return Choice(Dialect, metadata={"description": told})


class TableQuery(Query):
    """As what a flat table is answered whole."""

    format = format_field()
    dialect = dialect_field()


class RegisterRow(Base):
    """A benefit with one of its measures, or without any; every value is plain, so that a table can be made of it.

    ``flags`` are codes with commas between them, ``achievement``, ``expected`` and ``deviation`` shares of the way.
    """

    initiative = Id(required=True)
    benefit = Id(required=True)
    measure = Id(required=True, allow_none=True)
    series = Id(required=True, allow_none=True)
    benefit_measure = Id(required=True, allow_none=True)
    initiative_key = Words(required=True)
    benefit_key = Words(required=True)
    measure_key = Words(required=True, allow_none=True)
    initiative_title = Words(required=True)
    area = Id(required=True)
    area_name = Words(required=True)
    benefit_title = Words(required=True)
    kind = Choice(BenefitKind, required=True, allow_none=True)
    measure_name = Words(required=True, allow_none=True)
    unit = Words(required=True, allow_none=True)
    direction = Choice(Direction, required=True, allow_none=True)
    state = Choice(EffectState, required=True)
    benefit_state = Choice(EffectState, required=True)
    flags = Words(required=True)
    overdue_days = Whole(least=0, most=LARGEST_ID, required=True, allow_none=True)
    baseline = Amount(required=True, allow_none=True)
    baseline_period = Time(required=True, allow_none=True)
    now = Ratio(required=True, allow_none=True)
    latest = Ratio(required=True, allow_none=True)
    latest_period = Time(required=True, allow_none=True)
    target = Amount(required=True, allow_none=True)
    target_period = Time(required=True, allow_none=True)
    achievement = Ratio(required=True, allow_none=True)
    expected = Ratio(required=True, allow_none=True)
    deviation = Ratio(required=True, allow_none=True)
    owner = Words(required=True, allow_none=True)
    controller = Words(required=True, allow_none=True)
    first_effect = Time(required=True, allow_none=True)
    full_effect = Time(required=True, allow_none=True)
    summary = Words(required=True, longest=LONG)
    example = Flag(required=True)
    address = Words(required=True)
    concluded_on = Day(required=True, allow_none=True)
    evidence = Choice(Evidence, required=True, allow_none=True)
    suppressed = Flag(required=True)


class NoMore(Strict[None]):
    """Where a list goes on, of one that never does."""

    described = {"type": "null", "description": "Alltid null: hela registret står i svaret."}

    def read(self, value: Any) -> None:
        return None


class RegisterSchema(Base):
    """The whole register, shaped as other lists are."""

    items = Items(Part(RegisterRow), required=True)
    next = NoMore(required=True)

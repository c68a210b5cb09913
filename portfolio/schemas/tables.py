"""The flat tables as calls get them: fields made of the columns that files have, so that both tell the same."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from portfolio.domain.flat_tables import PHASES, VALUES
from portfolio.domain.tables import types
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    LARGEST_ID,
    Amount,
    Base,
    Choice,
    Day,
    Flag,
    Items,
    PageQuery,
    Part,
    Time,
    Whole,
    Words,
)
from portfolio.schemas.register import NoMore, TableFormat, dialect_field, format_field


class PagedTableQuery(PageQuery):
    """As what a flat table is answered; as JSON it comes a page at a time."""

    format = format_field()
    dialect = dialect_field()

    @validates_schema(pass_original=True)
    def check_paging(self, data: dict[str, Any], original: Any, **kwargs: Any) -> None:
        """A file has the whole table: whoever asks for a part of it would take that for what they asked for."""
        asked = [name for name in PageQuery().fields if name in original]
        if asked and data.get("format", TableFormat.JSON) is not TableFormat.JSON:
            raise ValidationError({name: ["hör till json; en fil har alltid hela tabellen"] for name in asked})


def _field(column: Column) -> fields.Field[Any]:
    """The field of a column; None wherever there is nothing, since no column may be left out."""
    told: dict[str, Any] = {"required": True, "allow_none": True, "metadata": {"description": column.explanation}}
    match column.type:
        case types.Choice(of=of):
            return Choice(of, **told)
        case types.Number():
            return Amount(**told)
        case types.Whole():
            return Whole(least=0, most=LARGEST_ID, **told)
        case types.Day():
            return Day(**told)
        case types.When():
            return Time(**told)
        case types.Flag():
            return Flag(**told)
        case _:
            return Words(longest=LONG, **told)


def _row(kind: Kind, name: str) -> type[Base]:
    told = {one.name: _field(one) for one in kind.columns}
    return type(name, (Base,), {"__doc__": kind.explanation, "__module__": __name__, **told})


ValueRow = _row(VALUES, "ValueRow")
PhaseRow = _row(PHASES, "PhaseRow")


class PhaseTable(Base):
    """The whole table of phases, shaped as other lists are."""

    items = Items(Part(PhaseRow), required=True)
    next = NoMore(required=True)

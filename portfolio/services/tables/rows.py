"""Rows that are put in: what each said, where it stands, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portfolio.domain.numbers import in_swedish
from portfolio.domain.tables.columns import Column
from portfolio.domain.tables.mapping import Problem, ReadRow
from portfolio.domain.tables.outcomes import Change, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.tables.sheets import Sheet
from portfolio.models import Plan
from portfolio.services.context import Context
from portfolio.services.tables.names import Places

#: What is wrong with a row: the column, or None for the row as a whole, and a Swedish sentence.
Fault = tuple[str | None, str]


class Refusal(Exception):
    """A row that cannot be put in, with everything that is known to be wrong with it."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True)
class Run:
    """What all rows of a file are put in by."""

    ctx: Context
    plan: Plan
    places: Places
    run_id: int | None = None

    def forget(self) -> None:
        """Leave out of the session what a refused row had begun; what was written of it, the caller rolls back."""
        session = self.ctx.session
        for one in list(session.new):
            session.expunge(one)
        for one in list(session.dirty):
            session.expire(one)


@dataclass(frozen=True)
class Told:
    """A row of a sheet."""

    sheet: Sheet
    row: ReadRow

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"rad {self.row.number} på bladet {self.sheet.name}"

    def report(
        self, outcome: RowOutcome, title: str, changes: Iterable[Change] = (), question: str | None = None
    ) -> RowReport:
        """What becomes of it."""
        return RowReport(self.sheet.name, self.row.number, outcome, title, tuple(changes), (), question)

    def refused(self, title: str, problems: Sequence[Problem]) -> RowReport:
        """Why nothing becomes of it."""
        return RowReport(self.sheet.name, self.row.number, RowOutcome.REFUSED, title, (), tuple(problems))

    def problems(self, faults: Iterable[Fault]) -> list[Problem]:
        """What is wrong, each with its cell."""
        names = {one.name: one for one in self.sheet.kind.columns}
        return [
            Problem(self.sheet.address(name, self.row.number), names[name].heading if name else "", message)
            for name, message in faults
        ]


def either(names: Sequence[str]) -> str:
    """``A, B eller C``."""
    return " eller ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def words(column: Column, value: Any) -> str | None:
    """A value as a person reads it."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    told = column.write(value)
    if isinstance(told, Decimal | int):
        return in_swedish(Decimal(told))
    return told.isoformat() if isinstance(told, date) else told

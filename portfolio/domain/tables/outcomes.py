"""What putting tables in leads to, row by row: what is new, what changes from what to what, what cannot be, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.domain.tables.mapping import Problem
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.versions import version_of


@dataclass(frozen=True)
class Change:
    """A cell that says something else than what is stored, as a person reads both; None is nothing at all."""

    heading: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class RowReport:
    """What becomes of one row. ``title`` says what the row is about, ``address`` is its first cell that matters.

    ``question`` is set where the values look like a slip of the pen: they are put in once somebody has confirmed them.
    """

    sheet: str
    number: int
    outcome: RowOutcome
    title: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    question: str | None = None


@dataclass(frozen=True)
class Report:
    """What becomes of every row, in the order of the file. ``confirmed`` tells that the questions were answered yes."""

    rows: tuple[RowReport, ...]
    confirmed: bool = False

    @property
    def counts(self) -> Mapping[RowOutcome, int]:
        """How many rows there are of each outcome, all of them named."""
        found = Counter(one.outcome for one in self.rows)
        return {outcome: found[outcome] for outcome in RowOutcome}

    @property
    def unlikely(self) -> tuple[RowReport, ...]:
        """The rows whose values somebody has to look at once more."""
        return tuple(one for one in self.rows if one.question is not None)

    @property
    def asks(self) -> bool:
        """Whether there are questions that nobody has answered."""
        return bool(self.unlikely) and not self.confirmed

    @property
    def acceptable(self) -> bool:
        """Whether it can be kept: nothing refused, no question left, and something new or changed."""
        counts = self.counts
        changing = counts[RowOutcome.NEW] + counts[RowOutcome.CHANGED]
        return not counts[RowOutcome.REFUSED] and changing > 0 and not self.asks

    @property
    def digest(self) -> str:
        """The same for the same outcome of every row, so that what was shown can be held against what is done."""
        rows = [
            (
                one.sheet,
                str(one.number),
                one.outcome,
                *(f"{change.heading}={change.old}>{change.new}" for change in one.changes),
                *(f"{problem.address}:{problem.message}" for problem in one.problems),
                one.question or "",
            )
            for one in self.rows
        ]
        return version_of({"rows": rows})

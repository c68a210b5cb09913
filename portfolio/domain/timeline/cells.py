"""The grid of quarters, and what stands in it: gaps and bars in lanes, lanes in rows, rows in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase, PhaseTimes

Aspect = Literal["planned", "actual"]

#: How a phase is called where the room is small; the full names stand in the labels.
SHORT_NAMES = {
    Phase.PREPARATION: "Förberedande",
    Phase.DELIVERY: "Lösning och införande",
    Phase.REALISATION: "Effekthantering",
}
NUMBERS = {phase: number for number, phase in enumerate(Phase, start=1)}


@dataclass(frozen=True)
class Quarter:
    """One column of the grid."""

    year: int
    number: int

    @property
    def label(self) -> str:
        return f"K{self.number}"

    @property
    def name(self) -> str:
        return f"kvartal {self.number} {self.year}"


@dataclass(frozen=True)
class Year:
    """One heading above as many quarters as the grid shows of that year."""

    label: str
    colspan: int


@dataclass(frozen=True)
class Grid:
    """The quarters of a plan's timeline, and where today lies in them; ``today_index`` is None outside."""

    quarters: tuple[Quarter, ...]
    years: tuple[Year, ...]
    today: date
    today_index: int | None

    @classmethod
    def of(cls, timeline: Period, *, today: date) -> Grid:
        """Build the grid that covers the whole timeline. Raises Invalid when it lacks a start or an end."""
        if timeline.start is None or timeline.end is None:
            raise Invalid("timeline_period", "Tidplanen saknar start eller slut. Ange vilka år den gäller.")
        first, last = _ordinal(timeline.start), _ordinal(timeline.end)
        quarters = tuple(Quarter(year=n // 4, number=n % 4 + 1) for n in range(first, last + 1))
        counts: dict[int, int] = {}
        for quarter in quarters:
            counts[quarter.year] = counts.get(quarter.year, 0) + 1
        years = tuple(Year(label=str(year), colspan=count) for year, count in counts.items())
        now = _ordinal(today) - first
        return cls(quarters, years, today, now if 0 <= now < len(quarters) else None)

    @property
    def label(self) -> str:
        """The years that the grid covers: ``2021–2025``, or ``2022``."""
        first, last = self.quarters[0].year, self.quarters[-1].year
        return str(first) if first == last else f"{first}–{last}"

    @property
    def today_month(self) -> int:
        """Which month of its quarter today lies in, 1 to 3: a page draws the line at a third of the column."""
        return (self.today.month - 1) % 3 + 1

    def index(self, day: date) -> int:
        """The column of a day; below zero before the grid, and its length or more after it."""
        return _ordinal(day) - (self.quarters[0].year * 4 + self.quarters[0].number - 1)

    def opens_year(self, index: int) -> bool:
        return self.quarters[index].number == 1


@dataclass(frozen=True, kw_only=True)
class TimelineItem:
    """What the timetable needs to know of one initiative (or activity)."""

    id: int
    title: str
    group: str
    phases: Mapping[Phase, PhaseTimes]
    example: bool
    ongoing: bool
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Empty quarters; never crosses a year, and today's quarter stands alone."""

    start: int
    end: int
    opens_year: bool = False
    today: bool = False
    is_bar: Literal[False] = False

    @property
    def span(self) -> int:
        return self.end - self.start + 1


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One phase as planned or as it was; ``start`` and ``end`` are columns, both inclusive.

    ``today`` tells where in the bar today's quarter lies: not at all, at an edge, inside, or that it is the whole bar.
    """

    phase: Phase
    aspect: Aspect
    start: int
    end: int
    sentence: str
    open_end: bool = False
    clipped_start: bool = False
    clipped_end: bool = False
    opens_year: bool = False
    today: Literal["", "start", "inside", "end", "whole"] = ""
    is_bar: Literal[True] = True

    @property
    def span(self) -> int:
        return self.end - self.start + 1

    @property
    def number(self) -> int:
        return NUMBERS[self.phase]

    @property
    def short_name(self) -> str:
        return SHORT_NAMES[self.phase]


Cell = Gap | Bar
Lane = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class TimelineRow:
    """One initiative: lanes that each fill the grid, the row in words, and why there are no bars where none are."""

    item: TimelineItem
    sentence: str
    lanes: tuple[Lane, ...]
    missing: str = ""

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(cell for lane in self.lanes for cell in lane if cell.is_bar)


@dataclass(frozen=True, kw_only=True)
class TimelineGroup:
    """A programme area or other heading, with its initiatives; it may have none."""

    name: str
    rows: tuple[TimelineRow, ...]


def _ordinal(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3

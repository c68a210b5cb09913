"""The grid: which quarters, half-years or years are columns, and where today lies among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period
from portfolio.domain.timeline_kinds import Zoom

#: How many quarters a column holds.
_LENGTHS = {Zoom.QUARTER: 1, Zoom.HALF: 2, Zoom.YEAR: 4}
_SIGNS = {Zoom.QUARTER: ("K", "kv", "kvartal"), Zoom.HALF: ("H", "halvår", "halvår")}


@dataclass(frozen=True)
class Column:
    """One column of the grid."""

    year: int
    number: int
    zoom: Zoom = Zoom.QUARTER

    @property
    def label(self) -> str:
        """As it stands in a narrow heading below its year; a year needs no more than itself."""
        return str(self.year) if self.zoom is Zoom.YEAR else f"{_SIGNS[self.zoom][0]}{self.number}"

    @property
    def name(self) -> str:
        """In full."""
        return str(self.year) if self.zoom is Zoom.YEAR else f"{_SIGNS[self.zoom][2]} {self.number} {self.year}"

    @property
    def short(self) -> str:
        """In a line of text."""
        return str(self.year) if self.zoom is Zoom.YEAR else f"{_SIGNS[self.zoom][1]} {self.number} {self.year}"

    @property
    def closes_year(self) -> bool:
        return self.number == 4 // _LENGTHS[self.zoom]


@dataclass(frozen=True)
class Year:
    """One heading above as many columns as the grid shows of that year."""

    label: str
    colspan: int


@dataclass(frozen=True)
class Grid:
    """The columns of a plan's timeline, and where today lies in them; ``today_index`` is None outside."""

    columns: tuple[Column, ...]
    years: tuple[Year, ...]
    today: date
    today_index: int | None
    zoom: Zoom = Zoom.QUARTER

    @classmethod
    def of(
        cls, timeline: Period, *, today: date, zoom: Zoom = Zoom.QUARTER, window: tuple[date, date] | None = None
    ) -> Grid:
        """Build the grid that covers the whole timeline, or the days of a window, which may reach beyond it.

        A column that is covered in part is there whole. Raises Invalid when the timeline lacks a start or an end.
        """
        if timeline.start is None or timeline.end is None:
            raise Invalid("timeline_period", "Tidplanen saknar start eller slut. Ange vilka år den gäller.")
        start, end = window or (timeline.start, timeline.end)
        first, last = _ordinal(start, zoom), _ordinal(max(start, end), zoom)
        in_year = 4 // _LENGTHS[zoom]
        columns = tuple(Column(year=n // in_year, number=n % in_year + 1, zoom=zoom) for n in range(first, last + 1))
        counts: dict[int, int] = {}
        for column in columns:
            counts[column.year] = counts.get(column.year, 0) + 1
        years = tuple(Year(label=str(year), colspan=count) for year, count in counts.items())
        now = _ordinal(today, zoom) - first
        return cls(columns, years, today, now if 0 <= now < len(columns) else None, zoom)

    @property
    def quarters(self) -> tuple[Column, ...]:
        """The columns of a grid that is not zoomed out."""
        return self.columns

    @property
    def label(self) -> str:
        """What the grid covers: ``2021–2025``, ``2022``, or ``kv 3 2022 – kv 1 2023``."""
        first, last = self.columns[0], self.columns[-1]
        if first.number == 1 and last.closes_year:
            return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
        return first.short if first == last else f"{first.short} – {last.short}"

    @property
    def today_third(self) -> int:
        """Which third of its column today lies in, 1 to 3: a page draws the line there."""
        months = 3 * _LENGTHS[self.zoom]
        return (self.today.month - 1) % months * 3 // months + 1

    def index(self, day: date) -> int:
        """The column of a day; below zero before the grid, and its length or more after it."""
        first = self.columns[0]
        return _ordinal(day, self.zoom) - (first.year * (4 // _LENGTHS[self.zoom]) + first.number - 1)

    def opens_year(self, index: int) -> bool:
        return self.columns[index].number == 1


def _ordinal(day: date, zoom: Zoom) -> int:
    """The number of the column that a day lies in, counted from the year 0."""
    return (day.year * 4 + (day.month - 1) // 3) // _LENGTHS[zoom]

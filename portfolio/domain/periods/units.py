"""The units that time is told in here: days, months, quarters, terms …, each with its first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from portfolio.domain.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2199


class Precision(StrEnum):
    """How exactly a time is known. It never claims more than was written: DAY only where a day was."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF = "half"
    TERM = "term"
    SEASON = "season"
    YEAR = "year"
    YEARS = "years"  # several years
    UNKNOWN = "unknown"


#: From fine to coarse; a span whose ends are told in different units takes the coarser one.
FINE_TO_COARSE = (
    Precision.DAY,
    Precision.MONTH,
    Precision.QUARTER,
    Precision.TERTIAL,
    Precision.SEASON,
    Precision.HALF,
    Precision.TERM,
    Precision.YEAR,
)

#: Months in each unit that divides the year evenly. A term is read as a half-year, since plans name no term's days.
_MONTHS = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.TERTIAL: 4,
    Precision.HALF: 6,
    Precision.TERM: 6,
    Precision.YEAR: 12,
}

#: First month and number of months of spring, summer, autumn and winter. Plans use "våren" and "hösten" for the two
#: halves of the working year and "sommaren" for the holidays in between, so the summer overlaps both.
_SEASONS = ((1, 6), (6, 3), (7, 6), (12, 3))

#: What stands between year and number in a code; seasons and terms have names in the place of numbers.
_CODE_LETTERS = {Precision.QUARTER: "Q", Precision.TERTIAL: "T", Precision.HALF: "H"}
CODE_NAMES = {Precision.TERM: ("VT", "HT"), Precision.SEASON: ("SP", "SU", "AU", "WI")}

_CODE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?|(?P<letter>[QTH])(?P<number>[1-4])"
    r"|(?P<name>VT|HT|SP|SU|AU|WI)))?"
)

_MONTH_NAMES = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)

#: What a unit is called without its year, in the order of its numbers.
NAMES = {
    Precision.MONTH: _MONTH_NAMES,
    Precision.QUARTER: ("kv 1", "kv 2", "kv 3", "kv 4"),
    Precision.TERTIAL: ("tertial 1", "tertial 2", "tertial 3"),
    Precision.HALF: ("första halvåret", "andra halvåret"),
    Precision.TERM: ("vårterminen", "höstterminen"),
    Precision.SEASON: ("våren", "sommaren", "hösten", "vintern"),
}

_RANGES = {
    Precision.MONTH: "Ett år har månaderna 1–12.",
    Precision.QUARTER: "Ett år har kvartal 1–4.",
    Precision.TERTIAL: "Ett år har tertial 1–3.",
    Precision.HALF: "Ett år har halvår 1 och 2.",
    Precision.TERM: "Ett år har vårtermin och hösttermin.",
    Precision.SEASON: "Ett år har vår, sommar, höst och vinter.",
}


class Unit(NamedTuple):
    """One unit of time, told by its first day. ``unit`` and ``day_unit`` build it and refuse what does not exist."""

    precision: Precision
    start: date

    @property
    def number(self) -> int:
        """Which one of its year it is: month 1–12, quarter 1–4 …; 1 for a year, and the day of the month for a day."""
        if self.precision is Precision.DAY:
            return self.start.day
        if self.precision is Precision.SEASON:
            return [first for first, _ in _SEASONS].index(self.start.month) + 1
        return (self.start.month - 1) // _MONTHS[self.precision] + 1

    @property
    def end(self) -> date:
        """The last day, inclusive."""
        if self.precision is Precision.DAY:
            return self.start
        seasonal = self.precision is Precision.SEASON
        months = _SEASONS[self.number - 1][1] if seasonal else _MONTHS[self.precision]
        year, month = divmod(self.start.year * 12 + self.start.month - 1 + months - 1, 12)
        return date(year, month + 1, monthrange(year, month + 1)[1])

    @property
    def code(self) -> str:
        """The notation that is stored and that the API uses, such as ``2024-Q2``."""
        year = str(self.start.year)
        if self.precision is Precision.YEAR:
            return year
        if self.precision is Precision.DAY:
            return self.start.isoformat()
        return f"{year}-{number_code(self.precision, self.number)}"

    @property
    def label(self) -> str:
        """What a Swedish reader calls it, such as ``kv 2 2024``."""
        if self.precision is Precision.YEAR:
            return str(self.start.year)
        if self.precision is Precision.DAY:
            return f"{self.start.day} {_MONTH_NAMES[self.start.month - 1]} {self.start.year}"
        name = NAMES[self.precision][self.number - 1]
        if self.precision is Precision.SEASON and self.end.year > self.start.year:
            return f"{name} {self.start.year}/{self.end.year}"
        return f"{name} {self.start.year}"

    @property
    def following(self) -> Unit:
        """The next one of its kind. Raises Invalid when that lies after the last year that is handled."""
        if self.precision is Precision.SEASON:
            years, number = divmod(self.number, len(_SEASONS))
            # The winter begins in December, so the spring after it belongs to the next year.
            return unit(Precision.SEASON, self.start.year + years, number + 1)
        after = self.end + timedelta(days=1)
        check_year(after.year)
        return Unit(self.precision, after)


def check_year(year: int) -> None:
    """Raise Invalid for a year that no plan is about, which is nearly always a slip of the pen."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("period", f"Årtalet ska ligga mellan {FIRST_YEAR} och {LAST_YEAR}.")


def check_number(precision: Precision, number: int) -> None:
    """Raise Invalid when a year has no unit of that number, such as a fifth quarter."""
    if not 1 <= number <= len(NAMES[precision]):
        raise Invalid("period", _RANGES[precision])


def number_code(precision: Precision, number: int) -> str:
    """How a unit's number in its year is written in a code: ``05``, ``Q2``, ``VT``."""
    if precision in CODE_NAMES:
        return CODE_NAMES[precision][number - 1]
    return f"{_CODE_LETTERS[precision]}{number}" if precision in _CODE_LETTERS else f"{number:02}"


def unit(precision: Precision, year: int, number: int = 1) -> Unit:
    """The unit of that number in that year; a winter belongs to the year it begins in.

    Raises Invalid when the year has no such unit or lies outside 1900–2199.
    """
    check_year(year)
    if precision is Precision.YEAR:
        return Unit(precision, date(year, 1, 1))
    check_number(precision, number)
    if precision is Precision.SEASON:
        found = Unit(precision, date(year, _SEASONS[number - 1][0], 1))
    else:
        found = Unit(precision, date(year, (number - 1) * _MONTHS[precision] + 1, 1))
    check_year(found.end.year)
    return found


def day_unit(year: int, month: int, day: int) -> Unit:
    """One day. Raises Invalid when the calendar has no such day or the year lies outside 1900–2199."""
    of_month = unit(Precision.MONTH, year, month)
    if not 1 <= day <= of_month.end.day:
        name = _MONTH_NAMES[month - 1]
        raise Invalid("period", f"{name.capitalize()} {year} har {of_month.end.day} dagar.")
    return Unit(Precision.DAY, date(year, month, day))


def unit_starting(precision: Precision, first: date) -> Unit | None:
    """The unit whose first day this is, or None when no unit of that kind starts then."""
    if precision is Precision.DAY:
        return Unit(precision, first)
    if first.day != 1:
        return None
    if precision is Precision.SEASON:
        return Unit(precision, first) if first.month in [month for month, _ in _SEASONS] else None
    return Unit(precision, first) if (first.month - 1) % _MONTHS[precision] == 0 else None


def unit_ending(precision: Precision, last: date) -> Unit | None:
    """The unit whose last day this is, or None when no unit of that kind ends then."""
    if precision is Precision.DAY:
        return Unit(precision, last)
    lengths = [months for _, months in _SEASONS] if precision is Precision.SEASON else [_MONTHS[precision]]
    for months in lengths:
        year, month = divmod(last.year * 12 + last.month - months, 12)
        found = unit_starting(precision, date(year, month + 1, 1))
        if found is not None and found.end == last:
            return found
    return None


def unit_from_code(code: str) -> Unit:
    """The unit that has this code. Raises Invalid for everything else, other ways of writing the same unit included."""
    match = _CODE.fullmatch(code)
    if match is None:
        raise Invalid("period", "Koden går inte att läsa.")
    year = int(match["year"])
    if match["day"]:
        return day_unit(year, int(match["month"]), int(match["day"]))
    if match["month"]:
        return unit(Precision.MONTH, year, int(match["month"]))
    if match["letter"]:
        precision = next(kind for kind, letter in _CODE_LETTERS.items() if letter == match["letter"])
        return unit(precision, year, int(match["number"]))
    for precision, names in CODE_NAMES.items():
        if match["name"] in names:
            return unit(precision, year, names.index(match["name"]) + 1)
    return unit(Precision.YEAR, year)

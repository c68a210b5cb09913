"""A period as a plan states it: a unit, a span, an open interval, a recurrence, or a time that nobody has told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from portfolio.domain.errors import Invalid
from portfolio.domain.periods.recurrences import recurrence_label, recurrence_precision
from portfolio.domain.periods.units import (
    FINE_TO_COARSE,
    Precision,
    Unit,
    check_year,
    day_unit,
    unit,
    unit_ending,
    unit_from_code,
    unit_starting,
)

UNKNOWN_LABEL = "tid okänd"

_LONGEST_CODE = 64

#: Plans speak of the same months and quarters over and over: a register reads many thousands of them, and two centuries
#: of months with their quarters and years are fewer than this.
REMEMBERED = 8192

#: In which units the finer end of a mixed span is told, coarse before fine: what is told then never claims more
#: than was written. Terms, seasons and tertials are left out, since nobody says "from tertial 2 2025 to 2027".
_FINER_ENDS = (Precision.HALF, Precision.QUARTER, Precision.MONTH, Precision.DAY)


@dataclass(frozen=True, order=False)
class Period:
    """When something is, was or will be, as exactly as it was told and no more.

    ``start`` is the first day and ``end`` the last one, inclusive; None is open or unknown. ``recurrence`` is of the
    vocabulary in ``recurrences.py`` and then both are None. ``raw`` is what was written, and not compared.
    A span whose ends are told in different units ("maj 2025 – 2027") keeps its days and has the coarser precision.
    Raises Invalid when the parts do not make one of these.
    """

    start: date | None
    end: date | None
    precision: Precision
    recurrence: str | None = None
    raw: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not _fits(self):
            raise Invalid("period", "Periodens början, slut och noggrannhet hör inte ihop.")

    def __hash__(self) -> int:
        # Days alone tell nearly all periods apart, and are quick to hash: a register looks many thousands up.
        return hash((self.start, self.end, self.recurrence))

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        """The canonical notation, the same for equal periods: ``2024-Q2``, ``2025/2027``, ``../2026``, ``R/Q1,Q3``."""
        return _code(self)

    @property
    def label(self) -> str:
        """What a Swedish reader calls it; ``parse`` reads it back as the same period."""
        if self.recurrence is not None:
            return recurrence_label(self.recurrence)
        first, last = ends(self)
        if first is None or last is None:
            told = first or last
            return UNKNOWN_LABEL if told is None else f"{'fr.o.m.' if first else 't.o.m.'} {told.label}"
        if first == last:
            return first.label
        dash = "–" if first.precision is last.precision is Precision.YEAR else " – "
        return f"{first.label}{dash}{last.label}"

    @property
    def is_open(self) -> bool:
        """Whether it has a start and no end, or an end and no start."""
        return (self.start is None) is not (self.end is None)

    @property
    def is_unknown(self) -> bool:
        """Whether nothing at all is known about when; a recurrence without dates is not unknown."""
        return self.start is None and self.end is None and self.recurrence is None


@lru_cache(maxsize=REMEMBERED)
def ends(period: Period) -> tuple[Unit | None, Unit | None]:
    """The first and the last unit of a period, equal when it is one unit; None where it is open, unknown or recurs."""
    told = _unit_kind(period.precision)
    kinds = [told, *(kind for kind in _FINER_ENDS if _rank(kind) < _rank(told))]
    first = last = None
    if period.start is not None:
        candidates = (unit_starting(kind, period.start) for kind in kinds)
        # The first unit may not reach beyond the end: April alone opens "1 april – tertial 1", not the second quarter.
        limit = period.end or date.max
        first = next((found for found in candidates if found is not None and found.end <= limit), None)
    if period.end is not None:
        closing = (unit_ending(kind, period.end) for kind in kinds)
        last = next((found for found in closing if found is not None), None)
    return first, last


def _rank(precision: Precision) -> int:
    return FINE_TO_COARSE.index(precision) if precision in FINE_TO_COARSE else -1


def _fits(period: Period) -> bool:
    """Whether a code can tell the period, which is what makes it one."""
    if period.recurrence is not None:
        dated = period.start is not None or period.end is not None
        return not dated and recurrence_precision(period.recurrence) is period.precision
    if period.precision is Precision.UNKNOWN or (period.start is None and period.end is None):
        return period.start is period.end is None and period.precision is Precision.UNKNOWN
    if period.start is not None and period.end is not None and period.start > period.end:
        return False
    first, last = ends(period)
    for found in filter(None, (first, last)):
        check_year(found.start.year)
        check_year(found.end.year)
    if _unit_kind(period.precision) not in {found.precision for found in (first, last) if found is not None}:
        return False
    if _unit_kind(period.precision) is not Precision.YEAR:
        return True
    # One year, and an interval that is open after or before a year, have YEAR; all other spans of years have YEARS.
    return (period.precision is Precision.YEAR) is (period.is_open or first == last)


def _unit_kind(precision: Precision) -> Precision:
    return Precision.YEAR if precision is Precision.YEARS else precision


def one(told: Unit, *, raw: str = "") -> Period:
    """The period that is exactly one unit."""
    return Period(told.start, told.end, told.precision, raw=raw)


def day(d: date) -> Period:
    """One day. Raises Invalid outside 1900–2199."""
    return one(day_unit(d.year, d.month, d.day))


def month(year: int, m: int) -> Period:
    """Month 1–12 of a year. Raises Invalid for other numbers and outside 1900–2199."""
    return one(unit(Precision.MONTH, year, m))


def quarter(year: int, q: int) -> Period:
    """Quarter 1–4 of a year. Raises Invalid for other numbers and outside 1900–2199."""
    return one(unit(Precision.QUARTER, year, q))


def tertial(year: int, t: int) -> Period:
    """Tertial (four months) 1–3 of a year. Raises Invalid for other numbers and outside 1900–2199."""
    return one(unit(Precision.TERTIAL, year, t))


def half(year: int, h: int) -> Period:
    """Half 1 or 2 of a year. Raises Invalid for other numbers and outside 1900–2199."""
    return one(unit(Precision.HALF, year, h))


def year(y: int) -> Period:
    """A calendar year. Raises Invalid outside 1900–2199."""
    return one(unit(Precision.YEAR, y))


def years(first: int, last: int) -> Period:
    """From one calendar year through another; twice the same is that year. Raises Invalid when they are reversed."""
    return between(year(first), year(last))


def between(a: Period, b: Period) -> Period:
    """From the start of ``a`` to the end of ``b``.

    Its precision is the coarser one of the two, and two or more years have YEARS. Raises Invalid when ``a`` has no
    start, when ``b`` has no end, and when ``b`` ends before ``a`` does.
    """
    first, last = ends(a)[0], ends(b)[1]
    if first is None or last is None:
        raise Invalid("period", "Ange både när perioden börjar och när den slutar.")
    if first.end > last.end:
        raise Invalid("period", "Slutet kommer före början.")
    precision = max(first.precision, last.precision, key=_rank)
    whole = unit_starting(precision, first.start)
    if precision is Precision.YEAR and (whole is None or whole.end != last.end):
        precision = Precision.YEARS
    return Period(first.start, last.end, precision)


def until(p: Period) -> Period:
    """Up to and including ``p``, with an open start. Raises Invalid when ``p`` has no end."""
    last = ends(p)[1]
    if last is None:
        raise Invalid("period", "Ange när perioden slutar.")
    return Period(None, last.end, last.precision)


def since(p: Period) -> Period:
    """From and including ``p``, with an open end. Raises Invalid when ``p`` has no start."""
    first = ends(p)[0]
    if first is None:
        raise Invalid("period", "Ange när perioden börjar.")
    return Period(first.start, None, first.precision)


def recurring(recurrence: str, *, raw: str = "") -> Period:
    """What comes back, see ``recurrences.py``: ``recurring("Q1,Q3")``. Raises Invalid outside that vocabulary."""
    return Period(None, None, recurrence_precision(recurrence), recurrence, raw)


def unknown(raw: str = "") -> Period:
    """A time that is not known, with what was written instead of one."""
    return Period(None, None, Precision.UNKNOWN, raw=raw)


@lru_cache(maxsize=REMEMBERED)
def from_code(code: str) -> Period:
    """The period that has this code: the strict inverse of ``Period.code``. Raises Invalid for everything else."""
    try:
        period = _from_code(code) if len(code) <= _LONGEST_CODE else None
    except Invalid:
        period = None
    # Other ways of writing a period ("2025/2025", "R/Q3,Q1") are refused, so that each period has one code alone.
    if period is None or period.code != code:
        raise Invalid(
            "period", "Periodkoden går inte att läsa. Skriv till exempel 2024-05-01, 2024-Q2 eller 2025/2027."
        )
    return period


@lru_cache(maxsize=REMEMBERED)
def _code(period: Period) -> str:
    # A list of a thousand initiatives tells the same few periods again and again, and finding their units takes time.
    if period.recurrence is not None:
        return f"R/{period.recurrence}"
    first, last = ends(period)
    if first is None and last is None:
        return "unknown"
    if first == last and first is not None:
        return first.code
    return f"{first.code if first else '..'}/{last.code if last else '..'}"


def _from_code(code: str) -> Period:
    if code == "unknown":
        return unknown()
    opening, slash, closing = code.partition("/")
    if not slash:
        return one(unit_from_code(code))
    if opening == "R":
        return recurring(closing)
    if opening == "..":
        return until(one(unit_from_code(closing)))
    if closing == "..":
        return since(one(unit_from_code(opening)))
    return between(one(unit_from_code(opening)), one(unit_from_code(closing)))

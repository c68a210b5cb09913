"""What comes back: the small vocabulary of recurrences, such as ``Q1,Q3``, ``term``, ``2/year`` and ``ongoing``.

A recurrence is one of

- *rhythms*, the keys of ``RHYTHMS``: ``year`` (every year), ``term`` (once a term), ``ongoing`` (all the time), …
- *counts*: ``2/year`` to ``99/year``, likewise for the other units of ``COUNTED``; once a year is ``year``.
- *points*: months ``01``–``12``, quarters ``Q1``–``Q4``, tertials, halves, terms or seasons of every year, in rising
  order and with commas between: ``Q1,Q3``. Kinds are not mixed.

Plans say no more than this, so a recurrence has neither first nor last year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from portfolio.domain.errors import Invalid
from portfolio.domain.periods.units import NAMES, Precision, check_number, number_code


class Rhythm(NamedTuple):
    """How exactly a rhythm tells when it happens, and its Swedish name."""

    precision: Precision
    label: str


RHYTHMS = {
    "week": Rhythm(Precision.UNKNOWN, "varje vecka"),
    "two-weeks": Rhythm(Precision.UNKNOWN, "varannan vecka"),
    "month": Rhythm(Precision.MONTH, "varje månad"),
    "two-months": Rhythm(Precision.MONTH, "varannan månad"),
    "quarter": Rhythm(Precision.QUARTER, "varje kvartal"),
    "tertial": Rhythm(Precision.TERTIAL, "varje tertial"),
    "half": Rhythm(Precision.HALF, "varje halvår"),
    "term": Rhythm(Precision.TERM, "en gång per termin"),
    "year": Rhythm(Precision.YEAR, "varje år"),
    "two-years": Rhythm(Precision.YEAR, "vartannat år"),
    "mandate": Rhythm(Precision.YEARS, "varje mandatperiod"),
    "ongoing": Rhythm(Precision.UNKNOWN, "löpande"),
    "wheel": Rhythm(Precision.UNKNOWN, "enligt årshjul"),
}

#: The units that something may happen several times in, and their Swedish names.
COUNTED = {
    "week": "vecka",
    "month": "månad",
    "quarter": "kvartal",
    "tertial": "tertial",
    "half": "halvår",
    "term": "termin",
    "year": "år",
    "mandate": "mandatperiod",
}

NUMBER_WORDS = ("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")

_COUNT = re.compile(r"(?P<times>[2-9]|[1-9][0-9])/(?P<unit>[a-z]+)")

_POINTS = {
    number_code(precision, number): (precision, number)
    for precision, names in NAMES.items()
    for number in range(1, len(names) + 1)
}


def points(precision: Precision, numbers: Iterable[int]) -> str:
    """The recurrence at these units of every year. Raises Invalid when a year has no such unit."""
    chosen = sorted(set(numbers))
    for number in chosen:
        check_number(precision, number)
    return ",".join(number_code(precision, number) for number in chosen)


def times_per(times: int, unit: str) -> str:
    """The recurrence of so many times in each unit (a key of ``COUNTED``). Raises Invalid outside 1–99 times."""
    if unit not in COUNTED or not 1 <= times <= 99:
        raise Invalid("period", "Antalet gånger ska ligga mellan 1 och 99.")
    return unit if times == 1 else f"{times}/{unit}"


def recurrence_precision(recurrence: str) -> Precision:
    """How exactly a recurrence tells when it happens. Raises Invalid when it is not of the vocabulary."""
    if recurrence in RHYTHMS:
        return RHYTHMS[recurrence].precision
    count = _COUNT.fullmatch(recurrence)
    if count is not None and count["unit"] in COUNTED:
        return RHYTHMS[count["unit"]].precision
    precision, numbers = _read_points(recurrence)
    if points(precision, numbers) != recurrence:
        raise Invalid("period", "Återkommande tider ska stå i ordning och en gång var.")
    return precision


def recurrence_label(recurrence: str) -> str:
    """What a Swedish reader calls it: ``kv 1 och kv 3 varje år``. Raises Invalid when it is not of the vocabulary."""
    if recurrence in RHYTHMS:
        return RHYTHMS[recurrence].label
    count = _COUNT.fullmatch(recurrence)
    if count is not None and count["unit"] in COUNTED:
        times = int(count["times"])
        said = NUMBER_WORDS[times - 1] if times <= len(NUMBER_WORDS) else str(times)
        return f"{said} gånger per {COUNTED[count['unit']]}"
    precision, numbers = _read_points(recurrence)
    names = [NAMES[precision][number - 1] for number in numbers]
    listed = " och ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} varje år"


def _read_points(recurrence: str) -> tuple[Precision, list[int]]:
    found = [_POINTS.get(part) for part in recurrence.split(",", maxsplit=12)]
    known = [point for point in found if point is not None]
    if len(known) != len(found) or len({precision for precision, _ in known}) != 1:
        raise Invalid("period", "Den återkommande tiden går inte att läsa.")
    return known[0][0], [number for _, number in known]

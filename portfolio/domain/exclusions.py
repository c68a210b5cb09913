"""Times that are left out of the reckoning (undantagna perioder): which one may be, and why it is."""

from __future__ import annotations

from collections.abc import Iterable

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import Period, is_within
from portfolio.domain.texts import LONG, TextRule

TEXT_RULES = {"reason": TextRule("varför perioden inte ska räknas", LONG, required=True)}

LIFT_RULE = TextRule("varför perioden ska räknas igen", LONG, required=True)


def check_period(period: Period | None, others: Iterable[Period]) -> None:
    """Refuse a time without both ends, and one that lies within what the measure leaves out already. Raises Invalid.

    ``others`` are the other times that are left out now. A time to come may be left out: the change of a record system
    is known beforehand.
    """
    if period is None:
        raise Invalid("period", "Ange perioden, till exempel kv 1 2022.")
    if period.start is None or period.end is None:
        raise Invalid("period", "Ange en period med både början och slut, till exempel mars 2020 eller 2020-2021.")
    for other in others:
        if is_within(period, other):
            raise Invalid("period", f"{other.label} är redan undantagen för mätetalet. Ändra den i stället.")

"""Measured values (mätvärden): what one may be, for which period, and who reviews it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from portfolio.domain.effects.due import period_at
from portfolio.domain.errors import Denied, Invalid, InvalidFields
from portfolio.domain.labels import label
from portfolio.domain.measures import MONTHS, Frequency, MeasurementState
from portfolio.domain.numbers import MOST_DIGITS, problem_with_number
from portfolio.domain.periods import Period
from portfolio.domain.texts import LONG, SHORT, TextRule

#: Those that count on pages and in the register.
COUNTED = frozenset({MeasurementState.SUBMITTED, MeasurementState.REVIEWED})

TEXT_RULES = {
    "no_value_reason": TextRule("varför värdet saknas", SHORT),
    "comment": TextRule("kommentaren", LONG),
    "influences": TextRule("vad mer som har påverkat", LONG),
    "evidence_link": TextRule("länken", SHORT),
}

RETURN_RULE = TextRule("vad som behöver ändras", LONG, required=True)

#: How many times the usual spread a value has to lie from the others before it is asked about.
UNLIKELY = 6


def check_period(period: Period, *, frequency: Frequency, today: date) -> None:
    """Refuse a period of another length than the measure's, and one that has not ended. Raises Invalid."""
    if period.start is None or period.end is None:
        raise Invalid("period", "Ange en period med början och slut.")
    if frequency in MONTHS and period_at(frequency, period.start) != period:
        raise Invalid("period", f"Mätetalet mäts {label(frequency).lower()}. Ange en period som är så lång.")
    if period.end > today:
        raise Invalid("period", f"{period.label} är inte slut än. Värdet kan registreras från och med dagen efter.")


def widened(period: Period, frequency: Frequency | None) -> Period:
    """The period that is meant: spreadsheets keep January as its first day, and some reports as its last."""
    if frequency in MONTHS and period.start is not None and period.start == period.end:
        whole = period_at(frequency, period.start)
        if period.start in (whole.start, whole.end):
            return whole
    return period


@dataclass(frozen=True)
class Figures:
    """What was measured: a value, or counts that make it, or the reason why there is none.

    ``sent`` is how many were asked, of a survey whose denominator are those who answered.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    no_value_reason: str | None = None
    sent: Decimal | None = None


@dataclass(frozen=True)
class Entry:
    """What somebody records for one period."""

    period: Period
    figures: Figures
    comment: str | None = None
    influences: str | None = None
    evidence_link: str | None = None


def check_counted(figures: Figures, *, compared_by_counts: bool) -> None:
    """Refuse a value without counts where before and after are held against each other. Raises Invalid."""
    if compared_by_counts and figures.value is not None and figures.numerator is None:
        raise Invalid(
            "numerator", "En nytta jämför mätetalet före och efter, så det behövs antal: ange täljare och nämnare."
        )


def settled(figures: Figures, *, has_counts: bool, multiplier: int, decimals: int) -> Figures:
    """The figures with the value that their counts make. Raises InvalidFields.

    A value that is given beside its counts has to agree with them, to the measure's decimals.
    """
    problems = _problems_with(figures, has_counts=has_counts)
    if problems:
        raise InvalidFields(problems)
    value = figures.value
    if figures.numerator is not None and figures.denominator is not None:
        value = _ratio(figures.numerator, figures.denominator, multiplier)
        if figures.value is not None and abs(figures.value - value) > Decimal(1).scaleb(-decimals):
            raise Invalid("value", f"Värdet stämmer inte med täljare och nämnare, som ger {value.normalize():f}.")
    if (value is None) is (figures.no_value_reason is None):
        text = "Ange ett värde, eller varför det saknas."
        if value is not None:
            text = "Ange antingen ett värde eller varför det saknas, inte båda."
        raise Invalid("value", text)
    return replace(figures, value=value)


def is_unlikely(value: Decimal, earlier: Sequence[Decimal]) -> bool:
    """Whether a value lies so far from the others that it may be a slip of the pen; asked once, never refused.

    Measured by the median's own spread (MAD), which a slip among the earlier ones does not move. Fewer than five tell
    nothing.
    """
    return len(earlier) >= _FEWEST and _lies_far(value, *_usual(earlier))


def unlikely(values: Sequence[Decimal | None], earlier: Sequence[Decimal]) -> list[int]:
    """The places of the values that may be slips of the pen, each held against all the others."""
    given = [(place, one) for place, one in enumerate(values) if one is not None]
    if len(given) > _MANY:
        # One of so many moves neither middle nor spread, and to leave each out in turn takes its time.
        usual = _usual([*earlier, *(one for _, one in given)])
        return [place for place, one in given if _lies_far(one, *usual)]
    return [
        place
        for place, value in given
        if is_unlikely(value, [*earlier, *(other for at, other in given if at != place)])
    ]


#: Fewer values tell nothing of what is usual.
_FEWEST = 5

#: More values at once than anybody types.
_MANY = 60


def _usual(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    middle = median(values)
    return middle, median([abs(one - middle) for one in values])


def _lies_far(value: Decimal, middle: Decimal, spread: Decimal) -> bool:
    # Where all have been the same, ten times more or a tenth of it is still worth a question.
    if spread == 0:
        return middle != 0 and (value == 0 or not Decimal("0.1") < value / middle < 10)
    return abs(value - middle) > UNLIKELY * 2 * spread


def check_reviewer(
    *, recorded_by: int | None, reviewer: int | None, leads: Collection[int], is_controller: bool, others: int
) -> None:
    """Four eyes. ``leads`` are project leads of initiatives that use the measure; ``others`` how many controllers of
    the plan there are besides whoever recorded the value. Raises Denied.
    """
    if reviewer is not None and reviewer == recorded_by:
        raise Denied("Du registrerade värdet själv, så någon annan ska granska det.", who=["en annan nyttocontroller"])
    if reviewer in leads:
        raise Denied(
            "Du leder ett projekt som använder mätetalet, så någon utanför projektet ska granska.",
            who=["nyttocontroller"],
        )
    if not is_controller and others > 0:
        raise Denied("Nyttocontrollers granskar varandras värden.", who=["nyttocontroller"])


def _problems_with(figures: Figures, *, has_counts: bool) -> dict[str, str]:
    problems: dict[str, str] = {}
    for name in ("value", "numerator", "denominator", "sent"):
        if message := problem_with_number(getattr(figures, name)):
            problems[name] = message
    counts = (figures.numerator, figures.denominator)
    if has_counts and (figures.numerator is None) is not (figures.denominator is None):
        missing = "denominator" if figures.denominator is None else "numerator"
        problems[missing] = "Ange både täljare och nämnare."
    if not has_counts and counts != (None, None):
        problems["numerator"] = "Mätetalet har ingen täljare och nämnare. Ange värdet."
    if figures.denominator is not None and figures.denominator <= 0:
        problems.setdefault("denominator", "Nämnaren ska vara större än noll.")
    if figures.sent is not None:
        problems |= _problems_with_those_asked(figures.sent, figures.denominator)
    return problems


def _problems_with_those_asked(sent: Decimal, answered: Decimal | None) -> dict[str, str]:
    if answered is None:
        return {"sent": "Ange hur många som svarade (nämnaren), eller töm antalet tillfrågade."}
    if sent < answered:
        return {"sent": "Fler har svarat än som tillfrågades. Rätta ett av antalen."}
    return {}


_GROUPS = re.compile(r"[ \u00a0\u202f\u2009']")


def number_in(text: str) -> Decimal:
    """A number as Swedish people and their spreadsheets write it: 1 234,5 or 1234.5 or −3. Raises Invalid("value").

    A single comma or point is a decimal sign; what could be read in two ways is refused.
    """
    plain = _GROUPS.sub("", text.strip()).replace("\u2212", "-").replace("−", "-").removesuffix("%")
    if len(plain) <= 40 and re.fullmatch(r"[+-]?\d+([.,]\d+)?", plain, re.ASCII):
        # 1,234 may be one and a bit or more than a thousand; a leading zero or another length tells.
        return Decimal(plain.replace(",", "."))
    shown = text.strip()[:30]
    raise Invalid("value", f"”{shown}” går inte att läsa som ett tal. Skriv till exempel 1 234,5.")


def _ratio(numerator: Decimal, denominator: Decimal, multiplier: int) -> Decimal:
    exact = numerator / denominator * multiplier
    # Fifteen significant digits are what a stored number holds.
    return exact.quantize(Decimal(1).scaleb(exact.adjusted() - MOST_DIGITS + 1)) if exact else Decimal(0)

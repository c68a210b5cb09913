"""Measures (mätetal): what is counted, how, how often, and which way is good."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from portfolio.domain.errors import InvalidFields
from portfolio.domain.numbers import problem_with_number
from portfolio.domain.texts import LONG, SHORT, TextRule


class Frequency(StrEnum):
    """How often something is measured or followed up."""

    MONTH = "month"
    QUARTER = "quarter"
    TERTIAL = "tertial"
    HALF = "half"
    YEAR = "year"
    ONCE = "once"


#: The months between two follow-ups of each frequency; once has none.
MONTHS = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.TERTIAL: 4,
    Frequency.HALF: 6,
    Frequency.YEAR: 12,
}


def frequency_of(months: int | None) -> Frequency | None:
    """The frequency that comes every so many months, or None when no single one does."""
    return next((frequency for frequency, count in MONTHS.items() if count == months), None)


class Direction(StrEnum):
    """Which way is good; ``MAINTAIN`` wants a level kept."""

    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"
    NEUTRAL = "neutral"


class Accumulation(StrEnum):
    """What a value stands for: its own period, the year so far, or the twelve months that end with it."""

    PERIOD = "period"
    YTD = "ytd"
    ROLLING12 = "rolling12"


class ChartKind(StrEnum):
    """How a series is drawn: values with their own variation, a run around the median, proportions or rates."""

    XMR = "xmr"
    RUN = "run"
    P = "p"
    U = "u"


class MeasureLevel(StrEnum):
    """Whether a measure tells of the whole system, of an organisation or of the meeting with a person."""

    MACRO = "macro"
    MESO = "meso"
    MICRO = "micro"


class Sex(StrEnum):
    """A series for one of the two that Swedish statistics tell apart."""

    FEMALE = "female"
    MALE = "male"


class MeasurementState(StrEnum):
    """How far a measured value has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    RETURNED = "returned"


class Method(StrEnum):
    """How it is judged whether a change is more than chance."""

    SERIES = "series"
    SHORT_SERIES = "short_series"
    BEFORE_AFTER = "before_after"
    SINGLE = "single"


class Contribution(StrEnum):
    """How much of a change the initiative is thought to have brought about."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNCLEAR = "unclear"


TEXT_RULES = {
    "name": TextRule("vad som mäts", SHORT, required=True),
    "definition": TextRule("definitionen", LONG),
    "numerator": TextRule("täljaren", LONG),
    "denominator": TextRule("nämnaren", LONG),
    "unit": TextRule("enheten", SHORT),
    "source": TextRule("källan", SHORT),
    "kolada_id": TextRule("Koladas beteckning", 20),
}

REASON_RULE = TextRule("varför definitionen ändras", LONG, required=True)

#: Few and stable measures: from this many on a benefit, a friendly warning is given.
MANY = 4

#: What the counts' ratio may be multiplied by.
MULTIPLIERS = (1, 100, 1000, 100_000)

MOST_DECIMALS = 6

#: The fields that say what a value means: changed, old and new values cannot be compared, so it is a new version.
DEFINING = (
    "definition",
    "numerator",
    "denominator",
    "unit",
    "multiplier",
    "direction",
    "accumulation",
    "frequency",
)


def has_counts(*, numerator: str | None, denominator: str | None) -> bool:
    """Whether values are told by counts: both what is counted and out of what are defined."""
    return bool(numerator and denominator)


def check_measure(
    *,
    frequency: Frequency | None,
    direction: Direction | None,
    accumulation: Accumulation,
    chart: ChartKind,
    numerator: str | None,
    denominator: str | None,
    multiplier: int,
    decimals: int,
    tolerance: Decimal | None,
) -> None:
    """Hold a measure's parts against each other. Raises InvalidFields."""
    problems: dict[str, str] = {}
    if direction is None:
        problems["direction"] = "Välj vad som är bra: högre, lägre, att nivån behålls, eller varken eller."
    if bool(numerator) is not bool(denominator):
        missing = "denominator" if numerator else "numerator"
        problems[missing] = "Ange både täljare och nämnare, eller ingen av dem."
    if chart in (ChartKind.P, ChartKind.U) and not has_counts(numerator=numerator, denominator=denominator):
        problems["chart"] = "Det diagrammet behöver täljare och nämnare. Ange dem, eller välj ett annat diagram."
    if multiplier not in MULTIPLIERS:
        problems["multiplier"] = "Välj 1, 100, 1 000 eller 100 000."
    if not 0 <= decimals <= MOST_DECIMALS:
        problems["decimals"] = f"Ange 0–{MOST_DECIMALS} decimaler."
    if accumulation is Accumulation.YTD and frequency in (Frequency.YEAR, Frequency.ONCE):
        problems["accumulation"] = "Ett årsvärde är redan hela året. Välj värdet för perioden."
    if direction is Direction.MAINTAIN and (tolerance is None or tolerance < 0):
        problems["tolerance"] = "Ange hur mycket nivån får avvika, till exempel 2."
    if message := problem_with_number(tolerance):
        problems["tolerance"] = message
    if problems:
        raise InvalidFields(problems)

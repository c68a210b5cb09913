"""What is ordinary for a series, and what its values say besides, in words that need no statistics.

A point never says more than that it points at something: whether a change is real is told by the evidence.
"""

from __future__ import annotations

from dataclasses import replace

from portfolio.domain.control_charts import ENOUGH, Assurance, Point, PointType, Side, Signal, Variation
from portfolio.domain.effects.writing import Writing
from portfolio.domain.periods import day
from portfolio.domain.series_charts.ordinary import Middle, Ordinary
from portfolio.domain.series_charts.picture import SeriesChart

#: What a point says, the same in the table, the legend and beside the picture.
POINT_WORDS = {
    PointType.COMMON_CAUSE: "Vanlig variation",
    PointType.IMPROVEMENT: "Pekar på förbättring",
    PointType.CONCERN: "Pekar på försämring",
    PointType.NEUTRAL_HIGH: "Högre än vanligt",
    PointType.NEUTRAL_LOW: "Lägre än vanligt",
}

_LATEST = {
    Variation.COMMON_CAUSE: "Det senaste värdet ligger inom vanlig variation",
    Variation.IMPROVEMENT_HIGH: "Det senaste värdet pekar på förbättring, uppåt",
    Variation.IMPROVEMENT_LOW: "Det senaste värdet pekar på förbättring, nedåt",
    Variation.CONCERN_HIGH: "Det senaste värdet pekar på försämring, uppåt",
    Variation.CONCERN_LOW: "Det senaste värdet pekar på försämring, nedåt",
    Variation.NEUTRAL_HIGH: "Det senaste värdet är högre än vanligt",
    Variation.NEUTRAL_LOW: "Det senaste värdet är lägre än vanligt",
}

#: What is added where the values are too few to tell a change.
FEW = ", men det är för få värden för att säga om något har förändrats"

_STANDING = {
    Assurance.CONSISTENT_PASS: "På den här nivån nås målet stadigt",
    Assurance.INCONSISTENT: "På den här nivån nås målet ibland",
    Assurance.CONSISTENT_FAIL: "På den här nivån nås inte målet",
}

#: Means are shown with one decimal more than values, unless they are so large that it says nothing.
_FINER, _LARGE = 1, 1000


def name_of(told: Ordinary) -> str:
    """``Genomsnitt före``: what the level is called, in the picture and beside it."""
    middle = "Median" if told.middle is Middle.MEDIAN else "Genomsnitt"
    return f"{middle} före" if told.start is not None else middle


def finer(told: Ordinary, writing: Writing) -> Writing:
    """How a level is written that was reckoned from values."""
    large = abs(told.centre) >= _LARGE
    return writing if large else replace(writing, decimals=writing.decimals + _FINER)


def latest(variation: Variation) -> str:
    """What the latest value says."""
    return _LATEST[variation]


def standing(assurance: Assurance) -> str:
    """Whether the target is reached where the values have not left their level."""
    return _STANDING[assurance]


def point_in_words(point: Point) -> str:
    """``Pekar på förbättring: nivåskifte, under genomsnittet``: what a value says; empty where nothing is said."""
    if point.type is None:
        return ""
    why = _why(point)
    return f"{POINT_WORDS[point.type]}: {why}" if why else POINT_WORDS[point.type]


def _why(point: Point) -> str:
    if point.signal is None or point.side is None:
        return ""
    side = "över" if point.side.is_high else "under"
    if point.signal is Signal.TREND:
        return "minst sju i rad som stiger" if point.side is Side.RISING else "minst sju i rad som sjunker"
    if point.signal is Signal.SHIFT:
        return f"nivåskifte, minst sju i rad {side} genomsnittet"
    if point.signal is Signal.TWO_OF_THREE:
        return f"två av tre långt {side} genomsnittet"
    return f"{side} den vanliga variationen"


def described(drawn: SeriesChart, writing: Writing) -> list[str]:
    """The level, the limits and the signals in sentences, for those who do not see them."""
    told = drawn.ordinary
    if told is None:
        return []
    name, exact = name_of(told), finer(told, writing)
    found = [f"{name}: {exact.level(told.centre)}."]
    last = next((one for one in reversed(told.reaches) if one.lower is not None), None)
    if last is not None and last.lower is not None and last.upper is not None:
        at = ", för det senaste värdet" if told.has_varying_limits else ""
        found.append(f"Vanlig variation{at}: {exact.bare(last.lower)} till {exact.level(last.upper)}.")
    for kind, words in POINT_WORDS.items():
        number = sum(one.point.type is kind for one in drawn.dots)
        if number and kind is not PointType.COMMON_CAUSE:
            found.append(f"{words}: {'1 värde' if number == 1 else f'{number} värden'}.")
    return found


def explained(told: Ordinary) -> list[str]:
    """What has to be said beside the picture, so that nobody reads more into it than is there."""
    where = f" före {day(told.start).label}" if told.start is not None else ""
    number = "1 värde" if told.rests_on == 1 else f"{told.rests_on} värden"
    rests = f"{name_of(told)} är räknat på {number}{where}."
    if told.middle is Middle.MEDIAN and told.rests_on > 1:
        rests = f"{name_of(told)} betyder att hälften av {number}{where} ligger på var sida."
    found = [rests]
    if told.is_few:
        found.append("Det behövs minst 6 för att visa hur mycket värdena brukar variera.")
    elif told.rests_on < ENOUGH and told.has_limits:
        found.append(f"Få mätvärden: med minst {ENOUGH} blir den vanliga variationen säkrare.")
    elif not told.has_limits and told.middle is Middle.MEAN:
        found.append("De är lika stora, så det går inte att visa hur mycket värdena brukar variera.")
    if told.overdispersed:
        found.append(
            "Värdena varierar mer än antalen förklarar, så den vanliga variationen är räknad på värdena själva."
        )
    elif told.has_varying_limits:
        found.append(
            "Den vanliga variationen är mindre de perioder då fler är räknade. Här ses varje värde för sig; om nivån "
            "har ändrats avgörs av flera värden i rad."
        )
    return [*found, *_runs(told)]


def _runs(told: Ordinary) -> list[str]:
    """What the order of the values around their median says; nothing without so many that it can be judged."""
    runs = told.runs
    if runs is None or not runs.signal:
        return []
    if (runs.longest_run or 0) > (runs.longest_run_max or 0):
        return [f"{runs.longest_run} värden i rad ligger på samma sida om medianen. Det är fler än slumpen brukar ge."]
    times = "1 gång" if runs.crossings == 1 else f"{runs.crossings} gånger"
    return [f"Värdena byter sida om medianen bara {times}. Det är mer sällan än slumpen brukar ge."]

"""The annual wheel in words: what its heading and its picture say, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portfolio.domain.annual_wheel.wheel import Item, Month, Wheel
from portfolio.domain.periods import day
from portfolio.domain.task_kinds import WheelKind

#: What one is called, and several.
_NOUNS = {
    WheelKind.MEASUREMENT: ("mätvärde", "mätvärden"),
    WheelKind.ACTIVITY: ("aktivitet", "aktiviteter"),
    WheelKind.MEETING: ("möte", "möten"),
    WheelKind.FOLLOW_UP: ("uppföljning", "uppföljningar"),
    WheelKind.REVISION: ("revidering", "revideringar"),
}


def counted(counts: Mapping[WheelKind, int]) -> str:
    """``7 mätvärden, 1 möte och 2 uppföljningar``; empty without any."""
    parts = [f"{number} {_NOUNS[kind][number > 1]}" for kind, number in counts.items() if number]
    return " och ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def told_of(wheel: Wheel, *, today: date) -> Month | None:
    """The month that is most worth telling of: this one or else the next in this year, the fullest in another.

    None when nothing falls due in any, or nothing more this year.
    """
    filled = [month for month in wheel.months if month.items]
    if wheel.year == today.year:
        return next((month for month in filled if month.number >= today.month), None)
    return max(filled, key=lambda month: len(month.items), default=None)


def headline(wheel: Wheel, *, today: date) -> str:
    """What the year holds, in one line: of this year what happens now, of another where there is most."""
    month = told_of(wheel, today=today)
    if not wheel.count:
        return f"Inget återkommer {wheel.year}"
    if month is None:
        return f"Inget mer händer under {wheel.year}"
    what = counted(month.counts)
    if wheel.year != today.year:
        return f"Mest händer i {month.name} {wheel.year}: {what}"
    if month.number == today.month:
        return f"Det här händer i {month.name}: {what}"
    return f"Inget händer i {wheel.months[today.month - 1].name}, nästa är i {month.name}: {what}"


def due(item: Item) -> str:
    """When one falls due: by which day, and of what. A month, quarter or the like is told by its last day."""
    last = f"senast {day(item.occurrence.end).label}"
    if item.occurrence.of:
        return f"för {item.occurrence.of}, {last}"
    if item.occurrence.times > 1:
        return f"{item.occurrence.times} gånger, {last}"
    return last


def describe(wheel: Wheel) -> str:
    """What the picture shows, for those who do not see it; the page's list holds every item."""
    if not wheel.count:
        return f"Inget faller i någon månad {wheel.year}."
    parts = [f"{month.name}: {counted(month.counts) or 'inget'}" for month in wheel.months]
    text = "; ".join(parts)
    return f"Månad för månad {wheel.year}. {text[0].upper()}{text[1:]}."

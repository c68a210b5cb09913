"""What falls due in each month of a year, put together from everything that comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolio.domain.annual_wheel.occurrences import Occurrence
from portfolio.domain.task_kinds import WheelKind


@dataclass(frozen=True)
class Entry:
    """Something that falls due now and then: what it is, which one, and when in the year.

    ``row_id`` is the row that it tells of (a series, an activity, a forum or a plan), and ``when`` the time as it was
    written. Without occurrences it belongs to no month: it goes on all the time, or nobody has said when.
    """

    kind: WheelKind
    title: str
    row_id: int
    occurrences: Sequence[Occurrence] = ()
    when: str = ""
    initiatives: Sequence[str] = ()


@dataclass(frozen=True)
class Item:
    """One entry in the month in which it falls due."""

    entry: Entry
    occurrence: Occurrence


@dataclass(frozen=True)
class Month:
    """A month of the year, 1–12, with what falls due in it: by day, then by kind and title."""

    number: int
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Wheel:
    """All twelve months, and what belongs to none of them."""

    year: int
    months: tuple[Month, ...]
    undated: tuple[Entry, ...]


def wheel(entries: Iterable[Entry], year: int) -> Wheel:
    """Put entries where they fall due. Raises ValueError for an occurrence that ends in another year."""
    by_month: dict[int, list[Item]] = {number: [] for number in range(1, 13)}
    undated = []
    for entry in entries:
        if not entry.occurrences:
            undated.append(entry)
        for one in entry.occurrences:
            if one.end.year != year:
                raise ValueError(f"{one.end.isoformat()} does not lie in {year}.")
            by_month[one.end.month].append(Item(entry, one))
    months = tuple(Month(number, tuple(sorted(items, key=_order))) for number, items in by_month.items())
    return Wheel(year, months, tuple(sorted(undated, key=_name)))


def _order(item: Item) -> tuple[object, ...]:
    return (item.occurrence.end, *_name(item.entry), item.occurrence.start)


def _name(entry: Entry) -> tuple[int, str, int]:
    return tuple(WheelKind).index(entry.kind), entry.title.casefold(), entry.row_id

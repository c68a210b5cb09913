"""What falls due in each month of a year, put together from everything that comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portfolio.domain.annual_wheel.occurrences import Occurrence
from portfolio.domain.periods.units import NAMES, Precision
from portfolio.domain.task_kinds import WheelKind


@dataclass(frozen=True)
class Entry:
    """Something that falls due now and then: what it is, which one, and when in the year.

    ``row_id`` is the row that it tells of (a measure, an activity, a forum or a plan), and ``when`` the time as it was
    written. Without occurrences it belongs to no month: it goes on all the time, or nobody has said when.
    ``initiatives`` are those that it concerns, by id and title; ``example`` that it was made up to show the product.
    """

    kind: WheelKind
    title: str
    row_id: int
    occurrences: Sequence[Occurrence] = ()
    when: str = ""
    initiatives: Sequence[tuple[int, str]] = ()
    example: bool = False


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

    @property
    def name(self) -> str:
        """What the month is called in running text."""
        return NAMES[Precision.MONTH][self.number - 1]

    @property
    def counts(self) -> dict[WheelKind, int]:
        """How many there are of each kind, of those kinds that there are, in the enumeration's order."""
        found = Counter(item.entry.kind for item in self.items)
        return {kind: found[kind] for kind in WheelKind if found[kind]}


@dataclass(frozen=True)
class Wheel:
    """All twelve months, and what belongs to none of them."""

    year: int
    months: tuple[Month, ...]
    undated: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How many times anything falls due in the year."""
        return sum(len(month.items) for month in self.months)

    @property
    def kinds(self) -> tuple[WheelKind, ...]:
        """The kinds that fall due in any month, in the enumeration's order."""
        found = {kind for month in self.months for kind in month.counts}
        return tuple(kind for kind in WheelKind if kind in found)

    @property
    def has_examples(self) -> bool:
        """Whether anything that it tells was made up."""
        items = [item.entry for month in self.months for item in month.items]
        return any(entry.example for entry in (*items, *self.undated))


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

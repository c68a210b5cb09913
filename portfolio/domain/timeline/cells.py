"""What stands in the grid: gaps, bars and marks in lanes, lanes in rows, rows in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.timeline_kinds import MarkKind

#: What a bar shows: a phase as planned or as it was, the time in which effects come, or an activity.
Aspect = Literal["planned", "actual", "effect", "activity"]

#: How a phase is called where the room is small; the full names stand in the labels.
SHORT_NAMES = {
    Phase.PREPARATION: "Förberedande",
    Phase.DELIVERY: "Lösning och införande",
    Phase.REALISATION: "Effekthantering",
}
NUMBERS = {phase: number for number, phase in enumerate(Phase, start=1)}


#: How a mark is written where it stands; the legend tells what each letter means.
LETTERS = {MarkKind.DECISION: "B", MarkKind.GATE: "G", MarkKind.MEASUREMENT: "M"}


@dataclass(frozen=True)
class Mark:
    """Something that happens on a day, and what, in a few words."""

    day: date
    kind: MarkKind
    text: str


@dataclass(frozen=True)
class EffectTimes:
    """When an initiative's effects are expected, all its benefits taken together; None is not stated."""

    first: Period | None = None
    full: Period | None = None
    until: Period | None = None

    @property
    def end(self) -> Period | None:
        """The last that is said of them: how long they are followed up, else when they are fully there."""
        told = [one for one in (self.until, self.full) if one is not None and one.end is not None]
        return max(told, key=lambda one: one.end or date.min) if told else None


@dataclass(frozen=True)
class ActivityTime:
    """An activity, and when it is to be done as far as that is known."""

    id: int
    title: str
    period: Period | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineItem:
    """What the timetable needs to know of one initiative.

    ``activities`` are those that are folded out; ``activity_count`` is how many there are, and ``toggle`` the address
    that folds them out or in.
    """

    id: int
    title: str
    group: str
    phases: Mapping[Phase, PhaseTimes]
    example: bool
    ongoing: bool
    href: str = ""
    marks: tuple[Mark, ...] = ()
    effects: EffectTimes | None = None
    activities: tuple[ActivityTime, ...] = ()
    activity_count: int = 0
    toggle: str = ""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Empty columns; never crosses a year, and today's column stands alone."""

    start: int
    end: int
    opens_year: bool = False
    today: bool = False
    is_bar: Literal[False] = False
    is_marks: Literal[False] = False

    @property
    def span(self) -> int:
        return self.end - self.start + 1


@dataclass(frozen=True, kw_only=True)
class Marks:
    """One column in which something happens: a letter for each kind, and all of it in words."""

    start: int
    letters: str
    sentence: str
    opens_year: bool = False
    today: bool = False
    is_bar: Literal[False] = False
    is_marks: Literal[True] = True
    span: Literal[1] = 1

    @property
    def end(self) -> int:
        return self.start


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One phase, the effects or an activity; ``start`` and ``end`` are columns, both inclusive.

    ``phase`` is None of what is no phase. ``today`` tells where in the bar today's column lies: not at all, at an edge,
    inside, or that it is the whole bar.
    """

    phase: Phase | None
    aspect: Aspect
    start: int
    end: int
    sentence: str
    open_end: bool = False
    clipped_start: bool = False
    clipped_end: bool = False
    opens_year: bool = False
    today: Literal["", "start", "inside", "end", "whole"] = ""
    is_bar: Literal[True] = True
    is_marks: Literal[False] = False

    @property
    def span(self) -> int:
        return self.end - self.start + 1

    @property
    def number(self) -> int:
        """The phase's number; 0 of what is no phase."""
        return NUMBERS[self.phase] if self.phase is not None else 0

    @property
    def look(self) -> str:
        """Whose colour and pattern it has: the phase's, or those of what is no phase."""
        return self.phase.value if self.phase is not None else self.aspect

    @property
    def text(self) -> str:
        """What always stands in the bar, so that colour is never alone."""
        return str(self.number) if self.phase is not None else "E" if self.aspect == "effect" else "A"

    @property
    def short_name(self) -> str:
        if self.phase is not None:
            return SHORT_NAMES[self.phase]
        return "Effekt" if self.aspect == "effect" else "Aktivitet"


Cell = Gap | Bar | Marks
Lane = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """One activity below its initiative; ``missing`` says what is known of its time where no bar can be drawn."""

    item: ActivityTime
    sentence: str
    lane: Lane
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineRow:
    """One initiative: lanes that each fill the grid, the row in words, and why there are no phases where none are.

    What is said to be missing stands in the first lane, which is empty then.
    """

    item: TimelineItem
    sentence: str
    lanes: tuple[Lane, ...]
    missing: str = ""
    activities: tuple[ActivityRow, ...] = ()

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(cell for lane in self.lanes for cell in lane if cell.is_bar)


@dataclass(frozen=True, kw_only=True)
class TimelineGroup:
    """A programme area or other heading, with its initiatives; it may have none."""

    name: str
    rows: tuple[TimelineRow, ...]

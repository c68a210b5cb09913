"""From a timetable to rows of cells: bars packed in lanes, gaps between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline.cells import (
    LETTERS,
    ActivityRow,
    ActivityTime,
    Aspect,
    Bar,
    Cell,
    EffectTimes,
    Gap,
    Lane,
    Mark,
    Marks,
    TimelineGroup,
    TimelineItem,
    TimelineRow,
)
from portfolio.domain.timeline.grid import Grid
from portfolio.domain.timeline.sentences import (
    activity_sentence,
    bar_sentence,
    effects_sentence,
    is_stated,
    mark_sentence,
    row_sentence,
)


def groups(items: Iterable[TimelineItem], *, grid: Grid, names: Sequence[str] = ()) -> tuple[TimelineGroup, ...]:
    """Rows under their headings: ``names`` first, in that order and also when empty, then others as they turn up."""
    found: dict[str, list[TimelineRow]] = {name: [] for name in names}
    for item in items:
        found.setdefault(item.group, []).append(row(item, grid=grid))
    return tuple(TimelineGroup(name=name, rows=tuple(rows)) for name, rows in found.items())


def row(item: TimelineItem, *, grid: Grid) -> TimelineRow:
    """The whole timetable of one initiative: lanes of planned phases, of how it went, of effects, and of marks."""
    found = _row(item, _bars(item, "planned", grid), _bars(item, "actual", grid), grid)
    effects = _effects(item.effects, grid) if item.effects else None
    marks = _marks(item.marks, grid)
    more = [_fill(cells, grid) for cells in ([effects] if effects else [], marks) if cells]
    activities = tuple(_activity(one, grid) for one in item.activities)
    return replace(found, lanes=(*found.lanes, *more), activities=activities)


def compact(item: TimelineItem, *, grid: Grid) -> TimelineRow:
    """The little bar of a header or list: each phase once, as planned, or as it went when no plan is stated."""
    planned = _bars(item, "planned", grid)
    stated = {phase for phase, times in item.phases.items() if times.planned is not None}
    instead = [bar for bar in _bars(item, "actual", grid) if bar.phase not in stated]
    return _row(item, sorted([*planned, *instead], key=_filling_order), [], grid)


def _row(item: TimelineItem, planned: list[Bar], actual: list[Bar], grid: Grid) -> TimelineRow:
    lanes = [_fill(lane, grid) for bars in (planned, actual) for lane in _pack(bars)]
    missing = "" if lanes else _missing(item, grid)
    return TimelineRow(
        item=item, sentence=row_sentence(item), lanes=tuple(lanes) or (_fill([], grid),), missing=missing
    )


def _missing(item: TimelineItem, grid: Grid) -> str:
    if item.ongoing:
        return "fortgår över tid"
    if not any(is_stated(times) for times in item.phases.values()):
        return "tidplan saknas"
    return f"ingen tid inom {grid.label}"


def _bars(item: TimelineItem, aspect: Aspect, grid: Grid) -> list[Bar]:
    """The bars that lie in the grid at least in part, in the order in which lanes are filled."""
    bars = []
    for phase in Phase:
        times = item.phases.get(phase, PhaseTimes())
        span = times.planned if aspect == "planned" else times.actual
        bar = None if span is None else _bar(phase, times, aspect, span, grid)
        if bar is not None:
            bars.append(bar)
    return sorted(bars, key=_filling_order)


def _filling_order(bar: Bar) -> tuple[int, int]:
    return bar.start, bar.number


def _effects(times: EffectTimes, grid: Grid) -> Bar | None:
    if times.first is None:
        return None
    return _placed(None, "effect", Span(times.first, times.end), effects_sentence(times), grid)


def _activity(one: ActivityTime, grid: Grid) -> ActivityRow:
    period, sentence = one.period, activity_sentence(one)
    bar = _placed(None, "activity", Span(period, period), sentence, grid) if period is not None else None
    missing = "" if bar else period.label if period is not None else "tid inte angiven"
    return ActivityRow(item=one, sentence=sentence, lane=_fill([bar] if bar else [], grid), missing=missing)


def _marks(marks: Iterable[Mark], grid: Grid) -> list[Marks]:
    """One cell for each column in which anything happens; what lies outside the grid is left out."""
    found: dict[int, list[Mark]] = {}
    for mark in sorted(marks, key=lambda one: one.day):
        found.setdefault(grid.index(mark.day), []).append(mark)
    return [
        Marks(
            start=column,
            letters="".join(letter for kind, letter in LETTERS.items() if any(one.kind is kind for one in of_column)),
            sentence="; ".join(dict.fromkeys(mark_sentence(one) for one in of_column)),
            opens_year=grid.opens_year(column),
            today=column == grid.today_index,
        )
        for column, of_column in sorted(found.items())
        if 0 <= column < len(grid.columns)
    ]


def _bar(phase: Phase, times: PhaseTimes, aspect: Aspect, span: Span, grid: Grid) -> Bar | None:
    return _placed(phase, aspect, span, bar_sentence(phase, times), grid)


def _placed(phase: Phase | None, aspect: Aspect, span: Span, sentence: str, grid: Grid) -> Bar | None:
    if span.start.start is None:
        # Nobody knows where such a bar begins, and a drawn edge would be an invented date; the words still tell.
        return None
    last = len(grid.columns) - 1
    start, end, open_end = _edges(span.start.start, span, aspect, grid)
    if end < 0 or start > last:
        return None
    shown, until = max(start, 0), min(end, last)
    return Bar(
        phase=phase,
        aspect=aspect,
        start=shown,
        end=until,
        sentence=sentence,
        open_end=open_end,
        clipped_start=start < 0,
        clipped_end=end > last,
        opens_year=grid.opens_year(shown),
        today=_today_in(shown, until, grid.today_index),
    )


def _edges(first: date, span: Span, aspect: Aspect, grid: Grid) -> tuple[int, int, bool]:
    """First and last column before the grid cuts them, and whether the end is open.

    A plan without an end runs on; what has begun and not ended has, so far, lasted until today.
    """
    start = grid.index(first)
    if span.end is not None and span.end.end is not None:
        return start, max(start, grid.index(span.end.end)), False
    until = len(grid.columns) - 1 if aspect != "actual" else grid.index(grid.today)
    # What runs until a today beyond the grid is open, not cut: nobody has said that it goes on after the last quarter.
    return start, max(start, min(until, len(grid.columns) - 1)), True


def _today_in(start: int, end: int, today: int | None) -> Literal["", "start", "inside", "end", "whole"]:
    if today is None or not start <= today <= end:
        return ""
    if start == end:
        return "whole"
    if today == start:
        return "start"
    return "end" if today == end else "inside"


def _pack(bars: Iterable[Bar]) -> list[list[Bar]]:
    """Put bars, sorted by start, into the first lane with room: no other way needs fewer lanes."""
    lanes: list[list[Bar]] = []
    for bar in bars:
        free = next((lane for lane in lanes if lane[-1].end < bar.start), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return lanes


def _fill(bars: Iterable[Bar | Marks], grid: Grid) -> Lane:
    cells: list[Cell] = []
    position = 0
    for bar in bars:
        cells += [*_gaps(position, bar.start, grid), bar]
        position = bar.end + 1
    return (*cells, *_gaps(position, len(grid.columns), grid))


def _gaps(start: int, stop: int, grid: Grid) -> list[Gap]:
    """Cut the empty quarters from ``start`` up to, not including, ``stop`` where a year or today begins or ends."""
    gaps: list[Gap] = []
    for index in range(start, stop):
        today = index == grid.today_index
        if gaps and not today and not gaps[-1].today and not grid.opens_year(index):
            gaps[-1] = replace(gaps[-1], end=index)
        else:
            gaps.append(Gap(start=index, end=index, opens_year=grid.opens_year(index), today=today))
    return gaps

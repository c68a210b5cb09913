"""The plan's timeline, for the page, the picture and the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.timeline import Grid, TimelineGroup, TimelineItem, Zoom, groups
from portfolio.models import Plan
from portfolio.services import overview, plans, timeline_details
from portfolio.services.context import Context
from portfolio.services.overview import Filters, InitiativeRow
from portfolio.services.timeline_details import Details

EXAMPLE_NOTE = "Rader märkta exempeldata är påhittade: planens text anger inga tider."


_NO_FILTERS = Filters()


@dataclass(frozen=True)
class View:
    """How the timeline is looked at. ``window`` is its first and last day; ``unfolded`` whose activities are shown."""

    filters: Filters = _NO_FILTERS
    sort: str = "plan"
    zoom: Zoom = Zoom.QUARTER
    window: tuple[date, date] | None = None
    phases_alone: bool = False
    all_activities: bool = False
    unfolded: frozenset[int] = frozenset()


WHOLE = View()


@dataclass(frozen=True)
class Picture:
    """The rows and columns of a timeline, how many initiatives there are, and what has to be said about them."""

    grid: Grid
    groups: tuple[TimelineGroup, ...]
    count: int
    missing: int
    has_examples: bool

    @property
    def title(self) -> str:
        """What is seen, in one line."""
        initiatives = "1 initiativ" if self.count == 1 else f"{self.count} initiativ"
        time = self.grid.label
        # A year follows on the number as it is; what begins with a word is set apart.
        return f"{initiatives}{' ' if time[0].isdigit() else ', '}{time}" + (
            f", {self.missing} utan tidplan" if self.missing else ""
        )


def picture(
    ctx: Context,
    plan: Plan,
    view: View = WHOLE,
    *,
    href: Callable[[InitiativeRow], str] = lambda row: "",
    toggle: Callable[[InitiativeRow], str] = lambda row: "",
) -> Picture:
    """The plan's initiatives as rows on its grid; a group that a filter emptied is left out.

    ``href`` is the address of an initiative, ``toggle`` the one that folds its activities out or in. The same few
    queries whatever the number of initiatives.
    """
    rows = overview.rows(ctx, plan, view.filters, sort=view.sort)
    grid = Grid.of(plan.timeline_period, today=ctx.today, zoom=view.zoom, window=view.window)
    names = []
    if view.filters == Filters():
        names = [area.name for area, _ in overview.grouped(rows, plans.areas(ctx, plan.id))]
    details: dict[int, Details] = {}
    if not view.phases_alone:
        details = timeline_details.of_plan(ctx, plan, unfolded=None if view.all_activities else view.unfolded)
    nothing = Details()
    items = [_item(row, details.get(row.id, nothing), href(row), toggle(row)) for row in rows]
    return Picture(
        grid=grid,
        groups=groups(items, grid=grid, names=names),
        count=len(rows),
        missing=overview.count(rows).without_timetable,
        has_examples=any(item.example for item in items),
    )


def _item(row: InitiativeRow, details: Details, href: str, toggle: str) -> TimelineItem:
    return TimelineItem(
        id=row.id,
        title=row.title,
        group=row.group.name,
        phases=row.times,
        example=row.times_are_example or details.example,
        ongoing=row.kind is InitiativeKind.ONGOING,
        href=href,
        marks=tuple(details.marks),
        effects=details.effects,
        activities=tuple(details.activities),
        activity_count=details.activity_count,
        toggle=toggle,
    )

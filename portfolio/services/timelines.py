"""The plan's timeline, for the page, the picture and the command line alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.domain.errors import Invalid
from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.timeline import Grid, TimelineGroup, TimelineItem, groups
from portfolio.models import Plan
from portfolio.services import overview, plans
from portfolio.services.context import Context
from portfolio.services.overview import Filters, InitiativeRow

FORMATS = ("svg", "png", "pdf")

EXAMPLE_NOTE = "Rader märkta exempeldata är påhittade: planens text anger inga tider."


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
        return f"{initiatives} {self.grid.label}" + (f", {self.missing} utan tidplan" if self.missing else "")


def picture(
    ctx: Context,
    plan: Plan,
    filters: Filters | None = None,
    *,
    href: Callable[[InitiativeRow], str] = lambda row: "",
) -> Picture:
    """The plan's initiatives as rows on its quarters; a group that a filter emptied is left out."""
    rows = overview.rows(ctx, plan, filters)
    grid = Grid.of(plan.timeline_period, today=ctx.today)
    narrowed = filters is not None and filters != Filters()
    names = [] if narrowed else [area.name for area, _ in overview.grouped(rows, plans.areas(ctx, plan.id))]
    items = [
        TimelineItem(
            id=row.id,
            title=row.title,
            group=row.group.name,
            phases=row.times,
            example=row.times_are_example,
            ongoing=row.kind is InitiativeKind.ONGOING,
            href=href(row),
        )
        for row in rows
    ]
    return Picture(
        grid=grid,
        groups=groups(items, grid=grid, names=names),
        count=len(rows),
        missing=overview.count(rows).without_timetable,
        has_examples=any(row.times_are_example for row in rows),
    )


def draw(ctx: Context, plan: Plan, kind: str, filters: Filters | None = None) -> bytes:
    """The timeline as a file of one of FORMATS. Raises Invalid for another."""
    if kind not in FORMATS:
        raise Invalid("format", f"Formatet {kind!r} finns inte. Välj {', '.join(FORMATS)}.")
    # matplotlib takes longer to import than all else together, and few commands and requests ever draw.
    from portfolio.charts import gantt

    drawn = picture(ctx, plan, filters)
    return gantt.draw(
        drawn.groups,
        drawn.grid,
        title=f"{plan.name}: {drawn.title}",
        notes=[EXAMPLE_NOTE] if drawn.has_examples else [],
        source_note=f"Källa: {plan.name}",
        format=kind,  # type: ignore[arg-type]
    )

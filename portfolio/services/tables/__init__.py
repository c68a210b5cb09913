"""What the declared tables hold of a plan, and putting the rows of a file in by the rules of the pages.

``current`` is what is exported and what a row is compared with, so that an export that comes back is unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from portfolio.domain.tables.columns import Kind
from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.outcomes import Report, RowReport
from portfolio.domain.tables.sheets import Sheet
from portfolio.models import Plan
from portfolio.services.context import Context
from portfolio.services.tables import held, held_benefits, held_values
from portfolio.services.tables.benefits import Benefits
from portfolio.services.tables.held_benefits import Work
from portfolio.services.tables.initiatives import Initiatives
from portfolio.services.tables.measured import Measured
from portfolio.services.tables.measures import Measures
from portfolio.services.tables.names import Places
from portfolio.services.tables.putting import Putting
from portfolio.services.tables.rows import Run, Told
from portfolio.services.tables.work import Activities, Adoptions

_HELD = {
    "initiatives": held.initiatives,
    "activities": held.activities,
    "adoptions": held.adoptions,
    "measures": held.measures,
    "benefits": held_benefits.benefits,
    "measured": held_values.measured,
}

#: Told how many of the rows are done, and how many there are.
Progress = Callable[[int, int], None]


def current(
    ctx: Context, plan: Plan, kind: Kind, *, initiatives: Collection[int] | None = None, suppressed: bool = False
) -> list[dict[str, Any]]:
    """Every row of that kind that exists for the actor, as values by the names of the columns, in the plan's order.

    Of some initiatives only, where their ids are given: measures and values are then those that their benefits use.
    ``suppressed`` leaves small counts out where the measure says so (see ``domain/suppression.py``); such a row has
    True as ``suppressed``, which is no column. The same few queries whatever the number of rows.
    """
    rows = _HELD[kind.name](ctx, Places(ctx, plan), initiatives)
    return [row.told(suppressed=suppressed) for row in rows]


def put(
    ctx: Context,
    plan: Plan,
    sheets: Sequence[Sheet],
    *,
    run_id: int | None = None,
    confirmed: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Put every row in, within a transaction; the caller rolls back unless the report is ``acceptable``.

    Raises nothing for rows that cannot be used: they are refused in the report, with the cell and a Swedish sentence.
    Nothing is ever deleted. ``run_id`` is kept with measured values; ``confirmed`` answers the questions of the report.
    """
    run = Run(ctx, plan, Places(ctx, plan), run_id)
    told = [Told(sheet, row) for sheet in sheets for row in sheet.rows]
    step = _counting(progress, len(told))
    found: dict[int, RowReport] = {}
    for name in KINDS:
        places = [at for at, one in enumerate(told) if one.sheet.kind.name == name]
        if places:
            reports = _putting(run, name).put_all([told[at] for at in places], step)
            found |= dict(zip(places, reports, strict=True))
            ctx.session.flush()
            run.places.refresh()
    return Report(tuple(found[at] for at in range(len(told))), confirmed=confirmed)


def preview(
    ctx: Context, plan: Plan, sheets: Sequence[Sheet], *, confirmed: bool = False, progress: Progress | None = None
) -> Report:
    """What ``put`` would report, by doing it in a transaction of its own that is always rolled back.

    Raises Conflict where somebody else saved something just then.
    """
    plan_id = plan.id
    try:
        with ctx.transaction():
            ctx.record("table:import", plan_id=plan_id)
            raise _Previewed(put(ctx, plan, sheets, confirmed=confirmed, progress=progress))
    except _Previewed as previewed:
        return previewed.report


class _Previewed(Exception):
    """Leads out of the transaction, so that nothing of it is kept."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def _putting(run: Run, name: str) -> Putting:
    """How rows of a kind are put in, knowing what is stored by now."""
    ctx, places = run.ctx, run.places
    match name:
        case "initiatives":
            return Initiatives(run, held.initiatives(ctx, places, None))
        case "activities":
            return Activities(run, held.activities(ctx, places, None))
        case "adoptions":
            return Adoptions(run, held.adoptions(ctx, places, None))
        case "measures":
            return Measures(run, held.measures(ctx, places, None))
        case "benefits":
            work = Work(ctx, places)
            return Benefits(run, held_benefits.benefits(ctx, places, None, work=work), work)
        case _:
            return Measured(run, held_values.measured(ctx, places, None))


def _counting(progress: Progress | None, rows: int) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, rows)

    return step

"""What is exported and comes back unedited changes nothing; what was edited changes that and no more."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from portfolio.domain.tables.kinds import KINDS
from portfolio.domain.tables.outcomes import Change, Report
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.files.plan_file import PlanFile, dump, parse
from portfolio.models import AuditHead
from portfolio.services import plan_files, tables
from portfolio.services.context import Context
from tests.services.tables.tabled import exported, files, plan_of, put
from tests.services.test_plan_files import UndoneError, loadable

#: A column of each kind that anybody may write anything into.
FREE = {
    "initiatives": "purpose",
    "activities": "note",
    "adoptions": "manager",
    "measures": "source",
    "benefits": "risks",
    "measured": "comment",
}


def unlike(report: Report, outcome: RowOutcome) -> list[Any]:
    return [one for one in report.rows if one.outcome is not outcome]


def test_the_shipped_plan_comes_back_unchanged_from_every_format(ctx: Context) -> None:
    plan = plan_of(ctx)
    rows = exported(ctx, plan)
    assert all(rows.values())
    before = ctx.session.get_one(AuditHead, 1).link_id
    for name, sheets in files(rows):
        report = put(ctx, *sheets)
        assert unlike(report, RowOutcome.UNCHANGED) == [], name
        assert len(report.rows) == sum(map(len, rows.values()))
        assert not report.acceptable
    ctx.session.expire_all()
    assert ctx.session.get_one(AuditHead, 1).link_id == before


@settings(
    max_examples=6,
    deadline=None,
    database=None,
    # An example takes a part of a second, so that to find the smallest one would take minutes.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(document=loadable(), place=st.integers(0, 1000))
def test_generated_plans_come_back_unchanged_and_one_edited_cell_is_one_change(
    blank: Context, document: PlanFile, place: int
) -> None:
    with suppress(UndoneError), blank.transaction():
        plan_files.load(blank, parse(dump(document)))
        blank.session.flush()
        plan = plan_of(blank, document.plan["slug"])
        rows = exported(blank, plan)
        logged = len(blank.session.info["journal"].items)
        # The shipped plan goes through every format; here each example goes through two of them.
        name, sheets = list(files(rows))[place % 4]
        assert unlike(tables.put(blank, plan, sheets), RowOutcome.UNCHANGED) == [], name
        blank.session.flush()
        assert len(blank.session.info["journal"].items) == logged
        cells = [(kind, at) for kind, of_kind in rows.items() for at in range(len(of_kind))]
        if cells:
            _edit_one(blank, plan, rows, *cells[place % len(cells)])
        raise UndoneError
    blank.session.expunge_all()


def _edit_one(ctx: Context, plan: Any, rows: dict[str, list[dict[str, Any]]], kind: str, at: int) -> None:
    """Another text in one cell, by the format whose turn it is."""
    column = KINDS[kind].column(FREE[kind])
    before = rows[kind][at][column.name]
    rows[kind][at] = {**rows[kind][at], column.name: "Ändrat"}
    sheets = list(files(rows))[(at + 1) % 4][1]
    [changed] = unlike(tables.put(ctx, plan, sheets), RowOutcome.UNCHANGED)
    assert (changed.outcome, changed.problems) == (RowOutcome.CHANGED, ())
    assert changed.changes == (Change(column.heading, before, "Ändrat"),)
    again = tables.current(ctx, plan, KINDS[kind])
    assert [row[column.name] for row in again] == [row[column.name] for row in rows[kind]] or kind == "benefits"

"""What a page shows of a report: the rows that need somebody first, narrowed by the address, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portfolio.domain.tables.outcomes import Report, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome

#: Rows on a page.
PAGE = 100

#: Questions that are listed; there are as many as the file has unlikely values.
MOST_QUESTIONS = 50

_ORDER = {
    RowOutcome.REFUSED: 0,
    RowOutcome.CHANGED: 2,
    RowOutcome.NEW: 3,
    RowOutcome.UNCHANGED: 4,
}


def shown(report: Report, asked: Mapping[str, str]) -> dict[str, Any]:
    """The rows of the page that the address asks for; what it asks for that there is not is as if nothing was asked."""
    outcome = next((one for one in RowOutcome if one == asked.get("visa")), None)
    rows = [one for one in report.rows if outcome is None or one.outcome is outcome]
    rows.sort(key=_need)
    pages = max(1, -(-len(rows) // PAGE))
    told = asked.get("sida", "1")
    number = min(max(int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else 1, 1), pages)
    return {
        "outcome": outcome,
        "outcomes": sorted(RowOutcome, key=_ORDER.__getitem__),
        "rows": rows[(number - 1) * PAGE : number * PAGE],
        "number": number,
        "pages": pages,
        "questions": report.unlikely[:MOST_QUESTIONS],
        "changing": report.counts[RowOutcome.NEW] + report.counts[RowOutcome.CHANGED],
    }


def _need(row: RowReport) -> int:
    return 1 if row.question and row.outcome is not RowOutcome.REFUSED else _ORDER[row.outcome]

"""A report of what an import would do, packed, so that a page can show it again without doing the work again."""

from __future__ import annotations

import json
import zlib
from typing import Any

from portfolio.domain.tables.mapping import Problem
from portfolio.domain.tables.outcomes import Change, Report, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome


def pack(report: Report) -> bytes:
    """The report as bytes; ten thousand rows take some hundred kilobytes."""
    rows = [
        [
            one.sheet,
            one.number,
            one.outcome.value,
            one.title,
            [[change.heading, change.old, change.new] for change in one.changes],
            [[problem.address, problem.heading, problem.message] for problem in one.problems],
            one.question,
        ]
        for one in report.rows
    ]
    return zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def unpack(content: bytes) -> Report:
    """The report that was packed, its questions not yet answered."""
    return Report(tuple(_row(*one) for one in json.loads(zlib.decompress(content))))


def _row(
    sheet: str, number: int, outcome: str, title: str, changes: Any, problems: Any, question: str | None
) -> RowReport:
    return RowReport(
        sheet,
        number,
        RowOutcome(outcome),
        title,
        tuple(Change(*one) for one in changes),
        tuple(Problem(*one) for one in problems),
        question,
    )

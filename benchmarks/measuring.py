"""How long something takes, and how much it asks of the database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import event


def seconds(work: Callable[[], object], *, runs: int = 5) -> float:
    """The median of several runs after one to warm up."""
    work()
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def queries(app: Flask, work: Callable[[], object]) -> int:
    """How many statements the work sends to the database, transactions' own not counted."""
    count = 0

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        nonlocal count
        count += not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK"))

    engine = app.extensions["portfolio.engine"]
    event.listen(engine, "before_cursor_execute", hear)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    return count

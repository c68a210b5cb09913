"""A scheduler as a process of its own, for tests that kill it: ``python -m tests.jobs.process URL FILE [hang]``.

Its jobs write a line into the file when they end. One that hangs says so and never ends.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portfolio.db import make_engine
from portfolio.domain.schedules import JobName
from portfolio.jobs.leader import lock_for
from portfolio.jobs.scheduler import Scheduler
from tests.jobs.conftest import HandClock, Office

#: All jobs are due at noon of a Wednesday, and no test lasts until they are due again.
NOON = datetime(2024, 3, 20, 11, 0, tzinfo=UTC)
_STARTED = time.monotonic()


class Noon(HandClock):
    def now(self) -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - _STARTED)


def main(url: str, file: Path, *, hanging: bool) -> None:
    def job(name: JobName) -> Callable[[], str]:
        def run() -> str:
            if hanging and name is JobName.AUDIT:
                _tell(file, "hangs")
                threading.Event().wait()
            _tell(file, name.value)
            return "Det gick bra."

        return run

    office = Office(make_engine(url))
    office.clock = Noon(NOON)
    scheduler = Scheduler(
        office.context,
        lock=lock_for(url),
        clock=office.clock,  # type: ignore[arg-type]
        jobs={name: job(name) for name in JobName},
        every=timedelta(seconds=0.1),
    )
    scheduler.start()
    print("begins", flush=True)
    threading.Event().wait()


def _tell(file: Path, what: str) -> None:
    # One short write at the end of a file is not mixed up with another process's.
    with file.open("a", encoding="ascii") as opened:
        opened.write(f"{what} {os.getpid()}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), hanging="hang" in sys.argv)

"""One of several processes leads; when it is killed another does, and each job is still done once."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from portfolio.db import make_engine
from portfolio.domain.schedules import JobName, RunState
from portfolio.jobs.leader import AdvisoryLock, FileLock, lock_for
from portfolio.models import SchedulerLeader
from tests.jobs.conftest import Office

#: Generous, since a busy machine takes seconds to start Python; what is waited for mostly comes at once.
PATIENCE = 60

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts programs of the product's folder, and ends those that are left."""
    begun: list[subprocess.Popen[str]] = []

    def run(*arguments: str, **env: str) -> subprocess.Popen[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTFOLIO_")}
        begun.append(
            subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env={**clean, **env},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        )
        return begun[-1]

    yield run
    for one in begun:
        one.kill()
        one.communicate()


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def said(process: subprocess.Popen[str]) -> str:
    """The first line that a process has written; it is waited for."""
    assert process.stdout is not None
    return process.stdout.readline()


def test_a_killed_leader_is_succeeded_and_every_job_is_done_once(
    database_url: str, engine: Engine, start: Start, tmp_path: Path
) -> None:
    office, file = Office(engine), tmp_path / "done"
    file.touch()

    def lines() -> list[str]:
        return file.read_text().splitlines()

    first = start("tests.jobs.process", database_url, str(file), "hang")
    wait_for(lambda: f"hangs {first.pid}" in lines())
    second = start("tests.jobs.process", database_url, str(file))
    before = lines()
    # The other one is up when it has had time for some ticks, and does nothing.
    assert said(second) == "begins\n"
    time.sleep(0.5)
    assert lines() == before
    with office.context() as ctx:
        assert ctx.session.scalar(select(SchedulerLeader.pid)) == first.pid
    first.send_signal(signal.SIGKILL)
    first.wait()
    wait_for(lambda: len(lines()) == len(JobName) + 1)
    done = [line.split() for line in lines() if not line.startswith("hangs")]
    assert sorted(name for name, _ in done) == sorted(JobName)
    assert {int(pid) for _, pid in done} == {first.pid, second.pid}
    wait_for(lambda: {run.state for run in office.runs()} == {RunState.DONE})
    assert {(run.job, run.attempts) for run in office.runs()} == {
        (name, 2 if name is JobName.AUDIT else 1) for name in JobName
    }


def test_a_lock_is_held_by_one_and_its_loss_is_noticed(database_url: str, engine: Engine) -> None:
    one, other = lock_for(database_url), lock_for(database_url)
    assert [one.hold(), other.hold(), one.hold()] == [True, False, True]
    if isinstance(one, FileLock):
        # Somebody tidies up beside the database: whoever comes next locks a new file.
        one._file.unlink()
        assert [other.hold(), one.hold(), other.hold()] == [True, False, True]
    else:
        assert isinstance(one, AdvisoryLock)
        with engine.connect() as connection:
            ended = text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            assert connection.scalar(ended)
        wait_for(other.hold)
        assert [other.hold(), one.hold()] == [True, False]
    other.release()
    other.release()
    assert one.hold()
    one.release()


def test_the_command_does_its_work_and_stops_when_it_is_told_to(
    sqlite_template: Path, start: Start, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "portfolio.sqlite")
    url = f"sqlite:///{tmp_path / 'portfolio.sqlite'}"
    settings = {"PORTFOLIO_DATABASE_URL": url, "PORTFOLIO_TODAY": "2023-05-15", "PORTFOLIO_TICK": "0.1"}
    process = start("portfolio", "scheduler", **settings, PORTFOLIO_INSTANCE=str(tmp_path))
    office = Office(make_engine(url))
    # Whatever the time of day is: on a Monday the audit of the Sunday before has not been done.
    wait_for(lambda: any(run.job is JobName.AUDIT and run.state is RunState.DONE for run in office.runs()))
    process.send_signal(signal.SIGTERM)
    told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert told.splitlines() == ["Schemaläggaren går. Avsluta med Ctrl-C.", "Schemaläggaren är stoppad."]
    assert {run.state for run in office.runs()} == {RunState.DONE}
    (audited,) = [run for run in office.runs() if run.job is JobName.AUDIT]
    assert str(audited.message).startswith("Loggens kedja är hel")

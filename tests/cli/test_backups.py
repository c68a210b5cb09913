"""Backup, restore and the jobs' lines of the check, as commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from portfolio.domain.schedules import JobName
from portfolio.services import job_runs, scheduler_leaders
from portfolio.services.context import Context
from portfolio.services.job_runs import Due, Holder
from tests.test_cli import Run, checked, done, failed, runner
from tests.web.conftest import one_database


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    return runner(database_url, tmp_path)


@one_database
def test_a_backup_is_written_and_restored_or_refused_in_one_line(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "kopia.zip"
    (line,) = done(run("backup", "--out", str(file)))
    assert line.startswith(f"Säkerhetskopian finns i {file}: ")
    assert failed(run("restore", str(file))).startswith("Databasen är inte tom")
    empty = runner(f"sqlite:///{tmp_path / 'ny' / 'ny.sqlite'}", tmp_path)
    told, chain = done(empty("restore", str(file)))
    assert "är tillbakaläst" in told
    assert chain == "Loggens kedja är hel: 2 länkar."
    assert done(empty("plan", "list")) == done(run("plan", "list"))
    assert len(done(run("restore", str(file), "--replace"))) == 2
    file.write_bytes(file.read_bytes()[:-50])
    assert failed(run("restore", str(file), "--replace")) == f"{file} är ingen säkerhetskopia, eller är skadad."
    none = tmp_path / "ingen mapp"
    said = failed(run("backup", "--out", str(none / "x.zip")))
    assert said == f"Mappen {none} finns inte. Skapa den, eller välj en annan med --out."
    assert (
        failed(run("backup", "--out", "/proc/x.zip"))
        == "Det går inte att skapa /proc/x.zip. Välj en annan mapp med --out."
    )
    assert run("restore", str(tmp_path / "saknas.zip")).exit_code == 2


@one_database
def test_the_check_tells_of_a_scheduler_that_has_stopped_and_of_jobs_that_failed(run: Run, acting) -> None:  # type: ignore[no-untyped-def]
    ctx: Context = acting("system")
    holder = Holder("token", "servern", 1)
    scheduler_leaders.lead(ctx, holder)
    run_id = job_runs.claim(ctx, Due(JobName.BACKUP, "2023-05-15"), holder)
    assert run_id is not None
    with ctx.transaction():
        job_runs.finish(ctx, run_id, holder, message="Disken är full.", failed=True)
    found = checked(run("check"))
    assert found["Schemaläggare"].startswith("OK sågs senast ")
    assert found["Jobb"] == "FEL Säkerhetskopiera: Disken är full."
    with ctx.transaction():
        ctx.session.get_one(scheduler_leaders.SchedulerLeader, 1).seen_at -= scheduler_leaders.STOPPED_AFTER * 2
    assert "starta portfolio serve eller portfolio scheduler" in checked(run("check"))["Schemaläggare"]

"""What each job does on a real installation, and what it says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from portfolio.config import Settings
from portfolio.domain.errors import PortfolioError
from portfolio.domain.schedules import JobName
from portfolio.files import backup_file
from portfolio.jobs.scheduler import UselessToRepeatError
from portfolio.jobs.work import _jobs
from portfolio.models import LoginAttempt, LoginSession, StateSnapshot
from portfolio.services import contexts
from portfolio.services.context import Context
from tests import cast


def test_every_job_does_its_work_and_says_so(settings: Settings, engine: Engine, ctx: Context, tmp_path: Path) -> None:
    folder = tmp_path / "kopior"
    jobs = _jobs(
        replace(settings, backup_dir=folder, backups_kept=1), engine, contexts.of_system(engine, settings.clock)
    )
    for name in ("reader", "controller"):
        cast.sign_in(ctx, name)
    with ctx.transaction():
        for one in ctx.session.scalars(select(LoginSession).limit(1)):
            one.expires_at = ctx.now - timedelta(days=31)
        for tried in ctx.session.scalars(select(LoginAttempt)):
            tried.at = ctx.now - timedelta(hours=2)
    assert "inte inställd" in jobs[JobName.REMIND]()
    assert jobs[JobName.CLEAN_UP]() == "Det som gått ut är bortstädat."
    assert jobs[JobName.SNAPSHOT]() == "Dagens läge är sparat för planen."
    assert jobs[JobName.AUDIT]() == "Loggens kedja är hel: 2 länkar."
    (folder / "x").parent.mkdir()
    (folder / "nyttoportfoljen-2020-01-01-023000.zip").touch()
    # Left by a process that died.
    (folder / ".nyttoportfoljen-2020-01-02-023000.zip.77.part").touch()
    said = jobs[JobName.BACKUP]()
    (file,) = folder.iterdir()
    assert f"finns i {file}. 1 äldre är borttagna." in said
    assert backup_file.check(file).rows > 1000
    elsewhere = _jobs(replace(settings, backup_dir=file), engine, contexts.of_system(engine, settings.clock))
    with pytest.raises(PortfolioError, match=r"Det går inte att skriva .* \(PORTFOLIO_BACKUP_DIR\)"):
        elsewhere[JobName.BACKUP]()
    counts = [ctx.session.scalar(select(func.count(kind.id))) for kind in (LoginSession, LoginAttempt, StateSnapshot)]
    assert counts == [1, 0, 1]
    ctx.session.rollback()
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE audit_links SET reason = 'Annat' WHERE id = 2"))
    with pytest.raises(UselessToRepeatError, match="bruten vid länk 2"):
        jobs[JobName.AUDIT]()

"""The page of the jobs: what went wrong stands out, and one can be run now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portfolio.domain.schedules import JobName, RunState
from portfolio.models import JobRun
from portfolio.services import job_runs, scheduler_leaders
from portfolio.services.job_runs import Due, Holder
from tests.pages import Page, Person
from tests.web.conftest import one_database

HOLDER = Holder("token", "servern", 4711)


def press(someone: Person, path: str) -> Page:
    """Press a button of the page that holds nothing but itself."""
    page = someone.open("/jobb")
    return someone.send(page, path, csrf_token=page.form("csrf_token")["csrf_token"])


@one_database
def test_the_page_tells_how_each_job_went_and_who_leads(person, acting):
    admin = person("admin")
    page = admin.open("/jobb")
    assert page.h1 == "Schemaläggaren har inte gått än"
    assert "portfolio scheduler" in page.main
    assert len(page.document.select("tbody tr")) == len(JobName)
    # Where there is no folder for backups, there is none to run, and it says why.
    assert [form["action"] for form in page.document.select("tbody form")] == [
        f"/jobb/{name}/kor" for name in ("clean_up", "snapshot", "audit", "remind")
    ]
    assert "PORTFOLIO_BACKUP_DIR" in page.main
    ctx = acting("system")
    scheduler_leaders.lead(ctx, HOLDER)
    for job, failed in ((JobName.SNAPSHOT, False), (JobName.AUDIT, True)):
        run_id = job_runs.claim(ctx, Due(job, "2023-05-15"), HOLDER)
        with ctx.transaction():
            job_runs.finish(ctx, run_id, HOLDER, message="Loggens kedja är bruten vid länk 2.", failed=failed)
    page = admin.open("/jobb")
    assert page.h1 == "1 av 5 jobb misslyckades senast"
    (bad,) = page.document.select("tbody [data-color=danger]")
    row = bad.find_parent("tr").get_text(" ", strip=True)
    assert "Misslyckades" in row
    assert "bruten vid länk 2" in row
    assert "Försöks igen" in row
    assert "4711 på servern" in page.main
    # A day later nobody has been seen: that is told first of all.
    with ctx.transaction():
        row = ctx.session.scalar(select(scheduler_leaders.SchedulerLeader))
        row.since = row.seen_at = ctx.now - timedelta(days=2)
    page = admin.open("/jobb")
    assert page.h1 == "Schemaläggaren har stannat"
    assert page.document.select_one("main .ds-alert[data-color=danger]")


def test_a_job_is_asked_for_once_by_who_may(person, stored):
    admin = person("admin")
    waiting = select(JobRun.job).where(JobRun.state == RunState.WAITING)
    page = press(admin, "/jobb/audit/kor")
    assert "Kontrollera loggen: det görs inom en minut" in page.main
    assert "Väntar på att köras" in page.main
    assert "väntar eller pågår redan" in press(admin, "/jobb/audit/kor").main
    assert stored.all(waiting) == [(JobName.AUDIT,)]
    for name in ("backup", "annat"):
        assert press(admin, f"/jobb/{name}/kor").status == 404
    assert stored.all(waiting) == [(JobName.AUDIT,)]
    assert not person("coordinator").open("/").document.select('a[href="/jobb"]')

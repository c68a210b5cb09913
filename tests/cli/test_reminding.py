"""``remind`` and what ``check`` says of mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import Result

from portfolio.domain.mail import MailState
from portfolio.models import OutboxMessage, ToldNotice
from portfolio.services import users
from portfolio.services.context import Context
from tests import cast
from tests.post_office import PostOffice
from tests.test_cli import checked, done, failed, runner
from tests.web.conftest import one_database

Run = Callable[..., Result]
SENDER = {"PORTFOLIO_MAIL_FROM": "Nyttoportföljen <nytta@region.se>", "PORTFOLIO_BASE_URL": "https://nytta.region.se"}


@pytest.fixture(autouse=True)
def _log_where_it_was() -> Iterator[None]:
    """The command sets where the log goes, and its terminal is gone after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    return runner(database_url, tmp_path)


def test_todays_reminders_are_told_of_and_then_sent_once(run: Run, acting: Callable[[str], Context]) -> None:
    told = done(run("remind", "--dry-run"))
    number = int(told[0].split()[0])
    assert told[0] == f"{number} personer skulle påminnas 15 maj 2023:"
    people = [line for line in told[1:] if not line.startswith(" ")]
    assert len(people) == number
    assert f"Coordinator <{cast.email('coordinator')}>" in people
    assert all(line.startswith("  ") and line.endswith(".") for line in told[1:] if line not in people)
    ctx = acting("system")
    assert ctx.session.query(ToldNotice).count() == ctx.session.query(OutboxMessage).count() == 0
    ctx.session.rollback()
    with PostOffice() as post:
        env = SENDER | {"PORTFOLIO_SMTP_URL": post.url}
        assert done(run("remind", **env)) == [f"{number} nya påminnelser, {number} mejl skickade."]
        assert done(run("remind", **env)) == ["0 nya påminnelser, 0 mejl skickade."]
        assert sorted(to for to, _ in post.taken) == sorted(line.split("<")[1].rstrip(">") for line in people)
        assert all(str(one["Message-ID"]).endswith("@nytta.region.se>") for one in post.messages)
        assert checked(run("check", **env))["E-post"] == (
            f"OK {SENDER['PORTFOLIO_MAIL_FROM']} genom localhost:{post.server.port}"
        )
    assert done(run("remind", "--dry-run")) == ["Ingen skulle påminnas 15 maj 2023."]


@one_database
def test_what_cannot_be_sent_is_told_in_one_line(run: Run, acting: Callable[[str], Context]) -> None:
    assert failed(run("remind")).startswith("PORTFOLIO_SMTP_URL saknas")
    assert failed(run("remind", PORTFOLIO_SMTP_URL="smtp://localhost:1")).startswith("PORTFOLIO_MAIL_FROM saknas")
    env = SENDER | {"PORTFOLIO_SMTP_URL": "smtp://localhost:1"}
    result = run("remind", **env)
    assert "E-postservern localhost:1 svarar inte." in result.stdout
    (number,) = re.findall(r"^([1-9]\d*) nya påminnelser, 0 mejl skickade, \1 väntar och försöks igen ", result.stdout)
    again = run("remind", **env).stdout
    assert again.startswith(f"0 nya påminnelser, 0 mejl skickade, {number} väntar och försöks igen senare.")
    assert failed(result) == "Allt är inte skickat. Schemaläggaren försöker igen av sig själv."
    told = checked(run("check", **env))["E-post"]
    assert told.startswith("FEL E-postservern localhost:1 svarar inte; ")
    assert " väntar sedan " in told
    ctx = acting("system")
    with ctx.transaction():
        ctx.session.query(OutboxMessage).first().state = MailState.FAILED
    with PostOffice() as post:
        told = checked(run("check", **SENDER, PORTFOLIO_SMTP_URL=post.url))["E-post"]
    assert told.startswith("FEL ")
    assert told.endswith("; 1 gick inte att skicka; se sidan Utskick")
    assert users.find(ctx, cast.email("coordinator")).active

"""API tokens by the command line: the secret alone on the last line, or one line of what was wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from portfolio.cli import main
from portfolio.clock import Clock
from portfolio.domain.permissions import Role
from portfolio.models import ApiToken
from portfolio.services import tokens, users
from portfolio.services.context import Context
from portfolio.services.tokens import Standing
from tests import cast
from tests.conftest import TODAY
from tests.web.conftest import one_database

Run = Callable[..., Result]
Acting = Callable[[str], Context]


@pytest.fixture(autouse=True)
def _log_where_it_was() -> Iterator[None]:
    """The command sets where the log goes, and its terminal is gone after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Runs ``user token`` on the filled database."""

    def run(*args: str) -> Result:
        environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("PORTFOLIO_")}
        environment |= {
            "PORTFOLIO_DATABASE_URL": database_url,
            "PORTFOLIO_TODAY": TODAY.isoformat(),
            "PORTFOLIO_INSTANCE": str(tmp_path),
        }
        return CliRunner().invoke(main, ["user", "token", *args], env=environment, prog_name="portfolio")

    return run


def made(ctx: Context, result: Result) -> tuple[ApiToken, list[str]]:
    """The live token that a command made, and the lines that it wrote."""
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    ctx.session.rollback()
    found = tokens.bearer(ctx.session, lines[-1], Clock(ctx.zone))
    assert found.standing is Standing.LIVE
    assert found.token is not None
    return found.token, lines


def test_a_token_stands_alone_on_the_last_line_and_reaches_what_its_owner_does(run: Run, acting: Acting) -> None:
    ctx = acting("system")
    token, lines = made(ctx, run(" Coordinator@Exempel.se "))
    day = token.expires_on
    assert lines[:-1] == [f"Nyckeln för {cast.email('coordinator')} gäller till och med {day}. Den visas bara nu:"]
    assert day == ctx.now.astimezone(ctx.zone).date() + timedelta(days=365), "the real year, not the demonstration's"
    assert tokens.actor_of(ctx.session, token) == cast.actor(ctx.session, "coordinator")
    assert token.name == "Skapad på kommandoraden"


def test_it_is_named_and_limited_as_asked_for(run: Run, acting: Acting) -> None:
    ctx = acting("system")
    last = Clock(ctx.zone).today() + timedelta(days=30)
    options = ("--name", "Rapport", "--role", "reader", "--plan", cast.PLAN, "--expires", last.isoformat())
    token, _ = made(ctx, run(cast.email("coordinator"), *options))
    assert (token.name, token.role, token.expires_on) == ("Rapport", Role.READER, last)
    actor = tokens.actor_of(ctx.session, token)
    assert actor.only_reads
    assert actor.within_plan == token.plan_id is not None


@one_database
@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("ingen@exempel.se",), "ingen användare"),
        ((cast.email("outsider"),), "Utan roll"),
        ((cast.email("reader"), "--role", "steering"), "Välj en roll"),
        ((cast.email("reader"), "--plan", "finns-inte"), "Planen finns inte"),
        ((cast.email("reader"), "--plan", ""), "Planen finns inte"),
        ((cast.email("reader"), "--name", ""), "Skriv vad nyckeln"),
        ((cast.email("reader"), "--name", "a\nb"), "inte kan visas"),
        ((cast.email("reader"), "--expires", "2023-05-16"), "Dagen har varit"),
        ((cast.email("reader"), "--expires", "2150-01-01"), "högst två år"),
        ((cast.email("reader"), "--expires", "i morgon"), "--expires"),
        ((cast.email("reader"), "--expires", ""), "--expires"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_and_nothing_is_made(
    run: Run, acting: Acting, arguments: tuple[str, ...], part: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert part in line
    assert acting("system").session.query(ApiToken).count() == 0


@one_database
def test_a_closed_account_gets_none(run: Run, acting: Acting) -> None:
    ctx = acting("system")
    with ctx.transaction():
        users.deactivate(ctx, cast.email("reader"))
    result = run(cast.email("reader"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Kontot är stängt" in result.stderr


@one_database
def test_wrong_usage_ends_with_two(run: Run) -> None:
    for arguments in ((), (cast.email("reader"), "--role", "kung"), (cast.email("reader"), "--finns-inte")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (2, "")

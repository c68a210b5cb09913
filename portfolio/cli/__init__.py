"""The command line: each command wires one service to a terminal."""

from __future__ import annotations

import os

import click

from portfolio.cli.analysing import analyse
from portfolio.cli.checking import audit_group, check
from portfolio.cli.plans import plan, timeline
from portfolio.cli.serving import demo_command, migrate_command, serve
from portfolio.cli.terminal import PlainError
from portfolio.cli.users import user
from portfolio.config import Settings
from portfolio.domain.errors import PortfolioError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Nyttoportföljen: följ vilken nytta förändringsarbetet gör."""
    try:
        ctx.obj = Settings.from_env(os.environ)
    except PortfolioError as error:
        raise PlainError(error.message) from error


for command in (demo_command, serve, migrate_command, check, user, plan, timeline, analyse, audit_group):
    main.add_command(command)

__all__ = ["main"]

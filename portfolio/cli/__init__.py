"""The command line: each command wires one service to a terminal."""

from __future__ import annotations

import os
from importlib import import_module

import click

from portfolio.cli.terminal import PlainError
from portfolio.config import Settings
from portfolio.domain.errors import PortfolioError

#: By command the module beside this one that holds it, and what it is called there, in the order of the help.
_COMMANDS = {
    "demo": ("serving", "demo_command"),
    "serve": ("serving", "serve"),
    "migrate": ("serving", "migrate_command"),
    "check": ("checking", "check"),
    "user": ("users", "user"),
    "plan": ("plans", "plan"),
    "timeline": ("plans", "timeline"),
    "import": ("tables", "import_command"),
    "export": ("tables", "export_command"),
    "analyse": ("analysing", "analyse"),
    "remind": ("reminding", "remind"),
    "scheduler": ("scheduling", "scheduler"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
    "audit": ("checking", "audit_group"),
}


class _Commands(click.Group):
    """Commands that are imported when they are asked for: most need neither the pages nor the pictures."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(f"portfolio.cli.{module}"), name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Nyttoportföljen: följ vilken nytta förändringsarbetet gör."""
    try:
        ctx.obj = Settings.from_env(os.environ)
    except PortfolioError as error:
        raise PlainError(error.message) from error


__all__ = ["main"]

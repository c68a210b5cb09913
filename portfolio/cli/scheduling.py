"""What runs by itself, as a process of its own: ``scheduler``."""

from __future__ import annotations

import signal
import threading

import click

from portfolio.app import configure_logs
from portfolio.cli.terminal import check_tables, plainly
from portfolio.config import Settings
from portfolio.jobs.work import scheduling


@click.command()
@click.pass_obj
@plainly
def scheduler(settings: Settings) -> None:
    """Kör det som går av sig självt: påminnelser, säkerhetskopior, kontroll av loggen, städning.

    Hur många som än startas är det en som arbetar; dör den tar en annan över. Avsluta med Ctrl-C eller SIGTERM: det
    som pågår blir klart först.
    """
    check_tables(settings)
    configure_logs()
    stopping = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stopping.set())
    with scheduling(settings):
        click.echo("Schemaläggaren går. Avsluta med Ctrl-C.")
        stopping.wait()
    click.echo("Schemaläggaren är stoppad.")

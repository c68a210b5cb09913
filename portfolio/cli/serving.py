"""Setting up the tables and serving: ``demo``, ``serve`` and ``migrate``."""

from __future__ import annotations

import secrets
import signal
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from portfolio.app import create_app
from portfolio.cli.terminal import PlainError, check_tables, connected, opened, plainly
from portfolio.config import DEFAULT_BASE_URL, Settings
from portfolio.db import current_revision, database_label, migrate
from portfolio.jobs.work import scheduling
from portfolio.services import demo

#: A day on which the shipped plan's years are alive: some phases are done, some run, some lie ahead.
DEMO_TODAY = date(2023, 5, 15)


@click.command("demo")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adress att lyssna på.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port att lyssna på.")
@click.option("--no-serve", is_flag=True, help="Stanna när planen är inläst.")
@click.option("--reset", is_flag=True, help="Börja om från början: det som ändrats i demon försvinner.")
@click.pass_obj
@plainly
def demo_command(settings: Settings, host: str, port: int, no_serve: bool, reset: bool) -> None:
    """Läs in planen med exempeldata och visa den i webbläsaren. Inga brev skickas, vad som än är inställt."""
    settings = replace(
        settings,
        secret_key=settings.secret_key or _kept_secret(settings.instance),
        today=settings.today or DEMO_TODAY,
    )
    with connected(settings) as engine:
        if reset:
            click.echo("Tömmer databasen …")
            migrate(engine, "base")
        click.echo(f"Förbereder databasen {database_label(settings.database_url)} …")
        migrate(engine)
    with opened(settings) as ctx:
        loaded = demo.load_plan(ctx)
        click.echo("Planen är inläst med exempeldata." if loaded else "Planen fanns redan; det som ändrats är kvar.")
        for role, email, password in demo.reset_passwords(ctx):
            click.echo(f"{role.value}\t{email}\t{password}")
    if not no_serve:
        # Its people are made up, and so are their addresses.
        _serve(replace(settings, smtp=None), host, port, with_scheduler=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adress att lyssna på.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port att lyssna på.")
@click.option(
    "--with-scheduler/--no-scheduler",
    default=True,
    show_default=True,
    help="Kör också det som går av sig självt. Av flera processer är det en som gör det.",
)
@click.pass_obj
@plainly
def serve(settings: Settings, host: str, port: int, with_scheduler: bool) -> None:
    """Starta webbservern."""
    check_tables(settings)
    _serve(settings, host, port, with_scheduler=with_scheduler)


@click.command("migrate")
@click.argument("revision", default="head")
@click.pass_obj
@plainly
def migrate_command(settings: Settings, revision: str) -> None:
    """Uppgradera databasens tabeller, eller gå till REVISION."""
    from alembic.script.revision import RevisionError
    from alembic.util import CommandError

    with connected(settings) as engine:
        try:
            migrate(engine, revision)
        except (CommandError, RevisionError) as error:
            raise PlainError(f"Versionen {revision!r}, eller den som databasen är på, finns inte här.") from error
        with engine.connect() as connection:
            click.echo(f"Databasen är på version {current_revision(connection) or 'ingen (tom)'}.")


def _serve(settings: Settings, host: str, port: int, *, with_scheduler: bool) -> None:
    from waitress import create_server

    settings = replace(settings, base_url=_reached_at(settings, host, port))
    app = create_app(settings)
    # Over TLS there is a web server in front, on this machine: it alone is believed on who calls.
    proxy = {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
    # The application refuses what is too large in words; the server only keeps it from being buffered by the gigabyte.
    limits = {"max_request_body_size": 64_000_000}
    server = create_server(app, host=host, port=port, ident=None, **limits, **(proxy if settings.secure else {}))
    click.echo(f"Öppna http://{host}:{port} i webbläsaren. Avsluta med Ctrl-C.")
    # Told to stop, it finishes what is being run: without this the process would end at once.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        with scheduling(settings) if with_scheduler else nullcontext():
            server.run()
    finally:
        server.close()


def _reached_at(settings: Settings, host: str, port: int) -> str:
    """What stands before every path in links: as it is set, else the host and port that are served."""
    # Whoever serves on all addresses is reached at none of that name, and a port of 0 is drawn by lot.
    if settings.base_url != DEFAULT_BASE_URL or not port or host in ("0.0.0.0", "::", "*", ""):  # noqa: S104
        return settings.base_url
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _kept_secret(instance: Path) -> str:
    """The demo's secret key, made once and kept beside its database."""
    instance.mkdir(parents=True, exist_ok=True)
    file = instance / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii").strip()

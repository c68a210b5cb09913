"""The command line: what each command does, and one clear line when it cannot."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
import structlog
from argon2 import PasswordHasher
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select, text

from portfolio.cli import main
from portfolio.db import database_label, head_revision, make_engine
from portfolio.domain.permissions import Role
from portfolio.models import Initiative, Organisation, ProgrammeArea
from portfolio.paths import data_dir
from portfolio.services import accounts, audit, people, plan_files, timelines, users
from portfolio.services.context import Context
from tests import cast
from tests.conftest import TODAY
from tests.postgres import PostgresServer

SECRET = "s" * 40
SHIPPED = data_dir() / f"{cast.PLAN}.json"

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _log_where_it_was() -> Iterator[None]:
    """The command sets where the log goes, and its terminal is gone after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes are what test_accounts.py is about."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def runner(url: str, folder: Path, **defaults: str) -> Run:
    """Runs commands on a database; whatever happens, nobody is shown a traceback."""

    def run(*args: str, **env: str | None) -> Result:
        environment = {name: None for name in os.environ if name.startswith("PORTFOLIO_")}
        environment |= {
            "PORTFOLIO_DATABASE_URL": url,
            "PORTFOLIO_SECRET_KEY": SECRET,
            "PORTFOLIO_TODAY": TODAY.isoformat(),
            "PORTFOLIO_INSTANCE": str(folder),
            **defaults,
            **env,
        }
        result = CliRunner().invoke(main, args, env=environment, prog_name="portfolio")
        assert result.exception is None or isinstance(result.exception, SystemExit), (args, result.exception)
        assert result.exit_code in (0, 1, 2)
        assert "Traceback" not in result.output
        return result

    return run


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Runs commands on the filled database."""
    return runner(database_url, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new folder' / 'empty.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.create_database(server.new_name("empty"))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A filled database on SQLite alone, for what no database decides."""
    file = tmp_path / "filled.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def run_here(sqlite_url: str, tmp_path: Path) -> Run:
    return runner(sqlite_url, tmp_path)


def failed(result: Result) -> str:
    """The one line on standard error of a command that could not do what it was asked to."""
    assert result.exit_code == 1, result.output
    (line,) = result.stderr.splitlines()
    assert line.strip()
    return line


def done(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout.splitlines()


# --- Users -----------------------------------------------------------------------------------------------------------


def test_a_user_is_added_and_signs_in_with_the_password_on_the_last_line(
    run: Run, acting: Callable[[str], Context]
) -> None:
    lines = done(run("user", "add", "Ny@Exempel.se", "--name", "Ny", "--role", "reader", "--plan", cast.PLAN))
    assert lines[0] == "Ny@Exempel.se är nu läsare."
    password = lines[-1]
    assert " " not in password
    ctx = acting("system")
    assert accounts.verified(ctx, email="ny@exempel.se", password=password)
    lines = done(run("user", "add", "ny@exempel.se", "--name", "X", "--role", "steering", "--plan", cast.PLAN))
    assert lines == ["ny@exempel.se är nu styrgrupp."], "one who exists gets a role and no new password"
    ctx.session.rollback()
    user = users.find(ctx, "ny@exempel.se")
    assert user.name == "Ny"
    assert people.actor_for(ctx.session, user).roles == {Role.READER, Role.STEERING}


def test_a_role_is_given_for_any_kind_of_scope(run: Run, acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    ids = {
        "--area": ctx.session.scalars(select(ProgrammeArea.id)).first(),
        "--initiative": ctx.session.scalars(select(Initiative.id)).first(),
        "--organisation": ctx.session.scalars(select(Organisation.id)).first(),
    }
    ctx.session.rollback()
    for option, value in ids.items():
        done(run("user", "add", "ny@exempel.se", "--name", "Ny", "--role", "project_lead", option, str(value)))
    done(run("user", "add", "ny@exempel.se", "--name", "Ny", "--role", "admin"))
    (line,) = [line for line in done(run("user", "list")) if line.startswith("ny@exempel.se")]
    email, name, state, roles = line.split("\t")
    assert (email, name, state) == ("ny@exempel.se", "Ny", "aktiv")
    assert roles.split(", ") == [
        f"Projektledare (område {ids['--area']})",
        f"Projektledare (initiativ {ids['--initiative']})",
        f"Projektledare (organisation {ids['--organisation']})",
        "Administratör",
    ]


def test_a_user_who_cannot_be_added_is_not(run_here: Run) -> None:
    def add(*rest: str, email: str = "ny@exempel.se", name: str = "Ny") -> Result:
        return run_here("user", "add", email, "--name", name, *rest)

    reader = ("--role", "reader")
    plan = ("--plan", cast.PLAN)
    before = done(run_here("user", "list"))
    assert "Ange en sak som rollen läsare gäller" in failed(add(*reader))
    assert "Ange en sak" in failed(add(*reader, *plan, "--area", "1"))
    assert "hela installationen" in failed(add("--role", "admin", *plan))
    assert "finns inte" in failed(add(*reader, "--plan", "okand"))
    assert "finns inte" in failed(add(*reader, "--area", "99999"))
    assert "finns inte" in failed(add(*reader, "--initiative", "9" * 30))
    assert "ingen e-postadress" in failed(add(*reader, *plan, email="ny"))
    assert "ingen e-postadress" in failed(add(*reader, *plan, email="\udcff\udcfe"))
    assert "Skriv namnet" in failed(add(*reader, *plan, name=" "))
    assert "inte kan visas" in failed(add(*reader, *plan, name="\udcff"))
    assert done(run_here("user", "list")) == before


def test_a_password_is_changed_and_a_user_shut_out(run: Run, acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    email = cast.email("reader")
    password = done(run("user", "password", email))[-1]
    proof = accounts.verified(ctx, email=email, password=password)
    assert proof is not None
    with ctx.transaction():
        token = accounts.sign_in(ctx, proof, attempt_id=accounts.attempt(ctx, email=email, address="::1"))
        assert token
    assert done(run("user", "deactivate", email)) == [f"{email} är avstängd och utloggad."]
    ctx.session.rollback()
    assert accounts.signed_in(ctx.session, token, ctx_clock(ctx)) is None
    ctx.session.rollback()
    (line,) = [line for line in done(run("user", "list")) if line.startswith(email)]
    assert "\tavstängd\t" in line
    for command in ("deactivate", "password"):
        assert failed(run("user", command, "ingen@exempel.se")) == (
            "Det finns ingen användare med adressen ingen@exempel.se."
        )


def ctx_clock(ctx: Context):  # type: ignore[no-untyped-def]
    class Standing:
        def now(self):  # type: ignore[no-untyped-def]
            return ctx.now

    return Standing()


# --- Plans -----------------------------------------------------------------------------------------------------------


def test_plans_are_listed_loaded_and_exported_byte_for_byte(empty_url: str, tmp_path: Path) -> None:
    run = runner(empty_url, tmp_path)
    done(run("migrate"))
    assert done(run("plan", "list")) == []
    lines = done(run("plan", "load", str(SHIPPED)))
    assert lines[0] == f"Planen {cast.PLAN} är inläst."
    assert "  24 initiativ tillagda" in lines
    (line,) = done(run("plan", "list"))
    assert line.split("\t") == [cast.PLAN, "Närmare Kronobergaren – övergripande handlingsplan 2022", "2021–2025"]
    exported = run("plan", "export", cast.PLAN)
    assert exported.exit_code == 0
    assert exported.stdout_bytes == SHIPPED.read_bytes()
    assert "Lägg till --replace" in failed(run("plan", "load", str(SHIPPED)))
    lines = done(run("plan", "load", "--replace", str(SHIPPED)))
    assert "  24 initiativ fanns och uppdaterades" in lines


def test_a_file_that_is_no_plan_is_refused_and_told_where(run_here: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    written = run_here("plan", "export", cast.PLAN).stdout_bytes
    for content, part in (
        (b"", "Filen är tom."),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "nivåer"),
        (b'{"format": "annat"}', "ingen planfil"),
        (written[:-100], "inte giltig JSON"),
        (written.replace(b'"simple"', b'"enkel"'), "enkel"),
    ):
        file.write_bytes(content)
        result = run_here("plan", "load", "--replace", str(file))
        assert result.exit_code == 1
        assert part in result.stderr
        assert result.stdout == ""
    assert run_here("plan", "export", cast.PLAN).stdout_bytes == written


def test_a_huge_file_is_refused_before_it_is_read(
    run_here: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "stor.json"
    with file.open("wb") as opened:
        opened.truncate(100_000_000)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    assert "är större än 10 MB" in failed(run_here("plan", "load", str(file)))


def test_what_is_not_there_cannot_be_exported_or_drawn(run_here: Run, tmp_path: Path) -> None:
    assert "Planen finns inte" in failed(run_here("plan", "export", "okand"))
    assert "UTF-8" in failed(run_here("plan", "export", "\udcff"))
    out = str(tmp_path / "t.svg")
    assert "Planen finns inte" in failed(run_here("timeline", "--plan", "okand", "--format", "svg", "--out", out))
    assert not Path(out).exists()
    for arguments in (("plan", "load", str(tmp_path / "saknas.json")), ("plan", "load", str(tmp_path))):
        assert run_here(*arguments).exit_code == 2


def test_the_timeline_is_drawn_in_each_format(run_here: Run, tmp_path: Path) -> None:
    starts = {"svg": b"<?xml", "png": b"\x89PNG\r\n", "pdf": b"%PDF-"}
    for kind, start in starts.items():
        out = tmp_path / f"tidplan.{kind}"
        lines = done(run_here("timeline", "--plan", cast.PLAN, "--format", kind, "--out", str(out)))
        assert lines == [f"Tidplanen finns i {out}."]
        assert out.read_bytes().startswith(start), kind
    assert timelines.EXAMPLE_NOTE.partition(":")[0] in (tmp_path / "tidplan.svg").read_text()
    other = tmp_path / "annan.svg"
    view = ("--paper", "a4", "--page", "2", "--zoom", "half", "--from", "2022-Q3", "--to", "2024", "--activities")
    done(run_here("timeline", "--plan", cast.PLAN, "--format", "svg", *view, "--out", str(other)))
    assert 'width="841.89pt"' in other.read_text()
    assert "halvår 2 2022 – halvår 2 2024" in other.read_text()
    assert "Sida 2 av" in other.read_text()
    for wrong, said in (("--page=99", "så sida 99 finns inte"), ("--from=2025", "i ordning"), ("--to=2199", "100 år")):
        given = ("--to", "2024", wrong) if wrong == "--from=2025" else (wrong,)
        line = failed(run_here("timeline", "--plan", cast.PLAN, "--format", "svg", *given, "--out", str(other)))
        assert said in line
    missing = tmp_path / "ingen mapp" / "t.svg"
    line = failed(run_here("timeline", "--plan", cast.PLAN, "--format", "svg", "--out", str(missing)))
    assert line == f"{missing} finns inte."
    usage = run_here("timeline", "--plan", cast.PLAN, "--format", "gif", "--out", str(missing))
    assert usage.exit_code == 2


# --- The demonstration -----------------------------------------------------------------------------------------------


def signed_in_lines(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in done(result) if "\t" in line]


def test_the_demo_keeps_what_was_edited_until_it_is_reset(empty_url: str, tmp_path: Path) -> None:
    run = runner(empty_url, tmp_path)
    first = signed_in_lines(run("demo", "--no-serve"))
    assert sorted(role for role, _, _ in first) == sorted([*Role, "controller"])
    engine = make_engine(empty_url)
    rename(engine, "Mitt eget namn")
    again = run("demo", "--no-serve")
    assert "det som ändrats är kvar" in again.stdout
    second = signed_in_lines(again)
    assert [line[:2] for line in second] == [line[:2] for line in first]
    assert not {line[2] for line in first} & {line[2] for line in second}
    assert title(engine) == "Mitt eget namn"
    assert sign_in_works(engine, *second[0][1:])
    assert not sign_in_works(engine, *first[0][1:])
    third = signed_in_lines(run("demo", "--no-serve", "--reset"))
    assert len(third) == 9
    assert title(engine) != "Mitt eget namn"
    assert done(run("audit", "verify")) == ["Loggens kedja är hel: 2 länkar."]
    engine.dispose()


def rename(engine: Engine, new: str) -> None:
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE initiatives SET title = :new WHERE key = :key"), {"new": new, "key": cast.LED})


def title(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.scalar(text("SELECT title FROM initiatives WHERE key = :key"), {"key": cast.LED}))


def sign_in_works(engine: Engine, email: str, password: str) -> bool:
    with engine.connect() as connection:
        stored = connection.scalar(text("SELECT password_hash FROM users WHERE email = :email"), {"email": email})
    return accounts._verify(str(stored), password)


def test_the_demo_makes_its_own_secret_once_and_its_years_are_alive(tmp_path: Path) -> None:
    run = runner(f"sqlite:///{tmp_path / 'instance' / 'demo.sqlite'}", tmp_path / "instance")
    unset = {"PORTFOLIO_SECRET_KEY": None, "PORTFOLIO_TODAY": None}
    done(run("demo", "--no-serve", **unset))
    file = tmp_path / "instance" / "secret-key"
    secret = file.read_text()
    assert len(secret) >= 32
    assert file.stat().st_mode & 0o077 == 0
    # What is true of the phases on the demo's day would be refused on an earlier one.
    done(run("demo", "--no-serve", **unset))
    assert file.read_text() == secret


# --- Serving, migrating and checking ---------------------------------------------------------------------------------


def test_the_tables_go_up_and_down(empty_url: str, tmp_path: Path) -> None:
    run = runner(empty_url, tmp_path)
    assert done(run("migrate")) == [f"Databasen är på version {head_revision()}."]
    assert done(run("migrate")) == [f"Databasen är på version {head_revision()}."]
    assert done(run("migrate", "base")) == ["Databasen är på version ingen (tom)."]
    assert "finns inte" in failed(run("migrate", "9999"))
    assert "finns inte" in failed(run("migrate", "+99"))
    done(run("migrate", "head"))
    engine = make_engine(empty_url)
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'framtid'"))
    engine.dispose()
    for command in (("migrate",), ("migrate", "base"), ("migrate", str(head_revision()))):
        assert "finns inte" in failed(run(*command))
    assert "en annan version" in failed(run("serve"))


def test_serving_needs_tables_and_a_secret(empty_url: str, tmp_path: Path) -> None:
    run = runner(empty_url, tmp_path)
    (tmp_path / "new folder").mkdir(exist_ok=True)
    assert "portfolio migrate" in failed(run("serve"))
    done(run("migrate"))
    assert failed(run("serve", PORTFOLIO_SECRET_KEY=None)).startswith("PORTFOLIO_SECRET_KEY saknas")
    for port in ("-1", "65536", "åttatusen"):
        assert run("serve", f"--port={port}").exit_code == 2


def checked(result: Result) -> dict[str, str]:
    assert result.stderr == ""
    found = {}
    for line in result.stdout.splitlines():
        status, _, rest = line.partition(" ")
        what, _, told = rest.strip().partition(": ")
        found[what] = f"{status} {told}"
    assert (result.exit_code == 1) is any(line.startswith("FEL") for line in found.values())
    return found


def test_checking_says_of_everything_whether_it_is_fine(run: Run, engine: Engine, database_url: str) -> None:
    found = checked(run("check"))
    assert found == {
        "Inställningar": "OK lästa",
        "Klocka": "OK 2023-05-15 i Europe/Stockholm, står still",
        "Databas": f"OK {database_label(database_url)}",
        "Tabeller": f"OK version {head_revision()}",
        "Logg": "OK 2 länkar hänger ihop",
        "Användare": "OK 9",
        "Schemaläggare": "OK har inte gått än; startar med portfolio serve eller portfolio scheduler",
        "Jobb": "OK inget har misslyckats",
        "E-post": "OK inte inställd, så inga påminnelser skickas",
    }
    assert checked(run("check", PORTFOLIO_SECRET_KEY=None))["Inställningar"] == "FEL PORTFOLIO_SECRET_KEY saknas"
    assert done(run("audit", "verify")) == ["Loggens kedja är hel: 2 länkar."]
    with engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE audit_links SET reason = 'Annat' WHERE id = 2"))
    told = "bruten vid länk 2: innehållet har ändrats i efterhand"
    assert checked(run("check"))["Logg"] == f"FEL {told}"
    assert failed(run("audit", "verify")) == f"Loggens kedja är {told}."


def test_checking_a_database_without_tables_or_users_says_what_to_do(empty_url: str, tmp_path: Path) -> None:
    run = runner(empty_url, tmp_path)
    found = checked(run("check"))
    assert found["Tabeller"] == f"FEL version saknas, väntade {head_revision()}; kör portfolio migrate"
    for command in (("user", "list"), ("plan", "list"), ("audit", "verify"), ("plan", "export", cast.PLAN)):
        assert failed(run(*command)).endswith("Kör portfolio check."), command
    failed(run("user", "add", "a@b.se", "--name", "A", "--role", "admin"))
    done(run("migrate"))
    assert checked(run("check"))["Användare"] == "FEL inga; kör portfolio user add"


@pytest.mark.parametrize("what", ["unreachable", "no database", "no folder"])
def test_a_database_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, what: str) -> None:
    file = tmp_path / "text"
    file.write_text("Det här är ingen databas, bara text. " * 100)
    url = {
        "unreachable": "postgresql+psycopg://hemlig:hemligt@127.0.0.1:1/x?connect_timeout=2",
        "no database": f"sqlite:///{file}",
        "no folder": f"sqlite:///{file}/x.sqlite",
    }[what]
    run = runner(url, tmp_path)
    for command in (("plan", "list"), ("migrate",), ("demo", "--no-serve")):
        line = failed(run(*command))
        assert "hemligt" not in line
    if what != "no folder":
        assert checked(run("check"))["Databas"].startswith("FEL ")


def test_a_setting_that_cannot_be_used_is_told_by_every_command(run_here: Run) -> None:
    for command in (("check",), ("plan", "list"), ("demo", "--no-serve")):
        assert failed(run_here(*command, PORTFOLIO_TODAY="igår")).startswith("PORTFOLIO_TODAY ")
    assert failed(run_here("plan", "list", PORTFOLIO_DATABASE_URL="mysql://x")).startswith("PORTFOLIO_DATABASE_URL ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("finns-inte",),
        ("plan", "finns-inte"),
        ("plan", "export"),
        ("user", "add", "a@b.se", "--name", "A"),
        ("user", "add", "a@b.se", "--name", "A", "--role", "kung"),
        ("user", "add", "a@b.se", "--name", "A", "--role", "reader", "--area", "ett"),
        ("timeline", "--plan", "x"),
        ("demo", "--port", "x"),
        ("check", "--finns-inte"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(run_here: Run, arguments: tuple[str, ...]) -> None:
    result = run_here(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Usage: portfolio")


def test_every_command_says_in_swedish_what_it_does() -> None:
    def walk(command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # type: ignore[no-untyped-def]
        assert command.help, path
        assert command.help.rstrip().endswith(".")
        assert all(option.help for option in command.params if option.param_type_name == "option"), path
        asked = click.Context(command)
        for name in command.list_commands(asked) if isinstance(command, click.Group) else ():
            yield from walk(command.get_command(asked, name), (*path, name))
        yield path

    found = {" ".join(path) for path in walk(main, ()) if path}
    assert {"demo", "serve", "migrate", "check", "user add", "plan load", "timeline", "audit verify"} <= found
    for path in found:
        result = CliRunner().invoke(main, [*path.split(), "--help"], env={"PORTFOLIO_TODAY": None})
        assert result.exit_code == 0


# --- As a program of its own -----------------------------------------------------------------------------------------


def program(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PORTFOLIO_")}
    return subprocess.run(
        [sys.executable, "-m", "portfolio", *arguments],
        cwd=folder,
        env={**clean, **env},
        capture_output=True,
        check=False,
    )


def test_as_a_program_it_starts_from_nothing_and_writes_bytes_and_lines_where_they_belong(tmp_path: Path) -> None:
    started = program(tmp_path, "demo", "--no-serve")
    assert started.returncode == 0, started.stderr.decode()
    lines = started.stdout.decode().splitlines()
    assert sum(line.count("\t") == 2 for line in lines) == 9
    assert sorted(file.name for file in (tmp_path / "instance").iterdir() if "-" not in file.name) == [
        "portfolio.sqlite"
    ]
    assert (tmp_path / "instance" / "secret-key").exists()
    exported = program(tmp_path, "plan", "export", cast.PLAN, PYTHONIOENCODING="ascii")
    assert exported.returncode == 0
    assert exported.stderr == b""
    engine = make_engine(f"sqlite:///{tmp_path / 'instance' / 'portfolio.sqlite'}")
    assert exported.stdout == same_export(engine)
    engine.dispose()


def same_export(engine: Engine) -> bytes:
    from sqlalchemy.orm import Session

    from portfolio.services.context import SYSTEM

    class Still:
        zone = None

        def now(self):  # type: ignore[no-untyped-def]
            return None

        today = now

    with Session(engine) as session:
        assert audit.verify(session).broken is None
        return plan_files.export(Context(session, SYSTEM, Still()), cast.PLAN).encode()  # type: ignore[arg-type]


def test_as_a_program_it_fails_in_one_line_and_with_the_right_status(tmp_path: Path) -> None:
    failing = program(tmp_path, "plan", "list", PORTFOLIO_TIMEZONE="Europe")
    assert failing.returncode == 1
    assert failing.stdout == b""
    assert failing.stderr.decode() == "PORTFOLIO_TIMEZONE: tidszonen 'Europe' finns inte.\n"
    unreadable = program(tmp_path, "user", "password", os.fsdecode(b"\xff@x.se"))
    assert unreadable.returncode == 1
    assert len(unreadable.stderr.splitlines()) == 1
    assert program(tmp_path, "user", "add").returncode == 2


def test_as_a_program_it_does_not_take_a_port_from_another(sqlite_url: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {"PORTFOLIO_DATABASE_URL": sqlite_url, "PORTFOLIO_SECRET_KEY": SECRET}
        refused = program(tmp_path, "serve", "--port", port, **environment)
    assert refused.returncode == 1
    assert refused.stderr.decode() == "Porten används redan av ett annat program. Välj en annan med --port.\n"

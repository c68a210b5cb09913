"""A backup of one database is the same rows in another, or nothing at all is changed."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from portfolio import db
from portfolio.db import make_engine, make_sessions, migrate
from portfolio.domain.errors import Conflict
from portfolio.files import backup_file
from portfolio.files.backup_file import BackupFileError
from portfolio.models import Base, ImportFile, LoginSession, SchedulerLeader, User
from portfolio.models.audit import install_hooks
from portfolio.services import audit, backups, scheduler_leaders
from portfolio.services.context import SYSTEM, Context
from portfolio.services.job_runs import Holder
from tests import cast
from tests.conftest import settings_for
from tests.postgres import PostgresServer


@pytest.fixture
def other(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of the other kind, to restore into."""
    if not database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'other.sqlite'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database(server.new_name("other"))
    engine = make_engine(url)
    yield engine
    engine.dispose()


def everything(engine: Engine) -> dict[str, list[Any]]:
    """All rows of all tables that a backup holds, as the models read them."""
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns)).all()
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in backups.LEFT_OUT
        }


def test_what_is_restored_is_what_was_there_whichever_database_it_goes_to(
    engine: Engine, other: Engine, ctx: Context, tmp_path: Path
) -> None:
    cast.sign_in(ctx, "reader")
    with ctx.transaction():
        # Bytes, an empty text, what is no ASCII, and an instant with its microseconds.
        held = {"plan_id": 1, "user_id": 1, "name": "", "sent_at": ctx.now, "choices": "å ✓ \N{NO-BREAK SPACE}\n"}
        ctx.session.add(ImportFile(**held, content=bytes(range(256)), report=None))
    file = tmp_path / "kopia.zip"
    manifest = backups.write(engine, file, now=ctx.now)
    assert file.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    restored = backups.restore(other, file)
    assert (restored.tables, restored.rows) == (len(manifest.tables), manifest.rows)
    assert restored.rows > 1000
    here = everything(engine)
    assert everything(other) == here
    assert here["benefits"]
    sessions = make_sessions(other)
    install_hooks(sessions)
    with sessions() as session:
        assert audit.verify(session).broken is None
        assert session.scalar(select(func.count(LoginSession.id))) == 0, "nobody is signed in"
        # The next row gets a number that is free, and the chain goes on.
        new = Context(session, SYSTEM, settings_for(str(other.url), tmp_path).clock)
        with new.transaction():
            new.record("user:add")
            session.add(User(email="ny@exempel.se", name="Ny", active=True, created_at=new.now))
        assert audit.verify(session).links == len(here["audit_links"]) + 1


def test_a_database_that_holds_something_is_replaced_only_when_asked_to_and_all_of_it(
    engine: Engine, ctx: Context, tmp_path: Path
) -> None:
    file = tmp_path / "kopia.zip"
    backups.write(engine, file, now=ctx.now)
    before = everything(engine)
    with ctx.transaction():
        ctx.record("user:add")
        ctx.session.add(User(email="ny@exempel.se", name="Ny", active=True, created_at=ctx.now))
    scheduler_leaders.lead(ctx, Holder("t", "h", 1))
    ctx.session.rollback()
    changed = everything(engine)
    with pytest.raises(Conflict, match=r"inte tom.*--replace"):
        backups.restore(engine, file)
    assert everything(engine) == changed != before
    backups.restore(engine, file, replace=True)
    assert everything(engine) == before
    assert ctx.session.scalar(select(func.count(SchedulerLeader.id))) == 0


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of a backup whose members were changed by somebody who knows zip archives."""
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    copy = file.with_name("annan.zip")
    with zipfile.ZipFile(copy, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return copy


def told(members: dict[str, bytes], **fields: Any) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | fields).encode()


def without_a_user(members: dict[str, bytes]) -> None:
    """Take a row away that others refer to, and make the manifest agree."""
    manifest = json.loads(members["manifest.json"])
    (users,) = (one for one in manifest["tables"] if one["name"] == "users")
    lines = members["tables/users.jsonl"].splitlines(keepends=True)[1:]
    members["tables/users.jsonl"] = b"".join(lines)
    users |= {"rows": len(lines), "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    members["manifest.json"] = json.dumps(manifest).encode()


def with_a_bad_value(members: dict[str, bytes], bad: object) -> None:
    """Put something else in the place of an instant, and make the manifest agree."""
    manifest = json.loads(members["manifest.json"])
    (users,) = (one for one in manifest["tables"] if one["name"] == "users")
    first, *others = members["tables/users.jsonl"].splitlines(keepends=True)
    row = json.loads(first)
    row[users["columns"].index("created_at")] = bad
    members["tables/users.jsonl"] = b"".join([json.dumps(row).encode() + b"\n", *others])
    users["sha256"] = hashlib.sha256(members["tables/users.jsonl"]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()


def test_a_file_that_is_damaged_foreign_or_of_another_version_changes_nothing(
    engine: Engine, ctx: Context, tmp_path: Path
) -> None:
    file = tmp_path / "kopia.zip"
    ctx.session.rollback()
    backups.write(engine, file, now=ctx.now)
    before = everything(engine)
    whole = file.read_bytes()

    def refused(content: bytes | Callable[[dict[str, bytes]], None], words: str) -> None:
        if callable(content):
            bad = rewritten(file, content)
        else:
            bad = tmp_path / "annan.zip"
            bad.write_bytes(content)
        with pytest.raises(BackupFileError, match=words) as caught:
            backups.restore(engine, bad, replace=True)
        assert "\n" not in caught.value.message

    middle = len(whole) // 2
    refused(b"", "ingen säkerhetskopia")
    refused(b"Bara text. " * 1000, "ingen säkerhetskopia")
    refused(whole[:-100], "skadad")
    refused(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :], "skadad")
    refused(lambda m: m.update({"tables/users.jsonl": m["tables/users.jsonl"][:-2]}), "tabellen users")
    refused(lambda m: m.pop("tables/users.jsonl") and None, "tabellen users")
    refused(lambda m: m.pop("manifest.json") and None, "ingen säkerhetskopia från")
    refused(lambda m: told(m, format="annat"), "ingen säkerhetskopia från")
    refused(lambda m: told(m, tables=3), "ingen säkerhetskopia från")
    refused(lambda m: told(m, version=2), "nyare version")
    refused(lambda m: told(m, schema="0003"), "version 0003")
    refused(lambda m: told(m, tables=json.loads(m["manifest.json"])["tables"][1:]), "saknas")
    refused(without_a_user, "hänger inte ihop")
    for bad in ("i går", 7, ["2023"]):
        refused(lambda m, bad=bad: with_a_bad_value(m, bad), "ett värde i den är inte av det slag")
    assert everything(engine) == before


def test_a_database_that_somebody_is_writing_to_is_left_alone(
    engine: Engine, ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kopia.zip"
    backups.write(engine, file, now=ctx.now)
    monkeypatch.setattr(backups, "BUSY_TIMEOUT", 1)
    monkeypatch.setattr(db, "BUSY_TIMEOUT", 1)
    engine = make_engine(engine.url.render_as_string(hide_password=False))
    with pytest.raises(Conflict, match="Stoppa servern"), ctx.transaction():
        ctx.record("user:add")
        ctx.session.add(User(email="ny@exempel.se", name="Ny", active=True, created_at=ctx.now))
        ctx.session.flush()
        backups.restore(engine, file, replace=True)
    engine.dispose()


def test_what_cannot_be_written_leaves_the_former_backup_and_nothing_else(
    engine: Engine, ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mapp" / "kopia.zip"
    file.parent.mkdir()
    file.write_text("den förra")

    def damaged(_: Path) -> Any:
        raise BackupFileError("Skadad.")

    with monkeypatch.context() as patch:
        patch.setattr(backup_file, "check", damaged)
        with pytest.raises(BackupFileError):
            backups.write(engine, file, now=ctx.now)
    assert [one.name for one in file.parent.iterdir()] == ["kopia.zip"]
    assert file.read_text() == "den förra"
    ctx.session.rollback()
    migrate(engine, "-1")
    with pytest.raises(Conflict, match="portfolio migrate"):
        backups.write(engine, file, now=ctx.now)


def test_of_many_backups_the_latest_are_kept(tmp_path: Path) -> None:
    for day in range(1, 8):
        (tmp_path / f"kopia-2024-02-{day:02}.zip").touch()
    (tmp_path / "annat.txt").touch()
    assert backups.prune(tmp_path, "kopia-*.zip", keep=2) == 5
    assert backups.prune(tmp_path, "kopia-*.zip", keep=2) == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "annat.txt",
        "kopia-2024-02-06.zip",
        "kopia-2024-02-07.zip",
    ]

"""The file of a backup: a zip archive with a table in each member, a row a line as JSON, and a manifest over all of it.

The same for both databases, so that a backup of one can be restored into the other. It can be read without the product.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portfolio.domain.errors import PortfolioError

FORMAT = "nyttoportfoljen-backup"
VERSION = 1
MANIFEST = "manifest.json"

#: No manifest is larger; what claims to be is not read.
_LARGEST_MANIFEST = 1_000_000

Row = Sequence[Any]


class BackupFileError(PortfolioError):
    """The file is no backup, or not as it was written; the message says so in Swedish."""


@dataclass(frozen=True)
class TableEntry:
    """A table of a backup: its columns in order, how many rows there are, and the SHA-256 of their lines."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself: the schema's revision, when it was made (ISO, UTC), and its tables in order."""

    schema: str
    made_at: str
    tables: tuple[TableEntry, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)


class Writer:
    """Writes tables one after another; the manifest comes last, when all is counted."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[TableEntry] = []

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Write a table, a row at a time."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as member:
            for row in rows:
                line = json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                member.write(line)
                count += 1
        self.tables.append(TableEntry(name, tuple(columns), count, digest.hexdigest()))


@contextmanager
def writing(file: Path, *, schema: str, made_at: str) -> Iterator[Writer]:
    """Write a backup into a new file, which its owner alone can read. Raises OSError where that cannot be done."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
            writer = Writer(archive)
            yield writer
            told = {"format": FORMAT, "version": VERSION, "schema": schema, "made_at": made_at}
            tables = [asdict(table) for table in writer.tables]
            archive.writestr(MANIFEST, json.dumps({**told, "tables": tables}, indent=1) + "\n")
        opened.flush()
        os.fsync(opened.fileno())


@contextmanager
def reading(file: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup. Raises BackupFileError for a file that is none or was damaged, here and while it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BackupFileError(f"{file} är ingen säkerhetskopia, eller är skadad.") from error


def manifest_of(archive: zipfile.ZipFile) -> Manifest:
    """What the backup says of itself. Raises BackupFileError."""
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError
        told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise ValueError
        if told["version"] != VERSION:
            raise BackupFileError("Säkerhetskopian är gjord av en nyare version av Nyttoportföljen än den här.")
        tables = tuple(
            TableEntry(str(one["name"]), tuple(one["columns"]), int(one["rows"]), str(one["sha256"]))
            for one in told["tables"]
        )
        return Manifest(str(told["schema"]), str(told["made_at"]), tables)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupFileError(f"{archive.filename} är ingen säkerhetskopia från Nyttoportföljen.") from error


def rows_of(archive: zipfile.ZipFile, table: TableEntry) -> Iterator[list[Any]]:
    """The rows of a table, a row at a time. Raises BackupFileError as soon as they are not as they were written."""
    digest, count = hashlib.sha256(), 0
    damaged = BackupFileError(f"{archive.filename} är skadad: tabellen {table.name} är inte som den skrevs.")
    try:
        with archive.open(_member(table.name)) as member:
            for line in member:
                digest.update(line)
                count += 1
                row = json.loads(line)
                if not isinstance(row, list) or len(row) != len(table.columns):
                    raise damaged
                yield row
    except (KeyError, ValueError) as error:
        raise damaged from error
    if (count, digest.hexdigest()) != (table.rows, table.sha256):
        raise damaged


def check(file: Path) -> Manifest:
    """Read all of a backup and hold it against its manifest. Raises BackupFileError."""
    with reading(file) as archive:
        manifest = manifest_of(archive)
        for table in manifest.tables:
            for _ in rows_of(archive, table):
                pass
        return manifest


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"

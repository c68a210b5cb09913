"""An archive of CSV files, such as an export of everything: each file is a table, called as the file is."""

from __future__ import annotations

import io
import posixpath
import zipfile

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.values import Table
from portfolio.files.tables import delimited
from portfolio.files.tables.archives import FAULTS, LOCKED, broken
from portfolio.files.tables.limits import MOST_BYTES, MOST_CELLS, MOST_SHEETS, too_many_cells

_CHUNK = 1 << 16
_TOO_MANY = f"Arkivet innehåller fler än {MOST_SHEETS} filer. Skicka några i taget."
_TOO_LARGE = f"Arkivet packar upp till mer än {MOST_BYTES // 1_000_000} MB. Packa upp det och skicka en fil i taget."


def read(content: bytes) -> tuple[Table, ...]:
    """The tables of the archive; none where it holds anything else than CSV files. Raises Invalid."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [one for one in archive.infolist() if not _is_beside(one)]
            if not found or not all(one.filename.lower().endswith(".csv") for one in found):
                return ()
            return _tables(archive, found)
    except FAULTS as error:
        raise broken() from error


def _is_beside(one: zipfile.ZipInfo) -> bool:
    """Whether it is a folder, or what some systems put beside the files that somebody packs."""
    return one.is_dir() or one.filename.startswith("__MACOSX/") or posixpath.basename(one.filename) == ".DS_Store"


def _tables(archive: zipfile.ZipFile, found: list[zipfile.ZipInfo]) -> tuple[Table, ...]:
    if len(found) > MOST_SHEETS:
        raise Invalid(None, _TOO_MANY)
    if any(one.flag_bits & 0x1 for one in found):
        raise Invalid(None, LOCKED)
    tables: list[Table] = []
    left, cells = MOST_BYTES, 0
    for one in found:
        text = _unpacked(archive, one, left)
        left -= len(text)
        name = posixpath.basename(one.filename.replace("\\", "/"))
        try:
            tables.append(delimited.read(text, name[: -len(".csv")]))
        except Invalid as problem:
            raise Invalid(None, f"{name}: {problem.message}") from problem
        cells += sum(len(row.values) for row in tables[-1].rows)
        if cells > MOST_CELLS:
            raise too_many_cells()
    return tuple(tables)


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo, most: int) -> bytes:
    """A file of the archive. What it says of its size is not believed. Raises Invalid where it is larger than that."""
    text = bytearray()
    with archive.open(one) as part:
        while chunk := part.read(_CHUNK):
            text += chunk
            if len(text) > most:
                raise Invalid(None, _TOO_LARGE)
    return bytes(text)

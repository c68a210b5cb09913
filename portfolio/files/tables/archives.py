"""The packed file that a workbook is, opened with mistrust: nothing in it is believed before it has been counted."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, NoReturn
from xml.parsers import expat

from portfolio.domain.errors import Invalid
from portfolio.files.tables.limits import MOST_PARTS, MOST_SHARED, MOST_UNPACKED

_CHUNK = 1 << 16

#: So much may stand before the first element of a part; a declaration of entities is looked for there.
_LONGEST_PROLOGUE = 1 << 16

#: What a part of the archive tells of the file, by the part's name as it begins.
_OTHER_FILES = (
    ("word/", "Filen är ett Word-dokument. Spara tabellen i Excel som .xlsx och försök igen."),
    ("ppt/", "Filen är en presentation. Spara tabellen i Excel som .xlsx och försök igen."),
    ("xl/workbook.bin", "Filen är en binär arbetsbok (.xlsb). Spara den som Excel-arbetsbok (.xlsx) och försök igen."),
    ("content.xml", "Filen är ett OpenDocument-kalkylblad (.ods). Spara den som .xlsx och försök igen."),
    ("Index/", "Filen är från Numbers. Exportera den som .xlsx och försök igen."),
)
_MACROS = "Filen innehåller makron och öppnas därför inte. Spara den som Excel-arbetsbok utan makron (.xlsx)."
LOCKED = "Filen är skyddad med lösenord. Ta bort lösenordet i Excel, spara och försök igen."
_PACKED = "Det är ett zip-arkiv. Packa upp det och skicka en fil i taget."
_BROKEN = "Filen är skadad och går inte att läsa. Öppna den i Excel, spara den som .xlsx och försök igen."
_BOMB = (
    f"Filen packar upp till mer än {MOST_UNPACKED // 1_000_000} MB. Kopiera tabellen till en ny arbetsbok utan tomma "
    "rader och bilder, och försök igen."
)
_ENTITIES = (
    "Filen innehåller hänvisningar (DTD) som Excel aldrig skriver, och öppnas därför inte. Spara om den i Excel."
)

#: Everything that libraries raise on a broken part.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    ArithmeticError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class Archive:
    """The parts of a workbook, by their names without case, since writers disagree on it."""

    def __init__(self, content: bytes) -> None:
        """Open and hold everything against its bounds. Raises Invalid."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._names = self._checked()
            self._measure()
        except FAULTS as error:
            raise broken() from error

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._names

    def open(self, name: str) -> IO[bytes]:
        """The bytes of a part. Raises Invalid when there is none."""
        if not self.has(name):
            raise broken()
        return self._zip.open(self._names[name.lower()])

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        found = self._zip.infolist()
        if len(found) > MOST_PARTS:
            _refuse(_BOMB)
        names = {one.filename.replace("\\", "/").lstrip("/").lower(): one for one in found}
        for start, message in _OTHER_FILES:
            if any(one.startswith(start.lower()) for one in names):
                _refuse(message)
        if any(one.flag_bits & 0x1 for one in found) or "encryptedpackage" in names:
            _refuse(LOCKED)
        if any("vbaproject" in one or one.startswith(("xl/macrosheets/", "xl/activex/")) for one in names):
            _refuse(_MACROS)
        if len(names) != len(found) or not names:
            raise broken()
        if "xl/workbook.xml" not in names and "[content_types].xml" not in names:
            _refuse(_PACKED)
        return names

    def _measure(self) -> None:
        """Count what every part unpacks to, and look at how the ones of XML begin; nothing is kept."""
        total = 0
        for name, info in self._names.items():
            prologue = _prologue() if name.endswith((".xml", ".rels", ".vml")) else None
            size = 0
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    total += len(chunk)
                    size += len(chunk)
                    if total > MOST_UNPACKED or (size > MOST_SHARED and name.endswith("sharedstrings.xml")):
                        _refuse(_BOMB)
                    if prologue is not None and not prologue(chunk):
                        prologue = None
        if "[content_types].xml" in self._names:
            with self._zip.open(self._names["[content_types].xml"]) as types:
                if b"macroEnabled" in types.read(1_000_000):
                    _refuse(_MACROS)


def broken() -> Invalid:
    """The refusal of what no spreadsheet would write."""
    return Invalid(None, _BROKEN)


def _prologue() -> Callable[[bytes], bool]:
    """Something that is fed the beginning of a part until its first element; it tells whether it wants more."""
    parser = expat.ParserCreate()
    state = {"seen": 0, "begun": 0}

    def begin(*_: object) -> None:
        state["begun"] = 1

    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = lambda *_: _refuse(_ENTITIES)

    def feed(chunk: bytes) -> bool:
        # A few bytes at a time: what comes after the first element is read by those who need it.
        for at in range(0, len(chunk), 1024):
            parser.Parse(chunk[at : at + 1024], False)
            state["seen"] += 1024
            if state["begun"]:
                return False
            if state["seen"] > _LONGEST_PROLOGUE:
                raise broken()
        return True

    return feed


def _refuse(message: str) -> NoReturn:
    raise Invalid(None, message)

"""What somebody sends as a table, whatever it is called: a workbook, text or JSON, told apart by how it begins."""

from __future__ import annotations

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.values import Table
from portfolio.files.tables import delimited, json_tables, packed_texts, workbooks
from portfolio.files.tables.limits import check_size, check_together

_OLD = "Filen är i Excels gamla format (.xls). Spara den som Excel-arbetsbok (.xlsx) och försök igen."
_LOCKED = "Filen är skyddad med lösenord. Ta bort lösenordet i Excel, spara och försök igen."

#: How files begin that are no tables, and what to do.
_OTHERS = (
    (b"%PDF", "Filen är en PDF. Spara tabellen som .xlsx eller CSV i programmet som den kommer från."),
    (b"\x89PNG", "Filen är en bild. Spara tabellen som .xlsx eller CSV i programmet som den kommer från."),
    (b"\xff\xd8\xff", "Filen är en bild. Spara tabellen som .xlsx eller CSV i programmet som den kommer från."),
    (b"\x1f\x8b", "Filen är packad (gzip). Packa upp den och försök igen."),
    (b"7z\xbc\xaf\x27\x1c", "Filen är packad (7z). Packa upp den och försök igen."),
    (b"Rar!", "Filen är packad (rar). Packa upp den och försök igen."),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(content: bytes, name: str = "") -> tuple[Table, ...]:
    """Every table of a file; ``name`` is what a file of text is called. Raises Invalid with one Swedish sentence."""
    check_size(len(content))
    tables = _tables(content, name)
    check_together(tables)
    return tables


def _tables(content: bytes, name: str) -> tuple[Table, ...]:
    if content.startswith(_COMPOUND):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise Invalid(None, _LOCKED if locked else _OLD)
    for start, message in _OTHERS:
        if content.startswith(start):
            raise Invalid(None, message)
    if content.startswith(b"PK"):
        return packed_texts.read(content) or workbooks.read(content)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return json_tables.read(content)
    return (delimited.read(content, name),)

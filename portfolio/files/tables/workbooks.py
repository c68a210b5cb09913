"""Workbooks (xlsx): their sheets as rows of values, read as a stream with the memory of one row and of the texts.

What is read is what a person sees: a formula's saved value, 85 where 0,85 is shown as per cent, a date where the number
is shown as one. Element names are compared without their namespaces, so that strict workbooks are read too.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.values import Table
from portfolio.files.tables.archives import FAULTS, Archive, broken
from portfolio.files.tables.limits import MOST_CELLS, MOST_SHEETS, too_many_cells, too_many_sheets
from portfolio.files.tables.number_formats import Look, look_of
from portfolio.files.tables.parts_xml import elements, text_in
from portfolio.files.tables.sheets import Surroundings, rows_of

#: Sheets that our own templates bring along; they hold no rows.
OWN_SHEETS = frozenset({"Så fyller du i", "Val"})


@dataclass
class _Book:
    """What a workbook says of its sheets: (name, whether hidden, part), and how its dates are counted."""

    sheets: list[tuple[str, bool, str]] = field(default_factory=list)
    since_1904: bool = False


def read(content: bytes) -> tuple[Table, ...]:
    """Every sheet of a workbook that holds anything, hidden ones last. Raises Invalid with one Swedish sentence."""
    archive = Archive(content)
    try:
        return _tables(archive)
    except (ParseError, DefusedXmlException, AttributeError, TypeError, *FAULTS) as error:
        raise broken() from error


def _tables(archive: Archive) -> tuple[Table, ...]:
    book = _book(archive)
    around = Surroundings(_texts(archive), _looks(archive), since_1904=book.since_1904)
    tables: list[Table] = []
    cells = 0
    for name, hidden, part in book.sheets:
        if name in OWN_SHEETS:
            continue
        with archive.open(part) as source:
            rows, notes = rows_of(source, name, around)
        cells += sum(len(row.values) for row in rows)
        if cells > MOST_CELLS:
            raise too_many_cells()
        if rows:
            tables.append(Table(name, rows, hidden=hidden, notes=notes))
    if not tables:
        raise Invalid(None, "Arbetsboken är tom. Välj en fil som innehåller en tabell.")
    return tuple(sorted(tables, key=lambda one: one.hidden))


def _book(archive: Archive) -> _Book:
    found = _Book()
    start = next((path for kind, path in _relations(archive, "") if kind == "officeDocument"), "xl/workbook.xml")
    parts = {name: path for _, path, name in _named_relations(archive, start)}
    for tag, element in _elements(archive, start):
        if tag == "workbookPr":
            found.since_1904 = element.get("date1904") in ("1", "true")
        elif tag == "sheet":
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            part = parts.get(link, "")
            # Sheets of charts and dialogs hold no cells.
            if "/worksheets/" in f"/{part.lower()}":
                hidden = element.get("state", "visible") != "visible"
                found.sheets.append((str(element.get("name", "")).strip(), hidden, part))
    if not found.sheets:
        raise broken()
    if len(found.sheets) > MOST_SHEETS:
        raise too_many_sheets()
    return found


def _relations(archive: Archive, part: str) -> Iterator[tuple[str, str]]:
    for kind, path, _ in _named_relations(archive, part):
        yield kind, path


def _named_relations(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    """The kind, path and name of what a part refers to within the file; what lies outside is never followed."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if not archive.has(path):
        return
    for tag, element in _elements(archive, path):
        if tag == "Relationship" and element.get("TargetMode") != "External":
            target = str(element.get("Target", ""))
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield str(element.get("Type", "")).rsplit("/", 1)[-1], full, str(element.get("Id", ""))


def _texts(archive: Archive) -> list[str]:
    """The texts that cells refer to by number; readings for pronunciation are left out."""
    found: list[str] = []
    if not archive.has("xl/sharedStrings.xml"):
        return found
    for tag, element in _elements(archive, "xl/sharedStrings.xml", whole=frozenset({"si"})):
        if tag == "si":
            found.append(text_in(element))
    return found


def _looks(archive: Archive) -> list[Look]:
    """How each style shows a number."""
    codes: dict[int, str] = {}
    found: list[Look] = []
    if not archive.has("xl/styles.xml"):
        return found
    for tag, element in _elements(archive, "xl/styles.xml", whole=frozenset({"cellXfs"})):
        if tag == "numFmt":
            codes[int(element.get("numFmtId", "0"))] = str(element.get("formatCode", ""))
        elif tag == "cellXfs":
            found = [look_of(int(one.get("numFmtId", "0")), codes) for one in element]
    return found


def _elements(archive: Archive, part: str, *, whole: frozenset[str] = frozenset()) -> Iterator[tuple[str, Any]]:
    with archive.open(part) as source:
        yield from elements(source, whole=whole)

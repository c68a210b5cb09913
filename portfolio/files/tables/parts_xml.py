"""The XML that workbooks are made of: read as a stream, names without namespaces, and never nested without end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import IO, Any

from defusedxml.ElementTree import iterparse

from portfolio.files.tables.archives import broken

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

#: No part of a workbook nests deeper than a handful of elements.
_DEEPEST = 64


def elements(source: IO[bytes], *, whole: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Every element as it ends, let go of afterwards unless it stands within one that is wanted ``whole``.

    Raises Invalid for nesting without end, and what the parser raises on a part that is broken.
    """
    depth = 0
    path: list[Any] = []
    for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
        tag = bare(element.tag)
        if event == "start":
            depth += tag in whole
            path.append(element)
            if len(path) > _DEEPEST:
                raise broken()
            continue
        path.pop()
        yield tag, element
        depth -= tag in whole
        if depth == 0 and path:
            path[-1].remove(element)


def bare(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rsplit("}", 1)[-1]


def text_in(element: Any) -> str:
    """The text of a cell or of a shared string, its runs together; readings for pronunciation are left out."""
    pieces: list[str] = []
    for one in element:
        tag = bare(one.tag)
        if tag == "t":
            pieces.append(one.text or "")
        elif tag == "r":
            pieces.extend(inner.text or "" for inner in one if bare(inner.tag) == "t")
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    """The text with the characters that XML cannot hold, which spreadsheets write as _x000D_."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    """The character that was meant; one that no page or database can hold is shown as lost."""
    found = chr(int(match[1], 16))
    return (
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(found) in ("Cc", "Cs") and found not in "\t\n\r" else found
    )

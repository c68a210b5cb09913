"""Tables as text (CSV): in whatever characters, with whatever marks between the cells; what is unclear is refused."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.values import Row, Table, Value, letters
from portfolio.files.csv_text import unguarded
from portfolio.files.tables.limits import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_ROWS,
    too_long,
    too_many_cells,
    too_many_columns,
    too_many_lines,
    too_many_rows,
)
from portfolio.files.tables.sheets import seen

#: In the order in which they are believed where several fit.
_MARKS = (";", "\t", "|", ",")

#: So many records tell which mark it is.
_TELLING = 50

#: A byte order mark, or what a text of two bytes a character looks like without one.
_MARKED = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

#: å, ä and ö of UTF-8 that somebody read as Windows-1252 and saved.
_MANGLED = re.compile("Ã[¥¤¶…„–©\u0085\u0084\u0096]")

_NO_TEXT = "Filen är varken en arbetsbok eller text. Spara tabellen som .xlsx eller CSV och försök igen."
_LOST = (
    "Bokstäver som å, ä och ö har gått sönder i filen ({}). Spara den på nytt från källan, som CSV UTF-8 eller .xlsx."
)


def read(content: bytes, name: str = "") -> Table:
    """The table of a file of text. Raises Invalid with one Swedish sentence."""
    text = _decoded(content)
    told = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    mark = told[1] if told else _mark(text)
    rows: list[Row] = []
    cells = 0
    for number, record in _records(text, mark):
        if number > MOST_LINES:
            raise too_many_lines("")
        values = _values(record, number)
        # Some spreadsheets say first of all what separates the columns.
        if not values or (told and number == 1):
            continue
        rows.append(Row(number, values))
        cells += len(values)
        if len(rows) > MOST_ROWS + 1:
            raise too_many_rows("")
        if cells > MOST_CELLS:
            raise too_many_cells()
    if not rows:
        raise Invalid(None, "Filen är tom. Välj en fil som innehåller en tabell.")
    return Table(name, tuple(rows), delimited=True)


def _decoded(content: bytes) -> str:
    encodings = next(([name] for start, name in _MARKED if content.startswith(start)), ["utf-8", "cp1252"])
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" in text:
            break
        if "\ufffd" in text or len(_MANGLED.findall(text)) > 1:
            raise Invalid(None, _LOST.format("\ufffd" if "\ufffd" in text else "de syns som Ã¥, Ã¤ eller Ã¶"))
        if text.lstrip()[:200].lower().startswith(("<html", "<!doctype", "<?xml", "<table", "{\\rtf")):
            raise Invalid(None, "Filen är en webbsida eller ett dokument. Öppna den i Excel och spara den som .xlsx.")
        if len(re.findall(r"[\x01-\x08\x0e-\x1f]", text[:10_000])) > 10:
            break
        return text
    raise Invalid(None, _NO_TEXT)


def _mark(text: str) -> str:
    """Which mark parts the cells: the one by which most records have the same number of cells, more than one."""
    best, most = ";", 0.0
    for mark in _MARKS:
        try:
            widths = Counter(len(one) for _, one in islice(_records(text, mark), _TELLING) if any(map(str.strip, one)))
        except Invalid:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        share = max(wide.values(), default=0) / max(1, widths.total())
        if share > most:
            best, most = mark, share
    return best


def _records(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Records by the number that a spreadsheet gives them: one with line breaks in its cells is one row."""
    reader = csv.reader(_lines(text), delimiter=mark, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            what = "en cell är för lång, eller så saknar ett citattecken sitt slut"
            raise Invalid(None, f"Rad {number} i filen går inte att läsa: {what}.") from error
        if record is None:
            return
        yield number, record


def _lines(text: str) -> Iterable[str]:
    return io.StringIO(text, newline="")


def _values(record: list[str], number: int) -> tuple[Value, ...]:
    found: list[Value] = [None if (text := seen(one)) is None else unguarded(text) for one in record]
    while found and found[-1] is None:
        found.pop()
    if len(found) > MOST_COLUMNS:
        raise too_many_columns("")
    for column, value in enumerate(found):
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            raise too_long(f"{letters(column)}{number}")
    return tuple(found)

"""One series as a spreadsheet saves it: a column of periods, and one of values or two of counts.

Spreadsheets in Swedish write semicolons and decimal commas, others commas and points, and each its own characters. What
can be read in two ways is refused with the number of its line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portfolio.domain.errors import Invalid
from portfolio.domain.measurements import number_in

#: Four years of days with long headings; more than this is another kind of file.
MOST_BYTES = 1_000_000

#: What columns are called where there are others beside them, as the product's own files call them too.
_NAMES = {
    "period": ("periodkod", "period", "månad", "kvartal", "tertial", "halvår", "år", "datum", "tid", "month", "date"),
    "value": ("värde", "value"),
    "numerator": ("täljare", "numerator"),
    "denominator": ("nämnare", "denominator"),
}


@dataclass(frozen=True)
class SeriesLine:
    """What a line says: its number in the file, the period as it was written, and its numbers; None is a blank."""

    number: int
    period: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True)
class SeriesFile:
    """Every line with a period, in the order of the file; ``has_counts`` tells that they are numerators and such."""

    lines: tuple[SeriesLine, ...]
    has_counts: bool


def read(content: bytes) -> SeriesFile:
    """Read a file of one series. Raises Invalid(None) with one sentence that names the line where there is one."""
    text = _decoded(content)
    mark = "\t" if "\t" in text else ";" if ";" in text else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        numbered = [(rows.line_num, [cell.strip() for cell in row]) for row in rows]
    except csv.Error as error:
        raise Invalid(
            None, f"Rad {rows.line_num} i filen går inte att läsa: ett citattecken saknar sitt slut."
        ) from error
    # Some spreadsheets say first of all what separates the columns.
    told = [(number, _trimmed(cells)) for number, cells in numbered if any(cells) and cells[0].lower() != "sep="]
    if not told:
        raise Invalid(None, "Filen är tom. Den ska ha en kolumn med perioder och en med värden.")
    heading = told[0][1] if _is_heading(told[0][1]) else None
    lines = told[1:] if heading is not None else told
    if not lines:
        raise Invalid(None, "Filen har bara en rubrikrad. Fyll på med en rad för varje period.")
    columns = _columns(heading, lines, by_comma=mark == ",")
    found = tuple(_line(number, cells, columns) for number, cells in lines)
    return SeriesFile(found, "denominator" in columns)


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Invalid(None, f"Filen är större än {MOST_BYTES // 1_000_000} MB. Så stor är ingen serie.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(None, "Filen är ingen text. Spara den som CSV i kalkylprogrammet och försök igen.")


def _trimmed(cells: list[str]) -> list[str]:
    """The cells without the blank ones that spreadsheets put at the end of a line."""
    while len(cells) > 2 and not cells[-1]:
        cells = cells[:-1]
    return cells


def _is_heading(cells: Sequence[str]) -> bool:
    """Whether a first line names the columns: no figure stands for a period, and no cell is a number."""
    return not any(map(str.isdigit, cells[0])) and not any(_is_number(one) for one in cells[1:])


def _columns(
    heading: Sequence[str] | None, lines: Sequence[tuple[int, list[str]]], *, by_comma: bool
) -> dict[str, int]:
    """Which column holds what. Raises Invalid where that cannot be told."""
    width = max(len(cells) for _, cells in lines)
    if heading is not None and (named := _named(heading)):
        _hold_width(lines, len(heading))
        return named
    if by_comma and width > 2:
        # 85,3 without quotation marks is two cells, and so are 85 of 3.
        number = next(number for number, cells in lines if len(cells) > 2)
        raise _flaw(
            number,
            "kommatecken skiljer kolumnerna åt, så det går inte att veta om ett tal med decimalkomma har delats. Spara "
            "med semikolon, eller skriv en rubrikrad: period,täljare,nämnare",
        )
    if width == 2:
        return {"period": 0, "value": 1}
    if width == 3:
        return {"period": 0, "numerator": 1, "denominator": 2}
    number = next(number for number, cells in lines if len(cells) == width)
    if width < 2:
        raise _flaw(number, "det behövs en kolumn med perioder och en med värden, åtskilda av semikolon")
    raise _flaw(number, f"det står {width} kolumner. Spara bara period och värde, eller period, täljare och nämnare")


def _named(heading: Sequence[str]) -> dict[str, int]:
    """The columns by what their headings call them; nothing where they do not name a period and what to judge."""
    told = [one.casefold() for one in heading]
    found = {what: told.index(name) for what, names in _NAMES.items() for name in reversed(names) if name in told}
    if "period" not in found:
        found["period"] = 0
    counted = "numerator" in found and "denominator" in found
    if not counted and "value" not in found:
        return {}
    return {what: at for what, at in found.items() if counted or what in ("period", "value")}


def _hold_width(lines: Sequence[tuple[int, list[str]]], width: int) -> None:
    for number, cells in lines:
        if len(cells) > width:
            raise _flaw(
                number,
                f"det står {len(cells)} kolumner, men rubrikraden har {width}. Spara med semikolon om talen har "
                "decimalkomma",
            )


def _line(number: int, cells: Sequence[str], columns: dict[str, int]) -> SeriesLine:
    def cell(what: str) -> str:
        at = columns.get(what)
        return cells[at] if at is not None and at < len(cells) else ""

    if not cell("period"):
        raise _flaw(number, "perioden saknas")
    try:
        numbers = {what: number_in(cell(what)) if cell(what) else None for what in columns if what != "period"}
    except Invalid as problem:
        raise Invalid(None, f"Rad {number} i filen: {problem.message}") from problem
    if columns.keys() >= {"numerator", "denominator"}:
        # The value is what the counts make; one that stands beside them is in the measure's unit, which nobody states.
        numbers.pop("value", None)
    return SeriesLine(number, cell("period"), **numbers)


def _is_number(cell: str) -> bool:
    try:
        number_in(cell)
    except Invalid:
        return False
    return True


def _flaw(number: int, what: str) -> Invalid:
    return Invalid(None, f"Rad {number} i filen: {what}.")

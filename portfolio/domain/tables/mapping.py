"""Which of our columns each column of a file is, and what its rows then say, whatever stands above and beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.columns import Column, Kind
from portfolio.domain.tables.values import Fault, Row, Table
from portfolio.domain.texts import clean_text

#: People write a title, a date and some advice above their tables, but no more than this.
DEEPEST_HEADING = 20


@dataclass(frozen=True)
class Heading:
    """A column of a file: where it is, counted from 0, what it is called there, and which of ours it seems to be.

    ``title`` tells one of two with the same heading from the other, as spreadsheets do: Status, Status (2).
    """

    at: int
    title: str
    column: str | None


@dataclass(frozen=True)
class Problem:
    """Why a row was refused: the cell, what its column is called, and a Swedish sentence."""

    address: str
    heading: str
    message: str


@dataclass(frozen=True)
class ReadRow:
    """What a row says, by the names of our columns; only mapped ones are there, and None is a cell that was emptied."""

    number: int
    values: dict[str, Any]
    problems: tuple[Problem, ...] = ()


def normal(heading: str) -> str:
    """A heading without what people vary: case, line breaks, stars and colons, what stands in parentheses."""
    plain = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", clean_text(heading) or "").replace("\u00ad", "")
    return " ".join(re.sub(r"[*:?!.]+", " ", plain).casefold().split())


def heading_row(table: Table, kind: Kind) -> int | None:
    """Which of the table's rows (counted from 0) names the columns: the one that most headings are known in.

    None where nothing looks like it: then the person has to say.
    """
    known = known_headings(kind)
    best, most = None, 0
    for at, row in enumerate(table.rows[:DEEPEST_HEADING]):
        names = {known[normal(value)] for value in row.values if isinstance(value, str) and normal(value) in known}
        # One word that happens to be a heading, in a title or a cell, names no columns unless the table has but one.
        if len(names) > most and (len(names) > 1 or len(row.values) == 1):
            best, most = at, len(names)
    if best is not None:
        return best
    texts = (
        at
        for at, row in enumerate(table.rows[:DEEPEST_HEADING])
        if len([value for value in row.values if isinstance(value, str)]) > 1
    )
    return next(texts, None)


def headings(row: Row, kind: Kind, remembered: Mapping[str, str | None] | None = None) -> tuple[Heading, ...]:
    """What each column of the file seems to be. ``remembered`` are choices of before, by normal heading; None is skip.

    A column of ours is suggested once: for the heading that is its own, else for the first that is a synonym.
    """
    told = [(at, " ".join(str(value).split())) for at, value in enumerate(row.values) if isinstance(value, str)]
    chosen: dict[int, str | None] = {}
    for known in (remembered or {}, _own(kind), known_headings(kind)):
        for at, title in told:
            column = known.get(normal(title))
            if at not in chosen and normal(title) in known and (column is None or column not in chosen.values()):
                chosen[at] = column
    seen: Counter[str] = Counter()
    found = []
    for at, title in told:
        seen[normal(title)] += 1
        times = seen[normal(title)]
        found.append(Heading(at, title if times == 1 else f"{title} ({times})", chosen.get(at)))
    return tuple(found)


def missing(found: Sequence[Heading], kind: Kind) -> tuple[Column, ...]:
    """The columns that have to be there and are not, none of them when a stable id tells which rows are meant."""
    mapped = {one.column for one in found}
    return tuple(one for one in kind.columns if one.required and one.name not in mapped)


def read_rows(table: Table, kind: Kind, found: Sequence[Heading], *, after: int) -> Iterator[ReadRow]:
    """What the rows after the heading row (counted from 0) say, one by one; repeats of the headings are passed over."""
    mapped = [(one.at, kind.column(one.column)) for one in found if one.column is not None]
    width = max((one.at for one in found), default=-1) + 1
    head = table.rows[after].values
    for row in table.rows[after + 1 :]:
        if row.values == head or all(row.value(at) is None for at, _ in mapped):
            continue
        yield _read(row, mapped, width=width if table.delimited else None)


def _read(row: Row, mapped: Sequence[tuple[int, Column]], *, width: int | None) -> ReadRow:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    if width is not None and len(row.values) > width:
        message = "Raden har fler celler än rubrikraden, så ett kommatecken kan ha delat ett tal. Spara med semikolon."
        problems.append(Problem(row.address(width), "", message))
    for at, column in mapped:
        value = row.value(at)
        try:
            values[column.name] = column.read(value)
        except Invalid as problem:
            shown = f" I cellen står {value.shown}." if isinstance(value, Fault) and value.shown else ""
            problems.append(Problem(row.address(at), column.heading, f"{problem.message}{shown}"))
    return ReadRow(row.number, values, tuple(problems))


def known_headings(kind: Kind) -> dict[str, str]:
    """Every normal heading that the kind knows, with the column that it names."""
    synonyms = {normal(word): one.name for one in reversed(kind.columns) for word in one.synonyms}
    return {**synonyms, **_own(kind)}


def _own(kind: Kind) -> dict[str, str]:
    names = {normal(one.name): one.name for one in kind.columns}
    return {**names, **{normal(one.heading): one.name for one in kind.columns}}

"""What is told of a file as a whole, and what a table seems to be when nobody has said it."""

from __future__ import annotations

import pytest

from portfolio.domain.tables.kinds import ACTIVITIES, INITIATIVES, KINDS, MEASURED
from portfolio.domain.tables.mapping import Problem
from portfolio.domain.tables.outcomes import Change, Report, RowReport
from portfolio.domain.tables.row_outcomes import RowOutcome
from portfolio.domain.tables.sheets import recognise, sheets_of
from portfolio.domain.tables.values import Row, Table


def _row(outcome: RowOutcome, **fields: object) -> RowReport:
    return RowReport("Blad", 2, outcome, "A", **fields)  # type: ignore[arg-type]


NEW, CHANGED, UNCHANGED = (_row(one) for one in (RowOutcome.NEW, RowOutcome.CHANGED, RowOutcome.UNCHANGED))
REFUSED = _row(RowOutcome.REFUSED, problems=(Problem("B2", "Område", "saknas"),))
ASKS = _row(RowOutcome.NEW, question="Är det rätt?")


@pytest.mark.parametrize(
    ("rows", "confirmed", "acceptable"),
    [
        ((), False, False),
        ((UNCHANGED,), False, False),
        ((UNCHANGED, NEW), False, True),
        ((CHANGED,), False, True),
        ((NEW, REFUSED), False, False),
        ((NEW, ASKS), False, False),
        ((NEW, ASKS), True, True),
        ((REFUSED, ASKS), True, False),
    ],
)
def test_a_report_can_be_kept_when_nothing_is_refused_or_asked_and_something_is_done(
    rows: tuple[RowReport, ...], confirmed: bool, acceptable: bool
) -> None:
    report = Report(rows, confirmed=confirmed)
    assert report.acceptable is acceptable
    assert sum(report.counts.values()) == len(rows)
    assert set(report.counts) == set(RowOutcome)


def test_the_digest_tells_one_outcome_from_another_and_forgets_who_confirmed() -> None:
    told = [
        (),
        (NEW,),
        (CHANGED,),
        (_row(RowOutcome.CHANGED, changes=(Change("Syfte", None, "B"),)),),
        (_row(RowOutcome.CHANGED, changes=(Change("Syfte", "B", None),)),),
        (REFUSED,),
        (ASKS,),
        (NEW, NEW),
    ]
    assert len({Report(rows).digest for rows in told}) == len(told)
    assert Report((ASKS,)).digest == Report((ASKS,), confirmed=True).digest


def _table(name: str, *rows: tuple[str, ...]) -> Table:
    return Table(name, tuple(Row(at, one) for at, one in enumerate(rows, start=1)))


def test_a_table_is_known_by_its_name_or_else_by_its_headings() -> None:
    for kind in KINDS.values():
        for name in (kind.name, kind.title.upper(), "Blad1"):
            told = recognise(_table(name, ("Vår lista", ""), kind.heads()))
            assert told is not None
            assert (told.kind, told.head) == (kind, 1)
    assert recognise(_table("Blad1", ("Färg", "Form"), ("röd", "rund"))) is None
    chosen = recognise(
        _table("Blad1", ("Färg", "Projekt"), ("röd", "A")), kind=INITIATIVES, remembered={"färg": "area"}
    )
    assert chosen is not None
    assert [one.column for one in chosen.headings] == ["area", "title"]


def test_sheets_name_their_cells_and_what_is_not_known_is_told_apart() -> None:
    found, strange = sheets_of(
        [
            _table("Aktiviteter", ("Aktivitet", "Färg", "Initiativ"), ("Utbilda", "röd", "A")),
            _table("Annat", ("Färg", "Form"), ("röd", "rund")),
            _table("", ("Mätetal", "Period", "Värde"), ("M", "2023", "7")),
        ]
    )
    assert [(one.kind, one.name, len(one.rows)) for one in found] == [
        (ACTIVITIES, "Aktiviteter", 1),
        (MEASURED, "Mätvärden", 1),
    ]
    assert [one.name for one in strange] == ["Annat"]
    assert [found[0].address(name, 2) for name in ("initiatives", "note", None)] == ["C2", "rad 2", "rad 2"]

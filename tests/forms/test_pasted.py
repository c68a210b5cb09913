"""A pasted column: what spreadsheets put in it is read, and whatever cannot be read is told of with its line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Frequency
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import following, from_code
from portfolio.forms.pasted import MOST_LINES, Pasted, period_in, read

FIRST = from_code("2021-01")


def column(text: str, first: str | None = "2021-01", *, has_counts: bool = False) -> Pasted:
    return read(
        text, frequency=Frequency.MONTH, has_counts=has_counts, first=from_code(first) if first is not None else None
    )


def told(found: Pasted) -> list[tuple[str, str | None]]:
    return [
        (line.entry.period.code, None if line.entry.figures.value is None else str(line.entry.figures.value))
        for line in found.lines
    ]


@given(
    st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**8), max_value=10**8)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\n", "\r\n\r\n", "\n\t\n"]),
)
def test_whatever_column_of_numbers_is_read_as_it_stands(numbers: list[Decimal], line_break: str, end: str) -> None:
    found = column(line_break.join(map(in_swedish, numbers)) + end)
    assert found.flaws == ()
    period, expected = FIRST, []
    for number in numbers:
        expected.append((period, number))
        period = following(period)
    assert [(line.entry.period, line.entry.figures.value) for line in found.lines] == expected


@given(st.text(max_size=60), st.booleans(), st.booleans())
def test_whatever_is_pasted_is_read_told_of_or_blank_and_never_lost(text: str, with_first: bool, counts: bool) -> None:
    try:
        found = column(text, "2021-01" if with_first else None, has_counts=counts)
    except Invalid as problem:
        assert problem.field in ("first_period", "pasted")
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip("\t; "):
        lines.pop()
    heading = 1 if len(lines) > len(found.lines) + len(found.flaws) + found.blank else 0
    # A flaw of the period and one of the value can both be of one line.
    assert len(found.lines) + found.blank + heading <= len(lines)
    assert len(found.lines) + len(found.flaws) + found.blank + heading >= len(lines)
    if heading:
        assert not any(map(str.isdigit, lines[0]))


@pytest.mark.parametrize(
    ("cell", "frequency", "code"),
    [
        ("2023-01", Frequency.MONTH, "2023-01"),
        ("januari 2023", Frequency.MONTH, "2023-01"),
        ("jan-23", Frequency.MONTH, "2023-01"),
        ("okt 22", Frequency.MONTH, "2022-10"),
        ("202304", Frequency.MONTH, "2023-04"),
        ("2023M04", Frequency.MONTH, "2023-04"),
        ("2023-01-01", Frequency.MONTH, "2023-01"),
        ("2023-01-31", Frequency.MONTH, "2023-01"),
        ("2023-01-15", Frequency.MONTH, "2023-01-15"),
        ("2023-04-01", Frequency.QUARTER, "2023-Q2"),
        ("Q1 2023", Frequency.QUARTER, "2023-Q1"),
        ("kv 1 2023", Frequency.QUARTER, "2023-Q1"),
        ("T1 2023", Frequency.TERTIAL, "2023-T1"),
        ("2023", Frequency.YEAR, "2023"),
        ("2023-03-14", Frequency.ONCE, "2023-03-14"),
    ],
)
def test_a_period_is_read_as_spreadsheets_and_reports_write_it(cell: str, frequency: Frequency, code: str) -> None:
    assert period_in(cell, frequency).code == code


def test_blank_cells_are_periods_without_a_value() -> None:
    found = column("30\n\n31\n\t\tSystembyte\n\n")
    assert told(found) == [("2021-01", "30"), ("2021-03", "31"), ("2021-04", None)]
    assert found.lines[-1].entry.figures.no_value_reason == "Systembyte"
    assert found.blank == 1


def test_a_note_beside_a_value_is_its_comment() -> None:
    [line] = column("30;Preliminärt").lines
    assert (line.entry.comment, line.entry.figures.no_value_reason) == ("Preliminärt", None)


def test_periods_may_stand_in_the_column_in_any_order() -> None:
    found = column("Månad\tVärde\nmar-21\t1,5\n2021-01\t0\n\nfeb-21\t", None)
    assert told(found) == [("2021-03", "1.5"), ("2021-01", "0")]


def test_a_period_with_nothing_beside_it_is_blank() -> None:
    found = column("2021-01\t\n2021-02\t7", None)
    assert (told(found), found.blank) == ([("2021-02", "7")], 1)


@pytest.mark.parametrize(
    ("text", "first", "flaws"),
    [
        ("1\n-\n3", "2021-01", ["Rad 2: ”-” går inte att läsa som ett tal."]),
        ("1\n#DIVISION/0!\n3", "2021-01", ["Rad 2: ”#DIVISION/0!” går inte"]),
        ("1\n1.234,5", "2021-01", ["Rad 2: ”1.234,5” går inte"]),
        ("Värde\n1\nabc\n2,,5", "2021-01", ["Rad 3: ”abc”", "Rad 4: ”2,,5”"]),
        ("abc", "2021-01", ["Rad 1: ”abc”"]),
        ("1\t2\n3\t4", "2021-01", ["Rad 1: ”2” är ett tal för mycket", "Rad 2: ”4” är ett tal för mycket"]),
        ("1\ta\tb", "2021-01", ["Rad 1: det står för många kolumner"]),
        ("snart\t1\n\t2\n2021-01\tx", None, ["Rad 1: ”snart”", "Rad 2: perioden saknas", "Rad 3: ”x”"]),
        ("jan 2021\t1", "2021-01", ["Rad 1: ”jan 2021”"]),
    ],
)
def test_each_flaw_tells_its_line_and_what_stood_there(text: str, first: str | None, flaws: list[str]) -> None:
    found = column(text, first).flaws
    assert len(found) == len(flaws)
    for message, opening in zip(found, flaws, strict=True):
        assert message.startswith(opening), message


def test_counts_stand_in_two_columns_and_their_value_may_stand_beside() -> None:
    found = column("10\t20\t50\tKlart\n\t\tNere\n1\t", has_counts=True)
    first, second, third = [line.entry for line in found.lines]
    assert (first.figures.numerator, first.figures.denominator, first.figures.value) == (10, 20, 50)
    assert first.comment == "Klart"
    assert second.figures.no_value_reason == "Nere"
    # What lacks its denominator is passed on, to be told of where the rule is.
    assert (third.figures.numerator, third.figures.denominator) == (1, None)


def test_one_column_of_a_measure_with_counts_is_its_values() -> None:
    assert told(column("50\n51,5", has_counts=True)) == [("2021-01", "50"), ("2021-02", "51.5")]


@pytest.mark.parametrize("text", ["1\n2\n3", "2021-01", "Värde\n1"])
def test_values_without_periods_are_asked_about(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        column(text, None)
    assert refused.value.field == "first_period"


def test_nothing_is_nothing_and_too_much_is_refused() -> None:
    assert column("") == column("\n\t\n") == Pasted()
    assert len(column("1\n" * MOST_LINES).lines) == MOST_LINES
    with pytest.raises(Invalid) as refused:
        column("1\n" * (MOST_LINES + 1))
    assert refused.value.field == "pasted"


def test_a_first_period_near_the_end_of_time_is_told_of() -> None:
    with pytest.raises(Invalid) as refused:
        column("1\n" * 30, "2199-12")
    assert refused.value.field == "first_period"

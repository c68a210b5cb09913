"""Numbers, days and periods as spreadsheets hold them; what may mean two things is refused."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from portfolio.domain.errors import Invalid
from portfolio.domain.tables.notations import day_of, number_of, period_of, text_of
from portfolio.domain.tables.types import Flag, Lines, Text, Whole
from portfolio.domain.tables.values import Fault, Value
from portfolio.domain.texts import LONG, SHORT, TextRule


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 234,5", "1234.5"),
        ("1\u2009234,5", "1234.5"),
        ("1\u202f234", "1234"),
        ("1.234,50", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1,234,567", "1234567"),
        ("£2,607", "2607"),
        ("$1,234.5", "1234.5"),
        ("2 607 kr", "2607"),
        ("85,3 %", "85.3"),
        ("−3", "-3"),
        ("123,4-", "-123.4"),
        ("0", "0"),
        (Decimal("0.1"), "0.1"),
        (None, None),
    ],
)
def test_a_number_is_read_in_many_notations(written: Value, number: str | None) -> None:
    assert number_of(written) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "written", ["tolv", "1,2,3", "12 tkr", "1-2", "-", True, date(2023, 2, 1), "1234567890123456", Fault("", "x")]
)
def test_what_is_no_number_is_refused(written: Value) -> None:
    with pytest.raises(Invalid):
        number_of(written)


@pytest.mark.parametrize(
    "written",
    [
        "2023-05-23",
        "20230523",
        "230523",
        "23/5 2023",
        "23 maj 2023",
        "23.5.2023",
        "23-05-2023",
        "2023/05/23",
        "2023-05-23 00:00:00",
        "2023-05-23T12:30:00Z",
        Decimal(20230523),
        date(2023, 5, 23),
        datetime.fromisoformat("2023-05-23 12:00"),
    ],
)
def test_a_day_is_read_in_many_notations(written: Value) -> None:
    assert day_of(written) == date(2023, 5, 23)


@pytest.mark.parametrize(
    "written", ["maj 2023", "2023", "när vi hinner", "5/23/2023", "31 februari 2023", Decimal(45069), True]
)
def test_what_is_no_day_is_refused(written: Value) -> None:
    with pytest.raises(Invalid):
        day_of(written)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (Decimal(2023), "2023"),
        ("202301", "2023-01"),
        (Decimal(202301), "2023-01"),
        ("2012M04", "2012-04"),
        ("jan-23", "2023-01"),
        ("kv 3 2023", "2023-Q3"),
        ("2023-T1", "2023-T1"),
        ("hösten 2025", "2025-AU"),
        ("23.5.2023", "2023-05-23"),
        (date(2023, 1, 1), "2023-01-01"),
    ],
)
def test_a_period_is_read_in_many_notations(written: Value, code: str) -> None:
    found = period_of(written)
    assert found is not None
    assert found.code == code


def test_what_may_be_a_month_or_a_day_is_refused() -> None:
    with pytest.raises(Invalid, match="både en månad och en dag"):
        period_of("201204")


def test_texts_are_what_a_person_sees() -> None:
    assert [text_of(one) for one in (Decimal("2023"), Decimal("1E+3"), True, date(2023, 5, 1), " x ", None)] == [
        "2023",
        "1000",
        "Ja",
        "2023-05-01",
        "x",
        None,
    ]
    assert Text(TextRule("namnet", SHORT)).read("en\nrad") == "en rad"
    assert Text(TextRule("texten", LONG)).read("en\r\nrad") == "en\nrad"
    with pytest.raises(Invalid):
        Text(TextRule("namnet", SHORT)).read("x" * 301)


def test_lists_whole_numbers_and_answers() -> None:
    lines = Lines(TextRule("raden", SHORT))
    assert lines.read("a; b;;c") == ("a", "b", "c")
    assert lines.read("a;b\nc") == ("a;b", "c")
    assert lines.read(lines.write(("a;b",))) == ("a;b",)
    assert Whole(among=(1, 100)).read(Decimal(100)) == 100
    for wrong in ("2", "1,5"):
        with pytest.raises(Invalid):
            Whole(among=(1, 100)).read(wrong)
    assert [Flag().read(one) for one in ("x", "NEJ", True, None)] == [True, False, True, None]
    with pytest.raises(Invalid):
        Flag().read("kanske")

"""Periods: building, naming, comparing and stepping through them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from portfolio.domain import periods
from portfolio.domain.errors import Invalid
from portfolio.domain.periods import (
    Period,
    Precision,
    between,
    contains,
    day,
    following,
    from_code,
    half,
    is_within,
    month,
    overlaps,
    parse,
    provably_before,
    quarter,
    quarter_number,
    quarter_of,
    quarters_between,
    recurring,
    since,
    sort_key,
    tertial,
    unknown,
    until,
    year,
    years,
)


@pytest.mark.parametrize(
    ("period", "code", "text", "first", "last"),
    [
        (day(date(2024, 5, 1)), "2024-05-01", "1 maj 2024", "2024-05-01", "2024-05-01"),
        (day(date(2024, 3, 14)), "2024-03-14", "14 mars 2024", "2024-03-14", "2024-03-14"),
        (month(2024, 2), "2024-02", "februari 2024", "2024-02-01", "2024-02-29"),
        (month(2100, 2), "2100-02", "februari 2100", "2100-02-01", "2100-02-28"),
        (quarter(2022, 3), "2022-Q3", "kv 3 2022", "2022-07-01", "2022-09-30"),
        (tertial(2023, 2), "2023-T2", "tertial 2 2023", "2023-05-01", "2023-08-31"),
        (half(2024, 1), "2024-H1", "första halvåret 2024", "2024-01-01", "2024-06-30"),
        (half(2024, 2), "2024-H2", "andra halvåret 2024", "2024-07-01", "2024-12-31"),
        (from_code("2025-VT"), "2025-VT", "vårterminen 2025", "2025-01-01", "2025-06-30"),
        (from_code("2025-HT"), "2025-HT", "höstterminen 2025", "2025-07-01", "2025-12-31"),
        (from_code("2025-SU"), "2025-SU", "sommaren 2025", "2025-06-01", "2025-08-31"),
        (from_code("2023-WI"), "2023-WI", "vintern 2023/2024", "2023-12-01", "2024-02-29"),
        (year(2024), "2024", "2024", "2024-01-01", "2024-12-31"),
        (years(2025, 2027), "2025/2027", "2025–2027", "2025-01-01", "2027-12-31"),
        (years(2025, 2025), "2025", "2025", "2025-01-01", "2025-12-31"),
        (
            between(quarter(2021, 3), quarter(2022, 1)),
            "2021-Q3/2022-Q1",
            "kv 3 2021 – kv 1 2022",
            "2021-07-01",
            "2022-03-31",
        ),
        (until(day(date(2026, 6, 30))), "../2026-06-30", "t.o.m. 30 juni 2026", None, "2026-06-30"),
        (since(quarter(2025, 2)), "2025-Q2/..", "fr.o.m. kv 2 2025", "2025-04-01", None),
        (since(years(2025, 2027)), "2025/..", "fr.o.m. 2025", "2025-01-01", None),
        (recurring("Q1,Q3"), "R/Q1,Q3", "kv 1 och kv 3 varje år", None, None),
        (recurring("year"), "R/year", "varje år", None, None),
        (recurring("term"), "R/term", "en gång per termin", None, None),
        (recurring("2/year"), "R/2/year", "två gånger per år", None, None),
        (recurring("12/year"), "R/12/year", "tolv gånger per år", None, None),
        (recurring("13/year"), "R/13/year", "13 gånger per år", None, None),
        (recurring("10"), "R/10", "oktober varje år", None, None),
        (recurring("ongoing"), "R/ongoing", "löpande", None, None),
        (recurring("wheel"), "R/wheel", "enligt årshjul", None, None),
        (unknown("när det blir av"), "unknown", "tid okänd", None, None),
    ],
)
def test_codes_labels_and_days(period: Period, code: str, text: str, first: str | None, last: str | None) -> None:
    assert (period.code, period.label) == (code, text)
    assert (period.start and period.start.isoformat(), period.end and period.end.isoformat()) == (first, last)


def test_a_mixed_span_is_told_no_more_exactly_than_it_was_written() -> None:
    """The finer end keeps its day; where its own unit is not stored, the coarsest one that fits is told."""
    assert between(month(2025, 5), year(2027)).precision is Precision.YEARS
    assert between(month(2025, 5), year(2027)).label == "maj 2025 – 2027"
    assert between(year(2025), day(date(2027, 6, 30))).label == "2025 – första halvåret 2027"
    assert between(day(date(2025, 4, 1)), tertial(2025, 1)).code == "2025-04/2025-T1"
    assert between(month(2025, 1), quarter(2025, 1)) == quarter(2025, 1)
    assert between(quarter(2025, 1), year(2025)) == year(2025)


@pytest.mark.parametrize(
    "code",
    [
        *("2025/2025", "2024-Q1/2024-Q1", "2025/2024", "2024/2025/2026", "2025-01/2025-Q2", "unknown/2024", "../R/Q1"),
        *("R", "R/", "R/Q5", "R/Q3,Q1", "R/Q1,Q1", "R/Q1,T1", "R/1/year", "R/100/year", "R/day", "R/" + "01," * 5000),
        *("2024-Q5", "2024-T4", "2024-H3", "2024-00", "2024-13", "2024-02-30", "2024-2", "2024-q2", "2024-05-01T00"),
        *("1899", "2200", "2199-WI", "../..", "/", "../", "/..", "2024/", "", " 2024", "2024\n", "UNKNOWN", "٢٠٢٤"),
    ],
)
def test_codes_that_are_refused(code: str) -> None:
    with pytest.raises(Invalid, match="Periodkoden går inte att läsa"):
        from_code(code)


@pytest.mark.parametrize(
    ("start", "end", "precision", "recurrence"),
    [
        (date(2025, 2, 1), date(2025, 1, 31), Precision.MONTH, None),
        (date(2025, 1, 2), date(2025, 1, 31), Precision.YEAR, None),
        (date(2025, 1, 2), date(2025, 3, 30), Precision.QUARTER, None),
        (date(2025, 1, 1), date(2026, 12, 31), Precision.YEAR, None),
        (date(2025, 1, 1), date(2025, 12, 31), Precision.YEARS, None),
        (date(2025, 1, 1), None, Precision.YEARS, None),
        (date(2025, 1, 2), None, Precision.MONTH, None),
        (None, None, Precision.DAY, None),
        (date(2025, 1, 1), None, Precision.UNKNOWN, None),
        (date(1899, 12, 31), None, Precision.DAY, None),
        (None, date(1900, 2, 28), Precision.SEASON, None),
        (None, date(2200, 1, 1), Precision.DAY, None),
        (date(2025, 1, 1), None, Precision.YEAR, "year"),
        (None, None, Precision.MONTH, "Q1"),
        (None, None, Precision.UNKNOWN, "ibland"),
        (None, None, Precision.UNKNOWN, ""),
    ],
)
def test_parts_that_make_no_period(
    start: date | None, end: date | None, precision: Precision, recurrence: str | None
) -> None:
    with pytest.raises(Invalid) as caught:
        Period(start, end, precision, recurrence)
    assert caught.value.field == "period"


def test_constructors_refuse_what_no_year_has() -> None:
    for build in (
        lambda: month(2025, 13),
        lambda: quarter(2025, 0),
        lambda: tertial(2025, 4),
        lambda: half(2025, 3),
        lambda: year(1899),
        lambda: day(date(2200, 1, 1)),
        lambda: until(since(year(2025))),
        lambda: since(until(year(2025))),
        lambda: until(recurring("Q1")),
        lambda: between(unknown(), year(2025)),
        lambda: between(year(2025), unknown()),
    ):
        with pytest.raises(Invalid) as caught:
            build()
        assert caught.value.field == "period"


def test_what_was_written_does_not_tell_periods_apart() -> None:
    assert parse("Q1 2025") == parse("kv 1 2025")
    assert hash(parse("Q1 2025")) == hash(parse("kv 1 2025"))
    assert parse("Q1 2025").raw != parse("kv 1 2025").raw
    assert parse("våren 2025") != parse("VT 2025")


def test_days_that_a_period_contains() -> None:
    april = month(2024, 4)
    assert not contains(april, date(2024, 3, 31))
    assert contains(april, date(2024, 4, 1))
    assert contains(april, date(2024, 4, 30))
    assert not contains(april, date(2024, 5, 1))
    assert contains(until(april), date.min)
    assert not contains(until(april), date(2024, 5, 1))
    assert contains(since(april), date.max)
    assert not contains(since(april), date(2024, 3, 31))
    assert not contains(unknown(), date(2024, 4, 1))
    assert not contains(recurring("ongoing"), date(2024, 4, 1))


def test_overlap() -> None:
    assert overlaps(quarter(2024, 1), month(2024, 3))
    assert not overlaps(quarter(2024, 1), month(2024, 4))
    assert overlaps(until(month(2024, 3)), since(day(date(2024, 3, 31))))
    assert not overlaps(until(month(2024, 3)), since(month(2024, 4)))
    assert overlaps(since(year(2024)), since(year(2030)))
    assert not overlaps(year(2024), unknown())
    assert not overlaps(recurring("year"), year(2024))


def test_provably_before() -> None:
    assert provably_before(quarter(2024, 1), month(2024, 4))
    assert not provably_before(quarter(2024, 1), month(2024, 3))
    assert not provably_before(month(2024, 3), quarter(2024, 1))
    assert provably_before(until(year(2023)), since(year(2024)))
    assert not provably_before(since(year(2020)), year(2024))
    assert not provably_before(year(2020), until(year(2024)))
    assert not provably_before(unknown(), year(2024))
    assert not provably_before(year(2024), unknown())


def test_within() -> None:
    assert is_within(month(2024, 3), quarter(2024, 1))
    assert is_within(quarter(2024, 1), quarter(2024, 1))
    assert not is_within(quarter(2024, 1), month(2024, 3))
    assert not is_within(between(month(2024, 3), month(2024, 4)), quarter(2024, 1))
    assert is_within(year(2030), since(year(2025)))
    assert not is_within(since(year(2025)), years(2025, 2199))
    assert is_within(until(year(2024)), until(year(2025)))
    assert not is_within(until(year(2026)), until(year(2025)))
    assert not is_within(unknown(), year(2024))
    assert not is_within(year(2024), unknown())


def test_order_puts_open_starts_first_and_unknown_times_last() -> None:
    ordered = [
        until(year(2024)),
        until(year(2030)),
        year(2024),
        since(year(2024)),
        quarter(2024, 2),
        recurring("10"),
        recurring("Q1"),
        unknown(),
    ]
    assert all(sort_key(a) < sort_key(b) for a, b in pairwise(ordered))


def test_quarters() -> None:
    assert quarter_of(date(2024, 3, 31)) == quarter(2024, 1)
    assert quarter_of(date(2024, 4, 1)) == quarter(2024, 2)
    assert quarter_of(date(2024, 12, 31)) == quarter(2024, 4)
    assert quarter_number(quarter(2024, 3)) == (2024, 3)
    for other in (
        month(2024, 3),
        between(quarter(2024, 1), quarter(2024, 2)),
        since(quarter(2024, 1)),
        recurring("Q1"),
    ):
        with pytest.raises(Invalid, match="Ange ett kvartal"):
            quarter_number(other)
    with pytest.raises(Invalid):
        quarter_of(date(1899, 12, 31))


def test_quarters_that_a_span_touches() -> None:
    found = quarters_between(month(2024, 3), day(date(2025, 1, 1)))
    assert [each.code for each in found] == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"]
    assert quarters_between(quarter(2024, 4), quarter(2024, 4)) == (quarter(2024, 4),)
    assert len(quarters_between(year(2021), year(2025))) == 20
    assert quarters_between(since(month(2024, 12)), until(month(2025, 1))) == (quarter(2024, 4), quarter(2025, 1))
    with pytest.raises(Invalid, match="Slutet kommer före början"):
        quarters_between(year(2025), year(2024))
    for first, last in ((until(year(2024)), year(2025)), (year(2024), since(year(2025))), (unknown(), unknown())):
        with pytest.raises(Invalid, match="både när perioden börjar och när den slutar"):
            quarters_between(first, last)


@pytest.mark.parametrize(
    ("period", "after"),
    [
        ("2024-02-28", "2024-02-29"),
        ("2025-02-28", "2025-03-01"),
        ("2024-12", "2025-01"),
        ("2024-Q4", "2025-Q1"),
        ("2024-T3", "2025-T1"),
        ("2024-H1", "2024-H2"),
        ("2024-VT", "2024-HT"),
        ("2024-HT", "2025-VT"),
        ("2024-SP", "2024-SU"),
        ("2024-AU", "2024-WI"),
        ("2024-WI", "2025-SP"),
        ("2024", "2025"),
    ],
)
def test_the_next_of_the_same_unit(period: str, after: str) -> None:
    assert following(from_code(period)).code == after


def test_nothing_follows_what_is_no_unit() -> None:
    for other in (years(2024, 2025), since(year(2024)), until(year(2024)), recurring("Q1"), unknown(), year(2199)):
        with pytest.raises(Invalid):
            following(other)


def test_leap_years() -> None:
    days = [day(date(2024, 2, 28))]
    while days[-1].code != "2024-03-01":
        days.append(following(days[-1]))
    assert [each.code for each in days] == ["2024-02-28", "2024-02-29", "2024-03-01"]
    assert all(provably_before(a, b) for a, b in pairwise(days))
    assert quarter(2024, 1).end == date(2024, 3, 31)
    assert from_code("2099-WI").end == date(2100, 2, 28)


def test_every_public_name_exists() -> None:
    assert all(hasattr(periods, name) for name in periods.__all__)

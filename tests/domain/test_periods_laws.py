"""Periods: the laws that hold for every kind of them, and for any text that somebody may write."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portfolio.domain.errors import Invalid
from portfolio.domain.periods import (
    Period,
    Precision,
    between,
    contains,
    following,
    from_code,
    is_within,
    label,
    overlaps,
    parse,
    provably_before,
    read,
    recurring,
    since,
    sort_key,
    unknown,
    until,
)
from portfolio.domain.periods.recurrences import COUNTED, RHYTHMS

# Every kind of period.

UNIT_CODES = st.one_of(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    st.builds(
        lambda first, rest: f"{first}{rest}",
        st.integers(1900, 2198),
        st.sampled_from(
            ["", "-Q1", "-Q2", "-Q3", "-Q4", "-T1", "-T2", "-T3", "-H1", "-H2", "-VT", "-HT"]
            + ["-SP", "-SU", "-AU", "-WI"]
            + [f"-{number:02}" for number in range(1, 13)]
        ),
    ),
)
UNITS = UNIT_CODES.map(from_code)
NEAR_UNITS = st.builds(
    lambda code, years_on: from_code(str(2020 + years_on) + code[4:]),
    UNIT_CODES.filter(lambda code: not code.endswith("02-29")),
    st.integers(0, 2),
)


def _spanned(pair: tuple[Period, Period]) -> Period:
    return between(*sorted(pair, key=lambda unit: unit.end or date.max))


SPANS = st.one_of(st.tuples(UNITS, UNITS), st.tuples(NEAR_UNITS, NEAR_UNITS)).map(_spanned)
POINTS = st.one_of(
    *(
        st.lists(st.sampled_from(names), min_size=1, unique=True).map(lambda chosen: ",".join(chosen))
        for names in (
            [f"{number:02}" for number in range(1, 13)],
            ["Q1", "Q2", "Q3", "Q4"],
            ["T1", "T2", "T3"],
            ["H1", "H2"],
        )
    )
).map(lambda joined: ",".join(sorted(joined.split(","))))
RECURRENCES = st.one_of(
    POINTS,
    st.sampled_from(sorted(RHYTHMS)),
    st.sampled_from(["VT", "HT", "VT,HT", "SP", "SU", "AU", "WI", "SP,AU", "SP,SU,AU,WI"]),
    st.builds(
        lambda times, unit: f"{times}/{unit}",
        st.integers(2, 99),
        st.sampled_from(sorted(COUNTED)),
    ),
).map(recurring)
PERIODS = st.one_of(UNITS, SPANS, UNITS.map(until), UNITS.map(since), RECURRENCES, st.just(unknown()))

#: Texts that come close to the notations, so that the odd corners of the grammar are met.
WORDS = re.split(
    r"\s+",
    """2025 2026 -25 25 12 3 30 31 260630 2025-02-30 2025-03-12 12/3 mars maj oktober januari våren hösten vinter vt q1
    kv kvartal tertial halvår första andra kvartalet och till - – / , . eller från senast t.o.m. fr.o.m. mellan under år
    i varje årligen ggr gånger termin löpande framåt före R/ .. XX personer""",
)
NEAR_TEXTS = st.builds(
    lambda words, glue: glue.join(words), st.lists(st.sampled_from(WORDS), max_size=8), st.sampled_from([" ", " ", ""])
)
WRITTEN_DAY = re.compile(
    r"\d{4}[-–/.]\d{1,2}[-–/.]\d{1,2}|\d\d[-–]\d\d[-–]\d\d|\d{6}|\d{1,2}/\d{1,2}"
    r"|\d{1,2}(:?[ea]|\.)? ?(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)"
)


@settings(deadline=None, max_examples=300)
@given(PERIODS)
def test_labels_and_codes_are_read_back(period: Period) -> None:
    assert parse(label(period)) == period
    assert parse(period.code) == period
    assert from_code(period.code) == period
    assert label(period) == period.label == str(period)
    assert len(period.code) <= 64


@settings(deadline=None)
@given(PERIODS)
def test_the_label_is_found_in_a_sentence(period: Period) -> None:
    assert read(f"Redovisas: {period.label}.") == period


@settings(deadline=None)
@given(PERIODS)
def test_start_comes_no_later_than_end(period: Period) -> None:
    if period.start is not None and period.end is not None:
        assert period.start <= period.end
    assert period.is_open == ((period.start is None) != (period.end is None))
    assert period.is_unknown == (period.code == "unknown")
    if period.recurrence is not None:
        assert period.start is None
        assert period.end is None


@settings(deadline=None, max_examples=250)
@given(st.one_of(st.text(), NEAR_TEXTS))
def test_any_text_is_read_or_refused_and_kept(text: str) -> None:
    found = read(text)
    assert found.raw == text.strip()
    try:
        parsed = parse(text)
    except Invalid as problem:
        assert problem.field == "period"
    else:
        assert parsed == found
        assert parsed.raw == text.strip()
    assert parse(found.label) == found
    if found.precision is Precision.DAY:
        assert WRITTEN_DAY.search(text.lower())


@settings(deadline=None)
@given(st.text(alphabet="0123456789-/.QTHRVSPUWIunkown,", max_size=30))
def test_a_code_is_the_only_one_of_its_period(code: str) -> None:
    try:
        period = from_code(code)
    except Invalid as problem:
        assert problem.field == "period"
    else:
        assert period.code == code


@settings(deadline=None)
@given(UNITS, UNITS)
def test_spans_have_the_ends_of_their_parts(a: Period, b: Period) -> None:
    assert a.end is not None
    assert b.end is not None
    if a.end > b.end:
        with pytest.raises(Invalid, match="Slutet kommer före början"):
            between(a, b)
        return
    span = between(a, b)
    assert (span.start, span.end) == (a.start, b.end)
    if Precision.DAY not in (a.precision, b.precision):
        assert span.precision is not Precision.DAY


@settings(deadline=None)
@given(PERIODS, PERIODS)
def test_comparisons_agree(p: Period, q: Period) -> None:
    assert overlaps(p, q) == overlaps(q, p)
    assert not (provably_before(p, q) and overlaps(p, q))
    assert not (provably_before(p, q) and provably_before(q, p))
    if is_within(p, q):
        assert overlaps(p, q)
    assert (sort_key(p) == sort_key(q)) == (p == q)
    if p.start is not None:
        assert contains(p, p.start)


@settings(deadline=None)
@given(UNITS)
def test_the_next_unit_follows_directly(unit: Period) -> None:
    assume(unit.end is not None and unit.end.year < 2198)
    after = following(unit)
    assert after.precision is unit.precision
    assert after.start is not None
    assert unit.end is not None
    if unit.precision is not Precision.SEASON:
        assert after.start == unit.end + timedelta(days=1)

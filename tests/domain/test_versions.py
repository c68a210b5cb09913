"""The version that edit forms carry."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from enum import Enum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.initiatives import InitiativeKind, Origin
from portfolio.domain.periods import Period, day, quarter
from portfolio.domain.versions import version_of

VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.text(max_size=3)
    | st.dates(date(2023, 1, 1), date(2023, 1, 4))
    | st.sampled_from(Origin)
    | st.builds(quarter, st.integers(2022, 2023), st.integers(1, 2))
    | st.lists(st.text(max_size=2), max_size=2).map(tuple)
)
FIELDS = st.dictionaries(st.sampled_from(["title", "purpose", "parties"]), VALUES)


def _plain(value: object) -> object:
    """A value with its kind, since 1, True and "1" are different values."""
    match value:
        case Period():
            return "str", value.code
        case date():
            return "str", value.isoformat()
        case Enum():
            return "str", value.value
        case str() | tuple():
            return type(value).__name__, value
    return type(value), value


@settings(max_examples=400, deadline=None, database=None)
@given(FIELDS, FIELDS)
def test_the_version_differs_exactly_when_a_value_does(one: dict[str, object], other: dict[str, object]) -> None:
    same = {name: _plain(value) for name, value in one.items()} == {n: _plain(v) for n, v in other.items()}
    assert (version_of(one) == version_of(other)) is same


def test_the_order_of_fields_does_not_count_but_that_of_a_list_does() -> None:
    assert version_of({"a": 1, "b": 2}) == version_of({"b": 2, "a": 1})
    assert version_of({"a": ("x", "y")}) != version_of({"a": ("y", "x")})
    assert version_of({"a": ("x", "y")}) == version_of({"a": ["x", "y"]})


def test_lists_are_not_run_together() -> None:
    assert version_of({"a": ("x,y",)}) != version_of({"a": ("x", "y")})
    assert version_of({"a": None}) != version_of({"a": ""}) != version_of({})


def test_a_period_counts_as_what_it_says_not_as_how_it_was_written() -> None:
    assert version_of({"a": quarter(2023, 2)}) != version_of({"a": day(date(2023, 4, 1))})


def test_a_set_has_the_same_version_in_every_process() -> None:
    code = (
        "from portfolio.domain.versions import version_of\n"
        "from portfolio.domain.initiatives import InitiativeState as S\n"
        "print(version_of({'states': frozenset(S)}))"
    )
    versions = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(versions) == 1


def test_what_has_no_one_way_of_writing_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        version_of({"a": 0.5})


def test_a_version_is_short_and_of_plain_letters() -> None:
    assert len(version_of({"kind": InitiativeKind.ONGOING})) == 16
    int(version_of({}), 16)

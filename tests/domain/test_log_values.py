"""The log's stored values in words."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.decisions import Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.log_values import FieldChange, RowChange, merged, value
from portfolio.domain.periods import Period

ZONE = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("stored", "kind", "words"),
    [
        (None, str, None),
        ('"approved"', InitiativeState, "godkänt"),
        ('"approved"', Outcome, "bifall"),
        ('"2024-Q4"', Period, "kv 4 2024"),
        ('"2022-07-01T22:30:00+00:00"', datetime, "2022-07-02 00:30"),
        ('"2022-07-01"', date, "2022-07-01"),
        ("true", bool, "ja"),
        ("false", str, "nej"),
        ("7", str, "7"),
        ('["Växjö","Alvesta"]', tuple, "Växjö, Alvesta"),
        ("[]", tuple, None),
        ('"approved"', str, "approved"),
        ('"rad 1\\nrad \\"2\\""', str, 'rad 1\nrad "2"'),
        # What the product once knew and no longer does is shown as it was stored.
        ('"gone"', InitiativeState, "gone"),
        ('"inget datum"', datetime, "inget datum"),
        ('"kv 9"', Period, "kv 9"),
    ],
)
def test_a_value_is_told_as_what_its_column_holds(stored: str | None, kind: Any, words: str | None) -> None:
    assert value(stored, kind, zone=ZONE) == words


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), st.lists, max_leaves=4),
    st.sampled_from([str, bool, Period, datetime, InitiativeState]),
)
def test_whatever_is_stored_can_be_shown(stored: object, kind: Any) -> None:
    shown = value(json.dumps(stored), kind, zone=ZONE)
    assert shown is None or isinstance(shown, str)


def change(operation: str, number: int = 1, **fields: tuple[str | None, str | None]) -> RowChange:
    told = tuple(FieldChange("benefits", name, old, new) for name, (old, new) in fields.items())
    return RowChange("benefits", number, operation, "Nyttan", told)


def test_several_changes_of_a_row_are_told_as_one() -> None:
    rows = merged([change("update", title=("a", "b"), risks=(None, "x")), change("update", title=("b", "c"))])
    assert rows == [change("update", title=("a", "c"), risks=(None, "x"))]


def test_a_new_row_that_is_filled_in_afterwards_is_still_new() -> None:
    rows = merged([change("insert", title=(None, "a")), change("update", title=("a", "b"), risks=(None, "x"))])
    assert rows == [change("insert", title=(None, "b"), risks=(None, "x"))]


def test_what_was_changed_back_or_added_and_removed_is_nothing() -> None:
    assert merged([change("update", title=("a", "b")), change("update", title=("b", "a"))]) == []
    assert merged([change("insert", title=(None, "a")), change("delete", title=("a", None))]) == []


def test_a_number_that_is_given_to_another_row_is_another_row() -> None:
    removed, added = change("delete", title=("a", None)), change("insert", title=(None, "b"))
    assert merged([removed, added]) == [removed, added]


def test_a_value_that_is_not_kept_is_still_told_to_have_changed() -> None:
    secret = RowChange("users", 1, "update", "Pim", (FieldChange("users", "password_hash", None, None, False),))
    assert merged([secret, secret])[0].fields == secret.fields


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.tuples(st.integers(1, 2), st.sampled_from("ab"), st.sampled_from("ab")), max_size=8))
def test_merging_twice_is_merging_once(steps: list[tuple[int, str, str]]) -> None:
    once = merged([change("update", number, title=(old, new)) for number, old, new in steps])
    assert merged(once) == once
    assert len({row.id for row in once}) == len(once)

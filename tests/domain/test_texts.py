"""What a text may hold."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.errors import InvalidFields
from portfolio.domain.texts import (
    LONG,
    MOST_LINES,
    SHORT,
    TextRule,
    clean_lines,
    clean_text,
    clean_texts,
    file_name_of,
    problem_with,
    swedish_key,
)

TITLE = TextRule("initiativets namn", SHORT, required=True)
PURPOSE = TextRule("syftet", LONG)


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=20) | st.none())
def test_a_cleaned_text_stays_as_it_is_when_cleaned_again(text: str | None) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert cleaned is None or (cleaned == cleaned.strip() and unicodedata.is_normalized("NFC", cleaned))
    assert cleaned is None or "\r" not in cleaned


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, None),
        ("", None),
        (" \t\r\n\u00a0", None),
        ("  Nära vård \n", "Nära vård"),
        ("rad 1\r\nrad 2\rrad 3\nrad 4", "rad 1\nrad 2\nrad 3\nrad 4"),
        ("Va\u0308xjo\u0308", "Växjö"),
        ("\u212bngström", "Ångström"),
    ],
)
def test_a_text_is_brought_to_one_form(typed: str | None, kept: str | None) -> None:
    assert clean_text(typed) == kept


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800"])
@pytest.mark.parametrize("rule", [TITLE, PURPOSE])
def test_signs_that_cannot_be_shown_are_refused(sign: str, rule: TextRule) -> None:
    assert problem_with(f"a{sign}b", rule) == "Texten innehåller ett tecken som inte kan visas. Skriv om den utan det."


def test_a_file_is_called_by_what_is_seen_of_its_name() -> None:
    assert file_name_of(" port\u202ef\u00f6lj\u200b\n.csv\x00") == "portf\u00f6lj.csv"
    assert file_name_of("\u2066\u202e ") == "Fil utan namn"
    assert len(file_name_of("x" * 400)) == SHORT


@pytest.mark.parametrize("mark", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_marks_that_turn_the_direction_of_writing_are_refused(mark: str) -> None:
    assert "skrivriktningen" in str(problem_with(f"a{mark}b", PURPOSE))


def test_only_long_texts_have_lines_and_tabs() -> None:
    assert problem_with("a\n\tb", PURPOSE) is None
    assert problem_with("a\nb", TITLE) is not None
    assert problem_with("a\tb", TITLE) is not None


def test_what_people_write_is_accepted() -> None:
    for text in ("0–100 år", "”citat” – ’ja’", "5 µg × 3 ≥ 10 %", "👩🏽‍⚕️", "Ærø, Þórr, Łódź", "שלום", "a\u00adb"):
        assert problem_with(text, TITLE) is None


@pytest.mark.parametrize(("rule", "longest", "shown"), [(TITLE, 300, "300"), (PURPOSE, 10_000, "10\u00a0000")])
def test_a_text_may_be_as_long_as_its_rule_and_no_longer(rule: TextRule, longest: int, shown: str) -> None:
    assert problem_with("ö" * longest, rule) is None
    message = problem_with("ö" * (longest + 1), rule)
    assert message is not None
    assert message.endswith(f"Korta den till högst {shown}.")


def test_length_is_counted_after_the_text_was_brought_to_one_form() -> None:
    cleaned = clean_texts({"title": "a\u0308" * SHORT + " " * 50}, {"title": TITLE})
    assert cleaned == {"title": "ä" * SHORT}


def test_every_text_is_told_about_in_one_round_and_only_what_is_required_may_not_be_missing() -> None:
    with pytest.raises(InvalidFields) as refused:
        clean_texts({"title": " ", "purpose": "a\x00"}, {"title": TITLE, "purpose": PURPOSE})
    assert refused.value.problems["title"] == "Skriv initiativets namn."
    assert "purpose" in refused.value.problems
    assert clean_texts({"title": "A", "other": "B"}, {"title": TITLE, "purpose": PURPOSE}) == {
        "title": "A",
        "purpose": None,
    }


def test_lines_are_cleaned_and_blank_ones_and_repeats_dropped_in_order() -> None:
    rule = TextRule("en part")
    assert clean_lines("parties", ["  b", "", "a", "b ", " \n", "o\u0308", "ö"], rule) == ("b", "a", "ö")


def test_the_first_line_that_breaks_a_rule_is_told_at_its_field() -> None:
    with pytest.raises(InvalidFields) as refused:
        clean_lines("parties", ["a", "b\x00", "c" * 301], TextRule("en part"))
    assert list(refused.value.problems) == ["parties"]


def test_there_is_a_most_to_the_lines() -> None:
    rule = TextRule("en part")
    lines = [f"part {number}" for number in range(MOST_LINES)]
    assert len(clean_lines("parties", lines, rule)) == MOST_LINES
    with pytest.raises(InvalidFields, match="högst 50 rader; det är 51"):
        clean_lines("parties", [*lines, "en till"], rule)


def test_words_sort_as_in_a_swedish_dictionary() -> None:
    names = [
        "Öland",
        "zebra",
        "Ål",
        "älg",
        "ek",
        "Éclair",
        "eka",
        "Zorn",
        "A\u030asa",
        "ål",
        "Ærlig",
        "ärlig",
        "2",
        "10",
    ]
    assert sorted(names, key=swedish_key) == [
        "10",
        "2",
        "Éclair",
        "ek",
        "eka",
        "zebra",
        "Zorn",
        "Ål",
        "ål",
        "A\u030asa",
        "älg",
        "Ærlig",
        "ärlig",
        "Öland",
    ]


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=8), st.text(max_size=8))
def test_only_the_same_text_sorts_in_the_same_place(one: str, other: str) -> None:
    assert (swedish_key(one) == swedish_key(other)) is (one == other)

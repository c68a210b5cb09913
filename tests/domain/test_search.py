"""Searching: folding, ranking, and marking what was found."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.search import LONGEST, MOST_WORDS, Rank, excerpt, fold, found_in, marked, rank, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("VÅRD Ärende ÖGON", "vård ärende ögon"),
        ("Idé à café Müller", "ide a cafe muller"),
        ("Ærø", "ärö"),
        ("Va\u0308xjo\u0308", "växjö"),
        ("İstanbul", "istanbul"),
        ("STRAßE", "straße"),
    ],
)
def test_letters_are_folded_as_swedish_readers_expect(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_letter_of_its_own_is_no_other_letter() -> None:
    assert rank(words_of("vard"), "Vård") is None
    assert rank(words_of("vård"), "Vard") is None
    assert rank(words_of("IDE"), "Idé") is Rank.EXACT


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=30))
def test_a_folded_text_is_as_long_as_the_text_and_folding_twice_changes_nothing(text: str) -> None:
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))
    assert len(fold(fold(text))) <= len(fold(text))


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("nära  VÅRD", Rank.EXACT),
        ("hemvård", Rank.EXACT_FORMER),
        ("vård", Rank.WORD),
        ("vår när", Rank.WORD),
        ("hem", Rank.WORD_FORMER),
        ("ård", Rank.PART),
        ("mvår", Rank.PART_FORMER),
        ("patient", Rank.ELSEWHERE),
        ("nära patient", Rank.ELSEWHERE),
        ("nära obesitas", None),
        ("", None),
        ("   ", None),
    ],
)
def test_what_fits_best_comes_first(query: str, fits: Rank | None) -> None:
    assert rank(words_of(query), "Nära vård", former=["Hemvård"], others=["För patienten."]) is fits


def test_what_was_pasted_is_cut_to_what_somebody_can_mean() -> None:
    assert words_of("Vård vård VÅRD i") == ("vård", "i")
    assert len(words_of(" ".join(map(str, range(100))))) == MOST_WORDS
    assert len(words_of("a" * 5000)[0]) == LONGEST


def test_hits_are_marked_where_they_stand() -> None:
    assert marked("Nära VÅRD", ("vård",)) == [("Nära ", False), ("VÅRD", True)]
    assert marked("Idé", ("ide",)) == [("Idé", True)]
    assert marked("anan", ("ana", "nan")) == [("anan", True)]
    assert marked("<b>", ("x",)) == [("<b>", False)]
    assert marked("", ("x",)) == []


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_the_marked_pieces_are_the_text(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in marked(text, words)) == unicodedata.normalize("NFC", text)


def test_a_long_text_is_shown_around_what_was_found() -> None:
    text = "början " * 40 + "väntetid " + "slut " * 80
    shown = excerpt(text, ("väntetid",))
    assert "väntetid" in shown
    assert shown.startswith("… början")
    assert shown.endswith("slut …")
    assert len(shown) < 220
    assert excerpt("En kort text\nom väntetid", ("väntetid",)) == "En kort text om väntetid"


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(alphabet="abc åö\n", max_size=600), st.text(alphabet="abcåö", min_size=1, max_size=3))
def test_what_was_found_is_in_what_is_shown(text: str, word: str) -> None:
    shown = excerpt(text, (word,))
    assert (word in shown) is (word in text)
    assert len(shown) <= 210


def test_the_text_that_holds_a_word_is_the_one_to_show() -> None:
    assert found_in(("vård",), ["Annat", "Vården", "Vård"]) == "Vården"
    assert found_in(("vård",), ["Annat"]) is None

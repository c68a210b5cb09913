"""Titles that look alike."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.domain.similarity import ALIKE, MUCH, is_comparable, similarity

TITLES = st.lists(
    st.text(alphabet="abcdeåäöéABC", min_size=1, max_size=8) | st.sampled_from(["vård", "och", "hemmet", "patient"]),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_it_is_symmetric_and_lies_between_nothing_and_the_same(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=30).filter(str.strip))
def test_a_title_is_wholly_like_itself(title: str) -> None:
    assert similarity(title, title) == 1
    assert similarity(title, f"  {title.upper()}") == similarity(f"{title.upper()} ", title)


@settings(max_examples=200, deadline=None, database=None)
@given(TITLES, TITLES, st.randoms(use_true_random=False))
def test_the_order_of_words_says_nothing(one: list[str], other: list[str], random: object) -> None:
    shuffled = [*one]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert similarity(" ".join(shuffled), " ".join(other)) == pytest.approx(similarity(" ".join(one), " ".join(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Virtuell vårdcentral", "Virtuella vårdcentraler"),
        ("Rehabilitering i hemmet", "Hemrehabilitering"),
        ("Vården av äldre i hemmet", "Hemmet: vård av de äldre"),
        ("Patientkontrakt", "Patientkontrakt med sammanhållen planering, fast vårdkontakt och överenskommen tid"),
        ("EN VÄG IN", "En väg in"),
    ],
)
def test_what_a_reader_takes_for_the_same_is_much_alike(one: str, other: str) -> None:
    assert similarity(one, other) >= MUCH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Digital hemrehabilitering efter stroke", "Nära vård i hemmet – samverkan med patient, region och kommun"),
        ("Taligenkänning", "Automatiska processer"),
        ("En väg in", "En arbetsplats för alla"),
        ("Behandling av obesitas", "Kompetensutveckling"),
        ("", "Patientportalen"),
        ("???", "!!!"),
    ],
)
def test_what_has_little_in_common_is_not_alike(one: str, other: str) -> None:
    assert similarity(one, other) < ALIKE


def test_a_few_letters_are_compared_with_nothing() -> None:
    assert not is_comparable("vå ")
    assert not is_comparable("- - - -")
    assert is_comparable("vård")

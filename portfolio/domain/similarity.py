"""How much two titles look alike: whether somebody is about to register what there is already."""

from __future__ import annotations

import re
from functools import lru_cache

from portfolio.domain.search import fold

#: From here on, something is shown while its title is typed; from ``MUCH`` on, whoever saves is asked once.
ALIKE = 0.5
MUCH = 0.6

#: A title of fewer letters says too little to be compared.
SHORTEST = 4

_WORD = re.compile(r"\w+")

#: Words that say nothing about what a title is about.
_EMPTY = frozenset(
    _WORD.findall(
        "alla att av de den det en ett ex för från genom hos i in inom kring med mot och om på samt som till ur vid är"
    )
)


def similarity(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same words: symmetric, whatever the order and the endings of the words.

    Each word counts by its length, and for as much as the word of the other title that it shares most of its
    sequences of three letters with; so ”hemrehabilitering” and ”rehabilitering i hemmet” are alike.
    """
    words, others = _words(one), _words(other)
    if not words or not others:
        return float(bool(fold(one).strip()) and fold(one).split() == fold(other).split())
    return (_covered(words, others) + _covered(others, words)) / 2


def is_comparable(title: str) -> bool:
    """Whether a title says enough to be compared with others."""
    return len("".join(_WORD.findall(title))) >= SHORTEST


def _words(text: str) -> tuple[str, ...]:
    every = _WORD.findall(fold(text))
    return tuple(sorted({word for word in every if word not in _EMPTY} or set(every)))


def _covered(words: tuple[str, ...], others: tuple[str, ...]) -> float:
    """How much of the words, by their length, is found in the others."""
    found = sum(len(word) * max(_alike(word, other) for other in others) for word in words)
    return found / sum(len(word) for word in words)


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    one, two = _grams(word), _grams(other)
    return 2 * len(one & two) / (len(one) + len(two))


@lru_cache(maxsize=20_000)
def _grams(word: str) -> frozenset[str]:
    # A beginning weighs more than an end: endings are what inflection changes.
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))

"""Searching as Swedish readers expect it: å, ä and ö are letters of their own, é is an e, and case says nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum

#: Longer than anything that somebody means; the rest of what was pasted is not looked at.
LONGEST = 200
MOST_WORDS = 10

#: As much of a long text as a hit shows, before and after the first word that was found.
_BEFORE, _AFTER = 60, 140

#: Letters of their own, and their Danish and Norwegian forms.
_OWN = {"å": "å", "ä": "ä", "ö": "ö", "æ": "ä", "ø": "ö"}

#: One letter for one letter, so that what is found in the folded text stands at the same place in the text itself.
_FOLDS = {
    character: _OWN.get(character) or unicodedata.normalize("NFD", character)[0]
    for character in map(chr, range(0xE0, 0x250))
    if character.islower() and character not in "åäö"
}
_FOLD_TABLE = str.maketrans(_FOLDS)
_FOLDABLE = re.compile(f"[{''.join(_FOLDS)}]")


class Rank(IntEnum):
    """How well something fits, the best first; a former title counts almost as much as the present one."""

    EXACT = 1
    EXACT_FORMER = 2
    WORD = 3
    WORD_FORMER = 4
    PART = 5
    PART_FORMER = 6
    ELSEWHERE = 7


def fold(text: str) -> str:
    """The text as it is compared, without case and accents: as long as the text's normal form (NFC)."""
    # The one letter of Unicode whose small form is two would move everything after it.
    lowered = unicodedata.normalize("NFC", text).replace("İ", "i").lower()
    return lowered.translate(_FOLD_TABLE) if _FOLDABLE.search(lowered) else lowered


def words_of(query: str) -> tuple[str, ...]:
    """The folded words that are searched for; what is given twice counts once."""
    return tuple(dict.fromkeys(fold(query[:LONGEST]).split()))[:MOST_WORDS]


def rank(words: Sequence[str], title: str, *, former: Sequence[str] = (), others: Sequence[str] = ()) -> Rank | None:
    """How well something fits that has every word in any of its texts; None for what lacks one, or without words."""
    title, former = fold(title), [fold(one) for one in former]
    everything = "\n".join((title, *former, *map(fold, others)))
    if not words or not all(word in everything for word in words):
        return None
    query = " ".join(words)
    if " ".join(title.split()) == query:
        return Rank.EXACT
    if any(" ".join(one.split()) == query for one in former):
        return Rank.EXACT_FORMER
    for fits, of_title, of_former in ((_begins, Rank.WORD, Rank.WORD_FORMER), (_holds, Rank.PART, Rank.PART_FORMER)):
        if all(fits(title, word) for word in words):
            return of_title
        if any(all(fits(one, word) for word in words) for one in former):
            return of_former
    return Rank.ELSEWHERE


def found_in(words: Sequence[str], texts: Sequence[str]) -> str | None:
    """The first of the texts that holds any of the words: what a hit shows besides its title."""
    return next((text for text in texts if any(word in fold(text) for word in words)), None)


def excerpt(text: str, words: Sequence[str]) -> str:
    """A long text around the first word that was found, cut between words."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    folded = fold(text)
    places = [at for word in words if (at := folded.find(word)) >= 0]
    start, end = 0, len(text)
    at = min(places, default=0)
    if at > _BEFORE:
        start = text.find(" ", at - _BEFORE, at) + 1 or at - _BEFORE
    if end > at + _AFTER:
        end = max(text.rfind(" ", at + 1, at + _AFTER), at + _BEFORE)
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is a hit. Joined, they are the text in its normal form."""
    text = unicodedata.normalize("NFC", text)
    folded = fold(text)
    hit = [False] * len(text)
    for word in filter(None, words):
        at = folded.find(word)
        while at >= 0:
            hit[at : at + len(word)] = [True] * len(word)
            at = folded.find(word, at + 1)
    pieces: list[tuple[str, bool]] = []
    for character, is_hit in zip(text, hit, strict=True):
        if pieces and pieces[-1][1] is is_hit:
            pieces[-1] = (pieces[-1][0] + character, is_hit)
        else:
            pieces.append((character, is_hit))
    return pieces


def _begins(text: str, word: str) -> bool:
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _holds(text: str, word: str) -> bool:
    return word in text

"""What a text may hold, wherever it comes from: a page, a file or a script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portfolio.domain.errors import InvalidFields

#: Titles and other texts of one line.
SHORT = 300

#: Descriptions and motivations.
LONG = 10_000

#: Lines in a list of short texts, such as target groups.
MOST_LINES = 50

#: Marks that turn the direction of writing: with them, a text can show something else than it holds.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class TextRule:
    """How one field of text is held: its Swedish name in messages, its longest length, whether it must be there."""

    name: str
    longest: int = SHORT
    required: bool = False


def clean_text(text: str | None) -> str | None:
    """The text in normal form (NFC, one kind of line break, no space around it); None when nothing is left."""
    if text is None:
        return None
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text or None


def file_name_of(name: str) -> str:
    """What a file is called where it is kept: without signs that nobody sees or that turn the direction of writing."""
    seen = "".join(one for one in name if unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return (clean_text(seen) or "Fil utan namn")[:SHORT]


def problem_with(text: str | None, rule: TextRule) -> str | None:
    """The Swedish message for a cleaned text that breaks its rule, or None."""
    if text is None:
        return f"Skriv {rule.name}." if rule.required else None
    if len(text) > rule.longest:
        return f"Texten har {_count(len(text))} tecken. Korta den till högst {_count(rule.longest)}."
    multiline = rule.longest > SHORT
    for character in text:
        if character in _DIRECTION_MARKS:
            return "Texten innehåller osynliga tecken som ändrar skrivriktningen. Skriv om den utan dem."
        if unicodedata.category(character) in ("Cc", "Cs") and not (multiline and character in "\n\t"):
            return "Texten innehåller ett tecken som inte kan visas. Skriv om den utan det."
    return None


def clean_texts(values: Mapping[str, str | None], rules: Mapping[str, TextRule]) -> dict[str, str | None]:
    """Clean several texts and hold each against its rule. Raises InvalidFields with every message at once."""
    cleaned = {field: clean_text(values.get(field)) for field in rules}
    problems = {field: message for field, rule in rules.items() if (message := problem_with(cleaned[field], rule))}
    if problems:
        raise InvalidFields(problems)
    return cleaned


def clean_lines(field: str, lines: Iterable[str], rule: TextRule) -> tuple[str, ...]:
    """Clean a list of short texts, dropping blank ones and repeats. Raises InvalidFields for the first that breaks."""
    kept: list[str] = []
    for line in lines:
        text = clean_text(line)
        if text is None or text in kept:
            continue
        if message := problem_with(text, rule):
            raise InvalidFields({field: message})
        kept.append(text)
    if len(kept) > MOST_LINES:
        raise InvalidFields({field: f"Ange högst {MOST_LINES} rader; det är {len(kept)} nu."})
    return tuple(kept)


def _count(number: int) -> str:
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def swedish_key(text: str) -> tuple[tuple[int, ...], str]:
    """A key that sorts as Swedish does (å ä ö last, é as e), alike on both databases."""
    folded = []
    for character in unicodedata.normalize("NFC", text).casefold():
        if character in _LAST:
            folded.append(_LAST[character])
            continue
        folded.append(ord(unicodedata.normalize("NFD", character)[0]))
    return tuple(folded), text


_LAST = {"å": 0x7B, "ä": 0x7C, "æ": 0x7C, "ö": 0x7D, "ø": 0x7D}

"""How single units of time are written in Swedish plans and in ISO notation, with their year and without it.

Every pattern is bounded, has no nested repetition and reads the digits 0–9 alone, so that no text can make it slow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from portfolio.domain.errors import Invalid
from portfolio.domain.periods.units import NAMES, Precision, Unit, day_unit, unit

#: Marks that word processors leave in copied text and that nobody sees: soft hyphen, zero-width and direction marks.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_LOOKALIKES = {**dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"), ord("\u2019"): "'"}

_MONTH = (
    r"(?:januari|jan|februari|feb|mars|mar|april|apr|maj|juni|jun|juli|jul|augusti|aug|september|sept|sep"
    r"|oktober|okt|november|nov|december|dec)"
)
_ORDINALS = ("första", "andra", "tredje", "fjärde")
_ORDINAL = r"(?P<ordinal>första|andra|tredje|fjärde|[1-9]:?[ae])"
_DAY = r"(?P<day>[0-9]{1,2})(?::?[ea]|\.)?"

#: A two-digit year is always of the 2000s, since plans look ahead: there is no clock here to guess a century by.
_YEAR_AFTER = r"(?:[ ,/-]{0,2}(?:(?:år|under|av) )?(?P<year>[0-9]{4})|[ ,]{0,2}[-'](?P<short>[0-9]{2}))(?![0-9])"

#: Units without their year. "k" and the other letters stand right before their number: "k 3" may be anything.
_LOOSE = {
    Precision.MONTH: rf"(?P<name>{_MONTH})\.?",
    Precision.QUARTER: rf"(?:(?:kvartalet|kvartal|kv\.?|q|k(?=[0-9])) ?(?P<number>[0-9]{{1,2}})|{_ORDINAL} kvartalet)",
    Precision.TERTIAL: rf"(?:(?:tertialet|tertial|t(?=[0-9])) ?(?P<number>[0-9]{{1,2}})|{_ORDINAL} tertialet)",
    Precision.HALF: rf"(?:(?:halvåret|halvår|h(?=[0-9])) ?(?P<number>[0-9]{{1,2}})|{_ORDINAL} halvår(?:et)?)",
    Precision.TERM: r"(?P<name>vt|vårtermin(?:en)?|ht|hösttermin(?:en)?)",
    Precision.SEASON: r"(?P<name>vår(?:en)?|sommar(?:en)?|höst(?:en)?|vintern?)",
}
#: The kinds that are told by a number, so that the second of two may be the number alone.
NUMBERED = frozenset({Precision.QUARTER, Precision.TERTIAL, Precision.HALF})

_LOOSE_PATTERNS = {precision: re.compile(pattern) for precision, pattern in _LOOSE.items()}
_LOOSE_DAYS = (
    re.compile(rf"{_DAY} (?P<name>{_MONTH})\.?"),
    re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})"),
)
_SHARED_NOUN = re.compile(
    r"(första|andra|tredje)(,? och |, )"
    r"(?=(?:(?:andra|tredje|fjärde)(?:,? och |, )){0,2}(?:andra|tredje|fjärde) (kvartalet|tertialet|halvåret))"
)
_SHORTHAND = re.compile(rf"(?P<number>[0-9]{{1,2}}){_YEAR_AFTER}")
_YEAR_FOLLOWS = re.compile(_YEAR_AFTER)


class Found(NamedTuple):
    """Where in the text a notation ends, and the unit that it tells or why there is none."""

    end: int
    unit: Unit | None
    problem: str = ""


class Loose(NamedTuple):
    """A unit that lacks its year; a day may lack its month too."""

    end: int
    precision: Precision
    number: int
    month: int | None = None

    def in_year_of(self, other: Unit) -> Unit:
        """The unit in the year (and month) of another one. Raises Invalid when there is no such unit."""
        if self.precision is Precision.DAY:
            return day_unit(other.start.year, self.month or other.start.month, self.number)
        return unit(self.precision, other.start.year, self.number)


def prepared(text: str) -> str:
    """The text as all patterns expect it: lower case, plain hyphens, single spaces, "första kvartalet och tredje …"."""
    composed = unicodedata.normalize("NFC", text).translate(_UNSEEN).translate(_LOOKALIKES)
    return _SHARED_NOUN.sub(r"\g<1> \g<3>\g<2>", " ".join(composed.lower().split()))


def is_boundary(text: str, end: int) -> bool:
    """Whether no word or number goes on here."""
    return end >= len(text) or not text[end].isalnum()


def unit_at(text: str, start: int) -> Found | None:
    """The longest notation of a unit that begins here, or None."""
    found: Found | None = None
    for pattern, build in _NOTATIONS:
        match = pattern.match(text, start)
        if match is not None and is_boundary(text, match.end()) and (found is None or match.end() > found.end):
            found = _built(match, build)
    return found


def loose_at(text: str, start: int) -> Loose | None:
    """The unit without a year that begins here, or None."""
    for pattern in _LOOSE_DAYS:
        match = pattern.match(text, start)
        if match is not None and is_boundary(text, match.end()):
            return Loose(match.end(), Precision.DAY, int(match["day"]), _month(match))
    for precision, pattern in _LOOSE_PATTERNS.items():
        match = pattern.match(text, start)
        if match is not None and is_boundary(text, match.end()):
            return Loose(match.end(), precision, _number(match, precision))
    return None


def shorthand_at(text: str, start: int, precision: Precision) -> Found | None:
    """The end of "kvartal 1–3 2025": a number with a year, whose kind was told before."""
    match = _SHORTHAND.match(text, start)
    if match is None or not is_boundary(text, match.end()):
        return None
    return _built(match, lambda found: unit(precision, _year(found), int(found["number"])))


def year_follows(text: str, end: int) -> bool:
    """Whether what ends here is given its year next."""
    return _YEAR_FOLLOWS.match(text, end) is not None


def _built(match: re.Match[str], build: Callable[[re.Match[str]], Unit]) -> Found:
    try:
        return Found(match.end(), build(match))
    except Invalid as problem:
        return Found(match.end(), None, problem.message)


def _year(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return int(groups["year"]) if groups.get("year") else 2000 + int(groups["short"])


def _month(match: re.Match[str]) -> int:
    name = match.groupdict().get("name")
    return int(match["month"]) if name is None else _number(match, Precision.MONTH)


def _number(match: re.Match[str], precision: Precision) -> int:
    groups = match.groupdict()
    if groups.get("number"):
        return int(groups["number"])
    if groups.get("ordinal"):
        ordinal = groups["ordinal"]
        return _ORDINALS.index(ordinal) + 1 if ordinal in _ORDINALS else int(ordinal[0])
    # Short and full names begin alike: "vt" and "vårterminen" with one letter, "okt" and "oktober" with three.
    letters = 1 if precision is Precision.TERM else 3
    return [name[:letters] for name in NAMES[precision]].index(match["name"][:letters]) + 1


def _read_day(match: re.Match[str]) -> Unit:
    return day_unit(_year(match), _month(match), int(match["day"]))


def _read_month(match: re.Match[str]) -> Unit:
    return unit(Precision.MONTH, _year(match), int(match["month"]))


def _read_year(match: re.Match[str]) -> Unit:
    return unit(Precision.YEAR, _year(match))


def _reader(precision: Precision) -> Callable[[re.Match[str]], Unit]:
    def build(match: re.Match[str]) -> Unit:
        number = _number(match, precision)
        if precision is not Precision.SEASON or match["name"][:3] != "vin":
            return unit(precision, _year(match), number)
        # A winter has months of two years. "Vintern 2025" is written of the one that begins and of the one that ends
        # then, and a guess would be a year wrong half of the time.
        raise Invalid("period", "Vintern ligger i två år, så båda behövs, till exempel vintern 2024/2025.")

    return build


def _read_winter(match: re.Match[str]) -> Unit:
    first, second = int(match["year"]), int(match["second"])
    if second not in (first + 1, (first + 1) % 100):
        raise Invalid("period", "Vintern ligger i två år som följer på varandra, till exempel vintern 2024/2025.")
    return unit(Precision.SEASON, first, 4)


def _notations() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Unit]], ...]:
    table: list[tuple[str, Callable[[re.Match[str]], Unit]]] = [
        (r"(?P<year>[0-9]{4})(?P<between>[-/.])(?P<month>[0-9]{1,2})(?P=between)(?P<day>[0-9]{1,2})", _read_day),
        (r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _read_day),
        (r"(?P<short>[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", _read_day),
        (r"(?P<short>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})", _read_day),
        # "24/7 under 2025" is no day, so only marks may stand between this day and its year.
        (r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})[ ,/-]{1,2}(?P<year>[0-9]{4})", _read_day),
        (r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})[ ,]{0,2}[-'](?P<short>[0-9]{2})", _read_day),
        (r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<short>[0-9]{2})", _read_day),
        (rf"{_DAY} (?P<name>{_MONTH})\.?{_YEAR_AFTER}", _read_day),
        # A day or a month that is marked as not settled yet; "2025-03-XX" is not a day.
        (r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?:xx|\?\?))?", _read_month),
        (r"(?P<year>[0-9]{4})(?:-(?:xx|\?\?)){0,2}", _read_year),
        (r"vintern? (?P<year>[0-9]{4})[/-](?P<second>[0-9]{4}|[0-9]{2})", _read_winter),
        (r"(?P<name>vt|ht) ?(?P<short>[0-9]{2})", _reader(Precision.TERM)),
    ]
    for precision, pattern in _LOOSE.items():
        table.append((pattern + _YEAR_AFTER, _reader(precision)))
        # "2025 vår" is more often "our" than "spring", so seasons are not read after their year.
        if precision is not Precision.SEASON:
            table.append((rf"(?P<year>[0-9]{{4}})[ ,-]{{0,2}}{pattern}", _reader(precision)))
    return tuple((re.compile(pattern), build) for pattern, build in table)


_NOTATIONS = _notations()

"""Reading what people write: ``parse`` is for a field that holds one period, ``read`` for whatever a plan says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from portfolio.domain.errors import Invalid
from portfolio.domain.periods.notations import NUMBERED, Found, Loose, loose_at, prepared, shorthand_at, unit_at
from portfolio.domain.periods.period import (
    UNKNOWN_LABEL,
    Period,
    between,
    ends,
    from_code,
    one,
    recurring,
    since,
    unknown,
    until,
)
from portfolio.domain.periods.repeating import TWO_TIMES, repeating_at
from portfolio.domain.periods.units import Precision, Unit

#: Longer texts hold more than one time; reading them would only cost time.
_LONGEST_FIELD, _LONGEST_SENTENCE = 200, 2000

_LEADING = r"(?:(?:den|i|på|under|år|året|åren|perioden|för) ){0,3}"
_LEAD = re.compile(_LEADING)
_TO_AND_WITH = r"(?:till (?:och|o) med|t\.? ?o\.? ?m\.?)"
_WORD_END = r"(?![a-zåäö]) ?"
_UNTIL = re.compile(rf"(?:(?:fram )?{_TO_AND_WITH}|fram till|(?:ej|inte) senare än|senast){_WORD_END}{_LEADING}")
_SINCE = re.compile(rf"(?:från (?:och|o) med|fr?\.? ?o\.? ?m\.?|från|sedan|tidigast|med start){_WORD_END}{_LEADING}")
_BETWEEN = re.compile(rf"mellan {_LEADING}")
_VAGUE = re.compile(
    rf"(?:före|innan|efter|inför|till|mot|kring|omkring|runt|cirka|ca\.?|årsskiftet|halvårsskiftet|läsåret) {_LEADING}"
)
_ONWARDS = re.compile(r" (?:och )?(?:framåt|tills ?vidare)(?![a-zåäö])")

_THROUGH = re.compile(rf"(?: ?(?:-{{1,2}}|/) ?| (?:(?:fram )?{_TO_AND_WITH}|fram till|till){_WORD_END}){_LEADING}")
_AND = re.compile(rf",? (?:och|samt) {_LEADING}")
#: How two units are joined, and whether they then have to follow each other to be one span.
_Joins = tuple[tuple[re.Pattern[str], bool], ...]
_JOINS: _Joins = ((_THROUGH, False), (_AND, True))
_OR = re.compile(rf",? eller {_LEADING}")
_LONE_DAY = re.compile(r"(?P<day>[0-9]{1,2})(?::?e)?")
_DAY_IN_WORDS = re.compile(r"[0-9]{1,2}(?::?[ea]|\.)?[ /]")

#: Inside a sentence these tell of a time whose year is missing. "Vår" alone is the pronoun, "ht" is home care.
_YEARLESS = re.compile(
    r"(?:våren|sommaren|hösten|vintern|vårterminen|höstterminen"
    r"|[0-9]{1,2}(?::?[ea]|\.)? (?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-z]{0,6})(?![a-zåäö0-9])"
)
#: "2025 personer" is no year.
_COUNTED_THINGS = re.compile(
    r" ?(?:%|(?:st|kr|kronor|tkr|mkr|personer|patienter|invånare|medarbetare|platser|timmar|dagar|besök)(?![a-zåäö]))"
)
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"[0-9]+")

_UNKNOWN_WORDS = frozenset(
    {UNKNOWN_LABEL, "okänd tid", "okänd", "okänt", "ej känd", "ej känt", "ej angiven", "ej angivet", "oklar", "oklart"}
)

_NO_YEAR = "Årtalet saknas."
_EXAMPLES = "2025-05-23, mars 2025, kv 3 2025, hösten 2025, 2025–2027, t.o.m. 2026-06-30 eller kvartal 1 och 3"


class _Reading(NamedTuple):
    """Where in the text the expression ends, and the period that it tells or why there is none."""

    end: int
    period: Period | None
    problem: str = ""


def parse(text: str) -> Period:
    """Read a field that holds one period, in Swedish or ISO notation or as a code; ``raw`` is the text, stripped.

    Raises Invalid with a Swedish message when it cannot be read, when a date does not exist, when its year is missing
    or outside 1900–2199, and when it holds times that do not make one period.
    """
    raw = text.strip()
    if not raw:
        raise Invalid("period", f"Ange en tid, till exempel {_EXAMPLES}.")
    reading = _whole(raw)
    if reading is None:
        raise Invalid("period", f"Tiden ”{_shown(raw)}” går inte att läsa. Skriv till exempel {_EXAMPLES}.")
    if reading.period is None:
        reason = reading.problem[0].lower() + reading.problem[1:]
        raise Invalid("period", f"Tiden ”{_shown(raw)}” kan inte användas: {reason} Skriv till exempel {_EXAMPLES}.")
    return _with_raw(reading.period, raw)


def read(text: str) -> Period:
    """Read what a plan says, which may be a sentence with one time in it; ``raw`` is the text, stripped.

    Never fails: what cannot be read, and what holds several times that do not make one period, is unknown.
    """
    raw = text.strip()
    reading = _whole(raw)
    if reading is None:
        reading = _inside(raw)
    if reading is None or reading.period is None:
        return unknown(raw)
    return _with_raw(reading.period, raw)


def _with_raw(period: Period, raw: str) -> Period:
    return Period(period.start, period.end, period.precision, period.recurrence, raw)


def _shown(raw: str) -> str:
    """The text as a message can quote it: not too long, and without signs that would turn the message around."""
    visible = "".join(sign if sign.isprintable() else "·" for sign in " ".join(raw[:200].split()))
    return visible if len(visible) <= 40 else f"{visible[:39]}…"


def _whole(raw: str) -> _Reading | None:
    if len(raw) > _LONGEST_FIELD:
        return None
    try:
        return _Reading(len(raw), from_code(raw))
    except Invalid:
        pass
    text = prepared(raw).removesuffix(".")
    if text in _UNKNOWN_WORDS:
        return _Reading(len(text), unknown())
    lead = _LEAD.match(text)
    for start in sorted({0, lead.end() if lead else 0}):
        reading = _expression_at(text, start, alone=True)
        if reading is not None and reading.end == len(text):
            return reading
        loose = loose_at(text, start)
        if loose is not None and loose.end == len(text):
            return _Reading(loose.end, None, _NO_YEAR)
    return None


def _inside(raw: str) -> _Reading | None:
    """The one period in a sentence. Anything that hints at another time makes it unknown: that beats a guess."""
    if len(raw) > _LONGEST_SENTENCE:
        return None
    text = prepared(raw)
    found: _Reading | None = None
    position = 0
    while (word := _WORD.search(text, position)) is not None:
        reading = _expression_at(text, word.start(), alone=False) if _opens(text, word.start()) else None
        position = word.end() if reading is None else reading.end
        if reading is None or not _stands_free(text, word.start(), reading):
            continue
        differs = found is not None and found.period != reading.period
        if reading.period is None or differs or _goes_on(text, reading.end):
            return None
        found = reading
    return found


def _opens(text: str, start: int) -> bool:
    """Whether a time can begin here: not in the middle of an address, a record number or a decimal number."""
    before = text[start - 1] if start else " "
    return before not in "-/:_@&=#+%" and not (before in ".," and start > 1 and text[start - 2].isalnum())


def _goes_on(text: str, end: int) -> bool:
    """Whether a time is joined to the one that was read in a way that cannot be: "kvartal 1–3", "mars eller april"."""
    for pattern, numbers in ((_THROUGH, True), (_OR, True), (_AND, False)):
        joined = pattern.match(text, end)
        if joined is not None and (
            loose_at(text, joined.end()) is not None or (numbers and _DIGITS.match(text, joined.end()) is not None)
        ):
            return True
    return False


def _stands_free(text: str, start: int, reading: _Reading) -> bool:
    """Whether what was found is a time of its own and no part of a longer name or number."""
    after, next_after = text[reading.end : reading.end + 1], text[reading.end + 1 : reading.end + 2]
    if after == "-" or (after and after in "/:_.,@" and next_after.isalnum()):
        return False
    if _DIGITS.fullmatch(text, start, reading.end):
        return reading.period is not None and _COUNTED_THINGS.match(text, reading.end) is None
    return True


def _expression_at(text: str, start: int, *, alone: bool) -> _Reading | None:
    """The period that begins here; None when no expression of time does."""
    for pattern, opened in ((_UNTIL, until), (_SINCE, since)):
        prefix = pattern.match(text, start)
        if prefix is not None:
            reading = _one_sided_at(text, prefix.end(), opened)
            if reading is not None:
                return reading
    prefix = _BETWEEN.match(text, start)
    if prefix is not None:
        return _span_at(text, prefix.end(), joins=((_AND, False),), single=False)
    prefix = _VAGUE.match(text, start)
    if prefix is not None:
        told = _span_at(text, prefix.end()) or loose_at(text, prefix.end())
        return told and _Reading(told.end, None, "Ordet före den säger inte vilken tid som menas.")
    return _span_at(text, start) or _repeating_at(text, start, alone=alone)


def _one_sided_at(text: str, start: int, opened: Callable[[Period], Period]) -> _Reading | None:
    """What follows "t.o.m." or "fr.o.m."; "från 2025 till 2027" has both ends."""
    span = _span_at(text, start)
    if span is None:
        loose = loose_at(text, start)
        return loose and _Reading(loose.end, None, _NO_YEAR)
    if span.period is None or (opened is since and span.period.end is None):
        return span
    first, last = ends(span.period)
    if opened is since and first != last:
        return span
    period = span.period
    return _reading(span.end, lambda: opened(period))


def _span_at(text: str, start: int, *, joins: _Joins = _JOINS, single: bool = True) -> _Reading | None:
    """A unit, or two that are joined to a span, where the first may take its year from the second."""
    left = unit_at(text, start)
    if left is None:
        return _shared_year_at(text, start, joins)
    if left.unit is None:
        return _Reading(left.end, None, left.problem)
    first = left.unit
    for pattern, adjacent in joins:
        joined = pattern.match(text, left.end)
        right = unit_at(text, joined.end()) if joined is not None else None
        if right is not None:
            return _joined(lambda _: first, right, adjacent=adjacent)
    if not single:
        return None
    onwards = _ONWARDS.match(text, left.end)
    if onwards is not None:
        return _Reading(onwards.end(), since(one(first)))
    return _Reading(left.end, one(first))


def _shared_year_at(text: str, start: int, joins: _Joins) -> _Reading | None:
    """ "januari–mars 2025", "kvartal 1–3 2025", "12–14 mars 2025"."""
    loose = loose_at(text, start) or _lone_day_at(text, start)
    if loose is None:
        return None
    for pattern, adjacent in joins:
        joined = pattern.match(text, loose.end)
        if joined is None or (loose.precision is Precision.DAY and not _DAY_IN_WORDS.match(text, joined.end())):
            continue
        right = unit_at(text, joined.end())
        if right is None and loose.precision in NUMBERED:
            right = shorthand_at(text, joined.end(), loose.precision)
        if right is not None and (right.unit is None or right.unit.precision is loose.precision):
            return _joined(loose.in_year_of, right, adjacent=adjacent)
    return None


def _lone_day_at(text: str, start: int) -> Loose | None:
    match = _LONE_DAY.match(text, start)
    return match and Loose(match.end(), Precision.DAY, int(match["day"]))


def _joined(left: Callable[[Unit], Unit], right: Found, *, adjacent: bool) -> _Reading:
    """From the left one through the right one. "2025 och 2026" is a span only because they are ``adjacent``."""
    last = right.unit
    if last is None:
        return _Reading(right.end, None, right.problem)

    def build() -> Period:
        first = left(last)
        if adjacent and first.following != last:
            raise Invalid("period", TWO_TIMES)
        return between(one(first), one(last))

    return _reading(right.end, build)


def _reading(end: int, build: Callable[[], Period]) -> _Reading:
    try:
        return _Reading(end, build())
    except Invalid as problem:
        return _Reading(end, None, problem.message)


def _repeating_at(text: str, start: int, *, alone: bool) -> _Reading | None:
    found = repeating_at(text, start, alone=alone)
    if found is not None and found.recurrence is not None:
        return _Reading(found.end, recurring(found.recurrence))
    if found is not None:
        return _Reading(found.end, None, found.problem)
    yearless = None if alone else _YEARLESS.match(text, start)
    return yearless and _Reading(yearless.end(), None, _NO_YEAR)

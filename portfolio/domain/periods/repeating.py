"""Reading what comes back: "kvartal 1 och 3", "i oktober", "1 ggr/termin", "årligen", "löpande", "enligt årshjul"."""

from __future__ import annotations

import re
from typing import NamedTuple

from portfolio.domain.errors import Invalid
from portfolio.domain.periods.notations import NUMBERED, Loose, is_boundary, loose_at, year_follows
from portfolio.domain.periods.recurrences import NUMBER_WORDS, points, times_per
from portfolio.domain.periods.units import Precision

_UNITS = {
    "vecka": "week",
    "månad": "month",
    "kvartal": "quarter",
    "tertial": "tertial",
    "halvår": "half",
    "termin": "term",
    "år": "year",
    "mandatperiod": "mandate",
}
_UNIT = rf"(?P<unit>{'|'.join(_UNITS)})(?:et|en|n)?"

#: Fixed expressions; "varje kvartal" and "2 ggr/år" are read by the patterns after them.
_RHYTHMS = {
    "year": re.compile(r"årlig(?:en|a|t)?|årsvis"),
    "half": re.compile(r"halvårsvis|halvårlig(?:en|a|t)?"),
    "term": re.compile(r"terminsvis"),
    "tertial": re.compile(r"tertialvis"),
    "quarter": re.compile(r"kvartalsvis"),
    "month": re.compile(r"månadsvis|månatlig(?:en|a|t)?"),
    "week": re.compile(r"veckovis"),
    "two-weeks": re.compile(r"varannan vecka"),
    "two-months": re.compile(r"varannan månad"),
    "two-years": re.compile(r"vart ?annat år"),
    "wheel": re.compile(r"(?:enligt )?årshjul(?:et)?"),
    "ongoing": re.compile(r"(?:(?:fort)?löpande|fortgår?)(?: över tid)?|kontinuerlig[at]?|tills ?vidare"),
}
_EVERY = re.compile(rf"varje {_UNIT}")
_PER = re.compile(rf"(?:per |/ ?){_UNIT}")
_TIMES = re.compile(
    rf"(?P<times>[0-9]{{1,3}}|ett|{'|'.join(NUMBER_WORDS)}) ?(?:ggr|gånger|gång)\.?"
    rf"(?: ?/ ?| per | om | i | varje | under ){_UNIT}"
)

_BEFORE = re.compile(r"(?P<yearly>(?:varje år|årligen|varje),? )?(?P<within>(?:i|under|på) )?")
_AFTER = re.compile(r" (?:varje år|årligen|per år|om året)|/år")
_JOINED = re.compile(r",? (?:och|samt) |, ?| ?[&+/] ?")
_BARE_NUMBER = re.compile(r"[0-9]{1,2}(?![0-9])")

#: "K3" and "maj" alone in a field are times; inside a sentence they may be a room or a person.
_RISKY = re.compile(r"[kth][0-9]{1,2}|maj|mars|[a-z]{3,4}\.?")
_LONGEST_LIST = 12

TWO_TIMES = "Den rymmer flera tider som inte hänger ihop."


class Repeating(NamedTuple):
    """Where in the text the expression ends, and the recurrence that it tells or why there is none."""

    end: int
    recurrence: str | None
    problem: str = ""


def repeating_at(text: str, start: int, *, alone: bool) -> Repeating | None:
    """The longest recurrence that begins here, or None; ``alone`` when it is all that was written."""
    found = [_rhythm_at(text, start), _times_at(text, start, alone=alone), _points_at(text, start, alone=alone)]
    return max(filter(None, found), key=lambda one: one.end, default=None)


def _rhythm_at(text: str, start: int) -> Repeating | None:
    for recurrence, pattern in _RHYTHMS.items():
        match = pattern.match(text, start)
        if match is not None and is_boundary(text, match.end()):
            return Repeating(match.end(), recurrence)
    return None


def _times_at(text: str, start: int, *, alone: bool) -> Repeating | None:
    # "Ett möte per år" is not once a year, so inside a sentence "per år" says too little.
    for pattern in (_TIMES, _EVERY, _PER) if alone else (_TIMES, _EVERY):
        match = pattern.match(text, start)
        if match is None or not is_boundary(text, match.end()):
            continue
        said = match.groupdict().get("times") or "en"
        times = int(said) if said.isdecimal() else NUMBER_WORDS.index("en" if said == "ett" else said) + 1
        try:
            return Repeating(match.end(), times_per(times, _UNITS[match["unit"]]))
        except Invalid as problem:
            return Repeating(match.end(), None, problem.message)
    return None


def _points_at(text: str, start: int, *, alone: bool) -> Repeating | None:
    before = _BEFORE.match(text, start)
    begin = before.end() if before is not None else start
    first = loose_at(text, begin)
    if first is None or first.precision is Precision.DAY:
        return None
    parts = _list_from(text, first)
    end = parts[-1].end
    if year_follows(text, end):
        # One unit with its year is no recurrence; several with one year are several times, not one.
        return None if len(parts) == 1 else Repeating(end, None, TWO_TIMES)
    after = _AFTER.match(text, end)
    yearly = after is not None or (before is not None and before["yearly"] is not None)
    if first.precision in (Precision.SEASON, Precision.TERM) and not yearly:
        return None
    plain = not yearly and begin == start and len(parts) == 1
    if plain and not alone and _RISKY.fullmatch(text, begin, end):
        return None
    end = after.end() if after is not None else end
    try:
        return Repeating(end, points(first.precision, [part.number for part in parts]))
    except Invalid as problem:
        return Repeating(end, None, problem.message)


def _list_from(text: str, first: Loose) -> list[Loose]:
    """The units of a list like "kvartal 1, 2 och 4", where the kind need not be told again."""
    parts = [first]
    while len(parts) < _LONGEST_LIST:
        joined = _JOINED.match(text, parts[-1].end)
        if joined is None:
            break
        another = loose_at(text, joined.end())
        number = _BARE_NUMBER.match(text, joined.end())
        if another is not None and another.precision is first.precision:
            parts.append(another)
        elif another is None and number is not None and first.precision in NUMBERED and is_boundary(text, number.end()):
            parts.append(Loose(number.end(), first.precision, int(number[0])))
        else:
            break
    return parts

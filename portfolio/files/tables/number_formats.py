"""How a workbook shows a number: as it is, as per cent, as a day or as a time of day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from enum import Enum

from portfolio.domain.numbers import MOST_DIGITS
from portfolio.domain.tables.values import Fault, Value


class Look(Enum):
    """What the number format makes of a number."""

    NUMBER = "number"
    PERCENT = "percent"
    DAY = "day"
    TIME = "time"


#: Formats that are known by number alone; those between 27 and 58 are days in East Asian workbooks.
_BUILT_IN = {9: Look.PERCENT, 10: Look.PERCENT, **dict.fromkeys((14, 15, 16, 17, 22), Look.DAY)}
_BUILT_IN |= dict.fromkeys((18, 19, 20, 21, 45, 46, 47), Look.TIME)
_BUILT_IN |= dict.fromkeys((*range(27, 32), 36, *range(50, 55), 57, 58), Look.DAY)

#: What a format shows word for word, and its colours, languages and conditions.
_WORDS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)

#: Excel's numbers of days hold room for a 29 February 1900 that never was.
_EPOCH, _EPOCH_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
_FEBRUARY_1900 = 60
_LAST_DAY = 2_958_466


def look_of(number: int, codes: Mapping[int, str]) -> Look:
    """What a format does, by its number and by the codes that the workbook brings."""
    if number not in codes:
        return _BUILT_IN.get(number, Look.NUMBER)
    code = _WORDS.sub("", codes[number].split(";")[0]).lower()
    if "%" in code:
        return Look.PERCENT
    if code in ("general", "standard", "@"):
        return Look.NUMBER
    if re.search(r"[yd]|å", code) or re.fullmatch(r"[\s./-]*m+[\s./-]*", code):
        return Look.DAY
    if re.search(r"[hs]|mm?:", code):
        return Look.TIME
    return Look.NUMBER


def shown(text: str, look: Look, *, since_1904: bool) -> Value:
    """A number of a workbook as a person sees it. Raises ValueError for what is no number."""
    # Excel keeps binary fractions: fifteen digits are what it shows, and what was typed.
    number = Context(prec=MOST_DIGITS).create_decimal(Decimal(text.strip()))
    if not number.is_finite():
        raise ValueError(text)
    if look is Look.PERCENT:
        return number * 100
    if look in (Look.DAY, Look.TIME):
        return _moment(number, look, since_1904=since_1904)
    return number


def _moment(number: Decimal, look: Look, *, since_1904: bool) -> Value:
    if not 0 <= number < _LAST_DAY:
        return Fault(f"{number:f}", "Cellen visas som ett datum men är ett tal utanför kalendern. Skriv datumet igen.")
    if look is Look.TIME and number < 1:
        return _time_of(number)
    if since_1904:
        start = _EPOCH_1904
    elif number < 1 or int(number) == _FEBRUARY_1900:
        return Fault(f"{number:f}", "Cellen visar en dag som inte finns. Skriv datumet igen.")
    else:
        start = _EPOCH + timedelta(days=1) if number < _FEBRUARY_1900 else _EPOCH
    # Whole seconds: the rest is what binary fractions leave over.
    found = start + timedelta(days=int(number), seconds=round(float(number % 1) * 86400))
    return date(found.year, found.month, found.day) if found.time() == time() else found


def _time_of(number: Decimal) -> str:
    seconds = round(number * 86400)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")

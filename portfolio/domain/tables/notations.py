"""Numbers, days and periods in the notations that spreadsheets and the systems behind them have."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from portfolio.domain.errors import Invalid
from portfolio.domain.measurements import number_in
from portfolio.domain.numbers import problem_with_number
from portfolio.domain.periods import Period, day, month, parse
from portfolio.domain.tables.values import Fault, Value
from portfolio.domain.texts import clean_text

_POUNDS = re.compile(r"[£$€]\s?(?P<number>.+)|(?P<after>.+?)\s?(?:kr|SEK|€)\.?", re.IGNORECASE)
_BY_COMMAS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_BY_POINTS = re.compile(r"\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_ENGLISH_MONEY = re.compile(r"[£$]")
_MINUS_AFTER = re.compile(r"(?P<number>\d[\d\s.,\u00a0\u2009\u202f]*)[-\u2212]")

_DOTTED_DAY = re.compile(r"(?P<day>\d{1,2})[.-](?P<month>\d{1,2})[.-](?P<year>\d{4})", re.ASCII)
_WITH_TIME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_TIGHT_MONTH = re.compile(r"(?P<year>(?:19|20|21)\d{2})(?P<m>[mM]?)(?P<month>0[1-9]|1[0-2])", re.ASCII)
_SHORT_MONTH = re.compile(r"(?P<name>[a-zåäö]{3,9})\.?[- ’'](?P<year>\d{2})")


def text_of(value: Value) -> str | None:
    """What a cell says, in words; None for a blank one. Raises Invalid for one that cannot be used."""
    if isinstance(value, Fault):
        raise Invalid(None, value.reason)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, Decimal):
        return f"{value:f}" if value != value.to_integral_value() else f"{value.quantize(Decimal(1)):f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return clean_text(value)


def number_of(value: Value) -> Decimal | None:
    """The number that a cell holds: 1 234,5, 1.234,5, £2,607, 12- or 85 %. Raises Invalid.

    A dollar or a pound tells that commas part the thousands; a lone comma or point is otherwise a decimal sign.
    """
    if isinstance(value, date):
        raise Invalid(
            None,
            f"Cellen är ett datum ({text_of(value)}) men ska vara ett tal. Kalkylprogrammet kan ha gjort om det: "
            "skriv talet igen och välj formatet tal.",
        )
    if isinstance(value, bool):
        raise Invalid(None, f"”{text_of(value)}” är inget tal. Skriv till exempel 1 234,5.")
    found: Decimal | None
    if isinstance(value, Decimal):
        found = value
    else:
        text = text_of(value)
        found = None if text is None else _number(text)
    if problem := problem_with_number(found):
        raise Invalid(None, problem)
    return found


def _number(text: str) -> Decimal:
    plain = text
    english = _ENGLISH_MONEY.match(plain) is not None
    if match := _POUNDS.fullmatch(plain):
        plain = match["number"] or match["after"]
    if match := _MINUS_AFTER.fullmatch(plain):
        plain = f"-{match['number'].strip()}"
    bare = plain.lstrip("+-\u2212")
    if _BY_COMMAS.fullmatch(bare) and (english or bare.count(",") > 1 or "." in bare):
        plain = plain.replace(",", "")
    elif _BY_POINTS.fullmatch(bare):
        plain = plain.replace(".", "")
    try:
        return number_in(plain)
    except Invalid as problem:
        shown = text if len(text) <= 40 else f"{text[:40]}…"
        raise Invalid(None, f"”{shown}” går inte att läsa som ett tal. Skriv till exempel 1 234,5.") from problem


def day_of(value: Value) -> date | None:
    """The day that a cell tells, as a date or in words. Raises Invalid for anything longer than a day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    if text is None:
        return None
    if isinstance(value, Decimal) and len(text) == 5:
        raise Invalid(
            None, f"Cellen är talet {text}, inte ett datum. Välj formatet datum för kolumnen, eller skriv 2025-05-23."
        )
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    try:
        found = parse(_plain_day(text))
    except Invalid as problem:
        raise Invalid(None, f"”{shown}” går inte att läsa som ett datum. Skriv till exempel 2025-05-23.") from problem
    if found.start is None or found.start != found.end:
        raise Invalid(None, f"”{shown}” är ingen dag. Skriv hela datumet, till exempel 2025-05-23.")
    return found.start


def period_of(value: Value) -> Period | None:
    """The period that a cell tells: a day, 202301, 2023M01, jan-23, kv 3 2023, hösten 2025 and so on. Raises Invalid.

    A date is one day, even where whoever wrote it meant its month: only who knows the measure can tell.
    """
    if isinstance(value, date):
        found = day_of(value)
        return None if found is None else day(found)
    text = text_of(value)
    if text is None:
        return None
    if match := _TIGHT_MONTH.fullmatch(text):
        if not match["m"] and text[2:4] <= "12" and text[2:4] >= "01":
            raise Invalid(
                None,
                f"”{text}” kan vara både en månad och en dag. Skriv {text[:4]}-{text[4:]} om det är en månad.",
            )
        return month(int(match["year"]), int(match["month"]))
    if match := _SHORT_MONTH.fullmatch(text.lower()):
        text = f"{match['name']} 20{match['year']}"
    try:
        return parse(_plain_day(text))
    except Invalid as problem:
        raise Invalid(None, problem.message) from problem


def _plain_day(text: str) -> str:
    """The day as it is read elsewhere: 23.5.2025 and a day with a time of day are notations of files alone."""
    if match := _WITH_TIME.fullmatch(text):
        return match["day"]
    if match := _DOTTED_DAY.fullmatch(text):
        return f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    return text

"""Working days in Sweden: on which days nobody is reminded of anything.

Source: lag (1989:253) om allmänna helgdagar for the holidays, as it stands since 2005; lag (1930:173) om beräkning av
lagstadgad tid, 2 §, for what counts as one: Saturdays, and the eves of Midsummer, Christmas and New Year. The same
rules are used for earlier years too, when they were partly others.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_ONE_DAY = timedelta(days=1)

_SATURDAY = 5
_SUNDAY = 6

#: Days of the year that are free whatever day of the week they fall on.
_FIXED = {
    (1, 1): "Nyårsdagen",
    (1, 6): "Trettondedag jul",
    (5, 1): "Första maj",
    (6, 6): "Sveriges nationaldag",
    (12, 24): "Julafton",
    (12, 25): "Juldagen",
    (12, 26): "Annandag jul",
    (12, 31): "Nyårsafton",
}

#: Days that follow Easter Sunday, by how many days after it they lie.
_AFTER_EASTER = {
    -2: "Långfredagen",
    0: "Påskdagen",
    1: "Annandag påsk",
    39: "Kristi himmelsfärdsdag",
    49: "Pingstdagen",
}


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method that Nature printed in 1876, whose letters these are."""
    a = year % 19
    b, c = divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=512)
def holidays(year: int) -> dict[date, str]:
    """The days of a year that are free besides Saturdays and ordinary Sundays, with what they are called.

    Where two fall on the same day, such as Ascension Day on the first of May, the moving one gives the name.
    """
    found = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    easter = easter_sunday(year)
    found |= {easter + timedelta(days=days): name for days, name in _AFTER_EASTER.items()}
    midsummer = _saturday_from(date(year, 6, 20))
    found[midsummer - _ONE_DAY] = "Midsommarafton"
    found[midsummer] = "Midsommardagen"
    found[_saturday_from(date(year, 10, 31))] = "Alla helgons dag"
    return dict(sorted(found.items()))


def is_working_day(day: date) -> bool:
    """Whether people are at work: no Saturday, Sunday or holiday."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def on_or_after(day: date) -> date:
    """The day itself when it is a working day, else the next one that is."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def on_or_before(day: date) -> date:
    """The day itself when it is a working day, else the latest one before it."""
    while not is_working_day(day):
        day -= _ONE_DAY
    return day


def after(day: date) -> date:
    """The first working day that comes after a day."""
    return on_or_after(day + _ONE_DAY)


def first_of_week(day: date) -> date | None:
    """The first working day of the week, from Monday, that a day lies in; None when the whole week is free."""
    monday = day - timedelta(days=day.weekday())
    first = on_or_after(monday)
    return first if first <= monday + timedelta(days=_SUNDAY) else None


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)

"""A calendar as iCalendar (RFC 5545), which calendar programs subscribe to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import timedelta

from icalendar import Calendar, Event, vText
from icalendar.enums import STATUS

from portfolio.domain.calendars import Due, Entry

TYPE = "text/calendar; charset=utf-8"

#: What no text may hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

#: How often programs are asked to look again; most of them choose for themselves.
_LOOK_AGAIN = timedelta(hours=6)


def written(entries: Iterable[Entry], due: Mapping[str, Due], *, name: str, base_url: str, zone: str) -> bytes:
    """The calendar's text. ``due`` tells more of the entries that are still due, by their ids.

    Events last all day and take up no time: they say by when something is done, not when one is busy.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Nyttoportföljen//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # Unlike other texts, the library would write this one as it is.
    calendar.add("x-wr-calname", vText(_clean(name)))
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", _LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    for one in entries:
        calendar.add_component(_event(one, due.get(one.uid), base_url))
    return bytes(calendar.to_ical())


def _event(one: Entry, told: Due | None, base_url: str) -> Event:
    event = Event()
    event.add("uid", one.uid)
    # When it was changed, not when it was read: the same calendar is the same bytes.
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", one.sequence)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if one.cancelled_at is not None:
        event.add("summary", f"Klart eller inte längre aktuellt: {_clean(one.summary)}")
        event.add("status", STATUS.CANCELLED)
        return event
    event.add("summary", _clean(one.summary))
    event.add("status", STATUS.CONFIRMED)
    if told is not None:
        link = f"{base_url}{told.path}"
        lines = [_clean(", ".join(told.initiatives)), f"Tar ungefär {told.minutes} minuter.", f"Gör det här: {link}"]
        event.add("description", "\n".join(filter(None, lines)))
        event.add("url", link)
    return event


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)

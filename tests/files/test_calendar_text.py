"""The calendar's text, read by a reader that knows nothing of how it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import vobject

from portfolio.domain.calendars import Due, Entry
from portfolio.files.calendar_text import written
from tests.calendar_reading import read_calendar

NOW = datetime(2024, 2, 29, 22, 30, 15, tzinfo=UTC)
NASTY = "Åtgärder; vård, omsorg \\ och\nannat: ”samverkan” 漢字 🧭 " + "ö" * 90


def made() -> bytes:
    entries = [
        Entry("a@nyttoportfoljen", date(2024, 2, 29), f"\a{NASTY}\0", 0, NOW),
        Entry("b@nyttoportfoljen", date(2024, 12, 31), "B", 3, NOW, cancelled_at=NOW),
    ]
    told = Due("a@nyttoportfoljen", date(2024, 2, 29), NASTY, (NASTY, "En väg in"), 4, "/serier/7/matvarden/nytt")
    zone = "Europe/Stockholm"
    return written(entries, {told.uid: told}, name=f"Min {NASTY}", base_url="https://nytta.example", zone=zone)


def test_it_is_read_by_the_standard_and_says_the_same_as_was_written() -> None:
    calendar = read_calendar(made())
    assert calendar.text("X-WR-CALNAME") == f"Min {NASTY}"
    assert calendar.text("X-WR-TIMEZONE") == "Europe/Stockholm"
    first, second = calendar.within
    assert first.text("SUMMARY") == NASTY
    assert (first.day("DTSTART"), first.day("DTEND")) == (date(2024, 2, 29), date(2024, 3, 1))
    assert first.instant("DTSTAMP") == first.instant("LAST-MODIFIED") == NOW
    assert (first.text("STATUS"), first.text("SEQUENCE")) == ("CONFIRMED", "0")
    link = "https://nytta.example/serier/7/matvarden/nytt"
    assert first.text("DESCRIPTION") == f"{NASTY}, En väg in\nTar ungefär 4 minuter.\nGör det här: {link}"
    assert first.text("URL") == link
    assert (second.text("STATUS"), second.text("SEQUENCE")) == ("CANCELLED", "3")
    assert second.day("DTEND") == date(2025, 1, 1)
    assert "URL" not in second.properties
    assert made() == made(), "the same calendar is the same bytes"


def test_another_library_reads_the_same() -> None:
    calendar = vobject.readOne(made().decode())
    calendar.validate(raiseException=True)
    assert calendar.prodid.value and calendar.version.value == "2.0"
    first, second = calendar.contents["vevent"]
    assert (first.uid.value, first.summary.value) == ("a@nyttoportfoljen", NASTY)
    assert (first.dtstart.value, first.dtend.value) == (date(2024, 2, 29), date(2024, 3, 1))
    assert "Tar ungefär 4 minuter.\nGör det här: https://nytta.example/" in first.description.value
    assert (second.uid.value, second.status.value, second.sequence.value) == ("b@nyttoportfoljen", "CANCELLED", "3")


@pytest.mark.parametrize(
    "broken",
    [
        made().replace(b"\r\n", b"\n"),
        made().replace(b"\r\n ", b""),
        made().replace(b"SEQUENCE:0", b"SEQUENCE:x"),
        made().replace(b"b@nyttoportfoljen", b"a@nyttoportfoljen"),
        made().replace(b"\\;", b";", 1),
        made().replace(b";VALUE=DATE", b""),
        made()[: -len("END:VCALENDAR\r\n")],
    ],
)
def test_the_reader_takes_nothing_that_the_standard_does_not(broken: bytes) -> None:
    with pytest.raises((AssertionError, ValueError)):
        read_calendar(broken)

"""A reader of iCalendar of our own, as strict as RFC 5545: what it takes, every calendar program should.

It knows nothing of the library that writes, and raises AssertionError where the standard is broken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

_NAME = r"[A-Za-z0-9-]+"
_QUOTED, _SAFE = r'"[^"\x00-\x08\x0a-\x1f\x7f]*"', r'[^";:,\x00-\x08\x0a-\x1f\x7f]*'
_VALUE = rf"(?:{_QUOTED}|{_SAFE})"
_LINE = re.compile(rf"(?P<name>{_NAME})(?P<parameters>(?:;{_NAME}={_VALUE}(?:,{_VALUE})*)*):(?P<value>.*)", re.DOTALL)
_TEXTS = {"SUMMARY", "DESCRIPTION", "X-WR-CALNAME", "PRODID"}
_ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "DESCRIPTION", "STATUS", "URL", "LAST-MODIFIED"}


@dataclass
class Read:
    """A component: its properties by name, each as value and parameters, and the components within."""

    kind: str
    properties: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=dict)
    within: list[Read] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A property that stands once, as a text."""
        [(value, _)] = self.properties[name]
        return re.sub(r"\\([\\;,nN])", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)

    def day(self, name: str) -> date:
        """A property that is a day, and says that it is."""
        [(value, parameters)] = self.properties[name]
        assert parameters.get("VALUE") == "DATE", name
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007

    def instant(self, name: str) -> datetime:
        """A property that is an instant in UTC."""
        [(value, parameters)] = self.properties[name]
        assert not parameters, name
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def read_calendar(content: bytes) -> Read:
    """The calendar, after everything has been held against the standard."""
    calendar = _components(_lines(content))
    assert calendar.kind == "VCALENDAR"
    assert calendar.text("VERSION") == "2.0"
    assert calendar.text("PRODID")
    assert calendar.text("METHOD") == "PUBLISH"
    events = [one for one in calendar.within if one.kind == "VEVENT"]
    assert events == calendar.within, "nothing but events"
    for event in events:
        _hold(event)
    uids = [event.text("UID") for event in events]
    assert len(set(uids)) == len(uids), "each id once"
    return calendar


def _lines(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b""), "lines end with CRLF alone"
    assert b"\r" not in content.replace(b"\r\n", b"")
    raw = content.removesuffix(b"\r\n").split(b"\r\n")
    for line in raw:
        assert 0 < len(line) <= 75, line
        # No letter is cut in two, so that each line can be read by itself.
        line.decode("utf-8")
    lines: list[str] = []
    for line in raw:
        if line[:1] in b" \t":
            lines[-1] += line[1:].decode()
        else:
            lines.append(line.decode())
    return lines


def _components(lines: list[str]) -> Read:
    open_ones: list[Read] = []
    for number, line in enumerate(lines):
        found = _LINE.fullmatch(line)
        assert found, line
        name, value = found["name"].upper(), found["value"]
        pairs = (pair.split("=", 1) for pair in found["parameters"].split(";")[1:])
        parameters = {key.upper(): text.strip('"') for key, text in pairs}
        if name == "BEGIN":
            open_ones.append(Read(value))
            if len(open_ones) > 1:
                open_ones[-2].within.append(open_ones[-1])
        elif name == "END":
            closed = open_ones.pop()
            assert closed.kind == value
            if not open_ones:
                assert number == len(lines) - 1, "nothing after the end"
                return closed
        else:
            if name in _TEXTS:
                assert not re.search(r"(?<!\\)(?:\\\\)*(?:[;,]|\\[^\\;,nN])", value), line
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", value), line
            open_ones[-1].properties.setdefault(name, []).append((value, parameters))
    raise AssertionError("no end")


def _hold(event: Read) -> None:
    for name in _ONCE & event.properties.keys():
        assert len(event.properties[name]) == 1, name
    assert event.text("UID")
    assert event.instant("LAST-MODIFIED") <= datetime.now(UTC)
    assert event.instant("DTSTAMP") <= datetime.now(UTC)
    assert event.day("DTSTART") < event.day("DTEND")
    assert int(event.text("SEQUENCE")) >= 0
    assert event.text("STATUS") in {"CONFIRMED", "CANCELLED", "TENTATIVE"}
    assert event.text("TRANSP") in {"OPAQUE", "TRANSPARENT"}
    assert event.text("SUMMARY")

"""Mail on its way: where a message stands, and when it is tried again."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class MailKind(StrEnum):
    """What a message is about."""

    REMINDER = "reminder"


class MailState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


#: How often a message is tried before it is given up: with the times between, that is more than five days, so that a
#: server may be down over Easter without anybody losing what they were to be told.
MOST_ATTEMPTS = 30

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts have failed: twice as long each time; None when it is given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    # Bounded first: two to a large power is a number that no time can hold.
    times: int = 2 ** min(max(attempts - 1, 0), 20)
    return min(_FIRST_WAIT * times, _LONGEST_WAIT)

"""What an initiative does and what it needs: activities and enablers, placed in a phase and often in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.domain.periods import Period, read
from portfolio.domain.periods.period import ends
from portfolio.domain.texts import LONG, SHORT, TextRule, clean_text


class ActivityKind(StrEnum):
    """``ENABLER`` (möjliggörare) is what has to be in place; an activity is work that is done."""

    ACTIVITY = "activity"
    ENABLER = "enabler"


class ActivityStatus(StrEnum):
    """How far the work on an activity has come; ``ONGOING`` goes on over time and is never late."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"
    ONGOING = "ongoing"


TEXT_RULES = {
    "title": TextRule("vad som ska göras", SHORT, required=True),
    "period_text": TextRule("tiden", SHORT),
    "note": TextRule("uppföljningen", LONG),
}

#: What is over, one way or the other, or never ends.
_NEVER_LATE = frozenset({ActivityStatus.DONE, ActivityStatus.CANCELLED, ActivityStatus.ONGOING})


def is_late(status: ActivityStatus | None, period: Period | None, today: date) -> bool:
    """Whether it should have been done: its last day has passed, and it is neither done, cancelled nor ongoing.

    What has no last day (an open end, a recurrence, a time that could not be read) is never late.
    """
    return status not in _NEVER_LATE and period is not None and period.end is not None and period.end < today


def due_label(period: Period) -> str:
    """By when it is to be done, as a Swedish reader says it: the last unit of a span. Empty without a last day."""
    last = ends(period)[1]
    return last.label if last is not None else ""


@dataclass(frozen=True)
class Reading:
    """A time as somebody wrote it, and how it was read; ``period`` is None when it could not be."""

    written: str
    period: Period | None

    @classmethod
    def of(cls, written: str | None) -> Reading | None:
        """How a text is read now; None when nothing was written."""
        text = clean_text(written)
        return cls.stored(text, read(text) if text is not None else None)

    @classmethod
    def stored(cls, written: str | None, period: Period | None) -> Reading | None:
        """What was written and how it was read then; None when there is neither."""
        known = None if period is None or period.is_unknown else period
        text = written or (known.label if known is not None else None)
        return cls(text, known) if text is not None else None

    @property
    def tells_more(self) -> bool:
        """Whether the reading says anything that the written words do not say just as well."""
        return self.period is not None and self.period.label.casefold() != self.written.casefold()

"""The only place that reads the time of day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Clock:
    """Instants are real and in UTC; the date follows the time zone, or stands still when a fixed one is set."""

    zone: ZoneInfo
    fixed_today: date | None = None

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date that every date rule goes by."""
        return self.fixed_today or self.now().astimezone(self.zone).date()

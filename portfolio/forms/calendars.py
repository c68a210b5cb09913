"""A new address of one's own calendar: nothing is typed."""

from __future__ import annotations

from portfolio.forms.base import Form


class CalendarForm(Form):
    """The one-use id alone, so that an address that was just made is not replaced by sending the page again."""

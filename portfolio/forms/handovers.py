"""Accepting a handover: one button, with the version of what was shown."""

from __future__ import annotations

from portfolio.forms.base import EditForm


class HandoverForm(EditForm):
    """Nothing to fill in: all of it is accepted at once."""

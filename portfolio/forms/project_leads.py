"""Appointing the project lead of an initiative."""

from __future__ import annotations

from portfolio.forms.base import ChoiceField, EditForm


class AppointmentForm(EditForm):
    """Who leads the project."""

    user_id = ChoiceField("Projektledare", kind=int, blank="Välj person")

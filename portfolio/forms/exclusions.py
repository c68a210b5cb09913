"""A time that a measure leaves out of the reckoning, and why."""

from __future__ import annotations

from wtforms import TextAreaField

from portfolio.forms.base import EditForm, Form
from portfolio.forms.fields import PeriodField


class NewExclusionForm(Form):
    """Which time is left out, and why."""

    period = PeriodField("Perioden som inte ska räknas")
    reason = TextAreaField("Varför ska den inte räknas?")


class ExclusionForm(NewExclusionForm, EditForm):
    """A time that is left out already."""


class LiftForm(Form):
    """Why a time that was left out counts again."""

    reason = TextAreaField("Varför ska perioden räknas igen?")

"""An entry of the learning log."""

from __future__ import annotations

from wtforms import TextAreaField

from portfolio.forms.base import DayField, EditForm, Form


class _Fields:
    """The fields that adding and editing share."""

    noted_on = DayField("Dag")
    believed = TextAreaField("Vad trodde vi?")
    happened = TextAreaField("Vad hände?")
    next_step = TextAreaField("Vad gör vi nu?")
    look_again_on = DayField("Titta igen senast")


class NewLearningForm(_Fields, Form):
    """A new entry."""


class LearningForm(_Fields, EditForm):
    """An entry that exists."""

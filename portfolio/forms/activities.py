"""Adding and editing an activity."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.phases import Phase
from portfolio.forms.base import ChoiceField, EditForm, Form, LinesField


class _Fields:
    """The fields that adding and editing share."""

    title = StringField("Vad ska göras?")
    phase = ChoiceField("Fas", kind=Phase, blank="Inte placerad i någon fas")
    period_text = StringField("När?")
    responsible = LinesField("Ansvariga roller")
    status = ChoiceField("Status", kind=ActivityStatus, blank="Inte angivet")
    note = TextAreaField("Uppföljning")


class NewActivityForm(_Fields, Form):
    """A new activity."""


class ActivityForm(_Fields, EditForm):
    """An activity that exists."""

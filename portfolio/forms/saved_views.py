"""A view of the register that somebody keeps; what it narrows to stands in the address that the form is sent to."""

from __future__ import annotations

from wtforms import StringField

from portfolio.forms.base import Form


class SavedViewForm(Form):
    """What the view is called."""

    name = StringField("Vad ska vyn heta?")

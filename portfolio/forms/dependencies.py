"""Saying what an initiative waits for, in words, and that it no longer does."""

from __future__ import annotations

from wtforms import StringField

from portfolio.forms.base import ChoiceField, EditForm, Form


class NewDependencyForm(Form):
    """Another initiative, and what of it is waited for."""

    waits_for_id = ChoiceField(
        "Initiativ", kind=int, blank="Välj initiativ", required="Välj initiativet som det väntar på."
    )
    what = StringField("Vad behöver vara på plats där?")


class DependencyForm(EditForm):
    """What is waited for, in words."""

    what = StringField("Vad behöver vara på plats där?")


class EndDependencyForm(Form):
    """Nothing but the wish itself."""

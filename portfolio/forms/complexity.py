"""Classifying an initiative."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from portfolio.domain.complexity import ComplexityLevel
from portfolio.forms.base import ChoiceField, DayField, EditForm


class ClassificationForm(EditForm):
    """The steering group's decision on the level."""

    level = ChoiceField("Nivå", kind=ComplexityLevel, blank="Välj nivå")
    decided_on = DayField("Beslutsdatum")
    forum_id = ChoiceField("Beslutat av", kind=int, blank="Inte angivet")
    motivation = TextAreaField("Motivering")
    diarienummer = StringField("Diarienummer")

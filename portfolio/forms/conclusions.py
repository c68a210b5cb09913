"""Concluding a benefit, or letting another initiative take it over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import StringField, TextAreaField

from portfolio.domain.texts import clean_text
from portfolio.forms.base import ChoiceField, DayField, EditForm

#: The two ways: nobody follows it any more, or another initiative does.
CONCLUDE, MOVE = "avfor", "flytta"


class ConclusionForm(EditForm):
    """What becomes of the benefit, why, and what was learned."""

    way = ChoiceField("Vad händer med nyttan?", kind=str)
    lesson = TextAreaField("Vad ni lärde er")
    successor_id = ChoiceField("Initiativet som tar över", kind=int, blank="Välj initiativ")
    motivation = TextAreaField("Motivering")
    decided_on = DayField("Beslutsdatum")
    forum_id = ChoiceField("Beslutat av", kind=int, blank="Inget forum")
    diarienummer = StringField("Diarienummer")

    @classmethod
    def of(cls, sent: Any, *, stored: Mapping[str, Any]) -> ConclusionForm:
        """The form, filled with what was sent or else with what is proposed."""
        form = cls(sent, data={"way": CONCLUDE, **stored})
        form.way.offer([(CONCLUDE, "Den avförs"), (MOVE, "Ett annat initiativ tar över den")])
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: what the chosen way needs."""
        valid = super().validate(extra_validators)
        if self.way.data == MOVE and self.successor_id.data is None and not self.successor_id.errors:
            self._tell("successor_id", "Välj vilket initiativ som tar över nyttan.")
            return False
        if self.way.data == CONCLUDE and clean_text(self.lesson.data) is None:
            self._tell("lesson", "Skriv vad ni lärde er: vad andra behöver veta när nyttan nu avförs.")
            return False
        return valid

    @property
    def data(self) -> dict[str, Any]:
        """Where it moves counts only when it moves; a lesson is kept either way."""
        told = super().data
        if told.pop("way") != MOVE:
            told["successor_id"] = None
        return told

"""A judgement of a benefit by somebody outside the project."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.forms.base import ChoiceField, DayField, Form


class NewBenefitAssessmentForm(Form):
    """What was judged, by whom, and on what grounds."""

    outcome = ChoiceField("Vad säger bedömningen?", kind=AssessedOutcome, blank="Inte valt")
    statement = TextAreaField("Bedömningen i ord")
    assessed_on = DayField("Vilken dag gjordes den?")
    assessor_id = ChoiceField("Vem har gjort den?", kind=int, blank="Någon som inte finns i listan")
    assessor = StringField("Någon annan: funktion och organisation")
    grounds = ChoiceField("Hur starka är grunderna?", kind=Grounds, blank="Inte valt")
    source = StringField("Vad bygger den på?")
    second_source = StringField("En andra källa, som inte bygger på den första")

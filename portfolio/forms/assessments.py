"""Programme management's first assessment of a proposal."""

from __future__ import annotations

from wtforms import TextAreaField

from portfolio.domain.assessments import PRIORITIES, Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.forms.base import ChoiceField, EditForm

#: What each priority means beside the others.
PRIORITY_LABELS = {1: "1, viktigast", 2: "2", 3: "3, kan vänta"}


class AssessmentForm(EditForm):
    """How urgent the proposal is, how it fits, and what those who decide are recommended to do."""

    priority = ChoiceField("Prioritet", kind=int, blank="Välj prioritet")
    fit = TextAreaField("Passar förslaget in i planen?")
    recommendation = ChoiceField("Rekommendation till styrgruppen", kind=Recommendation, blank="Välj rekommendation")
    level = ChoiceField("Föreslagen nivå", kind=ComplexityLevel, blank="Ingen nivå än")

    def offer(self) -> None:
        """Set the priorities, the highest first."""
        self.priority.offer((number, PRIORITY_LABELS[number]) for number in PRIORITIES)

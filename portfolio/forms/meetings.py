"""The decision meeting: which one it is, and what each matter needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import Form as WTForm

from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.lifecycle import OUTCOMES
from portfolio.domain.periods import from_code
from portfolio.domain.texts import clean_text
from portfolio.forms.base import ChoiceField, DayField
from portfolio.forms.lifecycle import DecisionForm

#: How an outcome is called by those who meet.
OUTCOME_WORDS = {
    Outcome.APPROVED: "Bifall",
    Outcome.DEFERRED: "Vänta",
    Outcome.RETURNED: "Åter för komplettering",
    Outcome.DECLINED: "Avslag",
}

#: The fields that a matter has in a meeting besides those that all have.
FIELDS: dict[Matter, tuple[str, ...]] = {
    Matter.START: ("level", "start", "project_lead_id", "project_lead_by", "until"),
    Matter.LEVEL: ("level",),
    Matter.PHASE: ("waives",),
    Matter.TARGET: ("aim_id", "target", "target_period"),
    Matter.WAIVE: ("waives",),
    Matter.CLOSE: ("lesson",),
    Matter.CONCLUDE_BENEFIT: ("benefit_id", "lesson"),
}
_OWN = frozenset(name for names in FIELDS.values() for name in names)


class MeetingForm(WTForm):
    """Which meeting it is, by its address: what is chosen once holds for every matter. What cannot be read is told."""

    class Meta:
        locales = ["sv"]

    datum = DayField("Mötesdag")
    forum = ChoiceField("Forum", kind=int, blank="Inget forum")


class NewMatterForm(WTForm):
    """What is taken up without having been asked for, by its address."""

    class Meta:
        locales = ["sv"]

    initiativ = ChoiceField("Initiativ", kind=int, blank="Välj initiativ", required="Välj vilket initiativ det gäller.")
    sak = ChoiceField("Vad ska beslutas?", kind=str, blank="Välj ärende", required="Välj vad som ska beslutas.")


@dataclass(frozen=True)
class Suggestion:
    """What stands in the form before anybody has typed: an outcome, and the motivation that belongs to it alone."""

    outcome: Outcome
    motivation: str


class MatterForm(DecisionForm):
    """One matter of a meeting, made by ``for_meeting``: what the agenda knows already stands in it."""

    start = ChoiceField("Startar", kind=str, blank="Välj kvartal")
    aim_id = ChoiceField(
        "Nytta och mätetal", kind=int, blank="Välj mätetal", required="Välj vilket mätetal målet gäller."
    )
    benefit_id = ChoiceField("Nytta", kind=int, blank="Välj nytta")

    @classmethod
    def for_meeting(
        cls, sent: Any, *, matter: Matter, stored: Mapping[str, Any], suggestion: Suggestion | None
    ) -> MatterForm:
        """The form for one matter, filled with what was sent, or else with what is known and suggested."""
        filled = dict(stored)
        if suggestion is not None:
            filled |= {"outcome": suggestion.outcome, "motivation": suggestion.motivation}
        form = cls(sent, data=filled)
        for name in _OWN.difference(FIELDS.get(matter, ())):
            del form[name]
        form.outcome.blank = "Välj"
        form.outcome.required = "Välj hur ärendet slutade."
        form.outcome.offer((one, OUTCOME_WORDS[one]) for one in Outcome if one in OUTCOMES[matter])
        form.suggestion = suggestion
        return form

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.suggestion: Suggestion | None = None
        self._benefits: dict[int, int] = {}

    def offer_aims(self, choices: Iterable[tuple[int, int, str]]) -> None:
        """Set the measures that a target can be set for: its id, that of the benefit that it tells of, and a text."""
        offered = list(choices)
        self._benefits = {aim_id: benefit_id for aim_id, benefit_id, _ in offered}
        self.aim_id.offer((aim_id, text) for aim_id, _, text in offered)

    @property
    def data(self) -> dict[str, Any]:
        if "aim_id" in self:
            self.link_id = self.aim_id.data
        values = super().data
        if "start" in values:
            values["start"] = from_code(values["start"]) if values["start"] else None
        if "aim_id" in values:
            values["benefit_id"] = self._benefits.get(values.pop("aim_id"))
        if values["outcome"] is not Outcome.APPROVED:
            # Nothing is excepted by what was not approved.
            values.pop("waives", None)
        return values

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: the motivation that stood there belongs to the outcome that stood there."""
        valid = super().validate(extra_validators)
        held = self.suggestion
        if held is None or self.outcome.data in (None, held.outcome):
            return valid
        if clean_text(self.motivation.data) == clean_text(held.motivation):
            word = OUTCOME_WORDS[held.outcome].lower()
            self._tell(
                "motivation", f"Motiveringen som stod här gäller ”{word}”. Skriv varför det blev ett annat beslut."
            )
            return False
        return valid

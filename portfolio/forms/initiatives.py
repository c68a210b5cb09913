"""Registering, editing and entering an initiative; filtering the list of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Form as WTForm
from wtforms import SearchField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import ENTRY_STATES, InitiativeKind, InitiativeState, Origin
from portfolio.domain.labels import label
from portfolio.domain.stages import Stage
from portfolio.domain.texts import clean_text
from portfolio.forms.base import ChoiceField, DayField, EditForm, Form, LinesField, options


class _Fields:
    """The fields that registering and editing share."""

    title = StringField("Namn", validators=[InputRequired("Skriv initiativets namn.")])
    area_id = ChoiceField("Område", kind=int, blank="Välj område", required="Välj vilket område initiativet hör till.")
    purpose = TextAreaField("Syfte")
    kind = ChoiceField("Slag", kind=InitiativeKind)
    origin = ChoiceField("Varifrån kommer förslaget?", kind=Origin, blank="Inte angivet")
    orderer = StringField("Beställare")
    receiver = StringField("Mottagare")
    project_lead = StringField("Projektledare (roll eller funktion)")
    project_lead_by = DayField("Projektledare utses senast")
    project_group = StringField("Projektgrupp")
    target_groups = LinesField("Målgrupper")
    parties = LinesField("Parter")
    diarienummer = StringField("Diarienummer")


class ProposalForm(_Fields, Form):
    """A new proposal; everything but name and area can come later."""


class RegistrationForm(ProposalForm):
    """What a coordinator fills in: a proposal, or what already runs with the decision behind it."""

    entry_state = ChoiceField("Läge", kind=InitiativeState, blank="Nytt förslag, inte beslutat än")
    decided_on = DayField("Beslutsdatum")
    forum_id = ChoiceField("Beslutat av", kind=int, blank="Inte angivet")
    motivation = TextAreaField("Motivering")

    def offer(self, *, areas: Iterable[tuple[int, str]], forums: Iterable[tuple[int, str]]) -> None:
        """Set what can be chosen in the plan."""
        self.area_id.offer(areas)
        self.forum_id.offer(forums)
        self.entry_state.offer((state, f"Finns redan: {label(state).lower()}") for state in ENTRY_STATES)

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: a decision without the state that it led to would be lost unseen."""
        valid = super().validate(extra_validators)
        decided = self.decided_on.data or self.forum_id.data or clean_text(self.motivation.data)
        if self.entry_state.data is None and not self.entry_state.errors and decided:
            self._tell("entry_state", "Välj läget som beslutet ledde till, eller töm uppgifterna om beslutet.")
            return False
        return valid


class InitiativeForm(_Fields, EditForm):
    """Editing an initiative."""


class EntryForm(EditForm):
    """The state that an initiative is really in, when it was loaded with its plan."""

    entry_state = ChoiceField("Läge", kind=InitiativeState, blank="Välj läge")
    decided_on = DayField("Beslutsdatum")
    forum_id = ChoiceField("Beslutat av", kind=int, blank="Inte angivet")
    motivation = TextAreaField("Motivering")


class FilterForm(WTForm):
    """What the list of initiatives is narrowed to, by its address. What cannot be read narrows nothing."""

    class Meta:
        locales = ["sv"]

    q = SearchField("Sök i namn")
    omrade = ChoiceField("Område", kind=int, blank="Alla områden")
    lage = ChoiceField("Läge", kind=InitiativeState, blank="Alla lägen")
    niva = SelectField(
        "Nivå",
        choices=[SelectChoice("", "Alla nivåer"), *options(ComplexityLevel), SelectChoice("ingen", "Inte klassade")],
    )
    tidplan = SelectField(
        "Tidplan",
        choices=[SelectChoice("", "Med och utan"), SelectChoice("finns", "Finns"), SelectChoice("saknas", "Saknas")],
    )
    fas = ChoiceField("Fas", kind=Stage, blank="Alla faser")
    sent = SelectField(
        "Mot tidplanen",
        choices=[SelectChoice("", "Alla"), SelectChoice("ja", "Efter tidplanen")],
    )
    sort = SelectField(
        "Sortera efter",
        choices=[
            SelectChoice("plan", "Planens ordning"),
            SelectChoice("namn", "Namn"),
            SelectChoice("lage", "Läge"),
            SelectChoice("niva", "Nivå"),
        ],
        default="plan",
    )

    @property
    def data(self) -> dict[str, Any]:
        """Keyword arguments of the list's filters; invalid choices left out."""
        level = None if self.niva.errors or self.niva.data in ("", "ingen", None) else ComplexityLevel(self.niva.data)
        return {
            "words": (self.q.data or "")[:200],
            "area": None if self.omrade.errors else self.omrade.data,
            "state": None if self.lage.errors else self.lage.data,
            "level": level,
            "unclassified": self.niva.data == "ingen",
            "stage": None if self.fas.errors else self.fas.data,
            "late": self.sent.data == "ja",
            "timetable": {"finns": True, "saknas": False}.get(self.tidplan.data or ""),
        }

    @property
    def active(self) -> bool:
        """Whether anything is narrowed at all."""
        return any(value not in (None, "", False) for name, value in self.data.items() if name != "timetable") or (
            self.data["timetable"] is not None
        )

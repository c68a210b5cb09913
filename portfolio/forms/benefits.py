"""A benefit's seven steps: one form on one page, of which each step is checked and saved on its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from portfolio.domain.activities import ActivityKind
from portfolio.domain.benefits import BenefitKind, ImpactArea, Perspective, Ramp, ValueType
from portfolio.domain.errors import Conflict, PortfolioError
from portfolio.domain.labels import label
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.phases import Phase
from portfolio.domain.steps import STEPS
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of
from portfolio.forms.base import ChoiceField, DayField, Form, describe
from portfolio.forms.fields import ManyField, PeriodField, TickField

#: The fields of each step, in the order of the page. What makes a new thing at once is in ``ADDING`` as well.
FIELDS: dict[int, tuple[str, ...]] = {
    1: (
        "title",
        "description",
        "kind",
        "goals",
        "perspective",
        "beneficiary",
        "emergent",
        "value_type",
    ),
    2: (
        "activities",
        "new_activity",
        "new_activity_kind",
        "new_activity_phase",
        "preconditions",
        "risks",
        "leads_to",
        "leads_to_other",
        "released_resource",
    ),
    3: (
        "owner_role",
        "owner_unit_id",
        "owner_user_id",
        *(name for area in ImpactArea for name in (f"impact_{area}", f"impact_{area}_none")),
    ),
    4: ("first_effect", "start_reason", "full_effect", "changed_state", "changed_state_at", "ramp", "anchor"),
    5: (
        "follow_up_method",
        "frequency",
        "forum_id",
        "steering_system",
        "steering_id",
        "steering_link",
        "follow_up_until",
    ),
    6: ("controller_user_id", "controller_role", "data_provider"),
    7: (
        "measures",
        "measure_id",
        "measure_name",
        "measure_unit",
        "measure_direction",
        "measure_definition",
        "assessment_method",
    ),
}

#: Fields that always start empty: they add something that is then ticked.
ADDING = frozenset(
    {
        "new_activity",
        "new_activity_kind",
        "new_activity_phase",
        "leads_to_other",
        "measure_id",
        "measure_name",
        "measure_unit",
        "measure_direction",
        "measure_definition",
        "start_reason",
    }
)


class NewBenefitForm(Form):
    """The start of a benefit; the steps follow. Most are wanted, so that is what stands unless somebody changes it."""

    title = StringField("Nyttan i en mening")
    description = TextAreaField("Beskrivning")
    kind = ChoiceField("Slag", kind=BenefitKind, blank="Välj slag", default=BenefitKind.BENEFIT)


class BenefitForm(Form):
    """All seven steps. Each carries its own version, and a digest of what was shown: what was not touched is left."""

    title = StringField("Vad är nyttan?")
    description = TextAreaField("Beskrivning")
    kind = ChoiceField("Slag", kind=BenefitKind, blank="Välj slag")
    goals = ManyField("Mål som nyttan bidrar till")
    perspective = ChoiceField("Perspektiv", kind=Perspective, blank="Inte angivet")
    beneficiary = StringField("Vem får nyttan?")
    emergent = TickField("Nyttan var oförutsedd")
    value_type = ChoiceField("Slag av värde", kind=ValueType, blank="Inte angivet")

    activities = ManyField("Det som behövs för att nyttan ska uppstå")
    new_activity = StringField("Något som saknas i listan")
    new_activity_kind = ChoiceField("Är det en aktivitet eller en möjliggörare?", kind=ActivityKind, blank="Välj slag")
    new_activity_phase = ChoiceField("Fas", kind=Phase, blank="Inte placerad i någon fas")
    preconditions = TextAreaField("Förutsättningar")
    risks = TextAreaField("Risker")
    leads_to = ManyField("Nyttor som den här leder till")
    leads_to_other = ChoiceField("Nytta i ett annat initiativ", kind=int, blank="Ingen")
    released_resource = TextAreaField("Vad görs med tid eller pengar som frigörs?")

    owner_role = StringField("Roll i linjen")
    owner_unit_id = ChoiceField("Enhet", kind=int, blank="Välj enhet")
    owner_user_id = ChoiceField("Person", kind=int, blank="Ingen utpekad än")

    first_effect = PeriodField("Första effekt")
    start_reason = TextAreaField("Varför flyttas den första effekten?")
    full_effect = PeriodField("Full effekt")
    changed_state = TextAreaField("Förändrat tillstånd")
    changed_state_at = PeriodField("När är det förändrade tillståndet nått?")
    ramp = ChoiceField("Hur växer effekten fram?", kind=Ramp, blank="Inte angivet")
    anchor = ChoiceField("Flyttas med", kind=str, blank="Inget: tiderna står fast")

    follow_up_method = TextAreaField("Hur följs effekten upp?")
    frequency = ChoiceField("Hur ofta?", kind=Frequency, blank="Välj hur ofta")
    forum_id = ChoiceField("Var tas resultatet upp?", kind=int, blank="Inte angivet")
    steering_system = StringField("System")
    steering_id = StringField("Beteckning i systemet")
    steering_link = StringField("Länk")
    follow_up_until = PeriodField("Följs upp till och med")

    controller_user_id = ChoiceField("Person", kind=int, blank="Ingen utpekad än")
    controller_role = StringField("Roll eller funktion")
    data_provider = StringField("Vem tar fram uppgifterna?")

    measures = ManyField("Mätetal")
    measure_id = ChoiceField("Mätetal som redan finns i planen", kind=int, blank="Inget")
    measure_name = StringField("Nytt mätetal")
    measure_unit = StringField("Måttenhet")
    measure_direction = ChoiceField("Vad är bra?", kind=Direction, blank="Välj riktning")
    measure_definition = TextAreaField("Definition")
    assessment_method = TextAreaField("Bedömning i stället för mätetal")

    @classmethod
    def of(
        cls, sent: Any, *, stored: Mapping[int, Mapping[str, Any]], suggested: Mapping[int, Mapping[str, Any]]
    ) -> BenefitForm:
        """Build the form from what is stored, with suggestions in what is empty, unless something was sent."""
        data: dict[str, Any] = {}
        for step in STEPS:
            data |= {**stored[step], **suggested.get(step, {})}
            data[f"version_{step}"] = version_of(stored[step])
        form = cls(sent, data=data)
        for step in STEPS:
            if sent and not form[f"version_{step}"].raw_data:
                # A step without its version is one that nobody has seen; it overwrites nothing unknowingly.
                form[f"version_{step}"].data = ""
            if not form[f"shown_{step}"].data:
                form[f"shown_{step}"].data = form.digest(step)
        return form

    def names(self, step: int) -> tuple[str, ...]:
        """Every field of a step that a person fills in."""
        return (*FIELDS[step], f"preliminary_until_{step}", f"preliminary_note_{step}")

    def digest(self, step: int) -> str:
        """A digest of what the step's fields hold, told apart even where it cannot be read."""
        return version_of({name: _plain(self[name]) for name in self.names(step)})

    def touched(self, step: int) -> bool:
        """Whether anything in the step differs from what was shown."""
        return bool(self[f"shown_{step}"].data != self.digest(step))

    def of_step(self, step: int) -> dict[str, Any]:
        """The keyword arguments of the service that saves the step."""
        values = {name: self[name].data for name in self.names(step)}
        return values | {"version": self[f"version_{step}"].data or ""}

    def validate_steps(self, steps: Iterable[int]) -> set[int]:
        """Check the steps and return those that can be read; nothing is said of the others."""
        super().validate()
        wanted = {name: step for step in steps for name in self.names(step)}
        for name, field in self._fields.items():
            if name not in wanted:
                field.errors = ()
        return set(wanted.values()) - {wanted[name] for name in wanted if self[name].errors}

    def show_step(self, step: int, problem: PortfolioError) -> None:
        """Put a problem of one step beside its fields; after a conflict the next save goes on from what is stored."""
        if isinstance(problem, Conflict) and problem.current is not None:
            self.stale = True
            self.general.append(problem.message)
            self.conflict += [
                (f"Steg {step}: {what}", now, typed) for what, now, typed in self.differences(problem.current)
            ]
            self[f"version_{step}"].data = version_of(problem.current)
            return
        self.show(problem)

    def failed_in(self, step: int) -> bool:
        """Whether the step holds anything to mend."""
        return any(self[name].errors for name in self.names(step))

    def saved(self, step: int, stored: Mapping[str, Any]) -> None:
        """Go on from what a step holds now that it is saved, while others of the same page are not."""
        for name in self.names(step):
            self[name].process_data(None if name in ADDING else stored[name])
        self[f"version_{step}"].data = version_of(stored)
        self[f"shown_{step}"].data = self.digest(step)

    def differences(self, current: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """What differs in a step, with the words that belong to each field."""
        return [
            (self[name].label.text, describe(self[name], current[name]), describe(self[name], self[name].data))
            for name in current
            if name in self and _comparable(self[name].data) != _comparable(current[name])
        ]


def _plain(field: Any) -> object:
    # What cannot be read has no value, but it was typed all the same.
    if field.errors or field.process_errors:
        return ["unread", *map(str, field.raw_data or ())]
    return _comparable(field.data)


def _comparable(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(sorted(value))
    return clean_text(value) if type(value) is str else value


for _area in ImpactArea:
    setattr(BenefitForm, f"impact_{_area}", TextAreaField(label(_area)))
    setattr(BenefitForm, f"impact_{_area}_none", TickField("Ingen påverkan"))
for _step in STEPS:
    setattr(BenefitForm, f"version_{_step}", HiddenField())
    setattr(BenefitForm, f"shown_{_step}", HiddenField())
    setattr(BenefitForm, f"preliminary_until_{_step}", DayField("Preliminärt till"))
    setattr(BenefitForm, f"preliminary_note_{_step}", TextAreaField("Vad vet ni inte än?"))

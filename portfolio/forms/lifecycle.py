"""Deciding on an initiative outside a meeting, and asking for a decision: the fields that each matter needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, NewTarget, Outcome
from portfolio.domain.errors import PortfolioError
from portfolio.domain.gates import GateRefused
from portfolio.domain.labels import label
from portfolio.domain.readiness import Lack
from portfolio.forms.base import ChoiceField, DayField, EditForm, Form
from portfolio.forms.fields import DecimalField, ManyField, PeriodField


class WaiversField(ManyField):
    """What lacks and an exception is made from, each by the text that names it.

    What is ticked but lacks no more was put right meanwhile: it needs no exception, and is left out.
    """

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:  # type: ignore[override]
        """Set what can be ticked."""
        self.choices = [SelectChoice(value, text) for value, text in choices]
        offered = {one.value for one in self.choices}
        self.data = tuple(one for one in self.data if one in offered)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = tuple(dict.fromkeys(value for value in valuelist if value))


class _TargetFields:
    """What asking for another target and deciding on it have in common."""

    link_id: int | None = None

    def with_target(self, told: dict[str, Any]) -> dict[str, Any]:
        """The fields of a target put together to one, where there are any."""
        if "target_period" in told:
            told["target"] = NewTarget(told["target"], told.pop("target_period"), self.link_id)
        return told


#: What each matter is told besides what every decision is.
OWN_FIELDS: dict[Matter, tuple[str, ...]] = {
    Matter.START: ("level", "start", "project_lead_id", "project_lead_by", "until"),
    Matter.TARGET: ("target", "target_period"),
    Matter.PHASE: ("waives",),
    Matter.WAIVE: ("waives",),
    Matter.CLOSE: ("lesson",),
}

_OF_MATTERS = {name for names in OWN_FIELDS.values() for name in names}


class DecisionForm(_TargetFields, EditForm):
    """One decision; ``of`` leaves out what its matter does not need."""

    outcome = ChoiceField("Beslut", kind=Outcome)
    level = ChoiceField("Nivå", kind=ComplexityLevel, blank="Inte beslutad")
    start = PeriodField("Startar")
    project_lead_id = ChoiceField("Projektledare", kind=int, blank="Ingen utses nu")
    project_lead_by = DayField("Projektledare utses senast")
    until = DayField("Vilar till")
    target = DecimalField("Nytt mål")
    target_period = PeriodField("När målet ska vara nått")
    waives = WaiversField("Undantag")
    lesson = TextAreaField("Vad ni lärde er")
    motivation = TextAreaField("Motivering")
    decided_on = DayField("Beslutsdatum")
    forum_id = ChoiceField("Beslutat av", kind=int, blank="Inget forum")
    diarienummer = StringField("Diarienummer")

    refused: tuple[Lack, ...] = ()

    @classmethod
    def of(cls, matter: Matter, sent: Any, *, outcomes: Iterable[Outcome], stored: Mapping[str, Any]) -> DecisionForm:
        """The form for one matter, filled with what was sent, or else with what is proposed."""
        form = cls(sent, data=dict(stored))
        for name in _OF_MATTERS.difference(OWN_FIELDS.get(matter, ())):
            del form[name]
        offered = list(outcomes)
        form.outcome.offer((one, label(one)) for one in offered)
        if len(offered) == 1:
            # There is nothing to choose, so nothing is asked.
            form.outcome.data = offered[0]
            form.outcome.process_errors = []
        return form

    @property
    def data(self) -> dict[str, Any]:
        return self.with_target(super().data)

    @property
    def http_status(self) -> int:
        """A gate that refuses is a conflict with how things stand, though nobody else was there first."""
        return 409 if self.refused else super().http_status

    def show(self, problem: PortfolioError) -> None:
        """Besides what every form shows: what a gate lacks is a list of its own, with the way to each place."""
        if isinstance(problem, GateRefused):
            self.refused = problem.missing
        else:
            super().show(problem)


class RequestForm(_TargetFields, Form):
    """Asking that a matter be decided on."""

    level = ChoiceField("Nivå", kind=ComplexityLevel, blank="Inte angivet")
    target = DecimalField("Nytt mål")
    target_period = PeriodField("När målet ska vara nått")
    waives = WaiversField("Undantag")
    note = TextAreaField("Anteckning till beslutsmötet")

    @classmethod
    def of(cls, matter: Matter, sent: Any, *, stored: Mapping[str, Any]) -> RequestForm:
        """The form for one matter."""
        form = cls(sent, data=dict(stored))
        needed = {"level"} if matter is Matter.LEVEL else set(OWN_FIELDS.get(matter, ()))
        for name in ("level", "target", "target_period", "waives"):
            if name not in needed:
                del form[name]
        return form

    @property
    def data(self) -> dict[str, Any]:
        return self.with_target(super().data)


class WithdrawForm(Form):
    """Nothing but the one-use id."""

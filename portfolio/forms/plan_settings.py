"""The settings of a plan: its facts, its tolerances, who decides what, and the parts that it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import StringField, TextAreaField

from portfolio.domain.goals import GoalKind
from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.domain.plans import DECIDING_ROLES, AreaKind, Change, ForumKind
from portfolio.forms.base import ChoiceField, EditForm, Form
from portfolio.forms.fields import NumberField, PeriodField, SwitchField


class PlanForm(EditForm):
    """The plan's own facts."""

    name = StringField("Planens namn")
    purpose = TextAreaField("Syfte")
    summary = TextAreaField("Innehåll")
    valid_period = PeriodField("Planen gäller")
    timeline_period = PeriodField("Tidplanen omfattar")
    revision_months = NumberField("Månader mellan revideringar")
    follow_up_months = NumberField("Månader mellan uppföljningar")
    diarienummer = StringField("Diarienummer")


class TolerancesForm(EditForm):
    """When a benefit counts as on track, worse or fallen back, how long a value may wait, and who is told when."""

    on_track_points = NumberField("Enligt plan: högst så många procentenheter efter")
    worsened_percent = NumberField("Sämre än nollmätningen: mer än så många procent")
    fallen_back_percent = NumberField("Har fallit tillbaka: under så många procent av målet")
    grace_days = NumberField("Dagar innan ett mätvärde räknas som försenat")
    ahead_days = NumberField("Dagar i förväg som någon påminns")
    escalate_days = NumberField("Dagar efter sista dagen innan samordnaren får veta")


class DecidersForm(EditForm):
    """A role and a forum for each change; built from ``Change`` so that none is forgotten."""

    def offer(self, forums: Iterable[tuple[int, str]]) -> None:
        """Set which forums can be chosen."""
        forums = list(forums)
        for change in Change:
            self[f"{change}_role"].offer((role, label(role)) for role in DECIDING_ROLES)
            self[f"{change}_forum_id"].offer(forums)


for _change in Change:
    setattr(DecidersForm, f"{_change}_role", ChoiceField(f"{label(_change)}: beslutas av", kind=Role))
    setattr(
        DecidersForm,
        f"{_change}_forum_id",
        ChoiceField(f"{label(_change)}: forum", kind=int, blank="Inget bestämt forum"),
    )


class MoveForm(Form):
    """Which way something moves in its list."""

    direction = ChoiceField("Riktning", kind=str)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.direction.offer([("upp", "Upp"), ("ner", "Ner")])

    @property
    def step(self) -> int:
        """−1 for up, 1 for down."""
        return -1 if self.direction.data == "upp" else 1


class _Area:
    name = StringField("Namn")
    kind = ChoiceField("Slag", kind=AreaKind, blank="Välj slag")
    parent_id = ChoiceField("Del av", kind=int, blank="Inget, området står för sig själv")
    summary = TextAreaField("Beskrivning")


class _Goal:
    name = StringField("Mål")
    kind = ChoiceField("Slag", kind=GoalKind, blank="Välj slag")
    parent_id = ChoiceField("Bidrar till", kind=int, blank="Inget, målet står överst")
    summary = TextAreaField("Beskrivning")


class _Forum:
    name = StringField("Namn")
    kind = ChoiceField("Slag", kind=ForumKind, blank="Välj slag")
    task = TextAreaField("Uppgift")
    meets = StringField("När forumet möts")


class _PlanRole:
    name = StringField("Roll")
    holder = TextAreaField("Vem som har rollen")


class _Concluded:
    active = SwitchField("Används det?", on="Ja, det kan väljas", off="Nej, det är avslutat")


class NewAreaForm(_Area, Form):
    """A new area."""


class AreaForm(_Area, _Concluded, EditForm):
    """An area that exists."""


class NewGoalForm(_Goal, Form):
    """A new goal."""


class GoalForm(_Goal, _Concluded, EditForm):
    """A goal that exists."""


class NewForumForm(_Forum, Form):
    """A new forum."""


class ForumForm(_Forum, _Concluded, EditForm):
    """A forum that exists."""


class NewPlanRoleForm(_PlanRole, Form):
    """A role that the plan begins to describe."""


class PlanRoleForm(_PlanRole, EditForm):
    """A role that the plan describes."""

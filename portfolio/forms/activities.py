"""Adding and editing an activity or enabler, sharing those of other initiatives, and taking one off."""

from __future__ import annotations

from wtforms import SearchField, StringField, TextAreaField

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.phases import Phase
from portfolio.forms.base import ChoiceField, EditForm, Form, LinesField
from portfolio.forms.fields import ManyField


class _Fields:
    """The fields that adding and editing share."""

    kind = ChoiceField("Slag", kind=ActivityKind)
    title = StringField("Vad ska göras?")
    phase = ChoiceField("Fas", kind=Phase, blank="Inte placerad i någon fas")
    period_text = StringField("När?")
    responsible = LinesField("Ansvariga roller")
    status = ChoiceField("Status", kind=ActivityStatus, blank="Inte angivet")
    organisation_id = ChoiceField("För vilka?", kind=int, blank="Gemensam för länet")
    note = TextAreaField("Uppföljning")


class NewActivityForm(_Fields, Form):
    """A new activity or enabler."""


class ActivityForm(_Fields, EditForm):
    """An activity or enabler that exists."""


class ShareForm(Form):
    """Which of the other initiatives' activities to share; the words only narrow what is shown."""

    q = SearchField("Sök bland de andra initiativens aktiviteter")
    activity_ids = ManyField("Aktiviteter och möjliggörare att dela")

    @property
    def data(self) -> dict[str, tuple[int, ...]]:
        """What was ticked."""
        return {"activity_ids": self.activity_ids.data}


class UnlinkForm(Form):
    """Nothing but the wish itself."""

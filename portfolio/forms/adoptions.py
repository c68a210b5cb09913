"""Where and when an initiative is taken into use: several units at once, and each on its own."""

from __future__ import annotations

from wtforms import StringField, TextAreaField

from portfolio.forms.base import ChoiceField, DayField, EditForm, Form
from portfolio.forms.fields import ManyField, PeriodField, TickField


class NewAdoptionsForm(Form):
    """Several units with the same manager's role and times."""

    unit_ids = ManyField("Enheter")
    manager = StringField("Ansvarig chef")
    planned = PeriodField("Planerat")
    adopted_on = DayField("Infört den")


class AdoptionForm(EditForm):
    """One unit."""

    unit_id = ChoiceField("Enhet", kind=int, blank="Välj enhet")
    manager = StringField("Ansvarig chef")
    planned = PeriodField("Planerat")
    adopted_on = DayField("Infört den")
    along = TickField("Flytta nyttornas tider lika mycket")
    start_reason = TextAreaField("Varför flyttas den första effekten?")

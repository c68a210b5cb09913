"""Adding, renaming and moving an organisation."""

from __future__ import annotations

from wtforms import StringField

from portfolio.domain.organisations import OrganisationKind
from portfolio.forms.base import ChoiceField, EditForm, Form


class _Fields:
    """The fields that adding and changing share."""

    name = StringField("Namn")
    kind = ChoiceField("Slag", kind=OrganisationKind, blank="Välj slag")
    parent_id = ChoiceField("Del av", kind=int, blank="Ingen, den står överst")


class NewOrganisationForm(_Fields, Form):
    """A new organisation."""


class OrganisationForm(_Fields, EditForm):
    """An organisation that exists."""

"""Users: adding and changing them, their accounts and their roles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import EmailField, SearchField, StringField
from wtforms import Form as WTForm

from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.forms.base import ChoiceField, EditForm, Form
from portfolio.forms.fields import SwitchField

#: What stands for the whole installation among what a role can be held for.
EVERYTHING = "all"


class _Fields:
    """The fields that adding and changing share."""

    name = StringField("Namn")
    email = EmailField("E-postadress")


class NewUserForm(_Fields, Form):
    """A new user; the password is made by the product."""


class UserForm(_Fields, EditForm):
    """A user that exists."""


class PasswordForm(Form):
    """Nothing to fill in: the password is made by the product."""


class AccountForm(EditForm):
    """Whether the user can sign in."""

    active = SwitchField("Konto", on="Öppet: personen kan logga in", off="Stängt: personen kan inte logga in")


class SearchForm(WTForm):
    """What the list of users is narrowed to, by its address."""

    q = SearchField("Sök på namn eller e-postadress")


class EndRoleForm(Form):
    """Nothing to fill in: the address tells which role."""


class RoleForm(Form):
    """Which role, and for what: one thing, by the column that names it and its id (``area_id:3``)."""

    role = ChoiceField("Roll", kind=Role, blank="Välj roll", required="Välj vilken roll personen ska ha.")
    held_for = ChoiceField("Rollen gäller", kind=str, blank="Välj vad", required="Välj vad rollen ska gälla.")

    def offer(self, *, roles: Iterable[Role], places: Iterable[tuple[str, str]]) -> None:
        """Set what can be chosen; the whole installation where the administrator's role is among the roles."""
        roles = list(roles)
        self.role.offer((role, label(role)) for role in roles)
        whole = [(EVERYTHING, "Hela installationen (bara administratör)")] if Role.ADMIN in roles else []
        self.held_for.offer([*whole, *places])

    @property
    def data(self) -> dict[str, Any]:
        """Keyword arguments of giving a role."""
        column, _, row_id = (self.held_for.data or "").partition(":")
        return {
            "role": self.role.data,
            **({column: int(row_id)} if row_id else {}),
            **({"user_id": self["user_id"].data} if "user_id" in self else {}),
        }


class PersonRoleForm(RoleForm):
    """Who gets which role, and for what."""

    user_id = ChoiceField("Person", kind=int, blank="Välj person", required="Välj en person som kan logga in.")

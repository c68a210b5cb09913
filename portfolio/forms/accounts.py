"""Signing in, changing one's password, and making API tokens."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from portfolio.domain.labels import label
from portfolio.domain.permissions import Role
from portfolio.domain.task_kinds import MailRhythm
from portfolio.forms.base import ChoiceField, DayField, EditForm, Form


class SignInForm(Form):
    """E-mail and password; and what was typed in another form when the session had ended, on its way back there."""

    email = EmailField("E-postadress", validators=[InputRequired("Skriv din e-postadress."), Length(max=254)])
    password = PasswordField("Lösenord", validators=[InputRequired("Skriv ditt lösenord."), Length(max=1000)])
    carried = HiddenField()


class PasswordForm(Form):
    """The present password, and the new one twice: nobody sees what they type."""

    password = PasswordField("Nuvarande lösenord", validators=[InputRequired("Skriv ditt nuvarande lösenord.")])
    new_password = PasswordField("Nytt lösenord", validators=[InputRequired("Skriv ett nytt lösenord.")])
    repeated_password = PasswordField(
        "Nytt lösenord en gång till",
        validators=[
            InputRequired("Skriv det nya lösenordet en gång till."),
            EqualTo("new_password", "De två nya lösenorden är olika. Skriv samma på båda ställena."),
        ],
    )


class RhythmForm(EditForm):
    """How often one is reminded by e-mail."""

    mail_rhythm = ChoiceField("Hur ofta vill du påminnas?", kind=MailRhythm)


class TokenForm(Form):
    """A new API token: what it is for, and what it is limited to. Reading alone is what it gets unasked."""

    name = StringField("Vad ska nyckeln användas till?")
    role = ChoiceField("Vad får den göra?", kind=Role, blank="Samma som jag själv", default=Role.READER)
    plan_id = ChoiceField("Vilka planer når den?", kind=int, blank="Alla mina planer")
    expires_on = DayField("Gäller till och med")

    def offer(self, *, roles: Iterable[Role], plans: Iterable[tuple[int, str]]) -> None:
        """Set what can be chosen: roles besides reading, which everybody with a role may choose, and plans."""
        besides = [(role, f"Bara det jag får som {label(role).lower()}") for role in roles if role is not Role.READER]
        self.role.offer([(Role.READER, f"{label(Role.READER)} (bara läsa)"), *besides])
        self.plan_id.offer(plans)

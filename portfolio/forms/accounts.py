"""Signing in, and changing one's password."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from portfolio.forms.base import Form


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

"""Signing in."""

from __future__ import annotations

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from portfolio.forms.base import Form


class SignInForm(Form):
    """E-mail and password."""

    email = EmailField("E-postadress", validators=[InputRequired("Skriv din e-postadress."), Length(max=254)])
    password = PasswordField("Lösenord", validators=[InputRequired("Skriv ditt lösenord."), Length(max=1000)])

"""Letting somebody succeed who answers for an organisation's benefits."""

from __future__ import annotations

from portfolio.forms.base import ChoiceField, Form


class SuccessionForm(Form):
    """Who is succeeded, and by whom."""

    role_id = ChoiceField("Den som lämnar", kind=int, blank="Välj person", required="Välj vem som ska efterträdas.")
    successor_id = ChoiceField("Efterträds av", kind=int, blank="Välj person", required="Välj vem som tar över.")

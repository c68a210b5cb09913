"""What the list of who is late with what is narrowed to, by its address."""

from __future__ import annotations

from wtforms import Form as WTForm

from portfolio.domain.task_kinds import TaskKind
from portfolio.forms.base import ChoiceField


class LateForm(WTForm):
    """What cannot be read narrows nothing."""

    class Meta:
        locales = ["sv"]

    vad = ChoiceField("Vad som ska göras", kind=TaskKind, blank="Allt")

    @property
    def kind(self) -> TaskKind | None:
        """What is to be done; None is everything."""
        return None if self.vad.errors else self.vad.data

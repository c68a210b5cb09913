"""What a plan's library is narrowed to, by its address."""

from __future__ import annotations

from typing import Any

from wtforms import Form as WTForm
from wtforms import SearchField

from portfolio.domain.complexity import ComplexityLevel
from portfolio.forms.base import ChoiceField


class LibraryForm(WTForm):
    """What cannot be read narrows nothing."""

    class Meta:
        locales = ["sv"]

    q = SearchField("Sök bland avslutade initiativ och lärdomar")
    omrade = ChoiceField("Område", kind=int, blank="Alla områden")
    niva = ChoiceField("Nivå", kind=ComplexityLevel, blank="Alla nivåer")

    @property
    def data(self) -> dict[str, Any]:
        """Keyword arguments of the list's filters; invalid choices left out."""
        return {
            "area": None if self.omrade.errors else self.omrade.data,
            "level": None if self.niva.errors else self.niva.data,
        }

    @property
    def words(self) -> str:
        """What is searched for."""
        return (self.q.data or "").strip()[:200]

    @property
    def active(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.words) or any(value is not None for value in self.data.values())

"""How the annual wheel is looked at, by its address: which year, area and kind, and whose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import Form as WTForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.task_kinds import WheelKind
from portfolio.forms.base import ChoiceField


class AnnualWheelForm(WTForm):
    """A year and what the wheel is narrowed to; what cannot be read narrows nothing."""

    class Meta:
        locales = ["sv"]

    ar = ChoiceField("År", kind=int, blank="I år")
    omrade = ChoiceField("Område", kind=int, blank="Alla områden")
    slag = ChoiceField("Slag", kind=WheelKind, blank="Alla slag")
    visa = SelectField(
        "Visa", choices=[SelectChoice("", "Allt i planen"), SelectChoice("mina", "Bara det som rör mig")]
    )

    def offer(self, *, years: Iterable[int], areas: Iterable[tuple[int, str]]) -> None:
        """Set which years and areas there are to choose among."""
        self.ar.offer((year, str(year)) for year in years)
        self.omrade.offer(areas)

    @property
    def year(self) -> int | None:
        """The year that was chosen; None for the present one."""
        return None if self.ar.errors else self.ar.data

    @property
    def view(self) -> dict[str, Any]:
        """What the wheel is narrowed to, as the service asks for it."""
        return {
            "area_id": None if self.omrade.errors else self.omrade.data,
            "kind": None if self.slag.errors else self.slag.data,
            "mine": self.visa.data == "mina",
        }

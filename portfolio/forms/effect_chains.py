"""What the chain of effect is narrowed to, by its address."""

from __future__ import annotations

from wtforms import Form as WTForm

from portfolio.forms.base import ChoiceField


class ChainFilterForm(WTForm):
    """An area or an initiative; what cannot be read narrows nothing."""

    class Meta:
        locales = ["sv"]

    omrade = ChoiceField("Område", kind=int, blank="Alla områden")
    initiativ = ChoiceField("Initiativ", kind=int, blank="Alla initiativ")

    @property
    def chosen(self) -> dict[str, int | None]:
        """The ids that were chosen, as the service asks for them."""
        return {
            "area_id": None if self.omrade.errors else self.omrade.data,
            "initiative_id": None if self.initiativ.errors else self.initiativ.data,
        }

    @property
    def active(self) -> bool:
        """Whether anything is narrowed at all."""
        return any(one is not None for one in self.chosen.values())

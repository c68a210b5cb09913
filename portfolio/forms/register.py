"""What the benefit register is narrowed to, by its address."""

from __future__ import annotations

from typing import Any

from wtforms import Form as WTForm
from wtforms import SearchField, SelectField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.benefits import Perspective
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.labels import label
from portfolio.domain.saved_views import PARAMETERS
from portfolio.forms.base import ChoiceField

#: The flags that can be asked for.
FLAGS = tuple(EffectFlag)


class RegisterFilterForm(WTForm):
    """What cannot be read narrows nothing."""

    class Meta:
        locales = ["sv"]

    q = SearchField("Sök bland nyttor, initiativ, mätetal och ägare")
    omrade = ChoiceField("Område", kind=int, blank="Alla områden")
    initiativ = ChoiceField("Initiativ", kind=int, blank="Alla initiativ")
    lage = ChoiceField("Läge", kind=EffectState, blank="Alla lägen")
    flagga = ChoiceField("Att se upp med", kind=EffectFlag, blank="Allt")
    enhet = ChoiceField("Ägande enhet", kind=int, blank="Alla enheter")
    perspektiv = ChoiceField("Perspektiv", kind=Perspective, blank="Alla perspektiv")
    sort = SelectField(
        "Sortera efter",
        choices=[
            SelectChoice("lage", "Läge, det sämsta först"),
            SelectChoice("avvikelse", "Avvikelse, den största eftersläpningen först"),
            SelectChoice("initiativ", "Initiativ, i planens ordning"),
            SelectChoice("nytta", "Nytta, efter namn"),
        ],
        default="lage",
    )

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.flagga.offer((one, label(one)) for one in FLAGS)

    @property
    def data(self) -> dict[str, Any]:
        """Keyword arguments of the register's filters; invalid choices left out."""
        return {
            "words": (self.q.data or "")[:200],
            **{
                to: None if self[name].errors else self[name].data
                for name, to in {
                    "omrade": "area",
                    "initiativ": "initiative",
                    "lage": "state",
                    "flagga": "flag",
                    "enhet": "unit",
                    "perspektiv": "perspective",
                }.items()
            },
        }

    @property
    def asked(self) -> dict[str, str]:
        """What the address narrows and sorts by, as it stands there; what cannot be read and what is usual left out."""
        held = {name: self[name] for name in PARAMETERS}
        return {
            name: str(field.data)
            for name, field in held.items()
            if field.data not in (None, "") and not field.errors and field.data != field.default
        }

    @property
    def active(self) -> bool:
        """Whether anything is narrowed at all."""
        return any(value not in (None, "") for value in self.data.values())

"""What the benefit register is narrowed to, by its address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from wtforms import Form as WTForm
from wtforms import SearchField, SelectField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.benefits import Perspective
from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectFlag, EffectState, QuarterQuestion
from portfolio.domain.labels import label
from portfolio.domain.periods import Period, from_code, quarter_of, quarters_between
from portfolio.domain.saved_views import PARAMETERS
from portfolio.forms.base import ChoiceField, options

#: The flags that can be asked for.
FLAGS = tuple(EffectFlag)


#: What an address says where it asks for what has none: no evidence, no goal.
NONE = "ingen"


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
    forandring = SelectField(
        "Förändring",
        choices=[SelectChoice("", "Alla"), *options(Evidence), SelectChoice(NONE, "Bedöms inte")],
    )
    mal = ChoiceField("Bidrar till målet", kind=str, blank="Alla mål")
    fraga = ChoiceField("Fråga om ett kvartal", kind=QuarterQuestion, blank="Ingen fråga")
    kvartal = ChoiceField("Kvartal", kind=str, blank="Inget kvartal")
    sort = SelectField(
        "Sortera efter",
        choices=[
            SelectChoice("lage", "Läge, det sämsta först"),
            SelectChoice("avvikelse", "Skillnad mot plan, den största eftersläpningen först"),
            SelectChoice("initiativ", "Initiativ, i planens ordning"),
            SelectChoice("nytta", "Nytta, efter namn"),
        ],
        default="lage",
    )

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.flagga.offer((one, label(one)) for one in FLAGS)

    def offer(self, *, goals: Iterable[tuple[int, str]], timeline: Period, today: date) -> None:
        """Set what can be chosen in the plan; a question is about the present quarter unless another is named."""
        self.mal.offer([(NONE, "Inget mål"), *goals])
        quarters = {one.code: one.label for one in quarters_between(timeline, timeline)}
        self.kvartal.offer(quarters.items())
        # Half a question would be said to narrow, and would narrow nothing.
        usual = quarter_of(today).code if quarter_of(today).code in quarters else list(quarters)[-1]
        named = self.kvartal.data if self.kvartal.data in quarters else usual
        self.kvartal.data = named if self.fraga.data is not None else None

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
                    "fraga": "question",
                }.items()
            },
            **self._with_none(),
            "quarter": from_code(self.kvartal.data) if self.kvartal.data and not self.kvartal.errors else None,
        }

    def _with_none(self) -> dict[str, Any]:
        evidence = None if self.forandring.errors else self.forandring.data
        goal = None if self.mal.errors else self.mal.data
        return {
            "evidence": Evidence(evidence) if evidence not in ("", NONE, None) else None,
            "unproven": evidence == NONE,
            "goal": int(goal) if goal not in (NONE, None) else None,
            "aimless": goal == NONE,
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
        return any(value not in (None, "", False) for value in self.data.values())

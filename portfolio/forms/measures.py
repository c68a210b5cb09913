"""A measure in the plan's library, and the series that its values are kept in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from wtforms import StringField, TextAreaField

from portfolio.domain.measures import (
    MULTIPLIERS,
    Accumulation,
    ChartKind,
    Direction,
    Frequency,
    MeasureLevel,
    Sex,
)
from portfolio.domain.numbers import in_swedish
from portfolio.forms.base import ChoiceField, EditForm, Form
from portfolio.forms.fields import DecimalField, NumberField, TickField

#: What the ratio is multiplied by, in words.
_MULTIPLIED = {1: "1 (kvoten som den är)", 100: "100 (procent)"} | {
    one: f"{in_swedish(Decimal(one))} (per {in_swedish(Decimal(one))})" for one in MULTIPLIERS if one > 100
}


class NewMeasureForm(Form):
    """What is counted, how, how often, and which way is good."""

    name = StringField("Namn")
    definition = TextAreaField("Definition")
    unit = StringField("Måttenhet")
    direction = ChoiceField("Vad är bra?", kind=Direction, blank="Välj vad som är bra")
    tolerance = DecimalField("Så mycket får nivån avvika")
    frequency = ChoiceField("Hur ofta mäts det?", kind=Frequency, blank="Inte bestämt än")
    numerator = TextAreaField("Täljare: det som räknas")
    denominator = TextAreaField("Nämnare: av hur många")
    multiplier = ChoiceField("Kvoten gånger", kind=int, default=1)
    accumulation = ChoiceField("Vad ett värde står för", kind=Accumulation, default=Accumulation.PERIOD)
    decimals = NumberField("Antal decimaler", default=1)
    source = StringField("Källa")
    level = ChoiceField("Nivå", kind=MeasureLevel, blank="Inte angivet")
    chart = ChoiceField("Diagram", kind=ChartKind, default=ChartKind.XMR)
    summable = TickField("Värdena kan summeras över enheter")
    kolada_id = StringField("Beteckning i Kolada")
    suppress_small = TickField("Dölj antal under 5 i det som exporteras")

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.multiplier.offer(_MULTIPLIED.items())


class MeasureForm(NewMeasureForm, EditForm):
    """A measure that exists; where what its values mean is changed, the form asks why."""

    reason = TextAreaField("Varför ändras definitionen?")


class SeriesForm(Form):
    """A series of a unit, of a sex, or of both."""

    unit_id = ChoiceField("Enhet", kind=int, blank="Alla enheter")
    sex = ChoiceField("Kön", kind=Sex, blank="Båda könen tillsammans")

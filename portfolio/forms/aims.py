"""What a benefit wants of a measure: from where, to where, by when, judged how, and which part is its own."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from wtforms import TextAreaField

from portfolio.domain.aims import answers_needed
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.measurements import number_in
from portfolio.domain.measures import Contribution, Method
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period, parse
from portfolio.forms.base import ChoiceField, DayField, EditForm, Form
from portfolio.forms.fields import DecimalField, PeriodField, TickField

#: More interim targets than anybody sets; the rest is another kind of text.
MOST_LINES = 40

Interim = tuple[tuple[Period, Decimal], ...]


class PercentField(DecimalField):
    """A share that is written as per cent and kept as a ratio."""

    def process_data(self, value: Any) -> None:
        super().process_data(None if value is None else value * 100)
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if valuelist and self.data is not None:
            self.data = self.data / 100

    def in_words(self, value: Any) -> str:
        """The share as per cent."""
        return f"{in_swedish(value * 100)} procent"


class InterimField(TextAreaField):
    """Levels on the way, a line each: the period first, then the value."""

    def process_data(self, value: Any) -> None:
        self.data: Interim = tuple(value or ())
        self.raw = "\n".join(f"{period.label} {in_swedish(level)}" for period, level in self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.raw = valuelist[0]
        self.data = ()
        lines = [(number, line) for number, line in enumerate(self.raw.splitlines(), start=1) if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValueError(f"Ange högst {MOST_LINES} delmål.")
        found, unread = [], []
        for number, line in lines:
            told = _interim_in(line)
            if told is None:
                shown = line.strip() if len(line.strip()) <= 40 else f"{line.strip()[:40]}…"
                unread.append(f"rad {number}: ”{shown}”")
            else:
                found.append(told)
        if unread:
            raise ValueError(
                f"Det här går inte att läsa: {'; '.join(unread)}. "
                "Skriv först perioden och sedan värdet, till exempel kv 2 2024 70."
            )
        self.data = tuple(found)

    def _value(self) -> str:
        return self.raw

    def in_words(self, value: Any) -> str:
        """The lines after each other."""
        return "; ".join(f"{period.label} {in_swedish(level)}" for period, level in value) or "Inget"


class AimForm(EditForm):
    """Baseline, target and the rest of what a benefit wants of a measure."""

    baseline_value = DecimalField("Nollmätningens värde")
    baseline_period = PeriodField("Nollmätningens period")
    baseline_by = DayField("Nollmätning görs senast")
    baseline_reason = TextAreaField("Varför nollmätning saknas")
    target = DecimalField("Mål")
    target_period = PeriodField("När målet ska vara nått")
    reason = TextAreaField("Varför målet ändras")
    interim = InterimField("Delmål")
    series_id = ChoiceField("Serie", kind=int, blank="Hela mätetalet")
    method = ChoiceField("Så bedöms om något har förändrats", kind=Method)
    paired = TickField("Samma personer svarar både före och efter")
    share = PercentField("Så stor del av förändringen hör till den här nyttan (procent)")
    contribution = ChoiceField("Initiativets bidrag", kind=Contribution, blank="Inte bedömt än")
    contribution_reason = TextAreaField("Skälen")


class SurveyForm(Form):
    """The shares that a survey is expected to find, to tell how many answers it needs; nothing is stored."""

    share_before = PercentField("Andel före (procent)")
    share_after = PercentField("Andel efter (procent)")

    def needed(self) -> int | None:
        """How many answers are needed each time; None where that is not asked, or cannot be told."""
        before, after = self.share_before.data, self.share_after.data
        if not self.validate() or (before is None and after is None):
            return None
        try:
            return answers_needed(before=before, after=after)
        except InvalidFields as problem:
            self.show(problem)
            return None


def _interim_in(line: str) -> tuple[Period, Decimal] | None:
    """The period and the value of a line, or None; a value may hold spaces between its thousands."""
    columns = [one.strip() for one in re.split(r"[\t;]|:\s", line.strip()) if one.strip()]
    if len(columns) == 2:
        return _read(columns[0], columns[1])
    words = line.split()
    for count in range(1, len(words)):
        found = _read(" ".join(words[:-count]), " ".join(words[-count:]))
        if found is not None:
            return found
    return None


def _read(period: str, value: str) -> tuple[Period, Decimal] | None:
    try:
        return parse(period), number_in(value)
    except Invalid:
        return None

"""Recording measured values in two ways on one page, reviewing them, and sending one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField

from portfolio.domain.errors import Invalid, InvalidFields, PortfolioError
from portfolio.domain.measurements import Entry, Figures, check_period
from portfolio.domain.measures import Frequency
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period, from_code
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of
from portfolio.forms import pasted
from portfolio.forms.base import Form
from portfolio.forms.fields import DecimalField, ManyField, PeriodField

#: So many rows can stand on the page: the expected periods and one that is told by the person.
MOST_ROWS = 13

#: More flaws than this are counted, not told: whoever has so many pasted the wrong columns.
MOST_TOLD = 20

_FIGURES = ("value", "numerator", "denominator", "sent", "no_value_reason")


@dataclass(frozen=True)
class Told:
    """An entry with where it was typed: the number of its row, or its line in what was pasted."""

    entry: Entry
    row: int | None = None
    line: pasted.Line | None = None


class ReturnForm(Form):
    """Why a value is sent back."""

    reason = TextAreaField("Vad behöver ändras?")


class DraftsForm(Form):
    """Drafts that are handed in: those that stood on the page."""

    measurements = ManyField("Utkast")


class ReviewForm(Form):
    """Values to review: those that were ticked, or all that could be when the page was opened."""

    measurements = ManyField("Värden")
    shown = ManyField("Alla värden som visades")
    every = HiddenField()

    @property
    def chosen(self) -> tuple[int, ...]:
        """What is to be reviewed."""
        return tuple(self.shown.data if self.every.data else self.measurements.data)


class RecordForm(Form):
    """Values of a series: rows that stand ready, a pasted column, and what is said of all of them."""

    pasted = TextAreaField("Klistra in en kolumn")
    first_period = PeriodField("Vilken period gäller den första raden?")
    comment = TextAreaField("Kommentar")
    influences = TextAreaField("Vad mer kan ha påverkat?")
    evidence_link = StringField("Länk till underlaget")
    confirmed = HiddenField()
    submit = HiddenField()
    other_period = PeriodField("En annan period")

    def __init__(self, formdata: Any = None, *, frequency: Frequency, has_counts: bool, **kwargs: Any) -> None:
        super().__init__(formdata, **kwargs)
        self.frequency, self.has_counts = frequency, has_counts
        self.unlikely: list[str] = []
        self.told: list[Told] = []

    @classmethod
    def of(
        cls, sent: Any, *, periods: Sequence[Period], frequency: Frequency, has_counts: bool, data: dict[str, Any]
    ) -> RecordForm:
        """The form with a row for each period; what was sent says itself which periods it was about."""
        rows = {f"period_{row}": period.code for row, period in enumerate(periods[: MOST_ROWS - 1])}
        return cls(sent, frequency=frequency, has_counts=has_counts, data={**rows, **data})

    @property
    def rows(self) -> list[tuple[int, Period]]:
        """The rows that stand ready, each with its period."""
        found = []
        for row in range(MOST_ROWS - 1):
            period = _period(self[f"period_{row}"].data)
            if period is not None:
                found.append((row, period))
        return found

    def figures_of(self, row: int) -> Figures | None:
        """What was typed in a row, or None for one that was left blank."""
        values = {name: self[f"{name}_{row}"].data for name in _FIGURES}
        values["no_value_reason"] = clean_text(values["no_value_reason"])
        return Figures(**values) if any(one is not None for one in values.values()) else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Read everything to entries; each flaw is told where it was typed."""
        valid = super().validate(extra_validators)
        self.told = [*self._rows_told(), *self._pasted_told()]
        if valid and not self.told and not self.failed:
            self.general.append("Skriv minst ett värde, eller klistra in en kolumn.")
        return valid and not self.failed

    @property
    def entries(self) -> list[Entry]:
        """What is to be recorded, with what is said of all of it where a line says nothing of its own."""
        shared = {"influences": self.influences.data, "evidence_link": self.evidence_link.data}
        return [
            Entry(one.entry.period, one.entry.figures, one.entry.comment or self.comment.data, **shared)
            for one in self.told
        ]

    @property
    def figures_digest(self) -> str:
        """What the person confirms: these very values, so that another slip is asked about again."""
        return version_of({str(at): _plain(one.entry) for at, one in enumerate(self.told)})

    @property
    def is_confirmed(self) -> bool:
        """Whether these very values were said to be right."""
        return bool(self.confirmed.data) and self.confirmed.data == self.figures_digest

    def ask(self, places: Sequence[int]) -> None:
        """Name the values that may be slips of the pen, to be confirmed or mended."""
        for place in places:
            entry = self.told[place].entry
            value = entry.figures.value
            shown = in_swedish(value) if value is not None else _counts(entry.figures)
            self.unlikely.append(f"{entry.period.label}: {shown}")

    @property
    def http_status(self) -> int:
        """A question is answered before anything is saved, so it counts as something to mend."""
        return 422 if self.unlikely and not self.stale else super().http_status

    def show(self, problem: PortfolioError) -> None:
        """Put what the service says of an entry beside the row or the line that it came from."""
        if not isinstance(problem, InvalidFields):
            super().show(problem)
            return
        lines: list[str] = []
        for key, message in problem.problems.items():
            place, _, name = key.partition(".")
            one = self.told[int(place)]
            if name in ("comment", "influences", "evidence_link") and one.entry.comment is None:
                self._once(name, message)
            elif one.line is not None:
                lines.append(f"Rad {one.line.number} (”{one.line.text[:40]}”): {message}")
            else:
                is_other = name == "period" and one.row == MOST_ROWS - 1
                self._tell("other_period" if is_other else f"{name}_{one.row}", message)
        self._tell_lines(lines)

    def _rows_told(self) -> list[Told]:
        found = []
        for row, period in self.rows:
            if (figures := self.figures_of(row)) is not None:
                found.append(Told(Entry(period, figures), row=row))
        row = MOST_ROWS - 1
        figures, other = self.figures_of(row), self.other_period.data
        if figures is not None and other is None and not self.other_period.errors:
            self._tell("other_period", "Skriv vilken period värdet gäller.")
        if figures is None and other is not None and not self[f"value_{row}"].errors:
            self._tell(f"value_{row}", "Skriv värdet, eller töm perioden.")
        if figures is not None and other is not None:
            found.append(Told(Entry(other, figures), row=row))
        return found

    def _pasted_told(self) -> list[Told]:
        first = self.first_period.data
        if not clean_text(self.pasted.data) or self.first_period.errors:
            return []
        try:
            if first is not None:
                _check_first(first, self.frequency)
            found = pasted.read(self.pasted.data, frequency=self.frequency, has_counts=self.has_counts, first=first)
        except Invalid as problem:
            self._tell(problem.field, problem.message)
            return []
        self._tell_lines(found.flaws)
        return [Told(line.entry, line=line) for line in found.lines]

    def _tell_lines(self, messages: Sequence[str]) -> None:
        for message in messages[:MOST_TOLD]:
            self._tell("pasted", message)
        if len(messages) > MOST_TOLD:
            self._tell("pasted", f"{len(messages) - MOST_TOLD} rader till går inte att läsa.")

    def _once(self, name: str, message: str) -> None:
        if message not in self[name].errors:
            self._tell(name, message)


def _check_first(period: Period, frequency: Frequency) -> None:
    """Hold the first period to the measure's length; whether it has ended is for the service to say. Raises Invalid."""
    try:
        check_period(period, frequency=frequency, today=period.end or date.max)
    except Invalid as problem:
        raise Invalid("first_period", problem.message) from problem


def _period(code: str | None) -> Period | None:
    try:
        return from_code(code) if code else None
    except Invalid:
        return None


def _counts(figures: Figures) -> str:
    numbers = (figures.numerator, figures.denominator)
    return " av ".join(in_swedish(one) for one in numbers if one is not None)


def _plain(entry: Entry) -> list[object]:
    figures = entry.figures
    return [entry.period, figures.value, figures.numerator, figures.denominator, figures.sent]


for _row in range(MOST_ROWS):
    if _row < MOST_ROWS - 1:
        setattr(RecordForm, f"period_{_row}", HiddenField())
    setattr(RecordForm, f"value_{_row}", DecimalField("Värde"))
    setattr(RecordForm, f"numerator_{_row}", DecimalField("Täljare"))
    setattr(RecordForm, f"denominator_{_row}", DecimalField("Nämnare"))
    setattr(RecordForm, f"sent_{_row}", DecimalField("Tillfrågade"))
    setattr(RecordForm, f"no_value_reason_{_row}", StringField("Inget värde, därför att"))

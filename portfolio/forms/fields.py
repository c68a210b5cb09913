"""Fields that more than one form needs: several of many, a period as people write it, a tick."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, Field, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from portfolio.domain.errors import Invalid
from portfolio.domain.measurements import number_in
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period, parse
from portfolio.domain.texts import clean_text
from portfolio.forms.base import ChoiceField


class ManyField(Field):
    """Several rows with whole-number ids, chosen by ticking them; what was ticked is a tuple in the order of choice."""

    def __init__(self, label_text: str, **kwargs: Any) -> None:
        super().__init__(label_text, **kwargs)
        self.choices: list[SelectChoice] = []

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        """Set what can be ticked."""
        self.choices = [SelectChoice(str(value), text) for value, text in choices]

    def process_data(self, value: Any) -> None:
        self.data = tuple(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        # A box that is not ticked is not sent at all, so an empty list is an answer.
        try:
            self.data = tuple(dict.fromkeys(int(value) for value in valuelist if value))
        except ValueError as error:
            self.data = ()
            raise ValueError("Välj bland alternativen.") from error

    def pre_validate(self, form: Any) -> None:
        if not {str(value) for value in self.data} <= {one.value for one in self.choices}:
            raise ValidationError("Något av det du valde går inte att välja längre. Välj bland alternativen.")

    def in_words(self, value: Any) -> str:
        """What was ticked, by its texts."""
        texts = {one.value: one.label for one in self.choices}
        return ", ".join(str(texts.get(str(one), one)) for one in value) or "Inget"


class _WrittenField(StringField):
    """What is read from a text, or nothing; what cannot be read is shown again as it was written."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.raw = valuelist[0]
        self.data: Any = None
        text = clean_text(self.raw)
        if text is not None:
            self.data = self._read(text)

    def _read(self, text: str) -> Any:
        """What the text means. Raises ValueError with what to write instead."""
        raise NotImplementedError

    def _value(self) -> str:
        return self.raw


class PeriodField(_WrittenField):
    """A time as people write it; it has to be one that can be read."""

    def process_data(self, value: Any) -> None:
        self.raw = value.label if isinstance(value, Period) else ""
        self.data = value

    def _read(self, text: str) -> Period:
        try:
            return parse(text)
        except Invalid as problem:
            if "årtalet" in problem.message:
                # A year that no plan is about is a slip that can be named.
                raise ValueError(problem.message) from problem
            shown = text if len(text) <= 40 else f"{text[:40]}…"
            raise ValueError(
                f"”{shown}” går inte att läsa som en tid. Skriv ett år, en årstid, en månad eller ett kvartal "
                "med årtal, till exempel sommaren 2024 eller kv 3 2024."
            ) from problem


class TickField(BooleanField):
    """A box to tick; one that was not sent was not ticked."""

    def in_words(self, value: Any) -> str:
        """Yes or no."""
        return "Ja" if value else "Nej"


class SwitchField(ChoiceField):
    """One of two words that stand for yes and no; a tick would not say what its absence means."""

    def __init__(self, label_text: str, *, on: str, off: str, **kwargs: Any) -> None:
        super().__init__(label_text, kind=str, **kwargs)
        self.offer([("True", on), ("False", off)])

    def _coerce(self, value: Any) -> bool | None:
        text = str(value)
        if text not in ("True", "False"):
            if value in (None, ""):
                return None
            raise ValueError(text)
        return text == "True"

    def in_words(self, value: Any) -> str:
        """The word for yes or for no."""
        return next(str(one.label) for one in self.choices if one.value == str(value))


class NumberField(_WrittenField):
    """A whole number, or nothing; what is none is shown again as it was written."""

    def process_data(self, value: Any) -> None:
        self.raw = "" if value is None else str(value)
        self.data = value

    def _read(self, text: str) -> int:
        # Nobody means a number of a thousand figures, and reading one takes its time.
        if len(text) > 9 or not text.isascii() or not text.removeprefix("-").isdecimal():
            raise ValueError("Skriv ett helt tal med siffror, till exempel 12.")
        return int(text)


class DecimalField(_WrittenField):
    """A number with decimals as people and spreadsheets write it, or nothing; what is none is shown as it was written.

    Kept exactly: a float would be another number than the one that was typed.
    """

    def process_data(self, value: Any) -> None:
        self.raw = "" if value is None else in_swedish(value)
        self.data = value

    def _read(self, text: str) -> Decimal:
        try:
            return number_in(text)
        except Invalid as problem:
            raise ValueError(problem.message) from problem

    def in_words(self, value: Any) -> str:
        """The number as it is read."""
        return in_swedish(value)

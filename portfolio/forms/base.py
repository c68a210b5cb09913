"""What all forms share: Swedish messages, the one-use id, the version, and how a problem is shown beside its field."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms import Form as WTForm
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.validators import ValidationError

from portfolio.domain.errors import Conflict, Invalid, InvalidFields, PortfolioError
from portfolio.domain.labels import label
from portfolio.domain.periods import Period, Precision, parse
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of

#: What a form's one-use id looks like; anything else was not made here.
_FORM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class DayField(StringField):
    """A day: as a browser's date field sends it, or as people write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.raw = valuelist[0]
        self.data: date | None = None
        text = clean_text(self.raw)
        if text is None:
            return
        try:
            period = parse(text)
        except Invalid as problem:
            raise ValueError(problem.message) from problem
        if period.precision is not Precision.DAY or period.start is None or period.start != period.end:
            raise ValueError("Ange en bestämd dag, till exempel 2022-03-14.")
        self.data = period.start

    def _value(self) -> str:
        if self.data is not None:
            return self.data.isoformat()
        return getattr(self, "raw", "")


class LinesField(TextAreaField):
    """A list of short texts, one a line."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = tuple(valuelist[0].splitlines())

    def _value(self) -> str:
        return "\n".join(self.data or ())


class ChoiceField(SelectField):
    """One of several: members of an enumeration, rows with whole-number ids, or words; blank is None.

    ``required`` is what is told when nothing was chosen; without it, only a field without a blank has to be chosen.
    """

    def __init__(
        self,
        label_text: str,
        *,
        kind: type[StrEnum] | type[int] | type[str],
        blank: str | None = None,
        required: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind = kind
        self.blank = blank
        self.required = required or ("Välj ett av alternativen." if blank is None else None)
        choices = [] if kind in (int, str) else options(kind)  # type: ignore[arg-type]
        super().__init__(label_text, coerce=self._coerce, choices=self._with_blank(choices), **kwargs)

    def offer(self, choices: Iterable[tuple[int | str, str]]) -> None:
        """Set what can be chosen, after the blank."""
        self.choices = self._with_blank(SelectChoice(str(value), text) for value, text in choices)

    def _with_blank(self, choices: Iterable[SelectChoice]) -> list[SelectChoice]:
        return [*([SelectChoice("", self.blank)] if self.blank is not None else []), *choices]

    def _coerce(self, value: Any) -> Any:
        if value is None or value == "":
            return None
        return self.kind(value)

    def iter_choices(self) -> Iterable[Choice]:
        chosen = "" if self.data is None else str(self.data)
        return [Choice(one.value, one.label, one.value == chosen, one.render_kw) for one in self.choices]

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        try:
            self.data = self._coerce(valuelist[0])
        except ValueError as error:
            self.data = None
            raise ValueError("Välj ett av alternativen.") from error

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            return
        if self.data is None:
            if self.required:
                raise ValidationError(self.required)
        elif str(self.data) not in {one.value for one in self.choices}:
            raise ValidationError("Välj ett av alternativen.")


def options(kind: type[StrEnum]) -> list[SelectChoice]:
    """The members of an enumeration as choices with their Swedish labels."""
    return [SelectChoice(member.value, label(member)) for member in kind]


class Form(WTForm):
    """A form whose ``data`` is exactly the keyword arguments of the service behind it."""

    class Meta:
        locales = ["sv"]

    form_id = HiddenField()

    def __init__(self, formdata: Any = None, **kwargs: Any) -> None:
        # A page that is only opened sends nothing, which is no answer: an empty one would untick every box.
        super().__init__(formdata or None, **kwargs)
        self.stale = False
        self.conflict: list[tuple[str, str, str]] = []
        self.general: list[str] = []
        # An id that was not made here cannot tell whether the form was sent before, so it is as good as none.
        if not _FORM_ID.fullmatch(self.form_id.data or ""):
            self.form_id.data = secrets.token_urlsafe(16)

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: bytes that are no text (they were read as U+FFFD) are told of, never stored."""
        valid = bool(super().validate(extra_validators))
        for field in self:
            if isinstance(field, StringField) and any(
                "\N{REPLACEMENT CHARACTER}" in text for text in field.raw_data or ()
            ):
                self._tell(field.name, "Texten innehåller tecken som inte gick att läsa. Skriv om den.")
                valid = False
        return valid

    @property
    def data(self) -> dict[str, Any]:
        return {name: field.data for name, field in self._fields.items() if name != "form_id"}

    @property
    def failed(self) -> bool:
        """Whether there is anything to tell beside the fields or above them."""
        return bool(self.errors or self.general)

    @property
    def is_written(self) -> bool:
        """Whether there is anything to write or choose, and not only a button to press or a box to tick."""
        return not all(isinstance(field, HiddenField | BooleanField) for field in self)

    @property
    def http_status(self) -> int:
        """The HTTP status of the page that shows the form: 409 for a conflict, 422 for bad input."""
        return 409 if self.stale else 422 if self.failed else 200

    def show(self, problem: PortfolioError) -> None:
        """Put a problem's messages beside the fields they concern, the rest above the form."""
        match problem:
            case InvalidFields():
                for name, message in problem.problems.items():
                    self._tell(name, message)
            case Invalid() | Conflict():
                self._tell(problem.field, problem.message)
                self.stale = self.stale or isinstance(problem, Conflict)
                if isinstance(problem, Conflict) and problem.current is not None:
                    self._compare(problem.current)
            case _:
                self._tell(None, problem.message)

    def problems(self) -> list[tuple[str | None, str]]:
        """Every message with the id of its field, for the summary on top, in the order of the fields."""
        return [
            *((None, message) for message in self.general),
            *((field.id, str(message)) for field in self for message in field.errors),
        ]

    def _tell(self, name: str | None, message: str) -> None:
        field = self._fields.get(name) if name else None
        if field is None or isinstance(field, HiddenField):
            self.general.append(message)
        else:
            field.errors = [*field.errors, message]

    def _compare(self, current: Mapping[str, Any]) -> None:
        # Both versions side by side; the next save goes on from what is stored now, knowingly.
        self.conflict = self.differences(current)
        self["version"].data = version_of(current)

    def differences(self, current: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """What differs from the stored values, in words: the field, what is stored, what was typed."""
        return [
            (field.label.text, describe(field, current[name]), describe(field, field.data))
            for name, field in self._fields.items()
            if name in current and _plain(field.data) != _plain(current[name])
        ]


class EditForm(Form):
    """A form for something that exists, with the version that the person saw."""

    version = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """A form without its version is one that nobody has seen; it overwrites nothing unknowingly."""
        if not self.version.raw_data:
            self.version.data = ""
        return super().validate(extra_validators)


def _plain(value: Any) -> Any:
    # A text as it would be stored: browsers send other line breaks than the database holds.
    if isinstance(value, tuple):
        cleaned = (clean_text(one) if isinstance(one, str) else one for one in value)
        return tuple(one for one in cleaned if one is not None)
    return clean_text(value) if type(value) is str else value


def describe(field: Any, value: Any) -> str:
    """A field's value in words, for the comparison of two versions."""
    if value is None or value in ("", ()):
        return "Inte angivet"
    if hasattr(field, "in_words"):
        return str(field.in_words(value))
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, Period):
        return value.label
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(field, ChoiceField):
        return next((one.label for one in field.choices if one.value == str(value)), str(value))
    return value.isoformat() if isinstance(value, date) else str(value)

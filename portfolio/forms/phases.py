"""The timetable of one initiative: from–to for each phase, planned and actual, by quarter or by day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from portfolio.domain.labels import label
from portfolio.domain.periods import Period, Precision, day, from_code, is_within, quarter_of, quarters_between
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.forms.base import DayField, EditForm, describe

ASPECTS = {"planned": "planerat", "actual": "verkligt"}
SIDES = {"start": "från", "end": "till"}

#: The buttons of the review; any other has not answered whether the benefits are moved along.
_ALONG = {"move": True, "leave": False}


@dataclass(frozen=True)
class Boundary:
    """One boundary in the form: a quarter to choose, and the day when it is known."""

    phase: Phase
    aspect: str
    side: str

    @property
    def name(self) -> str:
        """The field's name, which is also the key of the domain's messages."""
        return f"{self.phase}_{self.aspect}_{self.side}"

    @property
    def day_name(self) -> str:
        """The name of the field for the day."""
        return f"{self.name}_day"


BOUNDARIES = tuple(Boundary(phase, aspect, side) for phase in Phase for aspect in ASPECTS for side in SIDES)


class QuarterField(SelectField):
    """One of the plan's quarters, by its code."""

    @property
    def is_offered(self) -> bool:
        """Whether what is chosen is one of the plan's quarters, or none; what was sent may be anything."""
        return self.data in {one.value for one in self.choices}

    def pre_validate(self, form: Any) -> None:
        if not self.is_offered:
            first, last = self.choices[1].label, self.choices[-1].label
            raise ValidationError(f"Kvartalet ligger utanför planens tidplan, {first} – {last}.")


class PhasesForm(EditForm):
    """Two selects a phase and aspect, and a day beside each; built from ``BOUNDARIES`` so that none is forgotten."""

    #: Which button was pressed where benefits hang on the timetable, and the digest of what was shown there.
    along = HiddenField()
    reviewed = HiddenField()
    start_reason = TextAreaField("Varför flyttas starten?")

    @classmethod
    def of(cls, formdata: Any, *, times: Mapping[Phase, PhaseTimes], timeline: Period, version: str) -> PhasesForm:
        """Build the form for one plan's quarters, filled with the stored timetable unless something was sent."""
        stored: dict[str, Any] = {"version": version}
        for boundary in BOUNDARIES:
            period = _stored(times, boundary)
            if period is not None:
                stored[boundary.name] = quarter_of(_first_day(period)).code
                stored[boundary.day_name] = period.start if period.precision is Precision.DAY else None
        form = cls(formdata, data=stored)
        quarters = [
            SelectChoice("", "Inte angivet"),
            *(SelectChoice(quarter.code, quarter.label) for quarter in quarters_between(timeline, timeline)),
        ]
        for boundary in BOUNDARIES:
            form[boundary.name].choices = quarters
        return form

    @property
    def data(self) -> dict[str, Any]:
        return {
            "version": self.version.data,
            "times": self.times(),
            "along": _ALONG.get(self.along.data or ""),
            "reviewed": self.reviewed.data or "",
            "start_reason": self.start_reason.data,
        }

    def times(self) -> dict[Phase, PhaseTimes]:
        """The timetable as values, as far as it was filled in."""
        return {phase: PhaseTimes(**{aspect: self._span(phase, aspect) for aspect in ASPECTS}) for phase in Phase}

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: an end needs a start, and a day has to lie in the quarter that is chosen."""
        valid = bool(super().validate(extra_validators))
        for boundary in BOUNDARIES:
            chosen, known = self[boundary.name].data, self[boundary.day_name].data
            if chosen and known and not self[boundary.name].errors and not is_within(day(known), from_code(chosen)):
                self._tell(
                    boundary.day_name,
                    f"{known.isoformat()} ligger inte i {from_code(chosen).label}. Ändra dagen eller kvartalet.",
                )
                valid = False
        for phase in Phase:
            for aspect in ASPECTS:
                if self._boundary(phase, aspect, "end") and not self._boundary(phase, aspect, "start"):
                    self._tell(f"{phase}_{aspect}_start", "Ange när fasen börjar, eller ta bort slutet.")
                    valid = False
        return valid

    def differences(self, current: Mapping[str, Any]) -> list[tuple[str, str, str]]:
        """What differs from the stored timetable: a boundary is one thing, whether its quarter or its day is known."""
        found = []
        for boundary in BOUNDARIES:
            stored, typed = current[boundary.name], self._boundary(boundary.phase, boundary.aspect, boundary.side)
            if stored != typed:
                name = f"{label(boundary.phase)}, {ASPECTS[boundary.aspect]} {SIDES[boundary.side]}"
                found.append((name, describe(None, stored), describe(None, typed)))
        return found

    def rows(self, aspects: Collection[str]) -> Iterator[tuple[Phase, list[tuple[str, Any, Any, Any, Any]]]]:
        """For the page: per phase and aspect the fields from, to, and their days."""
        for phase in Phase:
            yield (
                phase,
                [
                    (
                        aspect,
                        self[f"{phase}_{aspect}_start"],
                        self[f"{phase}_{aspect}_end"],
                        self[f"{phase}_{aspect}_start_day"],
                        self[f"{phase}_{aspect}_end_day"],
                    )
                    for aspect in ASPECTS
                    if aspect in aspects
                ],
            )

    def _span(self, phase: Phase, aspect: str) -> Span | None:
        start = self._boundary(phase, aspect, "start")
        return Span(start, self._boundary(phase, aspect, "end")) if start else None

    def _boundary(self, phase: Phase, aspect: str, side: str) -> Period | None:
        name = f"{phase}_{aspect}_{side}"
        known = self[f"{name}_day"].data
        if known is not None:
            return day(known)
        # A form that is carried over a sign-in is shown before anything in it was judged.
        return from_code(self[name].data) if self[name].data and self[name].is_offered else None


def _stored(times: Mapping[Phase, PhaseTimes], boundary: Boundary) -> Period | None:
    span: Span | None = getattr(times.get(boundary.phase, PhaseTimes()), boundary.aspect)
    return getattr(span, boundary.side) if span is not None else None


def _first_day(period: Period) -> Any:
    if period.start is None:
        raise ValueError(f"{period.code} has no first day.")
    return period.start


for _boundary in BOUNDARIES:
    _words = f"{ASPECTS[_boundary.aspect]} {SIDES[_boundary.side]}"
    setattr(PhasesForm, _boundary.name, QuarterField(f"Kvartal, {_words}", choices=[], coerce=str, default=""))
    setattr(PhasesForm, _boundary.day_name, DayField(f"Dag, {_words}"))

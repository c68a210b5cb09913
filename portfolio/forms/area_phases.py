"""The planned times of all initiatives of an area: from–to for each phase, by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, TextAreaField
from wtforms.fields.choices import SelectChoice

from portfolio.domain.area_plans import AreaRow, Wanted
from portfolio.domain.labels import label
from portfolio.domain.periods import Period, from_code, quarter_of, quarters_between
from portfolio.domain.phases import Phase, PhaseTimes, Span, times_version
from portfolio.forms.base import Form, describe
from portfolio.forms.phases import SIDES, QuarterField

_ALONG = {"move": True, "leave": False}


@dataclass(frozen=True)
class Choice:
    """The fields of one phase of one initiative, for the page."""

    phase: Phase
    start: Any
    end: Any
    actual: Span | None


class AreaPhasesForm(Form):
    """Two selects a phase of each initiative; what was seen goes along, so that only what somebody changed is sent on.

    A boundary that is known to the day keeps its day as long as its quarter is left as it is.
    """

    #: Which button was pressed where the changes were shown, and the digest of what was shown there.
    along = HiddenField()
    reviewed = HiddenField()
    start_reason = TextAreaField("Varför flyttas starten?")

    area_rows: Sequence[AreaRow] = ()

    @classmethod
    def of(cls, formdata: Any, *, rows: Sequence[AreaRow], timeline: Period) -> AreaPhasesForm:
        """Build the form for these initiatives, filled with the stored times unless something was sent."""
        fields: dict[str, Any] = {"area_rows": tuple(rows)}
        stored: dict[str, str] = {}
        quarters = [(quarter.code, quarter.label) for quarter in quarters_between(timeline, timeline)]
        for row in rows:
            for name in ("version", "seen"):
                fields[_name(row, name)] = HiddenField()
            for phase in Phase:
                for side, word in SIDES.items():
                    code = _code(_boundary(row.times, phase, side))
                    name = _name(row, f"{phase}_planned_{side}")
                    fields[name] = QuarterField(word.capitalize(), choices=_choices(quarters, code), coerce=str)
                    stored[name] = code
            stored[_name(row, "version")] = row.version
            stored[_name(row, "seen")] = _codes(row.times)
        made: AreaPhasesForm = type("AreaPhasesFormOfRows", (cls,), fields)(formdata, data=stored)
        return made

    @property
    def data(self) -> dict[str, Any]:
        return {
            "changes": {
                row.id: Wanted(self[_name(row, "version")].data or "", self.planned(row))
                for row in self.area_rows
                if self._is_changed(row)
            },
            "along": _ALONG.get(self.along.data or ""),
            "reviewed": self.reviewed.data or "",
            "start_reason": self.start_reason.data,
        }

    def planned(self, row: AreaRow) -> dict[Phase, Span | None]:
        """The planned times of one initiative, as far as they were filled in."""
        found: dict[Phase, Span | None] = {}
        for phase in Phase:
            start, end = (self._typed(row, phase, side) for side in SIDES)
            found[phase] = Span(start, end) if start is not None else None
        return found

    def choices(self, row: AreaRow) -> list[Choice]:
        """The fields of one initiative, phase by phase."""
        nothing = PhaseTimes()
        return [
            Choice(
                phase,
                self[_name(row, f"{phase}_planned_start")],
                self[_name(row, f"{phase}_planned_end")],
                row.times.get(phase, nothing).actual,
            )
            for phase in Phase
        ]

    def kept(self, row: AreaRow) -> list[Any]:
        """The hidden fields of one initiative."""
        return [self[_name(row, name)] for name in ("version", "seen")]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: an end needs a start."""
        valid = bool(super().validate(extra_validators))
        for row in self.area_rows:
            for phase in Phase:
                start, end = (self._typed(row, phase, side) for side in SIDES)
                if end is not None and start is None:
                    name = _name(row, f"{phase}_planned_start")
                    self._tell(name, f"{row.title}: Ange när fasen börjar, eller ta bort slutet.")
                    valid = False
        return valid

    def _compare(self, current: Mapping[str, Any]) -> None:
        """Both versions side by side; the next save goes on from what is stored now, knowingly."""
        for row in self.area_rows:
            times = current.get(str(row.id))
            if times is None:
                continue
            for phase in Phase:
                for side, word in SIDES.items():
                    stored, typed = _boundary(times, phase, side), self._typed(row, phase, side)
                    if stored != typed:
                        name = f"{row.title}: {label(phase)}, planerat {word}"
                        self.conflict.append((name, describe(None, stored), describe(None, typed)))
            self[_name(row, "version")].data = times_version(times)
            self[_name(row, "seen")].data = _codes(times)

    def _is_changed(self, row: AreaRow) -> bool:
        typed = "|".join(self[_name(row, f"{phase}_planned_{side}")].data or "" for phase in Phase for side in SIDES)
        return typed != (self[_name(row, "seen")].data or "")

    def _typed(self, row: AreaRow, phase: Phase, side: str) -> Period | None:
        field = self[_name(row, f"{phase}_planned_{side}")]
        if not field.data or not field.is_offered:
            return None
        stored = _boundary(row.times, phase, side)
        return stored if stored is not None and _code(stored) == field.data else from_code(field.data)


def _name(row: AreaRow, of: str) -> str:
    return f"i{row.id}_{of}"


def _boundary(times: Mapping[Phase, PhaseTimes], phase: Phase, side: str) -> Period | None:
    span = times.get(phase, PhaseTimes()).planned
    found: Period | None = getattr(span, side) if span is not None else None
    return found


def _code(period: Period | None) -> str:
    return quarter_of(period.start).code if period is not None and period.start is not None else ""


def _codes(times: Mapping[Phase, PhaseTimes]) -> str:
    return "|".join(_code(_boundary(times, phase, side)) for phase in Phase for side in SIDES)


def _choices(quarters: Sequence[tuple[str, str]], stored: str) -> list[SelectChoice]:
    """The plan's quarters; one that was stored before the plan's years were changed stays to be chosen."""
    offered = [("", "Inte angivet"), *quarters]
    if stored and stored not in {code for code, _ in quarters}:
        offered.append((stored, from_code(stored).label))
    return [SelectChoice(code, text) for code, text in offered]

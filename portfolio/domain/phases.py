"""The three phases of an initiative, and the rules for when they may lie.

Source: Närmare Kronobergaren 2022, "tre faser"; a boundary is a quarter as in the plan's table, or a day when known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portfolio.domain.errors import InvalidFields
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, Precision, provably_before
from portfolio.domain.periods.period import ends
from portfolio.domain.versions import version_of


class Phase(StrEnum):
    """The phases in their order; realisation may overlap delivery."""

    PREPARATION = "preparation"
    DELIVERY = "delivery"
    REALISATION = "realisation"


#: The states in which each phase has been entered, once an initiative has come that far.
_REACHED = {
    InitiativeState.PREPARATION: 1,
    InitiativeState.DELIVERY: 2,
    InitiativeState.REALISATION: 3,
    InitiativeState.CLOSED: 3,
}


@dataclass(frozen=True)
class Span:
    """From–to of a phase. Both boundaries are inclusive; an end of None is open or not known yet."""

    start: Period
    end: Period | None = None


@dataclass(frozen=True)
class PhaseTimes:
    """When one phase is planned to run and when it did; None is *not stated*, never zero length."""

    planned: Span | None = None
    actual: Span | None = None


def phases_entered(state: InitiativeState, already: Iterable[Phase] = ()) -> frozenset[Phase]:
    """The phases that may carry actual dates: those up to the present one.

    A paused or cancelled initiative has entered what it had entered before: ``already``, the phases with actual dates.
    """
    order = tuple(Phase)
    return frozenset(order[: _REACHED.get(state, 0)]) | frozenset(already)


def boundaries(times: Mapping[Phase, PhaseTimes]) -> dict[str, Period | None]:
    """Every boundary of a timetable by the name that the messages of ``check_phases`` have; None is not stated."""
    values: dict[str, Period | None] = {}
    for phase in Phase:
        of_phase = times.get(phase, PhaseTimes())
        for aspect, span in (("planned", of_phase.planned), ("actual", of_phase.actual)):
            values[f"{phase}_{aspect}_start"] = span.start if span else None
            values[f"{phase}_{aspect}_end"] = span.end if span else None
    return values


def times_version(times: Mapping[Phase, PhaseTimes]) -> str:
    """The version of a timetable, that a form for it carries."""
    return version_of(boundaries(times))


def check_phases(
    times: Mapping[Phase, PhaseTimes],
    *,
    kind: InitiativeKind,
    entered: frozenset[Phase],
    timeline: Period,
    today: date,
) -> None:
    """Hold the timetable of one initiative against every rule at once.

    Raises InvalidFields with a Swedish message per boundary; its keys read ``<phase>_<planned|actual>_<start|end>``.
    """
    problems: dict[str, str] = {}
    if kind is InitiativeKind.ONGOING and any(t.planned or t.actual for t in times.values()):
        raise InvalidFields({"preparation_planned_start": "Det som fortgår över tid har inga faser. Töm tidplanen."})
    for phase, of_phase in times.items():
        for aspect, span in (("planned", of_phase.planned), ("actual", of_phase.actual)):
            if span is not None:
                _check_span(problems, f"{phase}_{aspect}", span, timeline)
        if of_phase.actual is not None:
            _check_actual(problems, phase, of_phase.actual, entered, today)
    for aspect in ("planned", "actual"):
        _check_order(problems, times, aspect)
    if problems:
        raise InvalidFields(problems)


def _check_span(problems: dict[str, str], name: str, span: Span, timeline: Period) -> None:
    for side, boundary in (("start", span.start), ("end", span.end)):
        if boundary is not None and not _is_boundary(boundary):
            problems[f"{name}_{side}"] = (
                f"{boundary.label} är varken ett kvartal eller en dag. Ange kvartalet, eller dagen när den är känd."
            )
        elif boundary is not None and not _inside(boundary, timeline):
            problems[f"{name}_{side}"] = (
                f"{boundary.label} ligger utanför planens tidplan, {timeline.label}. Välj en tid inom den."
            )
    if span.end is not None and provably_before(span.end, span.start):
        problems.setdefault(
            f"{name}_end",
            f"Slutet {span.end.label} ligger före starten {span.start.label}. Ändra det ena eller det andra.",
        )


def _check_actual(problems: dict[str, str], phase: Phase, span: Span, entered: frozenset[Phase], today: date) -> None:
    if phase not in entered:
        problems.setdefault(
            f"{phase}_actual_start",
            "Verkliga datum anges först när fasen har påbörjats. Ange bara planerad tid tills vidare.",
        )
    for side, boundary in (("start", span.start), ("end", span.end)):
        if boundary is not None and boundary.start is not None and boundary.start > today:
            problems.setdefault(
                f"{phase}_actual_{side}", f"{boundary.label} har inte inträffat än. Ange bara det som har hänt."
            )


def _check_order(problems: dict[str, str], times: Mapping[Phase, PhaseTimes], aspect: str) -> None:
    preparation, delivery, realisation = (getattr(times.get(phase, PhaseTimes()), aspect) for phase in Phase)
    if delivery and preparation:
        name = f"{Phase.DELIVERY}_{aspect}_start"
        if preparation.end is None:
            problems.setdefault(
                name, "Ange när förberedande fas slutar: lösningsutformning och införande börjar först efter den."
            )
        elif not _starts_after(delivery.start, preparation.end):
            problems.setdefault(
                name,
                f"Börjar {delivery.start.label}, men förberedande fas slutar {preparation.end.label}. "
                "Välj ett senare kvartal, eller ange dagarna om båda ligger i samma kvartal.",
            )
    if realisation and delivery and provably_before(realisation.start, delivery.start):
        problems.setdefault(
            f"{Phase.REALISATION}_{aspect}_start",
            f"Börjar {realisation.start.label}, före lösningsutformning och införande ({delivery.start.label}). "
            "Effekter kan komma medan införandet pågår, men inte före det.",
        )
    if realisation and preparation and not delivery:
        _check_without_delivery(problems, realisation.start, preparation, aspect)


def _check_without_delivery(problems: dict[str, str], start: Period, preparation: Span, aspect: str) -> None:
    for happens, boundary in (("slutar", preparation.end), ("börjar", preparation.start)):
        if boundary is not None and provably_before(start, boundary):
            problems.setdefault(
                f"{Phase.REALISATION}_{aspect}_start",
                f"Börjar {start.label}, innan förberedande fas {happens} ({boundary.label}). Välj en senare tid.",
            )


def _starts_after(start: Period, end: Period) -> bool:
    if start.precision is Precision.DAY and end.precision is Precision.DAY:
        return not provably_before(start, end)
    return provably_before(end, start)


def _is_boundary(boundary: Period) -> bool:
    first, last = ends(boundary)
    # A span of several quarters has the same precision as one of them.
    return first is not None and first == last and first.precision in (Precision.QUARTER, Precision.DAY)


def _inside(boundary: Period, timeline: Period) -> bool:
    return (timeline.start is None or (boundary.start is not None and boundary.start >= timeline.start)) and (
        timeline.end is None or (boundary.end is not None and boundary.end <= timeline.end)
    )

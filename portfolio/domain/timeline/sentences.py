"""The timetable in words."""

from __future__ import annotations

from portfolio.domain.labels import label
from portfolio.domain.periods import day
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.domain.timeline.cells import NUMBERS, ActivityTime, EffectTimes, Mark, TimelineItem
from portfolio.domain.timeline_kinds import MarkKind


def is_stated(times: PhaseTimes) -> bool:
    """Whether anything at all is said of when the phase runs."""
    return times.planned is not None or times.actual is not None


def bar_sentence(phase: Phase, times: PhaseTimes) -> str:
    """One bar in words: what is planned, and how it went."""
    name = label(phase)
    planned = f"{_span(times.planned)}, planerat" if times.planned else "planerad tid inte angiven"
    actual = f"; {_went(times.actual)}" if times.actual else ""
    return f"Fas {NUMBERS[phase]}, {name[0].lower()}{name[1:]}: {planned}{actual}"


def row_sentence(item: TimelineItem) -> str:
    """A whole row in words, for those who hear the table or read it on a small screen."""
    parts = [_phases_sentence(item)]
    if item.effects and item.effects.first:
        parts.append(f"{effects_sentence(item.effects)}.")
    # Every date of measuring would drown the rest; each stands in its own column, and on the page of its benefit.
    told = [one for one in item.marks if one.kind is not MarkKind.MEASUREMENT]
    parts += [f"{mark_sentence(one)}." for one in sorted(told, key=lambda one: one.day)]
    return " ".join(parts)


def _phases_sentence(item: TimelineItem) -> str:
    if not any(is_stated(times) for times in item.phases.values()):
        return "Fortgår över tid." if item.ongoing else "Tidplan saknas."
    return " ".join(_phase_sentence(phase, item.phases.get(phase, PhaseTimes())) for phase in Phase)


def effects_sentence(times: EffectTimes) -> str:
    """When effects are expected and how long they are followed up, as far as it is stated."""
    parts = [f"väntas från {times.first.label}" if times.first else "väntas, tid inte angiven"]
    if times.full:
        parts.append(f"full effekt {times.full.label}")
    if times.until:
        parts.append(f"följs upp till och med {times.until.label}")
    return f"Effekt: {', '.join(parts)}"


def mark_sentence(mark: Mark) -> str:
    """What happens, and on which day; measuring is due by the end of its period."""
    return f"{mark.text} {day(mark.day).label}"


def activity_sentence(one: ActivityTime) -> str:
    """One activity in words."""
    time = one.period.label if one.period is not None else "tid inte angiven"
    return f"Aktivitet: {one.title}, {time}" + (f", {one.note}" if one.note else "")


def _phase_sentence(phase: Phase, times: PhaseTimes) -> str:
    if not is_stated(times):
        return f"{label(phase)}: tid inte angiven."
    parts = [f"{_span(times.planned)} planerat"] if times.planned else []
    if times.actual:
        parts.append(_went(times.actual))
    return f"{label(phase)} {', '.join(parts)}."


def _span(span: Span) -> str:
    if span.end is None:
        return f"från {span.start.label} utan angivet slut"
    return span.start.label if span.start.label == span.end.label else f"{span.start.label} – {span.end.label}"


def _went(span: Span) -> str:
    return f"började {span.start.label}" + (f", slutade {span.end.label}" if span.end else "")

"""The story of an initiative: one line of time with what was decided and what was changed, each told in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decision_sentences import Decided, verdict
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.log_values import FieldChange, RowChange
from portfolio.domain.log_words import deed, definite_entity

#: What somebody goes on changing within this time is told once.
QUIET = timedelta(hours=1)

#: Changes that a sentence tells; the rest stand with the details.
_TOLD = 3

#: The load of a plan file touches everything at once, so it is summed up instead of told.
PLAN_LOAD = "plan:load"

#: A decision is told as such, with all that it changed.
DECISION = "decision:record"

#: Columns that tell a reader nothing.
_SILENT = frozenset({"example", "key", "position", "period", "retrospective", "accepted_by", "withdrawn_at"})

#: Tables whose rows only say again what another one says.
_ECHOES = frozenset({"complexity_assessments", "decisions", "former_titles"})

#: How a boundary of a phase is told: the verb for a new time, and what it has no more.
_BOUNDARIES = {
    "planned_start": ("börjar", "ingen planerad start"),
    "planned_end": ("slutar", "inget planerat slut"),
    "actual_start": ("började", "ingen verklig start"),
    "actual_end": ("slutade", "inget verkligt slut"),
}

#: What the load of a plan is counted by: one, and several.
_COUNTED = {
    "former_titles": ("tidigare namn", "tidigare namn"),
    "initiative_phases": ("fas", "faser"),
    "decisions": ("beslut", "beslut"),
    "initiative_activities": ("aktivitet", "aktiviteter"),
    "adoptions": ("införande", "införanden"),
    "benefits": ("nytta", "nyttor"),
}


@dataclass(frozen=True)
class Event:
    """Something that happened: a transaction of the log, several that belong together, or a decision.

    ``day`` is where it stands in time: for a decision the day it was made, which may lie before it was written down
    ``at`` by the log's entry ``number``. ``links`` are the entries that it tells, the earliest first. ``added`` counts
    new rows by table.
    """

    day: date
    at: datetime
    action: str
    actor: int | None
    number: int = 0
    reason: str | None = None
    links: tuple[int, ...] = ()
    things: frozenset[tuple[str, int]] = frozenset()
    added: Mapping[str, int] = field(default_factory=dict)
    decision: int | None = None

    @property
    def order(self) -> tuple[date, bool, datetime, int, int]:
        """The place in time. What was decided before it was written down comes first in its day."""
        return self.day, self.decision is None or self.day == self.at.date(), self.at, self.number, self.decision or 0


def in_order(events: Iterable[Event]) -> list[Event]:
    """One line of time, the latest first, where what somebody did to the same thing again and again is told once."""
    told: list[Event] = []
    for event in sorted(events, key=lambda one: one.order):
        if told and _goes_on(told[-1], event):
            told[-1] = _joined(told[-1], event)
        else:
            told.append(event)
    return told[::-1]


def _goes_on(before: Event, after: Event) -> bool:
    if before.decision is not None or after.decision is not None:
        return False
    same = (before.actor, before.action, before.reason) == (after.actor, after.action, after.reason)
    together = before.action == PLAN_LOAD or before.things == after.things
    return same and together and after.at - before.at <= QUIET


def _joined(before: Event, after: Event) -> Event:
    tables = before.added.keys() | after.added.keys()
    return replace(
        before,
        links=before.links + after.links,
        things=before.things | after.things,
        added={table: before.added.get(table, 0) + after.added.get(table, 0) for table in tables},
    )


def sentence(action: str, rows: Sequence[RowChange], *, about: str | None = None) -> str:
    """What was done, as it goes on after a person's name. ``about`` is what the action concerned, in running text."""
    words = deed(action)
    main = next((row for row in rows if row.table == words.about), None)
    opening = words.own.replace("{thing}", main.thing if main else about or definite_entity(words.about))
    if not rows:
        return f"{opening} och tog tillbaka det"
    parts = clauses(rows, main=main)
    if not parts:
        return opening
    more = len(parts) - _TOLD
    if more > 1:
        return f"{opening}: {'; '.join(parts[:_TOLD])} och {more} ändringar till"
    return f"{opening}: {'; '.join(parts)}"


def clauses(rows: Iterable[RowChange], *, main: RowChange | None = None) -> list[str]:
    """Each change as a clause; those of the ``main`` thing do not name it again."""
    found: list[str] = []
    echoes = _ECHOES | ({"initiative_activities"} if main and main.table == "activities" else set())
    for row in rows:
        if row.table in echoes:
            continue
        if row.table == "initiative_phases":
            found += _phase(row)
        elif row is main:
            found += _changed(row) if row.operation == "update" else []
        elif row.table == "role_assignments":
            ended = any(one.column == "ended_at" and one.new for one in row.fields)
            found.append(f"{'inte längre ' if ended else ''}{row.name}")
        elif row.operation == "update" and _accepted(row):
            # By whom and when stands before it: what was accepted is all there is to tell.
            found.append(row.thing)
        elif row.operation == "update":
            changes = _changed(row)
            found += [f"{row.thing}: {', '.join(changes)}"] if changes else []
        elif row.table != "initiatives":
            found.append(f"{'lade till' if row.operation == 'insert' else 'tog bort'} {row.thing}")
    return found


def _phase(row: RowChange) -> list[str]:
    parts = []
    for one in row.fields:
        if one.column in _BOUNDARIES:
            verb, none = _BOUNDARIES[one.column]
            before = f" i stället för {one.old}" if one.old else ""
            parts.append(f"{verb} {one.new}{before}" if one.new else f"har {none} längre (var {one.old})")
    return [f"{row.name} {' och '.join(parts)}"] if parts else []


def _accepted(row: RowChange) -> bool:
    told = {one.column: one.new for one in row.fields if one.column not in _SILENT}
    return list(told) == ["accepted_on"] and told["accepted_on"] is not None


def _changed(row: RowChange) -> list[str]:
    return [_field(one) for one in row.fields if one.column not in _SILENT]


def _field(change: FieldChange) -> str:
    if not change.logged:
        return f"{change.definite} är nytt" if change.column == "password_hash" else f"{change.definite} har ändrats"
    if change.new in ("ja", "nej"):
        return f"{change.word}: {change.new}"
    if change.new is None:
        return f"{change.definite} anges inte längre" + (f" (var {_quoted(change, change.old)})" * change.is_short)
    if not change.is_short:
        return f"{change.definite} har fått ny text" if change.old else f"{change.definite} har skrivits"
    before = f" i stället för {_quoted(change, change.old)}" if change.old is not None else ""
    return f"{change.definite} är {_quoted(change, change.new)}{before}"


def _quoted(change: FieldChange, text: str | None) -> str:
    # A text that ends its own sentence does not end the one that it is told in.
    return f"”{text}”" if change.column in ("title", "name", "period_text") else str(text).removesuffix(".")


def load_sentence(added: Mapping[str, int]) -> str:
    """What the load of a plan gave the initiative, summed up."""
    parts = ["initiativet"] if added.get("initiatives") else []
    for table, (one, several) in _COUNTED.items():
        if count := added.get(table, 0):
            parts.append(f"{count} {one if count == 1 else several}")
    if not parts:
        return "Planen lästes in på nytt, och uppgifter i initiativet ändrades"
    *first, last = parts
    return f"Planen lästes in: {', '.join(first)}{' och ' if first else ''}{last}"


def decision_sentence(
    *,
    forum: str | None,
    matter: Matter,
    outcome: Outcome,
    to_state: InitiativeState | None,
    level: ComplexityLevel | None,
    **more: Any,
) -> str:
    """A decision in a sentence of its own: who decided, on what, and how it ended; ``more`` is of ``Decided``."""
    told = verdict(Decided(matter, outcome, to_state, level, **more))
    if matter is Matter.RESUBMIT:
        return "Förslaget lämnades in på nytt"
    return f"{forum} beslutade {told}" if forum else f"Beslut {told}"

"""What a decision changed: noted beside it by keys, so that a correction can put it back as it was.

A value that somebody has changed since is left as it is: a correction takes back the decision, not others' work.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from portfolio.domain.periods import Period, from_code
from portfolio.domain.phases import Phase
from portfolio.models import Decision, Initiative, InitiativePhase
from portfolio.services.decisions.material import written

#: The columns of the initiative and of a benefit that decisions set; all of them are days.
_OF_INITIATIVE = frozenset({"project_lead_by", "project_ended_on"})
_OF_BENEFIT = frozenset({"concluded_on"})


class Changes:
    """Sets values on behalf of a decision, and notes what they were."""

    def __init__(self, initiative: Initiative) -> None:
        self.initiative = initiative
        self.noted: list[dict[str, str | None]] = []

    def phase(self, phase: Phase, column: str, value: Period | None) -> None:
        """Set a boundary of a phase; the row is made where there was none."""
        row = next((one for one in self.initiative.phases if one.phase is phase), None)
        if row is None:
            position = list(Phase).index(phase) + 1
            row = InitiativePhase(initiative_id=self.initiative.id, phase=phase, position=position, example=False)
            self.initiative.phases.append(row)
        before = getattr(row, column)
        if before == value:
            return
        self._note(f"phases.{phase}.{column}", before.code if before else None, value.code if value else None)
        setattr(row, column, value)
        row.example = False

    def day(self, column: str, value: date | None, benefit: Any = None) -> None:
        """Set a day of the initiative, or of one of its benefits."""
        row = self.initiative if benefit is None else benefit
        before: date | None = getattr(row, column)
        if before == value:
            return
        where = "initiative" if benefit is None else f"benefits.{benefit.key}"
        self._note(f"{where}.{column}", before.isoformat() if before else None, value.isoformat() if value else None)
        setattr(row, column, value)

    def other(self, what: str, before: str | None, after: str | None) -> None:
        """Note something that was set elsewhere, such as a target with its history."""
        self._note(what, before, after)

    def keep(self, decision: Decision) -> None:
        """Write what was noted beside the decision."""
        decision.changed = written(self.noted) if self.noted else None

    def _note(self, what: str, before: str | None, after: str | None) -> None:
        self.noted.append({"what": what, "before": before, "after": after})


def noted(decision: Decision) -> list[dict[str, str | None]]:
    """What a decision changed: ``what`` by keys, and its values before and after as texts."""
    return json.loads(decision.changed) if decision.changed else []


def put_back(decision: Decision, changes: Changes) -> None:
    """Set what the decision changed back to what it was, where nobody has changed it since."""
    initiative = changes.initiative
    for one in reversed(noted(decision)):
        owner, _, rest = str(one["what"]).partition(".")
        key, _, column = rest.rpartition(".")
        if owner == "phases":
            _put_back_phase(changes, Phase(key), column, one)
        elif owner == "initiative" and column in _OF_INITIATIVE:
            if _same_day(getattr(initiative, column), one["after"]):
                changes.day(column, _day(one["before"]))
        elif owner == "benefits" and column in _OF_BENEFIT:
            benefit = next((row for row in initiative.benefits if row.key == key), None)
            if benefit is not None and _same_day(getattr(benefit, column), one["after"]):
                changes.day(column, _day(one["before"]), benefit)


def _put_back_phase(changes: Changes, phase: Phase, column: str, one: dict[str, str | None]) -> None:
    row = next((row for row in changes.initiative.phases if row.phase is phase), None)
    held: Period | None = getattr(row, column) if row is not None else None
    # A phase that was entered by the decision was not entered after all, whatever has been made of its dates since.
    if column == "actual_start" and one["before"] is None:
        changes.phase(phase, "actual_end", None)
        changes.phase(phase, "actual_start", None)
    elif held is not None and held.code == one["after"]:
        changes.phase(phase, column, from_code(one["before"]) if one["before"] else None)


def _same_day(held: date | None, text: str | None) -> bool:
    return held == _day(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

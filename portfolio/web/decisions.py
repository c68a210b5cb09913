"""One recorded decision: what it said and changed, the material it was made on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portfolio.domain.decisions import Matter
from portfolio.domain.errors import Conflict
from portfolio.domain.labels import label
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase
from portfolio.per_request import current_context
from portfolio.services import decisions, people
from portfolio.web.context import page
from portfolio.web.materials import readable

bp = Blueprint("decisions", __name__)


@dataclass(frozen=True)
class Changed:
    """One thing that a decision changed, in words; None is what was not stated."""

    what: str
    before: str | None
    after: str | None


@bp.get("/beslut/<int:decision_id>")
def show(decision_id: int) -> ResponseReturnValue:
    """The decision as it was made, whatever has become of the initiative since."""
    ctx = current_context()
    decision = decisions.get(ctx, decision_id)
    frozen = decisions.frozen(decision)
    return page(
        "decisions/show.html",
        plan=decision.initiative.plan,
        initiative=decision.initiative,
        decision=decision,
        told=decisions.told(decision, None),
        changes=list(changes(decision)),
        material=readable(frozen) if frozen else None,
        corrected_by=decisions.corrected_by(decision),
        recorder=people.named(ctx.session, [decision.recorded_by]).get(decision.recorded_by, "Systemet"),
        correctable=_correctable(decision) and decisions.why_not(ctx, decision.initiative, Matter.CORRECT) is None,
    )


def changes(decision: Any) -> Iterator[Changed]:
    """What the decision changed, thing by thing."""
    if decision.to_state is not None and decision.to_state is not decision.from_state:
        yield Changed("Läge", label(decision.from_state) if decision.from_state else None, label(decision.to_state))
    if decision.assessment is not None:
        yield Changed("Nivå", None, label(decision.assessment.level))
    for one in decisions.noted(decision):
        what, written = _named(decision, str(one["what"]))
        yield Changed(what, _written(one["before"], written), _written(one["after"], written))


_BOUNDARIES = {
    "planned_start": "planerat från",
    "planned_end": "planerat till",
    "actual_start": "verkligt från",
    "actual_end": "verkligt till",
}
_DAYS = {
    "project_lead_by": "Projektledare utses senast",
    "project_ended_on": "Projektet avslutat",
    "concluded_on": "avförd",
}


def _named(decision: Any, what: str) -> tuple[str, Callable[[str], str]]:
    """What a change is of, in words, and how its values are read."""
    owner, _, rest = what.partition(".")
    key, _, column = rest.rpartition(".")
    match owner:
        case "phases":
            return f"{label(Phase(key))}, {_BOUNDARIES[column]}", lambda code: from_code(code).label
        case "initiative":
            return _DAYS[column], _day
        case "benefits":
            return f"Nyttan ”{_title(decision, key)}” {_DAYS[column]}", _day
        case "targets":
            return f"Målet för {_measure(decision, key, column)}", _target
    return what, str


def _title(decision: Any, key: str) -> str:
    return next((one.title for one in decision.initiative.benefits if one.key == key), key)


def _measure(decision: Any, benefit: str, measure: str) -> str:
    for one in decision.initiative.benefits:
        for link in one.measures:
            if one.key == benefit and link.measure.key == measure:
                return f"{link.measure.name}, nyttan ”{one.title}”"
    return measure


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _target(text: str) -> str:
    value, _, period = text.partition(" ")
    return in_swedish(Decimal(value)) + (f" senast {from_code(period).label}" if period else "")


def _written(text: str | None, written: Callable[[str], str]) -> str | None:
    return written(text) if text else None


def _correctable(decision: Any) -> bool:
    """Whether it is the one that a correction would take back."""
    try:
        return decisions.correctable(decision.initiative) is decision
    except Conflict:
        return False

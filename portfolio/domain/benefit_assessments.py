"""Judgements of a benefit (bedömningar): what is stated, by whom outside the project, and on what grounds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portfolio.domain.effects import EffectState
from portfolio.domain.errors import InvalidFields
from portfolio.domain.search import fold
from portfolio.domain.texts import LONG, SHORT, TextRule

TEXT_RULES = {
    "statement": TextRule("vad som har bedömts, och vad bedömningen säger", LONG, required=True),
    "source": TextRule("vad bedömningen bygger på", SHORT, required=True),
    "second_source": TextRule("den andra källan", SHORT),
    "assessor": TextRule("vem som har gjort bedömningen", SHORT),
}


class Grounds(StrEnum):
    """What a judgement rests on; strong ones are two sources that do not depend on each other."""

    STRONG = "strong"
    SOME = "some"
    WEAK = "weak"


class AssessedOutcome(StrEnum):
    """What a judgement says of a benefit; each is a state by the same name."""

    REACHED = "reached"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    WORSENED = "worsened"
    NOT_JUDGEABLE = "not_judgeable"

    @property
    def state(self) -> EffectState:
        """The state of a benefit that no measure tells of, by this judgement."""
        return EffectState(self.value)


@dataclass(frozen=True)
class Insiders:
    """Those whose own result is judged, and who therefore do not judge it: by id, and by what they are called."""

    leads: Collection[int] = ()
    lead_names: Collection[str] = ()
    owner: int | None = None
    owner_names: Collection[str] = field(default_factory=tuple)


def check_assessment(
    *,
    outcome: AssessedOutcome | None,
    assessed_on: date | None,
    grounds: Grounds | None,
    source: str | None,
    second_source: str | None,
    assessor: str | None,
    assessor_id: int | None,
    insiders: Insiders,
    today: date,
) -> None:
    """Hold the parts against the rules; texts are cleaned. Raises InvalidFields with every message at once."""
    problems: dict[str, str] = {}
    if outcome is None:
        problems["outcome"] = "Välj vad bedömningen säger."
    if assessed_on is None:
        problems["assessed_on"] = "Ange vilken dag bedömningen gjordes."
    elif assessed_on > today:
        problems["assessed_on"] = "Dagen har inte varit än. Ange den dag då bedömningen gjordes."
    problems |= _sources(grounds, source, second_source)
    problems |= _assessor(assessor, assessor_id, insiders)
    if problems:
        raise InvalidFields(problems)


def _sources(grounds: Grounds | None, source: str | None, second_source: str | None) -> dict[str, str]:
    if grounds is None:
        return {"grounds": "Välj hur starka grunder bedömningen har."}
    if grounds is Grounds.STRONG and second_source is None:
        return {
            "second_source": "Starka grunder är två källor som inte bygger på varandra. "
            "Ange den andra också, eller välj visst stöd."
        }
    if source is not None and second_source is not None and fold(source) == fold(second_source):
        return {"second_source": "Det är samma källa som den första. Ange en annan, eller välj visst stöd."}
    return {}


def _assessor(assessor: str | None, assessor_id: int | None, insiders: Insiders) -> dict[str, str]:
    if assessor is None and assessor_id is None:
        return {
            "assessor": "Ange vem som har gjort bedömningen: välj en person, eller skriv funktion och organisation."
        }
    if assessor is not None and assessor_id is not None:
        return {"assessor": "Välj en person eller skriv vem det är, inte båda."}
    name, where = (fold(assessor), "assessor") if assessor is not None else (None, "assessor_id")
    if assessor_id in insiders.leads or name in {fold(one) for one in insiders.lead_names}:
        return {where: f"Projektledaren bedömer inte sitt eget projekt. {_SOMEBODY_ELSE}"}
    if (assessor_id is not None and assessor_id == insiders.owner) or name in {
        fold(one) for one in insiders.owner_names
    }:
        return {where: f"Nyttans ägare bedömer inte sin egen nytta. {_SOMEBODY_ELSE}"}
    return {}


_SOMEBODY_ELSE = "Be någon utanför projektet, till exempel en nyttocontroller eller en annan verksamhet."

"""What an initiative still lacks for its next step: told long before a gate asks for it, and never a bar to typing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portfolio.domain.initiatives import InitiativeKind
from portfolio.domain.steps import STEPS


class LackCode(StrEnum):
    """What can be lacking; pages turn each into a link to where it is put right."""

    LEVEL = "level"
    LEAD = "lead"
    TIMETABLE = "timetable"
    UNPLACED = "unplaced"
    BENEFIT = "benefit"
    STEPS = "steps"


@dataclass(frozen=True)
class Lack:
    """One thing that is lacking, in words; for ``STEPS`` the benefit and the first of its steps to fill in."""

    code: LackCode
    text: str
    benefit_id: int | None = None
    step: int | None = None


@dataclass(frozen=True)
class Progress:
    """How far one benefit has come: its steps that are not complete, in order."""

    benefit_id: int
    title: str
    incomplete: tuple[int, ...]


def lacking(
    *,
    kind: InitiativeKind,
    has_timetable: bool,
    has_level: bool,
    has_lead: bool,
    unplaced: int,
    benefits: Sequence[Progress],
) -> list[Lack]:
    """Everything that is lacking, in the order in which it is best put right."""
    found = []
    ongoing = kind is InitiativeKind.ONGOING
    if not has_level and not ongoing:
        found.append(Lack(LackCode.LEVEL, "Klassning som enkelt, komplicerat eller komplext"))
    if not has_lead:
        found.append(Lack(LackCode.LEAD, "Projektledare"))
    if not has_timetable and not ongoing:
        found.append(Lack(LackCode.TIMETABLE, "Tidplan"))
    if unplaced and not ongoing:
        found.append(Lack(LackCode.UNPLACED, f"Fas för {unplaced} {'aktivitet' if unplaced == 1 else 'aktiviteter'}"))
    if not benefits:
        found.append(Lack(LackCode.BENEFIT, "Minst en nytta"))
    for progress in benefits:
        if progress.incomplete:
            text = f"{_listed(progress.incomplete)} för nyttan ”{progress.title}”"
            found.append(Lack(LackCode.STEPS, text, progress.benefit_id, progress.incomplete[0]))
    return found


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) == len(STEPS):
        return "Alla sju steg"
    if len(numbers) == 1:
        return f"Steg {numbers[0]}"
    return f"Steg {', '.join(map(str, numbers[:-1]))} och {numbers[-1]}"

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
    BASELINE = "baseline"
    BASELINE_UNREVIEWED = "baseline_unreviewed"
    ADOPTION = "adoption"
    HANDOVER = "handover"
    EFFECT = "effect"
    EFFECT_UNREVIEWED = "effect_unreviewed"


#: What a decision can make an exception from (undantag); a benefit that was not reached is concluded instead.
WAIVABLE = frozenset(
    {
        LackCode.BENEFIT,
        LackCode.STEPS,
        LackCode.BASELINE,
        LackCode.BASELINE_UNREVIEWED,
        LackCode.ADOPTION,
        LackCode.HANDOVER,
    }
)


@dataclass(frozen=True)
class Lack:
    """One thing that is lacking, in words; for ``STEPS`` the benefit and the first of its steps to fill in.

    ``about`` names what it concerns by keys, which never change: a benefit, a benefit's measure or a unit. ``link_id``
    is a measure of a benefit. ``waived`` is what a decision made an exception from: it is told, and stops nothing.
    """

    code: LackCode
    text: str
    benefit_id: int | None = None
    step: int | None = None
    about: str | None = None
    link_id: int | None = None
    adoption_id: int | None = None
    waived: bool = False

    @property
    def waiver(self) -> str:
        """How a decision names an exception from this very thing."""
        return self.code if self.about is None else f"{self.code}:{self.about}"

    @property
    def waivable(self) -> bool:
        """Whether there can be one."""
        return self.code in WAIVABLE


@dataclass(frozen=True)
class Progress:
    """How far one benefit has come: its steps that are not complete, in order."""

    benefit_id: int
    title: str
    incomplete: tuple[int, ...]
    key: str | None = None


def lacking(
    *,
    kind: InitiativeKind,
    has_timetable: bool,
    has_level: bool,
    has_lead: bool,
    unplaced: int,
    benefits: Sequence[Progress],
) -> list[Lack]:
    """Everything that is lacking, in the order in which it is best put right; ``gates.py`` tells what gates ask for."""
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
    return [*found, *described(benefits)]


def described(benefits: Sequence[Progress]) -> list[Lack]:
    """What the benefits lack of being described in seven steps."""
    if not benefits:
        return [Lack(LackCode.BENEFIT, "Minst en nytta")]
    return [
        Lack(
            LackCode.STEPS,
            f"{_listed(progress.incomplete)} för nyttan ”{progress.title}”",
            progress.benefit_id,
            progress.incomplete[0],
            about=progress.key,
        )
        for progress in benefits
        if progress.incomplete
    ]


def _listed(numbers: Sequence[int]) -> str:
    if len(numbers) == len(STEPS):
        return "Alla sju steg"
    if len(numbers) == 1:
        return f"Steg {numbers[0]}"
    return f"Steg {', '.join(map(str, numbers[:-1]))} och {numbers[-1]}"

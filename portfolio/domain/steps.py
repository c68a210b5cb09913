"""The seven steps of a benefit: which questions are answered, and which lack what.

Source: Närmare Kronobergaren 2022, "Förberedande fas". The steps are at once the form, the register and gate one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.errors import Invalid
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period
from portfolio.domain.texts import LONG, TextRule

#: The steps by number, as the method counts them.
STEPS = (1, 2, 3, 4, 5, 6, 7)

#: The text that says what is not known yet in a preliminary step.
NOTE_RULE = TextRule("vad som inte är känt än", LONG, required=True)


@dataclass(frozen=True)
class Preliminary:
    """A step that is good enough for a complex initiative until the day for another look, that day included."""

    until: date


@dataclass(frozen=True)
class Answers:
    """What one benefit's steps hold, as far as completeness asks for it; None and blanks are *not stated*.

    ``activities`` tells of each linked activity or enabler whether it has to be placed in a phase and is not.
    """

    title: str | None = None
    description: str | None = None
    kind: BenefitKind | None = None
    activities: Sequence[bool] = ()
    owner_role: str | None = None
    owner_unit: bool = False
    first_effect: Period | None = None
    full_effect: Period | None = None
    follow_up_method: str | None = None
    frequency: Frequency | None = None
    controller: bool = False
    measures: int = 0
    assessed: bool = False
    preliminary: Mapping[int, Preliminary] = field(default_factory=dict)


def lacks(answers: Answers, *, level: ComplexityLevel | None, today: date) -> dict[int, tuple[str, ...]]:
    """What each of the seven steps lacks, in words that follow "saknas:"; an empty tuple is a complete step.

    A preliminary step of a complex initiative is complete up to its day, whatever it lacks, and incomplete after it,
    whatever it holds. On another level the mark means nothing.
    """
    found = {
        1: _one(answers),
        2: _two(answers),
        3: _named(("ägarens roll", answers.owner_role), ("ägarens enhet", answers.owner_unit)),
        4: _named(("tid för första effekt", answers.first_effect), ("tid för full effekt", answers.full_effect)),
        5: _named(("hur effekten följs upp", answers.follow_up_method), ("hur ofta den följs upp", answers.frequency)),
        6: _named(("vem som ansvarar för uppföljningen", answers.controller)),
        7: () if answers.measures or answers.assessed else ("mätetal eller bedömning",),
    }
    if level is ComplexityLevel.COMPLEX:
        for step, mark in answers.preliminary.items():
            found[step] = () if today <= mark.until else (f"en ny titt: steget var preliminärt till {mark.until}",)
    return found


def complete(found: Mapping[int, Sequence[str]]) -> int:
    """How many of the seven steps lack nothing."""
    return sum(not missing for missing in found.values())


def incomplete(found: Mapping[int, Sequence[str]]) -> tuple[int, ...]:
    """The numbers of the steps that lack something, in order."""
    return tuple(step for step in STEPS if found[step])


def check_preliminary(
    step: int, until: date | None, *, level: ComplexityLevel | None, today: date, already: Preliminary | None = None
) -> None:
    """Hold a mark of a preliminary step against the rules. Raises Invalid.

    A mark that stands already may lie in the past: it is then shown as due for another look, not refused.
    """
    if step not in STEPS:
        raise ValueError(f"There is no step {step}.")
    if level is not ComplexityLevel.COMPLEX:
        raise Invalid("preliminary_until", "Bara komplexa initiativ har preliminära steg. Töm datumet.")
    if until is not None and until < today and (already is None or already.until != until):
        raise Invalid("preliminary_until", f"{until.isoformat()} har redan varit. Välj en dag då ni ska titta igen.")


def _one(answers: Answers) -> tuple[str, ...]:
    return _named(("namn", answers.title), ("beskrivning", answers.description), ("slag", answers.kind))


def _two(answers: Answers) -> tuple[str, ...]:
    if not answers.activities:
        return ("möjliggörare eller aktivitet",)
    unplaced = sum(answers.activities)
    return (f"fas för {unplaced} {'aktivitet' if unplaced == 1 else 'aktiviteter'}",) if unplaced else ()


def _named(*wanted: tuple[str, object]) -> tuple[str, ...]:
    return tuple(name for name, value in wanted if not value)

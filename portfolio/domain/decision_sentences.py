"""What was decided, as running text goes on after who decided: "om paus", "att nyttan … avförs"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.periods import Period
from portfolio.domain.periods import day as one_day
from portfolio.domain.readiness import LackCode


@dataclass(frozen=True)
class Decided:
    """A decision's values, as a sentence asks about them.

    ``waived`` are texts as decisions keep them, a code or a code with what it is about; ``corrects`` is what the
    decision was about that a correction takes back; ``moved`` whether a benefit went on to another initiative.
    """

    matter: Matter
    outcome: Outcome
    to_state: InitiativeState | None = None
    level: ComplexityLevel | None = None
    benefit: str | None = None
    until: date | None = None
    start: Period | None = None
    waived: Sequence[str] = ()
    corrects: Matter | None = None
    moved: bool = False


#: What needs no ending: that it was approved says all.
_PLAIN = frozenset({Matter.PAUSE, Matter.CANCEL, Matter.CLOSE, Matter.PROJECT_END, Matter.TARGET})


#: What exceptions are named by; what an older version of the product knew is told as it was stored.
_CODES = frozenset(code.value for code in LackCode)


def verdict(one: Decided) -> str:
    """What was decided, without who decided."""
    what = _what(one)
    if one.outcome is not Outcome.APPROVED:
        return f"{what}: {_outcome(one)}"
    match one.matter:
        case Matter.CONCLUDE_BENEFIT if one.benefit:
            return f"att nyttan ”{one.benefit}” {'flyttas till ett annat initiativ' if one.moved else 'avförs'}"
        case Matter.WAIVE:
            return f"{what}: {exceptions(one.waived)}" if one.waived else what
        case Matter.CORRECT:
            return f"om rättelse av beslutet om {label(one.corrects).lower()}" if one.corrects else what
        case _ if one.matter in _PLAIN:
            return what
    ended = [label(told).lower() for told in (one.to_state, one.level) if told is not None]
    if one.start is not None:
        ended.append(f"start {one.start.label}")
    if one.waived:
        ended.append(f"med undantag från {exceptions(one.waived)}")
    return f"{what}: {', '.join(ended or [label(one.outcome).lower()])}"


def exceptions(waived: Sequence[str]) -> str:
    """What exceptions were made from, in running text: each kind once, with how many where there are several."""
    codes = [name.partition(":")[0] for name in waived]
    told = []
    for code in dict.fromkeys(codes):
        count = codes.count(code)
        name = label(LackCode(code)).lower() if code in _CODES else code
        told.append(f"{name} ({count} saker)" if count > 1 else name)
    *first, last = told
    return f"{', '.join(first)} och {last}" if first else last


def _what(one: Decided) -> str:
    about = f" för nyttan ”{one.benefit}”" if one.benefit else ""
    return f"om {label(one.matter).lower()}{about}"


def _outcome(one: Decided) -> str:
    told = label(one.outcome).lower()
    return f"{told} till {one_day(one.until).label}" if one.until is not None else told

"""What a decision is made on, as pages show it: from the plain values that are kept to what people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.effects.states import EffectState
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase, Span


@dataclass(frozen=True)
class PhaseLine:
    """The time of one phase."""

    phase: Phase
    planned: Span | None
    actual: Span | None


@dataclass(frozen=True)
class BenefitLine:
    """One benefit: how far it is described, and how it goes."""

    title: str
    complete: int
    state: EffectState
    sentence: str | None
    concluded: bool


@dataclass(frozen=True)
class Material:
    """The whole of it."""

    title: str
    purpose: str | None
    state: InitiativeState
    level: ComplexityLevel | None
    has_lead: bool
    phases: tuple[PhaseLine, ...]
    benefits: tuple[BenefitLine, ...]
    missing: tuple[Mapping[str, Any], ...]
    assessment: Mapping[str, Any] | None


def readable(content: Mapping[str, Any]) -> Material:
    """The material of services/decisions, with its words and times as values."""
    return Material(
        title=content["title"],
        purpose=content["purpose"],
        state=InitiativeState(content["state"]),
        level=ComplexityLevel(content["level"]) if content["level"] else None,
        has_lead=content["project_lead"],
        phases=tuple(
            PhaseLine(Phase(one["phase"]), _span(one["planned"]), _span(one["actual"])) for one in content["phases"]
        ),
        benefits=tuple(
            BenefitLine(
                title=one["title"],
                complete=one["complete"],
                state=EffectState(one["state"]),
                sentence=one["sentence"],
                concluded=one["concluded"],
            )
            for one in content["benefits"]
        ),
        missing=tuple(content["missing"]),
        assessment=_assessment(content["assessment"]),
    )


def _assessment(told: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if told is None:
        return None
    return {
        "priority": told["priority"],
        "recommendation": Recommendation(told["recommendation"]),
        "level": ComplexityLevel(told["level"]) if told["level"] else None,
        "fit": told["fit"],
    }


def _span(told: Mapping[str, str] | None) -> Span | None:
    if told is None:
        return None
    return Span(from_code(told["start"]), from_code(told["end"]) if told["end"] else None)

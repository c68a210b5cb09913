"""Whether the change of a benefit's measure is real, in words, and what could ever be shown of it."""

from __future__ import annotations

from portfolio.domain.comparisons import Because, Outlook, told_by
from portfolio.domain.comparisons.sentences import Facts, summary
from portfolio.domain.measures import Accumulation, has_counts
from portfolio.services.effects import Judged


def outlook_of(judged: Judged) -> Outlook:
    """What is known of a link's measure when its method is chosen: how often, by counts or not, and what there is."""
    measure, held = judged.link.measure, judged.compared
    return told_by(
        held.told,
        held.comparison.start,
        frequency=judged.aim.frequency,
        direction=judged.aim.direction,
        has_counts=has_counts(numerator=measure.numerator, denominator=measure.denominator),
        overlaps=measure.accumulation is Accumulation.ROLLING12,
    )


def change_of(judged: Judged) -> str:
    """Whether the change is real, in one honest sentence or two; nothing where no change is looked for."""
    held = judged.compared
    if held.verdict.because in (Because.NO_DIRECTION, Because.NO_START) and held.verdict.evidence is None:
        return ""
    now = judged.effect.now
    facts = Facts(
        verdict=held.verdict,
        direction=judged.aim.direction,
        writing=judged.writing,
        start=held.start_in_words,
        target=judged.aim.target,
        now=now.mean if now is not None else None,
    )
    return summary(facts)

"""The day that parts a benefit's values into before and after, and the reason that moving it needs."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.benefits import START_REASON
from portfolio.domain.errors import Invalid
from portfolio.domain.measurements import COUNTED
from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase
from portfolio.domain.texts import clean_text, problem_with
from portfolio.models import Benefit, BenefitMeasure, InitiativePhase, Measurement, Series
from portfolio.services.context import Context


def has_values(ctx: Context, benefit: Benefit) -> bool:
    """Whether there is a value that counts in any series of the benefit's measures. One query."""
    query = (
        select(Measurement.id)
        .join(Series, Series.id == Measurement.series_id)
        .join(BenefitMeasure, BenefitMeasure.measure_id == Series.measure_id)
        .where(BenefitMeasure.benefit_id == benefit.id, Measurement.state.in_(COUNTED))
        .limit(1)
    )
    return ctx.session.scalar(query) is not None


def check_move(ctx: Context, benefit: Benefit, former: Period | None, reason: str | None) -> None:
    """Hold a first effect that was moved from ``former`` to its reason. Raises Invalid("start_reason").

    Whoever knows the values could else choose the day that looks best. Without a first effect the third phase's start
    counts, so that stating one moves it too; where neither was known, nothing is moved.
    """
    text = clean_text(reason)
    if text and (message := problem_with(text, START_REASON)):
        raise Invalid("start_reason", message)
    if benefit.first_effect == former:
        return
    of_phase = _phase_start(ctx, benefit) if former is None or benefit.first_effect is None else None
    before, after = former or of_phase, benefit.first_effect or of_phase
    moved = before is not None and (after is None or before.start != after.start)
    if moved and text is None and has_values(ctx, benefit):
        raise Invalid(
            "start_reason",
            "Det finns redan mätvärden. Skriv varför den första effekten flyttas, så att ingen kan tro att dagen "
            "valdes för att det ser bättre ut.",
        )


def _phase_start(ctx: Context, benefit: Benefit) -> Period | None:
    query = select(InitiativePhase.actual_start, InitiativePhase.planned_start).where(
        InitiativePhase.initiative_id == benefit.initiative_id, InitiativePhase.phase == Phase.REALISATION
    )
    row = ctx.session.execute(query).one_or_none()
    return (row[0] or row[1]) if row is not None else None

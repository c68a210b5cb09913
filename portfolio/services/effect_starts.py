"""The day that parts a benefit's values into before and after, and the reason that moving it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import and_, or_, select

from portfolio.domain.anchors import BenefitMove, StartMove, moves_start, realisation_start, start_moved
from portfolio.domain.benefits import START_REASON
from portfolio.domain.errors import Invalid
from portfolio.domain.measurements import COUNTED
from portfolio.domain.periods import Period
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.texts import clean_text, problem_with
from portfolio.models import Benefit, BenefitMeasure, Initiative, Measurement, Series
from portfolio.services.context import Context


def has_values(ctx: Context, benefit: Benefit) -> bool:
    """Whether there is a value that counts in any series of the benefit's measures. One query."""
    return bool(moved(ctx, [benefit.id]))


def moved_by_phases(
    ctx: Context, changed: Iterable[tuple[Initiative, Mapping[Phase, PhaseTimes]]], moves: Iterable[BenefitMove]
) -> tuple[StartMove, ...]:
    """The benefits with values whose start moves when the initiatives get these timetables. At most one query.

    It moves with the first effect of those among ``moves``, and with the third phase where no first effect is stated.
    """
    shifted = [
        one.id for one, times in changed if start_moved(realisation_start(one.times()), realisation_start(times))
    ]
    return moved(ctx, [one.benefit_id for one in moves if moves_start(one.times)], of_initiatives=shifted)


def moved(ctx: Context, along: Collection[int], *, of_initiatives: Collection[int] = ()) -> tuple[StartMove, ...]:
    """Those with values among the benefits that may move ``along``, and among all without a first effect of others.

    At most one query.
    """
    if not along and not of_initiatives:
        return ()
    valued = (
        select(BenefitMeasure.id)
        .join(Series, Series.measure_id == BenefitMeasure.measure_id)
        .join(Measurement, Measurement.series_id == Series.id)
        .where(BenefitMeasure.benefit_id == Benefit.id, Measurement.state.in_(COUNTED))
    )
    by_phase = and_(Benefit.initiative_id.in_(of_initiatives), Benefit.first_effect.is_(None))
    query = (
        select(Benefit.id, Benefit.title)
        .where(or_(Benefit.id.in_(along), by_phase), valued.exists())
        .order_by(Benefit.initiative_id, Benefit.position, Benefit.id)
    )
    return tuple(StartMove(number, title, number in along) for number, title in ctx.session.execute(query))


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
    of_phase = realisation_start(benefit.initiative.times()) if former is None or benefit.first_effect is None else None
    before, after = former or of_phase, benefit.first_effect or of_phase
    if start_moved(before, after) and text is None and has_values(ctx, benefit):
        raise Invalid(
            "start_reason",
            "Det finns redan mätvärden. Skriv varför den första effekten flyttas, så att ingen kan tro att dagen "
            "valdes för att det ser bättre ut.",
        )

"""Benefits with measures, targets and values, to try what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.measures import Direction, Frequency, MeasurementState
from portfolio.domain.periods import from_code
from portfolio.models import Benefit, BenefitMeasure, BenefitTarget, Initiative, Measurement
from portfolio.services import benefits, measures
from portfolio.services.context import Context
from tests.cast import LED

Told = Mapping[str, float | tuple[float, float, float] | None]


@dataclass(frozen=True)
class Made:
    """The ids of what was made."""

    benefit_id: int
    link_id: int
    measure_id: int
    series_id: int


def benefit(ctx: Context, title: str = "Kortare väntan", *, initiative: str = LED, **fields: Any) -> int:
    """A benefit whose effect grows from the beginning of 2022 to the end of 2023."""
    with ctx.transaction():
        ctx.record("test:benefit")
        owner = ctx.session.scalars(select(Initiative).where(Initiative.key == initiative)).one()
        made = benefits.add(ctx, owner.id, title=title, description=None, kind=None)
        given = {"first_effect": from_code("2022-01"), "full_effect": from_code("2023-12"), **fields}
        for name, value in given.items():
            setattr(made, name, value)
    return made.id


def undecided(ctx: Context, initiative: str = LED) -> None:
    """Put the initiative back before gate one, where its targets can be set without a decision."""
    with ctx.transaction():
        ctx.record("test:undecided")
        owner = ctx.session.scalars(select(Initiative).where(Initiative.key == initiative)).one()
        owner.state = InitiativeState.PREPARATION


def measured(
    ctx: Context,
    told: Told | None = None,
    *,
    name: str = "Väntetid",
    benefit_id: int | None = None,
    baseline: float | None = 90,
    target: float | None = 50,
    direction: Direction = Direction.DECREASE,
    frequency: Frequency = Frequency.MONTH,
    reviewed: bool = True,
    **measure: Any,
) -> Made:
    """A benefit with a measure that is wanted to go from 90 to 50, and its values: one, or value and counts."""
    held = benefit_id or benefit(ctx)
    with ctx.transaction():
        ctx.record("test:measured")
        plan_id = ctx.session.get_one(Benefit, held).initiative.plan_id
        given = {"unit": "dagar", "decimals": 0, **measure}
        made = measures.add(ctx, plan_id, name=name, direction=direction, frequency=frequency, **given)
        ctx.session.refresh(made)
        link = BenefitMeasure(benefit_id=held, measure_id=made.id, position=99)
        if baseline is not None:
            link.baseline_value, link.baseline_period = Decimal(str(baseline)), from_code("2021")
        if target is not None:
            link.targets.append(BenefitTarget(number=1, value=Decimal(str(target)), set_at=ctx.now))
        ctx.session.add(link)
        ctx.session.flush()
        series = measures.whole(ctx, made)
        found = Made(held, link.id, made.id, series.id)
    values(ctx, found, told or {}, reviewed=reviewed)
    return found


def values(ctx: Context, made: Made, told: Told, *, reviewed: bool = True) -> None:
    """Values that were handed in, and reviewed unless said otherwise."""
    with ctx.transaction():
        ctx.record("test:values")
        for code, figure in told.items():
            value, above, below, sent = (*(figure if isinstance(figure, tuple) else (figure,)), None, None, None)[:4]
            numbers = [None if one is None else Decimal(str(one)) for one in (value, above, below, sent)]
            ctx.session.add(
                Measurement(
                    series_id=made.series_id,
                    period=from_code(code),
                    number=1,
                    value=numbers[0],
                    numerator=numbers[1],
                    denominator=numbers[2],
                    sent=numbers[3],
                    no_value_reason="Systemet låg nere" if value is None else None,
                    state=MeasurementState.REVIEWED if reviewed else MeasurementState.SUBMITTED,
                    recorded_at=ctx.now,
                    submitted_at=ctx.now,
                    example=False,
                )
            )


def months(year: int, *told: float | None, first: int = 1) -> dict[str, float | None]:
    """The values of a year's months, from the first one on."""
    return {f"{year}-{first + number:02}": value for number, value in enumerate(told)}

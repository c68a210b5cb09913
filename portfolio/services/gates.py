"""What the gates ask about, from what is stored; many initiatives in the same few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain import gates
from portfolio.domain.effects import EffectFlag
from portfolio.domain.gates import AdoptionFacts, BenefitFacts, MeasureFacts
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.measurements import COUNTED
from portfolio.domain.measures import MeasurementState
from portfolio.domain.periods import Period, is_within
from portfolio.domain.readiness import Lack
from portfolio.models import Adoption, BenefitMeasure, Decision, Initiative, Measure, Measurement, Plan
from portfolio.services import effects
from portfolio.services.benefits import BenefitRow
from portfolio.services.context import Context
from portfolio.services.effects import BenefitEffect


@dataclass
class _Held:
    """What was loaded of several initiatives, by initiative, benefit or link."""

    measures: dict[int, list[MeasureFacts]] = field(default_factory=dict)
    adoptions: dict[int, list[AdoptionFacts]] = field(default_factory=dict)
    effects: dict[int, BenefitEffect] = field(default_factory=dict)
    waived: dict[int, set[str]] = field(default_factory=dict)


def lacking(
    ctx: Context,
    wanted: Mapping[int, InitiativeState | None],
    initiatives: Sequence[Initiative],
    benefits: Mapping[int, Sequence[BenefitRow]],
) -> dict[int, list[Lack]]:
    """What the gate before the ``wanted`` state lacks, by the initiatives' ids; what was excepted is marked, and last.

    A bounded number of queries, whatever the number of initiatives.
    """
    rows = {one.id: [row for row in benefits[one.id] if row.concluded_on is None] for one in initiatives}
    held = _load(ctx, wanted, initiatives, rows)
    return {
        one.id: gates.marked(
            gates.gate(
                state,
                benefits=[_benefit(row, held, state) for row in rows[one.id]],
                adoptions=held.adoptions.get(one.id, ()),
                today=ctx.today,
            ),
            held.waived.get(one.id, ()),
        )
        if (state := wanted.get(one.id)) is not None
        else []
        for one in initiatives
    }


def waived(ctx: Context, initiative_ids: Iterable[int]) -> dict[int, set[str]]:
    """What exceptions were made from, by initiative, by the decisions that stand. One query."""
    query = select(Decision.initiative_id, Decision.waived).where(
        Decision.initiative_id.in_(list(initiative_ids)), Decision.corrected.is_(False), Decision.waived != ()
    )
    found: dict[int, set[str]] = {}
    for initiative_id, names in ctx.session.execute(query):
        found.setdefault(initiative_id, set()).update(names)
    return found


def _load(
    ctx: Context,
    wanted: Mapping[int, InitiativeState | None],
    initiatives: Sequence[Initiative],
    rows: Mapping[int, Sequence[BenefitRow]],
) -> _Held:
    held = _Held()
    gated = [one for one in initiatives if wanted.get(one.id) is not None]
    if not gated:
        return held
    early = [one.id for one in gated if wanted[one.id] is not InitiativeState.CLOSED]
    held.measures = _measures(ctx, [row.id for number in early for row in rows[number]])
    held.adoptions = _adoptions(ctx, early)
    held.waived = waived(ctx, [one.id for one in gated])
    late: dict[int, list[int]] = {}
    for one in gated:
        if wanted[one.id] is InitiativeState.CLOSED:
            late.setdefault(one.plan_id, []).extend(row.id for row in rows[one.id])
    for plan_id, benefit_ids in late.items():
        held.effects |= effects.of_benefits(ctx, ctx.session.get_one(Plan, plan_id), benefit_ids)
    return held


def _benefit(row: BenefitRow, held: _Held, to: InitiativeState) -> BenefitFacts:
    said = held.effects.get(row.id)
    return BenefitFacts(
        benefit_id=row.id,
        key=row.key,
        title=row.title,
        incomplete=row.incomplete,
        measures=held.measures.get(row.id, ()),
        state=said.state if said is not None else None,
        unreviewed=said is not None and any(EffectFlag.UNREVIEWED in one.effect.flags for one in said.measures),
    )


def _measures(ctx: Context, benefit_ids: Sequence[int]) -> dict[int, list[MeasureFacts]]:
    query = (
        select(BenefitMeasure)
        .where(BenefitMeasure.benefit_id.in_(benefit_ids))
        .order_by(BenefitMeasure.benefit_id, BenefitMeasure.position, BenefitMeasure.id)
        .options(joinedload(BenefitMeasure.measure).selectinload(Measure.series))
    )
    links = list(ctx.session.scalars(query))
    unreviewed = _unreviewed(ctx, {number for one in links if (number := _series_id(one)) is not None})
    found: dict[int, list[MeasureFacts]] = {}
    for one in links:
        found.setdefault(one.benefit_id, []).append(
            MeasureFacts(
                link_id=one.id,
                key=one.measure.key,
                name=one.measure.name,
                direction=one.measure.direction,
                has_baseline=one.baseline_value is not None,
                reason=one.baseline_reason,
                by=one.baseline_by,
                unreviewed=any(
                    one.baseline_period is not None and is_within(period, one.baseline_period)
                    for period in unreviewed.get(_series_id(one) or 0, ())
                ),
            )
        )
    return found


def _series_id(link: BenefitMeasure) -> int | None:
    if link.series_id is not None:
        return link.series_id
    wholes = (one.id for one in link.measure.series if one.is_present and one.unit_id is None and one.sex is None)
    return next(wholes, None)


def _unreviewed(ctx: Context, series_ids: set[int]) -> dict[int, list[Period]]:
    """By series the periods whose value that counts nobody has reviewed."""
    submitted = select(Measurement.series_id).where(
        Measurement.series_id.in_(series_ids), Measurement.state == MeasurementState.SUBMITTED
    )
    query = (
        select(Measurement.series_id, Measurement.period, Measurement.state)
        .where(Measurement.series_id.in_(submitted), Measurement.state.in_(COUNTED))
        .order_by(Measurement.number, Measurement.id)
    )
    latest = {(series_id, period): state for series_id, period, state in ctx.session.execute(query)}
    found: dict[int, list[Period]] = {}
    for (series_id, period), state in latest.items():
        if state is MeasurementState.SUBMITTED:
            found.setdefault(series_id, []).append(period)
    return found


def _adoptions(ctx: Context, initiative_ids: Sequence[int]) -> dict[int, list[AdoptionFacts]]:
    query = (
        select(Adoption)
        .where(Adoption.initiative_id.in_(initiative_ids))
        .order_by(Adoption.initiative_id, Adoption.position, Adoption.id)
        .options(selectinload(Adoption.unit))
    )
    found: dict[int, list[AdoptionFacts]] = {}
    for one in ctx.session.scalars(query):
        found.setdefault(one.initiative_id, []).append(
            AdoptionFacts(
                adoption_id=one.id,
                key=one.unit.key,
                unit=one.unit.name,
                planned=one.planned,
                adopted_on=one.adopted_on,
                accepted=one.accepted_on is not None,
            )
        )
    return found

"""Moving a benefit, with its id and what was measured of it, to an initiative that takes it over: here or elsewhere."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import func, inspect, or_, select

from portfolio.domain.errors import Invalid, PortfolioError
from portfolio.domain.initiatives import DRAFT_STATES, FINAL_STATES
from portfolio.domain.permissions import Permission
from portfolio.models import (
    Benefit,
    BenefitLink,
    BenefitMeasure,
    ExcludedPeriod,
    Initiative,
    Measure,
    Measurement,
    MeasureVersion,
    Series,
)
from portfolio.services import people
from portfolio.services.context import Context


def move(ctx: Context, benefit: Benefit, initiative_id: int) -> str:
    """Move the benefit to another initiative, of this plan or a successor. Call while recording the decision.

    What belongs to its former initiative or plan (activities, anchor, goals, forum, what it leads to) is left behind;
    the decision's material tells what it was. Its measures come along: one that other benefits use too is copied with
    all its values. Returns the slug of the plan and the key of the initiative. Raises Invalid.
    """
    target = _target(ctx, benefit, initiative_id)
    former = benefit.initiative
    elsewhere = target.plan_id != former.plan_id
    _leave(ctx, benefit.activities)
    benefit.anchor_phase = benefit.anchor_adoption_id = None
    if elsewhere:
        _leave(ctx, benefit.goals)
        benefit.forum_id = None
        _cut(ctx, benefit)
        _leave_people(ctx, benefit, target.plan_id)
        for link in benefit.measures:
            _bring(ctx, link, target.plan_id)
    last = ctx.session.scalar(select(func.max(Benefit.position)).where(Benefit.initiative_id == target.id))
    if any(one.key == benefit.key for one in target.benefits):
        benefit.key = f"n-{secrets.token_hex(6)}"
    former.benefits.remove(benefit)
    target.benefits.append(benefit)
    benefit.position = (last or 0) + 1
    benefit.example = False
    ctx.session.flush()
    return f"{target.plan.slug}/{target.key}"


def _target(ctx: Context, benefit: Benefit, initiative_id: int) -> Initiative:
    problem = Invalid("successor_id", "Välj ett initiativ som pågår och där du kan registrera beslut.")
    try:
        target = ctx.load(Initiative, initiative_id, to=Permission.RECORD_DECISION)
    except PortfolioError:
        raise problem from None
    if target.id == benefit.initiative_id or target.state in FINAL_STATES | DRAFT_STATES:
        raise problem
    return target


def _leave(ctx: Context, links: list[Any]) -> None:
    for link in list(links):
        links.remove(link)
        ctx.session.delete(link)


def _cut(ctx: Context, benefit: Benefit) -> None:
    """Chains of effect hold within one plan."""
    query = select(BenefitLink).where(or_(BenefitLink.benefit_id == benefit.id, BenefitLink.target_id == benefit.id))
    for link in list(ctx.session.scalars(query)):
        ctx.session.delete(link)
    ctx.session.flush()
    ctx.session.expire(benefit, ["leads_to"])


def _leave_people(ctx: Context, benefit: Benefit, plan_id: int) -> None:
    known = {user.id for user in people.of_plan(ctx.session, plan_id)}
    if benefit.owner_user_id not in known:
        benefit.owner_user = None
    if benefit.controller_user_id not in known:
        benefit.controller_user = None


def _bring(ctx: Context, link: BenefitMeasure, plan_id: int) -> None:
    measure = link.measure
    taken = select(Measure.id).where(Measure.plan_id == plan_id, Measure.name == measure.name)
    if ctx.session.scalar(taken) is not None:
        raise Invalid(
            "successor_id",
            f"Planen har redan ett mätetal som heter ”{measure.name}”. Byt namn på det ena först: de kan betyda olika.",
        )
    others = select(BenefitMeasure.id).where(
        BenefitMeasure.measure_id == measure.id, BenefitMeasure.benefit_id != link.benefit_id
    )
    if ctx.session.scalar(others.limit(1)) is None:
        last = ctx.session.scalar(select(func.max(Measure.position)).where(Measure.plan_id == plan_id))
        measure.key, measure.position = _free_key(ctx, measure.key, plan_id), (last or 0) + 1
        measure.plan_id = plan_id
    else:
        _copy(ctx, link, plan_id)


def _copy(ctx: Context, link: BenefitMeasure, plan_id: int) -> None:
    measure = link.measure
    last = ctx.session.scalar(select(func.max(Measure.position)).where(Measure.plan_id == plan_id))
    key = _free_key(ctx, measure.key, plan_id)
    made = Measure(**(_values(measure) | {"plan_id": plan_id, "key": key, "position": (last or 0) + 1}))
    ctx.session.add(made)
    ctx.session.flush()
    for kind in (MeasureVersion, ExcludedPeriod):
        for row in ctx.session.scalars(select(kind).where(kind.measure_id == measure.id)):
            ctx.session.add(kind(**(_values(row) | {"measure_id": made.id})))
    chosen = None
    for series in ctx.session.scalars(select(Series).where(Series.measure_id == measure.id).order_by(Series.id)).all():
        copy = Series(**(_values(series) | {"measure_id": made.id}))
        ctx.session.add(copy)
        ctx.session.flush()
        for value in ctx.session.scalars(select(Measurement).where(Measurement.series_id == series.id)):
            ctx.session.add(Measurement(**(_values(value) | {"series_id": copy.id})))
        if series.id == link.series_id:
            chosen = copy.id
    link.measure, link.series_id = made, chosen
    ctx.session.flush()


def _values(row: Any) -> dict[str, Any]:
    return {one.key: getattr(row, one.key) for one in inspect(row).mapper.column_attrs if one.key != "id"}


def _free_key(ctx: Context, key: str, plan_id: int) -> str:
    taken = select(Measure.id).where(Measure.plan_id == plan_id, Measure.key == key)
    return key if ctx.session.scalar(taken) is None else f"m-{secrets.token_hex(6)}"

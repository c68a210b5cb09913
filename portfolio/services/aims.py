"""What benefits want of measures: baseline, target with its history, interim targets, and the part that is claimed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portfolio.domain.aims import TARGET_REASON, TEXT_RULES, check_aim, check_contribution, check_method
from portfolio.domain.benefits import Ramp
from portfolio.domain.effects import Milestone, curve
from portfolio.domain.errors import Conflict, Invalid, InvalidFields, Stale
from portfolio.domain.lifecycle import target_is_decided
from portfolio.domain.measures import Contribution, Method, has_counts
from portfolio.domain.periods import Period, sort_key
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text, clean_texts, problem_with
from portfolio.domain.versions import version_of
from portfolio.models import BenefitMeasure, BenefitTarget, InterimTarget, Series, User
from portfolio.services import benefit_links, benefit_steps
from portfolio.services.context import Context

_PLAIN = (
    "series_id",
    "baseline_value",
    "baseline_period",
    "baseline_reason",
    "baseline_by",
    "method",
    "paired",
    "share",
    "contribution",
)

#: More than all of a change cannot be claimed.
WHOLE = Decimal(1)


def get(ctx: Context, link_id: int, *, to: Permission = Permission.READ_INITIATIVE) -> BenefitMeasure:
    """A measure of a benefit, with what is wanted of it. Raises NotFound or Denied."""
    return ctx.load(BenefitMeasure, link_id, to=to)


def stored(link: BenefitMeasure) -> dict[str, Any]:
    """What the form shows, by field."""
    target = link.targets[-1] if link.targets else None
    values = {name: getattr(link, name) for name in _PLAIN}
    return values | {
        "contribution_reason": link.contribution_reason,
        "target": target.value if target else None,
        "target_period": target.period if target else None,
        "interim": tuple((one.period, one.value) for one in _in_order(link.interim)),
    }


def digest(link: BenefitMeasure) -> str:
    """The version that the form carries."""
    return version_of(stored(link))


def add(ctx: Context, benefit_id: int, *, series_id: int, **fields: Any) -> BenefitMeasure:
    """Choose the measure that a series belongs to for a benefit, unless it is chosen, and set what is wanted of it.

    Raises NotFound or Denied for the benefit, Conflict when something is wanted of the measure already, Invalid or
    InvalidFields.
    """
    series = ctx.session.get(Series, series_id)
    if series is None or not ctx.can(Permission.READ_PLAN, series):
        raise Invalid("series_id", "Serien finns inte.")
    ctx.record("aim:set", plan_id=series.measure.plan_id)
    link = _chosen(ctx, benefit_id, series.measure_id)
    if link is None:
        benefit = benefit_steps.locked(ctx, benefit_id)
        if benefit.initiative.plan_id != series.measure.plan_id:
            raise Invalid("series_id", "Serien hör inte till nyttans plan. Välj bland planens mätetal.")
        held = [one.measure_id for one in benefit.measures]
        benefit_links.set_measures(ctx, benefit, [*held, series.measure_id])
        link = next(one for one in benefit.measures if one.measure_id == series.measure_id)
    ctx.check(link, Permission.SET_AIM)
    if any(value not in (None, (), False) for value in stored(link).values()):
        raise Conflict("Mätetalet har redan nollmätning eller mål för den här nyttan. Ändra det som finns.")
    return set_aim(ctx, link.id, version=digest(link), series_id=series_id, **fields)


def set_aim(ctx: Context, link_id: int, *, version: str, reason: str | None = None, **fields: Any) -> BenefitMeasure:
    """Save what a benefit wants of a measure. Another target is a new version, with the reason; the old one stays.

    Raises Stale, Invalid or InvalidFields.
    """
    link = ctx.load(BenefitMeasure, link_id, to=Permission.SET_AIM)
    ctx.record("aim:set", plan_id=link.measure.plan_id, reason=clean_text(reason))
    before = stored(link)
    if version != digest(link):
        raise Stale("Någon annan har sparat nollmätning och mål sedan du öppnade formuläret.", current=before)
    values = {**before, **fields}
    texts = clean_texts(values, TEXT_RULES)
    # It goes to the log also where it was not asked for, so it has to be one that can be kept.
    if clean_text(reason) and (message := problem_with(clean_text(reason), TARGET_REASON)):
        raise Invalid("reason", message)
    interim = _in_order_of_time(values["interim"] or ())
    contribution = Contribution(values["contribution"]) if values["contribution"] else None
    method = Method(values["method"]) if values["method"] else None
    check_aim(
        direction=link.measure.direction,
        tolerance=link.measure.tolerance,
        baseline_value=values["baseline_value"],
        baseline_period=values["baseline_period"],
        baseline_reason=texts["baseline_reason"],
        baseline_by=values["baseline_by"],
        target=values["target"],
        target_period=values["target_period"],
        interim=interim,
        share=values["share"],
        besides=check_contribution(contribution, texts["contribution_reason"]) | _check_method(link, method),
    )
    _check_interim(link, interim)
    values["series_id"] = _checked_series(ctx, link, values["series_id"])
    for name in ("series_id", "baseline_value", "baseline_period", "baseline_by", "share"):
        setattr(link, name, values[name])
    # Whether the same persons answered is asked of two surveys alone.
    link.method, link.contribution = method, contribution
    link.paired = bool(values["paired"]) and method is Method.BEFORE_AFTER
    link.baseline_reason, link.contribution_reason = texts["baseline_reason"], texts["contribution_reason"]
    _check_target_is_free(link, values["target"], values["target_period"])
    _set_target(ctx, link, values["target"], values["target_period"], reason)
    _set_interim(ctx, link, interim)
    ctx.session.flush()
    if stored(link) != before:
        link.benefit.example = False
    return link


def change_target(
    ctx: Context, link: BenefitMeasure, value: Decimal, period: Period | None, reason: str | None
) -> BenefitTarget:
    """Set another target on behalf of a decision, which is the reason. Call while writing. Raises Invalid("target")."""
    held = link.targets[-1] if link.targets else None
    if held is None:
        raise Invalid(
            "target", "Mätetalet har inget mål än. Det första sätts på nyttans sida och behöver inget beslut."
        )
    if (held.value, held.period) == (value, period):
        raise Invalid("target", "Målet är redan så. Ange ett annat värde eller en annan tid.")
    try:
        check_aim(
            direction=link.measure.direction,
            tolerance=link.measure.tolerance,
            baseline_value=link.baseline_value,
            baseline_period=link.baseline_period,
            baseline_reason=link.baseline_reason,
            baseline_by=link.baseline_by,
            target=value,
            target_period=period,
            interim=(),
            share=link.share,
        )
    except InvalidFields as problem:
        raise Invalid("target", " ".join(problem.problems.values())) from problem
    _set_target(ctx, link, value, period, reason)
    ctx.session.flush()
    link.benefit.example = False
    return link.targets[-1]


def claims(ctx: Context, links: Sequence[BenefitMeasure]) -> dict[int, Decimal]:
    """By link how much of its series' change all benefits together claim, 1 for all of it. One query.

    One that says nothing claims all, and one that chose no series has that of the whole.
    """
    query = (
        select(BenefitMeasure.measure_id, BenefitMeasure.series_id, BenefitMeasure.share)
        .where(BenefitMeasure.measure_id.in_({one.measure_id for one in links}))
        .order_by(BenefitMeasure.id)
    )
    wholes = {one.measure_id: _whole(one) for one in links}
    totals: dict[tuple[int, int | None], Decimal] = {}
    for measure_id, series_id, share in ctx.session.execute(query):
        place = (measure_id, series_id or wholes[measure_id])
        totals[place] = totals.get(place, Decimal(0)) + (WHOLE if share is None else share)
    return {one.id: totals[one.measure_id, one.series_id or wholes[one.measure_id]] for one in links}


def history(ctx: Context, link: BenefitMeasure) -> list[tuple[BenefitTarget, str]]:
    """Every target that was set, the latest first, each with the name of whoever set it."""
    query = select(User.id, User.name).where(User.id.in_({one.set_by for one in link.targets if one.set_by}))
    names = dict(ctx.session.execute(query).all())
    return [(one, names.get(one.set_by or 0, "Systemet")) for one in reversed(link.targets)]


def _check_method(link: BenefitMeasure, method: Method | None) -> dict[str, str]:
    if method is link.method:
        # What was chosen before the measure got another definition does not stop the rest from being saved.
        return {}
    return check_method(
        method, has_counts=has_counts(numerator=link.measure.numerator, denominator=link.measure.denominator)
    )


def _whole(link: BenefitMeasure) -> int | None:
    held = (one.id for one in link.measure.series if one.is_present and one.unit_id is None and one.sex is None)
    return next(held, None)


def _check_interim(link: BenefitMeasure, wanted: Sequence[tuple[Period, Decimal]]) -> None:
    """Where the effect grows by interim targets, they have to lie between the first effect and the full one."""
    benefit = link.benefit
    if benefit.ramp is not Ramp.MILESTONES or benefit.first_effect is None or not wanted:
        return
    milestones = [Milestone(period, 0.0) for period, _ in wanted]
    curve(first_effect=benefit.first_effect, full_effect=benefit.full_effect, ramp=benefit.ramp, milestones=milestones)


def _chosen(ctx: Context, benefit_id: int, measure_id: int) -> BenefitMeasure | None:
    query = select(BenefitMeasure).where(
        BenefitMeasure.benefit_id == benefit_id, BenefitMeasure.measure_id == measure_id
    )
    return ctx.session.scalars(query).one_or_none()


def _checked_series(ctx: Context, link: BenefitMeasure, series_id: int | None) -> int | None:
    """The series to keep: none for that of the whole, which then goes on with the measure when its definition changes.

    Raises Invalid.
    """
    if series_id is None:
        return None
    series = ctx.session.get(Series, series_id)
    if series is None or series.measure_id != link.measure_id:
        raise Invalid("series_id", "Serien hör inte till mätetalet. Välj en annan.")
    if not series.is_present and series_id != link.series_id:
        raise Invalid("series_id", "Serien hör till en tidigare definition. Välj en som gäller nu.")
    return None if series_id == _whole(link) else series_id


def _check_target_is_free(link: BenefitMeasure, value: Decimal | None, period: Period | None) -> None:
    """From gate one on, a target is part of what was decided on. Raises Invalid."""
    held = link.targets[-1] if link.targets else None
    if held is None or (held.value, held.period) == (value, period):
        return
    if target_is_decided(link.benefit.initiative.state):
        raise Invalid("target", "Målet ingår i det som är beslutat, så det ändras genom ett beslut. Begär ett sådant.")


def _set_target(
    ctx: Context, link: BenefitMeasure, value: Decimal | None, period: Period | None, reason: str | None
) -> None:
    held = link.targets[-1] if link.targets else None
    if held is None and value is None:
        return
    if held is not None and (held.value, held.period) == (value, period):
        return
    if held is not None and value is None:
        raise Invalid("target", "Ett mål som har satts kan ändras men inte tas bort.")
    text = clean_text(reason)
    if held is not None and (message := problem_with(text, TARGET_REASON)):
        raise Invalid("reason", message)
    link.targets.append(
        BenefitTarget(
            number=held.number + 1 if held else 1,
            value=value,
            period=period,
            reason=text,
            set_by=ctx.actor.user_id,
            set_at=ctx.now,
        )
    )


def _set_interim(ctx: Context, link: BenefitMeasure, wanted: Sequence[tuple[Period, Decimal]]) -> None:
    held = {one.period: one for one in link.interim}
    given = dict(wanted)
    if len(given) < len(wanted):
        raise Invalid("interim", "Två delmål har samma tid.")
    for period, row in held.items():
        if period not in given:
            link.interim.remove(row)
            ctx.session.delete(row)
        else:
            row.value = given[period]
    link.interim.extend(InterimTarget(period=period, value=value) for period, value in wanted if period not in held)


def _in_order(rows: Sequence[InterimTarget]) -> list[InterimTarget]:
    return sorted(rows, key=lambda one: sort_key(one.period))


def _in_order_of_time(interim: Sequence[tuple[Period, Decimal]]) -> list[tuple[Period, Decimal]]:
    return sorted(interim, key=lambda one: sort_key(one[0]))

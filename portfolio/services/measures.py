"""The plan's library of measures: added, edited, and given a new version when what they mean changes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.errors import Invalid, InvalidFields, Stale
from portfolio.domain.measures import (
    DEFINING,
    REASON_RULE,
    TEXT_RULES,
    Accumulation,
    ChartKind,
    Direction,
    Frequency,
    MeasureLevel,
    Sex,
    check_measure,
)
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_text, clean_texts, problem_with
from portfolio.domain.versions import version_of
from portfolio.models import (
    Benefit,
    BenefitMeasure,
    Initiative,
    Measure,
    Measurement,
    MeasureVersion,
    Organisation,
    Plan,
    Series,
)
from portfolio.services.context import Context

#: The fields that the edit form holds, and that its version is a digest of.
EDITED = (
    "name",
    *DEFINING,
    "decimals",
    "tolerance",
    "chart",
    "summable",
    "level",
    "source",
    "kolada_id",
    "suppress_small",
)


def get(ctx: Context, measure_id: int, *, to: Permission = Permission.READ_PLAN) -> Measure:
    """The measure with its versions and series. Raises NotFound or Denied."""
    return ctx.load(Measure, measure_id, to=to)


def library(ctx: Context, plan: Plan) -> list[Measure]:
    """The plan's measures in their order. Two queries."""
    query = (
        select(Measure)
        .where(Measure.plan_id == plan.id)
        .order_by(Measure.position, Measure.id)
        .options(selectinload(Measure.series))
    )
    return list(ctx.session.scalars(query))


def users_of(ctx: Context, measure: Measure) -> list[BenefitMeasure]:
    """Where the measure tells about a benefit that exists for the actor, in the plan's order. One query."""
    query = (
        select(BenefitMeasure)
        .join(Benefit, Benefit.id == BenefitMeasure.benefit_id)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(BenefitMeasure.measure_id == measure.id)
        .order_by(Initiative.position, Benefit.position, BenefitMeasure.id)
        .options(joinedload(BenefitMeasure.benefit).joinedload(Benefit.initiative))
    )
    found = ctx.session.scalars(query)
    return [one for one in found if ctx.can(Permission.READ_INITIATIVE, one.benefit.initiative)]


def edited_values(measure: Measure) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {field: getattr(measure, field) for field in EDITED}


def digest(measure: Measure) -> str:
    """The version that the edit form carries."""
    return version_of({name: _plain(value) for name, value in edited_values(measure).items()})


def add(ctx: Context, plan_id: int, **fields: Any) -> Measure:
    """Add a measure to the plan's library, with the series of the whole. Raises InvalidFields, NotFound or Denied."""
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_MEASURE)
    ctx.record("measure:add", plan_id=plan.id)
    values = _checked(ctx, plan.id, None, fields)
    return make(ctx, plan.id, values)


def make(ctx: Context, plan_id: int, values: dict[str, Any]) -> Measure:
    """A new measure, last in the library, with the series of the whole; call with checked values, while writing."""
    last = ctx.session.scalar(select(func.max(Measure.position)).where(Measure.plan_id == plan_id))
    measure = Measure(
        plan_id=plan_id, key=f"m-{secrets.token_hex(6)}", position=(last or 0) + 1, version=1, example=False, **values
    )
    ctx.session.add(measure)
    ctx.session.flush()
    whole(ctx, measure)
    return measure


def edit(ctx: Context, measure_id: int, *, version: str, reason: str | None = None, **fields: Any) -> Measure:
    """Save a measure. Where what a value means changes and there are values, that is a new version, with a reason.

    The former definition is kept; the new version begins with an empty series of the whole, and what benefits wanted of
    the former one is set again. Raises Stale, Invalid or InvalidFields.
    """
    measure = ctx.load(Measure, measure_id, to=Permission.EDIT_MEASURE)
    ctx.record("measure:edit", plan_id=measure.plan_id, reason=clean_text(reason))
    stored = edited_values(measure)
    if version != digest(measure):
        raise Stale("Någon annan har sparat mätetalet sedan du öppnade formuläret.", current=stored)
    # It goes to the log also where it was not asked for, so it has to be one that can be kept.
    if clean_text(reason) and (message := problem_with(clean_text(reason), REASON_RULE)):
        raise Invalid("reason", message)
    values = _checked(ctx, measure.plan_id, measure, {**stored, **fields})
    if any(values[name] != stored[name] for name in DEFINING) and has_values(ctx, measure):
        _begin_version(ctx, measure, stored, reason)
    for name, value in values.items():
        setattr(measure, name, value)
    if values != stored:
        measure.example = False
    ctx.session.flush()
    return measure


def add_series(ctx: Context, measure_id: int, *, unit_id: int | None = None, sex: Sex | None = None) -> Series:
    """Add a series of the measure as it is defined now, for a unit, a sex or both. Raises Invalid or InvalidFields."""
    measure = ctx.load(Measure, measure_id, to=Permission.EDIT_MEASURE)
    ctx.record("series:add", plan_id=measure.plan_id)
    if unit_id is not None and ctx.session.get(Organisation, unit_id) is None:
        raise Invalid("unit_id", "Välj en enhet i listan.")
    wanted = (measure.version, unit_id, Sex(sex) if sex else None)
    if any((one.version, one.unit_id, one.sex) == wanted for one in measure.series):
        raise Invalid("unit_id", "Den serien finns redan.")
    series = Series(measure_id=measure.id, version=wanted[0], unit_id=unit_id, sex=wanted[2], example=False)
    measure.series.append(series)
    ctx.session.flush()
    return series


def whole(ctx: Context, measure: Measure) -> Series:
    """The series of the whole, as the measure is defined now; made when it is not there yet. Call while writing."""
    for one in measure.series:
        if one.is_present and one.unit_id is None and one.sex is None:
            return one
    made = Series(measure_id=measure.id, version=measure.version, unit_id=None, sex=None, example=False)
    measure.series.append(made)
    ctx.session.flush()
    return made


def present(measure: Measure) -> Sequence[Series]:
    """The series of the measure as it is defined now: the whole first, then by unit and sex."""
    held = [one for one in measure.series if one.is_present]
    return sorted(held, key=lambda one: (one.unit_id is not None, one.unit_id or 0, one.sex or ""))


def has_values(ctx: Context, measure: Measure) -> bool:
    """Whether anything was recorded by the present definition."""
    query = (
        select(Measurement.id)
        .join(Series, Series.id == Measurement.series_id)
        .where(Series.measure_id == measure.id, Series.version == measure.version)
    )
    return ctx.session.scalar(query.limit(1)) is not None


def _begin_version(ctx: Context, measure: Measure, stored: dict[str, Any], reason: str | None) -> None:
    text = clean_text(reason)
    if message := problem_with(text, REASON_RULE):
        raise Invalid("reason", message if text else "Det finns redan värden. Skriv varför definitionen ändras.")
    former = {name: stored[name] for name in DEFINING}
    ctx.session.add(
        MeasureVersion(measure_id=measure.id, number=measure.version, reason=text, ended_at=ctx.now, **former)
    )
    measure.version += 1
    measure.series.append(Series(measure_id=measure.id, version=measure.version, unit_id=None, sex=None, example=False))


def _checked(ctx: Context, plan_id: int, measure: Measure | None, fields: dict[str, Any]) -> dict[str, Any]:
    """Every edited field, cleaned; what was not given is as for a plain measure."""
    texts = clean_texts(fields, TEXT_RULES)
    values: dict[str, Any] = {
        **texts,
        "multiplier": fields.get("multiplier") or 1,
        "decimals": 1 if fields.get("decimals") is None else fields["decimals"],
        "direction": Direction(fields["direction"]) if fields.get("direction") else None,
        "tolerance": fields.get("tolerance"),
        "chart": ChartKind(fields.get("chart") or ChartKind.XMR),
        "summable": bool(fields.get("summable")),
        "suppress_small": bool(fields.get("suppress_small")),
        "accumulation": Accumulation(fields.get("accumulation") or Accumulation.PERIOD),
        "level": MeasureLevel(fields["level"]) if fields.get("level") else None,
        "frequency": Frequency(fields["frequency"]) if fields.get("frequency") else None,
    }
    names = ("frequency", "direction", "accumulation", "chart", "numerator", "denominator", "multiplier", "decimals")
    check_measure(tolerance=values["tolerance"], **{name: values[name] for name in names})
    # Compared here, since SQLite takes Å and å for different letters.
    others = select(Measure.id, Measure.name).where(Measure.plan_id == plan_id)
    taken = {name.casefold() for number, name in ctx.session.execute(others) if measure is None or number != measure.id}
    if (texts["name"] or "").casefold() in taken:
        raise InvalidFields(
            {"name": "Mätetalet finns redan i planen. Ge det ett annat namn, eller använd det som finns."}
        )
    return {name: values[name] for name in EDITED}


def _plain(value: Any) -> Any:
    return None if value is None else str(value) if not isinstance(value, bool | int | str) else value

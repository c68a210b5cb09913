"""Measures and their series as calls send and get them."""

from __future__ import annotations

from portfolio.domain.measures import (
    MOST_DECIMALS,
    MULTIPLIERS,
    Accumulation,
    ChartKind,
    Direction,
    Frequency,
    MeasureLevel,
    Sex,
)
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import LARGEST_ID, Amount, Base, Choice, Flag, Id, Instant, Items, Part, Whole, Words


class _Fields(Base):
    """The fields that are edited."""

    name = Words(required=True)
    definition = Words(longest=LONG, allow_none=True)
    numerator = Words(longest=LONG, allow_none=True)
    denominator = Words(longest=LONG, allow_none=True)
    unit = Words(allow_none=True)
    multiplier = Whole(least=1, most=max(MULTIPLIERS))
    decimals = Whole(least=0, most=MOST_DECIMALS)
    direction = Choice(Direction, required=True)
    tolerance = Amount(allow_none=True)
    chart = Choice(ChartKind)
    summable = Flag()
    accumulation = Choice(Accumulation)
    level = Choice(MeasureLevel, allow_none=True)
    source = Words(allow_none=True)
    frequency = Choice(Frequency, allow_none=True)
    kolada_id = Words(longest=20, allow_none=True)
    suppress_small = Flag()


class NewMeasure(_Fields):
    """A measure for a plan's library."""

    plan = Words(required=True)


class MeasureChanges(_Fields):
    """What can be changed; ``reason`` is asked for where recorded values would mean something else."""

    reason = Words(longest=LONG, allow_none=True)


class NewSeries(Base):
    """A series of the measure as it is defined now: of a unit, of a sex, or of both."""

    unit = Id(allow_none=True, attribute="unit_id")
    sex = Choice(Sex, allow_none=True)


class SeriesSchema(Base):
    """The values of one version of a measure; ``present`` tells whether it is the version that holds now."""

    id = Id(required=True)
    measure = Id(required=True, attribute="measure_id")
    version = Whole(least=1, most=LARGEST_ID, required=True)
    unit = Id(required=True, allow_none=True, attribute="unit_id")
    sex = Choice(Sex, required=True, allow_none=True)
    present = Flag(required=True, attribute="is_present")
    example = Flag(required=True)


class VersionSchema(Base):
    """What a measure meant until it was changed, and why it was."""

    number = Whole(least=1, most=LARGEST_ID, required=True)
    definition = Words(required=True, longest=LONG, allow_none=True)
    numerator = Words(required=True, longest=LONG, allow_none=True)
    denominator = Words(required=True, longest=LONG, allow_none=True)
    unit = Words(required=True, allow_none=True)
    multiplier = Whole(least=1, most=max(MULTIPLIERS), required=True)
    direction = Choice(Direction, required=True)
    accumulation = Choice(Accumulation, required=True)
    frequency = Choice(Frequency, required=True, allow_none=True)
    reason = Words(required=True, longest=LONG, allow_none=True)
    ended_at = Instant(required=True)


class MeasureSchema(Base):
    """A measure of a plan's library; its fields are those of its present version, ``versions`` are the former ones."""

    id = Id(required=True)
    plan = Words(required=True, attribute="plan.slug")
    name = Words(required=True)
    definition = Words(required=True, longest=LONG, allow_none=True)
    numerator = Words(required=True, longest=LONG, allow_none=True)
    denominator = Words(required=True, longest=LONG, allow_none=True)
    unit = Words(required=True, allow_none=True)
    multiplier = Whole(least=1, most=max(MULTIPLIERS), required=True)
    decimals = Whole(least=0, most=MOST_DECIMALS, required=True)
    direction = Choice(Direction, required=True)
    tolerance = Amount(required=True, allow_none=True)
    chart = Choice(ChartKind, required=True)
    summable = Flag(required=True)
    accumulation = Choice(Accumulation, required=True)
    level = Choice(MeasureLevel, required=True, allow_none=True)
    source = Words(required=True, allow_none=True)
    frequency = Choice(Frequency, required=True, allow_none=True)
    kolada_id = Words(required=True, longest=20, allow_none=True)
    suppress_small = Flag(required=True)
    version = Whole(least=1, most=LARGEST_ID, required=True)
    versions = Items(Part(VersionSchema), required=True)
    series = Items(Part(SeriesSchema), required=True)
    position = Whole(least=0, most=LARGEST_ID, required=True)
    example = Flag(required=True)

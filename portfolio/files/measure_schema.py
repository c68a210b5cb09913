"""The part of a plan file's schema that tells what is measured, what was measured, and what a benefit wants of it."""

from __future__ import annotations

from portfolio.domain.measures import (
    MOST_DECIMALS,
    MULTIPLIERS,
    Accumulation,
    ChartKind,
    Contribution,
    Direction,
    Frequency,
    MeasureLevel,
    MeasurementState,
    Method,
    Sex,
)
from portfolio.domain.texts import SHORT
from portfolio.strict.fields import (
    Base,
    Choice,
    Day,
    Flag,
    Items,
    Key,
    Moment,
    Number,
    Part,
    PeriodCode,
    Text,
    WebAddress,
    Whole,
    line,
)

#: No measure is defined anew, no value corrected and no target moved more often than this.
MOST_VERSIONS = 1000

#: Kolada's own identifiers are shorter.
_KOLADA = 20


def _number_in_order() -> Whole:
    return Whole(least=1, most=MOST_VERSIONS, required=True)


def _measured_period() -> PeriodCode:
    return PeriodCode(example="2024-Q2, 2024-05 eller 2024", closed=True, required=True)


class VersionSchema(Base):
    """What a measure's definition was until it was changed."""

    number = _number_in_order()
    definition = Text(allow_none=True)
    numerator = Text(allow_none=True)
    denominator = Text(allow_none=True)
    unit = line(allow_none=True)
    multiplier = Whole(among=MULTIPLIERS)
    direction = Choice(Direction)
    accumulation = Choice(Accumulation)
    frequency = Choice(Frequency, allow_none=True)
    reason = Text(allow_none=True)
    ended_at = Moment(allow_none=True)


class MeasurementSchema(Base):
    period = _measured_period()
    number = _number_in_order()
    value = Number(allow_none=True)
    numerator = Number(allow_none=True)
    denominator = Number(allow_none=True)
    sent = Number(allow_none=True)
    no_value_reason = line(allow_none=True)
    comment = Text(allow_none=True)
    influences = Text(allow_none=True)
    evidence_link = WebAddress(longest=SHORT, allow_none=True)
    state = Choice(MeasurementState)
    return_reason = Text(allow_none=True)
    recorded_at = Moment(allow_none=True)
    submitted_at = Moment(allow_none=True)
    reviewed_at = Moment(allow_none=True)
    example = Flag()


class SeriesSchema(Base):
    """The values of one version, of the whole where neither unit nor sex is stated."""

    version = _number_in_order()
    unit = Key(allow_none=True)
    sex = Choice(Sex, allow_none=True)
    measurements = Items(Part(MeasurementSchema))
    example = Flag()


class SeriesNameSchema(Base):
    """A series as a benefit names it."""

    version = _number_in_order()
    unit = Key(required=True, allow_none=True)
    sex = Choice(Sex, required=True, allow_none=True)


class ExcludedSchema(Base):
    period = _measured_period()
    reason = Text(required=True)
    excluded_at = Moment(allow_none=True)
    example = Flag()


class MeasureSchema(Base):
    key = Key(required=True)
    name = line()
    definition = Text(allow_none=True)
    numerator = Text(allow_none=True)
    denominator = Text(allow_none=True)
    unit = line(allow_none=True)
    multiplier = Whole(among=MULTIPLIERS)
    decimals = Whole(least=0, most=MOST_DECIMALS)
    direction = Choice(Direction)
    tolerance = Number(allow_none=True)
    chart = Choice(ChartKind)
    summable = Flag()
    accumulation = Choice(Accumulation)
    level = Choice(MeasureLevel, allow_none=True)
    source = line(allow_none=True)
    frequency = Choice(Frequency, allow_none=True)
    kolada_id = Text(longest=_KOLADA, allow_none=True)
    suppress_small = Flag()
    version = Whole(least=1, most=MOST_VERSIONS)
    versions = Items(Part(VersionSchema))
    series = Items(Part(SeriesSchema))
    excluded = Items(Part(ExcludedSchema))
    example = Flag()


class TargetValueSchema(Base):
    """What is to be reached; the one with the highest number holds, and the others are what was."""

    number = _number_in_order()
    value = Number()
    period = PeriodCode(example="2024-Q2, 2024-05 eller 2024", closed=True, allow_none=True)
    reason = Text(allow_none=True)
    set_at = Moment(allow_none=True)


class InterimSchema(Base):
    period = _measured_period()
    value = Number()


class AimSchema(Base):
    """What a benefit wants of a measure."""

    measure = Key(required=True)
    series = Part(SeriesNameSchema, allow_none=True)
    baseline_value = Number(allow_none=True)
    baseline_period = PeriodCode(example="2023-Q4 eller 2023", closed=True, allow_none=True)
    baseline_reason = Text(allow_none=True)
    baseline_by = Day(allow_none=True)
    targets = Items(Part(TargetValueSchema))
    interim = Items(Part(InterimSchema))
    method = Choice(Method, allow_none=True)
    paired = Flag()
    share = Number(allow_none=True)
    contribution = Choice(Contribution, allow_none=True)
    contribution_reason = Text(allow_none=True)

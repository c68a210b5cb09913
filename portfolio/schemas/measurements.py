"""Measured values as calls send and get them."""

from __future__ import annotations

from portfolio.domain.measures import MeasurementState
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    LARGEST_ID,
    Amount,
    Base,
    Choice,
    Flag,
    Id,
    Ids,
    Instant,
    Items,
    Part,
    Query,
    Tick,
    Time,
    Whole,
    Words,
)

#: As many as a page takes of a pasted column.
MOST = 500


class NewCorrection(Base):
    """What was measured instead: a value, or the counts that make it, or why there is none."""

    value = Amount(allow_none=True)
    numerator = Amount(allow_none=True)
    denominator = Amount(allow_none=True)
    sent = Amount(allow_none=True, metadata={"description": "Hur många som tillfrågades; nämnaren är de som svarade."})
    no_value_reason = Words(allow_none=True)
    comment = Words(longest=LONG, allow_none=True)
    influences = Words(longest=LONG, allow_none=True)
    evidence_link = Words(allow_none=True)


class NewMeasurement(NewCorrection):
    """What was measured in a period: a value, or the counts that make it, or why there is none."""

    period = Time(required=True, example="2024-05")


class Return(Base):
    """What has to change before a value can be reviewed."""

    reason = Words(required=True, longest=LONG)


class Chosen(Base):
    """Several values at once: all of them or none."""

    measurements = Ids(required=True)


class MeasurementSchema(Base):
    """A value of a series and period. A correction is one of its own with a higher ``number``; none is ever removed."""

    id = Id(required=True)
    series = Id(required=True, attribute="series_id")
    period = Time(required=True, example="2024-05")
    number = Whole(least=1, most=LARGEST_ID, required=True)
    value = Amount(required=True, allow_none=True)
    numerator = Amount(required=True, allow_none=True)
    denominator = Amount(required=True, allow_none=True)
    sent = Amount(required=True, allow_none=True)
    no_value_reason = Words(required=True, allow_none=True)
    comment = Words(required=True, longest=LONG, allow_none=True)
    influences = Words(required=True, longest=LONG, allow_none=True)
    evidence_link = Words(required=True, allow_none=True)
    state = Choice(MeasurementState, required=True)
    return_reason = Words(required=True, longest=LONG, allow_none=True)
    recorded_by = Id(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    submitted_at = Instant(required=True, allow_none=True)
    reviewed_by = Id(required=True, allow_none=True)
    reviewed_at = Instant(required=True, allow_none=True)
    example = Flag(required=True)


class Measurements(Base):
    """The values that something was done with, in the order of their ids."""

    items = Items(Part(MeasurementSchema), required=True)


class Confirmation(Query):
    """Whether what looks like a slip of the pen was said to be right."""

    confirmed = Tick(
        load_default=False,
        metadata={"description": "true sparar också ett värde som avviker så mycket att det annars frågas om (409)."},
    )

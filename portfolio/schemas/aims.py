"""What benefits want of measures, as calls send and get it, with what is said of the effect."""

from __future__ import annotations

from typing import Any

from marshmallow.validate import Length

from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.measures import Contribution, Method
from portfolio.domain.texts import LONG
from portfolio.schemas.fields import (
    LARGEST_ID,
    Amount,
    Base,
    Choice,
    Group,
    Id,
    Instant,
    Items,
    Part,
    Ratio,
    Time,
    Whole,
    Words,
)

#: More levels on the way than anybody sets.
MOST_INTERIM = 40


def _ends(**each: Any) -> dict[str, dict[str, Any]]:
    """The fields of both ends of the way, by the services' names."""
    return {
        "Baseline": {
            "value": Amount(allow_none=True, attribute="baseline_value", **each),
            "period": Time(allow_none=True, attribute="baseline_period", **each),
            "reason": Words(longest=LONG, allow_none=True, attribute="baseline_reason", **each),
        },
        "Target": {
            "value": Amount(allow_none=True, **each, attribute="target"),
            "period": Time(allow_none=True, attribute="target_period", **each),
        },
    }


NewBaseline, NewTarget = (Base.from_dict(fields, name=f"New{name}") for name, fields in _ends().items())
BaselineSchema, TargetSchema = (Base.from_dict(fields, name=name) for name, fields in _ends(required=True).items())


class InterimSchema(Base):
    """A level to reach on the way."""

    period = Time(required=True, example="2024-Q4")
    value = Amount(required=True)


class _Fields(Base):
    """The fields that are edited."""

    baseline = Group(NewBaseline, allow_none=True)
    target = Group(NewTarget, allow_none=True)
    interim = Items(
        Part(InterimSchema), allow_none=True, validate=Length(max=MOST_INTERIM, error="högst {max} delmål får plats")
    )
    method = Choice(Method, allow_none=True)
    share = Amount(allow_none=True)
    contribution = Choice(Contribution, allow_none=True)
    contribution_reason = Words(longest=LONG, allow_none=True)


class NewAim(_Fields):
    """What a benefit wants of the measure that a series belongs to; with it, the measure is chosen for the benefit."""

    benefit = Id(required=True, attribute="benefit_id")
    series = Id(required=True, attribute="series_id")


class AimChanges(_Fields):
    """What can be changed; ``reason`` tells why the target is another one now."""

    series = Id(attribute="series_id")
    reason = Words(longest=LONG, allow_none=True)


class SetTarget(Base):
    """A target that was set; the last one holds."""

    number = Whole(least=1, most=LARGEST_ID, required=True)
    value = Amount(required=True)
    period = Time(required=True, allow_none=True)
    reason = Words(required=True, longest=LONG, allow_none=True)
    set_by = Id(required=True, allow_none=True)
    set_at = Instant(required=True)


class AimSchema(Base):
    """A measure of a benefit: from where, to where, and how it goes today.

    ``now`` is the mean of the latest twelve months; ``achievement``, ``expected`` and ``deviation`` are shares of the
    way, 0.75 for 75 per cent; ``claimed`` is how much of the change all benefits together claim.
    """

    id = Id(required=True)
    benefit = Id(required=True, attribute="benefit_id")
    measure = Id(required=True, attribute="measure_id")
    series = Id(required=True, allow_none=True, attribute="series_id")
    baseline = Group(BaselineSchema, required=True)
    target = Group(TargetSchema, required=True)
    targets = Items(Part(SetTarget), required=True)
    interim = Items(Part(InterimSchema), required=True)
    method = Choice(Method, required=True, allow_none=True)
    share = Amount(required=True, allow_none=True)
    claimed = Amount(required=True)
    contribution = Choice(Contribution, required=True, allow_none=True)
    contribution_reason = Words(required=True, longest=LONG, allow_none=True)
    state = Choice(EffectState, required=True)
    evidence = Choice(Evidence, required=True, allow_none=True)
    flags = Items(Choice(EffectFlag), required=True)
    overdue_days = Whole(least=0, most=LARGEST_ID, required=True)
    now = Ratio(required=True, allow_none=True)
    latest = Ratio(required=True, allow_none=True)
    latest_period = Time(required=True, allow_none=True)
    achievement = Ratio(required=True, allow_none=True)
    expected = Ratio(required=True, allow_none=True)
    deviation = Ratio(required=True, allow_none=True)
    summary = Words(required=True, longest=LONG)

"""What benefits want of measures: read with what is said of the effect, set, and changed with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portfolio.api.calls import Calls, One
from portfolio.domain.errors import Invalid, NotFound
from portfolio.per_request import API
from portfolio.schemas.aims import AimChanges, AimSchema, NewAim
from portfolio.services import aims, effects
from portfolio.services.context import Context

calls = Calls("aims", tag="Nyttors mätetal")

_EXAMPLE = {
    "benefit": 1,
    "series": 1,
    "baseline": {"value": 90, "period": "2022"},
    "target": {"value": 60, "period": "2024-Q4"},
    "interim": [{"period": "2023-Q4", "value": 75}],
    "method": "series",
    "share": 1.0,
}


@calls.post(
    "/benefit-measures",
    takes=NewAim,
    answers=AimSchema,
    summary="Välj ett mätetal för en nytta, med nollmätning (eller varför den saknas) och mål",
    example=_EXAMPLE,
)
def add(ctx: Context, *, body: dict[str, Any]) -> One:
    try:
        made = aims.add(ctx, **_sent(body))
    except NotFound:
        raise Invalid("benefit_id", "Nyttan finns inte.") from None
    return _one(ctx, made.id, new=True)


@calls.get(
    "/benefit-measures/<int:benefit_measure_id>",
    answers=AimSchema,
    summary="Ett mätetal för en nytta, med måluppfyllelse och läge i dag",
    guarded=True,
)
def show(ctx: Context, benefit_measure_id: int) -> One:
    return _one(ctx, benefit_measure_id)


@calls.patch(
    "/benefit-measures/<int:benefit_measure_id>",
    takes=AimChanges,
    answers=AimSchema,
    summary="Ändra nollmätning, mål och det andra; ett annat mål behöver reason, och det gamla finns kvar",
    example={"target": {"value": 65}, "reason": "Målet gällde fler mottagningar."},
)
def edit(ctx: Context, benefit_measure_id: int, *, body: dict[str, Any], version: str) -> One:
    aims.set_aim(ctx, benefit_measure_id, version=version, **_sent(body))
    return _one(ctx, benefit_measure_id)


def _sent(body: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as the service takes it."""
    if "interim" not in body:
        return dict(body)
    return {**body, "interim": tuple((one["period"], one["value"]) for one in body["interim"] or ())}


def _one(ctx: Context, link_id: int, *, new: bool = False) -> One:
    ctx.settle()
    link = aims.get(ctx, link_id)
    judged = effects.of_link(ctx, link)
    said, stored = judged.effect, aims.stored(link)
    told = {
        **stored,
        "id": link.id,
        "benefit_id": link.benefit_id,
        "measure_id": link.measure_id,
        # Where none was chosen it is that of the whole, whichever that is now.
        "series_id": judged.series.id if judged.series is not None else link.series_id,
        "targets": link.targets,
        "interim": [{"period": period, "value": value} for period, value in stored["interim"]],
        "claimed": aims.claims(ctx, [link])[link.id],
        "state": said.state,
        "evidence": judged.evidence,
        "flags": sorted(said.flags),
        "overdue_days": said.overdue_days,
        "now": said.now.mean if said.now is not None else None,
        "latest": said.now.latest if said.now is not None else None,
        "latest_period": judged.latest,
        "achievement": said.achievement,
        "expected": said.expected,
        "deviation": said.deviation,
        "summary": effects.sentence_of(ctx, judged),
    }
    return One(told, version=aims.digest(link), location=f"{API}/benefit-measures/{link.id}" if new else None)

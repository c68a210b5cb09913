"""The analysis of a series that was sent, which nothing is kept of, and how any analysis is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from portfolio.domain.analyses import Analysis, Posted, TwoCounts, judged, two_counts
from portfolio.domain.comparisons import Tally
from portfolio.domain.errors import InvalidFields
from portfolio.domain.measures import Direction, Method

#: What two counts are sent by, and a series never is.
_TWO_COUNTS = ("before", "after", "paired")


def of_sent(*, direction: Direction, method: Method | None = None, **fields: Any) -> Analysis | TwoCounts:
    """What is said of a series, or with ``before_after`` of two counts, that is sent to be judged.

    What is None is as if it had not been sent. Nothing is read or stored, so that there is no context. Raises Invalid
    or InvalidFields, by the names of the fields.
    """
    sent = {name: _plain(value) for name, value in fields.items() if value is not None}
    if method is Method.BEFORE_AFTER:
        return _of_two_counts(direction, sent)
    if foreign := [name for name in _TWO_COUNTS if name in sent]:
        raise InvalidFields(dict.fromkeys(foreign, "Fältet hör till method before_after."))
    if "periods" not in sent:
        raise InvalidFields({"periods": "Skicka seriens perioder, eller method before_after med två antal."})
    interim = [(one["period"], one["value"]) for one in sent.pop("interim", ())]
    return judged(Posted(direction=direction, method=method, interim=interim, **sent))


def told(found: Analysis) -> dict[str, Any]:
    """An analysis as a call tells it: flat where it can be, with periods by their numbers."""
    chart, effect, forecast = found.chart, found.effect, found.forecast
    return {
        "phases": _phases(found),
        "rules": chart.rules if chart is not None else dict.fromkeys(("outside", "trend", "two_of_three", "shift"), ()),
        "points": _points(found),
        "variation": chart.variation if chart is not None else None,
        "assurance": chart.assurance if chart is not None else None,
        "run_chart": [asdict(one) for one in chart.run_charts] if chart is not None else [],
        "limits_per_point": chart.limits_per_point if chart is not None else None,
        "now": effect.now.mean if effect.now is not None else None,
        "latest": effect.now.latest if effect.now is not None else None,
        "achievement": effect.achievement,
        "expected": effect.expected,
        "deviation": effect.deviation,
        "state": effect.state,
        "flags": sorted(effect.flags),
        "method": found.verdict.method,
        "evidence": found.verdict.evidence,
        "detectable_shift": found.verdict.detectable_shift,
        "forecast": {**asdict(forecast), "at": found.question.at},
        "summary": found.summary,
    }


def told_of_counts(found: TwoCounts) -> dict[str, Any]:
    """What is said of two counts, as a call tells it."""
    return {
        "difference": found.difference,
        "lower": found.lower,
        "upper": found.upper,
        "evidence": found.verdict.evidence,
        "summary": found.summary,
    }


def _phases(found: Analysis) -> list[dict[str, Any]]:
    if found.chart is None:
        return []
    return [
        {
            "start": one.start,
            "end": one.end,
            "n": one.n,
            "n_baseline": one.n_baseline,
            "centre": one.level.centre,
            "lower": one.level.lower,
            "upper": one.level.upper,
            "near_lower": one.level.near_lower,
            "near_upper": one.level.near_upper,
            "provisional": one.provisional,
        }
        for one in found.chart.phases
    ]


def _points(found: Analysis) -> list[dict[str, Any]]:
    told = found.question.told
    if told is None:
        return []
    values = [(one.period, one.value) for one in told.values]
    if found.chart is None:
        nothing = {"signal": None, "side": None, "type": None}
        return [{"period": period, "value": value, **nothing} for period, value in values]
    return [
        {"period": period, "value": value, "signal": one.signal, "side": one.side, "type": one.type}
        for (period, value), one in zip(values, found.chart.points, strict=True)
    ]


def _of_two_counts(direction: Direction, sent: Mapping[str, Any]) -> TwoCounts:
    missing = {name: "Skicka antalen före och efter, som x av n." for name in ("before", "after") if name not in sent}
    if missing:
        raise InvalidFields(missing)
    if foreign := [name for name in sent if name not in _TWO_COUNTS]:
        raise InvalidFields(dict.fromkeys(foreign, "Fältet hör inte till method before_after."))
    before, after = Tally(**sent["before"]), Tally(**sent["after"])
    return two_counts(before, after, direction=direction, paired=sent.get("paired", False))


def _plain(value: Any) -> Any:
    """Numbers as floats, which everything is reckoned with from here on; the rest as it is."""
    match value:
        case Decimal():
            return float(value)
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
    return value

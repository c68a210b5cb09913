"""The columns of the benefit register: as a call tells them, and as its file writes them for people.

Programs hold on to them: a column is never taken away, renamed or given another meaning, and new ones come last. The
file's are declared in ``domain/flat_tables/register.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from portfolio.domain.labels import label
from portfolio.domain.measures import has_counts
from portfolio.domain.suppression import is_small
from portfolio.services import effects, small_counts
from portfolio.services.context import Context
from portfolio.services.register import Row
from portfolio.services.small_counts import SmallCounts


def told(ctx: Context, rows: Sequence[Row], *, address: Callable[[int], str]) -> list[dict[str, Any]]:
    """Rows as a call tells them: flat, with values as they are stored and shares as ratios; None for what there is not.

    ``address`` tells where the page of a benefit lies, from its number.
    """
    small = _small(ctx, rows)
    return [_told(ctx, one, small, address(one.benefit.id)) for one in rows]


def in_words(ctx: Context, rows: Sequence[Row], *, address: Callable[[int], str]) -> list[dict[str, Any]]:
    """Rows as files write them, by the names of ``REGISTER``: rounded as on pages, shares as per cent."""
    small = _small(ctx, rows)
    return [_in_words(one, small, address(one.benefit.id)) for one in rows]


def _small(ctx: Context, rows: Iterable[Row]) -> SmallCounts:
    measures = {one.judged.link.measure for one in rows if one.judged is not None}
    return small_counts.of_measures(ctx, [one.id for one in measures if one.suppress_small])


def _told(ctx: Context, row: Row, small: SmallCounts, address: str) -> dict[str, Any]:
    benefit, initiative = row.benefit, row.initiative
    return {
        "initiative": initiative.id,
        "benefit": benefit.id,
        "initiative_key": initiative.key,
        "benefit_key": benefit.key,
        "initiative_title": initiative.title,
        "area": initiative.area_id,
        "area_name": initiative.area.name,
        "benefit_title": benefit.title,
        "kind": benefit.kind,
        "state": row.state,
        "benefit_state": row.said.state,
        **_of_measure(ctx, row, small),
        "owner": row.owner,
        "controller": row.controller,
        "first_effect": benefit.first_effect,
        "full_effect": benefit.full_effect,
        "example": benefit.example,
        "address": address,
        "concluded_on": benefit.concluded_on,
        "evidence": row.evidence,
    }


def _in_words(row: Row, small: SmallCounts, address: str) -> dict[str, Any]:
    benefit, judged = row.benefit, row.judged
    measure = judged.link.measure if judged is not None else None
    return {
        "initiative_key": row.initiative.key,
        "benefit_key": benefit.key,
        "measure_key": measure.key if measure else None,
        "initiative_title": row.initiative.title,
        "area_name": row.initiative.area.name,
        "benefit_title": benefit.title,
        "kind": label(benefit.kind),
        "measure_name": measure.name if measure else None,
        "unit": measure.unit if measure else None,
        "state": row.state,
        "benefit_state": row.said.state,
        "flags": ", ".join(row.flags),
        **_figures(row, small),
        "owner": row.owner,
        "controller": row.controller,
        "first_effect": benefit.first_effect,
        "full_effect": benefit.full_effect,
        "address": address,
        "concluded_on": benefit.concluded_on,
        "evidence": row.evidence,
    }


def _has_small_counts(row: Row, small: SmallCounts) -> bool:
    """Whether what is told of the measure rests on counts that are too small to be exported, where it says so."""
    judged = row.judged
    if judged is None or not judged.link.measure.suppress_small:
        return False
    measure, now = judged.link.measure, judged.effect.now
    # A baseline of counts is told without them, so only one that is itself a count can be small.
    is_count = not has_counts(numerator=measure.numerator, denominator=measure.denominator)
    values = now.values if now else ()
    hidden = small.of(measure, judged.series, values)
    return (is_count and is_small(judged.link.baseline_value)) or any(
        one.period in hidden or is_small(one.value, one.numerator, one.denominator, one.sent) for one in values
    )


def _of_measure(ctx: Context, row: Row, small: SmallCounts) -> dict[str, Any]:
    judged = row.judged
    if judged is None:
        return {
            **dict.fromkeys(_OF_MEASURE),
            "flags": ", ".join(sorted(row.effect_flags)),
            "summary": row.said.sentence,
            "suppressed": False,
        }
    link, said, measure = judged.link, judged.effect, judged.link.measure
    target = link.targets[-1] if link.targets else None
    found = {
        "measure": measure.id,
        "series": judged.series.id if judged.series is not None else link.series_id,
        "benefit_measure": link.id,
        "measure_key": measure.key,
        "measure_name": measure.name,
        "unit": measure.unit,
        "direction": measure.direction,
        "baseline": link.baseline_value,
        "baseline_period": link.baseline_period,
        "target": target.value if target is not None else None,
        "target_period": target.period if target is not None else None,
        "now": said.now.mean if said.now is not None else None,
        "latest": said.now.latest if said.now is not None else None,
        "latest_period": judged.latest,
        "achievement": said.achievement,
        "expected": said.expected,
        "deviation": said.deviation,
        "overdue_days": said.overdue_days,
    }
    in_text = {"flags": ", ".join(sorted(said.flags)), "summary": effects.sentence_of(ctx, judged)}
    return _without_small(row, small, {**found, **in_text})


#: What is told of a measure, and is not there for a benefit without one.
_OF_MEASURE = (
    "measure",
    "series",
    "benefit_measure",
    "measure_key",
    "measure_name",
    "unit",
    "direction",
    "baseline",
    "baseline_period",
    "target",
    "target_period",
    "now",
    "latest",
    "latest_period",
    "achievement",
    "expected",
    "deviation",
    "overdue_days",
)


def _figures(row: Row, small: SmallCounts) -> dict[str, Any]:
    if row.judged is None:
        return {"suppressed": False}
    aim, said, decimals = row.judged.aim, row.judged.effect, row.judged.writing.decimals
    shares = {"achievement": said.achievement, "expected": said.expected, "deviation": said.deviation}
    found = {
        "baseline": aim.baseline,
        "now": round(said.now.mean, decimals) if said.now else None,
        "latest": said.now.latest if said.now else None,
        "latest_period": row.judged.latest,
        "target": aim.target,
        **{name: None if one is None else round(one * 100, 1) for name, one in shares.items()},
    }
    return _without_small(row, small, found)


def _without_small(row: Row, small: SmallCounts, found: dict[str, Any]) -> dict[str, Any]:
    """What is told of a measure, without what small counts could be found out from."""
    if not _has_small_counts(row, small):
        return {**found, "suppressed": False}
    instead = {"summary": "Visas inte här, eftersom ett antal är mindre än 5."} if "summary" in found else {}
    return {**found, **dict.fromkeys(_TELLING & found.keys()), **instead, "suppressed": True}


#: What tells of the counts themselves, also by what is reckoned from them; the state and the target say too little.
_TELLING = frozenset({"baseline", "now", "latest", "achievement", "deviation"})

"""The columns of the benefit register: as a call tells them, and as its file writes them for people.

Programs hold on to them: a column is never taken away, renamed or given another meaning, and new ones come last. The
file's are declared in ``domain/flat_tables/register.py``.
"""

from __future__ import annotations

from typing import Any

from portfolio.domain.labels import label
from portfolio.domain.measures import has_counts
from portfolio.domain.suppression import is_small
from portfolio.services import effects
from portfolio.services.context import Context
from portfolio.services.register import Row


def told(ctx: Context, row: Row, *, address: str) -> dict[str, Any]:
    """A row as a call tells it: flat, with values as they are stored and shares as ratios; None for what there is not.

    ``address`` is where the benefit's page lies.
    """
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
        **_of_measure(ctx, row),
        "owner": row.owner,
        "controller": row.controller,
        "first_effect": benefit.first_effect,
        "full_effect": benefit.full_effect,
        "example": benefit.example,
        "address": address,
        "concluded_on": benefit.concluded_on,
        "evidence": row.evidence,
    }


def in_words(row: Row, *, address: str) -> dict[str, Any]:
    """A row as files write it, by the names of ``REGISTER``: rounded as on pages, shares as per cent."""
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
        **_figures(row),
        "owner": row.owner,
        "controller": row.controller,
        "first_effect": benefit.first_effect,
        "full_effect": benefit.full_effect,
        "address": address,
        "concluded_on": benefit.concluded_on,
        "evidence": row.evidence,
    }


def has_small_counts(row: Row) -> bool:
    """Whether what is told of the measure rests on counts that are too small to be exported, where it says so."""
    judged = row.judged
    if judged is None or not judged.link.measure.suppress_small:
        return False
    measure, now = judged.link.measure, judged.effect.now
    # A baseline of counts is told without them, so only one that is itself a count can be small.
    is_count = not has_counts(numerator=measure.numerator, denominator=measure.denominator)
    return (is_count and is_small(judged.link.baseline_value)) or any(
        is_small(one.value, one.numerator, one.denominator, one.sent) for one in (now.values if now else ())
    )


def _of_measure(ctx: Context, row: Row) -> dict[str, Any]:
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
    return _without_small(row, {**found, **in_text})


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


def _figures(row: Row) -> dict[str, Any]:
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
    return _without_small(row, found)


def _without_small(row: Row, found: dict[str, Any]) -> dict[str, Any]:
    """What is told of a measure, without what small counts could be found out from."""
    if not has_small_counts(row):
        return {**found, "suppressed": False}
    instead = {"summary": "Visas inte här, eftersom ett antal är mindre än 5."} if "summary" in found else {}
    return {**found, **dict.fromkeys(_TELLING & found.keys()), **instead, "suppressed": True}


#: What tells of the counts themselves, also by what is reckoned from them; the state and the target say too little.
_TELLING = frozenset({"baseline", "now", "latest", "achievement", "deviation"})

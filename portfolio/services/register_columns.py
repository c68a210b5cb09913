"""The columns of the benefit register: as a call tells them, and as its file writes them for people.

Programs hold on to them: a column is never taken away, renamed or given another meaning, and new ones come last.
"""

from __future__ import annotations

from typing import Any

from portfolio.domain.labels import label
from portfolio.files.csv_text import Cell
from portfolio.services import effects
from portfolio.services.context import Context
from portfolio.services.register import Row

#: The columns of the file; what begins with id is stable from one time to another.
HEADS = (
    "id_initiativ",
    "id_nytta",
    "id_matetal",
    "Initiativ",
    "Område",
    "Nytta",
    "Slag",
    "Mätetal",
    "Enhet",
    "Läge",
    "Läge för nyttan",
    "Att se upp med",
    "Nollmätning",
    "Nu",
    "Senaste värde",
    "Senaste period",
    "Mål",
    "Måluppfyllelse (procent)",
    "Förväntat nu (procent)",
    "Skillnad mot plan (procentenheter)",
    "Ägare i linjen",
    "Uppföljningsansvarig",
    "Första effekt",
    "Full effekt",
    "Adress",
    "Avförd",
    "Förändring",
)


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


def cells(row: Row, *, address: str) -> list[Cell]:
    """A row as the file writes it, in the order of ``HEADS``: in words, rounded as on pages, shares as per cent."""
    benefit, judged = row.benefit, row.judged
    measure = judged.link.measure if judged is not None else None
    return [
        row.initiative.key,
        benefit.key,
        measure.key if measure else None,
        row.initiative.title,
        row.initiative.area.name,
        benefit.title,
        label(benefit.kind),
        measure.name if measure else None,
        measure.unit if measure else None,
        label(row.state),
        label(row.said.state),
        ", ".join(row.flags),
        *_figures(row),
        row.owner,
        row.controller,
        benefit.first_effect.label if benefit.first_effect else None,
        benefit.full_effect.label if benefit.full_effect else None,
        address,
        benefit.concluded_on.isoformat() if benefit.concluded_on else None,
        label(row.evidence, missing="") or None,
    ]


def _of_measure(ctx: Context, row: Row) -> dict[str, Any]:
    judged = row.judged
    if judged is None:
        return {
            **dict.fromkeys(_OF_MEASURE),
            "flags": ", ".join(sorted(row.effect_flags)),
            "summary": row.said.sentence,
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
    return {**found, "flags": ", ".join(sorted(said.flags)), "summary": effects.sentence_of(ctx, judged)}


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


def _figures(row: Row) -> list[Cell]:
    if row.judged is None:
        return [None] * 8
    aim, said, decimals = row.judged.aim, row.judged.effect, row.judged.writing.decimals
    latest = row.judged.latest
    return [
        aim.baseline,
        round(said.now.mean, decimals) if said.now else None,
        said.now.latest if said.now else None,
        latest.label if latest else None,
        aim.target,
        *(None if one is None else round(one * 100, 1) for one in (said.achievement, said.expected, said.deviation)),
    ]

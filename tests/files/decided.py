"""Assessments, decisions and requests of plan files that nobody thought of."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from portfolio.domain.assessments import Recommendation
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeState

KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
TEXTS = st.sampled_from([None, "Väl känt.", "Två rader\nav något."])
LINES = st.sampled_from([None, "RK 2023/1", "plan/initiativ"])
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31))
LEVELS = st.none() | st.sampled_from(ComplexityLevel)
STATES = st.none() | st.sampled_from(InitiativeState)
MOMENTS = st.sampled_from(["2023-01-02T03:04:05Z", "2023-05-01T10:00:00.000001Z"])
WAIVED = st.sampled_from([[], ["benefit"], ["steps:vantan", "baseline:vantan/vantetid"]])

MATERIAL: dict[str, Any] = {
    "title": "Kortare väntan",
    "purpose": "Två rader\nav något.",
    "state": "preparation",
    "level": None,
    "project_lead": True,
    "phases": [{"phase": "preparation", "planned": {"start": "2023-Q1", "end": None}, "actual": None}],
    "benefits": [
        {
            "key": "vantan",
            "title": "Väntan",
            "complete": 5,
            "incomplete": [3, 7],
            "state": "no_measure",
            "sentence": None,
            "concluded": False,
        }
    ],
    "assessment": {"priority": 2, "recommendation": "start", "level": "simple", "fit": None},
    "missing": [{"code": "steps", "text": "Steg 3 och 7", "about": "vantan", "waived": True}],
}
CHANGED = [{"what": "phases.preparation.actual_end", "before": None, "after": "2023-03-01"}]


def rows(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Up to three rows, each key once."""
    found = st.lists(st.fixed_dictionaries({"key": KEYS, **fields}), max_size=3)
    return found.map(lambda held: list({row["key"]: row for row in held}.values()))


@st.composite
def decided(draw: st.DrawFn, forums: list[str], benefits: list[dict[str, Any]]) -> dict[str, Any]:
    """What one initiative has of them; ``benefits`` are its own."""
    keys = st.sampled_from([None, *(one["key"] for one in benefits)])
    assessments = rows(
        priority=st.integers(1, 3),
        recommendation=st.sampled_from(Recommendation),
        level=LEVELS,
        fit=TEXTS,
        assessed_at=MOMENTS,
        example=st.booleans(),
    )
    decisions = rows(
        matter=st.sampled_from(Matter),
        outcome=st.sampled_from(Outcome),
        to=STATES,
        **{"from": STATES},
        benefit=keys,
        level=LEVELS,
        until=DAYS,
        start=st.sampled_from([None, "2024-Q3", "2024-05-31"]),
        waived=WAIVED,
        lesson=TEXTS,
        successor=LINES,
        corrects=st.none(),
        forum=st.sampled_from([None, *forums]),
        decided_on=DAYS,
        motivation=TEXTS,
        diarienummer=LINES,
        changed=st.sampled_from([[], CHANGED]),
        material=st.sampled_from([None, MATERIAL, {**MATERIAL, "purpose": None, "assessment": None}]),
        retrospective=st.booleans(),
        example=st.booleans(),
    )
    requests = rows(
        matter=st.sampled_from(Matter),
        to=STATES,
        benefit=keys,
        level=LEVELS,
        target=st.none(),
        waives=WAIVED,
        note=TEXTS,
        asked_at=MOMENTS,
        example=st.booleans(),
    )
    found = {"assessments": draw(assessments), "decisions": draw(decisions), "requests": draw(requests)}
    if len(found["decisions"]) > 1 and draw(st.booleans()):
        found["decisions"][-1]["corrects"] = found["decisions"][0]["key"]
    asked = [one for one in found["requests"] if one["benefit"] is not None]
    for one in asked:
        held = next(benefit for benefit in benefits if benefit["key"] == one["benefit"])["measures"]
        if held:
            measure = held[0] if isinstance(held[0], str) else held[0]["measure"]
            period = draw(st.sampled_from([None, "2025"]))
            one["target"] = {"measure": measure, "value": "12.50", "period": period}
    return found

"""Plan files that nobody thought of: what is written reads the same, and whatever comes in is answered."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.phases import Phase
from portfolio.domain.plans import AreaKind, ForumKind
from portfolio.domain.texts import clean_text
from portfolio.files.plan_file import FORMAT, SECTIONS, PlanFile, PlanFileError, dump, parse

# As a page or a file would have cleaned them: what is stored is in normal form.
LINES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12).map(clean_text).filter(bool)
TEXTS = st.none() | LINES
KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
BOUNDARIES = DAYS.map(date.isoformat) | st.builds("{}-Q{}".format, st.integers(1990, 2090), st.integers(1, 4))
SPANS = st.none() | st.fixed_dictionaries({"start": BOUNDARIES, "end": st.none() | BOUNDARIES})


def _normal(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _unique(items: list[dict[str, Any]], name: str = "key") -> list[dict[str, Any]]:
    return list({item[name]: item for item in items}.values())


def items(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({"key": KEYS, **fields}), max_size=3).map(_unique)


@st.composite
def documents(draw: st.DrawFn) -> PlanFile:
    lines = st.lists(LINES, max_size=3).map(_normal)
    organisations = draw(items(name=LINES, kind=st.sampled_from(OrganisationKind), parent=st.none()).filter(bool))
    areas = draw(items(name=LINES, kind=st.sampled_from(AreaKind), parent=st.none(), summary=TEXTS).filter(bool))
    areas[-1]["parent"] = areas[0]["key"] if len(areas) > 1 else None
    forums = draw(items(name=LINES, kind=st.sampled_from(ForumKind), task=TEXTS))
    activities = draw(
        items(
            title=LINES,
            phase=st.none() | st.sampled_from(Phase),
            period=TEXTS,
            responsible=lines,
            status=st.none(),
            note=TEXTS,
            example=st.booleans(),
        )
    )
    phases = st.fixed_dictionaries(
        {"phase": st.sampled_from(Phase), "planned": SPANS, "actual": SPANS, "example": st.booleans()}
    )
    decisions = items(
        matter=st.sampled_from(Matter),
        outcome=st.sampled_from(Outcome),
        to=st.none() | st.sampled_from(InitiativeState),
        level=st.none() | st.sampled_from(ComplexityLevel),
        forum=st.sampled_from([None, *(forum["key"] for forum in forums)]),
        decided_on=st.none() | DAYS,
        motivation=TEXTS,
        diarienummer=TEXTS,
        retrospective=st.booleans(),
        example=st.booleans(),
    )
    free = dict.fromkeys(("purpose", "orderer", "receiver", "project_lead", "project_group", "diarienummer"), TEXTS)
    initiatives = items(
        title=LINES,
        former_titles=lines,
        area=st.sampled_from([area["key"] for area in areas]),
        kind=st.sampled_from(InitiativeKind),
        origin=st.none(),
        project_lead_by=st.none() | DAYS,
        parties=lines,
        target_groups=lines,
        state=st.sampled_from(InitiativeState),
        retrospective=st.booleans(),
        example=st.booleans(),
        activities=st.just([activity["key"] for activity in activities]),
        phases=st.lists(phases, max_size=3).map(lambda rows: _unique(rows, "phase")),
        decisions=decisions,
        **free,
    )
    plan = {
        "slug": draw(KEYS),
        "name": draw(LINES),
        "owner": organisations[0]["key"],
        "parties": [organisation["key"] for organisation in organisations],
        "purpose": draw(TEXTS),
        "summary": draw(TEXTS),
        "valid_period": "2024-T1",
        "timeline_period": "2021/2025",
        "revision_months": draw(st.none() | st.integers(1, 600)),
        "follow_up_months": None,
        "diarienummer": None,
    }
    return PlanFile(
        plan=plan,
        example=draw(st.booleans()),
        organisations=tuple(organisations),
        areas=tuple(areas),
        forums=tuple(forums),
        roles=tuple(draw(items(name=LINES, holder=TEXTS))),
        activities=tuple(activities),
        initiatives=tuple(draw(initiatives)),
    )


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_what_is_written_reads_the_same(document: PlanFile) -> None:
    written = dump(document)
    again = parse(written.encode())
    assert again == document
    assert dump(again) == written


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from(["plan", *SECTIONS, "example"]),
)
def test_whatever_stands_there_the_answer_is_a_plan_or_problems(value: object, section: str) -> None:
    try:
        parse(json.dumps({"format": FORMAT, "version": 1, "plan": {"slug": "plan"}} | {section: value}))
    except PlanFileError as error:
        assert error.problems


@settings(max_examples=200, deadline=None, database=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_answered_in_swedish(source: bytes) -> None:
    with pytest.raises(PlanFileError) as caught:
        parse(source)
    assert caught.value.problems

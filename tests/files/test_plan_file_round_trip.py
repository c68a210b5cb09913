"""Plan files that nobody thought of: what is written reads the same, and whatever comes in is answered."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.domain.activities import ActivityKind
from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.domain.benefits import BenefitKind, ImpactArea, Perspective, Ramp, ValueType
from portfolio.domain.goals import GoalKind
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.measures import (
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
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.phases import Phase
from portfolio.domain.plans import DECIDING_ROLES, TOLERANCES, AreaKind, Change, ForumKind
from portfolio.domain.steps import STEPS
from portfolio.domain.texts import clean_text
from portfolio.files.plan_file import FORMAT, SECTIONS, PlanFile, PlanFileError, dump, parse
from portfolio.strict.fields import moment
from tests.files.decided import decided

# As a page or a file would have cleaned them: what is stored is in normal form.
LINES = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12).map(clean_text).filter(bool)
TEXTS = st.none() | LINES
KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
BOUNDARIES = DAYS.map(date.isoformat) | st.builds("{}-Q{}".format, st.integers(1990, 2090), st.integers(1, 4))
SPANS = st.none() | st.fixed_dictionaries({"start": BOUNDARIES, "end": st.none() | BOUNDARIES})


#: What was done has been done before the day on which the tests take place.
PAST = st.none() | st.dates(date(2020, 1, 1), date(2023, 5, 15))
PERIODS = st.sampled_from([None, "2024", "2024-Q2", "2024-05-31", "2024-T1", "2024/2026"])
#: First and full effect: the full one never comes alone, or first.
EFFECTS = st.sampled_from([(None, None), ("2024-Q2", None), ("2024-Q2", "2024-Q2"), ("2024-05", "2025/2026")])


def _normal(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _unique(items: list[dict[str, Any]], name: str = "key") -> list[dict[str, Any]]:
    return list({item[name]: item for item in items}.values())


def items(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries({"key": KEYS, **fields}), max_size=3).map(_unique)


def some(keys: list[str]) -> st.SearchStrategy[list[str]]:
    """Some of the keys, in their order."""
    if not keys:
        return st.just([])
    return st.lists(st.sampled_from(keys), max_size=3).map(lambda found: [key for key in keys if key in found])


def each(name: str, choices: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """At most one row for each of the choices, in their order."""
    rows = st.fixed_dictionaries({name: st.sampled_from(list(choices)), **fields})
    ordered = st.lists(rows, max_size=3).map(
        lambda found: sorted(found, key=lambda row: list(choices).index(row[name]))
    )
    return ordered.map(lambda found: _unique(found, name))


def stated(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any] | None]:
    """Parts that belong together, or null where none of them is stated."""
    return st.fixed_dictionaries(parts).map(lambda found: found if any(v is not None for v in found.values()) else None)


def impacts() -> st.SearchStrategy[list[dict[str, Any]]]:
    told = st.sampled_from([{"none": True, "text": None}, {"none": False, "text": "Kortare"}])
    return each("area", ImpactArea, told=told).map(lambda rows: [{"area": r["area"], **r["told"]} for r in rows])


NUMBERS = st.sampled_from(["12.34", "-0.5", "0", "85.0", "-3", "1234567890.125"])
#: Microseconds of the year before the tests' day.
MOMENTS = st.integers(0, 365 * 86400 * 10**6).map(
    lambda told: moment(datetime(2022, 5, 1, tzinfo=UTC) + timedelta(microseconds=told))
)
MONTHS = [f"2022-{number:02}" for number in range(1, 13)]
TOLD = st.fixed_dictionaries({"value": NUMBERS, "no_value_reason": st.none()}) | st.fixed_dictionaries(
    {"value": st.none(), "no_value_reason": LINES}
)


def measurements() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Values of some months, now and then with a correction."""
    texts = dict.fromkeys(("comment", "influences", "return_reason"), TEXTS)
    rows = st.fixed_dictionaries(
        {
            "period": st.sampled_from(MONTHS),
            "number": st.integers(1, 2),
            "told": TOLD,
            "evidence_link": st.sampled_from([None, "https://kolada.example/U1"]),
            "state": st.sampled_from(MeasurementState),
            "at": MOMENTS,
            "example": st.booleans(),
            **texts,
        }
    )

    def finished(row: dict[str, Any]) -> dict[str, Any]:
        at, told, state = row.pop("at"), row.pop("told"), row["state"]
        submitted = None if state is MeasurementState.DRAFT else at
        reviewed = None if state is MeasurementState.SUBMITTED else submitted
        times = {"recorded_at": at, "submitted_at": submitted, "reviewed_at": reviewed}
        return {**row, **told, "numerator": None, "denominator": None, "sent": None, **times}

    def place(row: dict[str, Any]) -> tuple[str, int]:
        return row["period"], row["number"]

    held = st.lists(rows, max_size=3, unique_by=place).map(lambda found: sorted(found, key=place))
    return held.map(lambda found: [finished(dict(row)) for row in found])


MEASUREMENTS = measurements()
FORMER = st.fixed_dictionaries(
    {
        **dict.fromkeys(("definition", "unit", "reason"), st.sampled_from([None, "Förut"])),
        **dict.fromkeys(("numerator", "denominator"), st.none()),
        "multiplier": st.sampled_from(MULTIPLIERS),
        "direction": st.sampled_from(Direction),
        "accumulation": st.sampled_from(Accumulation),
        "frequency": st.just(Frequency.MONTH),
        "ended_at": MOMENTS,
    }
)
TARGETS = st.lists(
    st.fixed_dictionaries(
        {"value": NUMBERS, "period": st.sampled_from([None, "2025"]), "reason": TEXTS, "set_at": MOMENTS}
    ),
    max_size=2,
)
BASELINES = st.sampled_from(
    [
        {"baseline_value": "60.50", "baseline_period": "2021", "baseline_reason": None, "baseline_by": None},
        {"baseline_value": None, "baseline_period": None, "baseline_reason": "Finns inte", "baseline_by": None},
        {"baseline_value": None, "baseline_period": None, "baseline_reason": None, "baseline_by": date(2023, 9, 1)},
        {"baseline_value": None, "baseline_period": None, "baseline_reason": None, "baseline_by": None},
    ]
)


@st.composite
def measured(draw: st.DrawFn, units: list[str]) -> list[dict[str, Any]]:
    """The library of measures, with former versions, series and values."""
    rows = draw(
        items(
            name=LINES,
            definition=TEXTS,
            numerator=st.none(),
            denominator=st.none(),
            unit=TEXTS,
            multiplier=st.sampled_from(MULTIPLIERS),
            decimals=st.integers(0, 6),
            direction=st.sampled_from(Direction),
            tolerance=st.none() | st.just("2.50"),
            chart=st.sampled_from([ChartKind.XMR, ChartKind.RUN]),
            summable=st.booleans(),
            accumulation=st.sampled_from(Accumulation),
            level=st.none() | st.sampled_from(MeasureLevel),
            source=TEXTS,
            frequency=st.just(Frequency.MONTH),
            kolada_id=st.sampled_from([None, "U23456"]),
            suppress_small=st.booleans(),
            version=st.integers(1, 3),
            example=st.booleans(),
        )
    )
    series = st.lists(
        st.tuples(st.sampled_from([None, *units]), st.sampled_from([None, *Sex])), unique=True, max_size=1
    )
    for row in rows:
        row["versions"] = [{"number": number, **draw(FORMER)} for number in range(1, row["version"])]
        names = {(row["version"], None, None)} | {(draw(st.integers(1, row["version"])), *one) for one in draw(series)}
        in_order = sorted(names, key=lambda one: (one[0], one[1] or "", [None, *Sex].index(one[2])))
        row["series"] = [
            {
                "version": number,
                "unit": unit,
                "sex": sex,
                "measurements": draw(MEASUREMENTS),
                "example": draw(st.booleans()),
            }
            for number, unit, sex in in_order
        ]
        row["excluded"] = [
            {"period": period, "reason": "Pandemi", "excluded_at": draw(MOMENTS), "example": draw(st.booleans())}
            for period in draw(some(MONTHS))
        ]
    return _unique(rows, "name")


@st.composite
def aims(draw: st.DrawFn, measures: list[dict[str, Any]]) -> list[Any]:
    """What a benefit wants of some of the measures: of a few of them nothing yet."""
    found: list[Any] = []
    for measure in measures:
        series = measure["series"][0]
        name = {key: series[key] for key in ("version", "unit", "sex")}
        targets = [{"number": at, **one} for at, one in enumerate(draw(TARGETS), 1)]
        wanted = {
            "series": draw(st.none() | st.just(name)),
            **draw(BASELINES),
            "targets": targets,
            "interim": [{"period": "2024-06", "value": draw(NUMBERS)}] if targets and draw(st.booleans()) else [],
            "method": draw(st.none() | st.sampled_from(Method)),
            "share": draw(st.sampled_from([None, "1", "0.40"])),
            "paired": draw(st.booleans()),
            "contribution": draw(st.none() | st.sampled_from(Contribution)),
            "contribution_reason": draw(TEXTS),
        }
        stated = any(value not in (None, [], False) for value in wanted.values())
        found.append({"measure": measure["key"], **wanted} if stated else measure["key"])
    return found


#: Strong grounds take two sources, which the others may have as well.
JUDGED = {
    "outcome": st.sampled_from(AssessedOutcome),
    "statement": LINES,
    "assessed_on": st.just(date(2022, 5, 2)),
    "grounds": st.sampled_from(Grounds),
    "source": st.just("Intervjuer"),
    "second_source": st.just("Granskning"),
    "assessor": LINES,
    "recorded_at": MOMENTS,
    "example": st.booleans(),
}


@st.composite
def benefits(draw: st.DrawFn, held: dict[str, list[Any]], units: list[str]) -> list[dict[str, Any]]:
    """Benefits of one initiative, with nothing that they lead to yet. ``held`` are keys by section."""
    at = st.sampled_from([Phase.PREPARATION, Phase.DELIVERY]).map(lambda phase: {"phase": phase, "unit": None})
    in_unit = st.sampled_from(units).map(lambda unit: {"phase": None, "unit": unit}) if units else st.none()
    free = ("description", "beneficiary", "preconditions", "risks", "released_resource", "changed_state")
    texts = dict.fromkeys((*free, "follow_up_method", "controller", "data_provider", "assessment_method"), TEXTS)
    members = {"kind": BenefitKind, "perspective": Perspective, "value_type": ValueType, "ramp": Ramp}
    rows = draw(
        items(
            title=LINES,
            emergent=st.booleans(),
            goals=some(held["goals"]),
            activities=some(held["activities"]),
            leads_to=st.just([]),
            owner=stated(role=TEXTS, unit=st.sampled_from([None, *held["organisations"]])),
            accepted_on=PAST,
            concluded_on=PAST,
            impacts=impacts(),
            effects=EFFECTS,
            anchor=st.none() | at | in_unit,
            changed_state_at=PERIODS,
            frequency=st.none() | st.sampled_from(Frequency),
            forum=st.sampled_from([None, *held["forums"]]),
            steering=stated(system=TEXTS, id=TEXTS, link=st.sampled_from([None, "https://stratsys.example/1"])),
            follow_up_until=PERIODS,
            measures=st.permutations(held["measures"]).flatmap(aims),
            judgements=items(**JUDGED),
            preliminary=each("step", STEPS, until=DAYS, note=TEXTS),
            example=st.booleans(),
            **texts,
            **{name: st.none() | st.sampled_from(kind) for name, kind in members.items()},
        )
    )
    for row in rows:
        row["first_effect"], row["full_effect"] = row.pop("effects")
    return rows


def lead_on(draw: st.DrawFn, initiatives: list[dict[str, Any]]) -> None:
    """Let some benefits lead to later ones: never round, and in the order of what they lead to."""
    all_of_them = [(one["key"], benefit) for one in initiatives for benefit in one["benefits"]]
    for place, (_, benefit) in enumerate(all_of_them):
        later = [{"initiative": key, "benefit": target["key"]} for key, target in all_of_them[place + 1 :]]
        benefit["leads_to"] = [target for target in later if draw(st.booleans())]


def wait(draw: st.DrawFn, initiatives: list[dict[str, Any]]) -> None:
    """Let some initiatives wait for earlier ones: never round, and in the order of what they wait for."""
    for place, initiative in enumerate(initiatives):
        earlier = [one["key"] for one in initiatives[:place] if draw(st.booleans())]
        initiative["dependencies"] = [
            {"plan": None, "initiative": key, "what": draw(LINES), "example": draw(st.booleans())} for key in earlier
        ]


@st.composite
def documents(draw: st.DrawFn) -> PlanFile:
    lines = st.lists(LINES, max_size=3).map(_normal)
    organisations = draw(items(name=LINES, kind=st.sampled_from(OrganisationKind), parent=st.none()).filter(bool))
    areas = draw(
        items(name=LINES, kind=st.sampled_from(AreaKind), parent=st.none(), summary=TEXTS, active=st.booleans()).filter(
            bool
        )
    )
    areas[-1]["parent"] = areas[0]["key"] if len(areas) > 1 else None
    forums = draw(items(name=LINES, kind=st.sampled_from(ForumKind), task=TEXTS, meets=TEXTS, active=st.booleans()))
    goals = draw(
        items(
            name=LINES,
            kind=st.sampled_from(GoalKind),
            parent=st.none(),
            summary=TEXTS,
            active=st.booleans(),
            example=st.booleans(),
        )
    )
    if len(goals) > 1:
        goals[0]["parent"] = goals[-1]["key"]
    measures = draw(measured([one["key"] for one in organisations]))
    activities = draw(
        items(
            kind=st.sampled_from(ActivityKind),
            title=LINES,
            phase=st.none() | st.sampled_from(Phase),
            period=TEXTS,
            responsible=lines,
            status=st.none(),
            organisation=st.sampled_from([None, *(one["key"] for one in organisations)]),
            note=TEXTS,
            example=st.booleans(),
        )
    )
    phases = st.fixed_dictionaries(
        {"phase": st.sampled_from(Phase), "planned": SPANS, "actual": SPANS, "example": st.booleans()}
    )
    free = dict.fromkeys(("purpose", "orderer", "receiver", "project_lead", "project_group", "diarienummer"), TEXTS)
    held = {
        "organisations": [one["key"] for one in organisations],
        "forums": [one["key"] for one in forums],
        "goals": [one["key"] for one in goals],
        "measures": measures,
        "activities": [one["key"] for one in activities],
    }
    adoptions = st.fixed_dictionaries(
        {
            "unit": st.sampled_from(held["organisations"]),
            "manager": TEXTS,
            "planned": PERIODS,
            "adopted_on": PAST,
            "accepted_on": PAST,
            "example": st.booleans(),
        }
    )
    rows = items(
        title=LINES,
        former_titles=lines,
        area=st.sampled_from([area["key"] for area in areas]),
        kind=st.sampled_from(InitiativeKind),
        origin=st.none(),
        project_lead_by=st.none() | DAYS,
        parties=lines,
        target_groups=lines,
        state=st.sampled_from(InitiativeState),
        project_ended_on=PAST,
        retrospective=st.booleans(),
        example=st.booleans(),
        activities=st.just(held["activities"]),
        phases=st.lists(phases, max_size=3).map(lambda rows: _unique(rows, "phase")),
        adoptions=st.lists(adoptions, max_size=2).map(lambda found: _unique(found, "unit")),
        learning=items(
            noted_on=st.dates(date(2020, 1, 1), date(2023, 5, 15)),
            believed=LINES,
            happened=LINES,
            next_step=LINES,
            look_again_on=st.none() | st.dates(date(2023, 5, 16), date(2026, 1, 1)),
            example=st.booleans(),
        ).map(lambda found: sorted(found, key=lambda one: (one["noted_on"], one["key"]))),
        **free,
    )
    initiatives = draw(rows)
    for initiative in initiatives:
        initiative["benefits"] = draw(benefits(held, [one["unit"] for one in initiative["adoptions"]]))
        initiative |= draw(decided(held["forums"], initiative["benefits"]))
    lead_on(draw, initiatives)
    wait(draw, initiatives)
    forum = st.sampled_from([None, *held["forums"]])
    plan = {
        "slug": draw(KEYS),
        "name": draw(LINES),
        "owner": organisations[0]["key"],
        "parties": [organisation["key"] for organisation in organisations],
        "purpose": draw(TEXTS),
        "summary": draw(TEXTS),
        "valid_period": "2024-T1",
        "timeline_period": "2021/2025",
        "revision_months": draw(st.none() | st.integers(1, 120)),
        "follow_up_months": None,
        "diarienummer": None,
        **{name: draw(st.integers(*bounds)) for name, bounds in TOLERANCES.items()},
        "deciders": draw(each("change", Change, role=st.sampled_from(DECIDING_ROLES), forum=forum)),
    }
    return PlanFile(
        plan=plan,
        example=draw(st.booleans()),
        organisations=tuple(organisations),
        areas=tuple(areas),
        forums=tuple(forums),
        roles=tuple(draw(items(name=LINES, holder=TEXTS))),
        goals=tuple(goals),
        measures=tuple(measures),
        activities=tuple(activities),
        initiatives=tuple(initiatives),
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

"""The plan, the example data and the method that ship with the product."""

from __future__ import annotations

import json
import re
from datetime import date
from importlib import resources
from typing import Any

import pytest

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.adoptions import is_late
from portfolio.domain.benefits import BenefitKind, Perspective, is_project_role
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.dependencies import Side, Timing, compare
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.learning import Noted, to_look_at
from portfolio.domain.measures import MANY
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import from_code, read
from portfolio.domain.permissions import Role
from portfolio.domain.phases import Phase, PhaseTimes, Span, check_phases, phases_entered
from portfolio.domain.plans import AreaKind
from portfolio.files.plan_file import Item, PlanFile, dump, parse
from portfolio.files.plan_references import key_of

PLAN = "narmare-kronobergaren.json"
EXAMPLE = "narmare-kronobergaren-exempel.json"
METHOD = "method.json"

#: The day on which the demo takes place.
TODAY = date(2023, 5, 15)

TITLES = {
    "generella-initiativ": [
        "Utveckla arbetet med samlade behovsanalyser och säkerställa uppföljning av omställning till nära vård",
        "Skapa förutsättningar för lärande, samverkan och innovation",
        (
            "Generella insatser för att rusta ledare i hälso- och sjukvården för omställning i komplexa system "
            "samt kulturförändring"
        ),
        (
            "Generella insatser för att rusta medarbetare i personcentrerat/hälsofrämjande förhållningssätt "
            "samt kulturförändring ex. digitalisering"
        ),
        (
            "Generella insatser för att rusta patienter/invånare personcentrerat/hälsofrämjande förhållningssätt "
            "samt kulturförändring ex. digitalisering"
        ),
        "En väg in",
    ],
    "personcentrerad-vard": [
        "Patientkontrakt med sammanhållen planering, fast vårdkontakt och överenskommen tid",
        "Personcentrerade och sammanhållna vårdförlopp",
        "Nära vård i hemmet – samverkan med patient, region och kommun 0–100 år",
        "Införande av Kronobarnsmodellen i Hälso- och sjukvården",
    ],
    "halsoframjande-och-sjukdomsforebyggande": [
        "Arbetssätt för hög tillgänglighet, stegvis vård och tydlig integration mellan professioner i primärvård",
        "Patientinriktat arbete - prevention och behandling av ohälsosamma levnadsvanor",
        "Befolkningsinriktat arbete med att främja hälsa och förebygga sjukdom",
        "Prevention och behandling av undernäring",
        "Behandling av obesitas",
    ],
    "digifysisk-vard": [
        "Patientportalen",
        "Virtuella vårdcentraler",
        "Virtuella navet",
        "Automatiska processer",
        "Autonomi via AI",
    ],
    "kompetens": ["Taligenkänning", "Kompetensförsörjning", "Kompetensväxling", "Kompetensutveckling"],
}

#: Two capitalised words after each other that are no person.
NO_PERSONS = {
    "Närmare Kronobergaren",
    "Närmare Kronobergarens",
    "Region Kronoberg",
    "Region Kronobergs",
    "Södra Sjukvårdsregionen",
    "Qlik Sense",
    "Vårdcentral Norr",
    "Vårdcentral Söder",
    "Vårdcentral Väster",
    "Vårdcentral Öster",
}


def shipped(name: str) -> str:
    return (resources.files("portfolio.data") / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan() -> PlanFile:
    return parse(shipped(PLAN))


@pytest.fixture(scope="module")
def example() -> PlanFile:
    return parse(shipped(EXAMPLE))


@pytest.fixture(scope="module")
def method() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(shipped(METHOD))
    return content


# --- The plan ------------------------------------------------------------------------------------------------------


def test_the_plan_is_canonical(plan: PlanFile) -> None:
    raw = (resources.files("portfolio.data") / PLAN).read_bytes()
    assert dump(parse(raw)).encode() == raw


def test_the_plan_is_that_of_2022(plan: PlanFile) -> None:
    assert plan.plan["slug"] == "narmare-kronobergaren"
    assert plan.plan["owner"] == "region-kronoberg"
    assert plan.plan["parties"] == ["region-kronoberg"]
    assert (plan.plan["valid_period"], plan.plan["timeline_period"]) == ("2022", "2021/2025")
    assert (plan.plan["revision_months"], plan.plan["follow_up_months"]) == (12, None)
    assert not plan.example


def test_the_plan_holds_all_of_its_source(plan: PlanFile) -> None:
    assert len(plan.organisations) == 9
    assert {organisation["kind"] for organisation in plan.organisations} == {OrganisationKind.PRINCIPAL}
    assert [area["key"] for area in plan.areas if area["parent"] is None] == list(TITLES)
    assert [area["name"] for area in plan.areas if area["parent"] == "kompetens"] == [
        "Kompetensförsörjning",
        "Kompetensväxling",
        "Kompetensutveckling",
    ]
    assert [area["kind"] for area in plan.areas] == [
        AreaKind.GROUP,
        *[AreaKind.PROGRAMME_AREA] * 4,
        *[AreaKind.SUB_AREA] * 3,
    ]
    assert len(plan.forums) == 25
    assert len(plan.roles) == 11
    assert len(plan.activities) == 49
    assert sum(len(initiative["activities"]) for initiative in plan.initiatives) == 50


def test_every_title_stands_as_in_the_source_and_in_its_order(plan: PlanFile) -> None:
    assert [(initiative["area"], initiative["title"]) for initiative in plan.initiatives] == [
        (area, title) for area, titles in TITLES.items() for title in titles
    ]
    assert len(plan.initiatives) == 24
    assert [initiative["former_titles"] for initiative in plan.initiatives if initiative["former_titles"]] == [["IBH"]]


def test_every_activity_belongs_somewhere_and_one_is_shared(plan: PlanFile) -> None:
    links = [key for initiative in plan.initiatives for key in initiative["activities"]]
    assert set(links) == {activity["key"] for activity in plan.activities}
    (shared,) = {key for key in links if links.count(key) > 1}
    by_key = {activity["key"]: activity for activity in plan.activities}
    assert by_key[shared]["title"] == "Vidareutveckling av nationella tjänster"
    assert [initiative["title"] for initiative in plan.initiatives if shared in initiative["activities"]] == [
        "Virtuella vårdcentraler",
        "Virtuella navet",
    ]


def test_nothing_is_stated_that_the_source_does_not_state(plan: PlanFile) -> None:
    for initiative in plan.initiatives:
        assert initiative["state"] is InitiativeState.APPROVED
        assert initiative["retrospective"]
        assert not initiative["example"]
        assert initiative["phases"] == []
        silent = ("origin", "orderer", "receiver", "project_lead", "project_lead_by", "project_group", "diarienummer")
        assert [initiative[name] for name in silent] == [None] * len(silent)
        (decision,) = initiative["decisions"]
        assert (decision["matter"], decision["outcome"]) == (Matter.START, Outcome.APPROVED)
        assert (decision["to"], decision["level"]) == (InitiativeState.APPROVED, None)
        assert decision["decided_on"] is None
        assert decision["retrospective"]
    started = [activity["title"] for activity in plan.activities if activity["status"] is not None]
    assert started == ["Mellan vårdprofessioner"]
    assert {activity["status"] for activity in plan.activities} == {None, ActivityStatus.STARTED}
    assert {(activity["phase"], activity["period"]) for activity in plan.activities} == {(None, None)}
    # The source tells of enablers in its method, and of none by name; of goals it refers to another document.
    assert {(one["kind"], one["organisation"], one["example"]) for one in plan.activities} == {
        (ActivityKind.ACTIVITY, None, False)
    }
    assert (plan.goals, plan.measures, plan.plan["deciders"]) == ((), (), [])
    unsaid = ("benefits", "adoptions", "dependencies", "learning")
    assert not any(initiative[name] for initiative in plan.initiatives for name in unsaid)


# --- The example data ----------------------------------------------------------------------------------------------


def times(initiative: Item) -> dict[Phase, PhaseTimes]:
    def span(given: dict[str, str | None] | None) -> Span | None:
        if given is None or given["start"] is None:
            return None
        return Span(from_code(given["start"]), from_code(given["end"]) if given["end"] else None)

    return {row["phase"]: PhaseTimes(span(row["planned"]), span(row["actual"])) for row in initiative["phases"]}


def test_the_example_adds_to_the_plan_and_to_nothing_else(plan: PlanFile, example: PlanFile) -> None:
    assert example.example
    assert example.plan == {"slug": plan.plan["slug"]}
    assert example.present == {"organisations", "goals", "measures", "activities", "initiatives"}
    assert set(example.outside_references) == {"forums"}
    assert example.outside_references["forums"] <= {forum["key"] for forum in plan.forums}
    known = {initiative["key"]: initiative for initiative in plan.initiatives}
    for initiative in example.initiatives:
        assert set(initiative) <= {
            "key",
            "state",
            "activities",
            "phases",
            "adoptions",
            "benefits",
            "decisions",
            "dependencies",
            "learning",
        }
        kept = {decision["key"] for decision in known[initiative["key"]]["decisions"]}
        assert not kept & {decision["key"] for decision in initiative["decisions"]}
    # What the plan holds already stands there by its key alone, so that nothing of the source is changed.
    for section in ("organisations", "activities"):
        stored = {item["key"] for item in getattr(plan, section)}
        repeated = [item for item in getattr(example, section) if item["key"] in stored]
        assert repeated
        assert all(set(item) == {"key"} for item in repeated)


def test_half_of_the_initiatives_have_a_timetable_in_every_group(plan: PlanFile, example: PlanFile) -> None:
    area = {initiative["key"]: initiative["area"] for initiative in plan.initiatives}
    assert len(example.initiatives) == 12
    assert {area[initiative["key"]] for initiative in example.initiatives} == set(TITLES)
    assert {initiative["state"] for initiative in example.initiatives} == {
        InitiativeState.APPROVED,
        InitiativeState.PREPARATION,
        InitiativeState.DELIVERY,
        InitiativeState.REALISATION,
    }


def test_the_example_is_marked_through_and_through(example: PlanFile) -> None:
    for initiative in example.initiatives:
        assert all(row["example"] for row in initiative["phases"])
        assert all(row["example"] and row["retrospective"] for row in initiative["decisions"])
        for section in ("adoptions", "benefits", "dependencies", "learning"):
            assert all(row["example"] for row in initiative.get(section, ()))
    assert all(item["example"] for item in (*example.goals, *example.measures))
    assert all(item["example"] for item in example.activities if set(item) != {"key"})


def test_made_up_units_say_so_or_lie_below_one_that_does(example: PlanFile) -> None:
    new = [one for one in example.organisations if set(one) != {"key"}]
    said = {one["key"] for one in new if one["name"].endswith(" (exempel)")}
    assert len(said) == 2
    assert len(new) == 10
    for one in new:
        if one["key"] in said:
            assert (one["kind"], one["parent"]) == (OrganisationKind.ADMINISTRATION, "region-kronoberg")
        else:
            assert one["kind"] is OrganisationKind.UNIT
            assert one["parent"] in said


def test_every_timetable_keeps_the_rules(plan: PlanFile, example: PlanFile) -> None:
    known = {initiative["key"]: initiative for initiative in plan.initiatives}
    for initiative in example.initiatives:
        assert initiative["phases"]
        check_phases(
            times(initiative),
            kind=known[initiative["key"]]["kind"],
            entered=phases_entered(initiative["state"]),
            timeline=from_code(plan.plan["timeline_period"]),
            today=TODAY,
        )


def test_every_phase_that_was_entered_says_when(example: PlanFile) -> None:
    for initiative in example.initiatives:
        actual = {row["phase"]: row["actual"] for row in initiative["phases"] if row["actual"]}
        assert set(actual) == phases_entered(initiative["state"])
        for phase, span in actual.items():
            for code in filter(None, span.values()):
                assert from_code(code).start <= TODAY
            # A phase that is over has ended: preparation once delivery was entered.
            assert span["end"] or phase is not Phase.PREPARATION or initiative["state"] is InitiativeState.PREPARATION
            if span["end"]:
                assert from_code(span["end"]).end <= TODAY


def test_every_state_is_explained_by_a_dated_decision(example: PlanFile) -> None:
    for initiative in example.initiatives:
        entries = [decision for decision in initiative["decisions"] if decision["matter"] is Matter.ENTRY]
        expected = [] if initiative["state"] is InitiativeState.APPROVED else [initiative["state"]]
        assert [decision["to"] for decision in entries] == expected
        for decision in initiative["decisions"]:
            assert decision["matter"] in (Matter.ENTRY, Matter.LEVEL)
            assert (decision["level"] is not None) == (decision["matter"] is Matter.LEVEL)
            assert decision["outcome"] is Outcome.APPROVED
            assert decision["forum"] == "halso-och-sjukvardens-ledningsgrupp"
            assert date(2021, 1, 1) <= decision["decided_on"] <= TODAY
            assert decision["motivation"]


def test_the_example_shows_what_a_timetable_can_look_like(example: PlanFile) -> None:
    rows = {(i["key"], row["phase"]): row for i in example.initiatives for row in i["phases"]}
    both = [row for row in rows.values() if row["planned"] and row["actual"]]
    assert any(row["planned"] == row["actual"] for row in both), "in step with the plan"
    assert any(row["actual"]["start"] > row["planned"]["start"] for row in both), "a late start"
    assert any(row["planned"]["end"] is None for row in rows.values()), "an open end"
    assert any(len(row["actual"]["start"]) == len("2023-05-15") for row in both), "to the day"
    assert any(all(row["actual"] is None for row in i["phases"]) for i in example.initiatives), "only planned"
    overlaps = [
        key
        for (key, phase), row in rows.items()
        if phase is Phase.REALISATION and row["planned"]["start"] <= rows[key, Phase.DELIVERY]["planned"]["end"]
    ]
    assert overlaps, "realisation overlaps delivery"


def test_one_initiative_has_become_less_complex(example: PlanFile) -> None:
    histories = [
        [d["level"] for d in sorted(i["decisions"], key=lambda d: d["decided_on"]) if d["level"]]
        for i in example.initiatives
    ]
    assert [ComplexityLevel.COMPLEX, ComplexityLevel.COMPLICATED] in histories
    assert [] in histories, "and one level is not stated"
    assert {level for history in histories for level in history} == set(ComplexityLevel)


def all_benefits(example: PlanFile) -> dict[str, Item]:
    return {
        f"{initiative['key']}/{benefit['key']}": benefit
        for initiative in example.initiatives
        for benefit in initiative.get("benefits", ())
    }


def test_there_are_two_trees_of_goals_and_a_library_of_measures(example: PlanFile) -> None:
    tops = [goal["key"] for goal in example.goals if goal["parent"] is None]
    assert len(tops) == 2
    assert 6 <= len(example.goals) <= 8
    assert 8 <= len(example.measures) <= 16
    assert all(measure["definition"] and measure["unit"] for measure in example.measures)
    benefits = all_benefits(example)
    chosen = {name: {key_of(each) for each in one["measures"]} for name, one in benefits.items()}
    uses = {
        measure["key"]: {name.partition("/")[0] for name, keys in chosen.items() if measure["key"] in keys}
        for measure in example.measures
    }
    assert {"en-vag-in", "nara-vard-i-hemmet"} in uses.values(), "two initiatives move the same figure"
    assert all(uses.values())


def test_benefits_show_every_kind_that_there_is(example: PlanFile) -> None:
    benefits = all_benefits(example)
    assert len(benefits) >= 12
    assert len({name.partition("/")[0] for name in benefits}) >= 6
    assert {one["perspective"] for one in benefits.values()} >= set(Perspective)
    assert [one["kind"] for one in benefits.values()].count(BenefitKind.DISBENEFIT) == 1
    assert [one["emergent"] for one in benefits.values()].count(True) == 1
    assert [len(one["measures"]) for one in benefits.values()].count(MANY) == 1
    assert any(one["assessment_method"] and not one["measures"] for one in benefits.values())
    assert any(not one["goals"] and one["description"] for one in benefits.values())
    within = {
        name.partition("/")[0] == target["initiative"] for name, one in benefits.items() for target in one["leads_to"]
    }
    assert within == {True, False}, "one leads to another in its initiative, one in another's"
    anchors = [one["anchor"] for one in benefits.values() if one["anchor"]]
    assert {(bool(anchor["phase"]), bool(anchor["unit"])) for anchor in anchors} == {(True, False), (False, True)}
    owners = [one["owner"]["role"] for one in benefits.values() if one["owner"]]
    assert [is_project_role(owner) for owner in owners].count(True) == 1


def test_activities_are_dated_as_people_write_and_some_are_enablers(example: PlanFile) -> None:
    new = [one for one in example.activities if set(one) != {"key"}]
    assert {one["kind"] for one in new} == set(ActivityKind)
    written = {one["period"] for one in new}
    assert {"hösten 2023", "kv 3 2023", "löpande", "när avtalet är klart"} <= written
    assert [text for text in written if read(text).is_unknown] == ["när avtalet är klart"]
    linked = {key for initiative in example.initiatives for key in initiative.get("activities", ())}
    assert linked == {one["key"] for one in new}


def test_some_units_have_adopted_some_plan_to_and_one_is_late(example: PlanFile) -> None:
    rows = {i["key"]: i["adoptions"] for i in example.initiatives if "adoptions" in i}
    assert len(rows) >= 3
    assert len(rows["patientkontrakt"]) == 5
    states = [(row["adopted_on"] is not None, row["accepted_on"] is not None) for row in rows["patientkontrakt"]]
    assert set(states) == {(True, True), (True, False), (False, False)}
    late = [row for row in rows["patientkontrakt"] if is_late(from_code(row["planned"]), row["adopted_on"], TODAY)]
    assert [row["unit"] for row in late] == ["vardcentral-oster"]
    for row in (row for of_one in rows.values() for row in of_one):
        assert row["manager"]
        assert not row["accepted_on"] or row["adopted_on"] <= row["accepted_on"] <= TODAY


def test_some_wait_for_others_and_one_too_early(plan: PlanFile, example: PlanFile) -> None:
    known = {initiative["key"]: initiative for initiative in plan.initiatives}
    shown = {initiative["key"]: initiative for initiative in example.initiatives}
    pairs = [
        (follower, waited["initiative"])
        for follower, initiative in shown.items()
        for waited in initiative.get("dependencies", ())
    ]
    assert len(pairs) >= 3

    def side(key: str) -> Side:
        return Side(known[key]["title"], known[key]["kind"], shown[key]["state"], times(shown[key]))

    found = [compare(side(one), side(other), today=TODAY).timing for one, other in pairs]
    assert {Timing.EARLY, Timing.IN_ORDER} <= set(found)


def test_what_is_complex_keeps_a_log_and_one_has_a_look_to_take(example: PlanFile) -> None:
    logs = {i["key"]: i["learning"] for i in example.initiatives if "learning" in i}
    levels = {i["key"]: {decision["level"] for decision in i["decisions"]} for i in example.initiatives}
    assert set(logs) == {key for key, stated in levels.items() if ComplexityLevel.COMPLEX in stated}
    noted = [[Noted(one["noted_on"], one.get("look_again_on")) for one in log] for log in logs.values()]
    assert [to_look_at(log, today=TODAY) is not None for log in noted].count(True) == 1


def test_preliminary_steps_belong_to_complex_initiatives_and_one_is_due(example: PlanFile) -> None:
    marks = []
    for initiative in example.initiatives:
        steps = [mark for benefit in initiative.get("benefits", ()) for mark in benefit["preliminary"]]
        levels = [d["level"] for d in sorted(initiative["decisions"], key=lambda d: d["decided_on"]) if d["level"]]
        assert not steps or levels[-1] is ComplexityLevel.COMPLEX
        marks += steps
    assert {mark["until"] < TODAY for mark in marks} == {True, False}
    assert all(mark["note"] for mark in marks)


# --- The method ----------------------------------------------------------------------------------------------------


def test_the_method_has_seven_steps_with_two_lines_of_help(method: dict[str, Any]) -> None:
    assert [step["no"] for step in method["steps"]] == [1, 2, 3, 4, 5, 6, 7]
    for step in method["steps"]:
        assert set(step) == {"no", "question", "help", "example"}
        assert step["question"].endswith("?")
        assert step["help"].count("\n") == 1
        assert step["example"]


def test_the_method_knows_every_phase_level_and_role(method: dict[str, Any]) -> None:
    assert [row["phase"] for row in method["phases"]] == list(Phase)
    assert [row["level"] for row in method["levels"]] == list(ComplexityLevel)
    assert {row["role"] for row in method["roles"]} == set(Role)
    for section, fields in {
        "phases": {"phase", "name", "summary", "enters_when", "responsible"},
        "levels": {"level", "summary", "leaders", "employees"},
        "roles": {"role", "name", "does"},
        "words": {"term", "meaning"},
    }.items():
        assert all(set(row) == fields and all(row.values()) for row in method[section])


def test_what_is_asked_at_each_level_stands_as_in_the_source(method: dict[str, Any]) -> None:
    assert [row["leaders"] for row in method["levels"]] == [
        ["Ge tydligt uppdrag", "Ge tydliga svar"],
        [
            "Management",
            "Organisera process",
            "Skapa struktur",
            "Säkerställa hög kompetens",
            "Skapa igenkänning (Deja vu)",
            "Projektstyrning (Region Kronobergs projektmodell)",
        ],
        [
            "Ledarskap",
            "Skapa struktur för ett brett resonemang",
            "Skapa tydlighet ”att detta är en ny situation” (Vu jade)",
            "Jag/vi har aldrig gjort detta innan",
            "Vi arbetar gemensamt med att skapa vägen framåt",
        ],
    ]
    assert [row["employees"] for row in method["levels"]] == [
        ["Följer ”receptet”"],
        ["Bidrar till att skapa ett ”recept”", "Bidrar till att skapa en instruktion"],
        ["Bidra med kompetens", "Bidrar till att skapa samsyn", "Bidrar till att skapa nya erfarenheter"],
    ]


def test_the_words_are_in_swedish_order_and_stand_once(method: dict[str, Any]) -> None:
    terms = [word["term"] for word in method["words"]]
    alphabet = "abcdefghijklmnopqrstuvwxyzåäö"
    assert terms == sorted(set(terms), key=lambda term: [alphabet.find(letter) for letter in term.lower()])


# --- People --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [PLAN, EXAMPLE, METHOD])
def test_nobody_is_named(name: str) -> None:
    text = shipped(name)
    assert "@" not in text
    pairs = set(re.findall(r"\b[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)? [A-ZÅÄÖ][a-zåäöé]+", text))
    assert pairs <= NO_PERSONS

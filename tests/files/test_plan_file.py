"""The parser and writer of plan files: each kind of bad input with its message, and the round trip."""

from __future__ import annotations

import json
from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from portfolio.domain.activities import ActivityKind
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.phases import Phase
from portfolio.domain.plans import TOLERANCES
from portfolio.files.plan_file import FORMAT, MAX_BYTES, PlanFileError, complete, dump, parse
from portfolio.files.plan_schema import NEEDED, SCHEMAS
from tests.files.test_plan_file_doc import example_of_the_doc

HEAD: dict[str, Any] = {"format": FORMAT, "version": 1, "plan": {"slug": "plan"}}


def part(**sections: Any) -> str:
    """A file that holds no more than is always needed, and these sections."""
    return json.dumps({**HEAD, **sections})


def problems(source: str | bytes) -> list[str]:
    with pytest.raises(PlanFileError) as caught:
        parse(source)
    return caught.value.problems


# --- What is not JSON, or not ours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "Filen är tom."),
        (b" \n", "Filen är tom."),
        ('{"format": 1', "Filen är inte giltig JSON: läsningen stannar på rad 1, tecken 13."),
        ('{\n "a": tru\n}', "Filen är inte giltig JSON: läsningen stannar på rad 2, tecken 7."),
        (b'{"a": "\xe5"}', "Filen är inte skriven i UTF-8 (byte 8). Skriv om den i UTF-8."),
        ('{"plan": {"slug": 1, "slug": 2}}', 'Fältet "slug" står två gånger i samma objekt. Ta bort det ena.'),
        ('{"a": NaN}', "NaN är inget tal som får stå här. Skriv null om värdet saknas."),
        ('{"a": -Infinity}', "-Infinity är inget tal som får stå här. Skriv null om värdet saknas."),
        ('{"a": 1e999}', "Talet 1e999 är för stort."),
        ('{"a": ' + "9" * 5000 + "}", "Talet 99999999999999999999999999999… är för långt."),
        ("[]", "Filen ska innehålla ett objekt som börjar med {, och är därför ingen planfil."),
        ("{}", f'format: ska vara "{FORMAT}"; filen är ingen planfil'),
        ('{"format": ["x"]}', f'format: ska vara "{FORMAT}"; filen är ingen planfil'),
        (json.dumps({"format": FORMAT}), "version: ska vara 1; fältet saknas"),
        (json.dumps({**HEAD, "version": 2}), "version: ska vara 1; filen har 2"),
        (json.dumps({**HEAD, "version": True}), "version: ska vara 1; filen har true"),
        (json.dumps({**HEAD, "version": 1.0}), "version: ska vara 1; filen har 1.0"),
        (json.dumps({**HEAD, "version": "1"}), "version: ska vara 1; filen har 1"),
    ],
)
def test_what_cannot_be_read_says_why(source: str | bytes, message: str) -> None:
    assert problems(source) == [message]


@pytest.mark.parametrize("depth", [21, 1000, 200_000])
@pytest.mark.parametrize("signs", ["[]", '{"a":}'])
def test_deep_nesting_is_refused_without_a_traceback(depth: int, signs: str) -> None:
    opening, closing = signs[:-1], signs[-1]
    assert problems(opening * depth + "1" + closing * depth) == [
        "Filen har fler än 20 nivåer av objekt och listor i varandra och kan inte läsas."
    ]


def test_a_file_over_the_limit_is_refused_unread() -> None:
    message = ["Filen är större än 10 MB och läses därför inte."]
    assert problems(b"\xff" * (MAX_BYTES + 1)) == message
    assert problems("x" * (MAX_BYTES + 1)) == message
    assert problems("å" * (MAX_BYTES // 2 + 1)) == message, "the limit is of bytes, not of letters"


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse(b"\xef\xbb\xbf" + part().encode()).plan == {"slug": "plan"}


# --- Types and values ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("slug", "Grön", '"Grön" kan inte vara nyckel; använd a–z, 0–9 och bindestreck, högst 63 tecken,'),
        ("slug", "-a", '"-a" kan inte vara nyckel'),
        ("slug", "a\n", '"a\\u000a" kan inte vara nyckel'),
        ("slug", "a" * 64, "kan inte vara nyckel"),
        ("slug", None, "får inte vara null"),
        ("name", None, "får inte vara null"),
        ("name", 3, "ska vara text, inte talet 3"),
        ("name", True, "ska vara text, inte true"),
        ("name", ["a"], "ska vara text, inte en lista"),
        ("name", {"a": 1}, "ska vara text, inte ett objekt"),
        ("name", " ", "är tom"),
        ("purpose", "", "är tom; skriv null om uppgiften saknas"),
        ("name", "x" * 301, "Texten har 301 tecken. Korta den till högst 300."),
        (
            "purpose",
            "x" * 10_001,
            "Texten har 10\N{NO-BREAK SPACE}001 tecken. Korta den till högst 10\N{NO-BREAK SPACE}000.",
        ),
        ("name", "a\0b", "Texten innehåller ett tecken som inte kan visas."),
        ("name", "a\ud800", "Texten innehåller ett tecken som inte kan visas."),
        ("purpose", "a\u202eb", "Texten innehåller osynliga tecken som ändrar skrivriktningen."),
        ("purpose", "a\u2067b", "Texten innehåller osynliga tecken som ändrar skrivriktningen."),
        ("parties", "region", "ska vara en lista, inte text"),
        ("parties", {"region": 1}, "ska vara en lista, inte ett objekt"),
        ("parties", None, "får inte vara null"),
        ("revision_months", "3", "ska vara ett heltal, inte text"),
        ("revision_months", 3.0, "ska vara ett heltal, inte talet 3.0"),
        ("revision_months", True, "ska vara ett heltal, inte true"),
        ("revision_months", 0, "är 0; det ska vara mellan 1 och 120"),
        ("grace_days", 366, "är 366; det ska vara mellan 0 och 365"),
        ("on_track_points", None, "får inte vara null"),
        ("deciders", {"start": "steering"}, "ska vara en lista, inte ett objekt"),
        ("valid_period", "2024-13", '"2024-13" är ingen periodkod här; skriv till exempel 2024 eller 2024/2026'),
        ("valid_period", 2024, "ska vara text, inte talet 2024"),
        ("timeline_period", "2024/..", '"2024/.." saknar början eller slut; skriv till exempel 2024/2028'),
        ("nmae", "Plan", "fältet är okänt"),
    ],
)
def test_a_wrong_value_of_the_plan_says_where_and_why(field: str, value: object, message: str) -> None:
    (problem,) = problems(part(plan={"slug": "plan", field: value}))
    assert problem.startswith(f"plan.{field}: {message}") or (field == "slug" and message in problem)


@pytest.mark.parametrize(
    ("initiative", "problem"),
    [
        ({}, "initiatives[0].key: fältet saknas"),
        ({"key": "i", "example": 1}, "initiatives[0].example: ska vara true eller false, inte talet 1"),
        ({"key": "i", "example": None}, "initiatives[0].example: får inte vara null"),
        (
            {"key": "i", "kind": "project"},
            'initiatives[0].kind: "project" är inget av de tillåtna värdena: initiative, ongoing',
        ),
        ({"key": "i", "kind": None}, "initiatives[0].kind: får inte vara null"),
        ({"key": "i", "origin": 5}, "initiatives[0].origin: ska vara text, inte talet 5"),
        (
            {"key": "i", "project_lead_by": "20240501"},
            'initiatives[0].project_lead_by: "20240501" är inget datum; skriv som 2024-05-31',
        ),
        (
            {"key": "i", "project_lead_by": "2023-02-29"},
            'initiatives[0].project_lead_by: "2023-02-29" är inget datum; skriv som 2024-05-31',
        ),
        ({"key": "i", "target_groups": ["barn", 7]}, "initiatives[0].target_groups[1]: ska vara text, inte talet 7"),
        (
            {"key": "i", "target_groups": ["barn", "barn"]},
            'initiatives[0].target_groups[1]: "barn" står redan i listan',
        ),
        (
            {"key": "i", "parties": [str(n) for n in range(51)]},
            "initiatives[0].parties: har 51 rader; högst 50 får plats",
        ),
        ({"key": "i", "phases": [{}]}, "initiatives[0].phases[0].phase: fältet saknas"),
        (
            {"key": "i", "phases": [{"phase": "delivery", "planned": {"start": "2024-Q1"}}]},
            "initiatives[0].phases[0].planned.end: fältet saknas",
        ),
        (
            {"key": "i", "phases": [{"phase": "delivery", "actual": {"start": "2024", "end": None}}]},
            (
                'initiatives[0].phases[0].actual.start: "2024" är ingen periodkod här; '
                "skriv till exempel 2024-Q2 eller 2024-05-31"
            ),
        ),
        (
            {"key": "i", "phases": [{"phase": "delivery", "actual": "2024-Q1"}]},
            "initiatives[0].phases[0].actual: ska vara ett objekt",
        ),
        (
            {"key": "i", "decisions": [{"key": "d", "level": "hard"}]},
            'initiatives[0].decisions[0].level: "hard" är inget av de tillåtna värdena: simple, complicated, complex',
        ),
        ({"key": "i", "decisions": [5]}, "initiatives[0].decisions[0]: ska vara ett objekt"),
        (
            {"key": "i", "decisions": [{"key": "d", "from": "somewhere"}]},
            'initiatives[0].decisions[0].from: "somewhere" är inget av de tillåtna värdena: '
            + ", ".join(InitiativeState),
        ),
        ({"key": "i", "adoptions": [{"manager": "Chef"}]}, "initiatives[0].adoptions[0].unit: fältet saknas"),
        (
            {"key": "i", "benefits": [{"key": "b", "first_effect": "snart"}]},
            (
                'initiatives[0].benefits[0].first_effect: "snart" är ingen periodkod här; '
                "skriv till exempel 2024-Q2, 2024-05 eller 2024"
            ),
        ),
        (
            {"key": "i", "benefits": [{"key": "b", "owner": {"role": "Chef"}}]},
            "initiatives[0].benefits[0].owner.unit: fältet saknas",
        ),
        (
            {"key": "i", "benefits": [{"key": "b", "leads_to": ["i/b"]}]},
            "initiatives[0].benefits[0].leads_to[0]: ska vara ett objekt",
        ),
        (
            {"key": "i", "benefits": [{"key": "b", "preliminary": [{"step": 8}]}]},
            "initiatives[0].benefits[0].preliminary[0].step: är 8; det ska vara mellan 1 och 7",
        ),
        (
            {
                "key": "i",
                "benefits": [{"key": "b", "steering": {"system": None, "id": None, "link": "javascript:alert(1)"}}],
            },
            (
                'initiatives[0].benefits[0].steering.link: "javascript:alert(1)" är ingen webbadress; '
                "den ska börja med https://"
            ),
        ),
        ("i", "initiatives[0]: ska vara ett objekt"),
    ],
)
def test_a_wrong_value_of_an_initiative_says_where_and_why(initiative: object, problem: str) -> None:
    assert problems(part(initiatives=[initiative])) == [problem]


def test_unknown_fields_come_last_and_by_name() -> None:
    source = part(forums=[{"zz": 1, "aa": 2}], extra=3)
    assert problems(source) == [
        "forums[0].key: fältet saknas",
        "forums[0].aa: fältet är okänt",
        "forums[0].zz: fältet är okänt",
        "extra: fältet är okänt",
    ]


def test_a_message_never_carries_what_hides_text() -> None:
    (problem,) = problems(part(plan={"slug": "plan", "a\u202e" + "b" * 100: 1}))
    assert problem == f"plan.a\\u202e{'b' * 57}…: fältet är okänt"


def test_many_problems_are_cut_at_twenty() -> None:
    with pytest.raises(PlanFileError) as caught:
        parse(part(roles=[{}] * 34))
    assert len(caught.value.problems) == 34
    lines = caught.value.message.split("\n")
    assert len(lines) == 21
    assert lines[0] == "roles[0].key: fältet saknas"
    assert lines[-1] == "… och 14 till"


def test_texts_come_out_in_normal_form() -> None:
    document = parse(part(plan={"slug": "plan", "name": " A\u030angest ", "purpose": "a\r\nb"}))
    assert document.plan == {"slug": "plan", "name": "Ångest", "purpose": "a\nb"}


# --- What the parts say about each other ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({"roles": [{"key": "a"}, {"key": "b"}, {"key": "a"}]}, 'roles[2].key: "a" står redan i roles[0]'),
        (
            {"initiatives": [{"key": "i"}, {"key": "i"}]},
            'initiatives[1].key: "i" står redan i initiatives[0]',
        ),
        (
            {"initiatives": [{"key": "i", "phases": [{"phase": "delivery"}, {"phase": "delivery"}]}]},
            'initiatives[0].phases[1].phase: "delivery" står redan i initiatives[0].phases[0]',
        ),
        (
            {"initiatives": [{"key": "i", "decisions": [{"key": "d"}, {"key": "d"}]}]},
            'initiatives[0].decisions[1].key: "d" står redan i initiatives[0].decisions[0]',
        ),
        (
            {"initiatives": [{"key": "i", "activities": ["a", "a"]}]},
            'initiatives[0].activities[1]: "a" står redan i initiatives[0].activities[0]',
        ),
        (
            {"areas": [{"key": "a", "parent": "b"}, {"key": "b", "parent": "c"}, {"key": "c", "parent": "b"}]},
            "areas: områdena bildar en ring: b → c → b",
        ),
        (
            {"organisations": [{"key": "a", "parent": "a"}]},
            "organisations: organisationerna bildar en ring: a → a",
        ),
        ({"areas": [{"key": "a", "parent": "b"}]}, 'areas[0].parent: området "b" finns inte i filen'),
        (
            {"areas": [], "initiatives": [{"key": "i", "area": "xyz"}]},
            'initiatives[0].area: området "xyz" finns inte i filen',
        ),
        (
            {"activities": [], "initiatives": [{"key": "i", "activities": ["x"]}]},
            'initiatives[0].activities[0]: aktiviteten "x" finns inte i filen',
        ),
        (
            {"forums": [], "initiatives": [{"key": "i", "decisions": [{"key": "d", "forum": "f"}]}]},
            'initiatives[0].decisions[0].forum: forumet "f" finns inte i filen',
        ),
        (
            {"plan": {"slug": "plan", "owner": "o"}, "organisations": []},
            'plan.owner: organisationen "o" finns inte i filen',
        ),
        (
            {"plan": {"slug": "plan", "parties": ["o", "p"]}, "organisations": [{"key": "o"}]},
            'plan.parties[1]: organisationen "p" finns inte i filen',
        ),
    ],
)
def test_what_contradicts_itself_is_refused(sections: dict[str, Any], expected: str) -> None:
    assert problems(part(**sections)) == [expected]


def one_benefit(**fields: Any) -> dict[str, Any]:
    """Sections with one initiative that has one benefit."""
    return {"initiatives": [{"key": "i", "benefits": [{"key": "b", **fields}]}]}


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        (
            {"goals": [{"key": "a", "parent": "b"}, {"key": "b", "parent": "a"}]},
            "goals: målen bildar en ring: a → b → a",
        ),
        (
            {"goals": [], **one_benefit(goals=["g"])},
            'initiatives[0].benefits[0].goals[0]: målet "g" finns inte i filen',
        ),
        (
            {"measures": [], **one_benefit(measures=["m"])},
            'initiatives[0].benefits[0].measures[0]: mätetalet "m" finns inte i filen',
        ),
        (
            {"activities": [], **one_benefit(activities=["a"])},
            'initiatives[0].benefits[0].activities[0]: aktiviteten "a" finns inte i filen',
        ),
        (
            {"forums": [], **one_benefit(forum="f")},
            'initiatives[0].benefits[0].forum: forumet "f" finns inte i filen',
        ),
        (
            {"organisations": [], **one_benefit(owner={"role": None, "unit": "u"})},
            'initiatives[0].benefits[0].owner.unit: organisationen "u" finns inte i filen',
        ),
        (
            {"organisations": [], "activities": [{"key": "a", "organisation": "u"}]},
            'activities[0].organisation: organisationen "u" finns inte i filen',
        ),
        (
            {"organisations": [], "initiatives": [{"key": "i", "adoptions": [{"unit": "u"}]}]},
            'initiatives[0].adoptions[0].unit: organisationen "u" finns inte i filen',
        ),
        (
            {"plan": {"slug": "plan", "deciders": [{"change": "start", "forum": "f"}]}, "forums": []},
            'plan.deciders[0].forum: forumet "f" finns inte i filen',
        ),
        (
            {"plan": {"slug": "plan", "deciders": [{"change": "start"}, {"change": "start"}]}},
            'plan.deciders[1].change: "start" står redan i plan.deciders[0]',
        ),
        (
            {"measures": [{"key": "a", "name": "Väntetid"}, {"key": "b"}, {"key": "c", "name": "Väntetid"}]},
            'measures[2].name: "Väntetid" står redan i measures[0]',
        ),
        (
            {"initiatives": [{"key": "i", "adoptions": [{"unit": "u"}, {"unit": "u"}]}]},
            'initiatives[0].adoptions[1].unit: "u" står redan i initiatives[0].adoptions[0]',
        ),
        (
            {"initiatives": [{"key": "i", "benefits": [{"key": "b"}, {"key": "b"}]}]},
            'initiatives[0].benefits[1].key: "b" står redan i initiatives[0].benefits[0]',
        ),
        (
            one_benefit(goals=["g", "g"]),
            'initiatives[0].benefits[0].goals[1]: "g" står redan i initiatives[0].benefits[0].goals[0]',
        ),
        (
            one_benefit(impacts=[{"area": "finances"}, {"area": "finances"}]),
            'initiatives[0].benefits[0].impacts[1].area: "finances" står redan i initiatives[0].benefits[0].impacts[0]',
        ),
        (
            one_benefit(preliminary=[{"step": 4}, {"step": 4}]),
            (
                'initiatives[0].benefits[0].preliminary[1].step: "4" står redan i '
                "initiatives[0].benefits[0].preliminary[0]"
            ),
        ),
        (
            one_benefit(leads_to=[{"initiative": "i", "benefit": "c"}]),
            'initiatives[0].benefits[0].leads_to[0].benefit: nyttan "c" finns inte i filen',
        ),
        (
            one_benefit(leads_to=[{"initiative": "j", "benefit": "c"}]),
            'initiatives[0].benefits[0].leads_to[0].initiative: initiativet "j" finns inte i filen',
        ),
        (
            one_benefit(leads_to=[{"initiative": "i", "benefit": "b"}] * 2),
            'initiatives[0].benefits[0].leads_to[1]: "i/b" står redan i initiatives[0].benefits[0].leads_to[0]',
        ),
        (
            one_benefit(anchor={"phase": "delivery", "unit": "u"}),
            "initiatives[0].benefits[0].anchor: ange en fas eller en enhet, och null för den andra",
        ),
        (
            one_benefit(anchor={"phase": None, "unit": None}),
            "initiatives[0].benefits[0].anchor: ange en fas eller en enhet, och null för den andra",
        ),
        (
            one_benefit(anchor={"phase": "realisation", "unit": None}),
            (
                "initiatives[0].benefits[0].anchor.phase: "
                "en nytta kan inte hänga på effekthanteringsfasen, där den ska uppkomma"
            ),
        ),
        (
            {
                "initiatives": [
                    {"key": "i", "adoptions": [], "benefits": [{"key": "b", "anchor": {"phase": None, "unit": "u"}}]}
                ]
            },
            'initiatives[0].benefits[0].anchor.unit: enheten "u" står inte bland initiativets införanden',
        ),
    ],
)
def test_what_benefits_and_what_is_around_them_contradict_is_refused(sections: dict[str, Any], expected: str) -> None:
    assert problems(part(**sections)) == [expected]


def test_a_benefit_may_lead_to_one_of_an_initiative_whose_benefits_the_file_does_not_tell() -> None:
    sections = one_benefit(leads_to=[{"initiative": "j", "benefit": "stored"}])
    sections["initiatives"].append({"key": "j"})
    assert parse(part(**sections)).outside_references == {}


def test_references_out_of_the_file_are_collected() -> None:
    document = parse(
        part(
            plan={"slug": "plan", "owner": "o", "parties": ["o", "p"], "deciders": [{"change": "close", "forum": "h"}]},
            initiatives=[
                {"key": "i", "area": "a", "activities": ["x", "y"], "decisions": [{"key": "d", "forum": "f"}]},
                {
                    "key": "j",
                    "area": "a",
                    "activities": ["x"],
                    "adoptions": [{"unit": "u"}],
                    "benefits": [
                        {
                            "key": "b",
                            "goals": ["g"],
                            "activities": ["z"],
                            "measures": ["m"],
                            "owner": {"role": None, "unit": "v"},
                            "anchor": {"phase": None, "unit": "u"},
                            "forum": "k",
                        }
                    ],
                },
            ],
        )
    )
    assert document.present == {"initiatives"}
    assert document.outside_references == {
        "organisations": {"o", "p", "u", "v"},
        "areas": {"a"},
        "goals": {"g"},
        "measures": {"m"},
        "activities": {"x", "y", "z"},
        "forums": {"f", "h", "k"},
    }


def test_a_stored_thing_may_stand_with_its_key_alone() -> None:
    document = parse(part(areas=[{"key": "old"}, {"key": "new", "name": "Nytt", "kind": "sub_area", "parent": "old"}]))
    assert document.outside_references == {}
    assert document.areas[0] == {"key": "old"}


def test_a_long_ring_is_shortened() -> None:
    keys = [f"a{number}" for number in range(40)]
    (problem,) = problems(part(areas=[{"key": k, "parent": p} for k, p in zip(keys, keys[1:] + keys[:1], strict=True)]))
    assert problem.startswith("areas: områdena bildar en ring: a0 → a1 →")
    assert problem.endswith("→ a39 → a0")
    assert len(problem) < 120


# --- Values that come out ------------------------------------------------------------------------------------------


def test_absent_is_not_null_and_values_are_typed() -> None:
    document = parse(
        part(
            example=True,
            initiatives=[
                {
                    "key": "i",
                    "state": "delivery",
                    "purpose": None,
                    "phases": [{"phase": "delivery", "actual": {"start": "2024-02-01", "end": None}}],
                    "decisions": [{"key": "d", "matter": "level", "level": "simple", "decided_on": "2024-02-29"}],
                }
            ],
        )
    )
    assert document.example is True
    assert document.initiatives == (
        {
            "key": "i",
            "state": InitiativeState.DELIVERY,
            "purpose": None,
            "phases": [{"phase": Phase.DELIVERY, "actual": {"start": "2024-02-01", "end": None}}],
            "decisions": [
                {"key": "d", "matter": Matter.LEVEL, "level": ComplexityLevel.SIMPLE, "decided_on": date(2024, 2, 29)}
            ],
        },
    )
    assert type(document.initiatives[0]["state"]) is InitiativeState


def test_a_new_thing_is_filled_with_what_is_silent() -> None:
    item = {"key": "i", "title": "Titel", "area": "a", "state": InitiativeState.APPROVED}
    filled = complete("initiatives", item, "initiatives[0]")
    assert list(filled) == list(SCHEMAS["initiatives"].fields)
    assert filled["kind"] is InitiativeKind.INITIATIVE
    assert filled["purpose"] is None
    assert filled["phases"] == []
    assert filled["retrospective"] is False
    assert filled["title"] == "Titel"
    plan = complete("plan", dict.fromkeys(NEEDED["plan"], "x"), "plan")
    assert [plan[name] for name in TOLERANCES] == [10, 5, 95, 30, 10, 14]
    for section in ("areas", "forums", "goals"):
        assert complete(section, dict.fromkeys(NEEDED[section], "x"), section)["active"] is True
    assert complete("activities", {"title": "x"}, "activities[0]")["kind"] is ActivityKind.ACTIVITY


@pytest.mark.parametrize("section", list(SCHEMAS))
def test_a_new_thing_needs_what_is_never_guessed(section: str) -> None:
    needed = NEEDED[section]
    if not needed:
        complete(section, {}, "här")
        return
    with pytest.raises(PlanFileError) as caught:
        complete(section, {}, "här")
    assert caught.value.problems == [f"här.{n}: fältet saknas och behövs för det som är nytt" for n in needed]


@pytest.mark.parametrize("section", list(SCHEMAS))
def test_nothing_that_may_not_be_null_becomes_null(section: str) -> None:
    """What complete() fills in must itself be something that a file may hold."""
    schema = SCHEMAS[section]
    given_fields = {name: name for name in NEEDED[section]}
    for name, value in complete(section, given_fields, "här").items():
        if name not in given_fields and not schema.fields[name].required:
            schema.fields[name].deserialize(value.value if isinstance(value, StrEnum) else value)


def test_an_export_is_complete_or_not_at_all() -> None:
    with pytest.raises(ValueError, match=r"filen\.plan: .* diarienummer"):
        dump(parse(part()))
    document = parse(example_of_the_doc())
    del document.initiatives[0]["phases"][0]["planned"]["end"]
    with pytest.raises(ValueError, match=r"filen\.initiatives\[0\]\.phases\[0\]\.planned: .*: end$"):
        dump(document)
    document = parse(example_of_the_doc())
    del document.initiatives[0]["benefits"][0]["owner"]["unit"]
    with pytest.raises(ValueError, match=r"filen\.initiatives\[0\]\.benefits\[0\]\.owner: .*: unit$"):
        dump(document)
    document = parse(example_of_the_doc())
    document.areas[0]["id"] = 7
    with pytest.raises(ValueError, match=r"filen\.areas\[0\]: .*: id$"):
        dump(document)


def test_fields_in_another_order_come_out_in_that_of_the_schema() -> None:
    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: turned(value[name]) for name in reversed(value)}
        return [turned(each) for each in value] if isinstance(value, list) else value

    canonical = example_of_the_doc()
    assert dump(parse(json.dumps(turned(json.loads(canonical))))) == canonical

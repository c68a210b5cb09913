"""Loading a plan from its file and writing it back: what enters can leave, and nothing enters by half."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from portfolio.db import make_engine, make_sessions, migrate
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import Conflict, NotFound
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.files.plan_file import PlanFile, PlanFileError, dump, parse
from portfolio.files.plan_references import key_of
from portfolio.models import (
    AuditItem,
    AuditLink,
    Base,
    Benefit,
    BenefitActivity,
    BenefitGoal,
    BenefitImpact,
    BenefitLink,
    Initiative,
    Organisation,
    Plan,
    PreliminaryStep,
    User,
)
from portfolio.models.audit import install_hooks
from portfolio.paths import data_dir
from portfolio.services import audit, complexity, plan_files
from portfolio.services.context import SYSTEM, Context
from portfolio.services.plan_files import LoadReport
from tests import cast
from tests.conftest import settings_for
from tests.files.test_plan_file_round_trip import documents
from tests.postgres import PostgresServer

SHIPPED = (data_dir() / f"{cast.PLAN}.json").read_bytes()
OVERLAY = (data_dir() / f"{cast.PLAN}-exempel.json").read_bytes()
#: An initiative with a timetable and a classification from the example data.
KEY = "en-vag-in"


@pytest.fixture(scope="module")
def blank_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("blank") / "blank.sqlite"
    engine = make_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Context]:
    """The system's context on a database with tables and nothing in them."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'blank.sqlite'}"
        (tmp_path / "blank.sqlite").write_bytes(request.getfixturevalue("blank_template").read_bytes())
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.create_database(server.new_name("blank"))
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()
    engine = make_engine(url)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        yield Context(session, SYSTEM, settings_for(url, tmp_path).clock)
    engine.dispose()


def load(ctx: Context, source: str | bytes | dict[str, Any], *, replace: bool = False) -> LoadReport:
    if isinstance(source, dict):
        source = json.dumps(source)
    with ctx.transaction():
        return plan_files.load_text(ctx, source, replace=replace)


def export(ctx: Context, slug: str = cast.PLAN) -> str:
    ctx.session.rollback()
    ctx.session.expire_all()
    return plan_files.export(ctx, slug)


def part(**sections: Any) -> dict[str, Any]:
    """A file about the shipped plan that holds no more than these sections."""
    plan = {"slug": cast.PLAN, **sections.pop("plan", {})}
    return {"format": "nyttoportfoljen-plan", "version": 1, "plan": plan, **sections}


def new_plan(**fields: Any) -> dict[str, Any]:
    return {
        "slug": "ny",
        "name": "Ny plan",
        "owner": "region-kronoberg",
        "valid_period": "2023",
        "timeline_period": "2022/2024",
        **fields,
    }


def by_key(ctx: Context, key: str = KEY) -> Initiative:
    ctx.session.rollback()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def refused(ctx: Context, source: dict[str, Any]) -> list[str]:
    with pytest.raises(PlanFileError) as problem:
        load(ctx, source, replace=True)
    ctx.session.rollback()
    return problem.value.problems


def rows(ctx: Context) -> dict[str, int]:
    ctx.session.rollback()
    return {
        mapper.class_.__name__: ctx.session.scalar(select(func.count()).select_from(mapper.local_table)) or 0
        for mapper in Base.registry.mappers
    }


def test_the_shipped_plan_comes_back_byte_for_byte_and_so_does_what_became_of_it(blank: Context) -> None:
    report = load(blank, SHIPPED)
    assert export(blank).encode() == SHIPPED
    assert report.added["initiativ"] == 24
    assert (report.updated, report.absent) == ({}, [])
    load(blank, OVERLAY, replace=True)
    with_examples = export(blank)
    assert with_examples.encode() != SHIPPED
    # Loaded onto itself it changes nothing, not even in the log.
    links = blank.session.scalar(select(func.max(AuditLink.id)))
    report = load(blank, with_examples, replace=True)
    assert (report.added, report.absent) == ({}, [])
    assert report.updated["initiativ"] == 24
    assert export(blank) == with_examples
    assert blank.session.scalar(select(func.max(AuditLink.id))) == links == 2


def test_an_export_fills_an_empty_database_with_the_same(ctx: Context, blank_template: Path, tmp_path: Path) -> None:
    written = export(ctx)
    (tmp_path / "again.sqlite").write_bytes(blank_template.read_bytes())
    url = f"sqlite:///{tmp_path / 'again.sqlite'}"
    engine = make_engine(url)
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        again = Context(session, SYSTEM, settings_for(url, tmp_path).clock)
        load(again, written)
        assert export(again) == written
        assert audit.verify(session) == audit.Verdict(1)
    engine.dispose()


def test_people_leave_as_labels_of_roles_alone(ctx: Context) -> None:
    written = export(ctx)
    items = {item["key"]: item for item in json.loads(written)["initiatives"]}
    assert items[cast.LED]["project_lead"] == "Projektledare"
    for name in cast.CAST:
        assert cast.email(name) not in written
        assert name.replace("_", " ").title() not in written


def test_an_unknown_plan_cannot_be_exported(ctx: Context) -> None:
    with pytest.raises(NotFound):
        export(ctx, "finns-inte")


def test_a_plan_that_exists_is_refused_until_one_says_replace(ctx: Context) -> None:
    before = rows(ctx)
    with pytest.raises(Conflict, match=r"finns redan\. Lägg till --replace"):
        load(ctx, SHIPPED)
    assert rows(ctx) == before


def test_replacing_adds_and_updates_removes_nothing_and_lists_what_the_file_lacks(ctx: Context) -> None:
    before = json.loads(export(ctx))
    stored = next(item for item in before["initiatives"] if item["key"] == KEY)
    report = load(
        ctx,
        part(
            plan={"parties": ["vaxjo-kommun"]},
            areas=[{"key": "personcentrerad-vard", "name": "Nytt namn"}, {"key": "ny", "name": "Ny", "kind": "group"}],
            forums=[{"key": "nytt-forum", "name": "Nytt forum", "kind": "other"}],
            initiatives=[
                {
                    "key": KEY,
                    "area": "ny",
                    "phases": [{"phase": "delivery"}],
                    "activities": [],
                    "decisions": [],
                    "former_titles": ["Ett namn förut"],
                },
                {"key": "nytt-initiativ", "title": "Nytt", "area": "ny", "state": "approved"},
            ],
            activities=[{"key": "ny-aktivitet", "title": "Ny"}],
        ),
        replace=True,
    )
    after = json.loads(export(ctx))
    assert report.added == {"områden": 1, "forum": 1, "aktiviteter": 1, "initiativ": 1}
    assert report.updated == {"planer": 1, "områden": 1, "initiativ": 1}
    keys = {section: [item["key"] for item in before[section]] for section in ("areas", "forums", "activities")}
    assert [item["key"] for item in after["areas"]] == [*keys["areas"], "ny"]
    assert [item["key"] for item in after["forums"]] == [*keys["forums"], "nytt-forum"]
    assert [item["key"] for item in after["initiatives"]] == [
        *(item["key"] for item in before["initiatives"]),
        "nytt-initiativ",
    ]
    assert after["plan"]["parties"] == ["region-kronoberg", "vaxjo-kommun"]
    assert after["roles"] == before["roles"]
    one = next(item for item in after["initiatives"] if item["key"] == KEY)
    assert one == {**stored, "area": "ny", "former_titles": ["Ett namn förut"]}
    expected = ["parter: region-kronoberg"]
    expected += [f"områden: {key}" for key in keys["areas"] if key != "personcentrerad-vard"]
    expected += [f"forum: {key}" for key in keys["forums"]]
    expected += [f"aktiviteter: {key}" for key in keys["activities"]]
    expected += [f"aktiviteter i {KEY}: {key}" for key in stored["activities"]]
    expected += [f"faser i {KEY}: preparation", f"faser i {KEY}: realisation"]
    expected += [f"beslut i {KEY}: {decision['key']}" for decision in stored["decisions"]]
    expected += [f"initiativ: {item['key']}" for item in before["initiatives"] if item["key"] != KEY]
    assert report.absent == expected
    lines = plan_files.summary(report)
    assert "1 initiativ tillagda" in lines
    assert "1 områden fanns och uppdaterades" in lines
    assert f"Finns i planen men inte i filen, och är kvar: beslut i {KEY}: {stored['decisions'][0]['key']}" in lines


def test_what_is_absent_is_left_untouched_and_null_is_null(ctx: Context) -> None:
    before = json.loads(export(ctx))
    index = next(n for n, item in enumerate(before["initiatives"]) if item["key"] == KEY)
    load(ctx, part(), replace=True)
    assert json.loads(export(ctx)) == before
    load(
        ctx,
        part(
            plan={"purpose": None, "revision_months": None},
            initiatives=[{"key": KEY, "purpose": None, "parties": [], "project_lead": "Verksamhetsutvecklare"}],
            areas=[{"key": "kompetens", "summary": None}],
        ),
        replace=True,
    )
    after = json.loads(export(ctx))
    before["plan"] |= {"purpose": None, "revision_months": None}
    before["initiatives"][index] |= {"purpose": None, "parties": [], "project_lead": "Verksamhetsutvecklare"}
    next(area for area in before["areas"] if area["key"] == "kompetens")["summary"] = None
    assert after == before


def test_a_whole_file_replaces_every_field_and_every_order_that_it_states(ctx: Context) -> None:
    wanted = json.loads(export(ctx))
    wanted["plan"] |= {"name": "Annat namn", "owner": "vaxjo-kommun", "timeline_period": "2020/2026"}
    wanted["plan"]["parties"] = ["almhult-kommun", "vaxjo-kommun", "region-kronoberg"]
    wanted["plan"] |= {"on_track_points": 0, "worsened_percent": 1, "fallen_back_percent": 2, "grace_days": 3}
    wanted["plan"]["deciders"] = [{"change": "close", "role": "coordinator", "forum": "wooglers"}]
    for section in ("areas", "forums", "roles", "goals", "measures", "activities", "initiatives"):
        wanted[section].reverse()
        for item in wanted[section]:
            name = "title" if "title" in item else "name"
            item[name] += " (ändrad)"
            for flag in {"example", "active"} & set(item):
                item[flag] = not item[flag]
    for item in wanted["initiatives"]:
        _change_initiative(item)
    for organisation in wanted["organisations"]:
        organisation["kind"] = "operation"
    report = load(ctx, wanted, replace=True)
    assert export(ctx).splitlines() == _lines(wanted)
    assert report.absent == []
    for item in wanted["initiatives"]:
        item["former_titles"].reverse()
    load(ctx, wanted, replace=True)
    assert export(ctx).splitlines() == _lines(wanted)


def _change_initiative(item: dict[str, Any]) -> None:
    for name in ("activities", "adoptions", "benefits"):
        item[name].reverse()
    item["former_titles"] = ["B", *item["former_titles"], "A"]
    item["target_groups"] = ["Z", "A"]
    item["origin"] = "national"
    sections = ("phases", "adoptions", "benefits", "decisions", "dependencies", "learning")
    for inner in (one for section in sections for one in item[section]):
        inner["example"] = not inner["example"]
    for waited in item["dependencies"]:
        waited["what"] += " (ändrat)"
    for entry in item["learning"]:
        entry |= {"believed": "A", "happened": "B", "next_step": "C", "look_again_on": "2024-01-01"}
    for adoption in item["adoptions"]:
        adoption |= {"manager": "Chef", "planned": "2024", "adopted_on": "2023-05-15", "accepted_on": None}
    for benefit in item["benefits"]:
        _change(benefit)
    for decision in item["decisions"]:
        decision |= {"motivation": "Ny", "decided_on": "2022-01-01", "forum": "wooglers", "outcome": "approved"}
        decision["from"] = "assessed"
        decision["level"] = decision["level"] and "simple"


def _change(benefit: dict[str, Any]) -> None:
    """Another value for every field of a benefit; what it leads to stays, since nothing is taken away."""
    for name in ("goals", "activities", "leads_to", "measures"):
        benefit[name].reverse()
    for impact in benefit["impacts"]:
        impact |= {"none": False, "text": "Ändrad"} if impact["none"] else {"none": True, "text": None}
    for mark in benefit["preliminary"]:
        mark |= {"until": "2020-01-01", "note": None}
    benefit |= dict.fromkeys(("description", "beneficiary", "preconditions", "risks", "released_resource"), "Ändrad")
    benefit |= dict.fromkeys(("follow_up_method", "controller", "data_provider", "assessment_method"), "Ändrad")
    benefit |= {"title": "Ändrad", "kind": "disbenefit", "emergent": not benefit["emergent"], "changed_state": "Ändrat"}
    benefit |= {"perspective": "health", "value_type": "income", "ramp": "step", "frequency": "once"}
    benefit |= {"first_effect": "2025-Q1", "full_effect": "2025-Q1", "changed_state_at": "2024", "forum": "wooglers"}
    benefit |= {"owner": {"role": None, "unit": "vaxjo-kommun"}, "anchor": {"phase": "preparation", "unit": None}}
    benefit |= {"steering": {"system": None, "id": "7", "link": None}, "follow_up_until": "2025-T2"}


def _lines(content: dict[str, Any]) -> list[str]:
    return json.dumps(content, ensure_ascii=False, indent=1).splitlines()


def test_a_part_of_a_plan_says_nothing_about_the_order_of_the_whole(ctx: Context) -> None:
    before = json.loads(export(ctx))
    keys = [item["key"] for item in before["initiatives"]]
    load(ctx, part(initiatives=[{"key": key} for key in keys[:1:-1]]), replace=True)
    assert [item["key"] for item in json.loads(export(ctx))["initiatives"]] == keys


def test_a_reference_to_what_is_neither_in_the_file_nor_stored_is_refused(ctx: Context) -> None:
    assert refused(ctx, part(initiatives=[{"key": KEY, "area": "okant"}])) == [
        'areas: "okant" nämns i filen men finns varken där eller i planen'
    ]
    assert refused(ctx, part(plan={"owner": "okand"})) == [
        'plan.owner: organisationen "okand" finns varken i filen eller sedan tidigare'
    ]
    assert refused(ctx, part(plan={"parties": ["vaxjo-kommun", "okand"]})) == [
        'plan.parties[1]: organisationen "okand" finns varken i filen eller sedan tidigare'
    ]
    problems = refused(
        ctx,
        part(
            initiatives=[
                {
                    "key": KEY,
                    "activities": ["okand"],
                    "decisions": [{"key": "x", "matter": "phase", "outcome": "approved", "forum": "okant"}],
                }
            ]
        ),
    )
    assert len(problems) == 2
    # Another plan's area does not count.
    assert refused(
        ctx,
        {
            **part(),
            "plan": new_plan(),
            "initiatives": [{"key": "x", "title": "X", "area": "kompetens", "state": "approved"}],
        },
    ) == ['areas: "kompetens" nämns i filen men finns varken där eller i planen']


def test_something_new_needs_what_is_never_guessed(ctx: Context) -> None:
    for source, path in (
        (
            part(initiatives=[{"key": KEY}, {"key": "nytt", "title": "Nytt", "area": "kompetens"}]),
            "initiatives[1].state",
        ),
        (part(areas=[{"key": "nytt", "name": "Nytt"}]), "areas[0].kind"),
        (
            part(initiatives=[{"key": KEY, "decisions": [{"key": "x", "matter": "phase"}]}]),
            "initiatives[0].decisions[0].outcome",
        ),
        (part(plan={"slug": "ny-plan"}), "plan.name"),
    ):
        problems = refused(ctx, source)
        assert problems[0] == f"{path}: fältet saknas och behövs för det som är nytt"


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (
            {"phases": [{"phase": "delivery", "planned": {"start": "2024-Q2", "end": "2024-Q1"}}]},
            "delivery_planned_end",
        ),
        (
            {"phases": [{"phase": "realisation", "actual": {"start": "2023-Q1", "end": None}}]},
            "realisation_actual_start",
        ),
        ({"kind": "ongoing"}, "preparation_planned_start"),
        ({"state": "preparation", "retrospective": False}, "delivery_actual_start"),
    ],
)
def test_a_timetable_that_breaks_the_rules_is_refused_with_its_path(
    sqlite_only: Context, item: dict[str, Any], field: str
) -> None:
    others = [{"key": "kronobarnsmodellen"}]
    retrospective = {"retrospective": False} if "phases" in item else {}
    problems = refused(sqlite_only, part(initiatives=[*others, {"key": KEY, **retrospective, **item}]))
    assert problems[0].startswith(f"initiatives[1].phases ({field}): ")


@pytest.fixture
def sqlite_only(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Context]:
    """The system's context on a filled SQLite database, for what no database decides."""
    file = tmp_path / "filled.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    engine = make_engine(f"sqlite:///{file}")
    sessions = make_sessions(engine)
    install_hooks(sessions)
    with sessions() as session:
        yield Context(session, SYSTEM, settings_for(f"sqlite:///{file}", tmp_path).clock)
    engine.dispose()


@pytest.mark.parametrize("state", ["paused", "cancelled"])
def test_what_left_its_phases_keeps_their_actual_times_on_the_way_out_and_in(sqlite_only: Context, state: str) -> None:
    load(sqlite_only, part(initiatives=[{"key": KEY, "state": state, "retrospective": False}]), replace=True)
    written = export(sqlite_only)
    load(sqlite_only, written.replace(f'"slug": "{cast.PLAN}"', '"slug": "kopia"'))
    assert export(sqlite_only, "kopia").replace('"slug": "kopia"', f'"slug": "{cast.PLAN}"') == written


def test_a_classification_needs_its_level_and_a_start_may_state_one(sqlite_only: Context) -> None:
    decision = {
        "key": "start",
        "matter": "start",
        "outcome": "approved",
        "level": "complex",
        "decided_on": "2023-05-01",
    }
    load(sqlite_only, part(initiatives=[{"key": "kronobarnsmodellen", "decisions": [decision]}]), replace=True)
    history = complexity.history(by_key(sqlite_only, "kronobarnsmodellen"))
    assert [one.level for one in history] == [ComplexityLevel.COMPLEX]
    exported = next(i for i in json.loads(export(sqlite_only))["initiatives"] if i["key"] == "kronobarnsmodellen")
    assert exported["decisions"][-1]["level"] == "complex"
    for level in ({"level": None}, {}):
        new = {"key": "ny", "matter": "level", "outcome": "approved", **level}
        assert refused(sqlite_only, part(initiatives=[{"key": KEY, "decisions": [new]}])) == [
            "initiatives[0].decisions[0].level: ett beslut om klassning behöver en nivå"
        ]
    stated = {**decision, "level": None}
    assert refused(sqlite_only, part(initiatives=[{"key": "kronobarnsmodellen", "decisions": [stated]}]))


def test_parents_of_the_file_and_of_what_is_stored_form_no_ring_together(sqlite_only: Context) -> None:
    load(
        sqlite_only,
        part(
            areas=[{"key": "kompetens"}, {"key": "personcentrerad-vard", "parent": "kompetens"}],
            organisations=[{"key": "vaxjo-kommun"}, {"key": "alvesta-kommun", "parent": "vaxjo-kommun"}],
        ),
        replace=True,
    )
    written = export(sqlite_only)
    (problem,) = refused(
        sqlite_only,
        part(areas=[{"key": "kompetens", "parent": "personcentrerad-vard"}, {"key": "personcentrerad-vard"}]),
    )
    assert problem.startswith("areas: ")
    (problem,) = refused(
        sqlite_only,
        part(organisations=[{"key": "vaxjo-kommun", "parent": "alvesta-kommun"}, {"key": "alvesta-kommun"}]),
    )
    assert problem.startswith("organisations: ")
    assert export(sqlite_only) == written


def in_initiative(**fields: Any) -> dict[str, Any]:
    """A file about one initiative, which has no benefit or adoption yet."""
    return part(initiatives=[{"key": "kronobarnsmodellen", **fields}])


def one_benefit(**fields: Any) -> dict[str, Any]:
    return in_initiative(benefits=[{"key": "n", "title": "Ny", **fields}])


def exported(ctx: Context, key: str) -> dict[str, Any]:
    items: list[dict[str, Any]] = json.loads(export(ctx))["initiatives"]
    return next(item for item in items if item["key"] == key)


def test_a_part_of_a_benefit_leaves_the_rest_and_lists_what_it_lacks(ctx: Context) -> None:
    before = exported(ctx, "patientkontrakt")
    first = before["benefits"][0]
    assert len(before["benefits"]) == 3
    assert len(before["adoptions"]) == 5
    item = {
        "key": first["key"],
        "description": None,
        "owner": None,
        "goals": ["halsan-framjas"],
        "activities": [],
        "measures": ["andel-delaktiga"],
        "leads_to": [],
        "impacts": [{"area": "finances", "none": False, "text": "Dyrare"}],
        "preliminary": [{"step": 2, "until": "2023-12-31"}],
    }
    new = {"key": "ny", "title": "Ny nytta", "leads_to": [{"initiative": "patientkontrakt", "benefit": first["key"]}]}
    units = [{"unit": "vardcentral-vaster", "planned": None}, {"unit": "kirurgavdelning-2", "manager": "Enhetschef"}]
    report = load(
        ctx,
        part(initiatives=[{"key": "patientkontrakt", "benefits": [item, new], "adoptions": units}]),
        replace=True,
    )
    assert report.added == {"nyttor": 1, "införanden": 1}
    assert report.updated == {"planer": 1, "initiativ": 1, "nyttor": 1, "införanden": 1}
    after = exported(ctx, "patientkontrakt")
    expected = {
        **first,
        "description": None,
        "owner": None,
        "goals": ["fler-har-fast-vardkontakt", "halsan-framjas"],
        "measures": [*first["measures"], "andel-delaktiga"],
        "impacts": [*first["impacts"][:3], {"area": "finances", "none": False, "text": "Dyrare"}],
        "preliminary": [{"step": 2, "until": "2023-12-31", "note": None}],
    }
    assert after["benefits"][:3] == [expected, *before["benefits"][1:]]
    assert (after["benefits"][3]["key"], after["benefits"][3]["emergent"]) == ("ny", False)
    assert [one["unit"] for one in after["adoptions"]] == [
        *(one["unit"] for one in before["adoptions"]),
        "kirurgavdelning-2",
    ]
    assert after["adoptions"][3] == {**before["adoptions"][3], "planned": None}
    name = f"patientkontrakt/{first['key']}"
    absent = [
        f"införanden i patientkontrakt: {one['unit']}" for one in before["adoptions"] if one != before["adoptions"][3]
    ]
    absent += [f"mål i {name}: {key}" for key in first["goals"]]
    absent += [f"aktiviteter i {name}: {key}" for key in first["activities"]]
    absent += [f"mätetal i {name}: {key_of(one)}" for one in first["measures"]]
    absent += [f"påverkan i {name}: {area}" for area in ("care_flow", "patient_groups", "professional_mix")]
    absent += [f"nyttor i patientkontrakt: {one['key']}" for one in before["benefits"][1:]]
    absent += [f"leder till i {name}: {one['initiative']}/{one['benefit']}" for one in first["leads_to"]]
    assert [line for line in report.absent if not line.startswith("initiativ: ")] == absent


def test_what_leads_to_what_is_linked_when_all_benefits_are_there(ctx: Context) -> None:
    later = {"initiative": "undernaring", "benefit": "sen"}
    load(
        ctx,
        part(
            initiatives=[
                {"key": KEY, "benefits": [{"key": "tidig", "title": "Tidig", "leads_to": [later]}]},
                {"key": "undernaring", "benefits": [{"key": "sen", "title": "Sen"}]},
                {"key": "patientkontrakt"},
            ]
        ),
        replace=True,
    )
    assert exported(ctx, KEY)["benefits"][-1]["leads_to"] == [later]
    stored = {"initiative": "patientkontrakt", "benefit": "patienterna-ar-delaktiga"}
    chain = [{"key": "sen", "leads_to": [stored]}]
    load(ctx, part(initiatives=[{"key": "undernaring", "benefits": chain}, {"key": "patientkontrakt"}]), replace=True)
    assert exported(ctx, "undernaring")["benefits"][-1]["leads_to"] == [stored]
    nowhere = {"initiative": "patientkontrakt", "benefit": "okand"}
    source = part(
        initiatives=[{"key": KEY, "benefits": [{"key": "tidig", "leads_to": [nowhere]}]}, {"key": "patientkontrakt"}]
    )
    assert refused(ctx, source) == [
        'initiatives[0].benefits[0].leads_to[0]: nyttan "patientkontrakt/okand" finns varken i filen eller i planen'
    ]
    # What is stored leads from the early one to the late one, and the file would lead it back.
    where = "initiatives[1].benefits[0].leads_to"
    back = [{"key": "sen", "leads_to": [{"initiative": KEY, "benefit": "tidig"}]}]
    assert refused(ctx, part(initiatives=[{"key": KEY}, {"key": "undernaring", "benefits": back}])) == [
        f"{where}: nyttorna leder runt i en ring: undernaring/sen → {KEY}/tidig → undernaring/sen"
    ]
    itself = {"key": "ensam", "title": "E", "leads_to": [{"initiative": KEY, "benefit": "ensam"}]}
    (problem,) = refused(ctx, part(initiatives=[{"key": KEY, "benefits": [itself]}]))
    assert problem.endswith(f"en ring: {KEY}/ensam → {KEY}/ensam")


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (one_benefit(goals=["okant"]), 'goals: "okant" nämns i filen men finns varken där eller i planen'),
        (one_benefit(measures=["okant"]), 'measures: "okant" nämns i filen men finns varken där eller i planen'),
        (one_benefit(activities=["okand"]), 'activities: "okand" nämns i filen men finns varken där eller i planen'),
        (one_benefit(forum="okant"), 'forums: "okant" nämns i filen men finns varken där eller i planen'),
        (
            one_benefit(owner={"role": None, "unit": "okand"}),
            'organisations: "okand" nämns i filen men finns varken där eller i planen',
        ),
        (
            one_benefit(activities=["alkoholfri-operation"]),
            'initiatives[0].benefits[0].activities[0]: aktiviteten "alkoholfri-operation" hör inte till initiativet',
        ),
        (
            one_benefit(anchor={"phase": None, "unit": "vardcentral-norr"}),
            (
                'initiatives[0].benefits[0].anchor.unit: enheten "vardcentral-norr" '
                "står inte bland initiativets införanden"
            ),
        ),
        (
            one_benefit(first_effect="2024-Q2", full_effect="2024-Q1"),
            "initiatives[0].benefits[0].full_effect: Full effekt kv 1 2024 ligger före första effekt kv 2 2024.",
        ),
        (
            one_benefit(full_effect="2024-Q1"),
            "initiatives[0].benefits[0].first_effect: Ange när den första effekten väntas",
        ),
        (
            one_benefit(impacts=[{"area": "finances", "none": True, "text": "Dyrare"}]),
            ("initiatives[0].benefits[0].impacts[0]: en påverkan kan inte både beskrivas och vara ingen påverkan"),
        ),
        (
            one_benefit(preliminary=[{"step": 1}]),
            "initiatives[0].benefits[0].preliminary[0].until: fältet saknas och behövs för det som är nytt",
        ),
        (
            in_initiative(benefits=[{"key": "n"}]),
            "initiatives[0].benefits[0].title: fältet saknas och behövs för det som är nytt",
        ),
        (
            in_initiative(adoptions=[{"unit": "vardcentral-norr", "adopted_on": "2023-05-16"}]),
            "initiatives[0].adoptions[0].adopted_on: 2023-05-16 har inte varit än.",
        ),
        (
            part(measures=[{"key": "ny", "name": "Övertid i receptionen", "direction": "decrease"}]),
            'measures: "overtid-i-receptionen" och "ny" skulle båda heta "Övertid i receptionen"',
        ),
        (
            part(plan={"deciders": [{"change": "start", "role": "project_lead"}]}),
            "plan.deciders[0].role: Välj styrgruppen, samordnaren eller huvudprojektledaren.",
        ),
        (
            part(plan={"deciders": [{"change": "start"}]}),
            "plan.deciders[0].role: fältet saknas och behövs för det som är nytt",
        ),
        (
            part(plan={"timeline_period": "2000/2040"}),
            "plan.timeline_period: Tidplanen får omfatta högst 30 år. Korta den.",
        ),
        (
            part(plan={"timeline_period": "2022/2025"}),
            "plan.timeline_period: 7 initiativ har tider utanför 2022–2025, bland dem rusta-ledare, en-vag-in, ",
        ),
        (
            part(goals=[{"key": "vard-nara-invanarna", "parent": "halsan-framjas"}, {"key": "halsan-framjas"}]),
            'goals: "vard-nara-invanarna" skulle ligga under sig själv',
        ),
    ],
)
def test_what_breaks_a_rule_of_the_plan_is_refused_with_its_path(
    sqlite_only: Context, source: dict[str, Any], problem: str
) -> None:
    written = export(sqlite_only)
    assert refused(sqlite_only, source)[0].startswith(problem)
    assert export(sqlite_only) == written


def test_owner_and_controller_leave_as_roles_and_stay_who_they_are(acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    benefit = by_key(ctx, "patientkontrakt").benefits[1]
    assert (benefit.owner_role, benefit.controller_role) == (None, None)
    with ctx.transaction():
        ctx.record("test:choose")
        person = ctx.session.scalars(select(User).where(User.email == cast.email("controller"))).one()
        benefit = by_id(ctx, benefit.id)
        benefit.owner_user_id = benefit.controller_user_id = person.id
    written = exported(ctx, "patientkontrakt")["benefits"][1]
    assert (written["owner"], written["controller"]) == (None, "Nyttocontroller")
    load(ctx, export(ctx), replace=True)
    benefit = by_key(ctx, "patientkontrakt").benefits[1]
    assert benefit.controller_role is None, "what stands for a person is no role that anybody wrote"
    assert benefit.owner_user_id == benefit.controller_user_id is not None
    copy = export(ctx).replace(f'"slug": "{cast.PLAN}"', '"slug": "kopia"')
    load(ctx, copy)
    assert export(ctx, "kopia") == copy


def by_id(ctx: Context, benefit_id: int) -> Benefit:
    return ctx.session.get_one(Benefit, benefit_id)


def test_an_export_does_not_tell_in_which_order_things_were_linked(ctx: Context) -> None:
    written = export(ctx)
    with ctx.transaction():
        ctx.record("test:link")
        for kind in (BenefitGoal, BenefitActivity, BenefitLink, BenefitImpact, PreliminaryStep):
            for row in list(ctx.session.scalars(select(kind).order_by(kind.id.desc()))):
                values = {
                    column.key: getattr(row, column.key) for column in kind.__table__.columns if column.key != "id"
                }
                ctx.session.delete(row)
                ctx.session.flush()
                ctx.session.add(kind(**values))
    assert export(ctx) == written


def test_a_late_error_leaves_nothing_behind_not_even_in_the_log(ctx: Context) -> None:
    before, written = rows(ctx), export(ctx)
    source = {
        **part(),
        "plan": new_plan(),
        "organisations": [
            {"key": "region-kronoberg", "name": "Annat namn"},
            {"key": "ny", "name": "Ny", "kind": "unit", "parent": "region-kronoberg"},
        ],
        "areas": [{"key": "a", "name": "A", "kind": "group"}],
        "activities": [{"key": "b", "title": "B"}],
        "initiatives": [
            {"key": "bra", "title": "Bra", "area": "a", "state": "approved", "activities": ["b"]},
            {
                "key": "sent-fel",
                "title": "Sent fel",
                "area": "a",
                "state": "approved",
                "phases": [{"phase": "delivery", "planned": {"start": "2030-Q1", "end": None}}],
            },
        ],
    }
    assert refused(ctx, source)[0].startswith("initiatives[1].phases (delivery_planned_start): ")
    assert rows(ctx) == before
    assert export(ctx) == written
    assert audit.verify(ctx.session).broken is None
    source["initiatives"].pop()
    load(ctx, source)
    assert rows(ctx)["Initiative"] == before["Initiative"] + 1


def test_two_plans_share_their_organisations_and_nothing_else(acting: Callable[[str], Context]) -> None:
    ctx = acting("system")
    copy = json.loads(SHIPPED)
    copy["plan"]["slug"] = "kopia"
    before = rows(ctx)
    report = load(ctx, copy)
    after = rows(ctx)
    assert "organisationer" not in report.added
    assert after["Organisation"] == before["Organisation"]
    assert report.updated["organisationer"] == len(copy["organisations"])
    assert after["Plan"] == before["Plan"] + 1
    assert after["Initiative"] == before["Initiative"] + 24
    assert after["Activity"] == before["Activity"] + len(copy["activities"])
    exported = json.loads(export(ctx))
    # The tree of organisations is the same for every plan, whichever of them brought it.
    assert json.loads(export(ctx, "kopia")) == {**copy, "organisations": exported["organisations"]}
    assert {item["key"] for item in exported["initiatives"]} == {item["key"] for item in copy["initiatives"]}


def test_a_file_of_examples_marks_what_it_brings_and_no_more(sqlite_only: Context) -> None:
    source = {
        **part(),
        "example": True,
        "initiatives": [
            {
                "key": "kronobarnsmodellen",
                "phases": [{"phase": "delivery", "planned": {"start": "2024-Q1", "end": None}}],
            },
            {
                "key": "pahittat",
                "title": "Påhittat",
                "area": "kompetens",
                "state": "approved",
                "adoptions": [{"unit": "vaxjo-kommun"}],
                "benefits": [{"key": "n", "title": "Påhittad"}],
            },
        ],
        "goals": [{"key": "nytt-mal", "name": "Nytt", "kind": "goal"}],
        "measures": [{"key": "nytt-matetal", "name": "Nytt", "direction": "increase"}],
    }
    load(sqlite_only, source, replace=True)
    real, made_up = by_key(sqlite_only, "kronobarnsmodellen"), by_key(sqlite_only, "pahittat")
    assert (real.example, real.phases[0].example, made_up.example) == (False, True, True)
    assert not any(decision.example for decision in real.decisions)
    assert made_up.benefits[0].example
    assert made_up.adoptions[0].example
    content = json.loads(export(sqlite_only))
    assert content["example"] is False
    assert content["goals"][-1]["example"]
    assert content["measures"][-1]["example"]


def test_a_load_is_one_link_of_the_log_that_names_the_plan(blank: Context) -> None:
    load(blank, SHIPPED)
    (link,) = blank.session.scalars(select(AuditLink))
    plan = blank.session.scalars(select(Plan)).one()
    assert (link.action, link.plan_id, link.actor_id) == ("plan:load", plan.id, None)
    entities = set(blank.session.scalars(select(AuditItem.entity).distinct()))
    assert {"plans", "organisations", "initiatives", "decisions", "initiative_activities"} <= entities


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_load_and_somebody_who_saves_meanwhile_do_not_wait_for_each_other_in_a_ring(
    acting: Callable[[str], Context],
) -> None:
    loading, saving = acting("system"), acting("coordinator")
    row_id = by_key(saving).id
    saving.session.rollback()
    failures: list[BaseException] = []

    def save() -> None:
        try:
            with saving.transaction():
                saving.session.execute(text("SET LOCAL lock_timeout = '5s'"))
                row = saving.load(Initiative, row_id, to=Permission.EDIT_INITIATIVE)
                saving.record("test:save", plan_id=row.plan_id)
                row.purpose = "Sparat under tiden"
        except BaseException as failure:
            failures.append(failure)

    with loading.transaction():
        plan_files.load_text(loading, json.dumps(part()), replace=True)
        thread = threading.Thread(target=save)
        thread.start()
        thread.join(10)
        assert not failures
        plan_files.load_text(loading, json.dumps(part(initiatives=[{"key": KEY, "title": "Inläst"}])), replace=True)
    row = by_key(acting("reader"))
    assert (row.title, row.purpose) == ("Inläst", "Sparat under tiden")


class UndoneError(Exception):
    """Ends a transaction whose work was looked at."""


TIMETABLES = st.sampled_from(
    [
        [],
        [{"phase": Phase.DELIVERY, "planned": {"start": "2024-Q2", "end": None}, "actual": None, "example": False}],
        [
            {"phase": Phase.PREPARATION, "planned": None, "actual": None, "example": True},
            {
                "phase": Phase.REALISATION,
                "planned": {"start": "2021-01-01", "end": "2025-12-31"},
                "actual": None,
                "example": False,
            },
        ],
        [
            {
                "phase": Phase.PREPARATION,
                "planned": {"start": "2021-Q1", "end": "2022-03-31"},
                "actual": {"start": "2021-Q1", "end": "2022-03-31"},
                "example": False,
            },
            {
                "phase": Phase.DELIVERY,
                "planned": {"start": "2022-Q2", "end": "2025-Q4"},
                "actual": {"start": "2022-04-01", "end": None},
                "example": True,
            },
        ],
    ]
)


@st.composite
def loadable(draw: st.DrawFn) -> PlanFile:
    """A generated plan whose timetables and classifications keep the rules that are judged when it is loaded."""
    document = draw(documents())
    for item in document.initiatives:
        item["phases"] = draw(TIMETABLES)
        entered = any(phase["actual"] for phase in item["phases"])
        item["state"] = draw(
            st.sampled_from([InitiativeState.DELIVERY, InitiativeState.PAUSED])
            if entered
            else st.sampled_from(InitiativeState)
        )
        if item["phases"]:
            item["kind"] = InitiativeKind.INITIATIVE
        for decision in item["decisions"]:
            if decision["matter"] is Matter.LEVEL and decision["outcome"] is Outcome.APPROVED:
                decision["level"] = decision["level"] or ComplexityLevel.SIMPLE
    # That a file as a whole holds examples is told by each thing in it once it is stored.
    return PlanFile(**{**vars(document), "example": False})


@settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(document=loadable())
def test_generated_plans_come_back_as_they_were(blank: Context, document: PlanFile) -> None:
    written = dump(document)
    with suppress(UndoneError), blank.transaction():
        plan_files.load(blank, parse(written))
        assert plan_files.export(blank, document.plan["slug"]) == written
        blank.session.expire_all()
        report = plan_files.load(blank, parse(written), replace=True)
        assert (report.added, report.absent) == ({}, [])
        assert plan_files.export(blank, document.plan["slug"]) == written
        raise UndoneError
    blank.session.expunge_all()
    assert blank.session.scalar(select(func.count(Organisation.id))) == 0

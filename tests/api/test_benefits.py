"""Benefits by way of the API: any of the seven steps at once, all of it or nothing, by the rules of the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.goals import GoalKind
from portfolio.domain.plans import ForumKind
from portfolio.domain.versions import version_of
from portfolio.models import (
    AuditLink,
    Benefit,
    BenefitActivity,
    BenefitLink,
    Forum,
    Goal,
    Initiative,
    InitiativeActivity,
    Measure,
    Organisation,
    User,
)
from portfolio.services import adoptions, benefit_steps, benefits, complexity, initiatives
from portfolio.services.context import Context
from tests.api.conftest import Script, Stored, one_database, reasons
from tests.cast import LED, PLAN, email
from tests.conftest import TODAY
from tests.services.test_overview import queries

Scripts = Callable[..., Script]
Acting = Callable[[str], Context]


@pytest.fixture
def lead(script: Scripts) -> Script:
    return script("project_lead")


@pytest.fixture
def led(stored: Stored) -> int:
    return stored.id_of(LED)


def add(script: Script, initiative: int, title: str = "Kortare väntan", **more: Any) -> str:
    """Add a benefit and return where it is."""
    made = script.post("/benefits", {"initiative": initiative, "title": title, **more})
    assert made.status_code == 201, made.json
    return str(made.headers["Location"]).removeprefix("/api/v1")


def everything(stored: Stored, initiative: int) -> dict[str, Any]:
    """A value for every field of the seven steps of a complicated initiative's benefit."""
    user = stored.one(select(User.id).where(User.email == email("controller")))
    activities = select(InitiativeActivity.activity_id).where(InitiativeActivity.initiative_id == initiative)
    return {
        "title": "Kortare väntan på fast läkarkontakt",
        "description": "Inom tre veckor.\nI hela länet.",
        "kind": "benefit",
        "goals": [stored.one(select(func.min(Goal.id)))],
        "perspective": "resident",
        "beneficiary": "Den som listar sig",
        "emergent": True,
        "value_type": "avoided",
        "activities": sorted(row[0] for row in stored.all(activities))[:2],
        "preconditions": "Rutinen finns.",
        "risks": "Brist på läkare.",
        "leads_to": [stored.one(select(func.min(Benefit.id)))],
        "released_resource": "Tiden går till besök.",
        "owner": {"role": "Verksamhetschef", "unit": stored.one(select(func.min(Organisation.id))), "person": user},
        "impacts": {
            "care_flow": {"text": "Färre besök", "none": False},
            "patient_groups": {"text": None, "none": True},
            "professional_mix": {"text": None, "none": False},
            "finances": {"text": "Billigare", "none": False},
        },
        "first_effect": "2024-Q2",
        "full_effect": "2025",
        "changed_state": "Alla bokar på samma sätt.",
        "changed_state_at": "2024-05-31",
        "ramp": "linear",
        "anchor": {"phase": "delivery"},
        "follow_up_method": "Tas ut ur journalsystemet.",
        "frequency": "quarter",
        "forum": stored.one(select(func.min(Forum.id))),
        "steering": {"system": "Stratsys", "id": "N-17", "link": "https://exempel.se/n17"},
        "follow_up_until": "2027",
        "controller": {"person": user, "role": "Nyttocontroller"},
        "data_provider": "Analysenheten",
        "measures": [row[0] for row in stored.all(select(Measure.id).order_by(Measure.id.desc()).limit(2))],
        "assessment_method": "Bedöms varje år.",
        "preliminary": dict.fromkeys("1234567"),
    }


def test_every_field_of_the_seven_steps_is_added_and_read_back(lead: Script, stored: Stored, led: int) -> None:
    content = everything(stored, led)
    length = stored.changes()
    made = lead.post("/benefits", {"initiative": led, **content})
    assert made.status_code == 201, made.json
    assert stored.changes() == length + 1
    assert stored.last_change()[0] == "benefit:add"
    found = lead.get(made.headers["Location"].removeprefix("/api/v1"))
    assert {name: found.json[name] for name in content} == content
    assert (found.json["initiative"], found.json["plan"], found.json["example"]) == (led, PLAN, False)
    assert found.json["steps"] == dict.fromkeys("1234567", True)
    assert found.json["lacking"] == {}
    assert found.json == made.json
    assert found.headers["ETag"] == made.headers["ETag"]


def test_a_change_of_three_steps_is_one_entry_of_the_log_and_leaves_the_rest(
    lead: Script, stored: Stored, led: int
) -> None:
    path = add(lead, led, **{name: value for name, value in everything(stored, led).items() if name != "title"})
    before, length = lead.get(path), stored.changes()
    changes = {
        "description": None,
        "owner": {"role": "Klinikchef"},
        "impacts": {"finances": {"text": "Dyrare"}},
        "first_effect": "2024-Q3",
        "start_reason": "Upphandlingen blev försenad.",
        "anchor": None,
    }
    changed = lead.patch(path, changes, version=before.headers["ETag"])
    assert changed.status_code == 200, changed.json
    assert stored.changes() == length + 1
    assert stored.last_change() == (
        "benefit:edit",
        {"description", "owner_role", "text", "first_effect", "anchor_phase"},
    )
    assert changed.json == {
        **before.json,
        "description": None,
        "owner": {**before.json["owner"], "role": "Klinikchef"},
        "impacts": {**before.json["impacts"], "finances": {"text": "Dyrare", "none": False}},
        "first_effect": "2024-Q3",
        "anchor": None,
        "steps": {**before.json["steps"], "1": False},
        "lacking": {"1": ["beskrivning"]},
    }
    assert changed.headers["ETag"] == lead.version(path) != before.headers["ETag"]


def test_one_step_that_is_wrong_stops_them_all_and_every_flaw_is_told(lead: Script, stored: Stored, led: int) -> None:
    path = add(lead, led)
    before, length = lead.get(path), stored.changes()
    changes = {
        "description": "Det här är i sin ordning.",
        "owner": {"unit": 987654},
        "first_effect": "2025-Q1",
        "full_effect": "2024-Q1",
        "steering": {"link": "javascript:alert(1)"},
        "data_provider": "Analysenheten",
    }
    refused = lead.patch(path, changes, version=before.headers["ETag"])
    assert refused.status_code == 422
    assert set(reasons(refused)) == {"owner.unit", "full_effect", "steering.link"}
    assert lead.get(path).json == before.json
    assert stored.changes() == length


def test_a_new_benefit_with_one_wrong_step_is_not_added_at_all(lead: Script, stored: Stored, led: int) -> None:
    length, number = stored.changes(), stored.one(select(func.count(Benefit.id)))
    refused = lead.post("/benefits", {"initiative": led, "title": "Ny", "full_effect": "2024-Q1"})
    assert set(reasons(refused)) == {"first_effect"}
    assert (stored.changes(), stored.one(select(func.count(Benefit.id)))) == (length, number)


def test_who_read_before_a_page_saved_a_step_is_late(lead: Script, led: int, ctx: Context) -> None:
    path = add(lead, led)
    version = lead.version(path)
    benefit_id = int(path.rpartition("/")[2])
    ctx.session.rollback()
    held = benefit_steps.stored(ctx.session.get_one(Benefit, benefit_id))[6]
    with ctx.transaction():
        sent = {**held, "data_provider": "Analysenheten"}
        benefit_steps.save(ctx, benefit_id, 6, version=version_of(held), **sent)
    late = lead.patch(path, {"title": "Kortast väntan"}, version=version)
    assert (late.status_code, late.json["type"]) == (412, "urn:nyttoportfoljen:problem:stale")
    assert (lead.get(path).json["title"], lead.get(path).json["data_provider"]) == ("Kortare väntan", "Analysenheten")
    assert lead.patch(path, {"title": "Utan version"}).status_code == 428


@one_database
@pytest.mark.parametrize("name", ["controller", "benefit_owner", "steering", "reader"])
def test_who_may_not_describe_benefits_is_told_who_may(lead: Script, script: Scripts, led: int, name: str) -> None:
    path, other = add(lead, led), script(name)
    refused = other.patch(path, {"title": "Min"}, version=other.version(path))
    assert refused.status_code == 403
    assert "projektledare" in refused.json["who"]
    assert other.post("/benefits", {"initiative": led, "title": "Min"}).status_code == 403


@one_database
def test_a_benefit_of_a_draft_exists_for_those_alone_for_whom_the_draft_does(
    script: Scripts, lead: Script, stored: Stored, led: int, ctx: Context
) -> None:
    hidden, path = draft_with_benefit(ctx, led), add(lead, led)
    coordinator, reader = script("coordinator"), script("reader")
    assert coordinator.get(f"/benefits/{hidden}").json["title"] == "Hemlig nytta"
    for answer in (
        reader.get(f"/benefits/{hidden}"),
        reader.patch(f"/benefits/{hidden}", {"title": "Min"}, version='"0123456789abcdef"'),
        reader.get("/benefits/987654"),
        reader.get(f"/benefits/{2**40}"),
    ):
        assert answer.status_code == 404
    seen = [[one["id"] for one in who.get(f"/benefits?plan={PLAN}").json["items"]] for who in (coordinator, reader)]
    assert hidden in seen[0]
    assert seen[1] == [one for one in seen[0] if one != hidden]
    initiative = stored.one(select(Benefit.initiative_id).where(Benefit.id == hidden))
    for number in (initiative, 987654):
        assert reasons(lead.post("/benefits", {"initiative": number, "title": "Min"})) == {
            "initiative": "Initiativet finns inte."
        }
        assert reader.get(f"/benefits?plan={PLAN}&initiative={number}").json["items"] == []
    assert coordinator.patch(path, {"leads_to": [hidden]}, version=coordinator.version(path)).status_code == 200


@one_database
def test_what_leads_to_a_hidden_draft_is_neither_told_nor_lost(
    script: Scripts, lead: Script, stored: Stored, led: int, ctx: Context
) -> None:
    hidden, path, seen = draft_with_benefit(ctx, led), add(lead, led), add(lead, led, "En till")
    other = int(seen.rpartition("/")[2])
    coordinator = script("coordinator")
    linked = coordinator.patch(path, {"leads_to": [hidden]}, version=coordinator.version(path))
    assert linked.json["leads_to"] == [hidden]
    assert lead.get(path).json["leads_to"] == []
    assert lead.patch(path, {"risks": "Några"}, version=lead.version(path)).json["leads_to"] == []
    assert lead.patch(path, {"leads_to": [other]}, version=lead.version(path)).json["leads_to"] == [other]
    assert coordinator.get(path).json["leads_to"] == sorted([hidden, other])
    refused = lead.patch(seen, {"leads_to": [hidden]}, version=lead.version(seen))
    assert set(reasons(refused)) == {"leads_to"}


@one_database
def test_a_circle_is_refused_with_the_chain(lead: Script, led: int) -> None:
    first = add(lead, led, "Nytta A")
    second = add(lead, led, "Nytta B", leads_to=[int(first.rpartition("/")[2])])
    refused = lead.patch(first, {"leads_to": [int(second.rpartition("/")[2])]}, version=lead.version(first))
    assert refused.status_code == 422
    assert "”Nytta A” → ”Nytta B” → ”Nytta A”" in reasons(refused)["leads_to"]


#: What cannot be, where it is told of, and a part of what is said.
FLAWS: list[tuple[dict[str, Any], str, str]] = [
    ({"first_effect": "våren 2024"}, "first_effect", "ingen periodkod"),
    ({"changed_state_at": 2024}, "changed_state_at", "ska vara text"),
    ({"title": None}, "title", "får inte vara null"),
    ({"title": " "}, "title", "Skriv vad som blir bättre"),
    ({"kind": "bonus"}, "kind", "inget av de tillåtna"),
    ({"goals": [1, "2"]}, "goals.1", "ska vara ett heltal"),
    ({"goals": list(range(1, 1002))}, "goals", "högst 1000"),
    ({"goals": [987654]}, "goals", "hör inte till planen"),
    ({"activities": [987654]}, "activities", "hör inte till initiativet"),
    ({"measures": [987654]}, "measures", "hör inte till planen"),
    ({"owner": None}, "owner", "får inte vara null"),
    ({"owner": {"unit_id": 1}}, "owner.unit_id", "okänt"),
    ({"owner": {"person": 987654}}, "owner.person", "roll i planen"),
    ({"controller": {"person": 987654}}, "controller.person", "roll i planen"),
    ({"forum": 987654}, "forum", "planens forum"),
    ({"impacts": {"finances": {"text": "Dyrt", "none": True}}}, "impacts.finances.text", "Ta bort det ena"),
    ({"impacts": {"finances": {"none": "nej"}}}, "impacts.finances.none", "true eller false"),
    ({"impacts": {"weather": {}}}, "impacts.weather", "okänt"),
    ({"anchor": "phase:delivery"}, "anchor", "ska vara ett objekt"),
    ({"anchor": {}}, "anchor", "antingen phase eller adoption"),
    ({"anchor": {"phase": "delivery", "adoption": 1}}, "anchor", "antingen phase eller adoption"),
    ({"anchor": {"phase": "winter"}}, "anchor.phase", "inget av de tillåtna"),
    ({"anchor": {"phase": "delivery"}}, "first_effect", "Ange när den första"),
    ({"first_effect": "2024", "anchor": {"phase": "realisation"}}, "anchor", "finns i initiativet"),
    ({"first_effect": "2024", "anchor": {"adoption": 987654}}, "anchor", "finns i initiativet"),
    ({"preliminary": {"1": {"until": "2024-01-01"}}}, "preliminary.1.until", "Bara komplexa"),
    ({"preliminary": {"8": None}}, "preliminary.8", "okänt"),
    ({"steps": {"1": True}}, "steps", "okänt"),
]


@one_database
def test_a_flaw_is_told_by_the_name_that_was_sent(lead: Script, stored: Stored, led: int) -> None:
    path = add(lead, led)
    length, version = stored.changes(), lead.version(path)
    for changes, field, said in FLAWS:
        refused = lead.patch(path, changes, version=version)
        assert refused.status_code == 422, changes
        assert said in reasons(refused).get(field, ""), changes
    assert stored.changes() == length


@one_database
def test_times_may_move_with_an_adoption_of_the_initiative(
    lead: Script, stored: Stored, led: int, ctx: Context
) -> None:
    with ctx.transaction():
        unit_id = stored.one(select(func.max(Organisation.id)))
        adoption = adoptions.add(ctx, led, unit_ids=[unit_id], manager=None, planned=None)[0].id
    path = add(lead, led, first_effect="2024-Q1", anchor={"adoption": adoption})
    assert lead.get(path).json["anchor"] == {"adoption": adoption}
    moved = lead.patch(path, {"anchor": {"phase": "preparation"}}, version=lead.version(path))
    assert moved.json["anchor"] == {"phase": "preparation"}


@one_database
def test_a_complex_initiative_s_step_is_preliminary_until_a_day_and_null_takes_that_away(
    lead: Script, led: int, acting: Acting
) -> None:
    classify(acting("coordinator"), led, ComplexityLevel.COMPLEX)
    path = add(lead, led)
    mark = {"until": "2023-12-01", "note": "Vi vet inte när."}
    marked = lead.patch(path, {"preliminary": {"4": mark}}, version=lead.version(path))
    assert (marked.json["preliminary"]["4"], marked.json["preliminary"]["3"]) == (mark, None)
    assert (marked.json["steps"]["4"], "4" in marked.json["lacking"]) == (True, False)
    later = lead.patch(path, {"preliminary": {"4": {"until": "2024-01-01"}}}, version=lead.version(path))
    assert later.json["preliminary"]["4"] == {"until": "2024-01-01", "note": "Vi vet inte när."}
    cleared = lead.patch(path, {"preliminary": {"4": None}}, version=lead.version(path))
    assert cleared.json["preliminary"]["4"] is None
    assert cleared.json["lacking"]["4"] == ["tid för första effekt", "tid för full effekt"]


@one_database
def test_what_a_page_only_suggests_for_a_simple_initiative_is_not_stored_by_itself(
    lead: Script, led: int, acting: Acting
) -> None:
    classify(acting("coordinator"), led, ComplexityLevel.SIMPLE)
    made = lead.get(add(lead, led, data_provider="Analysenheten", steering={"system": "Stratsys"})).json
    assert (made["activities"], made["follow_up_method"], made["frequency"]) == ([], None, None)
    assert made["controller"] == {"person": None, "role": None}


@one_database
def test_what_is_out_of_use_is_not_chosen_anew_and_stays_where_it_was(lead: Script, led: int, ctx: Context) -> None:
    with ctx.transaction():
        ctx.record("test:part")
        plan_id = ctx.session.get_one(Initiative, led).plan_id
        goal = Goal(plan_id=plan_id, key="mal", name="Mål", kind=GoalKind.GOAL, position=99, active=True, example=False)
        forum = Forum(
            plan_id=plan_id, key="forum", name="Forum", kind=ForumKind.STEERING_GROUP, position=99, active=True
        )
        ctx.session.add_all([goal, forum])
        ctx.session.flush()
        chosen = {"goals": [goal.id], "forum": forum.id}
    path, other = add(lead, led, **chosen), add(lead, led, "En till")
    with ctx.transaction():
        ctx.record("test:part")
        ctx.session.get_one(Goal, chosen["goals"][0]).active = False
        ctx.session.get_one(Forum, chosen["forum"]).active = False
    assert set(reasons(lead.patch(other, chosen, version=lead.version(other)))) == {"goals", "forum"}
    assert lead.patch(path, {**chosen, "risks": "Få"}, version=lead.version(path)).json["risks"] == "Få"


def test_a_plan_s_benefits_are_read_a_page_at_a_time_and_by_initiative(
    script: Scripts, stored: Stored, led: int
) -> None:
    reader, found, cursor = script("reader"), [], ""
    while cursor is not None:
        answer = reader.get(f"/benefits?plan={PLAN}&limit=2" + (f"&cursor={cursor}" if cursor else "")).json
        assert 1 <= len(answer["items"]) <= 2
        found += [one["id"] for one in answer["items"]]
        cursor = answer["next"]
    assert found == sorted(row[0] for row in stored.all(select(Benefit.id)))
    of_one = reader.get(f"/benefits?plan={PLAN}&initiative={led}").json["items"]
    assert [one["initiative"] for one in of_one] == [led] * 3
    assert of_one[0] == reader.get(f"/benefits/{of_one[0]['id']}").json
    assert reader.get("/benefits?plan=finns-inte").status_code == 404
    assert reader.get("/benefits").status_code == 422


def test_what_changed_since_an_instant_is_found_by_its_links_too(lead: Script, stored: Stored, led: int) -> None:
    path = add(lead, led, **{k: v for k, v in everything(stored, led).items() if k not in ("title", "leads_to")})
    other = int(add(lead, led, "En till").rpartition("/")[2])
    for changes in (
        {"goals": []},
        {"activities": []},
        {"leads_to": [other]},
        {"leads_to": []},
        {"measures": []},
        {"impacts": {"finances": {"text": None}}},
        {"risks": "Fler"},
    ):
        assert lead.patch(path, changes, version=lead.version(path)).status_code == 200
        since = stored.one(select(func.max(AuditLink.at))).isoformat().replace("+00:00", "Z")
        found = lead.get(f"/benefits?plan={PLAN}&updated_since={since}").json["items"]
        assert [one["id"] for one in found] == [int(path.rpartition("/")[2])], changes


@one_database
def test_a_long_page_takes_no_more_queries_than_a_short_one(
    script: Scripts, app: Flask, acting: Acting, led: int
) -> None:
    def asked(name: str) -> int:
        reader = script(name)
        reader.get("/plans")
        with queries(app.extensions["portfolio.engine"]) as seen:
            assert reader.get(f"/benefits?plan={PLAN}&limit=1000").status_code == 200
        return len(seen)

    ctx = acting("coordinator")
    hidden = draft_with_benefit(ctx, led)
    linked_to(ctx, led, hidden, 1)
    before = {name: asked(name) for name in ("reader", "coordinator")}
    for number in range(2, 8):
        linked_to(ctx, led, draft_with_benefit(ctx, led), number)
    assert {name: asked(name) for name in before} == before


def draft_with_benefit(ctx: Context, beside: int) -> int:
    """The id of a benefit in a draft that the coordinator made, in the area of another initiative."""
    with ctx.transaction():
        other = ctx.session.get_one(Initiative, beside)
        area_id = ctx.session.scalar(
            select(Initiative.area_id).where(Initiative.plan_id == other.plan_id, Initiative.area_id != other.area_id)
        )
        assert area_id is not None
        draft = initiatives.propose(ctx, other.plan_id, title="Hemligt", area_id=area_id)
        ctx.session.flush()
        draft_id = draft.id
    with ctx.transaction():
        return benefits.add(ctx, draft_id, title="Hemlig nytta", description=None, kind=None).id


def linked_to(ctx: Context, initiative_id: int, target_id: int, number: int) -> None:
    """Add a benefit that leads to this one and needs one of the initiative's activities."""
    with ctx.transaction():
        made = benefits.add(ctx, initiative_id, title=f"Nytta {number}", description=None, kind=None)
        ctx.session.add(BenefitLink(benefit_id=made.id, target_id=target_id))
        activity_id = ctx.session.get_one(Initiative, initiative_id).activities[0].activity_id
        ctx.session.add(BenefitActivity(benefit_id=made.id, activity_id=activity_id))


def classify(ctx: Context, initiative_id: int, level: ComplexityLevel) -> None:
    row = ctx.session.get_one(Initiative, initiative_id)
    version, forum_id = complexity.classification_version(row), row.plan.forums[0].id
    with ctx.transaction():
        complexity.classify(
            ctx, initiative_id, version=version, level=level, decided_on=TODAY, forum_id=forum_id, motivation="Så."
        )

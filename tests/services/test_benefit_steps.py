"""Saving a benefit's seven steps, each on its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.benefits import BenefitKind, ImpactArea, Ramp
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.goals import GoalKind
from portfolio.domain.measures import Direction, Frequency
from portfolio.domain.organisations import OrganisationKind
from portfolio.domain.periods import quarter, year
from portfolio.domain.phases import Phase
from portfolio.domain.steps import STEPS
from portfolio.domain.versions import version_of
from portfolio.models import (
    Activity,
    AuditItem,
    AuditLink,
    Benefit,
    Goal,
    Initiative,
    Measure,
    Organisation,
    Plan,
    User,
)
from portfolio.services import audit, benefit_choices, benefit_steps, benefits, complexity, initiatives
from portfolio.services.context import Context
from tests import cast
from tests.conftest import TODAY

Acting = Callable[[str], Context]


def initiative(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def new(ctx: Context, key: str = cast.LED, title: str = "Kortare väntan") -> int:
    row_id = initiative(ctx, key).id
    with ctx.transaction():
        return benefits.add(ctx, row_id, title=title, description=None, kind=None).id


def save(ctx: Context, benefit_id: int, step: int, *, version: str | None = None, **fields: Any) -> Benefit:
    """Save one step with what it holds already, changed here and there."""
    ctx.session.rollback()
    stored = benefit_steps.stored(ctx.session.get_one(Benefit, benefit_id))[step]
    adding = dict.fromkeys(
        (
            "new_activity",
            "new_activity_kind",
            "new_activity_phase",
            "leads_to_other",
            "measure_id",
            "measure_name",
            "measure_unit",
            "measure_direction",
            "measure_definition",
        )
    )
    with ctx.transaction():
        sent = {**adding, **stored, **fields}
        return benefit_steps.save(ctx, benefit_id, step, version=version or version_of(stored), **sent)


def held(ctx: Context, benefit_id: int, step: int) -> dict[str, Any]:
    ctx.session.rollback()
    ctx.session.expire_all()
    return benefit_steps.stored(ctx.session.get_one(Benefit, benefit_id))[step]


def unit(ctx: Context) -> int:
    with ctx.transaction():
        ctx.record("test:unit")
        row = Organisation(key="vc-test", name="Vårdcentral Test", kind=OrganisationKind.UNIT)
        ctx.session.add(row)
        ctx.session.flush()
        return row.id


def goal(ctx: Context, plan_id: int, key: str = "mal-test") -> int:
    with ctx.transaction():
        ctx.record("test:goal")
        row = Goal(plan_id=plan_id, key=key, name="Nära vård", kind=GoalKind.GOAL, position=99, active=True)
        row.example = False
        ctx.session.add(row)
        ctx.session.flush()
        return row.id


def classify(ctx: Context, level: ComplexityLevel, key: str = cast.LED) -> None:
    row = initiative(ctx, key)
    version, forum_id = complexity.classification_version(row), row.plan.forums[0].id
    with ctx.transaction():
        complexity.classify(
            ctx, row.id, version=version, level=level, decided_on=TODAY, forum_id=forum_id, motivation="Så är det."
        )


def all_seven(ctx: Context, benefit_id: int) -> None:
    plan_id = initiative(ctx).plan_id
    save(
        ctx,
        benefit_id,
        1,
        description="Fast läkarkontakt inom tre veckor.",
        kind=BenefitKind.BENEFIT,
        goals=(goal(ctx, plan_id),),
    )
    save(
        ctx,
        benefit_id,
        2,
        new_activity="Utbilda dem som bokar",
        new_activity_kind=ActivityKind.ACTIVITY,
        new_activity_phase=Phase.DELIVERY,
    )
    save(ctx, benefit_id, 3, owner_role="Verksamhetschef", owner_unit_id=unit(ctx))
    save(ctx, benefit_id, 4, first_effect=quarter(2024, 2), full_effect=quarter(2025, 1), ramp=Ramp.LINEAR)
    save(ctx, benefit_id, 5, follow_up_method="Tas ut ur journalsystemet.", frequency=Frequency.QUARTER)
    save(ctx, benefit_id, 6, controller_role="Nyttocontroller för primärvården")
    save(
        ctx,
        benefit_id,
        7,
        measure_name="Dagar till fast läkarkontakt, prov",
        measure_unit="dagar",
        measure_direction=Direction.DECREASE,
    )


def row_of(ctx: Context, benefit_id: int) -> benefits.BenefitRow:
    ctx.session.rollback()
    ctx.session.expire_all()
    one = ctx.session.get_one(Benefit, benefit_id)
    return benefits.row(ctx, one, level=benefits.level_of(one.initiative))


def test_from_nothing_to_seven_complete_steps_one_by_one(ctx: Context) -> None:
    benefit_id = new(ctx)
    assert row_of(ctx, benefit_id).complete == 0
    all_seven(ctx, benefit_id)
    row = row_of(ctx, benefit_id)
    assert row.complete == 7, row.lacking
    assert row.owner == "Verksamhetschef, Vårdcentral Test"
    assert row.goals == ("Nära vård",)
    assert row.measures == ("Dagar till fast läkarkontakt, prov",)
    assert audit.verify(ctx.session).broken is None


def test_what_is_half_filled_is_kept_whatever_the_step_still_lacks(ctx: Context) -> None:
    benefit_id = new(ctx)
    save(ctx, benefit_id, 3, owner_role="Verksamhetschef")
    save(ctx, benefit_id, 5, frequency=Frequency.MONTH)
    row = row_of(ctx, benefit_id)
    assert row.lacking[3] == ("ägarens enhet",)
    assert row.lacking[5] == ("hur effekten följs upp",)


def test_a_step_that_is_saved_as_it_is_changes_and_logs_nothing(ctx: Context) -> None:
    benefit_id = new(ctx)
    all_seven(ctx, benefit_id)
    before = ctx.session.scalar(select(func.count(AuditLink.id)))
    for step in STEPS:
        save(ctx, benefit_id, step)
    ctx.session.rollback()
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == before


def test_each_step_is_one_entry_in_the_log_with_what_it_links_to(ctx: Context) -> None:
    benefit_id = new(ctx)
    goal_id = goal(ctx, initiative(ctx).plan_id)
    save(ctx, benefit_id, 1, goals=(goal_id,), description="Ny")
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.plan_id) == ("benefit:step", initiative(ctx).plan_id)
    touched = set(
        ctx.session.execute(select(AuditItem.entity, AuditItem.field).where(AuditItem.link_id == link.id)).all()
    )
    assert ("benefits", "description") in touched
    assert ("benefit_goals", "goal_id") in touched
    save(ctx, benefit_id, 1, goals=())
    items = ctx.session.scalars(select(AuditItem).where(AuditItem.operation == "delete")).all()
    assert {(item.entity, item.field, item.old) for item in items} >= {("benefit_goals", "goal_id", str(goal_id))}


@pytest.mark.parametrize("step", STEPS)
def test_the_second_of_two_who_save_the_same_step_is_shown_what_is_stored(ctx: Context, step: int) -> None:
    benefit_id = new(ctx)
    stale = version_of(held(ctx, benefit_id, step))
    all_seven(ctx, benefit_id)
    with pytest.raises(Conflict) as conflict:
        save(ctx, benefit_id, step, version=stale)
    assert conflict.value.current == held(ctx, benefit_id, step)


def test_two_people_in_different_steps_do_not_disturb_each_other(ctx: Context, acting: Acting) -> None:
    benefit_id = new(ctx)
    versions = {step: version_of(held(ctx, benefit_id, step)) for step in STEPS}
    save(ctx, benefit_id, 3, owner_role="Verksamhetschef", version=versions[3])
    save(acting("area_lead"), benefit_id, 5, frequency=Frequency.YEAR, version=versions[5])
    assert held(ctx, benefit_id, 3)["owner_role"] == "Verksamhetschef"
    assert held(ctx, benefit_id, 5)["frequency"] is Frequency.YEAR


@pytest.mark.parametrize(
    ("step", "fields", "field", "said"),
    [
        (1, {"title": " "}, "title", "Skriv vad som blir bättre"),
        (1, {"description": "x" * 10_001}, "description", "Korta den"),
        (1, {"goals": (987654,)}, "goals", "hör inte till planen"),
        (2, {"activities": (987654,)}, "activities", "hör inte till initiativet"),
        (2, {"new_activity": "Utbilda"}, "new_activity_kind", "Välj om det är"),
        (
            2,
            {"new_activity": "Utbilda", "new_activity_kind": ActivityKind.ACTIVITY},
            "new_activity_phase",
            "Välj fasen",
        ),
        (2, {"new_activity_phase": Phase.DELIVERY}, "new_activity", "Skriv vad som behövs"),
        (
            2,
            {"new_activity": "x" * 301, "new_activity_kind": ActivityKind.ENABLER},
            "new_activity",
            "Korta den",
        ),
        (2, {"leads_to": (987654,)}, "leads_to", "finns inte i planen"),
        (3, {"owner_unit_id": 987654}, "owner_unit_id", "Välj en enhet"),
        (3, {"owner_user_id": 987654}, "owner_user_id", "roll i planen"),
        (
            3,
            {"impact_finances": "Dyrare", "impact_finances_none": True},
            "impact_finances",
            "Ta bort det ena",
        ),
        (
            4,
            {"first_effect": quarter(2025, 1), "full_effect": quarter(2024, 4)},
            "full_effect",
            "ligger före första effekt",
        ),
        (4, {"full_effect": quarter(2024, 4)}, "first_effect", "Ange när den första"),
        (4, {"anchor": "adoption:987654"}, "anchor", "finns i initiativet"),
        (4, {"anchor": "phase:delivery"}, "first_effect", "Ange när den första"),
        (5, {"forum_id": 987654}, "forum_id", "planens forum"),
        (5, {"steering_link": "javascript:alert(1)"}, "steering_link", "https://"),
        (6, {"controller_user_id": 987654}, "controller_user_id", "roll i planen"),
        (7, {"measures": (987654,)}, "measures", "hör inte till planen"),
        (7, {"measure_name": "Dagar"}, "measure_direction", "vad som är bra"),
        (7, {"measure_unit": "dagar"}, "measure_name", "Skriv vad som mäts"),
        (1, {"preliminary_until_1": date(2024, 1, 1)}, "preliminary_until_1", "Bara komplexa"),
    ],
)
def test_what_cannot_be_is_told_of_by_field_and_nothing_is_stored(
    ctx: Context, step: int, fields: dict[str, Any], field: str, said: str
) -> None:
    benefit_id = new(ctx)
    before = held(ctx, benefit_id, step)
    with pytest.raises((Invalid, InvalidFields)) as refused:
        save(ctx, benefit_id, step, **fields)
    problem = refused.value
    problems = problem.problems if isinstance(problem, InvalidFields) else {problem.field: problem.message}
    assert said in problems[field]
    assert held(ctx, benefit_id, step) == before


def test_a_goal_or_measure_of_another_plan_is_none_of_the_benefit_s(ctx: Context) -> None:
    benefit_id = new(ctx)
    own = initiative(ctx).plan
    with ctx.transaction():
        ctx.record("test:plan")
        other = Plan(slug="annan", name="Annan plan", owner_id=own.owner_id, valid_period=year(2024))
        other.timeline_period = year(2024)
        ctx.session.add(other)
        ctx.session.flush()
        measure = Measure(plan_id=other.id, key="m", name="Annat", direction=Direction.INCREASE, position=1)
        measure.example = False
        ctx.session.add(measure)
        ctx.session.flush()
        plan_id, measure_id = other.id, measure.id
    foreign = goal(ctx, plan_id)
    with pytest.raises(Invalid, match="hör inte till planen"):
        save(ctx, benefit_id, 1, goals=(foreign,))
    with pytest.raises(Invalid, match="hör inte till planen"):
        save(ctx, benefit_id, 7, measures=(measure_id,))


def test_benefits_that_would_lead_in_a_circle_are_refused_with_the_circle(ctx: Context) -> None:
    first, second, third = (new(ctx, title=f"Nytta {letter}") for letter in "ABC")
    save(ctx, first, 2, leads_to=(second,))
    save(ctx, second, 2, leads_to=(third,))
    for target in (first, third):
        with pytest.raises(Invalid) as refused:
            save(ctx, third, 2, leads_to=(target,))
        assert refused.value.field == "leads_to"
        assert "”Nytta C”" in refused.value.message
    assert held(ctx, third, 2)["leads_to"] == ()


def test_two_who_link_two_benefits_to_each_other_at_once_make_no_circle(ctx: Context, acting: Acting) -> None:
    first, second = new(ctx, title="A"), new(ctx, "kronobarnsmodellen", title="B")
    contexts = [acting("coordinator"), acting("coordinator")]
    outcomes: list[str] = []

    def link(own: Context, source: int, target: int) -> None:
        try:
            save(own, source, 2, leads_to=(target,))
            outcomes.append("saved")
        except Invalid:
            outcomes.append("refused")

    threads = [
        Thread(target=link, args=(contexts[0], first, second)),
        Thread(target=link, args=(contexts[1], second, first)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "saved"]


def test_an_activity_written_in_step_two_belongs_to_the_initiative_and_the_benefit(ctx: Context) -> None:
    benefit_id = new(ctx)
    save(ctx, benefit_id, 2, new_activity="Gemensam bokningsrutin", new_activity_kind=ActivityKind.ENABLER)
    made = ctx.session.scalars(select(Activity).where(Activity.title == "Gemensam bokningsrutin")).one()
    assert made.kind is ActivityKind.ENABLER
    assert made.id in held(ctx, benefit_id, 2)["activities"]
    assert made.id in {link.activity_id for link in initiative(ctx).activities}
    assert row_of(ctx, benefit_id).lacking[2] == (), "an enabler needs no phase"


def test_an_activity_of_another_initiative_cannot_be_chosen(ctx: Context) -> None:
    benefit_id = new(ctx)
    foreign = initiative(ctx, "kronobarnsmodellen").activities[0].activity_id
    with pytest.raises(Invalid, match="hör inte till initiativet"):
        save(ctx, benefit_id, 2, activities=(foreign,))


def test_a_measure_that_the_library_holds_is_chosen_and_not_made_again(ctx: Context) -> None:
    first, second = new(ctx), new(ctx, title="En till")
    made = {"measure_name": "Dagar, prov", "measure_direction": Direction.DECREASE}
    save(ctx, first, 7, **made)
    save(ctx, first, 7, **{**made, "measure_name": "Ålder vid debut, prov"})
    for name in ("Dagar, prov", "dagar, PROV", "ålder VID debut, prov"):
        with pytest.raises(Invalid, match="finns redan"):
            save(ctx, second, 7, **{**made, "measure_name": name})
    measure_id = min(held(ctx, first, 7)["measures"])
    save(ctx, second, 7, measure_id=measure_id)
    assert held(ctx, second, 7)["measures"] == (measure_id,)
    save(ctx, second, 7, measures=(), assessment_method="Bedöms varje år av en utomstående.")
    assert row_of(ctx, second).lacking[7] == ()


def test_the_same_activity_and_impact_keep_their_rows_when_more_is_added(ctx: Context) -> None:
    benefit_id = new(ctx)
    save(ctx, benefit_id, 3, impact_care_flow="Färre besök", impact_finances_none=True)
    rows = {row.area: row.id for row in ctx.session.get_one(Benefit, benefit_id).impacts}
    save(ctx, benefit_id, 3, impact_care_flow="Färre besök hos olika läkare", impact_patient_groups="Äldre")
    again = {row.area: (row.id, row.text, row.none) for row in ctx.session.get_one(Benefit, benefit_id).impacts}
    assert again[ImpactArea.CARE_FLOW] == (rows[ImpactArea.CARE_FLOW], "Färre besök hos olika läkare", False)
    assert again[ImpactArea.FINANCES] == (rows[ImpactArea.FINANCES], None, True)
    assert set(again) == {ImpactArea.CARE_FLOW, ImpactArea.FINANCES, ImpactArea.PATIENT_GROUPS}


def test_a_complex_initiative_s_step_may_be_preliminary_until_a_day(ctx: Context) -> None:
    classify(ctx, ComplexityLevel.COMPLEX)
    benefit_id = new(ctx)
    soon = TODAY + timedelta(days=30)
    with pytest.raises(InvalidFields) as refused:
        save(ctx, benefit_id, 4, preliminary_until_4=soon)
    assert "vad som inte är känt" in refused.value.problems["preliminary_note_4"]
    with pytest.raises(Invalid, match="Välj vilken dag"):
        save(ctx, benefit_id, 4, preliminary_note_4="Vi vet inte när.")
    with pytest.raises(Invalid, match="har redan varit"):
        save(ctx, benefit_id, 4, preliminary_until_4=TODAY - timedelta(days=1), preliminary_note_4="Vi vet inte.")
    save(ctx, benefit_id, 4, preliminary_until_4=soon, preliminary_note_4="Vi vet inte när.")
    row = row_of(ctx, benefit_id)
    assert row.lacking[4] == ()
    assert row.preliminary == {4}
    save(ctx, benefit_id, 4, preliminary_until_4=None, preliminary_note_4="")
    assert row_of(ctx, benefit_id).lacking[4] != ()
    assert held(ctx, benefit_id, 4)["preliminary_until_4"] is None


def test_a_mark_from_a_complex_time_stands_when_the_level_is_lowered_and_counts_no_more(ctx: Context) -> None:
    classify(ctx, ComplexityLevel.COMPLEX)
    benefit_id = new(ctx)
    until = TODAY + timedelta(days=30)
    save(ctx, benefit_id, 6, preliminary_until_6=until, preliminary_note_6="Rollen finns inte än.")
    classify(ctx, ComplexityLevel.COMPLICATED)
    row = row_of(ctx, benefit_id)
    assert row.lacking[6] != ()
    assert row.preliminary == frozenset()
    save(ctx, benefit_id, 6, data_provider="Analysenheten")
    assert held(ctx, benefit_id, 6)["preliminary_until_6"] == until


def test_a_simple_initiative_s_steps_are_suggested_and_saved_by_confirming(ctx: Context) -> None:
    benefit_id = new(ctx)
    benefit = ctx.session.get_one(Benefit, benefit_id)
    assert benefit_choices.suggested(ctx, benefit, ComplexityLevel.COMPLICATED) == {}
    with ctx.transaction():
        ctx.record("test:rhythm")
        ctx.session.get_one(Plan, benefit.initiative.plan_id).follow_up_months = 6
    benefit = ctx.session.get_one(Benefit, benefit_id)
    found = benefit_choices.suggested(ctx, benefit, ComplexityLevel.SIMPLE)
    controller = ctx.session.scalars(select(User.id).where(User.email == cast.email("controller"))).one()
    assert found[5]["frequency"] is Frequency.HALF
    assert found[6] == {"controller_user_id": controller}
    assert set(found[2]["activities"]) == {link.activity_id for link in benefit.initiative.activities}
    for step, values in found.items():
        save(ctx, benefit_id, step, **values)
    row = row_of(ctx, benefit_id)
    assert (row.lacking[5], row.lacking[6]) == ((), ())
    assert benefit_choices.suggested(ctx, ctx.session.get_one(Benefit, benefit_id), ComplexityLevel.SIMPLE) == {}


@pytest.mark.parametrize(
    ("step", "fields", "said"),
    [
        (1, {"description": "Något"}, "inte till något av planens mål"),
        (3, {"owner_role": "Projektledare"}, "projektroll"),
        (
            4,
            {"first_effect": quarter(2023, 1), "changed_state_at": quarter(2024, 1)},
            "före det förändrade tillståndet",
        ),
    ],
)
def test_what_may_be_right_but_is_worth_a_look_is_warned_about_and_saved(
    ctx: Context, step: int, fields: dict[str, Any], said: str
) -> None:
    benefit_id = new(ctx)
    assert step not in benefit_choices.warnings(ctx, ctx.session.get_one(Benefit, benefit_id))
    save(ctx, benefit_id, step, **fields)
    found = benefit_choices.warnings(ctx, ctx.session.get_one(Benefit, benefit_id))
    assert said in " ".join(found[step])


def test_an_owner_who_leads_the_project_is_warned_about(ctx: Context) -> None:
    benefit_id = new(ctx)
    lead = ctx.session.scalars(select(User.id).where(User.email == cast.email("project_lead"))).one()
    save(ctx, benefit_id, 3, owner_role="Verksamhetschef", owner_user_id=lead)
    assert "projektroll" in " ".join(benefit_choices.warnings(ctx, ctx.session.get_one(Benefit, benefit_id))[3])


def test_the_fourth_measure_is_warned_about(ctx: Context) -> None:
    benefit_id = new(ctx)
    for number in range(4):
        assert 7 not in benefit_choices.warnings(ctx, ctx.session.get_one(Benefit, benefit_id))
        save(ctx, benefit_id, 7, measure_name=f"Mätetal {number}, prov", measure_direction=Direction.INCREASE)
    assert "4 mätetal" in benefit_choices.warnings(ctx, ctx.session.get_one(Benefit, benefit_id))[7][0]


@pytest.mark.parametrize("name", ["benefit_owner", "controller", "steering", "reader"])
def test_who_may_not_describe_a_benefit_saves_no_step(ctx: Context, acting: Acting, name: str) -> None:
    benefit_id = new(ctx)
    with pytest.raises(Denied):
        save(acting(name), benefit_id, 1, description="Mitt")
    with pytest.raises(NotFound):
        save(acting("outsider"), benefit_id, 1, description="Mitt")


def test_a_benefit_that_does_not_exist_is_not_found(ctx: Context) -> None:
    for benefit_id in (0, -1, 987654, 2**31):
        with pytest.raises(NotFound), ctx.transaction():
            benefit_steps.save(ctx, benefit_id, 1, version="")


def test_an_example_that_is_edited_is_an_example_no_more(ctx: Context) -> None:
    benefit_id = new(ctx)
    with ctx.transaction():
        ctx.record("test:example")
        ctx.session.get_one(Benefit, benefit_id).example = True
    save(ctx, benefit_id, 1)
    assert row_of(ctx, benefit_id).example
    save(ctx, benefit_id, 1, description="Vår egen")
    assert not row_of(ctx, benefit_id).example


def test_whoever_was_chosen_stays_though_their_role_has_ended(ctx: Context) -> None:
    benefit_id = new(ctx)
    user_id = ctx.session.scalars(select(User.id).where(User.email == cast.email("reader"))).one()
    save(ctx, benefit_id, 6, controller_user_id=user_id)
    with ctx.transaction():
        ctx.record("test:end")
        for assignment in ctx.session.get_one(User, user_id).roles:
            assignment.ended_at = ctx.now
    save(ctx, benefit_id, 6, data_provider="Analysenheten")
    assert held(ctx, benefit_id, 6)["controller_user_id"] == user_id
    offered = benefit_choices.choices(ctx, ctx.session.get_one(Benefit, benefit_id)).people
    assert "har ingen roll i planen längre" in dict(offered)[user_id]


def test_a_draft_of_somebody_else_is_not_offered_as_what_a_benefit_leads_to(ctx: Context, acting: Acting) -> None:
    benefit_id = new(ctx)
    area = initiative(ctx, "kronobarnsmodellen").area_id
    with ctx.transaction():
        plan_id = ctx.session.get_one(Benefit, benefit_id).initiative.plan_id
        draft = initiatives.propose(ctx, plan_id, title="Hemligt", area_id=area)
        ctx.session.flush()
        draft_id = draft.id
    with ctx.transaction():
        hidden = benefits.add(ctx, draft_id, title="Hemlig nytta", description=None, kind=None).id
    lead = acting("project_lead")
    offered = benefit_choices.choices(lead, lead.session.get_one(Benefit, benefit_id))
    assert hidden not in dict(offered.leads_to_other)
    with pytest.raises(Invalid, match="finns inte i planen"):
        save(lead, benefit_id, 2, leads_to=(hidden,))
    assert hidden in dict(benefit_choices.choices(ctx, ctx.session.get_one(Benefit, benefit_id)).leads_to_other)

"""The story of an initiative, from the log and the register of decisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, select, update

from portfolio.domain.periods import quarter
from portfolio.domain.phases import Phase, PhaseTimes, Span
from portfolio.models import (
    AuditLink,
    Benefit,
    BenefitGoal,
    BenefitLink,
    Goal,
    Initiative,
    InitiativeActivity,
    PreliminaryStep,
    User,
)
from portfolio.services import activities, benefits, complexity, initiatives, phases, project_leads, stories
from portfolio.services.context import Context
from portfolio.services.stories import Entry
from tests import cast
from tests.services.test_initiatives import by_key, forum, plan_id, propose, version

Acting = Callable[[str], Context]
ZONE = ZoneInfo("Europe/Stockholm")
OTHER_KEY = "kronobarnsmodellen"


def told(ctx: Context, key: str = cast.LED, **kwargs: Any) -> list[Entry]:
    ctx.session.rollback()
    ctx.session.expunge_all()
    return list(stories.of_initiative(ctx, by_key(ctx, key), zone=ZONE, **kwargs).entries)


def said(ctx: Context, key: str = cast.LED) -> list[str]:
    return [" ".join(filter(None, (one.who, one.sentence))) for one in told(ctx, key)]


def edit(ctx: Context, key: str = cast.LED, **fields: Any) -> None:
    row = by_key(ctx, key)
    row_id, seen = row.id, version(row)
    with ctx.transaction():
        initiatives.edit(ctx, row_id, version=seen, **fields)


def new_benefit(ctx: Context, title: str = "Kortare väntan", key: str = cast.LED) -> int:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        return benefits.add(ctx, row_id, title=title, description=None, kind=None).id


def test_what_happened_is_told_by_who_did_what_the_latest_first(acting: Acting) -> None:
    lead = acting("project_lead")
    edit(lead, orderer="Hälso- och sjukvårdsdirektören")
    row = by_key(lead)
    times = {**row.times(), Phase.REALISATION: PhaseTimes(planned=Span(quarter(2024, 4), quarter(2025, 4)))}
    row_id, seen = row.id, phases.phases_version(row)
    with lead.transaction():
        phases.plan_phases(lead, row_id, version=seen, times=times)
    with lead.transaction():
        activities.add(lead, row_id, title="Utbilda")
    first, second, third = said(acting("reader"))[:3]
    assert first == "Project Lead lade till aktiviteten ”Utbilda”"
    assert second.startswith("Project Lead ändrade tidplanen: fas 3 börjar kv 4 2024 i stället för kv")
    assert third == "Project Lead ändrade initiativet: beställaren är Hälso- och sjukvårdsdirektören"


def test_the_load_of_the_plan_is_one_entry_and_its_decisions_stand_on_their_own_days(ctx: Context) -> None:
    entries = told(ctx)
    loads = [one for one in entries if one.sentence.startswith("Planen lästes in: initiativet, 3 faser")]
    assert len(loads) == 1
    assert (loads[0].who, list(loads[0].rows)) == (None, [])
    decisions = [one for one in entries if one.decision is not None]
    assert len(decisions) == len(by_key(ctx).decisions) >= 2
    dated = [one for one in decisions if one.decision and one.decision.decided_on]
    assert dated
    assert all(one.decision and one.day == one.decision.decided_on < one.at.date() for one in dated)
    days = [one.day for one in entries]
    assert days == sorted(days, reverse=True)


def test_a_decision_is_told_once_with_its_reason_and_who_wrote_it_down(ctx: Context) -> None:
    before = len(told(ctx))
    row = by_key(ctx)
    row_id, seen = row.id, complexity.classification_version(row)
    with ctx.transaction():
        complexity.classify(
            ctx,
            row_id,
            version=seen,
            level="complex",  # type: ignore[arg-type]
            decided_on=date(2022, 6, 1),
            forum_id=forum(ctx),
            motivation="Ingen har gjort detta förut.",
        )
    entries = told(ctx)
    assert len(entries) == before + 1
    entry = next(one for one in entries if one.day == date(2022, 6, 1))
    assert entry.sentence.endswith("beslutade om klassning: komplext")
    assert (entry.reason, entry.recorded_by, entry.who) == ("Ingen har gjort detta förut.", "Coordinator", None)
    assert {change.table for change in entry.rows} == {"decisions", "complexity_assessments"}


def test_a_registered_initiative_begins_with_its_registration_and_the_decision_before_it(ctx: Context) -> None:
    with ctx.transaction():
        row = initiatives.register(
            ctx,
            plan_id(ctx),
            title="Det som redan finns",
            area_id=by_key(ctx).area_id,
            entry_state="delivery",  # type: ignore[arg-type]
            decided_on=date(2022, 3, 1),
            forum_id=None,
            motivation="Beslutat före.",
        )
        key = row.key
    first, second = told(ctx, key)
    assert (first.who, first.sentence, first.reason) == ("Coordinator", "registrerade initiativet", None)
    assert (second.day, second.reason) == (date(2022, 3, 1), "Beslutat före.")
    assert second.sentence == "Beslut om ingångsläge: lösningsutformning och införande"


def test_a_benefit_is_told_with_all_that_belongs_to_it(ctx: Context) -> None:
    benefit_id = new_benefit(ctx)
    goal = ctx.session.scalars(select(Goal)).first()
    assert goal is not None
    goal_id, goal_name = goal.id, goal.name
    with ctx.transaction():
        ctx.record("benefit:step", plan_id=plan_id(ctx))
        ctx.session.add(BenefitGoal(benefit_id=benefit_id, goal_id=goal_id))
        ctx.session.add(PreliminaryStep(benefit_id=benefit_id, step=4, until=date(2023, 9, 1)))
    with ctx.transaction():
        ctx.record("benefit:step", plan_id=plan_id(ctx))
        ctx.session.delete(ctx.session.scalars(select(BenefitGoal).where(BenefitGoal.benefit_id == benefit_id)).one())
    entries = said(ctx)
    assert entries[0] == f"Coordinator beskrev nyttan ”Kortare väntan”: tog bort målet ”{goal_name}”"
    assert entries[1].startswith(f"Coordinator beskrev nyttan ”Kortare väntan”: lade till målet ”{goal_name}”; ")
    assert entries[2] == "Coordinator lade till nyttan ”Kortare väntan”"
    assert all("Kortare väntan" not in one for one in said(ctx, OTHER_KEY))


def test_a_shared_activity_belongs_as_long_as_it_has_its_place(ctx: Context) -> None:
    row_id, other_id = by_key(ctx).id, by_key(ctx, OTHER_KEY).id
    with ctx.transaction():
        activity = activities.add(ctx, other_id, title="Utbilda")
        ctx.session.flush()
        activity_id = activity.id

    def change(note: str) -> None:
        with ctx.transaction():
            row = ctx.session.get_one(InitiativeActivity, link_of(other_id)).activity
            ctx.record("activity:edit", plan_id=row.plan_id)
            row.note = note

    def link_of(initiative_id: int) -> int:
        return ctx.session.scalars(
            select(InitiativeActivity.id).where(
                InitiativeActivity.initiative_id == initiative_id, InitiativeActivity.activity_id == activity_id
            )
        ).one()

    change("Före.")
    with ctx.transaction():
        ctx.record("activity:share", plan_id=plan_id(ctx))
        ctx.session.add(InitiativeActivity(initiative_id=row_id, activity_id=activity_id, position=9))
    change("Under.")
    with ctx.transaction():
        ctx.record("activity:unlink", plan_id=plan_id(ctx))
        ctx.session.delete(ctx.session.get_one(InitiativeActivity, link_of(row_id)))
    change("Efter.")
    mine = [one for one in said(ctx) if "Utbilda" in one]
    assert [one.split(":")[0] for one in mine] == [
        "Coordinator tog bort en aktivitet från initiativet",
        "Coordinator ändrade aktiviteten ”Utbilda”",
        "Coordinator hämtade aktiviteter från andra initiativ",
    ]
    assert "är Under i stället för Före" in mine[1]
    theirs = " ".join(said(ctx, OTHER_KEY))
    assert "uppföljningen är Efter" in theirs
    assert "tog bort" not in theirs


def test_repeats_are_told_once_and_what_was_taken_back_as_that(acting: Acting) -> None:
    lead = acting("project_lead")
    for orderer in ("Direktören", "Chefen", "Nämnden"):
        edit(lead, orderer=orderer)
    entry = told(lead)[0]
    assert (entry.sentence, entry.times) == ("ändrade initiativet: beställaren är Nämnden", 3)
    edit(acting("coordinator"), orderer="Styrelsen")
    edit(acting("coordinator"), orderer="Nämnden")
    assert told(lead)[0].sentence == "ändrade initiativet och tog tillbaka det"


def test_a_new_project_lead_is_told_by_name(ctx: Context) -> None:
    row = by_key(ctx)
    row_id, seen = row.id, project_leads.appointed_version(ctx, row)
    user_id = ctx.session.scalars(select(User.id).where(User.email == cast.email("reader"))).one()
    with ctx.transaction():
        project_leads.appoint(ctx, row_id, version=seen, user_id=user_id)
    sentence = told(ctx)[0].sentence
    assert sentence.startswith("utsåg projektledare: ")
    assert "Reader som projektledare" in sentence
    assert "inte längre Project Lead som projektledare" in sentence


def test_days_are_those_of_the_zone(ctx: Context, engine: Engine) -> None:
    edit(ctx, orderer="Direktören")
    with engine.begin() as connection:
        latest = connection.scalar(select(AuditLink.id).order_by(AuditLink.id.desc()).limit(1))
        late = datetime(2022, 7, 1, 22, 30, tzinfo=ZoneInfo("UTC"))
        connection.execute(update(AuditLink).where(AuditLink.id == latest).values(at=late))
    assert any(one.day == date(2022, 7, 2) and "Direktören" in one.sentence for one in told(ctx))


def test_what_a_benefit_leads_to_in_a_draft_is_not_named_to_those_who_may_not_see_it(acting: Acting) -> None:
    ctx = acting("coordinator")
    benefit_id = new_benefit(ctx)
    draft = propose(ctx, title="Ett hemligt förslag")
    target_id = new_benefit(ctx, "Hemlig nytta", draft.key)
    with ctx.transaction():
        ctx.record("benefit:step", plan_id=plan_id(ctx))
        ctx.session.add(BenefitLink(benefit_id=benefit_id, target_id=target_id))
    assert "Hemlig nytta" in str(told(ctx)[0])
    hidden = told(acting("reader"))[0]
    assert "Hemlig" not in str((hidden.sentence, hidden.rows))
    assert "något som du inte ser" in str(hidden.rows)


def test_the_story_is_read_a_page_at_a_time(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    every = said(ctx)
    monkeypatch.setattr(stories, "PAGE", 2)
    row = by_key(ctx)
    first = stories.of_initiative(ctx, row, zone=ZONE)
    assert (len(first.entries), first.page, first.pages) == (2, 1, -(-len(every) // 2))
    paged = [
        " ".join(filter(None, (one.who, one.sentence)))
        for number in range(1, first.pages + 1)
        for one in stories.of_initiative(ctx, row, zone=ZONE, page=number).entries
    ]
    assert paged == every
    for number in (-1, 0, 10**30):
        assert 1 <= stories.of_initiative(ctx, row, zone=ZONE, page=number).page <= first.pages


def test_a_long_story_takes_no_more_queries_than_a_short_one(acting: Acting, engine: Engine) -> None:
    ctx = acting("coordinator")
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def queries() -> int:
        ctx.session.rollback()
        ctx.session.expunge_all()
        row = by_key(ctx)
        seen.clear()
        stories.of_initiative(ctx, row, zone=ZONE)
        return len(seen)

    goals = list(ctx.session.scalars(select(Goal.id)))

    def add(name: str) -> None:
        benefit_id = new_benefit(ctx, name)
        with ctx.transaction():
            activities.add(ctx, by_key(ctx).id, title=f"Gör {name}")
        with ctx.transaction():
            ctx.record("benefit:step", plan_id=plan_id(ctx))
            ctx.session.add_all(BenefitGoal(benefit_id=benefit_id, goal_id=goal_id) for goal_id in goals)

    add("ett")
    short = queries()
    for name in ("två", "tre", "fyra", "fem"):
        add(name)
    assert queries() == short < 40


def test_an_initiative_of_another_plan_shares_nothing(ctx: Context) -> None:
    ids = set(ctx.session.scalars(select(Benefit.initiative_id)))
    empty = ctx.session.scalars(select(Initiative.key).where(Initiative.id.not_in(ids))).first()
    assert empty is not None
    assert all("nytta" not in one for one in said(ctx, empty))

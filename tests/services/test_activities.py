"""Activities of an initiative, one of them shared."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.errors import Conflict, Denied, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter
from portfolio.domain.phases import Phase
from portfolio.domain.versions import version_of
from portfolio.models import Activity, AuditLink, Initiative, InitiativeActivity
from portfolio.services import activities
from portfolio.services.context import Context
from tests import cast

#: In the area that the area lead leads, with activities from the plan.
OTHER = "kronobarnsmodellen"


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def add(ctx: Context, key: str = cast.LED, **fields: Any) -> Activity:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        return activities.add(ctx, row_id, **{"title": "Utbilda", **fields})


def edit(
    ctx: Context, activity: Activity, key: str = cast.LED, *, version: str | None = None, **fields: Any
) -> Activity:
    row_id = by_key(ctx, key).id
    stored = activities.edited_values(ctx.session.get_one(Activity, activity.id))
    with ctx.transaction():
        return activities.edit(ctx, row_id, activity.id, version=version or version_of(stored), **{**stored, **fields})


def share(ctx: Context, activity: Activity, key: str) -> None:
    with ctx.transaction():
        ctx.record("test:share")
        row = ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()
        ctx.session.add(InitiativeActivity(initiative_id=row.id, activity_id=activity.id, position=99))


def test_an_activity_is_added_at_the_end_with_its_time_as_written_and_as_read(ctx: Context) -> None:
    last = ctx.session.scalar(select(func.max(Activity.position)))
    made = add(
        ctx,
        title="  Utbilda ",
        phase="delivery",
        period_text=" Q1 2025",
        responsible=["Chef", " ", "Chef", "It"],
        status="started",
        note="Rad 1\r\nRad 2",
    )
    second = add(ctx, title="Sedan")
    assert (made.title, made.phase, made.status) == ("Utbilda", Phase.DELIVERY, ActivityStatus.STARTED)
    assert (made.period_text, made.period) == ("Q1 2025", quarter(2025, 1))
    assert (made.responsible, made.note, made.example) == (("Chef", "It"), "Rad 1\nRad 2", False)
    assert (made.position, second.position) == ((last or 0) + 1, (last or 0) + 2)
    row = by_key(ctx)
    assert [(link.activity_id, link.position) for link in row.activities] == [(made.id, 1), (second.id, 2)]
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, link.plan_id) == ("activity:add", row.plan_id)
    assert {item.entity for item in link.items} == {"activities", "initiative_activities"}


def test_a_time_that_cannot_be_read_is_kept_as_written_and_unknown(ctx: Context) -> None:
    for written in ("när vi hinner", "kvartal 7", "2025-13"):
        made = add(ctx, period_text=written)
        assert made.period_text == written
        assert made.period is not None
        assert made.period.is_unknown


def test_only_the_title_is_asked_for(ctx: Context) -> None:
    made = add(ctx, phase=None, period_text="", responsible=(), status="", note=None)
    assert (made.phase, made.period_text, made.period, made.status, made.note) == (None,) * 5
    with pytest.raises(InvalidFields) as problems:
        add(ctx, title=" ", period_text="x" * 301, note="a\x00")
    assert set(problems.value.problems) == {"title", "period_text", "note"}
    with pytest.raises(InvalidFields) as problems:
        add(ctx, responsible=["x" * 301])
    assert set(problems.value.problems) == {"responsible"}


def test_an_edited_activity_is_no_longer_example_data_and_others_are_left_alone(ctx: Context) -> None:
    made, other = add(ctx), add(ctx, title="Annan")
    with ctx.transaction():
        ctx.record("test:examples")
        for one in (made, other):
            ctx.session.get_one(Activity, one.id).example = True
    edited = edit(ctx, made, status="done", period_text="hösten 2023")
    assert (edited.status, edited.period_text, edited.example) == (ActivityStatus.DONE, "hösten 2023", False)
    assert ctx.session.get_one(Activity, other.id).example


def test_a_shared_activity_changes_for_all_who_share_it_and_tells_with_whom(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    made = add(ctx)
    share(ctx, made, OTHER)
    share(ctx, made, "en-vag-in")
    with ctx.transaction():
        ctx.record("test:draft")
        draft = ctx.session.scalars(select(Initiative).where(Initiative.key == "en-vag-in")).one()
        draft.state = InitiativeState.PROPOSED
    edit(ctx, made, OTHER, title="Gemensam")
    assert [link.activity.title for link in by_key(ctx).activities] == ["Gemensam"]
    row = by_key(ctx)
    titles = {name: activities.shared_with(acting(name), made, besides=row.id) for name in ("coordinator", "reader")}
    assert titles["reader"] == [by_key(ctx, OTHER).title]
    # What a reader may not see is not there; in the plan's order for those who may.
    assert titles["coordinator"] == [by_key(ctx, "en-vag-in").title, by_key(ctx, OTHER).title]


def test_who_comes_second_is_told_what_is_stored_now_also_by_way_of_another_initiative(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("coordinator")
    made = add(ctx)
    share(ctx, made, OTHER)
    lead = acting("area_lead")
    opened = version_of(activities.edited_values(lead.session.get_one(Activity, made.id)))
    edit(ctx, made, title="Först")
    with pytest.raises(Conflict) as refused:
        edit(lead, made, OTHER, version=opened, title="Sedan")
    assert refused.value.current is not None
    assert refused.value.current["title"] == "Först"
    assert set(refused.value.current) == set(activities.EDITED)


def test_who_saves_a_shared_activity_at_once_by_way_of_another_initiative_waits_and_is_told(
    acting: Callable[[str], Context],
) -> None:
    ctx, lead = acting("coordinator"), acting("area_lead")
    made = add(ctx)
    share(ctx, made, OTHER)
    stored = activities.edited_values(made)
    ids = by_key(ctx).id, by_key(lead, OTHER).id
    told: list[Conflict] = []

    def save_too() -> None:
        try:
            with lead.transaction():
                fields = {**stored, "title": "Sedan"}
                activities.edit(lead, ids[1], made.id, version=version_of(stored), **fields)
        except Conflict as conflict:
            told.append(conflict)

    thread = Thread(target=save_too)
    with ctx.transaction():
        activities.edit(ctx, ids[0], made.id, version=version_of(stored), **{**stored, "title": "Först"})
        ctx.session.flush()
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert len(told) == 1
    assert by_key(acting("reader")).activities[0].activity.title == "Först"


def test_an_activity_is_found_only_in_its_initiative(ctx: Context) -> None:
    made = add(ctx)
    with pytest.raises(NotFound):
        edit(ctx, made, OTHER, title="Någon annans")
    with pytest.raises(NotFound):
        activities.of_initiative(by_key(ctx), 99_999)
    assert activities.of_initiative(by_key(ctx), made.id).id == made.id


def test_activities_are_for_those_who_keep_the_initiative(acting: Callable[[str], Context]) -> None:
    for name in ("steering", "controller", "benefit_owner", "reader", "admin"):
        with pytest.raises(Denied):
            add(acting(name))
    with pytest.raises(Denied):
        add(acting("project_lead"), OTHER)
    with pytest.raises(NotFound):
        add(acting("outsider"))
    made = add(acting("project_lead"))
    assert edit(acting("area_lead"), made, title="Huvudprojektledaren").title == "Huvudprojektledaren"

"""Activities and enablers: added, edited, shared with other initiatives and taken off again."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.domain.activities import ActivityKind, ActivityStatus
from portfolio.domain.errors import Conflict, Denied, Invalid, InvalidFields, NotFound
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter
from portfolio.domain.phases import Phase
from portfolio.domain.versions import version_of
from portfolio.models import Activity, AuditLink, BenefitActivity, Initiative, Organisation
from portfolio.services import activities, benefits
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


def share(ctx: Context, activity: Activity, key: str = OTHER) -> list[Activity]:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        return activities.share(ctx, row_id, [activity.id])


def unlink(ctx: Context, activity: Activity, key: str = OTHER) -> None:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        activities.unlink(ctx, row_id, activity.id)


def need(ctx: Context, activity: Activity, key: str = OTHER, title: str = "Kortare väntan") -> None:
    """A benefit of the initiative that needs the activity."""
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        benefit = benefits.add(ctx, row_id, title=title, description=None, kind=None)
        benefit.activities.append(BenefitActivity(activity_id=activity.id))


def ids(ctx: Context, key: str) -> list[int]:
    return [link.activity_id for link in by_key(ctx, key).activities]


def test_an_activity_is_added_at_the_end_with_its_time_as_written_and_as_read(ctx: Context) -> None:
    last = ctx.session.scalar(select(func.max(Activity.position)))
    before = max((link.position for link in by_key(ctx).activities), default=0)
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
    assert [(link.activity_id, link.position - before) for link in row.activities][-2:] == [
        (made.id, 1),
        (second.id, 2),
    ]
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


def test_an_enabler_is_added_and_becomes_an_activity_of_one_organisation(ctx: Context) -> None:
    region = ctx.session.scalars(select(Organisation).where(Organisation.key == "region-kronoberg")).one().id
    made = add(ctx, kind="enabler", title="Ett avtal")
    assert (made.kind, made.organisation_id) == (ActivityKind.ENABLER, None)
    edited = edit(ctx, made, kind="activity", organisation_id=region)
    assert (edited.kind, edited.organisation_id) == (ActivityKind.ACTIVITY, region)
    with pytest.raises(Invalid) as refused:
        edit(ctx, made, organisation_id=99_999)
    assert refused.value.field == "organisation_id"


def test_a_time_that_was_read_from_a_file_stays_as_long_as_its_words_do(ctx: Context) -> None:
    made = add(ctx, period_text="snart")
    with ctx.transaction():
        ctx.record("test:file")
        ctx.session.get_one(Activity, made.id).period = quarter(2023, 1)
    assert edit(ctx, made, title="Annat").period == quarter(2023, 1)
    assert edit(ctx, made, period_text="kv 2 2023").period == quarter(2023, 2)


def test_a_shared_activity_is_one_and_the_same_in_all_that_share_it(ctx: Context) -> None:
    made, held = add(ctx), ids(ctx, OTHER)
    assert [one.id for one in share(ctx, made)] == [made.id]
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert (link.action, {item.entity for item in link.items}) == ("activity:share", {"initiative_activities"})
    assert ids(ctx, OTHER) == [*held, made.id]
    edit(ctx, made, OTHER, title="Gemensam")
    assert by_key(ctx).activities[-1].activity.title == "Gemensam"
    # What is there already is left as it is, and adds nothing to the log.
    links = ctx.session.scalar(select(func.count(AuditLink.id)))
    assert share(ctx, made) == []
    assert ctx.session.scalar(select(func.count(AuditLink.id))) == links


def test_only_what_exists_for_the_actor_can_be_shared(acting: Callable[[str], Context]) -> None:
    ctx, lead = acting("coordinator"), acting("project_lead")
    hidden = add(ctx, "en-vag-in")
    with ctx.transaction():
        ctx.record("test:draft")
        ctx.session.scalars(
            select(Initiative).where(Initiative.key == "en-vag-in")
        ).one().state = InitiativeState.PROPOSED
    for wanted in ([hidden.id], [99_999], []):
        row_id = by_key(lead).id
        with pytest.raises(Invalid) as refused, lead.transaction():
            activities.share(lead, row_id, wanted)
        assert refused.value.field == "activity_ids"
    assert [one.id for one in share(ctx, hidden, cast.LED)] == [hidden.id]
    with pytest.raises(Denied):
        share(lead, hidden, OTHER)


def test_what_is_taken_off_an_initiative_stays_with_the_others_and_the_log_tells(ctx: Context) -> None:
    made, held = add(ctx), ids(ctx, OTHER)
    share(ctx, made)
    unlink(ctx, made)
    assert ids(ctx, OTHER) == held
    assert made.id in ids(ctx, cast.LED)
    link = ctx.session.scalars(select(AuditLink).order_by(AuditLink.id.desc()).limit(1)).one()
    assert link.action == "activity:unlink"
    assert {(item.operation, item.entity) for item in link.items} == {("delete", "initiative_activities")}
    with pytest.raises(NotFound):
        unlink(ctx, made)


def test_what_a_benefit_needs_or_nobody_else_has_is_not_taken_off(ctx: Context) -> None:
    made = add(ctx)
    with pytest.raises(Invalid, match="finns bara i det här initiativet"):
        unlink(ctx, made, cast.LED)
    share(ctx, made)
    need(ctx, made)
    with pytest.raises(Invalid, match="behövs för ”Kortare väntan”"):
        unlink(ctx, made)
    # A benefit of another initiative keeps nothing here.
    unlink(ctx, made, cast.LED)
    assert made.id not in ids(ctx, cast.LED)


def test_two_who_take_it_off_two_initiatives_at_once_leave_it_with_one(acting: Callable[[str], Context]) -> None:
    ctx, lead = acting("coordinator"), acting("area_lead")
    made = add(ctx)
    share(ctx, made)
    rows = by_key(ctx).id, by_key(lead, OTHER).id
    told: list[Invalid] = []

    def unlink_too() -> None:
        try:
            with lead.transaction():
                activities.unlink(lead, rows[1], made.id)
        except Invalid as refused:
            told.append(refused)

    thread = Thread(target=unlink_too)
    with ctx.transaction():
        activities.unlink(ctx, rows[0], made.id)
        ctx.session.flush()
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)
    assert len(told) == 1
    assert made.id in ids(ctx, OTHER)


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
    assert by_key(acting("reader")).activities[-1].activity.title == "Först"


def test_an_activity_is_found_only_in_its_initiative(ctx: Context) -> None:
    made = add(ctx)
    with pytest.raises(NotFound):
        edit(ctx, made, OTHER, title="Någon annans")
    with pytest.raises(NotFound):
        activities.of_initiative(by_key(ctx), 99_999)
    assert activities.of_initiative(by_key(ctx), made.id).id == made.id


def test_activities_are_for_those_who_keep_the_initiative(acting: Callable[[str], Context]) -> None:
    shared = add(acting("coordinator"), OTHER)
    for name in ("steering", "controller", "benefit_owner", "reader", "admin"):
        for refused in (add, lambda who: share(who, shared, cast.LED), lambda who: unlink(who, shared, OTHER)):
            with pytest.raises(Denied):
                refused(acting(name))
    with pytest.raises(Denied):
        add(acting("project_lead"), OTHER)
    with pytest.raises(NotFound):
        add(acting("outsider"))
    made = add(acting("project_lead"))
    assert edit(acting("area_lead"), made, title="Huvudprojektledaren").title == "Huvudprojektledaren"

"""Activities as pages list them: with what is said of each, in as few queries however many there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter
from portfolio.models import (
    Activity,
    Benefit,
    BenefitActivity,
    Initiative,
    InitiativeActivity,
    Organisation,
    ProgrammeArea,
)
from portfolio.services import activities, activity_lists, benefits, initiatives
from portfolio.services.activity_lists import ActivityRow
from portfolio.services.context import Context
from tests import cast
from tests.services.test_overview import queries

#: In the area that the area lead leads.
OTHER = "kronobarnsmodellen"


def by_key(ctx: Context, key: str = cast.LED) -> Initiative:
    ctx.session.rollback()
    ctx.session.expire_all()
    return ctx.session.scalars(select(Initiative).where(Initiative.key == key)).one()


def add(ctx: Context, key: str = cast.LED, **fields: object) -> int:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        made = activities.add(ctx, row_id, **{"title": "Utbilda", **fields})
    return made.id


def share(ctx: Context, activity_id: int, key: str) -> None:
    row_id = by_key(ctx, key).id
    with ctx.transaction():
        activities.share(ctx, row_id, [activity_id])


def listed(ctx: Context, key: str = cast.LED) -> dict[int, ActivityRow]:
    return {row.id: row for row in activity_lists.of_initiative(ctx, by_key(ctx, key))}


def test_a_row_tells_all_that_the_page_shows(ctx: Context) -> None:
    region = ctx.session.scalars(select(Organisation).where(Organisation.key == "region-kronoberg")).one()
    made = add(
        ctx, kind="enabler", period_text="Q1 2023", responsible=["Chef"], status="started", organisation_id=region.id
    )
    row_id = by_key(ctx).id
    with ctx.transaction():
        benefit = benefits.add(ctx, row_id, title="Kortare väntan", description=None, kind=None)
        benefit.activities.append(BenefitActivity(activity_id=made))
    row = listed(ctx)[made]
    assert (row.kind, row.title, row.responsible, row.organisation) == (
        ActivityKind.ENABLER,
        "Utbilda",
        ("Chef",),
        "Region Kronoberg",
    )
    assert row.time is not None
    assert (row.time.written, row.time.period, row.time.tells_more) == ("Q1 2023", quarter(2023, 1), True)
    assert (row.late, row.example, row.others) == ("kv 1 2023", False, ())
    assert row.benefits == ((benefit.id, "Kortare väntan"),)


@pytest.mark.parametrize(
    ("fields", "late"),
    [
        ({"period_text": "kv 1 2023"}, "kv 1 2023"),
        ({"period_text": "kv 1 2023", "status": "done"}, ""),
        ({"period_text": "kv 1 2023", "status": "ongoing"}, ""),
        ({"period_text": "kv 2 2023"}, ""),
        ({"period_text": "snart"}, ""),
        ({"period_text": "från 2020"}, ""),
        ({}, ""),
    ],
)
def test_what_should_have_been_done_by_today_says_so(ctx: Context, fields: dict[str, str], late: str) -> None:
    made = add(ctx, **fields)
    assert listed(ctx)[made].late == late


def test_it_is_told_with_whom_it_is_shared_as_far_as_they_exist_for_the_actor(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    made = add(ctx)
    for key in (OTHER, "en-vag-in"):
        share(ctx, made, key)
    with ctx.transaction():
        ctx.record("test:draft")
        draft = ctx.session.scalars(select(Initiative).where(Initiative.key == "en-vag-in")).one()
        draft.state = InitiativeState.PROPOSED
    titles = {key: by_key(ctx, key).title for key in (OTHER, "en-vag-in")}
    seen = {name: [title for _, title in listed(acting(name))[made].others] for name in ("coordinator", "reader")}
    assert seen["reader"] == [titles[OTHER]]
    # What a reader may not see is not there; in the plan's order for those who may.
    assert seen["coordinator"] == [titles["en-vag-in"], titles[OTHER]]


def test_what_can_be_shared_is_what_others_have_and_this_one_has_not(acting: Callable[[str], Context]) -> None:
    ctx = acting("coordinator")
    there, here = add(ctx, OTHER, title="Där"), add(ctx, title="Här")
    share(ctx, there, "en-vag-in")
    offered = {one.id: group.title for group in activity_lists.shareable(ctx, by_key(ctx)) for one in group.activities}
    # Once, under the first in the plan's order.
    assert offered[there] == by_key(ctx, "en-vag-in").title
    assert here not in offered
    assert not offered.keys() & {link.activity_id for link in by_key(ctx).activities}
    with ctx.transaction():
        ctx.record("test:draft")
        ctx.session.scalars(
            select(Initiative).where(Initiative.key == "en-vag-in")
        ).one().state = InitiativeState.PROPOSED
    reader = acting("reader")
    groups = activity_lists.shareable(reader, by_key(reader))
    assert {one.id: group.title for group in groups for one in group.activities}[there] == by_key(ctx, OTHER).title
    share(ctx, there, cast.LED)
    assert there not in {one.id for group in activity_lists.shareable(ctx, by_key(ctx)) for one in group.activities}


def test_two_hundred_activities_take_no_more_queries_than_two(ctx: Context, engine: Engine) -> None:
    def counted() -> tuple[int, int, int]:
        initiative = by_key(ctx)
        with queries(engine) as seen:
            rows = activity_lists.of_initiative(ctx, initiative)
        listing, initiative = len(seen), by_key(ctx)
        with queries(engine) as seen:
            activity_lists.shareable(ctx, initiative)
        return len(rows), listing, len(seen)

    fill(ctx, 2)
    few = counted()
    fill(ctx, 200)
    many = counted()
    assert many[0] == few[0] + 200
    assert few[1:] == many[1:]
    assert max(many[1:]) <= 10


def fill(ctx: Context, number: int) -> None:
    """So many activities, each with an organisation, needed by a benefit and shared with an initiative of its own."""
    with ctx.transaction():
        ctx.record("test:fill")
        led = ctx.session.scalars(select(Initiative).where(Initiative.key == cast.LED)).one()
        areas = ctx.session.scalars(select(ProgrammeArea.id).where(ProgrammeArea.plan_id == led.plan_id)).all()
        units = ctx.session.scalars(select(Organisation.id)).all()
        benefit = Benefit(
            initiative_id=led.id, key=f"n-{number}", position=number, created_at=ctx.now, example=False,
            title="Nytta", emergent=False,
        )  # fmt: skip
        ctx.session.add(benefit)
        for one in range(number):
            other = initiatives.propose(ctx, led.plan_id, title=f"Annat {one}", area_id=areas[one % len(areas)])
            other.state = InitiativeState.APPROVED if one % 2 else InitiativeState.PROPOSED
            activity = Activity(
                plan_id=led.plan_id, key=f"x-{number}-{one}", kind=ActivityKind.ACTIVITY, title=f"Nummer {one}",
                example=False, position=one, organisation_id=units[one % len(units)],
            )  # fmt: skip
            mine = Activity(
                plan_id=led.plan_id, key=f"y-{number}-{one}", kind=ActivityKind.ACTIVITY, title=f"Annans {one}",
                example=False, position=one,
            )  # fmt: skip
            ctx.session.add_all([activity, mine])
            ctx.session.flush()
            benefit.activities.append(BenefitActivity(activity_id=activity.id))
            for initiative_id, activity_id in ((led.id, activity.id), (other.id, activity.id), (other.id, mine.id)):
                link = InitiativeActivity(initiative_id=initiative_id, activity_id=activity_id, position=100 + one)
                ctx.session.add(link)

"""The plan's timeline as rows, and as a file."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import quarter
from portfolio.domain.timeline import MarkKind, Zoom
from portfolio.models import Benefit, BenefitMeasure, Decision, Initiative, InitiativeActivity, Plan
from portfolio.services import plans, timelines
from portfolio.services.context import Context
from portfolio.services.overview import Filters
from portfolio.services.timelines import View
from tests import cast


def plan(ctx: Context) -> Plan:
    return plans.get(ctx, cast.PLAN)


def test_the_picture_shows_every_initiative_in_its_group_and_says_what_is_missing(
    acting: Callable[[str], Context],
) -> None:
    ctx = acting("reader")
    drawn = timelines.picture(ctx, plan(ctx), href=lambda row: f"/initiativ/{row.id}")
    assert (drawn.count, drawn.missing, drawn.has_examples) == (24, 12, True)
    assert drawn.title.startswith("24 initiativ ")
    assert drawn.title.endswith(", 12 utan tidplan")
    assert [group.name for group in drawn.groups] == [
        area.name for area in plans.areas(ctx, plan(ctx).id) if area.parent_id is None
    ]


def test_a_narrowed_picture_leaves_out_what_is_empty_and_counts_what_is_left(acting: Callable[[str], Context]) -> None:
    ctx = acting("reader")
    key = select(Initiative.title).where(Initiative.key == "kronobarnsmodellen")
    words = ctx.session.scalars(key).one()
    drawn = timelines.picture(ctx, plan(ctx), View(Filters(words=words)))
    assert (drawn.count, drawn.missing, drawn.has_examples) == (1, 1, False)
    assert drawn.title.startswith("1 initiativ ")
    assert len(drawn.groups) == 1
    nothing = timelines.picture(ctx, plan(ctx), View(Filters(state=InitiativeState.DECLINED)))
    assert (nothing.count, nothing.groups) == (0, ())
    # Filters that narrow nothing are no filters: the empty groups stay.
    assert len(timelines.picture(ctx, plan(ctx), View(Filters())).groups) == 5


def test_a_draft_is_on_the_timeline_of_those_who_see_it_alone(acting: Callable[[str], Context]) -> None:
    system = acting("system")
    with system.transaction():
        system.record("test:draft")
        row = system.session.scalars(select(Initiative).where(Initiative.key == "kronobarnsmodellen")).one()
        row.state = InitiativeState.PROPOSED
    counts = {name: timelines.picture(ctx := acting(name), plan(ctx)).count for name in ("reader", "coordinator")}
    assert counts == {"reader": 23, "coordinator": 24}


def rows(drawn: timelines.Picture) -> dict[int, timelines.TimelineItem]:
    return {row.item.id: row.item for group in drawn.groups for row in group.rows}


def test_zoom_window_and_order_are_as_asked_for(acting: Callable[[str], Context]) -> None:
    ctx = acting("reader")
    first, last = quarter(2022, 3), quarter(2027, 4)
    assert first.start is not None
    assert last.end is not None
    view = View(sort="namn", zoom=Zoom.HALF, window=(first.start, last.end))
    drawn = timelines.picture(ctx, plan(ctx), view)
    assert (len(drawn.grid.columns), drawn.grid.columns[0].name) == (11, "halvår 2 2022")
    assert "initiativ, halvår 2 2022 – halvår 2 2027" in drawn.title
    for group in drawn.groups:
        titles = [row.item.title for row in group.rows]
        assert titles == sorted(titles, key=lambda one: timelines.overview.SORTS["namn"](_titled(one)))


def _titled(title: str) -> timelines.InitiativeRow:
    class Titled:
        pass

    row = Titled()
    row.title = title  # type: ignore[attr-defined]
    return row  # type: ignore[return-value]


def test_every_decision_effect_and_measurement_stands_with_its_initiative(acting: Callable[[str], Context]) -> None:
    ctx = acting("reader")
    items = rows(timelines.picture(ctx, plan(ctx)))
    decisions = ctx.session.execute(
        select(Decision.initiative_id, Decision.decided_on).where(
            Decision.decided_on.is_not(None), Decision.corrected.is_(False), Decision.matter != "correct"
        )
    ).all()
    assert decisions
    for initiative_id, decided_on in decisions:
        days = [one.day for one in items[initiative_id].marks if one.kind is not MarkKind.MEASUREMENT]
        assert decided_on in days
    first = select(Benefit.initiative_id, Benefit.first_effect).where(
        Benefit.first_effect.is_not(None), Benefit.concluded_on.is_(None)
    )
    for initiative_id, period in ctx.session.execute(first):
        effects = items[initiative_id].effects
        assert effects is not None
        assert effects.first is not None
        assert (effects.first.start or ctx.today) <= period.start
    baselines = select(Benefit.initiative_id, BenefitMeasure.baseline_period).join(BenefitMeasure)
    for initiative_id, period in ctx.session.execute(baselines.where(BenefitMeasure.baseline_period.is_not(None))):
        told = {one.day for one in items[initiative_id].marks if one.kind is MarkKind.MEASUREMENT}
        assert period.end in told
    alone = rows(timelines.picture(ctx, plan(ctx), View(phases_alone=True)))
    assert not any(one.marks or one.effects or one.activity_count for one in alone.values())


def test_activities_are_counted_and_shown_where_they_are_folded_out(acting: Callable[[str], Context]) -> None:
    ctx = acting("reader")
    held = list(ctx.session.scalars(select(InitiativeActivity.initiative_id)))
    one = held[0]
    items = rows(timelines.picture(ctx, plan(ctx), View(unfolded=frozenset({one}))))
    assert {item.id: item.activity_count for item in items.values() if item.activity_count} == {
        number: held.count(number) for number in held
    }
    assert [item.id for item in items.values() if item.activities] == [one]
    assert len(items[one].activities) == held.count(one)
    everything = rows(timelines.picture(ctx, plan(ctx), View(all_activities=True)))
    assert sum(len(item.activities) for item in everything.values()) == len(held)

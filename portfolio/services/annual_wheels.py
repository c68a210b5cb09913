"""The annual wheel (årshjul) of a plan: what comes back, and in which months of a year it falls due."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portfolio.domain.activities import ActivityStatus
from portfolio.domain.annual_wheel import Entry, Wheel, WheelKind, every_months, measured, occurrences, wheel
from portfolio.domain.initiatives import FINAL_STATES, InitiativeKind, InitiativeState
from portfolio.domain.labels import label
from portfolio.domain.learning import UNDER_WAY
from portfolio.domain.measures import Frequency
from portfolio.domain.periods import Period, read
from portfolio.domain.permissions import Role, roles_at
from portfolio.domain.tasks import Facts, PlanFacts, SeriesFacts
from portfolio.domain.tasks.values import is_asked
from portfolio.models import Activity, Benefit, Initiative, InitiativeActivity, Measure, Plan
from portfolio.services import existing, plans, recorders, value_facts
from portfolio.services.context import Context

#: Activities that are over, one way or the other, come back no more.
_OVER = frozenset({ActivityStatus.DONE, ActivityStatus.CANCELLED})

#: Those whose own the plan's meetings, follow-up and revision are.
_MEETING = frozenset({Role.COORDINATOR, Role.STEERING})

#: What goes on over time runs from when it was approved until it is paused or ended.
_ONGOING_RUNS = frozenset({InitiativeState.APPROVED}) | UNDER_WAY


@dataclass(frozen=True)
class View:
    """What of the wheel is looked at: of one area, of one kind, or only what concerns the actor."""

    area_id: int | None = None
    kind: WheelKind | None = None
    mine: bool = False


WHOLE = View()


@dataclass(frozen=True)
class _Running:
    """The initiatives that run and are looked at, and those of them that the actor has a role for, by their ids."""

    titles: Mapping[int, str]
    ongoing: frozenset[int]
    own: frozenset[int]

    def named(self, ids: Collection[int]) -> tuple[tuple[int, str], ...]:
        """Those of the initiatives that are looked at, in the plan's order."""
        return tuple((number, title) for number, title in self.titles.items() if number in ids)

    def with_phases(self) -> frozenset[int]:
        """Those whose effects are followed up; what goes on over time is asked for no values."""
        return frozenset(self.titles) - self.ongoing


def of_plan(ctx: Context, plan: Plan, year: int, view: View = WHOLE) -> Wheel:
    """What comes back in the plan, of what runs, in a year. The same few queries whatever the plan's size.

    What is paused, over or not begun is left out. An area leaves out what belongs to the whole plan.
    """
    running = _running(ctx, plan, view)
    entries = [
        *_measurements(ctx, plan, year, running, view),
        *_activities(ctx, plan, year, running, view),
        *_follow_ups(ctx, plan, year, running, view),
        *([] if view.area_id is not None else _of_the_plan(ctx, plan, year, view)),
        *([] if view.area_id is not None else _meetings(ctx, plan, year, view)),
    ]
    return wheel([one for one in entries if view.kind in (None, one.kind)], year)


def _running(ctx: Context, plan: Plan, view: View) -> _Running:
    # Held on to, so that no initiative asks the database for the area that it lies in.
    areas = {one.id: one for one in plans.areas(ctx, plan.id)}
    order = {area_id: number for number, area_id in enumerate(areas)}
    found = existing.initiatives(ctx, Initiative.plan_id == plan.id, Initiative.state.not_in(FINAL_STATES))
    titles, ongoing, own = {}, set(), set()
    for one in sorted(found, key=lambda one: (order[one.area_id], one.position, one.id)):
        above = areas[one.area_id].with_ancestors()
        goes_on = one.kind is InitiativeKind.ONGOING
        if one.state not in (_ONGOING_RUNS if goes_on else UNDER_WAY) or view.area_id not in (None, *above):
            continue
        titles[one.id] = one.title
        if goes_on:
            ongoing.add(one.id)
        if any(grant.initiative_id == one.id or grant.area_id in above for grant in ctx.actor.grants):
            own.add(one.id)
    return _Running(titles, frozenset(ongoing), frozenset(own))


def _measurements(ctx: Context, plan: Plan, year: int, running: _Running, view: View) -> Iterator[Entry]:
    """One entry a measure, however many series of it are told of at the same time."""
    scope = plan.scope()
    controllers, recording = recorders.of_plan(ctx, plan)
    facts = Facts(PlanFacts(plan.id, plan.name, scope), controllers=controllers, recorders=recording)
    series: dict[int, list[SeriesFacts]] = {}
    for one in value_facts.of_plan(ctx, plan):
        of = set(one.initiative_ids) & running.with_phases()
        if one.measure_id is None or one.frequency is None or not of:
            continue
        if not view.mine or of & running.own or is_asked(ctx.actor, facts, one):
            series.setdefault(one.measure_id, []).append(one)
    query = select(Measure.id, Measure.name, Measure.example).where(Measure.plan_id == plan.id)
    for number, name, example in ctx.session.execute(query.order_by(Measure.position, Measure.id)):
        told = {
            period: occurrence
            for one in series.get(number, ())
            for period, occurrence in measured(
                one.frequency,  # type: ignore[arg-type]
                year,
                start=one.expected_from,
                until=one.expected_until,
                grace_days=plan.grace_days,
            )
        }
        if told:
            first = series[number][0]
            yield Entry(
                WheelKind.MEASUREMENT,
                name,
                number,
                sorted(told.values(), key=lambda one: (one.end, one.start)),
                label(first.frequency).lower(),
                running.named(first.initiative_ids),
                example,
            )


def _activities(ctx: Context, plan: Plan, year: int, running: _Running, view: View) -> Iterator[Entry]:
    query = (
        select(
            Activity.id,
            Activity.title,
            Activity.period,
            Activity.period_text,
            Activity.status,
            Activity.example,
            InitiativeActivity.initiative_id,
        )
        .join(InitiativeActivity, InitiativeActivity.activity_id == Activity.id)
        .where(Activity.plan_id == plan.id)
        .order_by(Activity.position, Activity.id, InitiativeActivity.id)
    )
    found: dict[int, tuple[str, Period, str, bool]] = {}
    of: dict[int, set[int]] = {}
    for number, title, period, text, status, example, initiative_id in ctx.session.execute(query):
        if period is None or period.recurrence is None or status in _OVER:
            continue
        if initiative_id in (running.own if view.mine else running.titles):
            found[number] = title, period, text or period.label, example
            of.setdefault(number, set()).add(initiative_id)
    for number, (title, period, text, example) in found.items():
        yield Entry(
            WheelKind.ACTIVITY, title, number, occurrences(period, year), text, running.named(of[number]), example
        )


def _follow_ups(ctx: Context, plan: Plan, year: int, running: _Running, view: View) -> Iterator[Entry]:
    """What forums follow up, and how often: one entry a forum and rhythm, for all benefits that they do so with."""
    forums = {one.id: one.name for one in plans.forums(ctx, plan.id)}
    for (forum_id, frequency), benefits in _followed(ctx, plan, running, view).items():
        told = {
            period: occurrence
            for one in benefits
            for period, occurrence in measured(
                frequency, year, start=one.start, until=one.until, grace_days=plan.grace_days
            )
        }
        if told:
            number = len(benefits)
            yield Entry(
                WheelKind.FOLLOW_UP,
                f"{forums[forum_id]} följer upp {'1 nytta' if number == 1 else f'{number} nyttor'}",
                forum_id,
                sorted(told.values(), key=lambda one: (one.end, one.start)),
                label(frequency).lower(),
                running.named({one.initiative_id for one in benefits}),
                all(one.example for one in benefits),
            )


@dataclass(frozen=True)
class _Followed:
    """One benefit that a forum follows up: from its first effect on, and until when where that is said."""

    initiative_id: int
    start: date | None
    until: date | None
    example: bool


def _followed(ctx: Context, plan: Plan, running: _Running, view: View) -> dict[tuple[int, Frequency], list[_Followed]]:
    query = (
        select(
            Benefit.initiative_id,
            Benefit.forum_id,
            Benefit.frequency,
            Benefit.first_effect,
            Benefit.follow_up_until,
            Benefit.example,
            Benefit.owner_user_id,
            Benefit.controller_user_id,
        )
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(Initiative.plan_id == plan.id, Benefit.concluded_on.is_(None))
        .where(Benefit.forum_id.is_not(None), Benefit.frequency.is_not(None), Benefit.first_effect.is_not(None))
        .order_by(Benefit.id)
    )
    groups: dict[tuple[int, Frequency], list[_Followed]] = {}
    for initiative_id, forum_id, frequency, first, until, example, *people in ctx.session.execute(query):
        # The query asks for those that say all three; the columns themselves may be empty.
        if forum_id is None or frequency is None or first is None or initiative_id not in running.with_phases():
            continue
        if view.mine and initiative_id not in running.own and ctx.actor.user_id not in people:
            continue
        last = until.end if until is not None else None
        groups.setdefault((forum_id, frequency), []).append(_Followed(initiative_id, first.start, last, example))
    return groups


def _of_the_plan(ctx: Context, plan: Plan, year: int, view: View) -> Sequence[Entry]:
    """What the plan's own settings say comes round: its follow-up and its revision, counted from its first day.

    They go on after its last one: a plan for a year that is revised every year is revised as that year ends.
    """
    if view.mine and not roles_at(ctx.actor, plan.scope()) & _MEETING:
        return []
    rhythms = (
        (WheelKind.FOLLOW_UP, "Planen följs upp", plan.follow_up_months),
        (WheelKind.REVISION, "Planen revideras", plan.revision_months),
    )
    found = []
    for kind, title, months in rhythms:
        if times := every_months(months, year, start=plan.valid_period.start):
            when = "varje månad" if months == 1 else f"var {months}:e månad"
            found.append(Entry(kind, title, plan.id, times, when))
    return found


def _meetings(ctx: Context, plan: Plan, year: int, view: View) -> Iterator[Entry]:
    """When the plan's forums meet, as far as somebody has written it in a way that can be read."""
    if view.mine and not roles_at(ctx.actor, plan.scope()) & _MEETING:
        return
    for forum in plans.forums(ctx, plan.id):
        period = read(forum.meets) if forum.active and forum.meets else None
        if period is None or (period.recurrence is None and (period.end is None or period.end.year != year)):
            continue
        yield Entry(WheelKind.MEETING, f"{forum.name} möts", forum.id, occurrences(period, year), forum.meets or "")

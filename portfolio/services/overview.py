"""Read models for the portfolio, the list and the timeline: the same few queries whatever the number of initiatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from portfolio.domain.complexity import Assessed, ComplexityLevel, current
from portfolio.domain.initiatives import DRAFT_STATES, InitiativeKind, InitiativeState
from portfolio.domain.permissions import Scope, exists_for
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.stages import Late, Stage, late, stage_of
from portfolio.domain.texts import clean_text, swedish_key
from portfolio.models import (
    ComplexityAssessment,
    Decision,
    FormerTitle,
    Initiative,
    InitiativePhase,
    Plan,
    ProgrammeArea,
    User,
)
from portfolio.services import people, plans
from portfolio.services.context import Context


@dataclass(frozen=True)
class InitiativeRow:
    """One initiative as lists and pictures show it."""

    id: int
    title: str
    former_titles: tuple[str, ...]
    area: ProgrammeArea
    group: ProgrammeArea
    kind: InitiativeKind
    state: InitiativeState
    state_is_example: bool
    level: ComplexityLevel | None
    level_is_example: bool
    times: Mapping[Phase, PhaseTimes]
    times_are_example: bool
    leads: tuple[str, ...]
    lead_text: str | None
    late: Late | None = None
    lead_ids: frozenset[int] = frozenset()
    author_id: int | None = None

    @property
    def example(self) -> bool:
        """Whether anything that is shown of it comes from the example file."""
        return self.state_is_example or self.level_is_example or self.times_are_example

    @property
    def stage(self) -> Stage:
        """How far it has come, seen from the whole portfolio."""
        return stage_of(self.state, self.kind)

    @property
    def has_timetable(self) -> bool:
        """Whether any phase has a time."""
        return any(times.planned or times.actual for times in self.times.values())

    @property
    def lacks_timetable(self) -> bool:
        """Whether it should have a timetable and has none; what fortgår över tid needs none."""
        return self.kind is InitiativeKind.INITIATIVE and not self.has_timetable


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty one shows everything."""

    words: str = ""
    area: int | None = None
    state: InitiativeState | None = None
    level: ComplexityLevel | None = None
    unclassified: bool = False
    timetable: bool | None = None
    stage: Stage | None = None
    late: bool = False
    mine: bool = False


#: Ways to sort the list: its key in addresses → how.
SORTS: dict[str, Callable[[InitiativeRow], Any]] = {
    "plan": lambda row: 0,
    "namn": lambda row: swedish_key(row.title),
    "lage": lambda row: list(InitiativeState).index(row.state),
    "niva": lambda row: list(ComplexityLevel).index(row.level) if row.level else -1,
}


@dataclass(frozen=True)
class Count:
    """How many initiatives share something, by state and by level."""

    total: int = 0
    states: Mapping[InitiativeState, int] = field(default_factory=dict)
    levels: Mapping[ComplexityLevel | None, int] = field(default_factory=dict)
    without_timetable: int = 0


def rows(ctx: Context, plan: Plan, filters: Filters | None = None, *, sort: str = "plan") -> list[InitiativeRow]:
    """The plan's initiatives that exist for the actor, in the plan's order or another. Eight queries, always."""
    found = [row for row in _all_rows(ctx, plan) if filters is None or _fits(ctx, row, filters)]
    return sorted(found, key=SORTS[sort]) if sort in SORTS else found


def grouped(
    rows: Sequence[InitiativeRow], areas: Sequence[ProgrammeArea]
) -> list[tuple[ProgrammeArea, list[InitiativeRow]]]:
    """The rows by the plan's top areas, in the plan's order: empty ones too, unless they are concluded."""
    groups = [(area, [row for row in rows if row.group is area]) for area in areas if area.parent_id is None]
    return [(area, of_area) for area, of_area in groups if area.active or of_area]


def count(rows: Sequence[InitiativeRow]) -> Count:
    """Counts by state and level, and how many lack a timetable that should have one."""
    return Count(
        total=len(rows),
        states=Counter(row.state for row in rows),
        levels=Counter(row.level for row in rows),
        without_timetable=sum(row.lacks_timetable for row in rows),
    )


def _fits(ctx: Context, row: InitiativeRow, wanted: Filters) -> bool:
    holds = (
        wanted.area is None or wanted.area in (row.area.id, row.group.id),
        wanted.state is None or row.state is wanted.state,
        wanted.level is None or row.level is wanted.level,
        not wanted.unclassified or row.level is None,
        wanted.stage is None or row.stage is wanted.stage,
        not wanted.late or row.late is not None,
        wanted.timetable is not True or row.has_timetable,
        wanted.timetable is not False or row.lacks_timetable,
        not wanted.mine or any(grant.initiative_id == row.id for grant in ctx.actor.grants),
    )
    if not all(holds):
        return False
    words = (clean_text(wanted.words) or "").casefold().split()
    haystack = " ".join((row.title, *row.former_titles)).casefold()
    return all(word in haystack for word in words)


def _all_rows(ctx: Context, plan: Plan) -> list[InitiativeRow]:
    areas = {area.id: area for area in plans.areas(ctx, plan.id)}
    of_plan = select(Initiative.id).where(Initiative.plan_id == plan.id)
    titles, phases = _former_titles(ctx, of_plan), _phases(ctx, of_plan)
    levels, state_examples = _levels(ctx, of_plan), _state_examples(ctx, of_plan)
    initiatives = [one for one in _ordered(ctx, plan, areas) if _exists(ctx, plan, one, areas)]
    leads = people.project_leads(ctx.session, [one.id for one in initiatives])
    return [
        _row(
            one,
            areas,
            titles=titles.get(one.id, []),
            phases=phases.get(one.id, []),
            holding=current(levels.get(one.id, [])),
            state_is_example=state_examples.get(one.id, False),
            leads=leads.get(one.id, []),
            today=ctx.today,
        )
        for one in initiatives
    ]


def _row(
    one: Initiative,
    areas: Mapping[int, ProgrammeArea],
    *,
    titles: Sequence[str],
    phases: Sequence[InitiativePhase],
    holding: Assessed | None,
    state_is_example: bool,
    leads: Sequence[User],
    today: date,
) -> InitiativeRow:
    times = {phase.phase: phase.times() for phase in phases}
    return InitiativeRow(
        id=one.id,
        title=one.title,
        former_titles=tuple(titles),
        area=areas[one.area_id],
        group=_top(areas, one.area_id),
        kind=one.kind,
        state=one.state,
        state_is_example=state_is_example,
        level=holding.level if holding else None,
        level_is_example=holding.example if holding else False,
        times=times,
        times_are_example=any(phase.example for phase in phases),
        leads=tuple(user.name for user in leads),
        lead_text=one.project_lead,
        late=late(times, state=one.state, kind=one.kind, today=today),
        lead_ids=frozenset(user.id for user in leads),
        author_id=one.author_id,
    )


def _former_titles(ctx: Context, initiatives: Select[int]) -> dict[int, list[str]]:
    query = select(FormerTitle.initiative_id, FormerTitle.title).where(FormerTitle.initiative_id.in_(initiatives))
    found: dict[int, list[str]] = {}
    for initiative_id, title in ctx.session.execute(query.order_by(FormerTitle.position)):
        found.setdefault(initiative_id, []).append(title)
    return found


def _phases(ctx: Context, initiatives: Select[int]) -> dict[int, list[InitiativePhase]]:
    query = select(InitiativePhase).where(InitiativePhase.initiative_id.in_(initiatives))
    found: dict[int, list[InitiativePhase]] = {}
    for phase in ctx.session.scalars(query.order_by(InitiativePhase.position)):
        found.setdefault(phase.initiative_id, []).append(phase)
    return found


def _levels(ctx: Context, initiatives: Select[int]) -> dict[int, list[Assessed]]:
    made = ComplexityAssessment
    query = (
        select(made.initiative_id, made.id, made.level, Decision.decided_on, Decision.example)
        .join(Decision, Decision.id == made.decision_id)
        .where(made.initiative_id.in_(initiatives), Decision.corrected.is_(False))
    )
    found: dict[int, list[Assessed]] = {}
    for initiative_id, number, level, decided_on, example in ctx.session.execute(query):
        found.setdefault(initiative_id, []).append(Assessed(level, decided_on, number, example))
    return found


def _state_examples(ctx: Context, initiatives: Select[int]) -> dict[int, bool]:
    # The last change of state tells whether the state that is shown is an example.
    query = (
        select(Decision.initiative_id, Decision.example)
        .where(Decision.initiative_id.in_(initiatives), Decision.to_state.is_not(None))
        .order_by(Decision.id)
    )
    return dict(ctx.session.execute(query).all())


def _ordered(ctx: Context, plan: Plan, areas: Mapping[int, ProgrammeArea]) -> list[Initiative]:
    order = {area_id: position for position, area_id in enumerate(areas)}
    found = ctx.session.scalars(select(Initiative).where(Initiative.plan_id == plan.id))
    return sorted(found, key=lambda one: (order[one.area_id], one.position, one.id))


def _exists(ctx: Context, plan: Plan, one: Initiative, areas: Mapping[int, ProgrammeArea]) -> bool:
    # The same question as Initiative.scope() asks, but from rows at hand: the areas are loaded, so no query for each.
    if one.state not in DRAFT_STATES:
        return True
    scope = Scope(
        plan_id=plan.id,
        area_ids=areas[one.area_id].with_ancestors(),
        organisation_ids=plan.owner.with_ancestors(),
        initiative_ids=frozenset({one.id}),
        draft=True,
        author_id=one.author_id,
    )
    return exists_for(ctx.actor, scope)


def _top(areas: Mapping[int, ProgrammeArea], area_id: int) -> ProgrammeArea:
    area = areas[area_id]
    return area if area.parent_id is None else _top(areas, area.parent_id)

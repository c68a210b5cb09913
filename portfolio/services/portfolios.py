"""The whole of a plan on one page: what a steering group asks of it, counted from the rows that its lists show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.domain.comparisons import Evidence
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.effects import EffectFlag, EffectState
from portfolio.domain.periods import Period, quarters_between
from portfolio.domain.stages import Stage
from portfolio.models import Goal, Plan, ProgrammeArea
from portfolio.services import goals, overview, plans, quarter_answers, register
from portfolio.services.context import Context
from portfolio.services.decisions import AgendaMatter, agenda
from portfolio.services.overview import InitiativeRow
from portfolio.services.register import Row


@dataclass(frozen=True)
class LevelRow:
    """How many initiatives of one level stand where; the level is None for those that are not classified."""

    level: ComplexityLevel | None
    stages: Mapping[Stage, int]

    @property
    def total(self) -> int:
        """How many there are of the level."""
        return sum(self.stages.values())


@dataclass(frozen=True)
class Effects:
    """Of some rows of the register how many benefits are in each state, and how many measures show what.

    Those that were concluded are in no state any more, and those that somebody judged to be reached without a measure
    (``judged_reached``) are counted apart. Evidence is told of a measure of a benefit, and is None where
    nothing can be judged: without a direction or a start. ``overdue`` of the measures lack a value that is late.
    """

    benefits: int
    states: Mapping[EffectState, int]
    evidence: Mapping[Evidence | None, int]
    overdue: int
    judged_reached: int = 0

    @property
    def measures(self) -> int:
        """How many measures there are, each once for every benefit that it tells of."""
        return sum(self.evidence.values())

    @property
    def shown(self) -> int:
        """For how many of them a change has been shown, surely or by signs, for better or worse."""
        return sum(number for one, number in self.evidence.items() if one is not None and one.is_change)

    def of(self, *states: EffectState) -> int:
        """How many benefits are in any of the states."""
        return sum(self.states.get(state, 0) for state in states)


@dataclass(frozen=True)
class QuarterCount:
    """One quarter: benefits that should have had their full effect by its end, and those that had reached the target.

    ``reached`` and ``missing`` are None for a quarter that has not begun. ``due`` counts measures of benefits with a
    value that is waited for in the quarter, ``missing`` those of them that lack any.
    """

    quarter: Period
    planned: int
    reached: int | None
    due: int
    missing: int | None
    now: bool = False


@dataclass(frozen=True)
class GoalCount:
    """A goal, how deep it lies in its tree, and how many benefits serve it or any goal below it."""

    goal: Goal
    depth: int
    benefits: int
    below: int


@dataclass(frozen=True)
class Portfolio:
    """Everything that the page of a plan tells; lists of rows are those that its figures lead to."""

    initiatives: Sequence[InitiativeRow]
    levels: Sequence[LevelRow]
    late: Sequence[InitiativeRow]
    whole: Effects
    areas: Sequence[tuple[ProgrammeArea, Effects]]
    quarters: Sequence[QuarterCount]
    untimed: int
    goals: Sequence[GoalCount]
    aimless: int
    examples: int
    waiting: Sequence[AgendaMatter] = field(default_factory=tuple)

    @property
    def stages(self) -> list[Stage]:
        """The stages that any initiative stands in, in their order; the three phases always."""
        always = {Stage.BEFORE, Stage.PREPARATION, Stage.DELIVERY, Stage.REALISATION}
        found = {stage for row in self.levels for stage, number in row.stages.items() if number}
        return [stage for stage in Stage if stage in always | found]

    @property
    def present(self) -> QuarterCount | None:
        """The quarter of today, where the plan's years hold it."""
        return next((one for one in self.quarters if one.now), None)

    @property
    def unserved(self) -> list[GoalCount]:
        """The goals that no benefit serves, directly or by a goal below."""
        return [one for one in self.goals if not one.benefits and not one.below]


def portfolio(ctx: Context, plan: Plan) -> Portfolio:
    """The plan as its page shows it to the actor. The same few queries whatever is in it."""
    initiatives = overview.rows(ctx, plan)
    every = register.everything(ctx, plan)
    held = [row for row in every if row.held]
    areas = plans.areas(ctx, plan.id)
    tops = {area.id: area for area in areas}
    by_area: dict[int, list[Row]] = {}
    for row in held:
        by_area.setdefault(_top(tops, row.initiative.area_id), []).append(row)
    return Portfolio(
        initiatives=initiatives,
        levels=_levels(initiatives),
        late=[row for row in initiatives if row.late is not None],
        whole=effects_of(held),
        areas=[
            (area, effects_of(by_area.get(area.id, [])))
            for area in areas
            if area.parent_id is None and (area.active or area.id in by_area)
        ],
        quarters=_quarters(ctx, plan, held),
        untimed=len({row.benefit.id for row in held if _lacks_time(row)}),
        goals=_goals(ctx, plan, held),
        aimless=len({row.benefit.id for row in held if not row.goals}),
        examples=len({row.benefit.id for row in held if row.benefit.example}),
        waiting=agenda(ctx, plan).matters,
    )


def effects_of(rows: Iterable[Row]) -> Effects:
    """Count the states and the evidence of rows of the register; a benefit with several measures is one benefit."""
    states: dict[int, EffectState] = {}
    judged: set[int] = set()
    evidence: Counter[Evidence | None] = Counter()
    overdue = 0
    for row in rows:
        if row.is_judged_reached:
            judged.add(row.benefit.id)
        else:
            states[row.benefit.id] = row.said.state
        if row.judged is not None:
            evidence[row.evidence] += 1
            overdue += EffectFlag.OVERDUE in row.judged.effect.flags
    return Effects(len(states) + len(judged), Counter(states.values()), evidence, overdue, len(judged))


def _levels(rows: Sequence[InitiativeRow]) -> list[LevelRow]:
    levels: list[ComplexityLevel | None] = [*ComplexityLevel, None]
    return [LevelRow(level, Counter(row.stage for row in rows if row.level is level)) for level in levels]


def _quarters(ctx: Context, plan: Plan, rows: Sequence[Row]) -> list[QuarterCount]:
    quarters = quarters_between(plan.timeline_period, plan.timeline_period)
    ends = [one.end for one in quarters if one.end is not None]
    begun = sum(1 for one in quarters if one.start is not None and one.start <= ctx.today)
    benefits = {row.benefit.id: row for row in rows}
    planned = [quarter_answers.planned_by(row.benefit) for row in benefits.values()]
    reached: Counter[int] = Counter()
    for row in benefits.values():
        reached.update(at for at, met in enumerate(quarter_answers.reached(row.benefit, row.said, ends[:begun])) if met)
    due, missing = _values(ctx, rows, quarters)
    return [
        QuarterCount(
            quarter,
            planned=sum(one is not None and one <= ends[at] for one in planned),
            reached=reached[at] if at < begun else None,
            due=due[at],
            missing=missing[at] if at < begun else None,
            now=at == begun - 1 and ctx.today <= ends[at],
        )
        for at, quarter in enumerate(quarters)
    ]


def _values(ctx: Context, rows: Sequence[Row], quarters: Sequence[Period]) -> tuple[Counter[int], Counter[int]]:
    """By quarter how many rows wait for a value in it, and how many of them lack one."""
    due: Counter[int] = Counter()
    missing: Counter[int] = Counter()
    last = quarters[-1].end
    for row in rows:
        if row.judged is None or last is None:
            continue
        wanted = quarter_answers.due(row.judged, by=last)
        lacking = quarter_answers.missing(row.judged, wanted, today=ctx.today)
        due.update(_indexes(wanted, quarters))
        missing.update(_indexes(lacking, quarters))
    return due, missing


def _indexes(periods: Iterable[Period], quarters: Sequence[Period]) -> set[int]:
    first = quarters[0].start
    found = set()
    for one in periods:
        if one.end is not None and first is not None and one.end >= first:
            found.add((one.end.year - first.year) * 4 + (one.end.month - 1) // 3 - (first.month - 1) // 3)
    return found


def _lacks_time(row: Row) -> bool:
    return quarter_answers.is_expected(row.benefit) and quarter_answers.planned_by(row.benefit) is None


def _goals(ctx: Context, plan: Plan, rows: Sequence[Row]) -> list[GoalCount]:
    serving: dict[int, set[int]] = {}
    for row in rows:
        for goal_id in row.goals:
            serving.setdefault(goal_id, set()).add(row.benefit.id)
    ordered = goals.of_plan(ctx, plan.id, active_only=True)
    parents = {goal.id: goal.parent_id for goal, _ in ordered}
    below: Counter[int] = Counter()
    for goal_id, of_goal in serving.items():
        above = parents.get(goal_id)
        while above is not None:
            below[above] += len(of_goal)
            above = parents.get(above)
    return [GoalCount(goal, depth, len(serving.get(goal.id, ())), below[goal.id]) for goal, depth in ordered]


def _top(areas: Mapping[int, ProgrammeArea], area_id: int) -> int:
    area = areas[area_id]
    return area.id if area.parent_id is None else _top(areas, area.parent_id)

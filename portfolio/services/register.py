"""The benefit register (nyttoregister) of a plan: one row a benefit and measure, narrowed, sorted and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portfolio.domain.benefits import Perspective
from portfolio.domain.comparisons import Evidence
from portfolio.domain.effects import WORST_FIRST, EffectFlag, EffectState, QuarterQuestion
from portfolio.domain.periods import Period
from portfolio.domain.search import fold, words_of
from portfolio.domain.texts import swedish_key
from portfolio.models import Benefit, BenefitGoal, Initiative, Organisation, Plan
from portfolio.services import benefits, effects, existing, quarter_answers
from portfolio.services.context import Context
from portfolio.services.effects import BenefitEffect, Judged

#: As many rows as a page shows.
PAGE = 50


@dataclass(frozen=True)
class Row:
    """A benefit with one of its measures, or without any; the initiative that it belongs to is at hand."""

    benefit: Benefit
    initiative: Initiative
    said: BenefitEffect
    judged: Judged | None
    goals: frozenset[int] = frozenset()
    today: date = date.max

    @property
    def held(self) -> bool:
        """Whether the benefit is still followed: it has not been concluded."""
        return self.benefit.concluded_on is None

    def answers(self, question: QuarterQuestion, quarter: Period) -> bool:
        """Whether what is asked of a quarter is so of this row; never of what has been concluded."""
        return self.held and quarter_answers.answer(
            self.benefit, self.said, self.judged, question, quarter, today=self.today
        )

    @property
    def state(self) -> EffectState:
        """The state of this measure; that of the benefit stands beside it where it is another."""
        return self.judged.effect.state if self.judged is not None else self.said.state

    @property
    def flags(self) -> tuple[str, ...]:
        """What else there is to know, in words."""
        return self.judged.flags if self.judged is not None else self.said.flags

    @property
    def effect_flags(self) -> frozenset[EffectFlag]:
        """What else there is to know."""
        return self.judged.effect.flags if self.judged is not None else self.said.effect_flags

    @property
    def evidence(self) -> Evidence | None:
        """How sure it is that something has changed; a benefit without measures may have been judged."""
        return self.judged.evidence if self.judged is not None else self.said.evidence

    @property
    def is_judged_reached(self) -> bool:
        """Whether somebody judged the benefit to be reached, without any measure: that is no measured state."""
        return self.said.is_assessed and self.said.state is EffectState.REACHED

    @property
    def owner(self) -> str | None:
        """Who answers for the benefit in the line."""
        return benefits.owner_in_words(self.benefit)

    @property
    def controller(self) -> str | None:
        """Who answers for the follow-up."""
        return benefits.controller_in_words(self.benefit)

    @property
    def deviation(self) -> float | None:
        """How far ahead of what was expected, as a ratio."""
        return self.judged.effect.deviation if self.judged is not None else None


@dataclass(frozen=True)
class Filters:
    """What the register is narrowed to; an empty one shows everything."""

    words: str = ""
    area: int | None = None
    state: EffectState | None = None
    initiative: int | None = None
    unit: int | None = None
    perspective: Perspective | None = None
    flag: EffectFlag | None = None
    evidence: Evidence | None = None
    unproven: bool = False
    goal: int | None = None
    aimless: bool = False
    question: QuarterQuestion | None = None
    quarter: Period | None = None


#: Ways to sort: the key in addresses → how. What is alike stays in the plan's order.
SORTS: dict[str, Callable[[Row], Any]] = {
    # Nobody is to do anything about what has been concluded, so it comes last.
    "lage": lambda row: (row.benefit.concluded_on is not None, WORST_FIRST.index(row.said.state)),
    "avvikelse": lambda row: (row.deviation is None, row.deviation or 0.0),
    "initiativ": lambda row: 0,
    "nytta": lambda row: swedish_key(row.benefit.title),
}


@dataclass(frozen=True)
class Register:
    """What is shown, and how many benefits there are in each state before the state narrows them.

    Those that were ``concluded`` are counted apart: they are in no state any more. So are those that somebody judged
    to be reached, without any measure.
    """

    rows: tuple[Row, ...]
    counts: Mapping[EffectState, int]
    concluded: int = 0
    judged_reached: int = 0

    @property
    def benefits(self) -> int:
        """How many benefits are shown."""
        return len({row.benefit.id for row in self.rows})


def everything(ctx: Context, plan: Plan) -> list[Row]:
    """Every benefit that exists for the actor, in the plan's order. The same few queries whatever their number."""
    held = {one.id: one for one in existing.initiatives(ctx, Initiative.plan_id == plan.id)}
    query = (
        select(Benefit)
        .where(Benefit.initiative_id.in_(held))
        .order_by(Benefit.position, Benefit.id)
        .options(
            joinedload(Benefit.owner_unit),
            joinedload(Benefit.owner_user),
            joinedload(Benefit.controller_user),
        )
    )
    found: dict[int, list[Benefit]] = {one: [] for one in held}
    for one in ctx.session.scalars(query):
        found[one.initiative_id].append(one)
    ids = [one.id for of_initiative in found.values() for one in of_initiative]
    said = effects.of_benefits(ctx, plan, ids)
    goals = _goals(ctx, ids)
    return [
        Row(one, held[initiative_id], said[one.id], judged, goals.get(one.id, frozenset()), ctx.today)
        for initiative_id, of_initiative in found.items()
        for one in of_initiative
        for judged in said[one.id].measures or (None,)
    ]


def narrowed(rows: Sequence[Row], filters: Filters, *, sort: str = "lage") -> Register:
    """The rows that fit, sorted, and the benefits by state among those that fit all but the state."""
    fitting = [row for row in rows if _fits(row, filters)]
    held = [row for row in fitting if row.benefit.concluded_on is None]
    judged = {row.benefit.id for row in held if row.is_judged_reached}
    states = {row.benefit.id: row.said.state for row in held if row.benefit.id not in judged}
    concluded = {row.benefit.id for row in fitting} - states.keys() - judged
    shown = fitting if filters.state is None else [row for row in held if states.get(row.benefit.id) is filters.state]
    ordered = tuple(sorted(shown, key=SORTS.get(sort, SORTS["lage"])))
    return Register(ordered, Counter(states.values()), len(concluded), len(judged))


def initiatives_of(rows: Iterable[Row]) -> list[tuple[int, str]]:
    """The initiatives that have benefits, to choose among, in the plan's order."""
    return list({row.initiative.id: row.initiative.title for row in rows}.items())


def units_of(rows: Iterable[Row]) -> list[tuple[int, str]]:
    """The units that own benefits, to choose among, by name."""
    units: dict[int, Organisation] = {
        row.benefit.owner_unit.id: row.benefit.owner_unit for row in rows if row.benefit.owner_unit
    }
    return sorted(((one.id, one.name) for one in units.values()), key=lambda one: swedish_key(one[1]))


def _goals(ctx: Context, benefit_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    query = select(BenefitGoal.benefit_id, BenefitGoal.goal_id).where(BenefitGoal.benefit_id.in_(benefit_ids))
    found: dict[int, frozenset[int]] = {}
    for benefit_id, goal_id in ctx.session.execute(query):
        found[benefit_id] = found.get(benefit_id, frozenset()) | {goal_id}
    return found


def _fits(row: Row, wanted: Filters) -> bool:
    area = row.initiative.area
    asked = (
        (wanted.area, (area.id, area.parent_id)),
        (wanted.initiative, (row.initiative.id,)),
        (wanted.unit, (row.benefit.owner_unit_id,)),
        (wanted.perspective, (row.benefit.perspective,)),
        (wanted.flag, row.effect_flags),
        (wanted.goal, row.goals),
        (wanted.evidence, (row.evidence,) if row.held else ()),
    )
    if any(value is not None and value not in among for value, among in asked):
        return False
    if wanted.unproven and not (row.held and row.judged is not None and row.evidence is None):
        return False
    if wanted.aimless and not (row.held and not row.goals):
        return False
    if wanted.question is not None and wanted.quarter is not None and not row.answers(wanted.question, wanted.quarter):
        return False
    words = words_of(wanted.words)
    return not words or all(word in _text(row) for word in words)


def _text(row: Row) -> str:
    measure = row.judged.link.measure.name if row.judged is not None else None
    told = (row.benefit.title, row.initiative.title, measure, row.owner, row.controller)
    return fold("\n".join(text for text in told if text))

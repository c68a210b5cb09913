"""Benefits: adding, reading and listing them. Saving a step has a module of its own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portfolio.domain.activities import ActivityKind
from portfolio.domain.benefits import TEXT_RULES, BenefitKind
from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.initiatives import DRAFT_STATES
from portfolio.domain.permissions import Permission
from portfolio.domain.steps import Answers, Preliminary, complete, incomplete, lacks
from portfolio.domain.texts import clean_texts
from portfolio.models import Benefit, BenefitActivity, BenefitGoal, BenefitLink, BenefitMeasure, Initiative
from portfolio.services.context import Context
from portfolio.services.levels import level_of as level_of
from portfolio.services.paging import TOGETHER


@dataclass(frozen=True)
class BenefitRow:
    """One benefit as lists show it: ``lacking`` tells by step what is missing, nothing for a complete one."""

    id: int
    title: str
    kind: BenefitKind | None
    emergent: bool
    owner: str | None
    controller: str | None
    lacking: dict[int, tuple[str, ...]]
    preliminary: frozenset[int]
    first_effect: str | None
    full_effect: str | None
    goals: tuple[str, ...]
    measures: tuple[str, ...]
    leads_to: tuple[tuple[int, str], ...]
    assessed: bool
    example: bool
    key: str
    concluded_on: date | None

    @property
    def complete(self) -> int:
        """How many of the seven steps are complete."""
        return complete(self.lacking)

    @property
    def incomplete(self) -> tuple[int, ...]:
        """The steps that are not."""
        return incomplete(self.lacking)


def get(ctx: Context, benefit_id: int, *, to: Permission = Permission.READ_INITIATIVE) -> Benefit:
    """The benefit with all that its steps link to, in the same few queries always. Raises NotFound or Denied."""
    benefit = ctx.load(Benefit, benefit_id, to=to)
    ctx.session.scalars(select(Benefit).where(Benefit.id == benefit.id).options(*LOADED)).one()
    return benefit


def add(ctx: Context, initiative_id: int, *, title: str, description: str | None, kind: BenefitKind | None) -> Benefit:
    """Add a benefit to the initiative; everything but its name can come later. Raises InvalidFields."""
    initiative = ctx.load(Initiative, initiative_id, to=Permission.EDIT_BENEFIT)
    ctx.record("benefit:add", plan_id=initiative.plan_id)
    rules = {name: TEXT_RULES[name] for name in ("title", "description")}
    texts = clean_texts({"title": title, "description": description}, rules)
    last = ctx.session.scalar(select(func.max(Benefit.position)).where(Benefit.initiative_id == initiative.id))
    benefit = Benefit(
        initiative_id=initiative.id,
        key=f"n-{secrets.token_hex(6)}",
        position=(last or 0) + 1,
        created_at=ctx.now,
        example=False,
        emergent=False,
        kind=kind,
        **texts,
    )
    initiative.benefits.append(benefit)
    ctx.session.flush()
    return benefit


def of_initiative(ctx: Context, initiative: Initiative) -> list[BenefitRow]:
    """The initiative's benefits in their order. The same few queries whatever their number."""
    return [row for _, row in profiles(ctx, initiative)]


def of_initiatives(ctx: Context, levels: Mapping[int, ComplexityLevel | None]) -> dict[int, list[BenefitRow]]:
    """The benefits of several initiatives, by the initiatives' ids; ``levels`` tells which, and how each is judged."""
    found: dict[int, list[BenefitRow]] = {initiative_id: [] for initiative_id in levels}
    query = (
        select(Benefit).where(Benefit.initiative_id.in_(levels)).order_by(Benefit.position, Benefit.id).options(*LOADED)
    )
    for one in ctx.session.scalars(query):
        found[one.initiative_id].append(row(ctx, one, level=levels[one.initiative_id]))
    return found


def answers(benefit: Benefit) -> Answers:
    """The benefit as the rules of the steps ask about it."""
    return Answers(
        title=benefit.title,
        description=benefit.description,
        kind=benefit.kind,
        activities=tuple(
            link.activity.kind is ActivityKind.ACTIVITY and link.activity.phase is None for link in benefit.activities
        ),
        owner_role=benefit.owner_role,
        owner_unit=benefit.owner_unit_id is not None,
        first_effect=benefit.first_effect,
        full_effect=benefit.full_effect,
        follow_up_method=benefit.follow_up_method,
        frequency=benefit.frequency,
        controller=bool(benefit.controller_role or benefit.controller_user_id),
        measures=len(benefit.measures),
        assessed=bool(benefit.assessment_method or benefit.assessments),
        preliminary={mark.step: Preliminary(mark.until) for mark in benefit.preliminary},
    )


def row(ctx: Context, benefit: Benefit, *, level: ComplexityLevel | None) -> BenefitRow:
    """The benefit as lists show it to the actor."""
    return BenefitRow(
        id=benefit.id,
        title=benefit.title,
        kind=benefit.kind,
        emergent=benefit.emergent,
        owner=owner_in_words(benefit),
        controller=controller_in_words(benefit),
        lacking=lacks(answers(benefit), level=level, today=ctx.today),
        preliminary=frozenset(mark.step for mark in benefit.preliminary if level is ComplexityLevel.COMPLEX),
        first_effect=benefit.first_effect.label if benefit.first_effect else None,
        full_effect=benefit.full_effect.label if benefit.full_effect else None,
        goals=tuple(link.goal.name for link in benefit.goals),
        measures=tuple(link.measure.name for link in benefit.measures),
        leads_to=tuple((one.id, one.title) for one in led_to(ctx, benefit)),
        assessed=bool(benefit.assessment_method or benefit.assessments),
        example=benefit.example,
        key=benefit.key,
        concluded_on=benefit.concluded_on,
    )


def led_to(ctx: Context, benefit: Benefit) -> list[Benefit]:
    """The benefits that this one leads to and that exist for the actor: one in a draft may be hidden."""
    return [link.target for link in benefit.leads_to if exists(ctx, link.target)]


def exists(ctx: Context, benefit: Benefit) -> bool:
    """Whether a benefit of a plan that the actor reads exists for them; only those of drafts may not."""
    return benefit.initiative.state not in DRAFT_STATES or ctx.can(Permission.READ_INITIATIVE, benefit)


def leading_to(ctx: Context, benefit: Benefit) -> list[Benefit]:
    """The benefits that lead to this one and exist for the actor."""
    query = (
        select(Benefit)
        .join(BenefitLink, BenefitLink.benefit_id == Benefit.id)
        .where(BenefitLink.target_id == benefit.id)
        .options(joinedload(Benefit.initiative))
        .order_by(Benefit.id)
    )
    return [one for one in ctx.session.scalars(query) if ctx.can(Permission.READ_INITIATIVE, one)]


def profiles(ctx: Context, initiative: Initiative) -> list[tuple[Benefit, BenefitRow]]:
    """Each of the initiative's benefits with its row, for the template (effekthanteringsmall) on paper."""
    query = (
        select(Benefit)
        .where(Benefit.initiative_id == initiative.id)
        .order_by(Benefit.position, Benefit.id)
        .options(*LOADED)
    )
    level = level_of(initiative)
    return [(one, row(ctx, one, level=level)) for one in ctx.session.scalars(query)]


def owner_in_words(benefit: Benefit) -> str | None:
    """The owner's role, unit and name, as far as they are stated."""
    unit = benefit.owner_unit.name if benefit.owner_unit else None
    person = benefit.owner_user.name if benefit.owner_user else None
    return ", ".join(part for part in (benefit.owner_role, unit, person) if part) or None


def controller_in_words(benefit: Benefit) -> str | None:
    """Who answers for the follow-up: name and role, as far as they are stated."""
    person = benefit.controller_user.name if benefit.controller_user else None
    return ", ".join(part for part in (person, benefit.controller_role) if part) or None


#: What a list of benefits shows, loaded with them in one query each.
LOADED: Sequence[Any] = (
    selectinload(Benefit.goals, chunksize=TOGETHER).joinedload(BenefitGoal.goal),
    selectinload(Benefit.activities, chunksize=TOGETHER).joinedload(BenefitActivity.activity),
    selectinload(Benefit.leads_to, chunksize=TOGETHER).joinedload(BenefitLink.target).joinedload(Benefit.initiative),
    selectinload(Benefit.measures, chunksize=TOGETHER).joinedload(BenefitMeasure.measure),
    selectinload(Benefit.preliminary, chunksize=TOGETHER),
    selectinload(Benefit.assessments, chunksize=TOGETHER),
    selectinload(Benefit.impacts, chunksize=TOGETHER),
    selectinload(Benefit.owner_unit, chunksize=TOGETHER),
    selectinload(Benefit.owner_user, chunksize=TOGETHER),
    selectinload(Benefit.controller_user, chunksize=TOGETHER),
)

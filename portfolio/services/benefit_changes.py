"""Changing a benefit across its seven steps at once: all of what is sent is saved, or none of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portfolio.domain.benefits import BenefitKind
from portfolio.domain.errors import Invalid, InvalidFields, Stale
from portfolio.domain.steps import STEPS
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of
from portfolio.models import Benefit, Initiative
from portfolio.services import benefit_steps, benefits
from portfolio.services.benefit_steps import stored
from portfolio.services.context import Context

#: What a page adds from within a step, before it is chosen there; here it is made first, and then chosen by its id.
ADDING = (
    "new_activity",
    "new_activity_kind",
    "new_activity_phase",
    "leads_to_other",
    "measure_id",
    "measure_name",
    "measure_unit",
    "measure_direction",
    "measure_definition",
    "start_reason",
)


def edited_values(benefit: Benefit) -> dict[str, Any]:
    """What all seven steps hold, by field; its version is a digest of this."""
    return {name: value for values in stored(benefit).values() for name, value in values.items()}


def add(
    ctx: Context,
    initiative_id: int,
    *,
    title: str,
    description: str | None = None,
    kind: BenefitKind | None = None,
    **fields: Any,
) -> Benefit:
    """Add a benefit with as much of its seven steps as is known.

    Raises NotFound or Denied for the initiative, Invalid or InvalidFields with what is wrong in any step.
    """
    plan_id = ctx.session.scalar(select(Initiative.plan_id).where(Initiative.id == initiative_id))
    if plan_id is not None:
        benefit_steps.hold_plan(ctx, plan_id)
    benefit = benefits.add(ctx, initiative_id, title=title, description=description, kind=kind)
    _put(ctx, benefit, fields)
    return benefit


def edit(ctx: Context, benefit_id: int, *, version: str, **fields: Any) -> Benefit:
    """Save what is sent of any steps, and leave the rest of them as it is.

    Raises Stale when anything in the seven steps was saved since ``version``; Invalid or InvalidFields with what is
    wrong in any step.
    """
    benefit = benefit_steps.locked(ctx, benefit_id)
    reason = clean_text(fields.get("start_reason"))
    ctx.record("benefit:edit", plan_id=benefit.initiative.plan_id, reason=reason)
    before = edited_values(benefit)
    if version != version_of(before):
        raise Stale("Någon annan har sparat nyttan sedan du läste den.", current=before)
    _put(ctx, benefit, fields)
    return benefit


def _put(ctx: Context, benefit: Benefit, fields: dict[str, Any]) -> None:
    if "leads_to" in fields:
        # Who sends back what they read cannot name what they do not see, and does not mean to take it away.
        unseen = [link.target_id for link in benefit.leads_to if not benefits.exists(ctx, link.target)]
        fields = {**fields, "leads_to": (*fields["leads_to"], *unseen)}
    problems: list[Invalid | InvalidFields] = []
    for step in STEPS:
        held = stored(benefit)[step]
        sent = {name: fields[name] for name in held if name in fields}
        if not sent:
            continue
        if step == 4:
            sent["start_reason"] = fields.get("start_reason")
        try:
            benefit_steps.put(ctx, benefit, step, {**dict.fromkeys(ADDING), **held, **sent})
        except (Invalid, InvalidFields) as problem:
            # The other steps are tried as well, so that everything is told at once; none of it is kept.
            problems.append(problem)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise InvalidFields({name: text for problem in problems for name, text in _by_field(problem).items()})


def _by_field(problem: Invalid | InvalidFields) -> dict[str, str]:
    return problem.problems if isinstance(problem, InvalidFields) else {problem.field or "": problem.message}

"""Initiatives whose titles look like one that somebody is about to give another one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.search import LONGEST
from portfolio.domain.similarity import ALIKE, is_comparable, similarity
from portfolio.domain.texts import clean_text
from portfolio.models import FormerTitle, Initiative
from portfolio.services import existing
from portfolio.services.context import Context

#: More than this nobody reads while typing.
MOST = 5


@dataclass(frozen=True)
class Lookalike:
    """An initiative that looks like the title, by its own or, when that is more like it, by a former one.

    ``example`` tells that its state is example data.
    """

    id: int
    title: str
    former: str | None
    state: InitiativeState
    area: str
    likeness: float
    example: bool = False


def lookalikes(
    ctx: Context, plan_id: int, title: str, *, besides: int | None = None, at_least: float = ALIKE
) -> list[Lookalike]:
    """The plan's initiatives that look like the title, the most alike first; only what exists for the actor.

    ``besides`` is the initiative that the title is for, ``at_least`` a likeness from 0 to 1. Six queries.
    """
    title = (clean_text(title) or "")[:LONGEST]
    if not is_comparable(title):
        return []
    former: dict[int, list[str]] = {}
    titles = select(FormerTitle.initiative_id, FormerTitle.title).join(
        Initiative, Initiative.id == FormerTitle.initiative_id
    )
    for number, text in ctx.session.execute(titles.where(Initiative.plan_id == plan_id).order_by(FormerTitle.id)):
        former.setdefault(number, []).append(text)
    found = []
    for one in existing.initiatives(ctx, Initiative.plan_id == plan_id):
        by_title = similarity(title, one.title)
        by_former, old = max(((similarity(title, text), text) for text in former.get(one.id, [])), default=(0.0, ""))
        likeness = max(by_title, by_former)
        if likeness >= at_least and one.id != besides:
            closest = old if by_former > by_title else None
            found.append(Lookalike(one.id, one.title, closest, one.state, one.area.name, likeness))
    found = sorted(found, key=lambda one: (-one.likeness, one.id))[:MOST]
    examples = existing.state_examples(ctx, [one.id for one in found])
    return [replace(one, example=one.id in examples) for one in found]

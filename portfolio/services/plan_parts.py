"""What a plan is made of and can be changed in its settings: areas, goals, forums, and the roles that it describes.

They are kept alike: added at the end, edited as a whole, concluded instead of removed, and part of one another in trees
without rings. The plan's row is locked first, so that two who move things at once see one tree.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from portfolio.domain.errors import Invalid, NotFound, Stale
from portfolio.domain.goals import TEXT_RULES as GOAL_TEXTS
from portfolio.domain.goals import GoalKind
from portfolio.domain.permissions import Permission
from portfolio.domain.plans import AREA_TEXTS, FORUM_TEXTS, ROLE_TEXTS, AreaKind, ForumKind
from portfolio.domain.texts import TextRule, clean_texts
from portfolio.domain.trees import check_parent, stepped
from portfolio.domain.versions import version_of
from portfolio.models import Forum, Goal, Plan, PlanRole, ProgrammeArea
from portfolio.services.context import LARGEST_ID, Context


@dataclass(frozen=True)
class Part:
    """One sort of part: its table, its texts, and what it has besides them."""

    noun: str | None
    model: type[Any]
    texts: Mapping[str, TextRule]
    letter: str
    kinds: type[StrEnum] | None = None
    nested: bool = False
    concludes: bool = True
    fixed: Mapping[str, object] = field(default_factory=dict)

    def deed(self, verb: str) -> str:
        """What is done, for the log; the roles that a plan describes are a matter of the plan's own."""
        return f"{self.noun}:{verb}" if self.noun else "plan:roles"

    @property
    def edited(self) -> tuple[str, ...]:
        """The fields that the edit form holds, and that its version is a digest of."""
        return (
            *self.texts,
            *(("kind",) if self.kinds else ()),
            *(("parent_id",) if self.nested else ()),
            *(("active",) if self.concludes else ()),
        )


AREA = Part("area", ProgrammeArea, AREA_TEXTS, "o", AreaKind, nested=True)
#: Whoever edits a goal makes it the plan's own, and no longer example data.
GOAL = Part("goal", Goal, GOAL_TEXTS, "m", GoalKind, nested=True, fixed={"example": False})
FORUM = Part("forum", Forum, FORUM_TEXTS, "f", ForumKind)
ROLE = Part(None, PlanRole, ROLE_TEXTS, "r", concludes=False)


def get(ctx: Context, part: Part, plan_id: int, row_id: int) -> Any:
    """The part when it is one of the plan's. Raises NotFound; the plan is asked for before."""
    writing = "journal" in ctx.session.info
    row = None
    if 0 < row_id <= LARGEST_ID:
        row = ctx.session.get(part.model, row_id, with_for_update=writing or None, populate_existing=writing)
    if row is None or row.plan_id != plan_id:
        raise NotFound
    return row


def edited_values(part: Part, row: Any) -> dict[str, Any]:
    """What the edit form shows, by field."""
    return {name: getattr(row, name) for name in part.edited}


def add(ctx: Context, part: Part, plan_id: int, **fields: Any) -> Any:
    """Add a part at the end of its plan. Raises Denied, Invalid or InvalidFields."""
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_PLAN)
    ctx.record(part.deed("add"), plan_id=plan.id)
    values = _checked(ctx, part, plan.id, None, {**fields, "active": True})
    last = ctx.session.scalar(select(func.max(part.model.position)).where(part.model.plan_id == plan.id))
    row = part.model(
        plan_id=plan.id,
        key=f"{part.letter}-{secrets.token_hex(6)}",
        position=(last or 0) + 1,
        **part.fixed,
        **values,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def edit(ctx: Context, part: Part, plan_id: int, row_id: int, *, version: str, **fields: Any) -> Any:
    """Save the edited fields, all of them.

    Raises NotFound for what is another plan's, Conflict when somebody else saved it since ``version``, Invalid when it
    would become part of itself, InvalidFields.
    """
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_PLAN)
    row = get(ctx, part, plan.id, row_id)
    stored = edited_values(part, row)
    concluded = stored.get("active") and not fields.get("active", True)
    ctx.record(part.deed("conclude" if concluded else "edit"), plan_id=plan.id)
    if version != version_of(stored):
        raise Stale("Någon annan har sparat det här sedan du öppnade formuläret.", current=stored)
    values = _checked(ctx, part, plan.id, row.id, {**stored, **fields})
    for name, value in values.items():
        setattr(row, name, value)
    if values != stored:
        for name, value in part.fixed.items():
            setattr(row, name, value)
    ctx.session.flush()
    if part.nested:
        # What it was part of is remembered besides the id.
        ctx.session.expire(row, ["parent"])
    return row


def move(ctx: Context, part: Part, plan_id: int, row_id: int, *, step: int) -> Any:
    """Let a part change places with the one before (``step`` −1) or after it (1) of those beside it.

    At the edge nothing happens. Raises NotFound or Denied.
    """
    plan = ctx.load(Plan, plan_id, to=Permission.EDIT_PLAN)
    ctx.record(part.deed("move"), plan_id=plan.id)
    row = get(ctx, part, plan.id, row_id)
    beside = select(part.model).where(part.model.plan_id == plan.id)
    if part.nested:
        beside = beside.where(part.model.parent_id == row.parent_id)
    siblings = {one.id: one for one in ctx.session.scalars(beside.order_by(part.model.position, part.model.id))}
    places = [(one.id, one.position) for one in siblings.values()]
    for sibling_id, position in stepped(places, row.id, step).items():
        siblings[sibling_id].position = position
    return row


def _checked(ctx: Context, part: Part, plan_id: int, row_id: int | None, fields: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = clean_texts(fields, part.texts)
    if part.kinds is not None:
        if not fields.get("kind"):
            raise Invalid("kind", "Välj ett slag.")
        values["kind"] = part.kinds(fields["kind"])
    if part.nested:
        rows = ctx.session.execute(select(part.model.id, part.model.parent_id).where(part.model.plan_id == plan_id))
        parents: dict[int, int | None] = dict(rows.all())
        values["parent_id"] = fields.get("parent_id")
        check_parent(row_id, values["parent_id"], parents)
    if part.concludes:
        values["active"] = bool(fields["active"])
    return values

"""Views of the register that people keep for themselves."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.permissions import Permission
from portfolio.domain.saved_views import MOST, TEXT_RULES, query_of
from portfolio.domain.texts import clean_texts, swedish_key
from portfolio.models import Plan, SavedView
from portfolio.services.context import LARGEST_ID, Context


def own(ctx: Context, plan: Plan) -> list[SavedView]:
    """The actor's own views of the plan's register, by name. One query."""
    query = select(SavedView).where(SavedView.user_id == ctx.actor.user_id, SavedView.plan_id == plan.id)
    return sorted(ctx.session.scalars(query), key=lambda one: swedish_key(one.name))


def save(ctx: Context, plan_id: int, *, name: str | None, asked: Mapping[str, str]) -> SavedView:
    """Keep what the register is narrowed and sorted by, under a name of the actor's own.

    Call within a transaction. Raises NotFound, Invalid or InvalidFields.
    """
    plan = ctx.load(Plan, plan_id, to=Permission.READ_PLAN)
    ctx.require(Permission.MANAGE_ACCOUNT)
    if ctx.actor.user_id is None:
        # The system has no register of its own to come back to.
        raise NotFound
    texts = clean_texts({"name": name}, TEXT_RULES)
    mine = select(func.count(SavedView.id)).where(SavedView.user_id == ctx.actor.user_id)
    if (ctx.session.scalar(mine) or 0) >= MOST:
        raise Invalid("name", f"Du har redan {MOST} vyer. Ta först bort någon som du inte använder längre.")
    view = SavedView(
        user_id=ctx.actor.user_id,
        plan_id=plan.id,
        name=texts["name"],
        query=query_of(asked),
        created_at=ctx.now,
    )
    # Compared here, since SQLite takes Å and å for different letters.
    if view.name.casefold() in {one.name.casefold() for one in own(ctx, plan)}:
        raise Invalid("name", "Du har redan en vy som heter så. Välj ett annat namn, eller ta bort den först.")
    ctx.session.add(view)
    ctx.session.flush()
    return view


def remove(ctx: Context, view_id: int) -> SavedView:
    """Remove one of the actor's own views, and return what it was. Call within a transaction. Raises NotFound.

    What the plan knows is concluded and never removed; this is nobody's but the actor's, like a bookmark in a browser.
    """
    view = ctx.session.get(SavedView, view_id) if 0 < view_id <= LARGEST_ID else None
    if view is None or view.user_id != ctx.actor.user_id or ctx.actor.user_id is None:
        raise NotFound
    ctx.session.delete(view)
    return view

"""An import that was made: what it did, undoing it, and reviewing the measured values that came with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import Denied, NotFound
from portfolio.domain.log_words import deed
from portfolio.domain.permissions import Permission
from portfolio.forms.imports import ActForm
from portfolio.per_request import current_context
from portfolio.services import import_runs, measure_lists, undo_rights, undoing
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent

bp = Blueprint("import_runs", __name__)

#: Values that wait for review are listed one by one up to so many.
MOST_VALUES = 200


@bp.get("/planer/<slug>/import/<int:run_id>")
def show(slug: str, run_id: int) -> ResponseReturnValue:
    """What the import did, and what can be done about it."""
    ctx = current_context()
    return _page(ctx, slug, run_id, ActForm())


@bp.post("/planer/<slug>/import/<int:run_id>/angra")
def undo(slug: str, run_id: int) -> ResponseReturnValue:
    """Undo the import, as long as nothing was built on it."""
    ctx = current_context()
    _run(ctx, slug, run_id)
    said = "Inläsningen är ångrad: det den ändrade står som förut, och det den lade till är borttaget."
    return _act(ctx, slug, run_id, lambda: undoing.undo(ctx, run_id), said)


@bp.post("/planer/<slug>/import/<int:run_id>/granska")
def review(slug: str, run_id: int) -> ResponseReturnValue:
    """Review all values of the import that the person may review."""
    ctx = current_context()
    ctx.check(_run(ctx, slug, run_id), Permission.REVIEW_VALUE)
    return _act(ctx, slug, run_id, lambda: import_runs.review(ctx, run_id), "Värdena är granskade.")


def _act(ctx: Context, slug: str, run_id: int, work: Callable[[], Any], said: str) -> ResponseReturnValue:
    """Do what one of the page's buttons asks for, and show the page again."""
    form = ActForm(sent())
    here = url_for(".show", slug=slug, run_id=run_id)
    return save(ctx, form, work, to=lambda _: here, said=said, again=here) or _page(ctx, slug, run_id, form)


def _page(ctx: Context, slug: str, run_id: int, form: ActForm) -> ResponseReturnValue:
    run = _run(ctx, slug, run_id)
    rows, why = import_runs.to_review(ctx, run)
    reviews = ctx.can(Permission.REVIEW_VALUE, run)
    refusal = undoing.refusal(ctx, run) if run.undone_at is None else None
    may_undo = run.undone_at is None and refusal is None
    standing = undoing.standing(ctx, run) if may_undo else None
    return page(
        "imports/run.html",
        form,
        plan=run.plan,
        run=run,
        entry=import_runs.entry_of(ctx, run),
        values=import_runs.values_in(ctx, run),
        waiting=len(rows),
        mine=[one for one in rows if one.id not in why] if reviews else [],
        reasons=_reasons(why) if reviews else [],
        most=MOST_VALUES,
        name_of=measure_lists.name_of,
        may_undo=may_undo,
        # Whoever reviews somebody else's file need not be told that they may not undo it.
        refusal=refusal if undo_rights.is_own(ctx, run) else None,
        standing=standing,
        deed=deed,
        asked=request.method == "POST",
    )


def _reasons(why: dict[int, Denied]) -> list[tuple[str, int]]:
    """Why some values are for somebody else to review, and how many for each reason."""
    counted: dict[str, int] = {}
    for one in why.values():
        counted[one.message] = counted.get(one.message, 0) + 1
    return list(counted.items())


def _run(ctx: Context, slug: str, run_id: int) -> Any:
    run = import_runs.get(ctx, run_id)
    if run.plan.slug != slug:
        raise NotFound
    return run

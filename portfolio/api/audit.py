"""The log: what was done, by whom, and what it changed."""

from __future__ import annotations

from typing import Any

from portfolio.api.calls import Calls
from portfolio.domain.log_words import deed
from portfolio.schemas.audit import LogEntrySchema, LogQuery
from portfolio.services import audit, plans
from portfolio.services.context import Context
from portfolio.services.paging import Slice

calls = Calls("audit", tag="Logg")


@calls.listing("/audit", answers=LogEntrySchema, query=LogQuery, summary="Loggen, det senaste först")
def listing(ctx: Context, *, query: dict[str, Any]) -> Slice[dict[str, Any]]:
    slug = query.get("plan")
    log = audit.log(
        ctx,
        before=query["page"].after,
        entity=query.get("entity"),
        entity_id=query.get("entity_id"),
        plan=plans.get(ctx, slug) if slug is not None else None,
        since=query.get("updated_since"),
        most=query["page"].limit,
    )
    slugs = audit.slugs(ctx, log.links)
    return Slice([_told(link, slugs, total=log.totals[link.id]) for link in log.links], log.older_than)


@calls.get("/audit/<int:entry_id>", answers=LogEntrySchema, summary="En anteckning i loggen, med allt som ändrades")
def show(ctx: Context, entry_id: int) -> dict[str, Any]:
    link = audit.entry(ctx, entry_id)
    return _told(link, audit.slugs(ctx, [link]), total=len(link.items))


def _told(link: Any, slugs: dict[int, str], *, total: int) -> dict[str, Any]:
    return {
        "id": link.id,
        "at": link.at,
        "actor": link.actor,
        "plan": slugs.get(link.plan_id),
        "action": link.action,
        "deed": deed(link.action).general,
        "reason": link.reason,
        "changes": [audit.typed(item) for item in link.items],
        "changes_total": total,
    }

"""Reading the audit log, and holding its chain against itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portfolio.domain.errors import Invalid, NotFound
from portfolio.domain.initiatives import DRAFT_STATES
from portfolio.domain.log_values import RowChange
from portfolio.domain.permissions import GRANTS, Permission, Role
from portfolio.models import Activity, AuditHead, AuditItem, AuditLink, Benefit, Initiative, InitiativeActivity, Plan
from portfolio.models.audit import GENESIS, link_hash
from portfolio.services import existing
from portfolio.services.context import LARGEST_ID, Context
from portfolio.services.log_values import TABLES, in_words
from portfolio.services.owned import OF_BENEFIT, OF_INITIATIVE

PAGE = 50

#: So many fields of one entry are shown; a plan's load changes thousands.
SHOWN = 60


@dataclass(frozen=True)
class LogPage:
    """One page of the log, the latest first, and the id to go on from when there is more.

    The entries hold their first SHOWN fields; ``totals`` tells how many each has, by its id.
    """

    links: Sequence[AuditLink]
    older_than: int | None
    totals: Mapping[int, int]


@dataclass(frozen=True)
class Verdict:
    """What ``verify`` found: the number of links that hold, and the first that does not."""

    links: int
    broken: int | None = None
    why: str = ""


def log(
    ctx: Context,
    *,
    before: int | None = None,
    entity: str | None = None,
    entity_id: int | None = None,
    plan: Plan | None = None,
    since: datetime | None = None,
    most: int | None = None,
) -> LogPage:
    """The log as far as the actor's roles reach: an administrator sees all of it, others their plans' part.

    What concerns a draft that does not exist for the actor is left out. It can be narrowed to what was done to a table
    or to one row of it, in a plan, and since an instant; ``most`` is the length of a page.

    Raises Denied, and Invalid for a table that there is none of. A bounded number of queries, whatever the length of
    the log.
    """
    most = most or PAGE
    conditions = [*_reachable(ctx, plan), *_undrafted(ctx), *_touching(entity, entity_id)]
    if plan is not None:
        conditions.append(AuditLink.plan_id == plan.id)
    if since is not None:
        conditions.append(AuditLink.at >= since)
    if before is not None:
        conditions.append(AuditLink.id < min(max(before, 0), LARGEST_ID))
    query = select(AuditLink).where(*conditions).options(joinedload(AuditLink.actor))
    found = list(ctx.session.scalars(query.order_by(AuditLink.id.desc()).limit(most + 1)))
    older_than = found[most - 1].id if len(found) > most else None
    return LogPage(found[:most], older_than, _hold_first_items(ctx, found[:most]))


def entry(ctx: Context, link_id: int) -> AuditLink:
    """One entry with all that it tells. Raises Denied, NotFound for what the actor's log does not hold."""
    conditions = [*_reachable(ctx), *_undrafted(ctx), AuditLink.id == min(link_id, LARGEST_ID)]
    # An entry that a list has shown the beginning of is read anew, whole.
    found = ctx.session.scalar(_links(conditions).execution_options(populate_existing=True))
    if found is None:
        raise NotFound("Anteckningen finns inte i den del av loggen som du ser.")
    return found


def typed(item: AuditItem) -> dict[str, Any]:
    """A change with its values as they were stored: numbers, texts, lists. A decimal is kept as text, and so exact."""
    values = {"old": item.old, "new": item.new}
    return {
        **{name: getattr(item, name) for name in ("operation", "entity", "entity_id", "field")},
        **{name: None if text is None else json.loads(text) for name, text in values.items()},
    }


def slugs(ctx: Context, links: Iterable[AuditLink]) -> dict[int, str]:
    """The slugs of the plans that entries belong to, by the plan's id. One query."""
    ids = {link.plan_id for link in links} - {None}
    return dict(ctx.session.execute(select(Plan.id, Plan.slug).where(Plan.id.in_(ids))).all())


def _hold_first_items(ctx: Context, links: Sequence[AuditLink]) -> dict[int, int]:
    """Give entries the items that are shown, and return how many each has: a file that was read in has thousands."""
    ids = [link.id for link in links]
    counted = select(AuditItem.link_id, func.count()).where(AuditItem.link_id.in_(ids)).group_by(AuditItem.link_id)
    shown = select(AuditItem).where(AuditItem.link_id.in_(ids), AuditItem.position < SHOWN)
    held: dict[int, list[AuditItem]] = {number: [] for number in ids}
    for item in ctx.session.scalars(shown.order_by(AuditItem.link_id, AuditItem.position)):
        held[item.link_id].append(item)
    for link in links:
        set_committed_value(link, "items", held[link.id])
    return {**dict.fromkeys(ids, 0), **dict(ctx.session.execute(counted).all())}


def _links(conditions: Iterable[ColumnElement[bool]]) -> Select[AuditLink]:
    return select(AuditLink).where(*conditions).options(joinedload(AuditLink.actor), selectinload(AuditLink.items))


def _reachable(ctx: Context, plan: Plan | None = None) -> list[ColumnElement[bool]]:
    """What leaves out the parts of the log that the actor may not read. Raises Denied when ``plan`` is one of them."""
    ctx.require(Permission.READ_LOG)
    everything = Role.ADMIN in ctx.actor.roles and ctx.actor.within_plan is None
    if ctx.actor.is_system or everything:
        return []
    readable = {
        plan_id for grant in ctx.actor.grants if grant.role in GRANTS[Permission.READ_LOG] for plan_id in grant.plan_ids
    }
    if plan is not None and plan.id not in readable:
        ctx.check(plan, Permission.READ_LOG)
    return [AuditLink.plan_id.in_(readable)]


def _undrafted(ctx: Context) -> list[ColumnElement[bool]]:
    _, hidden = existing.split(ctx, Initiative.state.in_(DRAFT_STATES))
    return [AuditLink.id.not_in(_about([one.id for one in hidden]))] if hidden else []


def _touching(entity: str | None, entity_id: int | None) -> list[ColumnElement[bool]]:
    if entity is None:
        if entity_id is not None:
            raise Invalid("entity_id", "Ange också entity: samma nummer finns i flera tabeller.")
        return []
    if entity not in TABLES:
        raise Invalid("entity", f"Loggen har ingen sådan tabell. Välj bland {', '.join(sorted(TABLES))}.")
    touched = select(AuditItem.link_id).where(AuditItem.entity == entity)
    if entity_id is not None:
        touched = touched.where(AuditItem.entity_id == entity_id)
    return [AuditLink.id.in_(touched)]


def told(ctx: Context, links: Sequence[AuditLink], *, zone: tzinfo) -> dict[int, list[RowChange]]:
    """The first SHOWN fields of each entry in words, by the entry's id. A bounded number of queries."""
    return in_words(ctx, [item for link in links for item in link.items[:SHOWN]], zone=zone)


def _about(initiatives: Sequence[int]) -> Select[int]:
    """The links that tell what these initiatives hold: of themselves, and of all that belongs to them."""
    benefits = select(Benefit.id).where(Benefit.initiative_id.in_(initiatives))
    as_logged = select(cast(Benefit.id, String)).where(Benefit.initiative_id.in_(initiatives))
    held = [and_(AuditItem.entity == Initiative.__tablename__, AuditItem.entity_id.in_(initiatives))]
    held += [_row_of(table, "initiative_id", initiatives) for table in OF_INITIATIVE]
    held += [_row_of(table, "benefit_id", benefits) for table in OF_BENEFIT]
    # Rows that have been removed since are known by what the log says that they belonged to.
    for column, ids in (("initiative_id", [str(one) for one in initiatives]), ("benefit_id", as_logged)):
        held.append(and_(AuditItem.field == column, or_(AuditItem.new.in_(ids), AuditItem.old.in_(ids))))
    of_these = select(InitiativeActivity.activity_id).where(InitiativeActivity.initiative_id.in_(initiatives))
    of_others = select(InitiativeActivity.activity_id).where(InitiativeActivity.initiative_id.not_in(initiatives))
    held.append(
        and_(
            AuditItem.entity == Activity.__tablename__,
            AuditItem.entity_id.in_(of_these),
            AuditItem.entity_id.not_in(of_others),
        )
    )
    return select(AuditItem.link_id).where(or_(*held))


def _row_of(table: str, column: str, owners: Any) -> ColumnElement[bool]:
    kind: Any = TABLES[table]
    return and_(
        AuditItem.entity == table, AuditItem.entity_id.in_(select(kind.id).where(getattr(kind, column).in_(owners)))
    )


def verify(session: Session) -> Verdict:
    """Recompute the chain from its first link; the head tells whether links were cut off at its end."""
    previous = GENESIS
    count = 0
    # The head is read first, and what others add to the chain after that is left for the next time.
    head = session.execute(select(AuditHead.link_id, AuditHead.hash).where(AuditHead.id == 1)).one_or_none()
    if head is None:
        return Verdict(0, 1, "kedjans slut finns inte antecknat")
    query = select(AuditLink).where(AuditLink.id <= head.link_id).options(selectinload(AuditLink.items))
    query = query.order_by(AuditLink.id).execution_options(yield_per=200, populate_existing=True)
    with session.scalars(query) as links:
        for link in links:
            count += 1
            if why := _flaw(link, number=count, previous=previous):
                return Verdict(count - 1, count, why)
            previous = link.hash
    if (head.link_id, head.hash) != (count, previous):
        return Verdict(count, count + 1, "länkar har tagits bort i slutet")
    # One statement sees one state of both tables, so that links of others in the meantime do not count as strays.
    end = select(AuditHead.link_id).where(AuditHead.id == 1).scalar_subquery()
    stray = session.scalar(select(func.min(AuditLink.id)).where(AuditLink.id > end))
    return Verdict(count, stray, "länken ligger efter kedjans slut") if stray is not None else Verdict(count)


def _flaw(link: AuditLink, *, number: int, previous: str) -> str:
    """What is wrong with a link that should be this one in the chain; nothing when it holds."""
    if link.id != number:
        return "länken saknas"
    if link.previous_hash != previous:
        return "länken hänger inte ihop med den före"
    content = {name: getattr(link, name) for name in ("id", "at", "actor_id", "plan_id", "action", "reason")}
    items = [{name: getattr(item, name) for name in _ITEM_FIELDS} for item in link.items]
    return "" if link_hash(previous, content, items) == link.hash else "innehållet har ändrats i efterhand"


_ITEM_FIELDS = ("operation", "entity", "entity_id", "field", "old", "new")

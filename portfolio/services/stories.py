"""The story of an initiative, read from the audit log and the register of decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from portfolio.domain import stories
from portfolio.domain.log_values import RowChange, merged
from portfolio.domain.log_words import deed, definite_entity
from portfolio.domain.stories import DECISION, PLAN_LOAD, Event
from portfolio.models import AuditItem, AuditLink, Benefit, Decision, Initiative, User
from portfolio.services.context import Context
from portfolio.services.decisions import told as decisions_told
from portfolio.services.log_values import in_words, names
from portfolio.services.owned import Owned, owned_by

PAGE = 50

#: So many fields of one entry are shown with its details; a plan's load can hold thousands.
SHOWN = 60

SYSTEM_NAME = "Systemet"


@dataclass(frozen=True)
class Entry:
    """One entry as the page shows it. ``sentence`` goes on after ``who``, or stands alone when nobody is named."""

    day: date
    at: datetime
    who: str | None
    sentence: str
    reason: str | None
    rows: Sequence[RowChange]
    fields: int
    times: int
    decision: Decision | None
    recorded_by: str | None


@dataclass(frozen=True)
class StoryPage:
    """One page of the story, the latest first: pages are counted from 1."""

    entries: Sequence[Entry]
    page: int
    pages: int


def of_initiative(ctx: Context, initiative: Initiative, *, zone: tzinfo, page: int = 1) -> StoryPage:
    """All that happened to the initiative and to what belongs to it, as sentences.

    For everybody who may read the initiative, which the caller has asked; the log as a whole is for fewer. Days are
    those of ``zone``. A bounded number of queries, whatever the length of the story.
    """
    owned = owned_by(ctx.session, initiative.id)
    touched = _touched(ctx, owned)
    links = {link.id: link for link in _links(ctx, touched)}
    decisions = {one.id: one for one in _decisions(ctx, initiative)}
    events = stories.in_order(
        [
            *_decision_events(decisions.values(), touched, links, zone),
            *_link_events(decisions, touched, links, zone),
        ]
    )
    pages = max(1, -(-len(events) // PAGE))
    page = min(max(page, 1), pages)
    shown = events[(page - 1) * PAGE : page * PAGE]
    people = _people(ctx, shown, decisions.values())
    rows = _rows(ctx, shown, owned, zone)
    about = _about(ctx, shown, owned)
    return StoryPage([_entry(one, decisions, people, rows, about) for one in shown], page, pages)


#: What each transaction did to each row of the initiative: by link, the row and the operation.
Touched = Mapping[int, set[tuple[str, int, str]]]


def _touched(ctx: Context, owned: Owned) -> Touched:
    query = select(AuditItem.link_id, AuditItem.entity, AuditItem.entity_id, AuditItem.operation)
    found: dict[int, set[tuple[str, int, str]]] = defaultdict(set)
    for link_id, table, number, operation in ctx.session.execute(query.where(_within(owned)).distinct()):
        if owned.holds((table, number), link_id):
            found[link_id].add((table, number, operation))
    return found


def _within(owned: Owned) -> ColumnElement[bool]:
    return or_(
        *(and_(AuditItem.entity == table, AuditItem.entity_id.in_(ids)) for table, ids in owned.by_table().items())
    )


def _links(ctx: Context, touched: Touched) -> Iterable[AuditLink]:
    return ctx.session.scalars(select(AuditLink).where(AuditLink.id.in_(touched.keys())))


def _decisions(ctx: Context, initiative: Initiative) -> Sequence[Decision]:
    query = select(Decision).where(Decision.initiative_id == initiative.id).order_by(Decision.id)
    return ctx.session.scalars(
        query.options(joinedload(Decision.forum), joinedload(Decision.assessment), joinedload(Decision.benefit))
    ).all()


def _decision_events(
    decisions: Iterable[Decision], touched: Touched, links: Mapping[int, AuditLink], zone: tzinfo
) -> Iterable[Event]:
    """Each decision on its own day; a transaction that did nothing else is told by it."""
    made_by = {
        number: link_id
        for link_id, rows in touched.items()
        for table, number, operation in rows
        if (table, operation) == (Decision.__tablename__, "insert")
    }
    for one in decisions:
        link = links.get(made_by.get(one.id, 0))
        alone = link is not None and _only_decides(link, touched[link.id])
        yield Event(
            day=one.decided_on or one.recorded_at.astimezone(zone).date(),
            at=one.recorded_at,
            action=link.action if link else "",
            actor=one.recorded_by,
            number=link.id if link is not None else 0,
            reason=one.motivation,
            links=(link.id,) if link is not None and alone and link.action != PLAN_LOAD else (),
            decision=one.id,
        )


def _only_decides(link: AuditLink, rows: set[tuple[str, int, str]]) -> bool:
    if link.action == DECISION:
        # Whatever a decision changed besides, it changed because it was made.
        return any(table == Decision.__tablename__ and operation == "insert" for table, _, operation in rows)
    return sum(row[0] == Decision.__tablename__ for row in rows) == 1 and all(
        (table, operation) in {("decisions", "insert"), ("complexity_assessments", "insert"), ("initiatives", "update")}
        for table, _, operation in rows
    )


def _link_events(
    decisions: Mapping[int, Decision], touched: Touched, links: Mapping[int, AuditLink], zone: tzinfo
) -> Iterable[Event]:
    for link_id, rows in touched.items():
        link = links[link_id]
        if _only_decides(link, rows) and link.action != PLAN_LOAD:
            continue
        yield Event(
            day=link.at.astimezone(zone).date(),
            at=link.at,
            action=link.action,
            actor=link.actor_id,
            number=link_id,
            # The reason behind a decision stands with the decision.
            reason=None if any(row[0] == Decision.__tablename__ for row in rows) else link.reason,
            links=(link_id,),
            things=frozenset((table, number) for table, number, _ in rows),
            added=Counter(table for table, _, operation in rows if operation == "insert"),
        )


def _people(ctx: Context, events: Iterable[Event], decisions: Iterable[Decision]) -> dict[int, str]:
    wanted = {one.actor for one in events} | {one.recorded_by for one in decisions}
    query = select(User.id, User.name).where(User.id.in_({number for number in wanted if number is not None}))
    return dict(ctx.session.execute(query).all())


def _rows(ctx: Context, events: Iterable[Event], owned: Owned, zone: tzinfo) -> dict[int, list[RowChange]]:
    """What the entries of a page changed in the initiative, in words, by link; the load of a plan is only summed up."""
    links = {link_id for event in events if event.action != PLAN_LOAD for link_id in event.links}
    query = select(AuditItem).where(AuditItem.link_id.in_(links), _within(owned))
    items = ctx.session.scalars(query.order_by(AuditItem.link_id, AuditItem.position))
    return in_words(ctx, [one for one in items if owned.holds((one.entity, one.entity_id), one.link_id)], zone=zone)


def _about(ctx: Context, events: Iterable[Event], owned: Owned) -> dict[int, str]:
    """The benefit that an entry is about, by its first link: often only what belongs to it was touched."""
    found = {}
    for event in events:
        benefits = {benefit for key in event.things if (benefit := owned.benefit_of(key)) is not None}
        if len(benefits) == 1 and event.links and deed(event.action).about == Benefit.__tablename__:
            found[event.links[0]] = benefits.pop()
    called = names(ctx, found.values())
    return {link_id: f"{definite_entity(key[0])} ”{called[key]}”" for link_id, key in found.items() if key in called}


def _entry(
    event: Event,
    decisions: Mapping[int, Decision],
    people: Mapping[int, str],
    rows: Mapping[int, list[RowChange]],
    about: Mapping[int, str],
) -> Entry:
    changed = merged(row for link_id in event.links for row in rows.get(link_id, []))
    decision = decisions[event.decision] if event.decision is not None else None
    who = None
    if decision is not None:
        told = decisions_told(decision, decision.forum)
    elif event.action == PLAN_LOAD:
        told = stories.load_sentence(event.added)
    else:
        who = people.get(event.actor or 0, SYSTEM_NAME)
        told = stories.sentence(event.action, changed, about=about.get(event.links[0]))
    return Entry(
        day=event.day,
        at=event.at,
        who=who,
        sentence=told,
        reason=event.reason,
        rows=_first(changed),
        fields=sum(len(row.fields) for row in changed),
        times=len(event.links),
        decision=decision,
        recorded_by=people.get(event.actor or 0, SYSTEM_NAME) if decision is not None else None,
    )


def _first(changed: Sequence[RowChange]) -> list[RowChange]:
    """The first rows, as many as their fields are to be shown."""
    kept, room = [], SHOWN
    for row in changed:
        if room > 0:
            kept.append(replace(row, fields=row.fields[:room]))
            room -= len(row.fields)
    return kept

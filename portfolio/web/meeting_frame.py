"""What the pages of a decision meeting share: which meeting it is, its matters in order, and what each of them asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for

from portfolio.domain.decisions import Matter
from portfolio.domain.labels import label
from portfolio.domain.lifecycle import next_phase
from portfolio.domain.numbers import in_swedish
from portfolio.domain.periods import Period
from portfolio.domain.plans import Change, ForumKind
from portfolio.forms.meetings import MeetingForm
from portfolio.services import decisions, plan_settings, plans
from portfolio.services.context import Context
from portfolio.services.decisions import AgendaMatter, MinutesRow
from portfolio.web.matters import SLUGS, words

#: In this order matters are taken up, each group under its heading.
GROUPS: tuple[tuple[str, tuple[Matter, ...]], ...] = (
    ("Start", (Matter.START,)),
    ("Nivå", (Matter.LEVEL,)),
    ("Nästa fas", (Matter.PHASE,)),
    ("Undantag", (Matter.WAIVE,)),
    ("Ändrade mål", (Matter.TARGET,)),
    ("Paus, återupptagande och avbrott", (Matter.PAUSE, Matter.RESUME, Matter.CANCEL)),
    ("Avslut", (Matter.PROJECT_END, Matter.CLOSE)),
    ("Nyttor som avförs", (Matter.CONCLUDE_BENEFIT,)),
)

#: What a meeting decides on.
MATTERS = tuple(matter for _, matters in GROUPS for matter in matters)


@dataclass(frozen=True)
class Sitting:
    """One meeting, as the addresses of its pages carry it: a day and a forum, chosen once for every matter."""

    slug: str
    on: date
    forum: Any | None

    @property
    def forum_id(self) -> int | None:
        """The forum's id, or None for what is decided without one."""
        return self.forum.id if self.forum is not None else None

    def url(self, endpoint: str, **values: Any) -> str:
        """A page of this meeting."""
        return url_for(endpoint, slug=self.slug, datum=self.on.isoformat(), forum=self.forum_id or "", **values)


@dataclass(frozen=True)
class Item:
    """One matter as the meeting numbers it: on from what has been decided there already."""

    number: int
    row: AgendaMatter
    group: str
    href: str

    @property
    def key(self) -> tuple[int, Matter, int | None]:
        """What tells it from other matters."""
        return self.row.initiative.id, self.row.matter, self.row.request.id if self.row.request else None


@dataclass(frozen=True)
class Programme:
    """A whole meeting: what has been decided, what still waits, and what is reported to it."""

    decided: Sequence[MinutesRow]
    items: Sequence[Item]
    reported: Sequence[Any]

    @property
    def total(self) -> int:
        """How many matters there are, decided or not."""
        return len(self.decided) + len(self.items)

    def find(self, initiative_id: int, matter: Matter, request_id: int | None) -> Item | None:
        """The matter that an address names; without a request, the first that waits of the same."""
        same = [one for one in self.items if one.key[:2] == (initiative_id, matter)]
        return next((one for one in same if request_id in (None, one.key[2])), None)

    def after(self, item: Item) -> Item | None:
        """The matter that comes after one that waits; after the last one, the first of those that were passed over."""
        at = self.items.index(item)
        return next(iter([*self.items[at + 1 :], *self.items[:at]]), None)


def sitting_of(ctx: Context, plan: Any) -> tuple[MeetingForm, Sitting]:
    """The meeting that the address tells of; where it tells nothing, today's meeting of the forum that decides."""
    forums = [one for one in plans.forums(ctx, plan.id) if one.active]
    usual = plan_settings.deciding_forum(plan, Change.START)
    if usual is None:
        usual = next((one.id for one in forums if one.kind is ForumKind.STEERING_GROUP), None)
    form = MeetingForm(request.args, data={"datum": ctx.today, "forum": usual})
    form.forum.offer((one.id, one.name) for one in forums)
    form.validate()
    told = "forum" in request.args and not form.forum.errors
    forum_id = form.forum.data if told else usual
    forum = next((one for one in forums if one.id == forum_id), None)
    return form, Sitting(plan.slug, form.datum.data or ctx.today, forum)


def programme(ctx: Context, plan: Any, sitting: Sitting) -> Programme:
    """The meeting's matters, group by group."""
    agenda = decisions.agenda(ctx, plan)
    decided = decisions.minutes(ctx, plan, on=sitting.on, forum_id=sitting.forum_id).matters
    items: list[Item] = []
    for group, matters in GROUPS:
        for row in agenda.matters:
            if row.matter in matters:
                number = len(decided) + len(items) + 1
                items.append(Item(number, row, group, href(sitting, row)))
    return Programme(decided, items, agenda.reported)


def href(sitting: Sitting, row: AgendaMatter) -> str:
    """The page of one matter, by what it is about: its number changes as others are decided."""
    asked = {"begaran": row.request.id} if row.request else {}
    return sitting.url("meeting_matters.decide", initiative_id=row.initiative.id, matter=SLUGS[row.matter], **asked)


def question(row: AgendaMatter) -> str:
    """What is to be decided, as a question."""
    match row.matter:
        case Matter.LEVEL if row.request and row.request.level:
            return f"Ska initiativet klassas som {label(row.request.level).lower()}?"
        case Matter.TARGET if row.link:
            return f"Ska målet för {row.link.measure.name} ändras?"
        case Matter.CONCLUDE_BENEFIT if row.benefit:
            return f"Ska nyttan ”{row.benefit.title}” avföras?"
    to = row.to or (next_phase(row.initiative.state) if row.matter is Matter.PHASE else None)
    return words(row.matter, to).question


def facts(row: AgendaMatter) -> list[str]:
    """What those who decide need to know of the matter at a glance, a short sentence each."""
    told = []
    if row.assessment is not None:
        recommended = label(row.assessment.recommendation).lower()
        level = f", {label(row.assessment.level).lower()}" if row.assessment.level else ""
        told.append(f"Programledningen: {recommended}. Prioritet {row.assessment.priority}{level}")
    if row.deferred_until is not None:
        told.append(f"Har vilat till {row.deferred_until.isoformat()}")
    if row.benefit is not None and row.matter is Matter.TARGET:
        told.append(f"Nytta: {row.benefit.title}")
        told.append(f"Mål nu: {_target(row.link)}. Nytt mål: {_level(row.target_value, row.target_period)}")
    if row.request is not None and row.request.waives:
        told.append(f"Undantag begärs från {len(row.request.waives)} {_things(len(row.request.waives))}")
    if row.asked_by is not None:
        told.append(f"Begärt av {row.asked_by}")
    return told


def aim_in_words(link: Any) -> str:
    """A measure of a benefit and its target, as a choice among several."""
    return f"{link.benefit.title}: {link.measure.name} (mål nu: {_target(link)})"


def _target(link: Any) -> str:
    held = link.targets[-1] if link.targets else None
    return _level(held.value, held.period) if held else "inget"


def _level(value: Any, period: Period | None) -> str:
    return (in_swedish(value) if value is not None else "inget") + (f" senast {period.label}" if period else "")


def _things(count: int) -> str:
    return "sak" if count == 1 else "saker"

"""Searching in everything that exists for the actor: initiatives, benefits, activities, lessons, measures and goals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.labels import label
from portfolio.domain.search import Rank, found_in, rank, words_of
from portfolio.domain.texts import swedish_key
from portfolio.models import (
    Activity,
    Benefit,
    BenefitGoal,
    BenefitMeasure,
    FormerTitle,
    Goal,
    InitiativeActivity,
    Measure,
    Plan,
)
from portfolio.services import existing, lessons
from portfolio.services.context import Context

#: The kinds of things that are found, by the name that addresses use, in the order of the page.
KINDS = ("initiativ", "nyttor", "aktiviteter", "lardomar", "matetal", "mal")

#: So many of each kind stand on the page of all kinds, and at most so many on the page of one.
FEW, MANY = 10, 200


@dataclass(frozen=True)
class Place:
    """An initiative or a benefit that a hit leads to."""

    id: int
    title: str


@dataclass(frozen=True)
class Hit:
    """Something that was found. ``former`` and ``text`` are shown when they hold what the title does not.

    An initiative and a benefit have pages of their own. An activity and a lesson lead to the initiatives that they
    belong to, a measure and a goal to the benefits that use them: those that exist for the actor. ``source`` tells what
    a lesson stands in.
    """

    kind: str
    id: int
    title: str
    rank: Rank
    plan: str
    former: str | None = None
    text: str | None = None
    note: str | None = None
    example: bool = False
    source: str | None = None
    initiatives: tuple[Place, ...] = ()
    benefits: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Group:
    """The hits of one kind, the best first: as many as are shown, and how many there are in all."""

    kind: str
    hits: Sequence[Hit]
    total: int


@dataclass(frozen=True)
class Found:
    """What a search found; ``words`` are those that were searched for, folded."""

    words: tuple[str, ...]
    groups: Sequence[Group]
    several_plans: bool

    @property
    def total(self) -> int:
        """How many hits there are, of all kinds."""
        return sum(group.total for group in self.groups)


def search(ctx: Context, query: str, *, kind: str | None = None) -> Found:
    """What holds every word of the query; of one kind alone when it is given. Sixteen queries at most."""
    words = words_of(query)
    if not words:
        return Found((), (), several_plans=False)
    corpus = _Corpus(ctx, words)
    groups = []
    for name in KINDS if kind not in KINDS else (kind,):
        hits = sorted(_FINDERS[name](corpus), key=lambda hit: (hit.rank, swedish_key(hit.title), hit.id))
        if hits:
            groups.append(Group(name, hits[: FEW if kind is None else MANY], len(hits)))
    return Found(words, groups, several_plans=len(corpus.plans) > 1)


class _Corpus:
    """What exists for the actor, loaded once for all kinds."""

    def __init__(self, ctx: Context, words: tuple[str, ...]) -> None:
        self.ctx = ctx
        self.session = ctx.session
        self.words = words
        self.initiatives = {one.id: one for one in existing.initiatives(ctx)}
        plans = select(Plan.id, Plan.name)
        if not ctx.actor.is_system:
            of_drafts = {one.plan_id for one in self.initiatives.values()}
            plans = plans.where(Plan.id.in_(ctx.actor.plan_ids | of_drafts))
        self.plans: dict[int, str] = dict(ctx.session.execute(plans).all())
        #: An own proposal to a plan does not open that plan's library of measures and goals.
        self.libraries = set(self.plans) if ctx.actor.is_system else set(ctx.actor.plan_ids)
        columns = (Benefit.id, Benefit.title, Benefit.description, Benefit.initiative_id, Benefit.example)
        self.benefits = {
            row.id: row for row in ctx.session.execute(select(*columns)) if row.initiative_id in self.initiatives
        }

    def hit(
        self,
        kind: str,
        row: Any,
        title: str,
        plan_id: int,
        *,
        former: Sequence[str] = (),
        others: Iterable[str | None] = (),
    ) -> Hit | None:
        """The row as a hit; None when it is none."""
        texts = [text for text in others if text]
        fits = rank(self.words, title, former=former, others=texts)
        if fits is None:
            return None
        example = getattr(row, "example", False)
        shown = None if fits in (Rank.EXACT, Rank.WORD, Rank.PART) else found_in(self.words, former)
        text = found_in(self.words, texts) if fits is Rank.ELSEWHERE else None
        return Hit(kind, row.id, title, fits, self.plans.get(plan_id, ""), former=shown, text=text, example=example)

    def used_by(self, query: Any) -> Mapping[int, tuple[Place, ...]]:
        """The benefits that exist for the actor, by what they use: the query gives pairs of that and a benefit."""
        found: dict[int, list[Place]] = defaultdict(list)
        for number, benefit_id in self.session.execute(query):
            if benefit_id in self.benefits:
                found[number].append(Place(benefit_id, self.benefits[benefit_id].title))
        return {number: tuple(places) for number, places in found.items()}


def _initiatives(corpus: _Corpus) -> Iterable[Hit]:
    former: dict[int, list[str]] = defaultdict(list)
    query = select(FormerTitle.initiative_id, FormerTitle.title).order_by(FormerTitle.position)
    for number, title in corpus.session.execute(query):
        former[number].append(title)
    examples = existing.state_examples(corpus.ctx, corpus.initiatives.keys())
    for one in corpus.initiatives.values():
        texts = (one.purpose, one.area.name, *one.target_groups, one.diarienummer)
        if (
            hit := corpus.hit("initiativ", one, one.title, one.plan_id, former=former[one.id], others=texts)
        ) is not None:
            yield replace(hit, note=f"{one.area.name}, {label(one.state).lower()}", example=one.id in examples)


def _benefits(corpus: _Corpus) -> Iterable[Hit]:
    for one in corpus.benefits.values():
        initiative = corpus.initiatives[one.initiative_id]
        if (hit := corpus.hit("nyttor", one, one.title, initiative.plan_id, others=(one.description,))) is not None:
            yield replace(hit, initiatives=(Place(initiative.id, initiative.title),))


def _activities(corpus: _Corpus) -> Iterable[Hit]:
    places: dict[int, list[Place]] = defaultdict(list)
    links = select(InitiativeActivity.activity_id, InitiativeActivity.initiative_id).order_by(InitiativeActivity.id)
    for number, initiative_id in corpus.session.execute(links):
        if (initiative := corpus.initiatives.get(initiative_id)) is not None:
            places[number].append(Place(initiative.id, initiative.title))
    columns = (Activity.id, Activity.title, Activity.note, Activity.kind, Activity.plan_id, Activity.example)
    for one in corpus.session.execute(select(*columns)):
        hit = corpus.hit("aktiviteter", one, one.title, one.plan_id, others=(one.note,)) if one.id in places else None
        if hit is not None:
            note = label(one.kind) if one.kind is ActivityKind.ENABLER else None
            yield replace(hit, note=note, initiatives=tuple(places[one.id]))


def _lessons(corpus: _Corpus) -> Iterable[Hit]:
    for one in lessons.told(corpus.ctx, corpus.initiatives):
        initiative = corpus.initiatives[one.initiative_id]
        others = [text for _, text in one.texts]
        if (hit := corpus.hit("lardomar", one, one.title, initiative.plan_id, others=others)) is not None:
            place = Place(initiative.id, initiative.title)
            yield replace(hit, note=one.on.isoformat(), source=one.source, initiatives=(place,))


def _measures(corpus: _Corpus) -> Iterable[Hit]:
    used = corpus.used_by(select(BenefitMeasure.measure_id, BenefitMeasure.benefit_id).order_by(BenefitMeasure.id))
    columns = (Measure.id, Measure.name, Measure.definition, Measure.unit, Measure.plan_id, Measure.example)
    for one in corpus.session.execute(select(*columns).where(Measure.plan_id.in_(corpus.libraries))):
        if (hit := corpus.hit("matetal", one, one.name, one.plan_id, others=(one.definition,))) is not None:
            yield replace(hit, note=f"Mäts i {one.unit}" if one.unit else None, benefits=used.get(one.id, ()))


def _goals(corpus: _Corpus) -> Iterable[Hit]:
    served = corpus.used_by(select(BenefitGoal.goal_id, BenefitGoal.benefit_id).order_by(BenefitGoal.id))
    columns = (Goal.id, Goal.name, Goal.kind, Goal.summary, Goal.plan_id, Goal.example)
    for one in corpus.session.execute(select(*columns).where(Goal.plan_id.in_(corpus.libraries))):
        if (hit := corpus.hit("mal", one, one.name, one.plan_id, others=(one.summary,))) is not None:
            yield replace(hit, note=label(one.kind), benefits=served.get(one.id, ()))


_FINDERS: dict[str, Callable[[_Corpus], Iterable[Hit]]] = {
    "initiativ": _initiatives,
    "nyttor": _benefits,
    "aktiviteter": _activities,
    "lardomar": _lessons,
    "matetal": _measures,
    "mal": _goals,
}

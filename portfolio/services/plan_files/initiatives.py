"""The initiatives of a plan file, with their phases, decisions and shared activities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import select

from portfolio.domain.decisions import Matter
from portfolio.domain.errors import InvalidFields
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase, PhaseTimes, check_phases, phases_entered
from portfolio.files.plan_file import Item, PlanFile, PlanFileError, complete
from portfolio.models import (
    Activity,
    Base,
    ComplexityAssessment,
    Decision,
    FormerTitle,
    Forum,
    Initiative,
    InitiativeActivity,
    InitiativePhase,
    Plan,
    ProgrammeArea,
)
from portfolio.services.context import Context

#: Fields that go straight from the file to the row.
_PLAIN = (
    "title",
    "kind",
    "purpose",
    "origin",
    "orderer",
    "receiver",
    "project_lead",
    "project_lead_by",
    "project_group",
    "diarienummer",
    "state",
    "retrospective",
)


class Counter(Protocol):
    """Counts one thing as added or as matched."""

    def __call__(self, what: str, *, new: bool) -> None: ...


class InitiativeLoader:
    """Loads the section of initiatives; areas, forums and activities are there already."""

    def __init__(self, ctx: Context, plan: Plan, document: PlanFile, count: Counter, absent: list[str]) -> None:
        self.ctx = ctx
        self.plan = plan
        self.document = document
        self.count = count
        self.absent = absent
        self.areas = self._ids(ProgrammeArea)
        self.forums = self._ids(Forum)
        self.activities = self._ids(Activity)

    def run(self) -> None:
        """Add and update; raises PlanFileError for a timetable that breaks the rules of the phases."""
        query = select(Initiative).where(Initiative.plan_id == self.plan.id).order_by(Initiative.position)
        found = {row.key: row for row in self.ctx.session.scalars(query)}
        before = list(found)
        items = self.document.initiatives
        for index, item in enumerate(items):
            where = f"initiatives[{index}]"
            row = found.get(item["key"])
            self.count("initiativ", new=row is None)
            if row is None:
                item = complete("initiatives", item, where)
                row = found[item["key"]] = self._new(item, position=len(found) + 1)
            self._fill(row, item, where)
        keys = [item["key"] for item in items]
        if "initiatives" in self.document.present:
            renumber(found, keys)
            self.absent += [f"initiativ: {key}" for key in before if key not in keys]

    def _ids(self, kind: type[Any]) -> dict[str, int]:
        query = select(kind.key, kind.id).where(kind.plan_id == self.plan.id)
        return dict(self.ctx.session.execute(query).all())

    def _new(self, item: Item, *, position: int) -> Initiative:
        row = Initiative(
            plan_id=self.plan.id,
            key=item["key"],
            area_id=self.areas[item["area"]],
            position=position,
            example=item["example"] or self.document.example,
            parties=(),
            target_groups=(),
            author_id=self.ctx.actor.user_id,
            created_at=self.ctx.now,
            **{name: item[name] for name in _PLAIN},
        )
        self.ctx.session.add(row)
        self.ctx.session.flush()
        return row

    def _fill(self, row: Initiative, item: Item, where: str) -> None:
        set_given(row, item, _PLAIN)
        if "area" in item:
            row.area_id = self.areas[item["area"]]
        for name in ("parties", "target_groups"):
            if name in item:
                setattr(row, name, tuple(item[name]))
        # What a file says of example data holds for all that is in it.
        if "example" in item:
            row.example = item["example"] or self.document.example
        self._link(row, item)
        self._phases(row, item, where)
        self._note_absent(row, item)
        for number, decision in enumerate(item.get("decisions", [])):
            self._decision(row, decision, f"{where}.decisions[{number}]")
        self.ctx.session.flush()

    def _link(self, row: Initiative, item: Item) -> None:
        titles = {one.title: one for one in row.former_titles}
        for title in item.get("former_titles", []):
            if title not in titles:
                titles[title] = FormerTitle(title=title, position=len(titles) + 1)
                row.former_titles.append(titles[title])
        renumber(titles, item.get("former_titles", []))
        links = {link.activity_id: link for link in row.activities}
        wanted = [self.activities[key] for key in item.get("activities", [])]
        for activity_id in wanted:
            if activity_id not in links:
                links[activity_id] = InitiativeActivity(activity_id=activity_id, position=len(links) + 1)
                row.activities.append(links[activity_id])
        renumber(links, wanted)

    def _note_absent(self, row: Initiative, item: Item) -> None:
        """List what the initiative has and its item lacks; a list that is absent as a whole says nothing."""
        stored = {
            "former_titles": ("tidigare namn", [one.title for one in row.former_titles]),
            "activities": ("aktiviteter", [k for k, v in self.activities.items() if v in _activity_ids(row)]),
            "phases": ("faser", [one.phase.value for one in row.phases]),
            "decisions": ("beslut", [one.key for one in row.decisions]),
        }
        names = {"phases": "phase", "decisions": "key"}
        for section, (what, held) in stored.items():
            if section in item:
                given = [one[names[section]] if section in names else one for one in item[section]]
                self.absent += [f"{what} i {row.key}: {one}" for one in held if one not in given]

    def _phases(self, row: Initiative, initiative: Item, where: str) -> None:
        found = {one.phase: one for one in row.phases}
        items: list[Item] = initiative.get("phases", [])
        for item in items:
            phase = found.get(item["phase"])
            if phase is None:
                position = list(Phase).index(item["phase"]) + 1
                phase = InitiativePhase(phase=item["phase"], position=position, example=False)
                found[item["phase"]] = phase
                row.phases.append(phase)
            for aspect in ("planned", "actual"):
                if aspect in item:
                    _set_span(phase, aspect, item[aspect])
            if "example" in item or self.document.example:
                phase.example = item.get("example", False) or self.document.example
        if items or "kind" in initiative or "state" in initiative:
            self._check(row, {one.phase: one.times() for one in found.values()}, where)

    def _check(self, row: Initiative, times: dict[Phase, PhaseTimes], where: str) -> None:
        # One that has left its phases entered them while it was in them, and its state no longer tells which.
        told = row.retrospective or row.state in (InitiativeState.PAUSED, InitiativeState.CANCELLED)
        try:
            check_phases(
                times,
                kind=row.kind,
                entered=phases_entered(row.state, [p for p, t in times.items() if t.actual and told]),
                timeline=self.plan.timeline_period,
                today=self.ctx.today,
            )
        except InvalidFields as problem:
            raise PlanFileError(
                [f"{where}.phases ({field}): {text}" for field, text in problem.problems.items()]
            ) from None

    def _decision(self, row: Initiative, item: Item, where: str) -> None:
        decision = next((one for one in row.decisions if one.key == item["key"]), None)
        if decision is None:
            item = complete("decisions", item, where)
            decision = Decision(
                key=item["key"],
                matter=item["matter"],
                outcome=item["outcome"],
                retrospective=item["retrospective"],
                example=item["example"] or self.document.example,
                recorded_at=self.ctx.now,
                recorded_by=self.ctx.actor.user_id,
            )
            row.decisions.append(decision)
        set_given(decision, item, ("matter", "outcome", "decided_on", "motivation", "diarienummer", "retrospective"))
        if "example" in item:
            decision.example = item["example"] or self.document.example
        if "to" in item:
            decision.to_state = item["to"]
        if "forum" in item:
            decision.forum_id = self.forums[item["forum"]] if item["forum"] else None
        self.ctx.session.flush()
        self._level(row, decision, item, where)

    def _level(self, row: Initiative, decision: Decision, item: Item, where: str) -> None:
        # A decision on a start states a level too; a level that was stated is never taken away again.
        stored = decision.assessment
        level = item.get("level", stored.level if stored else None)
        if level is None and decision.matter is not Matter.LEVEL and stored is None:
            return
        if level is None:
            raise PlanFileError([f"{where}.level: ett beslut om klassning behöver en nivå"])
        if decision.assessment is None:
            decision.assessment = ComplexityAssessment(initiative_id=row.id, level=level)
        decision.assessment.level = level


def renumber(stored: dict[Any, Any], keys: Sequence[Any]) -> None:
    """Order rows as in the file when it names them all; a part of them says nothing about the order of the whole."""
    if set(keys) >= set(stored):
        for position, key in enumerate(keys, start=1):
            stored[key].position = position


def _activity_ids(row: Initiative) -> set[int]:
    return {link.activity_id for link in row.activities}


def _set_span(phase: InitiativePhase, aspect: str, span: Item | None) -> None:
    for side in ("start", "end"):
        code = span[side] if span else None
        setattr(phase, f"{aspect}_{side}", from_code(code) if code else None)


def set_given(row: Base, item: Item, names: Iterable[str]) -> None:
    """Set the fields that stand in the item; what is absent is left untouched."""
    for name in names:
        if name in item:
            setattr(row, name, item[name])

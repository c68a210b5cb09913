"""The initiatives of a plan file, with their phases and shared activities."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.errors import InvalidFields
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.periods import from_code
from portfolio.domain.phases import Phase, PhaseTimes, check_phases, phases_entered
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import (
    Activity,
    FormerTitle,
    Forum,
    Initiative,
    InitiativeActivity,
    InitiativePhase,
    Organisation,
    Plan,
    ProgrammeArea,
)
from portfolio.services.plan_files.benefits import BenefitLoader
from portfolio.services.plan_files.decisions import load_decisions
from portfolio.services.plan_files.dependencies import DependencyLoader
from portfolio.services.plan_files.learning import load_learning
from portfolio.services.plan_files.matching import ids_by_key, renumber, set_given
from portfolio.services.plan_files.report import Loading

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
    "project_ended_on",
    "retrospective",
)


class InitiativeLoader:
    """Loads the section of initiatives; areas, forums and activities are there already."""

    def __init__(self, loading: Loading, plan: Plan, organisations: dict[str, Organisation]) -> None:
        self.loading = loading
        self.ctx = loading.ctx
        self.document = loading.document
        self.report = loading.report
        self.plan = plan
        self.areas = ids_by_key(self.ctx.session, ProgrammeArea, plan)
        self.forums = ids_by_key(self.ctx.session, Forum, plan)
        self.activities = ids_by_key(self.ctx.session, Activity, plan)
        self.benefits = BenefitLoader(loading, plan, organisations)

    def run(self) -> None:
        """Add and update; raises PlanFileError for a timetable or a benefit that breaks the rules."""
        query = select(Initiative).where(Initiative.plan_id == self.plan.id).order_by(Initiative.position)
        found = {row.key: row for row in self.ctx.session.scalars(query)}
        before = list(found)
        items = self.document.initiatives
        for index, item in enumerate(items):
            where = f"initiatives[{index}]"
            row = found.get(item["key"])
            self.report.count("initiativ", new=row is None)
            if row is None:
                item = complete("initiatives", item, where)
                row = found[item["key"]] = self._new(item, position=len(found) + 1)
            self._fill(row, item, where)
        keys = [item["key"] for item in items]
        if "initiatives" in self.document.present:
            renumber(found, keys)
            self.report.absent += [f"initiativ: {key}" for key in before if key not in keys]
        self.benefits.link(items)
        waits = DependencyLoader(self.loading, self.plan)
        for index, item in enumerate(items):
            if "dependencies" in item:
                waits.fill(found[item["key"]], item["dependencies"], f"initiatives[{index}].dependencies")

    def _new(self, item: Item, *, position: int) -> Initiative:
        row = Initiative(
            plan_id=self.plan.id,
            key=item["key"],
            area_id=self.areas[item["area"]],
            position=position,
            example=self.loading.example(item),
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
        if "example" in item:
            row.example = self.loading.example(item)
        self._link(row, item)
        self._phases(row, item, where)
        self._note_absent(row, item)
        self.benefits.fill(row, item, where)
        load_decisions(self.loading, row, item, where, forums=self.forums)
        if "learning" in item:
            load_learning(self.loading, row, item["learning"], f"{where}.learning")
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
        keys = {activity_id: key for key, activity_id in self.activities.items()}
        stored = {
            "former_titles": ("tidigare namn", [one.title for one in row.former_titles]),
            "activities": ("aktiviteter", [keys[link.activity_id] for link in row.activities]),
            "phases": ("faser", [one.phase.value for one in row.phases]),
            "assessments": ("bedömningar", [one.key for one in row.first_assessments]),
            "decisions": ("beslut", [one.key for one in row.decisions]),
            "requests": ("begärda beslut", [one.key for one in row.requests if one.is_open]),
        }
        names = {"phases": "phase", "assessments": "key", "decisions": "key", "requests": "key"}
        for section, (what, held) in stored.items():
            if section in item:
                given = [one[names[section]] if section in names else one for one in item[section]]
                self.report.absent += [f"{what} i {row.key}: {one}" for one in held if one not in given]

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
                phase.example = self.loading.example(item)
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


def _set_span(phase: InitiativePhase, aspect: str, span: Item | None) -> None:
    for side in ("start", "end"):
        code = span[side] if span else None
        setattr(phase, f"{aspect}_{side}", from_code(code) if code else None)

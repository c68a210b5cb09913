"""Where a plan file's initiatives are introduced, and the benefits that they are to bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from portfolio.domain import adoptions
from portfolio.domain.benefits import check_times, leads_in_circle
from portfolio.domain.errors import InvalidFields
from portfolio.domain.periods import from_code
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.files.plan_references import key_of
from portfolio.models import (
    Activity,
    Adoption,
    Benefit,
    BenefitActivity,
    BenefitGoal,
    BenefitImpact,
    BenefitLink,
    BenefitMeasure,
    Forum,
    Goal,
    Initiative,
    Measure,
    Organisation,
    Plan,
    PreliminaryStep,
)
from portfolio.services.plan_files.aims import AimLoader
from portfolio.services.plan_files.export_benefits import controller_of
from portfolio.services.plan_files.judgements import load_judgements
from portfolio.services.plan_files.matching import ids_by_key, renumber, set_given
from portfolio.services.plan_files.report import Loading

#: Fields that go straight from the file to the row.
_PLAIN = (
    "title",
    "description",
    "kind",
    "emergent",
    "perspective",
    "beneficiary",
    "value_type",
    "preconditions",
    "risks",
    "released_resource",
    "ramp",
    "changed_state",
    "follow_up_method",
    "frequency",
    "data_provider",
    "assessment_method",
    "accepted_on",
    "concluded_on",
)
_PERIODS = ("first_effect", "full_effect", "changed_state_at", "follow_up_until")


class BenefitLoader:
    """Loads adoptions and benefits initiative by initiative, and last what leads to what."""

    def __init__(self, loading: Loading, plan: Plan, organisations: dict[str, Organisation]) -> None:
        self.loading = loading
        self.session = loading.ctx.session
        self.report = loading.report
        self.plan = plan
        self.units = {key: row.id for key, row in organisations.items()}
        self.forums = ids_by_key(self.session, Forum, plan)
        self.goals = ids_by_key(self.session, Goal, plan)
        self.activities = ids_by_key(self.session, Activity, plan)
        self.measures = ids_by_key(self.session, Measure, plan)
        self.aims = AimLoader(loading, self.units)

    def fill(self, initiative: Initiative, item: Item, where: str) -> None:
        """Add and update what the initiative's item holds. Raises PlanFileError for what breaks a rule."""
        if "adoptions" in item:
            self._adoptions(initiative, item["adoptions"], f"{where}.adoptions")
        if "benefits" in item:
            self._benefits(initiative, item["benefits"], f"{where}.benefits")

    def link(self, items: Iterable[Item]) -> None:
        """Set what leads to what, once all benefits are there. Raises PlanFileError for a circle, or for nowhere."""
        query = select(Benefit, Initiative.key).join(Benefit.initiative).where(Initiative.plan_id == self.plan.id)
        found = {(key, row.key): row for row, key in self.session.execute(query).all()}
        problems: list[str] = []
        touched: list[tuple[str, Benefit]] = []
        for index, item in enumerate(items):
            for number, one in enumerate(item.get("benefits", [])):
                if "leads_to" in one:
                    where = f"initiatives[{index}].benefits[{number}].leads_to"
                    benefit = found[item["key"], one["key"]]
                    problems += self._lead(item["key"], benefit, one["leads_to"], where, found)
                    touched.append((where, benefit))
        if problems:
            raise PlanFileError(problems)
        self.session.flush()
        self._refuse_circles(touched, {row.id: f"{key}/{row.key}" for (key, _), row in found.items()})

    def _adoptions(self, initiative: Initiative, items: list[Item], where: str) -> None:
        found = {row.unit_id: row for row in initiative.adoptions}
        named = [self.units[item["unit"]] for item in items]
        for index, (unit_id, item) in enumerate(zip(named, items, strict=True)):
            row = found.get(unit_id)
            self.report.count("införanden", new=row is None)
            if row is None:
                item = complete("adoptions", item, f"{where}[{index}]")
                row = found[unit_id] = Adoption(unit_id=unit_id, position=len(found) + 1, example=False)
                initiative.adoptions.append(row)
            set_given(row, item, ("manager", "adopted_on", "accepted_on"))
            _set_periods(row, item, ("planned",))
            with _at(f"{where}[{index}]"):
                adoptions.check_times(planned=row.planned, adopted_on=row.adopted_on, today=self.loading.ctx.today)
            if "example" in item:
                row.example = self.loading.example(item)
        renumber(found, named)
        keys = {unit_id: key for key, unit_id in self.units.items()}
        self.report.absent += [f"införanden i {initiative.key}: {keys[one]}" for one in found if one not in named]
        self.session.flush()

    def _benefits(self, initiative: Initiative, items: list[Item], where: str) -> None:
        found = {row.key: row for row in initiative.benefits}
        for index, item in enumerate(items):
            row = found.get(item["key"])
            self.report.count("nyttor", new=row is None)
            if row is None:
                item = complete("benefits", item, f"{where}[{index}]")
                row = found[item["key"]] = Benefit(
                    key=item["key"],
                    position=len(found) + 1,
                    created_at=self.loading.ctx.now,
                    title=item["title"],
                    emergent=item["emergent"],
                    example=False,
                )
                initiative.benefits.append(row)
            self._fill(initiative, row, item, f"{where}[{index}]")
        keys = [item["key"] for item in items]
        renumber(found, keys)
        self.report.absent += [f"nyttor i {initiative.key}: {key}" for key in found if key not in keys]
        self.session.flush()

    def _fill(self, initiative: Initiative, row: Benefit, item: Item, where: str) -> None:
        set_given(row, item, _PLAIN)
        _set_periods(row, item, _PERIODS)
        with _at(where):
            check_times(first_effect=row.first_effect, full_effect=row.full_effect)
        if "example" in item:
            row.example = self.loading.example(item)
        if "owner" in item:
            owner = item["owner"] or {"role": None, "unit": None}
            row.owner_role, row.owner_unit_id = owner["role"], self.units[owner["unit"]] if owner["unit"] else None
        if "anchor" in item:
            self._anchor(initiative, row, item["anchor"], where)
        if "forum" in item:
            row.forum_id = self.forums[item["forum"]] if item["forum"] else None
        if "steering" in item:
            for name in ("system", "id", "link"):
                setattr(row, f"steering_{name}", item["steering"][name] if item["steering"] else None)
        # What an export says in place of a person is no role that anybody stated.
        if "controller" in item and item["controller"] != controller_of(row):
            row.controller_role = item["controller"]
        if "judgements" in item:
            load_judgements(self.loading, row, item["judgements"], f"{where}.judgements")
        self._check_activities(initiative, item, where)
        self._lists(f"{initiative.key}/{row.key}", row, item, where)

    def _anchor(self, initiative: Initiative, row: Benefit, anchor: Item | None, where: str) -> None:
        row.anchor_phase = anchor["phase"] if anchor else None
        row.anchor_adoption_id = None
        if anchor and anchor["unit"]:
            adoptions = {one.unit_id: one.id for one in initiative.adoptions}
            adoption_id = adoptions.get(self.units.get(anchor["unit"], 0))
            if adoption_id is None:
                problem = f'enheten "{anchor["unit"]}" står inte bland initiativets införanden'
                raise PlanFileError([f"{where}.anchor.unit: {problem}"])
            row.anchor_adoption_id = adoption_id

    def _check_activities(self, initiative: Initiative, item: Item, where: str) -> None:
        held = {link.activity_id for link in initiative.activities}
        problems = [
            f'{where}.activities[{index}]: aktiviteten "{key}" hör inte till initiativet'
            for index, key in enumerate(item.get("activities", []))
            if self.activities[key] not in held
        ]
        if problems:
            raise PlanFileError(problems)

    def _lists(self, name: str, row: Benefit, item: Item, where: str) -> None:
        if "goals" in item:
            self._link(f"mål i {name}", row.goals, "goal_id", item["goals"], self.goals, BenefitGoal)
        if "activities" in item:
            held = row.activities
            self._link(
                f"aktiviteter i {name}", held, "activity_id", item["activities"], self.activities, BenefitActivity
            )
        if "measures" in item:
            named = [key_of(one) for one in item["measures"]]
            found = self._link(f"mätetal i {name}", row.measures, "measure_id", named, self.measures, BenefitMeasure)
            for place, link in enumerate(found.values(), start=1):
                link.position = link.position or place
            renumber(found, [self.measures[key] for key in named])
            self.session.flush()
            self.aims.fill({key: found[self.measures[key]] for key in named}, item["measures"], f"{where}.measures")
        self._rows(name, row.impacts, item, where, section="impacts", by="area", kind=BenefitImpact)
        self._rows(name, row.preliminary, item, where, section="preliminary", by="step", kind=PreliminaryStep)

    def _link(
        self, what: str, links: list[Any], column: str, keys: list[str], ids: dict[str, int], kind: type[Any]
    ) -> dict[int, Any]:
        """Link what the file names by key; returns all links by the id that they lead to."""
        found = {getattr(link, column): link for link in links}
        self.report.absent += [f"{what}: {key}" for key, one in ids.items() if one in found and key not in keys]
        for target_id in (ids[key] for key in keys):
            if target_id not in found:
                found[target_id] = kind(**{column: target_id})
                links.append(found[target_id])
        return found

    def _rows(
        self, name: str, rows: list[Any], item: Item, where: str, *, section: str, by: str, kind: type[Any]
    ) -> None:
        """What a benefit holds one of for each area or step."""
        if section not in item:
            return
        found = {getattr(row, by): row for row in rows}
        for index, one in enumerate(item[section]):
            if one[by] in found:
                set_given(found[one[by]], one, one)
            else:
                found[one[by]] = kind(**complete(section, one, f"{where}.{section}[{index}]"))
                rows.append(found[one[by]])
            if getattr(found[one[by]], "none", False) and found[one[by]].text:
                problem = "en påverkan kan inte både beskrivas och vara ingen påverkan"
                raise PlanFileError([f"{where}.{section}[{index}]: {problem}"])
        what = {"impacts": "påverkan", "preliminary": "preliminära steg"}[section]
        given = {one[by] for one in item[section]}
        self.report.absent += [f"{what} i {name}: {key}" for key in found if key not in given]

    def _lead(
        self, initiative: str, row: Benefit, targets: list[Item], where: str, found: dict[tuple[str, str], Benefit]
    ) -> list[str]:
        held = {link.target_id for link in row.leads_to}
        problems, given = [], set()
        for index, target in enumerate(targets):
            key = (target["initiative"], target["benefit"])
            if key not in found:
                problem = f'nyttan "{"/".join(key)}" finns varken i filen eller i planen'
                problems.append(f"{where}[{index}]: {problem}")
            else:
                given.add(found[key].id)
                if found[key].id not in held:
                    row.leads_to.append(BenefitLink(target_id=found[key].id))
        left = [f"{at}/{one.key}" for (at, _), one in found.items() if one.id in held - given]
        self.report.absent += [f"leder till i {initiative}/{row.key}: {one}" for one in left]
        return problems

    def _refuse_circles(self, touched: list[tuple[str, Benefit]], names: dict[int, str]) -> None:
        leads_to: dict[int, list[int]] = {}
        query = select(BenefitLink.benefit_id, BenefitLink.target_id).join(
            Benefit, Benefit.id == BenefitLink.benefit_id
        )
        of_plan = query.join(Benefit.initiative).where(Initiative.plan_id == self.plan.id)
        for source, target in self.session.execute(of_plan).all():
            leads_to.setdefault(source, []).append(target)
        for where, benefit in touched:
            if circle := leads_in_circle(leads_to, start=benefit.id):
                chain = " → ".join(names[one] for one in circle)
                raise PlanFileError([f"{where}: nyttorna leder runt i en ring: {chain}"])


@contextmanager
def _at(where: str) -> Iterator[None]:
    """Tell what breaks a rule with its path in the file."""
    try:
        yield
    except InvalidFields as problem:
        raise PlanFileError([f"{where}.{field}: {text}" for field, text in problem.problems.items()]) from None


def _set_periods(row: Any, item: Item, names: Iterable[str]) -> None:
    for name in names:
        if name in item:
            setattr(row, name, from_code(item[name]) if item[name] else None)

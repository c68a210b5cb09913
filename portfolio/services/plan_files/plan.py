"""A plan file's own plan: its facts, its parties, and who decides what in it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.periods import from_code
from portfolio.domain.plans import TOLERANCES, check_decider, check_plan, fits_timeline
from portfolio.files.plan_file import Item, PlanFileError, complete
from portfolio.models import Forum, Initiative, Organisation, Plan, PlanDecider, PlanParty
from portfolio.services.plan_files.matching import ids_by_key, renumber, set_given
from portfolio.services.plan_files.report import Loading

#: Fields that go straight from the file to the row.
_PLAIN = ("name", "purpose", "summary", "revision_months", "follow_up_months", "diarienummer", *TOLERANCES)


class PlanLoader:
    """Loads the plan itself; the organisations are there already."""

    def __init__(self, loading: Loading, organisations: dict[str, Organisation]) -> None:
        self.loading = loading
        self.session = loading.ctx.session
        self.report = loading.report
        self.organisations = organisations

    def run(self, plan: Plan | None) -> Plan:
        """Add or update. Raises PlanFileError for an organisation of nowhere, or times that break the rules."""
        item = self.loading.document.plan
        self.report.count("planer", new=plan is None)
        if plan is None:
            item = complete("plan", item, "plan")
        owner = self._organisation(item["owner"], "plan.owner") if "owner" in item else None
        periods = {name: from_code(item[name]) for name in ("valid_period", "timeline_period") if name in item}
        if plan is None:
            plan = Plan(slug=item["slug"], name=item["name"], **periods)
            self.session.add(plan)
        if owner is not None:
            plan.owner_id = owner.id
        for name, period in periods.items():
            setattr(plan, name, period)
        if periods:
            _check_periods(plan)
        set_given(plan, item, _PLAIN)
        self.session.flush()
        self._parties(plan, item)
        return plan

    def deciders(self, plan: Plan) -> None:
        """Who decides what, once the forums are there. Raises PlanFileError for a role that decides on nothing."""
        items = self.loading.document.plan.get("deciders", [])
        forums = ids_by_key(self.session, Forum, plan)
        found = {row.change: row for row in plan.deciders}
        for index, item in enumerate(items):
            where = f"plan.deciders[{index}]"
            row = found.get(item["change"])
            if row is None:
                item = complete("deciders", item, where)
                row = found[item["change"]] = PlanDecider(plan_id=plan.id, change=item["change"], role=item["role"])
                plan.deciders.append(row)
            set_given(row, item, ("role",))
            try:
                check_decider("role", row.role)
            except Invalid as problem:
                raise PlanFileError([f"{where}.role: {problem.message}"]) from None
            if "forum" in item:
                row.forum_id = forums[item["forum"]] if item["forum"] else None
        if "deciders" in self.loading.document.plan:
            given = {item["change"] for item in items}
            self.report.absent += [f"beslutande: {change}" for change in found if change not in given]
        self.session.flush()

    def check_timeline(self, plan: Plan) -> None:
        """Raise PlanFileError when a timeline that the file states does not hold the phases of some initiative."""
        if "timeline_period" not in self.loading.document.plan:
            return
        query = select(Initiative).where(Initiative.plan_id == plan.id).order_by(Initiative.position)
        outside = [
            one.key
            for one in self.session.scalars(query.options(selectinload(Initiative.phases)))
            if not fits_timeline(one.times().values(), plan.timeline_period)
        ]
        if outside:
            period, some = plan.timeline_period.label, ", ".join(outside[:3])
            problem = f"{len(outside)} initiativ har tider utanför {period}, bland dem {some}"
            raise PlanFileError([f"plan.timeline_period: {problem}"])

    def _parties(self, plan: Plan, item: Item) -> None:
        keys = item.get("parties", [])
        named = [self._organisation(k, f"plan.parties[{n}]").id for n, k in enumerate(keys)]
        held = {party.organisation_id: party for party in plan.parties}
        for organisation_id in named:
            if organisation_id not in held:
                party = PlanParty(plan_id=plan.id, organisation_id=organisation_id, position=len(held) + 1)
                held[organisation_id] = party
                plan.parties.append(party)
        renumber(held, named)
        if "parties" in item:
            self.report.absent += [
                f"parter: {one.key}" for one in self.organisations.values() if one.id in held.keys() - set(named)
            ]

    def _organisation(self, key: str, where: str) -> Organisation:
        if key not in self.organisations:
            raise PlanFileError([f'{where}: organisationen "{key}" finns varken i filen eller sedan tidigare'])
        return self.organisations[key]


def _check_periods(plan: Plan) -> None:
    try:
        check_plan(valid_period=plan.valid_period, timeline_period=plan.timeline_period, months={})
    except InvalidFields as problem:
        raise PlanFileError([f"plan.{field}: {text}" for field, text in problem.problems.items()]) from None

"""Loading a plan file: all of it or nothing, matched by key; it adds and updates, and removes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portfolio.domain.errors import Conflict
from portfolio.domain.periods import from_code, read
from portfolio.files.plan_file import Item, PlanFile, PlanFileError, complete, parse
from portfolio.models import Activity, Forum, Organisation, Plan, PlanParty, PlanRole, ProgrammeArea
from portfolio.services.context import Context
from portfolio.services.plan_files.initiatives import InitiativeLoader, renumber, set_given


@dataclass
class LoadReport:
    """What a load did: counts by Swedish name, and what is stored but absent from the file."""

    slug: str = ""
    added: dict[str, int] = field(default_factory=dict)
    updated: dict[str, int] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def count(self, what: str, *, new: bool) -> None:
        """Count one thing as added or as matched."""
        counts = self.added if new else self.updated
        counts[what] = counts.get(what, 0) + 1


def load_text(ctx: Context, source: str | bytes, *, replace: bool = False) -> LoadReport:
    """Parse and load. Raises PlanFileError for what is wrong with the file, Conflict when the plan exists already."""
    return load(ctx, parse(source), replace=replace)


def load(ctx: Context, document: PlanFile, *, replace: bool = False) -> LoadReport:
    """Load a parsed file; call within a transaction.

    An existing plan is a Conflict without ``replace``. With it, absent sections and fields are left untouched, null is
    null, and what the file lacks is reported and kept.
    """
    ctx.record("plan:load")
    slug = document.plan["slug"]
    # The weaker of the two locks: whoever saves an initiative meanwhile refers to the plan, and holds what we wait for.
    plan = ctx.session.scalar(select(Plan).where(Plan.slug == slug).with_for_update(key_share=True))
    if plan is not None and not replace:
        raise Conflict(f"Planen {slug} finns redan. Lägg till --replace för att uppdatera den med filens innehåll.")
    return _Loader(ctx, document, LoadReport(slug=slug)).run(plan)


class _Loader:
    """One load: the context, the file, and what has been found and made so far."""

    def __init__(self, ctx: Context, document: PlanFile, report: LoadReport) -> None:
        self.ctx = ctx
        self.document = document
        self.report = report

    def run(self, plan: Plan | None) -> LoadReport:
        organisations = self._organisations()
        plan = self._plan(plan, organisations)
        self._check_outside(plan, organisations)
        areas = self._section(plan, "areas", ProgrammeArea, "områden")
        by_key = {area.key: area for area in areas}
        for item in self.document.areas:
            if "parent" in item:
                by_key[item["key"]].parent_id = by_key[item["parent"]].id if item["parent"] else None
        _refuse_ring("areas", areas)
        self._section(plan, "forums", Forum, "forum")
        self._section(plan, "roles", PlanRole, "roller")
        self._section(plan, "activities", Activity, "aktiviteter")
        self.ctx.session.flush()
        InitiativeLoader(self.ctx, plan, self.document, self.report.count, self.report.absent).run()
        self.ctx.record("plan:load", plan_id=plan.id)
        return self.report

    def _organisations(self) -> dict[str, Organisation]:
        session = self.ctx.session
        found = {one.key: one for one in session.scalars(select(Organisation))}
        for index, item in enumerate(self.document.organisations):
            row = found.get(item["key"])
            self.report.count("organisationer", new=row is None)
            if row is None:
                item = complete("organisations", item, f"organisations[{index}]")
                row = found[item["key"]] = Organisation(key=item["key"], name=item["name"], kind=item["kind"])
                session.add(row)
            set_given(row, item, ("name", "kind"))
        session.flush()
        for item in self.document.organisations:
            if "parent" in item:
                found[item["key"]].parent_id = found[item["parent"]].id if item["parent"] else None
        _refuse_ring("organisations", found.values())
        return found

    def _plan(self, plan: Plan | None, organisations: dict[str, Organisation]) -> Plan:
        item = self.document.plan
        self.report.count("planer", new=plan is None)
        if plan is None:
            item = complete("plan", item, "plan")
        owner = self._organisation(organisations, item["owner"], "plan.owner") if "owner" in item else None
        periods = {name: from_code(item[name]) for name in ("valid_period", "timeline_period") if name in item}
        if plan is None:
            plan = Plan(slug=item["slug"], name=item["name"], **periods)
            self.ctx.session.add(plan)
        if owner is not None:
            plan.owner_id = owner.id
        for name, period in periods.items():
            setattr(plan, name, period)
        texts = ("name", "purpose", "summary", "revision_months", "follow_up_months", "diarienummer")
        set_given(plan, item, texts)
        self.ctx.session.flush()
        self._parties(plan, item, organisations)
        return plan

    def _parties(self, plan: Plan, item: Item, organisations: dict[str, Organisation]) -> None:
        keys = item.get("parties", [])
        named = [self._organisation(organisations, k, f"plan.parties[{n}]").id for n, k in enumerate(keys)]
        held = {party.organisation_id: party for party in plan.parties}
        for organisation_id in named:
            if organisation_id not in held:
                party = PlanParty(plan_id=plan.id, organisation_id=organisation_id, position=len(held) + 1)
                held[organisation_id] = party
                plan.parties.append(party)
        renumber(held, named)
        if "parties" in item:
            self.report.absent += [
                f"parter: {one.key}" for one in organisations.values() if one.id in held.keys() - set(named)
            ]

    def _organisation(self, organisations: dict[str, Organisation], key: str, where: str) -> Organisation:
        if key not in organisations:
            raise PlanFileError([f'{where}: organisationen "{key}" finns varken i filen eller sedan tidigare'])
        return organisations[key]

    def _check_outside(self, plan: Plan, organisations: dict[str, Organisation]) -> None:
        stored = {
            "organisations": set(organisations),
            "areas": self._keys(ProgrammeArea, plan),
            "forums": self._keys(Forum, plan),
            "activities": self._keys(Activity, plan),
        }
        problems = [
            f'{section}: "{key}" nämns i filen men finns varken där eller i planen'
            for section, keys in self.document.outside_references.items()
            for key in sorted(keys - stored.get(section, set()))
        ]
        if problems:
            raise PlanFileError(problems)

    def _keys(self, kind: type[Any], plan: Plan) -> set[str]:
        return set(self.ctx.session.scalars(select(kind.key).where(kind.plan_id == plan.id)))

    def _section(self, plan: Plan, section: str, kind: type[Any], name: str) -> Sequence[Any]:
        session = self.ctx.session
        stored = list(session.scalars(select(kind).where(kind.plan_id == plan.id).order_by(kind.position)))
        found = {row.key: row for row in stored}
        items: Iterable[Item] = getattr(self.document, section)
        for index, item in enumerate(items):
            row = found.get(item["key"])
            self.report.count(name, new=row is None)
            if row is None:
                item = complete(section, item, f"{section}[{index}]")
                row = found[item["key"]] = kind(plan_id=plan.id, **_columns(item, self.document.example))
                row.position = len(found)
                session.add(row)
            else:
                for column, value in _columns(item, self.document.example).items():
                    setattr(row, column, value)
        if section in self.document.present:
            renumber(found, [item["key"] for item in items])
            self.report.absent += [f"{name}: {key}" for key in found if key not in {item["key"] for item in items}]
        session.flush()
        return list(found.values())


def _refuse_ring(section: str, rows: Iterable[Any]) -> None:
    """What is stored and what the file says can form a ring together, though neither does so alone."""
    parents = {row.id: row.parent_id for row in rows}
    keys = {row.id: row.key for row in rows}
    for start in parents:
        seen: set[int] = set()
        row_id: int | None = start
        while row_id is not None:
            if row_id in seen:
                raise PlanFileError([f'{section}: "{keys[row_id]}" skulle ligga under sig själv'])
            seen.add(row_id)
            row_id = parents.get(row_id)


def _columns(item: Item, example: bool) -> dict[str, Any]:
    """An item's fields as columns: the parent is linked later, a period is kept as written with its reading."""
    columns = {name: value for name, value in item.items() if name not in ("parent", "period", "responsible")}
    if "period" in item:
        columns["period_text"] = item["period"]
        columns["period"] = read(item["period"]) if item["period"] else None
    if "responsible" in item:
        columns["responsible"] = tuple(item["responsible"])
    if "example" in columns:
        columns["example"] = columns["example"] or example
    return columns


def summary(report: LoadReport) -> list[str]:
    """What a load did, as lines for a terminal."""
    lines = [f"{count} {what} tillagda" for what, count in report.added.items()]
    lines += [f"{count} {what} fanns och uppdaterades" for what, count in report.updated.items()]
    return lines + [f"Finns i planen men inte i filen, och är kvar: {what}" for what in report.absent]

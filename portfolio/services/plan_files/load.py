"""Loading a plan file: all of it or nothing, matched by key; it adds and updates, and removes nothing."""

from __future__ import annotations

from sqlalchemy import select

from portfolio.domain.errors import Conflict
from portfolio.files.plan_file import PlanFile, PlanFileError, complete, parse
from portfolio.models import Activity, Forum, Goal, Measure, Organisation, Plan, ProgrammeArea
from portfolio.services.context import Context
from portfolio.services.plan_files.initiatives import InitiativeLoader
from portfolio.services.plan_files.matching import ids_by_key, set_given
from portfolio.services.plan_files.plan import PlanLoader
from portfolio.services.plan_files.report import Loading, LoadReport
from portfolio.services.plan_files.sections import load_sections, refuse_ring


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
    loading = Loading(ctx, document, LoadReport(slug=slug))
    organisations = _organisations(loading)
    own = PlanLoader(loading, organisations)
    plan = own.run(plan)
    _check_outside(loading, plan, organisations)
    load_sections(loading, plan, organisations)
    own.deciders(plan)
    InitiativeLoader(loading, plan, organisations).run()
    own.check_timeline(plan)
    ctx.record("plan:load", plan_id=plan.id)
    return loading.report


def _organisations(loading: Loading) -> dict[str, Organisation]:
    session = loading.ctx.session
    found = {one.key: one for one in session.scalars(select(Organisation))}
    for index, item in enumerate(loading.document.organisations):
        row = found.get(item["key"])
        loading.report.count("organisationer", new=row is None)
        if row is None:
            item = complete("organisations", item, f"organisations[{index}]")
            row = found[item["key"]] = Organisation(key=item["key"], name=item["name"], kind=item["kind"])
            session.add(row)
        set_given(row, item, ("name", "kind"))
    session.flush()
    for item in loading.document.organisations:
        if "parent" in item:
            found[item["key"]].parent_id = found[item["parent"]].id if item["parent"] else None
    refuse_ring("organisations", found.values())
    return found


def _check_outside(loading: Loading, plan: Plan, organisations: dict[str, Organisation]) -> None:
    kinds = {"areas": ProgrammeArea, "forums": Forum, "goals": Goal, "measures": Measure, "activities": Activity}
    problems = []
    for section, keys in loading.document.outside_references.items():
        stored = organisations if section not in kinds else ids_by_key(loading.ctx.session, kinds[section], plan)
        problems += [
            f'{section}: "{key}" nämns i filen men finns varken där eller i planen'
            for key in sorted(keys - set(stored))
        ]
    if problems:
        raise PlanFileError(problems)

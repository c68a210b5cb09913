"""Initiatives: propose or register, show, edit, and enter the state of what already runs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.complexity import current
from portfolio.domain.errors import NotFound
from portfolio.domain.initiatives import ENTRY_STATES
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.domain.timeline import Grid, compact
from portfolio.domain.versions import version_of
from portfolio.forms.initiatives import EntryForm, InitiativeForm, ProposalForm, RegistrationForm
from portfolio.services import complexity, initiatives, method, people, plans
from portfolio.services.context import Context
from portfolio.web.context import current_context, page, save
from portfolio.web.timeline import item_of_initiative

bp = Blueprint("initiatives", __name__)


def url(initiative: Any) -> str:
    """The initiative's page."""
    return url_for("initiatives.show", initiative_id=initiative.id)


def area_choices(ctx: Context, plan_id: int) -> list[tuple[int, str]]:
    """The plan's areas to choose from, sub-areas marked as such."""
    return [(area.id, f"– {area.name}" if area.parent_id else area.name) for area in plans.areas(ctx, plan_id)]


def forum_choices(ctx: Context, plan_id: int) -> list[tuple[int, str]]:
    """The plan's forums to choose from."""
    return [(forum.id, forum.name) for forum in plans.forums(ctx, plan_id)]


@bp.route("/initiativ/nytt", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Propose an initiative; who may register also enters what already runs."""
    ctx = current_context()
    choices = plans.open_for_proposals(ctx)
    slug = request.values.get("plan") or (choices[0].slug if len(choices) == 1 else "")
    plan = next((one for one in choices if one.slug == slug), None)
    if plan is None:
        if slug:
            raise NotFound("Planen finns inte. Välj en annan.")
        return page("initiatives/choose_plan.html", plans=choices)
    registering = ctx.can(Permission.REGISTER_INITIATIVE, plan)
    form = _new_form(ctx, plan.id, registering=registering)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: _create(ctx, plan.id, form, registering=registering),
            to=url,
            said="Initiativet är sparat." if registering else "Förslaget är lämnat. Samordnaren tar emot det.",
            again=url_for("plans.initiatives", slug=plan.slug)
            if plan.id in ctx.actor.plan_ids
            else url_for("start.show"),
        )
        if response is not None:
            return response
    return page("initiatives/new.html", form, plan=plan, registering=registering)


@bp.get("/initiativ/<int:initiative_id>")
def show(initiative_id: int) -> ResponseReturnValue:
    """The initiative: where it stands, its timetable, level, activities and decisions."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    history = complexity.history(initiative)
    grid = Grid.of(initiative.plan.timeline_period, today=ctx.today)
    return page(
        "initiatives/show.html",
        initiative=initiative,
        plan=initiative.plan,
        holding=current(history),
        bar=compact(item_of_initiative(initiative), grid=grid),
        grid=grid,
        phases=list(Phase),
        times=initiative.times(),
        leads=people.project_leads(ctx.session, [initiative.id]).get(initiative.id, []),
        method=method.load(),
        enterable=initiative.retrospective and initiative.state in ENTRY_STATES,
    )


@bp.route("/initiativ/<int:initiative_id>/redigera", methods=["GET", "POST"])
def edit(initiative_id: int) -> ResponseReturnValue:
    """Edit the initiative's facts."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    stored = initiatives.edited_values(initiative)
    form = InitiativeForm(request.form, data={**stored, "version": version_of(stored)})
    form.area_id.offer(area_choices(ctx, initiative.plan_id))
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: initiatives.edit(ctx, initiative_id, **form.data),
            to=url,
            said="Initiativet är sparat.",
            again=url(initiative),
        )
        if response is not None:
            return response
    return page("initiatives/edit.html", form, initiative=initiative, plan=initiative.plan)


@bp.route("/initiativ/<int:initiative_id>/ingangslage", methods=["GET", "POST"])
def enter(initiative_id: int) -> ResponseReturnValue:
    """Enter the state that the initiative is really in."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.ENTER_INITIATIVE)
    form = EntryForm(request.form, data={"version": initiatives.entry_version(initiative)})
    form.entry_state.offer((state, label(state)) for state in ENTRY_STATES)
    form.forum_id.offer(forum_choices(ctx, initiative.plan_id))
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: initiatives.enter(ctx, initiative_id, **form.data),
            to=url,
            said="Ingångsläget är sparat.",
            again=url(initiative),
            version=lambda: initiatives.entry_version(initiatives.get(ctx, initiative_id)),
        )
        if response is not None:
            return response
    return page("initiatives/enter.html", form, initiative=initiative, plan=initiative.plan)


def _new_form(ctx: Context, plan_id: int, *, registering: bool) -> ProposalForm:
    if not registering:
        form = ProposalForm(request.form)
        form.area_id.offer(area_choices(ctx, plan_id))
        return form
    registration = RegistrationForm(request.form)
    registration.offer(areas=area_choices(ctx, plan_id), forums=forum_choices(ctx, plan_id))
    return registration


def _create(ctx: Context, plan_id: int, form: ProposalForm, *, registering: bool) -> Any:
    data = form.data
    if registering and data["entry_state"] is not None:
        return initiatives.register(ctx, plan_id, **data)
    for name in ("entry_state", "decided_on", "forum_id", "motivation"):
        data.pop(name, None)
    return initiatives.propose(ctx, plan_id, **data)

"""Initiatives: propose or register, show, edit, and enter the state of what already runs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.errors import NotFound
from portfolio.domain.initiatives import ENTRY_STATES
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission
from portfolio.domain.plans import Change
from portfolio.domain.similarity import MUCH
from portfolio.domain.texts import clean_text
from portfolio.domain.versions import version_of
from portfolio.forms.initiatives import EntryForm, InitiativeForm, ProposalForm, RegistrationForm
from portfolio.per_request import current_context, settings
from portfolio.services import (
    assessments,
    benefits,
    dependencies,
    initiatives,
    method,
    people,
    plan_settings,
    plans,
    similarity,
    stories,
    successions,
)
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import frame, journey, lacking, url
from portfolio.web.next_steps import next_steps

bp = Blueprint("initiatives", __name__)


def area_choices(ctx: Context, plan_id: int, *, keep: int | None = None) -> list[tuple[int, str]]:
    """The plan's areas to choose from, sub-areas marked as such; a concluded one where it is chosen already."""
    return [
        (area.id, f"– {area.name}" if area.parent_id else area.name)
        for area in plans.areas(ctx, plan_id)
        if area.active or area.id == keep
    ]


def forum_choices(ctx: Context, plan_id: int) -> list[tuple[int, str]]:
    """The plan's forums to choose from; those that are concluded decide on nothing new."""
    return [(forum.id, forum.name) for forum in plans.forums(ctx, plan_id) if forum.active]


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
    seen = sent().get("alike", "")
    alike = []
    if request.method == "POST" and form.validate():
        alike = _unseen_lookalikes(ctx, plan.id, form, seen=seen)
        response = None if alike else _save_new(ctx, plan, form, registering=registering)
        if response is not None:
            return response
    # What has been shown once is not asked about again, as long as the title stays the same.
    seen = form.title.data if alike else seen
    return page("initiatives/new.html", form, plan=plan, registering=registering, alike=alike, seen=seen)


@bp.get("/initiativ/<int:initiative_id>")
def show(initiative_id: int) -> ResponseReturnValue:
    """The initiative: where it stands, what it lacks for its next step, and its benefits."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    rows = benefits.of_initiative(ctx, initiative)
    lacks = lacking(ctx, initiative, rows)
    assessment = assessments.latest(initiative)
    assessor = assessment.assessed_by if assessment else None
    return page(
        "initiatives/show.html",
        **frame(ctx, initiative, rows),
        **next_steps(ctx, initiative, lacks),
        journey=journey(initiative),
        lacking=lacks,
        assessment=assessment,
        assessor=people.named(ctx.session, [assessor]).get(assessor),
        warnings=dependencies.warnings(dependencies.of_initiative(ctx, initiative), initiative),
        method=method.load(),
        enterable=initiative.retrospective and initiative.state in ENTRY_STATES,
    )


@bp.get("/initiativ/<int:initiative_id>/historia")
def history(initiative_id: int) -> ResponseReturnValue:
    """The decisions, and all that happened as one story."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    number = request.args.get("sida", default=1, type=int)
    story = stories.of_initiative(ctx, initiative, zone=settings().timezone, page=number)
    return page("initiatives/history.html", **frame(ctx, initiative), story=story)


@bp.get("/initiativ/<int:initiative_id>/deltagare")
def participants(initiative_id: int) -> ResponseReturnValue:
    """Who has a part in the initiative, and who answers for its benefits."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    return page(
        "initiatives/participants.html",
        **frame(ctx, initiative),
        people=people.of_initiative(ctx.session, initiative.id),
        former_leads=[one for one in successions.leads(ctx, initiative) if one.until is not None],
    )


@bp.route("/initiativ/<int:initiative_id>/redigera", methods=["GET", "POST"])
def edit(initiative_id: int) -> ResponseReturnValue:
    """Edit the initiative's facts."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_INITIATIVE)
    stored = initiatives.edited_values(initiative)
    form = InitiativeForm(sent(), data={**stored, "version": version_of(stored)})
    form.area_id.offer(area_choices(ctx, initiative.plan_id, keep=initiative.area_id))
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
    forum_id = plan_settings.deciding_forum(initiative.plan, Change.START)
    form = EntryForm(sent(), data={"version": initiatives.entry_version(initiative), "forum_id": forum_id})
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
        form = ProposalForm(sent())
        form.area_id.offer(area_choices(ctx, plan_id))
        return form
    registration = RegistrationForm(sent())
    registration.offer(areas=area_choices(ctx, plan_id), forums=forum_choices(ctx, plan_id))
    return registration


def _unseen_lookalikes(ctx: Context, plan_id: int, form: ProposalForm, *, seen: str) -> list[similarity.Lookalike]:
    """Initiatives that look much like the title, unless they have been shown to the one who sends it."""
    title = form.title.data
    # A form that is sent twice would meet what it saved itself; it is told that it was sent.
    if clean_text(seen) == clean_text(title) or ctx.was_sent(form.form_id.data):
        return []
    return similarity.lookalikes(ctx, plan_id, title, at_least=MUCH)


def _save_new(ctx: Context, plan: Any, form: ProposalForm, *, registering: bool) -> ResponseReturnValue | None:
    mine = plan.id in ctx.actor.plan_ids
    return save(
        ctx,
        form,
        lambda: _create(ctx, plan.id, form, registering=registering),
        to=url,
        said="Initiativet är sparat." if registering else "Förslaget är lämnat. Samordnaren tar emot det.",
        again=url_for("plans.initiatives", slug=plan.slug) if mine else url_for("start.show"),
    )


def _create(ctx: Context, plan_id: int, form: ProposalForm, *, registering: bool) -> Any:
    data = form.data
    if registering and data["entry_state"] is not None:
        return initiatives.register(ctx, plan_id, **data)
    for name in ("entry_state", "decided_on", "forum_id", "motivation"):
        data.pop(name, None)
    return initiatives.propose(ctx, plan_id, **data)

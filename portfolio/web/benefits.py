"""Benefits: an initiative's register, one benefit, its seven steps, and the template on paper."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.benefits import ImpactArea
from portfolio.domain.labels import label
from portfolio.domain.permissions import Permission
from portfolio.domain.steps import STEPS, complete, lacks
from portfolio.forms.benefits import BenefitForm, NewBenefitForm
from portfolio.per_request import current_context
from portfolio.services import (
    aims,
    benefit_assessments,
    benefit_choices,
    benefit_steps,
    benefits,
    effect_starts,
    effects,
    evidence,
    initiatives,
    method,
    series_charts,
)
from portfolio.services.benefit_assessments import Judgement
from portfolio.services.context import Context
from portfolio.web.benefit_saving import save_steps
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import frame
from portfolio.web.next_steps import of_benefit
from portfolio.web.series_charts import address_of_aim

bp = Blueprint("benefits", __name__)

#: The four areas of step three with their words, in the method's order.
IMPACT_AREAS = [(area, label(area)) for area in ImpactArea]


@bp.get("/initiativ/<int:initiative_id>/nyttor")
def listing(initiative_id: int) -> ResponseReturnValue:
    """The initiative's benefit register."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    shown = frame(ctx, initiative)
    said = effects.of_benefits(ctx, initiative.plan, [row.id for row in shown["benefits"]])
    return page(
        "benefits/list.html",
        **shown,
        said=said,
        small=partial(series_charts.miniature, ctx),
        chart_address=address_of_aim,
    )


@bp.route("/initiativ/<int:initiative_id>/nyttor/ny", methods=["GET", "POST"])
def new(initiative_id: int) -> ResponseReturnValue:
    """Add a benefit; its seven steps follow."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.EDIT_BENEFIT)
    form = NewBenefitForm(sent())
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: benefits.add(ctx, initiative_id, **form.data),
            to=lambda benefit: url_for("benefits.edit", benefit_id=benefit.id, _anchor="steg-1"),
            said="Nyttan är tillagd. Gå nu igenom de sju stegen. Du kan sluta när du vill och fortsätta en annan gång.",
            again=url_for("benefits.listing", initiative_id=initiative.id),
        )
        if response is not None:
            return response
    return page("benefits/new.html", form, initiative=initiative, plan=initiative.plan, steps=method.load()["steps"])


@bp.get("/nyttor/<int:benefit_id>")
def show(benefit_id: int) -> ResponseReturnValue:
    """The benefit: one sentence first, then what its seven steps say."""
    ctx = current_context()
    benefit = benefits.get(ctx, benefit_id)
    said = effects.of_benefit(ctx, benefit)
    return page(
        "benefits/show.html",
        **_benefit(ctx, benefit),
        **of_benefit(ctx, benefit),
        said=said,
        workings={one.link.id: effects.worked_out(ctx, one) for one in said.measures},
        charts=series_charts.of_benefit(ctx, benefit, said.measures),
        chart_address=address_of_aim,
        changes={one.link.id: evidence.change_of(one) for one in said.measures},
        judged=[Judgement(one) for one in benefit_assessments.of_benefit(ctx, benefit)],
        claimed=aims.claims(ctx, benefit.measures),
        impacts={impact.area: impact for impact in benefit.impacts},
        led_to_by=benefits.leading_to(ctx, benefit),
    )


@bp.route("/nyttor/<int:benefit_id>/redigera", methods=["GET", "POST"])
def edit(benefit_id: int) -> ResponseReturnValue:
    """The seven steps on one page; each is saved on its own, and what was not touched is left as it is."""
    ctx = current_context()
    benefit = benefits.get(ctx, benefit_id, to=Permission.EDIT_BENEFIT)
    form = _form(ctx, benefit)
    saved: list[int] = []
    if request.method == "POST":
        pressed = request.form.get("save", type=int) or 0
        saved = save_steps(ctx, benefit_id, form, pressed=pressed if pressed in STEPS else 0)
        if not form.failed:
            return redirect(_onwards(ctx, benefit_id, saved, pressed), 303)
        benefit = benefits.get(ctx, benefit_id, to=Permission.EDIT_BENEFIT)
        _offer(form, ctx, benefit)
    else:
        saved = [int(one) for one in request.args.get("sparat", "").split(",") if one in map(str, STEPS)]
    at = request.args.get("vid", type=int)
    shown = _benefit(ctx, benefit)
    return page(
        "benefits/edit.html", form, **shown, saved=saved, at=at, has_values=effect_starts.has_values(ctx, benefit)
    )


@bp.get("/initiativ/<int:initiative_id>/mall")
def template(initiative_id: int) -> ResponseReturnValue:
    """The seven-step template on A4, filled in with the initiative's benefits, or empty to write on."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    empty = bool(request.args.get("tom"))
    return page(
        "benefits/template.html",
        initiative=initiative,
        plan=initiative.plan,
        profiles=[] if empty else benefits.profiles(ctx, initiative),
        steps=method.load()["steps"],
        level=benefits.level_of(initiative),
        impact_areas=IMPACT_AREAS,
        empty=empty,
    )


def _onwards(ctx: Context, benefit_id: int, saved: list[int], pressed: int) -> str:
    """Where to go on: the next step that is not complete, after the one that was saved or else before it."""
    benefit = benefits.get(ctx, benefit_id)
    left = benefits.row(ctx, benefit, level=benefits.level_of(benefit.initiative)).incomplete
    last = pressed if pressed in STEPS else max(saved, default=0)
    ahead, behind = [one for one in left if one > last], [one for one in left if one < last]
    at = [*ahead, *behind, min(last + 1, STEPS[-1])][0]
    return url_for("benefits.edit", benefit_id=benefit_id, sparat=_numbers(saved), vid=at, _anchor=f"steg-{at}")


def _benefit(ctx: Context, benefit: Any) -> dict[str, Any]:
    """What the page of a benefit and its form have in common."""
    level = benefits.level_of(benefit.initiative)
    lacking = lacks(benefits.answers(benefit), level=level, today=ctx.today)
    return {
        "benefit": benefit,
        "initiative": benefit.initiative,
        "plan": benefit.initiative.plan,
        "level": level,
        "lacking": lacking,
        "complete": complete(lacking),
        "row": benefits.row(ctx, benefit, level=level),
        "warnings": benefit_choices.warnings(ctx, benefit),
        "steps": method.load()["steps"],
        "anchor": dict(benefit_choices.anchors(benefit.initiative)).get(benefit_steps.anchor(benefit) or ""),
        "impact_areas": IMPACT_AREAS,
    }


def _form(ctx: Context, benefit: Any) -> BenefitForm:
    level = benefits.level_of(benefit.initiative)
    form = BenefitForm.of(
        sent(), stored=benefit_steps.stored(benefit), suggested=benefit_choices.suggested(ctx, benefit, level)
    )
    _offer(form, ctx, benefit)
    return form


def _offer(form: BenefitForm, ctx: Context, benefit: Any) -> None:
    """Set what can be chosen."""
    offered = benefit_choices.choices(ctx, benefit)
    form.goals.offer(offered.goals)
    form.activities.offer(offered.activities)
    form.leads_to.offer(offered.leads_to)
    form.leads_to_other.offer(offered.leads_to_other)
    form.owner_unit_id.offer(offered.units)
    form.owner_user_id.offer(offered.people)
    form.anchor.offer(offered.anchors)
    form.forum_id.offer(offered.forums)
    form.controller_user_id.offer(offered.people)
    form.measures.offer(offered.measures)
    form.measure_id.offer(offered.library)


def _numbers(steps: list[int]) -> str:
    return ",".join(map(str, sorted(steps)))

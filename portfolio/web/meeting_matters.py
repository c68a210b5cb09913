"""One matter of a decision meeting: its material, and the decision that is written down while the meeting talks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portfolio.domain.assessments import Recommendation
from portfolio.domain.decisions import Matter, Outcome
from portfolio.domain.errors import NotFound
from portfolio.domain.gates import gate_before
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.lifecycle import next_phase
from portfolio.domain.periods import Period, following, is_within, quarter_of, quarters_between
from portfolio.domain.phases import Phase, PhaseTimes
from portfolio.domain.readiness import Lack
from portfolio.forms.meetings import OUTCOME_WORDS, MatterForm, Suggestion
from portfolio.per_request import current_context
from portfolio.services import decisions, initiatives, levels, people, plans, project_leads, readiness
from portfolio.services.context import Context
from portfolio.services.decisions import AgendaMatter
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import shown
from portfolio.web.initiatives import forum_choices
from portfolio.web.materials import readable
from portfolio.web.matters import matter_of
from portfolio.web.meeting_frame import (
    MATTERS,
    Item,
    Programme,
    Sitting,
    aim_in_words,
    facts,
    programme,
    question,
    sitting_of,
)

bp = Blueprint("meeting_matters", __name__)

#: What programme management recommended is what stands in the form; those who decide change it.
_RECOMMENDED = {
    Recommendation.START: Outcome.APPROVED,
    Recommendation.DEFER: Outcome.DEFERRED,
    Recommendation.RETURN: Outcome.RETURNED,
    Recommendation.DECLINE: Outcome.DECLINED,
}

#: So long after the decision a project lead is named at the latest, where nothing else is said.
_NAMED_WITHIN = timedelta(days=30)


@bp.route("/planer/<slug>/beslut/<int:initiative_id>/<matter>", methods=["GET", "POST"])
def decide(slug: str, initiative_id: int, matter: str) -> ResponseReturnValue:
    """Decide on one matter; what was decided leads on to the next one of the meeting."""
    ctx = current_context()
    plan = plans.get(ctx, slug)
    initiative = initiatives.get(ctx, initiative_id)
    about = matter_of(matter)
    if initiative.plan_id != plan.id or about not in MATTERS:
        raise NotFound
    _, sitting = sitting_of(ctx, plan)
    told = programme(ctx, plan, sitting)
    item = told.find(initiative.id, about, request.args.get("begaran", type=int))
    row = item.row if item else _taken_up(initiative, about)
    form = _form(ctx, row, sitting, _lacks(ctx, row))
    if request.method == "POST" and form.validate():
        response = _save(ctx, form, row, told, item, sitting)
        if response is not None:
            return response
    why = decisions.why_not(ctx, initiative, about, to=row.to)
    lacks = _lacks(ctx, row)
    return page(
        "meetings/matter.html",
        form,
        plan=plan,
        initiative=initiative,
        row=row,
        item=item,
        following=told.after(item) if item else None,
        total=told.total,
        sitting=sitting,
        question=question(row),
        facts=facts(row),
        missing=shown(ctx, initiative, lacks),
        # What was typed is shown again, whatever has become of the matter since.
        why=None if request.method == "POST" or (why is not None and why.missing) else why,
        material=readable(decisions.material(ctx, initiative, lacks if about in _GATED else None)),
    )


def _save(
    ctx: Context, form: MatterForm, row: AgendaMatter, told: Programme, item: Item | None, sitting: Sitting
) -> ResponseReturnValue | None:
    """Record the decision and go on to the matter that comes next; after the last one, to what has been decided."""
    initiative = row.initiative
    number, initiative_id, title = item.number if item else told.total + 1, initiative.id, initiative.title
    about: dict[str, Any] = {"matter": row.matter, "to": row.to, "request_id": row.request.id if row.request else None}
    agenda = sitting.url("meetings.agenda")
    left = told.after(item) if item else None
    return save(
        ctx,
        form,
        lambda: decisions.record(ctx, initiative_id, **about, **form.data),
        to=lambda _: f"{left.href}#arendet" if left else f"{agenda}#beslutat",
        said=f"Ärende {number} är beslutat: {OUTCOME_WORDS[form.outcome.data].lower()}. {title}.",
        again=agenda,
        version=lambda: decisions.version(initiatives.get(ctx, initiative_id)),
    )


#: The matters that a gate stands before: its list is what they lack.
_GATED = (Matter.PHASE, Matter.WAIVE, Matter.CLOSE)


def _taken_up(initiative: Any, matter: Matter) -> AgendaMatter:
    """A matter that stands on no agenda."""
    assessment = initiative.first_assessments[-1] if initiative.first_assessments else None
    level = levels.level_of(initiative) or (assessment.level if assessment else None)
    starting = assessment if matter is Matter.START else None
    return AgendaMatter(number=0, initiative=initiative, matter=matter, level=level, assessment=starting)


def _lacks(ctx: Context, row: AgendaMatter) -> list[Lack]:
    """What is lacking at the gate that the matter is about; what was excepted stands last."""
    state = row.initiative.state
    match row.matter:
        case Matter.PHASE:
            to = row.to or next_phase(state)
        case Matter.CLOSE:
            to = InitiativeState.CLOSED
        case Matter.WAIVE:
            to = gate_before(state, row.initiative.kind)
        case _:
            to = None
    return readiness.gate(ctx, row.initiative, to) if to is not None else []


def _form(ctx: Context, row: AgendaMatter, sitting: Sitting, lacks: Sequence[Lack]) -> MatterForm:
    form = MatterForm.for_meeting(
        sent(), matter=row.matter, stored=_known(ctx, row, sitting), suggestion=_suggestion(row, lacks)
    )
    form.forum_id.offer(forum_choices(ctx, row.initiative.plan_id))
    if "waives" in form:
        form.waives.offer((one.waiver, one.text) for one in lacks if one.waivable and not one.waived)
    if "start" in form:
        form.start.offer((one.code, one.label) for one in _quarters(row))
        candidates = project_leads.candidates(ctx)
        form.project_lead_id.offer((user.id, f"{user.name} ({user.email})") for user in candidates)
    held = [one for one in row.initiative.benefits if one.concluded_on is None]
    if "benefit_id" in form:
        form.benefit_id.offer((one.id, one.title) for one in held)
    if "aim_id" in form:
        aims = [link for one in held for link in one.measures]
        form.offer_aims((link.id, link.benefit_id, aim_in_words(link)) for link in aims)
    return form


def _known(ctx: Context, row: AgendaMatter, sitting: Sitting) -> dict[str, Any]:
    """What the form holds from the beginning: what was asked for, assessed or planned."""
    initiative = row.initiative
    known: dict[str, Any] = {
        "version": decisions.version(initiative),
        "decided_on": sitting.on,
        "forum_id": sitting.forum_id,
        "level": row.level,
        "aim_id": row.link.id if row.link else None,
        "target": row.target_value,
        "target_period": row.target_period,
        "benefit_id": row.benefit.id if row.benefit else None,
        "waives": row.request.waives if row.request else (),
    }
    if row.matter is Matter.START:
        known |= _known_start(ctx, row, sitting)
    return known


def _known_start(ctx: Context, row: AgendaMatter, sitting: Sitting) -> dict[str, Any]:
    """When it would start, and who would lead it: as planned, else from the next quarter."""
    initiative = row.initiative
    planned = initiative.times().get(Phase.PREPARATION, PhaseTimes()).planned
    begins = planned.start if planned else following(quarter_of(sitting.on))
    start = quarter_of(begins.start) if begins.start else None
    if start is not None and not is_within(start, initiative.plan.timeline_period):
        start = None
    leads = people.project_leads(ctx.session, [initiative.id]).get(initiative.id, [])
    by = initiative.project_lead_by
    if by is None and not leads and not initiative.project_lead:
        by = sitting.on + _NAMED_WITHIN
    return {
        "start": start.code if start else None,
        "project_lead_by": by,
    }


def _quarters(row: AgendaMatter) -> tuple[Period, ...]:
    timeline = row.initiative.plan.timeline_period
    return quarters_between(timeline, timeline)


def _suggestion(row: AgendaMatter, lacks: Sequence[Lack]) -> Suggestion | None:
    """How it ends when those who decide do as they are advised; none where nobody has, or a gate would refuse."""
    if row.assessment is not None:
        fit = f" {row.assessment.fit}" if row.assessment.fit else ""
        return Suggestion(_RECOMMENDED[row.assessment.recommendation], f"Enligt programledningens bedömning.{fit}")
    if row.request is None or (row.matter is Matter.PROJECT_END and not row.note):
        # The end of a project is motivated by its final report, which nobody can write beforehand.
        return None
    excepted = set(row.request.waives)
    if row.matter is not Matter.WAIVE and any(not one.waived and one.waiver not in excepted for one in lacks):
        return None
    note = f" {row.note}" if row.note else ""
    return Suggestion(Outcome.APPROVED, f"Enligt underlaget.{note}")

"""An initiative's way through its life, decided outside a meeting: one matter at a time, or asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.assessments import Recommendation
from portfolio.domain.decisions import ASKABLE, Matter, Outcome
from portfolio.domain.errors import Conflict, Denied, NotFound
from portfolio.domain.gates import gate_before
from portfolio.domain.initiatives import InitiativeState
from portfolio.domain.lifecycle import OUTCOMES, next_phase, possible
from portfolio.domain.permissions import Permission
from portfolio.domain.readiness import Lack
from portfolio.forms.lifecycle import DecisionForm, RequestForm, WithdrawForm
from portfolio.per_request import current_context
from portfolio.services import aims, benefits, decisions, initiatives, method, project_leads, readiness
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.initiative_frame import shown, url
from portfolio.web.initiatives import forum_choices
from portfolio.web.matters import matter_of, words
from portfolio.web.next_steps import to_the_line

bp = Blueprint("lifecycle", __name__)

#: What programme management recommended is what is proposed; whoever decides changes it.
RECOMMENDED = {
    Recommendation.START: Outcome.APPROVED,
    Recommendation.DEFER: Outcome.DEFERRED,
    Recommendation.RETURN: Outcome.RETURNED,
    Recommendation.DECLINE: Outcome.DECLINED,
}

#: What is proposed as the reason where there is seldom more to say.
USUAL = {InitiativeState.PREPARATION: "Starten är beslutad och arbetet börjar."}

#: These are decided on pages of their own.
_ELSEWHERE = {Matter.CONCLUDE_BENEFIT}


@bp.route("/initiativ/<int:initiative_id>/beslut/<slug>", methods=["GET", "POST"])
def decide(initiative_id: int, slug: str) -> ResponseReturnValue:
    """Record one decision, with all that it does; a gate that refuses says what is missing, with the way to it."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    matter = matter_of(slug)
    if matter in _ELSEWHERE:
        raise NotFound
    if matter is Matter.LEVEL:
        return redirect(url_for("complexity.classify", initiative_id=initiative.id), 303)
    to = next_phase(initiative.state) if matter is Matter.PHASE else None
    _require(ctx, initiative, matter, to)
    link = _link(ctx, initiative) if matter is Matter.TARGET else None
    lacks = _lacks(ctx, initiative, matter, to)
    form = _form(ctx, initiative, matter, to, lacks, link)
    told = words(matter, to)
    if request.method == "POST" and form.validate():
        about: dict[str, Any] = {"to": to, "benefit_id": link.benefit_id if link else None}
        approved = form.outcome.data is Outcome.APPROVED
        response = save(
            ctx,
            form,
            lambda: decisions.record(ctx, initiative_id, matter=matter, **about, **form.data),
            to=lambda _: url(initiative),
            said=told.said if approved else "Beslutet är registrerat.",
            again=url(initiative),
            version=lambda: decisions.version(initiatives.get(ctx, initiative_id)),
        )
        if response is not None:
            return response
        lacks = _lacks(ctx, initiative, matter, to)
    return page(
        "lifecycle/decide.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        matter=matter,
        words=told,
        link=link,
        lacks=shown(ctx, initiative, lacks),
        refused=shown(ctx, initiative, form.refused),
        may_waive=matter is Matter.WAIVE or decisions.why_not(ctx, initiative, Matter.WAIVE) is None,
        clerk=decisions.as_clerk(ctx, initiative, matter, to),
        decision=decisions.latest_standing(initiative) if matter is Matter.CORRECT else None,
        remaining=to_the_line(ctx, initiative) if matter is Matter.PROJECT_END else None,
        levels=method.load()["levels"] if matter is Matter.START else None,
    )


@bp.route("/initiativ/<int:initiative_id>/begar/<slug>", methods=["GET", "POST"])
def ask(initiative_id: int, slug: str) -> ResponseReturnValue:
    """Put a matter on the agenda of the next meeting, with a note to those who decide."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id, to=Permission.ASK_DECISION)
    matter = matter_of(slug)
    if matter not in ASKABLE:
        raise NotFound
    to = next_phase(initiative.state) if matter is Matter.PHASE else None
    link = _link(ctx, initiative) if matter is Matter.TARGET else None
    benefit = _benefit(ctx, initiative) if matter is Matter.CONCLUDE_BENEFIT else link.benefit if link else None
    lacks = _lacks(ctx, initiative, matter, to)
    form = RequestForm.of(matter, sent(), stored={})
    form.link_id = link.id if link else None
    if "waives" in form:
        form.waives.offer((one.waiver, one.text) for one in lacks if one.waivable and not one.waived)
    if request.method == "POST" and form.validate():
        about: dict[str, Any] = {"to": to, "benefit_id": benefit.id if benefit else None}
        response = save(
            ctx,
            form,
            lambda: decisions.ask(ctx, initiative_id, matter=matter, **about, **form.data),
            to=lambda _: url(initiative),
            said="Saken väntar nu på beslutsmötet.",
            again=url(initiative),
        )
        if response is not None:
            return response
    elif request.method == "GET" and matter not in possible(initiative.state, initiative.kind):
        raise Conflict("Initiativets läge har ändrats, och det här kan inte beslutas nu. Gå tillbaka till initiativet.")
    return page(
        "lifecycle/ask.html",
        form,
        initiative=initiative,
        plan=initiative.plan,
        matter=matter,
        words=words(matter, to),
        benefit=benefit,
        link=link,
        lacks=shown(ctx, initiative, lacks),
    )


@bp.post("/initiativ/<int:initiative_id>/begar/<int:request_id>/ta-tillbaka")
def withdraw(initiative_id: int, request_id: int) -> ResponseReturnValue:
    """Take a matter off the agenda again."""
    ctx = current_context()
    initiative = initiatives.get(ctx, initiative_id)
    form = WithdrawForm(sent())
    response = save(
        ctx,
        form,
        lambda: decisions.withdraw(ctx, initiative_id, request_id),
        to=lambda _: url(initiative),
        said="Begäran är tillbakatagen.",
        again=url(initiative),
    )
    if response is None:
        raise Conflict(" ".join(message for _, message in form.problems()))
    return response


def _require(ctx: Context, initiative: Any, matter: Matter, to: InitiativeState | None) -> None:
    """Refuse those who do not decide on it; and, before anything is typed, what the state has no room for."""
    why = decisions.why_not(ctx, initiative, matter, to=to)
    if why is None or why.missing:
        return
    if why.who:
        raise Denied(why.text, who=why.who)
    # What was typed already is told of beside it, and a form that was sent twice leads on.
    if request.method == "GET":
        raise Conflict(why.text)


def _lacks(ctx: Context, initiative: Any, matter: Matter, to: InitiativeState | None) -> list[Lack]:
    """What lacks at the gate that the matter is about."""
    if matter is Matter.CLOSE:
        to = InitiativeState.CLOSED
    elif matter is Matter.WAIVE:
        to = gate_before(initiative.state, initiative.kind)
    return readiness.gate(ctx, initiative, to) if to is not None else []


def _form(
    ctx: Context, initiative: Any, matter: Matter, to: InitiativeState | None, lacks: Sequence[Lack], link: Any
) -> DecisionForm:
    change = next((one for one in decisions.choices(ctx, initiative) if one.matter is matter), None)
    assessed = initiative.first_assessments[-1] if initiative.first_assessments else None
    starting = matter is Matter.START and assessed is not None
    form = DecisionForm.of(
        matter,
        sent(),
        outcomes=_outcomes(matter, to),
        stored={
            "version": decisions.version(initiative),
            "outcome": RECOMMENDED[assessed.recommendation] if starting and assessed else Outcome.APPROVED,
            "level": assessed.level if starting and assessed else None,
            "decided_on": ctx.today,
            "forum_id": change.forum_id if change else None,
            "motivation": USUAL.get(to) if to else None,
            "target": link.targets[-1].value if link and link.targets else None,
            "target_period": link.targets[-1].period if link and link.targets else None,
        },
    )
    form.link_id = link.id if link else None
    form.forum_id.offer(forum_choices(ctx, initiative.plan_id))
    if "waives" in form:
        form.waives.offer((one.waiver, one.text) for one in lacks if one.waivable and not one.waived)
    if "project_lead_id" in form:
        people = project_leads.candidates(ctx)
        form.project_lead_id.offer((user.id, f"{user.name} ({user.email})") for user in people)
    return form


def _outcomes(matter: Matter, to: InitiativeState | None) -> list[Outcome]:
    """How it can end here: what is put off or sent back without a meeting was never asked."""
    if matter is Matter.START:
        return [one for one in Outcome if one in OUTCOMES[matter]]
    if to is InitiativeState.PREPARATION or Outcome.DECLINED not in OUTCOMES[matter]:
        return [Outcome.APPROVED]
    return [Outcome.APPROVED, Outcome.DECLINED]


def _link(ctx: Context, initiative: Any) -> Any:
    """The measure of a benefit that the address names. Raises NotFound."""
    link = aims.get(ctx, request.args.get("matetal", default=0, type=int))
    if link.benefit.initiative_id != initiative.id:
        raise NotFound
    return link


def _benefit(ctx: Context, initiative: Any) -> Any:
    """The benefit that the address names. Raises NotFound."""
    benefit = benefits.get(ctx, request.args.get("nytta", default=0, type=int))
    if benefit.initiative_id != initiative.id:
        raise NotFound
    return benefit

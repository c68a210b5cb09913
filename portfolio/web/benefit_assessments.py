"""Recording how somebody outside the project judges a benefit."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.benefit_assessments import AssessedOutcome, Grounds
from portfolio.forms.benefit_assessments import NewBenefitAssessmentForm
from portfolio.per_request import current_context
from portfolio.services import benefit_assessments
from portfolio.web.context import page, save, sent

bp = Blueprint("benefit_assessments", __name__)

#: What each choice means, told beside it.
ABOUT_OUTCOMES = {
    AssessedOutcome.REACHED.value: "Det som nyttan lovar har skett.",
    AssessedOutcome.ON_TRACK.value: "Det går åt rätt håll, ungefär i den takt som väntades.",
    AssessedOutcome.BEHIND.value: "Det går långsammare än väntat, eller inte alls.",
    AssessedOutcome.WORSENED.value: "Det har blivit sämre än det var från början.",
    AssessedOutcome.NOT_JUDGEABLE.value: "Underlaget räcker inte. Det är också ett ärligt svar.",
}
ABOUT_GROUNDS = {
    Grounds.STRONG.value: "Två källor som inte bygger på varandra säger samma sak.",
    Grounds.SOME.value: "En källa, till exempel en uppföljning eller en granskning.",
    Grounds.WEAK.value: "Intryck, enstaka exempel eller bara några få röster.",
}


@bp.route("/nyttor/<int:benefit_id>/bedomningar/ny", methods=["GET", "POST"])
def new(benefit_id: int) -> ResponseReturnValue:
    """Record a judgement; the earlier ones stay."""
    ctx = current_context()
    benefit = benefit_assessments.get(ctx, benefit_id)
    form = NewBenefitAssessmentForm(sent())
    form.assessor_id.offer(benefit_assessments.assessors(ctx, benefit))
    back = url_for("benefits.show", benefit_id=benefit_id, _anchor="bedomningar")
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: benefit_assessments.assess(ctx, benefit_id, **form.data),
            to=lambda _: back,
            said="Bedömningen är registrerad. De tidigare finns kvar.",
            again=back,
        )
        if response is not None:
            return response
        benefit = benefit_assessments.get(ctx, benefit_id)
    return page(
        "benefit_assessments/new.html",
        form,
        benefit=benefit,
        initiative=benefit.initiative,
        plan=benefit.initiative.plan,
        about_outcomes=ABOUT_OUTCOMES,
        about_grounds=ABOUT_GROUNDS,
        back=back,
    )

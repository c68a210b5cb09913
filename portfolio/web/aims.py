"""What a benefit wants of one of its measures: baseline, target, and how a change is judged."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from portfolio.domain.aims import usual_method
from portfolio.domain.comparisons import ceiling, what_can_be_shown
from portfolio.domain.errors import NotFound
from portfolio.domain.labels import label
from portfolio.domain.measures import Method
from portfolio.domain.permissions import Permission
from portfolio.forms.aims import AimForm, SurveyForm
from portfolio.per_request import current_context
from portfolio.services import aims, effects, evidence, measure_lists, measures
from portfolio.services.context import Context
from portfolio.web.context import page, save, sent
from portfolio.web.next_steps import change_of_target

bp = Blueprint("aims", __name__)


@bp.route("/nyttor/<int:benefit_id>/matetal/<int:link_id>", methods=["GET", "POST"])
def edit(benefit_id: int, link_id: int) -> ResponseReturnValue:
    """From where, to where, by when; a target that is changed asks why, and the former one is kept."""
    ctx = current_context()
    link = aims.get(ctx, link_id, to=Permission.SET_AIM)
    if link.benefit_id != benefit_id:
        raise NotFound
    form = _form(link)
    if request.method == "POST" and form.validate():
        response = save(
            ctx,
            form,
            lambda: aims.set_aim(ctx, link_id, **form.data),
            to=lambda saved: url_for("benefits.show", benefit_id=saved.benefit_id),
            said="Nollmätning och mål är sparade.",
            again=url_for("benefits.show", benefit_id=benefit_id),
        )
        if response is not None:
            return response
        link = aims.get(ctx, link_id, to=Permission.SET_AIM)
    return page("aims/edit.html", form, **_shown(ctx, link))


def _form(link: Any) -> AimForm:
    stored = aims.stored(link)
    # The version tells what is stored; the usual way of judging is only proposed.
    proposed = {**stored, "method": stored["method"] or usual_method(link.measure.frequency)}
    form = AimForm(sent(), data={**proposed, "version": aims.digest(link)})
    form.series_id.offer(_series(link))
    return form


def _series(link: Any) -> list[tuple[int, str]]:
    """The series to choose among besides the whole; the one that is chosen, also where the measure has left it."""
    parts = [one for one in measures.present(link.measure) if one.unit_id or one.sex]
    found = [(one.id, measure_lists.name_of(one)) for one in parts]
    held = link.series
    if held is not None and held not in parts:
        name = measure_lists.name_of(held)
        found.append((held.id, name if held.is_present else f"{name}, enligt en tidigare definition"))
    return found


def _survey(link: Any) -> SurveyForm:
    """How many answers a survey needs, from what was asked; else from the baseline and the target, where shares."""
    target = link.targets[-1].value if link.targets else None
    shares = [None if one is None else one / link.measure.multiplier for one in (link.baseline_value, target)]
    if any(one is None or not 0 <= one <= 1 for one in shares):
        shares = [None, None]
    return SurveyForm(request.args, data={"share_before": shares[0], "share_after": shares[1]})


def _shown(ctx: Context, link: Any) -> dict[str, Any]:
    benefit = link.benefit
    usual = usual_method(link.measure.frequency)
    known = evidence.outlook_of(effects.of_link(ctx, link))
    survey = _survey(link)
    changing = change_of_target(ctx, link)
    return {
        "decided": changing is not None,
        "changing": changing if changing and (changing.href or changing.ask_href) else None,
        "link": link,
        "measure": link.measure,
        "benefit": benefit,
        "initiative": benefit.initiative,
        "plan": benefit.initiative.plan,
        "about": {one.value: f"{ceiling(one, known)}. {what_can_be_shown(one, known)}" for one in Method},
        "known": known,
        "survey": survey,
        "needed": survey.needed(),
        "usual": label(usual),
        "history": aims.history(ctx, link),
        "claimed": aims.claims(ctx, [link])[link.id],
    }

"""What every page of one initiative shows around its own part: the header, the journey and what is lacking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portfolio.domain.complexity import current
from portfolio.domain.journeys import Milestone, place
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.domain.readiness import Lack, LackCode
from portfolio.domain.timeline import Grid, compact
from portfolio.services import benefits, complexity, people, readiness
from portfolio.services.benefits import BenefitRow
from portfolio.services.context import Context
from portfolio.web.timeline import item_of_initiative


@dataclass(frozen=True)
class Shown:
    """Something that is lacking, as the page shows it: a link for those who can put it right, else who can.

    ``waiver`` names an exception from it, where there can be one; from what is ``waived`` there is one already.
    """

    code: LackCode
    text: str
    href: str | None
    note: str
    waiver: str
    waivable: bool
    waived: bool


def url(initiative: Any) -> str:
    """The initiative's page."""
    return url_for("initiatives.show", initiative_id=initiative.id)


def frame(ctx: Context, initiative: Any, rows: Sequence[BenefitRow] | None = None) -> dict[str, Any]:
    """The values that the frame's template needs; ``rows`` are the benefits, when they are at hand already."""
    if rows is None:
        rows = benefits.of_initiative(ctx, initiative)
    grid = Grid.of(initiative.plan.timeline_period, today=ctx.today)
    return {
        "initiative": initiative,
        "plan": initiative.plan,
        "benefits": rows,
        "owners": list(dict.fromkeys(row.owner for row in rows if row.owner)),
        "holding": current(complexity.history(initiative)),
        "bar": compact(item_of_initiative(initiative), grid=grid),
        "grid": grid,
        "phases": list(Phase),
        "times": initiative.times(),
        "leads": people.project_leads(ctx.session, [initiative.id]).get(initiative.id, []),
    }


def journey(initiative: Any) -> list[dict[str, Any]]:
    """The steps of the journey: done, here or ahead, and when each was begun, as far as that is known."""
    entered = {row.phase: row.actual_start for row in initiative.phases if row.actual_start}
    here = list(Milestone).index(place(initiative.state, entered))
    begun = {Milestone(phase.value): f"från {start.label}" for phase, start in entered.items()}
    return [
        {
            "milestone": one,
            "place": "here" if at == here else "done" if at < here else "ahead",
            "when": begun.get(one) if at <= here else None,
        }
        for at, one in enumerate(Milestone)
    ]


def lacking(ctx: Context, initiative: Any, rows: Sequence[BenefitRow]) -> list[Shown]:
    """What is missing for the next step, as links for those who can put it right."""
    return shown(ctx, initiative, readiness.of_initiative(ctx, initiative, rows))


def shown(ctx: Context, initiative: Any, lacks: Iterable[Lack]) -> list[Shown]:
    """What is lacking, as links for those who can put it right."""
    found = []
    for lack in lacks:
        permission, href, note = _way(initiative, lack)
        allowed = ctx.can(permission, initiative)
        told = ("" if allowed else note, lack.waiver, lack.waivable, lack.waived)
        found.append(Shown(lack.code, lack.text, href if allowed else None, *told))
    return found


def _way(initiative: Any, lack: Lack) -> tuple[Permission, str, str]:
    """Who may put it right, where, and what those who may not are told."""
    if lack.code in _OF_GATES:
        return _way_of_gate(initiative, lack)

    def to(endpoint: str) -> str:
        return url_for(endpoint, initiative_id=initiative.id)

    match lack.code:
        case LackCode.LEVEL:
            return Permission.CLASSIFY_INITIATIVE, to("complexity.classify"), "som styrgruppen beslutar"
        case LackCode.LEAD:
            when = f"utses senast {initiative.project_lead_by.isoformat()}" if initiative.project_lead_by else ""
            who = when or "som styrgruppen eller samordnaren utser"
            return Permission.APPOINT_LEAD, to("project_leads.appoint"), who
        case LackCode.TIMETABLE:
            return Permission.PLAN_PHASES, to("phases.plan"), "som projektledaren lägger"
        case LackCode.UNPLACED:
            return Permission.EDIT_ACTIVITY, to("activities.listing") + "#utan-fas", "som projektledaren väljer"
        case LackCode.BENEFIT:
            return Permission.EDIT_BENEFIT, to("benefits.new"), "som projektledaren beskriver"
        case _:
            href = url_for("benefits.edit", benefit_id=lack.benefit_id) + f"#steg-{lack.step}"
            return Permission.EDIT_BENEFIT, href, "som projektledaren fyller i"


#: What gates alone ask for.
_OF_GATES = frozenset(
    {
        LackCode.BASELINE,
        LackCode.BASELINE_UNREVIEWED,
        LackCode.ADOPTION,
        LackCode.HANDOVER,
        LackCode.EFFECT,
        LackCode.EFFECT_UNREVIEWED,
    }
)


def _way_of_gate(initiative: Any, lack: Lack) -> tuple[Permission, str, str]:
    match lack.code:
        case LackCode.BASELINE:
            href = url_for("aims.edit", benefit_id=lack.benefit_id, link_id=lack.link_id)
            return Permission.SET_AIM, href, "som nyttocontrollern eller projektledaren anger"
        case LackCode.ADOPTION:
            href = url_for("activities.listing", initiative_id=initiative.id, _anchor="inforande")
            return Permission.PLAN_ADOPTION, href, "som projektledaren anger"
        case LackCode.HANDOVER:
            # Everybody may see who has accepted what; the button is for those who answer for the unit.
            return Permission.READ_INITIATIVE, url_for("handovers.show", initiative_id=initiative.id), ""
        case LackCode.EFFECT:
            return Permission.READ_INITIATIVE, url_for("benefits.show", benefit_id=lack.benefit_id), ""
        case _:
            href = url_for("measurements.review", slug=initiative.plan.slug)
            return Permission.REVIEW_VALUE, href, "som en annan nyttocontroller granskar"

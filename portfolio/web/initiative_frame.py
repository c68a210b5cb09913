"""What every page of one initiative shows around its own part: the header, the journey and what is lacking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from portfolio.domain.complexity import current
from portfolio.domain.journeys import Milestone, place
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.domain.readiness import LackCode
from portfolio.domain.timeline import Grid, compact
from portfolio.services import benefits, complexity, people, readiness
from portfolio.services.benefits import BenefitRow
from portfolio.services.context import Context
from portfolio.web.timeline import item_of_initiative


@dataclass(frozen=True)
class Shown:
    """Something that is lacking, as the page shows it: a link for those who can put it right, else who can."""

    code: LackCode
    text: str
    href: str | None
    note: str


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
    """The steps of the journey: done, here or ahead."""
    entered = [row.phase for row in initiative.phases if row.actual_start]
    here = list(Milestone).index(place(initiative.state, entered))
    return [
        {"milestone": one, "place": "here" if at == here else "done" if at < here else "ahead"}
        for at, one in enumerate(Milestone)
    ]


def lacking(ctx: Context, initiative: Any, rows: Sequence[BenefitRow]) -> list[Shown]:
    """What is missing for the next step, as links for those who can put it right."""
    found = []
    for lack in readiness.of_initiative(ctx, initiative, rows):
        permission, href, note = _way(initiative, lack)
        allowed = ctx.can(permission, initiative)
        found.append(Shown(lack.code, lack.text, href if allowed else None, "" if allowed else note))
    return found


def _way(initiative: Any, lack: Any) -> tuple[Permission, str, str]:
    """Who may put it right, where, and what those who may not are told."""

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

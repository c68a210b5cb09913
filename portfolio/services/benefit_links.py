"""What a benefit's steps link to: goals, activities, other benefits, measures, units and people of its plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select

from portfolio.domain.activities import ActivityKind
from portfolio.domain.benefits import leads_in_circle
from portfolio.domain.errors import Invalid, InvalidFields
from portfolio.domain.measures import TEXT_RULES as MEASURE_TEXTS
from portfolio.domain.measures import Direction
from portfolio.domain.permissions import Permission
from portfolio.domain.texts import clean_texts
from portfolio.models import (
    Benefit,
    BenefitActivity,
    BenefitGoal,
    BenefitLink,
    BenefitMeasure,
    Forum,
    Goal,
    Initiative,
    Measure,
    Organisation,
    User,
)
from portfolio.services import activities, measures, people
from portfolio.services.context import Context


def set_goals(ctx: Context, benefit: Benefit, wanted: Iterable[int]) -> None:
    """Make the benefit serve these goals and no others. Raises Invalid for a goal of another plan."""
    ids = set(wanted)
    held = {link.goal_id for link in benefit.goals}
    of_plan = select(Goal.id).where(Goal.plan_id == benefit.initiative.plan_id, Goal.id.in_(ids))
    # A goal that is no longer in use is none to choose; where it was chosen before, it stays.
    known = set(ctx.session.scalars(of_plan.where(or_(Goal.active, Goal.id.in_(held)))))
    if ids - known:
        raise Invalid("goals", "Något av målen hör inte till planen. Välj bland planens mål.")
    _replace(ctx, benefit.goals, "goal_id", ids, held, lambda one: BenefitGoal(goal_id=one))


def set_activities(ctx: Context, benefit: Benefit, wanted: Sequence[int]) -> None:
    """Make the benefit need these activities and enablers. Raises Invalid for one of another initiative."""
    ids = set(wanted)
    held = {link.activity_id for link in benefit.activities}
    known = {link.activity_id for link in benefit.initiative.activities}
    if ids - known:
        raise Invalid("activities", "Något av det du valde hör inte till initiativet. Välj i listan.")
    _replace(ctx, benefit.activities, "activity_id", ids, held, lambda one: BenefitActivity(activity_id=one))


def add_activity(ctx: Context, benefit: Benefit, fields: dict[str, Any]) -> int:
    """Add an activity or enabler to the initiative from within the benefit's step two. Returns its id."""
    kind = fields["new_activity_kind"]
    if kind is None:
        raise Invalid("new_activity_kind", "Välj om det är en aktivitet eller en möjliggörare.")
    if kind is ActivityKind.ACTIVITY and fields["new_activity_phase"] is None:
        raise Invalid("new_activity_phase", "Välj fasen där aktiviteten görs.")
    try:
        made = activities.add(
            ctx, benefit.initiative_id, kind=kind, title=fields["new_activity"], phase=fields["new_activity_phase"]
        )
    except InvalidFields as problem:
        raise InvalidFields({"new_activity": problem.message}) from None
    ctx.session.flush()
    return made.id


def set_leads_to(ctx: Context, benefit: Benefit, wanted: Iterable[int]) -> None:
    """Make the benefit lead to these ones. Raises Invalid for another plan's, itself, or a circle."""
    ids = set(wanted)
    held = {link.target_id for link in benefit.leads_to}
    if ids == held:
        return
    plan_id = benefit.initiative.plan_id
    of_plan = (
        select(Benefit, Initiative)
        .join(Initiative, Initiative.id == Benefit.initiative_id)
        .where(Initiative.plan_id == plan_id)
    )
    rows = ctx.session.execute(of_plan).all()
    titles = {one.id: one.title for one, initiative in rows if ctx.can(Permission.READ_INITIATIVE, initiative)}
    if ids - held - titles.keys():
        raise Invalid("leads_to", "Någon av nyttorna finns inte i planen. Välj bland planens nyttor.")
    links = select(BenefitLink).where(BenefitLink.benefit_id.in_([one.id for one, _ in rows]))
    graph: dict[int, set[int]] = {}
    for link in ctx.session.scalars(links):
        graph.setdefault(link.benefit_id, set()).add(link.target_id)
    graph[benefit.id] = ids
    if circle := leads_in_circle(graph, start=benefit.id):
        chain = " → ".join(f"”{titles.get(one, 'en nytta som du inte ser')}”" for one in circle)
        raise Invalid("leads_to", f"Nyttorna skulle leda runt i en cirkel: {chain}. Ta bort ett av leden.")
    _replace(ctx, benefit.leads_to, "target_id", ids, held, lambda one: BenefitLink(target_id=one))


def set_measures(ctx: Context, benefit: Benefit, wanted: Sequence[int]) -> None:
    """Make these measures tell about the benefit, in this order. Raises Invalid for one of another plan."""
    ids = list(dict.fromkeys(wanted))
    held = {link.measure_id for link in benefit.measures}
    of_plan = select(Measure.id).where(Measure.plan_id == benefit.initiative.plan_id, Measure.id.in_(ids))
    if set(ids) - set(ctx.session.scalars(of_plan)):
        raise Invalid("measures", "Något av mätetalen hör inte till planen. Välj bland planens mätetal.")
    for link in benefit.measures:
        if link.measure_id not in ids and (link.baseline_value is not None or link.targets or link.interim):
            raise Invalid(
                "measures",
                f"”{link.measure.name}” har nollmätning eller mål för den här nyttan och kan inte tas bort. "
                "Låt det vara valt.",
            )
    last = max((link.position for link in benefit.measures), default=0)
    new = [one for one in ids if one not in held]
    _replace(
        ctx,
        benefit.measures,
        "measure_id",
        set(ids),
        held,
        lambda one: BenefitMeasure(measure_id=one, position=last + 1 + new.index(one)),
    )


def add_measure(ctx: Context, benefit: Benefit, fields: dict[str, Any]) -> int:
    """Add a measure to the plan's library from within step seven. Returns its id.

    Raises InvalidFields, also for a name that the library holds already: that one is to be chosen instead.
    """
    plan_id = benefit.initiative.plan_id
    rules = {f"measure_{name}": rule for name, rule in MEASURE_TEXTS.items()}
    texts = clean_texts(fields, rules)
    if fields["measure_direction"] is None:
        raise Invalid("measure_direction", "Välj vad som är bra: högre, lägre, eller att nivån behålls.")
    # Compared here, since SQLite takes Å and å for different letters.
    names = ctx.session.scalars(select(Measure.name).where(Measure.plan_id == plan_id))
    if (texts["measure_name"] or "").casefold() in {name.casefold() for name in names}:
        raise Invalid("measure_name", "Mätetalet finns redan i planen. Välj det i listan över mätetal.")
    made = measures.make(
        ctx,
        plan_id,
        {
            "name": texts["measure_name"],
            "unit": texts["measure_unit"],
            "definition": texts["measure_definition"],
            "direction": Direction(fields["measure_direction"]),
            # As often as the benefit is followed up, until somebody says otherwise on the measure's own page.
            "frequency": benefit.frequency,
        },
    )
    return made.id


def check_forum(ctx: Context, benefit: Benefit, forum_id: int | None) -> None:
    """Raise Invalid for a forum of another plan, or one that is closed; what was chosen before stays possible."""
    if forum_id is None or forum_id == benefit.forum_id:
        return
    forum = ctx.session.get(Forum, forum_id)
    if forum is None or forum.plan_id != benefit.initiative.plan_id or not forum.active:
        raise Invalid("forum_id", "Välj ett av planens forum.")


def check_unit(ctx: Context, field: str, unit_id: int | None) -> None:
    """Raise Invalid for a unit that does not exist."""
    if unit_id is not None and ctx.session.get(Organisation, unit_id) is None:
        raise Invalid(field, "Välj en enhet i listan.")


def check_person(ctx: Context, plan_id: int, field: str, user_id: int | None) -> None:
    """Raise Invalid for somebody who has no role in the plan; whoever was chosen before stays one who can be."""
    if user_id is None:
        return
    user = ctx.session.get(User, user_id)
    if user is None or user_id not in {one.id for one in people.of_plan(ctx.session, plan_id)}:
        raise Invalid(field, "Välj någon som har en roll i planen.")


def _replace(ctx: Context, links: list[Any], column: str, wanted: set[int], held: set[int], make: Any) -> None:
    """Add what is new and take away what is no longer wanted; what stays keeps its row, and so its history."""
    for link in [link for link in links if getattr(link, column) not in wanted]:
        links.remove(link)
        ctx.session.delete(link)
    links.extend(make(one) for one in sorted(wanted - held))
    ctx.session.flush()

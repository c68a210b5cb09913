"""Saving the seven steps of a benefit, each on its own; what a step holds, and what is suggested for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from portfolio.domain.benefits import TEXT_RULES, BenefitKind, ImpactArea, Perspective, Ramp, ValueType, check_times
from portfolio.domain.errors import Invalid, InvalidFields, NotFound, Stale
from portfolio.domain.measures import Frequency
from portfolio.domain.permissions import Permission
from portfolio.domain.phases import Phase
from portfolio.domain.steps import NOTE_RULE, STEPS, Preliminary, check_preliminary
from portfolio.domain.texts import LONG, TextRule, clean_text, clean_texts
from portfolio.domain.versions import version_of
from portfolio.models import Benefit, BenefitImpact, Initiative, Plan, PreliminaryStep
from portfolio.services import benefit_choices, benefit_links, effect_starts
from portfolio.services.benefits import level_of
from portfolio.services.context import LARGEST_ID, Context

#: The columns of each step that a form holds as they are; what it links to is added to them.
_COLUMNS: dict[int, tuple[str, ...]] = {
    1: ("title", "description", "kind", "perspective", "beneficiary", "emergent", "value_type"),
    2: ("preconditions", "risks", "released_resource"),
    3: ("owner_role", "owner_unit_id", "owner_user_id"),
    4: ("first_effect", "full_effect", "changed_state", "changed_state_at", "ramp"),
    5: (
        "follow_up_method",
        "frequency",
        "forum_id",
        "steering_system",
        "steering_id",
        "steering_link",
        "follow_up_until",
    ),
    6: ("controller_user_id", "controller_role", "data_provider"),
    7: ("assessment_method",),
}

_KINDS: dict[str, Callable[[Any], Any]] = {
    "kind": BenefitKind,
    "perspective": Perspective,
    "value_type": ValueType,
    "ramp": Ramp,
    "frequency": Frequency,
}


def stored(benefit: Benefit) -> dict[int, dict[str, Any]]:
    """What each step holds, by field: what the form shows, and what its version is a digest of."""
    values = {step: {name: getattr(benefit, name) for name in _COLUMNS[step]} for step in STEPS}
    values[1]["goals"] = tuple(sorted(link.goal_id for link in benefit.goals))
    values[2]["activities"] = tuple(sorted(link.activity_id for link in benefit.activities))
    values[2]["leads_to"] = tuple(sorted(link.target_id for link in benefit.leads_to))
    impacts = {impact.area: impact for impact in benefit.impacts}
    for area in ImpactArea:
        values[3][f"impact_{area}"] = impacts[area].text if area in impacts else None
        values[3][f"impact_{area}_none"] = impacts[area].none if area in impacts else False
    values[4]["anchor"] = anchor(benefit)
    values[7]["measures"] = tuple(sorted(link.measure_id for link in benefit.measures))
    marks = {mark.step: mark for mark in benefit.preliminary}
    for step in STEPS:
        values[step][f"preliminary_until_{step}"] = marks[step].until if step in marks else None
        values[step][f"preliminary_note_{step}"] = marks[step].note if step in marks else None
    return values


def save(ctx: Context, benefit_id: int, step: int, *, version: str, **fields: Any) -> Benefit:
    """Save one step as far as it is filled in; nothing is asked for but that what is there can be right.

    Raises Conflict when somebody else saved the step since ``version``, InvalidFields or Invalid by field.
    """
    benefit = locked(ctx, benefit_id)
    reason = clean_text(fields.get("start_reason"))
    ctx.record("benefit:step", plan_id=benefit.initiative.plan_id, reason=reason)
    before = stored(benefit)[step]
    if version != version_of(before):
        raise Stale(f"Någon annan har sparat steg {step} sedan du öppnade formuläret.", current=before)
    put(ctx, benefit, step, fields)
    return benefit


def put(ctx: Context, benefit: Benefit, step: int, fields: dict[str, Any]) -> None:
    """Set all of one step's fields of a benefit that is locked. Raises Invalid or InvalidFields by field."""
    before = stored(benefit)[step]
    _check_references(ctx, benefit, step, fields, before)
    _save_columns(benefit, step, fields)
    match step:
        case 1:
            benefit_links.set_goals(ctx, benefit, fields["goals"])
        case 2:
            _save_how(ctx, benefit, fields)
        case 3:
            _save_who(benefit, fields, before)
        case 4:
            effect_starts.check_move(ctx, benefit, before["first_effect"], fields.get("start_reason"))
            _save_when(benefit, fields)
        case 5:
            _check_link(benefit.steering_link)
        case 7:
            _save_measures(ctx, benefit, fields)
    _mark(ctx, benefit, step, fields)
    ctx.session.flush()
    if stored(benefit)[step] != before:
        benefit.example = False


def locked(ctx: Context, benefit_id: int) -> Benefit:
    """The benefit, with the locks taken in the order that everything else takes them: plan, initiative, benefit."""
    found = ctx.session.execute(
        select(Initiative.plan_id, Initiative.id)
        .join(Benefit, Benefit.initiative_id == Initiative.id)
        .where(Benefit.id == (benefit_id if 0 < benefit_id <= LARGEST_ID else None))
    ).one_or_none()
    if found is None:
        raise NotFound
    hold_plan(ctx, found[0])
    ctx.load(Initiative, found[1], to=Permission.EDIT_BENEFIT)
    return ctx.load(Benefit, benefit_id, to=Permission.EDIT_BENEFIT)


def hold_plan(ctx: Context, plan_id: int) -> None:
    """Let nobody else change the plan's benefits until this transaction ends; to be locked before what lies in it."""
    # Two people who link two benefits to each other at once would each see no circle: one of them waits here.
    ctx.session.get_one(Plan, plan_id, with_for_update={"key_share": True})


def _check_references(
    ctx: Context, benefit: Benefit, step: int, fields: dict[str, Any], before: dict[str, Any]
) -> None:
    """Hold what the step points to against the plan, before it is set: SQLite tells nothing of a broken reference."""
    if step == 3:
        benefit_links.check_unit(ctx, "owner_unit_id", fields["owner_unit_id"])
    if step == 5:
        benefit_links.check_forum(ctx, benefit, fields["forum_id"])
    for field in ("owner_user_id", "controller_user_id"):
        # Somebody who was chosen before may have lost their roles since, and stays until another one is chosen.
        if field in before and fields[field] != before[field]:
            benefit_links.check_person(ctx, benefit.initiative.plan_id, field, fields[field])


def _save_columns(benefit: Benefit, step: int, fields: dict[str, Any]) -> None:
    names = _COLUMNS[step]
    texts = clean_texts(fields, {name: TEXT_RULES[name] for name in names if name in TEXT_RULES})
    for name in names:
        value = texts[name] if name in texts else fields[name]
        setattr(benefit, name, _KINDS[name](value) if name in _KINDS and value else value)


def _save_how(ctx: Context, benefit: Benefit, fields: dict[str, Any]) -> None:
    chosen = list(fields["activities"])
    if clean_text(fields["new_activity"]):
        chosen.append(benefit_links.add_activity(ctx, benefit, fields))
    elif fields["new_activity_phase"] or fields["new_activity_kind"]:
        raise Invalid("new_activity", "Skriv vad som behövs, eller töm fas och slag.")
    benefit_links.set_activities(ctx, benefit, chosen)
    targets = [*fields["leads_to"], *([fields["leads_to_other"]] if fields["leads_to_other"] else [])]
    benefit_links.set_leads_to(ctx, benefit, targets)


def _save_who(benefit: Benefit, fields: dict[str, Any], before: dict[str, Any]) -> None:
    if any(fields[name] != before[name] for name in ("owner_unit_id", "owner_user_id")):
        # Whoever answers for it now has accepted nothing.
        benefit.accepted_on = benefit.accepted_by = None
    rules = {f"impact_{area}": TextRule("påverkan", LONG) for area in ImpactArea}
    texts = clean_texts(fields, rules)
    problems = {
        name: "Du har skrivit en påverkan och kryssat för ingen påverkan. Ta bort det ena."
        for name, text in texts.items()
        if text and fields[f"{name}_none"]
    }
    if problems:
        raise InvalidFields(problems)
    rows = {row.area: row for row in benefit.impacts}
    for area in ImpactArea:
        text, none = texts[f"impact_{area}"], bool(fields[f"impact_{area}_none"])
        if area in rows:
            rows[area].text, rows[area].none = text, none
        elif text or none:
            benefit.impacts.append(BenefitImpact(area=area, text=text, none=none))


def _save_when(benefit: Benefit, fields: dict[str, Any]) -> None:
    check_times(first_effect=benefit.first_effect, full_effect=benefit.full_effect)
    wanted = fields["anchor"] or None
    # A plan file may have chosen what is not offered; it stays until something else is chosen.
    if wanted not in (None, anchor(benefit), *dict(benefit_choices.anchors(benefit.initiative))):
        raise Invalid("anchor", "Välj något som finns i initiativet.")
    what, _, which = (wanted or "").partition(":")
    benefit.anchor_phase = Phase(which) if what == "phase" else None
    benefit.anchor_adoption_id = int(which) if what == "adoption" else None
    if what and benefit.first_effect is None:
        raise Invalid("first_effect", "Ange när den första effekten väntas, så att tiden kan flyttas med.")


def _save_measures(ctx: Context, benefit: Benefit, fields: dict[str, Any]) -> None:
    chosen = list(fields["measures"])
    if fields["measure_id"]:
        chosen.append(fields["measure_id"])
    if clean_text(fields["measure_name"]):
        chosen.append(benefit_links.add_measure(ctx, benefit, fields))
    elif clean_text(fields["measure_unit"]) or clean_text(fields["measure_definition"]) or fields["measure_direction"]:
        raise Invalid("measure_name", "Skriv vad som mäts, eller töm uppgifterna om det nya mätetalet.")
    benefit_links.set_measures(ctx, benefit, chosen)


def _mark(ctx: Context, benefit: Benefit, step: int, fields: dict[str, Any]) -> None:
    """Keep, change or take away the mark that the step is preliminary."""
    until, note = fields.get(f"preliminary_until_{step}"), clean_text(fields.get(f"preliminary_note_{step}"))
    row = next((mark for mark in benefit.preliminary if mark.step == step), None)
    if until == (row.until if row else None) and note == (row.note if row else None):
        return
    already = Preliminary(row.until) if row else None
    try:
        check_preliminary(step, until, level=level_of(benefit.initiative), today=ctx.today, already=already)
    except Invalid as problem:
        raise Invalid(f"preliminary_until_{step}", problem.message) from None
    if until is None:
        if note:
            raise Invalid(f"preliminary_until_{step}", "Välj vilken dag ni ska titta igen, eller töm texten.")
        if row is not None:
            benefit.preliminary.remove(row)
            ctx.session.delete(row)
        return
    name = f"preliminary_note_{step}"
    note = clean_texts({name: note}, {name: NOTE_RULE})[name]
    if row is None:
        benefit.preliminary.append(PreliminaryStep(step=step, until=until, note=note))
    else:
        row.until, row.note = until, note


def anchor(benefit: Benefit) -> str | None:
    """What the benefit's times move with, as the form chooses it."""
    if benefit.anchor_phase is not None:
        return f"phase:{benefit.anchor_phase}"
    return f"adoption:{benefit.anchor_adoption_id}" if benefit.anchor_adoption_id is not None else None


def _check_link(link: str | None) -> None:
    if link is not None and not link.lower().startswith(("https://", "http://")):
        raise Invalid("steering_link", "Länken ska börja med https://. Kopiera hela adressen.")

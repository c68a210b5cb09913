"""What each matter does when it is approved, besides the change of state; a start also when it is deferred."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from portfolio.domain.complexity import ComplexityLevel
from portfolio.domain.decisions import LESSON_RULE, Matter, NewTarget, Outcome, check_start, check_until
from portfolio.domain.errors import Conflict, Invalid, InvalidFields
from portfolio.domain.initiatives import InitiativeKind, InitiativeState
from portfolio.domain.periods import Period, day
from portfolio.domain.phases import Phase, PhaseTimes, Span, check_phases
from portfolio.domain.texts import clean_text, problem_with
from portfolio.models import Benefit, BenefitMeasure, ComplexityAssessment, Decision, Initiative
from portfolio.services import aims, people, project_leads, successors
from portfolio.services.context import Context
from portfolio.services.decisions.changed import Changes
from portfolio.services.levels import level_of


@dataclass(frozen=True)
class Wanted:
    """What a decision states besides what every decision does."""

    to: InitiativeState | None = None
    level: ComplexityLevel | None = None
    until: date | None = None
    start: Period | None = None
    project_lead_id: int | None = None
    project_lead_by: date | None = None
    benefit_id: int | None = None
    target: NewTarget | None = None
    lesson: str | None = None
    successor_id: int | None = None


@dataclass(frozen=True)
class Case:
    """A decision that is being recorded, with what it is on, what it states, and what notes its changes."""

    ctx: Context
    initiative: Initiative
    decision: Decision
    wanted: Wanted
    changes: Changes
    decided_on: date


def apply(case: Case) -> None:
    """Do what the decision says. Raises Invalid, InvalidFields or Conflict by the names that the decision states."""
    if case.decision.matter is Matter.START and case.decision.outcome is Outcome.DEFERRED:
        check_until(case.wanted.until, decided_on=case.decided_on)
    if case.wanted.until is not None and case.decision.outcome is Outcome.DEFERRED:
        case.decision.until = case.wanted.until
    if case.wanted.benefit_id is not None:
        case.decision.benefit = _benefit(case)
    if case.decision.outcome is Outcome.APPROVED and case.decision.matter in _MATTERS:
        _MATTERS[case.decision.matter](case)


def _start(case: Case) -> None:
    ctx, initiative, wanted = case.ctx, case.initiative, case.wanted
    if wanted.level is None and level_of(initiative) is None:
        raise Invalid("level", "Välj enkelt, komplicerat eller komplext: nivån beslutas med starten.")
    if initiative.kind is InitiativeKind.INITIATIVE:
        check_start(wanted.start)
    has_lead = people.project_leads(ctx.session, [initiative.id]) or initiative.project_lead
    if not (wanted.project_lead_id or wanted.project_lead_by or has_lead or initiative.project_lead_by):
        raise Invalid("project_lead_id", "Välj projektledare, eller ange när en sådan utses senast.")
    if wanted.level is not None:
        _level(case)
    if wanted.start is not None:
        case.decision.start = wanted.start
        if initiative.kind is InitiativeKind.INITIATIVE:
            _plan_start(case, wanted.start)
    if wanted.project_lead_by is not None:
        case.changes.day("project_lead_by", wanted.project_lead_by)
    if wanted.project_lead_id is not None:
        try:
            project_leads.give(ctx, initiative, wanted.project_lead_id)
        except Invalid as problem:
            raise Invalid("project_lead_id", problem.message) from problem


def _plan_start(case: Case, start: Period) -> None:
    """The preparation is planned from the quarter that was decided; the rest of the timetable is left as it is."""
    times = {phase: PhaseTimes(planned=told.planned) for phase, told in case.initiative.times().items()}
    planned = times.get(Phase.PREPARATION, PhaseTimes()).planned
    times[Phase.PREPARATION] = PhaseTimes(planned=Span(start, planned.end if planned else None))
    _check(case, times, "start")
    case.changes.phase(Phase.PREPARATION, "planned_start", start)


def _level(case: Case) -> None:
    if case.wanted.level is None:
        raise Invalid("level", "Välj enkelt, komplicerat eller komplext.")
    assessment = ComplexityAssessment(level=case.wanted.level)
    case.decision.assessment = assessment
    case.initiative.assessments.append(assessment)


def _phase(case: Case) -> None:
    entered = day(case.decided_on)
    match case.decision.to_state:
        case InitiativeState.PREPARATION:
            _enter(case, Phase.PREPARATION, entered)
        case InitiativeState.DELIVERY:
            _end(case, Phase.PREPARATION, entered)
            _enter(case, Phase.DELIVERY, entered)
        case InitiativeState.REALISATION:
            # Delivery stays open until the project ends: effects come while the rest is being introduced.
            _enter(case, Phase.REALISATION, entered)
    actual = {phase: PhaseTimes(actual=told.actual) for phase, told in case.initiative.times().items()}
    _check(case, actual, "decided_on")


def _finish(case: Case) -> None:
    """What is closed or cancelled goes on in no phase."""
    for phase in Phase:
        _end(case, phase, day(case.decided_on))


def _project_end(case: Case) -> None:
    if case.initiative.project_ended_on is not None:
        raise Conflict(f"Projektet är redan avslutat, {case.initiative.project_ended_on.isoformat()}.")
    case.changes.day("project_ended_on", case.decided_on)
    _end(case, Phase.DELIVERY, day(case.decided_on))


def _enter(case: Case, phase: Phase, entered: Period) -> None:
    if _actual(case, phase) is None:
        case.changes.phase(phase, "actual_start", entered)


def _end(case: Case, phase: Phase, ended: Period) -> None:
    span = _actual(case, phase)
    if span is not None and span.end is None:
        case.changes.phase(phase, "actual_end", ended)


def _actual(case: Case, phase: Phase) -> Span | None:
    return case.initiative.times().get(phase, PhaseTimes()).actual


def _check(case: Case, times: Mapping[Phase, PhaseTimes], field: str) -> None:
    """Hold a timetable against the rules; what is wrong is told at the field that the decision states it by."""
    try:
        check_phases(
            times,
            kind=case.initiative.kind,
            entered=frozenset(Phase),
            timeline=case.initiative.plan.timeline_period,
            today=case.ctx.today,
        )
    except InvalidFields as problem:
        raise Invalid(field, " ".join(problem.problems.values())) from problem


def _target(case: Case) -> None:
    benefit, wanted = case.decision.benefit, case.wanted.target
    if benefit is None:
        raise Invalid("benefit_id", "Välj vilken nytta målet gäller.")
    if wanted is None or wanted.value is None:
        raise Invalid("target", "Ange det nya målvärdet.")
    link = link_of(benefit, wanted.link_id)
    held = link.targets[-1] if link.targets else None
    made = aims.change_target(case.ctx, link, wanted.value, wanted.period, case.decision.motivation)
    before = f"{held.value:f} {held.period.code if held.period else ''}".strip() if held else None
    after = f"{made.value:f} {made.period.code if made.period else ''}".strip()
    case.changes.other(f"targets.{benefit.key}.{link.measure.key}", before, after)


def link_of(benefit: Benefit, link_id: int | None) -> BenefitMeasure:
    """The measure of the benefit that is meant; the only one where nothing is said. Raises Invalid("target")."""
    links = [one for one in benefit.measures if link_id in (None, one.id)]
    if len(links) != 1:
        raise Invalid("target", "Välj vilket av nyttans mätetal målet gäller.")
    return links[0]


def _conclude(case: Case) -> None:
    benefit = case.decision.benefit
    if benefit is None:
        raise Invalid("benefit_id", "Välj vilken nytta som avförs.")
    if benefit.concluded_on is not None:
        raise Conflict(f"Nyttan är redan avförd, {benefit.concluded_on.isoformat()}.")
    if case.wanted.successor_id is not None:
        case.decision.successor = successors.move(case.ctx, benefit, case.wanted.successor_id)
        return
    if clean_text(case.wanted.lesson) is None:
        raise Invalid("lesson", "Skriv vad ni lärde er: vad andra behöver veta när nyttan nu avförs.")
    case.changes.day("concluded_on", case.decided_on, benefit)


def lesson_of(text: str | None) -> str | None:
    """The lesson, cleaned. Raises Invalid."""
    cleaned = clean_text(text)
    if message := problem_with(cleaned, LESSON_RULE):
        raise Invalid("lesson", message)
    return cleaned


def _benefit(case: Case) -> Benefit:
    for one in case.initiative.benefits:
        if one.id == case.wanted.benefit_id:
            # Read anew and held, so that nobody changes it while it is decided on.
            case.ctx.session.refresh(one, with_for_update={"key_share": True})
            return one
    raise Invalid("benefit_id", "Nyttan hör inte till initiativet. Välj en annan.")


_MATTERS: Mapping[Matter, Callable[[Case], None]] = {
    Matter.START: _start,
    Matter.LEVEL: _level,
    Matter.PHASE: _phase,
    Matter.TARGET: _target,
    Matter.CANCEL: _finish,
    Matter.CLOSE: _finish,
    Matter.PROJECT_END: _project_end,
    Matter.CONCLUDE_BENEFIT: _conclude,
}
